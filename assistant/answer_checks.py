"""Mechanical checks of answers: one JSON line per question in; which requirements an answer meets and breaks out.

The format of the file and what counts as a match are declared in benchmarks/questions.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from assistant.check_text import holds, normalise, sentences
from assistant.types import Answer
from knowledge.errors import UsageError
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Must:
    """What an answer must say. Several with the same `says` are one requirement, met when all of them are."""

    says: str
    groups: tuple[tuple[str, ...], ...] = ()
    about: tuple[str, ...] = ()
    together: bool = False
    if_any: tuple[str, ...] = ()
    any_turn: bool = False
    cites: tuple[str, ...] = ()
    reader: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MustNot:
    says: str
    any: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    unless_near: tuple[str, ...] = ()
    quotes: bool = True
    reader: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question, or conversation, and what its answer is held to."""

    id: str
    group: str
    role: Role
    language: Language
    kind: str
    turns: tuple[str, ...]
    expected: str
    answerable: bool
    as_of: date
    must: tuple[Must, ...]
    must_not: tuple[MustNot, ...]
    reply: tuple[Language, ...] = field(default=tuple(Language))  # languages a right answer may be in


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """`met` and `missed` are requirements, `said` forbidden things that were said, each by its words in the file."""

    id: str
    met: tuple[str, ...]
    missed: tuple[str, ...]
    said: tuple[str, ...]
    must_not_checked: int
    for_reader: tuple[str, ...]


# ── reading the file ─────────────────────────────────────────────────────────────────────────────────────


def load_checks(path: Path) -> tuple[Check, ...]:
    """Read a file of checks. Raises UsageError naming the file, and the line where one is malformed."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("checks_unreadable", file=str(path), reason=type(error).__name__) from error
    checks: list[Check] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            check = _check(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            reason = f"missing {error}" if isinstance(error, KeyError) else str(error)
            raise UsageError("checks_malformed", file=str(path), line=number, reason=reason) from error
        if any(check.id == earlier.id for earlier in checks):
            raise UsageError("checks_malformed", file=str(path), line=number, reason=f"id twice: {check.id}")
        checks.append(check)
    if not checks:
        raise UsageError("checks_empty", file=str(path))
    return tuple(checks)


def _check(row: Mapping[str, Any]) -> Check:
    language = Language(row["lang"])
    turns = _strings(row["turns"], "turns")
    if not turns:
        raise ValueError("turns is empty")
    reply = row.get("reply", language.value)
    return Check(
        id=str(row["id"]),
        group=str(row.get("group", row["role"])),
        role=Role(row["role"]),
        language=language,
        kind=str(row.get("kind", "")),
        turns=turns,
        expected=str(row["expected"]),
        answerable=bool(row.get("answerable", True)),
        as_of=date.fromisoformat(row["as_of"]),
        must=tuple(_must(entry) for entry in row["must"]),
        must_not=tuple(_must_not(entry) for entry in row["must_not"]),
        reply=tuple(Language) if reply == "any" else (Language(reply),),
    )


def _must(row: Mapping[str, Any]) -> Must:
    entry = Must(
        says=row["says"],
        groups=tuple(_strings(group, "all") for group in row.get("all", ())),
        about=_strings(row.get("about", ()), "about"),
        together=bool(row.get("together", False)),
        if_any=_strings(row.get("if_any", ()), "if_any"),
        any_turn={"last": False, "any": True}[row.get("turn", "last")],
        cites=_strings(row.get("cites", ()), "cites"),
        reader=bool(row.get("reader", False)),
    )
    if not entry.reader and not entry.cites and (not entry.groups or not all(entry.groups)):
        raise ValueError(f"cannot fail: {entry.says}")
    return entry


def _must_not(row: Mapping[str, Any]) -> MustNot:
    entry = MustNot(
        says=row["says"],
        any=_strings(row.get("any", ()), "any"),
        near=_strings(row.get("near", ()), "near"),
        unless_near=_strings(row.get("unless_near", ()), "unless_near"),
        quotes=bool(row.get("quotes", True)),
        reader=bool(row.get("reader", False)),
    )
    if not entry.reader and not entry.any:
        raise ValueError(f"cannot fail: {entry.says}")
    return entry


def _strings(value: object, name: str) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) and item for item in value):
        raise ValueError(f"{name} is not a list of strings")
    return tuple(value)


# ── checking answers ─────────────────────────────────────────────────────────────────────────────────────


def check_answer(check: Check, answers: Sequence[Answer]) -> CheckResult:
    """Hold the answers to all turns of one conversation against its check."""
    last = _Read(answers[-1:])
    whole = _Read(answers)
    verdicts: dict[str, bool] = {}
    for must in check.must:
        read = whole if must.any_turn else last
        if must.reader or (must.if_any and holds(read.text, must.if_any) is None):
            continue
        verdicts[must.says] = verdicts.get(must.says, True) and read.meets(must)
    counted = tuple(entry for entry in check.must_not if not entry.reader)
    return CheckResult(
        id=check.id,
        met=tuple(says for says, met in verdicts.items() if met),
        missed=tuple(says for says, met in verdicts.items() if not met),
        said=tuple(entry.says for entry in counted if whole.says(entry)),
        must_not_checked=len(counted),
        for_reader=(
            *(entry.says for entry in check.must if entry.reader),
            *(entry.says for entry in check.must_not if entry.reader),
        ),
    )


_RECORD = lazy_pattern(r"(?<![a-z0-9])(?:p\d{2}(?!\d)|(?:cn|us|ep|wo)\d{6,}[a-z]?\d?)")


class _Read:
    """Answers, normalised once: blocks of lines (a text, one table, the warnings), sentences, citations."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self._answers = tuple(answers)
        self._blocks = tuple(block for answer in answers for block in _blocks(answer))
        self.text = "\n".join(line for block in self._blocks for line in block)
        self._sentences = tuple(_sentences(answer) for answer in answers)

    def meets(self, must: Must) -> bool:
        if must.cites and not any(holds(source, must.cites) for source in self._sources()):
            return False
        if must.together:
            return any(_all(line, must.groups) for line in self.text.split("\n"))
        text = "\n".join(self._about(must.about)) if must.about else self.text
        return _all(text, must.groups)

    def says(self, entry: MustNot) -> bool:
        found = [sentence for said in self._sentences for sentence in said]
        if entry.quotes:
            found += [normalise(citation.quote) for answer in self._answers for citation in answer.citations]
        return any(
            holds(sentence, entry.any) is not None
            and (not entry.near or holds(sentence, entry.near) is not None)
            and holds(sentence, entry.unless_near) is None
            for sentence in found
        )

    def _about(self, names: tuple[str, ...]) -> Iterator[str]:
        for block in self._blocks:
            open_ = False
            for line in block:
                if holds(line, names) is not None:
                    open_ = True
                elif _RECORD.search(line):
                    open_ = False
                if open_:
                    yield line

    def _sources(self) -> Iterator[str]:
        for answer in self._answers:
            for citation in answer.citations:
                named = (
                    citation.title,
                    citation.document_number,
                    citation.publication_number,
                    citation.label,
                )
                yield from (normalise(name) for name in named if name)


def _all(text: str, groups: tuple[tuple[str, ...], ...]) -> bool:
    return all(holds(text, group) is not None for group in groups)


def _blocks(answer: Answer) -> Iterator[tuple[str, ...]]:
    yield _lines(answer.text.splitlines())
    for table in answer.tables:
        rows = (
            " | ".join(f"{column}: {cell}" for column, cell in zip(table.columns, row, strict=False))
            for row in table.rows
        )
        yield _lines((table.title, *rows))
    yield _lines(answer.warnings)


def _lines(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(line for line in map(normalise, lines) if line)


def _sentences(answer: Answer) -> tuple[str, ...]:
    lines = (*answer.text.splitlines(), *answer.warnings)
    rows = (" | ".join(row) for table in answer.tables for row in table.rows)
    return _lines((*(piece for line in lines for piece in sentences(line)), *rows))
