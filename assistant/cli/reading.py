"""ingest: files in; a progress bar while it runs, a summary at the end."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.audit.types import Action, Details, Subject, event_of
from assistant.cli.console import Console
from assistant.cli.readers import OWNER_OF_THE_FOLDER
from assistant.cli.runs import find_run
from assistant.records import plain
from knowledge.errors import PatentBridgeError, UsageError
from knowledge.types import FileOutcome, FileReport, IngestReport, NoteKind, ReadingNote

if TYPE_CHECKING:
    from assistant.services import Services
    from knowledge.ingestion import IngestProgress, OnProgress

_SHOWN = 20
_LISTED = 8  # values of a note
_MADE_BY = "cli"


def ingest(arguments: Namespace, services: Services, console: Console) -> int:
    """Read files, folders and archives into the library; try again what was set aside; watch folders."""
    if arguments.watch:
        return _watch(arguments, services, console)
    if arguments.retry is None and not arguments.paths:
        raise UsageError("missing_option", option="PATH")
    with _progress(console) as on_progress:
        report = (
            _read(arguments, services, console, on_progress)
            if arguments.retry is None
            else _retry(arguments.retry, services, on_progress)
        )
    _note(report, services)
    if arguments.json:
        console.json(report_to_json(report, console))
    else:
        console.show(_summary(report, console))
    return 1 if arguments.strict and any(file.lost for file in report.files) else 0


def _note(report: IngestReport, services: Services) -> None:
    """Write into the audit that files were read, unless all of them were known."""
    if any(file.outcome is not FileOutcome.UNCHANGED for file in report.files):
        read = Details(count=len(report.files))
        services.audit.write(
            event_of(OWNER_OF_THE_FOLDER, Action.INGESTED, Subject.RUN, report.run_id, details=read)
        )


def _read(
    arguments: Namespace, services: Services, console: Console, on_progress: OnProgress | None
) -> IngestReport:
    from knowledge.ingestion import ingest as ingest_paths

    return ingest_paths(
        [console.path(path) for path in arguments.paths],
        audience=arguments.audience,
        library=services.library,
        on_progress=on_progress,
        columns=_column_map(arguments, console),
        made_by=_MADE_BY,
    )


def _retry(name: str, services: Services, on_progress: OnProgress | None) -> IngestReport:
    from knowledge.ingestion import retry_set_aside

    run = find_run(name, services.catalogue) if name else None
    return retry_set_aside(
        library=services.library,
        run_id=run.run_id if run else None,
        on_progress=on_progress,
        made_by=_MADE_BY,
    )


def _watch(arguments: Namespace, services: Services, console: Console) -> int:
    """Watch folders until somebody ends it. One line for each time something happened."""
    from knowledge.watching import Listener, watch

    if not arguments.paths:
        raise UsageError("missing_option", option="PATH")

    def report(done: IngestReport) -> None:
        _note(done, services)
        if arguments.json:
            console.show(json.dumps(report_to_json(done, console), ensure_ascii=False))
        elif any(file.outcome is not FileOutcome.UNCHANGED for file in done.files):
            console.show(_summary(done, console))

    def gone(location: str, removed: int) -> None:
        key = "watch_mirrored" if arguments.mirror else "watch_gone"
        console.note(console.word(key, file=console.short(location), count=removed))

    def failed(error: PatentBridgeError) -> None:
        from ui.strings import word_error

        console.note(console.word("watch_failed", reason=word_error(error, console.language)[0]))

    console.note(console.word("watching", folders=", ".join(arguments.paths)))
    try:
        watch(
            [console.path(path) for path in arguments.paths],
            audience=arguments.audience,
            library=services.library,
            listener=Listener(report=report, gone=gone, failed=failed),
            stopped=lambda: not console.is_there(),
            mirror=arguments.mirror,
            made_by=_MADE_BY,
            settle_s=arguments.settle,
        )
    except KeyboardInterrupt:
        console.note(console.word("watch_ended"))
    return 0


def _column_map(arguments: Namespace, console: Console) -> Path | None:
    """Return the column map that tables are read by. Raises ReadError where it is wrong, before any file is read."""
    if not arguments.columns:
        return None
    from knowledge.readers.tables.column_maps import read_column_map

    path = console.path(arguments.columns)
    read_column_map(path)
    return path


def report_to_json(report: IngestReport, console: Console) -> dict[str, Any]:
    """Return the shape that the contract promises; `reason` is a code, `message` says it in a sentence."""
    return {
        "added": report.count(FileOutcome.ADDED),
        "unchanged": report.count(FileOutcome.UNCHANGED),
        "replaced": report.count(FileOutcome.REPLACED),
        "set_aside": [
            {
                "file": console.short(f.file),
                "reason": f.reason,
                "message": _why(f, console),
                "fields": plain(f.fields),
            }
            for f in _set_aside(report)
        ],
        "records": report.records,
        "passages": report.passages,
        "elapsed_s": round(report.elapsed_s, 3),
        "run_id": report.run_id,
        "duplicates": [
            {"file": console.short(f.file), "of": console.short(str(f.fields["duplicate_of"]))}
            for f in report.files
            if "duplicate_of" in f.fields
        ],
        "notes": [note for f in report.files for note in notes_to_json(f.file, f.notes, console)],
    }


def notes_to_json(file: str, notes: Sequence[ReadingNote], console: Console) -> list[dict[str, Any]]:
    """Return what readers had to say of a file that they did read."""
    return [
        {
            "file": console.short(file),
            "kind": str(note.kind),
            "message": word_note(note, console),
            "fields": plain(note.fields),
        }
        for note in notes
    ]


def word_note(note: ReadingNote, console: Console) -> str:
    """Say in a sentence what a reader noticed."""
    from ui.strings import word_reason

    fields = dict(note.fields)
    code = fields.pop("code", None)
    named = {name: _listed(value) for name, value in fields.items() if not isinstance(value, dict)}
    if note.kind is NoteKind.MEMBER_SET_ASIDE and code is not None:
        why = word_reason(str(code), {**named, "file": named.get("member", "")}, console.language)
        return console.word("note_member_set_aside", reason=why)
    told = ", ".join(f"{name} {value}" for name, value in named.items() if value not in ("", None))
    return console.word(f"note_{note.kind}", what=told or "–", reason=told or "–")


def _listed(value: object) -> object:
    """Return a list as its first values, anything else as it is."""
    if not isinstance(value, list | tuple):
        return value
    shown = ", ".join(str(item) for item in value[:_LISTED])
    return f"{shown}, …" if len(value) > _LISTED else shown


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
        **{
            **{str(outcome): report.count(outcome) for outcome in FileOutcome},
            str(FileOutcome.SET_ASIDE): sum(file.lost for file in report.files),
        },
    )
    aside = [file for file in report.files if file.lost]
    belonging = len(_set_aside(report)) - len(aside)
    lines = [f"  {console.word('set_aside', reason=_why(f, console))}" for f in aside[:_SHOWN]]
    if len(aside) > _SHOWN:
        lines.append(f"  {console.word('set_aside_more', count=len(aside) - _SHOWN)}")
    if belonging:
        lines.append(f"  {console.word('read_with_another', count=belonging)}")
    duplicates = sum("duplicate_of" in f.fields for f in report.files)
    if duplicates:
        lines.append(f"  {console.word('duplicates', count=duplicates)}")
    noted = [(f.file, note) for f in report.files for note in f.notes]
    lines += [f"  {console.short(file)}: {word_note(note, console)}" for file, note in noted[:_SHOWN]]
    if len(noted) > _SHOWN:
        lines.append(f"  {console.word('notes_more', count=len(noted) - _SHOWN)}")
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
