"""ingest: files in; a progress bar while it runs, a summary at the end."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.cli.console import Console
from knowledge.types import FileOutcome, IngestReport

if TYPE_CHECKING:
    from assistant.wiring import Services
    from knowledge.ingestion import IngestProgress, OnProgress

_SHOWN = 20


def ingest(arguments: Namespace, services: Services, console: Console) -> int:
    """Read files, folders and archives into the library."""
    from knowledge.ingestion import ingest as ingest_paths

    paths = [Path(path) for path in arguments.paths]
    with _progress(console) as on_progress:
        report = ingest_paths(
            paths, audience=arguments.audience, library=services.library, on_progress=on_progress
        )
    if arguments.json:
        console.json(report_to_json(report))
    else:
        console.show(summary(report))
    return 1 if arguments.strict and report.count(FileOutcome.SET_ASIDE) else 0


def report_to_json(report: IngestReport) -> dict[str, Any]:
    """Return the shape that the contract promises."""
    return {
        "added": report.count(FileOutcome.ADDED),
        "unchanged": report.count(FileOutcome.UNCHANGED),
        "replaced": report.count(FileOutcome.REPLACED),
        "set_aside": [
            {"file": f.file, "reason": f.reason, **{k: str(v) for k, v in f.fields.items() if k != "file"}}
            for f in report.files
            if f.outcome is FileOutcome.SET_ASIDE
        ],
        "records": report.records,
        "passages": report.passages,
        "elapsed_s": round(report.elapsed_s, 3),
    }


def summary(report: IngestReport) -> str:
    """Say what became of the files, and why some were set aside."""
    from ui.strings import word_reason

    counts = ", ".join(f"{report.count(outcome)} {str(outcome).replace('_', ' ')}" for outcome in FileOutcome)
    lines = [
        f"{len(report.files)} files: {counts}; {report.records} documents, {report.passages} passages in {report.elapsed_s:.1f} s"
    ]
    aside = [f for f in report.files if f.outcome is FileOutcome.SET_ASIDE]
    lines += [f"  set aside: {f.file}: {word_reason(f.reason or '', f.fields)}" for f in aside[:_SHOWN]]
    if len(aside) > _SHOWN:
        lines.append(f"  … and {len(aside) - _SHOWN} more; `--json` lists all")
    return "\n".join(lines)


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
        TextColumn("{task.fields[passages]} passages"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=RichConsole(file=console.err), transient=True) as bar:
        task = bar.add_task("finding", total=None, passages=0)

        def show(progress: IngestProgress) -> None:
            bar.update(
                task,
                description=str(progress.stage),
                completed=progress.files_done,
                total=progress.files_total or None,
                passages=progress.passages_written,
            )

        yield show


def _lines(console: Console) -> OnProgress:
    told = 0

    def show(progress: IngestProgress) -> None:
        nonlocal told
        if progress.files_done >= told + 1000:
            told = progress.files_done
            console.note(
                f"{progress.files_done}/{progress.files_total} files, {progress.passages_written} passages"
            )

    return show
