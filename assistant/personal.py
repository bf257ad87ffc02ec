"""Everything that is held about an account: its id in; one archive of it all out, or nothing left of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy.engine import Connection, Engine

from assistant.accounts.accounts import SqlAccounts
from assistant.accounts.sessions import SqlSessions
from assistant.accounts.tokens import SqlTokens
from assistant.audit.log import SqlAudit
from assistant.audit.types import Action, Subject, event_of
from assistant.audit.written import json_lines
from assistant.batch.batches import SqlBatches
from assistant.history import SqlHistory
from assistant.insights import SqlInsights
from assistant.kept import kept_to_json
from assistant.needs.needs import SqlNeeds
from assistant.opinions import SqlOpinions
from assistant.phrases import phrases
from assistant.pool.pool import Pool
from assistant.register.register import Register
from assistant.review.drafts import SqlDrafts
from assistant.stored import StoredTurn
from assistant.uploads.store import SqlUploads
from assistant.withholding import readable
from knowledge.catalogue.engine import empty_log, overwrite_deleted
from knowledge.protocols import Catalogue
from knowledge.types import Reader


class PersonalRecords:
    """What the stores hold about one account, taken together."""

    def __init__(
        self,
        engine: Engine,
        catalogue: Catalogue,
        *,
        accounts: SqlAccounts,
        sessions: SqlSessions,
        tokens: SqlTokens,
        history: SqlHistory,
        opinions: SqlOpinions,
        needs: SqlNeeds,
        insights: SqlInsights,
        batches: SqlBatches,
        uploads: SqlUploads,
        pool: Pool,
        register: Register,
        drafts: SqlDrafts,
        audit: SqlAudit,
    ) -> None:
        self._engine = engine
        self._catalogue = catalogue
        self._accounts = accounts
        self._sessions = sessions
        self._tokens = tokens
        self._history = history
        self._opinions = opinions
        self._needs = needs
        self._insights = insights
        self._batches = batches
        self._uploads = uploads
        self._pool = pool
        self._register = register
        self._drafts = drafts
        self._audit = audit

    def export_of(self, account_id: str, by: Reader) -> bytes:
        """Return a ZIP archive of JSON files, without any secret. Raises NotFoundError.

        Answers are in it as far as the account may read them now. That it was exported is written into the audit first.
        """
        account = self._accounts.get(account_id)
        reader = account.reader
        self._audit.write(event_of(by, Action.EXPORTED, Subject.ACCOUNT, account_id))
        files: dict[str, str] = {
            "account.json": _json(account),
            "conversations.json": _json(list(self._conversations(reader))),
            "needs.json": _json(self._needs.own(reader)),
            "sessions.json": _json(
                [{"session_id": s.session_id, "created_at": s.created_at, "seen_at": s.seen_at} for s in self._sessions.of(account_id)]
            ),
            "tokens.json": _json(self._tokens.of(account_id)),
            "topics.json": _json(
                [{"day": day, "kind": topic.kind, "topic": topic.key} for day, topic in self._insights.of(account_id)]
            ),
            "topics-without-answer.json": _json(
                [{"day": day, "kind": topic.kind, "topic": topic.key} for day, topic in self._insights.of(account_id, without_answer=True)]
            ),
            "marks.json": _json(self._pool.marks.held_of(account_id)),
            "licences.json": _json(self._register.licences.acts_of(account_id)),
            "drafts.json": _json(
                [{"draft_id": draft_id, "step": step} for draft_id, step in self._drafts.of(account_id)]
            ),
            "batches.json": _json(list(self._batches.of(account_id))),
            "uploads.json": _json(list(self._uploads.of(account_id))),
            "audit.jsonl": "".join(json_lines(self._audit.about(account_id))),
        }  # fmt: skip
        archive = BytesIO()
        with ZipFile(archive, "w", ZIP_DEFLATED) as packed:
            for name, text in files.items():
                packed.writestr(name, text)
        return archive.getvalue()

    def forget(self, account_id: str, by: Reader) -> None:
        """Delete the account and all it owns in one transaction. The audit's lines stay: they hold its id alone.

        Raises NotFoundError, UsageError(last_admin).
        """

        def beside(connection: Connection) -> None:
            overwrite_deleted(connection)
            for delete_all in self._of_owners():
                delete_all(connection, account_id)
            self._audit.append(connection, event_of(by, Action.ACCOUNT_DELETED, Subject.ACCOUNT, account_id))

        self._accounts.delete(account_id, beside=beside)
        empty_log(self._engine)

    def _of_owners(self) -> Iterable[Callable[[Connection, str], None]]:
        return (
            self._history.delete_all,
            self._needs.delete_all,
            self._insights.delete_all,
            self._pool.marks.delete_all,
            self._drafts.delete_all,
            self._batches.forget,
            self._uploads.forget,
        )

    def _conversations(self, reader: Reader) -> Iterable[dict[str, Any]]:
        opinions = self._opinions.of_owner(reader.user)
        for summary in self._history.list(reader.user):
            turns = self._history.turns(summary.conversation_id, reader.user)
            yield {
                "conversation_id": summary.conversation_id,
                "title": summary.title,
                "updated_at": summary.updated_at,
                "turns": [
                    self._turn(turn, reader) | {"opinion": opinions.get(turn.turn_id)} for turn in turns
                ],
            }

    def _turn(self, turn: StoredTurn, reader: Reader) -> dict[str, Any]:
        notice = phrases(turn.answer.language).say("pack.withheld")
        shown = readable(turn, self._catalogue, reader, notice)
        return {
            "turn_id": turn.turn_id,
            "asked_at": turn.created_at,
            "question": turn.question,
            "replaced_by": turn.replaced_by,
            "answer": kept_to_json(shown.answer),
        }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    return value.isoformat() if isinstance(value, date) else str(value)
