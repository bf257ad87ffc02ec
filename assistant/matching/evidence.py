"""Evidence: a requirement and the passages that were found for it in; for each patent a verdict with the words that carry it out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.composing.sentences import split_sentences
from assistant.matching.quantities import about, compare, quantities_in
from assistant.matching.types import Cell, Quantity, Requirement, Verdict
from knowledge.bridge import DictionaryBridge
from knowledge.search.coverage import AskedWord, CoverageMeter
from knowledge.types import DocumentHead, Hit, Language, Passage, PassageKind

SUPPORTS = 0.6  # of a requirement's words in one or two neighbouring sentences
PARTLY = 0.34
_INDEPENDENT = 0.05  # an independent claim goes before a description that says as much
_TELLING = re.compile("[\u3400-\u9fff](?<![的之率度性量值比数为在中其所将可能要求不低于高大小过])")
_OF_ANYTHING = frozenset({"%", ""})  # units that say nothing of what is measured
_READ_FOR_VALUES = 12  # stretches of a technology, those that say most first
_ABSENT = (
    "不含",
    "无",
    "不使用",
    "不用",
    "不添加",
    "未添加",
    "避免",
    "without",
    "free of",
    "-free",
    " no ",
    "not ",
    "avoid",
)
_TEXTS = frozenset(
    {PassageKind.CLAIM, PassageKind.ABSTRACT, PassageKind.PARAGRAPH, PassageKind.SECTION, PassageKind.TABLE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A stretch of a passage and how much of a requirement it says."""

    passage: Passage
    nameless: DocumentHead  # its document, without a title
    text: str
    share: float

    @property
    def worth(self) -> float:
        independent = self.passage.kind is PassageKind.CLAIM and not self.passage.depends_on
        return self.share + (_INDEPENDENT if independent else 0.0)


class EvidenceReader:
    """Reads what patents say to requirements, in both languages."""

    def __init__(self, bridge: DictionaryBridge) -> None:
        self._meter = CoverageMeter(bridge, remembered=16_384)

    def cells(self, requirement: Requirement, language: Language, hits: Iterable[Hit]) -> dict[str, Cell]:
        """Return the cell of each document that has a passage among the hits."""
        asked = self._asked(requirement.text, language)
        said: dict[str, list[_Said]] = {}
        for hit in hits:
            if hit.passage.kind in _TEXTS and not hit.passage.instruction_like:
                said.setdefault(hit.document.document_id, []).extend(
                    self._read(asked, hit.passage, hit.document)
                )
        return {document_id: self._cell(requirement, language, found) for document_id, found in said.items()}

    def _asked(self, text: str, language: Language) -> tuple[AskedWord, ...]:
        return self._meter.asked(text, language, lambda own, english: 1.0)

    def _read(self, asked: Sequence[AskedWord], passage: Passage, head: DocumentHead) -> Iterable[_Said]:
        """Yield each sentence, and each with the next where both together say more."""
        nameless = replace(head, title="", record=None)
        spans = split_sentences(passage.text)
        for index, (start, sentence) in enumerate(spans):
            share = self._share(asked, sentence, passage, nameless)
            yield _Said(passage=passage, nameless=nameless, text=sentence, share=share)
            if index + 1 < len(spans) and share > 0:
                after, following = spans[index + 1]
                both = passage.text[start : after + len(following)]
                more = self._share(asked, both, passage, nameless)
                if more > share:
                    yield _Said(passage=passage, nameless=nameless, text=both, share=more - 0.01)

    def _share(
        self, asked: Sequence[AskedWord], text: str, passage: Passage, nameless: DocumentHead
    ) -> float:
        bare = replace(passage, text=text, headings=(), label="")
        return self._meter.coverage(asked, bare, nameless)

    def _cell(self, requirement: Requirement, language: Language, said: Sequence[_Said]) -> Cell:
        best = max(said, key=lambda one: one.worth)
        valued = self._valued(requirement, language, said)
        if valued is not None:
            return valued
        share = best.share
        verdict = (
            Verdict.SUPPORTED
            if share >= SUPPORTS
            else Verdict.PARTLY
            if share >= PARTLY
            else Verdict.NOT_FOUND
        )
        if requirement.quantities and verdict is Verdict.SUPPORTED:
            verdict = Verdict.PARTLY  # what is asked about is there, the value is not
        if requirement.excluded:
            verdict = _of_excluded(verdict, best.text)
        return _cell(requirement, verdict, best)

    def _valued(self, requirement: Requirement, language: Language, said: Sequence[_Said]) -> Cell | None:
        """Hold the required value against those of the passages: met only by one of the same property, contradicted also by
        one in a unit of its own in a sentence that speaks of what is asked for."""
        contradicting: Cell | None = None
        for required in requirement.quantities:
            name = about(requirement.text, required) or requirement.text
            named = self._asked(name, language)
            for one in sorted(said, key=lambda s: -s.worth)[:_READ_FOR_VALUES]:
                for found in quantities_in(one.text):
                    met = compare(required, found) if found.unit == required.unit else None
                    if met and self._same_property(name, named, one, found):
                        verdict = Verdict.SUPPORTED if one.share >= PARTLY else Verdict.PARTLY
                        return _cell(requirement, verdict, one, found)
                    if (
                        met is False
                        and contradicting is None
                        and (
                            self._same_property(name, named, one, found)
                            or (found.unit not in _OF_ANYTHING and one.share >= PARTLY)
                        )
                    ):
                        contradicting = _cell(requirement, Verdict.CONTRADICTED, one, found)
        return contradicting

    def _same_property(self, name: str, named: Sequence[AskedWord], one: _Said, found: Quantity) -> bool:
        """Say whether the words beside a value name the property that is asked about, telling characters included."""
        words = about(one.text, found)
        if not words or self._share(named, words, one.passage, one.nameless) < SUPPORTS:
            return False
        wanted = _TELLING.findall(name)
        return not wanted or not _TELLING.search(words) or all(sign in words for sign in wanted)


def _of_excluded(verdict: Verdict, text: str) -> Verdict:
    """What must not be there: said to be absent it is supported, plainly said to be there contradicted; else nobody knows."""
    lower = text.lower()
    absent = any(word in lower for word in _ABSENT)
    if verdict in (Verdict.SUPPORTED, Verdict.PARTLY) and absent:
        return Verdict.SUPPORTED
    return Verdict.CONTRADICTED if verdict is Verdict.SUPPORTED else Verdict.NOT_FOUND


def _cell(requirement: Requirement, verdict: Verdict, said: _Said, found: Quantity | None = None) -> Cell:
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
        found=found,
    )
