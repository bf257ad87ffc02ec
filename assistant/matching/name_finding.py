"""Known names in a text, the longest at each place: names in both languages in; where they stand out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from knowledge.lazy_patterns import lazy_pattern

_START = lazy_pattern(r"(?<![a-z])[a-z]|[^\x00-\x7f]")
_LONGEST_END = 6


class NameFinder:
    """Finds names in folded text. English ones begin at words; with `stems` they may go on by an ending, else they end with a word."""

    def __init__(self, names: Iterable[str], *, stems: bool = False) -> None:
        by_first: dict[str, list[str]] = defaultdict(list)
        for name in sorted(names, key=len, reverse=True):
            by_first[name[0]].append(name)
        self._by_first = dict(by_first)
        self._stems = stems

    def spans(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Yield the name, its start and its end (of its word, for a stem)."""
        stop = 0
        for match in _START.finditer(text):
            start = match.start()
            if start < stop:
                continue
            for name in self._by_first.get(text[start], ()):
                if text.startswith(name, start):
                    end = self._end(text, start + len(name)) if name.isascii() else start + len(name)
                    if end is not None:
                        yield name, start, end
                        stop = end
                        break

    def _end(self, text: str, at: int) -> int | None:
        end = at
        while end < len(text) and "a" <= text[end] <= "z":
            end += 1
        if end == at:
            return end
        return end if self._stems and end - at <= _LONGEST_END else None
