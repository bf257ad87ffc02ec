"""Follow-ups through the whole conversation: what was pointed at, taken over, changed, corrected and left behind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from asking import DAY

from assistant.services import Services
from assistant.types import Intent, Plan
from assistant.understanding.pointing import Pointing, pointer_in
from assistant.understanding.remarks import asks_nothing_new, corrected, day_said, is_courtesy
from benchmarks.dialogues import DIALOGUES, Table, load
from knowledge.types import LicenceType

PLAYED = (
    "zh-02", "zh-07", "zh-09", "zh-12", "zh-14", "zh-17", "zh-19", "zh-21", "zh-24", "zh-26", "en-03", "en-05", "en-09", "en-14", "en-17", "mix-02", "mix-04",
)  # fmt: skip
HELD = {dialogue["id"]: dialogue for dialogue in load(DIALOGUES)}


@pytest.fixture(scope="module")
def table(services: Services) -> Table:
    return Table(services)


@pytest.mark.parametrize("name", PLAYED)
def test_every_turn_of_a_dialogue_is_resolved_right(table: Table, name: str) -> None:
    dialogue: Mapping[str, Any] = HELD[name]
    wrong = {f"{p.number} {p.ask}": p.wrong for p in table.play(dialogue) if p.wrong}
    assert not wrong


def plans(table: Table, *asked: str) -> list[Plan]:
    """Ask one after the other; return how each was understood."""
    turns = [{"ask": text} for text in asked]
    return [played.heard.plan for played in table.play({"id": "own", "lang": "zh", "turns": turns})]


def test_a_topic_is_kept_over_several_follow_ups(table: Table) -> None:
    asked = (
        "What rules apply to pledging a patent?",
        "Which documents are needed?",
        "and how long does it take?",
    )
    *_, last = plans(table, *asked)
    assert "pledging" in last.search_text
    assert last.intent is Intent.POLICY
    assert not last.document_ids


def test_which_of_them_looks_among_what_was_found(table: Table) -> None:
    found, among = plans(table, "有哪些开放许可的水处理专利?", "其中哪些可以独占许可?")
    assert not found.within
    assert among.within
    assert among.filters.licence_types == (LicenceType.EXCLUSIVE,)


@pytest.mark.parametrize(
    "asked",
    [
        ("P36 多少钱?", "今天股市怎么样?", "那它什么时候到期?"),
        ("How much is P36?", "What is the weather in Paris?", "and when does it expire?"),
        ("井水氟超标,有没有吸附剂的专利", "今天北京限行吗", "那这专利是谁家的?"),
    ],
)
def test_a_question_that_is_refused_takes_away_no_patent(table: Table, asked: tuple[str, ...]) -> None:
    *_, off, last = plans(table, *asked)
    assert not off.document_ids
    (document,) = last.document_ids
    assert table.shelf.names([document]) == ("CN199900036B",)


def test_a_number_that_is_not_held_stays_what_is_asked_about(table: Table) -> None:
    *_, last = plans(table, "P36 多少钱?", "CN110743271B 多少钱?", "那它什么时候到期?")
    assert not last.document_ids
    assert last.unknown_numbers


def test_what_one_does_with_a_right_is_no_other_topic(table: Table) -> None:
    first, *rest = plans(table, "P24 多少钱", "那我直接拿来用行不行", "隔壁厂也拿了咋办,能不能只给我一家")
    assert [plan.document_ids for plan in rest] == [first.document_ids, first.document_ids]


def test_a_follow_up_on_rules_stays_in_the_place_asked_about(table: Table) -> None:
    *_, last = plans(table, "浙江那边先用后付是怎么规定的", "河南呢", "啥时候发的,哪几个部门")
    assert last.filters.regions == ("CN-HA",)


def test_three_that_were_spoken_of_one_by_one_can_be_compared(table: Table) -> None:
    *_, last = plans(table, "P01 多少钱", "那P10呢", "那P20呢", "这三件比较一下")
    assert last.intent is Intent.COMPARISON
    assert len(last.document_ids) == 3


def test_there_are_dialogues_enough_in_each_language() -> None:
    languages = [dialogue["lang"] for dialogue in HELD.values()]
    assert len(HELD) >= 44
    assert languages.count("zh") >= 20
    assert languages.count("en") >= 20
    assert all(3 <= len(dialogue["turns"]) <= 6 for dialogue in HELD.values())


@pytest.mark.parametrize(
    ("text", "kind", "places"),
    [
        ("第二个的有效期到什么时候?", Pointing.NUMBERED, (2,)),
        ("表里第三行的呢?", Pointing.NUMBERED, (3,)),
        ("最后一个呢?", Pointing.NUMBERED, (-1,)),
        ("倒数第二件多少钱?", Pointing.NUMBERED, (-2,)),
        ("前两件比较一下", Pointing.NUMBERED, (1, 2)),
        ("the first and the third compared", Pointing.NUMBERED, (1, 3)),
        ("rows 2 and 4", Pointing.NUMBERED, (2, 4)),
        ("What is the fee of the last one?", Pointing.NUMBERED, (-1,)),
        ("后者呢?", Pointing.LATTER, ()),
        ("Is the latter longer than the former?", Pointing.BOTH, ()),
        ("另一件呢?", Pointing.OTHER, ()),
        ("what about the other one?", Pointing.OTHER, ()),
        ("两件都能独占吗?", Pointing.BOTH, ()),
        ("它们的许可费?", Pointing.MANY, ()),
        ("Who owns it?", Pointing.ONE, ()),
        ("这件专利的许可费", Pointing.ONE, ()),
        ("便宜的那个一年多少钱?", Pointing.CHEAPER, ()),
        ("the one with the free licence", Pointing.FREE, ()),
        ("那个通知的文号?", Pointing.RULE, ()),
        ("and before that?", Pointing.BEFORE, ()),
    ],
)
def test_a_text_points(text: str, kind: Pointing, places: tuple[int, ...]) -> None:
    pointer = pointer_in(text)
    assert pointer is not None
    assert (pointer.kind, pointer.places) == (kind, places)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("医科大学的那件能许可吗?", "医科大学"),
        ("那件传感器的到什么时候?", "传感器"),
        ("And the one for blood oxygen?", "blood oxygen"),
        ("the American one", "American"),
        ("回到刚才那个电池专利,还剩多少年?", "电池"),
        ("Back to the ceramic substrate patent: who owns it?", "ceramic substrate"),
    ],
)
def test_a_text_describes_the_one_it_means(text: str, words: str) -> None:
    pointer = pointer_in(text)
    assert pointer is not None
    assert (pointer.kind, pointer.words) == (Pointing.DESCRIBED, words)


@pytest.mark.parametrize(
    "text",
    ["专利法第五十条讲什么?", "the first year's fee", "第一年要交多少?", "the second paragraph", "What does the patent law say?"],
)  # fmt: skip
def test_a_text_that_points_at_nothing(text: str) -> None:
    assert pointer_in(text) is None


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("不是江苏,是浙江", "浙江"),
        ("不对,我要的是中国的", "中国的"),
        ("No, I meant CN", "CN"),
        ("not Jiangsu but Zhejiang", "Zhejiang"),
        ("我问的是P10", "P10"),
        ("这件专利不是有效的吗?", None),
        ("Is it not in force?", None),
    ],
)
def test_a_correction_says_what_was_meant(text: str, new: str | None) -> None:
    assert corrected(text) == new


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("谢谢!", True), ("好的,谢谢", True), ("thanks a lot!", True), ("Great, thank you.", True), ("你好", True),
        ("谢谢,那 P35 的许可费呢?", False), ("ok, and who owns both?", False), ("?", False), ("好的专利有哪些", False),
    ],
)  # fmt: skip
def test_thanks_ask_nothing(text: str, is_one: bool) -> None:
    assert is_courtesy(text) is is_one


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("那2022年呢?", date(2022, 12, 31)),
        ("and in June 2022?", date(2022, 6, 30)),
        ("2023年6月1日呢?", date(2023, 6, 1)),
        ("as of 2021-05-31?", date(2021, 5, 31)),
        ("and in 2030?", DAY),
        ("现在呢?", DAY),
    ],
)
def test_another_day_is_the_last_of_its_year_or_month_and_not_after_today(text: str, day: date) -> None:
    said = day_said(text, DAY)
    assert said is not None
    assert said[0] == day
    assert asks_nothing_new(said[1])


@pytest.mark.parametrize(
    ("first", "number", "asked"),
    [
        ("我们厂想用那个氨气传感器的技术，要花多少钱？", "CN199900011B", ("能拿到国外去用吗？", "别的厂也能用吗？", "能用到哪一年？", "该找谁谈？")),
        ("Is the slow-release urea patent still free to use?", "CN199900046B", ("what would we have to pay first?", "Can a competitor get it too?", "and until when?", "Whom do we call?")),
        ("氮化铝陶瓷基板的技术别人独占了吗?", "CN199900006B", ("之后我们能用吗?", "我们能再转给下游厂用吗？")),
        ("anaerobic wastewater unit - can we license it?", "CN199900007B", ("Who has to agree?",)),
    ],
)  # fmt: skip
def test_what_one_asks_of_any_right_is_asked_of_the_one_spoken_of(
    table: Table, first: str, number: str, asked: tuple[str, ...]
) -> None:
    dialogue = {
        "id": "own",
        "lang": "zh",
        "turns": [{"ask": text, "is": [number]} for text in (first, *asked)],
    }
    assert not {played.ask: played.wrong for played in table.play(dialogue) if played.wrong}


def test_a_described_patent_that_was_not_spoken_of_is_another_one(table: Table) -> None:
    turns = [
        {"ask": "便携式检测仪的外观专利保护到哪年?", "is": ["CN309990004S"]},
        {"ask": "手持光谱仪那个呢?", "is": ["CN309990005S"], "says": [["2036-06-09"]]},
        {"ask": "为什么不一样?", "is": ["CN309990004S", "CN309990005S"], "intent": ["comparison"]},
    ]
    dialogue = {"id": "own", "lang": "zh", "turns": turns}
    assert not {played.ask: played.wrong for played in table.play(dialogue) if played.wrong}
