"""MathML → one readable line: (a + b)/c, x_1^2, √(y)."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from knowledge.lazy_patterns import lazy_pattern

_TWO_PLACED: Final = {"msub": "_", "munder": "_", "msup": "^", "mover": "^"}
_THREE_PLACED: Final = frozenset({"msubsup", "munderover"})
_WORD: Final = lazy_pattern(r"[\w.,′']+")


def formula_text(element: etree._Element) -> str:
    """Return a formula as one line of text."""
    return re.sub(r"\s+", " ", _text(element)).strip()


def _text(element: etree._Element) -> str:
    tag = element.tag
    name = tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
    children = [child for child in element if isinstance(child.tag, str)]
    if name == "mfrac" and len(children) == 2:
        return f"{_grouped(children[0])}/{_grouped(children[1])}"
    if name in _TWO_PLACED and len(children) == 2:
        return f"{_text(children[0])}{_TWO_PLACED[name]}{_grouped(children[1])}"
    if name in _THREE_PLACED and len(children) == 3:
        base, low, high = children
        return f"{_text(base)}_{_grouped(low)}^{_grouped(high)}"
    if name == "msqrt":
        return f"√({''.join(_text(child) for child in children)})"
    if name == "mroot" and len(children) == 2:
        return f"({_text(children[0])})^(1/{_text(children[1])})"
    if name == "mfenced":
        opening, closing = element.get("open", "("), element.get("close", ")")
        return f"{opening}{', '.join(_text(child) for child in children)}{closing}"
    if name in ("mtr", "mlabeledtr"):
        return f"[{', '.join(_text(child) for child in children)}]"
    if name == "mo":
        return (
            f" {element.text.strip()} "
            if (element.text or "").strip() in {*"=<>≤≥+→×", "≈"}
            else _own(element)
        )
    return _own(element) + "".join(_text(child) + (child.tail or "").strip() for child in children)


def _own(element: etree._Element) -> str:
    return (element.text or "").strip()


def _grouped(element: etree._Element) -> str:
    text = _text(element).strip()
    return text if _WORD.fullmatch(text) or re.fullmatch(r"-\d+", text) else f"({text})"
