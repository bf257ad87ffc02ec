"""A document and the pages it was read from → the same document with page, confidence and notes on its sections."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from knowledge.lazy_patterns import lazy_pattern
from knowledge.protocols import ReadDocument, Section
from knowledge.readers.printed.page_lines import PageLines
from knowledge.types import PassageKind

_DROPPED = lazy_pattern(r"[\s\-|]+")
_PROBE = 24  # characters without white space that tell where a section begins
_LEAST = 6
_ASIDE = 400  # characters that a reader may have left out or put in before a page's first line
_NEAR = 200_000  # characters after the last section, looked through first
_MOST_MISSES = 200  # sections looked for in the whole text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    start: int
    end: int
    page: int
    confidence: float | None


def with_places(document: ReadDocument, pages: Sequence[PageLines]) -> ReadDocument:
    """Say of each section on which pages it stands and how sure the recognition of its text was."""
    text, stretches = _flow(pages)
    if not stretches:
        return document
    starts = [stretch.start for stretch in stretches]
    reached = misses = 0
    sections: list[Section] = []
    for section in document.sections:
        body = _bare(document.text[section.start : section.end])
        found = _find(text, body, reached, everywhere=misses < _MOST_MISSES)
        if found is None:
            misses += 1
            first = section.kind is PassageKind.BIBLIOGRAPHY
            sections.append(replace(section, page=stretches[0].page) if first else section)
            continue
        reached = found
        first_stretch = bisect_right(starts, found) - 1
        last_stretch = bisect_right(starts, found + max(0, len(body) - 1)) - 1
        covered = stretches[first_stretch : last_stretch + 1]
        turns = tuple(_turns(document.text, section, text[found : covered[-1].end], found, covered))
        sections.append(replace(section, page=covered[0].page, turns=turns, confidence=_confidence(covered)))
    return replace(document, sections=tuple(sections))


def _turns(
    text: str, section: Section, flow: str, found: int, covered: Sequence[_Stretch]
) -> Iterator[tuple[int, int]]:
    """Return where in the text each further page of a section begins. `flow` is the pages' bare text from there on."""
    places = [at for at in range(section.start, section.end) if not _DROPPED.match(text[at])]
    body = "".join(text[at] for at in places)
    for before, here in pairwise(covered):
        if here.page == before.page:
            continue
        expected = here.start - found
        at = body.find(flow[expected : expected + _PROBE], max(0, expected - _ASIDE))
        at = at if 0 <= at <= expected + _ASIDE else expected
        if 0 < at < len(places):
            yield places[at], here.page


def _flow(pages: Sequence[PageLines]) -> tuple[str, list[_Stretch]]:
    parts: list[str] = []
    stretches: list[_Stretch] = []
    at = 0
    for page in pages:
        for line in page.lines:
            bare = _bare(line.text)
            if bare:
                parts.append(bare)
                stretches.append(
                    _Stretch(start=at, end=at + len(bare), page=page.number, confidence=line.confidence)
                )
                at += len(bare)
    return "".join(parts), stretches


def _bare(text: str) -> str:
    """Drop what joining lines changes: white space, and the hyphens of divided words."""
    return _DROPPED.sub("", text)


def _find(text: str, body: str, reached: int, *, everywhere: bool) -> int | None:
    """Find a section from where the last one began, else from the top: claims may stand behind the description."""
    for probe in (body[:_PROBE], re.sub(r"^[\[【]\d+[\]】]", "", body)[:_PROBE]):
        if len(probe) < min(_LEAST, len(body)) or not probe:
            continue
        found = text.find(probe, reached, reached + _NEAR)
        if found < 0 and everywhere:
            found = text.find(probe)
        if found >= 0:
            return found
    return None


def _confidence(covered: Sequence[_Stretch]) -> float | None:
    sure = [(part.confidence, part.end - part.start) for part in covered if part.confidence is not None]
    total = sum(length for _, length in sure)
    return round(sum(value * length for value, length in sure) / total, 3) if total else None
