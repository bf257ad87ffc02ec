"""Assemble an answer: what was verified in; text with markers, warnings and the nearest passages out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.citations import Source, Verified
from assistant.phrases import Phrases, phrases
from assistant.reworded import told_words
from assistant.types import (
    Answer,
    Citation,
    Draft,
    Evidence,
    Mode,
    Plan,
    Question,
    RefusalReason,
    Statement,
    Turn,
)
from assistant.understanding.rules import language_of
from knowledge.errors import ModelError
from knowledge.lazy_patterns import lazy_pattern
from knowledge.protocols import Catalogue
from knowledge.types import Audience, Reader, TextType

MOST_QUESTION_CHARACTERS = 2_000
_NEAREST = 3
_STALE_DAYS = 90
_MARKER = lazy_pattern(r"\[(\d{1,3})\]")


def sources_of(draft: Draft, catalogue: Catalogue, reader: Reader) -> Mapping[str, Source]:
    """Read the passages that a draft quotes from the catalogue, as this reader may see them."""
    said = [*draft.statements, *(cell for table in draft.tables for row in table.rows for cell in row)]
    ids = tuple(dict.fromkeys(quote.passage_id for statement in said for quote in statement.quotes))
    passages = catalogue.passages(ids, reader)
    heads = {h.document_id: h for h in catalogue.heads(reader, ids=tuple({p.document_id for p in passages}))}
    return {
        p.passage_id: Source(passage=p, document=heads[p.document_id])
        for p in passages
        if p.document_id in heads
    }


def markdown(statements: tuple[Statement, ...]) -> str:
    """Write statements as Markdown, each with its markers."""
    lines: list[str] = []
    for statement in statements:
        markers = "".join(f"[{marker}]" for marker in statement.markers)
        text = f"**{statement.text}**" if statement.heading else statement.text
        joined = f"{text} {markers}" if markers else text
        lines.append(f"- {joined}" if statement.bullet else f"\n{joined}\n")
    return "\n".join(lines).replace("\n\n\n", "\n\n").strip()


def assemble(
    question: Question,
    plan: Plan,
    evidence: Evidence,
    draft: Draft,
    verified: Verified,
    *,
    catalogue: Catalogue,
    failure: ModelError | None,
    no_vector: ModelError | None,
    elapsed_ms: float,
) -> Answer:
    """Return the answer; where everything was cut, a refusal with the nearest passages.

    `failure` is why no chat model wrote it, `no_vector` why its passages were searched for by their words alone.
    """
    statements, refused, reason = verified.statements, draft.refused, draft.reason
    if not statements and not verified.tables:
        say = phrases(plan.language)
        statements = (Statement(text=say.say("refusal.no_evidence")),)
        refused, reason = True, RefusalReason.NO_EVIDENCE
    return Answer(
        text=markdown(statements),
        statements=statements,
        language=plan.language,
        mode=draft.mode,
        refused=refused,
        reason=reason,
        nearest_only=draft.nearest_only and not refused,
        citations=verified.citations,
        tables=verified.tables,
        warnings=_warnings(question, plan, draft, verified, catalogue, failure, no_vector),
        as_of=plan.as_of,
        elapsed_ms=elapsed_ms,
        intent=plan.intent,
        document_ids=draft.document_ids or _cited_documents(verified.citations),
        model=draft.model,
        prompt_id=draft.prompt_id,
        nearest=evidence.hits[:_NEAREST] if refused else (),
        conditions=plan.conditions,
        options=plan.options,
    )


def _cited_documents(citations: tuple[Citation, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c.document_id for c in citations))


def _warnings(
    question: Question,
    plan: Plan,
    draft: Draft,
    verified: Verified,
    catalogue: Catalogue,
    failure: ModelError | None,
    no_vector: ModelError | None,
) -> tuple[str, ...]:
    say = phrases(plan.language)
    citations = verified.citations
    found = list(draft.warnings)
    if len(question.text) > MOST_QUESTION_CHARACTERS:
        found.append(say.say("warning.question_cut", kept=f"{MOST_QUESTION_CHARACTERS:,}"))
    if plan.reworded:
        found.append(say.say("warning.reworded", words=told_words(plan.reworded, _shown(question, verified))))
    if failure:
        found.append(say.say("warning.model_failed", reason=_why(failure, say)))
    if any(c.synthetic for c in citations):
        found.append(say.say("warning.synthetic"))
    if any(c.text_type is TextType.DIGEST for c in citations):
        found.append(say.say("warning.digest"))
    checks = [c.register_checked_on for c in citations if c.register_checked_on]
    if any((plan.as_of - day).days > _STALE_DAYS for day in checks):
        found.append(say.say("warning.stale"))
    if verified.cuts and draft.mode is Mode.GENERATED:
        found.append(say.say("warning.cut", count=len(verified.cuts)))
    ids = _cited_documents(citations)
    heads = catalogue.heads(question.reader, ids=ids) if ids else ()
    if any(h.audience is Audience.INTERNAL for h in heads):
        found.append(say.say("warning.internal"))
    if no_vector:
        found.append(say.say("warning.words_only", reason=_why(no_vector, say)))
    return tuple(found)


def _shown(question: Question, verified: Verified) -> Iterator[str]:
    """Yield what was asked, and what an answer says, with the titles of its sources."""
    yield from (question.text, *(turn.question for turn in question.history))
    yield from (statement.text for statement in verified.statements)
    yield from (cell for table in verified.tables for row in table.rows for cell in row)
    yield from (citation.title for citation in verified.citations)


def _why(failure: ModelError, say: Phrases) -> str:
    """Word a model's failure by its code."""
    key = f"model_failure.{failure.code}"
    return say.say(key) if say.has(key) else failure.code


def turn_of(question: str, answer: Answer) -> Turn:
    """Return what a follow-up needs of an exchange."""
    return Turn(
        question=question,
        answer=answer.text,
        document_ids=answer.document_ids,
        intent=answer.intent,
        conditions=answer.conditions,
        shown=shown_in(answer),
        options=answer.options,
        as_of=answer.as_of,
        inside=answer.basis is not None and answer.basis.inside,
        in_vain=answer.reason in (RefusalReason.NO_EVIDENCE, RefusalReason.OFF_TOPIC),
    )


def shown_in(answer: Answer) -> tuple[str, ...]:
    """Return the documents of an answer as the asker counts them: the rows of its tables, else its headings and lines.

    A row that cites nothing is counted all the same, as an empty id.
    """
    cited = {c.marker: c.document_id for c in answer.citations}
    rows = [_row_document(row, cited) for table in answer.tables for row in table.rows]
    if rows:
        return tuple(rows)
    markers = (marker for statement in answer.statements for marker in statement.markers)
    return tuple(dict.fromkeys(cited[marker] for marker in markers if marker in cited))


def _row_document(row: tuple[str, ...], cited: Mapping[int, str]) -> str:
    markers = (int(found) for cell in row for found in _MARKER.findall(cell))
    return next((cited[marker] for marker in markers if marker in cited), "")


def empty_question(question: Question) -> Answer:
    """Return the answer to an empty question: a sentence that asks for one."""
    language = question.language or language_of(question.text)
    text = phrases(language).say("refusal.empty_question")
    return Answer(
        text=text,
        statements=(Statement(text=text),),
        language=language,
        mode=Mode.EXTRACTIVE,
        refused=True,
        reason=RefusalReason.EMPTY_QUESTION,
        citations=(),
        as_of=question.as_of,
    )
