"""Fold a text for matching (width, case, dashes, invisible characters) and keep the way back to its offsets."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from knowledge.lazy_patterns import lazy_pattern

_INVISIBLE_RANGES = (
    (0x00AD, 0x00AD),  # soft hyphen: exported headers and numbers carry it
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x180E, 0x180E),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0xFEFF, 0xFEFF),
    (0xFFF9, 0xFFFB),
    (0xE0000, 0xE007F),  # tags: letters that no one sees
)
INVISIBLE = frozenset(chr(code) for first, last in _INVISIBLE_RANGES for code in range(first, last + 1))
_DASHES = frozenset("‐‑‒–—―−﹘﹣－⁃")
_HAN = lazy_pattern(r"[\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U0003ffff\uf900-\ufaff〇]")
_SPACES = lazy_pattern(" {3,}")
_LETTERS = lazy_pattern(r"[^\W\d_]|〇")
_REMOVE_INVISIBLE = {ord(char): None for char in INVISIBLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A folded text; character i of it comes from character `origins[i]` of the original."""

    text: str
    origins: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the original that `text[start:end]` was made from."""
        if start >= end:
            raise ValueError("empty span")
        return self.origins[start], self.origins[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold width (NFKC), case (upper), dashes and white space, and drop invisible characters.

    A run of white space becomes at most two spaces: patterns with optional spaces stay fast on any input.
    """
    chars: list[str] = []
    origins: list[int] = []
    spaces = 0
    for position, char in enumerate(text):
        for folded_char in _FOLDS[ord(char)]:
            spaces = spaces + 1 if folded_char == " " else 0
            if spaces <= 2:
                chars.append(folded_char)
                origins.append(position)
    return Folded(text="".join(chars), origins=tuple(origins))


def folded(text: str) -> str:
    """Return only the folded text."""
    flat = text.translate(_FOLDS)
    return _SPACES.sub("  ", flat) if "   " in flat else flat


def strip_invisible(text: str) -> str:
    """Remove zero-width characters, direction marks, byte-order marks and soft hyphens."""
    return text.translate(_REMOVE_INVISIBLE)


def is_han(char: str) -> bool:
    """Say whether a character is a Chinese character of any block, or the numeral 〇."""
    code = ord(char)
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0x20000 <= code <= 0x3FFFF
        or 0xF900 <= code <= 0xFAFF
        or char == "〇"
    )


def han_share(text: str, most: int = 20_000) -> float:
    """Return the share of Han characters among the letters of a text's first `most` characters (0 where it has none)."""
    sample = text[:most]
    han = len(_HAN.findall(sample))
    letters = len(_LETTERS.findall(sample))
    return han / letters if letters else 0.0


class _Folds(dict[int, str]):
    """Every character's folded form, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded_char = self[code] = _fold_char(chr(code))
        return folded_char


_FOLDS = _Folds()


def _fold_char(char: str) -> str:
    if char in INVISIBLE:
        return ""
    if char in _DASHES:
        return "-"
    if char.isspace():
        return " "
    return unicodedata.normalize("NFKC", char).upper()
