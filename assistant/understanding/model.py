"""Understand a question with a chat model's tool calls: a question and the rules' plan in; another plan, or None, out.

The rules come first and stay the answer to whatever the model does not say, says too late, or may not say. Where they
are certain it is not asked. What it says is held against the words of the questions: it can reword what is looked for
and point at conditions in the question's own words; it cannot add numbers, names or places, change the day or the
language of the answer, or reach anything that this reader may not read.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable
from dataclasses import replace

from assistant.composing.exhibits import defused
from assistant.internal_figures import InternalFigures
from assistant.narrowing import filters_of, joined
from assistant.prompts import Messages, Prompt, load_prompt
from assistant.tool_calling import PendingCalls, ToolCaller
from assistant.types import Condition, Facet, Intent, Plan, Question
from assistant.understanding import lexicon, tools
from assistant.understanding.intents import Subjects
from assistant.understanding.model_words import Asked
from assistant.understanding.rules import RuleUnderstander
from knowledge.errors import ModelError
from knowledge.protocols import Catalogue
from knowledge.types import Kind

_log = logging.getLogger(__name__)
PROMPT = "understand"
_MOST_TOKENS = 1_000  # of the call; models that think first think in them
_MOST_CHARACTERS = 2_000  # of a question
_TURNS_TOLD = 3
_OPEN = frozenset(
    {
        Intent.TECHNOLOGY_SEARCH, Intent.LICENCE_TERMS, Intent.AVAILABILITY, Intent.POLICY, Intent.COMPARISON, Intent.PROCEDURE,
    }
)  # fmt: skip
_OF_THE_RULES_ALONE = frozenset({Facet.INTERNAL, Facet.EARNINGS})
_OF_RULES = frozenset({"regions", "from_date", "to_date", "in_force_on", "kinds", "languages"})
_PERIOD = frozenset({"from_date", "to_date"})


def is_certain(plan: Plan) -> bool:
    """Say whether the rules' plan stands whatever a model would say."""
    return bool(
        plan.intent not in _OPEN
        or plan.facets & _OF_THE_RULES_ALONE
        or plan.instruction_ignored
        or plan.named
        or plan.unknown_numbers
        or plan.within
        or (plan.follow_up and plan.document_ids)
    )


class ModelUnderstander:
    """Implements SecondUnderstander over a chat model that calls tools."""

    def __init__(
        self,
        catalogue: Catalogue,
        rules: RuleUnderstander,
        model: ToolCaller,
        *,
        timeout_s: float,
        always: bool,
        figures: InternalFigures | None = None,
    ) -> None:
        self._rules = rules
        self._model = model
        self._timeout_s = timeout_s
        self._always = always
        self._figures = figures or InternalFigures(catalogue)

    @property
    def always(self) -> bool:
        return self._always

    def begin(self, question: Question, plan: Plan) -> PendingModelPlan | None:
        """Ask the model; None where the rules are certain or it cannot be asked."""
        text, before = question.text[:_MOST_CHARACTERS], _before(question)
        if is_certain(plan) or self._figures.stand_in((*before, text), question.reader):
            return None
        prompt = load_prompt(PROMPT, plan.language)
        messages = _messages(prompt, text, before, plan)
        try:
            pending = self._model.begin(
                messages.system,
                messages.user,
                tools.declared(),
                max_tokens=_MOST_TOKENS,
                timeout_s=self._timeout_s,
            )
        except ModelError as error:
            _log.info("understood by rules alone: %s", error.code)
            return None
        reading = _Reading(self._rules, question, plan, text, before)
        return PendingModelPlan(pending, reading, self._model.model_name, prompt.prompt_id)


class PendingModelPlan:
    """A plan that a model is asked for."""

    def __init__(self, pending: PendingCalls, reading: _Reading, model_name: str, prompt_id: str) -> None:
        self._pending = pending
        self._reading = reading
        self._model_name = model_name
        self._prompt_id = prompt_id

    @property
    def model_name(self) -> str:
        return self._model_name

    @property
    def prompt_id(self) -> str:
        return self._prompt_id

    def plan(self) -> Plan | None:
        """Wait for the model; return its plan where it holds and differs from that of the rules."""
        try:
            calls = self._pending.result()
        except ModelError:
            return None
        said = tools.read(calls)
        plan = self._reading.plan(said) if said else None
        _log.info(
            "understood by model calls=%d valid=%s used=%s", len(calls), said is not None, plan is not None
        )
        return plan


class _Reading:
    """What a model's call means for one question."""

    def __init__(
        self, rules: RuleUnderstander, question: Question, plan: Plan, text: str, before: tuple[str, ...]
    ) -> None:
        self._rules = rules
        self._question = question
        self._plan = plan
        self._text = text
        self._names = rules.names(question.reader)
        self._asked = Asked(text, before, plan.language, self._names.owners.named)

    def plan(self, said: tools.ToolArguments) -> Plan | None:
        """Return the plan of a call; None where a part of it is not the asker's, or it changes nothing."""
        plan: Plan | None = None
        if isinstance(said, tools.Search):
            plan = self._searched(said)
        elif isinstance(said, tools.OfPatents):
            plan = self._of_patents(said)
        return plan if plan is not None and _what(plan) != _what(self._plan) else None

    def _searched(self, said: tools.Search) -> Plan | None:
        kinds = self._kinds(said)
        conditions = self._conditions(said)
        topic = said.topic.strip()
        for condition in conditions:
            topic = topic.replace(condition.words, " ") if condition.words else topic
        topic = " ".join(topic.split())
        of_patents = not isinstance(said, tools.SearchPolicies)
        if not kinds or (topic and not self._asked.allows_topic(topic, of_patents=of_patents)):
            return None
        if not topic and not any(condition.words for condition in conditions):
            return None
        intent = _intent_of(said, topic)
        of_rules = intent in (Intent.POLICY, Intent.PROCEDURE)
        if of_rules and (not topic or any(c.field not in _OF_RULES for c in conditions)):
            return None
        return replace(
            self._plan,
            intent=intent,
            search_text=topic or self._plan.search_text,
            reworded=topic,
            kinds=kinds,
            document_ids=(),
            facets=self._facets(said),
            conditions=conditions,
            filters=filters_of(conditions, self._plan.as_of),
        )

    def _kinds(self, said: tools.Search) -> tuple[Kind, ...]:
        """Return the kinds to search, never others than the asker allows."""
        main = Kind.POLICY if isinstance(said, tools.SearchPolicies) else Kind.PATENT
        allowed = self._question.kinds or (main, Kind.OTHER)
        return tuple(allowed) if main in allowed else ()

    def _conditions(self, said: tools.Search) -> tuple[Condition, ...]:
        """Return what the asker set and the rules read, then what the model points at in fields of its own.

        A second value in a field would let more through: such a one is left out.
        """
        known = self._plan.conditions
        fields = {condition.field for condition in known}
        fields |= _PERIOD if fields & _PERIOD else set()
        found: dict[str, Condition] = {}
        for one in said.conditions:
            condition = None if one.field in fields else self._asked.condition(one, self._plan.as_of)
            if condition is not None:
                found.setdefault(condition.field, condition)
        read = [replace(c, off=False) for c in known if c.words]
        return joined(self._question, (*read, *found.values()))

    def _of_patents(self, said: tools.OfPatents) -> Plan | None:
        subjects = self._subjects(said.patents)
        if subjects is None or (self._question.kinds and Kind.PATENT not in self._question.kinds):
            return None
        if said.intent is Intent.COMPARISON and len(subjects.document_ids) < 2:
            return None
        plan = self._rules.plainly(self._text, self._question, subjects=subjects)
        facets = self._facets(said)
        if said.intent is Intent.LICENCE_TERMS:
            facets |= {Facet.FEE}
        return replace(
            plan,
            intent=said.intent,
            language=self._plan.language,
            facets=facets,
            named=False,
            follow_up=self._plan.follow_up,
        )

    def _subjects(self, said: Iterable[str]) -> Subjects | None:
        """Find the patents that are named in what was asked, as this reader may see them."""
        found: list[str] = []
        for words in said:
            numbers_asked = self._asked.numbers(words)
            if not (self._asked.holds(words) if numbers_asked is None else numbers_asked):
                return None
            ids = self._rules.named(words, self._question.reader).document_ids
            ids = ids or self._names.titles.mentioned(words)
            if len(ids) != 1:
                return None
            found += ids
        return Subjects(document_ids=tuple(dict.fromkeys(found)), patents=True, named=False)

    def _facets(self, said: tools.ToolArguments) -> frozenset[Facet]:
        return self._plan.facets | {Facet(wanted.value) for wanted in said.wants}


def _intent_of(said: tools.Search, topic: str) -> Intent:
    if isinstance(said, tools.SearchPolicies) and said.steps:
        return Intent.PROCEDURE
    if said.intent is Intent.TECHNOLOGY_SEARCH and not topic:
        return Intent.LISTING
    return said.intent


def _what(plan: Plan) -> tuple[object, ...]:
    return (plan.intent, plan.search_text, plan.kinds, plan.document_ids, plan.conditions, plan.facets)


def _before(question: Question) -> tuple[str, ...]:
    """Return the questions before, without those for what is internal and without any answer."""
    texts = (lexicon.INSTRUCTION.sub(" ", turn.question).strip() for turn in question.history[-_TURNS_TOLD:])
    internal = lexicon.FACETS[Facet.INTERNAL]
    return tuple(text[:_MOST_CHARACTERS] for text in texts if text and not internal.search(text))


def _messages(prompt: Prompt, text: str, before: tuple[str, ...], plan: Plan) -> Messages:
    """Set the questions into the prompt, inside fences that no text can know beforehand."""
    return prompt.render(
        fence=f"asked-{secrets.token_hex(8)}",
        as_of=plan.as_of.isoformat(),
        before="\n".join(f"- {defused(' '.join(one.split()))}" for one in before) or "-",
        question=defused(text),
    )
