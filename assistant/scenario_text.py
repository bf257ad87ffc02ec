"""Assumptions in words: a question, in Chinese or English, in; the terms and the sales plan that it states out.

An amount counts with the label beside it (入门费10万, an entry fee of CNY 100,000). One without a currency takes that of
the other amounts, else of the offer; 元 where a Chinese question names none at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeVar

from assistant.scenarios import MOST_YEARS
from assistant.values import SCALE
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.numerals import CHINESE_NUMERAL_CHARS, parse_numeral
from knowledge.types import Money

_Key = TypeVar("_Key")
_FLAGS = re.IGNORECASE
_HUNDRED = Decimal(100)
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CURRENCY = {
    "cny": "CNY", "rmb": "CNY", "¥": "CNY", "￥": "CNY", "元": "CNY", "人民币": "CNY", "yuan": "CNY",
    "usd": "USD", "us$": "USD", "$": "USD", "美元": "USD", "dollars": "USD", "eur": "EUR", "€": "EUR", "欧元": "EUR", "euros": "EUR",
}  # fmt: skip
_WORDS_OF_MONEY = r"CNY|RMB|USD|EUR|US\$|[¥￥$€]"


def _amount(name: str) -> str:
    return (
        rf"(?:(?P<{name}_before>{_WORDS_OF_MONEY}) ?)?(?P<{name}>{_NUMBER})(?!\d|[.,]\d| ?[%％]) ?(?P<{name}_scale>万亿|[万亿]|thousand\b|million\b|billion\b|bn\b|m\b|k\b)?"
        rf" ?(?P<{name}_after>元|人民币|yuan\b|dollars\b|euros\b|CNY\b|RMB\b|USD\b|美元|EUR\b|欧元)?"
    )


_GAP = r"[^\d，,。；;%]{0,10}?"
_EN_GAP = r"[^\d,.;%]{0,16}?"
_A = _amount("a")
_SOLD = rf"(?=(?:{_NUMBER}) ?(?:万|亿|元)){_amount('e')}"  # 卖500万, and not 卖500台
_SOLD_EN = rf"(?=(?:(?:{_WORDS_OF_MONEY}) ?(?:{_NUMBER})|(?:{_NUMBER}) ?(?:million|billion|thousand|yuan|dollars|CNY|RMB|USD))){_amount('f')}"
_TRIGGER = lazy_pattern(rf"(?:累计)?销售额?(?:累计)?达到? ?{_A}(?:后|时|以后)[^\d]{{0,8}}?(?:支付|付|缴)[^\d]{{0,6}}?{_amount('b')}|\b(?:once|when) (?:cumulated |cumulative )?sales (?:reach|exceed) {_amount('c')},? (?:then )?{_amount('d')}", _FLAGS)  # fmt: skip
_BY_YEAR = lazy_pattern(rf"第 ?(?P<n>[{CHINESE_NUMERAL_CHARS}]|\d{{1,2}}) ?年(?:销售额?)?[^\d，,。；;%]{{0,6}}?{_A}|\byear (?P<m>\d{{1,2}}):? ?(?:sales )?(?:of )?{_amount('b')}|{_amount('c')} (?:of sales |in sales )?in year (?P<k>\d{{1,2}})", _FLAGS)  # fmt: skip
_MONEY: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, lazy_pattern(pattern, _FLAGS))
    for name, pattern in (
        ("upfront", rf"(?:入门费|首付款?|预付款?|一次性许可费|一次性付?){_GAP}{_A}|\b(?:entry|up-?front|initial|lump[- ]sum|one-?off) (?:fee|payment|licen[cs]e fee)?{_EN_GAP}{_amount('b')}|{_amount('c')} (?:entry|up-?front|initial|lump[- ]sum) (?:fee|payment)"),
        ("minimum", rf"(?:最低|保底)(?:年)?(?:提成|许可费|使用费|费)?{_GAP}{_A}|\bminimum (?:annual |yearly )?(?:royalt(?:y|ies)|fee|payment)?{_EN_GAP}{_amount('b')}"),
        ("periodic", rf"(?:固定年费|年许可费|每年固定|固定许可费每年|每年(?:支付|付|交)(?:许可费)?){_GAP}{_A}|\b(?:fixed|flat) (?:annual|yearly) (?:fee|licen[cs]e fee)?{_EN_GAP}{_amount('b')}|{_amount('c')} (?:a|per) year (?:fixed|flat)"),
        ("sales", rf"(?:卖(?:了|出|到)?){_GAP}{_SOLD}(?! ?[台件套个只吨辆])|\b(?:sell|sells|selling|sold)\b{_EN_GAP}{_SOLD_EN}(?! ?(?:units?|pieces|sets)\b)|(?:年|每年|第一年|首年)?(?:净)?(?:销售额|销售收入|销售|营业额|营收)(?:第一年)?{_GAP}{_A}|{_amount('b')} ?(?:的)?(?:净)?(?:销售额|销售收入)|{_amount('c')} (?:of|in) (?:annual |yearly |net )*(?:sales|turnover|revenue)|\b(?:sales|turnover|revenue)(?: are| is| will be| of| at)*{_EN_GAP}{_amount('d')}"),
    )
)  # fmt: skip
_PERCENT: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, lazy_pattern(pattern, _FLAGS))
    for name, pattern in (
        ("growth", r"(?:增长率?|递增|增速)[^\d，,。；;]{0,6}(?P<a>\d+(?:\.\d+)?) ?%|\bgrow(?:ing|s|th)?\b[^\d.;]{0,16}(?P<b>\d+(?:\.\d+)?) ?(?:%|per ?cent)|(?P<c>\d+(?:\.\d+)?) ?% (?:annual |yearly )?growth"),
        ("decline", r"(?:下降|递减|减少)[^\d，,。；;]{0,6}(?P<a>\d+(?:\.\d+)?) ?%|\b(?:declin|fall|shrink|drop)\w*\b[^\d.;]{0,16}(?P<b>\d+(?:\.\d+)?) ?%"),
        ("discount", r"(?:折现率?|贴现率?)[^\d，,。；;]{0,6}(?P<a>\d+(?:\.\d+)?) ?%|\bdiscount(?:ed|ing)?(?: rate)?[^\d.;]{0,8}(?P<b>\d+(?:\.\d+)?) ?%|(?P<c>\d+(?:\.\d+)?) ?% discount"),
        ("rate", r"提成(?:率|比例)?[^\d，,。；;]{0,8}(?P<a>\d+(?:\.\d+)?) ?%|(?P<b>\d+(?:\.\d+)?) ?% ?的?提成|\broyalt(?:y|ies)(?: rate)?[^\d.;]{0,10}(?P<c>\d+(?:\.\d+)?) ?%|(?P<d>\d+(?:\.\d+)?) ?% (?:running )?(?:royalt|of (?:net )?sales)"),
    )
)  # fmt: skip
_EN_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "fifteen": 15, "twenty": 20}  # fmt: skip
_YEARS = lazy_pattern(
    rf"年数 ?(?P<n>\d{{1,2}})|\byears:? (?P<m>\d{{1,2}})\b|(?<![\d第{CHINESE_NUMERAL_CHARS}])(?P<zh>\d{{1,2}}|[{CHINESE_NUMERAL_CHARS}]{{1,3}}) ?年(?!销|费|利|净|度|增|收|版|月|修|底|报|级|级|一?件)|\b(?P<en>\d{{1,2}}|{'|'.join(_EN_NUMBERS)}) years?\b(?! ago)",
    _FLAGS,
)
_UNITS = lazy_pattern(rf"(?:第一年数量|units in the first year) ?(?P<c>{_NUMBER})|(?:年产|年销|销量|产量|每年(?:生产|销售|卖)?)[^\d，,。；;]{{0,6}}(?P<a>{_NUMBER}) ?(?P<s>万)? ?(?:台|件|套|个|只|吨|辆)|(?P<b>{_NUMBER}) units?(?: a| per| each)? ?(?:year)?", _FLAGS)  # fmt: skip
_TOTAL = lazy_pattern(r"哪一?[个件项](?:更)?(?:便宜|划算|省)|\bcheap(?:er|est)\b|一共|总共|合计|总计|累计|共要|总费用|下来|多少|\b(?:total|altogether|cost|how much|pay|in all)\b", _FLAGS)  # fmt: skip
_OWED = lazy_pattern(
    r"(?:交|付|给|收)(?:他们|学校|对方)?多少|多少(?:许可费|使用费|提成|钱)|\bhow much\b.{0,24}\b(?:pay|owe|cost|due)\b|\bwhat\b.{0,24}\b(?:pay|owe|cost)\b",
    _FLAGS,
)
OF_ANOTHER = "\f"  # a line between texts: those before it were about another patent
BREAK_EVEN = lazy_pattern(
    r"盈亏平衡|平衡点|打平|(?:费用|成本)(?:才)?(?:相等|一样|相同)|\bbreak[- ]?even", _FLAGS
)
ANNUAL_FEE = lazy_pattern(rf"年费[^\d，,。；;%]{{0,8}}?{_A}|{_amount('b')} ?(?:的|元的)?(?:专利)?年费|\b(?:annual|renewal) fees?{_EN_GAP}{_amount('c')}", _FLAGS)  # fmt: skip
OPEN_LICENCE = lazy_pattern(r"开放许可|当然许可|许可意愿|\bopen licen[cs]|\blicen[cs]es? of right|\bwillingness to licen[cs]e", _FLAGS)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a text states. `currency_assumed` says that no amount of it named a currency."""

    money: dict[str, Money] = field(
        default_factory=dict
    )  # upfront, minimum, periodic, sales, deferred, trigger
    percent: dict[str, Decimal] = field(default_factory=dict)  # growth, discount, rate: fractions
    years: int | None = None
    units: int | None = None
    by_year: tuple[Money, ...] = ()
    currency_assumed: bool = False

    @property
    def anything(self) -> bool:
        return bool(self.money or self.percent or self.years or self.units or self.by_year)

    @property
    def sales_plan(self) -> Stated:
        """Return what it states of sales and years, without terms of a licence."""
        money = {name: amount for name, amount in self.money.items() if name == "sales"}
        return replace(self, money=money, percent={n: p for n, p in self.percent.items() if n != "rate"})


def stated_in(text: str, currency: str | None = None) -> Stated:
    """Read the assumptions of a text; `currency` is that of the offer, for amounts that name none."""
    reading = _Reading(text)
    money: dict[str, tuple[Decimal, str | None]] = {}
    for match in reading.take(_TRIGGER, most=1):
        found = [a for name in "abcd" if (a := _money(match, name))]
        money["trigger"], money["deferred"] = found[0], found[1]
    yearly = _by_year(reading)
    percent: dict[str, Decimal] = {}
    for name, pattern in _PERCENT:
        for match in reading.take(pattern, most=1):
            percent[name] = Decimal(next(g for g in match.groupdict().values() if g)) / _HUNDRED
    if "decline" in percent:
        percent["growth"] = -percent.pop("decline")
    for name, pattern in _MONEY:
        for match in reading.take(pattern, most=1):
            money[name] = next(a for part in "abcdef" if (a := _money(match, part)))
    units = next((_units(match) for match in reading.take(_UNITS, most=1)), None)
    own = next((c for _, c in (*money.values(), *yearly.values()) if c), None)
    fallback = own or currency or ("CNY" if re.search(r"[\u3400-\u9fff]", text) else None)
    listed = [yearly[n] for n in sorted(yearly)] if sorted(yearly) == list(range(1, len(yearly) + 1)) else []
    return Stated(
        money=dict(_priced(money, fallback)),
        percent=percent,
        years=_years(reading.left),
        units=units,
        by_year=tuple(m for _, m in _priced(dict(enumerate(listed)), fallback)),
        currency_assumed=own is None and currency is None and fallback is not None and bool(money or yearly),
    )


def _by_year(reading: _Reading) -> dict[int, tuple[Decimal, str | None]]:
    """Take sales that are listed year by year; those of the first year alone are only where a plan begins."""
    found = {
        number: amount
        for match in _BY_YEAR.finditer(reading.left)
        if (number := parse_numeral(match["n"] or match["m"] or match["k"]))
        and (amount := _money(match, "a") or _money(match, "b") or _money(match, "c"))
    }
    if len(found) < 2:
        return {}
    list(reading.take(_BY_YEAR))
    return found


def _priced(
    amounts: Mapping[_Key, tuple[Decimal, str | None]], fallback: str | None
) -> Iterator[tuple[_Key, Money]]:
    """Yield amounts with their currency, else the one to fall back on; those without either are no amounts."""
    for key, (amount, own) in amounts.items():
        currency = own or fallback
        if currency:
            yield key, Money(amount=amount, currency=currency)


def over(earlier: Stated, later: Stated) -> Stated:
    """Return what both state; what was said later counts."""
    return replace(
        earlier,
        money={**earlier.money, **later.money},
        percent={**earlier.percent, **later.percent},
        years=later.years or earlier.years,
        units=later.units or earlier.units,
        by_year=later.by_year or (() if "sales" in later.money else earlier.by_year),
        currency_assumed=earlier.currency_assumed or later.currency_assumed,
    )


def asks_for_scenario(text: str) -> bool:
    """Say whether a text asks what a licence costs over years or at some sales, and states enough to begin with."""
    told = stated_in(text)
    sells = "sales" in told.money or bool(told.by_year) or told.units is not None
    if sells and BREAK_EVEN.search(text):
        return True
    own_terms = told.money.keys() & {"upfront", "minimum", "periodic", "deferred"} or "rate" in told.percent
    spans = (told.years or 0) > 1 or bool(told.percent.keys() & {"growth", "discount"}) or bool(told.by_year)
    in_a_year = ("sales" in told.money and told.years) or told.units is not None
    if in_a_year and _OWED.search(text):
        return True
    return bool(_TOTAL.search(text)) and ((sells and (spans or bool(own_terms))) or bool(own_terms and spans))


def asks_for_relief(text: str) -> bool:
    """Say whether a text asks what is left of an annual fee under an open licence."""
    return bool(OPEN_LICENCE.search(text) and ANNUAL_FEE.search(text) and _TOTAL.search(text))


def annual_fee_in(text: str) -> Money | None:
    match = ANNUAL_FEE.search(text)
    found = next((a for name in "abc" if (a := _money(match, name))), None) if match else None
    if found is None:
        return None
    amount, currency = found
    currency = currency or ("CNY" if re.search(r"[\u3400-\u9fff]", text) else None)
    return Money(amount=amount, currency=currency) if currency else None


_WHOLE = lazy_pattern(rf"\s*{_A}\s*", _FLAGS)


def money_of(text: str, currency: str) -> Money:
    """Read a whole text as one amount; `currency` is for one that names none. Raises ValueError for anything else."""
    match = _WHOLE.fullmatch(text)
    found = _money(match, "a") if match else None
    if found is None:
        raise ValueError(text)
    return Money(amount=found[0], currency=found[1] or currency)


class _Reading:
    """A text of which what was read is blanked, so that one number is read once."""

    def __init__(self, text: str) -> None:
        self.left = text

    def take(self, pattern: re.Pattern[str], most: int = MOST_YEARS) -> Iterable[re.Match[str]]:
        found = list(pattern.finditer(self.left))[:most]
        for match in found:
            start, end = match.span()
            self.left = self.left[:start] + "，" * (end - start) + self.left[end:]
        return found


def _money(match: re.Match[str], name: str) -> tuple[Decimal, str | None] | None:
    groups = match.groupdict()
    if not groups.get(name):
        return None
    scale = (groups[f"{name}_scale"] or "").lower()
    amount = Decimal(groups[name].replace(",", "")) * (1000 if scale == "k" else SCALE.get(scale, 1))
    return amount, _CURRENCY.get((groups[f"{name}_before"] or groups[f"{name}_after"] or "").lower())


def _units(match: re.Match[str]) -> int:
    number = Decimal((match["a"] or match["b"] or match["c"]).replace(",", ""))
    return int(number * (10_000 if match["s"] else 1))


def _years(text: str) -> int | None:
    for match in _YEARS.finditer(text):
        told = (match["n"] or match["m"] or match["zh"] or match["en"]).lower()
        years = _EN_NUMBERS.get(told, parse_numeral(told))
        if years and 1 <= years <= MOST_YEARS:
            return years
    return None
