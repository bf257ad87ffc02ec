"""The command line without a running app, as a user would run it: every command at least once as a process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import CommandLine, FirstUse
from fakes.chat_server import ChatServer, fails
from user_files import BROKEN, READABLE, write_files

from assistant.cli import asking
from knowledge.locking import FolderLock

DAY = ("--as-of", "2026-11-24")
ANSWER = {
    "answer", "language", "mode", "refused", "reason", "citations", "tables", "warnings", "as_of", "elapsed_ms",
}  # fmt: skip
CITATION = {
    "marker", "document_id", "title", "label", "quote", "start", "end", "publication_number", "effective_from",
}  # fmt: skip


def test_the_first_command_fills_an_empty_library_and_answers(first_use: FirstUse) -> None:
    done = first_use.done
    assert done.code == 0
    assert "loaded the sample library" in done.err
    answer = done.json
    assert answer.keys() >= ANSWER
    assert (answer["language"], answer["mode"], answer["refused"]) == ("zh", "extractive", False)
    assert "可以许可" in answer["answer"]
    assert all(citation.keys() >= CITATION for citation in answer["citations"])
    assert any(c["publication_number"] == "CN199900001B" for c in answer["citations"])
    assert answer["as_of"] == "2026-11-24"


def test_an_answer_for_a_person_lists_its_numbered_sources(shared: CommandLine) -> None:
    done = shared("ask", "What is an open licence?", "--kind", "policy", *DAY)
    assert done.code == 0
    assert done.err == ""
    assert "[1]" in done.out
    assert "digest, not the official wording" in done.out
    assert "CN1999" not in done.out.split("\n\n[1]")[0]


def test_a_talk_remembers_what_it_is_about(shared: CommandLine) -> None:
    done = shared.as_process("chat", *DAY, text="CN199900001B的许可费是多少？\n\n它什么时候到期？\n")
    assert done.code == 0
    assert "/quit" in done.err
    assert "30,000" in done.out
    assert "2039-03-1" in done.out, "“it” is the patent of the first question"


def test_an_empty_question_is_told_as_such(shared: CommandLine) -> None:
    done = shared("ask", "", "--json")
    assert done.code == 0
    assert done.json["refused"]
    assert done.json["reason"] == "empty_question"
    assert done.json["answer"]


def test_a_question_of_100_000_characters_is_answered_in_time(shared: CommandLine) -> None:
    done = shared("ask", "battery recycling " * 5_555, "--json")
    assert done.code == 0
    assert done.json.keys() >= ANSWER
    assert done.json["elapsed_ms"] < 20_000


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("ask", "x", "--nope"),
        ("nonsense",),
        ("search", "x", "-k", "0"),
        ("ask", "x", "--as-of", "soon"),
        ("serve", "--port", "70000"),
        ("evaluate", "answers"),
    ],
)
def test_a_wrong_option_ends_with_2_and_says_where_help_is(
    shared: CommandLine, arguments: tuple[str, ...]
) -> None:
    done = shared(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert "--help" in done.err or "usage" in done.err


def test_an_unknown_role_is_refused_with_those_there_are(shared: CommandLine) -> None:
    done = shared.as_process("ask", "x", "--as", "nobody")
    assert done.code == 2
    assert "officer" in done.err


def test_a_patent_is_shown_with_its_status_the_rule_and_its_offers(shared: CommandLine) -> None:
    shown = shared("show", "CN199900001B", "--json", *DAY).json
    assert shown["status"]["availability"] == "licensable_open"
    assert shown["status"]["rule"]
    assert shown["offers"][0]["periodic_fee"] == {"amount": "30000", "currency": "CNY"}
    assert "internal" not in shown["record"] or shown["record"]["internal"] is None


def test_only_officers_see_that_there_are_internal_documents(shared: CommandLine) -> None:
    seen = {
        role: {d["audience"] for d in shared("library", "list", "--as", role, "--json").json["documents"]}
        for role in ("sme", "officer")
    }
    assert seen == {"sme": {"public"}, "officer": {"public", "internal"}}


def test_a_folder_goes_in_once_and_what_changed_is_replaced(empty: CommandLine) -> None:
    docs = write_files(empty.folder / "docs")
    first = empty.as_process("ingest", "docs", "--json")
    assert first.code == 0
    assert first.json.keys() >= {
        "added", "unchanged", "replaced", "set_aside", "records", "passages", "elapsed_s",
    }  # fmt: skip
    assert (first.json["added"], first.json["records"]) == (READABLE, READABLE)
    assert {Path(f["file"]).name: f["reason"] for f in first.json["set_aside"]} == {
        "broken.pdf": "damaged_pdf",
        "empty.txt": "empty_file",
    }
    note = docs / "note.txt"
    note.write_text(note.read_text().replace("4,200", "4,700"))
    again = empty("ingest", "docs", "--strict")
    assert again.code == 1
    assert f"{READABLE - 1} unchanged, 1 replaced, 2 set aside" in again.out
    assert all(f"docs/{name}" in again.out for name in BROKEN)
    told = empty("chat", *DAY, text="How much is the fee for harbour cranes?\n灯塔每座维护补贴是多少？\n").out
    assert "4,700" in told
    assert "4,200" not in told
    assert "三十万元" in told


def test_what_goes_in_as_internal_is_for_officers(empty: CommandLine) -> None:
    (empty.folder / "floor.txt").write_text(
        "Quay note\n\nThe least fee for the quay crane is 77,700 euros.\n"
    )
    assert empty("ingest", "floor.txt", "--audience", "internal").code == 0
    assert empty("search", "least fee for the quay crane", "--json").json["hits"] == []
    assert "77,700" in empty("search", "least fee for the quay crane", "--as", "officer").out


@pytest.mark.parametrize("path", ["nowhere", "a-file/below"])
def test_a_path_that_is_not_there_is_named(shared: CommandLine, path: str) -> None:
    (shared.folder / "a-file").write_text("x")
    done = shared("ingest", path, "--json")
    assert done.code == 1
    assert done.json["error"].keys() == {"code", "message", "hint"}
    assert path in done.json["error"]["message"]


def test_messages_are_chinese_in_a_chinese_terminal(shared: CommandLine) -> None:
    done = shared.as_process("show", "CN0000", LANG="zh_CN.UTF-8")
    assert done.code == 1
    assert done.out == ""
    assert "找不到 CN0000" in done.err


def test_a_second_command_waits_and_then_says_who_holds_the_library(shared: CommandLine) -> None:
    with FolderLock(shared.home, doing="ingest").acquire(10):
        done = shared.as_process("doctor", PATENTBRIDGE_LOCK_WAIT_S="1.5")
        assert done.code == 1
        assert str(os.getpid()) in done.err
        assert "ingest" in done.err
        waiting = shared.start("doctor", PATENTBRIDGE_LOCK_WAIT_S="60")
        assert waiting.stderr is not None
        assert "waiting for it" in waiting.stderr.readline()
    assert waiting.wait(timeout=60) == 0
    waiting.communicate()


def test_vectors_of_another_embedder_are_refused_until_reindex(empty: CommandLine) -> None:
    (empty.folder / "note.txt").write_text("Pilots\n\nPilots must hold a licence for twelve years.\n")
    assert empty("ingest", "note.txt").code == 0
    state = empty.home / "dense.json"
    state.write_text(json.dumps({**json.loads(state.read_text()), "embedder_id": "another", "vectors": 3}))
    refused = empty("ask", "How long must pilots hold a licence?", "--json")
    assert refused.code == 1
    assert refused.json["error"]["code"] == "embedder_mismatch"
    assert "patentbridge reindex" in refused.json["error"]["hint"]
    assert empty.as_process("reindex", "--json").json == {"reindexed": True}
    examined = empty("doctor", "--json")
    assert (examined.code, examined.json["healthy"]) == (0, True)


def test_a_wrong_key_gives_the_extractive_answer_and_a_notice(shared: CommandLine) -> None:
    with ChatServer(fails(401, "invalid_api_key")) as server:
        done = shared(
            "ask", "What is an open licence?", "--json", *DAY,
            OPENAI_API_KEY="sk-wrong-key", OPENAI_BASE_URL=server.base_url,
        )  # fmt: skip
        assert server.requests
    assert done.code == 0
    assert done.json["mode"] == "extractive"
    assert done.json["citations"]
    assert any("key" in warning for warning in done.json["warnings"])
    assert "sk-wrong-key" not in done.out + done.err


def test_a_wrong_setting_is_named(shared: CommandLine) -> None:
    done = shared("ask", "x", OPENAI_BASE_URL="localhost:11434")
    assert done.code == 2
    assert "http://" in done.err


def test_a_failure_nobody_thought_of_is_told_in_a_sentence(
    shared: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def search(arguments: Namespace, *_: object) -> int:
        raise KeyError(arguments.query)

    monkeypatch.setattr(asking, "search", search)
    done = shared("search", "my secret invention", "--json")
    assert done.code == 1
    assert done.json["error"]["code"] == "failed"
    assert "KeyError" in done.err
    assert "secret" not in done.out + done.err


def test_samples_go_at_once_and_what_is_left_can_be_taken_along(own: CommandLine) -> None:
    (own.folder / "note.txt").write_text("Pilots\n\nPilots must hold a licence for twelve years.\n")
    own("ingest", "note.txt")
    removed = own("library", "remove", "--samples", "--json")
    assert removed.code == 0
    assert removed.json["removed"] > 100
    assert own("show", "CN199900001B").code == 1
    exported = own.as_process("library", "export", "--out", "out.jsonl", "--json")
    assert exported.json == {"exported": 1, "file": "out.jsonl"}
    assert "twelve years" in (own.folder / "out.jsonl").read_text()


def test_answers_are_measured_from_a_file_of_checks(shared: CommandLine) -> None:
    check = {
        "id": "t-1", "group": "sme", "role": "sme", "lang": "zh", "kind": "licence_terms",
        "turns": ["CN199900001B的许可费是多少？"], "expected": "answer", "answerable": True, "as_of": "2026-11-24",
        "must": [{"says": "30,000 a year", "all": [["30000", "30,000"]]}], "must_not": [],
    }  # fmt: skip
    file = shared.folder / "checks.jsonl"
    file.write_text(json.dumps(check))
    measured = shared.as_process("evaluate", "answers", "checks.jsonl", "--json")
    assert measured.code == 0
    assert measured.json["questions"] == 1
    assert measured.json["by_language"]["zh"].keys() >= {
        "must_hit", "must_not_hit", "citation_recall", "citation_precision", "numbers_wrong",
        "right_refusals", "false_refusals",
    }  # fmt: skip
    assert measured.json["by_language"]["zh"]["must_hit"] == 1
    file.write_text(json.dumps(check) + "\n{nonsense\n")
    broken = shared("evaluate", "answers", "checks.jsonl", "--json")
    assert broken.code == 1
    assert broken.json["error"]["code"] == "checks_malformed"
    assert "2" in broken.json["error"]["message"]


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system of one megabyte."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("mounting a small disk needs root")
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this system does not let us mount a small disk")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def test_a_full_disk_is_told_as_such(full_disk: Path) -> None:
    done = CommandLine(home=full_disk / "home", folder=full_disk).as_process("ask", "x", "--json")
    assert done.code == 1
    assert "disk is full" in done.json["error"]["message"]


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "in-the-way").write_text("x")
    done = CommandLine(home=tmp_path / "in-the-way" / "home", folder=tmp_path)("ask", "x")
    assert done.code == 1
    assert "in-the-way" in done.err
