"""What a sentence claims besides its values, and whether its source claims it too."""

from __future__ import annotations

import pytest

from assistant.composing.claimed_terms import denials, durations_in, says_available, unsupported


@pytest.mark.parametrize(
    ("sentence", "source", "claim"),
    [
        ("许可方式为普通许可", "许可方式: 开放许可", "non_exclusive"),
        ("An exclusive licence is offered", "a non-exclusive licence", "exclusive"),
        ("The fee is USD 30,000", "CNY 30,000", "usd"),
        ("每月30,000元", "每年 30,000 元人民币", "per_month"),
        ("不超过50%", "不低于50%", "at_most"),
        ("more than 6 %", "not more than 6 %", "above"),
        ("within 3 years", "within 3 months", "duration"),
        ("within three years", "within 3 months", "duration"),
        ("自2024年1月20日起3年内", "自2024年1月20日起3个月内", "duration"),
        ("three hundred thousand yuan", "CNY 30,000 yuan", "figure"),
        ("按三成提成", "按30%提成", "figure"),
        ("专利权人可以许可他人", "专利权人不得许可他人", "modality"),
        ("The owner may not sell it", "The owner sells it", "modality"),
        ("权利人为清华大学", "权利人: 示例大学A", "party"),
        ("The owner is Stanford University", "owner: Sample University A", "party"),
        ("write to a@b.example", "write to the owner", "address"),
        ("免费使用", "付费使用", "free"),
        ("补贴无需申请", "补贴按许可费的20%支付", "not_needed"),
        (
            "The subsidy needs no application, Article 1.",
            "Article 1: the subsidy pays a share of the fee",
            "not_needed",
        ),
        ("It is granted without an application", "It is granted on application", "not_needed"),
    ],
)
def test_a_claim_its_source_does_not_make(sentence: str, source: str, claim: str) -> None:
    assert unsupported(sentence, [source]) == claim


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("许可方式是开放许可,每年30,000元", "开放许可,每年 30,000 元人民币"),
        ("The fee is CNY 30,000 a year", "每年 30,000 元人民币"),
        ("三个月内备案", "自生效之日起3个月内"),
        ("The term is ten years", "自申请日起十年"),
        ("权利人为示例大学A", "专利权人：示例大学A"),
        ("The owner may license others but may not assign it", "权利人可以许可他人，但不得转让"),
        ("不低于50%", "应当不低于百分之五十"),
        ("No approval is required", "无需审批"),
    ],
)
def test_the_same_claim_in_other_words(sentence: str, source: str) -> None:
    assert unsupported(sentence, [source]) is None


@pytest.mark.parametrize(
    "sentence",
    ["该专利现在可以许可。", "权利有效", "The patent is available.", "It can be used, although the fee was unpaid", "可直接实施"],
)  # fmt: skip
def test_words_that_call_a_right_available(sentence: str) -> None:
    assert says_available(sentence)


@pytest.mark.parametrize(
    "sentence",
    ["不能许可", "许可使用费为每年3万元", "最后有效日2039-01-01", "有效期届满", "It is no longer available", "The right lapsed", "独占许可实施合同"],
)  # fmt: skip
def test_words_that_do_not(sentence: str) -> None:
    assert not says_available(sentence)


def test_limits_are_no_denials() -> None:
    assert not any(
        denials(c)
        for c in ("不低于50%", "残余铝不大于0.3%", "no less than 3 %", "not more than 5 g", "不锈钢")
    )
    assert all(
        denials(c) for c in ("备案不是生效的条件", "is not a condition", "未备案", "no licence is needed")
    )


def test_dates_are_no_lengths_of_time() -> None:
    assert durations_in("自2026年6月1日起3个月内,共20年") == {("3", "m"), ("20", "y")}
    assert durations_in("two years and a month") == {("2", "y"), ("1", "m")}
