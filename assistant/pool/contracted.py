"""What the office licensed to one enterprise alone, by its register of contracts: documents and a day in; those that are taken out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.register.tables import acts
from knowledge.catalogue.engine import reading
from knowledge.types import Reader, Role

if TYPE_CHECKING:
    from assistant.register.register import Register

_THE_OFFICE = Reader(user="office", role=Role.OFFICER)


class Contracted:
    """Tells the pool; nobody is told what a contract says."""

    def __init__(self, engine: Engine, register: Register) -> None:
        self._engine = engine
        self._register = register

    def version(self) -> int:
        """Return the number of the register's last act: equal versions mean equal contracts."""
        with reading(self._engine) as connection:
            return int(connection.execute(sa.select(sa.func.max(acts.c.number))).scalar() or 0)

    def to_one_alone(self, document_ids: Sequence[str], today: date) -> frozenset[str]:
        """Return those of the documents whose right is exclusively or solely licensed on a day."""
        return frozenset(self._register.to_one_alone(_THE_OFFICE, document_ids, today))
