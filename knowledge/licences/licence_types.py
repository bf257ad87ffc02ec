"""Words for a kind of licence in Chinese and English → its type. What is none of the types, or not clear, has none."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.folding import Folded, fold
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import LicenceType

# Tried in this order at each place; None: a kind that is none of ours, or a word used for two of them.
_TABLE: tuple[tuple[str, LicenceType | None], ...] = (
    (r"CO-?EXCLUSIVE", None),
    (r"(?:PARTIALLY|PARTIAL|PART|SEMI|LIMITED)[ -]EXCLUSIVE", None),
    (r"NON ?-? ?EXCLUSIVE(?:LY)?", LicenceType.NON_EXCLUSIVE),
    (r"NOT EXCLUSIVE", LicenceType.NON_EXCLUSIVE),
    (r"EXCLUSIVE(?:LY)? OR NON ?-? ?EXCLUSIVE|NON ?-? ?EXCLUSIVE OR EXCLUSIVE", None),
    (r"SOLE AND EXCLUSIVE", None),
    (r"EXCLUSIVE(?:LY)?", LicenceType.EXCLUSIVE),
    (r"SOLE", LicenceType.SOLE),
    (r"COMPULSORY", LicenceType.COMPULSORY),
    (r"OPEN(?= LICEN[CS])|LICEN[CS]ES? OF RIGHT", LicenceType.OPEN),
    (r"(?:SIMPLE|ORDINARY|COMMON)(?= LICEN[CS]|$)", LicenceType.NON_EXCLUSIVE),
    (r"非独占|非排他|非独家", LicenceType.NON_EXCLUSIVE),
    (r"部分独占|部分排他|共同独占", None),
    (r"独占", LicenceType.EXCLUSIVE),
    (r"独家", None),  # said of exclusive and of sole licences
    (r"排他|排它", LicenceType.SOLE),
    (r"普通(?!合伙)", LicenceType.NON_EXCLUSIVE),
    (r"开放许可", LicenceType.OPEN),
    (r"强制许可", LicenceType.COMPULSORY),
)
_WORDS = lazy_pattern("|".join(f"(?P<t{place}>{pattern})" for place, (pattern, _) in enumerate(_TABLE)))
_ENGLISH_EDGE = lazy_pattern(r"[A-Z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceReading:
    """The type that a text names, or None where it names none of ours, several, or one that is used for two.

    `start` and `end` are the place of the words in the text; equal where it has none.
    """

    licence_type: LicenceType | None
    start: int = 0
    end: int = 0

    @property
    def named(self) -> bool:
        return self.end > self.start


def read_licence_type(text: str) -> LicenceReading:
    """Read the kind of licence that a text names."""
    flat = fold(text)
    found = list(_found(flat))
    if not found:
        return LicenceReading(licence_type=None)
    kinds = {kind for _, _, kind in found}
    start, _ = flat.span(found[0][0], found[0][1])
    _, end = flat.span(found[-1][0], found[-1][1]) if len(kinds) > 1 else flat.span(found[0][0], found[0][1])
    return LicenceReading(licence_type=kinds.pop() if len(kinds) == 1 else None, start=start, end=end)


def parse_licence_type(text: str) -> LicenceType | None:
    """Return the type that a text names, if it names exactly one."""
    return read_licence_type(text).licence_type


def _found(flat: Folded) -> list[tuple[int, int, LicenceType | None]]:
    found = []
    for match in _WORDS.finditer(flat.text):
        before, after = flat.text[match.start() - 1 : match.start()], flat.text[match.end() : match.end() + 1]
        if match[0].isascii() and (_ENGLISH_EDGE.match(before) or _ENGLISH_EDGE.match(after)):
            continue
        place = int((match.lastgroup or "t0")[1:])
        found.append((match.start(), match.end(), _TABLE[place][1]))
    return found
