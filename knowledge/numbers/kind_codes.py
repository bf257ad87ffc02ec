"""What a kind code says of a publication: country, code and date in; its stage and type of right out.

Sources: WIPO ST.16 and its office tables; CNIPA ZC 0007. A code that is not known here says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from knowledge.numbers.patent_numbers import parse_publication_number
from knowledge.types import PatentType


class Stage(StrEnum):
    """How far the right had come when it was published under the code."""

    APPLICATION = "application"
    GRANTED = "granted"
    REGISTERED = "registered"  # without substantive examination: utility models, designs
    AMENDED = "amended"  # after grant: opposition, limitation, partial invalidation, reissue
    TRANSLATION = "translation"  # of a right granted elsewhere
    REPORT = "report"  # a search report alone

    @property
    def is_granted(self) -> bool:
        return self in (Stage.GRANTED, Stage.REGISTERED, Stage.AMENDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindMeaning:
    """`corrected`: the publication corrects an earlier one (A8, A9, B8, B9, …)."""

    stage: Stage
    patent_type: PatentType
    corrected: bool = False

    @property
    def is_grant(self) -> bool:
        """Say whether the publication is the grant itself, no reprint or amendment of it."""
        return not self.corrected and self.stage in (Stage.GRANTED, Stage.REGISTERED)


_INVENTION, _MODEL, _DESIGN = PatentType.INVENTION, PatentType.UTILITY_MODEL, PatentType.DESIGN
_US_A_MEANS_APPLICATION_SINCE = date(2001, 3, 15)  # first publications of applications, A1
_CN_PARTS = "1234567"


def _rows(patent_type: PatentType, **stages: Stage) -> dict[str, tuple[Stage, PatentType]]:
    return {code: (stage, patent_type) for code, stage in stages.items()}


_KINDS: Final[Mapping[str, Mapping[str, tuple[Stage, PatentType]]]] = {
    "CN": {
        **_rows(_INVENTION, A=Stage.APPLICATION, B=Stage.GRANTED, C=Stage.GRANTED),
        **_rows(_MODEL, U=Stage.REGISTERED, Y=Stage.REGISTERED),
        **_rows(_DESIGN, S=Stage.REGISTERED, D=Stage.REGISTERED),
        **{f"C{n}": (Stage.AMENDED, _INVENTION) for n in _CN_PARTS},
        **{f"Y{n}": (Stage.AMENDED, _MODEL) for n in _CN_PARTS},
        **{f"S{n}": (Stage.AMENDED, _DESIGN) for n in _CN_PARTS},
    },
    "US": {
        **_rows(_INVENTION, A=Stage.GRANTED, A1=Stage.APPLICATION, A2=Stage.APPLICATION, A9=Stage.APPLICATION),
        **_rows(_INVENTION, B1=Stage.GRANTED, B2=Stage.GRANTED, C1=Stage.AMENDED, E=Stage.AMENDED, E1=Stage.AMENDED),
        **_rows(_DESIGN, S=Stage.REGISTERED, S1=Stage.REGISTERED),
    },
    "EP": {
        **_rows(_INVENTION, A1=Stage.APPLICATION, A2=Stage.APPLICATION, A3=Stage.REPORT, A4=Stage.REPORT),
        **_rows(_INVENTION, B1=Stage.GRANTED, B2=Stage.AMENDED, B3=Stage.AMENDED),
    },
    "WO": _rows(_INVENTION, A1=Stage.APPLICATION, A2=Stage.APPLICATION, A3=Stage.REPORT, A4=Stage.APPLICATION),
    "JP": {
        **_rows(_INVENTION, A=Stage.APPLICATION, B1=Stage.GRANTED, B2=Stage.GRANTED, C=Stage.AMENDED),
        **_rows(_MODEL, U=Stage.REGISTERED, Y1=Stage.REGISTERED, Y2=Stage.REGISTERED),
        **_rows(_DESIGN, S=Stage.REGISTERED),
    },
    "KR": {
        **_rows(_INVENTION, A=Stage.APPLICATION, B1=Stage.GRANTED, B2=Stage.GRANTED),
        **_rows(_MODEL, U=Stage.APPLICATION, Y1=Stage.REGISTERED),
        **_rows(_DESIGN, S=Stage.REGISTERED, S1=Stage.REGISTERED),
    },
    "DE": {
        **_rows(_INVENTION, A1=Stage.APPLICATION, B3=Stage.GRANTED, B4=Stage.GRANTED, C1=Stage.GRANTED),
        **_rows(_INVENTION, C2=Stage.GRANTED, C3=Stage.GRANTED, C5=Stage.AMENDED, T2=Stage.TRANSLATION, T5=Stage.TRANSLATION),
        **_rows(_MODEL, U1=Stage.REGISTERED),
    },
    "GB": _rows(_INVENTION, A=Stage.APPLICATION, B=Stage.GRANTED, C=Stage.AMENDED),
}  # fmt: skip


def kind_meaning(country: str, kind: str | None, published_on: date | None = None) -> KindMeaning | None:
    """Return what a kind code says; None for a code that is not known, or none.

    US `A` stood for grants until 2001-03-15; a later one, or one without a date, says nothing.
    """
    if not kind:
        return None
    if country == "US" and kind == "A" and (
        published_on is None or published_on >= _US_A_MEANS_APPLICATION_SINCE
    ):  # fmt: skip
        return None
    known = _KINDS.get(country, {})
    if kind in known:
        stage, patent_type = known[kind]
        return KindMeaning(stage=stage, patent_type=patent_type, corrected=kind == "A9")
    if len(kind) == 2 and kind[1] in "89":
        return _correction(known, kind)
    return None


def publication_meaning(publication: str | None, published_on: date | None = None) -> KindMeaning | None:
    """Return what the kind code of a whole publication number says; None where there is none, or it tells nothing."""
    number = parse_publication_number(publication or "")
    return kind_meaning(number.country, number.kind, published_on) if number else None


def _correction(known: Mapping[str, tuple[Stage, PatentType]], kind: str) -> KindMeaning | None:
    """Read A8, A9, B8, B9, …: what the letter alone, or its first code, says."""
    for code in (kind[0], f"{kind[0]}1"):
        if code in known:
            stage, patent_type = known[code]
            return KindMeaning(stage=stage, patent_type=patent_type, corrected=True)
    return None
