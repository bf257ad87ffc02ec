"""Closeness: what stands in one sentence fits better than what is scattered over a passage."""

from __future__ import annotations

import pytest

from knowledge.analysis import terms
from knowledge.bridge import DictionaryBridge
from knowledge.search.closeness import ClosenessMeter
from knowledge.types import Language, Passage, PassageKind

ZH, EN = Language.ZH, Language.EN
_FILLER = {
    EN: " A guard of sheet steel stands around the frame, and two covers keep dust and chips out of the housing on all"
    " sides; a label on the left cover names the maker, the year in which the press was built, its weight and the voltage"
    " that it needs, and the instructions are kept in a pocket of the door behind the cabinet.",
    ZH: "机架四周设有薄钢板围成的防护罩，两块盖板防止灰尘和碎屑从各个侧面进入壳体内部，左侧盖板上的铭牌写明制造厂名称、出厂年份、设备自重以及所需电压，说明书放置在电气柜门后面的袋子里以便操作人员随时取阅查看并按照要求逐项执行。",
}


@pytest.fixture(scope="module")
def meter() -> ClosenessMeter:
    return ClosenessMeter(DictionaryBridge())


def passage(text: str, language: Language) -> Passage:
    return Passage(
        passage_id=text[:8], document_id="d", ordinal=0, kind=PassageKind.PARAGRAPH, label="", language=language,
        start=0, end=len(text), text=text,
    )  # fmt: skip


def sought(text: str, language: Language) -> dict[str, float]:
    return dict.fromkeys(terms(text, language), 1.0)


@pytest.mark.parametrize(
    ("language", "asked", "together", "apart"),
    [
        (EN, "nozzle clogs resin", "The nozzle clogs with resin.", ("The nozzle turns.", "It clogs.", "A resin sets.")),
        (ZH, "喷嘴 堵塞 树脂", "喷嘴被树脂堵塞。", ("喷嘴可以转动。", "有时发生堵塞。", "树脂随后固化。")),
    ],
)  # fmt: skip
def test_words_in_one_sentence_beat_the_same_words_scattered(
    meter: ClosenessMeter, language: Language, asked: str, together: str, apart: tuple[str, ...]
) -> None:
    filler = _FILLER[language]
    dense = passage(filler.join(("", together, "", "")), language)
    scattered = passage("".join(sentence + filler for sentence in apart), language)
    weights = sought(asked, language)
    best, other = meter.scores([dense, scattered], weights, bridged=False)
    assert best == 1.0
    assert 0.0 < other < 0.8


def test_the_order_of_the_passages_does_not_matter(meter: ClosenessMeter) -> None:
    some = [passage(text, EN) for text in ("The nozzle clogs.", "A nozzle.", "The press is heavy.")]
    weights = sought("nozzle clogs", EN)
    scores = meter.scores(some, weights, bridged=False)
    assert meter.scores(some[::-1], weights, bridged=False) == pytest.approx(scores[::-1])
    assert scores[0] == 1.0 > scores[1] > scores[2] == 0.0


def test_a_rarer_word_is_worth_more(meter: ClosenessMeter) -> None:
    some = [passage("The nozzle turns.", EN), passage("The press turns.", EN)]
    rare, common = terms("nozzle", EN)[0], terms("press", EN)[0]
    assert meter.scores(some, {rare: 5.0, common: 1.0}, bridged=False)[1] == pytest.approx(0.2)


def test_english_words_meet_a_chinese_passage_through_its_glosses_alone(meter: ClosenessMeter) -> None:
    some = [passage("专利权人自愿声明开放许可。", ZH), passage("焊接夹具固定工件。", ZH)]
    weights = sought("open license", EN)
    assert meter.scores(some, weights, bridged=True) == (1.0, 0.0)
    assert meter.scores(some, weights, bridged=False) == (0.0, 0.0)


def test_where_nothing_fits_all_are_nought(meter: ClosenessMeter) -> None:
    some = [passage("The nozzle turns.", EN), passage("", EN)]
    assert meter.scores(some, sought("brewing", EN), bridged=False) == (0.0, 0.0)
    assert meter.scores(some, {}, bridged=False) == (0.0, 0.0)
    assert meter.scores([], sought("nozzle", EN), bridged=False) == ()
