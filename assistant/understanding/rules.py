"""Understand a question by rules: patterns for what is wanted, exact keys and titles for what it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.narrowing import filters_of, joined, kinds_of
from assistant.periods_said import without_period
from assistant.types import Condition, Facet, Intent, Option, Plan, Question
from assistant.understanding import filter_words, lexicon
from assistant.understanding.changes import OF_PATENTS, OF_RULES, only_conditions
from assistant.understanding.checked import checked
from assistant.understanding.choices import patent_options
from assistant.understanding.days_told import day_carried, day_told
from assistant.understanding.described import Described, Describing
from assistant.understanding.filters import Scope, Told, conditions_in, cut
from assistant.understanding.following import Following
from assistant.understanding.intents import (
    Subjects,
    intent_of,
    kinds_for,
    may_speak_of_one,
    names_a_topic,
    points_at_one,
    search_text,
)
from assistant.understanding.languages import language_of, reply_language
from assistant.understanding.mixed_terms import in_its_own_words
from assistant.understanding.names import Names
from assistant.understanding.needs_asked import need_in
from assistant.understanding.numbers_named import subjects_named
from assistant.understanding.remarks import is_courtesy
from assistant.understanding.spoken import said_plainly
from assistant.understanding.unclear import unclear
from knowledge.lazy_patterns import lazy_pattern
from knowledge.protocols import Catalogue, Retriever
from knowledge.types import DocumentHead, Hit, Kind, Query, Reader

__all__ = ["RuleUnderstander", "language_of"]

_MOST_SUBJECTS = 3
_LOOKED_AT = 16  # passages
_ASKS_HOW = lazy_pattern(r"怎|如何|为什么|为何|\b(?:how|why)\b", re.I)
_OF_PATENTS_ALONE = frozenset({"availabilities", "patent_types"})
_FACTS = frozenset(
    {Facet.TERM, Facet.OWNER, Facet.WHEN, Facet.WHO, Facet.HOW_MANY, Facet.TITLE_AND_NUMBER, Facet.ASSERTS}
)


class RuleUnderstander:
    """Implements Understander over the catalogue; keeps only indexes of names, remade when the library changes.

    With a retriever it knows a patent by a description too, without one by the words of its title alone.
    """

    def __init__(self, catalogue: Catalogue, retriever: Retriever | None = None) -> None:
        self._catalogue = catalogue
        self._retriever = retriever
        self._names: dict[tuple[object, ...], Names] = {}

    def understand(self, question: Question) -> Plan:
        question = replace(question, text=said_plainly(question.text))
        text = lexicon.INSTRUCTION.sub(" ", question.text).strip()
        ignored = text != question.text.strip()
        need = need_in(question.text) if question.kinds is None or Kind.PATENT in question.kinds else ""
        if need:
            return _of_need(text, need, question)
        plan = self._on_the_day_told(text or question.text, question)
        plan = checked(plan, text, self._catalogue, question.reader)
        return replace(plan, instruction_ignored=ignored) if ignored else plan

    def _on_the_day_told(self, text: str, question: Question) -> Plan:
        """Understand a text as of the day that its words tell, or those of the turns that it leans on."""
        day = day_told(text, question.as_of)
        if day is not None:
            return replace(self._understood(text, replace(question, as_of=day)), day_told=True)
        plan = self._understood(text, question)
        day = day_carried(text, question.history, question.as_of) if plan.follow_up else None
        if day is None or plan.day_told:
            return plan
        return replace(self._understood(text, replace(question, as_of=day)), day_told=True)

    def _understood(self, text: str, question: Question) -> Plan:
        if is_courtesy(text):
            return _courtesy(text, question)
        following = Following(self._catalogue, self, question)
        plan = following.plan(text)
        if plan is not None:
            return plan
        return self._by_itself(text, question, following.heads)

    def _by_itself(self, text: str, question: Question, spoken_of: Mapping[str, DocumentHead]) -> Plan:
        """Understand a text that leans on nothing; ask back where one thing is meant and several fit."""
        names = self.names(question.reader)
        if not self.named(question.text, question.reader).none:
            return self.plainly(text, question)
        options = unclear(text, question, spoken_of, self._catalogue, names)
        if len(options) > 1:
            return self.asking_back(text, question, options)
        if options:
            found = options[0].document_ids
            heads = self._catalogue.heads(question.reader, ids=found)
            patents = all(head.kind is Kind.PATENT for head in heads)
            subjects = (
                Subjects(document_ids=found, patents=True) if patents else Subjects(rules=found, named=False)
            )
            return self.plainly(text, question, subjects=subjects)
        return self.plainly(text, question)

    def plainly(
        self, text: str, question: Question, *, subjects: Subjects | None = None, base: Plan | None = None
    ) -> Plan:
        """Return the plan of a text by its own words, about `subjects` where they are known already.

        `base` is the plan of the turn that a follow-up goes on from.
        """
        texts = {question.text, text}
        facets = frozenset(f for f, pattern in lexicon.FACETS.items() if any(map(pattern.search, texts)))
        subjects = subjects or self._with_described(self.named(question.text, question.reader), question)
        if subjects.rules:
            return replace(
                self._of_rule(text, question, subjects, facets),
                topic=(base.topic or base.text) if base else "",
            )
        carried = base.intent if base else None
        topic = (base.topic or base.text) if base else ""
        intent = intent_of(text, facets, subjects, question, carried)
        if subjects.none and may_speak_of_one(text, facets, intent):
            found = self.described(text, question.reader)
            if len(found.near) > 1 and points_at_one(text, facets, intent):
                return self._asking_which(text, question, found.near)
            documents = found.document_ids or found.near[:_MOST_SUBJECTS]
            subjects = Subjects(document_ids=documents, patents=bool(documents))
            intent = intent_of(text, facets, subjects, question, carried)
        intent, told = self._conditions(text, intent, question) if subjects.none else (intent, ())
        bare = () if told or not subjects.none else self._standing_alone(text, intent, question)
        conditions = joined(question, bare or (one.condition for one in told))
        if bare:
            intent = Intent.LISTING
        if told and intent is Intent.TECHNOLOGY_SEARCH and not names_a_topic(without_period(cut(text, told))):
            intent = Intent.LISTING  # looked for by conditions alone
        kinds = question.kinds or kinds_of(conditions) or kinds_for(intent, text, subjects)
        if intent in OF_PATENTS and Kind.PATENT not in kinds:
            intent = Intent.POLICY
        language = question.language or reply_language(cut(question.text, told) or question.text)
        sought = search_text(self._sought(text, intent, told, subjects, question.reader), intent, topic)
        return Plan(
            intent=intent,
            language=language,
            search_text=in_its_own_words(sought, language_of(text)),
            kinds=kinds,
            as_of=question.as_of,
            document_ids=subjects.document_ids,
            unknown_numbers=subjects.unknown,
            facets=facets,
            named=subjects.named and bool(subjects.document_ids),
            follow_up=base is not None,
            text=text,
            topic=topic,
            conditions=conditions,
            filters=filters_of(conditions, question.as_of),
        )

    def _of_rule(self, text: str, question: Question, subjects: Subjects, facets: frozenset[Facet]) -> Plan:
        """Return the plan of a question that one rule answers: looked for in it alone, by its title and the words."""
        language = question.language or reply_language(question.text)
        titles = [
            head.title
            for head in self._catalogue.heads(question.reader, ids=subjects.rules)
            if head.language is language
        ]
        conditions = joined(question, ())
        return Plan(
            intent=Intent.PROCEDURE if lexicon.PROCEDURE.search(text) else Intent.POLICY,
            language=language,
            search_text=in_its_own_words(" ".join((*titles[:1], text)), language),
            kinds=(Kind.POLICY,),
            as_of=question.as_of,
            document_ids=subjects.rules,
            facets=facets,
            text=text,
            conditions=conditions,
            filters=filters_of(conditions, question.as_of),
            within=subjects.rules,
        )

    def asking_back(self, text: str, question: Question, options: Sequence[Option]) -> Plan:
        """Return the plan of a question that the asker is asked about first."""
        language = question.language or reply_language(question.text)
        return Plan(
            intent=Intent.ASKED_BACK,
            language=language,
            search_text=text,
            kinds=tuple(Kind),
            as_of=question.as_of,
            document_ids=tuple(dict.fromkeys(d for option in options for d in option.document_ids)),
            facets=frozenset(f for f, pattern in lexicon.FACETS.items() if pattern.search(text)),
            text=options[0].question if len({option.question for option in options}) == 1 else text,
            options=tuple(options),
        )

    def _sought(
        self, text: str, intent: Intent, told: tuple[Told, ...], subjects: Subjects, reader: Reader
    ) -> str:
        """Return the text without its conditions, applied or not, and without the title of a patent beside a rule.

        The place of a rule stays: its own rules come first.
        """
        if subjects.patents and lexicon.POLICY.search(text):
            text = self.names(reader).titles.without(text, subjects.document_ids)
        return cut(text, [t for t in told if intent in OF_PATENTS or t.condition.field != "regions"])

    def _asking_which(self, text: str, question: Question, near: Sequence[str]) -> Plan:
        heads = {head.document_id: head for head in self._catalogue.heads(question.reader, ids=near)}
        language = question.language or reply_language(question.text)
        options = patent_options([heads[d] for d in near if d in heads], text, language)
        return self.asking_back(text, question, options)

    def _read(self, text: str, scope: Scope, question: Question) -> tuple[Told, ...]:
        return conditions_in(text, scope, question.as_of, self.names(question.reader).owners.named)

    def _conditions(self, text: str, intent: Intent, question: Question) -> tuple[Intent, tuple[Told, ...]]:
        """Return the conditions in the words; they can show that a question is about patents after all."""
        if intent not in OF_PATENTS | OF_RULES:
            return intent, ()
        told = self._read(text, Scope.PATENTS, question)
        if intent in OF_PATENTS:
            return intent, told
        if intent is Intent.POLICY and _is_about_patents(text, told):
            return Intent.TECHNOLOGY_SEARCH, told
        if intent is Intent.POLICY and _asks_what_is_owned(text, told):
            return Intent.LISTING, told
        return intent, conditions_in(text, Scope.RULES, question.as_of)

    def _standing_alone(self, text: str, intent: Intent, question: Question) -> tuple[Condition, ...]:
        """Return the standing or kind by which a text asks for patents without naming them: 质押中的有几件?"""
        if intent not in OF_PATENTS | OF_RULES:
            return ()
        found = only_conditions(text, Scope.PATENTS, question, self.names(question.reader).owners.named)
        return found if {condition.field for condition in found} <= _OF_PATENTS_ALONE else ()

    def named(self, text: str, reader: Reader) -> Subjects:
        """Resolve the numbers that the text names."""
        return subjects_named(text, self._catalogue, reader)

    def _with_described(self, subjects: Subjects, question: Question) -> Subjects:
        """Add the patents that a text describes beside those whose numbers it gives."""
        if not subjects.patents or self._retriever is None:
            return subjects
        rest = subjects.less(question.text)
        beside = self._describing(question.reader).beside(rest, subjects.document_ids)
        return replace(subjects, document_ids=(*subjects.document_ids, *beside)) if beside else subjects

    def described(self, text: str, reader: Reader) -> Described:
        """Return the patents that a text describes by their titles or by what they do."""
        return self._describing(reader).described(text)

    def _describing(self, reader: Reader) -> Describing:
        retriever = self._retriever

        def search(topic: str, kinds: tuple[Kind, ...], measured: int | None) -> tuple[Hit, ...]:
            query = Query(
                text=topic, audiences=reader.audiences, kinds=kinds, k=_LOOKED_AT, measured=measured
            )
            return retriever.search(query) if retriever else ()

        return Describing(self.names(reader).titles, search if retriever else None)

    def names(self, reader: Reader) -> Names:
        """Return what the library calls its patents, owners and rules, as this reader may see them."""
        version, key = self._catalogue.version(), reader.audiences
        held = self._names.get(key)
        if held is None or held.version != version:
            held = self._names[key] = Names.read(self._catalogue, reader, version)
        return held


def _of_need(text: str, need: str, question: Question) -> Plan:
    """Return the plan of a need that is to be matched. Days and places in it are the need's, and narrow nothing."""
    return Plan(
        intent=Intent.MATCHING,
        language=question.language or reply_language(text),
        search_text=need,
        kinds=(Kind.PATENT,),
        as_of=question.as_of,
        text=text,
        need=need,
    )


def _courtesy(text: str, question: Question) -> Plan:
    return Plan(
        intent=Intent.COURTESY,
        language=question.language or reply_language(question.text),
        search_text=text,
        kinds=(),
        as_of=question.as_of,
        text=text,
    )


def _asks_what_is_owned(text: str, told: tuple[Told, ...]) -> bool:
    """Say whether a text asks what an owner has without saying that patents are meant."""
    return any(one.condition.field == "owners" for one in told) and not filter_words.OF_PATENTS.search(text)


def _is_about_patents(text: str, told: tuple[Told, ...]) -> bool:
    """Say whether conditions of patents and no question about a rule or a fact make up a text."""
    if not any(one.condition.field not in ("kinds", "languages") for one in told):
        return False
    rest = cut(text, told)
    if lexicon.ASKS.search(rest) and not filter_words.ASKS_FOR_SOME.search(text):
        return False
    asks_a_fact = _ASKS_HOW.search(rest) or any(lexicon.FACETS[facet].search(rest) for facet in _FACTS)
    return bool(filter_words.OF_PATENTS.search(rest)) and not (asks_a_fact or lexicon.POLICY.search(rest))
