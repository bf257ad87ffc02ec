"""Somebody gets everything that is held about them, without secrets; and when they go, nothing names them but the audit."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
from servers import in_a_file
from sqlalchemy.engine import Engine

from assistant.accounts.accounts import SqlAccounts
from assistant.accounts.sessions import SqlSessions
from assistant.accounts.tokens import SqlTokens
from assistant.accounts.types import Account, Scope
from assistant.audit.log import SqlAudit
from assistant.batch.batches import SqlBatches
from assistant.history import SqlHistory
from assistant.insights import SqlInsights, owner_digest
from assistant.needs.needs import SqlNeeds
from assistant.needs.types import Wanted
from assistant.opinions import SqlOpinions
from assistant.personal import PersonalRecords
from assistant.pool.pool import Pool
from assistant.recording import beside_turn
from assistant.register.register import Register
from assistant.review.drafts import SqlDrafts
from assistant.types import Answer, Citation, Intent, Mode, Statement
from assistant.uploads.store import SqlUploads
from knowledge.catalogue import SqlCatalogue
from knowledge.catalogue.engine import open_engine, sqlite_url
from knowledge.errors import AccessError, NotFoundError, UsageError
from knowledge.memory_catalogue import MemoryCatalogue
from knowledge.types import (
    Audience,
    Document,
    Kind,
    Language,
    Money,
    Passage,
    PassageKind,
    Reader,
    Role,
)

PASSWORD = "一座很长的桥 and a river"
CANARY = "7654321"
FLOOR = "费用底价:80,000 元"


@dataclass(frozen=True)
class Office:
    """All stores of one database, with an admin and an officer who asked, wrote a need, signed in and made a token."""

    engine: Engine
    catalogue: MemoryCatalogue
    accounts: SqlAccounts
    sessions: SqlSessions
    tokens: SqlTokens
    audit: SqlAudit
    history: SqlHistory
    needs: SqlNeeds
    insights: SqlInsights
    records: PersonalRecords
    admin: Account
    officer: Account
    secrets: tuple[str, str]

    def archive(self, account: Account) -> dict[str, Any]:
        with ZipFile(BytesIO(self.records.export_of(account.account_id, self.admin.reader))) as packed:
            texts = {name: packed.read(name).decode() for name in packed.namelist()}
        return {
            name: [json.loads(line) for line in text.splitlines()] if name.endswith("l") else json.loads(text)
            for name, text in texts.items()
        }


@pytest.fixture
def office(database: str, tmp_path: Path) -> Office:
    engine, catalogue = open_engine(database), with_a_floor()
    audit = SqlAudit(engine)
    history, needs, insights = SqlHistory(engine), SqlNeeds(engine, audit), SqlInsights(engine, catalogue)
    accounts, sessions, tokens = SqlAccounts(engine), SqlSessions(engine), SqlTokens(engine)
    pool = Pool(engine, catalogue, needs, audit)
    records = PersonalRecords(
        engine, catalogue, accounts=accounts, sessions=sessions, tokens=tokens, history=history, opinions=SqlOpinions(engine, audit), needs=needs, insights=insights, batches=SqlBatches(engine, audit), uploads=SqlUploads(engine, audit, tmp_path / "uploads", SqlCatalogue(sqlite_url(tmp_path / "held.sqlite"))), pool=pool, register=Register(engine, catalogue, audit), drafts=SqlDrafts(engine, audit), audit=audit
    )  # fmt: skip
    admin = accounts.create("Wang Li", PASSWORD, [Role.ADMIN], first=True)
    officer = accounts.create("Zhao Min", PASSWORD, [Role.OFFICER])
    secrets = (
        sessions.open(officer.account_id),
        tokens.issue(officer.account_id, "scripts", [Scope.ASK])[1],
    )
    for account in (admin, officer):
        answer = an_answer()
        conversation = history.create(account.account_id)
        beside = beside_turn(
            account.reader, "开放许可的底价?", answer, audit=audit, insights=insights
        )  # fmt: skip
        history.append(conversation, account.account_id, "开放许可的底价?", answer, beside=beside)
        wanted = Wanted(text="寻找电池回收", budget=Money(amount=Decimal(CANARY), currency="CNY"))
        needs.submit(account.reader, needs.create(account.reader, wanted).need_id)
    with pytest.raises(AccessError):
        accounts.sign_in("zhao min", "a wrong password")
    return Office(
        engine, catalogue, accounts, sessions, tokens, audit, history, needs, insights, records, admin, officer, secrets
    )  # fmt: skip


def with_a_floor() -> MemoryCatalogue:
    catalogue = MemoryCatalogue()
    passage = Passage(
        passage_id="floor-0", document_id="floor", ordinal=0, kind=PassageKind.OFFER, label="", language=Language.ZH,
        start=0, end=len(FLOOR), text=FLOOR,
    )  # fmt: skip
    document = Document(
        document_id="floor", kind=Kind.PATENT, audience=Audience.INTERNAL, language=Language.ZH, title="内部条款",
        record=None, source="offers.xlsx", text=FLOOR,
    )  # fmt: skip
    catalogue.add(document, (passage,))
    return catalogue


def an_answer() -> Answer:
    citation = Citation(
        marker=1, document_id="floor", passage_id="floor-0", title="内部条款", label="", kind=Kind.PATENT,
        passage_kind=PassageKind.OFFER, quote=FLOOR, start=0, end=len(FLOOR),
    )  # fmt: skip
    return Answer(
        text=f"{FLOOR} [1]", statements=(Statement(text=FLOOR, markers=(1,)),), language=Language.ZH,
        mode=Mode.EXTRACTIVE, refused=False, citations=(citation,), as_of=date(2026, 6, 1), intent=Intent.LICENCE_TERMS,
    )  # fmt: skip


def test_an_export_holds_everything_of_the_account_and_nothing_of_others(office: Office) -> None:
    held = office.archive(office.officer)
    assert held.keys() == {
        "account.json", "conversations.json", "needs.json", "marks.json", "drafts.json", "sessions.json", "tokens.json", "topics.json", "topics-without-answer.json", "batches.json", "uploads.json",
        "audit.jsonl", "licences.json",
    }  # fmt: skip
    assert held["account.json"]["name"] == "Zhao Min"
    (conversation,) = held["conversations.json"]
    (turn,) = conversation["turns"]
    assert turn["question"] == "开放许可的底价?"
    assert FLOOR in turn["answer"]["answer"]
    (need,) = held["needs.json"]
    assert need["wanted"]["text"] == "寻找电池回收"
    assert need["wanted"]["budget"] == {"amount": CANARY, "currency": "CNY"}
    assert [token["label"] for token in held["tokens.json"]] == ["scripts"]
    assert len(held["sessions.json"]) == 1
    assert {topic["topic"] for topic in held["topics.json"]} >= {"开放许可", "licence_terms"}
    assert [line["action"] for line in held["audit.jsonl"]] == ["asked", "need_submitted", "exported"]
    assert office.admin.account_id not in json.dumps({**held, "audit.jsonl": None})


def test_an_export_holds_no_secret(office: Office) -> None:
    text = json.dumps(office.archive(office.officer), ensure_ascii=False)
    with office.engine.connect() as connection:
        kept = [
            value
            for table, column in (
                ("accounts", "password"),
                ("sessions", "secret"),
                ("access_tokens", "secret"),
            )
            for value in connection.execute(sa.text(f"SELECT {column} FROM {table}")).scalars()
        ]
    assert len(kept) == 4
    assert not any(secret in text for secret in (*kept, *office.secrets, PASSWORD))


def test_an_export_does_not_hold_what_the_account_may_no_longer_read(office: Office) -> None:
    changed = office.accounts.set_roles(office.officer.account_id, [Role.SME])
    (conversation,) = office.archive(changed)["conversations.json"]
    assert FLOOR not in json.dumps(conversation, ensure_ascii=False)
    assert conversation["turns"][0]["question"] == "开放许可的底价?"


def test_after_forgetting_no_row_names_the_account_but_in_the_audit(office: Office) -> None:
    gone = office.officer.account_id
    office.records.forget(gone, office.admin.reader)
    names = (gone, owner_digest(gone), "Zhao Min", "zhao min")
    tables = sa.inspect(office.engine).get_table_names()
    assert len(tables) >= 9
    with office.engine.connect() as connection:
        named = {
            table
            for table in tables
            for row in connection.execute(sa.text(f"SELECT * FROM {table}"))
            if any(name in str(row) for name in names)
        }
        assert named == {"audit_lines"}
        assert connection.execute(sa.text("SELECT count(*) FROM sign_in_failures")).scalar_one() == 0
    assert [(line.actor, line.action) for line in office.audit.about(gone)][-1] == (office.admin.account_id, "account_deleted")  # fmt: skip
    assert office.audit.verify().holds
    with pytest.raises(NotFoundError):
        office.records.export_of(gone, office.admin.reader)
    assert office.tokens.bearer(office.secrets[1]) is None


def test_forgetting_one_leaves_what_others_own(office: Office) -> None:
    before = replace(office.admin)
    office.records.forget(office.officer.account_id, office.admin.reader)
    held = office.archive(before)
    assert len(held["conversations.json"]) == len(held["needs.json"]) == 1
    assert held["topics.json"]


@in_a_file
def test_deleted_words_are_overwritten_on_disk(office: Office, tmp_path: Path) -> None:
    only = "a word that stands nowhere else"
    need = office.needs.create(office.officer.reader, Wanted(text=only))
    assert need.wanted.text == only
    office.records.forget(office.officer.account_id, office.admin.reader)
    written = b"".join(path.read_bytes() for path in tmp_path.glob("catalogue.sqlite*"))
    assert only.encode() not in written


def test_the_last_admin_is_not_forgotten_and_loses_nothing(office: Office) -> None:
    lines = office.audit.about(office.admin.account_id)
    with pytest.raises(UsageError, match="last_admin"):
        office.records.forget(office.admin.account_id, office.admin.reader)
    assert office.audit.about(office.admin.account_id) == lines
    assert office.needs.own(office.admin.reader)
    assert office.history.list(office.admin.account_id)
    with pytest.raises(NotFoundError):
        office.records.forget("nobody", Reader(user="cli:admin", role=Role.ADMIN))
