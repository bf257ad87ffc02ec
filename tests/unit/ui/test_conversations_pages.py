"""One's own conversations: found by their words, taken along with their sources; nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from at_the_door import visitor
from docx import Document
from fake_services import PAYLOAD, FakeServices
from starlette.testclient import TestClient

from knowledge.types import Language, Reader, Role
from ui.dialogue import Dialogue
from ui.visitor import reader_of

FILES = ("json", "markdown", "word")


@pytest.fixture
def client(services: FakeServices) -> Iterator[TestClient]:
    with visitor(services) as client:
        client.get("/")
        yield client


def talked(services: FakeServices, client: TestClient, *questions: str) -> str:
    reader = reader_of(dict(client.cookies))
    assert isinstance(reader, Reader)
    return talked_by(services, reader, *questions)


def talked_by(services: FakeServices, reader: Reader, *questions: str) -> str:
    conversation = ""
    for question in questions:
        dialogue = Dialogue(services=services, reader=reader, language=Language.EN)
        conversation = list(dialogue.ask(question, conversation))[-1].conversation_id or ""
    return conversation


def found(client: TestClient, words: str) -> str:
    answer = client.get("/conversations", params={"q": words})
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("words", ["", "怎样", "书面通知 怎样", "示例大学C", "先 怎样"], ids=str)
def test_words_of_title_question_answer_and_table_find_a_conversation(
    client: TestClient, services: FakeServices, words: str
) -> None:
    conversation = talked(services, client, "怎样许可?", "先问一句")
    assert f"/?c={conversation}" in found(client, words)


@pytest.mark.parametrize("words", ["不存在的词", "怎样 不存在", "document_id", "%%", "_"], ids=str)
def test_what_stands_nowhere_finds_nothing(client: TestClient, services: FakeServices, words: str) -> None:
    talked(services, client, "怎样许可?")
    assert "/?c=" not in found(client, words)


def test_the_words_are_marked_where_they_stand_and_nothing_becomes_markup(
    client: TestClient, services: FakeServices
) -> None:
    talked(services, client, f"注入 {PAYLOAD}")
    page = found(client, "onerror <img")
    assert "<mark>onerror</mark>" in page
    assert "<mark>&lt;img</mark>" in page
    assert "<img" not in page


def test_capitals_do_not_matter(client: TestClient, services: FakeServices) -> None:
    conversation = talked(services, client, "May a Small Firm grant it?")
    assert f"/?c={conversation}" in found(client, "small FIRM")


def test_what_became_closed_is_found_no_more(client: TestClient, services: FakeServices) -> None:
    talked(services, client, "怎样许可?")
    services.catalogue.hide("patent")
    assert "/?c=" not in found(client, "30,000")


def test_nobody_finds_or_takes_somebody_elses(client: TestClient, services: FakeServices) -> None:
    theirs = talked_by(services, Reader(user="visitor-ben", role=Role.SME), "怎样许可?")
    assert theirs not in found(client, "怎样")
    for kind in FILES:
        assert client.get(f"/conversations/{theirs}/{kind}").status_code == 404


def test_a_conversation_is_taken_along_with_its_sources(client: TestClient, services: FakeServices) -> None:
    conversation = talked(services, client, "怎样许可?", "多少钱?")
    answers = {kind: client.get(f"/conversations/{conversation}/{kind}") for kind in FILES}
    assert {answer.status_code for answer in answers.values()} == {200}
    told = answers["json"].json()
    assert [turn["question"] for turn in told["turns"]] == ["怎样许可?", "多少钱?"]
    assert told["turns"][0]["answer"]["citations"][0]["quote"] == "有效,年费已缴至 2027-03-12"
    document = Document(BytesIO(answers["word"].content))
    word = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for text in (answers["markdown"].text, word):
        assert "怎样许可?" in text
        assert "书面通知权利人,并按公告的费用付款。 [4]" in text
        assert "“有效,年费已缴至 2027-03-12”" in text
    assert document.tables[0].rows[1].cells[1].text == "示例大学A"
    assert "| 示例大学A |" in answers["markdown"].text


def test_what_was_replaced_is_not_taken_along(client: TestClient, services: FakeServices) -> None:
    reader = reader_of(dict(client.cookies))
    conversation = talked(services, client, "怎样许可?")
    (turn,) = services.history.turns(conversation, reader.user if reader else "")
    dialogue = Dialogue(services=services, reader=reader, language=Language.EN)
    list(dialogue.ask("多少钱?", conversation, replaces=turn.turn_id))
    (only,) = client.get(f"/conversations/{conversation}/json").json()["turns"]
    assert only["question"] == "多少钱?"


def test_words_of_questions_and_documents_format_nothing_in_markdown(
    client: TestClient, services: FakeServices
) -> None:
    conversation = talked(services, client, f"注入 {PAYLOAD}")
    text = client.get(f"/conversations/{conversation}/markdown").text
    assert "\\<img" in text
    assert "<img" not in text.replace("\\<img", "")


def test_a_file_that_holds_what_is_internal_says_so(client: TestClient, services: FakeServices) -> None:
    conversation = talked(services, client, "怎样许可?")
    answer = client.get(f"/conversations/{conversation}/json")
    assert "INTERNAL" not in answer.headers["content-disposition"]
    officer = services.accounts.create("Olga", "a long password", [Role.ADMIN, Role.OFFICER])
    theirs = talked_by(services, officer.reader, "怎样许可?")
    services.catalogue.hide("patent")
    client.cookies.set("pb_session", services.sessions.open(officer.account_id))
    answer = client.get(f"/conversations/{theirs}/markdown")
    assert "INTERNAL" in answer.headers["content-disposition"]
    assert "30,000" in answer.text
    assert "not to leave the office" in answer.text
