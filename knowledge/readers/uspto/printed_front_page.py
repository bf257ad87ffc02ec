"""The lines of a US patent's front page, as far as they were recognised → its bibliographic fields by their codes (ST.9)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from knowledge.lazy_patterns import lazy_pattern
from knowledge.readers.uspto.printed_columns import PrintedLine, joined, tidy, whole_words
from knowledge.readers.uspto.us_numbers import symbols, us_application_number, us_publication_number
from knowledge.types import Language, LocalText, Party
from knowledge.written_dates import parse_date

_CODED: Final = lazy_pattern(r"^[\[(]?(?P<code>\d\d)[\])]? +(?P<rest>\S.*)$")
_WORDS: Final = {
    "10": "patent no",
    "11": "patent number",
    "21": "appl",
    "22": "filed",
    "51": "int",
    "52": "u.s. cl",
    "54": "",
    "56": "references",
    "57": "abstract",
    "58": "field",
    "60": "",
    "72": "inventor",
    "73": "assignee",
    "75": "inventor",
}
_LABEL: Final = lazy_pattern(
    r"^(?:Inventors?|Assignee|Appl\. ?No\.?|Filed|Int\. ?Cl\.?\d*|Patent (?:No\.?|Number)|ABSTRACT)\s*[:.]*\s*",
    re.IGNORECASE,
)
_COMPANY: Final = lazy_pattern(
    r"(?:Inc|Incorporated|Ltd|Limited|LLC|L\.L\.C|LP|L\.P|Corp|Co|S\.A|N\.V|B\.V|A\.G|AG|GmbH|PLC)\.?$",
    re.IGNORECASE,
)
_ABSTRACT_ENDS: Final = lazy_pattern(r"^\d+ (?:Claims?|Drawing)\b")
_APPLICATION: Final = lazy_pattern(r"(?:\d\d ?/ ?)?\d{3}[,.]? ?\d{3}\b|PCT/\S+")
_SYMBOL: Final = lazy_pattern(r"[A-H]\d\d[A-Z] ?\d{1,4}/\d{2,6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage:
    page: int | None = None
    title: str = ""
    abstract: str = ""
    publication_number: str | None = None
    application_number: str | None = None
    filing_date: date | None = None
    inventors: tuple[str, ...] = ()
    owners: tuple[Party, ...] = ()
    ipc: tuple[str, ...] = ()


def front_page(lines: Sequence[PrintedLine]) -> FrontPage:
    """Read page 1 where it carries at least three of the codes with the words that belong to them."""
    first = [line for line in lines if line.page == 1]
    fields = _fields(first)
    if len(fields.keys() & {"54", "75", "72", "73", "21", "22", "51", "52", "57"}) < 3:
        return FrontPage()
    owner = _owner(fields.get("73", ""))
    return FrontPage(
        page=1,
        title=fields.get("54", ""),
        abstract=fields.get("57", ""),
        publication_number=us_publication_number(fields.get("11", fields.get("10", "")).replace(",", "").split(" ")[0]),
        application_number=us_application_number(_first(_APPLICATION, fields.get("21", ""))),
        filing_date=parse_date(fields.get("22", "")),
        inventors=_people(fields.get("75") or fields.get("72") or ""),
        owners=(Party(names=(LocalText(language=Language.EN, text=owner),)),) if owner else (),
        ipc=symbols(_SYMBOL.findall(fields.get("51", ""))),
    )  # fmt: skip


def _fields(lines: Sequence[PrintedLine]) -> dict[str, str]:
    words = whole_words(lines)
    fields: dict[str, str] = {}
    code = ""
    for line in lines:
        match = _CODED.match(line.text)
        expected = _WORDS.get(match["code"]) if match else None
        if match and expected is not None and match["rest"].lower().startswith(expected):
            code = "" if match["code"] in fields else match["code"]
            if code:
                fields[code] = _LABEL.sub("", match["rest"])
        elif code == "57" and _ABSTRACT_ENDS.match(line.text):
            code = ""
        elif code:
            fields[code] = joined(fields[code], line.text, words) if fields[code] else line.text
    return {name: tidy(value) for name, value in fields.items()}


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[0] if match else ""


def _people(text: str) -> tuple[str, ...]:
    """Each name stands before its place: Ann Example, Town; Bob Example, both of State."""
    names = (part.split(",")[0].strip() for part in text.split(";"))
    return tuple(name for name in names if " " in name and not any(char.isdigit() for char in name))


def _owner(text: str) -> str:
    parts = [part.strip() for part in text.split(",")]
    end = 1
    while end < len(parts) and _COMPANY.match(parts[end]):
        end += 1
    return ", ".join(parts[:end])
