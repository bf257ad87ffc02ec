"""Where a right is wanted: words in; the codes of countries and provinces out, and a country's name for its code.

Countries by ISO 3166, EP for Europe, WO for the world, China's provinces as knowledge's regions have them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from babel import Locale

from assistant.matching import need_words as words
from assistant.matching.name_finding import NameFinder
from assistant.place_words import COUNTRIES
from assistant.understanding.filters import places_in
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language

WORLD = "WO"
_COUNTRY = lazy_pattern(r"(?!EU|EZ|UN|QO|X[AB]|ZZ)[A-Z]{2}")
_BETWEEN = lazy_pattern(r"\b(?:and|or|the|only|mainland|in|for)\b|[\s,.、和及与或只仅]+")
_SHORT = {"韩国": "KR", "朝鲜": "KP", "south korea": "KR", "korea": "KR", "czech republic": "CZ", "turkey": "TR", "russia": "RU"}  # fmt: skip


def territories_in(text: str) -> tuple[str, ...]:
    """Return the places that a text names, in its order and once each; no name of a place at home means all of China."""
    if words.WORLD.search(text):
        return (WORLD,)
    found = sorted({*_provinces(text), *_countries(text)})
    codes = list(dict.fromkeys(code for _, code in found))
    inside = {code[:2] for code in codes if "-" in code}
    codes = [code for code in codes if "-" in code or code not in inside]
    return tuple(codes) or (("CN",) if words.WHOLE_CHINA.search(text) else ())


def is_place(text: str) -> bool:
    """Say whether a clause is nothing but the names of places: "China", "Germany and France"."""
    finder, _ = _finder()
    rest = text.lower()
    spans = list(finder.spans(rest))
    for _, start, end in reversed(spans):
        rest = rest[:start] + rest[end:]
    return bool(spans) and not _BETWEEN.sub("", rest)


def country_name(code: str, language: Language) -> str:
    """Return what a country is called; its code where it has no name."""
    return str(Locale(str(language)).territories.get(code, code))


def _provinces(text: str) -> Iterator[tuple[int, str]]:
    for place in places_in(text):
        yield place.start, place.value


def _countries(text: str) -> Iterator[tuple[int, str]]:
    finder, codes = _finder()
    for name, start, _ in finder.spans(text.lower()):
        yield start, codes[name]
    for code, pattern in COUNTRIES.items():
        match = pattern.search(text)
        if match is not None and match[0] != "us":
            yield match.start(), code


@cache
def _finder() -> tuple[NameFinder, dict[str, str]]:
    codes = {
        name.lower(): code
        for language in Language
        for code, name in Locale(str(language)).territories.items()
        if _COUNTRY.fullmatch(code)
    }
    return NameFinder(codes | _SHORT), codes | _SHORT
