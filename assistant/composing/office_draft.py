"""A draft of the office as an answer: what came of asking for one in; its text, or why there is none, out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.drafting.types import FOR_OFFICERS, Block, BlockKind, Drafted, Grid, OfficeDraft, Slot
from assistant.phrases import Phrases
from assistant.types import Draft, DraftStatement, DraftTable, Plan, RefusalReason

_HEADINGS = frozenset({BlockKind.TITLE, BlockKind.HEADING})


def office_draft_answer(plan: Plan, drafted: Sequence[Drafted], say: Phrases, *, for_officer: bool) -> Draft:
    """Return the drafts as the text of an answer: every slot of them held already, with its quotes and fields."""
    drafts = [one.draft for one in drafted if one.draft is not None]
    statements = tuple(statement for one in drafted for statement in _told(one, say))
    if not drafts:
        return Draft(
            statements=statements,
            refused=True,
            reason=RefusalReason.ROLE if drafted[0].refused == FOR_OFFICERS else RefusalReason.NO_EVIDENCE,
            document_ids=plan.document_ids,
        )
    keep = (DraftStatement(text=say.say("asked.draft_keep")),) if for_officer else ()
    return Draft(
        statements=(*statements, *keep),
        tables=tuple(table for draft in drafts for table in _tables(draft, numbered=len(drafts) > 1)),
        document_ids=tuple(draft.document_id for draft in drafts),
    )


def _told(drafted: Drafted, say: Phrases) -> Iterator[DraftStatement]:
    """Yield a draft, or why there is none."""
    if drafted.draft is not None:
        yield from _statements(drafted.draft)
        return
    key = "refusal.role" if drafted.refused == FOR_OFFICERS else f"asked.{drafted.refused}"
    values = {"number": drafted.number, "reason": drafted.reason.rstrip("。.")}
    text = say.say(key if say.has(key) else "asked.draft_unbound", **values)
    yield DraftStatement(text=text, computed=True)


def _statements(draft: OfficeDraft) -> Iterator[DraftStatement]:
    for part in draft.parts:
        if isinstance(part, Grid):
            continue
        text = " ".join(slot.text for slot in part.slots)
        quotes = tuple(dict.fromkeys(quote for slot in part.slots for quote in slot.quotes))
        yield DraftStatement(
            text=text,
            quotes=quotes,
            heading=part.kind in _HEADINGS,
            bullet=part.kind is BlockKind.BULLET,
            computed=True,
        )


def _tables(draft: OfficeDraft, *, numbered: bool) -> Iterator[DraftTable]:
    """Yield the grids, each under the heading that it stands under; `numbered`: with the patent that it is about."""
    before = f"{draft.publication_number} · " if numbered else ""
    title = before
    for part in draft.parts:
        if isinstance(part, Block):
            if part.kind in _HEADINGS:
                title = before + " ".join(slot.text for slot in part.slots)
            continue
        columns = tuple(slot.text for slot in part.header) or ("",) * len(part.rows[0])
        rows = tuple(tuple(_cell(slot) for slot in row) for row in part.rows)
        yield DraftTable(title=title, columns=columns, rows=rows)


def _cell(slot: Slot) -> DraftStatement:
    return DraftStatement(text=slot.text, quotes=slot.quotes, computed=True)
