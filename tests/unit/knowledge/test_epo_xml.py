"""EPO, patent-document and PatSnap XML: numbers, texts in many languages, families, legal status, service answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from file_factory import write

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers.xml import PatentXmlReader
from knowledge.types import EventKind, Language, NoteKind, PassageKind, PatentRecord, PatentType

OPS = (
    '<ops:world-patent-data xmlns="http://www.epo.org/exchange" xmlns:ops="http://ops.epo.org"'
    ' xmlns:ftxt="http://www.epo.org/fulltext">{}</ops:world-patent-data>'
)
DOCUMENT_ID = '<document-id document-id-type="{}"><country>{}</country><doc-number>{}</doc-number><kind>{}</kind>{}</document-id>'


def read(folder: Path, text: str, name: str = "a.xml") -> list[ReadDocument]:
    return list(PatentXmlReader().read(write(folder, name, text)))


def patent(document: ReadDocument) -> PatentRecord:
    assert isinstance(document.record, PatentRecord)
    return document.record


def number(country: str, digits: str, kind: str, day: str = "", scheme: str = "docdb") -> str:
    dated = f"<date>{day}</date>" if day else ""
    return DOCUMENT_ID.format(scheme, country, digits, kind, dated)


def claims_of(document: ReadDocument) -> list[tuple[str | None, str, tuple[str, ...]]]:
    return [
        (section.number, document.text[section.start : section.end], section.depends_on)
        for section in document.sections
        if section.kind is PassageKind.CLAIM
    ]


def exchange_document(kind: str, day: str, inner: str = "") -> str:
    return f"""<exchange-document country="EP" doc-number="9900001" kind="{kind}" family-id="77">
      <bibliographic-data>
        <publication-reference>{number("EP", "9900001", kind, day)}</publication-reference>
        <classifications-ipcr><classification-ipcr><text>H01M  10/    54   A I </text></classification-ipcr></classifications-ipcr>
        <patent-classifications><patent-classification><classification-scheme office="EP" scheme="CPCI"/>
          <section>H</section><class>01</class><subclass>M</subclass><main-group>10</main-group><subgroup>54</subgroup>
        </patent-classification></patent-classifications>
        <application-reference>{number("EP", "99900001", "A")}
          <document-id document-id-type="epodoc"><doc-number>EP19990900001</doc-number><date>19990108</date></document-id>
        </application-reference>
        <priority-claims><priority-claim>{number("NL", "1990001", "A", "19980112")}</priority-claim></priority-claims>
        <parties><applicants>
          <applicant data-format="epodoc"><applicant-name><name>SAMPLE BV [NL]</name></applicant-name></applicant>
          <applicant data-format="original"><applicant-name><name>Sample Bricks B.V., </name></applicant-name></applicant>
        </applicants><inventors>
          <inventor data-format="original"><inventor-name><name>Doe, Jane, </name></inventor-name></inventor>
        </inventors></parties>
        <invention-title lang="de">Vorrichtung für Proben</invention-title>
        <invention-title lang="en">Apparatus for samples</invention-title>
      </bibliographic-data>
      <abstract lang="en"><p>An apparatus that holds samples. &lt;IMAGE&gt;</p></abstract>{inner}
    </exchange-document>"""


def test_a_bibliography_gives_a_record(tmp_path: Path) -> None:
    (document,) = read(
        tmp_path,
        OPS.format(f"<exchange-documents>{exchange_document('B1', '20030212')}</exchange-documents>"),
    )
    record = patent(document)
    assert record.publication_number == "EP9900001B1"
    assert record.application_number == "EP99900001"
    assert (record.filing_date, record.publication_date) == (date(1999, 1, 8), date(2003, 2, 12))
    assert record.grant_date == date(2003, 2, 12)
    assert record.priority_date == date(1998, 1, 12)
    assert [owner.names[0].text for owner in record.owners] == ["Sample Bricks B.V."]
    assert record.inventors == ("Doe, Jane",)
    assert record.ipc == ("H01M10/54",)
    assert record.cpc == ("H01M10/54",)
    assert record.family_id == "77"
    assert [(title.language, title.text) for title in record.titles] == [
        (Language.EN, "Apparatus for samples")
    ]
    assert "Title (de): Vorrichtung für Proben" in document.text
    assert "<IMAGE>" not in document.text


def test_an_application_is_not_granted_and_each_publication_is_a_document(tmp_path: Path) -> None:
    both = exchange_document("A1", "20000517") + exchange_document("B1", "20030212")
    first, second = read(tmp_path, OPS.format(f"<exchange-documents>{both}</exchange-documents>"))
    assert patent(first).grant_date is None
    assert patent(second).grant_date == date(2003, 2, 12)


def test_full_text_keeps_claims_paragraphs_and_headings(tmp_path: Path) -> None:
    text = OPS.format(
        '<ftxt:fulltext-documents><ftxt:fulltext-document country="EP" doc-number="9900001" kind="B1">'
        '<claims lang="en"><claim><claim-text>1. A box comprising:\na lid.</claim-text>'
        "<claim-text>2. The box of claim 1, which is red.</claim-text></claim></claims>"
        '<description lang="en"><heading>BACKGROUND</heading><p num="0001">Boxes are known.</p>'
        "<p>[0002]    They have lids.</p></description>"
        "</ftxt:fulltext-document></ftxt:fulltext-documents>"
    )
    (document,) = read(tmp_path, text)
    assert claims_of(document) == [
        ("1", "1. A box comprising:\na lid.", ()),
        ("2", "2. The box of claim 1, which is red.", ("1",)),
    ]
    paragraphs = [s for s in document.sections if s.kind is PassageKind.PARAGRAPH]
    assert [(s.number, s.headings) for s in paragraphs] == [
        ("0001", ("BACKGROUND",)),
        ("0002", ("BACKGROUND",)),
    ]


def member(country: str, digits: str, kind: str, day: str, application: str, legal: str = "") -> str:
    return (
        f'<ops:family-member family-id="77"><publication-reference>{number(country, digits, kind, day)}'
        f"</publication-reference><application-reference>{number(country, application, 'A', '19990108')}"
        f"</application-reference>{legal}</ops:family-member>"
    )


def legal(code: str, words: str, day: str, fields: str = "") -> str:
    return (
        f'<ops:legal code="{code}" desc="{words}"><ops:L001EP>EP</ops:L001EP>'
        f'<ops:L007EP desc="Gazette DATE">{day}</ops:L007EP><ops:L500EP>{fields}</ops:L500EP></ops:legal>'
    )


def test_a_family_is_one_record_that_names_its_members(tmp_path: Path) -> None:
    asked = f"<ops:publication-reference>{number('EP', '9900001', 'A1')}</ops:publication-reference>"
    members = member("EP", "9900001", "A1", "20000517", "99900001") + member(
        "US", "9990002", "A", "20000725", "99000298"
    )
    (document,) = read(tmp_path, OPS.format(f"<ops:patent-family>{asked}{members}</ops:patent-family>"))
    record = patent(document)
    assert record.publication_number == "EP9900001A1"
    assert record.family_members == ("US9990002A",)
    assert "2000-07-25" in document.text


def test_legal_entries_keep_code_date_and_words(tmp_path: Path) -> None:
    entries = (
        legal("17Q ", "FIRST EXAMINATION REPORT DESPATCHED", "2001-01-03")
        + legal(
            "PG25",
            "LAPSED IN A CONTRACTING STATE",
            "2004-05-01",
            '<ops:L501EP desc="Ref Country Code">AT</ops:L501EP>',
        )
        + legal("18D ", "APPLICATION DEEMED TO BE WITHDRAWN", "2005-06-01")
    )
    family = member("EP", "9900001", "A1", "20000517", "99900001", entries)
    (document,) = read(tmp_path, OPS.format(f"<ops:patent-family>{family}</ops:patent-family>"))
    events = patent(document).events
    assert [(event.on, event.code, event.kind) for event in events] == [
        (date(2001, 1, 3), "17Q", EventKind.EXAMINATION),
        (date(2004, 5, 1), "PG25", EventKind.OTHER),
        (date(2005, 6, 1), "18D", EventKind.WITHDRAWN),
    ]
    assert "LAPSED IN A CONTRACTING STATE; Ref Country Code: AT" in document.text


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            '<fault xmlns="http://ops.epo.org"><code>404</code><message>Nothing found</message></fault>',
            "404: Nothing found",
        ),
        (OPS.format("<ops:document-inquiry/>"), "list of available images"),
        (OPS.format("<ops:equivalents-inquiry/>"), "list of equivalent publications"),
        (
            OPS.format('<exchange-documents><exchange-document status="not found"/></exchange-documents>'),
            "document not found",
        ),
    ],
)
def test_an_answer_without_a_patent_is_refused_with_what_it_is(
    tmp_path: Path, answer: str, told: str
) -> None:
    with pytest.raises(ReadError) as caught:
        read(tmp_path, answer)
    assert caught.value.code == "service_message"
    assert caught.value.fields["message"] == told


PATENT_DOCUMENT = """<patent-document ucid="EP-9900001-B1" country="EP" doc-number="9900001" kind="B1" date="20050622" lang="{own}">
  <bibliographic-data><publication-reference><document-id format="original"><country>EP</country>
    <doc-number>9900001</doc-number><kind>B1</kind><date>20050622</date></document-id></publication-reference>
    <technical-data>{titles}</technical-data></bibliographic-data>{texts}
  <legal-status><legal-event country="EP" code="26N" date="20060607"><legal-event-body>
    <event-title>NO OPPOSITION FILED</event-title></legal-event-body></legal-event></legal-status></patent-document>"""


def test_german_and_french_texts_never_pass_for_english(tmp_path: Path) -> None:
    titles = '<invention-title lang="DE">Reifen mit Wulst</invention-title><invention-title lang="EN">Tyre</invention-title>'
    texts = (
        '<abstract lang="DE"><p>Der Reifen hat eine Wulst.</p></abstract>'
        '<description lang="DE"><p num="0001">Die Erfindung betrifft einen Reifen.</p></description>'
        '<claims lang="DE"><claim num="1"><claim-text>Reifen mit einer Wulst.</claim-text></claim></claims>'
        '<claims lang="EN"><claim num="xx"><claim-text>A tyre with a bead.</claim-text></claim>'
        '<claim num="xx"><claim-text>A tyre as claimed in claim 1, black.</claim-text></claim></claims>'
    )
    (document,) = read(tmp_path, PATENT_DOCUMENT.format(own="DE", titles=titles, texts=texts))
    assert patent(document).abstracts == ()
    assert "Abstract (de): Der Reifen hat eine Wulst." in document.text
    assert [(n, depends) for n, _, depends in claims_of(document)] == [("1", ()), ("2", ("1",))]
    assert "Reifen mit einer Wulst" not in document.text
    assert [(note.kind, dict(note.fields)) for note in document.notes] == [
        (NoteKind.PART_MISSING, {"part": "description", "language": "de"})
    ]
    assert patent(document).events[0].kind is EventKind.OTHER


def test_a_patent_in_another_language_alone_is_still_a_record(tmp_path: Path) -> None:
    text = (
        '<patent-document country="WO" docnumber="2099000001" kind="A1" date-published="20990105" lang="ES">'
        '<description lang="ES"><p num="0001">Uso de una muestra para el ensayo</p><p num="0002">Se refiere a muestras.</p>'
        '</description><claims lang="ES"><claim num="0001"><claim-text>1. Uso de una muestra.</claim-text>'
        "<claim-text>2. Uso según la reivindicación 1.</claim-text></claim></claims></patent-document>"
    )
    (document,) = read(tmp_path, text)
    assert patent(document).publication_number == "WO2099000001A1"
    assert patent(document).titles == ()
    assert document.title == "Uso de una muestra para el ensayo"
    assert "Claim 2 (es): 2. Uso según la reivindicación 1." in document.text
    assert claims_of(document) == []


def test_a_chinese_patent_document_is_chinese(tmp_path: Path) -> None:
    titles = '<invention-title lang="ZH">一种样品盒</invention-title><invention-title lang="EN">Sample box</invention-title>'
    texts = (
        '<abstract lang="ZH"><p>本发明公开了一种样品盒。</p></abstract>'
        '<claims lang="ZH"><claim num="1"><claim-text>1.一种样品盒，其特征在于有盖。</claim-text></claim>'
        '<claim num="2"><claim-text>2.根据权利要求1所述的样品盒。</claim-text></claim></claims>'
    )
    (document,) = read(tmp_path, PATENT_DOCUMENT.format(own="ZH", titles=titles, texts=texts))
    assert document.language is Language.ZH
    assert [title.language for title in patent(document).titles] == [Language.ZH, Language.EN]
    assert [depends for _, _, depends in claims_of(document)] == [(), ("1",)]


def test_claims_in_one_element_are_parted_at_their_numbers(tmp_path: Path) -> None:
    texts = (
        '<claims lang="EN"><claim num="1"><claim-text>What is claimed is:\n1. A box.\n2. The box of claim 1\nwith 2 lids.\n'
        "3. A method of closing a box.</claim-text></claim></claims>"
    )
    (document,) = read(tmp_path, PATENT_DOCUMENT.format(own="EN", titles="", texts=texts))
    assert [n for n, _, _ in claims_of(document)] == ["1", "2", "3"]
    assert claims_of(document)[1][2] == ("1",)


def test_a_full_text_of_a_pct_application_opens_with_its_title(tmp_path: Path) -> None:
    text = (
        '<fulltext-document xmlns="http://www.epo.org/fulltext"><bibliographic-data><publication-reference data-format="docdb">'
        "<document-id><country>{}</country><doc-number>9900001</doc-number><kind>A1</kind></document-id>"
        "</publication-reference></bibliographic-data>"
        '<description lang="EN"><p>SAMPLE BOXES AND\nTHEIR USES\nFIELD OF THE INVENTION\n[0001] The boxes are small.</p></description>'
        "</fulltext-document>"
    )
    (wo,) = read(tmp_path, text.format("WO"))
    (ep,) = read(tmp_path, text.format("EP"))
    assert wo.title == "SAMPLE BOXES AND THEIR USES"
    assert patent(ep).titles == ()  # only PCT descriptions must open with the title
    assert any(section.number == "0001" for section in wo.sections)


def test_an_ep_document_with_b_tags(tmp_path: Path) -> None:
    text = """<ep-patent-document lang="en" country="EP" doc-number="9900001" kind="B1" date-publ="20060607">
      <SDOBI><B100><B110>9900001</B110><B130>B1</B130><B140><date>20060607</date></B140><B190>EP</B190></B100>
      <B200><B210>04990001.8</B210><B220><date>20041029</date></B220></B200>
      <B300><B310>516001 P</B310><B320><date>20031031</date></B320><B330><ctry>US</ctry></B330></B300>
      <B400><B450><date>20060607</date></B450></B400>
      <B500><B510EP><classification-ipcr><text>C07D 403/04        20060101AFI20050526BHEP</text></classification-ipcr></B510EP>
      <B540><B541>de</B541><B542>PROBEN</B542><B541>en</B541><B542>SAMPLES</B542></B540></B500>
      <B700><B720><B721><snm>DOE, Jane</snm></B721></B720><B730><B731><snm>Sample Inc.</snm></B731></B730></B700></SDOBI>
      <description lang="en"><heading>FIELD</heading><p num="0001">Samples.</p></description>
      <claims lang="en"><claim num="0001"><claim-text>A sample.</claim-text></claim></claims></ep-patent-document>"""
    (document,) = read(tmp_path, text)
    record = patent(document)
    assert (record.publication_number, record.application_number) == ("EP9900001B1", "EP04990001.8")
    assert (record.filing_date, record.grant_date) == (date(2004, 10, 29), date(2006, 6, 7))
    assert record.priorities[0].country == "US"
    assert record.priorities[0].on == date(2003, 10, 31)
    assert document.title == "SAMPLES"
    assert record.patent_type is PatentType.INVENTION


def test_a_patsnap_export(tmp_path: Path) -> None:
    fields = {
        "Patent Number": "EP9900001A1",
        "Application Number": "EP1999900001",
        "Title": "SAMPLE BOX",
        "Abstract": "A box for samples.",
        "Application Date": "1999-10-06",
        "Publication Date": "2001-12-28",
        "All IPC": "G06F15/70 | G06F15/68",
        "Family Members": "WO2001018470A1 | EP9900001A1",
        "Priority Country": "US | US",
        "Priority Number": "848001 | 860001",
        "Priority Date": "1998-03-10 | 1998-03-31",
        "Assignee(s)": "SAMPLE, INC. | OTHER, INC.",
        "Inventor(s)": "DOE, JANE",
        "Agent/Attorney": "Sample & Sample",
    }
    inner = "".join(f'<str name="{k}">\n\t{v.replace("&", "&amp;")}\n</str>' for k, v in fields.items())
    (document,) = read(tmp_path, f"<doc>{inner}</doc>")
    record = patent(document)
    assert (record.publication_number, record.application_number) == ("EP9900001A1", "EP99900001")
    assert [owner.names[0].text for owner in record.owners] == ["SAMPLE, INC.", "OTHER, INC."]
    assert record.family_members == ("WO2001018470A1",)
    assert [priority.on for priority in record.priorities] == [date(1998, 3, 10), date(1998, 3, 31)]
    assert record.ipc == ("G06F15/70", "G06F15/68")
    assert "Agent/Attorney: Sample & Sample" in document.text


def test_a_doc_of_something_else_is_unknown(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        read(tmp_path, '<doc><str name="colour">red</str></doc>')
    assert caught.value.code == "unknown_xml"
