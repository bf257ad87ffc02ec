"""Run one command: arguments in, exit code out. Opens the library, or goes through the process that has it open."""

from __future__ import annotations

import os
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from assistant.cli.console import Console, terminal
from assistant.cli.parser import parse

if TYPE_CHECKING:
    from assistant.services import Services
    from assistant.settings import Settings

Command = Callable[[Namespace, "Services", Console], int]
_FILLS_SAMPLES = frozenset(
    {
        "ask",
        "chat",
        "search",
        "show",
        "recheck",
        "support",
        "calculate",
        "match",
        "match-batch",
        "draft",
        "pool",
        "insights",
    }
)
_SILENT_WAIT_S = 1.0
_DOOR_POLL_S = 0.1


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code: 0 done, 1 failed, 2 usage."""
    from assistant.cli.failures import guarded

    parsed = parse(arguments)
    console = terminal()
    try:
        return guarded(parsed, console, lambda: _run(parsed, list(arguments), console))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        console.note("")
        return 0 if getattr(parsed, "watch", False) else 130


def _settings() -> Settings:
    from pydantic import ValidationError

    from assistant.settings import Settings
    from knowledge.errors import UsageError

    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        shown = name if name.startswith("OPENAI_") else f"PATENTBRIDGE_{name.upper()}"
        reason = first["msg"].removeprefix("Value error, ")
        raise UsageError("bad_setting", name=shown, reason=reason) from error


def _run(parsed: Namespace, arguments: list[str], console: Console) -> int:
    from assistant.cli.door import forward
    from assistant.operations.logs import set_up_logging
    from assistant.wiring import home_of, prepare_models

    settings = _settings()
    set_up_logging(settings.log_level, settings.log_format)
    if parsed.command == "prepare":
        prepare_models(settings, console.note)
        return 0
    if parsed.command == "columns":
        from assistant.cli.columns import columns

        return columns(parsed, console)
    if parsed.command == "serve":
        from assistant.cli.serving import serve

        return serve(parsed, settings, console)
    code = forward(home_of(settings), arguments, console)
    if code is not None:
        return code
    if parsed.command == "restore":
        from assistant.cli.backing import stage_here

        stage_here(parsed, settings, console)
    opened = _open(parsed, arguments, settings, console)
    if isinstance(opened, int):
        return opened
    try:
        _fill_empty(parsed, opened, console)
        return command_of(parsed)(parsed, opened, console)
    finally:
        opened.close()


def _open(parsed: Namespace, arguments: list[str], settings: Settings, console: Console) -> Services | int:
    """Open the library, waiting for who has it; where that is an app about to serve, go through it instead."""
    from assistant.cli.door import forward
    from assistant.wiring import home_of, open_services
    from knowledge.errors import LibraryBusyError

    def open_within(wait_s: float) -> Services:
        return open_services(
            settings,
            doing=parsed.command,
            wait_s=wait_s,
            note=console.note,
            rebuilding=parsed.command == "reindex",
        )

    silent_s = min(_SILENT_WAIT_S, settings.lock_wait_s)
    try:
        return open_within(silent_s)
    except LibraryBusyError as busy:
        left_s = settings.lock_wait_s - silent_s
        if left_s <= 0:
            raise
        console.note(console.word("waiting", pid=busy.fields["pid"], doing=busy.fields["doing"]))
        if busy.fields["doing"] != "serve":
            return open_within(left_s)
        deadline = time.monotonic() + left_s
        while time.monotonic() < deadline:
            code = forward(home_of(settings), arguments, console)
            if code is not None:
                return code
            time.sleep(_DOOR_POLL_S)
        return open_within(0)


def _fill_empty(parsed: Namespace, services: Services, console: Console) -> None:
    """Fill an empty library with the samples where the command asks something of it."""
    if (
        parsed.command in _FILLS_SAMPLES
        or (parsed.command == "library" and parsed.action in ("list", "export"))
        or (parsed.command == "drafts" and parsed.action == "new")
        or (parsed.command == "evaluate" and parsed.what == "answers")
    ):
        from assistant.cli.samples import fill_empty

        fill_empty(services, console)


def command_of(parsed: Namespace) -> Command:
    """Return the function that carries out a command on an open library."""
    from assistant.cli import (
        asking,
        auditing,
        backing,
        batching,
        calculating,
        demanding,
        disclosing,
        drafting,
        evaluating,
        housekeeping,
        licensing,
        matching,
        needing,
        packs,
        pooling,
        reading,
        reporting,
        reviewing,
        supporting,
        users,
        weighing,
    )

    return {
        "ask": asking.ask,
        "chat": asking.chat,
        "search": asking.search,
        "show": asking.show,
        "recheck": packs.recheck,
        "support": supporting.support,
        "calculate": calculating.calculate,
        "ingest": reading.ingest,
        "library": housekeeping.library,
        "audit": auditing.audit,
        "doctor": housekeeping.doctor,
        "backup": backing.backup,
        "restore": backing.restored,
        "reindex": housekeeping.reindex,
        "users": users.users,
        "match": matching.match,
        "draft": drafting.draft,
        "drafts": reviewing.drafts,
        "needs": needing.needs,
        "match-batch": batching.match_batch,
        "pool": pooling.pool,
        "disclosures": disclosing.disclosures,
        "licences": licensing.licences,
        "match-needs": demanding.match_needs,
        "demand": demanding.demand,
        "insights": reporting.insights,
        "weights": weighing.weights,
        "evaluate": evaluating.evaluate,
    }[parsed.command]
