"""Files as users have them: every format, wrong endings, odd encodings, and what cannot be read at all."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from file_factory import pdf, record, records_file, write, zip_file

from knowledge.errors import ReadError
from knowledge.protocols import FileReader, ReadDocument
from knowledge.readers import READERS, read_file, reader_for
from knowledge.types import (
    EventKind,
    Kind,
    Language,
    LicenceType,
    NoteKind,
    PassageKind,
    PatentRecord,
    PolicyLevel,
    PolicyRecord,
)

NOTICE = """示例市科技局关于印发示例办法的通知

示科规〔2025〕7号

各有关单位：

现将示例办法印发给你们。

第一条 为了试验，制定本办法。

第二条 专利权人可以申请补贴，每件一万元。

第三条 本办法自2025年6月1日起施行，有效期3年。

示例市科技局

2025年5月21日
"""


def only(path: Path) -> ReadDocument:
    (document,) = read_file(path)
    for section in document.sections:
        words = document.text[section.start : section.end]
        assert words == words.strip() != ""
    return document


def parts(document: ReadDocument, kind: PassageKind) -> list[tuple[str, str]]:
    return [(s.label, document.text[s.start : s.end]) for s in document.sections if s.kind is kind]


def assert_is_the_notice(document: ReadDocument) -> None:
    assert document.kind is Kind.POLICY
    assert document.language is Language.ZH
    assert document.title == "示例市科技局关于印发示例办法的通知"
    assert isinstance(document.record, PolicyRecord)
    assert document.record.document_number == "示科规〔2025〕7号"
    assert document.record.issuer == "示例市科技局"
    assert document.record.date_issued == date(2025, 5, 21)
    assert document.record.effective_from == date(2025, 6, 1)
    assert document.record.effective_to == date(2028, 5, 31)
    assert document.record.level is PolicyLevel.LOCAL
    articles = [s for s in document.sections if s.kind is PassageKind.ARTICLE]
    assert [(s.label, s.number) for s in articles] == [("第一条", "1"), ("第二条", "2"), ("第三条", "3")]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_a_text_file_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    assert_is_the_notice(only(write(tmp_path, "notice.txt", NOTICE, encoding)))


def test_line_ends_and_invisible_characters_do_not_stay(tmp_path: Path) -> None:
    spoiled = (
        NOTICE.replace("\n", "\r\n").replace("专利权人", "专利\u200b权\u00ad人").replace("示科", "\ufeff示科")
    )
    document = only(write(tmp_path, "notice.txt", spoiled))
    assert_is_the_notice(document)
    assert "专利权人可以申请" in document.text


def test_the_content_decides_not_the_ending(tmp_path: Path) -> None:
    page = f"<html><body><article>{''.join(f'<p>{line}</p>' for line in NOTICE.split(chr(10)))}</article></body></html>"
    assert_is_the_notice(only(write(tmp_path, "page.txt", page)))
    assert only(write(tmp_path, "page.html", NOTICE)).title == "示例市科技局关于印发示例办法的通知"
    renamed = records_file(tmp_path, record(), name="records.txt")
    assert only(renamed).kind is Kind.PATENT
    assert len(list(read_file(pdf(tmp_path, "scan.docx", [["A page of plain words in English here."]])))) == 1


def test_a_web_page_without_its_menus(tmp_path: Path) -> None:
    menu = "".join(f"<li><a href='/{n}'>栏目{n}</a></li>" for n in range(30))
    paragraphs = "".join(f"<p>{line}</p>" for line in NOTICE.split("\n") if line)
    page = (
        "<!DOCTYPE html><html><head><meta charset='gb2312'><title>通知-示例市政府网站</title>"
        "<meta name='ArticleTitle' content='示例市科技局关于印发示例办法的通知'></head><body>"
        f"<div class='header'><ul>{menu}</ul></div><script>alert(1)</script>"
        f"<div class='content'>{paragraphs}</div><div class='footer'>版权所有 示例市政府 ICP备1号</div></body></html>"
    )
    document = only(write(tmp_path, "page.html", page, "gb18030"))
    assert_is_the_notice(document)
    for chrome in ("栏目3", "alert", "版权所有"):
        assert chrome not in document.text


def test_word_documents_keep_headings_and_whole_tables_in_order(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("示例省专利转化实施方案", 0)
    made.add_heading("一、目标", 1)
    made.add_paragraph("到2027年完成一百项许可。")
    table = made.add_table(rows=0, cols=2)
    for left, right in (("指标", "数值"), ("许可数", "100"), ("金额", "5000万元")):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = left, right
    made.add_heading("二、保障", 1)
    made.add_paragraph("各地应当落实经费。")
    made.save(str(tmp_path / "plan.docx"))
    document = only(tmp_path / "plan.docx")
    assert document.title == "示例省专利转化实施方案"
    assert document.kind is Kind.POLICY
    assert parts(document, PassageKind.TABLE) == [("表1", "指标 | 数值\n许可数 | 100\n金额 | 5000万元")]
    assert [label for label, _ in parts(document, PassageKind.SECTION)] == ["一、目标", "二、保障"]
    assert document.text.index("许可数") < document.text.index("二、保障")


def test_a_pdf_without_its_running_lines(tmp_path: Path) -> None:
    subjects = ["valves", "pumps", "seals", "motors"]
    pages = [
        [
            "Sample Journal of Tests",
            f"Our findings about {name} read like this sentence which",
            f"goes on with {name} in a second line.",
            f"Page {n} of 4",
        ]
        for n, name in enumerate(subjects, start=1)
    ]
    document = only(pdf(tmp_path, "report.pdf", pages))
    assert "Sample Journal" not in document.text
    assert "Page 2 of 4" not in document.text
    assert (
        "Our findings about pumps read like this sentence which goes on with pumps in a second line."
        in document.text
    )


def test_markdown_without_a_header(tmp_path: Path) -> None:
    text = "# Team notes\n\nSome **bold** words and a [link](http://x.org).\n\n## Costs\n\n| item | CNY |\n|---|---|\n| test | 500 |\n"
    document = only(write(tmp_path, "notes.md", text))
    assert document.kind is Kind.OTHER
    assert document.title == "Team notes"
    assert "Some bold words and a link." in document.text
    assert parts(document, PassageKind.TABLE) == [("Table 1", "item | CNY\ntest | 500")]


HEADER = """+++
kind = "policy"
policy_id = "T-1"
lineage = "T"
language = "en"
title = "Test Measures"
jurisdiction = "CN"
document_number = "示〔2025〕1号"
level = "notice"
date_issued = 2025-05-21
effective_from = 2025-06-01
text_type = "digest"
+++
"""


def test_our_policy_files(tmp_path: Path) -> None:
    body = "# Test Measures: digest\n\n## Scope\n\nAll patents.\n\n## Article 5 Fees\n\nThe fee is CNY 100.\n\nIt is due yearly.\n"
    document = only(write(tmp_path, "t.md", HEADER + body))
    assert document.title == "Test Measures"
    assert isinstance(document.record, PolicyRecord)
    assert document.record.policy_id == "T-1"
    assert document.record.text_type.value == "digest"
    assert document.record.date_issued == date(2025, 5, 21)
    (article,) = [s for s in document.sections if s.kind is PassageKind.ARTICLE]
    assert (article.label, article.number) == ("Article 5", "5")
    assert (
        document.text[article.start : article.end] == "Article 5 Fees\nThe fee is CNY 100.\nIt is due yearly."
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (('level = "notice"', 'level = "decree"'), "level"),
        (("date_issued = 2025-05-21", 'date_issued = "May"'), "date_issued"),
        (('policy_id = "T-1"\n', ""), "policy_id"),
        (('language = "en"', 'language = "fr"'), "language"),
    ],
)
def test_a_wrong_policy_header_is_named(tmp_path: Path, change: tuple[str, str], field: str) -> None:
    with pytest.raises(ReadError) as caught:
        only(write(tmp_path, "t.md", HEADER.replace(*change) + "# T\n\nText.\n"))
    assert caught.value.code == "bad_front_matter"
    assert caught.value.fields["field"] == field


def test_a_law_as_markdown(tmp_path: Path) -> None:
    text = (
        "# 示例市试验条例\n\n2011年5月27日 示例市第十一届人民代表大会常务委员会第二十四次会议通过\n\n"
        "2018年1月23日 示例市第十二届人民代表大会常务委员会第三十五次会议《关于修改〈示例市试验条例〉的决定》修正\n\n"
        "<!-- INFO END -->\n\n## 第一章 总则\n\n第一条 为了试验，制定本条例。\n\n第二条 前款所称试验：\n\n（一）甲；\n\n（二）乙。\n\n"
        "## 第二章 附则\n\n第三条 本条例自2011年10月1日起施行。\n"
    )
    document = only(write(tmp_path, "示例市试验条例(2018-01-23).md", text))
    assert isinstance(document.record, PolicyRecord)
    assert document.record.issuer == "示例市人民代表大会常务委员会"
    assert document.record.region == "示例市"
    assert document.record.date_issued == date(2018, 1, 23)
    assert document.record.effective_from is None  # the text tells only when its first version began
    articles = {s.label: s for s in document.sections if s.kind is PassageKind.ARTICLE}
    second = articles["第二条"]
    assert document.text[second.start : second.end].endswith("（二）乙。")
    assert second.headings == ("第一章 总则",)
    assert "INFO END" not in document.text


CNIPA_HEADER = "发明名称,申请号\u00ad,申请日,公开（公告）号,公开（公告）日,IPC分类号,申请（专利权）人,发明人,优先权日,CPC分类号\n"


def test_a_cnipa_export(tmp_path: Path) -> None:
    row = "一种试验阀,CN201919990092.2,2019.03.12,CN199900092B,2021.08.10,F16K 1/00; F16K 3/00,示例大学T; 示例公司U,张三; 李四,,\n"
    document = only(write(tmp_path, "export.csv", CNIPA_HEADER + row, "gb18030"))
    found = document.record
    assert isinstance(found, PatentRecord)
    assert found.publication_number == "CN199900092B"
    assert found.application_number == "CN201919990092.2"
    assert found.filing_date == date(2019, 3, 12)
    assert found.ipc == ("F16K1/00", "F16K3/00")
    assert [owner.name(Language.ZH) for owner in found.owners] == ["示例大学T", "示例公司U"]
    assert found.inventors == ("张三", "李四")


def test_an_incopat_workbook_with_licence_and_status(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(
        [
            "标题 (中文)",
            "公开(公告)号",
            "申请人",
            "专利有效性",
            "当前法律状态",
            "失效日",
            "被许可人",
            "许可类型",
            "许可合同备案日期",
            "首项权利要求",
            "合享价值度",
        ]
    )
    sheet.append(
        [
            "一种试验泵",
            "CN199900093B",
            "示例大学T",
            "失效",
            "未缴年费",
            "2024-05-01",
            "示例公司V",
            "独占许可",
            "2022-03-05",
            "1.一种试验泵，其特征在于，包括转子。",
            8,
        ]
    )
    book.save(tmp_path / "incopat.xlsx")
    document = only(tmp_path / "incopat.xlsx")
    found = document.record
    assert isinstance(found, PatentRecord)
    assert [(event.kind, event.on) for event in found.events] == [
        (EventKind.LICENCE_RECORDED, date(2022, 3, 5)),
        (EventKind.LAPSED_UNPAID_FEE, date(2024, 5, 1)),
    ]
    assert found.events[0].licence_type is LicenceType.EXCLUSIVE
    assert "专利有效性：失效" in document.text
    assert "合享价值度：8" in document.text
    assert parts(document, PassageKind.CLAIM)[0][1].startswith("1.一种试验泵")


def test_google_patents_exports_begin_with_their_search(tmp_path: Path) -> None:
    text = (
        "search URL:,https://patents.google.com/?q=valve\n"
        "id,title,assignee,inventor/author,priority date,filing/creation date,publication date,grant date,result link,representative figure link\n"
        'CN-110286864-A,Test valve,"Sample, Inc.",A. Person,2019-01-01,2019-02-02,2019-09-27,,https://x,https://y\n'
    )
    document = only(write(tmp_path, "gp.csv", text))
    found = document.record
    assert isinstance(found, PatentRecord)
    assert found.publication_number == "CN110286864A"
    assert found.filing_date == date(2019, 2, 2)
    assert found.owners[0].name(Language.EN) == "Sample, Inc."


def test_patsnap_lens_and_plain_english_columns(tmp_path: Path) -> None:
    patsnap = "公开(公告)号\t标题\t标题(译)(简体中文)\t[标]当前申请(专利权)人\tIPC分类号\t简单法律状态\nEP1000001A1\tTest valve\t试验阀\tUni A | Uni B\tF16K1/00 | F16K3/00\t有效\n"
    document = only(write(tmp_path, "patsnap.tsv", patsnap))
    assert isinstance(document.record, PatentRecord)
    assert [title.text for title in document.record.titles] == ["Test valve", "试验阀"]
    assert len(document.record.owners) == 2
    lens = "#,Jurisdiction,Kind,Display Key,Lens ID,Publication Date,Application Number,Application Date,Title,Abstract,Applicants,IPCR Classifications,Legal Status\n1,US,B2,US 10203551 B2,001,2019-02-12,US 201514,2015-01-05,Display,A display.,ONE CO;;TWO CO,G02F1/13;;G02F1/15,ACTIVE\n"
    document = only(write(tmp_path, "lens.csv", lens))
    assert isinstance(document.record, PatentRecord)
    assert document.record.publication_number == "US10203551B2"
    assert len(document.record.owners) == 2
    plain = 'id,title,text,ipc,assignee,pub_date\nEP0115517A1,Package,"A package. | 一种包装件，包括外壳和内衬。",B05B5/02 | B31F1/00,SAMPLE INC,1984-08-15\n'
    document = only(write(tmp_path, "plain.csv", plain))
    assert isinstance(document.record, PatentRecord)
    assert {abstract.language for abstract in document.record.abstracts} == {Language.EN, Language.ZH}


def test_any_other_table_keeps_its_header_with_every_group_of_rows(tmp_path: Path) -> None:
    rows = "".join(f"企业{n},{n}00万元\n" for n in range(1, 61))
    document = only(write(tmp_path, "企业名单.csv", "企业名称,营业收入\n" + rows))
    assert document.kind is Kind.OTHER
    groups = parts(document, PassageKind.TABLE)
    assert [label for label, _ in groups] == ["第2–26行", "第27–51行", "第52–61行"]
    assert all(text.startswith("企业名称 | 营业收入\n") for _, text in groups)


def test_the_text_of_a_patent_is_taken_apart(tmp_path: Path) -> None:
    text = (
        "(19)中华人民共和国国家知识产权局\n(12)发明专利\n(10)授权公告号 CN 199900094 B\n(45)授权公告日 2021.08.10\n(21)申请号 201919990094.1\n"
        "(22)申请日 2019.03.12\n(73)专利权人 示例大学T\n地址 示例路1号\n(72)发明人 张三 李四\n(51)Int.Cl.\nF16K 1/00(2006.01)\n(54)发明名称\n一种试验阀\n(57)摘要\n"
        "本发明公开了一种试验阀，包括阀体。\n权利要求书\n1.一种试验阀，其特征在于，包括阀体。\n2.根据权利要求1所述的试验阀，其特征在于，阀体为钢。\n说明书\n一种试验阀\n技术领域\n[0001] 本发明涉及阀门。\n背景技术\n[0002] 现有阀门容易泄漏。\n"
    )
    document = only(write(tmp_path, "patent.txt", text))
    found = document.record
    assert document.kind is Kind.PATENT
    assert isinstance(found, PatentRecord)
    assert document.title == "一种试验阀"
    assert found.publication_number == "CN199900094B"
    assert found.application_number == "CN201919990094.1"
    assert found.grant_date == date(2021, 8, 10)
    assert found.owners[0].name(Language.ZH) == "示例大学T"
    assert found.inventors == ("张三", "李四")
    assert found.ipc == ("F16K1/00",)
    assert [label for label, _ in parts(document, PassageKind.CLAIM)] == ["权利要求1", "权利要求2"]
    assert ("[0002]", "[0002] 现有阀门容易泄漏。") in parts(document, PassageKind.PARAGRAPH)


def test_an_english_patent_is_known_by_its_claims(tmp_path: Path) -> None:
    text = "TEST VALVE\n\nBACKGROUND\n\nValves leak.\n\nWhat is claimed is:\n\n1. A valve comprising a body.\n\n2. The valve of claim 1, wherein the body is steel.\n"
    document = only(write(tmp_path, "valve.txt", text))
    assert document.kind is Kind.PATENT
    assert [label for label, _ in parts(document, PassageKind.CLAIM)] == ["claim 1", "claim 2"]


def test_archives_are_folders(tmp_path: Path) -> None:
    nested = zip_file(tmp_path, "inner.zip", {"deep.txt": NOTICE.encode()})
    path = zip_file(
        tmp_path,
        "all.zip",
        {
            "政策/notice.txt": NOTICE.encode("gb18030"),
            "inner.zip": nested.read_bytes(),
            "logo.png": b"\x89PNG\r\n",
            "__MACOSX/._x": b"\0",
        },
    )
    assert [document.member for document in read_file(path)] == ["政策/notice.txt", "inner.zip#deep.txt"]


def test_tar_and_gzip(tmp_path: Path) -> None:
    path = tmp_path / "all.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        info = tarfile.TarInfo("../outside/notice.txt")
        info.size = len(NOTICE.encode())
        archive.addfile(info, io.BytesIO(NOTICE.encode()))
    assert only(path).title == "示例市科技局关于印发示例办法的通知"
    assert not (tmp_path.parent / "outside").exists()
    single = write(tmp_path, "notice.txt.gz", gzip.compress(NOTICE.encode()))
    assert_is_the_notice(only(single))


def encrypted(folder: Path) -> Path:
    return pdf(folder, "secret.pdf", [["x"]], encrypted=True)


def truncated(folder: Path) -> Path:
    whole = zip_file(folder, "whole.zip", {"a.txt": NOTICE.encode()}).read_bytes()
    return write(folder, "half.zip", whole[: len(whole) // 2])


def half_docx(folder: Path) -> Path:
    docx.Document().save(str(folder / "whole.docx"))
    return write(folder, "half.docx", (folder / "whole.docx").read_bytes()[:3000])


def entities(folder: Path) -> Path:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><w:document/>'
    return zip_file(folder, "bomb.docx", {"word/document.xml": bomb, "[Content_Types].xml": b"<Types/>"})


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda folder: write(folder, "empty.txt", b""), "empty_file"),
        (lambda folder: write(folder, "blank.md", b" \n\t\n\0"), "empty_file"),
        (lambda folder: write(folder, "bom.txt", b"\xef\xbb\xbf\n"), "empty_file"),
        (lambda folder: pdf(folder, "scan.pdf", [[], [], []]), "no_text_layer"),
        (encrypted, "encrypted"),
        (lambda folder: write(folder, "junk.pdf", b"%PDF-1.7\n" + b"\x00\xff" * 500), "damaged_pdf"),
        (truncated, "truncated_archive"),
        (half_docx, "truncated_archive"),
        (entities, "xml_entities"),
        (lambda folder: zip_file(folder, "none.zip", {"a.png": b"\x89PNG\r\n"}), "no_readable_member"),
        (lambda folder: write(folder, "junk.txt", bytes(range(256)) * 40), "not_text"),
        (lambda folder: write(folder, "x.png", b"\x89PNG\r\n\x1a\n"), "damaged_image"),
        (
            lambda folder: write(folder, "old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
            "old_office_format",
        ),
        (lambda folder: write(folder, "x.json", '{"a": 1}'), "unknown_format"),
        (lambda folder: write(folder, "x.json", '{"format": "patentbridge/patent-records@1", '), "bad_json"),
        (
            lambda folder: write(
                folder, "x.json", '{"format": "patentbridge/patent-records@9", "records": []}'
            ),
            "unknown_format",
        ),
        (lambda folder: write(folder, "x.jsonl", '{"a": 1}\n'), "unknown_format"),
        (lambda folder: write(folder, "x.xml", "<?xml version='1.0'?><patent/>"), "unknown_xml"),
        (lambda folder: write(folder, "x.md", "+++\nkind = \n+++\ntext"), "bad_front_matter"),
        (lambda folder: folder / "nowhere.txt", "missing"),
        (lambda folder: folder, "not_a_file"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(
    tmp_path: Path, make: Callable[[Path], Path], code: str
) -> None:
    path = make(tmp_path)
    with pytest.raises(ReadError) as caught:
        list(read_file(path))
    assert caught.value.code == code
    assert caught.value.fields["file"]


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    path = zip_file(tmp_path, "bomb.zip", {"a.txt": b"0" * 50_000_000})
    with pytest.raises(ReadError) as caught:
        list(read_file(path))
    assert caught.value.code == "too_large"


def test_every_reader_keeps_the_protocol() -> None:
    assert all(isinstance(reader, FileReader) for reader in READERS.values())
    suffixes = [suffix for reader in READERS.values() for suffix in reader.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in suffixes)


def test_reader_for_names_the_reader(tmp_path: Path) -> None:
    assert ".md" in reader_for(write(tmp_path, "a.md", "# T\n\ntext")).suffixes
    assert ".csv" in reader_for(write(tmp_path, "a.csv", "a,b\n1,2\n")).suffixes


def test_members_of_an_archive_that_cannot_be_read_are_noted(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("0.json", "{")
        archive.writestr("1.txt", NOTICE)
        archive.writestr("2.bin", bytes(range(256)) * 8)
    (document,) = read_file(path)
    assert [(note.kind, note.fields["member"]) for note in document.notes] == [
        (NoteKind.MEMBER_SET_ASIDE, "0.json"),
        (NoteKind.MEMBER_SET_ASIDE, "2.bin"),
    ]
    assert all(note.fields["code"] for note in document.notes)
