"""Amounts and rates are found in whatever spelling; what only looks like one is not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.licences.figures import Figure, figures_in

SPELLINGS = {
    "83417": (
        "83417", "83,417", "83，417", "８３４１７", "83 417", "83'417", "83417.00", "8.3417万", "8.3417 萬元", "8.3417w", "8万3417", "8万3千4百17",
        "八万三千四百一十七", "捌万叁仟肆佰壹拾柒圆整", "八三四一七元", "CNY83417", "RMB 83,417", "￥８３，４１７", "83.417k", "83.417 thousand", "83.417千元",
        "eighty-three thousand four hundred and seventeen", "83 thousand 417", "0.083417 million", "83,417-yuan", "低于83417吗",
    ),
    "30000": ("30000", "30,000", "3万", "三万", "叁万元整", "CNY 30k", "30 grand", "thirty thousand", "3w"),
    "1310000": ("131万", "一百三十一万", "1.31 million", "1.31m", "1.31百万", "1.310.000", "1 million 310 thousand", "1310千"),
    "83000": ("八万三", "8万3", "83千"),
    "500000": ("half a million", "50万", "五十万元"),
}  # fmt: skip
RATES = ("3.5%", "３.5％", "百分之三点五", "百分之3.5", "3.5 per cent", "3.5个点", "3.5个百分点", "35‰", "千分之三十五", "3.5 percentage points")  # fmt: skip


@pytest.mark.parametrize(("value", "text"), [(v, text) for v, texts in SPELLINGS.items() for text in texts])
def test_an_amount_is_one_in_every_spelling(value: str, text: str) -> None:
    said = f"许可费 {text}，可以吗"
    found = [one for one in figures_in(said) if one.figure == Figure(Decimal(value))]
    assert found, list(figures_in(said))
    assert text[:1] in said[found[0].start : found[0].end] or text.startswith(("CNY", "RMB", "￥", "低于"))


@pytest.mark.parametrize("text", RATES)
def test_a_rate_is_one_in_every_spelling(text: str) -> None:
    assert Figure(Decimal("0.035"), is_rate=True) in [one.figure for one in figures_in(f"提成{text}")]


@pytest.mark.parametrize(
    "text", ["CN199900001B", "千万别忘", "2026年6月1日", "2026-06-01", "v1.83417", "P01"]
)
def test_what_is_no_figure_is_none(text: str) -> None:
    assert all(one.figure.value < 100 for one in figures_in(text))


def test_a_place_is_that_of_the_figure() -> None:
    text = "Ⅳ 型：底价 ￥８３，４１７，不含税"
    (found,) = (one for one in figures_in(text) if one.figure.value > 100)
    assert text[found.start : found.end] == "８３，４１７"
    assert found.has_currency
