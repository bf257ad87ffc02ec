"""Terms of one language in a question of the other: a question in; the same with the glossary's names for them out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from knowledge.analysis import HAN
from knowledge.bridge.glossary import names, read_glossary
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language

_HAN_RUN = lazy_pattern(f"[{HAN}]+")
_SPACE = re.escape(" ")
_LATIN_LETTER = lazy_pattern(r"[A-Za-z]")


def in_its_own_words(text: str, language: Language) -> str:
    """Return a question with the terms that stand in it in the other language called what its own language calls them.

    What the glossary does not know stays: it is found as it is written.
    """
    if language is Language.EN:
        if not _HAN_RUN.search(text):
            return text
        return re.sub(r" {2,}", " ", _HAN_RUN.sub(lambda run: _english_of(run[0]), text))
    return _phrases().sub(lambda m: _chinese()[_apart(m[0])], text) if _LATIN_LETTER.search(text) else text


def _english_of(run: str) -> str:
    """Return a run of Han characters with the longest terms at each place in English."""
    found: list[str] = []
    at = 0
    while at < len(run):
        end = next((end for end in range(len(run), at + 1, -1) if run[at:end] in _english()), at + 1)
        term = _english().get(run[at:end])
        found.append(f" {term} " if term else run[at:end])
        at = end
    return "".join(found)


@cache
def _english() -> Mapping[str, str]:
    return {chinese: names(english)[0] for chinese, english in read_glossary()}


@cache
def _chinese() -> Mapping[str, str]:
    """Give the Chinese of names that no single word is, hyphens as spaces: one word can be a name."""
    return {
        _apart(name): chinese
        for chinese, english in reversed(read_glossary())
        for name in names(english)
        if " " in _apart(name)
    }


def _apart(name: str) -> str:
    return name.lower().replace("-", " ")


@cache
def _phrases() -> re.Pattern[str]:
    longest_first = sorted(_chinese(), key=len, reverse=True)
    return re.compile(
        rf"(?<![A-Za-z])(?:{'|'.join(re.escape(name).replace(_SPACE, '[ -]') for name in longest_first)})(?![A-Za-z])",
        re.IGNORECASE,
    )
