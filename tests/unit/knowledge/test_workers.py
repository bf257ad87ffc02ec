from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from library_fakes import KilledByOneFile

from knowledge.finding import FoundFile
from knowledge.readers.parts import Part
from knowledge.types import NoteKind
from knowledge.workers import Parsed, ParserPool

ROOT = Path(__file__).parents[3]


def found(name: str) -> FoundFile:
    return FoundFile(path=Path(name), location=name, shown=name, source=name)


def said(parsed: Parsed) -> str:
    return parsed.reason or ",".join(entry.document["title"] for entry in parsed.entries)


def test_files_come_back_in_order_and_one_that_kills_its_reader_is_set_aside() -> None:
    names = [f"{n:03}.txt" for n in range(40)]
    names[5], names[20] = "005-bad.txt", "020-kill.pdf"
    with ParserPool(KilledByOneFile(), workers=2) as pool:  # type: ignore[arg-type]
        results = list(pool.parse_all((found(name), 400_000) for name in names))
    assert [parsed.file.shown for parsed in results] == names
    expected = dict(zip(names, names, strict=True)) | {
        "005-bad.txt": "damaged",
        "020-kill.pdf": "reader_crashed",
    }
    assert [said(parsed) for parsed in results] == list(expected.values())
    assert results[5].fields == {"page": 3}


def test_parts_come_back_in_order_and_one_that_kills_its_reader_becomes_a_note() -> None:
    names = [f"{n:03}" for n in range(20)]
    names[3], names[11] = "bad", "kill"
    parts = [Part(number=n, content=name.encode()) for n, name in enumerate(names, start=1)]
    with ParserPool(KilledByOneFile(), workers=2) as pool:  # type: ignore[arg-type]
        results = list(pool.parse_parts(found("many.xml"), parts))
    titles = [entry.document["title"] for one in results for entry in one.entries]
    assert titles == [name for name in names if name.isdigit()]
    assert sum(one.count for one in results) == 20
    notes = [(note.kind, note.fields) for one in results for note in one.notes]
    assert notes == [
        (NoteKind.MEMBER_SET_ASIDE, {"member": "#4", "code": "damaged", "page": 3}),
        (NoteKind.MEMBER_SET_ASIDE, {"member": "#12", "code": "reader_crashed"}),
    ]


def test_workers_end_with_the_process_that_started_them() -> None:
    code = (
        "import os, sys, time; from library_fakes import KilledByOneFile; from knowledge.workers import ParserPool\n"
        "if __name__ == '__main__':\n"
        "    pool = ParserPool(KilledByOneFile(), workers=2)\n"
        "    from test_workers import found\n"
        "    list(pool.parse_all([(found('a'), 1), (found('b'), 1)]))\n"
        "    print(*pool._pool._processes, flush=True); time.sleep(60)\n"
    )
    paths = os.pathsep.join(map(str, (ROOT, ROOT / "tests", Path(__file__).parent)))
    child = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    )
    assert child.stdout is not None
    workers = [int(pid) for pid in child.stdout.readline().split()]
    assert workers
    child.kill()
    child.wait()
    child.stdout.close()
    deadline = time.monotonic() + 10
    while any(map(runs, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(runs, workers))


def runs(pid: int) -> bool:
    """Say whether a process is alive (one that ended and was not collected is not)."""
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
