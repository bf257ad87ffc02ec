"""Cut a document that was read into passages that can be found and cited, none longer than its budget.

Goes in: a ReadDocument with labelled sections. Comes out: passages in reading order, `text[start:end] == passage.text`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from knowledge.instructions import instruction_spans
from knowledge.protocols import ReadDocument, Section, TokenCounter
from knowledge.sentences import Span, clause_spans, line_spans, sentence_spans
from knowledge.types import (
    Audience,
    Kind,
    Language,
    LicenceNotice,
    Passage,
    PassageKind,
    PatentRecord,
    PolicyRecord,
)

Fits = Callable[[str, Language], bool]
MAX_TOKENS = 1_000
"""Without the encoding at hand tokens are counted too high (a byte each, for Chinese): 1,000 then still hold an article of
330 characters. What a model may be sent is bounded by this; what an embedder can read, by `fits`."""
PACK_TOKENS = 200
_LONGEST_TOKEN = 16  # characters; an average English token has about five
_LONGEST_CHARACTER = 4  # bytes in UTF-8
_PACKED_KINDS = (PassageKind.PARAGRAPH, PassageKind.SECTION)


def split(
    document_id: str,
    read: ReadDocument,
    *,
    counter: TokenCounter,
    fits: Fits,
    max_tokens: int = MAX_TOKENS,
) -> tuple[Passage, ...]:
    """Return the passages of a document.

    A section stays one passage where it has at most `max_tokens` tokens and `fits` the embedder; a longer one is cut
    at line ends (a table's rows, an article's paragraphs), then at sentences, then clauses, then anywhere. Short
    neighbouring paragraphs under one heading are packed. Text that addresses an assistant stands alone, marked.
    """
    cutter = _Cutter(read.text, counter, fits, max_tokens)
    pieces = _packed(cutter, [piece for section in read.sections for piece in cutter.pieces(section)])
    return tuple(_passage(document_id, ordinal, piece, read.text) for ordinal, piece in enumerate(pieces))


def passage_id(document_id: str, start: int, end: int, text: str) -> str:
    """Return a passage's content address: 24 hexadecimal digits."""
    return _digest(f"{document_id}\0{start}\0{end}\0{text}", 24)


def document_id(
    kind: Kind,
    audience: Audience,
    text: str,
    record: PatentRecord | PolicyRecord | LicenceNotice | None,
) -> str:
    """Return a document's content address: 16 hexadecimal digits over its text and its record's facts.

    A changed status or offer is a new document. Absent facts and those derived from the text do not count, so that a
    new optional field of the record changes no address.
    """
    facts = json.dumps(_facts(record), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _digest(f"{kind}\0{audience}\0{facts}\0{text}", 16)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    section: Section
    start: int
    end: int
    label: str
    whole: bool
    instruction_like: bool = False


class _Cutter:
    def __init__(self, text: str, counter: TokenCounter, fits: Fits, max_tokens: int) -> None:
        self._text = text
        self._counter = counter
        self._fits = fits
        self._max_tokens = max_tokens

    def pieces(self, section: Section) -> Iterator[_Piece]:
        """Cut one section."""
        parts: list[tuple[Span, bool]] = []
        for start, end, marked in self._isolated(section):
            cut = self._cut(start, end, section.language)
            parts.extend(
                (trimmed, marked) for span in cut for trimmed in [self._trimmed(span)] if trimmed is not None
            )
        for position, ((start, end), marked) in enumerate(parts, start=1):
            yield _Piece(
                section=section,
                start=start,
                end=end,
                label=self._label(section, start, end, position, len(parts)),
                whole=len(parts) == 1,
                instruction_like=marked,
            )

    def inside(self, start: int, end: int, language: Language, most: int | None = None) -> bool:
        """Say whether a stretch is inside the token budget and the embedder's limit."""
        budget = self._max_tokens if most is None else min(most, self._max_tokens)
        if end - start > _LONGEST_TOKEN * budget:
            return False  # whatever it is, it is too long to be worth counting
        text = self._text[start:end].strip()
        # a token covers at least one byte: most passages need no counting
        small = len(text) <= budget and (text.isascii() or len(text) <= budget // _LONGEST_CHARACTER)
        return (small or self._counter.count(text) <= budget) and self._fits(text, language)

    def blank(self, start: int, end: int) -> bool:
        return not self._text[start:end].strip()

    def _isolated(self, section: Section) -> Iterator[tuple[int, int, bool]]:
        at = section.start
        for start, end in instruction_spans(self._text[section.start : section.end]):
            if section.start + start > at:
                yield at, section.start + start, False
            yield section.start + start, section.start + end, True
            at = section.start + end
        if at < section.end:
            yield at, section.end, False

    def _cut(self, start: int, end: int, language: Language) -> list[Span]:
        if self.inside(start, end, language):
            return [(start, end)]
        return self._by_units(start, end, language, (line_spans, sentence_spans, clause_spans))

    def _by_units(
        self,
        start: int,
        end: int,
        language: Language,
        finders: tuple[Callable[[str], tuple[Span, ...]], ...],
    ) -> list[Span]:
        """Join units as long as they fit; a unit that does not fit alone is cut by the next finer way."""
        if not finders:
            return self._by_characters(start, end, language)
        ends = [start + unit_end for _, unit_end in finders[0](self._text[start:end])]
        spans: list[Span] = []
        at, unit = start, 0
        while unit < len(ends):
            fitting = self._most_units(at, ends, unit, language)
            if fitting == len(ends):
                break
            unit = fitting
            begin = ends[unit - 1] if unit else start
            if at < begin:
                spans.append((at, begin))
                at = begin
            if not self.inside(at, ends[unit], language):
                finer = self._by_units(at, ends[unit], language, finders[1:])
                spans.extend(finer[:-1])
                at = finer[-1][0]
                unit += 1
        if at < end:
            spans.append((at, end))
        return spans

    def _most_units(self, at: int, ends: list[int], unit: int, language: Language) -> int:
        """Return how many units end before a stretch from `at` becomes too long, `unit` where not even the next one fits."""
        if self.inside(at, ends[-1], language):
            return len(ends)
        fitting, failing = unit, len(ends) - 1  # the stretch up to unit `failing` is too long
        while fitting < failing:
            middle = (fitting + failing) // 2
            if self.inside(at, ends[middle], language):
                fitting = middle + 1
            else:
                failing = middle
        return fitting

    def _by_characters(self, start: int, end: int, language: Language) -> list[Span]:
        spans: list[Span] = []
        while not self.inside(start, end, language):
            stop = self._longest(start, end, language)
            spans.append((start, stop))
            start = stop
            if start >= end:
                return spans
        spans.append((start, end))
        return spans

    def _longest(self, start: int, end: int, language: Language) -> int:
        """Return the end of the longest beginning that fits, at white space where there is some; at least one character."""
        low, high = start + 1, min(end, start + 8 * self._max_tokens)
        while low < high:
            middle = (low + high + 1) // 2
            if self.inside(start, middle, language):
                low = middle
            else:
                high = middle - 1
        while low > start + 1 and not self.inside(start, low, language):
            low -= 1
        space = max(self._text.rfind(char, start + 1, low) for char in " \t\n")
        return space + 1 if low < end and space > start + (low - start) // 2 else low

    def _trimmed(self, span: Span) -> Span | None:
        start, end = span
        while start < end and self._text[start].isspace():
            start += 1
        while end > start and self._text[end - 1].isspace():
            end -= 1
        return (start, end) if start < end else None

    def _label(self, section: Section, start: int, end: int, position: int, parts: int) -> str:
        if parts == 1:
            return section.label
        if section.kind is PassageKind.TABLE:
            first = self._text.count("\n", section.start, start) + 1
            last = self._text.count("\n", section.start, end) + 1
            if section.language is Language.ZH:
                return f"{section.label}（第{first}–{last}行）"
            return f"{section.label} (rows {first}–{last})"
        return f"{section.label} ({position}/{parts})"


def _packed(cutter: _Cutter, pieces: list[_Piece]) -> list[_Piece]:
    packed: list[_Piece] = []
    for piece in pieces:
        joined = _joined(cutter, packed[-1], piece) if packed else None
        if joined is None:
            packed.append(piece)
        else:
            packed[-1] = joined
    return packed


def _joined(cutter: _Cutter, one: _Piece, two: _Piece) -> _Piece | None:
    """Join two short neighbouring paragraphs under one heading; None where they must stay apart."""
    first, second = one.section, two.section
    if not (one.whole and two.whole) or one.instruction_like or two.instruction_like:
        return None
    if first.kind not in _PACKED_KINDS or first.kind is not second.kind or first.number or second.number:
        return None
    if first.headings != second.headings or first.language is not second.language:
        return None
    if first.kind is PassageKind.SECTION and first.label != second.label:
        return None
    if not cutter.blank(one.end, two.start) or not cutter.inside(
        one.start, two.end, first.language, PACK_TOKENS
    ):
        return None
    label = one.label
    if first.label != second.label:
        label = f"{first.label}–{two.label}"
    section = replace(first, confidence=min(known)) if (known := _confidences(first, second)) else first
    return replace(one, section=section, end=two.end, label=label)


def _confidences(*sections: Section) -> list[float]:
    return [section.confidence for section in sections if section.confidence is not None]


def _passage(document: str, ordinal: int, piece: _Piece, text: str) -> Passage:
    section = piece.section
    words = text[piece.start : piece.end]
    return Passage(
        passage_id=passage_id(document, piece.start, piece.end, words),
        document_id=document,
        ordinal=ordinal,
        kind=section.kind,
        label=piece.label,
        language=section.language,
        start=piece.start,
        end=piece.end,
        text=words,
        number=section.number,
        depends_on=section.depends_on,
        headings=section.headings,
        page=section.page_at(piece.start),
        confidence=section.confidence,
        instruction_like=piece.instruction_like,
    )


def _digest(text: str, digits: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:digits]


def _facts(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        told = (field for field in fields(value) if not field.metadata.get("derived"))
        named = ((field.name, getattr(value, field.name)) for field in told)
        return {name: _facts(inner) for name, inner in named if inner is not None and inner not in ((), "")}
    if isinstance(value, tuple | list):
        return [_facts(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value
