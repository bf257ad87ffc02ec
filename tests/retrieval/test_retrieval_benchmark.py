"""The benchmark of retrieval as a developer runs it: folders in; tables, verdicts or one JSON object out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import CommandLine

FOLDER = Path(__file__).parent / "small"
ROOT = Path(__file__).parents[2]


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PATENTBRIDGE_HOME": str(home),
        "PATENTBRIDGE_MEASURING_DATA": str(home / "no data"),
    }
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", "retrieval", *arguments], cwd=ROOT, env=environment,
        capture_output=True, encoding="utf-8", timeout=200,
    )  # fmt: skip


@pytest.mark.slow
def test_any_folder_is_measured_judged_and_asked_again_with_others(own: CommandLine) -> None:
    done = run(own.home, "--sets", str(FOLDER), str(FOLDER), "--json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert [row["system"] for row in found["results"][:6]] == [
        "patentbridge", "bm25", "bm25-bigram", "dense", "dense-bridged", "rrf",
    ]  # fmt: skip
    assert [row["system"] for row in found["mixed"]] == ["patentbridge", "rrf"] * 2
    beside, _, fall, _ = found["bars"]
    assert (beside["set"], beside["verdict"]) in {("small", "met"), ("small", "not shown")}
    assert fall["bar"].startswith("R@10 falls by at most 2 points")

    quick = run(own.home, "--sets", str(FOLDER), "--quick")
    assert quick.returncode == 0
    assert "| small | 24 | **" in quick.stdout
    assert "several sets in one library" not in quick.stdout
    assert quick.stdout.endswith(" of 1 bars met\n")
    kept = [path for path in (own.home / "evaluation").iterdir() if path.stat().st_size]
    assert kept  # the vectors, for the next run


def test_what_cannot_be_measured_is_told(own: CommandLine) -> None:
    nothing = run(own.home)
    assert (nothing.returncode, nothing.stdout) == (1, "")
    assert "PATENTBRIDGE_MEASURING_DATA" in nothing.stderr
    broken = run(own.home, "--sets", str(own.folder / "nowhere"))
    assert (broken.returncode, broken.stdout) == (1, "")
    assert "nowhere" in broken.stderr
    assert "Traceback" not in nothing.stderr + broken.stderr


def test_figures_of_some_sets_never_replace_those_of_all(tmp_path: Path) -> None:
    before = (ROOT / "docs" / "retrieval.md").read_bytes()
    for partial in (("--sets", str(FOLDER)), ("--quick",)):
        assert run(tmp_path, *partial, "--write").returncode == 2
    assert (ROOT / "docs" / "retrieval.md").read_bytes() == before
