"""kill -9 in the middle of a large file: what was acknowledged answers, and the next run goes on from there."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from test_killed_ingest import CHILD, ENVIRONMENT, reopen

from knowledge.library import Library
from knowledge.types import ANYONE, Audience, FileOutcome

DOCUMENTS = 400


def weekly(path: Path) -> None:
    paragraph = "The valve seat is ground, heated and set into the housing so that no fluid passes. " * 8
    with path.open("w") as stream:
        for number in range(11_000_000, 11_000_000 + DOCUMENTS):
            stream.write(
                '<?xml version="1.0" encoding="UTF-8"?>\n<us-patent-grant lang="EN" country="US">'
                "<us-bibliographic-data-grant><publication-reference><document-id><country>US</country>"
                f"<doc-number>{number}</doc-number><kind>B2</kind><date>20211019</date></document-id>"
                f"</publication-reference><invention-title>Valve {number}</invention-title>"
                '</us-bibliographic-data-grant><description id="description">'
                + "".join(f'<p id="p-{n}" num="{n:04}">{paragraph}{number}</p>' for n in range(1, 19))
                + '</description><claims><claim num="00001"><claim-text>1. A valve.</claim-text></claim></claims>'
                "</us-patent-grant>\n"
            )


def start(home: Path, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, str(CHILD), str(home), str(folder), "--real-readers"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=ENVIRONMENT, text=True)


@pytest.mark.slow
def test_a_killed_run_over_a_large_file_goes_on_where_it_stopped(tmp_path: Path) -> None:
    folder, home = tmp_path / "docs", tmp_path / "home"
    folder.mkdir()
    weekly(folder / "week.xml")
    held = 0
    for after, wait_s in ((1, 0.0), (1, 0.2)):
        held = kill_after(start(home, folder), after, wait_s, home, at_least=held)
    child = start(home, folder)
    out, _ = child.communicate(timeout=180)
    assert out.endswith("done\n")
    with reopen(home) as library:
        titles = [head.title for head in library.catalogue.heads(ANYONE)]
        assert sorted(titles) == [f"Valve {n}" for n in range(11_000_000, 11_000_000 + DOCUMENTS)], (
            "each once"
        )
        assert library.doctor().complaints == ()
        (row,) = library.catalogue.files(ANYONE)
        assert (row.outcome, row.documents) == (FileOutcome.ADDED, DOCUMENTS)


def kill_after(
    child: subprocess.Popen[str], batches: int, wait_s: float, home: Path, *, at_least: int
) -> int:
    """Kill a run some time after it acknowledged some batches; return how many documents answer then."""
    assert child.stdout is not None
    assert child.stdout.readline() == "opened\n"
    for _ in range(batches):
        assert child.stdout.readline().startswith("acknowledged ")
    time.sleep(wait_s)
    child.kill()
    child.wait()
    child.stdout.close()
    with reopen(home) as library:
        return examine(library, at_least)


def examine(library: Library, at_least: int) -> int:
    heads = library.catalogue.heads(ANYONE)
    assert at_least < len(heads) < DOCUMENTS, "some more answer, and the file is not complete"
    assert library.lexical.document_ids(Audience.PUBLIC) == {head.document_id for head in heads}
    (row,) = library.catalogue.files(ANYONE)
    assert (row.outcome, row.reason, row.documents) == (FileOutcome.SET_ASIDE, "interrupted", len(heads))
    assert library.filler.wait(60)
    assert library.doctor().complaints == ()
    return len(heads)
