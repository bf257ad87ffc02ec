"""The pool: marks from both sides, grades, and over time what is in it."""

from __future__ import annotations

from sqlalchemy.engine import Engine

from assistant.accounts import moments
from assistant.audit.log import SqlAudit
from assistant.needs.needs import SqlNeeds
from assistant.pool.marks import SqlMarks
from knowledge.protocols import Catalogue


class Pool:
    """Everything that is kept of the pool. Safe to use from several threads."""

    def __init__(
        self,
        engine: Engine,
        catalogue: Catalogue,
        needs: SqlNeeds,
        audit: SqlAudit,
        *,
        clock: moments.Clock = moments.now,
    ) -> None:
        """Create the tables where they are missing. Raises StorageError."""
        self.marks = SqlMarks(engine, catalogue, needs, audit, clock=clock)
