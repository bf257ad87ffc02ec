"""Synonyms: a question in, the index terms of other names of what it says, with weights below its own, out.

Meant for the question, never for the index: what a document says stays what it says.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources

from knowledge.analysis.characters import HAN, fold
from knowledge.analysis.index_terms import folded_terms
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.numerals import chinese_numeral, parse_numeral
from knowledge.types import Language

Group = tuple[str, ...]
"""Names of one thing in either language."""

WEIGHT = 0.5
"""What another name counts beside a name that was asked for; its terms share it by their number's square root."""
_NUMERAL = "零一二两三四五六七八九十百千"
_COUNTED = "个?月|年|[日天倍条款章节项]|周岁|小时|分钟"
_DIGITS = lazy_pattern(rf"(?<![\d.,])(?P<ordinal>第?) ?(?P<digits>\d{{1,4}}) ?(?P<counted>{_COUNTED})")
_NUMERALS = lazy_pattern(rf"(?<![{_NUMERAL}几数])[{_NUMERAL}]{{1,12}}+(?=(?:{_COUNTED}))")
_YEARS = 1_000  # 2020年 is a year, which nobody writes as 二千零二十年
_HAN_NAME = lazy_pattern(rf"[{HAN}]")
_SHORT = 4  # letters: so short an abbreviation is one in capitals only ("LED", not "led")


class Synonyms:
    """Other names: abbreviations and what they stand for, and Chinese words that a glossary renders alike."""

    def __init__(self, glossary: Iterable[tuple[str, str]] = ()) -> None:
        self._groups: dict[str, Group] = {}  # by folded name
        self._capitals: dict[str, Group] = {}  # by names that are such in capitals only
        for group in (*read_abbreviations(), *rendered_alike(glossary)):
            for name in group:
                (self._capitals if _in_capitals(name) else self._groups)[_key(name)] = group

    def terms(self, text: str, language: Language) -> dict[str, float]:
        """Return terms by weight that find, in an index of this language, what the text names in other words.

        Terms that the text has itself are left out. Numerals count too: 3年 for 三年 and the reverse.
        """
        folded = fold(text)
        own = set(folded_terms(folded, language))
        found: dict[str, float] = {}
        for name in (*self._names(text, folded, language), *_numerals(folded, language)):
            terms = [term for term in dict.fromkeys(folded_terms(fold(name), language)) if term not in own]
            for term in terms:
                found[term] = max(found.get(term, 0.0), WEIGHT / len(terms) ** 0.5)
        return found

    def _names(self, text: str, folded: str, language: Language) -> Iterator[str]:
        plain = unicodedata.normalize("NFKC", text)
        written = {
            key: group for key, group in self._groups.items() if key in folded and _stands(key, folded)
        }
        written |= {
            key: group for key, group in self._capitals.items() if key in plain and _stands(key, plain)
        }
        for key, group in written.items():
            if not any(key != other and key in other for other in written):
                yield from (n for n in group if _key(n) not in written and _belongs(n, language))


def rendered_alike(glossary: Iterable[tuple[str, str]]) -> tuple[Group, ...]:
    """Return the Chinese words of a glossary that have one English rendering; no word that holds another."""
    by_rendering: dict[str, list[str]] = defaultdict(list)
    for chinese, english in glossary:
        by_rendering[english].append(chinese)
    groups = (
        tuple(word for word in words if not any(other != word and other in word for other in words))
        for words in by_rendering.values()
    )
    return tuple(group for group in groups if len(group) > 1)


@lru_cache(maxsize=1)
def read_abbreviations() -> tuple[Group, ...]:
    """Return the shipped abbreviations: each with what it stands for, in both languages where both are used."""
    text = resources.files("knowledge.analysis").joinpath("abbreviations.tsv").read_text(encoding="utf-8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines() if line)


def _key(name: str) -> str:
    return name if _in_capitals(name) else fold(name)


def _in_capitals(name: str) -> bool:
    return len(name) <= _SHORT and name.isupper() and name.isalpha() and not _HAN_NAME.search(name)


def _belongs(name: str, language: Language) -> bool:
    """Say whether a text in this language would use the name: abbreviations and formulas stand in both."""
    if _HAN_NAME.search(name):
        return language is Language.ZH
    return language is Language.EN or name.isupper() or any(map(str.isdigit, name))


def _stands(key: str, text: str) -> bool:
    """Say whether a name that occurs in a text stands for itself there: one in letters as a word of its own."""
    if _HAN_NAME.search(key):
        return True
    return re.search(rf"(?<![^\W_{HAN}]){re.escape(key)}(?![^\W_{HAN}])", text) is not None


def _numerals(folded: str, language: Language) -> Iterator[str]:
    if language is not Language.ZH:
        return
    for match in _DIGITS.finditer(folded):
        number = int(match["digits"])
        if 0 < number < _YEARS:
            yield match["ordinal"] + chinese_numeral(number) + match["counted"]
    for match in _NUMERALS.finditer(folded):
        yield str(parse_numeral(match[0]) or "")
