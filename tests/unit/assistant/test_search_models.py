"""A library whose vectors and order come from services: what they are sent, what a restart costs, what happens without them."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from asking import DAY
from fakes.chat_server import ChatServer, Exchange, Scene, fails
from fakes.fastembed_package import FastembedPackage
from fakes.search_services import answers, embeds, reranks, texts_of, vectors

from assistant.current_retriever import CurrentRetriever
from assistant.services import Services
from assistant.settings import Settings
from assistant.types import Answer, Progress, Question, Stage
from assistant.wiring import open_services
from knowledge.errors import EmbedderMismatchError, ModelError
from knowledge.finding import find_files
from knowledge.types import ANYONE, Audience, Language, Query, Reader, Role

CANARY = "canary 731"
TEXTS = {
    "pilots.txt": "Pilots must hold a licence for twelve years.",
    "quay.txt": "Quay cranes need a licence.",
}
QUESTION = "How long must pilots hold a licence?"
Open = Callable[..., Services]


def both(embedding: Scene, reranking: Scene) -> Scene:
    """Play one scene for requests of vectors and another for those of an order."""

    def play(exchange: Exchange) -> None:
        (embedding if "input" in exchange.body else reranking)(exchange)

    return play


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with ChatServer(both(embeds(), reranks())) as running:
        yield running


@pytest.fixture
def opened(new_home: Path, server: ChatServer) -> Iterator[Open]:
    held: list[Services] = []

    def begin(**options: Any) -> Services:
        settings = {
            "embedding_model": "m", "embedding_base_url": server.base_url, "home": new_home,
            "rerank_base_url": server.base_url, "rerank_timeout_s": 10.0,
        }  # fmt: skip
        services = open_services(Settings(_env_file=None, **{**settings, **options}), doing="test")
        held.append(services)
        return services

    yield begin
    for services in held:
        services.close()


@pytest.fixture
def filled(opened: Open, tmp_path: Path) -> Services:
    services = opened()
    put_in(services, tmp_path)
    assert services.library.filler.wait(30)
    return services


def put_in(services: Services, folder: Path) -> None:
    public, internal = folder / "public", folder / "internal"
    for place in (public, internal):
        place.mkdir()
    for name, text in TEXTS.items():
        (public / name).write_text(f"{name}\n\n{text}\n")
    (internal / "floor.txt").write_text(f"Floor\n\nThe least fee for a licence is {CANARY}.\n")
    for place, audience in ((public, Audience.PUBLIC), (internal, Audience.INTERNAL)):
        services.library.ingest_found(find_files([place]), audience=audience, on_progress=None, sample=False)


def ask(services: Services, text: str = QUESTION, reader: Reader = ANYONE) -> Answer:
    *_, answer = services.ask(Question(text=text, reader=reader, as_of=DAY))
    assert isinstance(answer, Answer)
    return answer


def embedded(server: ChatServer) -> list[str]:
    return [text for request in server.requests if "input" in request for text in texts_of(request)]


# ── what is sent ─────────────────────────────────────────────────────────────────────────────────────────


def test_no_internal_text_reaches_either_service(filled: Services, server: ChatServer) -> None:
    assert set(TEXTS.values()) <= set(embedded(server))
    officer = Reader(user="o", role=Role.OFFICER)
    hits = filled.retriever.search(Query(text="least fee for a licence", audiences=officer.audiences))
    assert any(CANARY in hit.passage.text for hit in hits)  # found by its words
    ask(filled, "What is the least fee for a licence?", officer)
    assert any("documents" in request for request in server.requests)
    assert CANARY not in server.sent()
    examined = filled.library.doctor()
    assert (examined.healthy, [one.vectors_wanted for one in examined.audiences]) == (True, [2, 0])


def test_the_operator_may_send_internal_texts_to_be_embedded(
    opened: Open, server: ChatServer, tmp_path: Path
) -> None:
    services = opened(embedding_internal=True)
    put_in(services, tmp_path)
    assert services.library.filler.wait(30)
    assert any(CANARY in text for text in embedded(server))


def test_documents_are_compared_by_meaning_once_hardly_one_waits_for_its_vectors(
    filled: Services, tmp_path: Path
) -> None:
    retriever, filler = filled.retriever, filled.library.filler
    assert isinstance(retriever, CurrentRetriever)
    query = Query(text=QUESTION, audiences=(Audience.PUBLIC,))
    assert len(retriever.documents(query, Language.EN)) == 2
    filler.pause()
    more = tmp_path / "more"
    more.mkdir()
    for number in range(3):
        (more / f"{number}.txt").write_text(f"Rule {number}\n\nTugs pay harbour dues of class {number}.\n")
    filled.library.ingest_found(find_files([more]), audience=Audience.PUBLIC, on_progress=None, sample=False)
    assert retriever.documents(query, Language.EN) == ()  # three of five would look far from everything
    filler.resume()
    assert filler.wait(30)
    assert len(retriever.documents(query, Language.EN)) == 5


def test_a_restart_and_a_reindex_pay_for_no_vector_twice(
    filled: Services, opened: Open, server: ChatServer
) -> None:
    paid = embedded(server)
    filled.close()
    again = opened()
    again.library.reindex()
    again.library.filler.wait(30)
    assert embedded(server) == paid
    assert len(paid) == len(set(paid)) == 2


def test_the_chat_services_key_goes_to_no_other_service(
    opened: Open, server: ChatServer, tmp_path: Path
) -> None:
    services = opened(OPENAI_API_KEY="sk-chat", OPENAI_BASE_URL="http://127.0.0.1:9/v1")
    put_in(services, tmp_path)
    ask(services)
    assert server.requests
    assert "sk-chat" not in server.sent()


# ── without the services ─────────────────────────────────────────────────────────────────────────────────


def test_all_is_answered_from_words_and_said_so_while_the_service_fails(
    filled: Services, server: ChatServer
) -> None:
    assert not any("embedding model" in warning for warning in ask(filled).warnings)
    server.plays(fails(401))
    answer = ask(filled, "How long must a pilot hold licences?")
    assert not answer.refused
    assert "twelve years" in answer.text
    assert [warning for warning in answer.warnings if "the key is wrong" in warning]
    chinese = ask(filled, "飞行员执照 licence 要持有多少年？")
    assert chinese.language is Language.ZH
    assert any("只按字词检索" in warning for warning in chinese.warnings)
    server.plays(both(embeds(), reranks()))
    assert not any("embedding model" in warning for warning in ask(filled).warnings)  # it is remembered


def test_only_the_asker_whose_question_got_no_vector_is_told(filled: Services, server: ChatServer) -> None:
    first = filled.ask(Question(text=QUESTION, reader=ANYONE, as_of=DAY))
    assert any(isinstance(piece, Progress) and piece.stage is Stage.RETRIEVING for piece in first)
    server.plays(fails(401))
    second = ask(filled, "How long must a pilot hold licences?")
    assert any("embedding model" in warning for warning in second.warnings)
    *_, answer = first
    assert isinstance(answer, Answer)
    assert not any("embedding model" in warning for warning in answer.warnings)


def test_a_library_opens_and_answers_although_nothing_is_at_the_address(opened: Open, tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9/v1"
    services = opened(embedding_base_url=nowhere, rerank_base_url=nowhere)
    put_in(services, tmp_path)
    assert "twelve years" in ask(services).text


def test_closing_does_not_wait_for_a_service_that_hangs(
    opened: Open, server: ChatServer, tmp_path: Path
) -> None:
    server.plays(embeds(before_s=60))
    services = opened()
    put_in(services, tmp_path)
    services.library.filler.wait(0.5)
    assert server.requests
    began = time.monotonic()
    services.close()
    assert time.monotonic() - began < 10


# ── other models ─────────────────────────────────────────────────────────────────────────────────────────


def test_another_model_is_refused_until_the_index_is_built_anew(filled: Services, opened: Open) -> None:
    filled.close()
    with pytest.raises(EmbedderMismatchError) as raised:
        opened(embedding_model="other")
    assert str(raised.value.fields["built_by"]).endswith(":m")
    assert str(raised.value.fields["configured"]).endswith(":other")


def test_a_model_whose_vectors_changed_their_length_is_noticed_after_a_restart(
    filled: Services, opened: Open, server: ChatServer
) -> None:
    filled.close()
    server.plays(answers(lambda body: vectors(body, 16)))
    services = opened(rerank_base_url=None)
    answer = ask(services)
    assert "twelve years" in answer.text
    assert any("another length" in warning for warning in answer.warnings)


def test_which_models_are_in_use_is_told_with_what_is_wrong(opened: Open, server: ChatServer) -> None:
    services = opened(rerank_model="r")
    assert [(m.task, m.name.split("/v1:")[-1], m.failure) for m in services.search_models.examined()] == [
        ("embedding", "m", None),
        ("reranking", "r", None),
    ]
    server.plays(fails(404))
    failed = [m.failure.code for m in services.search_models.examined() if isinstance(m.failure, ModelError)]
    assert "model_not_found" in failed


def test_a_model_of_fastembed_embeds_internal_texts_too(
    opened: Open, server: ChatServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = FastembedPackage()
    monkeypatch.setitem(sys.modules, "fastembed", package)
    local = {"embedding_model": None, "embedding_base_url": None, "fastembed_model": "some/both"}
    services = opened(**local, rerank_base_url=None)
    put_in(services, tmp_path)
    assert services.library.filler.wait(30)
    assert any(CANARY in text for text in package.read)
    assert server.requests == []


def test_without_any_setting_nothing_is_sent(opened: Open, server: ChatServer, tmp_path: Path) -> None:
    nothing = {"embedding_model": None, "embedding_base_url": None, "rerank_base_url": None}
    services = opened(**nothing)
    put_in(services, tmp_path)
    ask(services)
    assert [m.task for m in services.search_models.examined()] == ["embedding"]
    assert server.requests == []
