"""Reading what a model writes: sentences, their markers, and what is taken out of them."""

from __future__ import annotations

import pytest

from assistant.composing.model_text import ModelSentence, SentenceReader


def read(text: str, size: int = 10_000) -> list[ModelSentence]:
    reader = SentenceReader()
    found = [s for at in range(0, len(text), size) for s in reader.feed(text[at : at + size])]
    return [*found, *reader.finish()]


TEXTS = (
    "该专利可以许可[1]。费用为每年30,000元。[2][3] 期限至2027年[4]。\n- 第一点 [1, 3]。\n- 第二点【2】\n**小结**\n好[1]。",
    "The fee is 3.5% of net sales [1]. See Art. 50 of the Act.[2] It says, e.g. this [3]! [0011] shows it [4].\n1. One [1].\n2. Two [2].",
    "见 ![图](http://a.example/b.png) 好[1]。<b>粗</b>体[2]。[文字](https://a.example)在此[3]。",
    "<think>let me. see[9]</think>好的[1]。",
)


@pytest.mark.parametrize("text", TEXTS)
def test_the_sentences_do_not_depend_on_how_the_text_arrives(text: str) -> None:
    assert read(text, 1) == read(text, 3) == read(text)


def test_markers_before_and_after_the_stop_belong_to_the_sentence() -> None:
    found = read(TEXTS[0])
    assert [(s.text, s.markers) for s in found] == [
        ("该专利可以许可。", (1,)), ("费用为每年30,000元。", (2, 3)), ("期限至2027年。", (4,)),
        ("第一点。", (1, 3)), ("第二点", (2,)), ("小结", ()), ("好。", (1,)),
    ]  # fmt: skip
    assert [s.bullet for s in found] == [False, False, False, True, True, False, False]
    assert [s.heading for s in found] == [False] * 5 + [True, False]


def test_decimals_abbreviations_and_paragraph_numbers_cut_nothing() -> None:
    assert [(s.text, s.markers) for s in read(TEXTS[1])] == [
        ("The fee is 3.5% of net sales.", (1,)), ("See Art. 50 of the Act.", (2,)), ("It says, e.g. this!", (3,)),
        ("shows it.", (4,)), ("One.", (1,)), ("Two.", (2,)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("marker", "numbers"),
    [("[2-4]", (2, 3, 4)), ("[1][1]", (1,)), ("[^3]", (3,)), ("［5］", (5,)), ("[1、2]", (1, 2))],
)
def test_every_way_to_write_a_marker(marker: str, numbers: tuple[int, ...]) -> None:
    assert read(f"好{marker}。")[0].markers == numbers


@pytest.mark.parametrize("number", ["[0]", "[0011]", "[1234]", "[x]"])
def test_what_is_no_marker(number: str) -> None:
    assert read(f"好{number}。")[0].markers == ()


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("见 ![图](http://a.example/b.png) 好[1]。", "见 好。"),
        ("**粗**体和`码`[1]。", "粗体和码。"),
        ("a<!-- hidden -->b[1]。", "a b。"),
        ("零\u200b宽\u202e[1]。", "零宽。"),
        ("见 https://a.example/b?c=d 好[1]。", "见 好。"),
    ],
)
def test_markup_addresses_and_invisible_characters_go(raw: str, text: str) -> None:
    assert read(raw)[0].text == text


@pytest.mark.parametrize("raw", ["<img src=x[1]。", "a](http[1]。", "| a | b |[1]", "&lt;script&gt;[1]。"])
def test_what_cannot_be_taken_out_makes_a_sentence_unclean(raw: str) -> None:
    assert not read(raw)[0].clean


def test_a_comparison_sign_is_no_markup() -> None:
    assert read("粒径<5 μm且含量>3%[1]。")[0] == ModelSentence(text="粒径<5 μm且含量>3%。", markers=(1,))


def test_a_thought_never_closed_is_no_text() -> None:
    assert read("<think>the fee is 9[1]. ", 2) == []


def test_a_flood_is_noticed_and_a_long_thought_is_none() -> None:
    reader = SentenceReader()
    reader.feed("<think>" + "hm " * 20_000)
    assert not reader.overflown
    reader.feed("</think>" + "好" * 5_000)
    assert reader.overflown
