"""The office's desk of drafts: an officer and what it does in; the draft as it then is out. Nothing is ever sent.

Writing, changing and approving read the library as anybody may read it; what is kept, and who may do what, is in
`assistant.review.drafts`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from assistant.accounts.accounts import SqlAccounts
from assistant.audit.log import SqlAudit
from assistant.audit.types import Action, Details, Outcome, Subject, event_of
from assistant.drafting.drafter import Drafter
from assistant.drafting.types import DraftKind, OfficeDraft
from assistant.internal_figures import InternalFigures
from assistant.matching.desk import MatchingDesk
from assistant.needs.needs import SqlNeeds
from assistant.needs.types import Need, Wanted
from assistant.phrases import phrases
from assistant.pool.pool import Contracts, NoContracts
from assistant.review.drafts import SqlDrafts
from assistant.review.editing import Editor, Typed
from assistant.review.entries import open_places
from assistant.review.evidence import PackMaker
from assistant.review.face import faced
from assistant.review.standing import Standing, need_difference, need_of
from assistant.review.types import (
    Act,
    Approval,
    Content,
    Difference,
    DraftState,
    EntryName,
    KeptDraft,
    OutOfDate,
)
from assistant.understanding.languages import reply_language
from knowledge.errors import AccessError, NotFoundError, PatentBridgeError, UsageError
from knowledge.protocols import Catalogue
from knowledge.types import ANYONE, Language, Reader, Role

_TRIES = 3  # of an approval while the library keeps changing


class _LibraryChanged(Exception):
    """The library is no longer the one that was checked."""


class ReviewOffice:
    """What officers do with drafts. Safe to use from several threads."""

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        drafts: SqlDrafts,
        drafter: Drafter,
        matching: MatchingDesk,
        needs: SqlNeeds,
        accounts: SqlAccounts,
        audit: SqlAudit,
        figures: InternalFigures,
        contracts: Contracts | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._catalogue = catalogue
        self._drafts = drafts
        self._drafter = drafter
        self._matching = matching
        self._needs = needs
        self._accounts = accounts
        self._audit = audit
        self._contracts = contracts or NoContracts()
        self._standing = Standing(catalogue, self._contracts.entered)
        self._editor = Editor(catalogue, figures)
        self._packs = PackMaker(catalogue)
        self._today = today

    @property
    def drafts(self) -> SqlDrafts:
        return self._drafts

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────────

    def write(
        self,
        reader: Reader,
        kind: DraftKind,
        document_id: str,
        language: Language,
        *,
        wanted: Wanted | None = None,
        need_id: str = "",
        as_of: date | None = None,
        origin: str = "",
        entries: Mapping[EntryName, str] | None = None,
    ) -> KeptDraft:
        """Write a draft on a patent, for a need that is kept or one that is given, and keep it.

        `origin` tells where the need stands; of one origin, patent and kind there is one draft, which is returned then.
        `entries` are filled in from the start.
        Raises AccessError for whoever is no officer, NotFoundError, and what the drafter raises.
        """
        if not reader.holds(Role.OFFICER):
            raise AccessError("not_allowed", role=str(Role.OFFICER))
        need = self._needs.get(reader, need_id) if need_id else None
        asked = need or wanted
        if asked is None or (wanted is not None and not wanted.text.strip()):
            raise UsageError("need_text_needed")
        try:
            content = self._content(kind, document_id, language, asked, as_of or self._today())
            if entries:
                content = self._editor.edited(content, Typed(texts={}, entries=entries), reader)
        except PatentBridgeError as error:
            self._refused(reader, Action.DRAFT_WRITTEN, Subject.DOCUMENT, document_id, str(kind), error.code)
            raise
        owner = need.owner if need else ""
        return self._drafts.create(reader, content, need_id=need_id, need_owner=owner, origin=origin)

    def rewrite(self, reader: Reader, draft_id: str, version: int) -> KeptDraft:
        """Write a draft anew from the library of today; entries by hand stay. Raises as `write`, UsageError(draft_changed, draft_state)."""
        draft = self._drafts.get(reader, draft_id)
        before = self._drafts.version(reader, draft_id).content
        need = self._needs.get(reader, draft.need_id) if draft.need_id else before.need
        document_id = self._standing.current(draft.document_id)
        content = self._content(draft.kind, document_id, draft.language, need, self._today())
        content = replace(content, entries=before.entries)
        return self._drafts.change(reader, draft_id, version, content, Act.REWRITTEN)

    def edit(self, reader: Reader, draft_id: str, version: int, typed: Typed) -> KeptDraft:
        """Keep what an officer typed as a new version; the same draft where nothing of it is new.

        Raises NotHeld with the reason for each part, NotFoundError, UsageError(draft_changed, draft_state).
        """
        draft = self._drafts.get(reader, draft_id)
        if draft.version != version:
            raise UsageError("draft_changed", version=draft.version, seen=version)
        before = self._drafts.version(reader, draft_id).content
        content = self._editor.edited(before, typed, reader)
        if content == before:
            return draft
        return self._drafts.change(reader, draft_id, version, content)

    def _content(
        self, kind: DraftKind, document_id: str, language: Language, asked: Need | Wanted, as_of: date
    ) -> Content:
        wanted = replace(asked.wanted if isinstance(asked, Need) else asked, budget=None)
        corrections = asked.corrections if isinstance(asked, Need) else None
        in_language = reply_language(wanted.text)
        need = need_of(wanted, in_language, corrections)
        match = self._matching.why_not(need, document_id, as_of)
        draft = self._drafter.draft(kind, need, match, language, as_of)
        ids = (draft.document_id, *(citation.document_id for citation in draft.citations))
        content = Content(
            need=wanted,
            need_language=in_language,
            corrections=corrections,
            draft=draft,
            facts=self._standing.facts(ids, as_of),
        )
        return replace(content, gates=self._standing.gates(content, draft.document_id, as_of) or ())

    # ── review ───────────────────────────────────────────────────────────────────────────────────────────

    def differences(self, reader: Reader, draft_id: str) -> tuple[Difference, ...]:
        """Return what is no longer as it was when the newest version was written. Raises NotFoundError."""
        draft = self._drafts.get(reader, draft_id)
        content = self._drafts.version(reader, draft_id).content
        found = self._standing.differences(content, self._today())
        changed = need_difference(content, self._need(reader, draft)) if draft.need_id else None
        return (changed, *found) if changed else found

    def may_approve(self, reader: Reader, draft: KeptDraft) -> bool:
        """Say whether four eyes let this reader approve a draft."""
        try:
            self._own(reader, draft)
        except AccessError:
            return False
        return reader.holds(Role.OFFICER)

    def approve(self, reader: Reader, draft_id: str, version: int) -> KeptDraft:
        """Approve a version for good, after its facts were read again.

        Raises OutOfDate where something is no longer as it was, AccessError(four_eyes) for whoever wrote or last changed
        it while there is another officer, NotFoundError, UsageError(draft_changed, draft_state), and
        UsageError(draft_places_open) with the places that nobody filled in.
        """
        draft = self._drafts.get(reader, draft_id)
        try:
            return self._approved(reader, draft, version)
        except (UsageError, AccessError) as error:
            self._refused(reader, Action.DRAFT_APPROVED, Subject.DRAFT, draft_id, str(draft.kind), error.code)
            raise

    def _approved(self, reader: Reader, draft: KeptDraft, version: int) -> KeptDraft:
        alone = self._own(reader, draft)
        content = self._drafts.version(reader, draft.draft_id, version).content
        for _ in range(_TRIES):
            state = self._state()
            if found := self.differences(reader, draft.draft_id):
                raise OutOfDate(found)
            if places := open_places(content):
                raise UsageError("draft_places_open", places=phrases(draft.language).join(list(places)))
            name = self.names().get(reader.user, reader.user)
            signed = Approval(
                version=version, at=datetime.now(UTC), by=reader.user, name=name, alone=alone, pack=""
            )
            exported = faced(content, DraftState.APPROVED, version, signed)

            def unchanged(state: tuple[int, int] = state) -> None:
                if self._state() != state:
                    raise _LibraryChanged

            try:
                return self._drafts.approve(
                    reader,
                    draft.draft_id,
                    version,
                    name=name,
                    pack=self._packs.pack(content, exported, self._today()),
                    alone=lambda held: self._own(reader, held),
                    unchanged=unchanged,
                )
            except _LibraryChanged:
                continue
        raise UsageError("library_changing")

    def _state(self) -> tuple[int, int]:
        """Return what is another one with every change of the library or of the register of licences."""
        return self._catalogue.version(), self._contracts.version()

    def _own(self, reader: Reader, draft: KeptDraft) -> bool:
        """Say whether an own draft may be approved, because nobody else could; False for a draft of others.

        Raises AccessError(four_eyes) where another officer could.
        """
        if reader.user not in (draft.written_by, draft.edited_by):
            return False
        others = (a for a in self._accounts.list() if a.active and a.holds(Role.OFFICER))
        if any(account.account_id != reader.user for account in others):
            raise AccessError("four_eyes")
        return True

    # ── files ────────────────────────────────────────────────────────────────────────────────────────────

    def exported(self, reader: Reader, draft_id: str) -> OfficeDraft:
        """Return the newest version as it leaves the office, its state on its face. Raises NotFoundError."""
        return self._faced(reader, draft_id, Action.EXPORTED)

    def shown(self, reader: Reader, draft_id: str) -> OfficeDraft:
        """Return the same to be looked at. Raises NotFoundError."""
        return self._faced(reader, draft_id, Action.DRAFT_SEEN)

    def _faced(self, reader: Reader, draft_id: str, action: Action) -> OfficeDraft:
        draft, approval = self._drafts.get(reader, draft_id), self._drafts.approval(reader, draft_id)
        content = self._drafts.version(reader, draft_id).content
        self._drafts.note(reader, action, draft)
        return faced(content, draft.state, draft.version, approval)

    def evidence(self, reader: Reader, draft_id: str) -> Approval:
        """Return an approval with its evidence. Raises NotFoundError, UsageError(draft_state) where nobody approved it."""
        draft, approval = self._drafts.get(reader, draft_id), self._drafts.approval(reader, draft_id)
        if approval is None:
            raise UsageError("draft_not_approved", state=str(draft.state))
        self._drafts.note(reader, Action.EXPORTED, draft)
        return approval

    def names(self) -> Mapping[str, str]:
        """Return what accounts are called, by their ids."""
        return {account.account_id: account.name for account in self._accounts.list()}

    def patent(self, told: str) -> str:
        """Return the document of a patent that is told by its document's id or a number of it. Raises NotFoundError."""
        head = self._catalogue.head(told, ANYONE)
        return told if head is not None else self._matching.patent_named(told)

    def _need(self, reader: Reader, draft: KeptDraft) -> Need | None:
        try:
            return self._needs.get(reader, draft.need_id)
        except NotFoundError:
            return None

    def _refused(
        self, reader: Reader, action: Action, subject: Subject, subject_id: str, kind: str, reason: str
    ) -> None:
        details = Details(mode=kind, reason=reason)
        event = event_of(reader, action, subject, subject_id, outcome=Outcome.REFUSED, details=details)
        self._audit.write(event)
