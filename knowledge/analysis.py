"""Index terms: a text in Chinese or English becomes folded tokens that both languages share where they can."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from knowledge import function_words
from knowledge.types import Language

HAN = "\u2e80-\u2fdf\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(
    rf"(?P<han>[{HAN}]+)"
    rf"|(?P<number>\d+(?:[.,]\d+)*(?!(?![{HAN}])[^\W_])(?:\s?[%‰℃°])?)"
    rf"|(?P<word>(?:(?![{HAN}])[^\W_])+(?:[-./'’·+](?:(?![{HAN}])[^\W_])+)*)"
)
_ASCII_RUN = re.compile(  # the same for text without other characters
    r"[0-9]+(?:[.,][0-9]+)*(?![a-z0-9])(?:\s?%)?|[a-z0-9]+(?:[-./'+][a-z0-9]+)*"
)
_HAN_CHARACTER = re.compile(rf"[{HAN}]")
_LATIN_LETTER = re.compile(r"[A-Za-z]")
_PART = re.compile(r"[^\W_]+")
_SOFT = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_LONGEST_TERM = 64
_REMEMBERED = 200_000

_AMERICAN = {
    "licence": "license", "licences": "licenses", "sublicence": "sublicense", "licenced": "licensed",
    "colour": "color", "colours": "colors", "vapour": "vapor", "odour": "odor", "flavour": "flavor",
    "behaviour": "behavior", "labour": "labor", "harbour": "harbor", "neighbour": "neighbor",
    "fibre": "fiber", "fibres": "fibers", "centre": "center", "centres": "centers", "metre": "meter",
    "metres": "meters", "litre": "liter", "litres": "liters", "calibre": "caliber",
    "aluminium": "aluminum", "programme": "program", "programmes": "programs", "grey": "gray",
    "mould": "mold", "moulds": "molds", "moulding": "molding", "moulded": "molded", "tyre": "tire",
    "tyres": "tires", "defence": "defense", "offence": "offense", "catalogue": "catalog",
    "analyse": "analyze", "analysed": "analyzed", "catalyse": "catalyze", "hydrolyse": "hydrolyze",
    "judgement": "judgment", "cheque": "check", "plough": "plow", "storey": "story",
}  # fmt: skip
_SULPHUR = re.compile(r"sulph")
_ISE = re.compile(r"(?<=[a-z]{3})is(?=(?:e[sdr]?|ers|ing|ations?)$)")


def language_of(text: str) -> Language:
    """Return the language a text is mostly written in: Chinese when Han characters weigh more than words.

    A Han character is set against half an English word (about three letters); ties and empty text are English.
    """
    han = len(_HAN_CHARACTER.findall(text))
    latin = len(_LATIN_LETTER.findall(text))
    return Language.ZH if han * 3 > latin else Language.EN


def fold(text: str) -> str:
    """Return the text as indexes compare it: NFKC, lower case, soft characters out, simplified characters."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", _SOFT.sub("", text)).lower()
    return simplified(folded) if _HAN_CHARACTER.search(folded) else folded


def simplified(text: str) -> str:
    """Return the text in simplified characters; Latin and simplified text comes back as it is."""
    return str(_local().converter.convert(text))


@lru_cache(maxsize=16)
def runs(folded: str) -> tuple[tuple[bool, str], ...]:
    """Cut folded text into (is Han, run): Han runs whole, numbers with their unit sign, words with inner joints.

    Remembered for the last texts: an index looks at a passage more than once.
    """
    return tuple((bool(han), han or number or word) for han, number, word in _RUN.findall(folded))


def word_terms(run: str, *, letters: bool = False) -> list[str]:
    """Return the terms of a run that is not Han: stems, numbers without separators, and joined model names.

    "low-cobalt" gives its parts; "LiFePO4-C" gives its parts and "lifepo4c", so that spellings meet. With
    `letters` a single letter is always a term: beside Han characters "A" is a name, not an article.
    """
    if run[0].isdigit() and not any(character.isalpha() for character in run):
        return [_number(run)]
    parts = _PART.findall(run)
    kept = [
        part[:_LONGEST_TERM]
        for part in parts
        if (letters and len(part) == 1) or part not in function_words.ENGLISH
    ]
    if len(parts) > 1 and any(character.isdigit() for character in run):
        kept.append("".join(parts)[:_LONGEST_TERM])
    return list(_local().stemmer.stemWords([_american(part) for part in kept]))


def han_terms(run: str) -> list[str]:
    """Return the overlapping pairs of a Han run; a character that stands alone is its own term."""
    if len(run) == 1:
        return [run]
    return [run[at : at + 2] for at in range(len(run) - 1)]


def terms(text: str, language: Language) -> list[str]:
    """Return the index terms of a text in reading order, repeated as often as they occur.

    Every script in the text is kept, whatever the language; in Chinese a single letter counts as a name.
    """
    return folded_terms(fold(text), language)


def folded_terms(folded: str, language: Language) -> list[str]:
    """Return the index terms of a text that `fold` already went over."""
    known = _TERMS[language is Language.ZH]
    if folded.isascii():
        return list(chain.from_iterable(map(known.__getitem__, _ASCII_RUN.findall(folded))))
    found: list[str] = []
    for is_han, run in runs(folded):
        found.extend(han_terms(run) if is_han else known[run])
    return found


class _RunTerms(dict[str, tuple[str, ...]]):
    """Terms of runs that are not Han, worked out when a run is first met: texts repeat their words."""

    def __init__(self, *, letters: bool) -> None:
        super().__init__()
        self._letters = letters

    def __missing__(self, run: str) -> tuple[str, ...]:
        found = tuple(word_terms(run, letters=self._letters))
        if len(run) <= _LONGEST_TERM:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[run] = found
        return found


_TERMS = (_RunTerms(letters=False), _RunTerms(letters=True))


@lru_cache(maxsize=200_000)
def stems(text: str) -> tuple[str, ...]:
    """Return the terms of a short folded English text (a gloss), remembered."""
    return tuple(term for is_han, run in runs(text) if not is_han for term in word_terms(run))


def unique(found: Sequence[str]) -> tuple[str, ...]:
    """Return the terms once each, in order of first appearance."""
    return tuple(dict.fromkeys(found))


def _american(word: str) -> str:
    """Fold British into American spelling, so that "licence" and "license" are one term."""
    if word in _AMERICAN:
        return _AMERICAN[word]
    return _ISE.sub("iz", _SULPHUR.sub("sulf", word)) if word.isascii() else word


def _number(run: str) -> str:
    digits = run.replace(" ", "")
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?[%‰℃°]?", digits):
        digits = digits.replace(",", "")
    return digits[:_LONGEST_TERM]


class _Local(threading.local):
    """Stemmer and converter of one thread: neither may be shared between threads."""

    def __init__(self) -> None:
        import opencc
        import Stemmer

        self.stemmer: Any = Stemmer.Stemmer("english", 50_000)
        self.converter: Any = opencc.OpenCC("t2s")


@lru_cache(maxsize=1)
def _local() -> _Local:
    return _Local()
