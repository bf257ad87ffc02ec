"""Follow-ups that only narrow what was asked before: 那浙江的呢?, "only those filed since 2020"; a text in; conditions out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from assistant.types import Condition
from assistant.understanding.filters import Scope, Told, cut

_OPENING_ZH = re.compile(
    r"^\W*(?:那么?|还有(?!效)|再看|只看|只要|换成|如果是?|要是|其中|里面|这些(?:里|中)?(?:面)?|哪些是|有哪些是?|[，,])+"
)
_ENDING_ZH = re.compile(r"(?:的?(?:呢|有哪些呢?|有没有|有吗)|的)[?？。!！]*$")
_OPENING_EN = re.compile(
    r"^\W*(?:(?:and|but|so|or|then|what about|how about|only|just|show(?: me)?|now|please|any|which of (?:them|those|these)(?: are| were)?|of (?:them|those|these)|those|the)\b[, ]*)+",
    re.IGNORECASE,
)
_ONES_EN = re.compile(r"\b(?:ones|those|patents|technologies|rules|policies)\b", re.IGNORECASE)
_MOST_CHARACTERS = 60
_BETWEEN = re.compile(r"[\s\W的和与且]|\b(?:and|that|are|from)\b", re.IGNORECASE)
_PERIOD = frozenset({"from_date", "to_date"})


def spelled_out(text: str, scope: Scope) -> Iterator[tuple[str, str]]:
    """Yield (question, noun): a text that leaves out what it speaks of with that noun put in, in the ways it can stand."""
    if len(text) > _MOST_CHARACTERS:
        return
    ending = _ENDING_ZH.search(text)
    if ending:
        noun = "专利" if scope is Scope.PATENTS else "规定"
        yield f"{_OPENING_ZH.sub('', text[: ending.start()])}的{noun}有哪些", f"{noun}有哪些"
        return
    opening = _OPENING_EN.match(text)
    if opening:
        noun = "patents" if scope is Scope.PATENTS else "rules"
        rest = text[opening.end() :].strip(" ?.!")
        named = _ONES_EN.sub(noun, rest)
        yield from ((named, noun),) if named != rest else ((f"{noun} {rest}", noun), (f"{rest} {noun}", noun))


def is_all(question: str, noun: str, told: Iterable[Told]) -> bool:
    """Say whether conditions are all that a spelled-out question holds."""
    rest = cut(question, told).replace(noun, " ")
    return not _BETWEEN.sub("", rest)


def in_place_of(kept: Iterable[Condition], new: Iterable[Condition]) -> tuple[Condition, ...]:
    """Return conditions of before that stand beside new ones, then these: a field, or a period, is said anew."""
    new = tuple(new)
    fields = {condition.field for condition in new}
    if fields & _PERIOD:
        fields |= _PERIOD
    return (*(condition for condition in kept if condition.field not in fields), *new)


def as_said(condition: Condition, text: str) -> Condition:
    """Return a condition of a spelled-out question with the words of the text itself."""
    words = condition.words if condition.words in text else condition.words.removesuffix("的")
    return replace(condition, words=words)
