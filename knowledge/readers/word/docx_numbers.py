"""The numbers that Word puts before paragraphs by itself (第一条, （一）, 2.1): a paragraph in, its number as shown out."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from knowledge.numbers.numerals import chinese_numeral

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = frozenset(
    {"chineseCounting", "chineseCountingThousand", "chineseLegalSimplified", "japaneseCounting", "ideographDigital", "taiwaneseCountingThousand"}
)  # fmt: skip
_DEEPEST = 9


class ParagraphNumbers:
    """Counts through one document in reading order."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._styles = styles
        self._levels: dict[
            tuple[str, int], tuple[str, str, int]
        ] = {}  # abstract list, level → format, text, start
        self._lists: dict[str, str] = {}
        self._counts: dict[str, list[int | None]] = defaultdict(lambda: [None] * _DEEPEST)
        if numbering is not None:
            self._read(numbering)

    def number(self, paragraph: Any) -> str:
        """Return the number before a paragraph, an empty text where it has none or a bullet."""
        place = self._place(paragraph)
        if place is None or not self._levels:
            return ""
        listed, level = place
        abstract = self._lists.get(listed, "")
        known = self._levels.get((abstract, level))
        if known is None:
            return ""
        form, text, start = known
        counts = self._counts[abstract]
        before = counts[level]
        counts[level] = start if before is None else before + 1
        for deeper in range(level + 1, _DEEPEST):
            counts[deeper] = None
        if form in ("bullet", "none") or "%" not in text:
            return ""
        return re.sub(r"%(\d)", lambda match: self._shown(abstract, int(match[1]) - 1, form), text)

    def _shown(self, abstract: str, level: int, own: str) -> str:
        form, _, start = self._levels.get((abstract, level), (own, "", 1))
        count = self._counts[abstract][level] if level < _DEEPEST else start
        return _written(start if count is None else count, form)

    def _read(self, numbering: Any) -> None:
        for abstract in numbering.iter(f"{_W}abstractNum"):
            name = abstract.get(f"{_W}abstractNumId") or ""
            for level in abstract.iter(f"{_W}lvl"):
                place = level.get(f"{_W}ilvl") or "0"
                if place.isdecimal() and int(place) < _DEEPEST:
                    self._levels[(name, int(place))] = (
                        _value(level, "numFmt") or "decimal",
                        _value(level, "lvlText") or "",
                        int(_value(level, "start") or "1")
                        if (_value(level, "start") or "1").isdecimal()
                        else 1,
                    )
        for number in numbering.iter(f"{_W}num"):
            self._lists[number.get(f"{_W}numId") or ""] = _value(number, "abstractNumId") or ""

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return None
        own = properties.find(f"{_W}numPr")
        style = _value(properties, "pStyle")
        for _ in range(_DEEPEST):
            if own is not None or style is None or self._styles is None:
                break
            found = next(
                (each for each in self._styles.iter(f"{_W}style") if each.get(f"{_W}styleId") == style), None
            )
            own = found.find(f"{_W}pPr/{_W}numPr") if found is not None else None
            style = _value(found, "basedOn") if found is not None else None
        if own is None:
            return None
        level = _value(own, "ilvl") or "0"
        listed = _value(own, "numId") or "0"
        return (
            None if listed == "0" or not level.isdecimal() or int(level) >= _DEEPEST else (listed, int(level))
        )


def _value(element: Any, name: str) -> str | None:
    found = element.find(f"{_W}{name}")
    value = None if found is None else found.get(f"{_W}val")
    return None if value is None else str(value)


def _written(number: int, form: str) -> str:
    if form in _CHINESE:
        return chinese_numeral(number) if 0 < number < 10_000 else str(number)
    if form in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        letter = chr(ord("a") + number - 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman") and 1 <= number < 100:
        roman = "".join(("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc")[number // 10]) + (
            "", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[number % 10]  # fmt: skip
        return roman if form == "lowerRoman" else roman.upper()
    return str(number)
