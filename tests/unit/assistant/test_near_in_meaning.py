"""What shares words with a topic and is about something else is not called found; what is about it is."""

from __future__ import annotations

import pytest
from asking import SME, Ask

from assistant.near_in_meaning import NearInMeaning
from assistant.services import Services
from assistant.types import RefusalReason
from knowledge.protocols import Nearness
from knowledge.types import Hit, Kind, Language, Query

WIND = "有没有风力发电的技术?"


@pytest.mark.parametrize(
    "text",
    [
        WIND,
        "有没有太阳能电池的技术?",
        "人脸识别方面有什么专利可以用?",
        "空调压缩机方面有什么专利可以用?",
        "Is there a technology for solar cells?",
        "We are looking for something on nuclear waste storage. What do you have?",
    ],
)
def test_a_patent_that_only_shares_words_is_not_called_found(ask: Ask, text: str) -> None:
    answer = ask(text)
    assert (answer.refused, answer.reason) == (True, RefusalReason.NO_EVIDENCE)
    assert not answer.tables


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("有没有锂电池回收的技术?", "废旧锂电池"),
        ("有没有无人机喷雾的技术?", "无人机"),
        ("无水染色方面有什么专利可以用?", "无水染色"),
        ("Is there a technology for drip irrigation?", "irrigation"),
        ("Is there a technology for silicon anodes?", "silicon-carbon anodes"),
    ],
)
def test_a_patent_that_is_about_it_is_found(ask: Ask, text: str, title: str) -> None:
    answer = ask(text)
    assert not answer.refused
    assert title in answer.text


class Unknown:
    """Knows the meaning of nothing, as while documents wait for their vectors."""

    def documents(self, query: Query, language: Language, like: object = ()) -> tuple[tuple[str, float], ...]:
        return ()


class Told:
    """Says of every document how near it is."""

    def __init__(self, cosine: float) -> None:
        self._cosine = cosine

    def documents(self, query: Query, language: Language, like: object = ()) -> tuple[tuple[str, float], ...]:
        return tuple((name, self._cosine) for name in query.document_ids or ())


def found(services: Services) -> tuple[Hit, ...]:
    return services.retriever.search(
        Query(text="风力发电", audiences=SME.audiences, kinds=(Kind.PATENT,), k=16)
    )


def test_without_vectors_words_alone_say_what_is_found(services: Services) -> None:
    meaning = NearInMeaning(Unknown(), Nearness(related=0.5, unrelated=0.4))
    assert meaning.about(WIND, found(services), SME) is None


def test_the_less_a_patent_says_of_a_topic_the_nearer_it_has_to_be(services: Services) -> None:
    hits = found(services)
    assert 0.3 <= max(hit.coverage for hit in hits) < 0.9

    def about(cosine: float) -> tuple[Hit, ...] | None:
        return NearInMeaning(Told(cosine), Nearness(related=0.5, unrelated=0.4)).about(WIND, hits, SME)

    assert about(0.39) == ()
    assert about(0.41) == ()
    assert about(0.55)
