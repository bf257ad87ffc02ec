"""The words behind each field of an offer that was written out: its lines in, one FieldQuote per field that is set out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.licences.fee_statements import read_fee_statement
from knowledge.types import FieldQuote, Offer

_FIELDS_OF = {
    "fee": ("statement",),
    "royalty": ("royalty_rate", "royalty_base"),
    "milestone": ("milestones",),
    "offer_source": ("source",),
    "offer_as_of": ("as_of",),
}
Part = tuple[str, str, int]  # line, name of its term, where its value begins


def offer_quotes(offer: Offer, parts: Sequence[Part], start: int) -> tuple[FieldQuote, ...]:
    """Return the quotes of an offer whose lines stand from `start` in the text, one under another.

    A fee field is backed by the words of the fee clause where they state the same value, else by the line that
    was written for it.
    """
    quotes: dict[str, FieldQuote] = {}
    for quote in _line_quotes(offer, parts, start):
        quotes.setdefault(quote.field, quote)
    for quote in _clause_quotes(offer, parts, start):
        quotes[quote.field] = quote
    return tuple(quotes.values())


def _line_quotes(offer: Offer, parts: Sequence[Part], start: int) -> Iterator[FieldQuote]:
    at = start
    for line, name, lead in parts:
        for field in _FIELDS_OF.get(name, (name,)):
            if getattr(offer, field) not in (None, ()):
                yield FieldQuote(field=field, quote=line[lead:], start=at + lead, end=at + len(line))
        at += len(line) + 1


def _clause_quotes(offer: Offer, parts: Sequence[Part], start: int) -> Iterator[FieldQuote]:
    at = start
    for line, name, lead in parts:
        if name == "fee":
            clause = line[lead:]
            reading = read_fee_statement(clause)
            for field, (first, last) in reading.spans.items():
                if getattr(offer, field) == getattr(reading.terms, field):
                    begin = at + lead + first
                    yield FieldQuote(field=field, quote=clause[first:last], start=begin, end=at + lead + last)
        at += len(line) + 1
