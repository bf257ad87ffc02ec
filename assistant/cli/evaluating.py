"""evaluate: files of questions or of retrieval sets in, measures out."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from assistant.cli.console import Console
from assistant.types import Answer, Question

if TYPE_CHECKING:
    from assistant.wiring import Services


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
        console.show(
            f"{language}: " + "  ".join(f"{name} {_short(value)}" for name, value in measures.items())
        )
    for failure in result["failures"]:  # type: ignore[attr-defined]
        console.show(f"  {failure['id']}: {failure['what']}")
    return 0


def _short(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
