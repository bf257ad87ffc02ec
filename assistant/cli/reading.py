"""ingest: files in; a progress bar while it runs, a summary at the end."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from assistant.cli.console import Console
from knowledge.types import FileOutcome, FileReport, IngestReport

if TYPE_CHECKING:
    from assistant.wiring import Services
    from knowledge.ingestion import IngestProgress, OnProgress

_SHOWN = 20


def ingest(arguments: Namespace, services: Services, console: Console) -> int:
    """Read files, folders and archives into the library."""
    from knowledge.ingestion import ingest as ingest_paths

    paths = [console.path(path) for path in arguments.paths]
    with _progress(console) as on_progress:
        report = ingest_paths(
            paths, audience=arguments.audience, library=services.library, on_progress=on_progress
        )
    if arguments.json:
        console.json(report_to_json(report, console))
    else:
        console.show(_summary(report, console))
    return 1 if arguments.strict and report.count(FileOutcome.SET_ASIDE) else 0


def report_to_json(report: IngestReport, console: Console) -> dict[str, Any]:
    """Return the shape that the contract promises; `reason` is a code, `message` says it in a sentence."""
    return {
        "added": report.count(FileOutcome.ADDED),
        "unchanged": report.count(FileOutcome.UNCHANGED),
        "replaced": report.count(FileOutcome.REPLACED),
        "set_aside": [
            {"file": console.short(f.file), "reason": f.reason, "message": _why(f, console)}
            for f in _set_aside(report)
        ],
        "records": report.records,
        "passages": report.passages,
        "elapsed_s": round(report.elapsed_s, 3),
    }


def _set_aside(report: IngestReport) -> list[FileReport]:
    return [f for f in report.files if f.outcome is FileOutcome.SET_ASIDE]


def _why(report: FileReport, console: Console) -> str:
    from ui.strings import word_reason

    fields = {**report.fields, "file": console.short(report.file)}
    return word_reason(report.reason or "unreadable", fields, console.language)


def _summary(report: IngestReport, console: Console) -> str:
    """Say what became of the files, and why some were set aside."""
    head = console.word(
        "ingested",
        files=len(report.files),
        documents=report.records,
        passages=report.passages,
        seconds=f"{report.elapsed_s:.1f}",
        **{str(outcome): report.count(outcome) for outcome in FileOutcome},
    )
    aside = _set_aside(report)
    lines = [f"  {console.word('set_aside', reason=_why(f, console))}" for f in aside[:_SHOWN]]
    if len(aside) > _SHOWN:
        lines.append(f"  {console.word('set_aside_more', count=len(aside) - _SHOWN)}")
    return "\n".join([head, *lines])


@contextmanager
def _progress(console: Console) -> Iterator[OnProgress | None]:
    """Show a bar where a person is watching, else a line every thousand files."""
    if not console.interactive:
        yield _lines(console)
        return
    from rich.console import Console as RichConsole
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[passages]}"),
        TimeElapsedColumn(),
    )
    screen = RichConsole(file=console.err, force_terminal=True, width=console.columns)
    with Progress(*columns, console=screen, transient=True) as bar:
        task = bar.add_task("finding", total=None, passages="")

        def show(progress: IngestProgress) -> None:
            bar.update(
                task,
                description=str(progress.stage),
                completed=progress.files_done,
                total=progress.files_total or None,
                passages=console.word("passages", count=progress.passages_written),
            )

        yield show


def _lines(console: Console) -> OnProgress:
    told = 0

    def show(progress: IngestProgress) -> None:
        nonlocal told
        if progress.files_done >= told + 1000:
            told = progress.files_done
            console.note(
                console.word(
                    "reading",
                    done=progress.files_done,
                    total=progress.files_total,
                    passages=progress.passages_written,
                )
            )

    return show
