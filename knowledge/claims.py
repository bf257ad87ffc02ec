"""Claims and description paragraphs of a patent, and which claims a dependent claim refers to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.folding import folded
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language

_RANGE = "至|到|-|~|〜|乃至|から|TO"
_JOIN = rf" *(?:{_RANGE}|、|或|和|与|及|又は|または|若しくは|もしくは|及び|および|OR|AND) *"
_REFERENCE = lazy_pattern(
    rf"CLAIMS *(?P<several>\d{{1,3}}(?:(?:{_JOIN}| *, *(?:OR |AND )?)\d{{1,3}})*)"
    rf"|(?:权利要求|請求項|CLAIM) *(?P<list>\d{{1,3}}(?:{_JOIN}(?:权利要求|請求項)?\d{{1,3}}(?![0-9.%]))*)"
    r"|(?P<all>ANY (?:ONE )?OF (?:THE )?(?:PRECEDING|PREVIOUS|FOREGOING) CLAIMS|(?:前述|上述)(?:任一|任意一?项)权利要求)"
)
_MOST_CLAIMS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    number: str  # Arabic digits
    text: str
    depends_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of a description; `number` as printed in its brackets ("0001"), None where it has none."""

    text: str
    number: str | None = None
    heading: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """Claims and paragraphs in a second language, as far as they were translated."""

    language: Language
    claims: tuple[Claim, ...] = ()
    description: tuple[Paragraph, ...] = ()


def claim_references(text: str, number: str) -> tuple[str, ...]:
    """Return the numbers of the claims that a claim refers to, ranges written out, lower than its own number."""
    own = int(number) if number.isdecimal() else _MOST_CLAIMS
    found: list[int] = []
    for match in _REFERENCE.finditer(folded(text)):
        if match["all"]:
            found.extend(range(1, own))
        else:
            found.extend(_numbers(match["several"] or match["list"]))
    return tuple(str(value) for value in sorted(set(found)) if 0 < value < own)


def with_references(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Fill in `depends_on` from the text where it is empty."""
    return tuple(
        claim
        if claim.depends_on
        else Claim(
            number=claim.number, text=claim.text, depends_on=claim_references(claim.text, claim.number)
        )
        for claim in claims
    )


def _numbers(listed: str) -> list[int]:
    numbers: list[int] = []
    for part in re.findall(rf"\d{{1,3}}(?: *(?:{_RANGE}) *(?:权利要求|請求項)?\d{{1,3}})?", listed):
        ends = [int(end) for end in re.findall(r"\d+", part)]
        numbers.extend(range(ends[0], min(ends[-1], _MOST_CLAIMS) + 1))
    return numbers
