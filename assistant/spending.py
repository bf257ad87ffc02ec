"""Tokens of the chat model per day, in SQL beside the catalogue: commands, the app and a restart share one count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from knowledge.catalogue.engine import reading, storing, writing

metadata = sa.MetaData()
spent = sa.Table(
    "chat_tokens",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("tokens", sa.Integer, nullable=False),
)


class SqlAllowance:
    """Implements Allowance. Answers that are being written when the limit is reached are finished."""

    def __init__(self, engine: Engine, per_day: int, *, today: Callable[[], date] = date.today) -> None:
        """Create the table where it is missing. Raises StorageError."""
        self._engine = engine
        self._per_day = per_day
        self._today = today
        with storing(engine):
            metadata.create_all(engine)

    def is_spent(self) -> bool:
        return self.used_today() >= self._per_day

    def used_today(self) -> int:
        query = sa.select(spent.c.tokens).where(spent.c.day == self._today())
        with reading(self._engine) as connection:
            return int(connection.execute(query).scalar_one_or_none() or 0)

    def use(self, tokens: int) -> int:
        day = self._today()
        with writing(self._engine) as connection:
            more = sa.update(spent).where(spent.c.day == day).values(tokens=spent.c.tokens + tokens)
            if not connection.execute(more).rowcount:
                connection.execute(sa.insert(spent).values(day=day, tokens=tokens))
            query = sa.select(spent.c.tokens).where(spent.c.day == day)
            return int(connection.execute(query).scalar_one())
