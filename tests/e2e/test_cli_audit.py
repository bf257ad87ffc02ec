"""The audit and personal records on the command line: what a command leaves in them, and how they are read."""

from __future__ import annotations

import csv
import json
import sqlite3
from zipfile import ZipFile

from command_line import CommandLine

DAY = ("--as-of", "2026-11-24")
SECRET_WORDS = "火星熔炉"


def _lines(run: CommandLine, *options: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = run("audit", "list", *options, "--json").json["lines"]
    return found


def test_every_command_that_reads_or_changes_leaves_a_line_without_a_word(own: CommandLine) -> None:
    noted = len(_lines(own, "-n", "1000"))
    patent = own("search", "电池回收", "--json").json["hits"][0]["document_id"]
    own("ask", f"{SECRET_WORDS}的开放许可怎么办?", *DAY)
    own("ask", "fees?", *DAY, "--pack", "pack.json")
    own("chat", *DAY, text="什么是开放许可?\n/quit\n")
    own("show", patent)
    own("support", "江苏中小企业", *DAY)
    own("calculate", "--sales", "500万元", "--rate", "3", *DAY)
    own("library", "export", "--out", "all.jsonl", "--as", "officer")
    (own.folder / "note.txt").write_text(f"{SECRET_WORDS} 说明。", encoding="utf-8")
    own("ingest", "note.txt")
    own("ingest", "note.txt")  # it is known: nothing to tell
    own("library", "remove", "--file", "note.txt")
    lines = _lines(own, "-n", "1000")[::-1][noted:]
    assert [line["action"] for line in lines] == [
        "searched", "asked", "asked", "exported", "asked", "opened", "asked", "asked", "exported", "ingested", "removed",
    ]  # fmt: skip
    assert {line["actor"] for line in lines} == {"cli:sme", "cli:officer", "cli:admin"}
    assert lines[5]["subject_id"] == patent
    assert lines[1]["details"]["mode"] == "extractive"  # type: ignore[index]
    assert SECRET_WORDS not in json.dumps(lines, ensure_ascii=False)


def test_lines_are_narrowed_paged_and_shown_to_a_person(own: CommandLine) -> None:
    earlier = len(_lines(own, "--actor", "cli:officer", "-n", "1000"))
    for _ in range(3):
        own("search", "许可", "--as", "officer")
    newest = _lines(own, "--actor", "cli:officer", "--action", "searched", "-n", "2")
    assert [line["action"] for line in newest] == ["searched"] * 2
    assert _lines(own, "--until", "2020-01-01") == []
    assert len(_lines(own, "--since", "2020-01-01", "--actor", "cli:officer")) == 3 + earlier
    before = str(newest[1]["number"])
    assert len(_lines(own, "--actor", "cli:officer", "--before", before)) == 1 + earlier
    shown = own("audit", "-n", "1")
    assert "cli:officer (officer)  searched" in shown.out
    assert "--before" in shown.err
    assert own("audit", "list", "--action", "whatever").code == 2


def test_an_export_is_a_table_or_json_lines(own: CommandLine) -> None:
    own("search", "许可")
    assert "missing" in own("audit", "export").err or own("audit", "export").code == 2
    done = own("audit", "export", "--out", "audit.csv", "--json").json
    with (own.folder / "audit.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == done["exported"]
    assert rows[-1]["action"] == "exported"
    count = own("audit", "export", "--out", "audit.jsonl", "--json").json["exported"]
    lines = [json.loads(line) for line in (own.folder / "audit.jsonl").read_text().splitlines()]
    assert [line["number"] for line in lines] == list(range(1, count + 1))


def test_verify_names_the_line_that_was_changed(own: CommandLine) -> None:
    for _ in range(3):
        own("search", "许可")
    checked = own("audit", "verify", "--json")
    assert (checked.code, checked.json["holds"]) == (0, True)
    assert own("audit", "verify", "--noted", checked.json["digest"]).code == 0
    assert own("audit", "verify", "--noted", "0" * 64).code == 1
    with sqlite3.connect(own.home / "catalogue.sqlite") as connection:
        connection.execute("DROP TRIGGER audit_lines_stay")
        connection.execute("UPDATE audit_lines SET actor = 'x' WHERE number = 2")
    done = own("audit", "verify", LANG="zh_CN.UTF-8")
    assert done.code == 1
    assert "第 2 条" in done.out


def test_a_need_is_written_submitted_and_seen_with_its_budget_kept_back(own: CommandLine) -> None:
    for name, role in (("Boss", "admin"), ("Company", "sme"), ("Office", "officer")):
        own("users", "add", name, "--role", role)
    made = own(
        "needs", "add", "寻找电池回收技术", "--budget", "765.4万元", "--licence-type", "sole", "--as", "Company", "--json"
    ).json  # fmt: skip
    need = made["need_id"]
    assert made["wanted"]["budget"] == {"amount": "7654000.0", "currency": "CNY"}
    assert own("needs", "list", "--as", "Office", "--json").json["needs"] == []
    assert own("needs", "submit", need, "--as", "Office").code == 1
    assert own("needs", "submit", need, "--as", "Company").code == 0
    seen = own("needs", "show", need, "--as", "Office")
    assert "Budget: not shared" in seen.out
    assert "寻找电池回收技术" in seen.out
    assert "7654" not in seen.out + own("needs", "list", "--as", "Office", "--json").out
    for other in ("Boss", "sme", "policy", "admin"):
        assert own("needs", "show", need, "--as", other).code == 1
        assert own("needs", "list", "--as", other, "--json").json["needs"] == []
    assert own("needs", "withdraw", need, "--as", "Company").code == 0
    assert own("needs", "show", need, "--as", "Office").code == 1
    assert own("needs", "delete", need, "--as", "Company").code == 0
    assert own("needs", "list", "--as", "Company", "--json").json["needs"] == []


def test_an_account_is_exported_and_forgotten(own: CommandLine) -> None:
    own("users", "add", "Wang Li", "--role", "admin")
    made = own("users", "add", "Zhao Min", "--role", "officer", "--json").json
    token = own("users", "token", "Zhao Min", "--label", "scripts", "--scope", "ask")
    assert "has signed in and changed the password" in token.err
    own("chat", *DAY, "--as", "Zhao Min", text="什么是开放许可?\n/quit\n")
    assert own("users", "export", "Zhao Min", "--out", "zhao.zip").code == 0
    assert (own.folder / "zhao.zip").stat().st_mode & 0o077 == 0
    with ZipFile(own.folder / "zhao.zip") as archive:
        (conversation,) = json.loads(archive.read("conversations.json"))
        held = b"".join(map(archive.read, archive.namelist())).decode()
    assert conversation["turns"][0]["question"] == "什么是开放许可?"
    assert made["password"] not in held
    assert own("users", "forget", "Zhao Min", "--json").json == {"forgotten": made["account_id"]}
    assert own("users", "forget", "Zhao Min").code != 0
    assert own("users", "forget", "Wang Li").code != 0
    assert [one["name"] for one in own("users", "list", "--json").json["accounts"]] == ["Wang Li"]
    done = [line["action"] for line in _lines(own) if line["subject_id"] == made["account_id"]]
    assert done == ["account_deleted", "exported", "token_issued", "account_created"]
    assert own("audit", "verify").code == 0
