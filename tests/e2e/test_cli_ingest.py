"""ingest: runs and what they set aside, trying again, taking back, watching alone and beside an app."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from command_line import CommandLine, FirstUse

RULE = "# Rule on fees {n}\n\nArticle 1 Fee number {n} is due every year.\n"


@pytest.fixture
def run(first_use: FirstUse, tmp_path: Path) -> CommandLine:
    """Give commands on a library that holds one document."""
    shutil.copytree(first_use.run.home / "models", tmp_path / "home" / "models")
    command = CommandLine(home=tmp_path / "home", folder=tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "1.md").write_text(RULE.format(n=1))
    assert command("ingest", "docs/1.md").code == 0
    return command


def titles(run: CommandLine) -> set[str]:
    return {row["title"] for row in run("library", "list", "--json").json["documents"]}


def test_a_run_is_reported_tried_again_and_taken_back(run: CommandLine) -> None:
    docs = run.folder / "docs"
    (docs / "2.md").write_text(RULE.format(n=2))
    (docs / "copy.md").write_text(RULE.format(n=1))
    (docs / "bad.json").write_text("{")
    done = run("ingest", "docs", "--json").json
    assert (done["added"], done["unchanged"]) == (1, 2)
    assert done["duplicates"] == [{"file": "docs/copy.md", "of": "docs/1.md"}]
    (aside,) = done["set_aside"]
    assert (aside["file"], aside["reason"]) == ("docs/bad.json", "bad_json")
    (newest, _) = run("library", "runs", "--json").json["runs"]
    assert (newest["run_id"], newest["made_by"], newest["paths"]) == (done["run_id"], "cli", ["docs"])
    shown = run("library", "runs", done["run_id"][:6], "--json").json
    assert {(one["file"], one["outcome"]) for one in shown["files"]} == {
        ("docs/2.md", "added"),
        ("docs/copy.md", "unchanged"),
        ("docs/bad.json", "set_aside"),
    }
    assert "docs/bad.json" in run("library", "list", "--set-aside").out
    assert run("ingest", "--retry", "--strict").code == 1
    (docs / "bad.json").write_text(
        '{"format": "patentbridge/patent-records@1", "records": [{"jurisdiction": "CN", "language": "en", '
        '"publication_number": "CN199900077A", "titles": {"en": "Mended sieve"}}]}'
    )
    assert run("ingest", "--retry", done["run_id"], "--json").json["added"] == 1
    assert "Mended sieve" in titles(run)
    assert run("library", "list", "--set-aside", "--json").json == {"set_aside": []}
    assert run("library", "remove", "--run", done["run_id"], "--purge", "--json").json["removed"] == 1
    assert titles(run) == {"Rule on fees 1", "Mended sieve"}
    assert run("doctor").code == 0


def test_a_name_that_is_no_run_is_told(run: CommandLine) -> None:
    assert run("library", "runs", "ffffffff", "--json").json["error"]["code"] == "not_found"
    assert run("ingest", "--retry", "ffffffff").code == 1
    assert run("ingest").code == 2


@contextmanager
def watching(run: CommandLine, *options: str) -> Iterator[subprocess.Popen[str]]:
    process = run.start("ingest", "--watch", "docs", "--settle", "0.2", *options)
    try:
        assert process.stderr is not None
        while "Watching" not in (line := process.stderr.readline()):
            assert line, "it ended before it watched"
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(timeout=30)
        for stream in (process.stdout, process.stderr):
            assert stream is not None
            stream.close()


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """End a watch as Ctrl-C does; return its exit code and what it said."""
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert "Traceback" not in out + err
    return process.returncode, out


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_a_watch_takes_files_in_and_ends_cleanly(run: CommandLine) -> None:
    with watching(run) as process:
        (run.folder / "docs" / "2.md").write_text(RULE.format(n=2))
        assert process.stdout is not None
        assert "1 added" in process.stdout.readline()
        (run.folder / "docs" / "2.md").write_text(RULE.format(n=3))
        assert "1 replaced" in process.stdout.readline()
        assert ended(process)[0] == 0
    assert titles(run) == {"Rule on fees 1", "Rule on fees 3"}
    assert run("doctor").code == 0


def test_a_watch_goes_through_a_running_app_and_ends_with_its_command(run: CommandLine) -> None:
    with run.serving("--no-samples"):
        with watching(run, "--mirror") as process:
            (run.folder / "docs" / "2.md").write_text(RULE.format(n=2))
            wait_until(lambda: "Rule on fees 2" in titles(run))
            (run.folder / "docs" / "1.md").unlink()
            wait_until(lambda: titles(run) == {"Rule on fees 2"})
            assert ended(process)[0] == 0
        time.sleep(3.0)  # the app notices within a turn of the watch
        (run.folder / "docs" / "4.md").write_text(RULE.format(n=4))
        time.sleep(3.0)
        assert titles(run) == {"Rule on fees 2"}
