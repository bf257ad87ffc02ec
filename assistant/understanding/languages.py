"""Languages of questions: a text in; the language it is asked in, and the one to answer it in, out."""

from __future__ import annotations

import re

from assistant.understanding import lexicon
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language

_HAN = lazy_pattern(r"[\u3400-\u9fff]")
_LATIN_WORD = lazy_pattern(r"[^\W\d_\u3400-\u9fff]+")


def language_of(text: str) -> Language:
    """Tell Chinese from English by what frames a question, whatever terms stand in it; else by weight.

    A Han character weighs twice a Latin word.
    """
    in_english, in_chinese = lexicon.FRAMED_IN_ENGLISH.search(text), lexicon.FRAMED_IN_CHINESE.search(text)
    if bool(in_english) is not bool(in_chinese):
        return Language.EN if in_english else Language.ZH
    return Language.ZH if 2 * len(_HAN.findall(text)) > len(_LATIN_WORD.findall(text)) else Language.EN


def without_words(text: str) -> bool:
    """Say whether a text is a number or a name alone, which tells nothing of the language it is asked in."""
    return not _HAN.search(text) and not re.search(r"(?<![\w-])[a-z]{2,}", text)


def reply_language(text: str) -> Language:
    """Return the language asked for in so many words, else that of the question."""
    if lexicon.REPLY_IN_ENGLISH.search(text):
        return Language.EN
    if lexicon.REPLY_IN_CHINESE.search(text):
        return Language.ZH
    return language_of(text)
