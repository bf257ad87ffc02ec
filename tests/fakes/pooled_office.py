"""A small office for the tests of the pool: patents, enterprises, officers, a clock that goes on by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from library_builders import entry
from sqlalchemy.engine import Engine

from assistant.audit.log import SqlAudit
from assistant.needs.needs import SqlNeeds
from assistant.pool.pool import Pool
from knowledge.catalogue import SqlCatalogue
from knowledge.numbers.identifiers import document_keys
from knowledge.types import (
    Audience,
    EventKind,
    Language,
    LegalEvent,
    LocalText,
    PatentRecord,
    PatentType,
    Reader,
    Role,
)

DAY = date(2026, 11, 24)
SME = Reader(user="enterprise", role=Role.SME)
RIVAL = Reader(user="rival", role=Role.SME)
OFFICER = Reader(user="officer", role=Role.OFFICER)
OTHER_OFFICER = Reader(user="colleague", role=Role.ADMIN, further_roles=frozenset({Role.OFFICER}))
POLICY = Reader(user="policy", role=Role.POLICY)
ADMIN = Reader(user="admin", role=Role.ADMIN)


def record(number: int, **more: Any) -> PatentRecord:
    """Make a granted right in force, checked the day before, of its own family."""
    title = more.pop("title", f"Method for damping a crane hook, number {number}")
    granted = LegalEvent(on=date(2021, 5, 4), kind=EventKind.GRANTED)
    fields: dict[str, Any] = {
        "jurisdiction": "CN",
        "titles": (LocalText(language=Language.EN, text=title),),
        "publication_number": f"CN19990{number:04}B",
        "application_number": f"CN20191999{number:04}.X",
        "patent_type": PatentType.INVENTION,
        "filing_date": date(2019, 4, 1),
        "grant_date": date(2021, 5, 4),
        "annual_fee_paid_through": date(2027, 4, 1),
        "register_checked_on": DAY - timedelta(days=1),
        "events": (granted,),
    }
    return PatentRecord(**{**fields, **more})


def lapsed(patent: PatentRecord, on: date = DAY - timedelta(days=3)) -> PatentRecord:
    end = LegalEvent(on=on, kind=EventKind.LAPSED_UNPAID_FEE)
    return replace(patent, events=(*patent.events, end))


@dataclass
class Office:
    """The stores of one database, and what its day is."""

    catalogue: SqlCatalogue
    audit: SqlAudit
    needs: SqlNeeds
    pool: Pool
    day: date = DAY
    _ids: dict[int, str] = field(default_factory=dict)

    @property
    def engine(self) -> Engine:
        return self.catalogue.engine

    def add(
        self, patent: PatentRecord, text: str = "", *, audience: Audience = Audience.PUBLIC
    ) -> str:  # fmt: skip
        """Bring a patent in and return the id of its document; a newer version of a number takes the older one's place."""
        made = entry(text or patent.titles[0].text, patent, audience=audience)
        self.catalogue.add_document(replace(made, keys=document_keys(made.document)))
        return made.document.document_id


def open_office(database: str) -> Office:
    catalogue = SqlCatalogue(database)
    audit = SqlAudit(catalogue.engine)
    needs = SqlNeeds(catalogue.engine, audit)
    now = _minutes()
    pool = Pool(
        catalogue.engine, catalogue, needs, audit, read_claims=catalogue.independent_claims, clock=lambda: next(now)
    )  # fmt: skip
    return Office(catalogue, audit, needs, pool)


def _minutes() -> Iterator[datetime]:
    moment = datetime(2026, 11, 24, 8, tzinfo=UTC)
    while True:
        moment += timedelta(minutes=1)
        yield moment
