"""Match a need with the library's patents: a need taken apart in; technologies ranked with evidence, gates and a score out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.composing.patent_file import PatentDesk, PatentFile
from assistant.matching.candidates import Candidate, CandidateFinder
from assistant.matching.evidence import EvidenceReader
from assistant.matching.gates import gates
from assistant.matching.requirements import read_need
from assistant.matching.scoring import Weights, components
from assistant.matching.types import (
    Cell,
    Entered,
    Match,
    OnRights,
    ReadNeed,
    Requirement,
    Verdict,
    nothing_entered,
)
from assistant.needs.types import Wanted
from assistant.phrases import phrases
from assistant.types import Intent, Plan
from knowledge.bridge import DictionaryBridge
from knowledge.protocols import Catalogue, NearestDocuments, Nearness, Retriever
from knowledge.types import ANYONE, Audience, Kind, Language, Query, Reader

_ASKED_ABOUT = 150  # technologies among which one is looked for that somebody asks about
_EXAMINED = 24  # technologies that are read closely, or three times as many as asked for
_PER_DOCUMENT = 4  # passages asked for per technology and requirement
_AT_LEAST = 40  # passages, where few technologies are looked at: as many as one has among many
_LEAST_CLOSE = 0.1  # beside the closest technology: what is farther is no match
_NEAR = 0.45  # beside the closest technology: what is farther is shown as such, whatever its terms are
_STEP = 0.15  # of closeness: only among technologies that are as close as this does the score decide
_TIED = 2.0  # points
_USUAL = ("需要一种涂层技术，厚度不超过10μm，不含铅", "We need a coating below 10 µm, without lead")
Leading = Callable[[Sequence[str], Reader], frozenset[str]]  # those of the documents that lead, for a reader
_UNMET_FIRST = (Verdict.CONTRADICTED, Verdict.NOT_FOUND, Verdict.PARTLY, Verdict.SUPPORTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What one patent is for a need. `closeness` is beside the closest technology, 0 to 1; `place` its rank by closeness."""

    match: Match
    closeness: float
    place: int


class Matcher:
    """Only what is public is read, whoever the reader is, who is asked for its marks alone: a match is shown to the
    enterprise. Safe to use from several threads."""

    def __init__(
        self,
        catalogue: Catalogue,
        retriever: Retriever,
        bridge: DictionaryBridge,
        weights: Callable[[], Weights] = Weights,
        leading: Leading | None = None,
        nearest: NearestDocuments | None = None,
        entered: Entered = nothing_entered,
        evidence: EvidenceReader | None = None,
        nearness: Nearness | None = None,
    ) -> None:
        """`weights` gives the points that the office sets, as they are when a match is made; `leading` what is marked from both
        sides, `entered` what stands in the office's register of licences; `evidence` is one that several matchers share, with
        what it remembers; `nearness` what cosines of `nearest` mean, None where nobody measured it."""
        self._catalogue = catalogue
        self._retriever = retriever
        self._finder = CandidateFinder(catalogue, retriever, nearest)
        self._evidence = evidence or EvidenceReader(bridge, catalogue)
        self._weights = weights
        self._leading = leading
        self._entered = entered
        self._nearness = nearness

    def warm_up(self, as_of: date) -> None:
        """Match a need in either language, so that the first real one finds everything loaded."""
        for text in _USUAL:
            self.match(read_need(Wanted(text=text)), ANYONE, as_of)

    def match(
        self,
        need: ReadNeed,
        reader: Reader,
        as_of: date,
        k: int = 10,
        *,
        weights: Weights | None = None,
        told_in: Language | None = None,
    ) -> tuple[Match, ...]:
        """Return up to k technologies: in steps of how close they are to the need, within a step what is marked from both
        sides first, then by their score.

        `weights` are other points than the office's. `told_in` is the language of gates, reasons and titles; that of the
        need where it is not given.
        """
        candidates = self._finder.find(need, max(_EXAMINED, 3 * k))
        points = weights or self._weights()
        return self._ranked(need, candidates, reader, as_of, points, told_in or need.language)[:k]

    def _ranked(
        self,
        need: ReadNeed,
        candidates: Sequence[Candidate],
        reader: Reader,
        as_of: date,
        points: Weights,
        told_in: Language,
    ) -> tuple[Match, ...]:
        cells = self._cells(need, candidates)
        files = self._files(told_in, candidates, as_of)
        entered = self._entered(as_of)
        best = max((candidate.closeness for candidate in candidates), default=1.0) or 1.0
        found = [
            (
                int((1 - c.closeness / best) / _STEP),
                self._match(
                    need,
                    files[c.document_id],
                    cells[c.document_id],
                    c,
                    points,
                    told_in,
                    entered,
                    is_near=self._is_near(c, cells[c.document_id], best),
                ),
            )
            for c in candidates
            if c.document_id in files and c.closeness >= _LEAST_CLOSE * best
        ]
        ordered = [match for _, match in sorted(self._recognised(found, reader), key=_order)]
        return tuple(
            replace(match, rank=rank, tied_with=_tied(match, ordered))
            for rank, match in enumerate(ordered, 1)
        )

    def _recognised(self, found: list[tuple[int, Match]], reader: Reader) -> list[tuple[int, Match]]:
        """Note at each match whether its technology is marked from both sides, as far as the reader may know."""
        if self._leading is None or not found:
            return found
        leads = self._leading([match.head.document_id for _, match in found], reader)
        return [(step, replace(one, recognised=one.head.document_id in leads)) for step, one in found]

    def why_not(
        self,
        need: ReadNeed,
        document_id: str,
        reader: Reader,
        as_of: date,
        *,
        told_in: Language | None = None,
    ) -> Match | None:
        """Return what a patent would be for a need, whether or not it is among the matches; rank 0 where it is not."""
        (found,) = self.why_not_each(need, (document_id,), reader, as_of, told_in=told_in)
        return found

    def why_not_each(
        self,
        need: ReadNeed,
        document_ids: Sequence[str],
        reader: Reader,
        as_of: date,
        *,
        told_in: Language | None = None,
    ) -> tuple[Match | None, ...]:
        """Return what each of some patents would be, as `why_not`, ranking the others once; None where one cannot be opened."""
        told = told_in or need.language
        candidates = self._finder.find(need, _ASKED_ABOUT)
        points = self._weights()
        ranked = self._ranked(need, candidates[:_EXAMINED], reader, as_of, points, told)
        near = {match.head.document_id: match for match in ranked}
        return tuple(
            near.get(name) or self._alone(need, name, candidates, as_of, points, told)
            for name in document_ids
        )

    def _alone(
        self,
        need: ReadNeed,
        document_id: str,
        candidates: Sequence[Candidate],
        as_of: date,
        points: Weights,
        told: Language,
    ) -> Match | None:
        """Return what a patent would be that is not among the matches."""
        nothing = Candidate(document_ids=(document_id,), closeness=0.0)
        alone = next((one for one in candidates if document_id in one.document_ids), nothing)
        files = self._files(told, [nothing], as_of)
        if document_id not in files:
            return None
        cells = self._cells(need, [alone])[alone.document_id]
        entered = self._entered(as_of)
        return self._match(need, files[document_id], cells, alone, points, told, entered, is_near=False)

    def candidates(self, need: ReadNeed) -> list[Candidate]:
        """Return the technologies that are closest to a need, as many as are looked at where one is asked about."""
        return self._finder.find(need, _ASKED_ABOUT)

    def fit(
        self,
        need: ReadNeed,
        document_id: str,
        candidates: Sequence[Candidate],
        as_of: date,
        *,
        told_in: Language | None = None,
    ) -> Fit | None:
        """Return what one patent is for a need, read closely without ranking the others; None where it is none of its
        candidates or not public."""
        place = next((n for n, one in enumerate(candidates) if document_id in one.document_ids), None)
        if place is None:
            return None
        told, candidate = told_in or need.language, candidates[place]
        asked = replace(
            candidate, document_ids=(document_id, *(n for n in candidate.document_ids if n != document_id))
        )
        file = self._files(told, [asked], as_of).get(document_id)
        if file is None:
            return None
        beside = candidate.closeness / (candidates[0].closeness or 1.0)
        cells = self._cells(need, [asked])[document_id]
        near = self._is_near(candidate, cells, candidates[0].closeness)
        points, entered = self._weights(), self._entered(as_of)
        match = self._match(need, file, cells, candidate, points, told, entered, is_near=near)
        return Fit(match=match, closeness=beside, place=place + 1)

    def _is_near(self, candidate: Candidate, cells: Sequence[Cell], best: float) -> bool:
        """Say whether a technology is near a need: beside the closest one, and in what it is about, as far as that is known.

        Of a library that holds nothing for a need something is the closest all the same. What the technology meets of
        the need speaks for it.
        """
        if candidate.closeness < _NEAR * (best or 1.0):
            return False
        if self._nearness is None or candidate.cosine is None:
            return True
        met = any(cell.is_met and not cell.requirement.excluded for cell in cells)
        return candidate.cosine >= (self._nearness.unrelated if met else self._nearness.related)

    # ── evidence ─────────────────────────────────────────────────────────────────────────────────────────

    def _cells(self, need: ReadNeed, candidates: Sequence[Candidate]) -> Mapping[str, tuple[Cell, ...]]:
        """Return the cells of each candidate by its first document, unmet first; a family's best passage counts."""
        names = [name for candidate in candidates for name in candidate.document_ids]
        by_requirement: list[tuple[Requirement, dict[str, Cell]]] = []
        for requirement in need.requirements:
            hits = self._retriever.search(
                Query(
                    text=requirement.text,
                    audiences=(Audience.PUBLIC,),
                    kinds=(Kind.PATENT,),
                    document_ids=tuple(names),
                    k=min(200, max(_AT_LEAST, _PER_DOCUMENT * len(names))),
                    measured=0,
                )
            )
            by_requirement.append(
                (requirement, self._evidence.cells(requirement, need.language, hits, names))
            )
        return {
            candidate.document_id: tuple(
                sorted(
                    (_best_cell(requirement, cells, candidate) for requirement, cells in by_requirement),
                    key=lambda cell: (_UNMET_FIRST.index(cell.verdict), cell.requirement.number),
                )
            )
            for candidate in candidates
        }

    def _files(
        self, language: Language, candidates: Iterable[Candidate], as_of: date
    ) -> Mapping[str, PatentFile]:
        plan = Plan(
            intent=Intent.TECHNOLOGY_SEARCH,
            language=language,
            search_text="",
            kinds=(Kind.PATENT,),
            as_of=as_of,
        )
        opened = PatentDesk(self._catalogue, ANYONE, plan).open(tuple(c.document_id for c in candidates))
        return {file.head.document_id: file for file in opened}

    def _match(
        self,
        need: ReadNeed,
        file: PatentFile,
        cells: tuple[Cell, ...],
        candidate: Candidate,
        weights: Weights,
        language: Language,
        entered: OnRights,
        *,
        is_near: bool,
    ) -> Match:
        say = phrases(language)
        parts = components(need, file, cells, closeness=candidate.closeness, weights=weights, say=say)
        return Match(
            rank=0,
            score=round(sum(part.points for part in parts), 1),
            head=file.head,
            publication_number=file.record.publication_number or "",
            title=file.title(language),
            components=parts,
            gates=gates(file, need.terms, say, entered(file.head)),
            cells=cells,
            family=file.record.family_members,
            is_near=is_near,
        )


def _order(found: tuple[int, Match]) -> tuple[int, bool, float]:
    """What is marked from both sides leads among what is equally close, never before what is closer."""
    step, match = found
    return step, not match.recognised, -match.score


def _best_cell(requirement: Requirement, cells: Mapping[str, Cell], candidate: Candidate) -> Cell:
    """Return the family's cell: a contradiction in one member stands only where no other member supports."""
    held = [cells[name] for name in candidate.document_ids if name in cells]
    nothing = Cell(requirement=requirement, verdict=Verdict.NOT_FOUND)
    return max(held, key=lambda cell: (_STANDS.index(cell.verdict), cell.share), default=nothing)


_STANDS = (Verdict.NOT_FOUND, Verdict.PARTLY, Verdict.CONTRADICTED, Verdict.SUPPORTED)


def _tied(match: Match, others: Sequence[Match]) -> tuple[int, ...]:
    return tuple(
        rank
        for rank, other in enumerate(others, start=1)
        if other is not match and abs(other.score - match.score) < _TIED
    )
