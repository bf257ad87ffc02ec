"""The command line: drafts are kept, changed, reviewed by a second officer and exported."""

from __future__ import annotations

import json
from pathlib import Path

from command_line import CommandLine
from docx import Document

NEED = "我公司回收退役锂电池，希望引进废旧锂电池正极材料的低温再生方法，再生温度不高于350℃。"
WRITE = ("drafts", "new", "letter", "--need", NEED, "--patent", "CN199900001B", "--lang", "zh", "--json")
FILLED = [
    part
    for name, text in (
        ("department", "转移转化中心"),
        ("reach", "025-12345678"),
        ("organisation", "示例大学"),
    )
    for part in ("--enter", f"{name}={text}")
]


def test_a_draft_is_reviewed_by_another_officer_and_exported(own: CommandLine) -> None:
    for name, role in (("admin", "admin"), ("li", "officer"), ("wang", "officer")):
        assert own("users", "add", name, "--role", role).code == 0
    made = own(*WRITE, "--as", "li")
    draft = made.json["draft_id"]
    refused = own("drafts", "edit", draft, "--set", "ask=费用 88,000 元", "--as", "li", "--json")
    assert (refused.code, refused.json["error"]["parts"]) == (2, {"ask": "value"})
    done = own(
        "drafts", "edit", draft, "--set", "ask=如有意，请回复。", "--enter", "person=王丽", "--as", "li"
    )
    assert done.out.split() == [draft, "draft", "v2"]
    diff = own("drafts", "diff", draft, "--as", "li").out
    assert "{+" in diff
    assert "(person): {+王丽+}" in diff
    assert own("drafts", "submit", draft, "--as", "li").code == 0
    own_approval = own("drafts", "approve", draft, "--as", "li", "--json")
    assert (own_approval.code, own_approval.json["error"]["code"]) == (1, "four_eyes")
    assert own("drafts", "export", draft, "--out", "open.md", "--as", "li").code == 0
    assert (Path(own.folder) / "open.md").read_text("utf-8").startswith("> 草稿（第 2 版，审核中）")
    assert own("drafts", "export", draft, "--out", "pack.json", "--as", "li").code == 2
    assert own("drafts", "return", draft, "--remark", "期限", "--as", "wang").code == 0
    own("drafts", "edit", draft, "--set", "ask=如有意，请回复，我们安排交流。", "--as", "li")
    own("drafts", "submit", draft, "--as", "li")
    open_places = own("drafts", "approve", draft, "--as", "wang", "--json")
    assert (open_places.code, open_places.json["error"]["code"]) == (2, "draft_places_open")
    own("drafts", "edit", draft, *FILLED, "--as", "li")
    own("drafts", "submit", draft, "--as", "li")
    approved = own("drafts", "approve", draft, "--as", "wang", "--json")
    assert (approved.json["state"], approved.json["version"]) == ("approved", 4)
    shown = own("drafts", "show", draft, "--as", "wang", "--json").json
    assert shown["approval"]["name"] == "wang"
    assert [step["act"] for step in shown["steps"]][-1] == "approved"
    assert own("drafts", "export", draft, "--out", "done.docx", "--as", "li").code == 0
    first = Document(str(Path(own.folder) / "done.docx")).paragraphs[0].text
    assert first.startswith("已批准（第 4 版）：wang，")
    assert own("drafts", "export", draft, "--out", "pack.json", "--as", "li").code == 0
    assert own("recheck", "pack.json", "--json").json["still_true"]
    assert own("drafts", "delete", draft, "--as", "li").code == 2
    lines = own("audit", "export", "--out", "audit.jsonl")
    assert lines.code == 0
    text = (Path(own.folder) / "audit.jsonl").read_text("utf-8")
    assert {"draft_written", "draft_edited", "draft_approved"} <= {
        json.loads(row)["action"] for row in text.splitlines()
    }
    assert "王丽" not in text


def test_for_others_there_are_no_drafts(own: CommandLine) -> None:
    draft = own(*WRITE, "--as", "officer").json["draft_id"]
    assert draft in own("drafts", "list", "--as", "officer").out
    for reader in ("sme", "admin", "policy"):
        assert own("drafts", "list", "--as", reader, "--json").json["error"]["code"] == "not_allowed"
        assert own("drafts", "show", draft, "--as", reader, "--json").json["error"]["code"] == "not_found"
        assert own(*WRITE, "--as", reader).code == 1
