"""Follow-ups that change one thing of what was asked before; a text in, what it spells out.

One narrows it: 那浙江的呢?, "only those filed since 2020". Another asks the same of something else: 那水处理的呢?
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from assistant.types import Condition
from assistant.understanding import lexicon
from assistant.understanding.filters import Scope, Told, cut
from assistant.understanding.remarks import names_something
from knowledge.lazy_patterns import lazy_pattern

_OPENING_ZH = lazy_pattern(
    r"^\W*(?:那么?|还有(?!效)|再看|只看|只要|换成|如果是?|要是|其中|里面|这些(?:里|中)?(?:面)?|哪些是|有哪些是?|[，,])+"
)
_WHICH_ZH = lazy_pattern(
    r"^\W*(?:那么?|再)?(?P<of>其中|这些(?:专利|规定|政策)?(?:里面|里|中|当中)?|它们(?:里面|里|中|当中)?|里面|以上(?:里|中)?)?[，,]?(?:有?哪些|哪几(?:件|个|项)|有没有|哪(?:一)?(?:件|个|项))(?:是|都)?(?P<said>[^,，。?？]{2,20}?)的?[吗呢]?[?？]*$"
)
_ENDING_ZH = lazy_pattern(
    r"(?:的?(?:呢|(?:有|是)(?:哪些|几[件项个]|哪几[件项个]|多少[件项个]?)呢?|有没有(?:(?:这样|这种|类似|同样)的(?:政策|规定|做法)?)?|有吗|(?:都)?列(?:出来|一下|个表|一列)?)|的)[?？。!！]*$"
)
_OPENING_EN = lazy_pattern(
    r"^\W*(?:(?:and|but|so|or|then|what about|how about|only|just|show(?: me)?|now|please|any|which (?:ones )?(?:are|were)|which of (?:them|those|these)(?: are| were)?|of (?:them|those|these)|those|the)\b[, ]*)+",
    re.IGNORECASE,
)
_ONES_EN = lazy_pattern(r"\b(?:ones|those|patents|technologies|rules|policies)\b", re.IGNORECASE)
_MOST_CHARACTERS = 60
_TOPIC_ZH = lazy_pattern(
    r"^(?:那么?|换成|还有|再看看?)(?P<topic>[^，,。;；?？]{2,24}?)(?:方面|领域)?(?:的|的?(?:技术|专利))?呢?[?？]?$"
)
_TOPIC_EN = lazy_pattern(
    r"^(?:and |but |so )?(?:what|how) about (?P<topic>[^,;?]{3,60}?)(?: (?:patents|technologies|technology|ones))?\s*\?*$|^and (?P<other>[^,;?]{3,60}?)\s*\?$",
    re.IGNORECASE,
)
_NO_TOPIC = lazy_pattern(
    r"^(?:[它这那该其此]|第[一二三四五六七八九十\d])|[\d一二两三四五六七八九十]+(?:年|个月|件|万|元)|\d|\b(?:years?|months?)\b|^(?:it|its|that|this|those|these|them|they|the (?:second|first|last|other|third))\b",
    re.IGNORECASE,
)
_BETWEEN = lazy_pattern(r"[\s\W的和与且]|\b(?:and|that|are|from)\b", re.IGNORECASE)
_PERIOD = frozenset({"from_date", "to_date"})


def spelled_out(text: str, scope: Scope) -> Iterator[tuple[str, str]]:
    """Yield (question, noun): a text that leaves out what it speaks of with that noun put in, in the ways it can stand."""
    if len(text) > _MOST_CHARACTERS:
        return
    which = _WHICH_ZH.match(text)
    if which and (which["of"] or not re.search("专利|技术|政策|规定", which["said"])):
        noun = "专利" if scope is Scope.PATENTS else "规定"
        yield f"{which['said']}的{noun}有哪些", f"{noun}有哪些"
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


def another_topic(text: str) -> str | None:
    """Return the question for patents on the topic that a short text puts in the place of the one before; None for any other."""
    found = _TOPIC_ZH.match(text.strip()) or _TOPIC_EN.match(text.strip())
    if found is None:
        return None
    topic = next(part for part in found.groups() if part).strip()
    about_something = not any(
        pattern.search(topic) for pattern in (*lexicon.FACETS.values(), lexicon.POLICY, _NO_TOPIC)
    )
    if not (about_something and names_something(topic)):
        return None
    return f"有没有{topic}的专利?" if found.re is _TOPIC_ZH else f"Are there any patents on {topic}?"


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
