"""Which patents cost least: patents in; those with a stated public fee, the lowest of each kind first, and those without, out.

Fees of different kinds (a year, once, a share of sales) are not converted: what they come to depends on sales and years.
Internal figures play no part, whoever asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from assistant.composing.patent_card import has_price
from assistant.composing.patent_file import PatentFile
from assistant.composing.patent_lists import one_per_technology
from assistant.composing.patent_tables import available, called, reason, table
from assistant.phrases import Phrases, phrases
from assistant.types import Draft, DraftStatement, Plan
from knowledge.licences.licence_terms import current_offers
from knowledge.types import FeeModel, Money, Offer

_MOST_ROWS, _MOST_NAMED = 30, 12
_FREE, _YEARLY, _ONCE, _OTHERWISE = range(4)
_Rank = tuple[int, str, Decimal]  # kind of fee, currency, amount


def by_price(plan: Plan, files: Sequence[PatentFile]) -> Draft:
    """List the available ones by their lowest public fee; name those that state none, and those that cannot be had."""
    say = phrases(plan.language)
    files = one_per_technology(files)
    ranked = [(rank, file) for file in files if available(file) and (rank := _rank(file)) is not None]
    priced = [file for _, file in sorted(ranked, key=lambda pair: pair[0])]
    unpriced = [file for file in files if available(file) and file not in priced]
    bound = [file for file in files if not available(file)]
    key = "by_price.intro" if priced else "by_price.none_stated"
    said = [DraftStatement(text=say.say(key, as_of=plan.as_of, count=len(priced)), computed=True)]
    if unpriced:
        names = [f"{file.title(plan.language)} {called(file)}" for file in unpriced[:_MOST_NAMED]]
        said.append(_named("by_price.unstated", unpriced, names, say))
    if bound:
        names = [
            f"{file.title(plan.language)} {called(file)} ({reason(file, say)})"
            for file in bound[:_MOST_NAMED]
        ]
        said.append(_named("by_price.bound", bound, names, say))
    rows = table(priced[:_MOST_ROWS], say, ("patent", "number", "owner", "fee", "status", "last_day"))
    shown = [*priced[:_MOST_ROWS], *unpriced[:_MOST_NAMED]]
    return Draft(
        statements=tuple(said),
        tables=(rows,) if priced else (),
        document_ids=tuple(file.head.document_id for file in shown),
    )


def _named(key: str, files: Sequence[PatentFile], names: list[str], say: Phrases) -> DraftStatement:
    """Say how many patents there are of a kind, and name the first ones."""
    text = say.say(key, count=len(files), patents=say.join(names))
    quotes = tuple(quote for file in files[: len(names)] for quote in file.line(file.number))
    return DraftStatement(text=text, quotes=quotes, computed=True)


def _rank(file: PatentFile) -> _Rank | None:
    """Return where the cheapest public offer of a patent stands; None where none states a fee."""
    offers = current_offers(file.record, file.status.as_of)
    return min((_rank_of(offer) for offer in offers if has_price(offer)), default=None)


def _rank_of(offer: Offer) -> _Rank:
    if offer.fee_model is FeeModel.ROYALTY_FREE:
        return _FREE, "", Decimal(0)
    varies = offer.royalty_rate is not None or offer.unit_fee is not None or offer.deferred_fee is not None
    fees = [(_YEARLY, offer.periodic_fee), (_ONCE, offer.upfront_fee)]
    stated: list[tuple[int, Money]] = [(kind, fee) for kind, fee in fees if fee is not None]
    if varies or len(stated) != 1:
        return _OTHERWISE, "", Decimal(0)
    ((kind, fee),) = stated
    return kind, fee.currency, fee.amount
