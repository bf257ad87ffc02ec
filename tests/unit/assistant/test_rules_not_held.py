"""What is asked of a document, an article or a place that the library has no rule of is not answered from a neighbour."""

from __future__ import annotations

import pytest
from asking import Ask

from assistant.understanding.places_asked import places_asked


@pytest.mark.parametrize(
    ("question", "number", "nearest"),
    [
        ("国办发〔2023〕39号提了哪些目标?", "国办发〔2023〕39号", "国办发〔2023〕37号"),
        ("〔2025〕12号说了什么?", "〔2025〕12号", "国知发运字〔2025〕11号"),
        ("What does Caishui [2024] No. 24 say?", "Caishui [2024] No. 24", "财税〔2024〕23号"),
        ("国家知识产权局公告第591号规定了什么?", "公告第591号", ""),
    ],
)
def test_a_document_that_is_not_held_is_refused_with_the_nearest_number(
    ask: Ask, question: str, number: str, nearest: str
) -> None:
    answer = ask(question)
    assert answer.refused
    assert number in answer.statements[0].text
    assert nearest in answer.text
    assert len(answer.statements) <= 4  # names, no contents of the neighbour


def test_a_document_that_is_held_is_answered(ask: Ask) -> None:
    for question in ("国办发〔2023〕37号提了哪些目标?", "〔2025〕16号是谁发的?"):
        answer = ask(question)
        assert not answer.refused
        assert "没有收录" not in answer.statements[0].text


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("实施细则第一百八十七条怎么规定的?", "第187条"),
        ("What does Article 188 of the Implementing Regulations say?", "Article 188"),
        ("民法典第四百四十六条讲什么?", "第446条"),
        ("Patent Law Article 151: what is it about?", "Article 151"),
    ],
)
def test_an_article_that_the_law_has_not_is_refused(ask: Ask, question: str, article: str) -> None:
    answer = ask(question)
    assert answer.refused
    assert article in answer.statements[0].text
    assert not answer.citations


def test_articles_that_are_held_are_answered_beside_one_that_is_not(ask: Ask) -> None:
    answer = ask("专利法第五十条和第一百五十二条分别怎么规定?")
    assert not answer.refused
    assert "第152条" in answer.statements[0].text
    assert "第五十条" in answer.text
    assert "没有第" not in ask("专利法第五十条讲什么?").text


def test_an_article_of_another_version_is_said_to_be_of_that_version(ask: Ask) -> None:
    answer = ask("2010年修订的实施细则第八十六条怎么规定?")
    said = " ".join(s.text for s in answer.statements[:2])
    assert "2010年修订" in said
    assert "2023年修订" in said
    assert "2024-01-20" in said


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("日本专利法对强制许可怎么规定?", "日本"),
        ("What does the Indian Patents Act say on compulsory licences?", "India"),
        ("In Canada, how long is the term of a patent?", "Canada"),
    ],
)
def test_a_country_without_rules_here_is_refused(ask: Ask, question: str, place: str) -> None:
    answer = ask(question)
    assert answer.refused
    assert place in answer.statements[0].text
    assert not answer.citations


@pytest.mark.parametrize(
    "question",
    [
        "日本公司想拿P35的独占许可可以吗",
        "Can a Japanese company take an open licence in China?",
        "我们出口到日本,P35要许可吗",
        "Let us know which US patents can be licensed",
    ],
)
def test_a_country_that_is_only_spoken_of_is_no_place_of_rules(question: str) -> None:
    assert places_asked(question) == ()


def test_a_province_without_rules_is_told_before_what_is_near(ask: Ask) -> None:
    answer = ask("广东有没有先用后付的实施办法?")
    assert "广东" in answer.statements[0].text
    assert "没有收录" in answer.statements[0].text
    assert "没有收录四川" not in ask("四川有没有先使用后付费的操作指引?").text


def test_a_document_that_others_speak_of_is_answered_from_them(ask: Ask) -> None:
    answer = ask("质押登记还是按国家知识产权局令第56号办吗?")
    assert "没有收录" in answer.statements[0].text
    assert "公告第461号" in answer.text
    assert not answer.refused


def test_a_foreign_rule_is_still_found_where_an_office_is_spoken_of(ask: Ask) -> None:
    answer = ask("How long has our patent office to elect title to a federally funded invention?")
    assert any(c.jurisdiction == "US" for c in answer.citations)
