"""Where several things could be meant the asker is asked which, once and shortly; the choice answers what was asked."""

from __future__ import annotations

import pytest
from asking import Ask, turn, whole

from assistant.cli.render import render_answer
from assistant.serialise import answer_from_json, answer_to_json
from assistant.services import Services
from assistant.types import Answer, Intent, Mode, Turn
from assistant.withholding import withhold
from knowledge.types import ANYONE, Language

TWO = "P55 和 P58 现在有效吗?"


@pytest.fixture(scope="module")
def before(ask: Ask) -> tuple[Turn, ...]:
    return (turn(ask(TWO), TWO),)


def follow(ask: Ask, history: tuple[Turn, ...], *texts: str) -> Answer:
    """Ask one after the other; return the last answer."""
    answer = None
    for text in texts:
        answer = ask(text, history=history)
        history = (*history, turn(answer, text))
    assert answer is not None
    return answer


def numbers(services: Services, answer: Answer) -> list[str]:
    heads = services.catalogue.heads(ANYONE, ids=answer.document_ids)
    return sorted(str(getattr(head.record, "publication_number", "")) for head in heads)


@pytest.mark.parametrize("text", ["它的许可费是多少?", "What does it cost?", "这件专利什么时候到期?"])
def test_one_of_two_is_asked_about(ask: Ask, before: tuple[Turn, ...], text: str) -> None:
    answer = follow(ask, before, text)
    assert answer.intent is Intent.ASKED_BACK
    assert not answer.refused
    assert [option.label.split()[0] for option in answer.options] == ["CN199900055B", "CN199900058B"]
    assert len(answer.statements) == 1 + len(answer.options)  # one short question and the options
    assert "150,000" not in whole(answer)


@pytest.mark.parametrize(
    "choice",
    [
        "第一个", "the first", "1", "前者", "P55", "CN199900055B", "排产那件", "the scheduling one", "CN199900055B 一种考虑换型时间的柔性车间排产方法",
    ],
)  # fmt: skip
def test_a_choice_answers_what_was_asked(
    ask: Ask, services: Services, before: tuple[Turn, ...], choice: str
) -> None:
    answer = follow(ask, before, "它的许可费是多少?", choice)
    assert numbers(services, answer) == ["CN199900055B"]
    assert answer.intent is Intent.LICENCE_TERMS
    assert "150,000" in whole(answer)
    assert not answer.options


def test_both_can_be_chosen(ask: Ask, services: Services, before: tuple[Turn, ...]) -> None:
    answer = follow(ask, before, "它的许可费是多少?", "两件都要")
    assert numbers(services, answer) == ["CN199900055B", "CN199900058B"]
    assert answer.intent is Intent.LICENCE_TERMS


def test_what_is_not_chosen_can_still_be_asked_of(
    ask: Ask, services: Services, before: tuple[Turn, ...]
) -> None:
    answer = follow(ask, before, "它的许可费是多少?", "第二个", "另一件呢?")
    assert numbers(services, answer) == ["CN199900055B"]
    assert "150,000" in whole(answer)


def test_another_question_need_not_choose(ask: Ask, services: Services, before: tuple[Turn, ...]) -> None:
    answer = follow(ask, before, "它的许可费是多少?", "P11 的权利人是谁?")
    assert numbers(services, answer) == ["CN199900011B"]


@pytest.mark.parametrize(
    "texts",
    [
        ("P55 现在有效吗?", "它的许可费是多少?"),
        (TWO, "它们的许可费是多少?"),
        (TWO, "第二个的许可费是多少?"),
        (TWO, "许可费各是多少?"),
        ("有没有做废旧锂电池正极材料再生的专利?", "它的许可费呢?"),
        ("专利法第十五条怎么规定?",),
        ("示例大学C的光纤光栅传感器专利怎么收费?",),
        ("专利法第五十条讲什么?", "第五十一条呢?"),
    ],
)
def test_what_is_clear_is_not_asked_back(ask: Ask, texts: tuple[str, ...]) -> None:
    assert not follow(ask, (), *texts).options


def test_an_article_of_no_law_is_asked_about(ask: Ask, services: Services) -> None:
    asked = ask("第十五条是怎么规定的?")
    assert [option.label[:9] for option in asked.options] == ["中华人民共和国专利", "中华人民共和国专利"]
    answer = follow(ask, (), "第十五条是怎么规定的?", "实施细则")
    assert {c.title for c in answer.citations} == {"中华人民共和国专利法实施细则（2023年修订）"}
    assert "第十五条" in whole(answer)


def test_one_patent_of_an_owner_of_several_is_asked_about(ask: Ask) -> None:
    asked = ask("What is the licence fee for the patent of Sample University C?")
    assert 2 <= len(asked.options) <= 4
    assert asked.language is Language.EN


def test_a_fee_after_a_rule_on_licences_can_be_two_fees(ask: Ask) -> None:
    asked = follow(ask, (), "专利开放许可声明由谁提出?", "费用是多少?")
    assert len(asked.options) == 2
    assert not any(option.document_ids for option in asked.options)
    chosen = follow(ask, (), "专利开放许可声明由谁提出?", "费用是多少?", "年费")
    assert "15%" in whole(chosen)


def test_options_are_kept_with_the_answer(ask: Ask, before: tuple[Turn, ...]) -> None:
    asked = follow(ask, before, "它的许可费是多少?")
    stored = answer_from_json(answer_to_json(asked))
    assert stored.options == asked.options
    assert turn(stored, "它的许可费是多少?").options == asked.options


def test_options_are_read_in_the_terminal(ask: Ask, before: tuple[Turn, ...]) -> None:
    asked = follow(ask, before, "它的许可费是多少?")
    shown = render_answer(asked)
    assert all(f"（{n}）{option.label}" in shown for n, option in enumerate(asked.options, start=1))


def test_no_model_words_a_question_back(ask: Ask, before: tuple[Turn, ...]) -> None:
    assert follow(ask, before, "它的许可费是多少?").mode is Mode.EXTRACTIVE


def test_an_option_whose_document_is_gone_is_not_shown(ask: Ask, before: tuple[Turn, ...]) -> None:
    asked = follow(ask, before, "它的许可费是多少?")
    gone = asked.options[0]
    left = withhold(asked, gone.document_ids, "withheld")
    assert left.options == asked.options[1:]
    assert gone.label not in left.text
