"""The nouns of a comparison: what is asked, a provision with its validity and values, and what is found of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assistant.policy_review.values import Value, ValueKind
from knowledge.types import DocumentHead, Language, Passage, PolicyLevel, PolicyRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A topic and the day on which validity is looked at. `language` None: each in the reader's where there is one."""

    topic: str
    on: date
    reads: Language
    language: Language | None = None
    level: PolicyLevel | None = None
    in_force_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """One passage on the topic. `in_force` None: its document does not tell. `last_day` is as stated, or by its successor."""

    passage: Passage
    head: DocumentHead
    record: PolicyRecord
    in_force: bool | None
    last_day: date | None
    values: tuple[Value, ...]

    def plain(self, kind: ValueKind) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value.plain for value in self.values if value.kind is kind))


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Provisions by legal force, highest first. `documents` were searched; `more` documents had something, too far down."""

    asked: Asked
    provisions: tuple[Provision, ...]
    documents: int
    more: int
    shared: Mapping[tuple[ValueKind, str], int]  # in how many documents a value stands

    def is_alone(self, value: Value) -> bool:
        """Say whether a value stands in one of the documents only."""
        return self.shared[value.kind, value.plain] == 1
