"""What of a stored answer its reader may still see: an answer and the unreadable documents in, the answer without them out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from assistant.stored import StoredTurn
from assistant.types import Answer, Basis, Statement
from knowledge.lazy_patterns import lazy_pattern
from knowledge.protocols import Catalogue
from knowledge.types import Reader

_MARKER = lazy_pattern(r"\[(\d{1,3})\]")


def documents_of(answer: Answer) -> frozenset[str]:
    """Return the ids of every document an answer quotes or shows."""
    return frozenset(c.document_id for c in answer.citations) | {
        h.document.document_id for h in answer.nearest
    }.union(*(option.document_ids for option in answer.options))


def readable(turn: StoredTurn, catalogue: Catalogue, reader: Reader, notice: str) -> StoredTurn:
    """Return the turn without what came from documents that the reader may not, or no longer, see."""
    return replace(turn, answer=readable_answer(turn.answer, catalogue, reader, notice))


def readable_answer(answer: Answer, catalogue: Catalogue, reader: Reader, notice: str) -> Answer:
    """Return the answer without what came from documents that the reader may not, or no longer, see."""
    drawn_on = answer.basis.drawn_on if answer.basis else ()
    gone = {each for each in {*documents_of(answer), *drawn_on} if catalogue.head(each, reader) is None}
    return withhold(answer, gone, notice) if gone else answer


def withhold(answer: Answer, gone: Collection[str], notice: str) -> Answer:
    """Replace every statement and table that rests on a document in `gone` by `notice`, and drop its citations."""
    markers = {c.marker for c in answer.citations if c.document_id in gone}
    nearest = tuple(hit for hit in answer.nearest if hit.document.document_id not in gone)
    options = tuple(o for o in answer.options if not set(gone) & {*o.document_ids})
    answer = replace(answer, options=options, basis=_basis(answer.basis, gone))
    if not markers:
        return replace(answer, nearest=nearest)
    statements = tuple(
        Statement(text=notice, bullet=s.bullet) if markers.intersection(s.markers) else s
        for s in answer.statements
    )
    tables = tuple(
        table
        for table in answer.tables
        if not any(
            markers.intersection(map(int, _MARKER.findall(cell))) for row in table.rows for cell in row
        )
    )
    return replace(
        answer,
        text="\n".join(s.text for s in statements),
        statements=statements,
        tables=tables,
        nearest=nearest,
        citations=tuple(c for c in answer.citations if c.marker not in markers),
        document_ids=tuple(d for d in answer.document_ids if d not in gone),
    )


def _basis(basis: Basis | None, gone: Collection[str]) -> Basis | None:
    """Return the basis without those documents; what was left out of the answer may rest on them, and goes."""
    if basis is None:
        return None
    facts = tuple(one for one in basis.facts if one.document_id not in gone)
    return replace(basis, facts=facts, left_out=())
