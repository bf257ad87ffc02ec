"""The tables of an answer as files: what stands in them, that nothing of it runs, and whose they are."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO

import pytest
from at_the_door import visitor
from fake_services import PAYLOAD, FakeServices
from openpyxl import load_workbook
from starlette.testclient import TestClient

from assistant.types import Table
from knowledge.types import Language, Reader, Role
from ui.dialogue import Dialogue
from ui.tables_routes import table_csv
from ui.visitor import reader_of

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1")


@pytest.fixture
def client(services: FakeServices) -> Iterator[TestClient]:
    with visitor(services) as client:
        client.get("/")
        yield client


def kept(services: FakeServices, reader: Reader | None, question: str = "怎样许可?") -> str:
    assert reader is not None
    dialogue = Dialogue(services=services, reader=reader, language=Language.EN)
    conversation = list(dialogue.ask(question, ""))[-1].conversation_id or ""
    (turn,) = services.history.turns(conversation, reader.user)
    return f"/evidence/{conversation}/{turn.turn_id}/tables"


def own(services: FakeServices, client: TestClient, question: str = "怎样许可?") -> str:
    return kept(services, reader_of(dict(client.cookies)), question)


def test_a_table_is_taken_along_as_csv(client: TestClient, services: FakeServices) -> None:
    answer = client.get(f"{own(services, client)}/1/csv")
    rows = list(csv.reader(StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0][:2] == ["专利", "权利人"]
    assert rows[1][4] == "每年 30,000 元,固定 [2]"
    assert answer.headers["content-disposition"].endswith('.csv"')


def test_a_workbook_has_the_sources_beside_the_table(client: TestClient, services: FakeServices) -> None:
    answer = client.get(f"{own(services, client)}/1/xlsx")
    table, sources = load_workbook(BytesIO(answer.content)).worksheets
    assert table["B2"].value == "示例大学A"
    assert sources["A1"].value == "As of 2026-11-24"
    assert str(sources["A2"].value).startswith("[1] 一种废旧锂电池正极材料低温再生方法")


@pytest.mark.parametrize("value", FORMULAS, ids=repr)
def test_no_cell_is_a_formula(value: str) -> None:
    written = table_csv(Table(title="", columns=("a",), rows=((value,),)))
    assert list(csv.reader(StringIO(written)))[1] == [f"'{value}"]


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "1e9", "９"])
def test_there_is_no_other_table(client: TestClient, services: FakeServices, number: str) -> None:
    assert client.get(f"{own(services, client)}/{number}/csv").status_code == 404


def test_nobody_takes_somebody_elses_or_what_became_closed(
    client: TestClient, services: FakeServices
) -> None:
    theirs = kept(services, Reader(user="visitor-ben", role=Role.SME))
    assert client.get(f"{theirs}/1/csv").status_code == 404
    mine = own(services, client)
    services.catalogue.hide("patent")
    assert client.get(f"{mine}/1/csv").status_code == 404


def test_the_page_offers_sorting_and_files_and_nothing_of_a_table_becomes_markup(
    client: TestClient, services: FakeServices
) -> None:
    reader = reader_of(dict(client.cookies))
    dialogue = Dialogue(services=services, reader=reader, language=Language.EN)
    shown = str(list(dialogue.ask("怎样许可?", ""))[-1].transcript)
    assert shown.count("pb-sort") == 6
    assert "/tables/1/csv" in shown
    hostile = str(list(dialogue.ask(f"注入 {PAYLOAD}", ""))[-1].transcript)
    assert "<img" not in hostile
