"""The zh → en bridge: which English a Chinese word becomes."""

from __future__ import annotations

import pytest

from knowledge.bridge import DictionaryBridge
from knowledge.bridge.dictionary import GlossTable, first_gloss
from knowledge.bridge.pivot import read_glossary


@pytest.fixture(scope="module")
def bridge() -> DictionaryBridge:
    return DictionaryBridge()


@pytest.mark.parametrize(
    ("senses", "gloss"),
    [
        (["to manufacture", "to make"], "manufacture"),
        (["variant of 杯[bei1]", "cup"], "cup"),
        (["surname Li", "plum"], "plum"),
        (["(bound form) lithium (chemistry)"], "lithium"),
        (["abbr. for 國家|国家[guo2 jia1], country", "CL:個|个[ge4]"], "country"),
        (["CL:個|个[ge4]"], ""),
        (["to make (sth) into; to turn into"], "make into"),
        (["see 磬[qing4]"], ""),
    ],
)
def test_the_first_sense_that_says_something_is_the_gloss(senses: list[str], gloss: str) -> None:
    assert first_gloss(senses) == gloss


def test_a_common_word_wins_over_a_name_with_the_same_characters() -> None:
    lines = ["白 白 [Bai2] /surname Bai/Bai people/", "白 白 [bai2] /white/snowy/", "# a comment", "nonsense"]
    table = GlossTable(lines)
    assert table.gloss("白") == "white"
    assert table.gloss("黑") == ""


def test_the_glossary_comes_before_the_dictionary(bridge: DictionaryBridge) -> None:
    assert bridge.gloss("开放许可") == "open licence"
    assert "sole" in bridge.gloss("排他许可")
    assert "exclusive" in bridge.gloss("独占许可")


def test_a_glossary_term_is_one_word_wherever_it_stands(bridge: DictionaryBridge) -> None:
    assert "普通实施许可" in bridge.words("当事人约定为普通实施许可的除外")
    assert "锂离子电池" in bridge.words("一种锂离子电池正极")


def test_a_question_becomes_its_content_in_english(bridge: DictionaryBridge) -> None:
    pivot = bridge.to_english("有没有高校能马上许可的废旧锂电池回收技术?")
    for word in ("university", "licence", "lithium battery", "recycling", "technology"):
        assert word in pivot
    assert "what" not in pivot.split()


def test_latin_and_digits_stay(bridge: DictionaryBridge) -> None:
    assert "lifepo4" in bridge.to_english("LiFePO4正极材料的比容量为150mAh/g")
    assert "150mah/g" in bridge.to_english("LiFePO4正极材料的比容量为150mAh/g")


def test_traditional_text_has_the_same_pivot(bridge: DictionaryBridge) -> None:
    assert bridge.to_english("專利許可費") == bridge.to_english("专利许可费") != ""


def test_english_text_and_nothing_are_left_alone(bridge: DictionaryBridge) -> None:
    assert bridge.to_english("open licence") == "open licence"
    assert bridge.to_english("") == ""


def test_pivot_terms_meet_english_ones(bridge: DictionaryBridge) -> None:
    assert {"licens", "fee"} <= set(bridge.pivot_terms("许可费"))


def test_the_version_tells_two_glossaries_apart() -> None:
    one, two = DictionaryBridge([("甲", "first")]), DictionaryBridge([("甲", "armour")])
    assert one.version != two.version
    assert one.version == DictionaryBridge([("甲", "first")]).version


def test_the_glossary_is_well_formed() -> None:
    rows = read_glossary()
    assert len(rows) > 500
    assert len({zh for zh, _ in rows}) == len(rows)
    assert all(zh and en and en == en.strip() and en.isascii() for zh, en in rows)
