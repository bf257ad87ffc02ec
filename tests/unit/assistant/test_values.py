"""Values read out of text: every spelling has one form, and a value that no source holds is told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.values import Value, fold, plain, unbound, values_in


def values_of(text: str, kind: str) -> list[str]:
    return [value.text for value in values_in(text) if value.kind == kind]


@pytest.mark.parametrize(
    "spelling",
    [
        "2031-07-04", "2031/7/4", "2031.07.04", "2031年7月4日", "2031年07月04日", "2031 年 7 月 4 日", "２０３１年７月４日",
        "２０３１－０７－０４", "4 July 2031", "4 Jul 2031", "4th July 2031", "4 July, 2031", "July 4, 2031", "July 4th, 2031", "Jul. 4, 2031", "JULY 4 2031",
    ],
)  # fmt: skip
def test_a_day_has_one_form_in_every_spelling(spelling: str) -> None:
    assert values_in(f"自 {spelling} 起") == (Value("date", "2031-07-04"),)
    assert values_in(f"from {spelling} on") == (Value("date", "2031-07-04"),)


@pytest.mark.parametrize(
    "spelling", ["2031年7月", "2031年07月", "2031 年 7 月", "２０３１年７月", "July 2031", "Jul 2031", "Jul. 2031", "JULY 2031"]
)  # fmt: skip
def test_a_month_has_one_form(spelling: str) -> None:
    assert values_in(f"截至 {spelling} 底") == (Value("month", "2031-07"),)


@pytest.mark.parametrize("impossible", ["2031-02-30", "2031年13月5日", "31 April 2031", "2031/00/09"])
def test_a_day_that_does_not_exist_is_no_date(impossible: str) -> None:
    assert values_of(impossible, "date") == []


@pytest.mark.parametrize(
    ("spelling", "amount"),
    [
        ("45,000元", "45000"), ("45000 元", "45000"), ("4.5万元", "45000"), ("4.5 万元", "45000"), ("４.５万元", "45000"),
        ("CNY 45,000", "45000"), ("45 thousand yuan", "45000"), ("RMB 45,000.00", "45000"), ("人民币45,000元整", "45000"),
        ("四万五千元", "45000"), ("1.2亿元", "120000000"), ("120 million yuan", "120000000"), ("USD 120m", "120000000"),
        ("2 billion", "2000000000"), ("3万亿元", "3000000000000"), ("0.50 元", "0.5"), ("12,345,678.90 yuan", "12345678.9"),
        ("三千元", "3000"), ("1,200万元", "12000000"),
    ],
)  # fmt: skip
def test_an_amount_has_one_form(spelling: str, amount: str) -> None:
    assert values_of(f"费用为{spelling}。", "number") == [amount]


@pytest.mark.parametrize(
    ("spelling", "rate"),
    [
        ("4.5%", "4.5"), ("4.50 %", "4.5"), ("４．５％", "4.5"), ("4.5 per cent", "4.5"), ("4.5 percent", "4.5"), ("百分之4.5", "4.5"),
        ("百分之五", "5"), ("百分之五十", "50"), ("50%", "50"), ("百分之十二", "12"), ("0.5%", "0.5"), ("100 %", "100"),
    ],
)  # fmt: skip
def test_a_rate_has_one_form(spelling: str, rate: str) -> None:
    assert values_in(f"净销售额的{spelling}") == (Value("percent", rate),)


@pytest.mark.parametrize(
    ("spelling", "number"),
    [
        ("第八十六条", "86"), ("第86条", "86"), ("第 86 条", "86"), ("第８６条", "86"), ("Article 86", "86"), ("article 86", "86"),
        ("Art. 86", "86"), ("Section 86", "86"), ("s. 86", "86"), ("§ 86", "86"), ("§86", "86"), ("第一百零五条", "105"), ("第十条", "10"), ("Articles 10", "10"),
    ],
)  # fmt: skip
def test_an_article_has_one_form(spelling: str, number: str) -> None:
    assert values_of(f"依照 {spelling} 办理", "article") == [number]


@pytest.mark.parametrize(
    ("spelling", "number"),
    [
        ("CN188800123B", "CN188800123B"), ("CN 188800123 B", "CN188800123B"), ("ZL201810123456.7", "ZL2018101234567"), ("US 11,222,333 B2", "US11222333B2"),
        ("EP3456789B1", "EP3456789B1"), ("WO2020/123456", "WO2020123456"),
    ],
)  # fmt: skip
def test_a_patent_number_is_one_value_and_no_amount(spelling: str, number: str) -> None:
    found = values_in(f"专利 {spelling}")
    assert [(value.kind, value.text) for value in found] == [("identifier", number)]


@pytest.mark.parametrize(
    ("text", "number"),
    [("三个月内", "3"), ("十二个月", "12"), ("二十年", "20"), ("15天", "15"), ("七家", "7"), ("五倍", "5"), ("within 90 days", "90")],
)  # fmt: skip
def test_a_counted_thing_is_a_number(text: str, number: str) -> None:
    assert values_of(text, "number") == [number]


@pytest.mark.parametrize(
    "text", ["许可人不得再许可第三人。", "A sole licence binds the owner as well.", "", "LiFePO4 正极", "H2O and CO2", "A61K 类", "一种方法"]
)  # fmt: skip
def test_words_without_a_value_hold_none(text: str) -> None:
    assert [value for value in values_in(text) if value.kind != "number"] == []
    assert values_of(text, "number") == []


@pytest.mark.parametrize(
    ("number", "text"),
    [("30000", "30000"), ("3E+4", "30000"), ("0.0350", "0.035"), ("10", "10"), ("100.00", "100"), ("0", "0"), ("1E-3", "0.001")],
)  # fmt: skip
def test_a_number_is_written_without_exponent_and_trailing_zeros(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text


def test_folding_keeps_signs_and_digits() -> None:
    assert fold("３％ ¥５ 第五条 co\u00adowner") == "3% ¥5第五条 coowner"


@pytest.mark.parametrize(
    ("claimed", "source"),
    [
        ("每年 4.5万元", "CNY 45,000 per year"),
        ("The rate is 3 per cent", "按净销售额百分之三提成"),
        ("Article 86 applies", "第八十六条 规定"),
        ("2031年7月起", "effective from 4 July 2031"),
        ("in 2031", "自2031年7月4日起"),
        ("in 2031", "July 2031"),
        ("within 3 months", "三个月内"),
        ("US 11222333 B2", "US 11,222,333 B2"),
        ("no value at all", "nothing"),
    ],
)
def test_a_value_is_bound_by_another_spelling_of_it(claimed: str, source: str) -> None:
    assert unbound(claimed, (source,)) == ()


@pytest.mark.parametrize(
    ("claimed", "source", "missing"),
    [
        ("每年 45万元", "CNY 45,000 per year", Value("number", "450000")),
        ("rate 30 %", "按净销售额百分之三提成", Value("percent", "30")),
        ("3 yuan", "3%", Value("number", "3")),
        ("Article 68", "第八十六条", Value("article", "68")),
        ("2031-07-05", "2031年7月4日", Value("date", "2031-07-05")),
        ("2031-07-04", "2031年7月", Value("date", "2031-07-04")),
        ("2031年8月", "2031-07-04", Value("month", "2031-08")),
        ("in 2030", "2031-07-04", Value("number", "2030")),
        ("CN188800124B", "CN188800123B", Value("identifier", "CN188800124B")),
        ("86", "第八十六条", Value("number", "86")),
        ("6 months", "三个月内", Value("number", "6")),
    ],
)
def test_a_value_that_no_source_holds_is_told(claimed: str, source: str, missing: Value) -> None:
    assert missing in unbound(claimed, (source,))


def test_several_sources_bind_together_and_none_binds_nothing() -> None:
    claim = "Article 12: 5 % of CNY 8,000"
    assert unbound(claim, ("第十二条", "百分之五", "8,000 元")) == ()
    assert {value.kind for value in unbound(claim, ())} == {"article", "percent", "number"}
