"""JSON of patent services: Open Patent Services as programs store it, and documents of the USPTO's public search."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from file_factory import write

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers import read_file
from knowledge.types import EventKind, PassageKind, PatentRecord

REFERENCE = {"doc_type": "document", "id_type": "docdb", "country": "EP", "number": "9900001", "kind": "A1"}


def read(folder: Path, raw: Any, name: str = "a.json") -> list[ReadDocument]:
    return list(read_file(write(folder, name, json.dumps(raw, ensure_ascii=False))))


def patent(document: ReadDocument) -> PatentRecord:
    assert isinstance(document.record, PatentRecord)
    return document.record


def claims_of(document: ReadDocument) -> list[tuple[str | None, str]]:
    sections = (s for s in document.sections if s.kind is PassageKind.CLAIM)
    return [(s.number, document.text[s.start : s.end]) for s in sections]


def test_a_bibliography(tmp_path: Path) -> None:
    entry = {
        "doc_number": "9900001",
        "country": "EP",
        "kind": "A1",
        "publication_number": "EP9900001A1",
        "publication_reference_docdb": {**REFERENCE, "date": "2000-05-17"},
        "application_reference_docdb": {
            "id_type": "docdb",
            "country": "EP",
            "number": "99900001",
            "kind": "A",
        },
        "application_reference_epodoc": {
            "id_type": "epodoc",
            "number": "EP19990900001",
            "date": "1999-11-08",
        },
        "titles": [{"lang": "de", "text": "Probenkasten"}, {"lang": "en", "text": "Sample box"}],
        "abstract": "A box for samples. <IMAGE>",
        "intl_class": ["B28B 1/ 29 A I"],
        "cpc_class": ["B28B 5/022"],
        "applicants_original": ["SAMPLE B.V"],
        "inventors_epodoc": ["DOE JANE [NL]"],
        "priority_claims": [{"id_type": "epodoc", "number": "NL19981010001", "date": "1998-11-12"}],
    }
    (document,) = read(tmp_path, {"documents": [entry]})
    record = patent(document)
    assert (record.publication_number, record.application_number) == ("EP9900001A1", "EP99900001")
    assert (record.filing_date, record.publication_date) == (date(1999, 11, 8), date(2000, 5, 17))
    assert record.inventors == ("DOE JANE",)
    assert record.ipc == ("B28B1/29",)
    assert record.abstracts[0].text == "A box for samples."
    assert document.title == "Sample box"


def test_claims_and_description_even_under_an_xml_name(tmp_path: Path) -> None:
    identity = {"country": "EP", "doc_number": "9900001", "kind": "A1"}
    (document,) = read(
        tmp_path, {"document_id": identity, "description": "[0001]    Boxes.\n\n[0002]    Lids."}, "a.xml"
    )
    assert [s.number for s in document.sections if s.kind is PassageKind.PARAGRAPH] == ["0001", "0002"]
    glued = "Box for samples, comprising a lid.Box as claimed in claim 1, that is red."
    (document,) = read(tmp_path, {"document_id": identity, "claims": [{"number": 1, "limitations": [glued]}]})
    assert claims_of(document) == [
        ("1", "Box for samples, comprising a lid."),
        ("2", "Box as claimed in claim 1, that is red."),
    ]


def test_legal_status(tmp_path: Path) -> None:
    event = {
        "event_date": "2018-03-14",
        "event_code": "US.AS",
        "country_code": "US",
        "document_number": "US201815999370A",
        "new_owner_name": "SAMPLE INC., CANADA",
        "free_text": "ASSIGNMENT OF ASSIGNORS INTEREST;ASSIGNORS:DOE, JANE",
        "event_description": "ASSIGNMENT",
    }
    (document,) = read(tmp_path, {"publication_reference": REFERENCE, "events": [event]})
    (entry,) = patent(document).events
    assert (entry.kind, entry.code, entry.on) == (EventKind.TRANSFERRED, "AS", date(2018, 3, 14))
    assert entry.party is not None
    assert entry.party.names[0].text == "SAMPLE INC., CANADA"


def test_a_family(tmp_path: Path) -> None:
    members = [
        {"publication_number": "EP9900001A1", "publication_reference": [{**REFERENCE, "date": "2000-05-17"}]},
        {"publication_number": "US9990002A"},
    ]
    (document,) = read(tmp_path, {"publication_reference": REFERENCE, "family_members": members})
    assert patent(document).family_members == ("US9990002A",)
    assert patent(document).publication_date == date(2000, 5, 17)


def test_a_list_of_numbers_is_refused_with_what_it_is(tmp_path: Path) -> None:
    hits = [{"country": "CA", "doc_number": "9990001", "kind": "A1", "docdb_number": "CA9990001A1"}]
    with pytest.raises(ReadError) as caught:
        read(tmp_path, {"query": "ti = box", "results": hits})
    assert caught.value.code == "service_message"


def test_documents_of_the_public_search(tmp_path: Path) -> None:
    entry = {
        "guid": "US-20990000001-A1",
        "type": "US-PGPUB",
        "inventionTitle": "Sample box &amp; lid",
        "datePublished": "2023-01-12T00:00:00Z",
        "applicationFilingDate": ["2022-01-05T00:00:00Z"],
        "applicationNumber": "17/999036",
        "assigneeName": ["Sample Inc."],
        "inventorsName": ["Doe; Jane"],
        "ipcCodeFlattened": "H01L21/70",
        "cpcInventiveFlattened": "H01L21/30604;H01L21/76254",
        "abstractHtml": "A <b>box</b>.",
        "claimsHtml": "1. A box with:<br />a lid.<br />2. The box of claim 1.",
        "descriptionHtml": "BACKGROUND<br />[0001] Boxes are known.",
    }
    documents = read(tmp_path, [entry, {"guid": None}, {**entry, "guid": "US-11999999-B1"}])
    first, second = documents
    record = patent(first)
    assert (record.publication_number, record.application_number) == ("US20990000001A1", "US17/999036")
    assert record.titles[0].text == "Sample box & lid"
    assert record.cpc == ("H01L21/30604", "H01L21/76254")
    assert record.abstracts[0].text == "A box."
    assert claims_of(first) == [("1", "1. A box with:\na lid."), ("2", "2. The box of claim 1.")]
    assert patent(first).grant_date is None
    assert patent(second).grant_date == date(2023, 1, 12)
    assert len(second.notes) == 1


@pytest.mark.parametrize(
    "raw", [{"a": 1}, [], [1, 2], {"document_id": 3}, {"documents": [1]}, {"results": []}]
)
def test_unknown_json_is_refused(tmp_path: Path, raw: object) -> None:
    with pytest.raises(ReadError) as caught:
        read(tmp_path, raw)
    assert caught.value.code == "unknown_format"


def test_broken_json_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        list(read_file(write(tmp_path, "a.json", '{"documents": [')))
    assert caught.value.code == "bad_json"
