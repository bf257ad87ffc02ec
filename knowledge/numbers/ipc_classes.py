"""Titles of the classes of the International Patent Classification: a symbol in; the class and its title out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language

_CLASS = lazy_pattern(r"\s*([A-H]\d{2})")
_COLUMN = {Language.ZH: 1, Language.EN: 2}


def class_of(symbol: str) -> str | None:
    """Return the class of an IPC or CPC symbol (H01 of H01M 10/54); None where it is no symbol. CPC's own section Y has none."""
    match = _CLASS.match(symbol.upper())
    return match[1] if match else None


def class_title(name: str, language: Language) -> str | None:
    """Return the title of a class; None for one that is not in the table."""
    row = _titles().get(name)
    return row[_COLUMN[language]] if row else None


@cache
def _titles() -> Mapping[str, list[str]]:
    text = files("knowledge.numbers").joinpath("ipc_classes.tsv").read_text(encoding="utf-8")
    return {row[0]: row for row in (line.split("\t") for line in text.splitlines()) if len(row) == 3}
