"""What a question wants, by its words: a text and what it is about in; its intent, its kinds of documents, its topic out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from assistant.periods_said import without_period
from assistant.scenario_text import asks_for_relief, asks_for_scenario
from assistant.types import Facet, Intent, Question
from assistant.understanding import lexicon
from assistant.understanding.filters import Scope, conditions_in
from assistant.understanding.history_words import history_sought
from assistant.understanding.languages import language_of
from assistant.understanding.remarks import own_topic
from knowledge.analysis import terms
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Kind

_HAN = lazy_pattern(r"[\u3400-\u9fff]")
_LATIN_WORD = lazy_pattern(r"[^\W\d_\u3400-\u9fff]+")
_NOT_CARRIED = (Intent.ASKED_BACK, Intent.COURTESY, Intent.MATCHING)
_FOLLOW_UP_ZH, _FOLLOW_UP_EN = 24, 14  # a question longer than this many characters / words stands on its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects:
    """The documents that a question is about, and the numbers that nothing is known of."""

    document_ids: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    patents: bool = False
    named: bool = True
    rules: tuple[str, ...] = ()  # the rule that it is to be answered from, in both languages
    surfaces: tuple[str, ...] = ()  # how they are written in the question

    def less(self, text: str) -> str:
        """Return a text without the words that name them."""
        for surface in self.surfaces:
            text = text.replace(surface, " ")
        return text

    @property
    def none(self) -> bool:
        return not (self.document_ids or self.unknown or self.rules)


def search_text(text: str, intent: Intent, context: str) -> str:
    """Return what to look for: with what it leans on for a follow-up, without its framing for a technology."""
    whole = f"{context} {text}" if context else text
    if intent is Intent.DRAFTING:
        topic = " ".join(lexicon.DRAFTING.sub(" ", whole).split())
        return topic if len(topic) >= 4 else whole
    if intent is not Intent.TECHNOLOGY_SEARCH:
        return whole
    return topic_of(whole) or whole


def topic_of(text: str) -> str:
    """Return the technology that a request names, without its framing; nothing where it names none."""
    need = " ".join(w for w in lexicon.FRAMING.sub(" ", text).split() if any(c.isalnum() for c in w))
    return need if len(need) >= 2 else ""


def names_a_topic(text: str) -> bool:
    topic = topic_of(text)
    return bool(terms(topic, language_of(topic)))


def continues(text: str, today: date) -> bool:
    """Say whether a question leans on the turn before it."""
    looks_for_others = lexicon.LISTING.search(text) or lexicon.TECHNOLOGY.search(text)
    if lexicon.ANAPHORA.search(lexicon.CONNECTING.sub("", text) if looks_for_others else text):
        return True
    if looks_for_others or own_topic(text):
        return False
    if any(conditions_in(text, scope, today) for scope in Scope):
        return False
    if _HAN.search(text):
        return len(text) <= _FOLLOW_UP_ZH
    return len(_LATIN_WORD.findall(text)) <= _FOLLOW_UP_EN


_ONE = lazy_pattern(
    r"(?:这|那|该|此)(?:一)?(?:件|项|个|份)?(?:专利|实用新型|外观设计)|[这那]件|(?<=[\u3400-\u9fff]{2})那个(?=[^，,。;；?？]{0,4}(?:能|可|还|是|要|多少|怎么|现在|转|卖|买|给|谁|归))|\bthe\b.{3,60}\b(?:cost|patent|sensor|unit|method|device|material|fee|licen)|\bthis patent\b", re.I
)  # fmt: skip
_OF_A_RIGHT = frozenset(
    {Facet.FEE, Facet.STATUS, Facet.TERM, Facet.OWNER, Facet.INTERNAL, Facet.EXCLUSIVITY, Facet.AVAILABLE, Facet.EARNINGS}
)  # fmt: skip
_RIGHT = lazy_pattern(
    r"专利|实用新型|技术|许可|保护|授权|转[让给]|[质抵]?押(?!金)|保全|备案|登记|年费|滞纳金|[签买](?!证)|(?:能|可以?)[^，,。;；?？]{0,14}(?:生产|制造|出口)(?:吗|么|[?？])|撤回|权利|[这那]两?[件项]|免费|收钱|白给|报价"
    r"|\b(?:patent|licen[cs]|grant|sign|pledg|court|preserv|paid|royalt|upfront|invent|offer|assign|record|renew|how much|priority|deal\b|free)",
    re.I,
)
_OF_A_RULE = lazy_pattern(
    r"政策|补贴|补助|资助|奖补|办法|条例|细则|通知|公告|指引|法规|\b(?:subsid|polic(?:y|ies)\b|regulation|notices?\b|guideline|programmes?\b|grants? for|laws?\b|rules?\b)",
    re.I,
)
_THIS = lazy_pattern(
    r"[这那][件项]|(?:这|那|该|此)个?专利|\b(?:this|that|the \S+(?: \S+){0,3}) patent\b", re.I
)
_NOT_OF_ONE = frozenset(
    {Intent.LISTING, Intent.SUPPORT, Intent.LIBRARY, Intent.COURTESY, Intent.OFF_TOPIC}
)  # fmt: skip
_ASKED_BACK_ABOUT = frozenset(
    {Intent.POLICY, Intent.PROCEDURE, Intent.CALCULATION, Intent.LICENCE_TERMS, Intent.AVAILABILITY}
)


def may_speak_of_one(text: str, facets: frozenset[Facet], intent: Intent) -> bool:
    """Say whether a text can ask of one patent that it describes: it speaks of a right, and looks for no list."""
    if _OF_A_RULE.search(text) and not _THIS.search(text) and Facet.INTERNAL not in facets:
        return False
    if intent is Intent.TECHNOLOGY_SEARCH:
        return bool(_ONE.search(text)) and not lexicon.TECHNOLOGY.search(text)
    return intent not in _NOT_OF_ONE and bool(
        facets & _OF_A_RIGHT or _ONE.search(text) or _RIGHT.search(text)
    )


def asks_of_a_right(text: str) -> bool:
    """Say whether a text asks what is asked of a patent, and names no thing of its own."""
    asked = _RIGHT.search(text) or any(lexicon.FACETS[facet].search(text) for facet in _OF_A_RIGHT)
    return bool(asked) and not own_topic(text)


def points_at_one(text: str, facets: frozenset[Facet], intent: Intent) -> bool:
    """Say whether a text asks of one patent, so that the asker is asked which where several are near."""
    about_a_right = facets & {Facet.FEE, Facet.STATUS, Facet.TERM, Facet.OWNER}
    return intent in _ASKED_BACK_ABOUT and bool(about_a_right or _ONE.search(text))


def intent_of(
    text: str, facets: frozenset[Facet], subjects: Subjects, question: Question, carried: Intent | None
) -> Intent:
    if Facet.INTERNAL in facets and not question.reader.may_read_internal:
        return Intent.CONFIDENTIAL
    if lexicon.LEGAL_OPINION.search(text):
        return Intent.LEGAL_OPINION
    if lexicon.DRAFTING.search(text):
        return Intent.DRAFTING
    if lexicon.LIBRARY.search(text):
        return Intent.LIBRARY
    if not subjects.patents and lexicon.SUPPORT.match(text):
        return Intent.SUPPORT
    if asks_for_scenario(text) or asks_for_relief(text):
        return Intent.CALCULATION
    if subjects.patents:
        return _patent_intent(text, facets, subjects)
    if history_sought(text):
        return Intent.LISTING
    if lexicon.CHEAPEST.search(text) and not _OF_A_RULE.search(text) and not lexicon.POLICY.search(text):
        return Intent.TECHNOLOGY_SEARCH if names_a_topic(text) else Intent.LISTING
    if lexicon.COMPARISON.search(text):
        return Intent.COMPARISON
    if lexicon.OFFERS_LISTED.search(text) or (
        lexicon.LISTING.search(text)
        and (facets & {Facet.NOT_AVAILABLE, Facet.TERM} or not lexicon.POLICY.search(text))
    ):
        return (
            Intent.TECHNOLOGY_SEARCH
            if lexicon.TECHNOLOGY.search(text)
            and topic_of(text)
            and not facets & {Facet.NOT_AVAILABLE, Facet.TERM}
            and not _asks_what_ends(text)
            else Intent.LISTING
        )
    policy, technology = lexicon.POLICY.search(text), lexicon.TECHNOLOGY.search(text)
    if lexicon.RULE_ASKED.search(text):
        technology = None
    if technology and not (policy and not re.search(r"专利|技术|patent|technolog", text, re.I)):
        return Intent.TECHNOLOGY_SEARCH
    if lexicon.PROCEDURE.search(text):
        return Intent.PROCEDURE
    if carried is not None and carried not in _NOT_CARRIED and not policy:
        return carried
    if not policy and not facets and not lexicon.ASKS.search(text):
        return Intent.TECHNOLOGY_SEARCH  # a bare phrase, as typed into a search box
    return Intent.POLICY


def _asks_what_ends(text: str) -> bool:
    """Say whether a text looks for rights or terms by their end alone."""
    return bool(lexicon.ENDS.search(text)) and not names_a_topic(without_period(lexicon.ENDS.sub(" ", text)))


def _patent_intent(text: str, facets: frozenset[Facet], subjects: Subjects) -> Intent:
    if len(subjects.document_ids) > 1 and (lexicon.COMPARISON.search(text) or Facet.MATCHING in facets):
        return Intent.COMPARISON
    if lexicon.PROCEDURE.search(text):
        return Intent.PROCEDURE
    return Intent.LICENCE_TERMS if Facet.FEE in facets and Facet.TERM not in facets else Intent.AVAILABILITY


def kinds_for(intent: Intent, text: str, subjects: Subjects) -> tuple[Kind, ...]:
    everything = (Kind.PATENT, Kind.POLICY, Kind.OTHER)
    if intent in (Intent.TECHNOLOGY_SEARCH, Intent.LISTING):
        return (Kind.PATENT, Kind.OTHER)
    if subjects.patents or not lexicon.POLICY.search(text):
        return everything
    return (Kind.POLICY, Kind.OTHER)
