"""The address of a list: parameters in, a selection out; and back, with a value more or one less."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from knowledge.browsing.facts import Facet, Validity
from knowledge.browsing.shelf import Order, Selection
from knowledge.rights.standing import Availability, Status
from knowledge.types import Filters, Kind, Language, LicenceType, PatentType

_LONGEST = 120
_MOST_VALUES = 20  # of one field
_MOST_PAGES = 100_000
_CLOSED: dict[str, frozenset[str]] = {
    Facet.KIND: frozenset(map(str, Kind)),
    Facet.LANGUAGE: frozenset(map(str, Language)),
    Facet.TYPE: frozenset(map(str, PatentType)),
    Facet.STATUS: frozenset(map(str, Status)),
    Facet.AVAILABILITY: frozenset(map(str, Availability)),
    Facet.LICENCE: frozenset(map(str, LicenceType)),
    Facet.VALIDITY: frozenset(map(str, Validity)),
    "free": frozenset({"yes", "no"}),
}
_DAYS = ("from", "to", "in_force_on")
FIELDS = ("text", *(str(facet) for facet in Facet if facet is not Facet.SECTION), "free", *_DAYS)
"""What may stand in an address, in the order of the chips."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: pairs of a field and a value that it knows, an order and a page."""

    pairs: tuple[tuple[str, str], ...] = ()
    order: Order = Order.NEWEST
    page: int = 1

    def values(self, name: str) -> tuple[str, ...]:
        return tuple(value for field, value in self.pairs if field == name)

    def first(self, name: str) -> str:
        return next(iter(self.values(name)), "")

    @property
    def selection(self) -> Selection:
        free = self.first("free")
        return Selection(
            text=self.first("text"),
            kinds=tuple(map(Kind, self.values(Facet.KIND))),
            validities=tuple(map(Validity, self.values(Facet.VALIDITY))),
            years=self.values(Facet.YEAR),
            filters=Filters(
                languages=tuple(map(Language, self.values(Facet.LANGUAGE))),
                jurisdictions=self.values(Facet.JURISDICTION),
                regions=self.values(Facet.REGION),
                owners=self.values(Facet.OWNER),
                ipc=self.values(Facet.IPC),
                patent_types=tuple(map(PatentType, self.values(Facet.TYPE))),
                statuses=self.values(Facet.STATUS),
                availabilities=self.values(Facet.AVAILABILITY),
                licence_types=tuple(map(LicenceType, self.values(Facet.LICENCE))),
                free_of_charge=None if not free else free == "yes",
                from_date=_day(self.first("from")),
                to_date=_day(self.first("to")),
                in_force_on=_day(self.first("in_force_on")),
            ),
        )

    def query(self) -> str:
        """Return the address's parameters; the page and the usual order are left out."""
        order = [] if self.order is Order.NEWEST else [("order", str(self.order))]
        page = [("page", str(self.page))] if self.page > 1 else []
        return urlencode([*self.pairs, *order, *page])

    def on_page(self, page: int) -> Asked:
        return replace(self, page=page)

    def with_one(self, name: str, value: str) -> Asked:
        return replace(self, pairs=(*self.pairs, (name, value)), page=1)

    def without(self, name: str, value: str) -> Asked:
        return replace(self, pairs=tuple(pair for pair in self.pairs if pair != (name, value)), page=1)


def asked_of(parameters: Iterable[tuple[str, str]]) -> Asked:
    """Read an address; what it does not know, or says twice, is passed over."""
    told = list(parameters)
    pairs = tuple(dict.fromkeys((name, value) for name in FIELDS for value in _values(name, told)))
    order = next((value for name, value in told if name == "order"), "")
    page = next((value for name, value in told if name == "page"), "")
    return Asked(
        pairs=pairs,
        order=Order(order) if order in tuple(Order) else Order.NEWEST,
        page=max(1, min(int(page), _MOST_PAGES))
        if page.isdecimal() and page.isascii() and len(page) < 7
        else 1,
    )


def _values(name: str, told: Sequence[tuple[str, str]]) -> Iterator[str]:
    given = [" ".join(value.split())[:_LONGEST] for field, value in told if field == name]
    closed = _CLOSED.get(name)
    known = [value for value in given if value and (closed is None or value in closed)]
    if name in _DAYS:
        known = [value for value in known if _day(value)]
    single = name in (*_DAYS, "text", "free")
    yield from known[: 1 if single else _MOST_VALUES]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
