"""Markup in texts: a text in; the same without images, links, HTML and addresses, their words kept, out.

`without_markup` is for what a model writes: it takes out whatever looks like markup. `words_only` is for words of a document
that are shown: it takes out what a browser or a Markdown reader would act on, and leaves "a<b, c>d" and "[2](a)" alone.
"""

from __future__ import annotations

import re
import unicodedata

from knowledge.lazy_patterns import lazy_pattern

_HIDDEN = lazy_pattern(r"<!--.*?-->|<(script|style)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_IMAGE = lazy_pattern(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])?")
_LINK = lazy_pattern(r"\[([^\]]*)\]\([^)]*\)")
_REFERENCE = lazy_pattern(r"\[([^\[\]]+)\]\s?\[(?!\s*\d)[^\[\]]*\]")
_TAG = lazy_pattern(r"</?[A-Za-z][^<>]{0,400}>")
ADDRESS = lazy_pattern(
    r"(?:[a-z][a-z0-9+.-]{1,15}:)?//[^\s，。；、）】]+|\b(?:https?|ftp|file|data|javascript|mailto|vbscript):[^\s，。；、）】]*|\bwww\.[^\s，。；、）】]+",
    re.IGNORECASE,
)

_TARGET = r"\s*<?(?:[a-z][a-z0-9+.-]*:|//|/|\.|#|www\.|[\w-]+\.[a-z])[^)\n]*"
_LIVE_IMAGE = lazy_pattern(
    rf"!\[([^\]\n]*)\](?:\({_TARGET}\)|\[[^\]\n]*\])|!\[([^\]\n]*)\](?=\()", re.IGNORECASE
)
_LIVE_LINK = lazy_pattern(rf"\[([^\]\n]*)\]\({_TARGET}\)", re.IGNORECASE)
_DEFINITION = lazy_pattern(
    r"\[([^\]\n]+)\]:\s*<?(?:[a-z][a-z0-9+.-]*:)?(?://|www\.)[^\s，。；、）】]*", re.IGNORECASE
)
_ELEMENTS = (
    "a|abbr|audio|b|base|body|br|button|canvas|center|code|details|div|em|embed|font|form|frame|frameset|h[1-6]|head|hr|html|i|iframe|img|input|"
    "li|link|main|map|marquee|math|meta|noscript|object|ol|option|p|picture|pre|script|select|source|span|strong|style|sub|sup|svg|table|tbody|td|"
    "template|textarea|th|thead|title|tr|u|ul|video"
)
_LIVE_TAG = lazy_pattern(
    rf"</?(?:{_ELEMENTS})(?:[\s/]+[\w:-]+\s*(?:=[^<>]*)?)*\s*/?>|<(?:https?:|mailto:|javascript:)[^<>\s]*>", re.IGNORECASE
)  # fmt: skip


_LIVE_ADDRESS = lazy_pattern(
    r"(?:\b[a-z][a-z0-9+.-]{1,15}:)?//[\w-]+(?:\.[\w-]+)+[^\s，。；、）】]*|\bwww\.[^\s，。；、）】]+|\bmailto:\S+@[^\s，。；、）】]+"
    r"|\b(?:javascript|vbscript):[^\s，。；、）】]+|\bdata:\w+/[^\s，。；、）】]+|\bfile:/[^\s，。；、）】]+",
    re.IGNORECASE,
)
_SIGNS = ("](", "]:", "<", "//", "www.", "![", "mailto:", "script:", "data:", "file:")


def without_markup(text: str) -> str:
    """Take images, HTML and addresses out of a text; links keep their words."""
    for pattern, words in (
        (_HIDDEN, " "), (_IMAGE, " "), (_LINK, r" \1 "), (_REFERENCE, r" \1 "), (_TAG, " "), (ADDRESS, " "),
    ):  # fmt: skip
        text = pattern.sub(words, text)
    return text


def words_only(text: str, *, addresses: bool = False) -> str:
    """Return a document's words with no link, image or HTML among them; bare addresses stay only where asked for."""
    if not any(sign in text for sign in _SIGNS):
        return text
    for pattern, words in (
        (_HIDDEN, ""), (_LIVE_IMAGE, r"\1\2"), (_LIVE_LINK, r"\1"), (_DEFINITION, r"\1"), (_LIVE_TAG, ""),
    ):  # fmt: skip
        text = pattern.sub(words, text)
    return text if addresses else _LIVE_ADDRESS.sub("…", text)


class _Visible(dict[int, int | None]):
    """What becomes of a character: nothing where it is not seen. Filled as characters are met."""

    def __missing__(self, character: int) -> int | None:
        kept = chr(character) in "\n\t" or unicodedata.category(chr(character)) not in _UNSEEN
        self[character] = character if kept else None
        return self[character]


_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs"})
_VISIBLE = _Visible()


def visible(text: str) -> str:
    """Return a text without characters that nobody sees (controls, formats, private use); line ends and tabs stay."""
    return text.translate(_VISIBLE)
