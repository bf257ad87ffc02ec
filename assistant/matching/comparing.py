"""Two quantities of the same property: what is required and what is found in; met, contradicted or not to be told, out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assistant.matching.types import Comparison, Quantity

_SPREAD = Decimal("0.05")
_SPREAD_K = Decimal(5)
_POINTS = frozenset({Comparison.EQUAL, Comparison.ABOUT})
_INFINITY = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class _Interval:
    low: Decimal
    high: Decimal
    low_open: bool = False
    high_open: bool = False

    def holds(self, other: _Interval) -> bool:
        above = other.low > self.low or (other.low == self.low and (other.low_open or not self.low_open))
        below = other.high < self.high or (
            other.high == self.high and (other.high_open or not self.high_open)
        )
        return above and below

    def is_below(self, other: _Interval) -> bool:
        return self.high < other.low or (self.high == other.low and (self.high_open or other.low_open))


def compare(required: Quantity, found: Quantity) -> bool | None:
    """Say whether all that is found meets what is required; False where none of it does, None where that cannot be told.

    None too for quantities of other dimensions. "About" gives or takes a twentieth (5 K for temperatures). Two values
    without any bound that are that near are neither met nor contradicted, as nobody said which way is better. Whether
    both are of the same property is for the caller to see (`about`).
    """
    if required.unit != found.unit:
        return None
    if required.comparison in _POINTS and found.comparison in _POINTS:
        return _points(required, found)
    wanted, given = _interval(required), _interval(found)
    if wanted.is_below(given) or given.is_below(wanted):
        return False
    return True if wanted.holds(given) else None


def _points(required: Quantity, found: Quantity) -> bool | None:
    wanted, given = required.low or Decimal(0), found.low or Decimal(0)
    if wanted == given:
        return True
    near = abs(wanted - given) <= max(_spread(required), _spread(found))
    if not near:
        return False
    return True if Comparison.ABOUT in (required.comparison, found.comparison) else None


def _spread(quantity: Quantity) -> Decimal:
    return _SPREAD_K if quantity.unit == "K" else abs(quantity.low or Decimal(0)) * _SPREAD


def _interval(quantity: Quantity) -> _Interval:
    low = -_INFINITY if quantity.low is None else quantity.low
    high = _INFINITY if quantity.high is None else quantity.high
    if quantity.comparison is Comparison.ABOUT:
        return _Interval(low - _spread(quantity), high + _spread(quantity))
    return _Interval(
        low,
        high,
        low_open=quantity.comparison is Comparison.MORE_THAN,
        high_open=quantity.comparison is Comparison.LESS_THAN,
    )
