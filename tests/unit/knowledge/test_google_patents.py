"""Saved Google Patents pages: texts, claims, estimates kept apart, translations beside their originals."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from file_factory import write

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers import read_file
from knowledge.readers.sniffing import Format, sniff
from knowledge.types import EventKind, Language, LicenceType, PassageKind, PatentRecord

PAGE = """<!DOCTYPE html><html lang="en"><head><title>CN199900001B - Google Patents</title>
<link rel="canonical" href="https://patents.google.com/patent/CN199900001B/zh">
<meta name="citation_patent_number" content="CN:199900001:B"></head><body><search-app><article>
<span itemprop="title">一种样品盒
  </span><dl><dd itemprop="publicationNumber">CN199900001B</dd></dl>
<dd itemprop="applicationNumber">CN201919990001.5A</dd>
<dd itemprop="legalStatusIfi" itemscope><span itemprop="status">Active</span></dd>
<dd itemprop="inventor" repeat>张三</dd><dd itemprop="inventor" repeat>李四</dd>
<dd itemprop="assigneeCurrent" repeat> 示例大学A </dd><dd itemprop="assigneeOriginal" repeat>示例研究所</dd>
<dd><time itemprop="priorityDate" datetime="2019-03-12">2019-03-12</time></dd>
<dd><time itemprop="filingDate" datetime="2019-03-12">2019-03-12</time></dd>
<dd><time itemprop="publicationDate" datetime="2021-08-10">2021-08-10</time></dd>
<dd itemprop="events" itemscope><time itemprop="date" datetime="2039-03-12">2039-03-12</time>
 <span itemprop="title">Anticipated expiration</span></dd>
<ul itemprop="classifications" itemscope><li itemprop="classifications" itemscope><span itemprop="Code">H01M</span>
 <meta itemprop="IsCPC" content="true"></li><li itemprop="classifications" itemscope><span itemprop="Code">H01M10/54</span>
 <meta itemprop="Leaf" content="true"><meta itemprop="IsCPC" content="true"></li></ul>
<section itemprop="abstract" itemscope><h2>Abstract</h2><div itemprop="content" html>
 <abstract lang="ZH"><div num="0001" class="abstract">本发明公开了一种样品盒。</div></abstract></div></section>
<section itemprop="description" itemscope><h2>Description</h2><div itemprop="content" html><div lang="ZH" class="description">
 <div id="p0001" num="0001" class="description-paragraph">技术领域</div>
 <div id="p0002" num="0002" class="description-paragraph">本发明涉及样品盒。</div></div></div></section>
<section itemprop="claims" itemscope><h2>Claims (<span itemprop="count">2</span>)</h2><div itemprop="content" html>
 <div lang="ZH" class="claims"><div class="claim"><div id="zh-cl0001" num="0001" class="claim">
 <div class="claim-text">1.一种样品盒，包括：</div><div class="claim-text">盒体；</div></div></div>
 <div class="claim-dependent"><div id="zh-cl0002" num="0002" class="claim"><div class="claim-text">
 <claim-ref idref="zh-cl0001"> </claim-ref></div><div class="claim-text">2.如权利要求1所述的样品盒。</div></div></div></div></div></section>
<table><tr itemprop="docdbFamily" itemscope><td><span itemprop="publicationNumber">EP9900001A1</span></td></tr>
<tr itemprop="docdbFamily" itemscope><td><span itemprop="publicationNumber">CN199900001B</span></td></tr></table>
<table><tr itemprop="similarDocuments" itemscope><td><span itemprop="publicationNumber">US9990009B2</span></td></tr></table>
<table><tr itemprop="legalEvents" itemscope><td><time itemprop="date" datetime="2021-08-10">2021-08-10</time></td>
 <td itemprop="code">GR01</td><td itemprop="title">Patent grant</td><td></td></tr>
<tr itemprop="legalEvents" itemscope><td><time itemprop="date" datetime="2023-02-07">2023-02-07</time></td><td itemprop="code">EE01</td>
 <td itemprop="title">Entry into force of recordation of patent licensing contract</td><td>
 <p itemprop="attributes" itemscope><strong itemprop="label">Assignee</strong>:<span itemprop="value">示例科技有限公司</span></p>
 <p itemprop="attributes" itemscope><strong itemprop="label">License type</strong>:<span itemprop="value">Exclusive License</span></p>
 </td></tr></table></article></search-app></body></html>"""


def read(folder: Path, page: str) -> ReadDocument:
    (document,) = read_file(write(folder, "page.html", page))
    return document


def patent(document: ReadDocument) -> PatentRecord:
    assert isinstance(document.record, PatentRecord)
    return document.record


def test_the_page_is_known_by_its_content(tmp_path: Path) -> None:
    assert sniff(write(tmp_path, "saved.htm", PAGE)) is Format.GOOGLE_PATENTS
    assert (
        sniff(write(tmp_path, "other.html", "<!DOCTYPE html><html><body><p>1</p></body></html>"))
        is Format.HTML
    )


def test_numbers_dates_and_names(tmp_path: Path) -> None:
    record = patent(read(tmp_path, PAGE))
    assert (record.publication_number, record.application_number) == ("CN199900001B", "CN201919990001.5")
    assert (record.filing_date, record.grant_date) == (date(2019, 3, 12), date(2021, 8, 10))
    assert [owner.names[0].text for owner in record.owners] == ["示例大学A"]
    assert record.inventors == ("张三", "李四")
    assert record.cpc == ("H01M10/54",)
    assert record.titles[0].text == "一种样品盒"


def test_claims_refer_to_each_other_and_paragraphs_have_headings(tmp_path: Path) -> None:
    document = read(tmp_path, PAGE)
    claims = [s for s in document.sections if s.kind is PassageKind.CLAIM]
    assert [(s.number, s.depends_on) for s in claims] == [("1", ()), ("2", ("1",))]
    assert document.text[claims[0].start : claims[0].end] == "1.一种样品盒，包括：\n盒体；"
    (paragraph,) = [s for s in document.sections if s.kind is PassageKind.PARAGRAPH]
    assert (paragraph.number, paragraph.headings) == ("0002", ("技术领域",))


def test_the_family_is_not_the_similar_documents(tmp_path: Path) -> None:
    assert patent(read(tmp_path, PAGE)).family_members == ("EP9900001A1",)


def test_an_estimate_is_no_register_entry(tmp_path: Path) -> None:
    document = read(tmp_path, PAGE)
    assert [event.kind for event in patent(document).events] == [
        EventKind.GRANTED,
        EventKind.LICENCE_RECORDED,
    ]
    assert patent(document).register_checked_on is None
    assert "推测" in next(line for line in document.text.splitlines() if line.endswith("Active"))
    assert "2039-03-12" in document.text


def test_a_recorded_licence_keeps_party_and_type(tmp_path: Path) -> None:
    licence = patent(read(tmp_path, PAGE)).events[1]
    assert licence.party is not None
    assert licence.party.names[0].text == "示例科技有限公司"
    assert licence.licence_type is LicenceType.EXCLUSIVE


def test_a_translated_page_keeps_both_languages_apart(tmp_path: Path) -> None:
    translated = PAGE.replace(
        "2.如权利要求1所述的样品盒。",
        '<span class="notranslate"><span class="google-src-text">2.如权利要求1所述的样品盒。</span>'
        "2. The sample box of claim 1.</span>",
    ).replace(
        '<div class="claim-text">1.一种样品盒，包括：</div><div class="claim-text">盒体；</div>',
        '<div class="claim-text"><span class="google-src-text">1.一种样品盒，包括盒体。</span>1. A sample box with a body.</div>',
    ).replace('<div lang="ZH" class="claims">', '<div lang="EN" class="claims">')  # fmt: skip
    document = read(tmp_path, translated)
    claims = [s for s in document.sections if s.kind is PassageKind.CLAIM]
    texts = {(s.language, s.number): document.text[s.start : s.end] for s in claims}
    assert texts[(Language.EN, "1")] == "1. A sample box with a body."
    assert texts[(Language.ZH, "2")] == "2.如权利要求1所述的样品盒。"


def test_a_page_without_texts_is_refused(tmp_path: Path) -> None:
    empty = '<!DOCTYPE html><html><body><dd itemprop="publicationNumber"></dd><p>Not found</p></body></html>'
    with pytest.raises(ReadError) as caught:
        read(tmp_path, empty)
    assert caught.value.code == "no_records"
