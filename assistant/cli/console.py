"""Where a command writes and reads: results on one stream, progress and messages on the other, lines of a person."""

from __future__ import annotations

import json
import os
import shutil
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from knowledge.errors import UsageError
from knowledge.types import Language


def _no_lines() -> str:
    return ""


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """The streams of a command. With `--json` exactly one JSON object goes to `out`."""

    out: IO[str]
    err: IO[str]
    language: Language = Language.EN
    interactive: bool = False  # a person is watching: progress bars make sense
    columns: int = 80
    folder: Path = Path()  # where relative file names start
    read_line: Callable[[], str] = _no_lines  # "" when the input has ended
    is_there: Callable[[], bool] = _always  # whether anybody still waits for what is written

    def show(self, text: str = "") -> None:
        self.out.write(f"{text}\n")
        self.out.flush()

    def note(self, text: str) -> None:
        self.err.write(f"{text}\n")
        self.err.flush()

    def json(self, value: Any) -> None:
        self.show(json.dumps(value, ensure_ascii=False, indent=2))

    def path(self, name: str) -> Path:
        """Return the file that the user means by a name."""
        return self.folder / name

    def short(self, path: str) -> str:
        """Return a path as the user would write it."""
        return path.removeprefix(f"{self.folder}/") if self.folder.is_absolute() else path

    def word(self, key: str, **values: object) -> str:
        """Return a sentence of the terminal in the user's language."""
        from ui.strings import say

        return say(f"cli.{key}", self.language, **values)


def new_file(arguments: Namespace, console: Console, known: Sequence[str]) -> Path:
    """Return the file that `--out` names. Raises UsageError for an ending that is not known, or a file that is there without `--force`."""
    path = console.path(arguments.out)
    if path.suffix.lower() not in known:
        raise UsageError("licence_export_kind", file=arguments.out, known=", ".join(known))
    if path.exists() and not arguments.force:
        raise UsageError("licence_file_exists", file=arguments.out)
    return path


def terminal() -> Console:
    """Return the console of this process."""
    return Console(
        out=sys.stdout,
        err=sys.stderr,
        language=language_of(os.environ),
        interactive=sys.stderr.isatty(),
        columns=shutil.get_terminal_size().columns,
        read_line=sys.stdin.readline,
    )


def language_of(environment: Mapping[str, str]) -> Language:
    """Return the language of messages, from the first locale variable that is set (POSIX order)."""
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next((name for name in names if name), "")
    return Language.ZH if locale.casefold().startswith("zh") else Language.EN
