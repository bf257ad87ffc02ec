"""library runs, library list --set-aside: what each ingest did, and which files could not be read."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from assistant.cli.console import Console
from assistant.cli.readers import reader_from
from assistant.records import plain
from knowledge.errors import NotFoundError
from knowledge.types import READ_WITH_ANOTHER, FileOutcome, Reader, Role

if TYPE_CHECKING:
    from assistant.services import Services
    from knowledge.catalogue import FileRow, RunFileRow, RunRow, SqlCatalogue

_EVERYONE = Reader(user="cli", role=Role.OFFICER)


def find_run(name: str, catalogue: SqlCatalogue, reader: Reader = _EVERYONE) -> RunRow:
    """Return the run of that id, or whose id begins so. Raises NotFoundError."""
    run = catalogue.run_named(name, reader)
    if run is None:
        raise NotFoundError(name=name)
    return run


def runs(arguments: Namespace, services: Services, console: Console) -> int:
    """List the runs of ingest, newest first; or show one with what became of its files."""
    reader, catalogue = reader_from(arguments.reader, services.accounts), services.catalogue
    if arguments.documents:
        run = find_run(arguments.documents[0], catalogue, reader)
        return _show_run(run, catalogue.run_files(run.run_id, reader), arguments, console)
    found = catalogue.runs(reader)
    if arguments.json:
        console.json({"runs": [_run_to_json(run) for run in found]})
        return 0
    for run in found:
        console.show(_run_line(run, console))
    return 0


def _show_run(run: RunRow, files: tuple[RunFileRow, ...], arguments: Namespace, console: Console) -> int:
    from assistant.cli.reading import word_note

    if arguments.json:
        console.json(_run_to_json(run) | {"files": [_file_to_json(file, console) for file in files]})
        return 0
    console.show(_run_line(run, console))
    for file in files:
        why = f" – {_why(file, console)}" if file.reason else ""
        console.show(f"  {file.outcome:<9} {console.short(file.path)}{why}")
        for note in file.notes:
            console.show(f"            {word_note(note, console)}")
    return 0


def list_set_aside(arguments: Namespace, services: Services, console: Console) -> int:
    """List the files that could not be read, and why."""
    held = services.catalogue.files(
        reader_from(arguments.reader, services.accounts), outcome=FileOutcome.SET_ASIDE
    )
    rows = [row for row in held if row.reason not in READ_WITH_ANOTHER]
    if arguments.json:
        console.json({"set_aside": [_file_to_json(row, console) | {"run_id": row.run_id} for row in rows]})
        return 0
    for row in rows:
        console.show(f"{console.short(row.path)} – {_why(row, console)}")
    console.note(console.word("files", count=len(rows)))
    return 0


def _run_line(run: RunRow, console: Console) -> str:
    counts = {str(outcome): getattr(run, str(outcome)) for outcome in FileOutcome}
    when = run.started_at.astimezone().strftime("%Y-%m-%d %H:%M")
    state = "" if run.finished_at else f" {console.word('run_unfinished')}"
    who = run.made_by or "–"
    told = console.word("run", documents=run.records, passages=run.passages, **counts)
    return f"{run.run_id}  {when}  {who}  {told}{state}"


def _run_to_json(run: RunRow) -> dict[str, Any]:
    return {
        "run_id": run.run_id,
        "started_at": run.started_at.isoformat(),
        "finished_at": run.finished_at.isoformat() if run.finished_at else None,
        "made_by": run.made_by,
        "audience": str(run.audience),
        "paths": list(run.paths),
        **{str(outcome): getattr(run, str(outcome)) for outcome in FileOutcome},
        "records": run.records,
        "passages": run.passages,
    }


def _file_to_json(file: RunFileRow | FileRow, console: Console) -> dict[str, Any]:
    from assistant.cli.reading import notes_to_json
    from knowledge.catalogue import RunFileRow

    shown: dict[str, Any] = {
        "file": console.short(file.path),
        "outcome": str(file.outcome),
        "reason": file.reason,
        "message": _why(file, console) if file.reason else None,
        "fields": plain(file.fields),
        "notes": notes_to_json(file.path, file.notes, console),
    }
    if isinstance(file, RunFileRow):
        shown |= {"records": file.records, "passages": file.passages}
    return shown


def _why(file: RunFileRow | FileRow, console: Console) -> str:
    from ui.strings import word_reason

    fields = {**file.fields, "file": console.short(file.path)}
    return word_reason(file.reason or "unreadable", fields, console.language)
