"""A draft made outside a conversation, verified as one of a conversation is: a question and its draft in, the answer out."""

from __future__ import annotations

import time

from assistant.answering import assemble, sources_of
from assistant.citations import verify
from assistant.types import Answer, Draft, Evidence, Intent, Plan, Question
from knowledge.protocols import Catalogue
from knowledge.types import Kind, Language


def verified_answer(
    question: Question, draft: Draft, catalogue: Catalogue, *, language: Language, intent: Intent
) -> Answer:
    """Check every quote and value of a draft; return what holds, with its citations."""
    started = time.perf_counter()
    plan = Plan(
        intent=intent,
        language=language,
        search_text=question.text,
        kinds=(Kind.POLICY,),
        as_of=question.as_of,
        text=question.text,
    )
    sources = sources_of(draft, catalogue, question.reader)
    verified = verify(draft, sources, (question.text,), question.as_of)
    return assemble(
        question, plan, Evidence(), draft, verified, catalogue=catalogue, failure=None, no_vector=None,
        elapsed_ms=(time.perf_counter() - started) * 1000,
    )  # fmt: skip
