"""Phrases of extractive answers and of their later checks: an id and values in, a sentence in Chinese or English out.

The texts are data in `prompts/<extractive|evidence|support|scenarios|suggestions|matching|drafting|review|batch|register|reporting>/<zh|en>.toml`; the files of the two languages
have the same ids and variables (a test says so).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from string import Template

from assistant.values import plain
from knowledge.rendering import format_money
from knowledge.types import Language, Money


class Phrases:
    """The phrases of one language."""

    def __init__(self, language: Language, texts: Mapping[str, str]) -> None:
        self.language = language
        self._texts = texts

    def say(self, phrase_id: str, /, **values: object) -> str:
        """Return the phrase with its values set in. Raises KeyError for an unknown id or a missing value."""
        return Template(self._texts[phrase_id]).substitute({k: self.show(v) for k, v in values.items()})

    def has(self, phrase_id: str) -> bool:
        return phrase_id in self._texts

    def made(self, prefix: str, text: str) -> bool:
        """Say whether a text was made from one of the phrases whose id begins with `prefix`."""
        return any(
            re.fullmatch(re.sub(r"\\\$(?:\w+|\\\{\w+\\\})", "(?s:.*)", re.escape(phrase)), text)
            for phrase_id, phrase in self._texts.items()
            if phrase_id.startswith(prefix)
        )

    def show(self, value: object) -> str:
        """Write a value as this language does: dates ISO, money with its currency, rates in per cent."""
        if isinstance(value, Money):
            return format_money(value, self.language)
        if isinstance(value, Decimal):
            return plain(value)
        if isinstance(value, date):
            return value.isoformat()
        return str(value)

    def join(self, items: tuple[str, ...] | list[str]) -> str:
        """Join names as a list in this language."""
        return ("、" if self.language is Language.ZH else "; ").join(items)


@cache
def phrases(language: Language) -> Phrases:
    """Return the phrases of a language, read once."""
    texts: dict[str, str] = {}
    for folder in (
        "extractive",
        "evidence",
        "support",
        "scenarios",
        "suggestions",
        "matching",
        "drafting",
        "review",
        "batch",
        "register",
        "reporting",
    ):
        text = files("prompts").joinpath(folder, f"{language}.toml").read_text(encoding="utf-8")
        texts |= _flatten(tomllib.loads(text))
    return Phrases(language, texts)


def _flatten(tree: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            flat.update(_flatten(value, f"{name}."))
        else:
            flat[name] = str(value)
    return flat
