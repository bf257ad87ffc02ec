"""licences: contracts from files, what falls due, who saw to it; for officers alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from command_line import CommandLine

CONTRACT: dict[str, Any] = {
    "licensors": ["示例大学A"], "licensee": "北岭电池公司", "patents": ["CN199900001B"], "licence_type": "non_exclusive",
    "effective_from": "2000-01-31", "term_end": "2040-01-30",
    "duties": [{"kind": "upfront", "amount": "20万元", "first": "2000-02-29"}, {"kind": "royalty", "words": "3 %", "first": "2000-12-31", "every_months": 12, "until": "2001-12-31"}],
}  # fmt: skip


def written(folder: Path, **more: object) -> str:
    path = folder / "contract.json"
    path.write_text(json.dumps({**CONTRACT, **more}, ensure_ascii=False), "utf-8")
    return path.name


def test_a_contract_is_entered_seen_to_changed_and_ended(own: CommandLine) -> None:
    officer = ("--as", "officer", "--json")
    added = own("licences", "add", written(own.folder), *officer)
    assert added.code == 0, added.err
    name = added.json["licence_id"]
    assert [(one["due"], one["state"]) for one in added.json["reminders"][:3]] == [
        ("2000-02-29", "overdue"), ("2000-04-30", "overdue"), ("2000-12-31", "overdue"),
    ]  # fmt: skip
    done = own("licences", "done", name, "recordal", "--remark", "filed", *officer)
    assert [one["done_by"] for one in done.json["reminders"] if one["kind"] == "recordal"] == ["cli:officer"]
    changed = own("licences", "change", name, written(own.folder, territory="中国"), "--reason", "read again", *officer)  # fmt: skip
    assert changed.json["contract"]["territory"] == "中国"
    assert [step["act"] for step in changed.json["history"]] == ["added", "done", "changed"]
    quiet = own("licences", "reminders", "--on", "2000-05-01", *officer)
    assert (quiet.json["reminders"], quiet.json["nothing_due_on"]) == ([], "2000-05-01")
    assert "nothing is due" in own("licences", "reminders", "--on", "2000-05-01", "--as", "officer").out
    for ending in ("ics", "xlsx", "csv"):
        assert own("licences", "export", "--out", f"out.{ending}", *officer).code == 0
        assert own("licences", "export", "--out", f"out.{ending}", *officer).json["error"]["code"] == "licence_file_exists"  # fmt: skip
    ended = own("licences", "end", name, "--mistake", "--reason", "entered twice", *officer)
    assert (ended.json["state"], ended.json["reminders"]) == ("mistaken", [])
    assert [one["licence_id"] for one in own("licences", "list", *officer).json["licences"]] == [name]


def test_files_that_hold_no_contract_are_told(own: CommandLine) -> None:
    (own.folder / "broken.yaml").write_text("a: [", "utf-8")
    for file, code in (
        ("broken.yaml", "licence_file"), (written(own.folder, fee=1), "licence_field"),
    ):  # fmt: skip
        assert own("licences", "add", file, "--as", "officer", "--json").json["error"]["code"] == code
    wrong = written(own.folder, licence_type="独占")
    assert own("licences", "add", wrong, "--as", "officer", "--json").json["error"]["code"] == "licence_code"  # fmt: skip


def test_only_officers_have_a_register(own: CommandLine) -> None:
    name = own("licences", "add", written(own.folder), "--as", "officer", "--json").json["licence_id"]
    for arguments in (("list",), ("show", name), ("reminders",), ("export", "--out", "x.csv")):
        refused = own("licences", *arguments)
        assert refused.code == 1
        assert "北岭" not in refused.out + refused.err
    assert "北岭" not in own("search", "北岭电池公司", "-k", "3").out
