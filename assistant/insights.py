"""Which topics are asked: topics of turns in; those that several people asked about out. Never a word of a question."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant.accounts import moments
from assistant.topics import TopicKey, TopicKind, Vocabulary
from assistant.types import Answer, RefusalReason
from knowledge.catalogue.engine import reading, storing, writing
from knowledge.errors import AccessError
from knowledge.protocols import Catalogue
from knowledge.types import ANYONE, Kind, Language, LocalText, PolicyRecord, Reader, Role, text_in

FEWEST_ASKERS = 3
_READ_BY = (Role.OFFICER, Role.POLICY, Role.ADMIN)
_COMMAND_LINE = "cli:"

metadata = sa.MetaData()

asked = sa.Table(
    "asked_topics",
    metadata,
    sa.Column("owner", sa.String(64), primary_key=True),  # a digest
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("kind", sa.String(20), primary_key=True),
    sa.Column("topic", sa.String(200), primary_key=True),
    sa.Index("asked_topics_by_day", "day"),
)
# Of questions that the library had no answer to: some of those above.
unanswered = sa.Table(
    "unanswered_topics",
    metadata,
    sa.Column("owner", sa.String(64), primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("kind", sa.String(20), primary_key=True),
    sa.Column("topic", sa.String(200), primary_key=True),
    sa.Index("unanswered_topics_by_day", "day"),
)
_KEPT = (asked, unanswered)
_NO_ANSWER = frozenset({RefusalReason.NO_EVIDENCE, RefusalReason.NARROWED})
_TODAY = {
    table: sa.select(table.c.kind, table.c.topic).where(
        table.c.owner == sa.bindparam("owner"), table.c.day == sa.bindparam("day")
    )
    for table in _KEPT
}
_ADD = {table: table.insert() for table in _KEPT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Something that at least FEWEST_ASKERS different people asked about."""

    kind: TopicKind
    key: str  # a Chinese term, an IPC subclass, a policy's lineage, an intent
    names: tuple[
        LocalText, ...
    ]  # of a term or a policy; an intent and a class are worded where they are shown
    askers: int

    def name(self, language: Language) -> str:
        return text_in(self.names, language) or self.key


class SqlInsights:
    """Keeps one row a topic, asker and day, and one more where the question had no answer. An account counts once whatever its roles, a browser once, the command line once."""

    def __init__(self, engine: Engine, catalogue: Catalogue, *, clock: moments.Clock = moments.now) -> None:
        """Create the table where it is missing. Raises StorageError."""
        self._engine = engine
        self._catalogue = catalogue
        self._vocabulary = Vocabulary(catalogue)
        self._clock = clock
        with storing(engine):
            metadata.create_all(engine)

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────────

    def topics_of(self, question: str, answer: Answer) -> tuple[TopicKey, ...]:
        return self._vocabulary.topics_of(question, answer)

    def append(
        self, connection: Connection, user: str, topics: Sequence[TopicKey], *, answered: bool = True
    ) -> None:
        """Note what somebody asked about today, and whether it was answered, in a write transaction that is open."""
        owner, day = owner_digest(user), self._clock().astimezone(UTC).date()
        for table in (asked,) if answered else _KEPT:
            held = set(map(tuple, connection.execute(_TODAY[table], {"owner": owner, "day": day})))
            rows = [
                {"owner": owner, "day": day, "kind": str(topic.kind), "topic": topic.key}
                for topic in topics
                if (str(topic.kind), topic.key) not in held
            ]
            if rows:
                connection.execute(_ADD[table], rows)

    def delete_all(self, connection: Connection, user: str) -> None:
        """Delete what somebody asked about, in a write transaction that is open."""
        for table in _KEPT:
            connection.execute(table.delete().where(table.c.owner == owner_digest(user)))

    def adopt(self, visitor: str, owner: str) -> None:
        """Count a visitor as the new account that it made, once."""
        with writing(self._engine) as connection:
            for table in _KEPT:
                mine = table.update().where(table.c.owner == owner_digest(visitor))
                connection.execute(mine.values(owner=owner_digest(owner)))

    def forget_before(self, day: date) -> int:
        """Delete what was asked before a day; return how many rows there were."""
        with writing(self._engine) as connection:
            connection.execute(unanswered.delete().where(unanswered.c.day < day))
            return int(connection.execute(asked.delete().where(asked.c.day < day)).rowcount)

    def warm_up(self) -> None:
        self._vocabulary.warm_up()

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────

    def topics(self, reader: Reader, since: date, *, without_answer: bool = False) -> tuple[Topic, ...]:
        """Return the topics asked since the first day of `since`'s month, by most people first; `without_answer`: only
        those of questions that the library had no answer to, with as many askers of such.

        Whole months are counted, so that nobody finds out by comparing days when one person asked.
        Raises AccessError for whoever is no officer, policy maker or admin.
        """
        if not any(reader.holds(role) for role in _READ_BY):
            raise AccessError("not_allowed", role=", ".join(_READ_BY))
        table = unanswered if without_answer else asked
        askers = sa.func.count(sa.distinct(table.c.owner)).label("askers")
        query = (
            sa.select(table.c.kind, table.c.topic, askers)
            .where(table.c.day >= since.replace(day=1))
            .group_by(table.c.kind, table.c.topic)
            .having(askers >= FEWEST_ASKERS)
            .order_by(askers.desc(), table.c.kind, table.c.topic)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        titles = self._titles() if any(row.kind == TopicKind.POLICY for row in rows) else {}
        found = (self._topic(TopicKind(row.kind), row.topic, row.askers, titles) for row in rows)
        return tuple(topic for topic in found if topic.kind is not TopicKind.POLICY or topic.names)

    def of(self, user: str, *, without_answer: bool = False) -> tuple[tuple[date, TopicKey], ...]:
        """Return what is kept of one person, for that person."""
        table = unanswered if without_answer else asked
        query = sa.select(table).where(table.c.owner == owner_digest(user))
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(table.c.day, table.c.kind, table.c.topic)).all()
        return tuple((row.day, TopicKey(kind=TopicKind(row.kind), key=row.topic)) for row in rows)

    def _topic(
        self, kind: TopicKind, key: str, askers: int, titles: Mapping[str, tuple[LocalText, ...]]
    ) -> Topic:
        names = titles.get(key, ()) if kind is TopicKind.POLICY else ()
        if kind is TopicKind.TERM:
            english = self._vocabulary.english_of(key)
            both = (LocalText(language=Language.ZH, text=key), LocalText(language=Language.EN, text=english))
            names = tuple(name for name in both if name.text)
        return Topic(kind=kind, key=key, names=names, askers=askers)

    def _titles(self) -> Mapping[str, tuple[LocalText, ...]]:
        """Return the titles of the public policies by lineage, the latest version's in each language."""
        found: dict[str, dict[Language, tuple[date, str]]] = {}
        for head in self._catalogue.heads(ANYONE, kinds=(Kind.POLICY,)):
            if isinstance(head.record, PolicyRecord):
                begins = head.record.effective_from or date.min
                named = found.setdefault(head.record.lineage, {})
                if head.language not in named or begins > named[head.language][0]:
                    named[head.language] = (begins, head.title)
        return {
            lineage: tuple(LocalText(language=language, text=title) for language, (_, title) in named.items())
            for lineage, named in found.items()
        }


def has_answer(answer: Answer) -> bool:
    """Say whether the library answered: a refusal for another reason (confidential, a legal opinion) is no gap of it."""
    return not (answer.nearest_only or (answer.refused and answer.reason in _NO_ANSWER))


def owner_digest(user: str) -> str:
    """Return what stands for a person in the table."""
    counted = _COMMAND_LINE if user.startswith(_COMMAND_LINE) else user
    return hashlib.sha256(f"topics:{counted}".encode()).hexdigest()
