"""Words, and a page's text in reading order: where on the page the words stand.

Both are compared by letters and digits alone, so that the ends of lines, divided words and punctuation do not count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from knowledge.folding import fold, han_share
from knowledge.lazy_patterns import lazy_pattern
from knowledge.readers.printed.page_lines import Line

Box = tuple[float, float, float, float]  # left, top, right, bottom

_SHORTEST = 6  # letters; fewer are marked only where they stand on the page once
_HAN_RUN, _LATIN_RUN = 4, 8  # letters that hardly stand elsewhere by chance
_STRAY = 2  # what a letter that is not among the words weighs against one that is
_HALF = 0.5
_LONGER = 1.1  # the words with what stands between their lines
_WHOLE_PAGE = 150  # letters that are enough where the words go over a page on both sides
_MARGIN = 120  # letters of headers and footers between the words and the edge of a page
_SENTENCE_ENDS = lazy_pattern(r"[\n。；;]|\.\s")
_NARROW, _BROAD = frozenset("iljftI.,;:'!|()[] "), frozenset("mwMW@%")


def flat(text: str) -> tuple[str, list[int]]:
    """Return the letters and digits of a text, folded, and the place of each in the text."""
    found = fold(text)
    kept = [at for at, char in enumerate(found.text) if char.isalnum()]
    return "".join(found.text[at] for at in kept), [found.origins[at] for at in kept]


def stretches(page: str, words: str) -> list[tuple[int, int]]:
    """Return where words stand in a flat page; of what goes on overleaf, or came from there, what stands here."""
    wanted = flat(words)[0]
    at = page.find(wanted)
    if wanted and at >= 0:
        once = len(wanted) >= _SHORTEST or page.find(wanted, at + 1) < 0
        return [(at, at + len(wanted))] if once else []
    near = _nearly(page, wanted)
    return [near] if near else _sentences(page, words, len(wanted))


def line_boxes(lines: Sequence[Line], words: str) -> list[Box]:
    """Return the parts of lines in which words stand."""
    letters = [(char, number, place) for number, line in enumerate(lines) for char, place in zip(*flat(line.text), strict=True)]  # fmt: skip
    page = "".join(char for char, _, _ in letters)
    boxes = []
    for start, end in stretches(page, words):
        for number, part in groupby(letters[start:end], key=lambda letter: letter[1]):
            places = [place for _, _, place in part]
            boxes.append(_part_of(lines[number], places[0], places[-1] + 1))
    return boxes


def _nearly(page: str, wanted: str) -> tuple[int, int] | None:
    """Return where most runs of the words stand close together, if that is most of the words or goes over the page's edge."""
    run = _HAN_RUN if han_share(wanted) > _HALF else _LATIN_RUN
    if len(wanted) < 2 * run:
        return None
    known = {wanted[at : at + run] for at in range(len(wanted) - run + 1)}
    first, last = _richest(page, known, run, int(_LONGER * len(wanted)) + run)
    covered = bytearray(last - first)
    for at in range(first, last - run + 1):
        if page[at : at + run] in known:
            covered[at - first : at - first + run] = b"\1" * run
    start, end = _densest(covered)
    held = sum(covered[start:end])
    most = held and held >= min(_HALF * len(wanted), max(_HALF * len(page), _WHOLE_PAGE))
    start, end = first + start, first + end
    goes_over = held >= run + run // 2 and _goes_over(page, wanted, start, end, run)
    return (start, end) if most or goes_over else None


def _richest(page: str, known: Collection[str], run: int, width: int) -> tuple[int, int]:
    """Return the first window of a page that holds most different runs of the words."""
    runs = [page[at : at + run] for at in range(len(page) - run + 1)]
    seen: Counter[str] = Counter()
    best, found = 0, (0, 0)
    for at, one in enumerate(runs):
        if one in known:
            seen[one] += 1
        gone = runs[at - width + run - 1] if at - width + run - 1 >= 0 else ""
        if seen.get(gone):
            seen[gone] -= 1
            if not seen[gone]:
                del seen[gone]
        if len(seen) > best:
            best, found = len(seen), (max(0, at + run - width), at + run)
    return found


def _densest(covered: bytearray) -> tuple[int, int]:
    """Return the stretch with the most covered letters over those that are not."""
    best = weight = start = 0
    found = (0, 0)
    for at, here in enumerate(covered):
        if weight <= 0:
            weight, start = 0, at
        weight += 1 if here else -_STRAY
        if weight > best:
            best, found = weight, (start, at + 1)
    return found


def _goes_over(page: str, wanted: str, start: int, end: int, run: int) -> bool:
    begins = 0 <= wanted.find(page[start : start + run]) <= 2 * run
    ends = wanted.rfind(page[end - run : end]) >= len(wanted) - 3 * run
    return (begins and len(page) - end <= _MARGIN) or (ends and start <= _MARGIN)


def _sentences(page: str, words: str, letters: int) -> list[tuple[int, int]]:
    """Return the sentences that stand on a page by themselves, if they are most of the words."""
    found = []
    for sentence in _SENTENCE_ENDS.split(words):
        piece = flat(sentence)[0]
        at = page.find(piece) if len(piece) >= _SHORTEST else -1
        if at >= 0:
            found.append((at, at + len(piece)))
    return found if sum(end - start for start, end in found) >= _HALF * letters else []


def _part_of(line: Line, first: int, end: int) -> Box:
    """Return the part of a line's box that characters take, a little more rather than less."""
    if not line.upright or len(line.text) < 2:
        return line.left, line.top, line.right, line.bottom
    widths = list(_widths(line.text))
    whole = sum(widths)
    before = sum(widths[: max(0, first - 1)]) if first else 0.0
    after = sum(widths[: min(len(widths), end + 1)])
    return (
        line.left + line.width * before / whole,
        line.top,
        line.left + line.width * after / whole,
        line.bottom,
    )


def _widths(text: str) -> Iterator[float]:
    for char in text:
        if char in _NARROW:
            yield 0.5
        elif char in _BROAD:
            yield 1.5
        else:
            yield 2.0 if ord(char) >= 0x2E80 else 1.2 if char.isupper() else 1.0
