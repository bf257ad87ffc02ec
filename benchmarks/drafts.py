"""Drafts for the labelled needs, in the words of the form and of chat models that write well and as badly as can be: is all of it backed?

    python -m benchmarks drafts [--home FOLDER] [--kept FOLDER] [--most N] [--mode NAME]… [--show] [--json]

For every need of needs.jsonl the first match and, where it is among the first five, what serves it: summary and letter, zh
and en, once per way of wording. Held against a check of its own (drafts_checks.py), which has to find values that are put
into drafts afterwards; what the bad models say is also looked for as it stands. Then fifty patents with an internal fee
each, and needs in which an officer types it (drafts_canaries.py). --show lists what was found.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from assistant.drafting.drafter import Drafter, body_length
from assistant.drafting.lengths import BOUNDS
from assistant.drafting.types import Block, DraftKind, OfficeDraft, Origin
from assistant.drafting.wording import Wording
from assistant.internal_figures import InternalFigures
from assistant.matching.types import Match, ReadNeed
from assistant.models import OpenAiChatModel
from benchmarks.asked_libraries import AS_OF
from benchmarks.chat_server import ChatServer, says
from benchmarks.drafts_canaries import measure_canaries
from benchmarks.drafts_checks import Loose, holds_any, loose_in
from benchmarks.drafts_writers import BAD, planted, writes_badly, writes_well
from benchmarks.matching import match_need
from benchmarks.measuring_data import measuring_data
from benchmarks.needs import LabelledNeed, read_needs
from benchmarks.needs_library import NeedsLibrary, needs_library
from benchmarks.search_speed import summary as times_of
from knowledge.breaker import Breaker
from knowledge.bridge import DictionaryBridge
from knowledge.errors import PatentBridgeError
from knowledge.types import ANYONE, Language

FORM, GOOD = "form", "good"
MODES = (FORM, GOOD, *BAD)
_NEVER = 1_000_000  # failures until the model is left alone
_CANARY = "73.519"  # put into drafts to see that the check finds it
_DEPTH = 5
_MOST_OF_A_NEED = 2


@dataclass
class Tally:
    """What was found over the drafts of one mode."""

    drafts: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    slots_worded: int = 0
    slots_asked: int = 0
    cut: Counter[str] = field(default_factory=Counter)
    loose: list[tuple[str, Loose]] = field(default_factory=list)
    planted: list[tuple[str, str]] = field(default_factory=list)
    outside: list[tuple[str, int]] = field(default_factory=list)
    pairs: int = 0
    unlike: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)


class DraftDesk:
    """Writes drafts over a library, in the words of the form or of a server's."""

    def __init__(self, library: NeedsLibrary, server: ChatServer) -> None:
        services = library.services
        model = OpenAiChatModel(
            model_name="words", base_url=server.base_url, api_key="none", timeout_s=30.0, breaker=Breaker(failures=_NEVER)
        )  # fmt: skip
        figures = InternalFigures(services.catalogue)
        wording = Wording(model, figures, DictionaryBridge())
        self._catalogue = services.catalogue
        self._form, self._worded = Drafter(services.catalogue), Drafter(services.catalogue, figures, wording)
        self._server = server
        self.text_of = cache(self._text)

    def play(self, mode: str) -> None:
        if mode != FORM:
            self._server.plays(says(writes_well if mode == GOOD else writes_badly(mode), size=2_000))

    def draft(
        self, mode: str, kind: DraftKind, need: ReadNeed, match: Match, language: Language
    ) -> OfficeDraft:
        drafter = self._form if mode == FORM else self._worded
        return drafter.draft(kind, need, match, language, AS_OF)

    def _text(self, document_id: str) -> str:
        return "\n".join(p.text for p in self._catalogue.document_passages(document_id, ANYONE))


def main(arguments: Sequence[str]) -> int:
    """Write, check and print; leave with 1 where a bar is not met or the measuring data is missing."""
    asked = _arguments(arguments)
    data = measuring_data()
    if data is None and asked.home is None:
        print("No measuring data: set PATENTBRIDGE_MEASURING_DATA.", file=sys.stderr)
        return 1
    with needs_library(data, home=asked.home, kept=asked.kept) as library, ChatServer(says("{}")) as server:
        found = measure(library, server, read_needs()[: asked.most], asked.mode or MODES, show=asked.show)
    if GOOD in (asked.mode or MODES):
        canaries = found["canaries"] = measure_canaries()
        found["bars"]["no_internal_figure"] = not (canaries["in_drafts"] or canaries["in_requests"])
    print(json.dumps(found, ensure_ascii=False, indent=None if asked.json else 1))
    return 0 if all(found["bars"].values()) else 1


def measure(
    library: NeedsLibrary,
    server: ChatServer,
    needs: Sequence[LabelledNeed],
    modes: Sequence[str] = MODES,
    *,
    show: bool = False,
) -> dict[str, Any]:
    """Return the figures by mode, what the check itself finds, and whether the bars are met."""
    desk = DraftDesk(library, server)
    pairs = [(need, read, match) for need in needs for read, match in _matches(library, need)]
    tallies: dict[str, Tally] = defaultdict(Tally)
    altered = Counter[str]()
    for mode in modes:
        desk.play(mode)
        for need, read, match in pairs:
            _pair(desk, mode, need, read, match, tallies[mode], altered)
        print(f"{mode}: {tallies[mode].drafts} drafts", file=sys.stderr)
    figures: dict[str, Any] = {
        "needs": len(needs),
        "pairs": len(pairs),
        "modes": {mode: _figures(tally) for mode, tally in tallies.items()},
        "check": {"altered": altered["altered"], "found": altered["found"]},
    }
    figures["bars"] = {
        "nothing_unbound": not any(t.loose or t.planted for t in tallies.values()),
        "same_slots": not any(t.unlike for t in tallies.values()),
        "lengths_inside": not any(t.outside for t in tallies.values()),
        "check_can_fail": altered["found"] == altered["altered"],
    }
    if show:
        figures["shown"] = {mode: [[(name, *astuple(one)) for name, one in tally.loose], tally.planted, tally.outside, tally.unlike] for mode, tally in tallies.items()}  # fmt: skip
    return figures


def _matches(library: NeedsLibrary, need: LabelledNeed) -> Iterator[tuple[ReadNeed, Match]]:
    read, shown = match_need(library, need)
    wanted = [m for m in shown[:_DEPTH] if m.rank == 1 or need.relevant.get(m.publication_number, 0) > 1]
    yield from ((read, match) for match in wanted[:_MOST_OF_A_NEED])


def _pair(
    desk: DraftDesk,
    mode: str,
    need: LabelledNeed,
    read: ReadNeed,
    match: Match,
    tally: Tally,
    altered: Counter[str],
) -> None:
    for kind in DraftKind:
        written: dict[Language, OfficeDraft] = {}
        for language in Language:
            started = time.perf_counter()
            try:
                draft = desk.draft(mode, kind, read, match, language)
            except PatentBridgeError as error:
                tally.refused[error.code] += 1
                continue
            tally.times.append((time.perf_counter() - started) * 1000)
            written[language] = draft
            _take(desk, need, draft, tally, altered)
        if len(written) == len(Language):
            tally.pairs += 1
            zh, en = (
                [(s.name, s.origin is Origin.FIXED) for s in written[language].slots] for language in Language
            )
            if zh != en:
                tally.unlike.append(f"{need.need_id} {match.publication_number} {kind}")


def _take(
    desk: DraftDesk, need: LabelledNeed, draft: OfficeDraft, tally: Tally, altered: Counter[str]
) -> None:
    name = f"{need.need_id} {draft.publication_number} {draft.kind} {draft.language}"
    tally.drafts += 1
    tally.slots_worded += sum(slot.worded for slot in draft.slots)
    tally.cut.update(str(cut.reason) for cut in draft.left_out)
    tally.loose += [(name, one) for one in loose_in(draft, need.text, desk.text_of)]
    tally.planted += [(name, piece) for piece in holds_any(draft, planted())]
    size = body_length(draft.parts, draft.language)
    least, most = BOUNDS[draft.kind, draft.language]
    if not least <= size <= most:
        tally.outside.append((name, size))
    for at, alteration in enumerate(_alterations(draft)):
        altered["altered"] += 1
        found = loose_in(alteration, need.text, desk.text_of)
        if any(_CANARY in one.text or one.kind == ("patent", "date", "party")[at - 1] for one in found):
            altered["found"] += 1


def _alterations(draft: OfficeDraft) -> Iterator[OfficeDraft]:
    """Yield the draft with an unbound number, patent number, date and party in a slot that a model worded."""
    worded = next((slot.name for slot in draft.slots if slot.worded), None)
    if worded is None:
        return
    for added in (_CANARY, "CN987654321B", "2031-05-17", "华腾新能源有限公司" if draft.language is Language.ZH else "Foxglove Materials Ltd"):  # fmt: skip
        parts = tuple(
            replace(
                part,
                slots=tuple(
                    replace(s, text=f"{s.text} {added}") if s.name == worded else s for s in part.slots
                ),
            )
            if isinstance(part, Block)
            else part
            for part in draft.parts
        )
        yield replace(draft, parts=parts)


def _figures(tally: Tally) -> dict[str, Any]:
    kinds = Counter(one.kind for _, one in tally.loose)
    return {
        "drafts": tally.drafts,
        "refused": dict(tally.refused),
        "slots_worded": tally.slots_worded,
        "sentences_cut": dict(tally.cut),
        "unbound": {kind: kinds[kind] for kind in ("number", "date", "patent", "figure", "party")},
        "planted_found": len(tally.planted),
        "outside_bounds": len(tally.outside),
        "pairs_of_languages": tally.pairs,
        "unlike": len(tally.unlike),
        "time": times_of(tally.times) if tally.times else {},
    }


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks drafts")
    parser.add_argument("--home", type=Path, help="a library that holds the samples and the real patents")
    parser.add_argument("--kept", type=Path, default=Path("asked"), help="folder for the library, made once")
    parser.add_argument("--most", type=int, help="only so many needs")
    parser.add_argument("--mode", choices=MODES, action="append", help="only these ways of wording")
    parser.add_argument("--show", action="store_true", help="list what was found")
    parser.add_argument("--json", action="store_true", help="one line")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
