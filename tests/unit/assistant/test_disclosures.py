"""What is not filed yet: officers enter, see, grade and delete it; nobody and nothing else gets a word of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from fakes.chat_server import ChatServer, Exchange, by_kind, calls, says
from fakes.pooled_office import ADMIN, OFFICER, OTHER_OFFICER, POLICY, SME, open_office
from fakes.search_services import embeds, reranks

from assistant.audit.log import SqlAudit
from assistant.audit.types import Selection
from assistant.pool.disclosures import SqlDisclosures, Told, grade_before_filing
from assistant.pool.rules import DEFAULT_RULES
from assistant.pool.types import DisclosureClass, PriorArt, Stage, Tier
from assistant.services import Services
from assistant.settings import Settings
from assistant.types import Answer, Question
from assistant.wiring import open_services
from knowledge.errors import AccessError, NotFoundError, UsageError
from knowledge.types import ANYONE, Query, Reader

CANARY = "quibblewharf 霁蓝测绳"
TOLD = Told(
    title=f"Sensor {CANARY}",
    summary=f"A crane hook that measures its own swing, {CANARY}.",
    stage=Stage.PILOT,
    unit=f"Institute {CANARY}",
    market="ports",
    prior_art=PriorArt.NONE_CLOSE,
    prior_art_note=f"searched by {CANARY}",
)


@dataclass
class Desk:
    audit: SqlAudit
    disclosures: SqlDisclosures
    file: Path


@pytest.fixture
def desk(database: str, tmp_path: Path) -> Desk:
    office = open_office(database)
    return Desk(office.audit, SqlDisclosures(office.engine, office.audit), tmp_path)


def test_officers_enter_see_and_delete_them(desk: Desk) -> None:
    entered = desk.disclosures.add(OFFICER, TOLD)
    assert desk.disclosures.get(OTHER_OFFICER, entered.disclosure_id) == entered
    assert desk.disclosures.all(OTHER_OFFICER) == (entered,)
    assert (entered.told, entered.made_by) == (TOLD, "officer")
    desk.disclosures.remove(OTHER_OFFICER, entered.disclosure_id)
    assert desk.disclosures.all(OFFICER) == ()
    with pytest.raises(NotFoundError):
        desk.disclosures.remove(OFFICER, entered.disclosure_id)


@pytest.mark.parametrize("reader", [SME, POLICY, ADMIN, ANYONE], ids=lambda r: r.user or "anyone")
def test_nobody_else_does(desk: Desk, reader: Reader) -> None:
    entered = desk.disclosures.add(OFFICER, TOLD)
    for attempt in (
        lambda: desk.disclosures.add(reader, TOLD),
        lambda: desk.disclosures.all(reader),
        lambda: desk.disclosures.get(reader, entered.disclosure_id),
        lambda: desk.disclosures.get(reader, "0" * 16),
        lambda: desk.disclosures.remove(reader, entered.disclosure_id),
    ):
        with pytest.raises(AccessError) as error:
            attempt()
        assert CANARY not in str(error.value)
    assert desk.disclosures.all(OFFICER) == (entered,)


def test_that_they_were_entered_seen_and_deleted_is_in_the_audit_without_a_word_of_them(desk: Desk) -> None:
    entered = desk.disclosures.add(OFFICER, TOLD)
    desk.disclosures.get(OFFICER, entered.disclosure_id)
    desk.disclosures.remove(OFFICER, entered.disclosure_id)
    lines = desk.audit.lines(ADMIN, Selection(subject_id=entered.disclosure_id))
    assert [line.action for line in lines] == ["disclosure_removed", "disclosure_seen", "disclosure_added"]
    assert "quibblewharf" not in str(lines)


def test_what_is_deleted_is_gone_from_the_disk(desk: Desk) -> None:
    entered = desk.disclosures.add(OFFICER, TOLD)
    desk.disclosures.remove(OFFICER, entered.disclosure_id)
    for path in desk.file.iterdir():
        assert b"quibblewharf" not in path.read_bytes()


@pytest.mark.parametrize("field", ["title", "summary"])
def test_title_and_summary_are_needed(desk: Desk, field: str) -> None:
    with pytest.raises(UsageError, match="disclosure_needs"):
        desk.disclosures.add(OFFICER, replace(TOLD, **{field: " "}))


def test_a_text_has_an_end(desk: Desk) -> None:
    with pytest.raises(UsageError, match="disclosure_long"):
        desk.disclosures.add(OFFICER, replace(TOLD, unit="x" * 201))


# ── grades ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changed", "found", "tier", "could"),
    [
        ({}, DisclosureClass.CONSIDER_FILING, Tier.A, Tier.A),
        ({"prior_art": PriorArt.NOT_SEARCHED}, DisclosureClass.SEARCH_FIRST, Tier.B, Tier.A),
        ({"prior_art": PriorArt.SAME}, DisclosureClass.COMPARE_FIRST, Tier.B, Tier.B),
        ({"stage": Stage.IDEA}, DisclosureClass.MATURE_FIRST, Tier.B, Tier.B),
        ({"stage": Stage.IDEA, "market": "", "prior_art": PriorArt.CLOSE}, DisclosureClass.MATURE_FIRST, Tier.C, Tier.B),
    ],
)  # fmt: skip
def test_a_grade_before_filing_says_what_is_next_and_what_is_unknown(
    changed: dict[str, Any], found: DisclosureClass, tier: Tier, could: Tier
) -> None:
    told = replace(TOLD, **changed)
    grade = grade_before_filing(told, DEFAULT_RULES)
    assert (grade.disclosure_class, grade.tier, grade.could_reach) == (found, tier, could)
    unknown = {str(one.name) for one in grade.ingredients if not one.known}
    expected = {"disclosure_prior_art"} if told.prior_art is PriorArt.NOT_SEARCHED else set()
    assert unknown == expected | ({"disclosure_market"} if not told.market else set())


# ── nothing finds it ─────────────────────────────────────────────────────────────────────────────────────


def _plays(exchange: Exchange) -> None:
    """Play all three services at once, told apart by what they are asked."""
    if "input" in exchange.body:
        embeds()(exchange)
    elif "documents" in exchange.body or "texts" in exchange.body:
        reranks()(exchange)
    else:
        by_kind(calling=calls(), writing=says("A crane hook swings. [1]"))(exchange)


def test_no_search_answer_match_or_service_gets_a_word_of_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    (tmp_path / "note.md").write_text("# Crane hooks\n\nA crane hook swings.\n", "utf-8")
    with ChatServer(_plays) as server:
        services = open_services(
            Settings(
                _env_file=None, home=tmp_path / "home", openai_base_url=server.base_url, chat_model="m", chat_understanding="always",
                embedding_model="m", embedding_base_url=server.base_url, rerank_base_url=server.base_url, embedding_internal=True,
            ),
            doing="test",
        )  # fmt: skip
        services.disclosures.add(OFFICER, TOLD)
        _load(services, tmp_path / "note.md")
        told = ""
        for reader in (SME, OFFICER):
            for text in ("Which crane hook measures its own swing?", "还没有申请的吊钩传感器是什么？"):
                *_, answer = services.ask(Question(text=text, reader=reader, as_of=services.today()))
                assert isinstance(answer, Answer)
                hits = services.retriever.search(Query(text=text, audiences=reader.audiences))
                told += f"{answer}{hits}{services.catalogue.heads(reader)}"
            told += str(services.pool.licensable(reader, services.today()))
        requests = str(server.requests)
        services.close()
    assert server.requests
    for place in (told, requests, caplog.text):
        assert "quibblewharf" not in place
        assert "霁蓝" not in place


def _load(services: Services, path: Path) -> None:
    from knowledge.finding import find_files
    from knowledge.types import Audience

    services.library.ingest_found(
        find_files([path]), audience=Audience.PUBLIC, on_progress=None, sample=False
    )
    assert services.library.filler.wait(60)
