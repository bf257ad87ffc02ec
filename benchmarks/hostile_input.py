"""Damaged copies of readable files: `python -m benchmarks.hostile_input [--per-file N] [--seed S]`.

Every file of the measuring data that can be read is mutated: cut off, bytes changed, dropped, doubled or swapped, another
ending, other contents in front. No try may crash a reader, take longer than the limit, leave a file behind, or give an error
that is not one clear reason.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.measuring_data import measuring_data
from benchmarks.read_formats import roles

LIMIT_S = 30.0
_LARGEST = 1_500_000  # bytes: larger files are cut to this before they are changed
Mutation = Callable[[bytearray, random.Random], bytearray]


def _cut(content: bytearray, dice: random.Random) -> bytearray:
    return content[: dice.randrange(1, max(2, len(content)))]


def _headless(content: bytearray, dice: random.Random) -> bytearray:
    return content[dice.randrange(1, max(2, min(len(content), 4096))) :]


def _flipped(content: bytearray, dice: random.Random) -> bytearray:
    for _ in range(max(1, len(content) // 2_000)):
        content[dice.randrange(len(content))] = dice.randrange(256)
    return content


def _dropped(content: bytearray, dice: random.Random) -> bytearray:
    start = dice.randrange(len(content))
    del content[start : start + dice.randrange(1, 2_000)]
    return content or bytearray(b" ")


def _doubled(content: bytearray, dice: random.Random) -> bytearray:
    start = dice.randrange(len(content))
    piece = content[start : start + dice.randrange(1, 20_000)]
    return content[:start] + piece * dice.randrange(2, 12) + content[start:]


def _swapped(content: bytearray, dice: random.Random) -> bytearray:
    middle = dice.randrange(len(content))
    return content[middle:] + content[:middle]


def _zeroed(content: bytearray, dice: random.Random) -> bytearray:
    start = dice.randrange(len(content))
    length = min(dice.randrange(1, 5_000), len(content) - start)
    content[start : start + length] = bytes(length)
    return content


def _unclosed(content: bytearray, dice: random.Random) -> bytearray:
    """Take away closing marks of markup, JSON and tables here and there."""
    return bytearray(byte for byte in content if byte not in b'>"}],' or dice.random() > 0.02)


def _nested(content: bytearray, dice: random.Random) -> bytearray:
    opening = dice.choice([b"<p>", b"<div>", b"[", b'{"a":', b"(", b"<claim-text>"])
    place = dice.randrange(len(content))
    return content[:place] + opening * dice.randrange(100, 20_000) + content[place:]


def _bad_text(content: bytearray, dice: random.Random) -> bytearray:
    place = dice.randrange(len(content))
    noise = dice.choice(
        [b"\xff\xfe", b"\x00" * 9, b"\xed\xa0\x80", b"&bogus;&#xFFFFFF;", b"\x1b[2J", "\u202e\u200b".encode()]
    )
    return content[:place] + noise * dice.randrange(1, 50) + content[place:]


MUTATIONS: tuple[Mutation, ...] = (
    _cut, _headless, _flipped, _dropped, _doubled, _swapped, _zeroed, _unclosed, _nested, _bad_text,
)  # fmt: skip
_ENDINGS = ("", ".xml", ".pdf", ".txt", ".html", ".csv", ".json", ".zip", ".docx", ".png", ".jsonl", ".xlsx")


def attempt(path: str, number: int, seed: int) -> tuple[str, str, float, str]:
    """Read one damaged copy; return (mutation, outcome, seconds, what is wrong: empty where nothing is)."""
    from knowledge.errors import ReadError
    from knowledge.readers import read_file

    dice = random.Random(f"{seed}/{Path(path).name}/{number}")
    mutation = MUTATIONS[number % len(MUTATIONS)]
    content = mutation(bytearray(Path(path).read_bytes()[:_LARGEST]), dice)
    ending = Path(path).suffix if dice.random() < 0.8 else dice.choice(_ENDINGS)
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        copy = Path(folder) / f"in{ending}"
        copy.write_bytes(content)
        start = time.monotonic()
        try:
            documents = sum(1 for _ in read_file(copy))
            outcome, wrong = (
                ("read" if documents else "nothing"),
                ("" if documents else "no document and no reason"),
            )
        except ReadError as error:
            outcome, wrong = f"set aside: {error.code}", ""
        except Exception as error:  # noqa: BLE001 — what this measurement looks for
            outcome, wrong = "crashed", f"{type(error).__name__}: {error}"[:200]
        seconds = time.monotonic() - start
        if sorted(os.listdir(folder)) != [copy.name]:
            wrong = f"left behind: {sorted(os.listdir(folder))}"
    if seconds > LIMIT_S:
        wrong = f"took {seconds:.0f} s"
    return mutation.__name__.strip("_"), outcome, seconds, wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--per-file", type=int, default=len(MUTATIONS))
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    data = measuring_data()
    if data is None:
        print("No measuring data: set PATENTBRIDGE_MEASURING_DATA.", file=sys.stderr)
        return 2
    skipped = {"empty", "companion", "stub"}
    files = [
        str(data / "formats" / name)
        for name, role in roles().items()
        if role not in skipped and (data / "formats" / name).is_file()
    ]
    report = run(files, arguments.per_file, arguments.seed)
    print(json.dumps(report, ensure_ascii=False, indent=1))
    return 1 if report["wrong"] else 0


def run(files: list[str], per_file: int, seed: int) -> dict[str, object]:
    """Try every file `per_file` times on both cores; return counts, the slowest tries and all that went wrong."""
    tries = [(path, number) for path in files for number in range(per_file)]
    outcomes: Counter[str] = Counter()
    wrong: list[str] = []
    slowest: list[tuple[float, str]] = []
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        found = pool.map(attempt, *zip(*tries, strict=True), [seed] * len(tries), chunksize=8)
        for (path, number), (mutation, outcome, seconds, fault) in zip(tries, found, strict=True):
            outcomes[outcome] += 1
            slowest.append((round(seconds, 2), f"{Path(path).name[-60:]} {mutation}"))
            if fault:
                wrong.append(f"{Path(path).name[-60:]} try {number} ({mutation}): {fault}")
    return {
        "tries": len(tries),
        "outcomes": dict(outcomes.most_common()),
        "slowest": sorted(slowest, reverse=True)[:8],
        "wrong": wrong,
    }


if __name__ == "__main__":
    sys.exit(main())
