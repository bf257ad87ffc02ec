"""Match a need with the library's patents: a need taken apart in; technologies ranked with evidence, gates and a score out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.composing.patent_file import PatentDesk, PatentFile
from assistant.matching.evidence import EvidenceReader
from assistant.matching.gates import gates
from assistant.matching.scoring import Weights, components
from assistant.matching.types import Cell, Match, ReadNeed, Requirement, Verdict
from assistant.phrases import phrases
from assistant.types import Intent, Plan
from knowledge.bridge import DictionaryBridge
from knowledge.protocols import Catalogue, Retriever
from knowledge.rights.families import families
from knowledge.types import Audience, DocumentHead, Hit, Kind, Language, Query, Reader

_WHOLE_WEIGHT = 2.0  # of the whole need beside one requirement, in the ranks that candidates are taken from
_RRF = 60
_FOUND = 40  # passages per search
_EXAMINED = 24  # technologies that are read closely, or three times as many as asked for
_PER_DOCUMENT = 4  # passages asked for per technology and requirement
_LEAST_CLOSE = (
    0.45  # to the need beside the closest technology: what is farther is no match, whatever its terms are
)
_STEP = 0.1  # of closeness: only among technologies that are as close as this does the score decide
_TIED = 2.0  # points
Leading = Callable[[Sequence[str], Reader], frozenset[str]]  # those of the documents that lead, for a reader
_UNMET_FIRST = (Verdict.CONTRADICTED, Verdict.NOT_FOUND, Verdict.PARTLY, Verdict.SUPPORTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A technology: the documents of its family that were found, the best of them first."""

    document_ids: tuple[str, ...]
    closeness: float  # to the whole need, 0 to 1 beside the best

    @property
    def document_id(self) -> str:
        return self.document_ids[0]


class Matcher:
    """Only what is public is read: a match is shown to the enterprise. Safe to use from several threads."""

    def __init__(
        self,
        catalogue: Catalogue,
        retriever: Retriever,
        bridge: DictionaryBridge,
        weights: Callable[[], Weights] = Weights,
        leading: Leading | None = None,
    ) -> None:
        """`weights` gives the points that the office sets, as they are when a match is made; `leading` what is marked from both sides."""
        self._catalogue = catalogue
        self._retriever = retriever
        self._evidence = EvidenceReader(bridge)
        self._weights = weights
        self._leading = leading

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
        candidates = self._candidates(need, max(_EXAMINED, 3 * k))
        if not candidates:
            return ()
        cells = self._cells(need, candidates)
        told = told_in or need.language
        files = self._files(told, candidates, reader, as_of)
        best = max(candidate.closeness for candidate in candidates) or 1.0
        points = weights or self._weights()
        found = [
            (
                int((1 - c.closeness / best) / _STEP),
                self._match(need, files[c.document_id], cells[c.document_id], c, points, told),
            )
            for c in candidates
            if c.document_id in files and c.closeness >= _LEAST_CLOSE * best
        ]
        found = self._recognised(found, reader)
        ordered = [match for _, match in sorted(found, key=_order)][:k]
        return tuple(
            replace(match, rank=rank, tied_with=_tied(match, ordered))
            for rank, match in enumerate(ordered, 1)
        )

    def _recognised(self, found: list[tuple[int, Match]], reader: Reader) -> list[tuple[int, Match]]:
        """Note at each match whether its technology is marked from both sides, as far as the reader may know."""
        if self._leading is None:
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
        for match in self.match(need, reader, as_of, k=50, told_in=told_in):
            if match.head.document_id == document_id:
                return match
        alone = _Candidate(document_ids=(document_id,), closeness=0.0)
        told = told_in or need.language
        files = self._files(told, [alone], reader, as_of)
        if document_id not in files:
            return None
        cells = self._cells(need, [alone])[document_id]
        return self._match(need, files[document_id], cells, alone, self._weights(), told)

    # ── candidates ───────────────────────────────────────────────────────────────────────────────────────

    def _candidates(self, need: ReadNeed, most: int) -> list[_Candidate]:
        """Search for the need as it was written, for all that is required, and for each requirement; fuse the ranks (RRF, Cormack 2009)."""
        wholes = tuple(dict.fromkeys((need.wanted.text, _required_text(need))))
        parts = (r.text for r in need.requirements if not r.excluded)
        scores: dict[str, float] = {}
        heads: dict[str, DocumentHead] = {}
        close: list[dict[str, float]] = []
        for text in dict.fromkeys((*wholes, *parts)):
            found = _one_a_document(self._search(text, None, _FOUND))
            heads |= {hit.document.document_id: hit.document for hit in found}
            for rank, hit in enumerate(found, start=1):
                name = hit.document.document_id
                scores[name] = scores.get(name, 0.0) + (_WHOLE_WEIGHT if text in wholes else 1.0) / (
                    _RRF + rank
                )
            if text in wholes:
                close.append(_beside_the_best(found))
        ranked = sorted(scores, key=lambda name: -scores[name])[: 2 * most]
        candidates = []
        for family in families([heads[name] for name in ranked]):
            members = {p.document_id for right in family.rights for p in right.publications}
            held = sorted(members & scores.keys(), key=lambda name: -scores[name])
            if held:
                nearness = [max(one.get(name, 0.0) for name in held) for one in close]
                candidates.append(
                    _Candidate(document_ids=tuple(held), closeness=sum(nearness) / len(nearness))
                )
        candidates.sort(key=lambda one: -max(scores[name] for name in one.document_ids))
        return candidates[:most]

    def _search(self, text: str, within: Sequence[str] | None, k: int) -> tuple[Hit, ...]:
        query = Query(
            text=text,
            audiences=(Audience.PUBLIC,),
            kinds=(Kind.PATENT,),
            document_ids=tuple(within) if within is not None else None,
            k=k,
        )
        return self._retriever.search(query)

    # ── evidence ─────────────────────────────────────────────────────────────────────────────────────────

    def _cells(self, need: ReadNeed, candidates: Sequence[_Candidate]) -> Mapping[str, tuple[Cell, ...]]:
        """Return the cells of each candidate by its first document, unmet first; a family's best passage counts."""
        names = [name for candidate in candidates for name in candidate.document_ids]
        by_requirement: list[tuple[Requirement, dict[str, Cell]]] = []
        for requirement in need.requirements:
            hits = self._search(requirement.text, names, min(200, _PER_DOCUMENT * len(names)))
            by_requirement.append((requirement, self._evidence.cells(requirement, need.language, hits)))
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
        self, language: Language, candidates: Iterable[_Candidate], reader: Reader, as_of: date
    ) -> Mapping[str, PatentFile]:
        plan = Plan(
            intent=Intent.TECHNOLOGY_SEARCH,
            language=language,
            search_text="",
            kinds=(Kind.PATENT,),
            as_of=as_of,
        )
        opened = PatentDesk(self._catalogue, reader, plan).open(tuple(c.document_id for c in candidates))
        return {file.head.document_id: file for file in opened}

    def _match(
        self,
        need: ReadNeed,
        file: PatentFile,
        cells: tuple[Cell, ...],
        candidate: _Candidate,
        weights: Weights,
        language: Language,
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
            gates=gates(file, need.terms, say),
            cells=cells,
            family=file.record.family_members,
        )


def _order(found: tuple[int, Match]) -> tuple[int, bool, float]:
    """What is marked from both sides leads among what is equally close, never before what is closer."""
    step, match = found
    return step, not match.recognised, -match.score


def _required_text(need: ReadNeed) -> str:
    """Return what is wanted technically; the whole text where nothing was read from it."""
    return "\n".join(r.text for r in need.requirements if not r.excluded) or need.wanted.text


def _one_a_document(hits: Iterable[Hit]) -> list[Hit]:
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.document.document_id, hit)
    return list(first.values())


def _beside_the_best(hits: Sequence[Hit]) -> dict[str, float]:
    top = max((hit.score for hit in hits), default=0.0)
    return {hit.document.document_id: max(0.0, hit.score / top) for hit in hits} if top > 0 else {}


def _best_cell(requirement: Requirement, cells: Mapping[str, Cell], candidate: _Candidate) -> Cell:
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
