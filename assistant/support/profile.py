"""An enterprise's profile: a text, or the fields of a YAML or JSON file, in; its facts as values out.

A profile is data. Sentences in it that address the assistant are not read, and nothing in it is ever shown as an answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from assistant.composing.calculations import money_in
from assistant.place_words import COUNTRIES
from assistant.support import profile_words as words
from assistant.support.types import Entity, Profile, Size, Want
from assistant.types import Intent, Plan, Question
from assistant.understanding import lexicon
from assistant.understanding.filters import place_named
from knowledge.errors import UsageError
from knowledge.instructions import instruction_spans, is_instruction_like
from knowledge.numbers.numerals import parse_numeral
from knowledge.regions import region_named
from knowledge.types import Money

_MOST_CHARACTERS = 20_000
_TRUE = frozenset({"true", "yes", "1", "是", "有"})
_FALSE = frozenset({"false", "no", "0", "否", "没有", "无"})


# ── text ─────────────────────────────────────────────────────────────────────────────────────────────────


def profile_of_text(text: str) -> Profile:
    """Read a profile from what an enterprise writes of itself, in Chinese or English."""
    told = without_instructions(text[:_MOST_CHARACTERS])
    ignored = ("text",) if told.strip() != text.strip() else ()
    place = place_named(told)
    region = region_named(place) if place else None
    sizes = next((sizes for pattern, sizes in words.SIZES if pattern.search(told)), frozenset())
    return Profile(
        jurisdiction="CN" if region else _country(told),
        region=region,
        places=(told,),
        entity=next((entity for pattern, entity in words.ENTITIES if pattern.search(told)), None),
        sizes=sizes,
        high_tech=_said(told, words.HIGH_TECH, words.NOT_HIGH_TECH),
        income=_income(told),
        patents=_patents(told),
        licence_years=_number(words.YEARS, told, "zh", "en"),
        trl=_number(words.TRL, told, "n", "m"),
        open_licence=_said(told, words.OPEN_LICENCE, words.NO_OPEN_LICENCE),
        university_technology=True if words.UNIVERSITY_TECHNOLOGY.search(told) else None,
        wants=frozenset(want for want, pattern in words.WANTS.items() if pattern.search(told)),
        ignored=ignored,
    )


def profile_of_turns(question: Question, plan: Plan) -> Profile:
    """Return the profile of a question; of a follow-up, with what the turns before it on the same matter said.

    A place that narrows the question, in its words or beside them, is the enterprise's; one taken away is not.
    """
    said = (
        [turn.question for turn in question.history if turn.intent is Intent.SUPPORT]
        if plan.follow_up
        else []
    )
    profile = Profile()
    for text in (*said, question.text):
        profile = merged(profile, profile_of_text(text))
    places = [c for c in plan.conditions if c.field == "regions"]
    kept = [c.value for c in places if not c.off]
    if len(kept) == 1:
        return replace(profile, region=kept[0], jurisdiction="CN")
    return replace(profile, region=None) if places and not kept else profile


def merged(earlier: Profile, later: Profile) -> Profile:
    """Return the facts of both; what was said later counts."""
    told = {
        field.name: value
        for field in fields(Profile)
        if (value := getattr(later, field.name)) not in (None, (), frozenset())
    }
    if "places" in told:
        told["places"] = (*earlier.places, *later.places)
    return replace(earlier, **told)


def without_instructions(text: str) -> str:
    """Return a text without the stretches that address an assistant."""
    kept, at = [], 0
    for start, end in instruction_spans(text):
        kept.append(text[at:start])
        at = end
    return lexicon.INSTRUCTION.sub(" ", "".join((*kept, text[at:])))


def _country(text: str) -> str | None:
    return next((code for code, pattern in COUNTRIES.items() if pattern.search(text)), None)


def _said(text: str, yes: re.Pattern[str], no: re.Pattern[str]) -> bool | None:
    if no.search(text):
        return False
    return True if yes.search(text) else None


def _income(text: str) -> Money | None:
    told = words.INCOME.search(text)
    amounts = money_in(text[told.end() :]) if told else ()
    return amounts[0] if amounts else None


def _patents(text: str) -> int | None:
    match = words.PATENTS.search(text)
    if match is None:
        return 0 if words.NO_PATENTS.search(text) else None
    told = (match["zh"] or match["behind"] or match["en"]).casefold()
    return words.ENGLISH_NUMBERS.get(told, parse_numeral(told))


def _number(pattern: re.Pattern[str], text: str, *groups: str) -> int | None:
    match = pattern.search(text)
    return next((int(match[group]) for group in groups if match[group]), None) if match else None


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────


def profile_of_file(path: Path, name: str) -> Profile:
    """Read a profile from a YAML or JSON file. Raises UsageError `profile_unreadable` where it is no mapping."""
    import yaml

    try:
        text = path.read_text(encoding="utf-8-sig")[:_MOST_CHARACTERS]
        told = json.loads(text) if path.suffix.lower() == ".json" else yaml.safe_load(text)
    except (OSError, UnicodeDecodeError, ValueError, yaml.YAMLError) as error:
        raise UsageError("profile_unreadable", file=name, reason=type(error).__name__) from error
    if isinstance(told, str):
        return profile_of_text(told)
    if not isinstance(told, Mapping):
        raise UsageError("profile_unreadable", file=name, reason="no mapping")
    return profile_of_fields(told)


def profile_of_fields(told: Mapping[str, Any]) -> Profile:
    """Read a profile from named fields. A field that is unknown, malformed or an instruction is named in `ignored`."""
    values: dict[str, Any] = {}
    ignored: list[str] = []
    for name, value in told.items():
        key = str(name).strip().casefold()
        reader = _FIELDS.get(key)
        if key in _BESIDE and not _addresses(value):
            continue
        try:
            if reader is None or _addresses(value):
                raise ValueError(key)
            values.update(reader(value))
        except (ValueError, TypeError, InvalidOperation):
            ignored.append(key if reader or key in _BESIDE else "?")
    return Profile(**{"entity": Entity.ENTERPRISE, **values}, ignored=tuple(ignored))


def _addresses(value: object) -> bool:
    parts = value if isinstance(value, list) else [value]
    return any(
        isinstance(part, str) and (is_instruction_like(part) or bool(lexicon.INSTRUCTION.search(part)))
        for part in parts
    )


def _place(value: object) -> dict[str, Any]:
    text = str(value).strip()
    region = region_named(text) or region_named(place_named(text))
    country = "CN" if region else _country(text) or (text.upper() if text.upper() in COUNTRIES else None)
    if country is None:
        raise ValueError(text)
    return {"region": region, "jurisdiction": country, "places": (text,)}


def _areas(value: object) -> dict[str, Any]:
    parts = value if isinstance(value, list) else [value]
    return {"places": tuple(str(part) for part in parts)}


def _sizes(value: object) -> dict[str, Any]:
    text = str(value).strip().casefold()
    if text in {size.value for size in Size}:
        return {"sizes": frozenset({Size(text)})}
    found = next((sizes for pattern, sizes in words.SIZES if pattern.search(f"{text} company")), None)
    if found is None:
        raise ValueError(text)
    return {"sizes": found}


def _wants(value: object) -> dict[str, Any]:
    parts = value if isinstance(value, list) else [value]
    found: set[Want] = set()
    for part in map(str, parts):
        key = part.strip().casefold().replace("-", "_").replace(" ", "_")
        named = {Want(key)} if key in {want.value for want in Want} else set()
        found |= named or {want for want, pattern in words.WANTS.items() if pattern.search(part)}
    if not found:
        raise ValueError(str(value))
    return {"wants": frozenset(found)}


def _money(value: object) -> dict[str, Any]:
    text = str(value).strip()
    amounts = money_in(text)
    if amounts:
        return {"income": amounts[0]}
    return {"income": Money(amount=Decimal(text.replace(",", "")), currency="CNY")}


def _whole(name: str) -> Callable[[object], dict[str, Any]]:
    def read(value: object) -> dict[str, Any]:
        if isinstance(value, bool) or not 0 <= int(str(value)) <= 1_000_000:
            raise ValueError(name)
        return {name: int(str(value))}

    return read


def _truth(name: str) -> Callable[[object], dict[str, Any]]:
    def read(value: object) -> dict[str, Any]:
        text = str(value).strip().casefold()
        if text not in _TRUE | _FALSE:
            raise ValueError(name)
        return {name: text in _TRUE}

    return read


_BESIDE = frozenset({"name", "industry", "products", "note", "notes", "patent_types"})
"""Fields that a profile may hold and no condition asks for."""

_FIELDS: dict[str, Callable[[object], dict[str, Any]]] = {
    "region": _place,
    "areas": _areas,
    "size": _sizes,
    "entity": lambda value: {"entity": Entity(str(value).strip().casefold())},
    "wants": _wants,
    "income": _money,
    "taxable_income": _money,
    **{name: _whole(name) for name in ("patents", "licence_years", "trl")},
    **{
        name: _truth(name)
        for name in (
            "high_tech", "open_licence", "own_technology", "university_technology", "registered_contract", "written_contract", "joint", "other_relief",
        )
    },
}  # fmt: skip
