"""audit: who did what, listed, written to a file, or checked for changes by hand."""

from __future__ import annotations

from argparse import Namespace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from assistant.audit.types import Line, Selection
from assistant.audit.written import as_json, csv_rows, json_lines
from assistant.cli.console import Console
from assistant.cli.readers import OWNER_OF_THE_FOLDER
from knowledge.disk import storing_in
from knowledge.errors import UsageError

if TYPE_CHECKING:
    from assistant.services import Services


def audit(arguments: Namespace, services: Services, console: Console) -> int:
    """List lines of the audit, export or verify them."""
    return {"list": _list, "export": _export, "verify": _verify}[arguments.action](
        arguments, services, console
    )


def _list(arguments: Namespace, services: Services, console: Console) -> int:
    lines = services.audit.lines(
        OWNER_OF_THE_FOLDER, _selection(arguments), before=arguments.before, limit=arguments.count
    )
    if arguments.json:
        console.json({"lines": [as_json(line) for line in lines]})
        return 0
    for line in lines:
        console.show(_row(line))
    if not lines:
        console.note(console.word("audit_empty"))
    elif len(lines) == arguments.count and lines[-1].number > 1:
        console.note(console.word("audit_more", number=lines[-1].number))
    return 0


def _row(line: Line) -> str:
    at = line.at[:19].replace("T", " ")
    subject = f"{line.subject} {line.subject_id}".strip()
    told = " ".join(f"{name}={_shown(value)}" for name, value in line.details.items())
    who = f"{line.actor or '–'} ({', '.join(line.roles) or '–'})"
    return "  ".join(filter(None, (f"{line.number:>6}", at, who, line.action, subject, line.outcome, told)))


def _shown(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _export(arguments: Namespace, services: Services, console: Console) -> int:
    if not arguments.out:
        raise UsageError("missing_option", option="--out FILE.csv")
    path, count = console.path(arguments.out), 0
    lines = services.audit.export(OWNER_OF_THE_FOLDER, _selection(arguments))
    as_text = csv_rows if path.suffix.lower() == ".csv" else json_lines
    with storing_in(path), path.open("w", encoding="utf-8", newline="") as file:
        for text in as_text(lines):
            file.write(text)
            count += 1
    count -= as_text is csv_rows  # its header
    if arguments.json:
        console.json({"exported": count, "file": console.short(str(path))})
    else:
        console.show(console.word("audit_exported", count=count, file=console.short(str(path))))
    return 0


def _verify(arguments: Namespace, services: Services, console: Console) -> int:
    """Check every line; leave with 1 where one does not fit."""
    done = services.audit.verify(arguments.noted or "")
    if arguments.json:
        console.json(
            {"holds": done.holds, "lines": done.lines, "digest": done.digest, "wrong": done.wrong,
             "noted_is_missing": done.noted_is_missing}
        )  # fmt: skip
    elif done.wrong is not None:
        console.show(console.word("audit_wrong", number=done.wrong))
    elif done.noted_is_missing:
        console.show(console.word("audit_noted_missing", digest=arguments.noted))
    else:
        console.show(console.word("audit_holds", count=done.lines, digest=done.digest))
    return 0 if done.holds else 1


def _selection(arguments: Namespace) -> Selection:
    return Selection(
        actor=arguments.actor or "",
        action=arguments.did,
        since=_midnight(arguments.since) if arguments.since else None,
        until=_midnight(arguments.until + timedelta(days=1)) if arguments.until else None,
    )


def _midnight(day: date) -> datetime:
    """Return when a day begins here."""
    return datetime.combine(day, time.min).astimezone()
