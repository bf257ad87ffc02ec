"""How long a text is, and pieces of it that fit: a text and a limit in, whole sentences or clauses of it out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.composing.sentences import split_sentences
from assistant.drafting.types import DraftKind
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language

_WIDE = lazy_pattern(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—]")
_HAN_OF_A_WORD = 2  # Han characters that take the place of an English word
_CLAUSE = lazy_pattern(
    r"(?<=[，；。、])|(?<=[,;])(?=\s)|(?<=\.)(?=\s+[A-Z])|(?<=[a-z] )(?=(?:while|whereas|which|when|after) )"
)
BOUNDS = {
    (DraftKind.SUMMARY, Language.ZH): (600, 900),
    (DraftKind.SUMMARY, Language.EN): (400, 600),
    (DraftKind.LETTER, Language.ZH): (300, 450),
    (DraftKind.LETTER, Language.EN): (150, 250),
}


SLACK = {  # that a draft leaves for the words of a chat model, which are longer than those of the form
    (DraftKind.SUMMARY, Language.ZH): 45,
    (DraftKind.SUMMARY, Language.EN): 30,
    (DraftKind.LETTER, Language.ZH): 15,
    (DraftKind.LETTER, Language.EN): 8,
}


def length(text: str, language: Language) -> int:
    """Count as a word processor does: Chinese by characters with their signs, a foreign word as one; English by words."""
    wide = len(_WIDE.findall(text))
    words = len(_WIDE.sub(" ", text).split())
    return words + (wide if language is Language.ZH else wide // _HAN_OF_A_WORD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How much of each elastic piece is given, in the language's own count.

    `economy` counts what is left out as a whole, the same in both languages: rows of a table, further sentences.
    """

    need: int
    abstract: int
    quote: int
    trial: int
    economy: int = 0


_USUAL = {
    Language.ZH: Room(need=110, abstract=160, quote=70, trial=90),
    Language.EN: Room(need=60, abstract=90, quote=40, trial=50),
}
_LEAST = {  # less says nothing
    (DraftKind.SUMMARY, Language.ZH): Room(need=36, abstract=44, quote=24, trial=24),
    (DraftKind.SUMMARY, Language.EN): Room(need=24, abstract=36, quote=14, trial=14),
    (DraftKind.LETTER, Language.ZH): Room(need=24, abstract=24, quote=24, trial=24),
    (DraftKind.LETTER, Language.EN): Room(need=14, abstract=14, quote=14, trial=14),
}
ECONOMIES = (0, 1, 2, 3)
_TENTHS = (20, 18, 16, 14, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)


def rooms(kind: DraftKind, language: Language, economy: int = 0) -> tuple[Room, ...]:
    """Return rooms of an economy from the widest to the tightest."""
    usual, least = _USUAL[language], _LEAST[kind, language]
    shrunk = tuple(
        Room(
            need=max(least.need, usual.need * tenths // 10),
            abstract=max(least.abstract, usual.abstract * tenths // 10),
            quote=max(least.quote, usual.quote * tenths // 10),
            trial=max(least.trial, usual.trial * tenths // 10),
            economy=economy,
        )
        for tenths in _TENTHS
    )
    tightest = replace(shrunk[-1], need=least.quote, abstract=least.quote, quote=least.quote // 2)
    return (*shrunk, tightest)


def excerpt(text: str, most: int, language: Language, *, around: str = "") -> str:
    """Return a contiguous piece of a text within `most`: whole sentences, else whole clauses, `around` certain words.

    At least one clause is returned, however long it is: no value is cut in two.
    """
    text = text.strip()
    if length(text, language) <= most:
        return text
    sentences = [(start, start + len(piece)) for start, piece in split_sentences(text)]
    first, last = _grown(text, sentences, most, language, around)
    held = text[first:last]
    if length(held, language) <= most:
        return held
    begin, end = _grown(held, clauses(held), most, language, around)
    return held[begin:end].strip().rstrip("，；、,;")


def clauses(text: str) -> list[tuple[int, int]]:
    """Return where the clauses of a text begin and end."""
    cuts = [0, *(match.start() for match in _CLAUSE.finditer(text)), len(text)]
    return [(a, b) for a, b in pairwise(cuts) if text[a:b].strip()]


def _grown(
    text: str, pieces: list[tuple[int, int]], most: int, language: Language, around: str
) -> tuple[int, int]:
    """Take the piece that holds the words and add neighbours, those after it first, as long as they fit."""
    at = next((i for i, (a, b) in enumerate(pieces) if around and around in text[a:b]), 0)
    low = high = at
    grew = True
    while grew:
        grew = False
        for new_low, new_high in ((low, high + 1), (low - 1, high)):
            if (
                new_low >= 0
                and new_high < len(pieces)
                and length(text[pieces[new_low][0] : pieces[new_high][1]], language) <= most
            ):
                low, high, grew = new_low, new_high, True
                break
    return pieces[low][0], pieces[high][1]
