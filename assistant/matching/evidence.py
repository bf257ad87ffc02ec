"""Evidence: a requirement and the passages that were found for it in; for each patent a verdict with the words that carry it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.composing.sentences import split_sentences
from assistant.matching.aims import Aim, aims
from assistant.matching.exclusions import excluded_verdict, thing_in
from assistant.matching.likeness import Likeness
from assistant.matching.poles import tells_the_other_way
from assistant.matching.statements import TEXTS, Statement, is_background, statements
from assistant.matching.types import Cell, Requirement, Verdict
from assistant.matching.valued import Judged, judge, says_one_of, verdict_of
from knowledge.bridge import DictionaryBridge
from knowledge.protocols import Catalogue
from knowledge.search.coverage import AskedWord, CoverageMeter
from knowledge.types import ANYONE, Hit, Language, Passage, PassageKind

SUPPORTS = 0.6  # of a requirement's words in one or two neighbouring sentences
PARTLY = 0.34
_INDEPENDENT = 0.05  # an independent claim goes before a description that says as much
_REMEMBERED = 512  # documents whose values are kept at hand


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A stretch of a passage and how much of a requirement it says."""

    passage: Passage
    text: str
    share: float

    @property
    def worth(self) -> float:
        independent = self.passage.kind is PassageKind.CLAIM and not self.passage.depends_on
        return self.share + (_INDEPENDENT if independent else 0.0)


class EvidenceReader:
    """Reads what patents say to requirements, in both languages.

    With a catalogue all that a document says in public is searched for required values, else only what was found.
    """

    def __init__(self, bridge: DictionaryBridge, catalogue: Catalogue | None = None) -> None:
        self._meter = CoverageMeter(bridge)
        self._likeness = Likeness(bridge)
        self._catalogue = catalogue
        self._stated = lru_cache(maxsize=_REMEMBERED)(self._read_statements)

    def cells(
        self,
        requirement: Requirement,
        language: Language,
        hits: Iterable[Hit],
        documents: Iterable[str] = (),
    ) -> dict[str, Cell]:
        """Return the cell of each document that has a passage among the hits, and of those of `documents` that state a
        value of the kind that is asked for."""
        asked = self._asked(requirement.text, language)
        wanted = aims(requirement, language, self._likeness)
        version = self._catalogue.version() if self._catalogue is not None else 0
        found: dict[str, list[Hit]] = {}
        for hit in hits:
            if hit.passage.kind in TEXTS and not hit.passage.instruction_like:
                held = found.setdefault(hit.document.document_id, [])
                if not is_background(hit.passage):  # what others did before backs nothing
                    held.append(hit)
        cells = {}
        for document_id, held in found.items():
            cell = None
            if requirement.excluded:
                cell = self._of_exclusion(requirement, document_id, held)
            elif wanted:
                cell = self._of_values(requirement, wanted, document_id, version, held)
            said = [] if cell else [each for hit in held for each in self._read(asked, hit.passage)]
            if wanted:
                said = [each for each in said if self._is_about(wanted, each)]
            said = [each for each in said if not tells_the_other_way(requirement.text, each.text)]
            cells[document_id] = cell or _of_words(requirement, said)
        if wanted and not requirement.excluded and self._catalogue is not None:
            for document_id in documents:
                if document_id not in found and (
                    cell := self._of_values(requirement, wanted, document_id, version, ())
                ):
                    cells[document_id] = cell
        return cells

    def _is_about(self, wanted: Sequence[Aim], said: _Said) -> bool:
        """Say whether a text names a substance whose share is asked for; where none is asked about, any text may be."""
        words = self._likeness.said(said.text, said.passage.language)
        return any(not aim.substance or says_one_of(aim.substance, words) for aim in wanted)

    def _asked(self, text: str, language: Language) -> tuple[AskedWord, ...]:
        return self._meter.asked(text, language, lambda own, english: 1.0)

    def _read(self, asked: Sequence[AskedWord], passage: Passage) -> Iterable[_Said]:
        """Yield each sentence, and each with the next where both together say more."""
        spans = split_sentences(passage.text)
        for index, (start, sentence) in enumerate(spans):
            share = self._meter.share(asked, sentence, passage.language)
            yield _Said(passage=passage, text=sentence, share=share)
            if index + 1 < len(spans) and share > 0:
                after, following = spans[index + 1]
                both = passage.text[start : after + len(following)]
                more = self._meter.share(asked, both, passage.language)
                if more > share:
                    yield _Said(passage=passage, text=both, share=more - 0.01)

    def _of_values(
        self,
        requirement: Requirement,
        wanted: Sequence[Aim],
        document_id: str,
        version: int,
        hits: Iterable[Hit],
    ) -> Cell | None:
        """Hold what is asked for against all values that a document states; None where it states none of the kind.

        One that is missed is enough to contradict, all must be met to support.
        """
        stated = (
            self._stated(document_id, version)
            if self._catalogue is not None
            else statements([hit.passage for hit in hits], self._likeness)
        )
        told = [verdict_of(aim, judge(aim, stated)) for aim in wanted]
        verdicts = {verdict for verdict, _ in told}
        if verdicts == {Verdict.NOT_FOUND}:
            return None
        if Verdict.CONTRADICTED in verdicts:
            verdict = Verdict.CONTRADICTED
        else:
            verdict = Verdict.SUPPORTED if verdicts == {Verdict.SUPPORTED} else Verdict.PARTLY
        shown = next((one for each, one in told if each is verdict), None) or next(
            one for each, one in told if one is not None
        )
        return _valued_cell(requirement, verdict, shown) if shown is not None else None

    def _of_exclusion(self, requirement: Requirement, document_id: str, hits: Iterable[Hit]) -> Cell:
        """Look for what must not be there: said to be absent it is supported, plainly said to be there contradicted."""
        passages: Iterable[Passage] = [hit.passage for hit in hits]
        if self._catalogue is not None:
            passages = [p for p in self._catalogue.document_passages(document_id, ANYONE) if p.kind in TEXTS]
        verdict, passage, sentence, told = excluded_verdict(
            thing_in(requirement.text), passages, self._likeness
        )
        if passage is None:
            return Cell(requirement=requirement, verdict=verdict)
        return Cell(
            requirement=requirement,
            verdict=verdict,
            quote=sentence,
            passage_id=passage.passage_id,
            label=passage.label,
            kind=passage.kind,
            language=passage.language,
            share=round(told, 3),
        )

    def _read_statements(self, document_id: str, version: int) -> tuple[Statement, ...]:
        assert self._catalogue is not None
        return statements(self._catalogue.document_passages(document_id, ANYONE), self._likeness)


def _of_words(requirement: Requirement, said: Sequence[_Said]) -> Cell:
    best = max(said, key=lambda one: one.worth, default=None)
    if best is None:
        return Cell(requirement=requirement, verdict=Verdict.NOT_FOUND)
    share = best.share
    verdict = (
        Verdict.SUPPORTED if share >= SUPPORTS else Verdict.PARTLY if share >= PARTLY else Verdict.NOT_FOUND
    )
    if requirement.quantities and verdict is Verdict.SUPPORTED:
        verdict = Verdict.PARTLY  # what is asked about is there, the value is not
    return _cell(requirement, verdict, best)


def _valued_cell(requirement: Requirement, verdict: Verdict, judged: Judged) -> Cell:
    statement = judged.statement
    return Cell(
        requirement=requirement,
        verdict=verdict,
        quote=statement.sentence,
        passage_id=statement.passage.passage_id,
        label=statement.passage.label,
        kind=statement.passage.kind,
        language=statement.passage.language,
        share=round(min(1.0, judged.score), 3),
        found=statement.quantity,
    )


def _cell(requirement: Requirement, verdict: Verdict, said: _Said) -> Cell:
    if verdict is Verdict.NOT_FOUND:
        return Cell(requirement=requirement, verdict=verdict, share=said.share)
    passage = said.passage
    return Cell(
        requirement=requirement,
        verdict=verdict,
        quote=said.text.strip(),
        passage_id=passage.passage_id,
        label=passage.label,
        kind=passage.kind,
        language=passage.language,
        share=said.share,
    )
