"""The zh → en bridge: which English a Chinese word becomes."""

from __future__ import annotations

import gzip
import itertools
from importlib import resources

import pytest

from knowledge.bridge import DictionaryBridge
from knowledge.bridge.dictionary import Dictionary, clean_senses, dictionary_path
from knowledge.bridge.glossary import names, read_glossary
from knowledge.bridge.senses import SenseRanker


@pytest.fixture(scope="module")
def bridge() -> DictionaryBridge:
    return DictionaryBridge()


@pytest.mark.parametrize(
    ("senses", "cleaned"),
    [
        (["to manufacture", "to make"], ("manufacture", "make")),
        (["variant of 杯[bei1]", "cup"], ("cup",)),
        (["surname Li", "plum"], ("plum",)),
        (["(bound form) lithium (chemistry)"], ("lithium",)),
        (["abbr. for 國家|国家[guo2 jia1], country", "CL:個|个[ge4]"], ("country",)),
        (
            ["abbr. for 電動車|电动车[dian4 dong4 che1], electric vehicle", "tram"],
            ("tram", "electric vehicle"),
        ),
        (["CL:個|个[ge4]"], ()),
        (["to make (sth) into; to turn into", "to make into"], ("make into", "turn into")),
        (["see 磬[qing4]"], ()),
        (["generation, see also 世代"], ("generation",)),
    ],
)
def test_what_a_word_can_mean_is_each_sense_that_says_something(
    senses: list[str], cleaned: tuple[str, ...]
) -> None:
    assert clean_senses(senses) == cleaned


def test_a_common_word_wins_over_a_name_with_the_same_characters() -> None:
    lines = ["白 白 [Bai2] /surname Bai/Bai people/", "白 白 [bai2] /white/snowy/", "# a comment", "nonsense"]
    dictionary = Dictionary(lines)
    assert dictionary.senses("白") == ("white", "snowy")
    assert dictionary.senses("黑") == ()


def test_the_compounds_of_a_word_say_which_sense_is_meant() -> None:
    lines = [
        "裝置 装置 [zhuang1 zhi4] /to install/installation/equipment/device/",
        "核裝置 核装置 [he2 zhuang1 zhi4] /nuclear device/",
        "安全裝置 安全装置 [an1 quan2 zhuang1 zhi4] /safety device/",
    ]
    ranked = SenseRanker(Dictionary(lines)).ranked("装置")
    assert ranked[0].gloss == "device"
    assert ranked[0].weight == 1.0
    assert [sense.weight for sense in ranked] == sorted((sense.weight for sense in ranked), reverse=True)
    assert {sense.gloss for sense in ranked} >= {"device", "install"}


@pytest.mark.parametrize(
    ("word", "gloss"), [("头", "head"), ("正极", "cathode"), ("银行", "bank"), ("实施", "implement")]
)
def test_a_word_means_what_technical_texts_mean_by_it(
    bridge: DictionaryBridge, word: str, gloss: str
) -> None:
    assert bridge.gloss(word) == gloss


def test_a_question_asks_for_every_sense_but_for_one_word_in_all(bridge: DictionaryBridge) -> None:
    asked = bridge.weighted_pivot_terms("保护")
    assert asked["protect"] == max(asked.values())
    assert len(asked) > 1
    assert sum(asked.values()) <= 1.0
    assert bridge.weighted_pivot_terms("什么是5G") == {"5g": 1.0}


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
    assert all(zh and en.isascii() and names(en) and "; ".join(names(en)) == en for zh, en in rows)


def test_every_glossary_term_is_cut_out_whole(bridge: DictionaryBridge) -> None:
    terms = [zh for zh, _ in read_glossary() if zh.isalpha()]
    assert [zh for zh in terms if zh not in bridge.words(f"采用{zh}的系统")] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("后续许可费的缴纳", ["后续许可费", "的", "缴纳"]),
        ("磷酸铁锂正极材料", ["磷酸铁锂", "正极材料"]),
        ("钙钛矿太阳能电池", ["钙钛矿太阳能电池"]),
        ("5G基站的CO2捕集", ["基站", "的", "捕集"]),
        ("專利開放許可", ["专利开放许可"]),
    ],
)
def test_technical_and_legal_terms_are_the_longest_that_are_known(
    bridge: DictionaryBridge, text: str, words: list[str]
) -> None:
    assert list(bridge.words(text)) == words


def test_a_term_of_two_names_is_found_by_either_and_told_by_the_first() -> None:
    bridge = DictionaryBridge([("入门费", "upfront fee; entry fee")])
    assert bridge.gloss("入门费") == "upfront fee"
    assert {"upfront", "entri", "fee"} <= set(bridge.pivot_terms("入门费"))
    assert set(bridge.to_chinese_terms("entry fee")) == set(bridge.to_chinese_terms("upfront fee"))


def test_a_word_of_one_character_asks_for_less(bridge: DictionaryBridge) -> None:
    assert max(bridge.weighted_pivot_terms("罐").values()) < max(bridge.weighted_pivot_terms("泵站").values())


def test_the_notice_names_what_the_dictionary_says_of_itself() -> None:
    with gzip.open(dictionary_path(), mode="rt", encoding="utf-8") as lines:
        said = dict(
            line[3:].strip().split("=", 1) for line in itertools.islice(lines, 40) if line.startswith("#! ")
        )
    notice = resources.files("knowledge.bridge").joinpath("NOTICE.md").read_text(encoding="utf-8")
    assert said["license"] in notice
    assert said["publisher"] in notice


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("有没有除氟的技术", ("除氟", "技术")),
        ("铜箔的生产方法", ("铜箔", "生产", "方法")),
        ("锂回收", ("回收",)),  # there is a topic without it
        ("多少钱", ()),  # what is asked of anything
        ("能许可给我们吗", ("许可",)),
    ],
)
def test_neighbouring_characters_are_the_topic_where_there_is_no_other(
    text: str, words: tuple[str, ...]
) -> None:
    bridge = DictionaryBridge()
    assert bridge.topic_words(text) == words
    assert set(bridge.content_words(text)) <= set(words)


def test_the_parts_of_a_word_without_a_gloss_say_it_in_english() -> None:
    assert {"remov", "fluorin"} <= set(DictionaryBridge().word_terms("除氟"))
