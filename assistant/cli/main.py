"""Run one command: arguments in, exit code out. Opens the library, or goes through the process that has it open."""

from __future__ import annotations

import logging
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli.console import Console
from assistant.cli.parser import parse

if TYPE_CHECKING:
    from assistant.settings import Settings
    from assistant.wiring import Services
    from knowledge.errors import LibraryBusyError, PatentBridgeError

Command = Callable[[Namespace, "Services", Console], int]
_FILLS_SAMPLES = frozenset({"serve", "ask", "chat", "search", "show", "evaluate"})


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code: 0 done, 1 failed, 2 usage."""
    parsed = parse(arguments)
    console = Console(out=sys.stdout, err=sys.stderr, interactive=sys.stderr.isatty())
    from knowledge.errors import PatentBridgeError, UsageError

    try:
        settings = _settings()
        logging.basicConfig(
            level=settings.log_level.upper(), stream=sys.stderr, format="%(levelname)s %(name)s %(message)s"
        )
        return _run(parsed, list(arguments), settings, console)
    except UsageError as error:
        report(error, console, as_json=_wants_json(parsed))
        return 2
    except PatentBridgeError as error:
        report(error, console, as_json=_wants_json(parsed))
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        console.note("")
        return 130


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


def _run(parsed: Namespace, arguments: list[str], settings: Settings, console: Console) -> int:
    from assistant.cli.door import forward
    from assistant.wiring import home_of, open_services, prepare_models
    from knowledge.errors import LibraryBusyError

    if parsed.command == "prepare":
        prepare_models(settings, console.note)
        return 0
    if parsed.command == "serve":
        from assistant.cli.serving import serve

        return serve(parsed, settings, console)
    wait_s = settings.lock_wait_s
    if _door_is_open(home_of(settings)):
        code = forward(home_of(settings), absolute(parsed, arguments), console)
        if code is not None:
            return code
    try:
        services = open_services(settings, doing=parsed.command, wait_s=wait_s, note=console.note)
    except LibraryBusyError as busy:
        code = forward(home_of(settings), absolute(parsed, arguments), console) if _serving(busy) else None
        if code is None:
            raise
        return code
    try:
        if parsed.command in _FILLS_SAMPLES:
            from assistant.cli.samples import fill_empty

            fill_empty(services, console)
        return command_of(parsed)(parsed, services, console)
    finally:
        services.close()


def _serving(busy: LibraryBusyError) -> bool:
    return busy.fields.get("doing") == "serve"


def _door_is_open(home: Path) -> bool:
    return (home / "serve.sock").exists()


def command_of(parsed: Namespace) -> Command:
    """Return the function that carries out a command on an open library."""
    from assistant.cli import asking, evaluating, housekeeping, reading

    return {
        "ask": asking.ask,
        "chat": asking.chat,
        "search": asking.search,
        "show": asking.show,
        "ingest": reading.ingest,
        "library": housekeeping.library,
        "doctor": housekeeping.doctor,
        "reindex": housekeeping.reindex,
        "evaluate": evaluating.evaluate,
    }[parsed.command]


def absolute(parsed: Namespace, arguments: list[str]) -> list[str]:
    """Return the arguments with file names made absolute, for a process with another current folder."""
    names = {*getattr(parsed, "paths", ()), *getattr(parsed, "folders", ())}
    names |= {name for name in (getattr(parsed, "file", None), getattr(parsed, "out", None)) if name}
    return [str(Path(a).absolute()) if a in names else a for a in arguments]


def report(error: PatentBridgeError, console: Console, *, as_json: bool) -> None:
    """Word an error for a person, or as the JSON object that the contract promises."""
    from knowledge.types import Language
    from ui.strings import word_error

    language = Language.ZH if os.environ.get("LANG", "").lower().startswith("zh") else Language.EN
    message, hint = word_error(error, language)
    if as_json:
        console.json({"error": {"code": error.code, "message": message, "hint": hint}})
    else:
        console.note(f"patentbridge: {message}" + (f"\n  {hint}" if hint else ""))


def _wants_json(parsed: Namespace) -> bool:
    return bool(getattr(parsed, "json", False))
