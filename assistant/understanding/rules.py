"""Understand a question by rules: patterns for what is wanted, exact keys and titles for what it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.types import Facet, Intent, Plan, Question, Turn
from assistant.understanding import lexicon
from assistant.understanding.titles import TitleIndex
from knowledge.numbers.identifiers import find_keys
from knowledge.protocols import Catalogue
from knowledge.types import DocumentHead, Kind, Language, Reader

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[^\W\d_\u3400-\u9fff]+")
_SUBJECT_KEYS = ("pub:", "app:", "case:", "pid:", "docno:")
_PATENT_KEYS = ("pub:", "app:", "case:")
_FOLLOW_UP_ZH, _FOLLOW_UP_EN = 24, 14  # a question longer than this many characters / words stands on its own
_ABOUT_ONE = frozenset({Intent.LICENCE_TERMS, Intent.AVAILABILITY, Intent.COMPARISON, Intent.DRAFTING})


def language_of(text: str) -> Language:
    """Tell Chinese from English: Han characters weigh twice a Latin word."""
    return Language.ZH if 2 * len(_HAN.findall(text)) > len(_LATIN_WORD.findall(text)) else Language.EN


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subjects:
    document_ids: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    patents: bool = False
    named: bool = True


class RuleUnderstander:
    """Implements Understander over the catalogue; keeps only an index of titles, remade when the library changes."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._titles: dict[tuple[object, ...], tuple[int, TitleIndex]] = {}

    def understand(self, question: Question) -> Plan:
        text = lexicon.INSTRUCTION.sub(" ", question.text).strip()
        ignored = text != question.text.strip()
        text = text or question.text
        facets = frozenset(f for f, pattern in lexicon.FACETS.items() if pattern.search(question.text))
        subjects = self._named(question.text, question.reader)
        previous = question.history[-1] if question.history else None
        follow_up = previous is not None and not subjects.document_ids and _continues(text)
        if follow_up and previous:
            subjects = self._from_turn(previous, question.reader)
        intent = _intent(text, facets, subjects, question, previous if follow_up else None)
        if not (subjects.document_ids or subjects.unknown) and (
            intent in _ABOUT_ONE or _points_at_one(text, facets)
        ):
            subjects = self._by_title(text, question.reader)
            intent = _intent(text, facets, subjects, question, previous if follow_up else None)
        return Plan(
            intent=intent,
            language=question.language or _reply_language(question.text),
            search_text=_search_text(text, intent, previous if follow_up else None),
            kinds=question.kinds or _kinds(intent, text, subjects),
            as_of=question.as_of,
            document_ids=subjects.document_ids,
            unknown_numbers=subjects.unknown,
            facets=facets,
            named=subjects.named and bool(subjects.document_ids),
            follow_up=follow_up,
            instruction_ignored=ignored,
            text=text,
        )

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
        found = self._title_index(reader).mentioned(text)
        return _Subjects(document_ids=found[:3], patents=bool(found)) if found else _Subjects()

    def _title_index(self, reader: Reader) -> TitleIndex:
        version, key = self._catalogue.version(), reader.audiences
        held = self._titles.get(key)
        if held is None or held[0] != version:
            held = (version, TitleIndex(self._catalogue.heads(reader, kinds=(Kind.PATENT,))))
            self._titles[key] = held
        return held[1]


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


def _continues(text: str) -> bool:
    """Say whether a question leans on the turn before it."""
    if lexicon.ANAPHORA.search(text):
        return True
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
