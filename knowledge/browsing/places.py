"""Where a value of a record stands in the text: a value and passages in, the passage with the range of the words out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Passage, PassageKind

_FIRST = (PassageKind.BIBLIOGRAPHY, PassageKind.OFFER, PassageKind.EVENT)
_LOOKED_AT = 60  # passages: what states the facts of a document stands at its beginning
_DAY = lazy_pattern(r"(\d{4})-(\d\d)-(\d\d)")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Words in a passage: `passage.text[start:end]`."""

    passage: Passage
    start: int
    end: int


def place_of(value: str, passages: Sequence[Passage]) -> Place | None:
    """Return where a value stands as it is, a day in any usual writing; None where it does not."""
    wanted = tuple(_written(value))
    ordered = sorted(passages[:_LOOKED_AT], key=lambda passage: passage.kind not in _FIRST)
    for passage in ordered:
        for words in wanted:
            found = _find(words, passage.text)
            if found is not None:
                return Place(passage=passage, start=found, end=found + len(words))
    return None


def _find(words: str, text: str) -> int | None:
    """Return where words stand that are not a part of a longer number or word."""
    at = text.find(words)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(words) : at + len(words) + 1]
        if not (_joins(before, words[0]) or _joins(after, words[-1])):
            return at
        at = text.find(words, at + 1)
    return None


def _joins(beside: str, edge: str) -> bool:
    return beside.isascii() and beside.isalnum() and edge.isascii() and edge.isalnum()


def _written(value: str) -> Iterator[str]:
    if value.strip():
        yield value
    day = _DAY.fullmatch(value)
    if day is None:
        first = re.split(r"[;；、]", value, maxsplit=1)[0].strip()
        if len(first) > 1 and first != value:
            yield first
        return
    year, month, number = day[1], int(day[2]), int(day[3])
    name = _MONTHS[month - 1] if 1 <= month <= 12 else ""
    yield f"{year}年{month}月{number}日"
    yield f"{year}年{day[2]}月{day[3]}日"
    yield f"{year}.{day[2]}.{day[3]}"
    yield f"{year}/{day[2]}/{day[3]}"
    yield f"{year}{day[2]}{day[3]}"
    yield f"{number} {name} {year}"
    yield f"{name} {number}, {year}"
    yield f"{name[:3]}. {day[3]}, {year}"
    yield f"{name[:3]}. {number}, {year}"
