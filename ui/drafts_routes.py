"""The pages of drafts, for officers: the queue, one draft with its review, its files. For everybody else they do not exist."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from fastapi import FastAPI
from fastapi.responses import Response
from markupsafe import Markup

from assistant.audit.types import Action
from assistant.drafting.markdown import draft_markdown
from assistant.drafting.types import DraftKind
from assistant.needs.types import Wanted
from assistant.review.changes import changes
from assistant.review.editing import Typed
from assistant.review.face import marked
from assistant.review.types import DraftState, EntryName, KeptDraft, NotHeld, OutOfDate
from knowledge.errors import NotFoundError, PatentBridgeError, UsageError
from knowledge.types import Language, Reader
from ui import drafts_html as html
from ui.account_routes import Desk, Desks, status_of
from ui.downloads import attachment
from ui.officers import for_officers
from ui.strings import say

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NOTHING = Markup()
_SHOWN = {
    "review": (DraftState.IN_REVIEW,),
    "mine": (),
    "open": (DraftState.DRAFT, DraftState.RETURNED),
    "approved": (DraftState.APPROVED,),
    "all": (),
}


def add_drafts_routes(app: FastAPI, desks: Desks) -> None:
    one = "/drafts/{draft_id}"
    for method, path, handler in (
        ("GET", "/drafts", _queue),
        ("POST", "/drafts", _write),
        ("GET", one, _page),
        ("POST", f"{one}/edit", _edit),
        ("POST", f"{one}/submit", _submit),
        ("POST", f"{one}/approve", _approve),
        ("POST", f"{one}/return", _return),
        ("POST", f"{one}/rewrite", _rewrite),
        ("POST", f"{one}/delete", _delete),
        ("GET", f"{one}/word", _word),
        ("GET", f"{one}/markdown", _markdown),
        ("GET", f"{one}/evidence", _evidence),
    ):
        desks.add(app, method, path, for_officers(handler))


def _draft_id(desk: Desk) -> str:
    return str(desk.request.path_params["draft_id"])


def _seen_version(desk: Desk) -> int:
    """Return which version a form was made for; 0, which is none, where it does not tell."""
    told = desk.filled("version")
    return int(told) if told.isdecimal() and len(told) < 6 else 0


# ── the queue ────────────────────────────────────────────────────────────────────────────────────────────


def _queue(desk: Desk, told: Markup = _NOTHING, status: int = 200) -> Response:
    reader, review = desk.account.reader, desk.services.review
    shown = desk.request.query_params.get("show", "")
    shown = shown if shown in _SHOWN else "review"
    found = review.drafts.list(reader, _SHOWN[shown], mine=shown == "mine")
    body = html.queue(
        desk.root, desk.account, found, review.names(), shown=shown, filled=desk.filled, language=desk.language, told=told + _told(desk)
    )  # fmt: skip
    return desk.page(say("drafts", desk.language), body, status)


def _write(desk: Desk) -> Response:
    """Write a draft from a form: document_id (or a patent's number), kind, language; need, or need_text and enterprise."""
    reader = desk.account.reader
    try:
        need = desk.filled("need")
        wanted = Wanted(text=desk.filled("need_text"), enterprise=desk.filled("enterprise"))
        draft = desk.services.review.write(
            reader,
            _kind(desk.filled("kind")),
            desk.services.review.patent(desk.filled("document_id")),
            _language(desk.filled("language")),
            wanted=None if need else wanted,
            need_id=need,
        )
    except PatentBridgeError as error:
        return _queue(desk, desk.problem(error), status_of(error))
    return desk.go(f"drafts/{draft.draft_id}?done=written")


def _kind(told: str) -> DraftKind:
    if told not in tuple(DraftKind):
        raise UsageError("draft_choice")
    return DraftKind(told)


def _language(told: str) -> Language:
    if told not in tuple(Language):
        raise UsageError("draft_choice")
    return Language(told)


def _told(desk: Desk) -> Markup:
    told = desk.request.query_params.get("done", "")
    return html.done(say(f"draft_done.{told}", desk.language)) if told in html.DONE else Markup()


# ── one draft ────────────────────────────────────────────────────────────────────────────────────────────


def _page(desk: Desk) -> Response:
    return _shown(desk)


def _shown(
    desk: Desk,
    told: Markup = _NOTHING,
    status: int = 200,
    *,
    typed: Typed | None = None,
    reasons: dict[str, str] | None = None,
) -> Response:
    """Show a draft; `typed` is what was not kept, `reasons` say why."""
    reader, review = desk.account.reader, desk.services.review
    draft = review.drafts.get(reader, _draft_id(desk))
    version = review.drafts.version(reader, draft.draft_id)
    approval = review.drafts.approval(reader, draft.draft_id)
    since = _since(desk, draft)
    before = review.drafts.version(reader, draft.draft_id, since).content if since else None
    review.drafts.note(reader, Action.DRAFT_SEEN, draft)
    view = html.View(
        root=desk.root,
        language=desk.language,
        draft=draft,
        content=replace(
            version.content, draft=marked(version.content.draft, draft.state, draft.version, approval)
        ),
        steps=review.drafts.steps(reader, draft.draft_id),
        names=review.names(),
        approval=approval,
        differences=() if approval else review.differences(reader, draft.draft_id),
        may_approve=review.may_approve(reader, draft),
        since=since,
        changes=changes(before, version.content) if before else (),
        typed=typed,
        reasons=reasons or {},
    )
    body = html.page(view, desk.account, told + _told(desk))
    return desk.page(draft.title, body, status)


def _since(desk: Desk, draft: KeptDraft) -> int:
    """Return the version to compare the newest one with; the one before it where none is named, 0 where there is none."""
    told = desk.request.query_params.get("since", "")
    asked = int(told) if told.isdecimal() and len(told) < 6 else draft.version - 1
    return asked if 0 < asked < draft.version else 0


def _edit(desk: Desk) -> Response:
    reader, draft_id = desk.account.reader, _draft_id(desk)
    typed = Typed(
        texts={name.removeprefix(html.SLOT): desk.filled(name) for name in desk.form if name.startswith(html.SLOT)},
        entries={name: desk.filled(f"{html.ENTRY}{name}") for name in EntryName if f"{html.ENTRY}{name}" in desk.form},
    )  # fmt: skip
    try:
        desk.services.review.edit(reader, draft_id, _seen_version(desk), typed)
    except NotHeld as error:
        return _shown(desk, desk.problem(error), status_of(error), typed=typed, reasons=error.reasons)
    except UsageError as error:
        return _shown(desk, desk.problem(error), status_of(error), typed=typed)
    return desk.go(f"drafts/{draft_id}?done=edited")


def _act(desk: Desk, done: str, act: Callable[[Reader, str, int], object]) -> Response:
    reader, draft_id = desk.account.reader, _draft_id(desk)
    try:
        act(reader, draft_id, _seen_version(desk))
    except OutOfDate as error:
        return _shown(desk, desk.problem(error), status_of(error))
    except NotFoundError:
        raise
    except PatentBridgeError as error:
        return _shown(desk, desk.problem(error), status_of(error))
    return desk.go(f"drafts/{draft_id}?done={done}")


def _submit(desk: Desk) -> Response:
    return _act(desk, "submitted", desk.services.review.drafts.submit)


def _approve(desk: Desk) -> Response:
    return _act(desk, "approved", desk.services.review.approve)


def _rewrite(desk: Desk) -> Response:
    return _act(desk, "rewritten", desk.services.review.rewrite)


def _return(desk: Desk) -> Response:
    def give_back(reader: Reader, draft_id: str, version: int) -> object:
        return desk.services.review.drafts.give_back(reader, draft_id, version, desk.filled("remark"))

    return _act(desk, "returned", give_back)


def _delete(desk: Desk) -> Response:
    reader, draft_id = desk.account.reader, _draft_id(desk)
    try:
        desk.services.review.drafts.delete(reader, draft_id, _seen_version(desk))
    except UsageError as error:
        return _shown(desk, desk.problem(error), status_of(error))
    return desk.go("drafts?show=mine&done=deleted")


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────


def _word(desk: Desk) -> Response:
    from assistant.drafting.docx_file import draft_docx  # takes a while to import

    reader = desk.account.reader
    exported = desk.services.review.exported(reader, _draft_id(desk))
    content = draft_docx(exported, made_at=datetime.now(UTC))
    return attachment(content, _name(desk, "docx"), _WORD)


def _markdown(desk: Desk) -> Response:
    exported = desk.services.review.exported(desk.account.reader, _draft_id(desk))
    return attachment(draft_markdown(exported), _name(desk, "md"), "text/markdown; charset=utf-8")


def _evidence(desk: Desk) -> Response:
    approval = desk.services.review.evidence(desk.account.reader, _draft_id(desk))
    return attachment(approval.pack, _name(desk, "evidence.json"), "application/json")


def _name(desk: Desk, ending: str) -> str:
    return f"patentbridge-draft-{_draft_id(desk)}.{ending}"
