"""Kept drafts in SQL: officers write, change, submit, return and approve them; for everybody else they do not exist."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant.accounts import moments
from assistant.audit.log import SqlAudit
from assistant.audit.types import Action, Details, Subject, event_of
from assistant.drafting.types import DraftKind
from assistant.review import tables
from assistant.review.content import content_to_json
from assistant.review.rows import approval_of, draft_of, step_of, version_of
from assistant.review.types import Act, Approval, Content, DraftState, EntryName, KeptDraft, Step, Version
from knowledge.catalogue.engine import overwrite_deleted, reading, storing, writing
from knowledge.errors import AccessError, NotFoundError, UsageError
from knowledge.types import Reader, Role

LONGEST_REMARK = 2_000
MOST_LISTED = 500
_DRAFTS, _VERSIONS = tables.drafts, tables.versions
_STEPS, _APPROVALS, _ORIGINS = tables.steps, tables.approvals, tables.origins
_ACTIONS = {
    Act.WRITTEN: Action.DRAFT_WRITTEN,
    Act.EDITED: Action.DRAFT_EDITED,
    Act.REWRITTEN: Action.DRAFT_WRITTEN,
    Act.SUBMITTED: Action.DRAFT_SUBMITTED,
    Act.RETURNED: Action.DRAFT_REJECTED,
    Act.APPROVED: Action.DRAFT_APPROVED,
}
_AFTER = {
    Act.EDITED: DraftState.DRAFT,
    Act.REWRITTEN: DraftState.DRAFT,
    Act.SUBMITTED: DraftState.IN_REVIEW,
    Act.RETURNED: DraftState.RETURNED,
    Act.APPROVED: DraftState.APPROVED,
}
_BEFORE: dict[Act, Collection[DraftState]] = {
    Act.EDITED: (DraftState.DRAFT, DraftState.IN_REVIEW, DraftState.RETURNED),
    Act.REWRITTEN: (DraftState.DRAFT, DraftState.IN_REVIEW, DraftState.RETURNED),
    Act.SUBMITTED: (DraftState.DRAFT,),
    Act.RETURNED: (DraftState.IN_REVIEW,),
    Act.APPROVED: (DraftState.IN_REVIEW,),
}
Guard = Callable[[], None]


class SqlDrafts:
    """Drafts of the office. Each act is one transaction with its line of the audit.

    Every change names the version that it is about, and is refused where another one came since (draft_changed), or
    where the state does not allow it (draft_state). Whoever is no officer finds nothing.
    """

    def __init__(self, engine: Engine, audit: SqlAudit, *, clock: moments.Clock = moments.now) -> None:
        """Create the tables and their guards where they are missing. Raises StorageError."""
        self._engine = engine
        self._audit = audit
        self._clock = clock
        with storing(engine):
            tables.create(engine)

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────

    def list(
        self, reader: Reader, states: Collection[DraftState] = (), *, mine: bool = False
    ) -> tuple[KeptDraft, ...]:
        """Return drafts, last changed first; all where no state is named; `mine`: written or last changed by this reader.

        Raises AccessError for whoever is no officer.
        """
        if not reader.holds(Role.OFFICER):
            raise AccessError("not_allowed", role=str(Role.OFFICER))
        query = (
            sa.select(_DRAFTS).order_by(_DRAFTS.c.updated_at.desc(), _DRAFTS.c.draft_id).limit(MOST_LISTED)
        )
        if states:
            query = query.where(_DRAFTS.c.state.in_([str(state) for state in states]))
        if mine:
            query = query.where(
                sa.or_(_DRAFTS.c.written_by == reader.user, _DRAFTS.c.edited_by == reader.user)
            )
        with reading(self._engine) as connection:
            return tuple(map(draft_of, connection.execute(query)))

    def get(self, reader: Reader, draft_id: str) -> KeptDraft:
        """Raises NotFoundError."""
        with reading(self._engine) as connection:
            return _required(connection, reader, draft_id)

    def of_origins(
        self, reader: Reader, origins: Collection[str]
    ) -> Mapping[tuple[str, str, DraftKind], KeptDraft]:
        """Return the drafts that came of some origins, by origin, document and kind; none for whoever is no officer."""
        if not (reader.user and reader.holds(Role.OFFICER)):
            return {}
        query = _with_origin().where(_ORIGINS.c.origin.in_(origins))
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        return {(row.origin, row.taken_document, DraftKind(row.kind)): draft_of(row) for row in rows}

    def version(self, reader: Reader, draft_id: str, number: int | None = None) -> Version:
        """Return a version, the newest where none is named. Raises NotFoundError."""
        with reading(self._engine) as connection:
            held = _required(connection, reader, draft_id)
            mine = (
                _VERSIONS.c.draft_id == draft_id,
                _VERSIONS.c.number == (held.version if number is None else number),
            )
            row = connection.execute(sa.select(_VERSIONS).where(*mine)).one_or_none()
        if row is None:
            raise NotFoundError(name=f"{draft_id} {number}")
        return version_of(row)

    def steps(self, reader: Reader, draft_id: str) -> tuple[Step, ...]:
        """Return what was done with a draft, first to last. Raises NotFoundError."""
        query = sa.select(_STEPS).where(_STEPS.c.draft_id == draft_id).order_by(_STEPS.c.number)
        with reading(self._engine) as connection:
            _required(connection, reader, draft_id)
            return tuple(map(step_of, connection.execute(query)))

    def approval(self, reader: Reader, draft_id: str) -> Approval | None:
        """Return who approved a draft, and its evidence; None where nobody did. Raises NotFoundError."""
        with reading(self._engine) as connection:
            _required(connection, reader, draft_id)
            row = connection.execute(
                sa.select(_APPROVALS).where(_APPROVALS.c.draft_id == draft_id)
            ).one_or_none()
        return None if row is None else approval_of(row)

    def note(self, reader: Reader, action: Action, draft: KeptDraft) -> None:
        """Write into the audit that somebody saw or exported a draft."""
        self._audit.write(event_of(reader, action, Subject.DRAFT, draft.draft_id, details=_details(draft)))

    # ── changing ─────────────────────────────────────────────────────────────────────────────────────────

    def create(
        self, reader: Reader, content: Content, *, need_id: str = "", need_owner: str = "", origin: str = ""
    ) -> KeptDraft:
        """Keep a new draft; of one origin, patent and kind there is one, which is returned where it was kept before.

        Raises AccessError for whoever is no officer.
        """
        if not reader.holds(Role.OFFICER):
            raise AccessError("not_allowed", role=str(Role.OFFICER))
        if not reader.user:
            raise AccessError("sign_in_needed")
        now = moments.kept(self._clock())
        described = _described(content)
        row = {
            **described,
            "draft_id": secrets.token_hex(8),
            "state": str(DraftState.DRAFT),
            "version": 0,
            "need_id": need_id,
            "need_owner": need_owner,
            "written_by": reader.user,
            "edited_by": reader.user,
            "created_at": now,
            "updated_at": now,
        }
        with writing(self._engine) as connection:
            taken = {name: described[name] for name in ("document_id", "kind")}
            if origin and (before := _held_of(connection, origin, **taken)):
                return before
            connection.execute(_DRAFTS.insert().values(row))
            if origin:
                connection.execute(_ORIGINS.insert().values(draft_id=row["draft_id"], origin=origin, **taken))
            draft = _required(connection, reader, str(row["draft_id"]))
            return self._add_version(connection, reader, draft, content, Act.WRITTEN)

    def change(
        self, reader: Reader, draft_id: str, version: int, content: Content, act: Act = Act.EDITED
    ) -> KeptDraft:
        """Keep a new version; the draft is no longer in review. Raises NotFoundError, UsageError(draft_changed, draft_state)."""
        with writing(self._engine) as connection:
            draft = _allowed(connection, reader, draft_id, version, act)
            return self._add_version(connection, reader, draft, content, act)

    def submit(self, reader: Reader, draft_id: str, version: int) -> KeptDraft:
        """Hand it in for review. Raises as `change`."""
        with writing(self._engine) as connection:
            return self._step(
                connection,
                reader,
                _allowed(connection, reader, draft_id, version, Act.SUBMITTED),
                Act.SUBMITTED,
            )

    def give_back(self, reader: Reader, draft_id: str, version: int, remark: str) -> KeptDraft:
        """Return it with a remark. Raises as `change`, UsageError(remark_needed, remark_long)."""
        remark = remark.strip()
        if not remark:
            raise UsageError("remark_needed")
        if len(remark) > LONGEST_REMARK:
            raise UsageError("remark_long", longest=LONGEST_REMARK)
        with writing(self._engine) as connection:
            draft = _allowed(connection, reader, draft_id, version, Act.RETURNED)
            return self._step(connection, reader, draft, Act.RETURNED, remark=remark)

    def approve(
        self,
        reader: Reader,
        draft_id: str,
        version: int,
        *,
        name: str,
        pack: str,
        alone: Callable[[KeptDraft], bool],
        unchanged: Guard,
    ) -> KeptDraft:
        """Approve it for good, with its evidence.

        `alone` says whether the approver may approve an own draft, or raises; `unchanged` raises where the library is no
        longer the one that was checked. Both are asked while nobody else can write. Raises as `change`.
        """
        with writing(self._engine) as connection:
            draft = _allowed(connection, reader, draft_id, version, Act.APPROVED)
            is_alone = alone(draft)
            unchanged()
            signed = {
                "draft_id": draft_id,
                "version": version,
                "at": moments.kept(self._clock()),
                "actor": reader.user,
                "name": name,
                "alone": is_alone,
                "pack": pack,
            }
            connection.execute(_APPROVALS.insert().values(signed))
            return self._step(connection, reader, draft, Act.APPROVED, alone=is_alone)

    def delete(self, reader: Reader, draft_id: str, version: int) -> None:
        """Delete a draft that is not approved, with its versions. Raises as `change`."""
        with writing(self._engine) as connection:
            draft = _allowed(connection, reader, draft_id, version, Act.EDITED)
            overwrite_deleted(connection)
            _delete(connection, (draft_id,))
            gone = event_of(reader, Action.DRAFT_DELETED, Subject.DRAFT, draft_id, details=_details(draft))
            self._audit.append(connection, gone)

    # ── accounts ─────────────────────────────────────────────────────────────────────────────────────────

    def of(self, account_id: str) -> tuple[tuple[str, Step], ...]:
        """Return what an account did with drafts: each draft's id with the step, first to last."""
        query = sa.select(_STEPS).where(_STEPS.c.actor == account_id).order_by(_STEPS.c.at, _STEPS.c.draft_id)
        with reading(self._engine) as connection:
            return tuple((row.draft_id, step_of(row)) for row in connection.execute(query))

    def delete_all(self, connection: Connection, owner: str) -> None:
        """Delete what was drafted on an enterprise's kept needs and not approved, in a write transaction that is open.

        What an officer wrote is the office's and stays.
        """
        theirs = sa.and_(_DRAFTS.c.need_owner == owner, sa.literal(bool(owner)))
        open_ones = sa.select(_DRAFTS.c.draft_id).where(theirs, _DRAFTS.c.state != str(DraftState.APPROVED))
        _delete(connection, tuple(connection.execute(open_ones).scalars()))

    # ── steps ────────────────────────────────────────────────────────────────────────────────────────────

    def _add_version(
        self, connection: Connection, reader: Reader, draft: KeptDraft, content: Content, act: Act
    ) -> KeptDraft:
        number = draft.version + 1
        made = {
            "draft_id": draft.draft_id,
            "number": number,
            "made_by": reader.user,
            "made_at": moments.kept(self._clock()),
            "act": str(act),
            "content": content_to_json(content),
        }
        connection.execute(_VERSIONS.insert().values(made))
        written = {"written_by": reader.user} if act is Act.REWRITTEN else {}
        more: dict[str, Any] = {**_described(content), **written, "version": number, "edited_by": reader.user}
        return self._step(connection, reader, draft, act, **more)

    def _step(
        self,
        connection: Connection,
        reader: Reader,
        draft: KeptDraft,
        act: Act,
        *,
        remark: str = "",
        alone: bool = False,
        **values: Any,
    ) -> KeptDraft:
        """Note what was done, set the state that follows, and write the line of the audit."""
        number = sa.select(sa.func.coalesce(sa.func.max(_STEPS.c.number), 0)).where(
            _STEPS.c.draft_id == draft.draft_id
        )
        now = moments.kept(self._clock())
        done = {
            "draft_id": draft.draft_id,
            "number": connection.execute(number).scalar_one() + 1,
            "at": now,
            "actor": reader.user,
            "act": str(act),
            "version": values.get("version", draft.version),
            "remark": remark,
            "alone": alone,
        }
        connection.execute(_STEPS.insert().values(done))
        state = str(_AFTER.get(act, draft.state))
        change = _DRAFTS.update().where(_DRAFTS.c.draft_id == draft.draft_id)
        connection.execute(change.values(state=state, updated_at=now, **values))
        changed = _required(connection, reader, draft.draft_id)
        event = event_of(reader, _ACTIONS[act], Subject.DRAFT, draft.draft_id, details=_details(changed))
        self._audit.append(connection, event)
        return changed


def _with_origin() -> sa.Select[Any]:
    joined = _DRAFTS.join(_ORIGINS, _ORIGINS.c.draft_id == _DRAFTS.c.draft_id)
    taken = _ORIGINS.c.document_id.label("taken_document")
    return sa.select(_DRAFTS, _ORIGINS.c.origin, taken).select_from(joined)


def _held_of(connection: Connection, origin: str, document_id: str, kind: str) -> KeptDraft | None:
    mine = _ORIGINS.c.origin == origin, _ORIGINS.c.document_id == document_id, _ORIGINS.c.kind == kind
    row = connection.execute(_with_origin().where(*mine)).one_or_none()
    return draft_of(row) if row else None


def _required(connection: Connection, reader: Reader, draft_id: str) -> KeptDraft:
    may = reader.holds(Role.OFFICER) and bool(reader.user)
    row = (
        connection.execute(sa.select(_DRAFTS).where(_DRAFTS.c.draft_id == draft_id)).one_or_none()
        if may
        else None
    )
    if row is None:
        raise NotFoundError(name=draft_id)
    return draft_of(row)


def _allowed(connection: Connection, reader: Reader, draft_id: str, version: int, act: Act) -> KeptDraft:
    """Return the draft as it is, where this may be done to this version of it. Raises NotFoundError, UsageError."""
    draft = _required(connection, reader, draft_id)
    if draft.version != version:
        raise UsageError("draft_changed", version=draft.version, seen=version)
    if draft.state not in _BEFORE[act]:
        raise UsageError("draft_state", state=str(draft.state))
    return draft


def _delete(connection: Connection, draft_ids: Collection[str]) -> None:
    for table in (_ORIGINS, _STEPS, _VERSIONS, _DRAFTS):
        connection.execute(table.delete().where(table.c.draft_id.in_(draft_ids)))


def _described(content: Content) -> dict[str, str]:
    """Return what a list tells of a draft."""
    draft = content.draft
    company = content.need.enterprise or content.filled.get(EntryName.RECIPIENT, "")
    return {
        "kind": str(draft.kind),
        "language": str(draft.language),
        "title": draft.title,
        "enterprise": " ".join(company.split())[:200],
        "publication_number": draft.publication_number,
        "document_id": draft.document_id,
    }


def _details(draft: KeptDraft) -> Details:
    return Details(mode=str(draft.kind), seen=(draft.document_id,), count=draft.version)
