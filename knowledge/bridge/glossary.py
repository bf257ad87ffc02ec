"""The project's own glossary of licensing and technical terms: Chinese, and what it is called in English."""

from __future__ import annotations

from importlib import resources

from knowledge.analysis import fold

_BETWEEN = ";"  # between two English names of one term


def read_glossary() -> tuple[tuple[str, str], ...]:
    """Return the shipped glossary as (Chinese, English) pairs, the English with `;` between names, the usual one first."""
    text = resources.files("knowledge.bridge").joinpath("glossary.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:] if line)
    return tuple((fold(zh), en.lower()) for zh, en in rows)


def names(english: str) -> tuple[str, ...]:
    """Return the English names in the second column of a row."""
    return tuple(name for part in english.split(_BETWEEN) if (name := part.strip()))
