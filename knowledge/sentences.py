"""Where sentences and clauses end, in Chinese and English text."""

from __future__ import annotations

import re

from knowledge.lazy_patterns import lazy_pattern

_CLOSING = r"[”’」』）)】》〉\"'\]]*"
_SENTENCE_END = lazy_pattern(rf"[。！？；!?;]+{_CLOSING}|(?<=\S)\.{_CLOSING}(?=\s|$)|\n+")
_CLAUSE_END = lazy_pattern(r"[，、：:,]+|\s[–—-]\s|——|…+")
_ABBREVIATIONS = frozenset(
    [
        "no",
        "nos",
        "art",
        "arts",
        "sec",
        "secs",
        "fig",
        "figs",
        "e.g",
        "i.e",
        "al",
        "vs",
        "cf",
        "approx",
        "dr",
        "mr",
        "mrs",
        "ms",
        "prof",
        "st",
        "inc",
        "co",
        "ltd",
        "corp",
        "u.s",
        "u.k",
        "pat",
        "para",
        "paras",
        "reg",
        "regs",
        "wt",
        "vol",
        "ser",
        "pub",
        "pp",
        "p",
        "ca",
        "etc",
        "incl",
        "min",
        "max",
        "app",
        "appl",
        "ref",
        "refs",
        "eq",
        "eqs",
        "ex",
        "resp",
        "ver",
        "rev",
    ]
)
_LAST_WORD = lazy_pattern(r"[^\s(（\[]+$")

Span = tuple[int, int]


def sentence_spans(text: str) -> tuple[Span, ...]:
    """Return the sentences' spans: contiguous, together the whole text, each with the white space after it."""
    return _spans(text, 0, len(text), _sentence_ends(text))


def clause_spans(text: str) -> tuple[Span, ...]:
    """Return the clauses' spans: contiguous, together the whole text."""
    return _spans(text, 0, len(text), [match.end() for match in _CLAUSE_END.finditer(text)])


def line_spans(text: str) -> tuple[Span, ...]:
    """Return the lines' spans with their line ends."""
    return _spans(text, 0, len(text), [match.end() for match in re.finditer(r"\n+", text)])


def is_abbreviation(text: str, dot: int) -> bool:
    """Say whether the dot at `dot` ends an abbreviation, an initial or a list number, and no sentence."""
    return _abbreviated(text, dot)


def _sentence_ends(text: str) -> list[int]:
    return [
        match.end()
        for match in _SENTENCE_END.finditer(text)
        if not (match[0].startswith(".") and _abbreviated(text, match.start()))
    ]


def _abbreviated(text: str, dot: int) -> bool:
    """Say whether the dot belongs to an abbreviation, an initial or a list number at the start of a line."""
    match = _LAST_WORD.search(text, max(0, dot - 12), dot)
    if match is None:
        return False
    word = match[0].lower()
    if word in _ABBREVIATIONS or (len(word) == 1 and word.isascii() and word.isalpha()):
        return True
    before = text[: match.start()].rstrip(" ")
    return word.isdecimal() and len(word) <= 3 and (not before or before.endswith("\n"))


def _spans(text: str, start: int, end: int, ends: list[int]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for stop in [*ends, end]:
        while stop < end and text[stop].isspace():
            stop += 1
        if stop > start:
            spans.append((start, stop))
            start = stop
    return tuple(spans)
