"""Words are found among the lines of a page whatever joining, dividing and recognising did to them; else not at all."""

from __future__ import annotations

import time

import pytest

from assistant.printed.lines import PageText
from assistant.printed.placing import line_boxes
from knowledge.readers.printed.page_lines import Line

CHINESE = (
    "第五条 国家鼓励高等学校和科研机构许可专利，",
    "许可的费用由双方约定，没有约定的按照评估结果",
    "确定；以公开拍卖方式转让的，价格应当公示十五",
    "日以上。第六条 本办法自发布之日起施行。",
)
ENGLISH = (
    "The cathode powder is heated in a closed re-",
    "tort until the binder has burnt away. After cool-",
    "ing it is washed with water three times, and then",
    "dried for two hours in a stream of warm nitrogen.",
)


def lines_of(texts: tuple[str, ...], left: float = 0) -> list[Line]:
    return [
        Line(text=text, left=left, top=20 * number, right=left + 400, bottom=20 * number + 15)
        for number, text in enumerate(texts)
    ]


def marked(texts: tuple[str, ...], words: str) -> list[int]:
    """Return the numbers of the lines that are marked, from 0."""
    return [int(box[1] // 20) for box in line_boxes(lines_of(texts), words)]


@pytest.mark.parametrize(
    ("texts", "words", "expected"),
    [
        (CHINESE, "费用由双方约定，没有约定的按照评估结果确定", [1, 2]),
        (CHINESE, "费用由双方约定,没有约定的按照坪估结果确定;以公开拍卖方式转让的", [1, 2]),
        (ENGLISH, "heated in a closed retort until the binder has burnt away.", [0, 1]),
        (ENGLISH, "After cooling it is washed with watcr three times, and then dried for two hours", [1, 2, 3]),
        (ENGLISH, "dried for two hours in a stream of warm nitrogen. The gas is led off overleaf.", [3]),
        (ENGLISH, "What stood on the page before. The cathode powder is heated in a closed retort", [0, 1]),
        (ENGLISH, "The anode foil is rolled cold and cut to strips; nothing of it is ever heated.", []),
        (CHINESE, "第七条 专利权人应当在三个月内办理备案手续。", []),
        (ENGLISH, "in", []),
        (ENGLISH, "…", []),
        ((), "heated in a closed retort", []),
    ],
)  # fmt: skip
def test_lines_that_hold_the_words(texts: tuple[str, ...], words: str, expected: list[int]) -> None:
    assert marked(texts, words) == expected


def test_only_a_part_of_a_line_is_marked() -> None:
    ((left, _, right, _),) = line_boxes(lines_of(CHINESE), "没有约定的按照评估结果")
    assert 170 < left < 230
    assert right == 400


def test_columns_are_followed_in_reading_order() -> None:
    lines = [*lines_of(ENGLISH[:2]), *lines_of(ENGLISH[2:], left=500)]
    boxes = line_boxes(lines, "burnt away. After cooling it is washed")
    assert [(box[0] >= 500, box[1]) for box in boxes] == [(False, 20), (True, 0)]


def test_words_that_return_all_over_a_page_are_marked_once() -> None:
    texts = tuple(f"{number} the crane hook of steel turns on its swivel" for number in range(40))
    assert (
        len(marked(texts, "the crane hook of steel turned on its swivel, the crane hook of brass turns")) <= 3
    )


def test_a_page_full_of_letters_is_looked_through_quickly() -> None:
    lines = lines_of(tuple("ab" * 500 for _ in range(150)))
    started = time.monotonic()
    line_boxes(lines, "ab" * 1_000 + "x" + "ab" * 999)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("turn", "shown"),
    [(0, (1, 2, 3, 4)), (90, (96, 1, 98, 3)), (180, (97, 46, 99, 48)), (270, (2, 47, 4, 49))],
)
def test_marks_stand_on_the_page_as_it_is_shown(turn: int, shown: tuple[float, ...]) -> None:
    text = PageText(lines=(), turn=turn, width=100, height=50)
    assert text.shown((1, 2, 3, 4)) == shown


def test_lines_are_kept_and_what_is_no_such_text_is_none() -> None:
    text = PageText(lines=tuple(lines_of(CHINESE)), turn=90, width=100, height=50.5)
    assert PageText.from_json(text.as_json()) == text
    for kept in ("", "[]", '{"lines": [[1]]}', '{"lines": 3, "turn": 0}', '"x"'):
        assert PageText.from_json(kept) is None
