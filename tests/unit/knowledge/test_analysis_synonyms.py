"""Synonyms: a question finds what is called by another name, and what it says itself counts more."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.analysis import fold, terms
from knowledge.analysis.synonyms import WEIGHT, Synonyms, read_abbreviations, rendered_alike
from knowledge.types import Language

ZH, EN = Language.ZH, Language.EN
GLOSSARY = (
    ("许可人", "licensor"),
    ("许可方", "licensor"),
    ("独占许可", "exclusive licence"),
    ("排他许可", "sole licence"),
    ("许可", "licence"),
    ("许可证", "licence"),
)


@pytest.fixture(scope="module")
def names() -> Synonyms:
    return Synonyms(GLOSSARY)


@pytest.mark.parametrize(
    ("asked", "written", "language"),
    [
        ("CNIPA 的年费标准", "国家知识产权局", ZH),
        ("国知局的年费标准", "国家知识产权局", ZH),
        ("國知局", "国家知识产权局", ZH),
        ("国家知识产权局", "国知局", ZH),
        ("工信部", "工业和信息化部", ZH),
        ("许可人的义务", "许可方", ZH),
        ("LFP 正极", "磷酸铁锂", ZH),
        ("磷酸铁锂正极", "LiFePO4", ZH),
        ("LiFePO₄ cathode", "lithium iron phosphate", EN),
        ("lithium iron phosphate", "LiFePO4", EN),
        ("freedom to operate", "FTO", EN),
        ("a LED lamp", "light emitting diode", EN),
        ("SMEs", "small and medium-sized enterprises", EN),
        ("3年内", "三年", ZH),
        ("三年内", "3", ZH),
        ("第50条", "第五十条", ZH),
        ("第五十条", "50", ZH),
        ("15日内", "十五日", ZH),
    ],
)
def test_a_question_also_asks_for_the_other_name(
    names: Synonyms, asked: str, written: str, language: Language
) -> None:
    whole = {*terms(asked, language), *names.terms(asked, language)}
    assert set(terms(written, language)) <= whole


@pytest.mark.parametrize(
    ("asked", "not_asked", "language"),
    [
        ("独占许可", "排他许可", ZH),
        ("许可", "许可证", ZH),
        ("the lamp led to a defect", "light emitting diode", EN),
        ("a dramatic result", "random access memory", EN),
        ("2020年的规定", "二千零二十年", ZH),
        ("几十天", "10", ZH),
        ("the CNIPA", "国家知识产权局", EN),
        ("磷酸铁锂", "lithium iron phosphate", ZH),
    ],
)
def test_a_question_asks_for_nothing_else(
    names: Synonyms, asked: str, not_asked: str, language: Language
) -> None:
    other = set(terms(not_asked, language)) - set(terms(asked, language))
    assert other
    assert not other & set(names.terms(asked, language))


def test_another_name_counts_less_than_the_words_of_the_question(names: Synonyms) -> None:
    asked = "CNIPA 与工信部"
    found = names.terms(asked, ZH)
    assert found
    assert not set(found) & set(terms(asked, ZH))
    assert all(0 < weight <= WEIGHT < 1 for weight in found.values())
    assert found["国知"] < WEIGHT  # a name of many terms has no more to say than one of few


def test_words_rendered_alike_are_names_of_one_thing_unless_one_holds_the_other() -> None:
    assert rendered_alike(GLOSSARY) == (("许可人", "许可方"),)


def test_every_shipped_abbreviation_has_another_name_and_stands_in_one_group() -> None:
    groups = read_abbreviations()
    assert all(len(group) > 1 and all(group) for group in groups)
    counts = Counter(name for group in groups for name in set(map(fold, group)))
    assert [name for name, count in counts.items() if count > 1] == []


@given(st.text(max_size=60))
def test_any_text_has_weights_above_nothing(text: str) -> None:
    names = Synonyms()
    for language in Language:
        assert all(weight > 0 and term for term, weight in names.terms(text, language).items())


@pytest.mark.parametrize(
    "text", ["九" * 10_000 + "年", "9" * 10_000 + "年", "CNIPA" * 10_000, "国知局" * 10_000]
)
def test_a_question_of_any_length_is_read(names: Synonyms, text: str) -> None:
    assert all(len(term) <= 64 for term in names.terms(text, ZH))
