"""What a user is told when a command fails: an error in; a sentence or a JSON object, and an exit code out."""

from __future__ import annotations

import logging
import traceback
from argparse import Namespace
from collections.abc import Callable

from assistant.cli.console import Console
from knowledge.errors import PatentBridgeError, UsageError

_log = logging.getLogger(__name__)
_DONE_WRONG, _USED_WRONG = 1, 2
_ABOUT_FILES = frozenset(  # raised as usage errors, but it is a file that is wrong, not the command line
    {"no_such_path", "not_a_test_set", "not_a_dump", "checks_unreadable", "checks_malformed", "checks_empty"}
)


def guarded(parsed: Namespace, console: Console, command: Callable[[], int]) -> int:
    """Run a command; every failure becomes a sentence and an exit code, never a traceback.

    A connection or pipe that its reader closed is raised on: there is nobody left to tell.
    """
    try:
        return command()
    except PatentBridgeError as error:
        _report(error, parsed, console)
        return _exit_code(error)
    except (BrokenPipeError, ConnectionResetError):
        raise
    except Exception as error:  # noqa: BLE001 - the last place that can tell the user in a sentence
        _log.error("command %s failed: %s", parsed.command, _where(error))
        _report(PatentBridgeError(), parsed, console)
        return _DONE_WRONG


def _exit_code(error: PatentBridgeError) -> int:
    return _USED_WRONG if isinstance(error, UsageError) and error.code not in _ABOUT_FILES else _DONE_WRONG


def _report(error: PatentBridgeError, parsed: Namespace, console: Console) -> None:
    """Word an error for a person, or as the JSON object that the contract promises."""
    from ui.strings import word_error

    message, hint = word_error(error, console.language)
    if getattr(parsed, "json", False):
        console.json({"error": {"code": error.code, "message": message, "hint": hint}})
    else:
        console.note(f"patentbridge: {message}" + (f"\n  {hint}" if hint else ""))


def _where(error: BaseException) -> str:
    """Say what was raised and where. Its message stays out: it may hold the words of a question or a document."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    places = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}"
