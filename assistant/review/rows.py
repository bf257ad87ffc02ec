"""Rows of the tables of review in; kept drafts, versions, steps and approvals out."""

from __future__ import annotations

from typing import Any

from assistant.accounts import moments
from assistant.drafting.types import DraftKind
from assistant.review.content import content_from_json
from assistant.review.types import Act, Approval, DraftState, KeptDraft, Step, Version
from knowledge.types import Language


def draft_of(row: Any) -> KeptDraft:
    return KeptDraft(
        draft_id=row.draft_id,
        kind=DraftKind(row.kind),
        language=Language(row.language),
        state=DraftState(row.state),
        version=row.version,
        title=row.title,
        enterprise=row.enterprise,
        publication_number=row.publication_number,
        document_id=row.document_id,
        need_id=row.need_id,
        written_by=row.written_by,
        edited_by=row.edited_by,
        created_at=moments.read(row.created_at),
        updated_at=moments.read(row.updated_at),
    )


def version_of(row: Any) -> Version:
    return Version(
        number=row.number,
        made_by=row.made_by,
        made_at=moments.read(row.made_at),
        act=Act(row.act),
        content=content_from_json(row.content),
    )


def step_of(row: Any) -> Step:
    return Step(
        number=row.number,
        at=moments.read(row.at),
        by=row.actor,
        act=Act(row.act),
        version=row.version,
        remark=row.remark,
        alone=row.alone,
    )


def approval_of(row: Any) -> Approval:
    return Approval(
        version=row.version,
        at=moments.read(row.at),
        by=row.actor,
        name=row.name,
        alone=row.alone,
        pack=row.pack,
    )
