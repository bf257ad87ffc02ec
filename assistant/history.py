"""Conversation history in SQL: turns in, turns out, on the database of the catalogue. Every statement names the owner."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant.accounts import moments
from assistant.history_tables import MAX_TITLE_CHARS, conversations, metadata, replacements, turns
from assistant.kept import kept_from_json, kept_to_json
from assistant.stored import ConversationSummary, StoredTurn
from assistant.types import Answer
from knowledge.catalogue.engine import overwrite_deleted, reading, storing, writing
from knowledge.errors import NotFoundError

Beside = Callable[[Connection, StoredTurn], None]

_MINE = sa.and_(
    conversations.c.conversation_id == sa.bindparam("conversation"),
    conversations.c.owner == sa.bindparam("owned_by"),
)
_TITLE = sa.select(conversations.c.title).where(_MINE)
_LAST = sa.select(sa.func.coalesce(sa.func.max(turns.c.ordinal), -1)).where(
    turns.c.conversation_id == sa.bindparam("conversation")
)
_ADD = turns.insert()
_REPLACE = replacements.insert()
_TOUCH = (
    conversations.update()
    .where(_MINE)
    .values(updated_at=sa.bindparam("updated_at"), title=sa.bindparam("title"))
)


class SqlHistory:
    """The ConversationStore that survives a restart."""

    def __init__(self, engine: Engine, *, clock: moments.Clock = moments.now) -> None:
        """Create the tables where they are missing. Raises StorageError."""
        self._engine = engine
        self._clock = clock
        with storing(engine):
            metadata.create_all(engine)

    def create(self, owner: str) -> str:
        conversation_id = secrets.token_urlsafe(12)
        with writing(self._engine) as connection:
            connection.execute(
                conversations.insert().values(
                    conversation_id=conversation_id, owner=owner, title="", updated_at=self._moment()
                )
            )
        return conversation_id

    def list(self, owner: str, word: str = "") -> tuple[ConversationSummary, ...]:
        asked = sa.exists().where(turns.c.conversation_id == conversations.c.conversation_id)
        held = _holding(word) if word else sa.true()
        query = (
            sa.select(conversations.c.conversation_id, conversations.c.title, conversations.c.updated_at)
            .where(conversations.c.owner == owner, asked, held)
            .order_by(conversations.c.updated_at.desc(), conversations.c.conversation_id)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        return tuple(
            ConversationSummary(
                conversation_id=row.conversation_id,
                title=row.title,
                updated_at=moments.read(row.updated_at),
            )
            for row in rows
        )

    def turns(self, conversation_id: str, owner: str) -> tuple[StoredTurn, ...]:
        query = (
            sa.select(
                turns.c.turn_id,
                turns.c.question,
                turns.c.answer,
                turns.c.created_at,
                replacements.c.replaced_by,
            )
            .join(conversations, conversations.c.conversation_id == turns.c.conversation_id)
            .outerjoin(replacements, replacements.c.turn_id == turns.c.turn_id)
            .where(_owned(conversation_id, owner))
            .order_by(turns.c.ordinal)
        )
        with reading(self._engine) as connection:
            _require(connection, conversation_id, owner)
            rows = connection.execute(query).all()
        return tuple(
            StoredTurn(
                turn_id=row.turn_id,
                question=row.question,
                answer=kept_from_json(json.loads(row.answer)),
                created_at=moments.read(row.created_at),
                replaced_by=row.replaced_by or "",
            )
            for row in rows
        )

    def append(
        self,
        conversation_id: str,
        owner: str,
        question: str,
        answer: Answer,
        *,
        beside: Beside | None = None,
        replaces: str = "",
    ) -> StoredTurn:
        """Add a turn; `beside` writes what is to stand with it in the same transaction, `replaces` is the turn it stands for."""
        moment = self._moment()
        turn = StoredTurn(
            turn_id=secrets.token_urlsafe(9),
            question=question,
            answer=answer,
            created_at=moments.read(moment),
        )
        kept = json.dumps(kept_to_json(answer), ensure_ascii=False)
        with writing(self._engine) as connection:
            title = _require(connection, conversation_id, owner)
            last = connection.execute(_LAST, {"conversation": conversation_id}).scalar_one()
            row = {
                "turn_id": turn.turn_id,
                "conversation_id": conversation_id,
                "ordinal": last + 1,
                "question": question,
                "answer": kept,
                "created_at": moment,
            }
            connection.execute(_ADD, row)
            touched = {"updated_at": moment, "title": title or title_of(question)}
            connection.execute(_TOUCH, {"conversation": conversation_id, "owned_by": owner, **touched})
            if replaces:
                connection.execute(_REPLACE, {"turn_id": replaces, "replaced_by": turn.turn_id})
            if beside:
                beside(connection, turn)
        return turn

    def rename(self, conversation_id: str, owner: str, title: str) -> None:
        with writing(self._engine) as connection:
            current = _require(connection, conversation_id, owner)
            connection.execute(
                conversations.update()
                .where(_owned(conversation_id, owner))
                .values(title=title_of(title) or current)
            )

    def delete(self, conversation_id: str, owner: str) -> None:
        owned = sa.select(conversations.c.conversation_id).where(_owned(conversation_id, owner))
        with writing(self._engine) as connection:
            _require(connection, conversation_id, owner)
            overwrite_deleted(connection)
            connection.execute(turns.delete().where(turns.c.conversation_id.in_(owned)))
            connection.execute(conversations.delete().where(_owned(conversation_id, owner)))

    def adopt(self, visitor: str, owner: str) -> None:
        with writing(self._engine) as connection:
            mine = conversations.update().where(conversations.c.owner == visitor)
            connection.execute(mine.values(owner=owner))

    def delete_all(self, connection: Connection, owner: str) -> None:
        """Delete everything of one owner, in a write transaction that is open."""
        owned = sa.select(conversations.c.conversation_id).where(conversations.c.owner == owner)
        connection.execute(turns.delete().where(turns.c.conversation_id.in_(owned)))
        connection.execute(conversations.delete().where(conversations.c.owner == owner))

    def _moment(self) -> str:
        return moments.kept(self._clock())


def title_of(text: str) -> str:
    """Return a text as a title: on one line, without control characters, cut to MAX_TITLE_CHARS."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= MAX_TITLE_CHARS else line[: MAX_TITLE_CHARS - 1].rstrip() + "…"


def _holding(word: str) -> sa.ColumnElement[bool]:
    """Select conversations in which a word may stand: in the title, a question or an answer as they are kept."""
    kept = json.dumps(word, ensure_ascii=False)[1:-1]
    in_turn = (
        turns.c.conversation_id == conversations.c.conversation_id,
        sa.or_(
            turns.c.question.icontains(word, autoescape=True), turns.c.answer.icontains(kept, autoescape=True)
        ),
    )
    return sa.or_(conversations.c.title.icontains(word, autoescape=True), sa.exists().where(*in_turn))


def _owned(conversation_id: str, owner: str) -> sa.ColumnElement[bool]:
    return sa.and_(conversations.c.conversation_id == conversation_id, conversations.c.owner == owner)


def _require(connection: Connection, conversation_id: str, owner: str) -> str:
    """Return the conversation's title. Raises NotFoundError where it is not the owner's."""
    mine = {"conversation": conversation_id, "owned_by": owner}
    title = connection.execute(_TITLE, mine).scalar_one_or_none()
    if title is None:
        raise NotFoundError(name=conversation_id)
    return str(title)
