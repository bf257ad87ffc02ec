"""The arguments of backup and restore."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable

Add = Callable[[str, str], ArgumentParser]  # a command by its name and what it does, with --json


def add_backup_commands(add: Add) -> None:
    backup = add(
        "backup", "write the library, accounts and all that is kept into one file, also while it is in use"
    )
    backup.add_argument("file", metavar="FILE.zip")
    backup.add_argument("--force", action="store_true", help="replace a file that exists")
    restore = add("restore", "put a backup in the place of the library; a running app starts again with it")
    restore.add_argument("file", metavar="FILE.zip")
    restore.add_argument("--force", action="store_true", help="replace the library that is there")
