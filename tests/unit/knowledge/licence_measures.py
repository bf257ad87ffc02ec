"""Compare what was read with labels, field by field: found, missed, invented."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from knowledge.types import LocalText, Milestone, Money, Party


def shown(value: Any) -> Any:
    """Return a field as labels write it: texts and names plain, money a pair, dates ISO, decimals as text."""
    if isinstance(value, Party):
        return value.names[0].text
    if isinstance(value, Milestone):
        return (value.statement[0].text, shown(value.payment))
    if isinstance(value, Money):
        return (f"{value.amount.normalize():f}", value.currency)
    if isinstance(value, LocalText):
        return value.text
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, tuple):
        parts = tuple(shown(item) for item in value)
        texts = bool(value) and isinstance(value[0], LocalText)
        return parts[0] if texts else parts or None
    return value


@dataclass
class Measure:
    """Counts per field: right, wrong (read and not so), missed (stated and not read)."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    def add(self, name: str, record: object, labels: Mapping[str, Any], measured: Iterable[str]) -> None:
        for one in measured:
            got, wanted = shown(getattr(record, one)), labels.get(one)
            if got is not None and got == wanted:
                self.right[one] += 1
            elif got is not None:
                self.wrong[one] += 1
                self.told.append(f"{name}: {one} read {got!r}, is {wanted!r}")
            if wanted is not None and got != wanted:
                self.missed[one] += 1
                self.told.append(f"{name}: {one} is {wanted!r}, read {got!r}")

    def precision(self, one: str | None = None) -> float:
        right, wrong = self._sum(self.right, one), self._sum(self.wrong, one)
        return right / (right + wrong) if right + wrong else 1.0

    def recall(self, one: str | None = None) -> float:
        right, missed = self._sum(self.right, one), self._sum(self.missed, one)
        return right / (right + missed) if right + missed else 1.0

    def table(self) -> str:
        names = sorted({*self.right, *self.wrong, *self.missed})
        lines = [f"{'field':22}{'stated':>8}{'read':>6}{'P':>7}{'R':>7}"]
        for name in names:
            stated, read = self.right[name] + self.missed[name], self.right[name] + self.wrong[name]
            lines.append(f"{name:22}{stated:8}{read:6}{self.precision(name):7.2f}{self.recall(name):7.2f}")
        return "\n".join([*lines, f"all: P {self.precision():.3f} R {self.recall():.3f}"])

    @staticmethod
    def _sum(counts: Counter[str], one: str | None) -> int:
        return counts.total() if one is None else counts[one]
