"""Conditions in the words of a question: a text, its scope, the day and known owners in; conditions with their places out.

A word narrows only where it says something of the patents or rules that are looked for, as their attribute. What is
itself the topic, describes the asker, or asks for a fact, narrows nothing: what is left out wrongly is missed by nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from assistant.types import Condition
from assistant.understanding import filter_words as words
from assistant.understanding import lexicon
from assistant.understanding.history_words import history_sought
from assistant.understanding.standing_words import STANDINGS
from knowledge.dates import add_years
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.identifiers import normalise_symbol
from knowledge.numbers.numerals import parse_numeral
from knowledge.regions import region_named

_HAN = lazy_pattern(r"[\u4e00-\u9fff]+")
_CAPITALISED = lazy_pattern(r"[A-Z][^\W\d_]+(?:['’][a-z]+)?")
_QUOTED = lazy_pattern(r"《[^》\n]*》|“[^”\n]*”|「[^」\n]*」|\"[^\"\n]*\"")
_LONGEST_PLACE_ZH, _LONGEST_PLACE_EN = 4, 3  # characters, words
_BEFORE = frozenset(["以前", "之前", "前", "before"])


class Scope(StrEnum):
    """What the conditions of a question can be about."""

    PATENTS = "patents"
    RULES = "rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A condition and where in the text it stands."""

    condition: Condition
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A name that was known before: an owner as the library calls it, or the code of a place."""

    value: str
    start: int
    end: int


def conditions_in(
    text: str, scope: Scope, today: date, owners: Callable[[str], Iterable[Named]] = lambda _: ()
) -> tuple[Told, ...]:
    """Return the conditions that a text sets, in the order of their fields; none twice."""
    if lexicon.COMPARISON.search(text):
        return ()
    asked = _Asked(_masked(text), text, today, owners)
    found = asked.of_patents() if scope is Scope.PATENTS else asked.of_rules()
    widest: dict[str, Told] = {}
    for told in (*found, *asked.of_both()):
        known = widest.setdefault(told.condition.key, told)
        if told.end - told.start > known.end - known.start:
            widest[told.condition.key] = told
    return tuple(widest.values())


def place_named(words: str) -> str:
    """Return the name of the first place that words hold, as it stands there; nothing where they hold none."""
    place = next(_places(words), None)
    return words[place.start : place.end] if place else ""


def places_in(text: str) -> tuple[Named, ...]:
    """Return the places that a text names, with their codes."""
    return tuple(_places(text))


def cut(text: str, told: Iterable[Told]) -> str:
    """Return a text without the words that set conditions."""
    kept = list(text)
    for one in told:
        kept[one.start : one.end] = " " * (one.end - one.start)
    return " ".join("".join(kept).split())


class _Asked:
    """A text with its quotations and names replaced, and the conditions that stand in it."""

    def __init__(self, shown: str, text: str, today: date, owners: Callable[[str], Iterable[Named]]) -> None:
        self._text = text
        self._today = today
        self._owners = tuple(owners(shown))
        shown = _replaced(shown, self._owners, words.OWNER)
        self._places = tuple(_places(shown))
        self._shown = _replaced(shown, self._places, words.PLACE)

    def of_patents(self) -> Iterator[Told]:
        if words.OF_PATENTS.search(self._shown):
            yield from self._names(words.OWNER_PLACES, "regions", self._places)
            yield from self._names(words.OWNERS, "owners", self._owners)
            yield from self._countries()
        yield from self._names(words.OWNED, "owners", self._owners)
        if not words.MEANING.search(self._shown):
            yield from self._each(words.CLASSES, "ipc", lambda m: _symbol(m["v"]))
        yield from self._days(words.FILED)
        if not words.ASKS_WHEN.search(self._shown):
            yield from self._each(words.PATENTS_IN_FORCE, "in_force_on", lambda _: self._today.isoformat())
        if words.ASKS_FOR_SOME.search(self._shown) or words.NAMES_SOME.search(self._shown):
            if not history_sought(self._text):
                yield from self._standings()
            types = words.PATENT_TYPE_OF
            yield from self._each(words.PATENT_TYPES, "patent_types", lambda m: types[m["v"].lower()])
        yield from self._each(words.OFFERS, "licence_types", lambda m: words.LICENCE_TYPE_OF[m["v"].lower()])
        yield from self._each(words.FREE, "free_of_charge", lambda _: "true")

    def of_rules(self) -> Iterator[Told]:
        if not words.WHOLE_COUNTRY.search(self._shown):
            yield from self._names(words.RULE_PLACES, "regions", self._places)
        if words.ASKS_FOR_SOME.search(self._shown):
            yield from self._days(words.ISSUED)
            if not words.ASKS_WHEN.search(self._shown):
                yield from self._each(words.RULES_IN_FORCE, "in_force_on", lambda _: self._today.isoformat())

    def of_both(self) -> Iterator[Told]:
        yield from self._each(words.KINDS, "kinds", lambda m: words.KIND_OF[m["v"].lower()])
        if not words.ANSWER_LANGUAGE.search(self._shown):
            yield from self._each(words.LANGUAGES, "languages", lambda m: words.LANGUAGE_OF[m["v"].lower()])

    # ── kinds of conditions ──────────────────────────────────────────────────────────────────────────────

    def _each(
        self,
        patterns: Iterable[re.Pattern[str]],
        field: str,
        value: Callable[[re.Match[str]], str],
    ) -> Iterator[Told]:
        for pattern in patterns:
            for match in pattern.finditer(self._shown):
                yield self._told(field, str(value(match)), *match.span("c"))

    def _standings(self) -> Iterator[Told]:
        """Take the widest words alone: 未缴年费终止 is no 终止 as well."""
        found = [
            (match.span("c"), values)
            for values, patterns in STANDINGS
            for pattern in patterns
            for match in pattern.finditer(self._shown)
        ]
        widest = max((end - start for (start, end), _ in found), default=0)
        for (start, end), values in found:
            if end - start == widest:
                for value in values:
                    yield self._told("availabilities", str(value), start, end)

    def _names(
        self, patterns: Iterable[re.Pattern[str]], field: str, known: tuple[Named, ...]
    ) -> Iterator[Told]:
        for pattern in patterns:
            for match in pattern.finditer(self._shown):
                for name in known:
                    if match.start("c") <= name.start < match.end("c"):
                        yield self._told(field, name.value, *match.span("c"))

    def _countries(self) -> Iterator[Told]:
        for code, pattern in words.COUNTRIES:
            for match in pattern.finditer(self._shown):
                yield self._told("jurisdictions", code, *match.span("c" if match["c"] else "c2"))

    def _days(self, patterns: Iterable[re.Pattern[str]]) -> Iterator[Told]:
        """Take the first statement of days alone: two of them would have to be one period."""
        for pattern in patterns:
            for match in pattern.finditer(self._shown):
                first, last = _period(match.groupdict(), self._today)
                for field, day in (("from_date", first), ("to_date", last)):
                    if day is not None:
                        yield self._told(field, day.isoformat(), *match.span("c"))
                return

    def _told(self, field: str, value: str, start: int, end: int) -> Told:
        said = self._text[start:end].strip(" ，,：:")
        return Told(condition=Condition(field=field, value=value, words=said), start=start, end=end)


def _symbol(text: str) -> str:
    return normalise_symbol(text) or "".join(text.split())


def _period(said: dict[str, str | None], today: date) -> tuple[date | None, date | None]:
    """Return the first and the last day of a period as it is said; "after 2019" begins in 2020, 2019年以后 in 2019."""
    if said.get("n"):
        years = parse_numeral(said["n"] or "")
        return (add_years(today, -years), None) if years else (None, None)
    year, direction = int(said["y"] or 0), (said.get("d") or "").lower()
    month = int(said.get("m") or 0)
    if said.get("mon"):
        month = words.MONTHS.index((said["mon"] or "").lower()) + 1
    begins = date(year, month or 1, 1)
    after = date(year + (month in (0, 12)), month % 12 + 1 if month else 1, 1)
    day = timedelta(days=1)
    if said.get("y2"):
        return begins, date(int(said["y2"] or 0), 12, 31)
    if direction in _BEFORE:
        return None, begins - day
    if direction in ("及以前", "until"):
        return None, after - day
    if direction == "after":
        return after, None
    if direction in ("", "in", "during", "between"):
        return begins, after - day
    return begins, None


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────


def _masked(text: str) -> str:
    """Replace what is quoted or a title: its words belong to somebody else."""
    return _QUOTED.sub(lambda match: words.QUOTED * len(match[0]), text)


def _replaced(text: str, names: Iterable[Named], by: str) -> str:
    shown = list(text)
    for name in names:
        shown[name.start : name.end] = by * (name.end - name.start)
    return "".join(shown)


def _places(text: str) -> Iterator[Named]:
    yield from _chinese_places(text)
    yield from _latin_places(text)


def _chinese_places(text: str) -> Iterator[Named]:
    at = 0
    while at < len(text):
        found = None
        han = _HAN.match(text, at)
        for end in range(min(at + _LONGEST_PLACE_ZH, han.end() if han else 0), at + 1, -1):
            name = text[at:end]
            if name not in words.PLACES_THAT_ARE_WORDS and region_named(name):
                found = Named(value=region_named(name) or "", start=at, end=end)
                break
        if found:
            yield found
        at = found.end if found else at + 1


def _code_of(name: str) -> str | None:
    return words.BETTER_KNOWN.get(name.lower()) or region_named(name)


def _latin_places(text: str) -> Iterator[Named]:
    """Find names with capitals only: "in ili" is a slip of the pen, no place."""
    tokens = list(_CAPITALISED.finditer(text))
    last = -1
    for i, token in enumerate(tokens):
        for j in range(min(i + _LONGEST_PLACE_EN, len(tokens)) - 1, i - 1, -1):
            name = text[token.start() : tokens[j].end()]
            plain = re.sub(r"['’]s$", "", name)
            whole = token.start() > last and len(name.split()) == j - i + 1
            code = _code_of(plain) if whole else None
            if code and not words.INSTITUTION.match(text, tokens[j].end()):
                last = token.start() + len(plain)
                yield Named(value=code, start=token.start(), end=last)
                break
