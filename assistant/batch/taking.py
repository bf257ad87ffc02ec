"""Drafts of a batch for review: an officer and the matches that it chose in; what became of each out.

They are written as any other draft is; one of the same need, patent and kind is not written twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.batch.sql_store import SqlStore
from assistant.drafting.types import DraftKind
from assistant.review.entries import open_places
from assistant.review.office import ReviewOffice
from assistant.review.types import EntryName, KeptDraft
from assistant.understanding.languages import reply_language
from knowledge.errors import NotFoundError, PatentBridgeError, UsageError
from knowledge.types import Language, Reader

MOST_TAKEN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A need of the batch by its number, and one of its matches by its document."""

    number: int
    document_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a choice: a draft, `before` where it was there already, with the places to be filled in first; or why there is none."""

    choice: Choice
    draft: KeptDraft | None = None
    before: bool = False
    places: tuple[str, ...] = ()
    error: PatentBridgeError | None = None


def take(
    review: ReviewOffice,
    store: SqlStore,
    reader: Reader,
    choices: Sequence[Choice],
    kind: DraftKind,
    language: Language | None,
    entries: Mapping[EntryName, str],
) -> Iterator[Taken]:
    """Write drafts and hand in for review those that have no place left to fill in. `language` None: that of each need.
    `entries` are filled in in all of them.

    Raises UsageError(batch_none_chosen, batch_many_chosen).
    """
    chosen = tuple(dict.fromkeys(choices))
    if not chosen:
        raise UsageError("batch_none_chosen")
    if len(chosen) > MOST_TAKEN:
        raise UsageError("batch_many_chosen", count=len(chosen), most=MOST_TAKEN)
    return (_taken(review, store, reader, one, kind, language, entries) for one in chosen)


def _taken(
    review: ReviewOffice,
    store: SqlStore,
    reader: Reader,
    choice: Choice,
    kind: DraftKind,
    language: Language | None,
    entries: Mapping[EntryName, str],
) -> Taken:
    try:
        need = store.need(choice.number)
        matches = (need.result or {}).get("matches", ())
        if choice.document_id not in [match["document_id"] for match in matches]:
            raise NotFoundError(name=choice.document_id)
        origin = need.row.digest
        held = review.drafts.of_origins(reader, [origin]).get((origin, choice.document_id, kind))
        if held is not None:
            return Taken(choice=choice, draft=held, before=True)
        spoken = language or reply_language(need.row.wanted.text)
        draft = review.write(
            reader, kind, choice.document_id, spoken, wanted=need.row.wanted, origin=origin, entries=entries
        )
        places = open_places(review.drafts.version(reader, draft.draft_id).content)
        if not places:
            draft = review.drafts.submit(reader, draft.draft_id, draft.version)
        return Taken(choice=choice, draft=draft, places=places)
    except PatentBridgeError as error:
        return Taken(choice=choice, error=error)
