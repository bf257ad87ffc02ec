"""Statements that answering runs again and again, built once: building one anew costs three times its execution.

Every one that reads texts takes `audiences`, so that what a reader may not see is never fetched.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from knowledge.catalogue import tables as t
from knowledge.catalogue.rowmaps import select_documents, select_heads, select_passages
from knowledge.types import PassageKind, Reader

_id = t.documents.c.document_id
_visible = t.documents.c.audience.in_(sa.bindparam("audiences", expanding=True))
_kept = t.documents.c.purged.is_(None)

VERSION = str(sa.select(sa.func.coalesce(sa.func.max(t.changes.c.seq), sa.literal_column("0"))))
HEAD = select_heads().where(_id == sa.bindparam("document_id"), _visible, _kept)
DOCUMENT = select_documents().where(_id == sa.bindparam("document_id"), _visible)
PASSAGES = select_passages().where(
    t.passages.c.passage_id.in_(sa.bindparam("values", expanding=True)), _visible, _kept
)
PASSAGES_OF_DOCUMENT = (
    select_passages().where(_id == sa.bindparam("document_id"), _visible).order_by(t.passages.c.ordinal)
)
FRONT = (
    select_passages()
    .where(_id == sa.bindparam("document_id"), _visible)
    .order_by(t.passages.c.kind != PassageKind.BIBLIOGRAPHY.value, t.passages.c.ordinal)
    .limit(1)
)
BY_KEY = (
    sa.select(t.keys.c.value, _id)
    .join(t.documents, t.documents.c.number == t.keys.c.document)
    .where(t.keys.c.value.in_(sa.bindparam("values", expanding=True)), t.documents.c.active, _visible)
    .order_by(t.documents.c.number)
)
INDEPENDENT_CLAIMS = (
    sa.select(_id, t.passages.c.language, t.passages.c.number, sa.func.sum(sa.func.length(t.passages.c.text)))
    .join(t.documents, t.documents.c.number == t.passages.c.document)
    .where(
        _id.in_(sa.bindparam("values", expanding=True)),
        t.passages.c.kind == PassageKind.CLAIM.value,
        t.passages.c.depends_on.is_(None),
        ~t.passages.c.instruction_like,
        t.documents.c.active,
        _visible,
    )
    .group_by(_id, t.passages.c.language, t.passages.c.number)
)


def seen_by(reader: Reader, **values: str | Sequence[str]) -> dict[str, Any]:
    """Return the parameters of a statement for a reader: what it asks for and what the reader may see."""
    return {"audiences": [audience.value for audience in reader.audiences], **values}
