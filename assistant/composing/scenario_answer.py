"""Licence costs over years as an answer: a question, its patents and their offers in; worked tables, quoted, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from assistant.composing.patent_card import identity, verdict
from assistant.composing.patent_file import PatentFile
from assistant.composing.patent_tables import available
from assistant.phrases import Phrases
from assistant.scenario_text import BREAK_EVEN, OF_ANOTHER, Stated, over, stated_in
from assistant.scenarios import (
    Projection,
    SalesPlan,
    Source,
    Terms,
    add,
    compare,
    project,
    terms_of,
)
from assistant.types import Draft, DraftStatement, DraftTable, Plan, Quote
from knowledge.dates import add_years, day_before
from knowledge.errors import UsageError
from knowledge.licences.licence_terms import current_offers
from knowledge.types import Money, Offer, RoyaltyBase

DEFAULT_YEARS = 5
_MOST_OFFERS = 4
_HUNDRED = Decimal(100)
_TERMS = ("upfront", "rate", "base", "unit_fee", "periodic", "minimum", "deferred", "trigger", "free_months")


@dataclass(frozen=True, slots=True, kw_only=True)
class Costed:
    """One offer, or terms of the question's own, ready to be worked out."""

    name: str
    terms: Terms
    sources: Mapping[str, Source]
    quotes: tuple[Quote, ...] = ()
    offer: Offer | None = None


def scenario_draft(plan: Plan, files: Sequence[PatentFile], say: Phrases) -> Draft | None:
    """Return the worked answer; None where the question, and those that it goes on from, state nothing to work with."""
    currency = _currency_of(files, plan.as_of)
    told = Stated()
    for text in (*reversed(plan.topic.split("\n")), plan.text):
        told = told.sales_plan if text == OF_ANOTHER else over(told, stated_in(text, currency))
    return worked_draft(told, files, plan.as_of, say, asks_break_even=bool(BREAK_EVEN.search(plan.text)))


def _currency_of(files: Sequence[PatentFile], as_of: date) -> str | None:
    """Return the currency of the offers, where all are in one: that of amounts which name none."""
    offers = [offer for file in files for offer in current_offers(file.record, as_of)]
    found = {
        money.currency
        for offer in offers
        for money in (
            offer.upfront_fee,
            offer.periodic_fee,
            offer.unit_fee,
            offer.deferred_fee,
            offer.minimum_annual,
        )
        if money is not None
    }
    return found.pop() if len(found) == 1 else None


def worked_draft(
    told: Stated, files: Sequence[PatentFile], as_of: date, say: Phrases, *, asks_break_even: bool = False
) -> Draft | None:
    """Work out what was stated, on the offers of the patents or on terms of its own."""
    costed, refused = _costed(told, files, as_of, say)
    if not costed and not refused:
        return None
    sales, sources = _sales_plan(told)
    said: list[DraftStatement] = []
    for file in files:
        said += [identity(file, say), verdict(file, say)]
    body: list[DraftStatement] = [*refused]
    tables: list[DraftTable] = []
    if len(costed) > 1 and (len(files) > 1 or asks_break_even):
        compared, rows = _comparison(costed, sales, say, asks_break_even=asks_break_even)
        body += compared
        tables += rows
    for one in costed:
        try:
            projection = project(one.terms, sales, {**sources, **one.sources})
        except UsageError as error:
            body.append(_not_computed(one.name, error, one.quotes, say))
            continue
        body += _lines(one, projection, as_of, say)
        tables += [_assumptions(one, projection, told, say), _years(one, projection, say)]
    closing = [DraftStatement(text=say.say(f"scenario.{name}")) for name in ("taxes", "change")]
    ordered = (*body, *said) if all(available(file) for file in files) else (*said, *body)
    return Draft(
        statements=(*ordered, *(replace(line, computed=True) for line in closing)),
        tables=tuple(tables),
        document_ids=tuple(file.head.document_id for file in files),
    )


# ── what is worked out ───────────────────────────────────────────────────────────────────────────────────


def _costed(
    told: Stated, files: Sequence[PatentFile], as_of: date, say: Phrases
) -> tuple[list[Costed], list[DraftStatement]]:
    """Return the offers to work out, and why others are not."""
    found: list[Costed] = []
    refused: list[DraftStatement] = []
    for file in files:
        for offer in current_offers(file.record, as_of):
            name = say.say("scenario.offer_of", number=file.number, licence=_licence(offer.licence_type, say))
            quotes = file.offer_lines(offer)
            try:
                terms = terms_of(offer)
            except UsageError as error:
                if not _own_terms(told):
                    refused.append(_not_computed(name, error, quotes, say))
                continue
            found.append(_with_stated(Costed(name=name, terms=terms, sources=_from_offer(terms), quotes=quotes, offer=offer), told))  # fmt: skip
    if not found and _own_terms(told):
        found = [_with_stated(Costed(name=say.say("scenario.own_terms"), terms=Terms(), sources={}), told)]
    return found[:_MOST_OFFERS], refused


def _own_terms(told: Stated) -> bool:
    return bool(told.money.keys() & {"upfront", "minimum", "periodic", "deferred"} or "rate" in told.percent)


def _from_offer(terms: Terms) -> dict[str, Source]:
    return {name: Source.OFFER for name in _TERMS if getattr(terms, name) is not None}


def _with_stated(one: Costed, told: Stated) -> Costed:
    """Put the terms that the question states in place of the offer's."""
    stated: dict[str, Money | Decimal] = {n: m for n, m in told.money.items() if n != "sales"}
    if "rate" in told.percent:
        stated["rate"] = told.percent["rate"]
    changed = {name: value for name, value in stated.items() if getattr(one.terms, name) != value}
    terms = replace(one.terms, **changed)  # type: ignore[arg-type]
    sources = {**one.sources, **dict.fromkeys(changed, Source.QUESTION)}
    if "rate" in changed and terms.base is None:
        terms = replace(terms, base=RoyaltyBase.NET_SALES)
        sources["base"] = Source.DEFAULT
    return replace(one, terms=terms, sources=sources)


def _sales_plan(told: Stated) -> tuple[SalesPlan, dict[str, Source]]:
    years = told.years or (len(told.by_year) or DEFAULT_YEARS)
    plan = SalesPlan(
        years=years,
        sales=told.money.get("sales"),
        growth=told.percent.get("growth", Decimal(0)),
        by_year=told.by_year,
        units=told.units,
        discount=told.percent.get("discount"),
    )
    given = {
        "years": told.years or told.by_year,
        "growth": "growth" in told.percent,
        "discount": plan.discount,
    }
    sources = {name: Source.QUESTION if value else Source.DEFAULT for name, value in given.items()}
    return plan, {**sources, "sales": Source.QUESTION, "units": Source.QUESTION}


# ── sentences ────────────────────────────────────────────────────────────────────────────────────────────


def _lines(one: Costed, done: Projection, as_of: date, say: Phrases) -> Iterator[DraftStatement]:
    values = {"name": one.name, "years": done.plan.years, "total": done.total, "first": done.rows[0].total}
    yield DraftStatement(text=say.say("scenario.total", **values), quotes=one.quotes, computed=True)
    if done.rows[0].total.amount:
        yield DraftStatement(text=_worked(done, say), quotes=one.quotes, computed=True)
    if done.present is not None:
        rate = (done.plan.discount or Decimal(0)) * _HUNDRED
        yield DraftStatement(text=say.say("scenario.present", rate=rate, total=done.present), computed=True)
    terms = done.terms
    if terms.deferred is not None and done.due_year is not None:
        text = say.say("scenario.due", amount=terms.deferred, year=done.due_year, trigger=terms.trigger)
        yield DraftStatement(text=text, quotes=one.quotes, computed=True)
    elif terms.deferred is not None:
        text = say.say("scenario.not_due", years=done.plan.years, amount=terms.deferred)
        yield DraftStatement(text=text, quotes=one.quotes, computed=True)
    if terms.free:
        yield DraftStatement(text=say.say("scenario.free"), quotes=one.quotes)
    end = day_before(add_years(as_of, done.plan.years))
    until = one.offer.term_end if one.offer else None
    if until is not None and until < end:
        text = say.say("scenario.term_short", until=until, years=done.plan.years, end=end)
        yield DraftStatement(text=text, quotes=one.quotes, computed=True)


def _worked(done: Projection, say: Phrases) -> str:
    """Write the first year as its sum."""
    row, terms = done.rows[0], done.terms
    parts: list[str] = []
    if terms.upfront:
        parts.append(say.say("scenario.part_upfront", amount=terms.upfront))
    if terms.rate is not None and row.sales:
        rate = terms.rate * _HUNDRED
        parts.append(say.say("scenario.part_royalty", sales=row.sales, rate=rate, royalty=row.royalty))
    if terms.unit_fee and row.units is not None:
        parts.append(say.say("scenario.part_units", units=f"{row.units:,}", fee=terms.unit_fee, royalty=row.royalty))  # fmt: skip
    if row.top_up.amount:
        parts.append(say.say("scenario.part_top_up", amount=row.top_up))
    if terms.periodic:
        parts.append(say.say("scenario.part_periodic", amount=terms.periodic))
    if row.deferred.amount:
        parts.append(say.say("scenario.part_deferred", amount=row.deferred))
    joined = say.say("scenario.plus").join(parts) or say.show(row.total)
    return say.say("scenario.worked", parts=joined, total=row.total)


def _not_computed(name: str, error: UsageError, quotes: tuple[Quote, ...], say: Phrases) -> DraftStatement:
    text = say.say("scenario.not_computed", name=name, reason=reason_of(error, say))
    return DraftStatement(text=text, quotes=quotes, computed=True)


def reason_of(error: UsageError, say: Phrases) -> str:
    """Word why something was not worked out or compared."""
    told = dict(error.fields)
    if error.code == "licence_types_differ":
        told = {name: say.say(f"scenario.licence.{value}") for name, value in told.items()}
    elif error.code == "bases_differ":
        told |= {name: say.say(f"scenario.basis.{told[name]}") for name in ("first", "second")}
        told["lacking"] = say.say(f"scenario.lacking.{told['lacking']}")
    elif error.code == "royalty_base_mismatch":
        told["offered"] = say.say(f"scenario.basis.{told['offered'] or 'none'}")
    return say.say(f"scenario.reason.{error.code}", **told)


def _licence(licence_type: object, say: Phrases) -> str:
    return say.say(f"scenario.licence.{licence_type or 'none'}")


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────


def _assumptions(one: Costed, done: Projection, told: Stated, say: Phrases) -> DraftTable:
    """List every assumption with its value and where it comes from; what an offer states with its quote."""
    columns = tuple(say.say(f"scenario.column.{name}") for name in ("assumption", "value", "source"))
    return DraftTable(
        title=say.say("scenario.table_assumptions"),
        columns=columns,
        rows=tuple(_assumption_rows(one, done, told, say)),
    )


def _assumption_rows(
    one: Costed, done: Projection, told: Stated, say: Phrases
) -> Iterator[tuple[DraftStatement, ...]]:
    plan, terms, sources = done.plan, done.terms, done.sources

    def row(name: str, value: str, source: Source) -> tuple[DraftStatement, ...]:
        quotes = one.quotes if source is Source.OFFER else ()
        return (
            DraftStatement(text=name, computed=True),
            DraftStatement(text=value, quotes=quotes, computed=True),
            DraftStatement(text=say.say(f"scenario.source.{source}")),
        )

    if plan.by_year:
        for number, sales in enumerate(plan.by_year, start=1):
            yield row(say.say("scenario.name.sales_year", year=number), say.show(sales), Source.QUESTION)
    else:
        if plan.sales:
            yield row(say.say("scenario.name.sales"), say.show(plan.sales), Source.QUESTION)
        if plan.units is not None:
            yield row(say.say("scenario.name.units"), f"{plan.units:,}", Source.QUESTION)
        if plan.sales or plan.units is not None:
            yield row(say.say("scenario.name.growth"), _percent(plan.growth, say), sources["growth"])
    yield row(say.say("scenario.name.years"), str(plan.years), sources["years"])
    for name in _TERMS:
        value = getattr(terms, name)
        if value is not None:
            yield row(say.say(f"scenario.name.{name}"), _value(value, say), sources.get(name, Source.DEFAULT))
    if terms.deferred is not None:
        yield row(say.say("scenario.name.delivery"), say.say("scenario.value.delivery"), Source.DEFAULT)
    discount = say.say("scenario.value.none") if plan.discount is None else _percent(plan.discount, say)
    yield row(say.say("scenario.name.discount"), discount, sources["discount"])
    if told.currency_assumed:
        yield row(say.say("scenario.name.currency"), done.total.currency, Source.DEFAULT)


def _value(value: object, say: Phrases) -> str:
    if isinstance(value, RoyaltyBase):
        return say.say(f"scenario.basis.{value}")
    return _percent(value, say) if isinstance(value, Decimal) else say.show(value)


def _percent(fraction: Decimal, say: Phrases) -> str:
    return say.say("scenario.value.percent", rate=fraction * _HUNDRED)


def _years(one: Costed, done: Projection, say: Phrases) -> DraftTable:
    """Return one row a year; columns that are empty throughout are left out."""
    shown = ["year"]
    for name in ("sales", "units", "royalty", "top_up", "fixed", "deferred"):
        values = [getattr(row, name) for row in done.rows]
        if any(v.amount if isinstance(v, Money) else v for v in values if v is not None):
            shown.append(name)
    shown += ["total", "cumulated", *(("present",) if done.present is not None else ())]
    rows = tuple(
        tuple(DraftStatement(text=_cell(row.number if n == "year" else getattr(row, n), say), computed=True) for n in shown)
        for row in done.rows
    )  # fmt: skip
    return DraftTable(
        title=say.say("scenario.table_years", name=one.name),
        columns=tuple(say.say(f"scenario.column.{name}") for name in shown),
        rows=rows,
    )


def _cell(value: object, say: Phrases) -> str:
    return f"{value:,}" if isinstance(value, int) else say.show(value) if value is not None else "–"


def _comparison(
    costed: Sequence[Costed], plan: SalesPlan, say: Phrases, *, asks_break_even: bool
) -> tuple[list[DraftStatement], list[DraftTable]]:
    """Set offers side by side on the same sales, or say why they cannot be."""
    quotes = tuple(dict.fromkeys(quote for one in costed for quote in one.quotes))
    try:
        done = compare([one.terms for one in costed], plan)
    except UsageError as error:
        text = say.say("scenario.not_compared", reason=reason_of(error, say))
        return [DraftStatement(text=text, quotes=quotes, computed=True)], []
    said = [_cheapest(costed, done.projections, done.cheapest, quotes, say)]
    if done.break_even is not None:
        text = say.say("scenario.break_even", sales=done.break_even)
        said.append(DraftStatement(text=text, quotes=quotes, computed=True))
    elif asks_break_even:
        said.append(DraftStatement(text=say.say("scenario.no_break_even"), computed=True))
    columns = ("offer", "first", "per_year", "total")
    rows = []
    for one, projection in zip(costed, done.projections, strict=True):
        average = replace(projection.total, amount=_average(projection))
        cells = [projection.rows[0].total, average, projection.total]
        rows.append(
            (
                DraftStatement(text=one.name, quotes=one.quotes, computed=True),
                *(DraftStatement(text=say.show(money), computed=True) for money in cells),
            )
        )
    table = DraftTable(
        title=say.say("scenario.table_compare", years=plan.years),
        columns=tuple(say.say(f"scenario.column.{name}") for name in columns),
        rows=tuple(rows),
    )
    return said, [table]


def _average(projection: Projection) -> Decimal:
    whole = Money(amount=projection.total.amount / projection.plan.years, currency=projection.total.currency)
    return add(whole).amount


def _cheapest(
    costed: Sequence[Costed],
    projections: Sequence[Projection],
    place: int | None,
    quotes: tuple[Quote, ...],
    say: Phrases,
) -> DraftStatement:
    if place is None:
        return DraftStatement(text=say.say("scenario.same_total"), quotes=quotes, computed=True)
    others = [(p.total.amount, i) for i, p in enumerate(projections) if i != place]
    next_best = min(others)[1]
    total = projections[place].total
    difference = replace(total, amount=projections[next_best].total.amount - total.amount)
    text = say.say("scenario.cheapest", name=costed[place].name, total=total, other=costed[next_best].name, difference=difference)  # fmt: skip
    return DraftStatement(text=text, quotes=quotes, computed=True)
