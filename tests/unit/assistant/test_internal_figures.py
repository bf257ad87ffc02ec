"""Which figures are a secret of the library: in every spelling, as long as no public document states them, for those who can know them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from library_builders import OFFICER, SME, entry, patent

from assistant.internal_figures import MASK, InternalFigures
from assistant.types import Option, Question, Turn
from knowledge.bridge import DictionaryBridge
from knowledge.catalogue import SqlCatalogue
from knowledge.catalogue.engine import sqlite_url
from knowledge.search.lexical import TantivyIndex
from knowledge.search.public_figures import stands_in_public
from knowledge.types import Audience, InternalTerms, Language, Money, Offer, PatentRecord, Query, Reader

INSIDE = (Audience.PUBLIC, Audience.INTERNAL)


class Shelf:
    """A library on disk, and what knows its internal figures."""

    def __init__(self, folder: Path) -> None:
        self.catalogue = SqlCatalogue(sqlite_url(folder / "catalogue.sqlite"))
        self.lexical = TantivyIndex(folder / "lexical", DictionaryBridge())
        self.figures = InternalFigures(
            self.catalogue,
            partial(stands_in_public, lexical=self.lexical, catalogue=self.catalogue),
            clock=lambda: self.now,
        )
        self.now = time.monotonic()
        self._changes = 0

    def put(
        self, text: str, *, public: bool = False, record: PatentRecord | None = None, **more: Language
    ) -> str:
        made = entry(
            text, record, audience=Audience.PUBLIC if public else Audience.INTERNAL,
            **{"language": Language.ZH, **more},
        )  # fmt: skip
        self.catalogue.add_document(made)
        self._changes += 1
        self.now += 1
        self.lexical.apply(((made.document, one) for one in made.passages), [], upto=self._changes)
        return made.document.document_id

    def told(self, text: str, audiences: tuple[Audience, ...] = INSIDE) -> str:
        return self.figures.masked(Query(text=text, audiences=audiences))


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path)
    yield made
    made.lexical.close()
    made.catalogue.close()


@pytest.mark.parametrize(
    "held", ["底线：30,000 元", "底线三万", "The floor is CNY 30k.", "底线 | 30000", "最低叁万元"]
)
@pytest.mark.parametrize(
    "typed",
    ["30000 元", "30,000 元", "3万", "三万", "CNY 30k", "３０，０００元", "thirty thousand", "30 000"],
)
def test_an_internal_amount_is_taken_out_in_every_spelling(shelf: Shelf, held: str, typed: str) -> None:
    shelf.put(f"谈判纪要\n{held}")
    told = shelf.told(f"P01 能不能低于 {typed} ？")
    assert told.startswith("P01 能不能低于")
    assert MASK in told
    assert not any(char in told.replace("P01", "") for char in "30三万k３")
    assert "thirty" not in told
    assert shelf.figures.stand_in(("好", f"P01 能不能低于 {typed} ？"), OFFICER)


@pytest.mark.parametrize("typed", ["3.7%", "百分之三点七", "3.7 per cent", "37‰", "3.7个点"])
def test_an_internal_rate_is_taken_out_in_every_spelling(shelf: Shelf, typed: str) -> None:
    shelf.put("谈判纪要\n提成不低于净销售额的百分之三点七")
    assert shelf.told(f"提成{typed}行吗") == f"提成{MASK}行吗"


def test_what_records_keep_inside_is_known(shelf: Shelf) -> None:
    money = partial(Money, currency="CNY")
    offer = Offer(licence_type=None, fee_model=None, statement=(), upfront_fee=money(amount=Decimal(640)), royalty_rate=Decimal("0.0415"))  # fmt: skip
    terms = InternalTerms(fee_floor=money(amount=Decimal("52500")), note="")
    shelf.put("内部条款", record=replace(patent("CN1B"), internal=terms, offers=(offer,)))
    assert shelf.told("5.25万、640、4.15% 可以吗") == f"{MASK}、{MASK}、{MASK} 可以吗"


def test_a_figure_that_is_public_too_is_no_secret(shelf: Shelf) -> None:
    shelf.put("谈判纪要\n公开价 26万元，底线 19万元，提成 5%，另付 41 万元")
    shelf.put("许可条件\n一次性许可费 260,000 元人民币", public=True)
    shelf.put("Policy\nA rate of five per cent, that is 5 %, is usual; the engine runs at 190,000 rpm", public=True, language=Language.EN)  # fmt: skip
    fee = Money(amount=Decimal(410000), currency="CNY")
    offer = Offer(licence_type=None, fee_model=None, statement=(), upfront_fee=fee)
    shelf.put("条款", record=replace(patent("CN2B"), offers=(offer,)), public=True)
    assert shelf.told("二十六万元、5%、410,000 元，还是19万？") == f"二十六万元、5%、410,000 元，还是{MASK}？"


def test_what_becomes_internal_or_goes_is_noticed(shelf: Shelf) -> None:
    text = "83,417 元行吗"
    assert shelf.told(text) == text
    minutes = shelf.put("纪要\n底线 83417")
    assert shelf.told(text) == f"{MASK}行吗"
    shelf.catalogue.deactivate([minutes])
    shelf.now += 1
    assert shelf.told(text) == text


def test_years_dates_and_numbers_of_patents_stay(shelf: Shelf) -> None:
    shelf.put("纪要 2026\n2026年3月1日，CN199900001B，申请号 201910001234.5，底线 8 万元")
    text = "2026年3月以后 CN199900001B 还有效吗？2026 年呢，3 个月呢，第五十条呢？"
    assert shelf.told(text) == text
    assert not shelf.figures.stand_in((text,), OFFICER)


def test_who_cannot_know_a_figure_is_told_nothing_by_what_is_sent(shelf: Shelf) -> None:
    shelf.put("纪要\n底线 83417 元")
    text = "P01 能不能低于 83,417 元?"
    assert shelf.told(text, (Audience.PUBLIC,)) == text
    assert not shelf.figures.stand_in((text,), SME)
    asked = question(SME, Turn(question=text, answer="", document_ids=()))
    assert shelf.figures.forgotten(asked) is asked


def test_what_was_typed_before_the_role_was_taken_away_stays_inside(shelf: Shelf) -> None:
    shelf.put("纪要\n底线 83417 元")
    option = Option(label="83,417 元", question="许可费 83,417 元？")
    turn = Turn(question="低于 83,417 元?", answer="不低于八万三千四百一十七元", document_ids=(), options=(option,), inside=True)  # fmt: skip
    (kept,) = shelf.figures.forgotten(question(SME, turn)).history
    assert kept == replace(
        turn, question=f"低于 {MASK}?", answer=f"不低于{MASK}", options=(Option(label=MASK, question=f"许可费 {MASK}？"),)
    )  # fmt: skip
    as_before = question(OFFICER, turn)
    assert shelf.figures.forgotten(as_before) is as_before


def question(reader: Reader, *history: Turn) -> Question:
    return Question(text="那它呢？", reader=reader, as_of=date(2026, 11, 24), history=history)


@pytest.mark.parametrize("documents", [0, 200])
def test_it_costs_an_answer_next_to_nothing(shelf: Shelf, documents: int) -> None:
    for number in range(documents):
        shelf.catalogue.add_document(
            entry(f"纪要 {number}\n底线 {41_000 + 7 * number} 元，提成 {number / 100}%", audience=Audience.INTERNAL)
        )  # fmt: skip
    shelf.now += 1
    shelf.figures.warm_up()
    taken = []
    for number in range(100):
        text = f"有没有许可费不超过 {20_000 + number} 元的锂电池回收专利？一次性付清，期限三年，2026 年起。"
        shelf.now += 1
        begun = time.perf_counter()
        for _ in range(3):  # it is searched for, perhaps in two ways, and reranked
            shelf.told(text)
        shelf.now += 1
        for _ in range(2):
            shelf.figures.stand_in((text, "-"), OFFICER)
        taken.append((time.perf_counter() - begun) * 1000)
    assert min(taken) < 2
