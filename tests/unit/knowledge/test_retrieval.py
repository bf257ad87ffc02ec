"""What a searcher gets: named documents first, nothing internal, nothing removed, with or without vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge.bridge import DictionaryBridge
from knowledge.errors import ModelError
from knowledge.memory_catalogue import MemoryCatalogue
from knowledge.protocols import Vectors
from knowledge.search.lexical import TantivyIndex
from knowledge.search.retrieval import HybridRetriever, wanting
from knowledge.types import (
    Audience,
    Document,
    Hit,
    Kind,
    Language,
    LocalText,
    Passage,
    PassageKind,
    PatentRecord,
    PolicyRecord,
    Query,
)

PUBLIC, INTERNAL, ZH, EN = Audience.PUBLIC, Audience.INTERNAL, Language.ZH, Language.EN

WELDING = PatentRecord(
    jurisdiction="CN",
    titles=(LocalText(language=ZH, text="一种焊接夹具"), LocalText(language=EN, text="Welding fixture")),
    publication_number="CN199900001B",
    application_number="CN201919990001.5",
    case_number="P01",
    ipc=("B23K37/04",),
)
BATTERY = replace(
    WELDING,
    titles=(LocalText(language=ZH, text="一种锂电池正极材料再生方法"),),
    publication_number="CN199900002B",
    application_number=None,
    case_number="P02",
    ipc=("H01M10/54",),
)
LAW = PolicyRecord(policy_id="CN-PL-2020", lineage="CN-PL", title="中华人民共和国专利法", jurisdiction="CN")


def document(
    name: str,
    record: PatentRecord | PolicyRecord | None,
    texts: Sequence[str],
    *,
    language: Language = ZH,
    audience: Audience = PUBLIC,
) -> tuple[Document, list[Passage]]:
    text = "\n".join(texts)
    title = record.title if isinstance(record, PolicyRecord) else record.titles[0].text if record else name
    kinds = {PatentRecord: Kind.PATENT, PolicyRecord: Kind.POLICY}
    made = Document(
        document_id=name,
        kind=kinds.get(type(record), Kind.OTHER),
        audience=audience,
        language=language,
        title=title,
        record=record,
        source=name,
        text=text,
    )
    passages, start = [], 0
    for at, line in enumerate(texts):
        passages.append(
            Passage(
                passage_id=f"{name}-{at}",
                document_id=name,
                ordinal=at,
                kind=PassageKind.ARTICLE if isinstance(record, PolicyRecord) else PassageKind.PARAGRAPH,
                label=f"第{at + 1}条",
                number=str(at + 1),
                language=language,
                start=start,
                end=start + len(line),
                text=line,
            )
        )
        start += len(line) + 1
    return made, passages


class Meanings:
    """A dense index and embedder in one, for which a text's meaning is the words it was told."""

    embedder_id = "meanings"
    dimensions = 4
    languages = frozenset({Language.EN})

    def __init__(self, near: dict[str, list[tuple[str, float]]] | None = None) -> None:
        self.near = near or {}
        self.asked: list[str] = []

    def fits(self, text: str, language: Language) -> bool:
        return True

    def embed_passages(self, texts: Sequence[str], languages: Sequence[Language]) -> Vectors:
        return np.ones((len(texts), 4), dtype=np.float32) / 2

    def embed_query(self, text: str, language: Language) -> Vectors:
        self.asked.append(text)
        return np.ones(4, dtype=np.float32) / 2

    def search(
        self, audience: Audience, kind: Kind, vector: Vectors, k: int, ids: Sequence[str] | None = None
    ) -> tuple[tuple[str, float], ...]:
        return tuple(self.near.get(f"{audience}-{kind}", ()))[:k]

    def add(self, audience: Audience, kind: Kind, ids: Sequence[str], vectors: Vectors) -> None: ...
    def remove(self, audience: Audience, kind: Kind, ids: Sequence[str]) -> None: ...
    def passage_ids(self, audience: Audience, kind: Kind) -> frozenset[str]:
        return frozenset()

    def vectors(self, audience: Audience, kind: Kind, ids: Sequence[str]) -> dict[str, Vectors]:
        return {}

    def clear(self) -> None: ...
    def close(self) -> None: ...


Search = Callable[..., tuple[Hit, ...]]


class World:
    def __init__(self, folder: Path, bridge: DictionaryBridge) -> None:
        self.catalogue = MemoryCatalogue()
        self.lexical = TantivyIndex(folder / "lexical", bridge)
        self.meanings = Meanings()
        self.retriever = HybridRetriever(self.catalogue, self.lexical, self.meanings, self.meanings, bridge)
        self._upto = 0

    def put(self, *pairs: tuple[Document, list[Passage]]) -> None:
        self._upto += 1
        for made, passages in pairs:
            self.catalogue.add(made, passages)
        entries = [(made, passage) for made, passages in pairs for passage in passages]
        self.lexical.apply(entries, [], upto=self._upto)

    def search(self, text: str, *audiences: Audience, **options: object) -> list[str]:
        return [hit.passage.passage_id for hit in self.hits(text, *audiences, **options)]

    def hits(self, text: str, *audiences: Audience, **options: object) -> tuple[Hit, ...]:
        query = Query(text=text, audiences=audiences or (PUBLIC,), **options)  # type: ignore[arg-type]
        return self.retriever.search(query)


@pytest.fixture(scope="module")
def bridge() -> DictionaryBridge:
    return DictionaryBridge()


@pytest.fixture
def world(tmp_path: Path, bridge: DictionaryBridge) -> World:
    made = World(tmp_path, bridge)
    made.put(
        document("welding", WELDING, ["夹爪由丝杠锁紧。", "许可使用费每年三万元。"]),
        document("battery", BATTERY, ["正极粉补锂后低温保温。", "许可使用费另行商定。"]),
        document("law", LAW, ["专利权人应当缴纳年费。", "声明开放许可的,应当写明许可使用费。"]),
        document("english", None, ["An open licence is declared with its fee."], language=EN),
    )
    return made


@pytest.mark.parametrize("spelled", ["CN199900001B", "ＣＮ 199900001 Ｂ", "ZL201919990001.5", "P01"])
def test_a_document_named_by_number_comes_first_in_any_spelling(world: World, spelled: str) -> None:
    found = world.search(f"{spelled} 的许可使用费是多少?")
    assert found[0] == "welding-1"
    assert "welding-0" in found[:3]


def test_a_number_alone_brings_the_document_in_reading_order(world: World) -> None:
    assert world.search("CN199900002B")[:2] == ["battery-0", "battery-1"]


def test_documents_of_a_named_class_come_before_others(world: World) -> None:
    assert world.search("H01M10/54 许可使用费")[0] == "battery-1"


def test_a_named_article_of_a_named_law_comes_first(world: World) -> None:
    assert world.search("专利法第二条")[0] == "law-1"


def test_both_languages_are_found_from_either(world: World) -> None:
    for question in ("开放许可的费用", "the fee of an open license"):
        assert {"law-1", "english-0"} <= set(world.search(question)[:4])


def test_internal_passages_are_for_officers_only(world: World) -> None:
    world.put(document("floor", BATTERY, ["许可费底价八万元。"], audience=INTERNAL))
    assert "floor-0" not in world.search("许可费底价")
    assert "floor-0" not in world.search("P02 许可费底价")
    assert world.search("许可费底价", PUBLIC, INTERNAL)[0] == "floor-0"


def test_a_removed_document_stops_answering_before_the_index_knows(world: World) -> None:
    world.catalogue.remove("law")
    assert all(not name.startswith("law") for name in world.search("开放许可"))


def test_kinds_and_documents_restrict(world: World) -> None:
    assert {hit.document.kind for hit in world.hits("许可使用费", kinds=(Kind.POLICY,))} == {Kind.POLICY}
    assert set(world.search("许可使用费", document_ids=("battery",))) == {"battery-1"}
    assert world.search("P01 许可使用费", document_ids=("battery",)) == ["battery-1"]
    assert world.search("许可使用费", document_ids=()) == []


def test_meaning_adds_passages_that_share_no_word(world: World) -> None:
    assert "english-0" not in world.search("usufruct tariff")
    world.meanings.near = {"public-other": [("english-0", 0.8), ("gone", 0.7)]}
    assert world.search("usufruct tariff") == ["english-0"]


def test_a_failing_embedder_leaves_the_words(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(text: str, language: Language) -> Vectors:
        raise ModelError("model_down", retryable=True, service="embedding", reason="500")

    monkeypatch.setattr(world.meanings, "embed_query", failing)
    assert "english-0" in world.search("open licence fee")


def test_words_alone_are_enough(world: World, bridge: DictionaryBridge) -> None:
    retriever = HybridRetriever(world.catalogue, world.lexical, None, None, bridge)
    found = retriever.search(Query(text="open licence fee", audiences=(PUBLIC,)))
    assert found[0].passage.passage_id in ("english-0", "law-1")


def test_coverage_tells_an_answer_from_a_resemblance(world: World) -> None:
    full = world.hits("开放许可使用费")[0]
    partly = world.hits("开放许可的量子计算机")[0]
    nothing = world.hits("quantum computer repair in orbit")
    assert full.coverage > 0.9
    assert 0.1 < partly.coverage < 0.75
    assert all(hit.coverage < 0.3 for hit in nothing)


def test_coverage_crosses_the_languages(world: World) -> None:
    hits = {hit.passage.passage_id: hit.coverage for hit in world.hits("What is the fee of an open license?")}
    assert hits["law-1"] > 0.8
    assert hits["english-0"] > 0.9


def test_hits_are_found_all_the_same_however_many_are_measured(
    world: World, bridge: DictionaryBridge
) -> None:
    retriever = HybridRetriever(world.catalogue, world.lexical, None, None, bridge)
    query = Query(text="开放许可使用费", audiences=(PUBLIC,))
    measured, bare = retriever.search(query), retriever.search(replace(query, measured=0))
    assert [replace(hit, coverage=0.0) for hit in measured] == list(bare)
    assert measured[0].coverage > 0.9
    first = retriever.search(replace(query, measured=1))
    assert [hit.coverage for hit in first] == [measured[0].coverage, *(0.0 for _ in measured[1:])]


def test_question_words_do_not_lower_coverage(world: World) -> None:
    plain, asked = world.hits("开放许可使用费")[0], world.hits("请问开放许可使用费是多少呢?")[0]
    assert asked.coverage == pytest.approx(plain.coverage)


def test_the_number_of_a_known_document_is_no_word_it_must_hold(world: World) -> None:
    assert world.hits("P01 许可使用费")[0].coverage == pytest.approx(1.0)
    assert world.hits("P77 许可使用费")[0].coverage < 0.8
    assert world.hits("CN199900001B")[0].coverage == 1.0


@pytest.mark.parametrize("text", ["", "  \n", "?!", "的", "\x00", "🙂"])
def test_a_question_without_words_finds_nothing(world: World, text: str) -> None:
    assert world.search(text) == []


def test_a_very_long_question_is_answered(world: World) -> None:
    noise = "关于本年度若干工作安排的说明与各部门反馈意见汇总。" * 4_000
    assert "law-1" in world.search("开放许可使用费" + noise)
    assert world.search("开放许可使用费" + noise, k=3) != []


def test_ranks_are_counted_from_one_and_scores_fall(world: World) -> None:
    hits = world.hits("许可使用费", k=3)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_vectors_are_made_only_where_they_count() -> None:
    patent, claims = document("p", WELDING, ["夹爪"])
    law, articles = document("l", LAW, ["年费"])
    english, rules = document("e", LAW, ["annual fee"], language=EN)
    wants_vector = wanting([Language.EN])
    assert wants_vector(patent, claims[0])
    assert not wants_vector(law, articles[0])
    assert wants_vector(english, rules[0])
    assert not wants_vector(patent, replace(claims[0], instruction_like=True))


def crowd(world: World) -> None:
    """Put thirty Chinese texts about a matter into the world, and an English one about something else."""
    for at in range(30):
        world.put(
            document(f"zh{at}", None, [f"开放许可的声明应当写明许可使用费,第{at}号样式附后。"], language=ZH)
        )
    gears = "The gear shaft of the pump runs in a bath of oil with a fee."
    world.put(document("far", None, [gears], language=EN))


def test_a_text_in_the_other_language_is_among_the_first_however_many_there_are_in_the_own(
    world: World,
) -> None:
    crowd(world)
    found = world.search("声明开放许可要写明许可使用费吗?", k=10)
    assert "english-0" in found[2:]
    assert len(found) == len(set(found)) == 10


def test_what_hardly_fits_is_not_lifted_because_of_its_language(world: World) -> None:
    crowd(world)
    assert "far-0" not in world.search("声明开放许可要写明许可使用费吗?", k=10)
