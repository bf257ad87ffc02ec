"""Retrieval beside its peers: `python -m benchmarks retrieval` judges every bar, `--write` puts the tables into docs/.

    python -m benchmarks retrieval [--sets NAME|FOLDER …] [--quick] [--cache FOLDER] [--json] [--write]

Sets are folders of the measuring data, or any BEIR-like folder. Everything is measured by the command that a user has,
`evaluate retrieval`, with the settings of the environment: once with all systems on each set, and once with all sets in
one library. Vectors are kept, so that a second run is quick. `--quick` leaves out the largest set and the library of all.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.measuring_data import measuring_data
from benchmarks.retrieval_bars import FLOORS, OURS, Bar, bars
from benchmarks.retrieval_tables import DOCUMENT, markdown, write

_LARGEST = "stard_zh"
_IN_THE_MIX = (OURS, "rrf")


class MeasurementFailed(Exception):
    """`evaluate retrieval` said why it could not measure."""


def main(arguments: Sequence[str]) -> int:
    """Measure, judge and print; leave with 1 when nothing could be measured."""
    asked = _arguments(arguments)
    folders = folders_of(asked.sets, quick=asked.quick)
    if not folders:
        print("No sets: set PATENTBRIDGE_MEASURING_DATA, or name folders with --sets.", file=sys.stderr)
        return 1
    try:
        results = measure(folders, asked.cache)
        mixed = measure_mixed(folders, asked.cache) if len(folders) > 1 and not asked.quick else []
    except MeasurementFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    show(results, mixed, as_json=asked.json)
    if asked.write:
        write(DOCUMENT, "figures", markdown(results, mixed))
    return 0


def measure(folders: Sequence[Path], cache: Path) -> list[Any]:
    """Return the rows of all systems on each set. Raises MeasurementFailed."""
    with _home() as home:
        return [row for folder in folders for row in _evaluate([folder], cache, home)["results"]]


def measure_mixed(folders: Sequence[Path], cache: Path) -> list[Any]:
    """Return what our system and the usual hybrid find of each set in one library of all. Raises MeasurementFailed."""
    with _home() as home:
        return list(_evaluate(folders, cache, home, "--mixed", "--system", *_IN_THE_MIX)["mixed"])


@contextmanager
def _home() -> Iterator[str]:
    """Give a home of its own: the user's may be in use, or hold vectors of another version. It shares the models."""
    with TemporaryDirectory() as folder:
        models = users_home() / "models"
        if models.is_dir():
            (Path(folder) / "models").symlink_to(models.resolve())
        yield folder


def show(results: Sequence[Any], mixed: Sequence[Any], *, as_json: bool) -> None:
    """Print the figures with their verdicts: tables, or one JSON object."""
    judged = bars(results, mixed)
    if as_json:
        verdicts = [_verdict(bar) for bar in judged]
        print(json.dumps({"results": results, "mixed": mixed, "bars": verdicts}, ensure_ascii=False))
    else:
        print(markdown(results, mixed))
        print(f"\n{sum(bar.met is True for bar in judged)} of {len(judged)} bars met")


def _verdict(bar: Bar) -> dict[str, str]:
    return {"set": bar.set, "bar": bar.bar, "found": bar.found, "verdict": bar.verdict}


def _evaluate(folders: Sequence[Path], cache: Path, home: str, *options: str) -> Any:
    command = [sys.executable, "-m", "assistant", "evaluate", "retrieval", *map(str, folders), *options]
    done = subprocess.run(
        [*command, "--cache", str(cache), "--json"],
        env={**os.environ, "PATENTBRIDGE_HOME": home},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    found = json.loads(done.stdout) if done.stdout.strip() else {}
    if done.returncode or "error" in found:
        raise MeasurementFailed(
            found.get("error", {}).get("message", f"evaluate left with {done.returncode}")
        )
    return found


def folders_of(names: Sequence[str] | None, *, quick: bool) -> list[Path]:
    """Return the folders of sets by name or path; without names those of all that are there, when quick but the largest."""
    data = measuring_data()
    known = data / "retrieval" if data is not None else Path()
    if names:
        return [known / name if (known / name).is_dir() else Path(name) for name in names]
    return [known / name for name in FLOORS if (known / name).is_dir() and not (quick and name == _LARGEST)]


def add_cache(parser: argparse.ArgumentParser) -> None:
    """Let a command be told where vectors are kept."""
    parser.add_argument(
        "--cache",
        type=Path,
        default=users_home() / "evaluation",
        help="where vectors are kept (default: evaluation in PATENTBRIDGE_HOME)",
    )


def users_home() -> Path:
    return Path(os.environ.get("PATENTBRIDGE_HOME", ".patentbridge"))


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks retrieval")
    parser.add_argument("--sets", nargs="+", metavar="NAME|FOLDER", help="only these (default: all)")
    parser.add_argument(
        "--quick", action="store_true", help="leave out the largest set and the library of all sets"
    )
    add_cache(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--write", action="store_true", help=f"rewrite the tables of docs/{DOCUMENT.name}")
    asked = parser.parse_args(arguments)
    if asked.write and (asked.sets or asked.quick):
        parser.error("--write takes the figures of all sets: leave out --sets and --quick")
    return asked


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
