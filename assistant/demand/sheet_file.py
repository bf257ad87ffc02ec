"""Waiting demand as a workbook: one row for each need that a sleeping patent fits."""

from __future__ import annotations

from assistant.batch.sheets import Book
from assistant.demand.types import Demand
from assistant.phrases import Phrases
from knowledge.types import text_in

_COLUMNS = (("number", 20), ("title", 40), ("owners", 30), ("standing", 24), ("demand", 8), ("need", 20), ("enterprise", 24), ("closeness", 10), ("score", 8), ("text", 60))  # fmt: skip


def demand_book(demand: Demand, say: Phrases) -> bytes:
    """Return the workbook; its sheet is named by the day."""
    book = Book()
    title = f"{demand.day.isoformat()} {demand.read}-{demand.needs}"
    heads = [(say.say(f"demand_head.{name}"), float(width)) for name, width in _COLUMNS]
    sheet = book.sheet(title, heads)
    for one in demand.sleeping:
        record = one.technology.record
        standing = say.say(f"standing.{one.technology.status.computed_availability}")
        for wish in one.wishes:
            wanted = wish.need.wanted
            sheet.add(
                [
                    one.technology.number,
                    text_in(record.titles, say.language) or one.technology.head.title,
                    say.join([owner.name(say.language) for owner in record.owners]),
                    standing if one.verified else f"{standing} ({say.say('demand.unverified')})",
                    len(one.wishes),
                    wish.need.need_id,
                    wanted.enterprise,
                    round(wish.closeness, 2),
                    wish.score,
                    wanted.text,
                ]
            )
    sheet.close()
    return book.content()
