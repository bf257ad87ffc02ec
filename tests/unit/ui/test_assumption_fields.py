"""The assumptions of a calculation as fields: what they hold, and that what a changed one asks is understood."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from html import unescape

import pytest
from fake_services import FakeServices
from test_page_rendering import answered, view

from assistant.phrases import phrases
from assistant.scenario_text import stated_in
from assistant.types import Answer, Intent, Table
from knowledge.types import Language, Money
from ui.answer_html import turn_html
from ui.strings import say

CHANGED = {
    "sales": {Language.ZH: "3,000,000 元人民币", Language.EN: "CNY 3,000,000"}, "growth": "20%", "units": "3,000", "years": "8", "discount": "5%",
    "upfront": {Language.ZH: "50,000 元人民币", Language.EN: "CNY 50,000"}, "rate": "2%", "periodic": {Language.ZH: "10,000 元人民币", Language.EN: "CNY 10,000"},
    "minimum": {Language.ZH: "5,000 元人民币", Language.EN: "CNY 5,000"},
}  # fmt: skip


def calculated(services: FakeServices, *tables: dict[str, str], language: Language = Language.ZH) -> Answer:
    words = phrases(language)
    made = tuple(
        Table(
            title=words.say("scenario.table_assumptions"),
            columns=("a", "b", "c"),
            rows=tuple((words.say(f"scenario.name.{name}"), value, "") for name, value in table.items()),
        )
        for table in tables
    )
    answer = answered(services, "年销售额500万元,提成3%,五年一共多少?")
    return replace(answer, intent=Intent.CALCULATION, tables=made, language=language)


def fields(answer: Answer) -> dict[str, str]:
    html = turn_html(view(answer, question="?"))
    return {unescape(n): unescape(v) for n, v in re.findall(r'<input name="([^"]*)" value="([^"]*)"', html)}


def test_each_assumption_is_a_field_without_its_markers(services: FakeServices) -> None:
    answer = calculated(services, {"sales": "5,000,000 元人民币", "rate": "3% [1] [12]", "base": "净销售额", "discount": "不折现"})  # fmt: skip
    assert fields(answer) == {"第一年净销售额": "5,000,000 元人民币", "提成率": "3%", "折现率": ""}
    assert '<button type="button" class="pb-filter" data-ask="" disabled>' in turn_html(
        view(answer, question="?")
    )


def test_of_two_offers_only_what_they_share_can_be_changed(services: FakeServices) -> None:
    answer = calculated(
        services, {"years": "5", "rate": "3% [1]"}, {"years": "5", "periodic": "1 元人民币 [2]"}
    )
    assert fields(answer) == {"年数": "5"}


def test_a_value_cannot_break_out_of_its_field(services: FakeServices) -> None:
    html = turn_html(view(calculated(services, {"years": '"><script>x</script>'}), question="?"))
    assert "<script>x" not in html


def test_other_answers_have_no_fields(services: FakeServices) -> None:
    assert "pb-assumptions" not in turn_html(view(answered(services, "它的许可费?"), question="?"))


@pytest.mark.parametrize("language", list(Language))
def test_what_a_changed_field_asks_is_understood(language: Language) -> None:
    words = phrases(language)
    told = {name: value[language] if isinstance(value, dict) else value for name, value in CHANGED.items()}
    said = [f"{words.say(f'scenario.name.{name}')} {value}" for name, value in told.items()]
    comma = "，" if language is Language.ZH else ", "
    stated = stated_in(say("assumptions_question", language, changes=comma.join(said)))
    cny = {n: Money(amount=Decimal(a), currency="CNY") for n, a in (("sales", 3000000), ("upfront", 50000), ("periodic", 10000), ("minimum", 5000))}  # fmt: skip
    assert stated.money == cny
    assert stated.percent == {"growth": Decimal("0.2"), "discount": Decimal("0.05"), "rate": Decimal("0.02")}
    assert (stated.years, stated.units, stated.by_year) == (8, 3000, ())
