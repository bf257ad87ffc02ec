"""Where documents come from and what stood in their place before: as far as a reader may see all of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from library_builders import OFFICER, SME, entry, file, patent

from knowledge.catalogue import SqlCatalogue
from knowledge.types import Audience

NUMBER = "CN110286861A"


@pytest.fixture
def catalogue(database: str) -> Iterator[SqlCatalogue]:
    opened = SqlCatalogue(database)
    yield opened
    opened.close()


def test_a_file_is_told_to_whoever_may_see_all_that_came_from_it(catalogue: SqlCatalogue) -> None:
    shown, hidden = entry("Open", patent(NUMBER)), entry("Floor", audience=Audience.INTERNAL)
    alone = entry("Another")
    catalogue.store_file(file("/a/both.pdf", "1"), [shown, hidden])
    catalogue.store_file(file("/a/open.pdf", "2"), [alone])
    both = catalogue.origin(shown.document.document_id, OFFICER)
    assert both is not None
    assert both.location == "/a/both.pdf"
    assert catalogue.origin(shown.document.document_id, SME) is None  # the file holds what is not for them
    opened = catalogue.origin(alone.document.document_id, SME)
    assert opened is not None
    assert opened.location == "/a/open.pdf"
    assert catalogue.origin(hidden.document.document_id, SME) is None
    assert catalogue.origin("nothing", OFFICER) is None


def test_a_file_for_officers_is_told_to_officers_alone(catalogue: SqlCatalogue) -> None:
    shown = entry("Open", patent(NUMBER))
    catalogue.store_file(file("/a/list.pdf", "1", audience=Audience.INTERNAL), [shown])
    assert catalogue.origin(shown.document.document_id, SME) is None
    assert catalogue.origin(shown.document.document_id, OFFICER) is not None


def test_versions_are_what_carried_the_number_and_was_not_taken_out(catalogue: SqlCatalogue) -> None:
    made = [entry(text, patent(NUMBER)) for text in ("First", "Second", "Third")]
    other = entry("Other", patent("CN110286862A"))
    ids = [one.document.document_id for one in made]
    for number, one in enumerate([*made, other]):
        catalogue.store_file(file(f"/a/{number}.md", str(number)), [one])
    assert [head.document_id for head in catalogue.versions(ids[0], SME)] == ids[::-1]
    assert [head.active for head in catalogue.versions(ids[2], SME)] == [True, False, False]
    catalogue.deactivate([ids[2]])
    assert [head.document_id for head in catalogue.versions(ids[0], SME)] == [ids[1], ids[0]]
    catalogue.purge([ids[1]])
    assert [head.document_id for head in catalogue.versions(ids[0], SME)] == [ids[0]]


def test_versions_for_officers_are_not_told_to_others(catalogue: SqlCatalogue) -> None:
    shown, hidden = entry("Open", patent(NUMBER)), entry("Floor", patent(NUMBER), audience=Audience.INTERNAL)
    catalogue.store_file(file("/a/1.md", "1"), [shown, hidden])
    assert [head.document_id for head in catalogue.versions(shown.document.document_id, SME)] == [
        shown.document.document_id
    ]
    assert len(catalogue.versions(shown.document.document_id, OFFICER)) == 2
    assert catalogue.versions(hidden.document.document_id, SME) == ()
