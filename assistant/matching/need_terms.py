"""The terms that a need asks for, in its fields and its clauses: licence, territory, region, maturity, time."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.matching import need_words as words
from assistant.matching.need_parts import Part
from assistant.matching.territories import is_place, territories_in
from assistant.matching.types import Terms
from assistant.needs.types import Wanted
from assistant.understanding.filter_words import LICENCE_TYPE_OF
from assistant.understanding.filters import place_named
from knowledge.numbers.numerals import parse_numeral
from knowledge.regions import region_named
from knowledge.types import LicenceType

_ALSO = {
    "非独占": LicenceType.NON_EXCLUSIVE,
    "独家": LicenceType.EXCLUSIVE,
    "simple": LicenceType.NON_EXCLUSIVE,
}
_TYPE_OF = {**LICENCE_TYPE_OF, **_ALSO}
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "nine": 9, "ten": 10, "twelve": 12, "eighteen": 18,
}  # fmt: skip


def terms_of(wanted: Wanted, parts: Iterable[Part]) -> Terms:
    """Return what the fields and the clauses say of the terms; a field goes before the words."""
    told = tuple(parts)
    terms = [part.text for part in told if part.role == "terms"]
    places = _territories(terms) or _territories(part.text for part in told)
    return Terms(
        licence_types=_licence_types(wanted, terms),
        territory=next(iter(places), None),
        also_in=places[1:],
        region=_region(wanted, told),
        trl=next((int(match["n"]) for text in terms if (match := words.TRL.search(text))), None),
        time_months=next((months for text in terms if (months := _months(text)) is not None), None),
    )


def _licence_types(wanted: Wanted, terms: Iterable[str]) -> tuple[str, ...]:
    found = [] if wanted.licence_type is None else [str(wanted.licence_type)]
    for text in terms:
        if not words.LICENCE.search(text):
            continue
        for match in words.LICENCE_TYPE.finditer(text):
            if match["not"] or match["no"]:
                continue
            found.append(str(_TYPE_OF[(match["zh"] or match["en"]).lower()]))
    return tuple(dict.fromkeys(found))


def _territories(clauses: Iterable[str]) -> tuple[str, ...]:
    """Return the places of the clauses that say where it will be made, sold or used; a clause may be a place alone."""
    found: dict[str, None] = {}
    for text in clauses:
        if words.TERRITORY.search(text) or any(map(is_place, re.split("[,，;；]", text))):
            found |= dict.fromkeys(territories_in(text))
    return tuple(found)


def _region(wanted: Wanted, parts: Iterable[Part]) -> str | None:
    """Return where the enterprise is: its field, its own words on itself, its name."""
    told = (wanted.region, *(part.text for part in parts if part.role == "company"), wanted.enterprise)
    for text in told:
        name = place_named(text)
        region = region_named(text) or (region_named(name) if name else None)
        if region:
            return region
    return None


def _months(text: str) -> int | None:
    if not words.TIME.search(text) or words.TERM_OF_LICENCE.search(text):
        return None
    match = words.MONTHS.search(text)
    if match is None:
        return None
    written, unit = match["n"].lower(), match["unit"].lower()
    number = 0.5 if written.startswith(("半", "half")) else _NUMBERS.get(written) or parse_numeral(written)
    if number is None:
        return None
    number += 0.5 if match["half"] else 0
    each = (
        12
        if re.match("年|year", unit)
        else 3
        if re.match("季|quarter", unit)
        else 1
        if re.match("月|month", unit)
        else 0.25
    )
    return max(1, round(number * each))
