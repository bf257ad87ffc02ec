"""How long one need takes against a library of 10,000 patents: the time from its text to ten matches, as the library grows.

    python -m benchmarks match-speed [--patents 10000] [--kept FOLDER] [--json]

The real patents, and as many made of them as are missing: the title and the first half of the abstract of one, the second half of
another's. The samples are there too, so that there is something to license. Made once in a folder of --kept. Beside it, in the
same run, the library of `benchmarks matching` (2,305 patents) and our search for the whole text of the need alone.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.settings import Settings
from assistant.wiring import open_services
from benchmarks.asked_libraries import tell
from benchmarks.load_library import load
from benchmarks.matching import match_need
from benchmarks.measuring_data import measuring_data, write_patents
from benchmarks.needs import read_needs
from benchmarks.needs_library import NeedsLibrary, needs_library
from benchmarks.search_speed import summary

BAR_S = 1.5
_SEED = 7
_FIRST_MADE = 90_000_000  # numbers of patents that are made


def main(arguments: Sequence[str]) -> int:
    """Match every labelled need once and print; leave with 1 where the measuring data is missing."""
    asked = _arguments(arguments)
    data = measuring_data()
    if data is None:
        print("No measuring data: set PATENTBRIDGE_MEASURING_DATA.", file=sys.stderr)
        return 1
    home = asked.kept / f"patents_{asked.patents}"
    if not (home / "made").exists():
        _make(data, home, asked.patents)
    found: dict[str, Any] = {}
    for name, place in (("small", None), ("large", home)):
        with needs_library(data, home=place, kept=asked.kept) as library:
            found[name] = _measured(library)
    found["load"] = round(os.getloadavg()[0], 1)
    found["bars"] = {"p95_s": found["large"]["match"]["p95_ms"] <= 1000 * BAR_S}
    print(json.dumps(found, ensure_ascii=False, indent=None if asked.json else 1))
    return 0


def _measured(library: NeedsLibrary) -> dict[str, Any]:
    needs = read_needs()
    match_need(library, needs[0])  # what is done once is not timed
    matched, searched = [], []
    for need in needs:
        start = time.perf_counter()
        match_need(library, need)
        middle = time.perf_counter()
        library.search(need.text, 10)
        matched.append((middle - start) * 1000)
        searched.append((time.perf_counter() - middle) * 1000)
    return {"patents": len(library.heads), "match": summary(matched), "search": summary(searched)}


def _make(data: Path, home: Path, patents: int) -> None:
    tell(f"Making a library of {patents} patents …")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "patents.json"
        write_patents(data, path)
        held = json.loads(path.read_text(encoding="utf-8"))
        held["records"] = _more(held["records"], patents)
        path.write_text(json.dumps(held, ensure_ascii=False), encoding="utf-8")
        load(Path(folder), home, vectors=True)
    services = open_services(Settings(home=home), doing="match_speed", note=tell)
    services.library.load_samples()
    services.library.filler.wait()
    services.close()
    (home / "made").touch()


def _more(records: list[dict[str, Any]], patents: int) -> list[dict[str, Any]]:
    """Return the records and as many as are missing, each made of two."""
    told = [record for record in records if record["abstracts"]]
    chance = random.Random(_SEED)
    made = []
    for number in range(patents - len(records)):
        one, other = chance.sample(told, 2)
        text = f"{_half(one, first=True)}. {_half(other, first=False)}"
        made.append(one | {"publication_number": f"US{_FIRST_MADE + number}", "abstracts": {"en": text}})
    return [*records, *made]


def _half(record: dict[str, Any], *, first: bool) -> str:
    sentences = str(record["abstracts"]["en"]).split(". ")
    middle = (len(sentences) + 1) // 2
    return ". ".join(sentences[:middle] if first else sentences[middle:])


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks match-speed")
    parser.add_argument("--patents", type=int, default=10_000)
    parser.add_argument(
        "--kept", type=Path, default=Path("asked"), help="folder for the libraries, made once"
    )
    parser.add_argument("--json", action="store_true", help="one line")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
