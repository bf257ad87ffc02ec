"""Fee clauses: a sentence in Chinese or English in; the amounts, rates and months it states out.

Only what stands there definitely is read. A range, a limit (不高于, up to), an estimate (约, about), an amount without a
currency, or two different values for one term leave that term None.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from knowledge.numerals import CHINESE_NUMERAL_CHARS, parse_numeral
from knowledge.types import FeeModel, LicenceType, LocalText, Money, Offer, RoyaltyBase


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

    def as_offer(self, statement: tuple[LocalText, ...], *, licence_type: LicenceType | None = None) -> Offer:
        """Make an offer of these terms, with the clause as the source words it."""
        return Offer(
            licence_type=licence_type, fee_model=self.fee_model, statement=statement, upfront_fee=self.upfront_fee,
            periodic_fee=self.periodic_fee, deferred_fee=self.deferred_fee, free_months=self.free_months,
            trigger_sales=self.trigger_sales, royalty_rate=self.royalty_rate, royalty_base=self.royalty_base,
            unit_fee=self.unit_fee,
        )  # fmt: skip


_SCALE = {
    "万亿": 10**12, "亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3, "thousand": 10**3,
    "million": 10**6, "billion": 10**9,
}  # fmt: skip
_CURRENCIES = {
    "cny": "CNY", "rmb": "CNY", "人民币": "CNY", "元人民币": "CNY", "人民币元": "CNY", "元": "CNY", "yuan": "CNY",
    "us$": "USD", "usd": "USD", "美元": "USD", "eur": "EUR", "€": "EUR", "欧元": "EUR", "gbp": "GBP", "£": "GBP",
    "英镑": "GBP",
}  # fmt: skip
_NAMES = "|".join(map(re.escape, sorted(_CURRENCIES, key=len, reverse=True)))
_MONEY = re.compile(
    rf"(?P<before>{_NAMES})?\s*(?<![\d.,])(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<scale>{'|'.join(_SCALE)})?\s*"
    rf"(?P<after>{_NAMES})?(?![\d%])"
)
_RATE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)\s*(?:%|per\s?cent|percent)")
_INDEFINITE = re.compile(
    r"(?:不高于|不超过|不低于|不少于|至多|至少|最高|最低|约|大约|左右|约为|预计|超过|up to|at most|at least|about|around|"
    r"approximately|approx\.|no more than|not more than|not above|not less than|less than|more than|from|between)\s*"
    rf"(?:{_NAMES})?\s*$"
)
_RANGE_BEFORE = re.compile(
    rf"\d(?:\s*(?:{'|'.join(_SCALE)}))?\s*(?:元|%)?\s*(?:-|–|—|~|至|到|to)\s*(?:{_NAMES})?\s*$"
)
_RANGE_AFTER = re.compile(
    r"\s*(?:-|–|—|~|至|到|to)\s*(?:[a-z$€£]+\s*)?\d|\s*(?:左右|以上|以下|以内|上下|or more|or less|起)"
)

_UPFRONT = r"入门费|入门金|首付款?|首期|预付款?|一次性|固定许可费|entry fee|entry payment|up-?front|initial fee|initial payment|lump[- ]sum|one-?off"
_YEARLY_BEFORE = r"(?:每年(?:度)?|年许可费|年使用费|按年|每一年|annual (?:licen[cs]e )?fee(?: of)?|yearly fee(?: of)?)[^\d,，;；。]{0,10}$"
_YEARLY_AFTER = r"^\s*(?:/\s*年|/\s*year|每年|一年|per (?:calendar )?year|per annum|a year|annually|yearly|each year|every year)"
_SALES = r"(?:销售额|销售收入|sales|turnover|revenue)[^\d。;；]{0,24}$"
_REACH = re.compile(r"(?:达到?|满|reach|exceed|amount to|hit|total)")
_UNIT_AFTER = r"^\s*(?:/\s*|每|per )(?:件|台|套|个|只|吨|公斤|unit|piece|item|device|tonne|ton|kg)"
_UNIT_BEFORE = r"每(?:件|台|套|个|只|吨|公斤)[^\d,，;；。]{0,8}$"
_PAY = re.compile(r"支付|付款|缴纳|付|then|pay|due|payable")
_FREE_MONTHS = (
    re.compile(r"(\d+)\s*个月(?:内|之内|期间)?[^\d。;；,，]{0,8}(?:免|不收|无需|零)"),
    re.compile(r"(?:免费|免许可费|免除许可费|不收费)[^\d。;；]{0,8}?(\d+)\s*个月"),
    re.compile(r"(?:no fee|free|without a fee|fee-free|no charge)[^\d.;]{0,24}?(\d+)\s*months?"),
    re.compile(r"(\d+)[\s-]*months?[^\d.;]{0,16}?(?:free\b|no fee|without a fee|fee-free)"),
)  # fmt: skip
_LATER = re.compile(r"先用后付|先使用后付费|后付费|pay[- ](?:after|later)|use[- ]first")
_FREE = re.compile(
    r"免费许可|免许可费|免费使用|零许可费|无偿许可|royalty[- ]free|free of charge|no licen[cs]e fee"
)
_NEGOTIABLE = re.compile(r"面议|协商|商议|negotiable|to be negotiated|by negotiation|to be agreed|on request")
_EQUITY = re.compile(r"作价入股|入股|equity|shareholding")
_INSTALMENT = re.compile(r"分期|instal?lments?")


def parse_fee_statement(text: str) -> FeeTerms:
    """Read a fee clause. Terms it does not state, or states in two ways, stay None."""
    clause = _prepared(text)
    found: dict[str, set[Money]] = {}
    for money, before, after in _amounts(clause):
        role = _role(clause, before, after)
        if role:
            found.setdefault(role, set()).add(money)
    rates = {(rate, base) for rate, base in _rates(clause)}
    rate, base = rates.pop() if len(rates) == 1 else (None, None)
    unit_fee = _only(found.get("unit", ()))
    terms = FeeTerms(
        upfront_fee=_only(found.get("upfront", ())),
        periodic_fee=_only(found.get("periodic", ())),
        deferred_fee=_only(found.get("deferred", ())),
        free_months=_free_months(clause),
        trigger_sales=_only(found.get("trigger", ())),
        royalty_rate=rate,
        royalty_base=RoyaltyBase.UNIT if unit_fee and base is None and rate is None else base,
        unit_fee=unit_fee,
    )
    return _with_model(terms, clause, any_amount=bool(found) or rate is not None)


def _prepared(text: str) -> str:
    """Fold width and case, and write Chinese numerals before a unit in digits: 三万元 → 30000元, 百分之三 → 3%."""
    text = unicodedata.normalize("NFKC", text).casefold()
    numeral = f"[{CHINESE_NUMERAL_CHARS}]+"
    text = re.sub(rf"百分之\s*({numeral}|\d+(?:\.\d+)?)", lambda m: f"{_digits(m[1])}%", text)
    text = re.sub(
        rf"(?<![\d.{CHINESE_NUMERAL_CHARS}])({numeral})(?=\s*(?:元|美元|欧元|人民币|个月))",
        lambda m: _digits(m[1]),
        text,
    )
    return re.sub(r"\b(?:twelve)(?=[\s-]*months?)", "12", text)


def _digits(text: str) -> str:
    number = parse_numeral(text)
    return text if number is None or text[0] in "万亿" else str(number)


def _amounts(clause: str) -> Iterator[tuple[Money, int, int]]:
    """Yield each definite amount with a currency and its place."""
    for match in _MONEY.finditer(clause):
        names = {_CURRENCIES[name] for name in (match["before"], match["after"]) if name}
        start, end = match.span()
        if len(names) != 1 or _is_indefinite(clause, start, end):
            continue
        number = Decimal(match["number"].replace(",", "")) * _SCALE.get(match["scale"] or "", 1)
        yield Money(amount=_plain(number), currency=names.pop()), start, end


def _plain(number: Decimal) -> Decimal:
    whole = number.to_integral_value()
    return whole if whole == number else number.normalize()


def _is_indefinite(clause: str, start: int, end: int) -> bool:
    before = clause[:start].rstrip()
    return bool(
        _INDEFINITE.search(before) or _RANGE_BEFORE.search(before) or _RANGE_AFTER.match(clause[end:])
    )


def _role(clause: str, start: int, end: int) -> str | None:
    """Name what an amount is paid for, from the words around it."""
    before, after = re.split(r"[;；。+]", clause[:start])[-1], re.split(r"[;；。+]", clause[end:])[0]
    if re.search(_SALES, before) and _REACH.search(before[-30:]):
        return "trigger"
    if re.match(_UNIT_AFTER, after) or re.search(_UNIT_BEFORE, before):
        return "unit"
    if re.match(_YEARLY_AFTER, after) or re.search(_YEARLY_BEFORE, before):
        return "periodic"
    if re.search(rf"(?:{_UPFRONT})[^\d,，;；。]{{0,16}}$", before) or re.match(rf"\s*(?:{_UPFRONT})", after):
        return "upfront"
    later = _LATER.search(clause) or (_REACH.search(clause) and re.search(r"销售|sales", clause))
    return "deferred" if later and _PAY.search(before[-12:]) else None


def _rates(clause: str) -> Iterator[tuple[Decimal, RoyaltyBase | None]]:
    for match in _RATE.finditer(clause):
        if _is_indefinite(clause, *match.span()):
            continue
        before = re.split(r"[;；。,，+]", clause[: match.start()])[-1][-16:]
        after = re.split(r"[;；。,，+]", clause[match.end() :])[0][:24]
        yield _plain(Decimal(match[1])) / 100, _base(before, after)


def _base(before: str, after: str) -> RoyaltyBase | None:
    """Return the base named beside a rate. Gross or unqualified sales are no base of ours: None."""
    around = f"{before} {after}"
    if re.search(r"净销售额|净销售收入|net sales", around):
        return RoyaltyBase.NET_SALES
    if re.search(r"利润|profit", around):
        return RoyaltyBase.PROFIT
    return None


def _free_months(clause: str) -> int | None:
    found = {int(match[1]) for pattern in _FREE_MONTHS for match in pattern.finditer(clause)}
    return found.pop() if len(found) == 1 else None


def _only(amounts: Iterable[Money]) -> Money | None:
    held = set(amounts)
    return held.pop() if len(held) == 1 else None


def _with_model(terms: FeeTerms, clause: str, *, any_amount: bool) -> FeeTerms:
    return replace(terms, fee_model=_model(terms, clause, any_amount=any_amount))


def _model(terms: FeeTerms, clause: str, *, any_amount: bool) -> FeeModel | None:
    running = terms.royalty_rate is not None or terms.unit_fee is not None
    if _LATER.search(clause) or terms.deferred_fee:
        return FeeModel.PAY_AFTER_USE
    if _EQUITY.search(clause):
        return FeeModel.EQUITY
    if _INSTALMENT.search(clause):
        return FeeModel.INSTALMENT
    if running:
        return FeeModel.ENTRY_PLUS_RUNNING if terms.upfront_fee else FeeModel.RUNNING
    if terms.periodic_fee:
        return FeeModel.FIXED_PERIODIC if terms.upfront_fee is None else None
    if terms.upfront_fee:
        lump = re.search(r"一次性|lump|one-?off", clause)
        return FeeModel.LUMP_SUM if lump else None
    if any_amount or re.search(r"\d+\s*(?:%|元|万)", clause):
        return None
    if _FREE.search(clause) and terms.free_months is None:
        return FeeModel.ROYALTY_FREE
    return FeeModel.NEGOTIABLE if _NEGOTIABLE.search(clause) else None
