"""Fusion and order: strong runs lead, the other language is seen, one document does not crowd out the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search.candidates import nth_best
from knowledge.search.closeness import Closeness
from knowledge.search.fusion import (
    Direction,
    Fused,
    by_best,
    directions,
    fuse,
    merge,
    min_max,
    strength,
    vectors_count,
)
from knowledge.search.grouping import Choice, arrange, core_title, spread, titles_named
from knowledge.types import (
    Audience,
    DocumentHead,
    Kind,
    Language,
    Passage,
    PassageKind,
    PolicyRecord,
    TextType,
)

ZH, EN = Language.ZH, Language.EN
SCORES = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.floats(0.01, 50))
APART = st.dictionaries(  # scores a last bit apart are one after scaling
    st.text("abcdef", min_size=1, max_size=2), st.integers(1, 5_000).map(lambda hundredths: hundredths / 100)
)


# ── scores ───────────────────────────────────────────────────────────────────────────────────────────────


def weighing(*, dense: float = 0.0, whole: float = 0.0) -> Direction:
    return Direction(fields=(), whole_fields=(), whole=whole, dense=dense, closeness=Closeness(), trust=1.0)


@given(SCORES, SCORES, SCORES, st.floats(0, 3), st.floats(0, 3))
def test_fused_scores_are_between_zero_and_one_and_sorted(
    lexical: dict[str, float], whole: dict[str, float], dense: dict[str, float], some: float, other: float
) -> None:
    fused = fuse(lexical, whole, dense, direction=weighing(dense=some, whole=other), strength=1.0)
    assert {hit.passage_id for hit in fused} == lexical.keys() | dense.keys()
    assert all(0.0 <= hit.score <= 1.0 + 1e-9 for hit in fused)
    assert [hit.score for hit in fused] == sorted((hit.score for hit in fused), reverse=True)


@given(APART)
def test_without_vectors_the_order_is_that_of_the_words(lexical: dict[str, float]) -> None:
    fused = fuse(lexical, {}, {}, direction=weighing(dense=1.5), strength=0.7)
    assert [lexical[hit.passage_id] for hit in fused] == sorted(lexical.values(), reverse=True)
    assert not fused or fused[0].score == pytest.approx(0.7)  # as strong as with vectors


def test_a_passage_that_both_runs_like_beats_one_that_one_run_likes() -> None:
    runs = ({"a": 9.0, "b": 8.0}, {}, {"b": 0.9, "c": 0.8, "d": 0.1})
    assert fuse(*runs, direction=weighing(dense=1.0), strength=1.0)[0].passage_id == "b"


def test_of_two_like_passages_that_of_the_fitting_document_comes_first() -> None:
    runs = ({"a": 8.0, "b": 8.0, "c": 10.0}, {"a": 5.0, "b": 20.0, "c": 1.0}, {})
    order = [hit.passage_id for hit in fuse(*runs, direction=weighing(whole=0.2), strength=1.0)]
    assert order == ["c", "b", "a"]
    assert fuse(*runs, direction=weighing(whole=1.0), strength=1.0)[0].passage_id == "b"


def test_the_weight_decides_between_two_single_minded_passages() -> None:
    runs = ({"words": 5.0, "x": 1.0}, {}, {"meaning": 0.9, "x": 0.2})
    assert fuse(*runs, direction=weighing(dense=0.5), strength=1.0)[0].passage_id == "words"
    assert fuse(*runs, direction=weighing(dense=2.0), strength=1.0)[0].passage_id == "meaning"


def test_a_passage_whose_vector_is_not_made_yet_is_judged_by_its_words() -> None:
    runs = ({"new": 10.0, "old": 9.0}, {}, {"old": 0.9, "x": 0.2})
    direction = weighing(dense=1.0)
    assert fuse(*runs, direction=direction, strength=1.0)[0].passage_id == "old"
    fair = fuse(*runs, direction=direction, strength=1.0, without_vector={"new"})
    assert {hit.passage_id: hit.score for hit in fair}["new"] == 1.0


def test_what_lies_far_is_no_nearer_for_asking_for_more() -> None:
    few = {"a": 0.8, "b": 0.6, "c": 0.5}
    more = {**few, "d": 0.2, "e": 0.1}
    far = nth_best(few.values(), 3)
    of_few, of_more = (
        {
            hit.passage_id: hit.score
            for hit in fuse({}, {}, run, direction=weighing(dense=1.0), strength=1.0, far=far)
        }
        for run in (few, more)
    )
    assert {name: of_more[name] for name in few} == of_few
    assert of_more["d"] == of_more["e"] == of_few["c"] == 0.0


def test_the_nth_best_is_known_only_of_so_many() -> None:
    assert nth_best((0.1, 0.3, 0.2), 2) == 0.2
    assert nth_best((0.1, 0.3, 0.2), 4) is None
    assert nth_best((), 1) is None


def test_normalising_keeps_the_best_at_one() -> None:
    assert by_best({"a": 4.0, "b": 1.0}) == {"a": 1.0, "b": 0.25}
    assert min_max({"a": 4.0, "b": 1.0}) == {"a": 1.0, "b": 0.0}
    assert min_max({"a": 2.0}) == {"a": 1.0}
    assert by_best({}) == min_max({}) == {}
    assert by_best({"a": 0.0}) == {"a": 0.0}


def test_a_direction_is_as_sure_as_its_words_or_its_meaning() -> None:
    assert strength(0.5, 0.1) == 0.5
    assert 0.2 < strength(0.1, 0.8) < 0.5
    assert 0 < strength(0.0, -0.2) < 0.1
    assert strength(3.0, 1.0) == 1.0


# ── two languages ────────────────────────────────────────────────────────────────────────────────────────


def fused(prefix: str, *scores: float) -> list[Fused]:
    return [Fused(passage_id=f"{prefix}{at}", score=score, components={}) for at, score in enumerate(scores)]


def test_the_other_language_is_never_drowned() -> None:
    own, other = fused("o", *[1 - n / 100 for n in range(30)]), fused("x", 0.3, 0.2, 0.1)
    merged = [hit.passage_id for hit in merge(own, other, k=10)]
    assert merged[:8] == [f"o{n}" for n in range(8)]
    assert merged[8:10] == ["x0", "x1"]
    assert sorted(merged) == sorted(hit.passage_id for hit in (*own, *other))


def test_the_other_language_leads_where_it_is_better() -> None:
    merged = merge(fused("o", 0.2, 0.1), fused("x", 0.9), k=10)
    assert [hit.passage_id for hit in merged] == ["x0", "o0", "o1"]


@given(st.integers(1, 12), st.integers(0, 30), st.integers(0, 30))
def test_merging_loses_and_doubles_nothing(k: int, own: int, other: int) -> None:
    parts = fused("o", *[0.9] * own), fused("x", *[0.1] * other)
    merged = [hit.passage_id for hit in merge(*parts, k=k)]
    assert len(merged) == own + other == len(set(merged))


def test_chinese_policies_need_no_vectors_and_english_ones_do() -> None:
    assert not vectors_count(Kind.POLICY, ZH, [EN])
    assert vectors_count(Kind.POLICY, EN, [EN])
    assert vectors_count(Kind.PATENT, ZH, [EN])
    assert directions([EN])[ZH, ZH].dense == 0  # what makes that true for questions in Chinese


def test_all_texts_have_vectors_that_count_where_the_embedder_reads_chinese() -> None:
    assert vectors_count(Kind.POLICY, ZH, [EN, ZH])
    assert all(direction.dense for direction in directions([EN, ZH]).values())
    assert directions([EN, ZH])[EN, EN].dense == directions([EN])[EN, EN].dense


# ── order among candidates ───────────────────────────────────────────────────────────────────────────────


def choice(
    document: str,
    score: float,
    *,
    at: int = 0,
    language: Language = ZH,
    title: str = "专利法",
    policy_id: str | None = None,
    number: str | None = None,
    text_type: TextType = TextType.OFFICIAL,
) -> Choice:
    record = None
    if policy_id:
        record = PolicyRecord(
            policy_id=policy_id, lineage=policy_id, title=title, jurisdiction="CN", text_type=text_type
        )
    head = DocumentHead(
        document_id=document,
        kind=Kind.POLICY if record else Kind.OTHER,
        audience=Audience.PUBLIC,
        language=language,
        title=title,
        record=record,
        source="x",
    )
    passage = Passage(
        passage_id=f"{document}-{at}",
        document_id=document,
        ordinal=at,
        kind=PassageKind.ARTICLE,
        label="",
        language=language,
        start=0,
        end=1,
        text="x",
        number=number,
    )
    return Choice(passage=passage, document=head, score=score, components={})


def order(
    *choices: Choice,
    question: str = "许可",
    language: Language = ZH,
    articles: tuple[str, ...] = (),
    k: int = 10,
) -> list[str]:
    arranged = arrange(choices, question=question, language=language, articles=frozenset(articles), k=k)
    return [choice.passage.passage_id for choice in arranged]


def test_no_document_has_more_than_three_of_the_first_ten() -> None:
    many = [choice("long", 1 - n / 100, at=n) for n in range(20)]
    others = [choice(f"d{n}", 0.1 - n / 1000) for n in range(9)]
    first = [hit.document.document_id for hit in spread([*many, *others], k=10)]
    assert first.count("long") == 3
    assert first[:3] == ["long"] * 3


def test_a_document_that_the_question_names_may_have_more() -> None:
    many = [choice("long", 1 - n / 100, at=n) for n in range(20)]
    others = [choice(f"d{n}", 0.1 - n / 1000) for n in range(9)]
    first = [hit.document.document_id for hit in spread([*many, *others], k=10, named=frozenset(["long"]))]
    assert first == ["long"] * 6 + ["d0", "d1", "d2", "d3"]


def test_all_documents_that_the_question_names_are_among_the_first() -> None:
    many = [choice(name, 3 - at - n / 100, at=n) for at, name in enumerate("abc") for n in range(20)]
    first = [hit.document.document_id for hit in spread(many, k=10, named=frozenset("abc"))]
    assert first[:9] == [*"aaa", *"bbb", *"ccc"]


def test_a_library_of_one_document_still_answers_with_ten_passages() -> None:
    assert len(spread([choice("long", 1 - n / 100, at=n) for n in range(20)], k=10)) == 10


def test_of_two_language_versions_the_questions_is_shown() -> None:
    english = choice("en", 0.9, language=EN, title="Patent Law", policy_id="L", number="50")
    chinese = choice("zh", 0.5, policy_id="L", number="50")
    other = choice("other", 0.7)
    assert order(english, chinese, other) == ["zh-0", "other-0"]
    assert order(english, chinese, other, language=EN) == ["en-0", "other-0"]


def test_an_official_text_in_the_other_language_stays_beside_a_digest() -> None:
    english = choice("en", 0.5, language=EN, policy_id="L", number="50", text_type=TextType.DIGEST)
    chinese = choice("zh", 0.9, policy_id="L", number="50")
    assert order(english, chinese, language=EN) == ["en-0", "zh-0"]


def test_the_official_text_of_an_article_comes_before_its_digest() -> None:
    digest = choice("digest", 0.9, policy_id="A", number="50", text_type=TextType.DIGEST)
    official = choice("official", 0.8, policy_id="B", number="50", title="中华人民共和国专利法(2020年修正)")
    assert order(digest, choice("between", 0.85), official) == ["official-0", "digest-0", "between-0"]


def test_an_article_named_with_its_law_comes_first() -> None:
    right = choice("law", 0.3, policy_id="L", number="50", title="中华人民共和国专利法(2020年修正)")
    other_law = choice("rules", 0.8, policy_id="R", number="50", title="中华人民共和国专利法实施细则")
    assert order(right, other_law, question="专利法第五十条", articles=("50",))[0] == "law-0"
    question = "专利法实施细则第五十条"
    assert order(right, other_law, question=question, articles=("50",))[0] == "rules-0"


def test_titles_are_recognised_as_people_cite_them() -> None:
    assert core_title("中华人民共和国专利法(2020年修正)") == "专利法"
    assert core_title("Patent Law of the PRC (2020 Amendment)") == "patent law"
    rules = choice("rules", 1, policy_id="R", title="中华人民共和国专利法实施细则(2023年修订)")
    law = choice("law", 1, policy_id="L", title="中华人民共和国专利法")
    assert titles_named("专利法实施细则第85条", [law, rules]) == {"rules"}
    assert titles_named("专利法和专利法实施细则", [law, rules]) == {"law", "rules"}
    assert titles_named("开放许可", [law, rules]) == frozenset()
