"""What a draft quotes: a need, a patent's file and the cells of a match in; the words to show, in the draft's language where they are held in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from assistant.composing.patent_file import PatentFile
from assistant.composing.sentences import split_sentences
from assistant.drafting.lengths import excerpt, length
from assistant.drafting.quotable import broken_rule, gives_contact, reads_like_an_instruction
from assistant.markup import words_only
from assistant.matching.types import Cell, ReadNeed, Verdict
from assistant.phrases import Phrases
from assistant.types import Quote
from assistant.understanding import lexicon
from assistant.values import values_in
from knowledge.instructions import instruction_spans
from knowledge.types import Language, Passage, PassageKind

_LEAD = re.compile(r"^\s*(?:\[\d{3,5}\]\s*|\d{1,3}\s?[.．、]\s*(?!\d))")
_TRIAL = re.compile(
    r"实施例|中试|试验|测试|实测|示范|运行|对照|检测|经\S{0,8}后|\bexamples?\b|\bpilot\b|\btrials?\b|\btests?\b|\btested\b|\bmeasured\b|\bin operation\b|\b(?:is|are|was|were) reduced\b|\bafter \d",
    re.IGNORECASE,
)
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

    def note(self, say: Phrases) -> str:
        """Say what a reader has to know of the words: that they are in the other language."""
        if self.passage.language is say.language:
            return ""
        return say.say(
            "drafting.in_chinese" if self.passage.language is Language.ZH else "drafting.in_english"
        )

    def label(self, say: Phrases) -> str:
        """Name the passage as the draft's language does."""
        kind = _LABELLED.get(self.passage.kind, "other")
        number = self.passage.number or self.passage.label
        label = say.say(f"drafting.label.{kind}", number=number, label=self.passage.label)
        return say.say("drafting.label.of", number=self.number, label=label) if self.number else label


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


def need_words(need: ReadNeed, most: int, language: Language, *, around: str = "") -> tuple[str, bool]:
    """Return the need in the enterprise's words, or its sentence `around` some of them, and whether something is left out.

    What reads like an instruction, and whatever tells how to reach somebody, is left out.
    """
    text = need.wanted.text.strip()
    barred = [*instruction_spans(text), *(match.span() for match in lexicon.INSTRUCTION.finditer(text))]
    pieces: list[str] = []
    left_out = gap = False
    for start, sentence in split_sentences(text):
        end = start + len(sentence)
        kept = not any(a < end and start < b for a, b in barred) and not gives_contact(sentence)
        kept = kept and not any(sentence in told or told in sentence for told in need.ignored)
        if not kept:
            left_out = gap = True
            continue
        if around and around not in sentence:
            left_out = True
            continue
        if pieces and length(" ".join((*pieces, sentence)), language) > most:
            left_out = True
            break
        shown = excerpt(sentence, most, language, around=around)
        left_out |= shown != sentence
        pieces.append(f"…{shown}" if gap and pieces else shown)
        gap = False
    joined = ("" if need.language is Language.ZH else " ").join(pieces)
    return words_only(joined).strip(), left_out


def abstract_of(file: PatentFile, most: int, say: Phrases) -> Said | None:
    return _first(file, PassageKind.ABSTRACT, most, say)


def claim_of(file: PatentFile, most: int, say: Phrases) -> Said | None:
    """Return the first independent claim."""
    return _first(file, PassageKind.CLAIM, most, say)


def _first(file: PatentFile, kind: PassageKind, most: int, say: Phrases) -> Said | None:
    """Return what fits of the first such passage that may be quoted, in the draft's language where there is one."""
    for passage in _of_language(file, (kind,), say.language):
        if kind is PassageKind.CLAIM and passage.depends_on:
            continue
        piece = said(passage, passage.text, most, say)
        if broken_rule(piece.quote.text) is None:
            return piece
        if kind is PassageKind.ABSTRACT:
            for _, sentence in split_sentences(passage.text):
                if broken_rule(sentence) is None:
                    return said(passage, sentence, most, say)
    return None


def trial_of(file: PatentFile, most: int, say: Phrases) -> Said | None:
    """Return what the text says was tried, with figures: of the description, else of the abstract."""
    for own in (True, False):
        for kind in (PassageKind.PARAGRAPH, PassageKind.ABSTRACT):
            for passage in file.passages:
                if (
                    passage.kind is kind
                    and not passage.instruction_like
                    and (passage.language is say.language) is own
                    and _TRIAL.search(passage.text)
                ):
                    for sentence in _with_figures(passage):
                        return said(passage, sentence, most, say, around=_shared(sentence, sentence))
        reached = effect_of(file, most, say) if own else None
        if reached is not None and reached.passage.language is say.language:
            return reached
    return effect_of(file, most, say)


def effect_of(file: PatentFile, most: int, say: Phrases) -> Said | None:
    """Return what the abstract claims to reach, in figures: its last sentence that has some."""
    for passage in _of_language(file, (PassageKind.ABSTRACT,), say.language):
        for _, sentence in reversed(split_sentences(passage.text)):
            if values_in(sentence) and broken_rule(sentence) is None:
                return said(passage, sentence, most, say, around=_shared(sentence, sentence))
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
    piece = said(passage, quote, most, say, around=needle)
    return replace(piece, number=number) if broken_rule(piece.quote.text) is None else None


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
    numbers = re.findall(r"\d+(?:[.,]\d+)*", words)
    return next((number for number in numbers if number in sentence), "")


def _of_language(file: PatentFile, kinds: Iterable[PassageKind], language: Language) -> Iterator[Passage]:
    """Yield the passages of some kinds that are no instructions, those of a language first."""
    wanted = tuple(kinds)
    held = [p for p in file.passages if p.kind in wanted and not p.instruction_like]
    yield from sorted(held, key=lambda p: (p.language is not language, p.ordinal))


def shown_cells(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Return the cells whose requirement may be shown: one that reads like an instruction is none."""
    return tuple(
        cell
        for cell in cells
        if not reads_like_an_instruction(cell.requirement.text) and not gives_contact(cell.requirement.text)
    )


def benefit_of(cells: Iterable[Cell]) -> Cell | None:
    """Return the cell that a letter speaks of: met, with a value before one without, claimed before described."""
    met = [cell for cell in cells if cell.verdict in (Verdict.SUPPORTED, Verdict.PARTLY) and cell.quote]
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
