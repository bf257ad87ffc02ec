"""Conditions as a reader sees them: a condition in; its short name in a language out."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.phrases import Phrases
from assistant.types import Condition


def label(condition: Condition, say: Phrases) -> str:
    """Return a short name: Jiangsu, filed from 2020-01-01, open licence."""
    chosen = f"condition.{condition.field}.{condition.value}"
    if say.has(chosen):
        return say.say(chosen)
    place = f"place.{condition.value}"
    value = say.say(place) if say.has(place) else condition.value.replace("_", " ")
    return say.say(f"condition.{condition.field}.any", value=value)


def worded(conditions: Iterable[Condition], say: Phrases) -> str:
    """Return the names of conditions as a list."""
    return say.join([say.say("condition.quoted", name=label(condition, say)) for condition in conditions])
