"""What a question back lets choose from: buttons that ask what they are called, escaped; none for other answers."""

from __future__ import annotations

import re
from dataclasses import replace

from fake_services import FakeServices
from test_page_rendering import answered, view

from assistant.types import Option, Statement
from ui.answer_html import turn_html

FIRST = Option(label="CN199900055B 排产方法", question="它的许可费?")
SECOND = Option(label='<b>"B"</b>', question="它的许可费?")
ASKED = (
    Statement(text="您指的是哪一件专利？"),
    Statement(text=f"（1）{FIRST.label}", bullet=True),
    Statement(text="（2）B", bullet=True),
)


def buttons(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<button type="button" class="pb-filter" data-ask="([^"]*)">(.*?)</button>', html)


def test_each_option_is_a_button_that_asks_what_it_is_called(services: FakeServices) -> None:
    answer = replace(answered(services, "它的许可费?"), statements=ASKED, options=(FIRST, SECOND))
    html = turn_html(view(answer, question="它的许可费?"))
    assert [asks for asks, _ in buttons(html)] == [
        FIRST.label,
        "&lt;b&gt;&#34;B&#34;&lt;/b&gt;",
    ]
    assert all(asks == shown for asks, shown in buttons(html))


def test_the_options_are_shown_once(services: FakeServices) -> None:
    answer = replace(answered(services, "它的许可费?"), statements=ASKED, options=(FIRST, SECOND))
    body = turn_html(view(answer, question="它的许可费?")).partition('<div class="pb-answer-body"')[2]
    body, _, _ = body.partition("</div>")
    assert "您指的是哪一件专利" in body
    assert FIRST.label not in body


def test_other_answers_have_no_buttons(services: FakeServices) -> None:
    assert "pb-options" not in turn_html(view(answered(services, "怎样许可?"), question="怎样许可?"))
