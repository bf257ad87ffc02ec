"""Worked lines: a question with an amount or a date in; the calculation that answers it, inputs quoted, out."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.composing.legal_basis import LawShelf
from assistant.composing.patent_file import PatentFile
from assistant.types import DraftStatement, Plan


def calculations(plan: Plan, files: Sequence[PatentFile], shelf: LawShelf) -> tuple[DraftStatement, ...]:
    """Return the worked lines that the question calls for."""
    return ()
