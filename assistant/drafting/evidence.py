"""What a draft quotes: a patent's file and the cells of a match in; the words to show, in the draft's language where they are held in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from assistant.composing.patent_file import PatentFile
from assistant.composing.sentences import split_sentences
from assistant.drafting.lengths import clauses, excerpt
from assistant.drafting.need_quoting import may_be_shown
from assistant.drafting.quotable import broken_rule
from assistant.markup import words_only
from assistant.matching.types import Cell, Verdict
from assistant.phrases import Phrases
from assistant.types import Quote
from assistant.values import values_in
from knowledge.analysis import language_of, terms
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language, Passage, PassageKind

_LEAD = lazy_pattern(r"^\s*(?:\[\d{3,5}\]\s*|\d{1,3}\s?[.．、]\s*(?!\d))")
_TRIAL = lazy_pattern(
    r"实施例|中试|试验|测试|实测|示范|运行|对照|检测|经\S{0,8}后|\bexamples?\b|\bpilot\b|\btrials?\b|\btests?\b|\btested\b|\bmeasured\b|\bin operation\b|\b(?:is|are|was|were) reduced\b|\bafter \d",
    re.IGNORECASE,
)
_SCALE = lazy_pattern(
    r"中试|示范|量产|生产线|现场|产线|连续运行|\bpilot\b|\bdemonstrat\w+|\bproduction line\b|\bfield (?:trials?|tests?)\b|\bin operation\b|\bon site\b",
    re.IGNORECASE,
)
_NUMBER = lazy_pattern(r"\d+(?:[.,]\d+)*")
_MANY = 3  # figures: more say no more
_TITLE_AGAIN = 0.6  # of a clause's terms, from which it only repeats the title
_RIGHT_TEXT = (PassageKind.CLAIM, PassageKind.ABSTRACT, PassageKind.PARAGRAPH)
_LABELLED = {
    PassageKind.CLAIM: "claim",
    PassageKind.PARAGRAPH: "paragraph",
    PassageKind.ABSTRACT: "abstract",
}
Family = Mapping[
    str, tuple[str, Passage]
]  # passages of other family members: their document's number with each
_HELD = 0.5  # of the values of a quote that its counterpart in the other language holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words of a passage as a draft shows them."""

    quote: Quote
    passage: Passage
    text: str  # with marks of omission
    shortened: bool
    number: str = ""  # of the document, where it is another one of the family

    def label(self, say: Phrases) -> str:
        """Name the passage as the draft's language does, and say where its words are in the other language."""
        kind = _LABELLED.get(self.passage.kind, "other")
        number = self.passage.number or self.passage.label
        label = say.say(f"drafting.label.{kind}", number=number, label=self.passage.label)
        if self.number:
            label = say.say("drafting.label.of", number=self.number, label=label)
        if self.passage.language is say.language:
            return label
        return say.say(f"drafting.label.in_{self.passage.language}", label=label)


def said(passage: Passage, text: str, most: int, say: Phrases, *, around: str = "") -> Said:
    """Return a piece of a passage's text that fits, without the number before it."""
    bare = _LEAD.sub("", text).strip()
    held = excerpt(bare, most, say.language, around=around).rstrip("；，、;,")
    at = bare.find(held)
    before = say.say("drafting.cut_before") if at > 0 else ""
    after = (
        say.say("drafting.cut_after")
        if at + len(held) < len(bare.rstrip("。．.;；")) and held != bare
        else ""
    )
    return Said(
        quote=Quote(passage_id=passage.passage_id, text=held),
        passage=passage,
        text=f"{before}{words_only(held)}{after}",
        shortened=held != bare,
    )


def abstract_of(file: PatentFile, most: int, say: Phrases) -> Said | None:
    """Return what fits of the abstract, from what it says beside the title on."""
    return _first(file, PassageKind.ABSTRACT, most, say)


def claim_of(file: PatentFile, most: int, say: Phrases) -> Said | None:
    """Return the first independent claim."""
    return _first(file, PassageKind.CLAIM, most, say)


def _first(file: PatentFile, kind: PassageKind, most: int, say: Phrases) -> Said | None:
    """Return what fits of the first such passage that may be quoted, in the draft's language where there is one."""
    for passage in _of_language(file, (kind,), say.language):
        if kind is PassageKind.CLAIM and passage.depends_on:
            continue
        start = "" if passage.language is not say.language else _after_title(passage.text, file.title(say.language))  # fmt: skip
        piece = said(passage, passage.text, most, say, around=start)
        if broken_rule(piece.quote.text) is None:
            return piece
        if kind is PassageKind.ABSTRACT:
            for _, sentence in split_sentences(passage.text):
                if broken_rule(sentence) is None:
                    return said(passage, sentence, most, say)
    return None


def _after_title(text: str, title: str) -> str:
    """Return the first clause of a text that says more than its title does; nothing where that is the first one."""
    named = set(terms(title, language_of(title)))
    for start, end in clauses(text):
        said_of = set(terms(text[start:end], language_of(title)))
        if len(said_of & named) < _TITLE_AGAIN * len(said_of):
            return text[start:end].strip() if start else ""
    return ""


def trial_of(file: PatentFile, most: int, say: Phrases) -> Said | None:
    """Return what the text says was tried, with figures, at the largest scale: of the description, else of the abstract."""
    for own in (True, False):
        for kind in (PassageKind.PARAGRAPH, PassageKind.ABSTRACT):
            tried = [
                (passage, sentence)
                for passage in file.passages
                if passage.kind is kind and not passage.instruction_like
                if (passage.language is say.language) is own and _TRIAL.search(passage.text)
                for sentence in _with_figures(passage)
            ]
            if tried:
                passage, sentence = max(tried, key=lambda one: _weight(one[1]))
                return said(passage, sentence, most, say, around=_scaled(sentence))
        reached = effect_of(file, most, say) if own else None
        if reached is not None and reached.passage.language is say.language:
            return reached
    return effect_of(file, most, say)


def _weight(sentence: str) -> tuple[bool, bool, int]:
    """Say how much a sentence tells of maturity: a pilot before a trial, before figures alone; many figures before few."""
    figures = len(values_in(_LEAD.sub("", sentence)))
    return bool(_SCALE.search(sentence)), bool(_TRIAL.search(sentence)), min(figures, _MANY)


def _scaled(sentence: str) -> str:
    """Return what an excerpt of a trial is cut around: the words for its scale, else its last number, which is a result."""
    found = _SCALE.search(sentence)
    return found[0] if found else next(reversed(_NUMBER.findall(sentence)), "")


def effect_of(file: PatentFile, most: int, say: Phrases, *, towards: str = "") -> Said | None:
    """Return what the abstract claims to reach, in figures: its last sentence that has some, cut `towards` some words."""
    for passage in _of_language(file, (PassageKind.ABSTRACT,), say.language):
        for _, sentence in reversed(split_sentences(passage.text)):
            if values_in(sentence) and broken_rule(sentence) is None:
                near = _nearest(sentence, towards) if passage.language is language_of(towards) else ""
                return said(passage, sentence, most, say, around=near or _shared(sentence, sentence))
    return None


def _with_figures(passage: Passage) -> Iterator[str]:
    """Yield the sentences that state values, the last first: what was reached stands at the end."""
    for _, sentence in reversed(split_sentences(passage.text)):
        bare = _LEAD.sub("", sentence)
        if values_in(bare) and broken_rule(bare) is None:
            yield sentence


def evidence_of(cell: Cell, file: PatentFile, family: Family, most: int, say: Phrases) -> Said | None:
    """Return the words behind a cell; None where they break a rule of tone, or are no longer held."""
    number = ""
    passage = next((p for p in file.passages if p.passage_id == cell.passage_id), None)
    if passage is None and cell.passage_id in family:
        number, passage = family[cell.passage_id]
    if passage is None or not cell.quote or passage.instruction_like:
        return None
    found = cell.found.text if cell.found else ""
    quote, needle = cell.quote, found
    if passage.language is not say.language and not number:
        other = _counterpart(cell, passage, file, say.language)
        if other is not None:
            passage, quote = other
            needle = _shared(quote, found or cell.quote)
    if not needle and passage.language is language_of(cell.requirement.text):
        needle = _nearest(_LEAD.sub("", quote), cell.requirement.text)
    piece = said(passage, quote, most, say, around=needle)
    return replace(piece, number=number) if broken_rule(piece.quote.text) is None else None


def _nearest(quote: str, requirement: str) -> str:
    """Return the clause of a quote that shares most words with a requirement; nothing where none shares any."""
    language = language_of(requirement)
    asked = set(terms(requirement, language))
    shares = [
        (len(asked & set(terms(quote[a:b], language))), -a, quote[a:b].strip()) for a, b in clauses(quote)
    ]
    most = max(shares, default=(0, 0, ""))
    return most[2] if most[0] else ""


def _counterpart(
    cell: Cell, passage: Passage, file: PatentFile, language: Language
) -> tuple[Passage, str] | None:
    """Find the sentence of the other language version that states the same values: of the same claim, else of the abstract."""
    wanted = {value.text for value in values_in(_LEAD.sub("", cell.quote))}
    needed = {value.text for value in values_in(cell.found.text)} if cell.found else set()
    if not wanted:
        return None
    best: tuple[float, Passage, str] | None = None
    for other in _of_language(file, _RIGHT_TEXT, language):
        if other.language is not language or (
            other.kind is PassageKind.CLAIM
            and passage.kind is PassageKind.CLAIM
            and other.number != passage.number
        ):
            continue
        for _, sentence in split_sentences(other.text):
            held = {value.text for value in values_in(_LEAD.sub("", sentence))}
            share = len(held & wanted) / len(wanted)
            if needed <= held and share >= _HELD and (best is None or share > best[0]):
                best = (share, other, sentence)
    return best[1:] if best else None


def _shared(sentence: str, words: str) -> str:
    """Return the first number of some words that stands in a sentence too, to cut around."""
    numbers = _NUMBER.findall(words)
    return next((number for number in numbers if number in sentence), "")


def _of_language(file: PatentFile, kinds: Iterable[PassageKind], language: Language) -> Iterator[Passage]:
    """Yield the passages of some kinds that are no instructions, those of a language first."""
    wanted = tuple(kinds)
    held = [p for p in file.passages if p.kind in wanted and not p.instruction_like]
    yield from sorted(held, key=lambda p: (p.language is not language, p.ordinal))


def shown_cells(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Return the cells whose requirement may be shown."""
    return tuple(cell for cell in cells if may_be_shown(cell))


def around_of(cell: Cell) -> str:
    """Return the words of a requirement that its evidence was held against: the value of the same unit."""
    if cell.found is None:
        return ""
    compared = (q.text for q in cell.requirement.quantities if q.unit == cell.found.unit)
    return next((text for text in compared if text in cell.requirement.text), "")


def missed_of(cells: Iterable[Cell]) -> Cell | None:
    """Return a requirement that the text contradicts with a value: who is written to has to know."""
    held = (c for c in cells if c.verdict is Verdict.CONTRADICTED and c.quote and c.found is not None)
    return max(held, key=lambda cell: cell.share, default=None)


def benefit_of(cells: Iterable[Cell]) -> Cell | None:
    """Return the cell that a letter speaks of: met, with a value before one without, claimed before described."""
    met = [cell for cell in cells if cell.is_met and cell.quote]
    return max(
        met,
        key=lambda cell: (
            cell.verdict is Verdict.SUPPORTED,
            not cell.requirement.excluded,
            cell.found is not None,
            bool(cell.requirement.quantities),
            cell.kind is PassageKind.CLAIM,
            cell.share,
        ),
        default=None,
    )
