"""Closeness: what stands in one sentence fits better than what is scattered over a passage."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from knowledge.analysis import terms
from knowledge.bridge import DictionaryBridge
from knowledge.search.closeness import Closeness, ClosenessMeter, Wording
from knowledge.search.lexical_fields import Field
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


def sought(text: str, language: Language, field: Field | None = None) -> Wording:
    found = terms(text, language)
    return Wording(
        field=field or (Field.ZH if language is ZH else Field.EN),
        terms=dict.fromkeys(found, 1.0),
        pairs=dict.fromkeys(pairwise(found), 1.0),
    )


def scores(
    meter: ClosenessMeter,
    passages: list[Passage],
    wording: Wording,
    *,
    titles: tuple[str, ...] = (),
    **weights: float,
) -> tuple[float, ...]:
    """Score the passages by the signs that have weights; by their sentences where none is named."""
    closeness = Closeness(**(weights or {"sentences": 1.0}))
    return meter.scores(passages, titles or ("",) * len(passages), wording, closeness)


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
    best, other = scores(meter, [dense, scattered], sought(asked, language))
    assert best == 1.0
    assert 0.0 < other < 0.8


def test_the_order_of_the_passages_does_not_matter(meter: ClosenessMeter) -> None:
    some = [passage(text, EN) for text in ("The nozzle clogs.", "A nozzle.", "The press is heavy.")]
    wording = sought("nozzle clogs", EN)
    found = scores(meter, some, wording)
    assert scores(meter, some[::-1], wording) == pytest.approx(found[::-1])
    assert found[0] == 1.0 > found[1] > found[2] == 0.0


def test_a_rarer_word_is_worth_more(meter: ClosenessMeter) -> None:
    some = [passage("The nozzle turns.", EN), passage("The press turns.", EN)]
    rare, common = terms("nozzle", EN)[0], terms("press", EN)[0]
    wording = replace(sought("", EN), terms={rare: 5.0, common: 1.0})
    assert scores(meter, some, wording)[1] == pytest.approx(0.2)


def test_what_a_text_says_first_counts_more_than_what_it_says_later(meter: ClosenessMeter) -> None:
    first = passage("The nozzle clogs." + _FILLER[EN], EN)
    later = passage(_FILLER[EN].strip() + " The nozzle clogs.", EN)
    assert scores(meter, [later, first], sought("nozzle clogs", EN), opening=1.0) == (0.0, 1.0)


def test_a_title_is_part_of_what_a_text_says_first(meter: ClosenessMeter) -> None:
    some = [passage("It turns.", EN), passage("It stops.", EN)]
    found = scores(meter, some, sought("nozzle", EN), titles=("Spray nozzle", "Press"), opening=1.0)
    assert found == (1.0, 0.0)


def test_words_side_by_side_beat_the_same_words_apart(meter: ClosenessMeter) -> None:
    some = [passage("The nozzle of a spray gun clogs.", EN), passage("The spray nozzle of a gun clogs.", EN)]
    assert scores(meter, some, sought("spray nozzle", EN), pairs=1.0) == (0.0, 1.0)


def test_signs_count_by_their_weights(meter: ClosenessMeter) -> None:
    some = [passage("The nozzle of a spray gun clogs.", EN), passage("The spray nozzle of a gun clogs.", EN)]
    found = scores(meter, some, sought("spray nozzle", EN), sentences=3.0, pairs=1.0)
    assert found == pytest.approx((0.75, 1.0))


def test_english_words_meet_a_chinese_passage_through_its_glosses_alone(meter: ClosenessMeter) -> None:
    some = [passage("专利权人自愿声明开放许可。", ZH), passage("焊接夹具固定工件。", ZH)]
    assert scores(meter, some, sought("open license", EN, Field.ZH_BRIDGE)) == (1.0, 0.0)
    assert scores(meter, some, sought("open license", EN, Field.ZH)) == (0.0, 0.0)


def test_where_nothing_fits_all_are_nought(meter: ClosenessMeter) -> None:
    some = [passage("The nozzle turns.", EN), passage("", EN)]
    assert scores(meter, some, sought("brewing", EN)) == (0.0, 0.0)
    assert scores(meter, some, sought("", EN)) == (0.0, 0.0)
    assert scores(meter, some, sought("brewing", EN), opening=1.0, pairs=1.0) == (0.0, 0.0)
    assert scores(meter, [], sought("nozzle", EN)) == ()
