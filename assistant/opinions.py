"""What askers think of answers, in SQL beside their turns: an opinion in; one's own out, and what was shared to officers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant.accounts import moments
from assistant.audit.log import SqlAudit
from assistant.audit.types import Action, Details, Subject, event_of
from assistant.history_tables import conversations, metadata, opinions, turns
from assistant.kept import kept_from_json
from assistant.stored import StoredTurn
from knowledge.catalogue.engine import overwrite_deleted, reading, storing, writing
from knowledge.errors import AccessError, NotFoundError, UsageError
from knowledge.types import Audience, Reader, Role

LONGEST_WORDS = 1_000
MOST_SHOWN = 200


class Flaw(StrEnum):
    """Why an answer did not help."""

    WRONG = "wrong"
    INCOMPLETE = "incomplete"
    NOT_MY_QUESTION = "not_my_question"
    SOURCE_DIFFERS = "source_differs"  # the source does not say it
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What an asker thinks of one answer. `shared`: officers and administrators may read it with question and answer."""

    helpful: bool
    flaw: Flaw | None = None
    words: str = ""
    shared: bool = False

    def __post_init__(self) -> None:
        if self.helpful and self.flaw:
            object.__setattr__(self, "flaw", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedOpinion:
    """An opinion with what it is about, and not who gave it. `turn` is None where its asker could read more than the reader."""

    opinion: Opinion
    given_at: datetime
    turn: StoredTurn | None


_COLUMNS = (opinions.c.helpful, opinions.c.reason, opinions.c.words, opinions.c.shared)
_OF_OWNER = opinions.join(turns, turns.c.turn_id == opinions.c.turn_id).join(
    conversations, conversations.c.conversation_id == turns.c.conversation_id
)


class SqlOpinions:
    """Opinions belong to the owner of their conversation and go with it."""

    def __init__(self, engine: Engine, audit: SqlAudit, *, clock: moments.Clock = moments.now) -> None:
        """Create the table where it is missing. Raises StorageError."""
        self._engine = engine
        self._audit = audit
        self._clock = clock
        with storing(engine):
            metadata.create_all(engine)

    def give(self, reader: Reader, turn_id: str, opinion: Opinion) -> None:
        """Keep an opinion in the place of the one before. Raises NotFoundError, UsageError(opinion_long)."""
        if len(opinion.words) > LONGEST_WORDS:
            raise UsageError("opinion_long", longest=LONGEST_WORDS)
        row = {
            "turn_id": turn_id,
            "helpful": opinion.helpful,
            "reason": str(opinion.flaw or ""),
            "words": opinion.words.strip(),
            "shared": opinion.shared,
            "inside": Audience.INTERNAL in reader.audiences,
            "given_at": moments.kept(self._clock()),
        }
        code = "helpful" if opinion.helpful else str(opinion.flaw or "unhelpful")
        details = Details(reason=f"{code}/shared" if opinion.shared else code)
        with writing(self._engine) as connection:
            self._drop(connection, reader, turn_id)
            connection.execute(opinions.insert(), row)
            event = event_of(reader, Action.OPINION_GIVEN, Subject.TURN, turn_id, details=details)
            self._audit.append(connection, event)

    def withdraw(self, reader: Reader, turn_id: str) -> None:
        """Delete one's opinion. Raises NotFoundError."""
        with writing(self._engine) as connection:
            self._drop(connection, reader, turn_id)
            self._audit.append(connection, event_of(reader, Action.OPINION_WITHDRAWN, Subject.TURN, turn_id))

    def of_owner(self, owner: str, conversation_id: str = "") -> Mapping[str, Opinion]:
        """Return an owner's opinions by turn, of one conversation or of all."""
        mine = conversations.c.owner == owner
        if conversation_id:
            mine = mine & (conversations.c.conversation_id == conversation_id)
        query = sa.select(opinions.c.turn_id, *_COLUMNS).select_from(_OF_OWNER).where(mine)
        with reading(self._engine) as connection:
            return {row.turn_id: _opinion(row) for row in connection.execute(query)}

    def shared(self, reader: Reader) -> tuple[SharedOpinion, ...]:
        """Return what was shared, the newest first. Raises AccessError for all but officers and administrators.

        Question and words of who could read what is internal are shown only to those who can.
        """
        if not (reader.holds(Role.OFFICER) or reader.holds(Role.ADMIN)):
            raise AccessError("opinions_closed")
        query = (
            sa.select(opinions, turns.c.question, turns.c.answer, turns.c.created_at)
            .join(turns, turns.c.turn_id == opinions.c.turn_id)
            .where(opinions.c.shared)
            .order_by(opinions.c.given_at.desc(), opinions.c.turn_id)
            .limit(MOST_SHOWN)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        inside = Audience.INTERNAL in reader.audiences
        found = tuple(_shared(row, open_to=inside or not row.inside) for row in rows)
        seen = tuple(one.turn.turn_id for one in found if one.turn)
        self._audit.write(
            event_of(reader, Action.OPINIONS_SEEN, details=Details(count=len(found), seen=seen))
        )
        return found

    def _drop(self, connection: Connection, reader: Reader, turn_id: str) -> None:
        query = (
            sa.select(turns.c.turn_id)
            .join(conversations, conversations.c.conversation_id == turns.c.conversation_id)
            .where(turns.c.turn_id == turn_id, conversations.c.owner == reader.user)
        )
        if connection.execute(query).first() is None:
            raise NotFoundError(name=turn_id)
        overwrite_deleted(connection)
        connection.execute(opinions.delete().where(opinions.c.turn_id == turn_id))


def _opinion(row: Any) -> Opinion:
    return Opinion(
        helpful=row.helpful,
        flaw=Flaw(row.reason) if row.reason else None,
        words=row.words,
        shared=row.shared,
    )


def _shared(row: Any, *, open_to: bool) -> SharedOpinion:
    told = _opinion(row)
    if not open_to:
        told = Opinion(helpful=told.helpful, flaw=told.flaw, shared=True)
        return SharedOpinion(opinion=told, given_at=moments.read(row.given_at), turn=None)
    turn = StoredTurn(
        turn_id=row.turn_id,
        question=row.question,
        answer=kept_from_json(json.loads(row.answer)),
        created_at=moments.read(row.created_at),
    )
    return SharedOpinion(opinion=told, given_at=moments.read(row.given_at), turn=turn)
