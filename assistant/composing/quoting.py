"""Which exhibits a sentence rests on, when it gives words as they stand: its text and markers in; the exhibits to hold it against out.

Words in quotation marks must stand verbatim in what is cited. Where they, or the whole sentence, stand elsewhere instead, in
one exhibit alone, that one is cited; where they stand in several or in none, the sentence rests on nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.citations import MIN_MOVED, locate, normalise
from assistant.composing.exhibits import Exhibit
from knowledge.lazy_patterns import lazy_pattern

_QUOTED = lazy_pattern(r"“([^“”]+)”|「([^「」]+)」|『([^『』]+)』|\"([^\"]+)\"|«([^«»]+)»")
_STOPS = "。．.!！?？;；,， "


def resting_on(text: str, cited: Sequence[Exhibit], exhibits: Sequence[Exhibit]) -> tuple[Exhibit, ...]:
    """Return the exhibits that a sentence is held against; none where it quotes what stands in no single one of them."""
    rests = tuple(cited)
    for words in _quoted(text):
        if any(_holds(exhibit, words) for exhibit in rests):
            continue
        others = [exhibit for exhibit in exhibits if _holds(exhibit, words)]
        if len(others) != 1:
            return ()
        rests = (*rests, others[0])
    whole = text.strip(_STOPS)
    if _is_long(whole) and not any(_holds(exhibit, whole) for exhibit in rests):
        others = [exhibit for exhibit in exhibits if exhibit.source and _holds(exhibit, whole)]
        if len(others) == 1:
            return (others[0],)
    return rests


def misquoted(
    text: str, cited: Sequence[Exhibit], exhibits: Sequence[Exhibit]
) -> tuple[str, tuple[str, ...]] | None:
    """Return the first quote that does not stand in what is cited, and the passages where it stands; None: no quote does so."""
    for words in _quoted(text):
        if not any(_holds(exhibit, words) for exhibit in cited):
            holders = (e.source.passage.passage_id for e in exhibits if e.source and _holds(e, words))
            return words, tuple(holders)
    return None


def _quoted(text: str) -> tuple[str, ...]:
    """Return what stands in quotation marks and is long enough to be a quote rather than a word that is set apart."""
    found = (next(filter(None, groups)).strip(_STOPS) for groups in _QUOTED.findall(text))
    return tuple(words for words in found if _is_long(words))


def _is_long(words: str) -> bool:
    return len(normalise(words)[0]) >= MIN_MOVED


def _holds(exhibit: Exhibit, words: str) -> bool:
    return locate(words, exhibit.text) is not None
