"""Match 500 needs at once with the samples among 2,244 real patents: how long, how much memory, and what a kill costs.

    python -m benchmarks batch [--needs N] [--killed N] [--kills N] [--drafts KIND] [--kept FOLDER] [--json]

The needs are made by rule from needs.jsonl: their numbers are changed and sentences of another need are added, so that no
two are alike. The command itself is run, in a process of its own, on a copy of the library. Memory is its peak as it has
finished 100, 300 and all needs. Then a run over the first --killed needs is killed (SIGKILL) --kills times in the middle
and gone on with: what was finished before a kill has to be there after it, unchanged, and in the end every result has to
be that of the run that nobody interrupted.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.asked_libraries import AS_OF, SAMPLES_AND_PATENTS, make_library
from benchmarks.measuring_data import measuring_data
from benchmarks.needs import LabelledNeed, read_needs

_BAR_S = 600
_MEMORY_AT = (100, 300)
_LOOK_S = 0.2
_SEED = 7
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SENTENCE = re.compile(r"[^。.!?！？]+(?:[。!?！？]|\.(?!\d))")
_OF_THE_MOMENT = ("matched_at", "elapsed_ms")


def main(arguments: Sequence[str]) -> int:
    """Measure and print; leave with 1 where the measuring data is missing or a need was lost."""
    asked = _arguments(arguments)
    data = measuring_data()
    if data is None:
        print("No measuring data: set PATENTBRIDGE_MEASURING_DATA.", file=sys.stderr)
        return 1
    library = make_library(SAMPLES_AND_PATENTS, data, asked.kept)
    with tempfile.TemporaryDirectory() as folder:
        bench = _Bench(Path(folder), library, asked.drafts)
        found = bench.whole(asked.needs)
        if asked.kills:
            found["kills"] = bench.killed(asked.killed, asked.kills)
    print(json.dumps(found, ensure_ascii=False, indent=None if asked.json else 1))
    return int("kills" in found and not found["kills"]["nothing_lost"])


def made_needs(count: int) -> Iterator[tuple[str, str]]:
    """Yield so many needs, no two alike: an enterprise and a text."""
    needs = read_needs()
    for place in range(count):
        yield f"Enterprise {place + 1}", _varied(needs, place)


def _varied(needs: Sequence[LabelledNeed], place: int) -> str:
    around, need = divmod(place, len(needs))
    text = needs[need].text
    if around == 0:
        return text
    other = [one for one in needs if one.language is needs[need].language][(need + around) % 20]
    sentences = _SENTENCE.findall(other.text)
    more = sentences[around % len(sentences)] if sentences else ""
    return f"{_NUMBER.sub(lambda found: _other(found[0], around), text)} {more}"


def _other(number: str, around: int) -> str:
    places = len(number.partition(".")[2])
    return f"{float(number) * (1 + around / 20):.{places}f}"


class _Bench:
    """A table of needs, a copy of the library, and runs of the command over them."""

    def __init__(self, folder: Path, library: Path, drafts: str) -> None:
        self._folder = folder
        self._drafts = drafts
        self._home = folder / "home"
        shutil.copytree(library, self._home, symlinks=True, ignore=shutil.ignore_patterns("*.sock"))

    def whole(self, count: int) -> dict[str, Any]:
        """Return the figures of a run that nobody interrupts."""
        table = self._table(count)
        memory: dict[str, int] = {}
        begun = time.monotonic()
        process = self._start(table, "whole")

        def look() -> None:
            done = self._finished("whole")
            for mark in (*_MEMORY_AT, count):
                if done >= mark and str(mark) not in memory:
                    memory[str(mark)] = _peak_mb(process.pid)

        out = _watched(process, look)
        seconds = time.monotonic() - begun
        told = _told(out)
        return {
            "needs": count,
            "matched": told["matched"],
            "failed": told["failed"],
            "seconds": round(seconds, 1),
            "seconds_a_need": round(told["elapsed_s"] / count, 3),
            "bar_met": seconds <= _BAR_S,
            "load_average": [round(one, 1) for one in os.getloadavg()],
            "peak_rss_mb": memory,
            "folder_mb": _size_mb(self._folder / "whole"),
            "drafts": len(list((self._folder / "whole" / "drafts").glob("*.docx"))),
        }

    def killed(self, count: int, kills: int) -> dict[str, Any]:
        """Return what became of a run that is killed again and again."""
        table, chosen = self._table(count), random.Random(_SEED)
        finished_before: list[int] = []
        before: dict[str, dict[str, Any]] = {}
        lost = 0
        for kill in range(1, kills + 1):
            wanted = kill * count // (kills + 1)
            process = self._start(table, "killed")
            while self._finished("killed") < wanted and process.poll() is None:
                time.sleep(_LOOK_S)
            time.sleep(chosen.random())
            process.send_signal(signal.SIGKILL)
            process.communicate()
            lost += len(before.keys() - self._results("killed").keys())
            before = self._results("killed")
            finished_before.append(len(before))
        process = self._start(table, "killed")
        out, _ = process.communicate()
        told = _told(out)
        after, whole = self._results("killed"), self._results("whole")
        lost += len(before.keys() - after.keys())
        changed = sum(before[name] != after[name] for name in before.keys() & after.keys())
        unequal = sum(_lasting(after[name]) != _lasting(whole[name]) for name in after)
        return {
            "needs": count,
            "kills": kills,
            "finished_before_each": finished_before,
            "kept_by_the_last_run": told["kept"],
            "lost": lost,
            "changed": changed,
            "finished": len(after),
            "unequal_to_uninterrupted": unequal,
            "nothing_lost": not (lost or changed or unequal) and told["kept"] == len(before),
        }

    def _table(self, count: int) -> Path:
        path = self._folder / f"needs-{count}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(("企业名称", "技术需求"))
            writer.writerows(made_needs(count))
        return path

    def _start(self, table: Path, out: str) -> subprocess.Popen[str]:
        command = [
            sys.executable,
            "-m",
            "assistant",
            "match-batch",
            str(table),
            "--out",
            str(self._folder / out),
        ]
        command += ["--drafts", self._drafts, "--as-of", AS_OF.isoformat(), "--json"]
        environment = {**os.environ, "PATENTBRIDGE_HOME": str(self._home)}
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=sys.stderr, text=True
        )

    def _finished(self, out: str) -> int:
        folder = self._folder / out / "needs"
        return (
            sum(1 for name in os.listdir(folder) if name.endswith(".json") and name[0] != ".")
            if folder.is_dir()
            else 0
        )

    def _results(self, out: str) -> dict[str, dict[str, Any]]:
        found = (self._folder / out / "needs").glob("[0-9]*.json")
        return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in found}


def _watched(process: subprocess.Popen[str], look: Callable[[], None]) -> str:
    while process.poll() is None:
        look()
        time.sleep(_LOOK_S)
    out, _ = process.communicate()
    return out


def _told(out: str) -> dict[str, Any]:
    """Return what the command told. Raises RuntimeError where it ended with an error."""
    told: dict[str, Any] = json.loads(out)
    if "error" in told:
        raise RuntimeError(told["error"]["message"])
    return told


def _lasting(result: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in result.items() if name not in _OF_THE_MOMENT}


def _peak_mb(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) // 1024 if found else 0


def _size_mb(folder: Path) -> float:
    return round(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6, 1)


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks batch")
    parser.add_argument("--needs", type=int, default=500, help="how many (default: 500)")
    parser.add_argument(
        "--killed", type=int, default=60, help="needs of the run that is killed (default: 60)"
    )
    parser.add_argument("--kills", type=int, default=5, help="how often it is killed (default: 5; 0: not)")
    parser.add_argument("--drafts", default="summary", help="summary, letter or none (default: summary)")
    parser.add_argument("--kept", type=Path, default=Path("asked"), help="folder for the library, made once")
    parser.add_argument("--json", action="store_true", help="one line")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
