from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.catalogue.codec import record_from_json, record_to_json
from knowledge.types import FeeModel, LicenceNotice, LicenceType, Money, Offer, PatentRecord, PolicyRecord

# Everything a record can hold is generated from its own type annotations.
_MONEY = st.builds(
    Money, amount=st.decimals(allow_nan=False, allow_infinity=False), currency=st.sampled_from(["CNY", "USD"])
)
st.register_type_strategy(Money, _MONEY)
st.register_type_strategy(Decimal, st.decimals(allow_nan=False, allow_infinity=False))


def _exact(record: object) -> str:
    return repr(record)  # Decimal("3.0") and Decimal("3.00") are equal but not the same


@given(st.from_type(PatentRecord))
def test_a_patent_record_comes_back_exactly(record: PatentRecord) -> None:
    assert _exact(record_from_json(record_to_json(record))) == _exact(record)


@given(st.from_type(PolicyRecord))
def test_a_policy_record_comes_back_exactly(record: PolicyRecord) -> None:
    assert _exact(record_from_json(record_to_json(record))) == _exact(record)


@given(st.from_type(LicenceNotice))
def test_a_licence_notice_comes_back_exactly(record: LicenceNotice) -> None:
    assert _exact(record_from_json(record_to_json(record))) == _exact(record)


def test_money_keeps_its_trailing_zeros_and_absent_terms_stay_absent() -> None:
    offer = Offer(
        licence_type=LicenceType.OPEN,
        fee_model=FeeModel.FIXED_PERIODIC,
        statement=(),
        periodic_fee=Money(amount=Decimal("30000.00"), currency="CNY"),
        royalty_rate=Decimal("0.030"),
        term_end=date(2027, 12, 31),
    )
    record = PatentRecord(jurisdiction="CN", titles=(), offers=(offer,))
    (found,) = record_from_json(record_to_json(record)).offers  # type: ignore[union-attr]
    assert str(found.periodic_fee.amount) == "30000.00"  # type: ignore[union-attr]
    assert str(found.royalty_rate) == "0.030"
    assert found.upfront_fee is None


def test_a_field_of_a_later_version_is_ignored() -> None:
    plain = json.loads(record_to_json(PatentRecord(jurisdiction="CN", titles=())))
    plain["colour"] = "blue"
    assert record_from_json(json.dumps(plain)) == PatentRecord(jurisdiction="CN", titles=())


@pytest.mark.parametrize("text", ['{"type":"recipe"}', "[]", '{"jurisdiction":"CN"}'])
def test_something_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a record"):
        record_from_json(text)
