"""Are follow-ups resolved right? Dialogues over the sample library in; turns and dialogues resolved right out.

    python -m benchmarks dialogues [FILE…] [--home FOLDER] [--show] [--json]

Every turn is asked with the turns before as the page hands them on: stored as JSON and read again. What a turn must
resolve to is written in the file (see dialogues.md); nothing else counts. No chat model takes part.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.answering import turn_of
from assistant.composing.extractive import ExtractiveComposer
from assistant.conversation import Conversation
from assistant.preparation import Preparation
from assistant.serialise import answer_from_json, answer_to_json
from assistant.services import Services
from assistant.settings import Settings
from assistant.types import Answer, Plan, Question, Turn
from assistant.understanding.rules import RuleUnderstander
from assistant.wiring import open_services
from benchmarks.dialogue_checks import Heard, Shelf, wrong_of
from benchmarks.intervals import share
from knowledge.types import Reader, Role

DIALOGUES = Path(__file__).with_name("dialogues.jsonl")
DAY = date(2026, 11, 24)
_READER = Reader(user="dialogues", role=Role.SME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One turn as it went: what was asked, what was understood and answered, and what is wrong about it."""

    dialogue: str
    language: str
    number: int  # from 1
    ask: str
    heard: Heard
    wrong: tuple[str, ...]


class Listening:
    """Implements Understander; keeps the last plan, so that a turn can be held against what was understood."""

    def __init__(self, understander: RuleUnderstander) -> None:
        self._understander = understander
        self.plan: Plan | None = None

    def understand(self, question: Question) -> Plan:
        self.plan = self._understander.understand(question)
        return self.plan


class Table:
    """A conversation over a library whose turns can be watched."""

    def __init__(self, services: Services) -> None:
        self._understander = Listening(RuleUnderstander(services.catalogue, services.retriever))
        self._conversation = Conversation(
            catalogue=services.catalogue,
            preparation=Preparation(
                catalogue=services.catalogue,
                retriever=services.retriever,
                understander=self._understander,
                meaning=services.meaning,
            ),
            extractive=ExtractiveComposer(services.catalogue),
        )
        self.shelf = Shelf(services.catalogue.heads(_READER))

    def play(self, dialogue: Mapping[str, Any]) -> Iterator[Played]:
        """Ask turn by turn and yield how each went."""
        history: tuple[Turn, ...] = ()
        heard: list[Heard] = []
        for number, turn in enumerate(dialogue["turns"], start=1):
            question = Question(text=turn["ask"], reader=_READER, as_of=DAY, history=history)
            answer = self._answer(question)
            heard.append(Heard(plan=self._plan(question), answer=answer))
            yield Played(
                dialogue=dialogue["id"],
                language=dialogue["lang"],
                number=number,
                ask=turn["ask"],
                heard=heard[-1],
                wrong=tuple(wrong_of(turn, heard, self.shelf)),
            )
            stored = answer_from_json(json.loads(json.dumps(answer_to_json(answer))))
            history = (*history, turn_of(turn["ask"], stored))

    def _answer(self, question: Question) -> Answer:
        return next(item for item in self._conversation.ask(question) if isinstance(item, Answer))

    def _plan(self, question: Question) -> Plan:
        """Understand once more: a turn may have been understood without its conditions last, to see which are in the way."""
        self._understander.understand(question)
        if self._understander.plan is None:
            raise RuntimeError("nothing was understood")
        return self._understander.plan


def load(path: Path) -> tuple[Mapping[str, Any], ...]:
    """Return the dialogues of a file."""
    return tuple(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def measured(played: Sequence[Played]) -> dict[str, Any]:
    """Count turns and dialogues resolved right, in all and by language."""
    return {"all": _counted(played)} | {
        language: _counted([p for p in played if p.language == language])
        for language in dict.fromkeys(p.language for p in played)
    }


def _counted(played: Sequence[Played]) -> dict[str, Any]:
    dialogues = dict.fromkeys(p.dialogue for p in played)
    failed = {p.dialogue for p in played if p.wrong}
    return {
        "turns": share(sum(not p.wrong for p in played), len(played)),
        "dialogues": share(len(dialogues) - len(failed), len(dialogues)),
        "asked_back": sum(bool(p.heard.answer.options) for p in played),
    }


def main(arguments: Sequence[str]) -> int:
    """Play the dialogues and print what was resolved right."""
    given = _arguments(arguments)
    with tempfile.TemporaryDirectory() as folder:
        services = open_services(Settings(home=given.home or Path(folder)), doing="dialogues")
        try:
            if services.library.is_empty():
                services.library.load_samples()
            table = Table(services)
            played = [p for path in given.files for dialogue in load(path) for p in table.play(dialogue)]
            if given.show:
                for one in played:
                    _show(one, table.shelf)
        finally:
            services.close()
    report = measured(played) | {
        "failures": [
            {"id": f"{p.dialogue}.{p.number}", "ask": p.ask, "wrong": list(p.wrong)}
            for p in played
            if p.wrong
        ]
    }
    print(json.dumps(report, ensure_ascii=False, indent=None if given.json else 2))
    return 0


def _show(played: Played, shelf: Shelf) -> None:
    heard = played.heard
    about = " ".join(shelf.names(heard.documents))
    text = re.sub(r"\s+", " ", heard.answer.text)[:240]
    mark = "✗" if played.wrong else "✓"
    print(
        f"{mark} {played.dialogue}.{played.number} {played.ask}\n"
        f"    {heard.answer.intent} [{about}] {heard.plan.as_of} {sorted(heard.plan.facets)}\n    {text}",
        file=sys.stderr,
    )
    for wrong in played.wrong:
        print(f"    ! {wrong}", file=sys.stderr)


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks dialogues")
    parser.add_argument("files", nargs="*", type=Path, default=[DIALOGUES], help="default: dialogues.jsonl")
    parser.add_argument("--home", type=Path, help="a library that holds the samples (default: a new one)")
    parser.add_argument("--show", action="store_true", help="every turn: what was understood and answered")
    parser.add_argument("--json", action="store_true", help="one line")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
