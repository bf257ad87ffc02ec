"""The nouns of the audit: what can be done, an event to be written, a line that was. None of them has room for a text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Reader, Role

MOST_SEEN = 100
_LONGEST_ADDRESS = 64
_IDENTIFIER = lazy_pattern(r"[A-Za-z0-9_:.@/+~%\[\]-]{0,200}")


class Action(StrEnum):
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    ACCESS_REFUSED = "access_refused"  # asked for what that role may not
    ASKED = "asked"
    OPENED = "opened"
    SEARCHED = "searched"
    EXPORTED = "exported"
    INGESTED = "ingested"
    REMOVED = "removed"
    BACKED_UP = "backed_up"
    BACKUP_TAKEN = "backup_taken"  # along, as a file
    BACKUP_DELETED = "backup_deleted"
    RESTORED = "restored"
    CONVERSATION_DELETED = "conversation_deleted"
    OPINION_GIVEN = "opinion_given"  # on an answer
    OPINION_WITHDRAWN = "opinion_withdrawn"
    OPINIONS_SEEN = "opinions_seen"  # that were shared
    ACCOUNT_CREATED = "account_created"
    ROLES_CHANGED = "roles_changed"
    ACCOUNT_SWITCHED = "account_switched"  # on or off
    PASSWORD_CHANGED = "password_changed"
    TOKEN_ISSUED = "token_issued"
    TOKEN_REVOKED = "token_revoked"
    ACCOUNT_DELETED = "account_deleted"
    NEED_SUBMITTED = "need_submitted"
    NEED_WITHDRAWN = "need_withdrawn"
    NEED_SEEN = "need_seen"  # by an officer
    NEED_DELETED = "need_deleted"
    BUDGET_SHARED = "budget_shared"
    BUDGET_HIDDEN = "budget_hidden"
    DRAFT_WRITTEN = "draft_written"
    DRAFT_SEEN = "draft_seen"
    DRAFT_EDITED = "draft_edited"
    DRAFT_SUBMITTED = "draft_submitted"
    DRAFT_APPROVED = "draft_approved"
    DRAFT_REJECTED = "draft_rejected"  # returned with a remark
    DRAFT_DELETED = "draft_deleted"
    WEIGHTS_SET = "weights_set"  # of the score
    BATCH_MATCHED = "batch_matched"  # many needs at once
    BATCH_MADE = "batch_made"
    BATCH_STARTED = "batch_started"
    BATCH_PAUSED = "batch_paused"
    BATCH_DELETED = "batch_deleted"
    UPLOAD_MADE = "upload_made"  # files sent in
    UPLOAD_MAPPED = "upload_mapped"  # what its columns are taken for
    UPLOAD_STARTED = "upload_started"
    UPLOAD_DELETED = "upload_deleted"
    WEIGHTS_RESET = "weights_reset"
    TECHNOLOGY_WANTED = "technology_wanted"  # by an enterprise
    TECHNOLOGY_UNWANTED = "technology_unwanted"
    TECHNOLOGY_READY = "technology_ready"  # says the office
    TECHNOLOGY_NOT_READY = "technology_not_ready"
    GRADE_OVERRIDDEN = "grade_overridden"
    OVERRIDE_ENDED = "override_ended"
    GRADE_RULES_SET = "grade_rules_set"
    DISCLOSURE_ADDED = "disclosure_added"
    DISCLOSURE_SEEN = "disclosure_seen"
    DISCLOSURE_REMOVED = "disclosure_removed"
    LICENCE_ADDED = "licence_added"  # to the register
    LICENCE_SEEN = "licence_seen"
    LICENCE_CHANGED = "licence_changed"
    LICENCE_ENDED = "licence_ended"
    LICENCE_MISTAKEN = "licence_mistaken"  # entered by mistake
    LICENCE_RESTORED = "licence_restored"
    LICENCE_REMINDER_DONE = "licence_reminder_done"
    LICENCE_REMINDER_REOPENED = "licence_reminder_reopened"
    REPORT_SEEN = "report_seen"


class Subject(StrEnum):
    """What kind of thing something was done to."""

    NOTHING = ""
    ACCOUNT = "account"
    SESSION = "session"
    TOKEN = "token"
    CONVERSATION = "conversation"
    TURN = "turn"
    DOCUMENT = "document"
    RUN = "run"
    LIBRARY = "library"
    NEED = "need"
    DRAFT = "draft"
    BATCH = "batch"
    UPLOAD = "upload"
    PAGE = "page"
    POOL = "pool"
    DISCLOSURE = "disclosure"
    LICENCE = "licence"
    REPORT = "report"
    AUDIT = "audit"


class Outcome(StrEnum):
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """The few things that a line says beside who did what: ids, counts, names of hosts and codes."""

    mode: str = ""  # of an answer
    sent_to: tuple[str, ...] = ()  # hosts of the services that a text was sent to
    citations: int | None = None
    count: int | None = None  # hits, documents, lines
    seen: tuple[
        str, ...
    ] = ()  # ids of the documents or needs that were shown; the first of them where they are many
    roles: tuple[Role, ...] = ()  # of an account, after a change
    active: bool | None = None  # of an account, after it was switched
    address: str = ""  # where the request came from, as given
    reason: str = ""  # a code

    def __post_init__(self) -> None:
        _require_identifiers(self.mode, self.reason, *self.sent_to, *self.seen)
        object.__setattr__(self, "seen", self.seen[:MOST_SEEN])
        printable = "".join(c for c in self.address if c.isprintable())
        object.__setattr__(self, "address", printable[:_LONGEST_ADDRESS])

    def as_json(self) -> str:
        """Return what is not empty as one JSON object."""
        held = {name: getattr(self, name) for name in self.__slots__}
        told = {name: value for name, value in held.items() if value not in ("", (), None)}
        return json.dumps(told, ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that was done and is to be written down.

    Ids and codes that hold anything but letters, digits and signs raise ValueError: a text put in their place is a
    mistake of the program, and shall not be kept.
    """

    actor: str  # an account's or a visitor's id, `cli:<role>`; empty where nobody is known
    action: Action
    roles: tuple[Role, ...] = ()
    subject: Subject = Subject.NOTHING
    subject_id: str = ""
    outcome: Outcome = Outcome.DONE
    details: Details = field(default_factory=Details)

    def __post_init__(self) -> None:
        _require_identifiers(self.actor, self.subject_id)


def event_of(
    reader: Reader,
    action: Action,
    subject: Subject = Subject.NOTHING,
    subject_id: str = "",
    *,
    outcome: Outcome = Outcome.DONE,
    details: Details | None = None,
) -> Event:
    """Return what a reader did, in the roles that it has now."""
    return Event(
        actor=reader.user,
        roles=tuple(role for role in Role if reader.holds(role)),
        action=action,
        subject=subject,
        subject_id=subject_id,
        outcome=outcome,
        details=details or Details(),
    )


def refused_sign_in(account_id: str, *, address: str, reason: str) -> Event:
    """Return that somebody was not let in. The name that was tried is not kept: it may be a password in the wrong place."""
    return Event(
        actor="",
        action=Action.SIGN_IN_REFUSED,
        subject=Subject.ACCOUNT if account_id else Subject.NOTHING,
        subject_id=account_id,
        outcome=Outcome.REFUSED,
        details=Details(address=address, reason=reason),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line as it stands in the audit, and nothing made of it: it is shown even where somebody changed it by hand."""

    number: int  # from 1, without gaps
    at: str  # ISO 8601, UTC
    actor: str
    roles: tuple[str, ...]
    action: str
    subject: str
    subject_id: str
    outcome: str
    written: str  # the details as JSON
    digest: str

    @property
    def details(self) -> Mapping[str, Any]:
        try:
            told = json.loads(self.written)
        except ValueError:
            return {}
        return told if isinstance(told, dict) else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which lines; what is empty selects all."""

    actor: str = ""
    action: Action | None = None
    subject: Subject | None = None
    subject_id: str = ""
    since: datetime | None = None
    until: datetime | None = None  # the first moment that no longer counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What became of checking every line. `wrong` is the first that does not fit those before it."""

    lines: int  # that fit
    digest: str  # of the last of them: who notes it down can prove later that nothing before it was changed
    wrong: int | None = None
    noted_is_missing: bool = False  # the digest that was noted down earlier is that of no line

    @property
    def holds(self) -> bool:
        return self.wrong is None and not self.noted_is_missing


def _require_identifiers(*texts: str) -> None:
    for text in texts:
        if not _IDENTIFIER.fullmatch(text):
            raise ValueError("not an id or a code")
