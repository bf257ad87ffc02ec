"""Worked lines: a question with an amount or a date in; the calculation that answers it, with its rule, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from assistant import calculators
from assistant.composing.legal_basis import LawShelf
from assistant.composing.patent_file import PatentFile
from assistant.phrases import Phrases, phrases
from assistant.place_words import COUNTRIES
from assistant.scenario_text import annual_fee_in
from assistant.types import DraftStatement, Plan
from assistant.values import SCALE, values_in
from knowledge.errors import UsageError
from knowledge.lazy_patterns import lazy_pattern
from knowledge.licences.licence_terms import current_offers
from knowledge.types import Money, PatentType

_SALES = lazy_pattern(r"净销售额|销售额|销售收入|\bnet sales\b|\bsales\b|\bturnover\b", re.IGNORECASE)
_RECORDAL = lazy_pattern(r"备案|\brecord(?:ed|al|ation|ing)?\b", re.IGNORECASE)
_EFFECT = lazy_pattern(r"生效|签订|签署|\bt(?:ook|akes?) effect|\beffective\b|\bsigned\b", re.IGNORECASE)
_AWARD = lazy_pattern(r"奖金|奖励|\baward|\breward", re.IGNORECASE)
_GRANTED = lazy_pattern(r"授权|\bgrant", re.IGNORECASE)
_SHARE = lazy_pattern(
    r"(?:收益|收入|净额|许可).{0,16}(?:分|比例|奖)|(?:分给|奖励).{0,10}(?:团队|发明人|完成人)|\bincome share\b|\bshare .{0,20}income|\b(?:give|pay) the (?:team|inventors?)",
    re.IGNORECASE,
)
_MONEY = lazy_pattern(
    r"(?P<before>CNY|RMB|USD|EUR|US\$|[¥￥$€])? ?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?) ?"
    r"(?P<scale>万亿|[万亿]|thousand|million|billion|bn\b|m\b)? ?(?P<after>元|人民币|yuan|CNY|RMB|USD|美元|EUR|欧元)?",
    re.IGNORECASE,
)  # fmt: skip
_CURRENCY = {
    "cny": "CNY", "rmb": "CNY", "¥": "CNY", "￥": "CNY", "元": "CNY", "人民币": "CNY", "yuan": "CNY",
    "usd": "USD", "us$": "USD", "$": "USD", "美元": "USD", "eur": "EUR", "€": "EUR", "欧元": "EUR",
}  # fmt: skip
_HUNDRED = Decimal(100)


def calculations(plan: Plan, files: Sequence[PatentFile], shelf: LawShelf) -> tuple[DraftStatement, ...]:
    """Return the worked lines that the question calls for, each followed by the rule it applies."""
    say = phrases(plan.language)
    return (
        *_royalties(plan, files, say),
        *_recordal(plan, shelf, say),
        *_awards(plan, files, shelf, say),
        *_shares(plan, shelf, say),
    )


def reliefs(plan: Plan, shelf: LawShelf, say: Phrases) -> tuple[DraftStatement, ...]:
    """Return what an open licence takes off an annual fee that the question states, with the rule."""
    fee = annual_fee_in(plan.text)
    if fee is None:
        return ()
    on = max(_days(plan.text), default=plan.as_of)
    country = next((code for code, pattern in COUNTRIES.items() if pattern.search(plan.text)), "CN")
    return relief_lines(fee, country, on, shelf, say)


def relief_lines(
    fee: Money, country: str, on: date, shelf: LawShelf, say: Phrases
) -> tuple[DraftStatement, ...]:
    """Return what an open licence takes off a fee that falls due on a day, or why it takes nothing off."""
    rule = shelf.sentences(f"open_licence_relief:{country}", say.language)
    try:
        worked = calculators.open_licence_relief(fee, country, on)
    except UsageError as error:
        key = "relief.not_yet" if error.code == "relief_not_yet" else "relief.not_held"
        since = error.fields.get("since", "")
        return (DraftStatement(text=say.say(key, on=on, since=since), computed=True), *rule)
    text = say.say(
        "relief.worked", fee=fee, rate=worked.rate * _HUNDRED, relief=worked.relief, payable=worked.payable,
        country=say.say(f"place.{country}"), on=on,
    )  # fmt: skip
    note = "relief.condition" if worked.while_worked else "relief.condition_by_declaration"
    return (DraftStatement(text=text, computed=True), *rule, DraftStatement(text=say.say(note)))


def money_in(text: str) -> tuple[Money, ...]:
    """Return the amounts that a text states with their currency; a number without one is no amount."""
    found: list[Money] = []
    for match in _MONEY.finditer(text):
        currency = _CURRENCY.get((match["before"] or match["after"] or "").lower())
        if currency:
            amount = Decimal(match["number"].replace(",", "")) * SCALE.get((match["scale"] or "").lower(), 1)
            found.append(Money(amount=amount, currency=currency))
    return tuple(found)


def _days(text: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(v.text) for v in values_in(text) if v.kind == "date")


def _royalties(plan: Plan, files: Sequence[PatentFile], say: Phrases) -> tuple[DraftStatement, ...]:
    amounts = money_in(plan.text) if _SALES.search(plan.text) else ()
    if not amounts:
        return ()
    said: list[DraftStatement] = []
    for file in files:
        for offer in current_offers(file.record, plan.as_of):
            try:
                worked = calculators.royalty_scenario(offer, amounts[0])
            except UsageError:  # this offer's fee does not depend on sales alone: its terms stand in the card
                continue
            if worked.royalty_per_year is None or offer.royalty_rate is None:
                continue
            rate = offer.royalty_rate * _HUNDRED
            key = "calculation.royalty" if offer.upfront_fee else "calculation.royalty_running"
            values = {"base": amounts[0], "rate": rate, "running": worked.royalty_per_year}
            if offer.upfront_fee:
                values |= {"upfront": offer.upfront_fee, "total": worked.first_year}
            said.append(
                DraftStatement(text=say.say(key, **values), quotes=file.offer_lines(offer), computed=True)
            )
            said.append(DraftStatement(text=say.say("calculation.royalty_base")))
    return tuple(said)


def _recordal(plan: Plan, shelf: LawShelf, say: Phrases) -> tuple[DraftStatement, ...]:
    days = _days(plan.text)
    if not (days and _RECORDAL.search(plan.text) and _EFFECT.search(plan.text)):
        return ()
    worked = calculators.recordal_deadline(max(days))
    text = say.say("calculation.recordal", on=worked.effective_on, deadline=worked.deadline)
    return (DraftStatement(text=text, computed=True), *shelf.sentences("recordal", plan.language))


def _awards(
    plan: Plan, files: Sequence[PatentFile], shelf: LawShelf, say: Phrases
) -> tuple[DraftStatement, ...]:
    if not (_AWARD.search(plan.text) and _GRANTED.search(plan.text)):
        return ()
    granted_files = [(file.record.patent_type, file.record.grant_date) for file in files]
    cases = granted_files or [(_type_in(plan.text), day) for day in _days(plan.text)[:1]]
    said: list[DraftStatement] = []
    for patent_type, granted in cases:
        if patent_type is None or granted is None:
            continue
        try:
            worked = calculators.minimum_award(patent_type, granted)
        except UsageError:  # granted before the oldest rules that the library knows
            continue
        then = shelf.on(granted)
        rules = then.title("CN-IR", plan.language) or worked.policy_id
        text = say.say(
            "calculation.award", granted=granted, rules=rules, amount=worked.amount, deadline=worked.deadline
        )
        said += [
            DraftStatement(text=text, computed=True),
            *then.sentences(f"award:{worked.article}", plan.language),
        ]
        said += shelf.sentences("award:93", plan.language)
    return tuple(said)


def _type_in(text: str) -> PatentType | None:
    if re.search(r"实用新型|utility model", text, re.IGNORECASE):
        return PatentType.UTILITY_MODEL
    if re.search(r"外观|\bdesign\b", text, re.IGNORECASE):
        return PatentType.DESIGN
    return PatentType.INVENTION if re.search(r"发明|invention", text, re.IGNORECASE) else None


def _shares(plan: Plan, shelf: LawShelf, say: Phrases) -> tuple[DraftStatement, ...]:
    if not _SHARE.search(plan.search_text):
        return ()
    said: list[DraftStatement] = []
    for income in money_in(plan.search_text)[:1]:
        worked = calculators.income_share(income)
        said.append(
            DraftStatement(
                text=say.say("calculation.share", income=income, share=worked.minimum), computed=True
            )
        )
    rates = [Decimal(v.text) for v in values_in(plan.text) if v.kind == "percent"]
    said += [
        DraftStatement(text=say.say("calculation.share_below", share=rate), computed=True)
        for rate in rates
        if rate < calculators.INCOME_SHARE * _HUNDRED
    ]
    return (*said, *shelf.sentences("income_share", plan.language)) if said else ()
