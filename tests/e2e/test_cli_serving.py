"""The command line beside a running app: commands go through its door and look just the same."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import stat
from argparse import Namespace
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from command_line import ROOT, CommandLine, FirstUse
from user_files import READABLE, write_files

from assistant.cli.console import Console
from assistant.cli.door import Door, forward
from assistant.cli.failures import guarded
from knowledge.errors import LibraryError

DAY = ("--as-of", "2026-11-24")
POLICIES = ("CN-PL-2020.*", "SC-2023-37.*")


@pytest.fixture(scope="module")
def small(first_use: FirstUse, tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """Give commands on a home with a few documents: no test waits for vectors that the app makes meanwhile."""
    folder = tmp_path_factory.mktemp("small")
    shutil.copytree(first_use.run.home / "models", folder / "home" / "models")
    run = CommandLine(home=folder / "home", folder=folder)
    samples = ROOT / "knowledge" / "samples"
    policies = [str(path) for name in POLICIES for path in sorted((samples / "policies").glob(name))]
    assert run("ingest", str(samples / "patents" / "battery.json"), *policies).code == 0
    return run


@pytest.fixture(scope="module")
def before(small: CommandLine) -> dict[str, str]:
    """Return what commands print while no app runs."""
    return {
        "search": small("search", "battery recycling", "-k", "3", "--json").out,
        "show": small("show", "P01", *DAY).out,
    }


@pytest.fixture(scope="module")
def beside(small: CommandLine, before: dict[str, str]) -> Iterator[CommandLine]:
    """Give commands on a home that an app serves meanwhile."""
    with small.serving():
        yield small


def test_records_look_the_same_through_the_door(beside: CommandLine, before: dict[str, str]) -> None:
    assert beside("show", "P01", *DAY).out == before["show"]


def test_hits_have_the_promised_shape_and_order(beside: CommandLine, before: dict[str, str]) -> None:
    done = beside("search", "battery recycling", "-k", "3", "--json")
    assert done.out == before["search"]
    assert [hit["rank"] for hit in done.json["hits"]] == [1, 2, 3]
    assert all(
        hit.keys() >= {"rank", "score", "document_id", "title", "label", "text"} for hit in done.json["hits"]
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("p01", "CN199900001B"),
        ("CN 199900001 B", "CN199900001B"),
        ("ZL201919990001.5", "CN199900001B"),
        ("ＺＬ２０１９１９９９０００１．５", "CN199900001B"),
        ("国办发〔2023〕37号", "国办发〔2023〕37号"),
    ],
)
def test_a_record_is_found_by_any_of_its_numbers(beside: CommandLine, name: str, shown: str) -> None:
    done = beside("show", name, "--json")
    assert done.code == 0
    assert shown in done.out
    assert done.json["record"]


def test_a_policy_is_shown_with_its_versions(beside: CommandLine) -> None:
    shown = beside("show", "CN-PL-2020", "--json", *DAY).json
    assert shown["in_force"] is True
    assert len(shown["versions"]) >= 2


def test_exit_codes_and_languages_pass_through_the_door(beside: CommandLine) -> None:
    unknown = beside("show", "CN0000", "--json", LC_ALL="zh_CN.UTF-8")
    assert unknown.code == 1
    assert unknown.json["error"]["code"] == "not_found"
    assert "找不到" in unknown.json["error"]["message"]
    assert beside("ask", "x", "--as", "nobody").code == 2


def test_a_talk_goes_through_the_door_line_by_line(beside: CommandLine) -> None:
    done = beside.as_process(
        "chat", *DAY, text="CN199900001B的许可费是多少？\n它什么时候到期？\n/quit\nnot asked\n"
    )
    assert done.code == 0
    assert done.err.count("> ") == 3
    assert "30,000" in done.out
    assert "2039-03-1" in done.out


def test_files_named_from_another_folder_go_in_through_the_door(beside: CommandLine, tmp_path: Path) -> None:
    write_files(tmp_path / "docs")
    there = CommandLine(home=beside.home, folder=tmp_path)
    done = there("ingest", "docs", "--strict", "--json")
    assert done.code == 1
    assert done.json["added"] == READABLE
    assert {f["file"] for f in done.json["set_aside"]} == {"docs/broken.pdf", "docs/empty.txt"}
    answer = there("ask", "How much is the fee for harbour cranes?", "--json").json
    assert "4,200" in answer["answer"]
    assert there("library", "export", "--out=out.jsonl").code == 0
    assert (tmp_path / "out.jsonl").stat().st_size > 0
    assert there("doctor", "--json").json["healthy"]


def test_only_the_owner_may_open_the_door(beside: CommandLine) -> None:
    mode = (beside.home / "serve.sock").stat().st_mode
    assert stat.S_ISSOCK(mode)
    assert stat.S_IMODE(mode) == 0o600


def test_a_second_app_says_who_serves_already(beside: CommandLine) -> None:
    done = beside.as_process("serve", "--port", "0", PATENTBRIDGE_LOCK_WAIT_S="0.2")
    assert done.code == 1
    assert "serve" in done.err


def test_a_port_in_use_is_told_before_anything_is_opened(empty: CommandLine) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = empty.as_process("serve", "--port", str(port))
    assert done.code == 1
    assert str(port) in done.err
    assert f"--port {port + 1}" in done.err
    assert not (empty.home / "catalogue.sqlite").exists()


def test_an_app_that_was_killed_is_no_obstacle(empty: CommandLine) -> None:
    with empty.serving("--no-samples") as first:
        refused = empty("ask", "CN199900001B现在能许可吗？", "--json").json
        assert refused["refused"], "--no-samples holds for commands that go through the app"
        os.kill(first.process.pid, signal.SIGKILL)
        first.process.wait(timeout=10)
        assert (empty.home / "serve.sock").exists()
    with empty.serving("--no-samples") as second:
        assert empty("search", "x", "--json").json == {"hits": [], "narrowed_to": {}}
        second.process.terminate()
        assert second.process.wait(timeout=30) == 0
    assert not (empty.home / "serve.sock").exists()


def _console() -> Console:
    return Console(out=StringIO(), err=StringIO())


def _behind(door: Door, home: Path, console: Console) -> int | None:
    door.open()
    try:
        return forward(home, ["search", "my secret invention"], console)
    finally:
        door.close()


def test_a_failure_nobody_thought_of_reaches_the_user_as_a_sentence(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> int:
        raise KeyError("my secret invention")

    console = _console()
    door = Door(tmp_path, lambda _, to: guarded(Namespace(command="search", json=False), to, fail))
    with caplog.at_level(logging.DEBUG):
        assert _behind(door, tmp_path, console) == 1
    assert "Something went wrong" in console.err.getvalue()  # type: ignore[attr-defined]
    assert "KeyError" in caplog.text
    assert "secret" not in caplog.text


def test_an_app_that_goes_away_is_told(tmp_path: Path) -> None:
    def leave(_arguments: list[str], _console: Console) -> int:
        raise OSError("gone")

    with pytest.raises(LibraryError, match="app_gone"):
        _behind(Door(tmp_path, leave), tmp_path, _console())


def test_a_home_with_a_long_name_has_a_door_too(tmp_path: Path) -> None:
    home = tmp_path / ("long" * 30)
    home.mkdir()
    console = _console()

    def answer(arguments: list[str], to: Console) -> int:
        to.show(arguments[1])
        return 3

    assert _behind(Door(home, answer), home, console) == 3
    assert console.out.getvalue() == "my secret invention\n"  # type: ignore[attr-defined]
