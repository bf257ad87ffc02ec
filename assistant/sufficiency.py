"""Judge the evidence: a plan and its hits in; whether they carry an answer, and what is missing, out.

Evidence in the language of the question is shown where one document holds half of its terms. Whether it surely answers, or
is only near, is judged by three signs that a logistic regression over questions inside and outside a library weighs
(`python -m benchmarks fit judge`). Evidence in the other language, and technologies, are judged by the coverage that
retrieval gives. What that achieves is in docs/quality.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.composing import choosing
from assistant.composing.sentences import content_terms, sentences_of, without_asking
from assistant.types import Evidence, Facet, Intent, Plan
from assistant.understanding import lexicon
from assistant.understanding.intents import names_a_topic, topic_of
from assistant.values import values_in
from knowledge.analysis import TextTerms, fold, runs
from knowledge.function_words import OF_ANY_TECHNOLOGY
from knowledge.lazy_patterns import lazy_pattern
from knowledge.protocols import Catalogue
from knowledge.types import DocumentHead, Hit, Kind, Language, PatentRecord, Reader

if TYPE_CHECKING:
    from assistant.near_in_meaning import NearInMeaning
    from knowledge.bridge import DictionaryBridge

ENOUGH_OTHER_LANGUAGE, SURE_OTHER_LANGUAGE = 0.5, 0.85  # of a passage's coverage
ENOUGH_FOR_SEARCH = 0.5
ENOUGH_TOGETHER = 0.5
ENOUGH_IN_NAMED = 0.35  # where the question names the rule by its number
_TEXTS_REMEMBERED = 32  # of whole documents: the same laws answer again and again
STATISTICS = "statistics"
EARNINGS = "earnings"
_QUESTION_END = lazy_pattern(r"[?？]+|\n+")
_FEWEST_TERMS = 4  # of a question among several that can stand alone
_PART = lazy_pattern(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Support(choosing.Weighed):
    """What speaks for the evidence in the language of a question; as weights, what each sign is worth."""

    together: float  # the share of the question's terms that the passages of one document hold together
    covered: float  # the share of the question's weight that the passage of the best sentence holds
    unsaid: float  # the share of the question's words that the best sentence's document says nowhere


WEIGHTS = Support(together=5.1, covered=3.3, unsaid=-2.2)
SURE = 5.2  # the weighed sum from which the evidence answers, and is not only near


class Judge:
    """Judges evidence out of a catalogue."""

    def __init__(
        self,
        catalogue: Catalogue,
        bridge: DictionaryBridge | None = None,
        meaning: NearInMeaning | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._bridge = bridge
        self._meaning = meaning

    def judge(self, plan: Plan, hits: Sequence[Hit], reader: Reader) -> Evidence:
        """Say whether the hits are enough to answer; `missing` names what they lack."""
        if Facet.EARNINGS in plan.facets:
            return Evidence(hits=tuple(hits), sufficient=False, missing=(EARNINGS,))
        if period := _statistics_missing(plan, hits):
            return Evidence(hits=tuple(hits), sufficient=False, missing=(STATISTICS, *period))
        if plan.intent is Intent.TECHNOLOGY_SEARCH:
            hits = self._about(plan, hits, reader)
            about = self._meaning.about(plan.search_text, hits, reader) if self._meaning else None
            if about is not None:  # where none is, what comes nearest is shown
                return Evidence(hits=about or tuple(hits), sufficient=bool(about), sure=bool(about))
        sufficient, sure = self._judged(plan, hits, reader)
        return Evidence(hits=tuple(hits), sufficient=sufficient, sure=sure)

    def _judged(self, plan: Plan, hits: Sequence[Hit], reader: Reader) -> tuple[bool, bool]:
        """Say whether there is evidence to show, and whether it surely answers."""
        usable = [h for h in hits if not h.passage.instruction_like]
        if plan.intent is Intent.TECHNOLOGY_SEARCH:
            enough = max((hit.coverage for hit in usable), default=0.0) >= ENOUGH_FOR_SEARCH
            return enough, enough
        foreign = [h for h in usable if plan.language not in (h.document.language, h.passage.language)]
        bridged = max((hit.coverage for hit in foreign), default=0.0)
        found = self.support(plan, usable, reader)
        needed = ENOUGH_IN_NAMED if _names_rule(plan, usable) else ENOUGH_TOGETHER
        own = found if found is not None and found.together >= needed else None
        sure = bridged >= SURE_OTHER_LANGUAGE or (own is not None and own.times(WEIGHTS) >= SURE)
        return own is not None or bridged >= ENOUGH_OTHER_LANGUAGE, sure

    def _about(self, plan: Plan, hits: Sequence[Hit], reader: Reader) -> Sequence[Hit]:
        """Leave out patents that share with a topic of one Chinese word no more than its gloss of one word, unless a title has it.

        A gloss means more than its word: 饲料 is "feed", and so is what a drill does.
        """
        if self._bridge is None:
            return hits
        words = self._bridge.topic_words(fold(without_asking(plan.search_text)))
        words = tuple(word for word in words if word not in OF_ANY_TECHNOLOGY)
        if len(words) != 1:
            return hits
        gloss = set(self._bridge.word_terms(words[0]))
        if len(gloss) > 1:
            return hits
        return [
            hit for hit in hits if self._says(words[0], hit, reader) or gloss & _title_terms(hit.document)
        ]

    def _says(self, word: str, hit: Hit, reader: Reader) -> bool:
        document = self._catalogue.document(hit.document.document_id, reader)
        return document is not None and word in _folded(document.text)

    def support(self, plan: Plan, hits: Sequence[Hit], reader: Reader) -> Support | None:
        """Return the signs for evidence in the language of a question; None where there is none in it."""
        candidates = sentences_of([h for h in hits if h.passage.language is plan.language])
        if not candidates:
            return None
        scores = [
            signs.times(choosing.WEIGHTS) for signs in choosing.signs_of(plan, candidates, self._bridge)
        ]
        best = candidates[max(range(len(scores)), key=lambda row: scores[row])]
        return Support(
            together=together(plan, hits),
            covered=max(h.coverage for h in hits if h.passage.passage_id == best.passage.passage_id),
            unsaid=self._unsaid(plan, best.document, reader),
        )

    def _unsaid(self, plan: Plan, head: DocumentHead, reader: Reader) -> float:
        words, document = self._words(plan), self._catalogue.document(head.document_id, reader)
        text = _folded(f"{head.title} {document.text if document else ''}")
        return sum(word not in text for word in words) / len(words) if words else 0.0

    def _words(self, plan: Plan) -> tuple[str, ...]:
        """Return the words of a question that carry its topic; stems in English."""
        asked = content_terms(plan.search_text, plan.language)
        if plan.language is Language.EN or self._bridge is None:
            return asked
        han = self._bridge.topic_words(fold(without_asking(plan.search_text)))
        return (*dict.fromkeys(han), *(term for term in asked if term.isascii()))


def _title_terms(head: DocumentHead) -> set[str]:
    named = head.record.titles if isinstance(head.record, PatentRecord) else ()
    return {
        term for title in (head.title, *(t.text for t in named)) for term in content_terms(title, Language.EN)
    }


@lru_cache(maxsize=_TEXTS_REMEMBERED)
def _folded(text: str) -> str:
    return fold(text)


def looked_for_in_patents(plan: Plan, evidence: Evidence) -> Plan | None:
    """Return the plan that looks among patents for what no rule tells; None where rules, or documents, are asked about."""
    answered = (evidence.sufficient and not _led_by_patents(evidence)) or evidence.missing or evidence.emptied
    if plan.intent is not Intent.POLICY or answered or plan.document_ids or plan.unknown_numbers:
        return None
    if plan.follow_up or Kind.PATENT not in plan.kinds:
        return None
    if not (lexicon.LOOKS_FOR_A_THING.search(plan.text) and names_a_topic(plan.text)):
        return None
    kinds = tuple(kind for kind in plan.kinds if kind is not Kind.POLICY)
    return replace(plan, intent=Intent.TECHNOLOGY_SEARCH, kinds=kinds, search_text=topic_of(plan.text))


def _led_by_patents(evidence: Evidence) -> bool:
    """Say whether patents alone hold what is asked."""
    rules = [hit.coverage for hit in evidence.hits if hit.document.kind is not Kind.PATENT]
    leads = bool(evidence.hits) and evidence.hits[0].document.kind is Kind.PATENT
    return leads and max(rules, default=0.0) < ENOUGH_FOR_SEARCH


def _names_rule(plan: Plan, hits: Sequence[Hit]) -> bool:
    """Say whether a question names a rule that was found."""
    rules = {hit.document.document_id for hit in hits if hit.document.kind is Kind.POLICY}
    return not plan.follow_up and bool(rules.intersection(plan.document_ids))


def together(plan: Plan, hits: Sequence[Hit]) -> float:
    """Return the largest share of the question's terms that the passages of one document hold together.

    Of a text that asks several things, the one counts of which most is held.
    """
    parts = [part for part in _QUESTION_END.split(plan.text) if _asks_enough(part, plan.language)]
    asked = (plan.search_text, *(parts if len(parts) > 1 else ()))
    texts: dict[str, list[str]] = defaultdict(list)
    for hit in hits:
        if hit.passage.language is plan.language:
            texts[hit.document.document_id].append(f"{hit.document.title} {hit.passage.text}")
    documents = [TextTerms.of(fold(" ".join(text)), plan.language) for text in texts.values()]
    return max((_held(text, plan.language, documents) for text in asked), default=0.0)


def _asks_enough(text: str, language: Language) -> bool:
    return len(content_terms(text, language)) >= _FEWEST_TERMS


def _held(text: str, language: Language, documents: Sequence[TextTerms]) -> float:
    """Return the largest share of a text's terms that one of some documents holds."""
    wanted, spellings = _wanted(text, language)
    found = (document.held(wanted | spellings.keys()) for document in documents)
    held = (len(wanted & one.union(*(spellings[t] for t in spellings.keys() & one))) for one in found)
    return max(held, default=0) / len(wanted) if wanted else 0.0


def _wanted(text: str, language: Language) -> tuple[set[str], Mapping[str, frozenset[str]]]:
    """Return the terms that a text asks for, and what they are spelled in one word: "nonfiler" of "non-filer".

    Such a spelling is no further thing that is asked for, but who has it has its parts.
    """
    found = content_terms(text, language)
    spellings: dict[str, frozenset[str]] = {}
    for is_han, run in runs(fold(text)):
        if not is_han:
            parts = frozenset(content_terms(" ".join(_PART.findall(run)), language))
            whole = frozenset(content_terms(run, language))
            if len(parts) > 1 and parts < whole:  # not so for 1,000 and 3.5%, which are one term
                spellings.update(dict.fromkeys(whole - parts, parts))
    return set(found) - spellings.keys(), spellings


def _statistics_missing(plan: Plan, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the period a question wants figures for, where no evidence speaks of that period."""
    if Facet.HOW_MANY not in plan.facets or not lexicon.AS_OF.search(plan.text):
        return ()
    periods = [v.text for v in values_in(plan.text) if v.kind in ("date", "month")]
    if not periods:
        return ()
    held = {v.text for hit in hits for v in values_in(hit.passage.text) if v.kind in ("date", "month")}
    return tuple(p for p in periods if not any(h.startswith(p) or p.startswith(h) for h in held))
