"""The command line: an answer is exported, and checked later; who reads what; files that are no packs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command_line import CommandLine

LICENCE = "CN199900001B现在能许可吗？多少钱？"
FLOOR = "CN199900011B 的许可费底价是多少？"
DAY = ("--as-of", "2026-11-24")


def exported(run: CommandLine, question: str, name: str, *options: str) -> dict[str, Any]:
    """Ask with --pack and return the file that was written."""
    done = run("ask", question, *DAY, "--pack", name, *options)
    assert done.code == 0, done.err
    (path,) = Path(run.folder).glob(f"{Path(name).stem}*.json")
    return dict(json.loads(path.read_text(encoding="utf-8")))


def test_an_answer_is_exported_and_still_true(shared: CommandLine) -> None:
    pack = exported(shared, LICENCE, "true.json")
    assert pack["question"]["text"] == LICENCE
    done = shared("recheck", "true.json", *DAY, "--json")
    assert done.code == 0
    assert done.json["still_true"]
    assert {c["outcome"] for c in done.json["citations"]} == {"unchanged"}
    text = shared("recheck", "true.json", *DAY)
    assert "全部仍然成立" in text.out


def test_the_answer_itself_goes_to_standard_output_alone(shared: CommandLine) -> None:
    done = shared("ask", LICENCE, *DAY, "--json", "--pack", "beside.json")
    assert done.json["usage"] is None
    assert "basis" not in done.json
    assert "beside.json" in done.err


def test_after_the_offer_ran_out_something_is_not_true_any_more(shared: CommandLine) -> None:
    exported(shared, LICENCE, "later.json")
    done = shared("recheck", "later.json", "--as-of", "2028-01-01", "--json")
    assert done.code == 1
    assert "offer_ended" in {fact["what"] for fact in done.json["facts"]}
    assert {"facts_changed"} <= {s["standing"] for s in done.json["statements"]}


def test_a_removed_document_is_told(own: CommandLine) -> None:
    pack = exported(own, "What is the deadline for recording a licence contract?", "gone.json")
    ids = [d["document_id"] for d in pack["documents"]]
    assert own("library", "remove", *ids).code == 0
    done = own("recheck", "gone.json", *DAY, "--json")
    assert done.code == 1
    assert {c["outcome"] for c in done.json["citations"]} <= {"removed", "replaced"}  # by its Chinese text
    assert "no_longer_supported" in {s["standing"] for s in done.json["statements"]}


def test_an_internal_pack_says_so_in_its_name_and_tells_an_sme_nothing(shared: CommandLine) -> None:
    pack = exported(shared, FLOOR, "floor.json", "--as", "officer")
    assert pack["holds_internal"]
    assert not (shared.folder / "floor.json").exists()
    path = "floor.INTERNAL.json"
    assert shared("recheck", path, *DAY, "--as", "officer").code == 0
    done = shared("recheck", path, *DAY)
    assert done.code == 1
    assert "未复核" in done.out
    internal = {d["document_id"] for d in pack["documents"] if d["audience"] == "internal"}
    told = shared("recheck", path, *DAY, "--json").json["citations"]
    hidden = [c for c in told if c["document_id"] in internal]
    assert hidden
    assert {(c["outcome"], c["title"], c["label"]) for c in hidden} == {("not_checked", "", "")}


def test_an_edited_pack_is_told(shared: CommandLine) -> None:
    exported(shared, LICENCE, "edited.json")
    path = shared.folder / "edited.json"
    path.write_text(path.read_text(encoding="utf-8").replace("30,000", "3,000"), encoding="utf-8")
    done = shared("recheck", "edited.json", *DAY)
    assert done.code == 1
    assert "被改动过" in done.out


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("not json", "not JSON"),
        ('{"schema": "x"}', "schema"),
        ('{"schema": "patentbridge-evidence-pack", "schema_version": 9}', "schema_version"),
        ('{"schema": "patentbridge-evidence-pack", "schema_version": 1}', "notice"),
    ],
)
def test_a_file_that_is_no_pack_is_a_usage_error(shared: CommandLine, text: str, named: str) -> None:
    (shared.folder / "wrong.json").write_text(text, encoding="utf-8")
    done = shared("recheck", "wrong.json")
    assert done.code == 2
    assert named in done.err
    assert "wrong.json" in done.err
    assert shared("recheck", "wrong.json", "--json").json["error"]["code"].startswith("pack_")


def test_a_file_that_is_not_there_is_a_usage_error(shared: CommandLine) -> None:
    done = shared("recheck", "nowhere.json")
    assert done.code == 2
    assert "nowhere.json" in done.err


def test_no_key_gets_into_a_pack(shared: CommandLine) -> None:
    key = "sk-1234-secret-5678"
    done = shared(
        "ask",
        LICENCE,
        *DAY,
        "--pack",
        "key.json",
        OPENAI_API_KEY=key,
        OPENAI_BASE_URL="http://127.0.0.1:9/v1",
    )
    assert done.code == 0
    text = (shared.folder / "key.json").read_text(encoding="utf-8")
    assert key not in text
    assert "127.0.0.1:9" not in text
