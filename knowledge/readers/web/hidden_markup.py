"""Take out of a web page what a person who looks at it would not see, and count it.

Left out: what is not displayed, what is smaller than 1 px or 2 pt, what is white (or transparent) where no background
is declared, what is moved off the page or cut to nothing. Kept, because a person gets to see it:

- the page as a whole, where its body is hidden until a script has run (the hidden part holds most of the text);
- a tab: an element whose siblings of the same build are shown, one at a time, by a click;
- what a control names (aria-controls, data-target, href="#…") and the folded answer below a question.

A hidden copy of what the page shows anyway is left out without a word: share bars and readers-aloud use them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from knowledge.lazy_patterns import lazy_pattern
from knowledge.readers.web.css import Declarations, StyleSheet
from knowledge.readers.web.page_chrome import is_chrome
from knowledge.readers.web.visible import Hidden, Hiding

_LENGTH = lazy_pattern(r"(-?\d*\.?\d+)\s*(px|pt|em|rem|%|vw|vh|in|cm|mm)?")
_WHITE = lazy_pattern(
    r"(?:#f{3}|#f{6}|#f{8}|#fef?efe|white|snow|rgba?\(\s*25[45]\s*[, ]\s*25[45]\s*[, ]\s*25[45].*\))$"
)
_TRANSPARENT = lazy_pattern(r"transparent$|(?:rgba|hsla)\(.*[,/]\s*0?\.?0+%?\s*\)$|#[0-9a-f]{6}00$")
_OWN_TEXT = ("script", "style", "noscript", "template", "title", "head")
_FEWEST_LETTERS = 6
_MOST_SIBLINGS = 60
_TAB_TAGS = ("div", "section", "li", "dd", "ul", "article", "table")
_MOST_STRETCHES = 1_000  # compared with the rest of the page
_MOST_OF_PAGE = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What an element inherits."""

    tiny: bool = False
    white: bool = False
    transparent: bool = False
    background: bool = False
    invisible: bool = False

    @property
    def hiding(self) -> Hiding | None:
        if self.invisible:
            return Hiding.NOT_DISPLAYED
        if self.tiny:
            return Hiding.TINY
        return Hiding.COLOUR if self.transparent or (self.white and not self.background) else None


def strip_hidden(tree: Any, styles: StyleSheet, hidden: Hidden, title: str = "") -> None:
    """Remove unseen text from a parsed page, in place; count it in `hidden`, copies of the title and text apart.

    `styles` are the page's own rules, read before anything was taken out of it.
    """
    body = tree.find(".//body")
    root = tree if body is None else body
    _Stripper(root, styles, hidden).strip(title)


class _Stripper:
    def __init__(self, root: Any, styles: StyleSheet, hidden: Hidden) -> None:
        self._root = root
        self._styles = styles
        self._hidden = hidden
        self._letters = max(1, _letters(_all_text(root)))
        self._named = _named_by_controls(root)
        self._removed: list[tuple[Hiding, str]] = []
        self._tabs: dict[tuple[Any, str, str], bool] = {}

    def strip(self, title: str) -> None:
        self._walk(self._root, _Seen())
        shown = re.sub(r"\W", "", title + _all_text(self._root))
        for how, text in self._removed[:_MOST_STRETCHES]:
            lines = (line for line in text.split("\n") if not is_chrome(line, edge=True))
            unseen = " ".join(line for line in lines if not _copied(re.sub(r"\W", "", line), shown))
            if _letters(unseen) >= _FEWEST_LETTERS:
                self._hidden.add(how, unseen)

    def _walk(self, element: Any, inherited: _Seen) -> None:
        """Go down without recursion: pages can be nested deeply."""
        todo = [(element, inherited)]
        while todo:
            current, above = todo.pop()
            declared = self._styles.of(current)
            seen = _seen(current, declared, above)
            way = self._gone(current, declared)
            if way is not None and self._really(current):
                self._drop(current, way)
                continue
            if seen.invisible and not above.invisible and not self._really(current):
                seen = replace(seen, invisible=False)
            if current.text and seen.hiding:
                current.text = self._took(seen.hiding, current.text)
            for child in current:
                if child.tail and seen.hiding:
                    child.tail = self._took(seen.hiding, child.tail)
                if isinstance(child.tag, str) and child.tag not in _OWN_TEXT:
                    todo.append((child, seen))

    def _gone(self, element: Any, declared: Declarations) -> Hiding | None:
        """Say how an element disappears with all that is in it."""
        if element is self._root:
            return None
        if element.get("hidden") is not None or declared.get("display") == "none":
            return Hiding.NOT_DISPLAYED
        if _number(declared.get("opacity")) in (0.0, 0.01, 0.05):
            return Hiding.COLOUR
        return Hiding.OFF_SCREEN if _off_screen(declared) else None

    def _really(self, element: Any) -> bool:
        """Say whether a person never gets to see what is hidden on loading."""
        if _letters(_all_text(element)) > _MOST_OF_PAGE * self._letters:
            return False
        return not ((element.get("id") or "") in self._named or self._is_tab(element) or _is_answer(element))

    def _is_tab(self, element: Any) -> bool:
        """Say whether one of several siblings of the same tag and class is shown in the place of this one."""
        named = element.get("class") or ""
        parent = element.getparent()
        if parent is None or not named.strip() or element.tag not in _TAB_TAGS:
            return False
        key = (parent, element.tag, named)
        if key not in self._tabs:
            self._tabs[key] = any(
                self._is_shown_like(other, element.tag, set(named.split()))
                for other in islice(parent, _MOST_SIBLINGS)
            )
        return self._tabs[key]

    def _is_shown_like(self, other: Any, tag: str, classes: set[str]) -> bool:
        return (
            other.tag == tag
            and bool(classes & set((other.get("class") or "").split()))
            and other.get("hidden") is None
            and self._styles.of(other).get("display") != "none"
            and _letters(_all_text(other)) > 20
        )

    def _drop(self, element: Any, way: Hiding) -> None:
        self._removed.append((way, _all_text(element)))
        element.drop_tree()

    def _took(self, way: Hiding, text: str) -> str:
        if text.strip():
            self._removed.append((way, text))
        return " "


def _seen(element: Any, declared: Declarations, above: _Seen) -> _Seen:
    size, colour = declared.get("font-size"), declared.get("color")
    font = element.tag == "font"
    colour = colour or ((element.get("color") or "").lower() if font else None) or None
    background = (
        declared.get("background-color") or declared.get("background") or element.get("bgcolor") or ""
    )
    visibility = declared.get("visibility")
    return _Seen(
        tiny=above.tiny if size is None else _is_tiny(size, above.tiny),
        white=above.white if colour is None else _WHITE.match(colour) is not None,
        transparent=above.transparent if colour is None else _TRANSPARENT.match(colour) is not None,
        background=above.background or _is_coloured(background) or "background-image" in declared
        or element.tag in ("button", "th"),
        invisible=above.invisible if visibility is None else visibility in ("hidden", "collapse"),
    )  # fmt: skip


def _is_tiny(size: str, above: bool) -> bool:
    match = _LENGTH.match(size)
    if match is None:
        return above if size in ("inherit", "unset", "smaller", "larger") else False
    value, unit = float(match[1]), match[2] or "px"
    if unit in ("em", "rem", "%"):
        return value <= (10 if unit == "%" else 0.1) or (above and unit != "rem")
    return value <= {"pt": 2.0, "px": 1.0}.get(unit, 0.03)


def _is_coloured(background: str) -> bool:
    flat = background.lower().strip()
    if flat in ("", "none", "initial", "inherit", "unset") or _TRANSPARENT.match(flat):
        return False
    return "url(" in flat or "gradient" in flat or _WHITE.match(flat.split(" url")[0]) is None


def _off_screen(declared: Declarations) -> bool:
    if _number(declared.get("text-indent")) < -400:
        return True
    placed = declared.get("position") in ("absolute", "fixed", "relative")
    if placed and any(_number(declared.get(side)) <= -400 for side in ("left", "top", "right", "bottom")):
        return True
    if re.search(r"rect\(\s*0(?:px)?[ ,]+0(?:px)?[ ,]+0(?:px)?[ ,]+0(?:px)?\s*\)", declared.get("clip", "")):
        return True
    if re.search(r"inset\(\s*(?:50|100)%|circle\(\s*0", declared.get("clip-path", "")):
        return True
    if re.search(r"scale[xy]?\(\s*0(?:\.0+)?\s*[,)]", declared.get("transform", "")):
        return True
    closed = any(
        _number(declared.get(side), 99) <= 1 for side in ("height", "width", "max-height", "max-width")
    )
    return closed and declared.get("overflow", "").startswith("hidden")


def _number(value: str | None, otherwise: float = 0.5) -> float:
    match = _LENGTH.match(value) if value else None
    return float(match[1]) if match else otherwise


def _is_answer(element: Any) -> bool:
    before = element.getprevious()
    while before is not None and not isinstance(before.tag, str):
        before = before.getprevious()
    if before is None:
        return False
    asked = _all_text(before).strip()
    return len(asked) <= 200 and asked.endswith(("？", "?"))


def _named_by_controls(root: Any) -> frozenset[str]:
    names: set[str] = set()
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for attribute in ("aria-controls", "data-target", "data-bs-target", "href"):
            value = element.get(attribute) or ""
            if value and (attribute == "aria-controls" or value.startswith("#")):
                names.add(value.lstrip("#"))
    return frozenset(names - {""})


def _copied(bare: str, shown: str) -> bool:
    """Say whether nearly all of a text stands elsewhere on the page, or is the beginning of what does."""
    if bare in shown:
        return True
    pieces = [bare[start : start + 10] for start in range(0, max(1, len(bare) - 9), 10)]
    return len(bare) >= 20 and sum(piece in shown for piece in pieces) >= 0.8 * len(pieces)


def _all_text(element: Any) -> str:
    return "".join(element.itertext())


def _letters(text: str) -> int:
    return len(re.sub(r"[\W\d_]", "", text))
