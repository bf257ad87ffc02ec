"""Two texts side by side: their lines in; stretches that are the same, changed, added or removed out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from knowledge.lazy_patterns import lazy_pattern

_PIECE = lazy_pattern(r"[A-Za-z]+|\d+|\s+|.", re.DOTALL)
_WORD = lazy_pattern(r"[A-Za-z]+|\d+|[^\W\d_A-Za-z]")
_MOST_LINES = 8_000
_MOST_PIECES = 3_000  # of a line that is looked at piece by piece
_LOOKED_AHEAD = 60  # lines
_ALIKE = 0.6  # share of words that a line has in common with one that took its place
_AROUND = 2  # lines shown before and after a change


class Change(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    LEFT_OUT = "left_out"  # lines that are the same, not shown


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A line of the earlier text beside one of the later. `count` is how many lines were left out."""

    change: Change
    earlier: tuple[Piece, ...] = ()
    later: tuple[Piece, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    pairs: tuple[Pair, ...]
    too_long: bool = False

    def count(self, change: Change) -> int:
        return sum(pair.change is change for pair in self.pairs)


def differences(earlier: str, later: str) -> Differences:
    """Compare two texts line by line, and changed lines by words."""
    before, after = _lines(earlier), _lines(later)
    if max(len(before), len(after)) > _MOST_LINES:
        return Differences(pairs=(), too_long=True)
    return Differences(pairs=tuple(_pairs(before, after)))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _pairs(before: Sequence[str], after: Sequence[str]) -> Iterator[Pair]:
    codes = SequenceMatcher(None, before, after).get_opcodes()
    for number, (tag, i, j, k, m) in enumerate(codes):
        if tag == "equal":
            yield from _same(before[i:j], first=number == 0, last=number == len(codes) - 1)
        else:
            yield from _changed(before[i:j], after[k:m])


def _same(lines: Sequence[str], *, first: bool, last: bool) -> Iterator[Pair]:
    head, tail = 0 if first else _AROUND, 0 if last else _AROUND
    if len(lines) <= head + tail + 1:
        yield from map(_alike, lines)
        return
    yield from map(_alike, lines[:head])
    yield Pair(change=Change.LEFT_OUT, count=len(lines) - head - tail)
    yield from map(_alike, lines[len(lines) - tail :])


def _alike(line: str) -> Pair:
    return Pair(change=Change.SAME, earlier=(Piece(line),), later=(Piece(line),))


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[Pair]:
    """Put lines beside those that took their place; a line that is like none was removed or added."""
    words = [Counter(_WORD.findall(line)) for line in after]
    place = 0
    for old in before:
        found = _like(Counter(_WORD.findall(old)), words, place)
        if found is None:
            yield Pair(change=Change.REMOVED, earlier=(Piece(old),))
            continue
        yield from map(_added, after[place:found])
        left, right = _pieces(old, after[found])
        yield Pair(change=Change.CHANGED, earlier=left, later=right)
        place = found + 1
    yield from map(_added, after[place:])


def _added(line: str) -> Pair:
    return Pair(change=Change.ADDED, later=(Piece(line),))


def _like(old: Counter[str], words: Sequence[Counter[str]], start: int) -> int | None:
    """Return the next line that shares most of its words with a line."""
    for number in range(start, min(len(words), start + _LOOKED_AHEAD)):
        both = (old & words[number]).total()
        if 2 * both >= _ALIKE * (old.total() + words[number].total()):
            return number
    return None


def _pieces(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    left, right = _PIECE.findall(old), _PIECE.findall(new)
    if max(len(left), len(right)) > _MOST_PIECES:
        return (Piece(old, True),), (Piece(new, True),)
    earlier: list[Piece] = []
    later: list[Piece] = []
    for tag, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for pieces, text in ((earlier, "".join(left[i:j])), (later, "".join(right[k:m]))):
            if text:
                pieces.append(Piece(text, tag != "equal"))
    return tuple(earlier), tuple(later)
