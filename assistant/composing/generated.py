"""Compose with a chat model: a plan and its evidence in; verified sentences as they are written, and last the draft, out.

The model reads numbered exhibits and writes sentences that cite them. Each sentence is held against its exhibits as soon
as it is complete; what does not hold is never shown. Where too little holds, the extractive draft is the answer.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from assistant.composing.exhibits import Bundle, defused, gather, render
from assistant.composing.extractive import ExtractiveComposer
from assistant.composing.grounding import Grounding
from assistant.composing.model_text import ModelSentence, SentenceReader
from assistant.internal_figures import InternalFigures
from assistant.left_out import CutReason, unheld
from assistant.models import ChatModel
from assistant.phrases import phrases
from assistant.prompts import Messages, Prompt, load_prompt
from assistant.types import Draft, DraftStatement, Evidence, Facet, Intent, Mode, Plan, Question
from assistant.understanding import lexicon
from assistant.understanding.rules import language_of
from knowledge.protocols import Catalogue, TokenCounter
from knowledge.types import Language

if TYPE_CHECKING:
    from knowledge.bridge import DictionaryBridge

_log = logging.getLogger(__name__)
PROMPT = "answer"
_LEAST_HELD = 0.5  # of the sentences that state something
_NOT_WORDED = frozenset({Intent.DRAFTING, Intent.LISTING, Intent.LIBRARY, Intent.CONFIDENTIAL, Intent.LEGAL_OPINION, Intent.OFF_TOPIC})  # fmt: skip


class GeneratedComposer:
    """Implements Composer. Yields sentences that hold, an empty string now and then while the model is silent, the draft last."""

    def __init__(
        self,
        catalogue: Catalogue,
        model: ChatModel,
        *,
        max_context_tokens: int = 6000,
        max_answer_tokens: int = 2000,
        counter: TokenCounter | None = None,
        bridge: DictionaryBridge | None = None,
        figures: InternalFigures | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._model = model
        self._extractive = ExtractiveComposer(catalogue, bridge)
        self._max_context_tokens = max_context_tokens
        self._max_answer_tokens = max_answer_tokens
        self._counter = counter
        self._bridge = bridge
        self._figures = figures or InternalFigures(catalogue)

    def warm_up(self) -> None:
        """Do once, without a request, what the first answer would otherwise wait for."""
        self._tokens().count("warm")
        self._terms_across().terms("预热", Language.ZH)
        for language in Language:
            load_prompt(PROMPT, language)
        self._model.warm_up()

    def compose(self, question: Question, plan: Plan, evidence: Evidence) -> Iterator[str | Draft]:
        draft = next(d for d in self._extractive.compose(question, plan, evidence) if isinstance(d, Draft))
        if draft.refused or plan.intent in _NOT_WORDED or Facet.INTERNAL in plan.facets:
            yield draft
            return
        say = phrases(plan.language)
        asked, before = plan.text or question.text, _before(question, plan)
        if self._figures.stand_in((asked, before), question.reader):
            yield replace(draft, warnings=(*draft.warnings, say.say("warning.figure_kept")))
            return
        bundle = gather(
            question, plan, evidence, draft, catalogue=self._catalogue, counter=self._tokens(),
            max_tokens=self._max_context_tokens, say=say,
        )  # fmt: skip
        prompt = load_prompt(PROMPT, plan.language)
        messages = _messages(prompt, plan, bundle, asked=asked, before=before)
        if not bundle.exhibits:
            yield draft
            return
        ground = Grounding(bundle, plan, draft, say, self._terms_across().terms)
        yield from self._written(messages, ground, plan, draft, prompt)

    def _written(
        self, messages: Messages, ground: Grounding, plan: Plan, draft: Draft, prompt: Prompt
    ) -> Iterator[str | Draft]:
        """Read the model's sentences, pass on those that hold, and make the draft of them."""
        said = list(ground.opening())
        yield from (_shown(statement, plan) for statement in said)
        opened = len(said)
        reader = SentenceReader()
        stream = cast(
            "Generator[str]", self._model.stream(messages.system, messages.user, self._max_answer_tokens)
        )
        with closing(stream):
            for sentences in _read(stream, reader):
                fresh = [s for sentence in sentences for s in ground.take(sentence)]
                said += fresh
                yield "".join(_shown(statement, plan) for statement in fresh)
        _log.info("model wrote sentences=%d held=%d", ground.stating, ground.held)
        if not _is_good(said[opened:], ground, plan):
            say = phrases(plan.language)
            aside = (unheld(s.text, CutReason.SET_ASIDE) for s in said[opened:] if s not in draft.statements)
            yield replace(
                draft,
                warnings=(*draft.warnings, say.say("warning.model_unverified")),
                left_out=(*ground.unheld, *aside),
            )
            return
        yield self._draft((*said, *ground.closing()), ground, plan, draft, prompt)

    def _draft(
        self, said: tuple[DraftStatement, ...], ground: Grounding, plan: Plan, draft: Draft, prompt: Prompt
    ) -> Draft:
        cut = ground.stating - ground.held
        warnings = draft.warnings
        if cut:
            warnings = (*warnings, phrases(plan.language).say("warning.cut", count=cut))
        return replace(
            draft,
            statements=tuple(dict.fromkeys(said)),
            warnings=warnings,
            mode=Mode.GENERATED,
            model=self._model.model_name,
            prompt_id=prompt.prompt_id,
            left_out=tuple(ground.unheld),
        )

    def _tokens(self) -> TokenCounter:
        if self._counter is None:
            from knowledge.tokens import token_counter

            self._counter = token_counter()
        return self._counter

    def _terms_across(self) -> DictionaryBridge:
        if self._bridge is None:
            from knowledge.bridge import DictionaryBridge

            self._bridge = DictionaryBridge()
        return self._bridge


def _read(stream: Iterator[str], reader: SentenceReader) -> Iterator[tuple[ModelSentence, ...]]:
    """Yield what each piece of the stream completes, and last what is left."""
    for piece in stream:
        yield reader.feed(piece)
        if reader.overflown:
            break
    yield reader.finish()


def _messages(prompt: Prompt, plan: Plan, bundle: Bundle, *, asked: str, before: str) -> Messages:
    """Set the question and the exhibits into the prompt, inside fences that no text can know beforehand."""
    fence = f"evidence-{secrets.token_hex(8)}"
    return prompt.render(
        fence=fence,
        as_of=plan.as_of.isoformat(),
        evidence=render(bundle.exhibits, fence),
        before=defused(before),
        question=defused(asked),
    )


def _before(question: Question, plan: Plan) -> str:
    """Return the question before a follow-up; never the answer to it, which may hold what is internal."""
    if not (plan.follow_up and question.history):
        return "-"
    text = lexicon.INSTRUCTION.sub(" ", question.history[-1].question).strip()
    return "-" if lexicon.FACETS[Facet.INTERNAL].search(text) else text


def _shown(statement: DraftStatement, plan: Plan) -> str:
    """Write a statement as provisional text."""
    if statement.bullet or statement.heading:
        return f"\n{'- ' if statement.bullet else ''}{statement.text}\n"
    return statement.text if plan.language is Language.ZH else f"{statement.text} "


def _is_good(said: list[DraftStatement], ground: Grounding, plan: Plan) -> bool:
    """Say whether the model's part can stand as the answer: enough of it holds, in the asker's language, and not only headings."""
    if not ground.held or all(s.heading for s in said) or ground.held < ground.stating * _LEAST_HELD:
        return False
    return not said or language_of(" ".join(s.text for s in said)) is plan.language
