"""A draft of the office as an answer: what came of asking for one in; its text, or why there is none, out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.drafting.types import FOR_OFFICERS, Block, BlockKind, Drafted, Grid, OfficeDraft, Slot
from assistant.phrases import Phrases
from assistant.types import Draft, DraftStatement, DraftTable, Plan, RefusalReason

_HEADINGS = frozenset({BlockKind.TITLE, BlockKind.HEADING})


def office_draft_answer(plan: Plan, drafted: Drafted, say: Phrases, *, for_officer: bool) -> Draft:
    """Return the draft as the text of an answer: every slot of it held already, with its quotes and fields."""
    if drafted.draft is None:
        return replace(_refused(drafted, say), document_ids=plan.document_ids)
    draft = drafted.draft
    keep = (DraftStatement(text=say.say("asked.draft_keep")),) if for_officer else ()
    return Draft(
        statements=(*_statements(draft), *keep),
        tables=tuple(_tables(draft)),
        document_ids=(draft.document_id,),
    )


def _refused(drafted: Drafted, say: Phrases) -> Draft:
    if drafted.refused == FOR_OFFICERS:
        text, reason = say.say("refusal.role"), RefusalReason.ROLE
    else:
        key = f"asked.{drafted.refused}"
        values = {"number": drafted.number, "reason": drafted.reason.rstrip("。.")}
        text = say.say(key if say.has(key) else "asked.draft_unbound", **values)
        reason = RefusalReason.NO_EVIDENCE
    statement = DraftStatement(text=text, computed=True)
    return Draft(statements=(statement,), refused=True, reason=reason)


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


def _tables(draft: OfficeDraft) -> Iterator[DraftTable]:
    """Yield the grids, each under the heading that it stands under."""
    title = ""
    for part in draft.parts:
        if isinstance(part, Block):
            if part.kind in _HEADINGS:
                title = " ".join(slot.text for slot in part.slots)
            continue
        columns = tuple(slot.text for slot in part.header) or ("",) * len(part.rows[0])
        rows = tuple(tuple(_cell(slot) for slot in row) for row in part.rows)
        yield DraftTable(title=title, columns=columns, rows=rows)


def _cell(slot: Slot) -> DraftStatement:
    return DraftStatement(text=slot.text, quotes=slot.quotes, computed=True)
