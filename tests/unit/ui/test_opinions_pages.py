"""Thumbs under an answer: sent in place, kept for the asker alone, shown to the office where it was agreed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from at_the_door import HERE, stub_page, visitor
from fake_services import FakeServices
from starlette.testclient import TestClient

from assistant.opinions import Flaw, Opinion
from assistant.types import Answer, Question
from knowledge.types import Language, Reader, Role
from ui.dialogue import Dialogue
from ui.host import create_app
from ui.visitor import reader_of

QUESTION = "怎样许可?"


@pytest.fixture
def client(services: FakeServices) -> Iterator[TestClient]:
    with visitor(services) as client:
        client.get("/")
        yield client


@pytest.fixture
def asker(client: TestClient) -> Reader:
    reader = reader_of(dict(client.cookies))
    assert isinstance(reader, Reader)
    return reader


@pytest.fixture
def address(services: FakeServices, asker: Reader) -> str:
    conversation, turn = kept(services, asker)
    return f"/evidence/{conversation}/{turn}/opinion"


def kept(services: FakeServices, reader: Reader) -> tuple[str, str]:
    answer = list(services.ask(Question(text=QUESTION, reader=reader, as_of=services.today())))[-1]
    assert isinstance(answer, Answer)
    conversation = services.history.create(reader.user)
    return conversation, services.keep(conversation, reader, QUESTION, answer).turn_id


def test_a_thumb_is_kept_at_once_and_then_asks_why(
    client: TestClient, services: FakeServices, asker: Reader, address: str
) -> None:
    shown = client.post(address, data={"verdict": "down"}).text
    assert 'value="down" aria-pressed="true"' in shown
    assert "for your eyes only" in shown
    assert all(f'value="{flaw}"' in shown for flaw in Flaw)
    assert list(services.opinions.of_owner(asker.user).values()) == [Opinion(helpful=False)]


def test_reason_words_and_consent_are_kept_and_shown_again(
    client: TestClient, services: FakeServices, asker: Reader, address: str
) -> None:
    form = {"verdict": "down", "flaw": "incomplete", "words": "<b>no fee</b>", "shared": "yes"}
    assert "&lt;b&gt;no fee&lt;/b&gt;" in client.post(address, data=form).text
    conversation = address.split("/")[2]
    dialogue = Dialogue(services=services, reader=asker, language=Language.EN)
    again = str(dialogue.transcript(conversation)[1])
    assert 'value="incomplete" checked' in again
    assert 'name="shared" value="yes" checked' in again


def test_it_can_be_taken_back(
    client: TestClient, services: FakeServices, asker: Reader, address: str
) -> None:
    client.post(address, data={"verdict": "up"})
    assert 'aria-pressed="true"' not in client.post(address, data={"verdict": "none"}).text
    assert services.opinions.of_owner(asker.user) == {}


def test_an_answer_of_somebody_else_cannot_be_judged(client: TestClient, services: FakeServices) -> None:
    conversation, turn = kept(services, Reader(user="visitor-ben", role=Role.SME))
    answer = client.post(f"/evidence/{conversation}/{turn}/opinion", data={"verdict": "up"})
    assert answer.status_code == 404
    assert services.opinions.of_owner("visitor-ben") == {}


@pytest.mark.parametrize("verdict", ["", "sideways"])
def test_without_a_verdict_nothing_is_kept(
    client: TestClient, services: FakeServices, asker: Reader, address: str, verdict: str
) -> None:
    assert client.post(address, data={"verdict": verdict}).status_code == 422
    assert services.opinions.of_owner(asker.user) == {}


def test_the_office_reads_what_was_shared_as_far_as_it_may(services: FakeServices) -> None:
    admin = services.accounts.create("Ada", "a long password", [Role.ADMIN])
    asker = services.accounts.create("Ann", "a long password", [Role.SME])
    _, turn = kept(services, asker.reader)
    told = Opinion(helpful=False, flaw=Flaw.SOURCE_DIFFERS, words="<i>look</i>", shared=True)
    services.opinions.give(asker.reader, turn, told)
    services.catalogue.hide("patent")
    application = create_app(services, build_page=stub_page)
    cookie = {"pb_session": services.sessions.open(admin.account_id)}
    with TestClient(application, base_url=HERE, cookies=cookie, headers={"accept-language": "en"}) as client:
        shown = client.get("/opinions").text
    assert "The source does not say it" in shown
    assert "&lt;i&gt;look&lt;/i&gt;" in shown
    assert QUESTION in shown
    assert "Ann" not in shown
    assert "30,000" not in shown
