"""The arguments of the commands of an office: the weights of the score."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable

Add = Callable[[str, str], ArgumentParser]  # a command by its name and what it does, with --json


def add_office_commands(add: Add) -> None:
    _weights(add)


def _weights(add: Add) -> None:
    weights = add("weights", "what each component of a match's score may give: show, set, reset")
    weights.add_argument("action", nargs="?", choices=["show", "set", "reset"], default="show")
    weights.add_argument("file", nargs="?", metavar="FILE", help="with set: TOML, YAML or JSON, 100 together")
