"""What a look at the pool costs, over a made-up library: seconds of a clock and of the processor.

    python -m benchmarks pool-speed [--patents N] [--json]

A third of the patents has an open licence, a tenth no known maturity; each has twenty claims, three of them independent.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from assistant.audit.log import SqlAudit
from assistant.needs.needs import SqlNeeds
from assistant.pool.pool import Pool
from assistant.pool.written import as_xlsx, rows
from knowledge.catalogue import Entry, SqlCatalogue
from knowledge.catalogue.engine import sqlite_url, writing
from knowledge.catalogue.rowmaps import prepared
from knowledge.catalogue.writing import Transaction
from knowledge.numbers.identifiers import document_keys
from knowledge.types import (
    Audience,
    Document,
    EventKind,
    Kind,
    Language,
    LegalEvent,
    LicenceType,
    LocalText,
    Offer,
    Passage,
    PassageKind,
    PatentRecord,
    PatentType,
    Reader,
    Role,
)

_DAY = date(2026, 11, 24)
_NEXT = _DAY + timedelta(days=1)
_OFFICER = Reader(user="officer", role=Role.OFFICER)
_ENTERPRISE = Reader(user="enterprise", role=Role.SME)
_CLAIM = (
    "A method for damping a crane hook, wherein the trolley accelerates in two steps of equal length. " * 3
)
_CLAIMS = 20


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks pool-speed")
    parser.add_argument("--patents", type=int, default=5000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="pool-speed-") as folder:
        print(json.dumps(measure(Path(folder), asked.patents), indent=None if asked.json else 1))
    return 0


def measure(folder: Path, patents: int) -> dict[str, Any]:
    catalogue = SqlCatalogue(sqlite_url(folder / "catalogue.sqlite"))
    _fill(catalogue, patents)
    pool = _pool(catalogue)
    found: dict[str, Any] = {
        "patents": patents,
        "first_look": _timed(lambda: pool.entries(_OFFICER, _DAY)),
        "nothing_changed": _timed(lambda: pool.entries(_OFFICER, _DAY)),
    }
    entries = pool.entries(_OFFICER, _DAY)
    pool.marks.want(_ENTERPRISE, entries[-1].document_id)
    found |= {
        "in_the_pool": len(entries),
        "after_a_mark": _timed(lambda: pool.entries(_OFFICER, _DAY)),
        "an_enterprises_list": _timed(lambda: pool.licensable(_ENTERPRISE, _DAY)),
        "on_a_new_day": _timed(lambda: pool.entries(_OFFICER, _NEXT)),
        "in_a_new_process": _timed(lambda: _pool(catalogue).entries(_OFFICER, _NEXT)),
        "a_past_day": _timed(lambda: pool.history.as_of(_OFFICER, _DAY)),
        "as_xlsx": _timed(lambda: as_xlsx(rows(entries, str, Language.EN), "pool")),
    }
    catalogue.close()
    return found


def _pool(catalogue: SqlCatalogue) -> Pool:
    audit = SqlAudit(catalogue.engine)
    needs = SqlNeeds(catalogue.engine, audit)
    return Pool(catalogue.engine, catalogue, needs, audit, read_claims=catalogue.independent_claims)


def _timed(look: Callable[[], object]) -> dict[str, float]:
    begun, used = time.perf_counter(), time.process_time()
    look()
    return {"s": round(time.perf_counter() - begun, 3), "processor_s": round(time.process_time() - used, 3)}


def _fill(catalogue: SqlCatalogue, patents: int) -> None:
    with writing(catalogue.engine) as connection:
        transaction = Transaction(connection)
        transaction.put([prepared(_entry(number)) for number in range(patents)], sample=False, run_id="")
        transaction.settle()


def _entry(number: int) -> Entry:
    record = _record(number)
    lines = [f"{place}. {_CLAIM}" for place in range(1, _CLAIMS + 1)]
    name = "d" + hashlib.sha256(str(number).encode()).hexdigest()[:24]
    document = Document(
        document_id=name, kind=Kind.PATENT, audience=Audience.PUBLIC, language=Language.EN, title=record.titles[0].text,
        record=record, source="made up", synthetic=True, loaded_on=_DAY, text="\n".join(lines),
    )  # fmt: skip
    passages, start = [], 0
    for place, line in enumerate(lines):
        independent = place % 8 == 0
        passages.append(
            Passage(
                passage_id=f"{name}-{place}", document_id=name, ordinal=place, kind=PassageKind.CLAIM, label=f"claim {place + 1}",
                language=Language.EN, start=start, end=start + len(line), text=line, number=str(place + 1),
                depends_on=() if independent else ("1",),
            )
        )  # fmt: skip
        start += len(line) + 1
    return Entry(document=document, passages=tuple(passages), keys=document_keys(document))


def _record(number: int) -> PatentRecord:
    fee = (LocalText(language=Language.EN, text="CNY 30,000 a year"),)
    offer = Offer(licence_type=LicenceType.OPEN, fee_model=None, statement=fee, declared_on=date(2025, 1, 1))
    return PatentRecord(
        jurisdiction="CN",
        titles=(LocalText(language=Language.EN, text=f"Method for damping a crane hook, number {number}"),),
        publication_number=f"CN1999{number:05}B",
        application_number=f"CN2019199{number:05}.X",
        patent_type=PatentType.INVENTION,
        filing_date=date(2019, 4, 1),
        grant_date=date(2021, 5, 4),
        annual_fee_paid_through=date(2027, 4, 1),
        register_checked_on=_DAY,
        events=(LegalEvent(on=date(2021, 5, 4), kind=EventKind.GRANTED),),
        offers=(offer,) if number % 3 == 0 else (),
        trl=number % 10 or None,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
