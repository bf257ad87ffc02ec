"""XML elements → text as a person would read it, and elements found by their local names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from lxml import etree

from knowledge.folding import strip_invisible
from knowledge.lazy_patterns import lazy_pattern
from knowledge.readers.xml.formulas import formula_text

_BREAK: Final = "\x1e"  # a line break of the layout: a space, or nothing between Chinese characters
_LINE: Final = "\x1d"  # a new line of the text
_HAN: Final = "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_BROKEN: Final = r"[ \t\u00a0]*[\x1e\r\n][\s\x1e]*"
_JOINED: Final = lazy_pattern(rf"(?<=[{_HAN}]){_BROKEN}(?=\S)|(?<=\S){_BROKEN}(?=[{_HAN}])")
_EXPONENT: Final = lazy_pattern(r"[-+−–]?\d+")
_BLOCKS: Final = frozenset(
    {"claimtext", "p", "paragraph", "paragraphs", "li", "dt", "dd", "listitem", "item", "heading", "div"}
)
_DROPPED: Final = frozenset({"img", "image", "images", "figure", "del", "claimnumber"})
_FORMULAS: Final = frozenset({"math"})
_TABLES: Final = frozenset({"table"})
_ROWS: Final = frozenset({"row", "tr"})
_CELLS: Final = frozenset({"entry", "td", "th"})


def local_name(element: etree._Element) -> str:
    """Return the name without its namespace; an empty string for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def find(element: etree._Element | None, *names: str) -> etree._Element | None:
    """Return the first element down a path of child names, whatever their namespaces."""
    for name in names:
        if element is None:
            return None
        element = next(element.iterchildren(f"{{*}}{name}"), None)
    return element


def find_all(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """Yield the children of that name."""
    if element is not None:
        yield from element.iterchildren(f"{{*}}{name}")


def below(element: etree._Element | None, *names: str) -> Iterator[etree._Element]:
    """Yield the descendants of one of those names, in the order of the document."""
    if element is not None:
        yield from element.iterdescendants(*(f"{{*}}{name}" for name in names))


def line_text(element: etree._Element | None) -> str:
    """Return the element's text on one line."""
    if element is None:
        return ""
    return _folded_line("".join(element.itertext()))


def flow_text(element: etree._Element | None, *, lines: bool = False) -> str:
    """Return the text of a claim or paragraph.

    Nested claim texts and list items begin lines of their own; `<br/>` joins Chinese characters and is a space
    elsewhere; indices stay in their word (CO2), exponents are written 10^-3, formulas readably, tables as rows
    `a | b`; images are left out. `lines`: every `<br/>` begins a new line.
    """
    if element is None:
        return ""
    parts: list[str] = []
    _collect(element, parts)
    text = "".join(parts)
    folded = (_folded_line(line) for line in (text.replace(_BREAK, _LINE) if lines else text).split(_LINE))
    return "\n".join(line for line in folded if line)


def iso_date(text: str | None) -> date | None:
    """Read 20140328, 2014-03-28 or the like; None where it is not a date (20140000)."""
    match = re.fullmatch(r"\s*(\d{4})[-./]?(\d{1,2})[-./]?(\d{1,2})(?:T[\d:.]+|[Z+-][\d:]*)*\s*", text or "")
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _folded_line(text: str) -> str:
    if text.isascii():
        return " ".join(text.split())
    text = strip_invisible(text)
    if _BREAK in text or "\n" in text or "\r" in text:
        text = _JOINED.sub("", text)
    return " ".join(text.split())


def _collect(element: etree._Element, parts: list[str]) -> None:
    name = local_name(element).lower().replace("-", "")
    if name in _FORMULAS:
        parts.append(f" {formula_text(element)} ")
    elif name in _TABLES:
        _table(element, parts)
    elif name in ("br", "break"):
        parts.append(_BREAK)
    elif name in ("sup", "superscript"):
        parts.append(_raised(_inner(element), "".join(parts[-3:])))
    elif name and name not in _DROPPED:
        if name in _BLOCKS:
            parts.append(_LINE)
        parts.append(element.text or "")
        for child in element:
            _collect(child, parts)
            parts.append(child.tail or "")
        if name in _BLOCKS:
            parts.append(_LINE)


def _inner(element: etree._Element) -> str:
    parts = [element.text or ""]
    for child in element:
        _collect(child, parts)
        parts.append(child.tail or "")
    return "".join(parts)


def _raised(raised: str, before: str) -> str:
    """Write an exponent with ^: after a digit, or where it has a sign; anything else stays in its word."""
    value = raised.strip()
    signed = value[:1] in "-+−–"
    if _EXPONENT.fullmatch(value) and (before[-1:].isdigit() or (signed and before[-1:].isalnum())):
        return f"^{value.replace('−', '-').replace('–', '-')}"
    return raised


def _table(element: etree._Element, parts: list[str]) -> None:
    parts.append(_LINE)
    for row in element.iterdescendants():
        if local_name(row).lower() in _ROWS:
            cells = (cell for cell in row if local_name(cell).lower() in _CELLS)
            texts = (_folded_line(_inner(cell).replace(_LINE, " ")) for cell in cells)
            line = " | ".join(texts)
            if line.strip(" |"):
                parts += [line, _LINE]
