"""Whether what a chat model says of a question is the asker's: its words, numbers and names held against the questions asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from assistant.composing.rights_talk import ADDRESS, rights_words
from assistant.types import Condition
from assistant.understanding import filter_words, lexicon
from assistant.understanding.filters import Named, places_in
from assistant.understanding.tools import Narrowed, Narrowing
from assistant.values import values_in
from knowledge import function_words
from knowledge.analysis import fold, terms
from knowledge.instructions import is_instruction_like
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.identifiers import find_keys, normalise_symbol
from knowledge.search.facets import name_parts
from knowledge.types import Language, PatentType

Owners = Callable[[str], Iterable[Named]]

_FEWEST_HAN, _FEWEST_WORDS = 6, 3  # of a topic without function words: a broader one would be found anywhere
_PLAIN = lazy_pattern(r"[\w\s,，、;；()（）'’/+-]{1,120}")
_OF_ADDRESS = lazy_pattern(rf"{ADDRESS.pattern}|\b(?:https?|www)\b", re.IGNORECASE)
_FUNCTION_ZH = lazy_pattern(
    "|".join(sorted((w for w in function_words.CHINESE if len(w) > 1), key=len, reverse=True))
)
_HAN = lazy_pattern(r"[\u3400-\u9fff]")
_LATIN_WORD = lazy_pattern(r"[A-Za-z][A-Za-z'’-]*")
_DIGITS = lazy_pattern(r"\d+")
_INSTITUTION = lazy_pattern(
    r"[\u3400-\u9fff]{2}(?:公司|集团|大学|学院|研究院|研究所|医院|中心|工厂)|[\u3400-\u9fff]{2}厂"
)
_NOT = lazy_pattern(
    r"(?:不要|不是|不含|不包括|除了?|排除|非|没有)[^，,。;；]{0,4}$|\b(?:not|no|except|excluding|without|other than|outside)\b[^,.;]{0,16}$",
    re.IGNORECASE,
)
_TYPES = (
    (lazy_pattern("实用新型|utility model", re.IGNORECASE), PatentType.UTILITY_MODEL),
    (lazy_pattern("外观|design", re.IGNORECASE), PatentType.DESIGN),
    (lazy_pattern("发明|invention", re.IGNORECASE), PatentType.INVENTION),
)
_FREE = lazy_pattern(
    r"免费|不收|不(?:要|用|必|需|花)(?:花|掏|付|交)?钱|零(?:许可)?费|\bfree\b|\bno (?:fee|charge|cost)|\bwithout (?:a |any )?(?:fee|charge|pay)|\bfor nothing\b|\bcosts? nothing\b",
    re.IGNORECASE,
)
_IN_FORCE = lazy_pattern(
    r"有效|现行|没(?:有)?(?:过期|失效|到期)|未(?:过期|失效|到期)|in force|valid|alive|not (?:lapsed|expired)",
    re.IGNORECASE,
)


class Asked:
    """A question and the questions before it."""

    def __init__(self, text: str, before: Sequence[str], language: Language, owners: Owners) -> None:
        self._text = text
        self._all = "\n".join((*before, text))
        self._language = language
        self._owners = owners

    def holds(self, words: str) -> bool:
        """Say whether words stand in the question or in one before it."""
        return _flat(words) in _flat(self._all)

    def numbers(self, said: str) -> bool | None:
        """Say whether the numbers of documents in a text stand in what was asked; None where it has none."""
        keys = {found.key for found in find_keys(said)}
        return keys <= {found.key for found in find_keys(self._all)} if keys else None

    # ── the topic ───────────────────────────────────────────────────────────────────────────────────────

    def allows_topic(self, topic: str, *, of_patents: bool) -> bool:
        """Say whether a topic rewords what was asked and adds nothing to it.

        What patents are about is technology: of rights, owners and money their topic speaks in the asker's words alone.
        """
        if of_patents and not rights_words(topic) <= rights_words(self._all):
            return False
        return (
            bool(_PLAIN.fullmatch(topic))
            and not _OF_ADDRESS.search(topic)
            and self._is_in_the_language(topic)
            and not (lexicon.INSTRUCTION.search(topic) or is_instruction_like(topic))
            and self._adds_no_number(topic)
            and self._adds_no_name(topic)
            and self._is_about_the_same(topic)
        )

    def _is_in_the_language(self, topic: str) -> bool:
        if self._language is Language.ZH:
            return bool(_HAN.search(topic))
        return all(c in self._all for c in _HAN.findall(topic)) and bool(_LATIN_WORD.search(topic))

    def _adds_no_number(self, topic: str) -> bool:
        values = {v.text for v in values_in(topic)} <= {v.text for v in values_in(self._all)}
        digits = set(_DIGITS.findall(topic)) <= set(_DIGITS.findall(self._all))
        return values and digits and self.numbers(topic) is not False

    def _adds_no_name(self, topic: str) -> bool:
        titled = topic.title() if topic.isascii() else topic
        known = {place.value for place in places_in(self._all)}
        owners = {owner.value for owner in self._owners(self._all)}
        return (
            {place.value for place in (*places_in(topic), *places_in(titled))} <= known
            and {owner.value for owner in self._owners(topic)} <= owners
            and all(self.holds(name) for name in _INSTITUTION.findall(topic))
            and all(self.holds(word) for word in self._proper_words(topic))
        )

    def _proper_words(self, topic: str) -> list[str]:
        """Return the words of a topic that can be names: Latin ones in Chinese, those with a capital in English."""
        found = _LATIN_WORD.findall(topic)
        if self._language is Language.ZH:
            return found
        return [word for word in found if any(c.isupper() for c in word[1:])] + [
            word for word in found[1:] if word[0].isupper()
        ]

    def _is_about_the_same(self, topic: str) -> bool:
        said = _without_function_words(topic)
        shared = set(terms(said, self._language)) & set(
            terms(_without_function_words(self._all), self._language)
        )
        han, words = len(_HAN.findall(said)), len(_LATIN_WORD.findall(said))
        return bool(shared) and (han >= _FEWEST_HAN or words >= _FEWEST_WORDS)

    # ── the conditions ──────────────────────────────────────────────────────────────────────────────────

    def condition(self, said: Narrowed, as_of: date) -> Condition | None:
        """Return a condition whose words stand in the question itself and mean its value; None for any other."""
        at = fold(self._text).find(fold(said.words))
        if at < 0 or _NOT.search(fold(self._text)[:at]):
            return None
        value = self._meant(said, as_of)
        if value is None:
            return None
        return Condition(field=said.field.value, value=value, words=said.words.strip())

    def _meant(self, said: Narrowed, as_of: date) -> str | None:
        """Read the value off the words, as far as they tell; what they do not tell is no condition."""
        words, value = said.words, said.value.strip()
        match said.field:
            case Narrowing.REGIONS:
                return _one(place.value for place in places_in(words))
            case Narrowing.OWNERS:
                return _one(owner.value for owner in self._owners(words))
            case Narrowing.JURISDICTIONS:
                return _one(code for code, name in filter_words.COUNTRY_NAMES if name.search(words))
            case Narrowing.IPC:
                symbol = normalise_symbol(value)
                return symbol if symbol and name_parts(value) in name_parts(words) else None
            case Narrowing.PATENT_TYPES:
                return _one(kind.value for pattern, kind in _TYPES if pattern.search(words))
            case Narrowing.LICENCE_TYPES:
                return _licence_type(words)
            case Narrowing.FREE_OF_CHARGE:
                return "true" if value.lower() == "true" and _FREE.search(words) else None
            case Narrowing.IN_FORCE_ON:
                return as_of.isoformat() if _IN_FORCE.search(words) else None
            case Narrowing.FROM_DATE | Narrowing.TO_DATE:
                return _day(value, words)


def _without_function_words(text: str) -> str:
    """Return a text without the words that carry no topic."""
    text = _FUNCTION_ZH.sub(" ", text)
    return " ".join(word for word in text.split() if word.lower().strip(",;'’") not in function_words.ENGLISH)


def _licence_type(words: str) -> str | None:
    found = {kind for name, kind in filter_words.LICENCE_TYPE_OF.items() if _is_named(name, words.lower())}
    return _one(kind.value for kind in found)


def _is_named(name: str, words: str) -> bool:
    """Say whether a licence type is named; "exclusive" is not where "non-exclusive" is written."""
    return bool(re.search(rf"(?<!non)(?<!non[-‑ ]){re.escape(name)}", words))


def _day(value: str, words: str) -> str | None:
    """Return a date that words tell: its year stands in them, and its month and day do or begin or end that year."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    if {v.text for v in values_in(value)} <= {v.text for v in values_in(words)}:
        return day.isoformat()
    beside = {day.year} | {(day + timedelta(days=one)).year for one in (-1, 1)}
    bounds = (day.month, day.day) in ((1, 1), (12, 31))
    return day.isoformat() if bounds and beside & {int(n) for n in _DIGITS.findall(words)} else None


def _one(found: Iterable[str]) -> str | None:
    """Return the only value; None where there is none or more than one."""
    values = set(found)
    return values.pop() if len(values) == 1 else None


def _flat(text: str) -> str:
    return " ".join(fold(text).split())
