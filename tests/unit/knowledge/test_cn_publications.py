"""CNIPA publications of both standards, Japanese gazettes, ST.36 and ST.96: what a user finds in their records."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from file_factory import write

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers.xml import PatentXmlReader
from knowledge.types import Language, LocalText, NoteKind, PassageKind, PatentRecord, PatentType, Priority

OLD = """\ufeff<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="/show.xsl"?>
<cn-patent-document lang="ZH" country="CN">
 <cn-bibliographic-data>
  <cn-publication-reference><document-id><country>CN</country><doc-number>199900031</doc-number><kind>{kind}</kind>
   <date>20210810</date></document-id></cn-publication-reference>
  <application-reference appl-type="发明专利"><document-id><country>CN</country><doc-number>201919990031.6</doc-number>
   <date>20190312</date></document-id></application-reference>
  <priority-claims><priority-claim sequence="1" kind="international"><country>KR</country>
   <doc-number>10-2018-9900031</doc-number><date>20180401</date></priority-claim></priority-claims>
  <classifications-ipcr><classification-ipcr><text>H01M   10/54    (2006.01)</text></classification-ipcr>
   <classification-ipcr><section>B</section><class>02</class><subclass>C</subclass><main-group>18</main-group>
   <subgroup>14</subgroup></classification-ipcr></classifications-ipcr>
  <invention-title>一种电池破碎装置</invention-title>
  <abstract><p num="1">本发明公开了一种电池破<br/>
碎装置。</p></abstract>
  <cn-related-documents><cn-domestic-priority-claims><cn-domestic-priority-claim><substitution><relation><child-doc>
   <document-id><country>CN</country><doc-number>201829990031.1</doc-number><date>20180105</date></document-id>
   </child-doc></relation></substitution></cn-domestic-priority-claim></cn-domestic-priority-claims></cn-related-documents>
  <cn-parties>
   <cn-applicants><cn-applicant sequence="1"><addressbook lang="ZH"><name>示例大学</name><address><text>100000 示例市1号</text>
    </address></addressbook></cn-applicant></cn-applicants>
   <cn-inventors><cn-inventor sequence="1"><name>张示</name></cn-inventor><cn-inventor sequence="2"><name>李例</name></cn-inventor></cn-inventors>
   <cn-agents><cn-agent sequence="1" rep-type="agent"><cn-agency><name>示例代理公司 99999</name></cn-agency><name>王代</name></cn-agent></cn-agents>
  </cn-parties>
  <pct-or-regional-filing-data><document-id><country>KR</country><doc-number>PCT/KR2019/990031</doc-number><date>20190312</date></document-id></pct-or-regional-filing-data>
  <pct-or-regional-publishing-data><document-id><country>WO</country><doc-number>2019/990031</doc-number><date>20190912</date></document-id></pct-or-regional-publishing-data>
 </cn-bibliographic-data>
 <application-body lang="CN" country="CN">
  <description><invention-title>一种电池破碎装置</invention-title>
   <p num="0001">技术领域
		<br/></p>
   <p num="0002">本发明涉及电池回收。</p>
   <p num="0003">【背景技术】</p>
   <p num="0004">现有装置在5<br/>
分钟内完成破碎，背景技术见附图说明。</p>
   <p num="0005"><tables num="1"><table><tgroup><tbody><row><entry>转速</entry><entry>10<sup>3</sup></entry></row></tbody></tgroup></table></tables></p>
  </description>
  <claims><claim num="0001"><claim-text>1.一种电池破碎装置，包括机架。</claim-text><claim-text>机架上设有刀具。</claim-text></claim>
   <claim num="0002"><claim-text>2.根据权利要求1所述的装置，机架为钢。</claim-text></claim>
   <claim num="0003"><claim-text>3.根据权利要求1或2所述的装置。</claim-text></claim></claims>
 </application-body>
</cn-patent-document>"""

NEW = """<?xml version="1.0" encoding="utf-8" standalone="no"?>
<!DOCTYPE business:PatentDocumentAndRelated SYSTEM "/DTDS/x.dtd"[]>
<business:PatentDocumentAndRelated xmlns:base="http://www.sipo.gov.cn/XMLSchema/base" xmlns:business="http://www.sipo.gov.cn/XMLSchema/business"
 lang="zh" country="CN" docNumber="299900032" kind="U" datePublication="20200501">
 <business:BibliographicData>
  <business:PublicationReference dataFormat="standard"><base:DocumentID><base:WIPOST3Code>CN</base:WIPOST3Code>
   <base:DocNumber>299900032</base:DocNumber><base:Kind>U</base:Kind><base:Date>20200501</base:Date></base:DocumentID></business:PublicationReference>
  <business:ApplicationReference applType="20" dataFormat="standard"><base:DocumentID><base:WIPOST3Code>CN</base:WIPOST3Code>
   <base:DocNumber>202019009990032</base:DocNumber><base:Date>20190601</base:Date></base:DocumentID></business:ApplicationReference>
  <business:ApplicationReference applType="20" dataFormat="original"><base:DocumentID><base:WIPOST3Code>CN</base:WIPOST3Code>
   <base:DocNumber>201929990032.6</base:DocNumber><base:Date>20190601</base:Date></base:DocumentID></business:ApplicationReference>
  <business:PriorityDetails>
   <business:Priority dataFormat="original" sequence="1"><base:WIPOST3Code>JP</base:WIPOST3Code><base:DocNumber>2018-990032</base:DocNumber><base:Date>20180701</base:Date></business:Priority>
   <business:Priority dataFormat="standard" sequence="1"><base:WIPOST3Code>JP</base:WIPOST3Code><base:DocNumber>002018000990032</base:DocNumber><base:Date>20180701</base:Date></business:Priority>
  </business:PriorityDetails>
  <business:ClassificationIPCRDetails><business:ClassificationIPCR sequence="1"><business:Section>A</business:Section>
   <base:Text>A47G   19/22    (2006.01)</base:Text></business:ClassificationIPCR></business:ClassificationIPCRDetails>
  <business:InventionTitle lang="zh">一种保温杯</business:InventionTitle>
  <business:InventionTitle lang="en">Vacuum cup</business:InventionTitle>
  <business:RelatedDocuments><business:Division><business:DocumentsRelation><business:ParentDocument><base:DocumentID>
   <base:WIPOST3Code>CN</base:WIPOST3Code><base:DocNumber>201829990032.0</base:DocNumber><base:Date>20180102</base:Date></base:DocumentID>
   </business:ParentDocument></business:DocumentsRelation></business:Division></business:RelatedDocuments>
  <business:Parties><business:ApplicantDetails><business:Applicant sequence="1"><base:AddressBook lang="zh"><base:Name>示例杯业有限公司</base:Name>
   <base:Address><base:Text>0</base:Text></base:Address></base:AddressBook></business:Applicant></business:ApplicantDetails>
   <business:InventorDetails><business:Inventor><base:AddressBook><base:Name>赵杯</base:Name></base:AddressBook></business:Inventor></business:InventorDetails>
   <business:AgentDetails><business:Agent><business:Agency><base:AddressBook><base:OrganizationName>示例事务所 99998</base:OrganizationName></base:AddressBook></business:Agency>
   <base:AddressBook><base:Name>钱代</base:Name></base:AddressBook></business:Agent></business:AgentDetails></business:Parties>
 </business:BibliographicData>
 <business:Abstract lang="zh"><base:Paragraphs num="0001">本实用新型公开了一种保温杯。</base:Paragraphs><business:AbstractFigure><business:Figure><base:Image file="a.JPG"/></business:Figure></business:AbstractFigure></business:Abstract>
 <business:Description lang="zh"><business:InventionTitle id="t">一种保温杯</business:InventionTitle>
  <business:TechnicalField><base:Paragraphs id="p1">技术领域</base:Paragraphs><base:Paragraphs id="p2" num="n0001">本实用新型涉及杯具。</base:Paragraphs></business:TechnicalField>
  <business:InventionMode><base:Paragraphs id="p3" num="n0002">下面结合实施例说明。</base:Paragraphs></business:InventionMode></business:Description>
 <business:Claims lang="zh"><business:Claim num="0001"><business:ClaimText>1.一种保温杯，包括杯体。</business:ClaimText></business:Claim></business:Claims>
</business:PatentDocumentAndRelated>"""


def read(folder: Path, text: str) -> tuple[ReadDocument, PatentRecord]:
    (document,) = PatentXmlReader().read(write(folder, "x.xml", text))
    assert isinstance(document.record, PatentRecord)
    for section in document.sections:
        assert document.text[section.start : section.end].strip()
    return document, document.record


def claims(document: ReadDocument) -> list[tuple[str | None, tuple[str, ...], str]]:
    return [
        (section.number, section.depends_on, document.text[section.start : section.end])
        for section in document.sections
        if section.kind is PassageKind.CLAIM
    ]


def paragraphs(document: ReadDocument) -> list[tuple[str | None, tuple[str, ...], str]]:
    return [
        (section.number, section.headings, document.text[section.start : section.end])
        for section in document.sections
        if section.kind is PassageKind.PARAGRAPH
    ]


def test_the_old_standard_gives_every_field(tmp_path: Path) -> None:
    document, record = read(tmp_path, OLD.format(kind="B"))
    assert record.publication_number == "CN199900031B"
    assert record.application_number == "CN201919990031.6"
    assert record.patent_type is PatentType.INVENTION
    assert record.filing_date == date(2019, 3, 12)
    assert record.publication_date == record.grant_date == date(2021, 8, 10)
    assert record.priority_date == date(2018, 1, 5)
    assert [(one.country, one.on) for one in record.priorities] == [
        ("KR", date(2018, 4, 1)),
        ("CN", date(2018, 1, 5)),
    ]
    assert [party.name(Language.ZH) for party in record.owners] == ["示例大学"]
    assert record.inventors == ("张示", "李例")
    assert record.ipc == ("H01M10/54", "B02C18/14")
    assert record.family_members == ("WO2019990031",)
    assert record.abstracts[0].text == "本发明公开了一种电池破碎装置。"
    for line in (
        "代理机构：示例代理公司 99999",
        "代理人：王代",
        "PCT申请数据：PCT/KR2019/990031, 2019-03-12",
    ):
        assert line in document.text
    assert document.notes == ()


def test_an_application_is_not_granted(tmp_path: Path) -> None:
    _, record = read(tmp_path, OLD.format(kind="A"))
    assert record.publication_date == date(2021, 8, 10)
    assert record.grant_date is None


def test_claims_keep_their_lines_and_say_what_they_depend_on(tmp_path: Path) -> None:
    document, _ = read(tmp_path, OLD.format(kind="A"))
    assert claims(document) == [
        ("1", (), "1.一种电池破碎装置，包括机架。\n机架上设有刀具。"),
        ("2", ("1",), "2.根据权利要求1所述的装置，机架为钢。"),
        ("3", ("1", "2"), "3.根据权利要求1或2所述的装置。"),
    ]


def test_paragraphs_stand_under_the_headings_that_were_paragraphs(tmp_path: Path) -> None:
    document, _ = read(tmp_path, OLD.format(kind="A"))
    assert paragraphs(document) == [
        ("0002", ("技术领域",), "[0002] 本发明涉及电池回收。"),
        ("0004", ("【背景技术】",), "[0004] 现有装置在5分钟内完成破碎，背景技术见附图说明。"),
        ("0005", ("【背景技术】",), "[0005] 转速 | 10^3"),
    ]


def test_the_new_standard_gives_every_field(tmp_path: Path) -> None:
    document, record = read(tmp_path, NEW)
    assert record.publication_number == "CN299900032U"
    assert record.application_number == "CN201929990032.6"
    assert record.patent_type is PatentType.UTILITY_MODEL
    assert record.grant_date == date(2020, 5, 1)
    assert record.priorities == (Priority(number="JP2018990032", country="JP", on=date(2018, 7, 1)),)
    assert {local.language: local.text for local in record.titles} == {
        Language.ZH: "一种保温杯",
        Language.EN: "Vacuum cup",
    }
    assert record.titles[0].language is Language.ZH
    assert "分案原申请：CN 201829990032.0, 2018-01-02" in document.text
    assert "代理机构：示例事务所 99998" in document.text
    assert "申请人地址" not in document.text
    assert paragraphs(document) == [
        ("0001", ("技术领域",), "[0001] 本实用新型涉及杯具。"),
        ("0002", ("具体实施方式",), "[0002] 下面结合实施例说明。"),
    ]


def test_a_publication_without_its_text_says_what_is_missing(tmp_path: Path) -> None:
    start, end = OLD.index(" <application-body"), OLD.index("</cn-patent-document>")
    document, record = read(tmp_path, (OLD[:start] + OLD[end:]).format(kind="A"))
    assert record.titles == (LocalText(language=Language.ZH, text="一种电池破碎装置"),)
    (note,) = document.notes
    assert note.kind is NoteKind.PART_MISSING
    assert note.fields["parts"] == "claims, description"


GAZETTE = """<jp-official-gazette kind-of-jp="A" kind-of-st16="A" lang="ja" country="JP" xmlns:jp="http://www.jpo.go.jp">
<bibliographic-data lang="ja" country="JP"><publication-reference><document-id><country>JP</country><doc-number>2021999033</doc-number>
<kind>公開特許公報(A)</kind><date>20210318</date></document-id></publication-reference>
<application-reference><document-id><doc-number>2019999033</doc-number><date>20190911</date></document-id></application-reference>
<invention-title>密封蓋の製造方法</invention-title>
<parties><applicants-agents-article><applicants-agents><applicant><addressbook><name>株式会社例示</name></addressbook></applicant>
<agent><addressbook><name>例示  太郎</name></addressbook></agent></applicants-agents></applicants-agents-article>
<inventors><inventor><addressbook><name>見本  花子</name></addressbook></inventor></inventors></parties>
<classification-ipc><main-clsf>B65D  53/00        20060101AFI20210219BHJP</main-clsf></classification-ipc>
<classification-national><country>JP</country><main-clsf>B65D53/00 A</main-clsf></classification-national></bibliographic-data>
<description><technical-field><p num="0001">本発明は、密封蓋に関する。</p></technical-field>
<description-of-drawings><p num="0002"><figref num="1">蓋の斜視図である。</figref><figref num="2">断面図である。</figref></p></description-of-drawings></description>
<claims><claim num="1"><claim-text>蓋を成形する工程と、<br/>冷却する工程と、を備える方法。</claim-text></claim>
<claim num="2"><claim-text>樹脂からなる請求項１に記載の方法。</claim-text></claim>
<claim num="3"><claim-text>請求項１〜２のいずれか一項に記載の方法。</claim-text></claim></claims>
<abstract><p num="">【課題】漏れを防ぐ。<br/>【解決手段】蓋を冷却する。</p></abstract>
<written-amendment-group><description><technical-field><p num="0001">補正。</p></technical-field></description></written-amendment-group>
</jp-official-gazette>"""


def test_a_japanese_gazette_is_read_whole_and_named_as_japanese(tmp_path: Path) -> None:
    document, record = read(tmp_path, GAZETTE)
    assert record.jurisdiction == "JP"
    assert record.publication_number == "JP2021999033A"
    assert record.application_number == "JP2019999033"
    assert record.filing_date == date(2019, 9, 11)
    assert record.inventors == ("見本 花子",)
    assert record.ipc == ("B65D53/00",)
    assert document.title == "密封蓋の製造方法"
    assert "原文语言：日文（ja）" in document.text
    assert "FI：B65D53/00 A" in document.text
    assert "補正" not in document.text
    assert [(number, depends_on) for number, depends_on, _ in claims(document)] == [
        ("1", ()),
        ("2", ("1",)),
        ("3", ("1", "2")),
    ]
    assert claims(document)[0][2] == "1. 蓋を成形する工程と、\n冷却する工程と、を備える方法。"
    assert paragraphs(document)[1] == (
        "0002",
        ("図面の簡単な説明",),
        "[0002] 【図1】蓋の斜視図である。\n【図2】断面図である。",
    )


ST96 = """<?xml version="1.0"?><pat:PatentPublication xmlns:pat="http://www.wipo.int/standards/XMLSchema/ST96/Patent"
 xmlns:com="http://www.wipo.int/standards/XMLSchema/ST96/Common" com:languageCode="{code}">
<pat:BibliographicData><pat:PatentPublicationIdentification><com:IPOfficeCode>EP</com:IPOfficeCode><pat:PublicationNumber>3999034</pat:PublicationNumber>
<com:PatentDocumentKindCode>A1</com:PatentDocumentKindCode><com:PublicationDate>2021-02-03</com:PublicationDate></pat:PatentPublicationIdentification>
<pat:ApplicationIdentification><com:IPOfficeCode>EP</com:IPOfficeCode><com:ApplicationNumber><com:ApplicationNumberText>19999034</com:ApplicationNumberText></com:ApplicationNumber>
<pat:FilingDate>2019-08-02</pat:FilingDate></pat:ApplicationIdentification>
<pat:PriorityClaimBag><pat:PriorityClaim><com:IPOfficeCode>GB</com:IPOfficeCode><com:ApplicationNumber><com:ApplicationNumberText>1899034</com:ApplicationNumberText></com:ApplicationNumber>
<pat:FilingDate>2018-08-03</pat:FilingDate></pat:PriorityClaim></pat:PriorityClaimBag>
<pat:InventionTitleBag><pat:InventionTitle com:languageCode="en">Sealing lid</pat:InventionTitle><pat:InventionTitle com:languageCode="de">Dichtdeckel</pat:InventionTitle></pat:InventionTitleBag>
<pat:PartyBag><pat:ApplicantBag><pat:Applicant><com:Contact><com:Name><com:OrganizationName><com:OrganizationStandardName>Sample Lids Ltd</com:OrganizationStandardName></com:OrganizationName></com:Name></com:Contact></pat:Applicant></pat:ApplicantBag>
<pat:InventorBag><pat:Inventor><com:Contact><com:Name><com:PersonName><com:PersonStructuredName><com:FirstName>Ann</com:FirstName><com:LastName>Lid</com:LastName></com:PersonStructuredName></com:PersonName></com:Name></com:Contact></pat:Inventor></pat:InventorBag></pat:PartyBag>
<pat:PatentClassificationBag><pat:IPCRClassificationBag><pat:IPCRClassification><pat:PatentClassificationText>B65D 53/00</pat:PatentClassificationText></pat:IPCRClassification></pat:IPCRClassificationBag>
<pat:CPCClassificationBag><pat:MainCPC><pat:CPCClassification><pat:CPCSection>B</pat:CPCSection><pat:Class>65</pat:Class><pat:Subclass>D</pat:Subclass><pat:MainGroup>53</pat:MainGroup><pat:Subgroup>02</pat:Subgroup></pat:CPCClassification></pat:MainCPC></pat:CPCClassificationBag></pat:PatentClassificationBag>
</pat:BibliographicData>
<pat:Abstract com:languageCode="en"><com:P>A lid that seals a jar.</com:P></pat:Abstract>
<pat:Description com:languageCode="en"><pat:TechnicalField><com:P com:pNumber="0001">The invention relates to lids.</com:P></pat:TechnicalField></pat:Description>
<pat:Claims com:languageCode="en"><pat:Claim><pat:ClaimNumber>1</pat:ClaimNumber><pat:ClaimText>A lid of glass.</pat:ClaimText></pat:Claim>
<pat:Claim><pat:ClaimNumber>2</pat:ClaimNumber><pat:ClaimText>The lid of claim 1.</pat:ClaimText></pat:Claim></pat:Claims></pat:PatentPublication>"""


def test_st96_gives_every_field(tmp_path: Path) -> None:
    document, record = read(tmp_path, ST96.format(code="en"))
    assert record.publication_number == "EP3999034A1"
    assert record.jurisdiction == "EP"
    assert record.filing_date == date(2019, 8, 2)
    assert record.publication_date == date(2021, 2, 3)
    assert record.priority_date == date(2018, 8, 3)
    assert record.titles == (LocalText(language=Language.EN, text="Sealing lid"),)
    assert [party.name(Language.EN) for party in record.owners] == ["Sample Lids Ltd"]
    assert record.inventors == ("Ann Lid",)
    assert record.ipc == ("B65D53/00",)
    assert record.cpc == ("B65D53/02",)
    assert [(number, depends_on) for number, depends_on, _ in claims(document)] == [("1", ()), ("2", ("1",))]
    assert claims(document)[0][2] == "1. A lid of glass."
    assert paragraphs(document) == [("0001", ("Technical field",), "[0001] The invention relates to lids.")]


@pytest.mark.parametrize(
    ("root", "holds"),
    [("GIApplication", "geographical_indication"), ("TrademarkApplication", "trademark")],
)
def test_other_rights_are_set_aside_as_what_they_are(tmp_path: Path, root: str, holds: str) -> None:
    text = f'<a:{root} xmlns:a="http://www.wipo.int/standards/XMLSchema/ST96/Other"><a:Name>x</a:Name></a:{root}>'
    with pytest.raises(ReadError) as caught:
        list(PatentXmlReader().read(write(tmp_path, "x.xml", text)))
    assert caught.value.code == "not_a_patent"
    assert caught.value.fields["holds"] == holds


def test_an_office_without_a_reader_of_its_own_is_read_by_the_standard(tmp_path: Path) -> None:
    text = """<xx-patent-document lang="EN"><bibliographic-data><publication-reference><document-id><country>AU</country>
<doc-number>2019999035</doc-number><kind>A1</kind><date>20190902</date></document-id></publication-reference>
<invention-title lang="EN">A gate</invention-title></bibliographic-data>
<claims lang="EN"><claim num="1"><claim-text>1. A gate with a hinge.</claim-text></claim></claims></xx-patent-document>"""
    document, record = read(tmp_path, text)
    assert record.jurisdiction == "AU"
    assert record.publication_date == date(2019, 9, 2)
    assert document.title == "A gate"
    assert claims(document)[0][2] == "1. A gate with a hinge."


def test_a_list_of_contents_says_where_its_document_is(tmp_path: Path) -> None:
    contents = '<Application-body id="1999036"><Document><ExtRef FileName="DOC00001.xml"/></Document></Application-body>'
    path = write(tmp_path, "toc.xml", contents)
    with pytest.raises(ReadError) as caught:
        list(PatentXmlReader().read(path))
    assert caught.value.code == "contents_only"
    write(tmp_path, "DOC00001.xml", "<ep-patent-document/>")
    with pytest.raises(ReadError) as caught:
        list(PatentXmlReader().read(path))
    assert caught.value.code == "part_of_package"
    assert caught.value.fields["lead"] == "DOC00001.xml"


def test_a_japanese_st96_grant_is_read_like_a_gazette(tmp_path: Path) -> None:
    text = """<jppat:PatentGazette xmlns:jppat="http://www.jpo.go.jp/standards/XMLSchema/ST96/JPPatent"
 xmlns:pat="http://www.wipo.int/standards/XMLSchema/ST96/Patent" xmlns:com="http://www.wipo.int/standards/XMLSchema/ST96/Common" com:languageCode="ja">
<pat:BibliographicData><pat:PlainLanguageDesignationText>特許公報（Ｂ２）</pat:PlainLanguageDesignationText>
<pat:PatentGrantIdentification><com:IPOfficeCode>JP</com:IPOfficeCode><pat:PatentNumber>特許第6999036号</pat:PatentNumber><pat:GrantDate>2022-02-04</pat:GrantDate></pat:PatentGrantIdentification>
<pat:InventionTitle>密封蓋の構造</pat:InventionTitle></pat:BibliographicData>
<jppat:Body><pat:Claims><pat:Claim com:id="CLM-1"><pat:ClaimNumber>1</pat:ClaimNumber><pat:ClaimText>蓋と、<com:Br/>パッキンと、を備える構造。</pat:ClaimText></pat:Claim></pat:Claims></jppat:Body>
</jppat:PatentGazette>"""
    document, record = read(tmp_path, text)
    assert record.publication_number == "JP6999036B2"
    assert record.grant_date == date(2022, 2, 4)
    assert record.patent_type is PatentType.INVENTION
    assert document.title == "密封蓋の構造"
    assert claims(document)[0][2] == "1. 蓋と、\nパッキンと、を備える構造。"
