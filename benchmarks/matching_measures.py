"""What matches are worth beside labels: rankings, gates and cells in; counts and figures out. Nothing is matched here."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from assistant.matching.types import Cell, GateKind, Match, Verdict
from benchmarks.needs import LabelledCell, LabelledNeed
from knowledge.types import PatentRecord

Numbers = Sequence[str]  # publication numbers of one technology
PassageText = Callable[[str], str | None]

_OF_UNKNOWN = frozenset(
    {GateKind.UNKNOWN_STATUS, GateKind.STALE_STATUS, GateKind.PENDING, GateKind.NOT_IN_FORCE}
)
_NO_TERM_IS_LONGER = 30  # years from publication, with all extensions


def ndcg(
    ranking: Iterable[Numbers], relevant: Mapping[str, int], families: Mapping[str, str], depth: int = 5
) -> float:
    """Return nDCG of a ranking of technologies: gain 2^grade − 1, and each family counts once, by its best grade."""
    grades: dict[str, int] = {}
    for number, grade in relevant.items():
        name = families.get(number, number)
        grades[name] = max(grade, grades.get(name, 0))
    gains = []
    seen: set[str] = set()
    for numbers in ranking:
        names = {families.get(number, number) for number in numbers}
        if not names <= seen:
            gains.append(max((grades.get(name, 0) for name in names - seen), default=0))
            seen |= names
    best = _discounted(sorted(grades.values(), reverse=True)[:depth])
    return _discounted(gains[:depth]) / best if best else 0.0


def _discounted(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def numbers_of(match: Match) -> tuple[str, ...]:
    return (match.publication_number, *match.family)


@dataclass(slots=True)
class GateCounts:
    """Counts over the matches that were shown."""

    gated: int = 0  # matches of sample patents that have labelled gates
    flagged: int = 0
    unknown: int = 0  # matches of patents without a legal record
    told: int = 0
    of_no_label: Counter[str] = field(default_factory=Counter)
    lapsed_recommended: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(
        self,
        need: LabelledNeed,
        shown: Iterable[Match],
        standing: Mapping[str, frozenset[GateKind]],
        as_of: date,
    ) -> None:
        """Count what was shown for a need; `standing` is what is labelled of each patent whoever asks."""
        for match in shown:
            number, kinds = match.publication_number, frozenset(gate.kind for gate in match.gates)
            if not match.head.sample:
                self.unknown += 1
                self.told += bool(kinds & _OF_UNKNOWN)
            else:
                self._of_sample(need, number, kinds, standing.get(number, frozenset()))
            if match.is_recommended and (
                GateKind.NOT_IN_FORCE in standing.get(number, ()) or _surely_over(match, as_of)
            ):
                self.lapsed_recommended.append(f"{need.need_id} {number}")

    def _of_sample(
        self,
        need: LabelledNeed,
        number: str,
        kinds: frozenset[GateKind],
        standing: frozenset[GateKind],
    ) -> None:
        asked = need.gates.get(number, standing)
        if asked:
            self.gated += 1
            self.flagged += asked <= kinds
        if not asked <= kinds:
            self.missed.append(f"{need.need_id} {number}: {', '.join(sorted(asked - kinds))}")
        if number in need.relevant and GateKind.NOT_IN_FORCE not in asked:
            open_ones = need.may_also_tell.get(number, frozenset())
            self.of_no_label.update(kinds - asked - open_ones)


def _surely_over(match: Match, as_of: date) -> bool:
    record = match.head.record
    published = record.publication_date if isinstance(record, PatentRecord) else None
    return published is not None and as_of.year - published.year > _NO_TERM_IS_LONGER


@dataclass(slots=True)
class CellCounts:
    """Counts over cells: of all shown the quotes, of labelled pairs the verdicts."""

    supported: int = 0
    verbatim: int = 0
    judged: int = 0  # supported cells on labelled words
    right: int = 0
    contradictions: int = 0
    caught: int = 0
    agreed: int = 0  # supported cells on words that are labelled as supported, of `holding`
    holding: int = 0
    false_alarms: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)

    def add_quotes(self, shown: Iterable[Match], text_of: PassageText) -> None:
        """Count supported cells whose quote stands letter for letter in the passage that they name."""
        for match in shown:
            for cell in match.cells:
                if cell.verdict is Verdict.SUPPORTED:
                    self.supported += 1
                    text = text_of(cell.passage_id) if cell.passage_id else None
                    self.verbatim += bool(cell.quote and text and cell.quote in text)

    def add_pair(self, need: LabelledNeed, patent: str, cells: Sequence[Cell]) -> None:
        """Judge the cells of a labelled pair, none where the patent was not to be had."""
        labels = [label for label in need.cells if label.patent == patent]
        for cell in cells:
            met = [label for label in labels if _same_words(need, cell, label)]
            self._judge(need, patent, cell, met)
        for label in labels:
            verdicts = {cell.verdict for cell in cells if _same_words(need, cell, label)}
            self._look_for(need, label, verdicts)

    def _judge(self, need: LabelledNeed, patent: str, cell: Cell, met: Sequence[LabelledCell]) -> None:
        if not met:
            return
        about = f"{need.need_id} {patent}: {cell.requirement.text}"
        holds = all(label.verdict is Verdict.SUPPORTED for label in met)
        if cell.verdict is Verdict.SUPPORTED:
            self.judged += 1
            self.right += holds
            if not holds:
                self.wrong.append(about)
        if cell.verdict is Verdict.CONTRADICTED and holds:
            self.false_alarms.append(about)

    def _look_for(self, need: LabelledNeed, label: LabelledCell, verdicts: set[Verdict]) -> None:
        said = ", ".join(sorted(verdicts)) or "no cell"
        about = f"{need.need_id} {label.patent}: {need.text[label.start : label.end]} ({said})"
        if label.verdict is Verdict.SUPPORTED:
            self.holding += 1
            self.agreed += Verdict.SUPPORTED in verdicts
            if Verdict.SUPPORTED not in verdicts:
                self.unseen.append(about)
        if label.verdict is Verdict.CONTRADICTED and label.about_number:
            self.contradictions += 1
            self.caught += Verdict.CONTRADICTED in verdicts
            if Verdict.CONTRADICTED not in verdicts:
                self.missed.append(about)


def _same_words(need: LabelledNeed, cell: Cell, label: LabelledCell) -> bool:
    """Say whether a cell is about labelled words: they share half of the shorter of both."""
    start, end = cell.requirement.start, cell.requirement.end
    if start < 0:
        start = need.text.find(cell.requirement.text)
        end = start + len(cell.requirement.text)
    if start < 0 or end <= start:
        return False
    shared = min(end, label.end) - max(start, label.start)
    return 2 * shared >= min(end - start, label.end - label.start)
