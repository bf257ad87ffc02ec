"""Values with units as enterprises and patents write them: what is read, what is met, what is contradicted."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from labelled_quantities import LABELLED, Expected

from assistant.matching.quantities import about, compare, quantities_in
from assistant.matching.types import Quantity
from assistant.matching.units import unit_at

_NEAR = Decimal("1e-9")
_POINTS = ("equal", "about")


def _is(value: Decimal | None, expected: str | None) -> bool:
    if value is None or expected is None:
        return value is expected
    return abs(value - Decimal(expected)) <= abs(Decimal(expected)) * _NEAR


def _fits(found: Quantity, comparison: str, low: str | None, high: str | None, unit: str) -> bool:
    high = low if comparison in _POINTS else high
    return (
        found.comparison == comparison
        and _is(found.low, low)
        and _is(found.high, high)
        and found.unit == unit
    )


@pytest.mark.parametrize(("text", "expected"), LABELLED, ids=[text for text, _ in LABELLED])
def test_labelled_phrases_are_read(text: str, expected: Expected) -> None:
    found = quantities_in(text)
    assert len(found) == len(expected), found
    for one, told in zip(found, expected, strict=True):
        assert _fits(one, *told), one
        assert text[one.start : one.end] == one.text


def _one(text: str) -> Quantity:
    (found,) = quantities_in(text)
    return found


@pytest.mark.parametrize(
    ("required", "found", "verdict"),
    [
        ("≥ 80 %", "回收率达到85%", True),
        ("≥ 80 %", "回收率为75%", False),
        ("at least 80%", "不低于百分之八十", True),
        ("at least 95%", "90%以上", None),
        ("more than 80 %", "80%", False),
        ("below 100 °C", "at 350 K", True),
        ("below 100 °C", "120~150℃", False),
        ("below 100 °C", "80~150℃", None),
        ("5–10 µm", "粒径6000纳米", True),
        ("5–10 µm", "1–8 µm", None),
        ("5–10 µm", "0.02 mm", False),
        ("1 L/min", "60 L/h", True),
        ("约3mm", "3.1 mm", True),
        ("约3mm", "5 mm", False),
        ("容量95%", "97%", None),
        ("at least 400 °C", "up to 500 °C", None),
        ("at least 600 °C", "up to 500 °C", False),
        ("≥ 80 %", "80 kg", None),
        ("寿命12个月以上", "2 years", True),
    ],
)
def test_a_value_is_met_contradicted_or_not_to_be_told(
    required: str, found: str, verdict: bool | None
) -> None:
    assert compare(_one(required), _one(found)) is verdict


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("锂的回收率不低于95%", "回收率"),
        ("要求粒径为5~10微米", "粒径"),
        ("循环1000次后容量保持率不小于90%", "容量保持率"),
        ("回收率：95%以上", "回收率"),
        ("95%以上的回收率", "回收率"),
        ("a particle size of 5 µm", "particle size"),
        ("capacity retention must be at least 80% after 500 cycles", "capacity retention"),
        ("at least 95% lithium recovery", "lithium recovery"),
        ("tensile strength (≥ 800 MPa)", "tensile strength"),
        ("the peel strength on moist skin is 0.6 to 1.0 N/cm", "peel strength"),
    ],
)
def test_a_property_is_named_beside_its_value(text: str, named: str) -> None:
    values = quantities_in(text)
    assert named in {about(text, value) for value in values}


def test_both_ends_of_a_change_are_of_the_same_property() -> None:
    for text, named in (
        ("灌溉时间由25 min降至14 min", "灌溉时间"),
        ("the cycle time falls from 38 s to 22 s at least", "cycle time"),
    ):
        assert {about(text, value) for value in quantities_in(text)} == {named}


def test_a_million_characters_of_digits_are_read_in_reasonable_time() -> None:
    assert quantities_in("1" * 100_000 + "-" * 1000 + " 5 mm")[-1].unit == "m"


# ── properties ───────────────────────────────────────────────────────────────────────────────────────────

_UNITS = ("%", "mm", "µm", "°C", "°F", "K", "MPa", "bar", "psi", "kWh", "mAh/g", "mg/L", "t/d", "m³/h", "km/h", "HRC", "W/(m·K)")  # fmt: skip
_VALUES = st.decimals(min_value=0, max_value=10**6, places=3, allow_nan=False)
_FORMS = ("≥{} {}", "at most {} {}", "不低于{}{}", "低于{}{}", "{} {}", "about {} {}", "超过{}{}")


@given(_VALUES, st.sampled_from(_UNITS))
def test_a_value_comes_back_from_the_base_unit(value: Decimal, unit: str) -> None:
    read = unit_at(unit.replace("µ", "μ").replace("³", "^3"), 0)
    assert read is not None
    back = read[0].from_base(read[0].to_base(value))
    assert abs(back - value) <= max(abs(value), Decimal(1000)) * _NEAR


@given(_VALUES, _VALUES, st.sampled_from(_UNITS), st.sampled_from(_FORMS), st.sampled_from(_FORMS))
def test_a_contradiction_is_one_from_both_sides(
    one: Decimal, other: Decimal, unit: str, form: str, other_form: str
) -> None:
    first, second = _one(form.format(one, unit)), _one(other_form.format(other, unit))
    assert (compare(first, second) is False) == (compare(second, first) is False)
    assert compare(first, first) is True


@given(_VALUES, _VALUES, st.sampled_from(_UNITS))
def test_either_a_bound_or_its_opposite_is_met(one: Decimal, other: Decimal, unit: str) -> None:
    value = _one(f"{other} {unit}")
    verdicts = {compare(_one(f"≥ {one} {unit}"), value), compare(_one(f"< {one} {unit}"), value)}
    assert verdicts == {True, False}


@given(
    st.text(alphabet="0123456789.,-~%×^10 万亿千百分之八十至到≥≤<>mkgL/·°C以上不低于abc()[]\n", max_size=60)
)
def test_any_text_is_read_and_what_is_found_stands_in_it(text: str) -> None:
    for found in quantities_in(text):
        assert text[found.start : found.end] == found.text
        assert found.low is None or found.high is None or found.low <= found.high
