"""Patents around a topic: those that come near where none is about it, and all that belong to its field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.composing.patent_card import identity, offers, verdict
from assistant.composing.patent_file import PatentDesk
from assistant.composing.patent_lists import closest, one_per_technology
from assistant.phrases import phrases
from assistant.types import Draft, DraftStatement, Plan, RefusalReason
from knowledge.analysis import terms
from knowledge.types import DocumentHead, Hit, PatentRecord

_NEAR_COVERAGE, _NEAR_SCORE = 0.2, 0.1  # less shares nothing with what is looked for
_MOST_NEAR = 3


def near_patents(plan: Plan, desk: PatentDesk, hits: Sequence[Hit]) -> Draft:
    """Say that no patent is about what is looked for, and which come nearest, each with its standing."""
    say = phrases(plan.language)
    near = closest([hit for hit in hits if hit.coverage >= _NEAR_COVERAGE and hit.score >= _NEAR_SCORE])
    files = one_per_technology(desk.open(near))[:_MOST_NEAR]
    said = say.say("refusal.no_patent_near" if files else "refusal.no_patent")
    cards = [s for file in files for s in (identity(file, say), verdict(file, say), *offers(file, say))]
    return Draft(
        statements=(DraftStatement(text=said, computed=True), *cards),
        document_ids=tuple(file.head.document_id for file in files),
        refused=True,
        reason=RefusalReason.NO_EVIDENCE,
    )


def of_the_topic(plan: Plan, hits: Sequence[Hit], heads: Iterable[DocumentHead]) -> tuple[str, ...]:
    """Return the patents that are found for a topic, then those whose field is called so."""
    topic = set(terms(plan.search_text, plan.language))
    of_field = (
        head.document_id
        for head in heads
        if isinstance(head.record, PatentRecord)
        and any(topic & set(terms(field.text, field.language)) for field in head.record.technical_field)
    )
    return tuple(dict.fromkeys((*closest(hits), *of_field)))
