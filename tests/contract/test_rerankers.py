"""What every reranker promises, fake or real, whichever of the three shapes its service speaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fakes.chat_server import ChatServer, Exchange, Scene, fails
from fakes.search_services import FakeReranker, cohere, inference, jina, relevance, reranks

from knowledge.protocols import Reranker
from knowledge.search.http_reranker import HttpReranker

TEXTS = ("annual fee", "许可费的计算", "", "licence fee of an open licence", "z")
Make = Callable[[], Reranker]


def only_texts(scene: Scene) -> Scene:
    """Refuse requests that carry `documents`, as text-embeddings-inference does."""

    def play(exchange: Exchange) -> None:
        (scene if "texts" in exchange.body else fails(422))(exchange)

    return play


SERVICES = {
    "jina": reranks(jina),
    "cohere": reranks(cohere),
    "text-embeddings-inference": only_texts(reranks(inference)),
}


@pytest.fixture(params=["fake", *SERVICES])
def make(request: pytest.FixtureRequest) -> Iterator[Make]:
    if request.param == "fake":
        yield FakeReranker
        return
    with ChatServer(SERVICES[request.param]) as server:
        yield lambda: HttpReranker(base_url=server.base_url, model="m", api_key="k", deadline_s=10)


def test_each_text_has_its_own_score_in_the_order_given(make: Make) -> None:
    scores = make().rerank("licence fee 许可", TEXTS)
    wanted = relevance("licence fee 许可", TEXTS)
    assert [scores[at] for at in (0, 1, 3, 4)] == pytest.approx([wanted[at] for at in (0, 1, 3, 4)])
    assert len(scores) == len(TEXTS)
    assert len({wanted[at] for at in (0, 1, 3, 4)}) == 4


def test_nothing_to_judge_gives_no_scores(make: Make) -> None:
    assert make().rerank("licence fee", ()) == ()


def test_the_same_question_is_judged_the_same(make: Make) -> None:
    one = make()
    assert one.rerank("许可费", TEXTS) == one.rerank("许可费", TEXTS) == make().rerank("许可费", TEXTS)


def test_it_has_a_name(make: Make) -> None:
    assert make().reranker_id == make().reranker_id != ""
