"""ask --pack, recheck: an answer to a file of evidence, and such a file held against today's library."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.audit.types import Action, Details, Subject, event_of
from assistant.cli.console import Console
from assistant.cli.readers import reader_from
from assistant.evidence_pack import ReadPack, read_pack, write_pack
from assistant.packing import pack_of
from assistant.phrases import phrases
from assistant.recheck_report import recheck_to_json, render_recheck
from assistant.rechecking import recheck as recheck_pack
from assistant.types import Answer
from knowledge.disk import storing_in
from knowledge.errors import UsageError

if TYPE_CHECKING:
    from assistant.services import Services

_INTERNAL = "INTERNAL"


def export(arguments: Namespace, answer: Answer, services: Services, console: Console) -> Path:
    """Write the pack of an answer; the name of one that holds internal passages says so. Return the file."""
    reader = reader_from(arguments.reader, services.accounts)
    pack = pack_of(arguments.question, answer, services.catalogue, reader)
    path = console.path(arguments.pack)
    if pack.holds_internal and _INTERNAL not in path.name:
        path = path.with_name(f"{path.stem}.{_INTERNAL}{path.suffix}")
    with storing_in(path):
        path.write_text(write_pack(pack), encoding="utf-8")
    services.audit.write(
        event_of(reader, Action.EXPORTED, Subject.TURN, details=Details(citations=len(answer.citations)))
    )
    console.note(console.word("pack_internal" if pack.holds_internal else "pack_written", file=path.name))
    return path


def recheck(arguments: Namespace, services: Services, console: Console) -> int:
    """Check a pack: 0 when all of it is still true, 1 when something is not."""
    read = _read(console.path(arguments.file), arguments.file)
    try:
        done = recheck_pack(
            read,
            ask=services.ask,
            catalogue=services.catalogue,
            reader=reader_from(arguments.reader, services.accounts),
            as_of=arguments.as_of or services.today(),
        )
    except UsageError as error:
        error.fields.setdefault("file", arguments.file)
        raise
    if arguments.json:
        console.json(recheck_to_json(done))
    else:
        console.show(render_recheck(done, phrases(read.pack.question.language)))
    return 0 if done.still_true else 1


def _read(path: Path, name: str) -> ReadPack:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(
            "pack_not_opened", file=name, reason=error.strerror or type(error).__name__
        ) from None
    return read_pack(data, name)
