"""Needs for which the samples hold nothing: is nothing recommended? And is what serves a need still near to it?

    python -m benchmarks far-needs [--show] [--json]

Two sets over the samples alone: 50 needs of trades that no sample is about (`far-needs.jsonl`; for the first 30 what our
embedder calls related and unrelated was chosen, the others were written afterwards), and the labelled needs of
`benchmarks matching` that a sample serves. `none_recommended` is the share of the first for which no technology is
recommended; `serving_near` the share of the second whose best labelled patent, where it is among the first five, is
near; `others_near` how many technologies without a label are called near beside it, per need. Each also as it would be
`without` those bounds.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from assistant.matching.matcher import Matcher
from assistant.matching.requirements import read_need
from assistant.matching.types import Match
from assistant.needs.types import Wanted
from assistant.services import Services
from assistant.settings import Settings
from assistant.wiring import home_of, open_services
from benchmarks.needs import LabelledNeed, read_needs, rows_of
from knowledge.types import ANYONE

_FAR = Path(__file__).with_name("far-needs.jsonl")
_AS_OF = date(2026, 11, 24)
_SHOWN = 5


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks far-needs")
    parser.add_argument("--show", action="store_true", help="name what is wrong")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    with samples() as services:
        matcher = services.matcher
        found = {"with": _figures(matcher, show=asked.show)}
        matcher._nearness = None
        found["without"] = _figures(matcher, show=False)
    print(json.dumps(found, ensure_ascii=False, indent=None if asked.json else 1))
    return 0


@contextmanager
def samples() -> Iterator[Services]:
    """Give services over the samples, all vectors there."""
    models = home_of(Settings()) / "models"
    with tempfile.TemporaryDirectory(prefix="far-needs-") as folder:
        home = Path(folder)
        if models.exists():
            (home / "models").symlink_to(models)
        services = open_services(Settings(home=home), doing="measure")
        try:
            services.library.load_samples()
            services.library.filler.wait()
            yield services
        finally:
            services.close()


def _figures(matcher: Matcher, *, show: bool) -> dict[str, Any]:
    far = list(rows_of(_FAR))
    wrong = [one["id"] for one in far if any(m.is_recommended for m in _matches(matcher, one["text"]))]
    served, lost, others = 0, [], 0
    for need in read_needs():
        matches = _matches(matcher, need.text)
        best = _serving(need, matches)
        if best is not None:
            served += 1
            lost += [] if best.is_near else [f"{need.need_id} {best.publication_number}"]
            others += sum(m.is_near for m in matches if m.publication_number not in need.relevant)
    sets = {name: [one["id"] for one in far if one["id"].startswith(name)] for name in ("view", "unseen")}
    figures: dict[str, Any] = {
        f"none_recommended_{name}": [sum(one not in wrong for one in ids), len(ids)]
        for name, ids in sets.items()
    }
    figures |= {"serving_near": [served - len(lost), served], "others_near": round(others / served, 2)}
    return figures | ({"recommended": wrong, "no_longer_near": lost} if show else {})


def _matches(matcher: Matcher, text: str) -> tuple[Match, ...]:
    return matcher.match(read_need(Wanted(text=text)), ANYONE, _AS_OF, _SHOWN)


def _serving(need: LabelledNeed, matches: Iterable[Match]) -> Match | None:
    """Return the match with the best label, where it is one of the two best."""
    labelled = [match for match in matches if need.relevant.get(match.publication_number, 0) >= 2]
    return max(labelled, key=lambda match: need.relevant[match.publication_number], default=None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
