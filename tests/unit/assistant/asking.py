"""What the tests over the sample library share: the day, the readers, a plan, a turn, and the type of asking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from assistant.answering import turn_of
from assistant.types import Answer, Facet, Intent, Plan, Turn
from knowledge.types import Kind, Language, Reader, Role

DAY = date(2026, 11, 24)  # the register was checked and the questions are asked on this day
SME = Reader(user="s", role=Role.SME)
OFFICER = Reader(user="o", role=Role.OFFICER)
Ask = Callable[..., Answer]


def plan_for(language: Language, *facets: Facet, text: str = "", as_of: date = DAY) -> Plan:
    """Return the plan of a question on a patent."""
    return Plan(
        intent=Intent.AVAILABILITY, language=language, search_text=text, kinds=tuple(Kind), as_of=as_of,
        facets=frozenset(facets), text=text,
    )  # fmt: skip


def turn(answer: Answer, question: str) -> Turn:
    """Return an answer as the turn that a follow-up leans on."""
    return turn_of(question, answer)


def whole(answer: Answer) -> str:
    """Return all words of an answer: its sentences and its tables."""
    return "\n".join([answer.text, *(cell for table in answer.tables for row in table.rows for cell in row)])
