"""A draft as it leaves the office: a version and its state in; the draft with its entries, its state on its face, out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assistant.drafting.types import Block, BlockKind, Grid, OfficeDraft, Part, Slot
from assistant.drafting.worded_marks import with_worded_marked
from assistant.phrases import phrases
from assistant.review.entries import filled_in
from assistant.review.types import Approval, Content, DraftState, EntryName
from knowledge.types import Language

_MARK = "mark"


def faced(content: Content, state: DraftState, version: int, approval: Approval | None) -> OfficeDraft:
    """Return the draft to be exported. `approval` is given where it is approved; before, it shows which words are a model's."""
    draft = marked(content.draft, state, version, approval)
    filled = tuple(_filled(part, draft.language, content.filled) for part in draft.parts)
    draft = replace(draft, parts=filled)
    return draft if _is_approved(state, approval) else with_worded_marked(draft)


def marked(draft: OfficeDraft, state: DraftState, version: int, approval: Approval | None) -> OfficeDraft:
    """Return a draft with its state as its first words."""
    mark = Slot(name=_MARK, text=face(state, version, approval, draft.language))
    kept = (part for part in draft.parts if not _is_mark(part))
    return replace(draft, parts=(Block(kind=BlockKind.NOTE, slots=(mark,)), *kept))


def face(state: DraftState, version: int, approval: Approval | None, language: Language) -> str:
    """Return what a draft says of itself: whether it is approved, by whom and when."""
    say = phrases(language)
    if approval is None or not _is_approved(state, approval):
        return say.say(f"review.face.{state}", version=version)
    key = "review.face.alone" if approval.alone else "review.face.approved"
    return say.say(key, version=version, name=approval.name, day=approval.at.astimezone().date())


def _is_approved(state: DraftState, approval: Approval | None) -> bool:
    return approval is not None and state is DraftState.APPROVED


def _is_mark(part: Part) -> bool:
    return isinstance(part, Block) and [slot.name for slot in part.slots] == [_MARK]


def _filled(part: Part, language: Language, filled: Mapping[EntryName, str]) -> Part:
    def one(slot: Slot) -> Slot:
        return replace(slot, text=filled_in(slot, language, filled))

    if isinstance(part, Grid):
        rows = tuple(tuple(one(slot) for slot in row) for row in part.rows)
        return replace(part, header=tuple(map(one, part.header)), rows=rows)
    return replace(part, slots=tuple(map(one, part.slots)))
