"""What an answer is narrowed to, under its question: named, escaped, taken away and put back by asking again."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from fake_services import PAYLOAD, FakeServices
from markupsafe import Markup
from test_page_rendering import answered, view

from assistant.types import Condition
from knowledge.types import Language, Reader, Role
from ui.answer_html import TurnView, copy_text, turn_html
from ui.dialogue import Dialogue

PLACE = Condition(field="regions", value="CN-JS", words="江苏的")
DAY = Condition(field="from_date", value="2020-01-01", words="2020年以后申请的")


def shown(services: FakeServices, *conditions: Condition, language: Language = Language.ZH) -> TurnView:
    answer = replace(answered(services, "怎样许可?"), conditions=conditions)
    return replace(view(answer, question="江苏的专利"), language=language)


def chips(html: Markup) -> list[dict[str, str]]:
    tags = re.findall(r'<button type="button" class="pb-filter[^>]*>', html)
    return [{name: text for name, text in re.findall(r'([\w-]+)="([^"]*)"', tag)} for tag in tags]


@pytest.mark.parametrize(
    ("language", "names"),
    [
        (Language.ZH, ["移除筛选：江苏", "移除筛选：2020-01-01 起申请或发布"]),
        (Language.EN, ["Remove filter: Jiangsu", "Remove filter: filed or issued from 2020-01-01"]),
    ],
)
def test_each_condition_has_a_chip_with_a_name(
    services: FakeServices, language: Language, names: list[str]
) -> None:
    found = chips(turn_html(shown(services, PLACE, DAY, language=language)))
    assert [chip["aria-label"] for chip in found] == names
    assert "江苏的" in found[0]["title"]


def test_a_chip_asks_the_same_question_without_its_condition(services: FakeServices) -> None:
    off = replace(DAY, off=True)
    place, day = chips(turn_html(shown(services, off, PLACE)))
    assert place["data-ask"] == day["data-ask"] == "江苏的专利"
    assert set(place["data-without"].split("\n")) == {PLACE.key, DAY.key}
    assert day["data-without"] == "", "one that was taken away is put back"
    assert day["aria-label"] == "恢复筛选：2020-01-01 起申请或发布"


def test_an_answer_that_nothing_narrows_has_no_chips(services: FakeServices) -> None:
    assert "pb-filters" not in turn_html(shown(services))


def test_hostile_words_stay_words_in_a_chip(services: FakeServices) -> None:
    hostile = Condition(field="owners", value=PAYLOAD, words=PAYLOAD)
    html = turn_html(shown(services, hostile))
    assert "<img" not in html
    assert "<script" not in html


def test_a_copied_answer_says_what_it_is_narrowed_to(services: FakeServices) -> None:
    answer = shown(services, PLACE, replace(DAY, off=True)).turn.answer
    assert copy_text(answer, Language.EN).splitlines()[-1] == "Narrowed to Jiangsu."
    assert "江苏" in copy_text(answer, Language.ZH).splitlines()[-1]


def test_what_was_taken_away_reaches_the_assistant(services: FakeServices) -> None:
    dialogue = Dialogue(
        services=services, reader=Reader(user="visitor-ann", role=Role.SME), language=Language.ZH
    )
    list(dialogue.ask("江苏的专利", "", (PLACE.key,)))
    list(dialogue.ask("江苏的专利", ""))
    assert [question.without for question in services.asked] == [(PLACE.key,), ()]
