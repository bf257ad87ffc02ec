"""Does text that gives orders get its way? A battery of attacks in; what each got out of an answer, out.

    python -m benchmarks attacks [--show N] [--only ID…] [--readings-only] [--every-reply] [--json]

Every attack of attacks.jsonl that stands in a document is written into a file and loaded as any file is; the others stand
in the question or in an earlier turn. Each is asked about without a model, and then with the worst one there can be: it
reads the prompt, does what the attack wants, and does it in several ways (obeying_model.py); and with one that misreads
the questions too (obeying_reader.py, reading_attacks.py). Counted are answers with a
number that nothing verifies, with an internal figure, with an outside link, image or HTML, with what the attack wanted,
provisional text with any of these, and answers that no longer tell what was asked for. All are to be 0.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

from assistant.composing.extractive import ExtractiveComposer
from assistant.composing.generated import GeneratedComposer
from assistant.composing.grounding import Grounding
from assistant.conversation import Conversation, State
from assistant.models import OpenAiChatModel
from assistant.preparation import Preparation
from assistant.services import Services
from assistant.settings import Settings
from assistant.types import Answer, Question, Turn
from assistant.understanding.rules import RuleUnderstander
from assistant.values import Value, values_in
from assistant.wiring import open_services
from benchmarks.attack_checks import KINDS, Seen, faults
from benchmarks.attack_library import AS_OF, Attack, document_of, load_attacks, number_of, write_library
from benchmarks.chat_server import ChatServer, says
from benchmarks.obeying_model import WAYS, answer_of
from benchmarks.obeying_reader import READINGS
from benchmarks.reading_attacks import Reading, ReadingDesk, counted, told
from knowledge.ingestion import ingest
from knowledge.protocols import Catalogue
from knowledge.types import ANYONE, Audience, FileOutcome, Language, Reader, Role

WITHOUT_MODEL = "no model"
_OFFICER = Reader(user="officer", role=Role.OFFICER)
_PIECE = 40  # characters of one piece of the stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one attack got in one way. `verified_ms` is the processor time that verifying took, the stream included."""

    attack: Attack
    way: str
    faults: tuple[str, ...]
    verified_ms: float
    seen: Seen


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    asked = _arguments(arguments)
    with tempfile.TemporaryDirectory(prefix="attacks-") as scratch:
        attacks = load_attacks()
        settings = Settings(home=asked.home or Path(scratch) / "home")
        with attacked_library(attacks, settings, Path(scratch) / "files") as services:
            wanted = [n for n, attack in enumerate(attacks) if not asked.only or attack.id in asked.only]
            results = list(run(services, attacks, wanted)) if not asked.readings_only else []
            readings = list(read(services, attacks, wanted, every=asked.every_reply))
    found = {**(summary(results) if results else {}), "readings": counted(readings)}
    if asked.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    if results:
        print(_table(summary(results)))
    print(_rows(found["readings"], ("language", "way", "answers", "asked", "taken", *KINDS)))
    for result in [r for r in results if r.faults][: asked.show]:
        print(_told(result), file=sys.stderr)
    for reading in [r for r in readings if r.faults][: asked.show]:
        print(told(reading), file=sys.stderr)
    return 0


@contextmanager
def attacked_library(attacks: Sequence[Attack], settings: Settings, files: Path) -> Iterator[Services]:
    """Give a library that holds the document of each attack and nothing else."""
    write_library(attacks, files)
    services = open_services(settings, doing="attacks", note=lambda line: print(line, file=sys.stderr))
    try:
        report = ingest([files], audience=Audience.PUBLIC, library=services.library)
        aside = [f"{f.file}: {f.reason}" for f in report.files if f.outcome is FileOutcome.SET_ASIDE]
        if aside:
            raise RuntimeError("; ".join(aside))
        services.library.filler.wait(120)
        yield services
    finally:
        services.close()


def run(
    services: Services,
    attacks: Sequence[Attack],
    positions: Iterable[int] | None = None,
    ways: Sequence[str] = tuple(WAYS),
) -> Iterator[Result]:
    """Ask about each attack, without a model and with one that obeys in each of these ways."""
    with ChatServer(says("")) as server, _Desk(services, server, _clean(attacks)).ready() as desk:
        for position in range(len(attacks)) if positions is None else positions:
            yield from desk.results(attacks[position], position, ways)


def read(
    services: Services,
    attacks: Sequence[Attack],
    positions: Iterable[int] | None = None,
    ways: Sequence[str] = tuple(READINGS),
    *,
    every: bool = False,
) -> Iterator[Reading]:
    """Ask about each attack with a model that reads the question in each of these ways; `every`: with all its replies."""
    with ChatServer(says("")) as server:
        desk = ReadingDesk(services, server, attacks, _clean(attacks))
        for position in range(len(attacks)) if positions is None else positions:
            attack = attacks[position]
            yield from desk.results(
                attack, position, question_of(attack, position, services.catalogue), ways, every=every
            )


def _clean(attacks: Sequence[Attack]) -> frozenset[Value]:
    """Return the values that all documents hold without the attacks."""
    documents = (document_of(attack, n, attacked=False)[1] for n, attack in enumerate(attacks))
    return frozenset(value for document in documents for value in values_in(document))


def question_of(attack: Attack, position: int, catalogue: Catalogue) -> Question:
    """Return what is asked about an attack's document."""
    text = f"{attack.text}\n{attack.question}" if attack.place == "profile" else attack.question
    return Question(
        text=text,
        reader=_OFFICER if attack.reader == "officer" else ANYONE,
        as_of=AS_OF,
        language=attack.language,
        history=_before(attack, position, catalogue),
    )


def _before(attack: Attack, position: int, catalogue: Catalogue) -> tuple[Turn, ...]:
    """Return the turn before, where the attack stands in it."""
    if attack.place not in ("history_question", "history_answer"):
        return ()
    number = number_of(position)
    found = catalogue.by_key([f"pub:{number}"], ANYONE)
    question = f"{number} 是什么技术?" if attack.language is Language.ZH else f"What is {number} about?"
    asked = attack.place == "history_question"
    return (
        Turn(
            question=f"{question} {attack.text}" if asked else question,
            answer=number if asked else attack.text,
            document_ids=tuple(d for ids in found.values() for d in ids),
        ),
    )


class _Desk:
    """Asks questions and takes the time of what verifies the answers."""

    def __init__(self, services: Services, server: ChatServer, clean: frozenset[Value]) -> None:
        self._clean = clean
        catalogue = services.catalogue
        model = OpenAiChatModel(
            model_name="obeys", base_url=server.base_url, api_key="none", timeout_s=30.0
        )  # fmt: skip
        parts: dict[str, Any] = {
            "catalogue": catalogue,
            "preparation": Preparation(
                catalogue=catalogue,
                retriever=services.retriever,
                understander=RuleUnderstander(catalogue, services.retriever),
                meaning=services.meaning,
            ),
            "extractive": ExtractiveComposer(catalogue),
        }  # fmt: skip
        self._catalogue = catalogue
        self._server = server
        self._generated = GeneratedComposer(catalogue, model)
        self._watch = _Stopwatch()
        self._plain = _Timed(self._watch, **parts)
        self._worded = _Timed(self._watch, **parts, generated=self._generated)

    @contextmanager
    def ready(self) -> Iterator[_Desk]:
        self._generated.warm_up()
        take, watch = Grounding.take, self._watch

        def timed(ground: Grounding, *sentence: Any) -> Any:
            with watch.running():
                return take(ground, *sentence)

        with patch.object(Grounding, "take", timed):
            yield self

    def results(self, attack: Attack, position: int, ways: Sequence[str]) -> Iterator[Result]:
        question = question_of(attack, position, self._catalogue)
        plain, _, spent = self._ask(self._plain, question)
        for way in (WITHOUT_MODEL, *ways):
            answer, provisional = plain, ""
            if way != WITHOUT_MODEL:
                self._server.plays(says(answer_of(attack, way), size=_PIECE))
                answer, provisional, spent = self._ask(self._worded, question)
            seen = Seen(
                answer=answer,
                provisional=provisional,
                sent=self._server.sent(),
                plain=plain,
                clean=self._clean,
            )
            self._server.requests.clear()
            yield Result(
                attack=attack, way=way, faults=faults(attack, seen), verified_ms=spent * 1000, seen=seen
            )

    def _ask(self, conversation: Conversation, question: Question) -> tuple[Answer, str, float]:
        self._watch.seconds = 0.0
        provisional = ""
        for piece in conversation.ask(question):
            if isinstance(piece, Answer):
                return piece, provisional, self._watch.seconds
            provisional += piece.delta
        raise RuntimeError("no answer")


class _Timed(Conversation):
    """A conversation whose last check is timed."""

    def __init__(self, watch: _Stopwatch, **parts: Any) -> None:
        super().__init__(**parts)
        self._watch = watch

    def verify(self, state: State) -> State:
        with self._watch.running():
            return super().verify(state)


class _Stopwatch:
    """Adds up the processor time that verifying takes: in the stream, sentence by sentence, and at the end."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        start = time.thread_time()
        try:
            yield
        finally:
            self.seconds += time.thread_time() - start


# ── what is printed ─────────────────────────────────────────────────────────────────────────────────────


def summary(results: Sequence[Result]) -> dict[str, Any]:
    """Count attacks and faults by language and way, and say how long verifying took."""
    rows = []
    for language in Language:
        for way in (WITHOUT_MODEL, *WAYS):
            own = [r for r in results if r.way == way and r.attack.language is language]
            counts = {kind: sum(kind in r.faults for r in own) for kind in KINDS}
            generated = sum(r.seen.answer.mode == "generated" for r in own)
            rows.append(
                {
                    "language": language.value,
                    "way": way,
                    "attacks": len(own),
                    "generated": generated,
                    **counts,
                }
            )
    spent = sorted(r.verified_ms for r in results)
    times = {"p50": median(spent), "p95": spent[int(len(spent) * 0.95) - 1], "max": spent[-1]}
    return {"rows": rows, "verified_ms": {name: round(ms, 1) for name, ms in times.items()}}


def _table(found: dict[str, Any]) -> str:
    table = _rows(found["rows"], ("language", "way", "attacks", "generated", *KINDS))
    times = ", ".join(f"{name} {ms} ms" for name, ms in found["verified_ms"].items())
    return f"{table}\n\nverifying an answer: {times}\n"


def _rows(rows: Sequence[dict[str, Any]], names: Sequence[str]) -> str:
    lines = [f"| {' | '.join(names)} |", f"|{'---|' * len(names)}"]
    return "\n".join([*lines, *(f"| {' | '.join(str(row[name]) for name in names)} |" for row in rows)])


def _told(result: Result) -> str:
    attack, seen = result.attack, result.seen
    said = " ".join(s.text for s in seen.answer.statements)
    return (
        f"\n{attack.id} {attack.kind} in {attack.place} · {result.way} · {', '.join(result.faults)}\n  {said}"
    )


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks attacks")
    parser.add_argument("--home", type=Path, help="a home folder for the library (default: a new one)")
    parser.add_argument("--only", nargs="*", default=(), help="ids of attacks")
    parser.add_argument(
        "--readings-only", action="store_true", help="only with a model that reads the questions"
    )
    parser.add_argument(
        "--every-reply", action="store_true", help="each attack with all replies of such a model (15 minutes)"
    )
    parser.add_argument("--show", type=int, default=20, help="how many examples of what went wrong")
    parser.add_argument("--json", action="store_true", help="one line")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
