"""The nouns of review: a kept draft, its versions and steps, what was filled in by hand, what changed since it was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.drafting.types import DraftKind, OfficeDraft
from assistant.facts import Facts
from assistant.matching.types import Gate
from assistant.needs.types import Corrections, Wanted
from knowledge.errors import UsageError
from knowledge.types import Language


class DraftState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    APPROVED = "approved"


class Act(StrEnum):
    """What somebody did with a draft."""

    WRITTEN = "written"
    EDITED = "edited"
    REWRITTEN = "rewritten"  # written anew from the library of that day
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


class EntryName(StrEnum):
    """What an officer fills in by hand, because no document says it."""

    RECIPIENT = "recipient"
    PERSON = "person"
    DEPARTMENT = "department"
    REACH = "reach"  # telephone or e-mail of the office
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    name: EntryName
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One version as it is kept: the draft, what was filled in by hand, and what it rested on when it was written."""

    need: Wanted  # as it was then; never with a budget
    need_language: Language
    draft: OfficeDraft
    facts: tuple[Facts, ...] = ()  # of the patent and of all that is cited, on the day of the draft
    gates: tuple[Gate, ...] = ()  # what stood in the way on that day
    entries: tuple[Entry, ...] = ()
    corrections: Corrections | None = None  # of how the need was read, by its owner

    @property
    def filled(self) -> Mapping[EntryName, str]:
        return {entry.name: entry.text for entry in self.entries}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDraft:
    """A draft of the office. `version` is the newest; whoever acts on another one is told that it changed."""

    draft_id: str
    kind: DraftKind
    language: Language
    state: DraftState
    version: int
    title: str
    enterprise: str
    publication_number: str
    document_id: str
    need_id: str  # empty where the need was a text of its own
    written_by: str  # who wrote it, or wrote it anew: an account's id, or `cli:officer`
    edited_by: str  # who made the newest version
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version. Its number counts from 1."""

    number: int
    made_by: str
    made_at: datetime
    act: Act
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What somebody did, and when. `alone`: an own draft was approved, because the office has no other officer."""

    number: int
    at: datetime
    by: str
    act: Act
    version: int
    remark: str = ""
    alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """An approval as it stands for good. `name` is what the approver was called on that day; `pack` the evidence as JSON."""

    version: int
    at: datetime
    by: str
    name: str
    alone: bool
    pack: str


class Differs(StrEnum):
    """What is no longer as it was when a draft was written."""

    FACT = "fact"  # a status, an offer, the force of a rule
    QUOTE = "quote"
    FIELD = "field"  # of the record
    GATE = "gate"  # a new obstacle
    DOCUMENT = "document"  # it is no longer public, or not there
    NEED = "need"  # withdrawn, changed or deleted by the enterprise
    WORDS = "words"  # a part of the draft does not pass today's checks


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that changed: what was, what is. `about` names the document or the part of the draft."""

    kind: Differs
    about: str
    before: str
    now: str


class NotHeld(UsageError):
    """A change that was refused: the parts that do not hold, each with its reason. Nothing of it was kept."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        self.reasons = dict(reasons)
        super().__init__("draft_not_held", parts=", ".join(self.reasons))


class OutOfDate(UsageError):
    """An approval that was refused: what changed since the draft was written."""

    def __init__(self, differences: tuple[Difference, ...]) -> None:
        self.differences = differences
        super().__init__("draft_out_of_date", count=len(differences))
