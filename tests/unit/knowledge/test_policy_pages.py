"""Government pages as people save them: what they say about themselves, their tables and attachments, and no site around."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers import read_file
from knowledge.readers.web.page_chrome import is_chrome
from knowledge.types import Kind, PassageKind, PolicyLevel, PolicyRecord

CHROME = """
<div class="top"><a href="/">首页</a> <a href="/a">政务公开</a> <a href="/b">政务服务</a> <a href="/c">互动交流</a></div>
<div class="curb">当前位置：<a href="/">首页</a> &gt; <a href="/gfxwj">规范性文件</a></div>
"""
FOOTER = """
<div class="bar">【打印】【关闭窗口】</div><p>扫一扫在手机打开当前页</p>
<div>示例市人民政府 版权所有 主办单位：示例市政府办公室 网站标识码：1234567890 示ICP备00000000号-1 示公网安备 00000000000000号</div>
"""
BODY = """
<p style="text-align:center">示财规字〔2024〕7号</p>
<p>各区人民政府，市政府各部门：</p>
<p>现将《示例市专利转化资助办法》印发给你们，请认真组织实施，执行中的问题请向我局反映。</p>
<p>示例市财政局</p><p>示例市科学技术局</p><p>2024年3月14日</p>
<p>第一条 为了促进专利转化运用，规范资助资金的管理和使用，制定本办法。</p>
<p>第二条 资助标准按下表执行，由科学技术部门逐年公布。</p>
<table><tr><th rowspan="2">类别</th><th colspan="2">金额（万元）</th></tr><tr><th>首年</th><th>次年</th></tr>
<tr><td rowspan="2">高校</td><td>10</td><td>5</td></tr><tr><td>8</td><td>4</td></tr></table>
<p>第三条 本办法自2024年4月1日起施行，有效期五年。《示例市专利资助暂行办法》（示财规字〔2019〕2号）同时废止。</p>
"""
TITLE = "示例市财政局 示例市科学技术局关于印发示例市专利转化资助办法的通知"


def page(body: str = BODY, *, head: str = "", before: str = "", after: str = "", title: str = TITLE) -> str:
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title} - 示例市人民政府门户网站</title>"
        f"<meta name='SiteDomain' content='www.example.gov.cn'>{head}</head><body>{CHROME}{before}"
        f"<h1>{title}</h1><div class='info_cont'>{body}</div>{after}{FOOTER}</body></html>"
    )


def read(tmp_path: Path, text: str, name: str = "page.html") -> ReadDocument:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    (document,) = read_file(path)
    return document


def policy(document: ReadDocument) -> PolicyRecord:
    assert isinstance(document.record, PolicyRecord)
    return document.record


def test_what_a_page_says_in_its_text(tmp_path: Path) -> None:
    record = policy(read(tmp_path, page()))
    assert record.title == TITLE
    assert record.issuer == "示例市财政局 示例市科学技术局"
    assert record.document_number == "示财规字〔2024〕7号"
    assert (record.date_issued, record.effective_from) == (date(2024, 3, 14), date(2024, 4, 1))
    assert record.effective_to == date(2029, 3, 31)
    assert (record.level, record.region) == (PolicyLevel.LOCAL, "示例市")
    (ended,) = record.repeals
    assert (ended.title, ended.document_number) == ("示例市专利资助暂行办法", "示财规字〔2019〕2号")


def test_the_labelled_fields_of_a_page_go_before_its_words(tmp_path: Path) -> None:
    labels = (
        "<table><tr><td>索引号：</td><td>X1/2024-1</td><td>文　　号：</td><td>示财规字〔2024〕7号</td></tr>"
        "<tr><td>实施日期：</td><td>2024年05月01日</td><td>失效日期：</td><td>2027年04月30日</td></tr>"
        "<tr><td>有效性：</td><td>有效</td><td>成文日期：</td><td>2024-03-15</td></tr></table>"
    )
    record = policy(read(tmp_path, page(before=labels)))
    assert (record.date_issued, record.effective_from) == (date(2024, 3, 15), date(2024, 5, 1))
    assert record.effective_to == date(2027, 4, 30)
    assert record.status_note == "有效"


def test_the_day_of_printing_is_the_first_day(tmp_path: Path) -> None:
    body = (
        "<p>示府办规〔2022〕13号</p><p>现将办法印发给你们，请认真组织实施，执行中的问题请向市民政局反映。</p>"
        "<p>示例市人民政府办公厅</p><p>2022年9月6日</p><p>第一条 为了试验，制定本办法，本市各区遵照执行。</p>"
        "<p>第二条 本办法自印发之日起施行，有效期至2026年12月31日。</p><p>示例市人民政府办公厅秘书处 2022年9月13日印发</p>"
    )
    record = policy(read(tmp_path, page(body, title="示例市人民政府办公厅关于印发示例市服务管理办法的通知")))
    assert (record.date_issued, record.effective_from) == (date(2022, 9, 6), date(2022, 9, 13))
    assert record.effective_to == date(2026, 12, 31)
    assert record.lineage == "示例市服务管理办法"


def test_the_day_online_stands_in_where_the_text_has_no_date(tmp_path: Path) -> None:
    body = "<p>" + "本市居民可以在网上查询补贴的发放情况和发放标准，也可以到街道办理。" * 4 + "</p>"
    record = policy(read(tmp_path, page(body, head="<meta name='PubDate' content='2026-02-26 10:19'>")))
    assert record.date_issued == date(2026, 2, 26)
    assert record.effective_from is None


def test_the_site_stays_out(tmp_path: Path) -> None:
    text = read(tmp_path, page()).text
    for words in ("首页", "当前位置", "打印", "关闭窗口", "扫一扫", "版权所有", "ICP备", "网站标识码"):
        assert words not in text
    assert text.startswith(TITLE)
    assert "第三条 本办法自2024年4月1日起施行" in text


def test_a_cell_over_several_rows_stands_in_each(tmp_path: Path) -> None:
    document = read(tmp_path, page())
    (table,) = (section for section in document.sections if section.kind is PassageKind.TABLE)
    assert document.text[table.start : table.end].split("\n") == [
        "类别 | 金额（万元） | ",
        "类别 | 首年 | 次年",
        "高校 | 10 | 5",
        "高校 | 8 | 4",
    ]


def test_a_table_that_only_lays_the_page_out_is_text(tmp_path: Path) -> None:
    body = f"<table><tr><td>{BODY}</td></tr></table>"
    document = read(tmp_path, page(body))
    assert "第一条 为了促进专利转化运用，规范资助资金的管理和使用，制定本办法。" in document.text.split("\n")
    assert sum(section.kind is PassageKind.TABLE for section in document.sections) == 1


def test_attachments_are_listed_by_name(tmp_path: Path) -> None:
    files = (
        "<div class='fj'><p>相关附件</p><ul>"
        + "".join(f"<li><a href='/f/{n}.doc'>附件{n}：申请表之{n}.doc</a></li>" for n in range(1, 6))
        + "</ul></div>"
    )
    text = read(tmp_path, page(after=files)).text
    assert all(f"附件{n}：申请表之{n}.doc" in text for n in range(1, 6))


@pytest.mark.parametrize(
    ("title", "source", "level"),
    [
        ("示例市专利资助常见问题解答", "示例市知识产权局", PolicyLevel.FAQ),
        ("《示例市专利转化资助办法》政策解读", "示例市知识产权局", PolicyLevel.GUIDANCE),
        ("专利资助怎么申领？一文说清", "示例市知识产权局", PolicyLevel.GUIDANCE),
        ("示例市专利转化资助办法公布", "示例日报", PolicyLevel.NEWS),
    ],
)
def test_pages_about_rules_are_not_rules(tmp_path: Path, title: str, source: str, level: PolicyLevel) -> None:
    body = "<p>" + "该办法自2024年4月1日起施行，符合条件的单位可以按规定提出申请。" * 4 + "</p>"
    document = read(tmp_path, page(body, title=title, head=f"<meta name='ContentSource' content='{source}'>"))
    assert document.kind is Kind.POLICY
    assert policy(document).level is level
    assert policy(document).lineage != "示例市专利转化资助办法"
    if level in (PolicyLevel.NEWS, PolicyLevel.FAQ):
        assert policy(document).effective_from is None


def test_questions_and_answers_are_recognised_by_their_pairs(tmp_path: Path) -> None:
    pairs = "".join(f"<p>{n}.怎样申请第{n}项资助？</p><p>答：登录系统提交材料。</p>" for n in range(1, 5))
    record = policy(read(tmp_path, page(pairs, title="示例市专利资助业务说明")))
    assert record.level is PolicyLevel.FAQ


def test_a_page_that_a_page_saver_turned_into_markdown(tmp_path: Path) -> None:
    links = "\n".join(f"*   [栏目{n}](http://www.example.gov.cn/{n})" for n in range(20))
    text = (
        "Title: 示例市开展专利服务月活动 - 示例市人民政府门户网站\n\nURL Source: http://www.example.gov.cn/x.html\n\n"
        f"Markdown Content:\n[登录](http://a)\n\n{links}\n\n# 示例市开展专利服务月活动\n\n"
        "发表时间：**2025-03-28 16:55:56**信息来源：**市知识产权局**浏览量：**-**\n\n"
        "本市今年继续开展专利服务月活动，组织服务机构走进企业，帮助企业对接高校专利。\n\n"
        f"[打印](javascript:window.print();)[关闭](javascript:void(0);)\n\n{links}\n\n示ICP备00000000号-1\n"
    )
    document = read(tmp_path, text, "saved.md")
    assert document.title == "示例市开展专利服务月活动"
    assert policy(document).date_issued == date(2025, 3, 28)
    assert "栏目" not in document.text
    assert "打印" not in document.text
    assert "ICP" not in document.text
    assert "走进企业" in document.text


def test_a_file_of_page_marks_alone_has_no_text(tmp_path: Path) -> None:
    path = tmp_path / "scan.txt"
    path.write_text("".join(f"\n===PAGE {n}===\n" for n in range(1, 9)), encoding="utf-8")
    with pytest.raises(ReadError) as caught:
        list(read_file(path))
    assert caught.value.code == "no_text"


@pytest.mark.parametrize(
    "line",
    ["【打印】【关闭窗口】", "分享到：", "当前位置：首页 > 政策", "字体：大 中 小", "浏览次数：-", "示ICP备12345号-1", "上一篇：无", "Print | Share"],
)  # fmt: skip
def test_lines_of_a_site(line: str) -> None:
    assert is_chrome(line)


@pytest.mark.parametrize(
    "line",
    ["申请人应当扫码查看办事指南，并在五个工作日内提交材料。", "第一条 为了规范打印和分享个人信息的行为，制定本办法。", "打印费由申请人承担", "主办单位应当办理备案。"],
)  # fmt: skip
def test_lines_of_a_text(line: str) -> None:
    assert not is_chrome(line, edge=False)
