"""What is filled in by hand: a draft's placeholders and an officer's entries in; the words as they will be read out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.drafting.quotable import reads_like_an_instruction, tone_broken
from assistant.drafting.types import OfficeDraft, Slot
from assistant.phrases import phrases
from assistant.review.types import Content, EntryName
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language

LONGEST_ENTRY = 120
_BRACKETS = lazy_pattern(r"\[[^\[\]\n]{0,40}\]|【[^【】\n]{0,40}】")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A piece of a slot's text; `entry` names what was filled in there by hand."""

    text: str
    entry: EntryName | None = None


def asked_for(draft: OfficeDraft) -> tuple[EntryName, ...]:
    """Return what of a draft can be filled in, in the order of its places."""
    found = [entry for slot in draft.slots for entry in _places(slot.text, draft.language)]
    return tuple(dict.fromkeys(found))


def left_open(content: Content) -> tuple[EntryName, ...]:
    """Return what of a draft can be filled in and was not."""
    return tuple(name for name in asked_for(content.draft) if name not in content.filled)


def open_places(content: Content) -> tuple[str, ...]:
    """Return the places that are still to be filled in, as they would be read; each once, in their order."""
    language, said = content.draft.language, _said(content)
    found = (
        place
        for slot in content.draft.slots
        for place in _BRACKETS.findall(filled_in(slot, language, content.filled))
        if place in _names(language) or place == _owner(language) or _is_blank(place, slot, said)
    )
    return tuple(dict.fromkeys(found))


def _is_blank(place: str, slot: Slot, said: str) -> bool:
    """Say whether brackets that no source has leave something open: […], [ ], [日期], [date]."""
    words = place[1:-1].strip()
    is_number = any(letter.isdigit() for letter in words)
    return not is_number and place not in said and not any(place in quote.text for quote in slot.quotes)


def _said(content: Content) -> str:
    """Return all that the need and the fields of the draft say: brackets in it are theirs."""
    values = (value for _, found in content.draft.fields for value in found)
    return "\n".join((content.need.text, content.need.enterprise, *values))


def _owner(language: Language) -> str:
    return phrases(language).say("drafting.placeholder_owner")


def stretches(slot: Slot, language: Language, filled: Mapping[EntryName, str]) -> tuple[Stretch, ...]:
    """Cut a slot's text where something was filled in."""
    text = _with_places(slot.text, language)
    found: list[Stretch] = []
    at = 0
    for place in _pattern(language).finditer(text):
        name = _names(language)[place[0]]
        if name in filled:
            found += [Stretch(text=text[at : place.start()]), Stretch(text=filled[name], entry=name)]
            at = place.end()
    if not found:
        return (Stretch(text=slot.text),)
    found.append(Stretch(text=text[at:]))
    return tuple(piece for piece in found if piece.text)


def filled_in(slot: Slot, language: Language, filled: Mapping[EntryName, str]) -> str:
    """Return a slot's text as it will be read."""
    return "".join(piece.text for piece in stretches(slot, language, filled))


def refused_entry(name: EntryName, text: str, inventors: Iterable[str]) -> str | None:
    """Name the rule that an entry breaks; None where it breaks none."""
    if len(text) > LONGEST_ENTRY:
        return "long"
    if not text.isprintable() or reads_like_an_instruction(text):
        return "instruction"
    if any(inventor in text for inventor in inventors if len(inventor) > 1):
        return "inventor"
    broken = tone_broken(text)
    return None if broken == "contact" and name is EntryName.REACH else broken


def _places(text: str, language: Language) -> list[EntryName]:
    return [_names(language)[place] for place in _pattern(language).findall(_with_places(text, language))]


def _with_places(text: str, language: Language) -> str:
    """Return a text in which the greeting to nobody in particular has a place for the recipient."""
    say = phrases(language)
    if text == say.say("letter.greeting_unnamed"):
        return say.say("letter.greeting", enterprise=say.say("review.placeholder.recipient"))
    return text


def _names(language: Language) -> Mapping[str, EntryName]:
    return {phrases(language).say(f"review.placeholder.{name}"): name for name in EntryName}


def _pattern(language: Language) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _names(language))))
