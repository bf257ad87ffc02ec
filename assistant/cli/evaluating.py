"""evaluate: files of questions or of retrieval sets in, measures out."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from typing import TYPE_CHECKING

from assistant.cli.console import Console
from assistant.types import Answer, Question

if TYPE_CHECKING:
    from assistant.services import Services


def evaluate(arguments: Namespace, services: Services, console: Console) -> int:
    """Measure answers or retrieval."""
    if arguments.what == "answers":
        return _answers(arguments, services, console)
    from assistant.cli.evaluating_retrieval import evaluate_retrieval

    return evaluate_retrieval(arguments, services, console)


def _answers(arguments: Namespace, services: Services, console: Console) -> int:
    from assistant.evaluation import evaluate_answers

    def ask(question: Question) -> Answer:
        for piece in services.ask(question):
            if isinstance(piece, Answer):
                return piece
        raise RuntimeError("an asker ended without an answer")

    report = evaluate_answers(console.path(arguments.file), ask)
    result = report.as_json()
    if arguments.json:
        console.json(result)
        return 0
    console.show(console.word("questions", count=result["questions"]))
    for language, measures in result["by_language"].items():  # type: ignore[attr-defined]
        console.show(_line(language, measures))
        modes = result["by_mode"][language]  # type: ignore[index]
        for mode, own in modes.items() if len(modes) > 1 else ():
            console.show(_line(f"{language} {mode}", own))
    for failure in result["failures"]:  # type: ignore[attr-defined]
        console.show(f"  {failure['id']}: {failure['what']}")
    return 0


def _line(name: str, measures: Mapping[str, object]) -> str:
    return f"{name}: " + "  ".join(f"{measure} {_short(value)}" for measure, value in measures.items())


def _short(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
