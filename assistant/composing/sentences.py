"""Choose the sentences that answer: hits and a question in, the few sentences that cover it best out."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.types import Facet, Plan
from assistant.values import values_in
from knowledge.analysis import terms
from knowledge.sentences import sentence_spans
from knowledge.types import DocumentHead, Hit, Language, Passage, PassageKind, PolicyLevel, PolicyRecord

_ASKING = re.compile(
    r"什么时候|什么|多少钱|多少|怎么样|怎么|如何|哪些|哪个|哪几|哪条|哪天|哪|是不是|是否|能不能|可不可以|可以|吗|呢|吧|请问|请|我们|我|你们|你|想要|想|具体|的话|一下|主要|有没有|应该|需要|"
    r"(?:是|由|在|了|的|和|与|或|对|把|被|就|都|也|还|要|会|能|有|为|从|到|这|那|个|件)"
)
_STOPS = re.compile(r"[。．.!?！？;；:：][\"”’」』)）\]]*$")
_SHORTEST = 6
_LOWEST_SHARE = 0.3  # of the best sentence's score; less does not speak to the question
_LOWEST_SHARE_ELSEWHERE = 0.65  # for sentences of another document than the best one's
_NEAR = 0.6  # of the best passage's score: a document further off answers another question
_LOCAL = 0.15  # taken off for a rule of a place that the question does not name: national rules first
_SIBLINGS = 3  # further sentences of the article that answers best
_FACET_VALUES = {
    Facet.WHEN: ("date", "month", "number"),
    Facet.HOW_MANY: ("number", "percent"),
    Facet.FEE: ("number", "percent"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a passage: `passage.text[start:end] == text`."""

    text: str
    start: int
    passage: Passage
    document: DocumentHead
    hit_score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    sentence: Sentence
    score: float


def split_sentences(text: str) -> tuple[tuple[int, str], ...]:
    """Return (start, sentence) for each sentence of a text, white space around it removed."""
    found: list[tuple[int, str]] = []
    at = 0
    for line in text.splitlines(keepends=True):
        # a table row is one statement: its cells say nothing alone
        spans = ((0, len(line)),) if line.lstrip().startswith("|") else sentence_spans(line)
        for first, last in spans:
            piece = line[first:last]
            if piece.strip():
                found.append((at + first + len(piece) - len(piece.lstrip()), piece.strip()))
        at += len(line)
    return tuple(found)


def content_terms(text: str, language: Language) -> tuple[str, ...]:
    """Return the terms of a question that carry its topic, each once, without the words that only ask."""
    stripped = _ASKING.sub(" ", text) if language is Language.ZH else text
    return tuple(dict.fromkeys(terms(stripped, language)))


def sentences_of(hits: Sequence[Hit]) -> tuple[Sentence, ...]:
    """Return all sentences of the hits' passages; table rows count as sentences, headings do not."""
    return tuple(
        Sentence(text=text, start=start, passage=hit.passage, document=hit.document, hit_score=hit.score)
        for hit in hits
        if not hit.passage.instruction_like and hit.passage.kind is not PassageKind.BIBLIOGRAPHY
        for start, text in split_sentences(hit.passage.text)
        if len(text) >= _SHORTEST and not is_heading(text, hit.passage)
    )


def is_heading(text: str, passage: Passage) -> bool:
    """Say whether a line is a heading and not a sentence: a Markdown one, the passage's own, or one without an end."""
    if text.startswith("#") or text == passage.label or text in passage.headings:
        return True
    first = passage.text.lstrip().startswith(text)
    return first and not text.startswith("|") and not _STOPS.search(text)


def choose(
    plan: Plan, candidates: Sequence[Sentence], *, most: int, characters: int, question: str | None = None
) -> tuple[Chosen, ...]:
    """Pick sentences greedily: each adds the most uncovered question weight; in reading order at the end.

    A sentence is worth the weight of the question's terms that it holds, half of those that only its headings or
    title hold, and a little for the kind of value asked for and for its passage's rank. Ties: earlier in the library.
    """
    scorer = _Scorer(plan, candidates, question or plan.search_text)
    scored = {id(s): scorer.score(s) for s in candidates}
    best = max(candidates, key=lambda s: scored[id(s)], default=None)
    if best is None or scored[id(best)] <= 0:
        return ()
    top = scored[id(best)]
    near = max(s.hit_score for s in candidates) * _NEAR
    pool = [
        s
        for s in candidates
        if scored[id(s)] >= top * _lowest(s, best) and (_same(s, best) or s.hit_score >= near)
    ]
    chosen: list[Chosen] = []
    covered: set[str] = set()
    room = characters
    while pool and len(chosen) < most:
        gains = {id(s): scorer.gain(s, covered, scored[id(s)]) for s in pool}
        sentence = max(pool, key=lambda s: gains[id(s)])
        pool.remove(sentence)
        if chosen and gains[id(sentence)] < top * _LOWEST_SHARE:
            break
        if chosen and len(sentence.text) > room:
            continue
        chosen.append(Chosen(sentence=sentence, score=scored[id(sentence)]))
        covered |= scorer.held(sentence)
        room -= len(sentence.text)
    return (*chosen, *_of_same_article(best, chosen, candidates, scored, room, most - len(chosen)))


def _lowest(sentence: Sentence, best: Sentence) -> float:
    """Return the share of the best score that a sentence needs: more where it stands in another document."""
    return _LOWEST_SHARE if _same(sentence, best) else _LOWEST_SHARE_ELSEWHERE


def _same(sentence: Sentence, best: Sentence) -> bool:
    return sentence.document.document_id == best.document.document_id


def _of_same_article(
    best: Sentence,
    chosen: Sequence[Chosen],
    candidates: Sequence[Sentence],
    scored: Mapping[int, float],
    room: int,
    most: int,
) -> tuple[Chosen, ...]:
    """Return further sentences of the article that answers best, while there is room: a rule is read whole."""
    taken = {id(c.sentence) for c in chosen}
    siblings = [s for s in candidates if id(s) not in taken and _article(s) == _article(best)]
    added: list[Chosen] = []
    for sentence in sorted(siblings, key=lambda s: -scored[id(s)])[: max(0, min(most, _SIBLINGS))]:
        if len(sentence.text) <= room:
            added.append(Chosen(sentence=sentence, score=scored[id(sentence)]))
            room -= len(sentence.text)
    return tuple(added)


def _article(sentence: Sentence) -> tuple[str, str]:
    passage = sentence.passage
    return passage.document_id, passage.number or passage.label.split(" (")[0]


def is_local(head: DocumentHead) -> bool:
    """Say whether a document is a rule of one place."""
    return isinstance(head.record, PolicyRecord) and head.record.level is PolicyLevel.LOCAL


class _Scorer:
    def __init__(self, plan: Plan, candidates: Sequence[Sentence], question: str) -> None:
        self._plan = plan
        self._language = plan.language
        self._terms = {id(s): frozenset(terms(s.text, s.passage.language)) for s in candidates}
        self._context = {
            id(s): frozenset(
                terms(" ".join((s.document.title, *s.passage.headings, s.passage.label)), s.passage.language)
            )
            for s in candidates
        }
        wanted = content_terms(question, plan.language)
        spread = Counter(t for held in self._terms.values() for t in held)
        count = len(candidates) or 1
        self._weight = {t: math.log(1 + count / (1 + spread[t])) for t in wanted}
        self._total = sum(self._weight.values()) or 1.0
        self._top = max((s.hit_score for s in candidates), default=1.0) or 1.0

    def held(self, sentence: Sentence) -> set[str]:
        return {t for t in self._weight if t in self._terms[id(sentence)]}

    def _share(self, found: Iterable[str]) -> float:
        return sum(self._weight[t] for t in found) / self._total

    def score(self, sentence: Sentence) -> float:
        own = self.held(sentence)
        around = {t for t in self._weight if t in self._context[id(sentence)]} - own
        rank = sentence.hit_score / self._top
        worth = self._share(own) + 0.4 * self._share(around) + 0.12 * self._fits(sentence) + 0.2 * rank
        return worth - _LOCAL * self._is_elsewhere(sentence.document)

    def _is_elsewhere(self, head: DocumentHead) -> bool:
        """Say whether a rule is local to a place that the question does not name."""
        if not is_local(head):
            return False
        region = head.record.region if isinstance(head.record, PolicyRecord) else None
        return (region or head.title)[:2] not in self._plan.search_text

    def gain(self, sentence: Sentence, covered: set[str], score: float) -> float:
        own = self.held(sentence)
        return score - 0.45 * self._share(own & covered)

    def _fits(self, sentence: Sentence) -> float:
        kinds = {kind for facet in self._plan.facets for kind in _FACET_VALUES.get(facet, ())}
        return 1.0 if kinds and any(v.kind in kinds for v in values_in(sentence.text)) else 0.0
