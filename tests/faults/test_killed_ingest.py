"""kill -9 at any moment of an ingest loses nothing that was acknowledged and leaves a library that doctor finds in order."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from library_fakes import FakeEmbedder

from knowledge.library import Library, open_library
from knowledge.types import ANYONE, Audience

CHILD = Path(__file__).with_name("ingesting_child.py")
ROOT = CHILD.parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}
FILES, KILLS = 90, 10


def run_and_kill(home: Path, folder: Path, after: int, wait_s: float, *more: str) -> set[str]:
    """Start an ingest, kill it some time after so many files are acknowledged; return all that were."""
    child = subprocess.Popen(
        [sys.executable, str(CHILD), str(home), str(folder), *more],
        stdout=subprocess.PIPE,
        env=ENVIRONMENT,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "opened\n"
    said = [child.stdout.readline() for _ in range(after)]
    time.sleep(wait_s)
    child.kill()
    said += child.stdout.readlines()
    child.wait()
    child.stdout.close()
    whole = [line.rstrip("\n") for line in said if line.endswith("\n")]
    return {line.split(" ", 1)[1] for line in whole if line.startswith("acknowledged ")}


def reopen(home: Path) -> Library:
    from ingesting_child import real_parts

    return open_library(home, doing="check", embedder=FakeEmbedder(), wait_s=5.0, parts=real_parts())


@pytest.mark.slow
def test_ten_kills_lose_nothing(tmp_path: Path) -> None:
    folder, home = tmp_path / "docs", tmp_path / "home"
    folder.mkdir()
    for n in range(FILES):
        text = (
            f"第{n}条 许可费每年三万元\n按年支付" if n % 2 else f"document {n}\nits second line\n\nrecord {n}"
        )
        (folder / f"{n:03}.txt").write_text(text)
    chance = random.Random(20261124)
    acknowledged: set[str] = set()
    for _ in range(KILLS):
        # in the middle of the writing, or after it: while the indexes are being filled
        after = chance.randrange(FILES + 40)
        wait_s = chance.uniform(0.0, 0.02) if after < FILES else chance.uniform(0.0, 1.5)
        acknowledged |= run_and_kill(home, folder, min(after, FILES), wait_s)
        with reopen(home) as library:
            held = {document.text for document in library.catalogue.export(ANYONE)}
            assert {block for path in acknowledged for block in Path(path).read_text().split("\n\n")} <= held
            heads = library.catalogue.heads(ANYONE)
            assert library.lexical.document_ids(Audience.PUBLIC) == {head.document_id for head in heads}
            assert library.filler.wait(60)
            assert library.doctor().complaints == ()
        if len(acknowledged) == FILES:  # all is in: change it, so that the next kill meets replacements
            for path in folder.iterdir():
                path.write_text(path.read_text() + "\nchanged")
            acknowledged = set()
    run_to_the_end(home, folder)


def run_to_the_end(home: Path, folder: Path) -> None:
    said = subprocess.run(
        [sys.executable, str(CHILD), str(home), str(folder)],
        capture_output=True,
        env=ENVIRONMENT,
        text=True,
        check=True,
        timeout=120,
    )
    assert said.stdout.endswith("done\n")
    with reopen(home) as library:
        sources = [head.source for head in library.catalogue.heads(ANYONE)]
        assert len(sources) == FILES // 2 * 3, "every document once: no more, no less"
        assert library.doctor().complaints == ()


@pytest.mark.slow
def test_kills_while_worker_processes_parse(tmp_path: Path) -> None:
    """Many files are parsed by workers with the real readers; they end with their parent and lose nothing either."""
    folder, home = tmp_path / "docs", tmp_path / "home"
    folder.mkdir()
    for n in range(250):
        (folder / f"{n:03}.md").write_text(f"# 办法{n}\n\n第一条 许可费每年{n}万元。\n\n第二条 按年支付。\n")
    acknowledged: set[str] = set()
    for after in (1, 60, 200):
        acknowledged |= run_and_kill(home, folder, after, 0.0, "--real-readers")
        assert len(acknowledged) >= after
        with reopen(home) as library:
            assert acknowledged <= {row.path for row in library.catalogue.files(ANYONE) if row.documents}
            assert library.doctor().complaints == ()
