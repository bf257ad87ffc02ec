"""Kind codes tell applications from grants, and say nothing where they do not tell."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.numbers.kind_codes import Stage, kind_meaning
from knowledge.types import PatentType


@pytest.mark.parametrize(
    ("country", "kind", "stage", "patent_type"),
    [
        ("CN", "A", Stage.APPLICATION, PatentType.INVENTION),
        ("CN", "B", Stage.GRANTED, PatentType.INVENTION),
        ("CN", "C", Stage.GRANTED, PatentType.INVENTION),
        ("CN", "U", Stage.REGISTERED, PatentType.UTILITY_MODEL),
        ("CN", "Y", Stage.REGISTERED, PatentType.UTILITY_MODEL),
        ("CN", "S", Stage.REGISTERED, PatentType.DESIGN),
        ("CN", "D", Stage.REGISTERED, PatentType.DESIGN),
        ("CN", "C3", Stage.AMENDED, PatentType.INVENTION),
        ("CN", "Y1", Stage.AMENDED, PatentType.UTILITY_MODEL),
        ("US", "A1", Stage.APPLICATION, PatentType.INVENTION),
        ("US", "B2", Stage.GRANTED, PatentType.INVENTION),
        ("US", "S1", Stage.REGISTERED, PatentType.DESIGN),
        ("US", "E", Stage.AMENDED, PatentType.INVENTION),
        ("EP", "A2", Stage.APPLICATION, PatentType.INVENTION),
        ("EP", "B1", Stage.GRANTED, PatentType.INVENTION),
        ("WO", "A1", Stage.APPLICATION, PatentType.INVENTION),
        ("JP", "B2", Stage.GRANTED, PatentType.INVENTION),
        ("KR", "B1", Stage.GRANTED, PatentType.INVENTION),
        ("DE", "C1", Stage.GRANTED, PatentType.INVENTION),
        ("DE", "U1", Stage.REGISTERED, PatentType.UTILITY_MODEL),
        ("GB", "B", Stage.GRANTED, PatentType.INVENTION),
    ],
)
def test_a_kind_code_tells_stage_and_type(
    country: str, kind: str, stage: Stage, patent_type: PatentType
) -> None:
    meaning = kind_meaning(country, kind)
    assert meaning is not None
    assert (meaning.stage, meaning.patent_type) == (stage, patent_type)
    assert not meaning.corrected


@pytest.mark.parametrize(
    ("country", "kind", "stage"),
    [("CN", "A8", Stage.APPLICATION), ("CN", "B9", Stage.GRANTED), ("EP", "B8", Stage.GRANTED), ("US", "A9", Stage.APPLICATION)],
)  # fmt: skip
def test_a_correction_keeps_the_stage_of_what_it_corrects(country: str, kind: str, stage: Stage) -> None:
    meaning = kind_meaning(country, kind)
    assert meaning is not None
    assert meaning.stage is stage
    assert meaning.corrected


def test_an_old_american_grant_carries_the_letter_of_an_application() -> None:
    old = kind_meaning("US", "A", date(1982, 8, 31))
    assert old is not None
    assert old.stage.is_granted
    assert kind_meaning("US", "A", date(2004, 1, 6)) is None
    assert kind_meaning("US", "A") is None


@pytest.mark.parametrize(("country", "kind"), [("CN", None), ("CN", "Q"), ("XX", "A"), ("EP", "Z8")])
def test_an_unknown_code_says_nothing(country: str, kind: str | None) -> None:
    assert kind_meaning(country, kind) is None
