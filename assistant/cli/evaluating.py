"""evaluate: files of questions or of retrieval sets in, measures out."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from assistant.cli.console import Console
from assistant.types import Answer, Question

if TYPE_CHECKING:
    from assistant.wiring import Services


def evaluate(arguments: Namespace, services: Services, console: Console) -> int:
    """Measure answers or retrieval."""
    return (
        _answers(arguments, services, console)
        if arguments.what == "answers"
        else _retrieval(arguments, services, console)
    )


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


def _retrieval(arguments: Namespace, services: Services, console: Console) -> int:
    from dataclasses import asdict

    from knowledge.bridge import DictionaryBridge
    from knowledge.evaluation.measuring import evaluate_retrieval
    from knowledge.evaluation.systems import SYSTEMS, Parts
    from knowledge.tokens import token_counter

    told: set[tuple[str, str]] = set()

    def progress(name: str, system: str, share: float) -> None:
        if (name, system) not in told:
            told.add((name, system))
            console.note(f"{name}: {system} …")

    parts = Parts(bridge=DictionaryBridge(), embedder=services.library.embedder, counter=token_counter())
    with TemporaryDirectory() as scratch:
        report = evaluate_retrieval(
            [console.path(folder) for folder in arguments.folders],
            tuple(arguments.system or SYSTEMS),
            parts=parts,
            scratch=Path(scratch),
            progress=progress,
        )
    rows = [asdict(result) for result in report.results]
    if arguments.json:
        console.json({"results": rows})
        return 0
    for row in rows:
        console.show("  ".join(f"{name}={_short(value)}" for name, value in row.items()))
    return 0


def _short(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
