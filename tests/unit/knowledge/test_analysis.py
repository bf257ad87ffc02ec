"""Index terms: the spellings of one thing meet, and what carries no topic is left out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.analysis import fold, folded_terms, han_terms, language_of, runs, terms, word_terms
from knowledge.types import Language

ZH, EN = Language.ZH, Language.EN


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("licence", "Licenses"),
        ("aluminium fibre", "aluminum fibers"),
        ("commercialisation", "commercialization"),
        ("sulphuric", "sulfuric"),
        ("batteries", "battery"),
        ("ＬｉＦｅＰＯ４", "LiFePO4"),
        ("30,000", "30000"),
        ("15 %", "15％"),
        ("elec\u00adtrode", "electrode"),
    ],
)
def test_spellings_of_one_word_are_one_term(one: str, other: str) -> None:
    assert terms(one, EN) == terms(other, EN) != []


def test_traditional_and_simplified_chinese_are_the_same() -> None:
    assert terms("專利權的許可", ZH) == terms("专利权的许可", ZH)


def test_a_han_run_gives_its_pairs_and_a_lone_character_itself() -> None:
    assert terms("锂电池", ZH) == ["锂电", "电池"]
    assert terms("钴、镍", ZH) == ["钴", "镍"]


def test_latin_and_digits_inside_chinese_are_shared_with_english() -> None:
    assert terms("LiFePO4正极", ZH) == ["lifepo4", "正极"]
    assert "lifepo4" in terms("a LiFePO4 cathode", EN)
    assert terms("30,000元", ZH)[0] == "30000"


def test_a_hyphenated_word_is_found_by_its_parts_and_a_model_name_also_whole() -> None:
    assert terms("low-cobalt", EN) == terms("low cobalt", EN)
    assert "lifepo4c" in terms("LiFePO4-C", EN)


def test_function_words_are_no_terms_but_a_letter_beside_han_is_a_name() -> None:
    assert terms("what is the fee of a patent", EN) == terms("fee patent", EN)
    assert "a" in terms("示例大学A", ZH)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("这件专利的许可费怎么算?", ZH),
        ("P10 这件专利", ZH),
        ("CN199900001B 有效吗", ZH),
        ("Is CN199900001B still in force?", EN),
        ("What does 独占许可 mean in a licence contract?", EN),
        ("", EN),
        ("P10", EN),
    ],
)
def test_the_language_of_a_text(text: str, language: Language) -> None:
    assert language_of(text) is language


@given(st.text(max_size=200))
def test_any_text_has_terms_without_spaces_and_no_term_is_empty(text: str) -> None:
    for language in Language:
        assert all(term and not any(map(str.isspace, term)) for term in terms(text, language))


@given(st.text(max_size=100))
def test_folding_twice_changes_nothing_for_the_terms(text: str) -> None:
    assert [run for _, run in runs(fold(fold(text)))] == [run for _, run in runs(fold(text))]


def test_terms_are_the_same_from_many_threads() -> None:
    text = "專利權人的 low-cobalt cathodes 与锂电池 " * 50
    alone = terms(text, ZH)
    with ThreadPoolExecutor(8) as pool:
        assert all(found == alone for found in pool.map(lambda _: terms(text, ZH), range(64)))


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=60) | st.text(max_size=40))
def test_terms_do_not_depend_on_the_way_they_were_found(text: str) -> None:
    folded = fold(text)
    one_by_one = [
        term
        for is_han, run in runs(folded)
        for term in (han_terms(run) if is_han else word_terms(run, letters=False))
    ]
    assert folded_terms(folded, EN) == one_by_one
