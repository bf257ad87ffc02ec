"""The columns of a row that tell of the register → its entries: status lists, licences, transfers, pledges.

An entry needs its day: a status without one (有效, 失效, a code) stays a line of the text and decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import zip_longest
from typing import Final

from knowledge.folding import folded, han_share
from knowledge.lazy_patterns import lazy_pattern
from knowledge.readers.tables.table_cells import Cells
from knowledge.readers.tables.table_headers import fold_header
from knowledge.readers.tables.table_sources import TableSource
from knowledge.readers.tables.table_values import cell_dates
from knowledge.rights.register_words import (
    ENDINGS,
    ending_of_words,
    event_kind,
    kind_of_words,
    licence_type_of_words,
)
from knowledge.types import EventKind, Language, LegalEvent, LicenceType, LocalText, Party

# Codes of the PatSnap interface: simpleLegalStatus and legalStatus.
_SIMPLE: Final = {
    "0": "失效",
    "1": "有效",
    "2": "审中",
    "220": "PCT指定期满",
    "221": "PCT指定期内",
    "999": "未确认",
}
_LEGAL: Final = {
    "1": "公开", "2": "实质审查", "3": "授权", "11": "撤回", "12": "撤回", "13": "驳回", "15": "期限届满",
    "16": "未缴年费", "21": "权利恢复", "23": "部分无效", "30": "放弃",
}  # fmt: skip
_PARTS = lazy_pattern(r"\s*(?:[;；\n|]|(?<=\d)[,，](?=\s*\d{4}))\s*")
_DATED = lazy_pattern(
    r"[\[(（【]?\s*(?:(?:19|20)\d\d(?:[-./]\d{1,2}[-./]\d{1,2}|年\d{1,2}月\d{1,2}日|\d{4}))(?:[T ]\d\d:\d\d(?::\d\d)?)?\s*[\])）】]?"
)
_EDGES = " \t:：,，、-—|/()（）[]【】"


def events_of(cells: Cells) -> tuple[LegalEvent, ...]:
    """Return the register entries of a row, by date."""
    dated = [*_listed_statuses(cells), *_licences(cells), *_transfers(cells), *_pledges(cells)]
    if not any(event.kind in ENDINGS for event in dated):
        dated.extend(_ending(cells))
    return tuple(sorted(dict.fromkeys(dated), key=lambda event: event.on))


def decoded_status(cells: Cells, position: int, text: str) -> str:
    """Return a status as a person reads it: a code of PatSnap with its meaning, anything else as it is."""
    words = _words_of_code(cells, position, text)
    return f"{text} ({words})" if words else text


def party_of(name: str) -> Party | None:
    return Party(names=(_local(name),)) if name else None


def _words_of_code(cells: Cells, position: int, text: str) -> str:
    if cells.source is not TableSource.PATSNAP or not re.fullmatch(r"[\[\]\d,;|\s\"']+", text):
        return ""
    simple = "SIMPLE" in fold_header(cells.layout.header[position]) or "简单" in cells.layout.header[position]
    codes = re.findall(r"\d+", text)
    words = [(_SIMPLE if simple else _LEGAL).get(code, "") for code in codes]
    return "、".join(filter(None, words)) if all(words) else ""


def _statuses(cells: Cells) -> Iterator[str]:
    for position, text in cells.places("status"):
        yield _words_of_code(cells, position, text) or text


def _listed_statuses(cells: Cells) -> Iterator[LegalEvent]:
    """Yield the entries of status cells that carry dates, and of undated ones beside a column of dates."""
    days, undated = cells.days("status_date"), []
    for text in _statuses(cells):
        entries = tuple(_entries(text))
        yield from (_event(on, words) for on, words in entries)
        if not entries:
            undated.append([part for part in _PARTS.split(text) if part])
    for words in undated:
        kinds = [kind_of_words(word) for word in words]
        if len(words) == len(days):
            yield from (_event(on, word) for on, word, kind in zip(days, words, kinds, strict=True) if kind)


def _entries(text: str) -> Iterator[tuple[date, str]]:
    """Yield (day, words) of a status cell: 授权 | 2020-01-01, 2020-01-01 授权; 2021-03-05 …, 授权(2020-01-01)."""
    words, day = "", None
    for part in _PARTS.split(text):
        found = cell_dates(part)
        said = _DATED.sub(" ", folded(part) if found else part).strip(_EDGES) if found else part.strip(_EDGES)
        if found and said:
            yield found[0], _said(part)
            words, day = "", None
        elif found and words:
            yield found[0], words
            words, day = "", None
        elif found:
            day = found[0]
        elif said and day:
            yield day, said
            words, day = "", None
        else:
            words = said


def _said(part: str) -> str:
    return " ".join(_DATED.sub(" ", part).split()).strip(_EDGES)


def _event(on: date, words: str) -> LegalEvent:
    kind = event_kind(words)
    licence = licence_type_of_words(words) if kind is EventKind.LICENCE_RECORDED else None
    return LegalEvent(on=on, kind=kind, statement=(_local(words),), licence_type=licence)


def _ending(cells: Cells) -> Iterator[LegalEvent]:
    on = cells.day("ended_on")
    if on is None:
        return
    for text in _statuses(cells):
        for part in (text, *_PARTS.split(text)):
            kind = ending_of_words(part)
            if kind is not None:
                yield LegalEvent(on=on, kind=kind, statement=(_local(text),))
                return


def _licences(cells: Cells) -> Iterator[LegalEvent]:
    days = cells.days("licence_recorded_on")
    until = cells.days("licence_until")
    parties = _in_step(cells.in_step("licensee"), len(days))
    types = _licence_types(cells.in_step("licence_type"), len(days))
    for on, name, licence_type, end in zip_longest(days, parties, types, until[: len(days)]):
        yield LegalEvent(
            on=on,
            kind=EventKind.LICENCE_RECORDED,
            party=party_of(name or ""),
            licence_type=licence_type,
            until=end if len(until) == len(days) else None,
        )


def _licence_types(words: Sequence[str], count: int) -> list[LicenceType | None]:
    """Return each licence's type; where the lists do not go together, one that all have, else none."""
    types = [licence_type_of_words(word) for word in words]
    if len(types) == count:
        return types
    return [types[0] if len(set(types)) == 1 else None] * count


def _in_step(names: Sequence[str], count: int) -> list[str]:
    """Return a name per entry where there are as many; one entry with several names holds them all."""
    if len(names) == count:
        return list(names)
    return ["; ".join(names)] if count == 1 else [""] * count


def _transfers(cells: Cells) -> Iterator[LegalEvent]:
    days = cells.days("transferred_on")
    for on, name in zip(days, _in_step(cells.in_step("new_owner"), len(days)), strict=True):
        yield LegalEvent(on=on, kind=EventKind.TRANSFERRED, party=party_of(name))


def _pledges(cells: Cells) -> Iterator[LegalEvent]:
    term = cells.days("pledge_term")
    days = cells.days("pledged_on") or term[:1]
    names = cells.in_step("pledgee")
    told = bool(names) or bool(cells.first("pledged_on"))
    for on, name in zip(days, _in_step(names, len(days)), strict=True):
        if told:
            until = term[1] if len(term) == 2 and len(days) == 1 else None
            yield LegalEvent(on=on, kind=EventKind.PLEDGED, party=party_of(name), until=until)
    for on in cells.days("pledge_released_on"):
        yield LegalEvent(
            on=on, kind=EventKind.PLEDGE_RELEASED, party=party_of(names[0] if len(names) == 1 else "")
        )


def _local(text: str) -> LocalText:
    return LocalText(language=Language.ZH if han_share(text) >= 0.2 else Language.EN, text=text)
