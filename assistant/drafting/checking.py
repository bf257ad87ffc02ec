"""Hold a draft against what backs it: slots, fields and readable passages in; its citations out, or an error that names the slot.

Nothing is cut: a draft with one slot that does not hold is no draft.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.citations import MIN_MOVED, Outcome, Place, Source, cite, locate, look_up, normalise
from assistant.composing.claimed_terms import bodies_in
from assistant.drafting.fields import NEED, TITLE
from assistant.drafting.quotable import tone_broken
from assistant.drafting.types import Slot
from assistant.types import Citation
from assistant.values import fold, unbound
from knowledge.errors import PatentBridgeError
from knowledge.lazy_patterns import lazy_pattern

_QUOTED = lazy_pattern(r"“([^“”]+)”")
ADDRESSED = lazy_pattern("贵公司|本公司|我公司")  # whoever is written to, no party
_SHORTEST_NAME = 3
_BEFORE_A_NAME = "的与和及为是向由在给对致"
AN_ITEM = lazy_pattern("一(?=[项种个件封])")  # it counts nothing
_ELLIPSIS = lazy_pattern(r"…+")

Numbered = tuple[tuple[Citation, ...], tuple[tuple[str, tuple[int, ...]], ...]]


def hold(
    slots: Sequence[Slot],
    fields: Mapping[str, tuple[str, ...]],
    sources: Mapping[str, Source],
    inventors: Sequence[str],
) -> Numbered:
    """Check every slot and number the citations in order of appearance. Raises PatentBridgeError(draft_unbound).

    Its fields are `slot` and `reason`: quote, value, party, words, praise, opinion, contact, inventor.
    """
    citations: dict[tuple[str, int, int], Citation] = {}
    markers: list[tuple[str, tuple[int, ...]]] = []
    for slot in slots:
        places = [_place(slot, index, sources) for index in range(len(slot.quotes))]
        _hold(slot, places, fields, inventors)
        numbers = tuple(dict.fromkeys(_mark(place, citations) for place in places))
        if numbers:
            markers.append((slot.name, numbers))
    return tuple(citations.values()), tuple(markers)


def _place(slot: Slot, index: int, sources: Mapping[str, Source]) -> Place:
    outcome, places = look_up(slot.quotes[index], sources)
    if outcome is not Outcome.FOUND:
        raise _failed(slot, "quote")
    return places[0]


def _mark(place: Place, citations: dict[tuple[str, int, int], Citation]) -> int:
    key = (place.source.passage.passage_id, place.start, place.end)
    if key not in citations:
        citations[key] = cite(place.source, place.start, place.end, marker=len(citations) + 1)
    return citations[key].marker


def _hold(
    slot: Slot, places: Sequence[Place], fields: Mapping[str, tuple[str, ...]], inventors: Sequence[str]
) -> None:
    backed = tuple(value for name in slot.fields for value in fields.get(name, ()))
    quoted = tuple(quote.text for quote in slot.quotes)
    labels = tuple(text for p in places for text in (p.source.passage.label, p.source.passage.number or ""))
    titles = tuple(p.source.document.title for p in places)
    held = (*quoted, *labels, *titles, *backed)
    if unbound(AN_ITEM.sub("该", _ELLIPSIS.sub(" ", slot.text)), held):
        raise _failed(slot, "value")
    names = fold("\n".join(held))
    unnamed = _without_names(ADDRESSED.sub("", slot.text), backed)
    if any(body not in names for body in bodies_in(fold(unnamed))):
        raise _failed(slot, "party")
    if any(not _stands(words, (*quoted, *backed)) for words in _QUOTED.findall(slot.text)):
        raise _failed(slot, "words")
    if broken := tone_broken(_own_words(slot, fields)):
        raise _failed(slot, broken)
    if any(name in slot.text or any(name in text for text in quoted) for name in inventors if len(name) > 1):
        raise _failed(slot, "inventor")


def _without_names(text: str, backed: Sequence[str]) -> str:
    """Return a text without the whole names that back it: 甲公司 in 尊敬的甲公司, but not in 上海甲公司, which is another."""
    for name in sorted(backed, key=len, reverse=True):
        if len(name) >= _SHORTEST_NAME:
            text = re.sub(rf"(?:(?<![\u3400-\u9fff])|(?<=[{_BEFORE_A_NAME}])){re.escape(name)}", " ", text)
    return text


def _stands(words: str, held: Sequence[str]) -> bool:
    """Say whether what stands in quotation marks, between its omissions, is said so by what backs the slot."""
    pieces = (piece.strip(" 。，；,.;") for piece in _ELLIPSIS.split(words))
    long = (piece for piece in pieces if len(normalise(piece)[0]) >= MIN_MOVED)
    return all(any(locate(piece, text) for text in held) for piece in long)


def _own_words(slot: Slot, fields: Mapping[str, tuple[str, ...]]) -> str:
    """Return a slot's text without titles and the enterprise's words: how those are worded is not ours to judge."""
    theirs = [
        value
        for name in slot.fields
        if name == TITLE or name.startswith(NEED)
        for value in sorted(fields.get(name, ()), key=len, reverse=True)
    ]
    text = slot.text
    for value in theirs:
        text = text.replace(value, " ")
    for words in (*_QUOTED.findall(text), text.partition(". ")[2]):
        if words and any(locate(words.strip("… "), value) for value in theirs):
            text = text.replace(words, " ")
    return _QUOTED.sub(" ", text) if "need.text" in slot.fields else text


def _failed(slot: Slot, reason: str) -> PatentBridgeError:
    return PatentBridgeError("draft_unbound", slot=slot.name, reason=reason)
