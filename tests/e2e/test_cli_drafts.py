"""The command line: a match summary and a letter are written to files; what is refused leaves no file; the audit has a line."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from command_line import CommandLine
from docx import Document

NEED = "我公司回收退役锂电池，希望引进废旧锂电池正极材料的低温再生方法，再生温度不高于350℃。"
NEED_EN = "We recycle spent lithium batteries and look for a low-temperature regeneration method for cathode material."
DAY = ("--as-of", "2026-11-24")


def drafting(
    run: CommandLine, kind: str, out: str, *options: str, need: str = NEED, patent: str = "CN199900001B"
) -> None:
    done = run("draft", kind, "--need", need, "--patent", patent, "--out", out, *DAY, *options)
    assert done.code == 0, done.err


@pytest.mark.parametrize(("language", "need", "font"), [("zh", NEED, "SimHei"), ("en", NEED_EN, "Calibri")])
@pytest.mark.parametrize("kind", ["summary", "letter"])
def test_a_word_file_has_styles_a_table_and_sources(
    shared: CommandLine, kind: str, language: str, need: str, font: str
) -> None:
    name = f"{kind}-{language}.docx"
    drafting(shared, kind, name, "--lang", language, need=need)
    path = Path(shared.folder) / name
    document = Document(str(path))
    styles = {p.style.name for p in document.paragraphs}
    assert {"Title", "Heading 1", "Normal"} <= styles
    assert document.core_properties.title
    assert document.core_properties.keywords == "CN199900001B"
    text = "\n".join(p.text for p in document.paragraphs)
    assert "CN199900001B" in text + "".join(c.text for t in document.tables for r in t.rows for c in r.cells)
    with ZipFile(path) as archive:
        body = archive.read("word/document.xml").decode()
        assert font in archive.read("word/styles.xml").decode()
    assert 'w:anchor="source_1"' in body
    assert 'w:name="source_1"' in body
    assert 'w:anchor="cited_1"' in body
    if kind == "summary":
        assert [t.style.name for t in document.tables] == ["Table Grid", "Table Grid"]
        assert "w:tblHeader" in body


def test_a_markdown_file_ends_in_its_sources(shared: CommandLine) -> None:
    drafting(shared, "summary", "s.md", "--lang", "zh")
    text = (Path(shared.folder) / "s.md").read_text(encoding="utf-8")
    assert text.startswith("# 匹配摘要")
    body, sources = text.split("## 来源")
    assert "| 企业要求 | 对照结果 | 专利文本依据 |" in body
    assert "30,000 元人民币" in body
    assert "[1] " in sources
    assert "虚构示例" in sources


def test_as_json_the_slots_say_what_backs_them(shared: CommandLine) -> None:
    done = shared(
        "draft",
        "letter",
        "--need",
        NEED,
        "--patent",
        "CN199900001B",
        "--lang",
        "zh",
        "--out",
        "j.md",
        *DAY,
        "--json",
    )
    assert done.code == 0
    slots = {slot["name"]: slot for slot in done.json["slots"]}
    assert slots["benefit"]["origin"] == "quote"
    assert slots["ask"]["origin"] == "fixed"
    cited = {c["marker"] for c in done.json["citations"]}
    assert {m for slot in slots.values() for m in slot["markers"]} == cited


def test_a_letter_that_may_not_be_written_leaves_no_file(shared: CommandLine) -> None:
    done = shared(
        "draft",
        "letter",
        "--need",
        NEED,
        "--patent",
        "CN199900002B",
        "--lang",
        "zh",
        "--out",
        "no.docx",
        *DAY,
        "--json",
    )
    assert done.code == 2
    assert done.json["error"]["code"] == "draft_gated"
    assert "终止" in done.json["error"]["message"]
    assert not (Path(shared.folder) / "no.docx").exists()


@pytest.mark.parametrize(
    ("patent", "out", "code"),
    [("CN100000000B", "a.md", 1), ("CN199900001B", "a.pdf", 2), ("CN-PL-2020", "a.md", 1)],
)
def test_what_cannot_be_drafted_is_told(shared: CommandLine, patent: str, out: str, code: int) -> None:
    done = shared("draft", "summary", "--need", NEED, "--patent", patent, "--lang", "zh", "--out", out, *DAY)
    assert done.code == code
    assert done.err.startswith("patentbridge: ")
    assert not (Path(shared.folder) / out).exists()


def test_a_file_that_exists_is_kept_unless_forced(shared: CommandLine) -> None:
    path = Path(shared.folder) / "kept.md"
    path.write_text("mine", encoding="utf-8")
    options = ("--need", NEED, "--patent", "CN199900001B", "--lang", "en", "--out", "kept.md", *DAY)
    assert shared("draft", "summary", *options).code == 2
    assert path.read_text(encoding="utf-8") == "mine"
    assert shared("draft", "summary", *options, "--force").code == 0
    assert path.read_text(encoding="utf-8") != "mine"


def test_the_audit_says_that_a_draft_was_written_and_none_of_its_words(own: CommandLine) -> None:
    drafting(own, "summary", "one.md", "--lang", "en", "--as", "officer", need=NEED_EN)
    done = own("audit", "list", "--json")
    assert done.code == 0, done.err
    lines = [
        line
        for line in done.json["lines"]
        if line["actor"] == "cli:officer" and line["action"] == "draft_written"
    ]
    assert len(lines) == 1
    assert lines[0]["outcome"] == "done"
    assert "lithium" not in done.out
