"""CNIPA filing packages: one application, one patent, however its parts lie about."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from file_factory import write

from knowledge.errors import ReadError
from knowledge.finding import content_hash
from knowledge.protocols import ReadDocument
from knowledge.readers import read_file
from knowledge.types import NoteKind, PassageKind, PatentRecord, PatentType

NUMBER = "2019199900316"  # 201919990031.6
WRONG = "2019199900317"
PNG = b"\x89PNG\r\n\x1a\n"
BODY = '\ufeff<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE cn-application-body SYSTEM "/d.dtd"><cn-application-body lang="zh" country="CN">{}</cn-application-body>'
CLAIMS = BODY.format(
    '<cn-claims><claim num="1"><claim-text>一种夹具，其特征在于，包括底<br/>\n座。</claim-text></claim>'
    '<claim num="2"><claim-text>根据权利要求1所述的夹具。</claim-text></claim></cn-claims>'
)
DESCRIPTION = BODY.format(
    "<description><invention-title>一种夹具<br/></invention-title><heading>技术领域</heading>"
    '<p num="0001">本发明涉及夹具。<br/></p></description>'
)
DRAWINGS = BODY.format('<cn-drawings><figure num="1"><img file="HDA1.tif"/></figure></cn-drawings>')
ABSTRACT = BODY.format('<cn-abstract><p num="0001">本发明公开了一种夹具。</p></cn-abstract>')
ABSTRACT_DRAWING = BODY.format(
    '<cn-abstract><cn-abst-figure><figure><img file="E.tif"/></figure></cn-abst-figure></cn-abstract>'
)
PARTS = {
    "100001": CLAIMS,
    "100002": DESCRIPTION,
    "100003": DRAWINGS,
    "100004": ABSTRACT,
    "100005": ABSTRACT_DRAWING,
}


def zipped(members: dict[str, str | bytes], day: tuple[int, int, int] = (2019, 3, 12)) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (*day, 9, 0, 0)), content)
    return buffer.getvalue()


def outcomes(folder: Path) -> tuple[list[ReadDocument], dict[str, str]]:
    """Read every file of a folder as a load does: the documents, and why each other file was set aside."""
    documents, reasons = [], {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            try:
                documents += list(read_file(path))
            except ReadError as error:
                reasons[path.relative_to(folder).as_posix()] = error.code
    return documents, reasons


def whole(document: ReadDocument, number: str | None = "CN201919990031.6") -> None:
    """Hold that a document is the whole patent."""
    record = document.record
    assert isinstance(record, PatentRecord)
    assert document.title == "一种夹具"
    assert record.application_number == number
    assert record.patent_type is (PatentType.INVENTION if number else None)
    assert record.abstracts[0].text == "本发明公开了一种夹具。"
    kinds = [section.kind for section in document.sections]
    assert kinds.count(PassageKind.CLAIM) == 2
    assert kinds.count(PassageKind.PARAGRAPH) == 1
    assert "1. 一种夹具，其特征在于，包括底座。" in document.text
    assert document.notes == ()


def test_a_folder_of_parts_becomes_one_patent(tmp_path: Path) -> None:
    for code, content in PARTS.items():
        write(tmp_path, f"{NUMBER}/{code}-/DA{code}.xml", content)
        write(tmp_path, f"{NUMBER}/{code}-/DA{code}.zip", zipped({f"DA{code}.xml": content}))
    write(tmp_path, f"{NUMBER}/100003-/HDA1.tif", b"II*\0" + bytes(40))
    write(tmp_path, f"{NUMBER}/110101-/DA0.zip", b"")
    (document,), reasons = outcomes(tmp_path)
    whole(document)
    assert reasons.pop(f"{NUMBER}/100003-/HDA1.tif") == "companion_image"
    assert reasons.pop(f"{NUMBER}/110101-/DA0.zip") == "empty_file"
    assert set(reasons.values()) == {"part_of_package"}
    assert len(reasons) == 9


def test_two_packages_do_not_mix(tmp_path: Path) -> None:
    for number in (NUMBER, "2019299900326"):
        for code, content in PARTS.items():
            write(tmp_path, f"{number}/{code}/{code}.xml", content)
    documents, _ = outcomes(tmp_path)
    assert [
        document.record.application_number
        for document in documents
        if isinstance(document.record, PatentRecord)
    ] == [
        "CN201919990031.6",
        "CN201929990032.6",
    ]


def test_folders_flattened_into_names_are_understood(tmp_path: Path) -> None:
    for code, content in PARTS.items():
        write(tmp_path, f"set__one__{NUMBER}__{code}-__DA{code}.xml", content)
    write(tmp_path, f"set__one__{NUMBER}__100003-__HDA1.jpg", b"\xff\xd8\xff" + bytes(40))
    write(tmp_path, "set__two__2019299900326__100001-__DA1.xml", CLAIMS)
    documents, reasons = outcomes(tmp_path)
    assert len(documents) == 2
    whole(documents[0])
    assert reasons[f"set__one__{NUMBER}__100003-__HDA1.jpg"] == "companion_image"


def test_parts_in_one_folder_are_joined_by_what_they_hold(tmp_path: Path) -> None:
    for position, content in enumerate(PARTS.values()):
        write(tmp_path, f"{NUMBER}/DA00001{position}.xml", content)
    (document,), reasons = outcomes(tmp_path)
    whole(document)
    assert len(reasons) == 4


def test_parts_of_two_applications_in_one_folder_stay_apart(tmp_path: Path) -> None:
    for name in ("DA1.xml", "DA2.xml"):
        write(tmp_path, name, CLAIMS)
    documents, reasons = outcomes(tmp_path)
    assert len(documents) == 2
    assert reasons == {}


def test_a_zip_of_a_whole_package_becomes_one_patent(tmp_path: Path) -> None:
    members: dict[str, str | bytes] = {f"{NUMBER}/{code}-/DA.xml": content for code, content in PARTS.items()}
    write(tmp_path, "a.zip", zipped({**members, f"{NUMBER}/100003-/H.tif": b"II*\0"}))
    nested: dict[str, str | bytes] = {
        f"{NUMBER}/{code}-/DA.zip": zipped({"DA.xml": content}) for code, content in PARTS.items()
    }
    write(tmp_path, "b.zip", zipped(nested))
    write(tmp_path, f"{NUMBER}.zip", zipped({f"DA{code}.xml": content for code, content in PARTS.items()}))
    documents, reasons = outcomes(tmp_path)
    assert len(documents) == 3
    assert reasons == {}
    for document in documents:
        whole(document)


@pytest.mark.parametrize("folder", [WRONG, "case-7", "20191999"])
def test_a_number_is_taken_from_the_path_only_where_its_check_digit_is_right(
    tmp_path: Path, folder: str
) -> None:
    for code, content in PARTS.items():
        write(tmp_path, f"{folder}/{code}-/DA.xml", content)
    (document,), _ = outcomes(tmp_path)
    whole(document, number=None)
    assert isinstance(document.record, PatentRecord)
    assert document.record.application_number is None


def test_a_lone_part_is_what_it_is_and_says_what_is_missing(tmp_path: Path) -> None:
    write(tmp_path, "claims.xml", CLAIMS)
    (document,), _ = outcomes(tmp_path)
    assert document.title == "claims 权利要求书"
    (note,) = document.notes
    assert note.kind is NoteKind.PART_MISSING
    assert note.fields["parts"] == "description, abstract"


def test_drawings_alone_have_no_text(tmp_path: Path) -> None:
    write(tmp_path, "drawings.xml", DRAWINGS)
    documents, reasons = outcomes(tmp_path)
    assert documents == []
    assert reasons == {"drawings.xml": "drawings_only"}


def test_a_damaged_part_is_noted_and_the_rest_is_read(tmp_path: Path) -> None:
    for code, content in PARTS.items():
        write(tmp_path, f"{NUMBER}/{code}-/DA.zip", zipped({"DA.xml": content}))
    write(tmp_path, f"{NUMBER}/100001-/DA.zip", zipped({"DA.xml": CLAIMS})[:60])
    (document,), _ = outcomes(tmp_path)
    assert document.title == "一种夹具"
    assert {(note.kind, note.fields.get("code") or note.fields.get("parts")) for note in document.notes} == {
        (NoteKind.MEMBER_SET_ASIDE, "truncated_archive"),
        (NoteKind.PART_MISSING, "claims"),
    }


def test_of_two_versions_of_a_part_the_newer_counts(tmp_path: Path) -> None:
    amended = CLAIMS.replace("底<br/>\n座", "钢制底座")
    write(tmp_path, f"{NUMBER}/100001-/SA1.zip", zipped({"SA1.xml": amended}, day=(2020, 5, 1)))
    write(tmp_path, f"{NUMBER}/100001-/DA1.zip", zipped({"DA1.xml": CLAIMS}, day=(2019, 3, 12)))
    write(tmp_path, f"{NUMBER}/100002-/DA2.xml", DESCRIPTION)
    (document,), _ = outcomes(tmp_path)
    assert "钢制底座" in document.text
    assert "包括底座" not in document.text


def test_an_image_beside_patent_xml_is_its_drawing_and_a_lone_one_is_not(tmp_path: Path) -> None:
    publication = '<cn-patent-document><cn-bibliographic-data><invention-title>一种夹具</invention-title><figure><img file="F1.TIF"/></figure></cn-bibliographic-data></cn-patent-document>'
    write(tmp_path, "p.xml", publication)
    write(tmp_path, "f1.tif", b"II*\0" + bytes(40))
    write(tmp_path, "scan.png", PNG + bytes(40))
    _, reasons = outcomes(tmp_path)
    assert reasons["f1.tif"] == "companion_image"
    assert reasons.get("scan.png") != "companion_image"


def test_drawings_beside_xml_in_an_archive_make_no_fuss(tmp_path: Path) -> None:
    publication = "<cn-patent-document><cn-bibliographic-data><invention-title>一种夹具</invention-title></cn-bibliographic-data></cn-patent-document>"
    write(tmp_path, "p.zip", zipped({"p/p.xml": publication, "p/F1.tif": b"II*\0" + bytes(40)}))
    (document,), reasons = outcomes(tmp_path)
    assert document.member == "p/p.xml"
    assert reasons == {}
    assert all(note.kind is not NoteKind.MEMBER_SET_ASIDE for note in document.notes)


def test_a_changed_part_makes_the_package_new(tmp_path: Path) -> None:
    for code, content in PARTS.items():
        write(tmp_path, f"{NUMBER}/{code}-/DA.xml", content)
    first = tmp_path / NUMBER / "100001-" / "DA.xml"
    before, size = content_hash(first)
    write(tmp_path, f"{NUMBER}/100002-/DA.xml", DESCRIPTION.replace("夹具", "钳具"))
    assert content_hash(first) != (before, size)
    assert content_hash(first)[1] == size == first.stat().st_size
