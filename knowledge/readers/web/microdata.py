"""HTML microdata (`itemprop`) and the text of elements, read from a parsed page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from knowledge.folding import strip_invisible
from knowledge.written_dates import parse_date

_BLOCKS: Final = frozenset({"div", "p", "li", "ul", "ol", "br", "tr", "heading", "section", "table"})
_DROPPED: Final = frozenset(
    {"script", "style", "img", "svg", "figure", "figref-image", "noscript", "template", "h2"}
)
_SOURCE: Final = "google-src-text"  # the original beside its translation


def all_of(element: Any, name: str) -> Iterator[Any]:
    """Yield the elements with that `itemprop`, in the order of the page."""
    if element is not None:
        yield from (one for one in element.iter() if one.get("itemprop") == name)


def first_of(element: Any, name: str) -> Any:
    """Return the first element with that `itemprop`, or None."""
    return next(all_of(element, name), None)


def value_of(element: Any) -> str:
    """Return a property's value: its `content`, else its text on one line."""
    if element is None:
        return ""
    content = element.get("content")
    text = content if content is not None else "".join(element.itertext())
    return re.sub(r"\s+", " ", strip_invisible(text)).strip()


def day_of(element: Any) -> date | None:
    """Return a property's date: its `datetime`, else the date that its text is."""
    if element is None:
        return None
    return parse_date(element.get("datetime") or value_of(element))


def classes_of(element: Any) -> frozenset[str]:
    return frozenset((element.get("class") or "").split())


def inner_text(element: Any, *, source: bool = False) -> str:
    """Return the text, a line for each block.

    Where a page keeps the original text beside its translation, `source` asks for the original alone; without it
    the translation alone comes.
    """
    parts: list[str] = []
    _collect(element, parts, source=source, inside=False)
    lines = (re.sub(r"[^\S\x1d]+", " ", line).strip() for line in "".join(parts).split("\x1d"))
    return "\n".join(line for line in lines if line)


def _collect(element: Any, parts: list[str], *, source: bool, inside: bool) -> None:
    if not isinstance(element.tag, str) or element.tag in _DROPPED:
        return
    original = _SOURCE in classes_of(element)
    if original and not source:
        return
    inside = inside or original
    block = element.tag in _BLOCKS
    if block:
        parts.append("\x1d")
    wanted = inside or not source
    parts.append(strip_invisible(element.text or "") if wanted else "")
    for child in element:
        _collect(child, parts, source=source, inside=inside)
        parts.append(strip_invisible(child.tail or "") if wanted else "")
    if block:
        parts.append("\x1d")
