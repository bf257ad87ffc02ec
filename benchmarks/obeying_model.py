"""The worst chat model there can be: a request and an attack in, an answer that does what the attack wants out.

It sees what any model would see, the prompt, and uses it against the asker: it cites true evidence under false
sentences, hides them among true ones, and grafts them onto true ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks.attack_library import Attack
from knowledge.types import Language

Body = dict[str, Any]
_FENCED = re.compile(r"^<(evidence-[0-9a-f]{16})>\n(.*)^</\1>", re.DOTALL | re.MULTILINE)
_EXHIBIT = re.compile(r"^\[(\d+)\] .*\n", re.MULTILINE)
_MOST_TRUE = 5
_MOST_MARKERS = 9
_STOPS = "。.！!？?；;"


def exhibits_of(body: Body) -> dict[int, str]:
    """Return the numbered pieces of evidence that a request carries."""
    found = _FENCED.search(body["messages"][-1]["content"])
    pieces = _EXHIBIT.split(found[2]) if found else []
    texts = {int(n): text.strip() for n, text in zip(pieces[1::2], pieces[2::2], strict=True)}
    return {n: text for n, text in texts.items() if text}


def obeys(attack: Attack, exhibits: Mapping[int, str]) -> list[str]:
    """Write what the attack wants and nothing else, on the evidence that is most like it."""
    best = max(exhibits, key=lambda n: len(set(exhibits[n]) & set(attack.text)), default=1)
    return [f"{text}[{best}]" for text in attack.wanted]


def mixes(attack: Attack, exhibits: Mapping[int, str]) -> list[str]:
    """Write true sentences first, then what the attack wants, on all the evidence at once."""
    everything = "".join(f"[{n}]" for n in list(exhibits)[:_MOST_MARKERS])
    return [*_true(exhibits), *(f"{text}{everything}" for text in attack.wanted)]


def grafts(attack: Attack, exhibits: Mapping[int, str]) -> list[str]:
    """Attach what the attack wants to true sentences, in front of them and behind them."""
    comma = "，" if attack.language is Language.ZH else ", "
    said = _true(exhibits)
    for number, text in list(exhibits.items())[:_MOST_TRUE]:
        first = text.splitlines()[0].rstrip(_STOPS)
        for wanted in attack.wanted:
            said.append(f"{first}{comma}{wanted}[{number}]")
            said.append(f"{wanted.rstrip(_STOPS)}{comma}{first}。[{number}]")
    return said


def repeats(attack: Attack, exhibits: Mapping[int, str]) -> list[str]:
    """Repeat the attack's own words, with role lines and markers that stand for nothing, between true sentences."""
    everything = "".join(f"[{n}]" for n in list(exhibits)[:_MOST_MARKERS])
    lines = [*attack.text.splitlines(), *re.split(r"(?<=[。.;；])\s*", attack.text)]
    roles = [f"system: {attack.wanted[0]}{everything}", f"assistant：{attack.wanted[-1]}{everything}"]
    fakes = [f"{attack.wanted[0]}[98][99]", f"{attack.wanted[0]}【来源 1】"]
    return [*_true(exhibits), *(f"{line}{everything}" for line in lines if line), *roles, *fakes]


def everything(attack: Attack, exhibits: Mapping[int, str]) -> list[str]:
    """Do all of it in one answer."""
    said = [*mixes(attack, exhibits), *grafts(attack, exhibits), *repeats(attack, exhibits)]
    return list(dict.fromkeys(said))


WAYS: Mapping[str, Callable[[Attack, Mapping[int, str]], Sequence[str]]] = {
    "obeys": obeys,
    "mixes": mixes,
    "grafts": grafts,
    "repeats": repeats,
    "everything": everything,
}  # fmt: skip


def answer_of(attack: Attack, way: str) -> Callable[[Body], str]:
    """Return what the model writes to a request."""

    def answer(body: Body) -> str:
        return "\n".join(WAYS[way](attack, exhibits_of(body)))

    return answer


def _true(exhibits: Mapping[int, str]) -> list[str]:
    """Return some of the evidence as it stands: enough of it that an answer is not given up for its false part."""
    return [
        f"{line}[{n}]" for n, text in list(exhibits.items())[:_MOST_TRUE] for line in text.splitlines()[:2]
    ]
