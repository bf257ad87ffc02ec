"""SGML as USPTO published it until 2001 → XML: values of attributes quoted, empty elements closed."""

from __future__ import annotations

import re
from typing import Final

from knowledge.lazy_patterns import lazy_pattern

_LOOKS: Final = lazy_pattern(r"\s*<[A-Z][A-Z0-9-]*[\s>]")
_VALUE: Final = r"""(?:"[^"<]*"|'[^'<]*'|[^\s"'<>]+)"""
_TAG: Final = lazy_pattern(
    rf"<(?P<name>[A-Za-z][\w.-]*)(?P<attributes>(?:\s+[\w.:-]+(?:\s*=\s*{_VALUE})?)*)\s*(?P<closed>/?)>"
)
_ATTRIBUTE: Final = lazy_pattern(rf"(?P<name>[\w.:-]+)(?:\s*=\s*(?P<value>{_VALUE}))?")
_EMPTY: Final = frozenset(
    {
        "B221US",
        "B473US",
        "B597US",
        "CITED-BY-EXAMINER",
        "CITED-BY-OTHER",
        "EMI",
        "CHEMCDX",
        "CHEMMOL",
        "colspec",
    }
)
_END: Final = lazy_pattern(r"</([A-Za-z][\w.-]*)\s*>")


def looks_like_sgml(text: str) -> bool:
    """Say whether a document's root is named as SGML names elements: in capitals."""
    return _LOOKS.match(text) is not None


def as_xml(text: str) -> str:
    """Return the document as XML; lines stay where they are.

    An element that is nowhere closed is an empty one; in a document that was cut off only those known to be are.
    """
    ended = set(_END.findall(text))
    root = _LOOKS.match(text)
    cut_off = root is None or root[0].strip("< \t\r\n>") not in ended

    def tag(match: re.Match[str]) -> str:
        name, attributes = match["name"], match["attributes"]
        empty = name in _EMPTY if cut_off else name not in ended
        closed = "/" if match["closed"] or (empty and name not in ended) else ""
        return f"<{name}{_ATTRIBUTE.sub(_quoted, attributes) if attributes.strip() else ''}{closed}>"

    return _TAG.sub(tag, text)


def _quoted(match: re.Match[str]) -> str:
    value = match["value"]
    if value is None:
        return f'{match["name"]}="{match["name"]}"'
    return f"{match['name']}={value}" if value[0] in "\"'" else f'{match["name"]}="{value}"'
