"""Does the support finder judge profiles right? Profiles over the sample library in; what is wrong with each out.

    python -m benchmarks support [FILE…] [--home FOLDER] [--json]

A profile is a text or the fields of a file. What its answer is held to stands in the file (support.jsonl): measures that
may be offered, those that never may, those shown as ended, verdicts on single conditions, questions that must be asked,
kinds of which the library holds nothing, and words that must not be said. No chat model takes part.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from assistant.composing.support_answer import questions_of, support_draft
from assistant.phrases import phrases
from assistant.services import Services
from assistant.settings import Settings
from assistant.support.finder import SupportFinder, available
from assistant.support.profile import profile_of_fields, profile_of_text
from assistant.support.types import Finding, Standing, Support
from assistant.types import Answer, Intent, Question
from assistant.verifying import verified_answer
from assistant.wiring import open_services
from benchmarks.intervals import share
from knowledge.protocols import Catalogue
from knowledge.types import Language, PolicyRecord, Reader, Role

PROFILES = Path(__file__).with_name("support.jsonl")
DAY = date(2026, 11, 24)
_READER = Reader(user="support", role=Role.SME)


def rows_of(path: Path = PROFILES) -> tuple[Mapping[str, Any], ...]:
    return tuple(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def found_for(row: Mapping[str, Any], finder: SupportFinder) -> Support:
    """Find support for one profile of the file."""
    told = row["profile"]
    profile = profile_of_text(told) if isinstance(told, str) else profile_of_fields(told)
    as_of = date.fromisoformat(row.get("as_of", DAY.isoformat()))
    return finder.find(profile, _READER, as_of, Language(row["lang"]))


def wrong_of(row: Mapping[str, Any], support: Support, answer: Answer) -> Iterator[str]:
    """Yield what the support found, and the answer made of it, have wrong."""
    offered = {_id(f) for f in available(support.findings)}
    ended = {_id(f) for f in support.findings if f.standing is Standing.ENDED}
    yield from (f"not offered: {name}" for name in row.get("offered", ()) if name not in offered)
    yield from (f"offered: {name}" for name in row.get("not_offered", ()) if name in offered)
    yield from (f"not ended: {name}" for name in row.get("ended", ()) if name not in ended)
    verdicts = {_id(f): f.verdicts for f in support.findings}
    for name, wanted in row.get("verdicts", {}).items():
        for topic, verdict in wanted.items():
            got = verdicts.get(name, {}).get(topic)
            if got != verdict:
                yield f"{name} {topic}: {got} instead of {verdict}"
    say = phrases(answer.language)
    asked = {topic for topic, text in questions_of(available(support.findings), say) if text in answer.text}
    yield from (f"not asked: {topic}" for topic in row.get("asks", ()) if topic not in asked)
    none_held = row.get("none_held")
    if none_held is not None and sorted(none_held) != sorted(support.none_held):
        yield f"none held: {sorted(support.none_held)}"
    said = "\n".join(
        [answer.text, *(cell for table in answer.tables for line in table.rows for cell in line)]
    )
    yield from (f"said: {words}" for words in row.get("absent", ()) if words in said)
    if "—" in {cell for table in answer.tables for line in table.rows for cell in line}:
        yield "a cell did not hold"


def answered(row: Mapping[str, Any], support: Support, catalogue: Catalogue) -> Answer:
    """Return the verified answer to one profile."""
    language = Language(row["lang"])
    question = Question(text="", reader=_READER, as_of=support.as_of, language=language)
    draft = support_draft(support, phrases(language))
    return verified_answer(question, draft, catalogue, language=language, intent=Intent.SUPPORT)


def reached(row: Mapping[str, Any], services: Services) -> bool:
    """Say whether the profile, asked as a question, is understood as one for support."""
    as_of = date.fromisoformat(row.get("as_of", DAY.isoformat()))
    *_, last = services.ask(Question(text=row["profile"], reader=_READER, as_of=as_of))
    return isinstance(last, Answer) and last.intent is Intent.SUPPORT


def _id(finding: Finding) -> str:
    record = finding.measure.document.record
    return record.policy_id if isinstance(record, PolicyRecord) else ""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks support", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=[PROFILES])
    parser.add_argument("--home", type=Path)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        services = open_services(Settings(home=given.home or Path(folder)), doing="benchmark")
        if given.home is None:
            services.library.load_samples()
            services.library.filler.wait(300)
        try:
            return _measure([row for file in given.files for row in rows_of(file)], services, given.json)
        finally:
            services.close()


def _measure(rows: Sequence[Mapping[str, Any]], services: Services, as_json: bool) -> int:
    finder = SupportFinder(services.catalogue)
    wrong: dict[str, list[str]] = {}
    for row in rows:
        support = found_for(row, finder)
        wrong[row["id"]] = list(wrong_of(row, support, answered(row, support, services.catalogue)))
        if isinstance(row["profile"], str) and not reached(row, services):
            wrong[row["id"]].append("not understood as a question for support")
    right = sum(not found for found in wrong.values())
    if as_json:
        failures = [{"id": name, "what": found} for name, found in wrong.items() if found]
        print(json.dumps({"profiles": len(rows), "right": right, "failures": failures}, ensure_ascii=False))
    else:
        for name, found in wrong.items():
            print(f"{'right' if not found else 'WRONG'}  {name}  {'; '.join(found)}")
        print(f"profiles judged right: {share(right, len(rows))}")
    return 0 if right == len(rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
