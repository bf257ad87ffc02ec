"""Numbers with a wrong check digit, and wrong numbers beside right ones, are never answered in silence."""

from __future__ import annotations

import pytest
from asking import Ask, whole

from knowledge.numbers.patent_numbers import one_digit_off, parse_application_number


@pytest.mark.parametrize(
    ("question", "written", "held"),
    [
        ("ZL201919990001.6 还能许可吗?", "ZL201919990001.6", "ZL201919990001.5"),
        ("Is ZL202019990006.1 available?", "ZL202019990006.1", "ZL202019990006.0"),
        ("202019990017.3 的许可费是多少?", "202019990017.3", "202019990017.9"),
    ],
)
def test_a_wrong_check_digit_is_told_before_the_patent_that_differs_only_there(
    ask: Ask, question: str, written: str, held: str
) -> None:
    first = ask(question).statements[0].text
    assert written in first
    assert held in first


def test_a_right_check_digit_is_not_doubted(ask: Ask) -> None:
    assert "校验位" not in ask("ZL201919990001.5 还能许可吗?").text


def test_a_wrong_number_that_is_near_to_nothing_is_refused_with_its_fault(ask: Ask) -> None:
    answer = ask("ZL199811234567.3 能许可吗?")
    assert answer.refused
    assert "ZL199811234567.3" in answer.text
    assert not answer.citations


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("CN199900001B 和 CN199900091B 的许可费各是多少?", "CN199900091B"),
        ("Compare CN199900001B, CN199900010B and CN199900093B", "CN199900093B"),
        ("What do CN199900020B1 and P20 cost?", "CN199900020B1"),
    ],
)
def test_a_number_that_is_not_held_is_named_beside_those_that_are(
    ask: Ask, question: str, unknown: str
) -> None:
    answer = ask(question)
    assert not answer.refused
    assert unknown in answer.statements[0].text
    assert "CN" in whole(answer).replace(unknown, "")


def test_every_number_of_one_wrong_digit_is_found_again() -> None:
    right = parse_application_number("202019990017.9")
    assert right is not None
    for place in range(12):
        if place == 4:  # the kind of right: another digit is another kind, or none
            continue
        digits = list(right.digits)
        digits[place] = str((int(digits[place]) + 1) % 10)
        wrong = parse_application_number(f"{''.join(digits)}.9")
        if wrong is not None:
            assert wrong.check_digit_ok is False
            assert right in [
                parse_application_number(f"{one.digits}.{one.check_digit}") for one in one_digit_off(wrong)
            ]
