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
FILES, KILLS = 180, 10


def run_and_kill(home: Path, folder: Path, after_s: float) -> tuple[set[str], bool]:
    """Start an ingest, kill it after some seconds, return the files it acknowledged and whether it had finished."""
    child = subprocess.Popen(
        [sys.executable, str(CHILD), str(home), str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        text=True,
    )
    assert child.stdout is not None
    assert child.stderr is not None
    first = child.stdout.readline()
    assert first == "opened\n", child.stderr.read()
    time.sleep(after_s)
    child.kill()
    said, _ = child.communicate()
    complete = said.rsplit("\n", 1)[0].splitlines()
    return {
        line.split(" ", 1)[1] for line in complete if line.startswith("acknowledged ")
    }, "done" in complete


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
    finished, in_the_middle = 0, 0
    for _ in range(KILLS):
        seen, done = run_and_kill(home, folder, chance.uniform(0.05, 0.9))
        acknowledged |= seen
        finished += done
        in_the_middle += 0 < len(seen) < FILES
        with reopen(home) as library:
            held = {row.path for row in library.catalogue.files(ANYONE) if row.documents}
            assert acknowledged <= held
            heads = library.catalogue.heads(ANYONE)
            assert library.lexical.document_ids(Audience.PUBLIC) == {head.document_id for head in heads}
            assert library.filler.wait(60)
            assert library.doctor().complaints == ()
        if len(acknowledged) == FILES:  # all is in: change it, so that the next kill meets replacements
            for path in folder.iterdir():
                path.write_text(path.read_text() + "\nchanged")
            acknowledged = set()
    assert finished < KILLS, "every child finished before it was killed: the test proves nothing"
    assert in_the_middle > KILLS // 2, "most kills came before or after the writing"
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
