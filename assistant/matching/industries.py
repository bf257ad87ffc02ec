"""Which fields a patent suits, only as far as it is on record: a record and its passages in; each field with what says so out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.composing.sentences import split_sentences
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.ipc_classes import class_of, class_title
from knowledge.types import Language, Passage, PassageKind, PatentRecord

_MOST_CLASSES = 6
_LONGEST = 300
_SAYS_FIELD = lazy_pattern(
    r"(?:涉及|属于)[^，。；]{2,60}(?:领域|行业)|\b(?:relates|pertains|belongs) (?:generally )?to (?:the )?(?:technical )?field of\b",
    re.IGNORECASE,
)
_READ = (PassageKind.PARAGRAPH, PassageKind.SECTION, PassageKind.ABSTRACT)


class FieldBasis(StrEnum):
    TECHNICAL_FIELD = "technical_field"  # of the record
    IPC = "ipc"
    CPC = "cpc"
    TEXT = "text"  # a sentence of the patent itself


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldOfUse:
    """A field and what says so: a symbol, or the passage that is quoted."""

    text: str
    basis: FieldBasis
    symbols: tuple[str, ...] = ()
    passage_id: str = ""
    label: str = ""


def fields_of(
    record: PatentRecord, passages: Sequence[Passage], language: Language
) -> tuple[FieldOfUse, ...]:
    """Return the fields on record, in plain words first. A class whose title is not known is called by its symbol."""
    return (
        *(FieldOfUse(text=one.text, basis=FieldBasis.TECHNICAL_FIELD) for one in record.technical_field),
        *_of_symbols(record.ipc, FieldBasis.IPC, language),
        *_of_symbols(record.cpc, FieldBasis.CPC, language),
        *_of_text(passages),
    )


def _of_symbols(symbols: Sequence[str], basis: FieldBasis, language: Language) -> Iterator[FieldOfUse]:
    classes: dict[str, list[str]] = {}
    for symbol in symbols:
        name = class_of(symbol)
        if name:
            classes.setdefault(name, []).append(symbol)
    for name, held in list(classes.items())[:_MOST_CLASSES]:
        title = class_title(name, language)
        text = f"{name} {title}" if title else name
        yield FieldOfUse(text=text, basis=basis, symbols=tuple(held))


def _of_text(passages: Sequence[Passage]) -> Iterator[FieldOfUse]:
    """Yield the first sentence that names a field itself."""
    for passage in passages:
        if passage.kind in _READ and not passage.instruction_like:
            for _, sentence in split_sentences(passage.text):
                if len(sentence) <= _LONGEST and _SAYS_FIELD.search(sentence):
                    yield FieldOfUse(
                        text=sentence.strip(),
                        basis=FieldBasis.TEXT,
                        passage_id=passage.passage_id,
                        label=passage.label,
                    )
                    return
