"""XML files in: any encoding, many documents in one, damaged, hostile; documents one at a time out."""

from __future__ import annotations

import contextlib
import tracemalloc
from pathlib import Path

import pytest
from file_factory import write
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers.sniffing import Format, sniff
from knowledge.readers.xml import PatentXmlReader, documents
from knowledge.readers.xml.documents import each_document
from knowledge.readers.xml.parsing import parse_xml
from knowledge.types import NoteKind, PatentRecord

HERE = Path("x.xml")


def publication(number: int) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<cn-patent-document lang="ZH" country="CN"><cn-bibliographic-data>
<cn-publication-reference><document-id><country>CN</country><doc-number>{number}</doc-number><kind>A</kind>
<date>20200107</date></document-id></cn-publication-reference><invention-title>一种夹具{number}</invention-title>
</cn-bibliographic-data></cn-patent-document>
"""


def test_a_file_of_many_documents_gives_each_of_them(tmp_path: Path) -> None:
    path = write(tmp_path, "week.xml", "".join(publication(199900001 + n) for n in range(3)))
    found = list(PatentXmlReader().read(path))
    assert [
        document.record.publication_number for document in found if isinstance(document.record, PatentRecord)
    ] == [
        "CN199900001A",
        "CN199900002A",
        "CN199900003A",
    ]
    assert [document.member for document in found] == ["#1", "#2", "#3"]


def test_one_bad_document_of_many_is_noted_and_the_rest_goes_on(tmp_path: Path) -> None:
    bad = '<?xml version="1.0"?>\n<shopping-list><item>milk</item></shopping-list>\n'
    path = write(tmp_path, "week.xml", publication(199900001) + bad + publication(199900003))
    first, second = PatentXmlReader().read(path)
    assert first.notes[-1].kind is not NoteKind.MEMBER_SET_ASIDE
    note = next(note for note in second.notes if note.kind is NoteKind.MEMBER_SET_ASIDE)
    assert note.fields["member"] == 2
    assert note.fields["code"] == "unknown_xml"


def test_a_single_document_carries_no_place_in_its_file(tmp_path: Path) -> None:
    (document,) = PatentXmlReader().read(write(tmp_path, "one.xml", publication(199900001)))
    assert document.member == ""


def test_documents_come_one_at_a_time_in_bounded_memory(tmp_path: Path) -> None:
    one = '<?xml version="1.0"?>\n<a>' + "<p>seal</p>" * 2_000 + "</a>\n"
    path = write(tmp_path, "big.xml", one * 1_500)
    assert path.stat().st_size > 30_000_000
    tracemalloc.start()
    count = sum(1 for _ in each_document(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 1_500
    assert peak < 8_000_000


def test_a_single_document_above_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "MOST_BYTES", 3_000_000)
    path = write(tmp_path, "huge.xml", "<a>" + "x" * 4_000_000 + "</a>")
    with pytest.raises(ReadError) as caught:
        list(each_document(path))
    assert caught.value.code == "too_large"


@given(st.lists(st.text(alphabet="ab中é \n", max_size=12), min_size=1, max_size=6), st.integers(1, 70))
def test_splitting_does_not_depend_on_where_blocks_end(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], block: int
) -> None:
    whole = [f'<?xml version="1.0"?><a>{text}</a>\n' for text in texts]
    path = write(tmp_path_factory.mktemp("blocks"), "many.xml", "".join(whole))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(documents, "_BLOCK", block)
        assert [found.decode() for found in each_document(path)] == whole


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gb2312"]
)
def test_any_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    declared = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(encoding, encoding)
    text = f'<?xml version="1.0" encoding="{declared}"?>\n<a><title>一种夹具</title></a>'
    path = write(tmp_path, "x.xml", text, encoding=encoding)
    assert sniff(path) is Format.PATENT_XML
    (content,) = each_document(path)
    root, notes = parse_xml(content, path)
    assert root.findtext("title") == "一种夹具"
    assert notes == ()


def test_a_wrong_encoding_declaration_does_not_matter() -> None:
    content = '<?xml version="1.0" encoding="utf-16"?><a>夹具</a>'.encode()
    assert parse_xml(content, HERE)[0].text == "夹具"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<a>5&nbsp;&micro;m &alpha;</a>", "5\xa0µm α"),
        ("<a>&agr;&Dgr; R&amp;D</a>", "αΔ R&D"),
        ("<a><![CDATA[a &b; c]]></a>", "a &b; c"),
        ('<!DOCTYPE a [<!ENTITY unit "mm">]><a>5&unit;</a>', "5mm"),
        (
            '<!-- <!DOCTYPE a [ --><!DOCTYPE a SYSTEM "a.dtd" [<!ENTITY D1 SYSTEM "D1.TIF" NDATA TIF>]><a>x</a>',
            "x",
        ),
    ],
)
def test_entities_become_the_characters_they_stand_for(source: str, text: str) -> None:
    root, notes = parse_xml(source.encode(), HERE)
    assert root.text == text
    assert notes == ()


def test_an_undefined_entity_stays_visible_and_is_noted() -> None:
    root, (note,) = parse_xml(b"<a>AT&T &zork; here</a>", HERE)
    assert root.text == "AT&T &zork; here"
    assert note.kind is NoteKind.REPAIRED


def test_no_entity_is_expanded_into_a_bomb_and_no_file_is_opened(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    flood = f'<!DOCTYPE a [<!ENTITY b "{"x" * 60_000}">]><a>{"&b;" * 200}</a>'
    for content in (bomb, flood):
        with pytest.raises(ReadError) as caught:
            parse_xml(content.encode(), HERE)
        assert caught.value.code == "xml_entities"
    secret = write(tmp_path, "secret.txt", "do not show")
    outside = f'<!DOCTYPE a [<!ENTITY s SYSTEM "{secret.as_uri()}">]><a t="&s;"><p>&s;</p>text</a>'
    root, (note,) = parse_xml(outside.encode(), HERE)
    assert "do not show" not in "".join(root.itertext()) + str(root.attrib)
    assert note.kind is NoteKind.PART_MISSING


def test_broken_markup_is_repaired_with_a_note_or_refused_with_the_line() -> None:
    root, (note,) = parse_xml(b"<a>\n<p>one</p>\n<p>two</q>\n</a>", HERE)
    assert [paragraph.text for paragraph in root.iter("p")][:2] == ["one", "two"]
    assert note.kind is NoteKind.REPAIRED
    assert note.fields["line"] == 3
    root, (note,) = parse_xml(b"<a><p>one</p><p>tw", HERE)
    assert root.findtext("p") == "one"
    assert note.kind is NoteKind.PART_MISSING
    with pytest.raises(ReadError) as caught:
        parse_xml(b"no markup at all", HERE)
    assert caught.value.code == "bad_xml"
    with pytest.raises(ReadError) as caught:
        parse_xml(b"<a>" * 5_000 + b"</a>" * 5_000, HERE)
    assert caught.value.code == "bad_xml"


def test_line_numbers_count_from_the_file(tmp_path: Path) -> None:
    content = b'\n<?xml version="1.0"?>\n<!DOCTYPE a [\n<!ENTITY x "y">\n]>\n<a>\n<b><c></b>\n</a>'
    _, (note,) = parse_xml(content, HERE)
    assert note.fields["line"] == 7


def test_html_is_no_patent_xml(tmp_path: Path) -> None:
    page = '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body><p>x</p></body></html>'
    assert sniff(write(tmp_path, "page.xml", page)) is Format.HTML
    with pytest.raises(ReadError) as caught:
        sniff(write(tmp_path, "my.dtd", "<!-- ours -->\n<!ELEMENT a (#PCDATA)>"))
    assert caught.value.code == "unknown_format"


@given(data=st.data())
def test_damage_gives_documents_or_one_clear_reason(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = bytearray(publication(199900001).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(whole)))
        whole[place : place + data.draw(st.integers(0, 30))] = data.draw(
            st.sampled_from(
                [b"<", b"</p>", b"&#xD800;", b"&#0;", b"&x;", b"\xff", b"\0", b"]]>", b"<!--", b"<![CDATA["]
            )
        )
    path = write(tmp_path_factory.mktemp("damaged"), "x.xml", bytes(whole))
    found: list[ReadDocument] = []
    with contextlib.suppress(ReadError):
        found = list(PatentXmlReader().read(path))
    assert all(document.text for document in found)
