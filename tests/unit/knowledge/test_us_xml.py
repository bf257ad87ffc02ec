"""USPTO XML and SGML of every generation: the fields of a patent, its claims and paragraphs."""

from __future__ import annotations

import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from file_factory import write
from us_factory import PAP, SGML, grant

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers import read_file
from knowledge.types import NoteKind, PassageKind, PatentRecord, PatentType, Priority


def only(path: Path) -> tuple[ReadDocument, PatentRecord]:
    (document,) = read_file(path)
    assert isinstance(document.record, PatentRecord)
    return document, document.record


def texts(document: ReadDocument, kind: PassageKind) -> list[tuple[str | None, str]]:
    found = [section for section in document.sections if section.kind is kind]
    return [(section.number, document.text[section.start : section.end]) for section in found]


def depends(document: ReadDocument) -> dict[str | None, tuple[str, ...]]:
    claims = [section for section in document.sections if section.kind is PassageKind.CLAIM]
    return {claim.number: claim.depends_on for claim in claims}


BIBLIOGRAPHY = """<us-term-of-grant><us-term-extension>408</us-term-extension><disclaimer><text>This patent is subject to a terminal disclaimer.</text></disclaimer></us-term-of-grant>
<priority-claims><priority-claim sequence="01" kind="national"><country>DE</country><doc-number>10 2018 999 001.3</doc-number><date>20180329</date></priority-claim></priority-claims>
<classifications-ipcr><classification-ipcr><section>A</section><class>01</class><subclass>B</subclass><main-group>1</main-group><subgroup>24</subgroup></classification-ipcr></classifications-ipcr>
<classifications-cpc><main-cpc><classification-cpc><section>A</section><class>01</class><subclass>B</subclass><main-group>1</main-group><subgroup>243</subgroup></classification-cpc></main-cpc>
<further-cpc><classification-cpc><section>B</section><class>62</class><subclass>B</subclass><main-group>2206</main-group><subgroup>006</subgroup></classification-cpc></further-cpc></classifications-cpc>
<classification-national><country>US</country><main-classification>  2 16</main-classification><further-classification>45541</further-classification></classification-national>
<us-references-cited><us-citation><patcit num="00001"><document-id><country>US</country><doc-number>1020762</doc-number><kind>A</kind><name>Nobody</name><date>19120300</date></document-id></patcit></us-citation></us-references-cited>
<number-of-claims>3</number-of-claims>
<us-related-documents><continuation-in-part><relation><parent-doc><document-id><country>US</country><doc-number>13999777</doc-number><date>20110218</date></document-id><parent-grant-document><document-id><country>US</country><doc-number>8999777</doc-number></document-id></parent-grant-document></parent-doc></relation></continuation-in-part>
<us-provisional-application><document-id><country>US</country><doc-number>62999777</doc-number><date>20180101</date></document-id></us-provisional-application>
<related-publication><document-id><country>US</country><doc-number>20190999777</doc-number><kind>A1</kind><date>20190502</date></document-id></related-publication></us-related-documents>
<us-parties><us-applicants><us-applicant sequence="001" app-type="applicant"><addressbook><orgname>Sample Applicant Inc.</orgname></addressbook></us-applicant></us-applicants>
<inventors><inventor sequence="001"><addressbook><last-name>Example</last-name><first-name>Ann</first-name><suffix>Jr.</suffix></addressbook></inventor></inventors></us-parties>
<assignees><assignee><addressbook><orgname>Sample Owner AG</orgname><role>03</role><address><city>Basel</city><country>CH</country></address></addressbook></assignee></assignees>"""

CLAIMS = """<claim id="CLM-00001" num="00001"><claim-text>1. A valve, comprising:<claim-text>a <b>body</b>; and</claim-text><claim-text>a seat.</claim-text></claim-text></claim>
<claim id="CLM-00002" num="00002"><claim-text>2. The valve of <claim-ref idref="CLM-00001">claim 1</claim-ref>, in steel.</claim-text></claim>
<claim id="CLM-00003" num="00003"><claim-text>3. The valve of <claim-ref idref="CLM-00001">any of claims 1 to 2</claim-ref>, in red.</claim-text></claim>"""

DESCRIPTION = """<?GOVINT description="Government Interest" end="lead"?><heading id="h-1" level="1">STATEMENT OF GOVERNMENT INTEREST</heading>
<p id="p-0002" num="0001">Made with support under grant 999.</p><?GOVINT description="Government Interest" end="tail"?>
<description-of-drawings><heading id="h-2" level="1">DRAWINGS</heading><p id="p-0003" num="0002"><figref idref="D1">FIG. <b>1</b></figref> shows a valve.</p></description-of-drawings>
<heading id="h-3" level="1">DETAILS</heading><p id="p-0004" num="0003">Values:
<tables id="T1"><table><tgroup cols="2"><thead><row><entry>part</entry><entry>mass</entry></row></thead><tbody><row><entry>seat</entry><entry>10<sup>-3</sup> kg</entry></row></tbody></tgroup></table></tables></p>"""


def test_a_grant_gives_its_fields(tmp_path: Path) -> None:
    path = write(tmp_path, "g.xml", grant(bibliography=BIBLIOGRAPHY, claims=CLAIMS, description=DESCRIPTION))
    document, record = only(path)
    assert document.title == "Sample valve for CO2"
    assert record.publication_number == "US11999001B2"
    assert record.application_number == "US16/999001"
    assert record.patent_type is PatentType.INVENTION
    assert (record.filing_date, record.grant_date) == (date(2019, 2, 14), date(2022, 3, 1))
    assert record.publication_date == date(2022, 3, 1)
    assert record.priorities == (
        Priority(number="1020189990013", country="DE", on=date(2018, 3, 29)),
        Priority(number="62999777", country="US", on=date(2018, 1, 1)),
    )
    assert record.priority_date == date(2018, 1, 1)
    assert (record.ipc, record.cpc) == (("A01B1/24",), ("A01B1/243", "B62B2206/006"))
    assert [owner.names[0].text for owner in record.owners] == ["Sample Owner AG"]
    assert record.inventors == ("Ann Example, Jr.",)
    assert (record.term_adjustment_days, record.terminal_disclaimer) == (408, True)
    assert record.government_interest == "Made with support under grant 999."
    assert document.notes == ()


def test_what_the_record_has_no_field_for_is_written_out(tmp_path: Path) -> None:
    document, _ = only(write(tmp_path, "g.xml", grant(bibliography=BIBLIOGRAPHY, claims=CLAIMS)))
    for line in (
        "Applicant: Sample Applicant Inc.",
        "Assignee: Sample Owner AG, Basel, CH (foreign company or corporation)",
        "Related document: continuation-in-part of US13/999777, filed 2011-02-18, published as US8999777",
        "Earlier publication: US20190999777A1, 2019-05-02",
        "US classes: 2/16; 45/541",
    ):
        assert line in document.text.split("\n")
    assert "Nobody" not in document.text


def test_claims_keep_their_parts_and_what_they_refer_to(tmp_path: Path) -> None:
    document, _ = only(write(tmp_path, "g.xml", grant(claims=CLAIMS)))
    assert texts(document, PassageKind.CLAIM)[0] == ("1", "1. A valve, comprising:\na body; and\na seat.")
    assert depends(document) == {"1": (), "2": ("1",), "3": ("1", "2")}


def test_paragraphs_keep_numbers_headings_and_tables(tmp_path: Path) -> None:
    document, _ = only(write(tmp_path, "g.xml", grant(description=DESCRIPTION)))
    assert texts(document, PassageKind.PARAGRAPH)[1:] == [
        ("0002", "[0002] FIG. 1 shows a valve."),
        ("0003", "[0003] Values:\npart | mass\nseat | 10^-3 kg"),
    ]
    assert [section.headings for section in document.sections if section.number == "0003"] == [("DETAILS",)]


def test_a_disclaimer_that_is_not_there_stays_unknown(tmp_path: Path) -> None:
    _, record = only(write(tmp_path, "g.xml", grant()))
    assert (record.terminal_disclaimer, record.term_adjustment_days) == (None, None)
    assert record.owners == ()
    assert record.government_interest is None


def test_a_statement_that_there_is_no_government_interest_is_none(tmp_path: Path) -> None:
    text = '<heading>FEDERALLY SPONSORED RESEARCH</heading><p num="0001">Not Applicable.</p>'
    _, record = only(write(tmp_path, "g.xml", grant(description=text)))
    assert record.government_interest is None


@pytest.mark.parametrize(
    ("number", "kind", "changes", "expected", "patent_type"),
    [
        ("D0999001", "S1", ("utility", "design"), "USD999001S1", PatentType.DESIGN),
        ("RE049901", "E1", ("utility", "reissue"), "USRE49901E1", None),
        ("PP039901", "P2", ("utility", "plant"), "USPP39901P2", None),
    ],
)
def test_designs_reissues_and_plants(
    tmp_path: Path, number: str, kind: str, changes: tuple[str, str], expected: str, patent_type: object
) -> None:
    locarno = (
        "<classification-locarno><main-classification>0101</main-classification></classification-locarno>"
    )
    term = "<us-term-of-grant><length-of-grant>15</length-of-grant></us-term-of-grant>"
    botanic = "<us-botanic><latin-name>Exemplum</latin-name><variety>Prima</variety></us-botanic>"
    bibliography = {"design": locarno + term, "plant": botanic}.get(changes[1], "")
    content = grant(number, kind=kind, bibliography=bibliography).replace(*changes, 1)
    document, record = only(write(tmp_path, "g.xml", content))
    assert (record.publication_number, record.patent_type) == (expected, patent_type)
    assert record.locarno == ("01-01" if changes[1] == "design" else None)
    assert ("Term as granted: 15 years" in document.text) is (changes[1] == "design")
    assert ("Plant: Exemplum, Prima" in document.text) is (changes[1] == "plant")


def test_an_application_of_2005_names_its_inventors_as_applicants(tmp_path: Path) -> None:
    people = """<parties><applicants><applicant sequence="00" app-type="applicant-inventor"><addressbook><last-name>Example</last-name><first-name>Ann</first-name></addressbook></applicant></applicants></parties>
<classification-ipc><edition>07</edition><main-classification>A41D001/06</main-classification></classification-ipc>"""
    content = (
        grant("20050999001", kind="A1", bibliography=people)
        .replace("us-patent-grant", "us-patent-application")
        .replace("data-grant", "data-application")
    )
    document, record = only(write(tmp_path, "a.xml", content))
    assert record.publication_number == "US20050999001A1"
    assert (record.grant_date, record.publication_date) == (None, date(2022, 3, 1))
    assert record.inventors == ("Ann Example",)
    assert [owner.names[0].text for owner in record.owners] == ["Ann Example"]
    assert record.ipc == ("A41D1/06",)
    assert "Applicant: Ann Example" in document.text


def test_a_weekly_file_goes_on_after_a_broken_document(tmp_path: Path) -> None:
    broken = '<?xml version="1.0"?>\n<us-patent-grant\n'
    listing = '<?xml version="1.0"?>\n<sequence-cwu id="S"><number>1</number></sequence-cwu>\n'
    path = write(tmp_path, "ipg.xml", grant("11999001") + broken + grant("11999002") + listing)
    first, second = read_file(path)
    assert [document.member for document in (first, second)] == ["#1", "#3"]
    assert isinstance(second.record, PatentRecord)
    assert second.record.publication_number == "US11999002B2"
    assert first.notes == ()
    assert [(note.kind, note.fields["code"]) for note in second.notes] == [
        (NoteKind.MEMBER_SET_ASIDE, "bad_xml"),
        (NoteKind.MEMBER_SET_ASIDE, "sequence_listing"),
    ]


def test_a_weekly_file_is_read_in_bounded_memory(tmp_path: Path) -> None:
    filler = "".join(f'<p num="{n:04}">{"word " * 200}</p>' for n in range(1, 200))
    path = write(tmp_path, "ipg.xml", "".join(grant(f"119{n:05}", description=filler) for n in range(60)))
    assert path.stat().st_size > 10_000_000
    tracemalloc.start()
    count = sum(1 for _ in read_file(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 60
    assert peak < 8_000_000


def test_a_grant_with_fewer_claims_than_it_states_is_noted(tmp_path: Path) -> None:
    path = write(tmp_path, "g.xml", grant(bibliography="<number-of-claims>7</number-of-claims>"))
    document, _ = only(path)
    assert [(note.kind, note.fields["stated"], note.fields["found"]) for note in document.notes] == [
        (NoteKind.PART_MISSING, 7, 1)
    ]


@pytest.mark.parametrize("name", ["g.sgm", "g.sgml", "g.txt", "g.xml"])
def test_sgml_grants_with_empty_elements_and_bare_values(tmp_path: Path, name: str) -> None:
    document, record = only(write(tmp_path, name, SGML))
    assert document.title == "Sample switch − improved"
    assert (record.publication_number, record.application_number) == ("US6999001B1", "US09/999001")
    assert (record.filing_date, record.grant_date) == (date(1999, 1, 5), date(2001, 1, 2))
    assert record.priorities == (Priority(number="9899901", country="NO", on=date(1998, 1, 6)),)
    assert (record.ipc, record.inventors) == (("G06F15/16",), ("Ann Example",))
    assert (record.term_adjustment_days, record.terminal_disclaimer) == (45, True)
    assert [local.text for local in record.abstracts] == ["A switch • where A < B."]
    assert texts(document, PassageKind.CLAIM)[0][1] == "1. A switch, comprising:\na lever."
    assert depends(document) == {"1": (), "2": ("1",)}
    assert [text for _, text in texts(document, PassageKind.PARAGRAPH)] == [
        "Values of 10^-3 m of H2O.",
        "More text.",
    ]
    assert "US classes: 709/202" in document.text
    assert document.notes == ()


def test_an_sgml_grant_that_was_cut_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    document, record = only(write(tmp_path, "g.sgm", SGML[: SGML.index("<SDOCL>")]))
    assert record.publication_number == "US6999001B1"
    assert [text for _, text in texts(document, PassageKind.PARAGRAPH)][-1] == "More text."
    assert {note.kind for note in document.notes} == {NoteKind.PART_MISSING}


def test_an_st32_grant_laid_out_with_white_space_reads_the_same(tmp_path: Path) -> None:
    from lxml import etree

    from knowledge.readers.xml.sgml import as_xml

    body = as_xml(SGML[SGML.index("<PATDOC") :]).replace("&minus;", "−").replace("&bull;", "•")
    root = etree.fromstring(body, etree.XMLParser(remove_blank_text=True))
    etree.indent(root, "    ")
    document, _ = only(write(tmp_path, "g.xml", b'<?xml version="1.0"?>\n' + etree.tostring(root)))
    assert document.text == only(write(tmp_path, "h.sgm", SGML))[0].text


def test_an_application_publication_of_2001(tmp_path: Path) -> None:
    document, record = only(write(tmp_path, "p.xml", PAP))
    assert (record.publication_number, record.application_number) == ("US20010999001A1", "US09/999777")
    assert (record.filing_date, record.publication_date) == (date(2001, 2, 5), date(2001, 7, 19))
    assert record.grant_date is None
    assert record.inventors == ("Ann B. Example, III",)
    assert [owner.names[0].text for owner in record.owners] == ["Example Works"]
    assert record.ipc == ("D21C11/12",)
    assert texts(document, PassageKind.PARAGRAPH) == [("0001", "[0001] Paper 12 is made.")]
    assert texts(document, PassageKind.CLAIM) == [
        ("1", "1. A process comprising:\ndrying paper."),
        ("2", "2. The process of claim 1 at night."),
    ]
    assert depends(document) == {"1": (), "2": ("1",)}
    assert (
        "Related document: continuation of US09/888777, filed 1999-08-17, published as US6999777"
        in document.text
    )
    assert "US classes: 134/31" in document.text


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ('<class-scheme scheme-type="cpc"><classification-item/></class-scheme>', "classification_scheme"),
        ('<u:CPCMasterClassificationFile xmlns:u="patent:uspto:doc:us:gov"/>', "classification_scheme"),
        ('<sequence-cwu id="S"/>', "sequence_listing"),
    ],
)
def test_what_travels_with_patents_is_set_aside_as_what_it_is(
    tmp_path: Path, content: str, code: str
) -> None:
    path = write(tmp_path, "x.xml", f'<?xml version="1.0"?>\n{content}')
    with pytest.raises(ReadError) as caught:
        list(read_file(path))
    assert caught.value.code == code
