"""Fee clauses: a sentence in Chinese or English in; the amounts, rates and months it states out, with the words that do.

Only what stands there definitely is read. A range, a limit (不高于, up to), an estimate (约, about), an amount without a
currency, or two different values for one term leave that term None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import ClassVar, TypeVar

from knowledge.lazy_patterns import lazy_pattern
from knowledge.licences.amounts import Clause, FoundAmount, find_amounts, find_rates, fold_clause
from knowledge.types import FeeModel, LicenceType, LocalText, Money, Offer, RoyaltyBase

_T = TypeVar("_T")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeTerms:
    """The fee fields of an Offer, as far as a clause states them; see Offer for their meaning."""

    fee_model: FeeModel | None = None
    upfront_fee: Money | None = None
    periodic_fee: Money | None = None
    deferred_fee: Money | None = None
    free_months: int | None = None
    trigger_sales: Money | None = None
    royalty_rate: Decimal | None = None
    royalty_base: RoyaltyBase | None = None
    unit_fee: Money | None = None
    minimum_annual: Money | None = None

    def as_offer(self, statement: tuple[LocalText, ...], *, licence_type: LicenceType | None = None) -> Offer:
        """Make an offer of these terms, with the clause as the source words it."""
        return Offer(
            licence_type=licence_type, fee_model=self.fee_model, statement=statement, upfront_fee=self.upfront_fee,
            periodic_fee=self.periodic_fee, deferred_fee=self.deferred_fee, free_months=self.free_months,
            trigger_sales=self.trigger_sales, royalty_rate=self.royalty_rate, royalty_base=self.royalty_base,
            unit_fee=self.unit_fee, minimum_annual=self.minimum_annual,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeReading:
    """What a clause states, and for each field the stretch of the clause that states it."""

    terms: FeeTerms
    spans: Mapping[str, Span]


_UPFRONT = r"入门费|入门金|首付款?|首期款?|预付款?|一次性|一次总付|一次总算|固定许可费|entry fee|entry payment|up-?front|initial fee|initial payment|lump[- ]sum|one-?off|one-?time|issue fee|signing fee|execution fee"
_TOTAL = r"(?:(?:许可|使用|转让)费总额|总许可费|总费用|许可费共计|许可费合计|total (?:licen[cs]e )?(?:fee|consideration))"
_MINIMUM = r"(?:最低|保底|minimum)[^\d,，;；。]{0,28}$"
_YEAR = r"年|annual|year|annum"
_YEARLY_BEFORE = r"(?:每1?年(?:度)?|每一年|年许可费|年使用费|年度许可费|年度使用费|按年|annual (?:licen[cs]e |maintenance )?fee(?: of)?|yearly fee(?: of)?)[^\d,，;；。]{0,10}$"
_YEARLY_AFTER = r"^\s*(?:/\s*年|/\s*year|/\s*yr|/\s*annum|每年|一年|per (?:calendar )?year|per annum|a year|annually|yearly|each year|every year)"
_SALES = r"(?:销售额|销售收入|sales|turnover|revenue)[^\d。;；]{0,24}$"
_REACH = lazy_pattern(r"(?:达到?|满|reach|exceed|amount to|hit|total)")
_ITEMS = r"(?:件|台|套|个|只|吨|公斤|千克|辆|片|瓶|支|米|立方米|平方米)"
_UNIT_AFTER = rf"^\s*(?:/\s*|每|per )(?:{_ITEMS}|unit|piece|item|device|tonne|ton|kg|dose|vehicle)(?!\s*专利|\s*/|\s*patent|\s*每年|\s*per )"
_UNIT_BEFORE = rf"每(?:1|一)?{_ITEMS}(?!专利)[^\d,，;；。]{{0,8}}$"
_PAY = lazy_pattern(r"支付|付款|缴纳|付|then|pay|due|payable")
_MONTHS = r"(?P<n>\d+)[\s-]*(?P<unit>个月|年|calendar months?|calendar years?|months?|years?)"
_FREE_PERIODS = (
    lazy_pattern(rf"{_MONTHS}(?:内|之内|期间)?[^\d。;；,，]{{0,8}}(?:免|不收|无需|零)"),
    lazy_pattern(rf"(?:免费期|免费使用期|免费试用期|免费|免许可费|免除许可费|不收费)[^\d。;；]{{0,8}}?{_MONTHS}"),
    lazy_pattern(rf"(?:no fee|free|without a fee|fee-free|no charge)[^\d.;]{{0,24}}?{_MONTHS}"),
    lazy_pattern(rf"{_MONTHS}[^\d.;]{{0,16}}?(?:free\b|no fee|without a fee|fee-free)"),
)  # fmt: skip
_LATER = lazy_pattern(r"先用后付|先使用后付费|先试用后付费|后付费|pay[- ](?:after|later)|use[- ]first")
_FREE = lazy_pattern(
    r"免费许可|免许可费|免费使用|零许可费|无偿许可|免除许可使用费|无偿使用|royalty[- ]free|free of charge|no licen[cs]e fee|without charge"
)
_NEGOTIABLE = lazy_pattern(
    r"面议|协商|商议|另议|商定|negotiable|negotiated|by negotiation|to be agreed|on request|to be discussed"
)
_PAID_ONCE = lazy_pattern(
    r"(?:支付方式|付费方式|付款方式|计费方式|payment)\s*:?\s*(?:为|是)?\s*(?:一次性|一次总付|一次总算|lump[- ]sum)"
)
_PAID_YEARLY = lazy_pattern(
    r"(?:支付方式|付费方式|付款方式|计费方式|payment)\s*:?\s*(?:为|是)?\s*(?:按年|每年|年付|annual|yearly)"
)
_CHOICE = lazy_pattern(r"或(?!有)|\bor\b|二选一|任选")
_EQUITY = lazy_pattern(r"作价入股|入股|股权|equity|shareholding")
_INSTALMENT = lazy_pattern(r"分期|分[0-9两二三四五六]\s*(?:期|次|笔)|instal?lments?")
_ROYALTY_WORDS = lazy_pattern(
    r"提成|销售|利润|产值|营业|收入|收益|royalt|sales|turnover|revenue|profit|income|proceeds"
)
_NO_ROYALTY_AFTER = lazy_pattern(
    r"^\s*(?:的|of (?:the )?)?\s*(?:股|税|增值税|利息|违约金|滞纳金|折扣|优惠|款项|首付|尾款|余款|equity|shares?|tax|vat|interest|discount|upon|on signing|at signing)"
)
_NO_ROYALTY_BEFORE = lazy_pattern(
    r"(?:税率|税|利率|利息|违约金|滞纳金|折扣|股权|股份|持股|占股|tax|vat|interest|discount|equity|stake|"
    r"(?:支付|付)(?:总额的|总价的|合同额的|许可费的)?)[^\d,，;；。]{0,6}$"
)


def parse_fee_statement(text: str, *, dollar: str | None = None) -> FeeTerms:
    """Read a fee clause. Terms it does not state, or states in two ways, stay None."""
    return read_fee_statement(text, dollar=dollar).terms


def read_fee_statement(text: str, *, dollar: str | None = None) -> FeeReading:
    """Read a fee clause with the stretch of `text` behind each field; `dollar`: what a bare $ stands for, if known."""
    clause = fold_clause(text)
    reading = _Reading(clause)
    for found in find_amounts(clause, dollar=dollar):
        reading.take_amount(found)
    for rate, base, span in _rates(clause):
        reading.take("royalty", (rate, base), span)
    reading.settle()
    for months, span in _free_periods(clause):
        reading.take("free_months", months, span)
    if reading.has_alternatives():
        return FeeReading(terms=FeeTerms(), spans={})
    terms = reading.terms()
    terms = _with_model(terms, clause.text, any_amount=reading.any_amount, rates=reading.count("royalty"))
    return FeeReading(terms=terms, spans=reading.spans(terms))


class _Reading:
    """Collects the values found for each term; a term with two values has none."""

    _FIELDS: ClassVar[Mapping[str, str]] = {
        "upfront": "upfront_fee", "periodic": "periodic_fee", "deferred": "deferred_fee", "trigger": "trigger_sales",
        "unit": "unit_fee", "minimum": "minimum_annual",
    }  # fmt: skip

    def __init__(self, clause: Clause) -> None:
        self._clause = clause
        self._found: dict[str, dict[object, Span]] = {}
        self._bare: dict[Money, Span] = {}  # amounts of which nothing beside them says what they are for
        self.any_amount = False

    def settle(self) -> None:
        """Take the only amount of a clause for what the clause calls its way of payment: 一次总付, 按年支付."""
        if self._found.keys() - {"free_months"} or len(self._bare) != 1:
            return
        once, yearly = _PAID_ONCE.search(self._clause.text), _PAID_YEARLY.search(self._clause.text)
        if bool(once) is not bool(yearly):
            ((amount, span),) = self._bare.items()
            self.any_amount = True
            self.take("upfront" if once else "periodic", amount, span)

    def take(self, role: str, value: object, span: Span) -> None:
        self._found.setdefault(role, {}).setdefault(value, span)

    def take_amount(self, found: FoundAmount) -> None:
        role = _role(self._clause.text, found.start, found.end)
        if role is None:
            self._bare[found.money] = (found.start, found.end)
        else:
            self.any_amount = True
            self.take(role, found.money, (found.start, found.end))

    def has_alternatives(self) -> bool:
        """Say whether two terms are offered for choice: 一次性10万元或每年3万元."""
        spans = sorted(
            span for role, held in self._found.items() if role != "free_months" for span in held.values()
        )
        between = (self._clause.text[one[1] : two[0]] for one, two in pairwise(spans))
        return any(_CHOICE.search(words) for words in between)

    def count(self, role: str) -> int:
        return len(self._found.get(role, ()))

    def only(self, role: str, kind: type[_T]) -> _T | None:
        values = list(self._found.get(role, ()))
        return values[0] if len(values) == 1 and isinstance(values[0], kind) else None

    def terms(self) -> FeeTerms:
        royalty = self.only("royalty", tuple)
        rate, base = royalty or (None, None)
        unit = self.only("unit", Money)
        return FeeTerms(
            upfront_fee=self.only("upfront", Money),
            periodic_fee=self.only("periodic", Money),
            deferred_fee=self.only("deferred", Money),
            trigger_sales=self.only("trigger", Money),
            minimum_annual=self.only("minimum", Money),
            free_months=self.only("free_months", int),
            royalty_rate=rate,
            royalty_base=RoyaltyBase.UNIT if unit and base is None and rate is None else base,
            unit_fee=unit,
        )

    def spans(self, terms: FeeTerms) -> dict[str, Span]:
        """Return for each field that is set the stretch of the original clause that states it."""
        spans: dict[str, Span] = {}
        for role, name in (
            *self._FIELDS.items(),
            ("free_months", "free_months"),
            ("royalty", "royalty_rate"),
        ):
            held = self._found.get(role, {})
            if len(held) == 1 and getattr(terms, name) is not None:
                spans[name] = self._clause.span(*next(iter(held.values())))
        if terms.royalty_base is not None:
            spans["royalty_base"] = spans.get("royalty_rate") or spans["unit_fee"]
        if terms.fee_model is not None and self._clause.text.strip():
            spans["fee_model"] = self._clause.span(0, len(self._clause.text))
        return spans


def _role(clause: str, start: int, end: int) -> str | None:
    """Name what an amount is paid for, from the words around it."""
    before, after = re.split(r"[;；。+]", clause[:start])[-1], re.split(r"[;；。+]", clause[end:])[0]
    if re.search(_SALES, before) and _REACH.search(before[-30:]):
        return "trigger"
    if re.match(_UNIT_AFTER, after) or re.search(_UNIT_BEFORE, before):
        return "unit"
    yearly = re.match(_YEARLY_AFTER, after) or re.search(_YEARLY_BEFORE, before)
    least = re.search(_MINIMUM, before)
    if least:
        return "minimum" if yearly or re.search(_YEAR, before[max(0, least.start() - 12) :]) else None
    if yearly:
        return "periodic"
    if re.search(rf"(?:{_UPFRONT})[^\d,，;；。]{{0,16}}$", before) or re.match(rf"\s*(?:{_UPFRONT})", after):
        return "upfront"
    if re.match(rf"\s*(?:{_UPFRONT})[^:]{{0,8}}:", before):
        return "upfront"
    if re.search(rf"{_TOTAL}[^\d,，;；。]{{0,8}}$", before):
        return "upfront"
    later = _LATER.search(clause) or (_REACH.search(clause) and re.search(r"销售|sales", clause))
    return "deferred" if later and _PAY.search(before[-12:]) else None


def _rates(clause: Clause) -> Iterator[tuple[Decimal, RoyaltyBase | None, Span]]:
    """Yield the percentages that can be royalties: not those of a tax, a share or a part payment."""
    text = clause.text
    if not _ROYALTY_WORDS.search(text):
        return
    for found in find_rates(clause):
        parts = re.split(r"[;；。,，+]", text[: found.start])
        before = parts[-1][-24:]
        after = re.split(r"[;；。,，+]", text[found.end :])[0][:32]
        if _NO_ROYALTY_AFTER.match(after) or _NO_ROYALTY_BEFORE.search(before):
            continue
        base, reach = _base(before, after)
        first = found.start - len(before) + reach[0] if reach and reach[0] < len(before) else found.start
        last = found.end + max(0, reach[1] - len(before) - 1) if reach else found.end
        yield found.rate, base, (min(first, found.start), max(last, found.end))


_BASES = (
    (lazy_pattern(r"净销售额|净销售收入|net sales"), RoyaltyBase.NET_SALES),
    (lazy_pattern(r"利润|profits?"), RoyaltyBase.PROFIT),
)


def _base(before: str, after: str) -> tuple[RoyaltyBase | None, Span | None]:
    """Return the base named beside a rate and its place in `before + " " + after`.

    Gross or unqualified sales are no base of ours: None.
    """
    around = f"{before} {after}"
    for pattern, base in _BASES:
        match = pattern.search(around)
        if match:
            return base, match.span()
    return None, None


def _free_periods(clause: Clause) -> Iterator[tuple[int, Span]]:
    for pattern in _FREE_PERIODS:
        for match in pattern.finditer(clause.text):
            years = "年" in match["unit"] or "year" in match["unit"]
            yield int(match["n"]) * (12 if years else 1), match.span()


def _with_model(terms: FeeTerms, clause: str, *, any_amount: bool, rates: int) -> FeeTerms:
    return replace(terms, fee_model=_model(terms, clause, any_amount=any_amount, rates=rates))


def _model(terms: FeeTerms, clause: str, *, any_amount: bool, rates: int) -> FeeModel | None:
    running = rates > 0 or terms.unit_fee is not None
    if _LATER.search(clause) or terms.deferred_fee:
        return FeeModel.PAY_AFTER_USE
    if _EQUITY.search(clause):
        return FeeModel.EQUITY
    if _INSTALMENT.search(clause):
        return FeeModel.INSTALMENT
    if running:
        entry = terms.upfront_fee or re.search(r"入门费|entry fee|up-?front", clause)
        return FeeModel.ENTRY_PLUS_RUNNING if entry else FeeModel.RUNNING
    if terms.periodic_fee:
        return FeeModel.FIXED_PERIODIC if terms.upfront_fee is None else None
    if terms.upfront_fee:
        lump = re.search(rf"一次性|一次总付|一次总算|lump|one-?off|one-?time|{_TOTAL}", clause)
        return FeeModel.LUMP_SUM if lump else None
    if any_amount or re.search(r"\d+\s*(?:%|元|万)", clause):
        return None
    if _FREE.search(clause) and terms.free_months is None:
        return FeeModel.ROYALTY_FREE
    return FeeModel.NEGOTIABLE if _NEGOTIABLE.search(clause) else None


__all__ = ["FeeReading", "FeeTerms", "parse_fee_statement", "read_fee_statement"]
