"""Understand a question by rules: patterns for what is wanted, exact keys and titles for what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from assistant.narrowing import filters_of, joined, kinds_of
from assistant.types import Condition, Facet, Intent, Plan, Question, Turn
from assistant.understanding import filter_words, lexicon
from assistant.understanding.filters import Named, Scope, Told, conditions_in, cut
from assistant.understanding.follow_ups import another_topic, as_said, in_place_of, is_all, spelled_out
from assistant.understanding.mixed_terms import in_its_own_words
from assistant.understanding.owners import OwnerIndex
from assistant.understanding.titles import TitleIndex
from knowledge.analysis import terms
from knowledge.numbers.identifiers import find_keys
from knowledge.protocols import Catalogue
from knowledge.types import DocumentHead, Kind, Language, Reader

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[^\W\d_\u3400-\u9fff]+")
_SUBJECT_KEYS = ("pub:", "app:", "case:", "pid:", "docno:")
_PATENT_KEYS = ("pub:", "app:", "case:")
_FOLLOW_UP_ZH, _FOLLOW_UP_EN = 24, 14  # a question longer than this many characters / words stands on its own
_ABOUT_ONE = frozenset({Intent.LICENCE_TERMS, Intent.AVAILABILITY, Intent.COMPARISON, Intent.DRAFTING})
_OF_PATENTS = frozenset({Intent.TECHNOLOGY_SEARCH, Intent.LISTING})
_OF_RULES = frozenset({Intent.POLICY, Intent.PROCEDURE})
_ASKS_HOW = re.compile(r"怎|如何|为什么|为何|\b(?:how|why)\b", re.I)
_FACTS = frozenset(
    {Facet.TERM, Facet.OWNER, Facet.WHEN, Facet.WHO, Facet.HOW_MANY, Facet.TITLE_AND_NUMBER, Facet.ASSERTS}
)


def language_of(text: str) -> Language:
    """Tell Chinese from English by what frames a question, whatever terms stand in it; else by weight.

    A Han character weighs twice a Latin word.
    """
    in_english, in_chinese = lexicon.FRAMED_IN_ENGLISH.search(text), lexicon.FRAMED_IN_CHINESE.search(text)
    if bool(in_english) is not bool(in_chinese):
        return Language.EN if in_english else Language.ZH
    return Language.ZH if 2 * len(_HAN.findall(text)) > len(_LATIN_WORD.findall(text)) else Language.EN


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subjects:
    document_ids: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    patents: bool = False
    named: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """What a version of the library calls its patents and their owners."""

    version: int
    titles: TitleIndex
    owners: OwnerIndex


class RuleUnderstander:
    """Implements Understander over the catalogue; keeps only indexes of names, remade when the library changes."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._names: dict[tuple[object, ...], _Names] = {}

    def understand(self, question: Question) -> Plan:
        text = lexicon.INSTRUCTION.sub(" ", question.text).strip()
        ignored = text != question.text.strip()
        text = text or question.text
        changed = self._changed(text, question)
        if changed is not None:
            return replace(changed, instruction_ignored=ignored)
        facets = frozenset(f for f, pattern in lexicon.FACETS.items() if pattern.search(question.text))
        subjects = self._named(question.text, question.reader)
        previous = next(reversed(_turns_before(question)), None)
        follow_up = previous is not None and not subjects.document_ids and _continues(text, question.as_of)
        if follow_up and previous:
            subjects = self._from_turn(previous, question.reader)
        intent = _intent(text, facets, subjects, question, previous if follow_up else None)
        if not (subjects.document_ids or subjects.unknown) and (
            intent in _ABOUT_ONE or _points_at_one(text, facets)
        ):
            subjects = self._by_title(text, question.reader)
            intent = _intent(text, facets, subjects, question, previous if follow_up else None)
        about_none = not (subjects.document_ids or subjects.unknown)
        intent, told = self._conditions(text, intent, question) if about_none else (intent, ())
        conditions = joined(question, (one.condition for one in told))
        if told and intent is Intent.TECHNOLOGY_SEARCH and not _names_a_topic(cut(text, told)):
            intent = Intent.LISTING  # looked for by conditions alone
        kinds = question.kinds or kinds_of(conditions) or _kinds(intent, text, subjects)
        if intent in _OF_PATENTS and Kind.PATENT not in kinds:
            intent = Intent.POLICY
        language = question.language or _reply_language(cut(question.text, told) if told else question.text)
        sought = _search_text(_sought(text, intent, told), intent, previous if follow_up else None)
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
            follow_up=follow_up,
            instruction_ignored=ignored,
            text=text,
            conditions=conditions,
            filters=filters_of(conditions, question.as_of),
        )

    def _changed(self, text: str, question: Question) -> Plan | None:
        """Return the plan of the turn before with its filters or its topic changed; None for a text that does neither."""
        earlier = _turns_before(question)
        if not earlier or self._named(text, question.reader).document_ids:
            return None
        told = {scope: self._told(text, scope, question) for scope in Scope}
        spelled = another_topic(text)
        if not any(told.values()) and spelled is None:
            return None
        before = replace(question, text=earlier[-1].question, history=earlier[:-1], without=())
        base = self.understand(before)
        if base.intent not in _OF_PATENTS | _OF_RULES or base.document_ids:
            return None
        scope = Scope.PATENTS if base.intent in _OF_PATENTS else Scope.RULES
        read = _kept(base, earlier[-1])
        if told[scope]:
            plan, new = self._narrowed(base, read, told[scope], scope), told[scope]
        elif spelled is not None and scope is Scope.PATENTS:
            plan = self.understand(replace(question, text=spelled, history=()))
            if plan.intent is not Intent.TECHNOLOGY_SEARCH or plan.document_ids:
                return None
            new = plan.conditions
        else:
            return None
        conditions = joined(question, in_place_of(read, new))
        return replace(
            plan,
            text=text,
            language=question.language or _reply_language(question.text),
            kinds=question.kinds or kinds_of(conditions) or plan.kinds,
            follow_up=True,
            conditions=conditions,
            filters=filters_of(conditions, question.as_of),
        )

    def _narrowed(
        self, base: Plan, read: tuple[Condition, ...], new: tuple[Condition, ...], scope: Scope
    ) -> Plan:
        """Return a plan that looks in the places of its new conditions instead of those of before."""
        kept = in_place_of(read, new)
        gone = [c.words for c in read if c not in kept and c.field == "regions"]
        places = [c.words for c in new if c.field == "regions" and scope is Scope.RULES]
        return replace(base, search_text=" ".join(filter(None, (_less(base.search_text, gone), *places))))

    def _told(self, text: str, scope: Scope, question: Question) -> tuple[Condition, ...]:
        """Return the conditions of a text that says nothing else, with what it leaves out put in."""
        for spelled, noun in spelled_out(text, scope):
            told = self._read(spelled, scope, question)
            if told and is_all(spelled, noun, told):
                return tuple(as_said(one.condition, text) for one in told)
        return ()

    def _read(self, text: str, scope: Scope, question: Question) -> tuple[Told, ...]:
        def owners(shown: str) -> Iterator[Named]:
            return self._known(question.reader).owners.named(shown)

        return conditions_in(text, scope, question.as_of, owners)

    def _conditions(self, text: str, intent: Intent, question: Question) -> tuple[Intent, tuple[Told, ...]]:
        """Return the conditions in the words; they can show that a question is about patents after all."""
        if intent not in _OF_PATENTS | _OF_RULES:
            return intent, ()
        told = self._read(text, Scope.PATENTS, question)
        if intent in _OF_PATENTS:
            return intent, told
        if intent is Intent.POLICY and _is_about_patents(text, told):
            return Intent.TECHNOLOGY_SEARCH, told
        return intent, conditions_in(text, Scope.RULES, question.as_of)

    def _named(self, text: str, reader: Reader) -> _Subjects:
        """Resolve the numbers that the text names."""
        found = [key for key in find_keys(text) if key.key.startswith(_SUBJECT_KEYS)]
        if not found:
            return _Subjects()
        held = self._catalogue.by_key([key.key for key in found], reader)
        documents = tuple(dict.fromkeys(d for key in found for d in held.get(key.key, ())))
        unknown = tuple(
            dict.fromkeys(
                key.surface for key in found if not held.get(key.key) and key.key.startswith(("pub:", "app:"))
            )
        )
        patents = any(key.key.startswith(_PATENT_KEYS) and held.get(key.key) for key in found)
        return _Subjects(document_ids=documents, unknown=unknown, patents=patents)

    def _from_turn(self, turn: Turn, reader: Reader) -> _Subjects:
        heads = self._catalogue.heads(reader, ids=turn.document_ids) if turn.document_ids else ()
        order = {document_id: i for i, document_id in enumerate(turn.document_ids)}
        patents = sorted((h for h in heads if h.kind is Kind.PATENT), key=lambda h: order[h.document_id])
        return _Subjects(
            document_ids=tuple(h.document_id for h in patents), patents=bool(patents), named=False
        )

    def _by_title(self, text: str, reader: Reader) -> _Subjects:
        found = self._known(reader).titles.mentioned(text)
        return _Subjects(document_ids=found[:3], patents=bool(found)) if found else _Subjects()

    def _known(self, reader: Reader) -> _Names:
        version, key = self._catalogue.version(), reader.audiences
        held = self._names.get(key)
        if held is None or held.version != version:
            heads = self._catalogue.heads(reader, kinds=(Kind.PATENT,))
            held = _Names(version=version, titles=TitleIndex(heads), owners=OwnerIndex(heads))
            self._names[key] = held
        return held


def _turns_before(question: Question) -> tuple[Turn, ...]:
    """Return the turns that a question can lean on: one that is asked again does not lean on itself."""
    return tuple(turn for turn in question.history if turn.question.strip() != question.text.strip())


def _kept(plan: Plan, turn: Turn) -> tuple[Condition, ...]:
    """Return the conditions that a turn's words set and nobody took away."""
    off = {condition.key for condition in turn.conditions if condition.off}
    return tuple(c for c in plan.conditions if c.words and c.key not in off)


def _less(text: str, words: Iterable[str]) -> str:
    for one in words:
        text = text.replace(one, " ")
    return text.strip()


def _is_about_patents(text: str, told: tuple[Told, ...]) -> bool:
    """Say whether conditions of patents and no question about a rule or a fact make up a text."""
    if not any(one.condition.field not in ("kinds", "languages") for one in told):
        return False
    rest = cut(text, told)
    if lexicon.ASKS.search(rest) and not filter_words.ASKS_FOR_SOME.search(text):
        return False
    asks_a_fact = _ASKS_HOW.search(rest) or any(lexicon.FACETS[facet].search(rest) for facet in _FACTS)
    return bool(filter_words.OF_PATENTS.search(rest)) and not (asks_a_fact or lexicon.POLICY.search(rest))


def _sought(text: str, intent: Intent, told: tuple[Told, ...]) -> str:
    """Return the text without its conditions, applied or not; the place of a rule stays: its own rules come first."""
    return cut(text, [t for t in told if intent in _OF_PATENTS or t.condition.field != "regions"])


def _reply_language(text: str) -> Language:
    """Return the language asked for in so many words, else that of the question."""
    if lexicon.REPLY_IN_ENGLISH.search(text):
        return Language.EN
    if lexicon.REPLY_IN_CHINESE.search(text):
        return Language.ZH
    return language_of(text)


def _search_text(text: str, intent: Intent, previous: Turn | None) -> str:
    """Return what to look for: with the turn before for a follow-up, without its framing for a technology."""
    whole = f"{previous.question} {text}" if previous else text
    if intent is Intent.DRAFTING:
        topic = " ".join(lexicon.DRAFTING.sub(" ", whole).split())
        return topic if len(topic) >= 4 else whole
    if intent is not Intent.TECHNOLOGY_SEARCH:
        return whole
    return _topic(whole) or whole


def _topic(text: str) -> str:
    """Return the technology that a request names, without its framing; nothing where it names none."""
    need = " ".join(w for w in lexicon.FRAMING.sub(" ", text).split() if any(c.isalnum() for c in w))
    return need if len(need) >= 2 else ""


def _names_a_topic(text: str) -> bool:
    topic = _topic(text)
    return bool(terms(topic, language_of(topic)))


def _continues(text: str, today: date) -> bool:
    """Say whether a question leans on the turn before it."""
    if lexicon.ANAPHORA.search(text):
        return True
    if lexicon.LISTING.search(text) or lexicon.TECHNOLOGY.search(text):
        return False
    if any(conditions_in(text, scope, today) for scope in Scope):
        return False
    if _HAN.search(text):
        return len(text) <= _FOLLOW_UP_ZH
    return len(_LATIN_WORD.findall(text)) <= _FOLLOW_UP_EN


_ONE = re.compile(
    r"(?:这|那|该|此)(?:一)?(?:件|项|个|份)?专利|[这那]件|\bthe\b.{3,60}\b(?:cost|patent|sensor|unit|method|device|material|fee|licen)|\bthis patent\b", re.I
)  # fmt: skip


def _points_at_one(text: str, facets: frozenset[Facet]) -> bool:
    """Say whether the words point at one technology without its number."""
    if lexicon.TECHNOLOGY.search(text) or lexicon.LISTING.search(text):
        return False
    about_a_right = bool(
        facets & {Facet.FEE, Facet.STATUS, Facet.TERM, Facet.OWNER}
    ) and not lexicon.POLICY.search(text)
    return bool(_ONE.search(text)) or Facet.INTERNAL in facets or about_a_right


def _intent(
    text: str, facets: frozenset[Facet], subjects: _Subjects, question: Question, previous: Turn | None
) -> Intent:
    if Facet.INTERNAL in facets and not question.reader.may_read_internal:
        return Intent.CONFIDENTIAL
    if lexicon.LEGAL_OPINION.search(text):
        return Intent.LEGAL_OPINION
    if lexicon.DRAFTING.search(text):
        return Intent.DRAFTING
    if lexicon.LIBRARY.search(text):
        return Intent.LIBRARY
    if subjects.patents:
        return _patent_intent(text, facets, subjects)
    if lexicon.COMPARISON.search(text):
        return Intent.COMPARISON
    if lexicon.LISTING.search(text) and (
        facets & {Facet.NOT_AVAILABLE, Facet.TERM} or not lexicon.POLICY.search(text)
    ):
        return (
            Intent.TECHNOLOGY_SEARCH
            if lexicon.TECHNOLOGY.search(text)
            and _topic(text)
            and not facets & {Facet.NOT_AVAILABLE, Facet.TERM}
            else Intent.LISTING
        )
    policy, technology = lexicon.POLICY.search(text), lexicon.TECHNOLOGY.search(text)
    if lexicon.RULE_ASKED.search(text):
        technology = None
    if technology and not (policy and not re.search(r"专利|技术|patent|technolog", text, re.I)):
        return Intent.TECHNOLOGY_SEARCH
    if lexicon.PROCEDURE.search(text):
        return Intent.PROCEDURE
    if previous and previous.intent and not policy:
        return previous.intent
    if not policy and not facets and not lexicon.ASKS.search(text):
        return Intent.TECHNOLOGY_SEARCH  # a bare phrase, as typed into a search box
    return Intent.POLICY


def _patent_intent(text: str, facets: frozenset[Facet], subjects: _Subjects) -> Intent:
    if len(subjects.document_ids) > 1 and (lexicon.COMPARISON.search(text) or Facet.MATCHING in facets):
        return Intent.COMPARISON
    if lexicon.PROCEDURE.search(text):
        return Intent.PROCEDURE
    return Intent.LICENCE_TERMS if Facet.FEE in facets and Facet.TERM not in facets else Intent.AVAILABILITY


def _kinds(intent: Intent, text: str, subjects: _Subjects) -> tuple[Kind, ...]:
    everything = (Kind.PATENT, Kind.POLICY, Kind.OTHER)
    if intent in (Intent.TECHNOLOGY_SEARCH, Intent.LISTING):
        return (Kind.PATENT, Kind.OTHER)
    if subjects.patents or not lexicon.POLICY.search(text):
        return everything
    return (Kind.POLICY, Kind.OTHER)


def patents_of(heads: tuple[DocumentHead, ...]) -> tuple[DocumentHead, ...]:
    """Return the patents among the heads."""
    return tuple(head for head in heads if head.kind is Kind.PATENT)
