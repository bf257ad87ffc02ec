"""Choose the sentences that answer: a question and the sentences found for it in, the few that speak to it best out.

Each sentence has signs of how well it speaks to the question; their weights are those of a logistic regression over
questions whose answers are known to the word (`python -m benchmarks fit-sentences`, see docs/quality.md). What a sentence
in the other language holds of a question is told by the glosses of the question's words.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Self

from assistant.composing.sentences import Sentence, content_terms, is_local
from assistant.types import Facet, Plan
from assistant.understanding import lexicon
from assistant.values import values_in
from knowledge.analysis import TextTerms, fold
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import DocumentHead, Language, PassageKind, PolicyRecord

_Wanted = Mapping[str, frozenset[str]]

if TYPE_CHECKING:
    from knowledge.bridge import DictionaryBridge

_ASKS = lazy_pattern(r"[?？]\W*$")
_ENDS = lazy_pattern(r"[。．.!！；;?？][\"”’」』)）\]]*$")
_NOT_IN_WORDS = lazy_pattern(r"[\W_]+")
_FACET_VALUES = {
    Facet.WHEN: ("date", "month", "number"),
    Facet.HOW_MANY: ("number", "percent"),
    Facet.FEE: ("number", "percent"),
}
_REACH = 2.5  # below the best score: a sentence further off does not speak to the question
_REACH_ELSEWHERE = 2.0  # for sentences of another document than the best one's
_SAID = 1.2  # taken off for what a sentence repeats of the question that others hold already
_SAME = 0.95  # of the shorter one's letters in threes: two sentences that share more say the same
_SIBLINGS = 3  # further sentences of the article that answers best, beside the one that opens it
_CONDITIONS, _CONDITIONS_SHARE = 3, 4  # at most, and of the room what they may take beside it
_SENTENCES_REMEMBERED = (
    512  # those of an answer are read when evidence is judged and when it is composed: ten megabytes
)
_CODE = lazy_pattern(r"(?<![A-Za-z0-9])[A-Z]{2,}\d{2,}(?![A-Za-z0-9])")


class Weighed:
    """Signs by name, which the same names weigh."""

    __slots__ = ()

    def times(self, weights: Self) -> float:
        """Return the sum of the signs, each times its weight."""
        names = self.__dataclass_fields__  # type: ignore[attr-defined]
        return math.fsum(getattr(self, name) * getattr(weights, name) for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs(Weighed):
    """What speaks for a sentence as an answer, each from 0 to 1; as weights, what each sign is worth."""

    own: float  # the share of the question's weight that it holds
    around: float  # what only its title, headings and label hold
    before: float  # what only the two sentences before it hold
    wording: float  # the share of the question's letters in threes
    found: float  # the score of its passage, divided by the best one's
    fits: float  # it holds a value of the kind that is asked for
    unfinished: float  # it has no end: a heading, an address, the start of a list
    elsewhere: float  # it is a rule of a place that the question does not name


WEIGHTS = Signs(
    own=2.6, around=3.0, before=1.4, wording=1.8, found=6.0, fits=0.9, unfinished=-1.4, elsewhere=-1.0
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    sentence: Sentence
    score: float
    first: bool = True  # it belongs to the answer in short; the others say more


def choose(
    plan: Plan,
    candidates: Sequence[Sentence],
    *,
    most: int,
    characters: int,
    short: int | None = None,
    tables: Set[str] = frozenset(),
    bridge: DictionaryBridge | None = None,
    weights: Signs = WEIGHTS,
) -> tuple[Chosen, ...]:
    """Pick up to `most` sentences of up to `characters` with the titles of their documents, best first.

    The first of them make up the answer in `short` characters, all where that is None.
    What says the same as a better one is left out. Of the article that answers best, further sentences follow while
    there is room: a rule is read whole. The rows of `tables`, passages named by their ids, that stand in the document
    of the best sentence come before other sentences. Where it is asked whether something is allowed or due, further
    conditions that this document states come last, in room of their own. The best one is chosen however long it is.
    """
    if not candidates:
        return ()
    reading = _Reading(plan, candidates, bridge)
    scores = [reading.signs(row).times(weights) for row in range(len(candidates))]
    answering = _answering(plan, candidates)
    if not answering:
        return ()
    best = max(answering, key=lambda row: scores[row])
    pool = [row for row in answering if scores[row] >= scores[best] - _reach(candidates, row, best)]
    pooled = frozenset(pool)
    choice = _Choice(most=most, room=characters, short=characters if short is None else short)
    held: set[str] = set()
    document = candidates[best].document.document_id
    beside = [row for row in answering if candidates[row].document.document_id == document]
    if rows := [row for row in beside if candidates[row].passage.passage_id in tables]:
        choice.add(candidates[best], scores[best])
        held |= reading.held[best].union(*(reading.held[row] for row in rows))
        for row in rows:
            choice.add(candidates[row], scores[best])
    while pool:
        row = max(pool, key=lambda row: scores[row] - _SAID * reading.share(row, held))
        pool.remove(row)
        if choice.add(candidates[row], scores[row]):
            held |= reading.held[row]
    if candidates[best].passage.kind is PassageKind.ARTICLE:
        for row in _article_of(candidates, beside, best, scores):
            choice.add(candidates[row], scores[row])
    if lexicon.ASKS_LEAVE.search(plan.text):
        choice.go_on(_CONDITIONS, characters // _CONDITIONS_SHARE)
        for row in _conditions(candidates, pooled.intersection(beside), scores):
            choice.add(candidates[row], scores[row])
    return tuple(choice.chosen)


def _answering(plan: Plan, candidates: Sequence[Sentence]) -> list[int]:
    """Return those that may answer: no questions, and nothing about another code than the one asked about."""
    other = _OtherCode(plan.text)
    return [
        row for row, one in enumerate(candidates) if not (_ASKS.search(one.text) or other.leads(one.text))
    ]


def _conditions(candidates: Sequence[Sentence], rows: Iterable[int], scores: Sequence[float]) -> list[int]:
    """Return those that state conditions, the best first."""
    stating = (row for row in rows if lexicon.CONDITION.search(candidates[row].text))
    return sorted(stating, key=lambda row: -scores[row])


def _article_of(
    candidates: Sequence[Sentence], rows: Sequence[int], best: int, scores: Sequence[float]
) -> list[int]:
    """Return what opens the article of the best sentence, which states its rule, and then the best of the others."""
    own = [row for row in rows if _article(candidates[row]) == _article(candidates[best])]
    opening = next(row for row in own if candidates[row].passage is candidates[best].passage)
    return [opening, *sorted(own, key=lambda row: -scores[row])[: _SIBLINGS + 1]]


class _OtherCode:
    """Tells sentences about another code than those that a question names."""

    def __init__(self, question: str) -> None:
        self._asked = frozenset(_CODE.findall(question))
        self._shapes = frozenset(map(_shape, self._asked))

    def leads(self, text: str) -> bool:
        """Say whether the first code of a kind asked about that a text names is one that is not asked about."""
        named = (code for code in _CODE.findall(text) if _shape(code) in self._shapes)
        return next(named, None) not in (None, *self._asked)


def _shape(code: str) -> str:
    return re.sub(r"\d", "9", re.sub(r"[A-Z]", "A", code))


def _reach(candidates: Sequence[Sentence], row: int, best: int) -> float:
    same = candidates[row].document.document_id == candidates[best].document.document_id
    return _REACH if same else _REACH_ELSEWHERE


class _Choice:
    """Sentences as far as there is room for them."""

    def __init__(self, *, most: int, room: int, short: int) -> None:
        self.chosen: list[Chosen] = []
        self._most = most
        self._room = room
        self._short = short
        self._said: list[frozenset[str]] = []
        self._documents: set[str] = set()

    def add(self, sentence: Sentence, score: float) -> bool:
        """Add a sentence where there is room for it and it says something new; tell whether it was added."""
        document = sentence.document
        title = 0 if document.document_id in self._documents else len(document.title)
        length, said = len(sentence.text) + title, _threes(sentence.text)
        if len(self.chosen) >= self._most or (self.chosen and length > self._room) or self._knows(said):
            return False
        first = not self.chosen or length <= self._short
        self.chosen.append(Chosen(sentence=sentence, score=score, first=first))
        self._short -= length if first else 0
        self._said.append(said)
        self._documents.add(document.document_id)
        self._room -= length
        return True

    def go_on(self, most: int, room: int) -> None:
        """Take up to so many more sentences in so much room; none of them belongs to the answer in short."""
        self._most, self._room, self._short = len(self.chosen) + most, room, 0

    def _knows(self, said: frozenset[str]) -> bool:
        return any(len(said & one) > _SAME * min(len(said), len(one)) for one in self._said)


def signs_of(
    plan: Plan, candidates: Sequence[Sentence], bridge: DictionaryBridge | None = None
) -> tuple[Signs, ...]:
    """Return the signs of each candidate."""
    reading = _Reading(plan, candidates, bridge)
    return tuple(reading.signs(row) for row in range(len(candidates)))


class _Reading:
    """One question against the sentences found for it."""

    def __init__(self, plan: Plan, candidates: Sequence[Sentence], bridge: DictionaryBridge | None) -> None:
        self._plan = plan
        self._candidates = candidates
        self._bridge = bridge
        self._wanted = {language: _wanted(plan, language, bridge) for language in Language}
        self._terms = {
            language: frozenset().union(*one_of.values()) for language, one_of in self._wanted.items()
        }
        self.held = [self._holds(s.text, s.passage.language) for s in candidates]
        self._weights = {language: self._weighed(language) for language in Language}
        self._around = lru_cache(maxsize=None)(self._holds)
        self._top = max(s.hit_score for s in candidates) or 1.0
        self._kinds = {kind for facet in plan.facets for kind in _FACET_VALUES.get(facet, ())}

    def signs(self, row: int) -> Signs:
        sentence = self._candidates[row]
        weights = self._weights[sentence.passage.language]
        own, before = self.held[row], self._held_before(row)
        heading = " ".join((sentence.document.title, *sentence.passage.headings, sentence.passage.label))
        around = self._around(heading, sentence.passage.language)
        asked = self._threes
        return Signs(
            own=_share(own, weights),
            around=_share(around - own, weights),
            before=_share(before - own, weights),
            wording=len(asked & _threes(sentence.text)) / len(asked) if asked else 0.0,
            found=sentence.hit_score / self._top,
            fits=float(
                any(v.kind in self._kinds for v in values_in(sentence.text)) if self._kinds else False
            ),
            unfinished=float(not _ENDS.search(sentence.text) and not sentence.text.startswith("|")),
            elsewhere=float(self._is_elsewhere(sentence.document)),
        )

    def share(self, row: int, said: Set[str]) -> float:
        """Return the share of the question's weight that a candidate holds and that was said already."""
        return _share(self.held[row] & said, self._weights[self._candidates[row].passage.language])

    @cached_property
    def _threes(self) -> frozenset[str]:
        return _threes(self._plan.search_text)

    def _holds(self, text: str, language: Language) -> frozenset[str]:
        """Return which of the wanted a text holds."""
        foreign = self._bridge is not None and language is not self._plan.language
        if self._bridge is not None and foreign:
            found = set(self._bridge.terms(text, language))
        else:
            found = _terms(text, language).held(self._terms[language])
        return frozenset(
            [name for name, one_of in self._wanted[language].items() if not one_of.isdisjoint(found)]
        )

    def _held_before(self, row: int) -> frozenset[str]:
        passage = self._candidates[row].passage
        return frozenset().union(
            *(self.held[at] for at in range(max(0, row - 2), row) if self._candidates[at].passage is passage)
        )

    def _weighed(self, language: Language) -> Mapping[str, float]:
        """Weigh what is wanted by how few of the candidates of a language hold it; all together weigh 1."""
        rows = [row for row, s in enumerate(self._candidates) if s.passage.language is language]
        spread = Counter(name for row in rows for name in self.held[row])
        weights = {
            name: math.log(1 + (len(rows) or 1) / (1 + spread[name])) for name in self._wanted[language]
        }
        total = sum(weights.values()) or 1.0
        return {name: weight / total for name, weight in weights.items()}

    def _is_elsewhere(self, head: DocumentHead) -> bool:
        if not is_local(head):
            return False
        region = head.record.region if isinstance(head.record, PolicyRecord) else None
        return (region or head.title)[:2] not in self._plan.search_text


def _wanted(plan: Plan, language: Language, bridge: DictionaryBridge | None) -> _Wanted:
    """Return what a text in a language should hold: terms, or words of which one gloss suffices."""
    asked = content_terms(plan.search_text, plan.language)
    if language is plan.language or bridge is None or plan.language is Language.EN:
        return {term: frozenset([term]) for term in asked}
    words = bridge.topic_words(fold(plan.search_text))
    return {word: frozenset(bridge.gloss_terms(word)) for word in words}


def _share(held: Iterable[str], weights: Mapping[str, float]) -> float:
    return sum(weights[name] for name in held)


@lru_cache(maxsize=_SENTENCES_REMEMBERED)
def _terms(text: str, language: Language) -> TextTerms:
    return TextTerms.of(fold(text), language)


@lru_cache(maxsize=_SENTENCES_REMEMBERED)
def _threes(text: str) -> frozenset[str]:
    """Return the overlapping threes of a text's letters and digits, folded."""
    bare = _NOT_IN_WORDS.sub("", fold(text))
    return frozenset([bare[at : at + 3] for at in range(len(bare) - 2)])


def _article(sentence: Sentence) -> tuple[str, str]:
    passage = sentence.passage
    return passage.document_id, passage.number or passage.label.split(" (")[0]
