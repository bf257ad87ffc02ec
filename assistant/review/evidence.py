"""The evidence pack of an approved draft: its content on the day of the approval in; what it rests on out, as answers' packs are made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assistant.citations import Verified
from assistant.drafting.markdown import draft_markdown
from assistant.drafting.types import OfficeDraft, Slot
from assistant.evidence_pack import write_pack
from assistant.packing import pack_of
from assistant.review.types import Content
from assistant.types import Answer, Intent, Mode, Plan, Question, Statement
from assistant.witness import Witness
from knowledge.protocols import Catalogue
from knowledge.types import ANYONE, Kind


class PackMaker:
    """Makes packs of drafts: whoever approves, only what anybody may read is in them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._witness = Witness(catalogue)

    def pack(self, content: Content, exported: OfficeDraft, today: date) -> str:
        """Return the pack as JSON. `exported` is the draft as it leaves the office."""
        answer = _answer(exported, today)
        question = Question(text=content.need.text, reader=ANYONE, as_of=today)
        plan = Plan(
            intent=Intent.DRAFTING,
            language=exported.language,
            search_text="",
            kinds=(Kind.PATENT,),
            as_of=today,
        )
        nothing = Verified(statements=(), tables=(), citations=(), cuts=())
        basis = self._witness.of(question, plan, answer, nothing)
        return write_pack(pack_of(question.text, replace(answer, basis=basis), self._catalogue, ANYONE))


def _answer(draft: OfficeDraft, today: date) -> Answer:
    """Return a draft as the answer that a pack is made of: a statement for each slot."""
    ids = (draft.document_id, *(citation.document_id for citation in draft.citations))
    return Answer(
        text=draft_markdown(draft),
        statements=tuple(_statement(slot, draft) for slot in draft.slots),
        language=draft.language,
        mode=Mode.EXTRACTIVE,
        refused=False,
        citations=draft.citations,
        as_of=today,
        intent=Intent.DRAFTING,
        document_ids=tuple(dict.fromkeys(ids)),
    )


def _statement(slot: Slot, draft: OfficeDraft) -> Statement:
    """Return a slot as a statement; one that quotes nothing states nothing of a document, as a heading does."""
    markers = draft.markers_of(slot)
    return Statement(text=slot.text, markers=markers, heading=not markers)
