"""Publications of one application are one right; rights with the same priorities are one technology."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from knowledge.rights.families import families
from knowledge.types import Audience, DocumentHead, Kind, Language, LocalText, PatentRecord, Priority


def head(number: str, application: str | None = None, *claimed: str, **values: object) -> DocumentHead:
    record = PatentRecord(
        jurisdiction=number[:2],
        titles=(LocalText(language=Language.EN, text="A pump"),),
        publication_number=number,
        application_number=application,
        priorities=tuple(Priority(number=text[2:], country=text[:2]) for text in claimed),
        **values,  # type: ignore[arg-type]
    )
    return DocumentHead(
        document_id=number, kind=Kind.PATENT, audience=Audience.PUBLIC, language=Language.EN, title="A pump",
        record=record, source="list.csv",
    )  # fmt: skip


def grouped(*heads: DocumentHead) -> list[list[list[str]]]:
    return [
        [[publication.document_id for publication in right.publications] for right in family.rights]
        for family in families(heads)
    ]


def test_the_application_and_the_grant_are_one_right_and_the_grant_comes_first() -> None:
    assert grouped(head("CN199900001A", "CN201919990001.5"), head("CN199900001B", "CN201919990001.5")) == [
        [["CN199900001B", "CN199900001A"]]
    ]


def test_two_documents_of_one_publication_are_one_right() -> None:
    listed, full = head("EP9990001B1"), head("EP9990001B1", "EP19999001.2")
    again = replace(listed, document_id="again")
    assert grouped(full, again, head("EP9990001A1")) == [[["EP9990001B1", "again", "EP9990001A1"]]]


def test_members_with_the_same_priorities_are_one_technology_with_several_rights() -> None:
    chinese = head("CN199900001B", "CN201919990001.5", "JP2018-000123")
    european = head("EP9990001B1", "EP19999001.2", "JP2018000123")
    other = head("US9990002B2", "US16/999002", "JP2018-000124")
    assert grouped(chinese, european, other) == [[["CN199900001B"], ["EP9990001B1"]], [["US9990002B2"]]]


def test_a_first_filing_belongs_to_the_family_that_claims_it() -> None:
    first = head("CN199900001B", "CN201919990001.5")
    abroad = head("EP9990001A1", "EP20999001", "CN201919990001.5")
    assert grouped(first, abroad) == [[["CN199900001B"], ["EP9990001A1"]]]


def test_another_set_of_priorities_is_another_family() -> None:
    one = head("EP9990001A1", "EP20999001", "CN201919990001.5")
    two = head("EP9990003A1", "EP20999003", "CN201919990001.5", "CN201919990002.X")
    assert len(grouped(one, two)) == 2


def test_members_that_a_source_names_are_joined() -> None:
    named = head("WO2020999001A1", None, family_members=("US9990002B2",))
    assert grouped(head("US9990002B2"), named) == [[["US9990002B2"], ["WO2020999001A1"]]]
    same = {"family_id": "990001"}
    assert len(grouped(head("US9990002B2", **same), head("EP9990001B1", **same))) == 1


def test_patents_that_tell_nothing_in_common_stay_apart() -> None:
    assert len(grouped(head("US9990002B2"), head("EP9990001B1"), head("CN199900001U"))) == 3


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), max_size=8))
def test_every_patent_is_in_exactly_one_right_of_one_family(pairs: list[tuple[int, int]]) -> None:
    heads = [
        head(f"US{9990000 + place}B2", f"US16/99900{application}", f"CN20191999000{priority}.5")
        for place, (application, priority) in enumerate(pairs)
    ]
    found = [number for family in grouped(*heads) for right in family for number in right]
    assert sorted(found) == sorted(one.document_id for one in heads)
