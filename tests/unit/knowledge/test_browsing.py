"""Looking through the library: the same documents as a search's filters allow, with counts that keep their word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from fakes.small_library import DAY, OFFICER, small_library

from knowledge.browsing.facts import Facet, Validity
from knowledge.browsing.shelf import Order, Selection, Shelf, Shelves
from knowledge.memory_catalogue import MemoryCatalogue
from knowledge.search.filtering import Narrower, states
from knowledge.types import (
    ANYONE,
    Audience,
    Document,
    Filters,
    Kind,
    Language,
    LicenceType,
    PatentType,
    Query,
)

EVERY = 10_000
FILTERS = {
    "language": Filters(languages=(Language.EN,)),
    "country": Filters(jurisdictions=("cn",)),
    "region": Filters(regions=("CN-JS",)),
    "owner, a part": Filters(owners=("大学",)),
    "owner, nobody": Filters(owners=("?!",)),
    "class": Filters(ipc=("H01M",)),
    "subgroup": Filters(ipc=("H01M10/54",)),
    "section": Filters(ipc=("A",)),
    "type": Filters(patent_types=(PatentType.UTILITY_MODEL,)),
    "status": Filters(statuses=("in_force",)),
    "statuses": Filters(statuses=("lapsed", "expired")),
    "availability": Filters(availabilities=("licensable_open",)),
    "licence": Filters(licence_types=(LicenceType.OPEN, LicenceType.SOLE)),
    "free": Filters(free_of_charge=True),
    "licence with a fee": Filters(licence_types=(LicenceType.OPEN,), free_of_charge=False),
    "days": Filters(from_date=date(2018, 1, 1), to_date=date(2020, 12, 31)),
    "in force today": Filters(in_force_on=DAY),
    "in force before": Filters(in_force_on=date(2021, 1, 1)),
    "several": Filters(ipc=("H",), statuses=("in_force",), languages=(Language.ZH,)),
}


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelves(small_library()).shelf(OFFICER, DAY)


def held(shelf: Shelf, selection: Selection, order: Order = Order.NEWEST) -> list[str]:
    return [row.head.document_id for row in shelf.listed(selection, order, 0, EVERY).rows]


@pytest.mark.parametrize("name", sorted(FILTERS))
def test_a_list_holds_what_the_filters_of_a_search_allow(shelf: Shelf, name: str) -> None:
    filters, catalogue = FILTERS[name], small_library()
    query = Query(text="", audiences=OFFICER.audiences, filters=replace(filters, as_of=DAY))
    narrowing = Narrower(catalogue, lambda: DAY).narrow(query, OFFICER)
    assert narrowing is not None
    stated = [head.document_id for head in catalogue.heads(OFFICER) if states(head, filters)]
    allowed = narrowing.allows(stated) if narrowing.allows else stated
    assert sorted(held(shelf, Selection(filters=filters))) == sorted(allowed)


def test_a_count_is_what_one_finds_there(shelf: Shelf) -> None:
    chosen = Selection(kinds=(Kind.PATENT,), filters=Filters(languages=(Language.ZH,)))
    counts = shelf.listed(chosen, Order.NEWEST, 0, 1).counts
    for value, count in counts[Facet.STATUS]:
        assert shelf.total(replace(chosen, filters=replace(chosen.filters, statuses=(value,)))) == count
    for value, count in counts[Facet.REGION]:
        assert shelf.total(replace(chosen, filters=replace(chosen.filters, regions=(value,)))) == count
    for value, count in counts[Facet.YEAR]:
        assert shelf.total(replace(chosen, years=(value,))) == count
    for value, count in counts[Facet.LANGUAGE]:  # a facet's own choice does not narrow it
        assert shelf.total(replace(chosen, filters=Filters(languages=(Language(value),)))) == count


def test_rules_are_chosen_by_their_validity(shelf: Shelf) -> None:
    for validity in Validity:
        rows = shelf.listed(Selection(validities=(validity,)), Order.TITLE, 0, EVERY).rows
        assert all(row.head.kind is Kind.POLICY for row in rows)
    current = held(shelf, Selection(kinds=(Kind.POLICY,), filters=Filters(in_force_on=DAY)))
    assert sorted(held(shelf, Selection(validities=(Validity.CURRENT,)))) == sorted(current)


def test_titles_and_numbers_are_found_in_any_writing(shelf: Shelf) -> None:
    (number,) = {row.head.record.publication_number for row in shelf.listed(Selection(text="cn199900001b"), Order.TITLE, 0, 9).rows}  # type: ignore[union-attr]  # fmt: skip
    assert number == "CN199900001B"
    assert held(shelf, Selection(text="no such title anywhere")) == []


def test_pages_follow_each_other_and_orders_are_orders(shelf: Shelf) -> None:
    whole = held(shelf, Selection())
    pages = [shelf.listed(Selection(), Order.NEWEST, start, 7).rows for start in range(0, len(whole), 7)]
    assert [row.head.document_id for page in pages for row in page] == whole
    assert sorted(held(shelf, Selection(), Order.OLDEST)) == sorted(whole)


def test_what_is_internal_is_not_even_counted_for_others() -> None:
    catalogue = MemoryCatalogue()
    for number, audience in enumerate((Audience.PUBLIC, Audience.INTERNAL)):
        document = Document(document_id=f"d{number}", kind=Kind.OTHER, audience=audience, language=Language.EN, title=f"Note {number}", record=None, source="n.md", text="x")  # fmt: skip
        catalogue.add(document, ())
    shelves = Shelves(catalogue)
    listed = shelves.shelf(ANYONE, DAY).listed(Selection(), Order.TITLE, 0, 9)
    assert (listed.total, listed.counts[Facet.KIND]) == (1, (("other", 1),))
    assert shelves.shelf(OFFICER, DAY).total(Selection()) == 2
    catalogue.remove("d0")
    assert shelves.shelf(ANYONE, DAY).total(Selection()) == 0
