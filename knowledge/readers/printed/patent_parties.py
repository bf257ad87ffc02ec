"""The names of applicants, owners and inventors among the lines of a title page: addresses and labels left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.folding import han_share
from knowledge.lazy_patterns import lazy_pattern
from knowledge.readers.line_joining import glued

_MOST = 60
_COUNTRY = lazy_pattern(r"\(([A-Z]{2})\)")
_PERSON_SUFFIX = lazy_pattern(r",? *(?:Jr|Sr|II|III|IV|Ph\.?D)\.?$")
_BULLET = lazy_pattern(r"^[•·●] *")
_PCT_NAME = lazy_pattern(r"([^\[;.]+?) *(?:\[[A-Z]{2}(?:/[A-Z]{2})?\])? *;")


def owner_names(rows: Sequence[str], country: str) -> tuple[str, ...]:
    """Return the names of owners or applicants, in order."""
    if country in ("CN", "") and han_share("".join(rows)) > 0.2:
        return _unique(_companies(rows))
    if country == "EP":
        return _unique(_bulleted(rows))
    text = _one_line(rows)
    if country == "WO":
        return _unique(_pct_names(text))
    return _unique(_without_place(part) for part in text.split(";"))


def inventor_names(rows: Sequence[str], country: str) -> tuple[str, ...]:
    """Return the inventors' names, in order."""
    if country in ("CN", "") and han_share("".join(rows)) > 0.2:
        return _unique(name for name in re.split(r"[\s;；,，、]+", " ".join(rows)) if len(name) > 1)
    if country == "EP":
        return _unique(_bulleted(rows))
    text = _one_line(rows)
    if country == "WO":
        return _unique(_pct_names(text))
    return _unique(_person(part) for part in text.split(";"))


def _unique(names: Iterator[str]) -> tuple[str, ...]:
    cleaned = (trimmed(name) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if len(name) > 1))[:_MOST]


def trimmed(name: str) -> str:
    """Take punctuation off the ends; the full stop of an abbreviation (Inc., J.) stays."""
    name = name.strip(" ,;:•；，")
    return name if re.search(r"(?:^|[ .])[A-Z][A-Za-z]{0,3}\.$", name) else name.rstrip(".")


def _companies(rows: Sequence[str]) -> Iterator[str]:
    """A Chinese name goes on over lines; an empty line divides repeated fields."""
    name = ""
    for row in [*rows, ""]:
        if row:
            name = glued(name, row)
        else:
            yield from re.split(r"[;；]|\s+(?=[\u4e00-\u9fff]{4,})", name)
            name = ""


def _bulleted(rows: Sequence[str]) -> Iterator[str]:
    """European pages put each name on a line of its own, after a bullet where there are several."""
    named: list[str] = []
    for row in filter(None, rows):
        alone = bool(named) and _BULLET.fullmatch(named[-1].strip() + " ") is not None
        named[-1:] = [f"{named[-1]} {row}"] if alone else [*named[-1:], row]
    if any(_BULLET.match(row) for row in named):
        yield from (_BULLET.sub("", row) for row in named if _BULLET.match(row))
    elif named:
        yield named[0]


def _pct_names(text: str) -> Iterator[str]:
    """International pages write NAME [US/US]; address (US). NAME …"""
    for part in re.split(r"(?<=\([A-Z]{2}\))\. *", text):
        match = _PCT_NAME.match(part)
        yield match[1] if match else ""


def _one_line(rows: Sequence[str]) -> str:
    text = ""
    for row in rows:
        text = glued(text, row) if row else f"{text};"
    return text


def _person(part: str) -> str:
    """Take what stands before the place: John A. Smith, Jr., Palo Alto, CA (US)."""
    part = re.sub(r",? *(?:all|both) of .*$", "", part.strip())
    pieces = [piece.strip() for piece in part.split(",")]
    name = pieces[0]
    if len(pieces) > 1 and _PERSON_SUFFIX.fullmatch(f", {pieces[1]}"):
        name = f"{name}, {pieces[1]}"
    return name


def _without_place(part: str) -> str:
    """Take an address off a company's name: Acme, Inc., Troy, MI (US); Example Co., Ltd., Tokyo (JP)."""
    country = _COUNTRY.search(part)
    text = part[: country.start()] if country else part
    pieces = [piece.strip() for piece in text.strip(" .,").split(",")]
    places = 1 if country and country[1] != "US" else 2
    while places and len(pieces) > 1 and not _is_form(pieces[-1]):
        pieces.pop()
        places -= 1
    return ", ".join(pieces)


def _is_form(piece: str) -> bool:
    return bool(
        re.fullmatch(
            r"(?:Inc|Ltd|L\.?L\.?C|L\.?P|Corp|Co|S\.?A|N\.?V|B\.?V|GmbH|AG|plc|Limited)\.?",
            piece,
            re.IGNORECASE,
        )
    )
