"""Which patent a question describes by the words of its title or by what it does: a text in; it, or the few it can be, out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.understanding import lexicon
from assistant.understanding.descriptions import best_described
from assistant.understanding.intents import topic_of
from assistant.understanding.languages import language_of
from assistant.understanding.titles import TitleIndex
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import DocumentHead, Hit, Kind

Search = Callable[[str, tuple[Kind, ...], int | None], tuple[Hit, ...]]
"""Finds documents of some kinds by a text, the best passages first; so many of them with their coverage, None for all."""

_LEADS = 0.65  # of the leader's score: who stays below is behind
_LEADS_COVERED = 0.8  # where it holds most of what the text says
_LEADS_TITLED = 0.85  # where the text repeats a stretch of the leader's title
_NEAR = 0.8
_FAR = 0.5  # for who shares less with the text
_COVERED = 0.25
_COVERED_WELL = 0.7  # where no title is in the language of the text, or it shares one word with the text
_FEWEST_TERMS = 2
_ENOUGH_TERMS = 3
_MOST_NEAR = 4
_MOST_SUBJECTS = 3
_MOST_BESIDE = 2
_HELD_ALL = 0.95  # of a text, by one patent: it describes no other
_MEASURED = 1  # of the patents found: it is asked of the leader alone how much of the text it holds
_CLAUSE = lazy_pattern(r"[,，。;；:：?？!！()（）]|\s[-–—]+\s|\.\s")
_ASKED = tuple(
    lazy_pattern(f"(?:{pattern.pattern})[a-z]*", re.IGNORECASE)
    for pattern in (*lexicon.FACETS.values(), lexicon.POLICY, lexicon.COMPARISON, lexicon.ASKS)
)
_SECOND = lazy_pattern(
    r"[和与跟及、；;]|还有|以及|另外|还是|(?:对比|比较)|\b(?:and|or|vs|versus|plus|also|too|both|compared?|against)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What a text describes: one patent or several of them for sure, or one of a few that are near to each other."""

    document_ids: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    alone: bool = False  # the one described holds all that the text says, so that it describes no other


class Describing:
    """Resolves descriptions against the titles and the texts of one version of a library."""

    def __init__(self, titles: TitleIndex, search: Search | None) -> None:
        self._titles = titles
        self._search = search

    def described(self, text: str) -> Described:
        """Return what the text describes; a further patent only where its words join two things."""
        compared = self._compared(text)
        if len(compared) > 1:
            return Described(document_ids=compared)
        first = self._one(text)
        if not first.document_ids or first.alone or self._search is None:
            return first
        known = tuple(dict.fromkeys((*first.document_ids, *compared)))
        return Described(document_ids=(*known, *self._further(text, known)))

    def beside(self, text: str, documents: tuple[str, ...]) -> tuple[str, ...]:
        """Return the patents that a text describes beside these."""
        known = tuple(dict.fromkeys((*documents, *self._compared(text))))
        return (*known[len(documents) :], *self._further(text, known))

    def _further(self, text: str, documents: tuple[str, ...]) -> tuple[str, ...]:
        """Return the patents that are described where these are known, one after the other."""
        known = documents
        for _ in range(_MOST_BESIDE):
            text = self._titles.without(text, known)
            more = self._one(text).document_ids if _SECOND.search(text) else ()
            if not set(more) - set(known):
                break
            known = tuple(dict.fromkeys((*known, *more)))
        return known[len(documents) :]

    def _compared(self, text: str) -> tuple[str, ...]:
        """Return what each of the few things that a text compares is: two of them may share a word of their titles."""
        if self._search is None or not lexicon.COMPARISON.search(text):
            return ()
        parts = [part for part in _SECOND.split(text) if part.strip()]
        found = [self._one(part).document_ids for part in parts] if 1 < len(parts) <= _MOST_SUBJECTS else []
        return tuple(dict.fromkeys(document for documents in found for document in documents))[
            :_MOST_SUBJECTS
        ]

    def _one(self, text: str) -> Described:
        text = self._titles.spelled_out(text)
        titled = self._titles.mentioned(text)
        if self._search is None:
            return Described(document_ids=titled[:_MOST_SUBJECTS])
        readable = language_of(text) in self._titles.languages
        held = self._titles.shared(text)
        if readable and not held:
            return Described()
        topic = _topic(self._naming(text) if readable else text)
        best = self._best_of_each(self._search(topic, (Kind.PATENT,), _MEASURED)) if topic else {}
        leading = _leading(best, titled, held if readable else {}) if best else ()
        if (
            leading
            and not set(leading) & set(titled)
            and self._is_told_elsewhere(topic, best[leading[0]], held)
        ):
            return Described()
        found = _told_apart(self._titles.without(text, leading), [best[d].document for d in leading])
        alone = len(leading) == 1 and best[leading[0]].coverage >= _HELD_ALL
        return Described(document_ids=self._whole(found.document_ids), near=found.near, alone=alone)

    def _is_told_elsewhere(self, topic: str, leader: Hit, held: Mapping[str, int]) -> bool:
        """Say whether a text that is no patent holds as much of a topic as one whose title shares a word at the most."""
        if self._search is None or held.get(leader.document.document_id, 0) >= _FEWEST_TERMS:
            return False
        others = self._search(topic, (Kind.POLICY, Kind.OTHER), None)
        return any(hit.coverage >= leader.coverage for hit in others)

    def _whole(self, documents: tuple[str, ...]) -> tuple[str, ...]:
        """Return the documents with the others of their publications: what is public of it, and what is not."""
        return tuple(dict.fromkeys(same for d in documents for same in self._titles.same(d)))

    def _best_of_each(self, hits: tuple[Hit, ...]) -> Mapping[str, Hit]:
        """Return the best hit of each publication."""
        best: dict[tuple[str, ...], Hit] = {}
        for hit in hits:
            best.setdefault(self._titles.same(hit.document.document_id), hit)
        return {hit.document.document_id: hit for hit in best.values()}

    def _naming(self, text: str) -> str:
        """Return the clauses of a text that share words with a title: the others tell of the asker."""
        return " ".join(clause for clause in _CLAUSE.split(text) if self._titles.shared(clause))


def _topic(text: str) -> str:
    """Return the words that say what a thing is, without what is asked of it."""
    for pattern in _ASKED:
        text = pattern.sub(" ", text)
    return topic_of(text)


def _leading(best: Mapping[str, Hit], titled: tuple[str, ...], held: Mapping[str, int]) -> tuple[str, ...]:
    """Return the patent that leads by a margin and holds what the text says, or all that are near it; none where it does not."""
    leader, *others = best.values()
    name = leader.document.document_id
    behind = others[0].score / leader.score if others and leader.score else 0.0
    rivals = [
        hit for hit in others if hit.document.document_id in titled and hit.score > _LEADS * leader.score
    ]
    if not rivals and _leads(leader.coverage, behind, held.get(name, 0), titled=name in titled):
        return (name,)
    if name not in titled and leader.coverage < _COVERED_WELL:
        return ()
    near = [
        document
        for document, hit in best.items()
        if (document in titled and hit.score >= _LEADS * leader.score)
        or (held.get(document, 0) >= _ENOUGH_TERMS and hit.score >= _NEAR * leader.score)
    ]
    return tuple(near[:_MOST_NEAR])


def _leads(coverage: float, behind: float, words: int, *, titled: bool) -> bool:
    """Say whether the first by its coverage is the one, by how near the second is and how many words its title shares."""
    if titled:
        return behind <= _LEADS_TITLED
    if words >= _FEWEST_TERMS:
        return coverage >= _COVERED and behind <= (_LEADS_COVERED if coverage >= _COVERED_WELL else _LEADS)
    return coverage >= _COVERED_WELL and behind <= _FAR


def _told_apart(rest: str, near: list[DocumentHead]) -> Described:
    """Return the one of several that a place or an owner in the rest of a text tells, else all of them."""
    names = tuple(head.document_id for head in near)
    if len(near) < 2:
        return Described(document_ids=names)
    place = best_described(rest, [[head] for head in near])
    return Described(near=names) if place is None else Described(document_ids=(names[place],))
