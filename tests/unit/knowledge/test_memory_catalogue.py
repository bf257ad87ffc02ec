"""The catalogue in memory answers like the one on disk."""

from __future__ import annotations

from library_builders import OFFICER, SME, entry, patent

from knowledge.memory_catalogue import MemoryCatalogue
from knowledge.types import Audience, Kind


def test_documents_are_read_by_those_who_may() -> None:
    catalogue = MemoryCatalogue()
    public, internal = entry("one\ntwo"), entry("secret", audience=Audience.INTERNAL)
    for stored in (public, internal):
        catalogue.add(stored.document, stored.passages)
    secret = internal.document.document_id
    assert [head.document_id for head in catalogue.heads(SME)] == [public.document.document_id]
    assert len(catalogue.heads(OFFICER)) == 2
    assert catalogue.head(secret, SME) is None
    assert catalogue.passages([internal.passages[0].passage_id], SME) == ()
    assert catalogue.document_passages(secret, SME) == ()
    assert catalogue.document_passages(secret, OFFICER) == internal.passages
    assert catalogue.front(secret, SME) is None
    assert catalogue.front(secret, OFFICER) == internal.passages[0]


def test_passages_come_in_the_order_asked_for() -> None:
    catalogue = MemoryCatalogue()
    stored = entry("one\ntwo\nthree")
    catalogue.add(stored.document, stored.passages)
    names = [passage.passage_id for passage in stored.passages]
    asked = [names[2], "unknown", names[0]]
    assert [passage.passage_id for passage in catalogue.passages(asked, SME)] == [names[2], names[0]]


def test_a_removed_document_is_gone_and_changes_the_version() -> None:
    catalogue = MemoryCatalogue()
    stored = entry("one", patent("CN199900001B"))
    catalogue.add(stored.document, stored.passages)
    before = catalogue.version()
    assert list(catalogue.by_key(["pub:CN199900001B", "pub:CN1"], SME)) == ["pub:CN199900001B"]
    catalogue.remove(stored.document.document_id)
    assert catalogue.version() != before
    assert catalogue.by_key(["pub:CN199900001B"], SME) == {}
    assert catalogue.heads(SME, kinds=[Kind.PATENT]) == ()
