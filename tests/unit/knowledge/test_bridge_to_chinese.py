"""The en → zh bridge: which Chinese an English question may stand for."""

from __future__ import annotations

import pytest

from knowledge.analysis import han_terms
from knowledge.bridge import DictionaryBridge


@pytest.fixture(scope="module")
def bridge() -> DictionaryBridge:
    return DictionaryBridge()


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("open licence", "开放许可"),
        ("carbon capture", "碳捕集"),
        ("Lithium-ion batteries", "锂离子电池"),
        ("utility models", "实用新型"),
        ("research and development", "研发"),
        ("semiconductor", "半导体"),
        ("the temperature of", "温度"),
        ("nonwoven fabrics", "无纺布"),
        ("a power of attorney", "委托书"),
    ],
)
def test_a_phrase_becomes_its_word(bridge: DictionaryBridge, english: str, chinese: str) -> None:
    found = bridge.to_chinese_terms(english)
    heaviest = max(found.values())
    assert set(han_terms(chinese)) <= {term for term, weight in found.items() if weight == heaviest}


def test_the_longest_phrase_comes_first(bridge: DictionaryBridge) -> None:
    whole = bridge.to_chinese_terms("stainless steel")
    assert "不锈" in whole
    assert "钢铁" not in whole


@pytest.mark.parametrize("english", ["non-exclusive licence", "Non-Exclusive Licences for a sensor"])
def test_a_non_exclusive_licence_is_no_exclusive_one(bridge: DictionaryBridge, english: str) -> None:
    found = bridge.to_chinese_terms(english)
    assert "普通" in found
    assert "独占" not in found


def test_the_words_for_one_phrase_share_its_weight() -> None:
    bridge = DictionaryBridge(glossary=())
    found = bridge.to_chinese_terms("battery")
    assert found["电池"] == max(found.values()) < 1.0
    assert 0.9 <= sum(found.values()) <= 1.5


def test_the_form_that_was_asked_for_comes_first() -> None:
    found = DictionaryBridge([("甲乙", "production"), ("丙丁", "product")]).to_chinese_terms("products")
    assert found["丙丁"] > found.get("甲乙", 0.0)


def test_numbers_names_and_chinese_stay(bridge: DictionaryBridge) -> None:
    found = bridge.to_chinese_terms("LiFePO4 at 3.5 % in 石墨烯")
    assert {"lifepo4", "3.5%", "石墨", "墨烯"} <= set(found)


def test_a_word_that_no_chinese_is_known_for_stays(bridge: DictionaryBridge) -> None:
    assert bridge.to_chinese_terms("zyxgrommet") == {"zyxgrommet": 1.0}


def test_nothing_and_function_words_ask_for_nothing(bridge: DictionaryBridge) -> None:
    assert bridge.to_chinese_terms("") == {}
    assert bridge.to_chinese_terms("what is the of") == {}
