"""Patent numbers named in a text: text in; each number in the spelling of its office, with its place, out.

US numbers are read after the words that announce them (Patent No., USPN, Application Serial No.) and in the lists that
follow; numbers of every other office as knowledge.numbers.identifiers finds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.identifiers import find_keys
from knowledge.numbers.patent_numbers import (
    normalise_application_number,
    normalise_publication_number,
    parse_application_number,
    parse_publication_number,
)

_US = r"(?:U\.?\s?S\.?|United\s+States|USA)\s+"
_KIND = r"(?:(?<![A-Za-z])(?:RE|D|PP)\s?)?"
_GRANT = (
    rf"{_KIND}\d{{1,2}},\d{{3}},\d{{3}}(?:\s?[BES]\d)?|(?<![A-Za-z])(?:RE|D|PP)\s?\d{{1,3}},\d{{3}}(?:\s?[BES]\d?)?"
    r"|\d{7,8}(?:\s?[BES]\d)?(?![\d,/])"
)
_SERIAL = r"\d{2}\s?/\s?\d{3},?\s?\d{3}"
_NUMBER_WORD = r"(?:\s*(?:\(USPS?N\)|(?:Nos?\b\.?|Numbers?|Serial|#)))*[\s,:]*"
_GRANTED = lazy_pattern(
    rf"(?:{_US}Pat(?:ent|\.)s?|USPN|Patent\s+(?:Nos?\b\.?|Numbers?))(?:\s*/\s*United\s+States\s+Patent\s+Application\s+Number)?"
    rf"{_NUMBER_WORD}(?P<list>(?:{_GRANT})(?:(?:\s*[,;]\s*(?:and\s+)?|\s+and\s+)(?:{_GRANT}))*)",
    re.IGNORECASE,
)
_APPLIED = lazy_pattern(
    rf"(?:{_US}(?:[A-Za-z-]+\s+){{0,2}}?(?:Pat(?:ent|\.)s?(?:\s+App(?:lication|ln|l)?\.?s?)?|App(?:lication|ln|l)?\.?s?)|USPA|USPSN|(?:Patent\s+)?Application\s+(?:Serial\s+)?(?:Nos?\b\.?|Numbers?)|Serial\s+(?:Nos?\b\.?|Numbers?))"
    rf"{_NUMBER_WORD}(?P<list>{_SERIAL}(?:(?:\s*[,;]\s*(?:and\s+)?|\s+and\s+){_SERIAL})*)",
    re.IGNORECASE,
)

_PUBLISHED = lazy_pattern(
    rf"(?:{_US})(?:Pat(?:ent|\.)\s+)?(?:App(?:lication|ln|l)?\.?\s+)?Pub(?:lication|\.)?{_NUMBER_WORD}(?P<no>(?:19|20)\d\d\s?/\s?\d{{7}})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPatent:
    """A number as normalised, and where it stands."""

    patent_id: str
    start: int
    end: int


def find_patent_ids(text: str) -> tuple[FoundPatent, ...]:
    """Return the patents that a text names, in order, each place once."""
    taken: list[tuple[int, int]] = []
    found: list[FoundPatent] = []
    for patent in (*_listed(text), *_keyed(text)):
        if not any(start < patent.end and patent.start < end for start, end in taken):
            taken.append((patent.start, patent.end))
            found.append(patent)
    return tuple(sorted(found, key=lambda patent: patent.start))


def normalise_patent_id(text: str, country: str | None = None) -> str:
    """Return a publication or application number in the spelling of its office; `country` (ST.3) where the text has none."""
    if country == "US" and re.fullmatch(_GRANT, text.strip(), re.IGNORECASE):
        return normalise_publication_number("US" + re.sub(r"[\s,]", "", text).upper())
    named = next(iter(find_patent_ids(text)), None)
    if named is not None:
        return named.patent_id
    if parse_application_number(text) and country in (None, "CN"):
        return normalise_application_number(text)
    if parse_publication_number(text):
        return normalise_publication_number(text)
    if "/" in text:
        return normalise_application_number(text, country)
    prefixed = f"{country}{text}" if country else text
    return normalise_publication_number(prefixed)


def _listed(text: str) -> Iterator[FoundPatent]:
    for match in _APPLIED.finditer(text):
        for number in re.finditer(_SERIAL, match["list"]):
            start = match.start("list") + number.start()
            digits = re.sub(r"\s", "", number[0])
            yield FoundPatent(
                patent_id=normalise_application_number(digits, "US"),
                start=start,
                end=start + len(number[0]),
            )
    for match in _PUBLISHED.finditer(text):
        digits = re.sub(r"\D", "", match["no"])
        yield FoundPatent(
            patent_id=normalise_publication_number(f"US{digits}"),
            start=match.start("no"),
            end=match.end("no"),
        )
    for match in _GRANTED.finditer(text):
        for number in re.finditer(_GRANT, match["list"], re.IGNORECASE):
            start = match.start("list") + number.start()
            compact = re.sub(r"[\s,]", "", number[0]).upper()
            yield FoundPatent(
                patent_id=normalise_publication_number(f"US{compact}"),
                start=start,
                end=start + len(number[0]),
            )


def _keyed(text: str) -> Iterator[FoundPatent]:
    for key in find_keys(text):
        if key.scheme == "pub":
            yield FoundPatent(patent_id=key.key.removeprefix("pub:"), start=key.start, end=key.end)
        elif key.scheme == "app":
            number = normalise_application_number(key.surface)
            yield FoundPatent(patent_id=number, start=key.start, end=key.end)
