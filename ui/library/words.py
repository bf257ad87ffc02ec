"""The names of values that documents are chosen by: a facet and a value in, words of a language out."""

from __future__ import annotations

from assistant.phrases import phrases
from knowledge.browsing.facts import Facet
from knowledge.rendering_words import LICENCE_TYPES, PATENT_TYPES
from knowledge.types import Language, LicenceType, PatentType
from ui.strings import TEXTS, say


def value_name(name: str, value: str, language: Language) -> str:
    """Return how a value is called."""
    told = phrases(language)
    if name == Facet.KIND:
        return say(f"kind_{value}", language)
    if name == Facet.LANGUAGE:
        return say(f"language.{value}", language)
    if name == Facet.STATUS:
        return told.say(f"condition.statuses.{value}").split("：", 1)[-1]
    if name == Facet.AVAILABILITY:
        return say(f"pool_availability.{value}", language)
    if name == Facet.VALIDITY:
        return say(f"validity.{value}", language)
    if name == Facet.LICENCE:
        return LICENCE_TYPES[LicenceType(value)][language]
    if name == Facet.SECTION:
        return say(f"ipc_section.{value}", language) if f"ipc_section.{value}" in TEXTS else value
    if name == Facet.TYPE:
        return PATENT_TYPES[PatentType(value)][language]
    if name in (Facet.REGION, Facet.JURISDICTION):
        return told.say(f"place.{value}") if told.has(f"place.{value}") else value
    return value


def chip_name(name: str, value: str, language: Language) -> str:
    """Return how a chosen value is called where no heading stands above it."""
    if name == "free":
        return say(f"facet.free.{value}", language)
    if name in ("text", "from", "to", "in_force_on"):
        return say(f"facet.{name}", language, value=value)
    colon = "：" if language is Language.ZH else ": "
    return f"{say(f'facet.{name}', language)}{colon}{value_name(name, value, language)}"
