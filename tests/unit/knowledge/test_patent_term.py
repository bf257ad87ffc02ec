"""Terms that are lengthened, or counted from grant: adjustments and extensions are inputs, never guessed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.rights.patent_term import (
    TermBasis,
    TermStart,
    expiry_termination_date,
    granted_on_paper,
    is_nominal,
    last_day_in_force,
    term_basis,
)
from knowledge.types import Language, LocalText, PatentRecord, PatentType


def patent(filed: str, **values: object) -> PatentRecord:
    given: dict[str, object] = {
        "jurisdiction": "CN",
        "titles": (LocalText(language=Language.EN, text="A valve"),),
        "patent_type": PatentType.INVENTION,
        "filing_date": date.fromisoformat(filed),
        **values,
    }
    return PatentRecord(**given)  # type: ignore[arg-type]


def test_days_of_adjustment_are_added_to_the_term() -> None:
    record = patent("2015-03-02", grant_date=date(2021, 8, 3), term_adjustment_days=400)
    assert expiry_termination_date(record) == date(2035, 3, 2) + timedelta(days=400)


def test_an_extension_ends_on_its_own_last_day_and_never_shortens_a_term() -> None:
    assert last_day_in_force(patent("2010-05-04", term_extended_until=date(2034, 1, 31))) == date(2034, 1, 31)
    assert last_day_in_force(patent("2010-05-04", term_extended_until=date(2020, 1, 31))) == date(2030, 5, 3)


@pytest.mark.parametrize(
    ("filed", "granted", "expiry"),
    [
        ("1990-01-10", "1994-02-01", "2011-02-01"),  # 17 years from grant is later
        ("1990-01-10", "1991-02-01", "2010-01-10"),  # 20 years from filing is later
        ("1995-06-08", "1999-02-01", "2015-06-08"),  # filed on the first day of the new rule
    ],
)
def test_an_old_american_patent_has_the_longer_of_two_terms(filed: str, granted: str, expiry: str) -> None:
    record = patent(filed, jurisdiction="US", grant_date=date.fromisoformat(granted))
    assert expiry_termination_date(record) == date.fromisoformat(expiry)


def test_an_american_design_is_counted_from_its_grant() -> None:
    record = patent(
        "2016-05-02", jurisdiction="US", patent_type=PatentType.DESIGN, grant_date=date(2017, 6, 6)
    )
    assert term_basis(record) == TermBasis(years=15, starts_on=date(2017, 6, 6), start=TermStart.GRANT)
    assert last_day_in_force(record) == date(2032, 6, 5)


def test_an_american_term_is_counted_from_the_earliest_parent() -> None:
    record = patent(
        "2015-05-02", jurisdiction="US", grant_date=date(2018, 6, 5), term_starts_on=date(2009, 3, 4)
    )
    assert term_basis(record) == TermBasis(years=20, starts_on=date(2009, 3, 4), start=TermStart.PARENT)
    assert last_day_in_force(record) == date(2029, 3, 3)


def test_an_american_term_stays_nominal_until_adjustment_and_disclaimer_are_known() -> None:
    record = patent("2012-05-02", jurisdiction="US", grant_date=date(2015, 6, 2), term_adjustment_days=31)
    assert is_nominal(record)
    known = patent(
        "2012-05-02", jurisdiction="US", grant_date=date(2015, 6, 2), term_adjustment_days=31, terminal_disclaimer=False
    )  # fmt: skip
    assert not is_nominal(known)


@pytest.mark.parametrize(
    ("number", "published", "granted"),
    [
        ("CN199900001B", None, True),
        ("CN199900001A", None, False),
        ("US4347903A", "1982-09-07", True),
        ("US20040028281A1", "2004-02-12", False),
        ("EP1116605B1", None, True),
        ("WO2008070014A2", None, False),
        ("DE102010012345U1", None, True),
        ("CN199900001", None, None),
    ],
)
def test_the_kind_code_tells_whether_a_right_was_granted(
    number: str, published: str | None, granted: bool | None
) -> None:
    record = patent(
        "1980-01-01",
        jurisdiction=number[:2],
        publication_number=number,
        publication_date=date.fromisoformat(published) if published else None,
    )
    assert granted_on_paper(record) is granted


filings = st.dates(date(1985, 4, 1), date(2035, 12, 31))


@given(filings, st.none() | st.integers(1, 3000), st.none() | st.dates(date(1990, 1, 1), date(2080, 1, 1)))
def test_what_lengthens_a_term_never_shortens_it(filed: date, days: int | None, until: date | None) -> None:
    plain = last_day_in_force(patent(filed.isoformat()))
    longer = last_day_in_force(
        patent(filed.isoformat(), term_adjustment_days=days, term_extended_until=until)
    )
    assert plain is not None
    assert longer is not None
    assert longer >= plain
    assert longer in (plain, until, plain + timedelta(days=days or 0))
