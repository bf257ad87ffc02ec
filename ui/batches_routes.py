"""Batches as pages, for officers: upload, preview, start, progress, pause, results, deletion. For nobody else are there any."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from fastapi import FastAPI
from fastapi.responses import Response, StreamingResponse
from markupsafe import Markup
from starlette.datastructures import UploadFile

from assistant.batch.batches import Batch
from assistant.batch.need_rows import read_need_rows
from assistant.batch.types import Conditions, NeedsRead, Standing
from assistant.drafting.types import DraftKind
from assistant.reading_apart import read_apart
from knowledge.errors import NotFoundError, PatentBridgeError, ReadError, UsageError
from knowledge.types import ANYONE, Language, Reader
from ui import batches_html as html
from ui.account_routes import Desk, Desks, status_of
from ui.batch_needs_html import told_of
from ui.batch_needs_pages import need_page, needs_list, stays, taken_of
from ui.downloads import attachment
from ui.officers import for_officers
from ui.strings import say, word_error

_MOST_BYTES = 3_500_000
_MOST_LISTED = 20
_REFRESH_S = 5
_BLOCK = 1 << 20
_NOTHING = Markup()
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def add_batches_routes(app: FastAPI, desks: Desks) -> None:
    one = "/batches/{batch_id}"
    for method, path, handler in (
        ("GET", "/batches", _listed),
        ("POST", "/batches", _upload),
        ("GET", one, _shown),
        ("POST", f"{one}/start", _start),
        ("POST", f"{one}/pause", _pause),
        ("POST", f"{one}/go-on", _go_on),
        ("POST", f"{one}/delete", _delete),
        ("POST", f"{one}/drafts", _take),
        ("GET", f"{one}/needs/{{number}}", need_page),
        ("GET", f"{one}/overview", _overview),
        ("GET", f"{one}/zip", _zip),
        ("GET", f"{one}/draft/{{name}}", _draft),
    ):
        desks.add(app, method, path, for_officers(handler))


def _reader(desk: Desk) -> Reader:
    return desk.account.reader


def _id(desk: Desk) -> str:
    return str(desk.request.path_params["batch_id"])


# ── all batches ──────────────────────────────────────────────────────────────────────────────────────────


def _listed(desk: Desk, error: PatentBridgeError | None = None) -> Response:
    language = desk.language
    body = (
        desk.ways()
        + Markup("<h1>{}</h1>").format(say("batches", language))
        + (desk.problem(error) if error else desk.done())
        + Markup('<p class="pb-section-note">{}</p>').format(say("batches_note", language))
        + html.upload_form(desk.root, language, f"{_MOST_BYTES / 1e6:.1f} MB")
        + html.listed(desk.root, desk.services.batches.all(_reader(desk)), language)
    )
    return desk.page(say("batches", language), body, status_of(error) if error else 200)


def _upload(desk: Desk) -> Response:
    """Read a file and keep what was read; it is looked at before it is started."""
    sent = desk.form.get("file")
    try:
        if not isinstance(sent, UploadFile) or not sent.filename:
            raise UsageError("need_upload_missing")
        content = sent.file.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            raise UsageError("need_upload_large", most=f"{_MOST_BYTES / 1e6:.1f} MB")
        name = PurePosixPath(sent.filename.replace("\\", "/")).name
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"needs{PurePosixPath(name).suffix.lower()}"
            path.write_bytes(content)
            read = read_apart(_read, path, name)
        batch = desk.services.batches.create(_reader(desk), name, read)
    except (UsageError, ReadError) as error:
        return _listed(desk, error)
    return desk.go(f"batches/{batch.batch_id}")


def _read(path: Path, name: str) -> NeedsRead:
    return read_need_rows(path, name=name)


# ── one batch ────────────────────────────────────────────────────────────────────────────────────────────


def _shown(desk: Desk, error: PatentBridgeError | None = None, told: Markup = _NOTHING) -> Response:
    language, batches = desk.language, desk.services.batches
    batch = batches.get(_reader(desk), _id(desk))
    parts = [
        desk.ways(),
        Markup('<p class="pb-back"><a href="{}/batches">{}</a></p>').format(desk.root, say("batches", language)),
        Markup("<h1>{}</h1>").format(batch.name),
        desk.problem(error) if error else told or desk.done(),
    ]  # fmt: skip
    refresh_s = _REFRESH_S if batch.is_under_way and not stays(desk) else 0
    if batch.conditions is not None:
        parts.append(html.standing(desk.root, batch, language, refresh_s=refresh_s))
        parts.append(html.results(desk.root, batch, language))
        parts.append(needs_list(desk, batch, batch.conditions))
    if not batch.is_under_way:
        parts.append(html.start(desk.root, batch, desk.services.weights.current(), language))
        parts.append(html.preview(batches.read(_reader(desk), batch.batch_id), language))
    parts.append(html.delete(desk.root, batch, language))
    page = desk.page(batch.name, Markup("").join(parts), status_of(error) if error else 200)
    if refresh_s:
        page.headers["refresh"] = str(refresh_s)
    return page


def _take(desk: Desk) -> Response:
    """Take drafts on chosen matches into review and tell what became of each."""
    batch = desk.services.batches.get(_reader(desk), _id(desk))
    try:
        taken = taken_of(desk, batch)
    except UsageError as error:
        return _shown(desk, error)
    return _shown(desk, told=told_of(desk.root, taken, desk.language))


def _start(desk: Desk) -> Response:
    try:
        conditions = _conditions(desk)
        desk.services.batches.start(_reader(desk), _id(desk), conditions)
    except UsageError as error:
        return _shown(desk, error)
    return desk.go(f"batches/{_id(desk)}?done=batch_started")


def _conditions(desk: Desk) -> Conditions:
    """Return what the form asks for, with the office's present weights, as of today. Raises UsageError(batch_conditions)."""
    k, drafts, language = desk.filled("k"), desk.filled("drafts"), desk.filled("lang")
    known = drafts in (*DraftKind, "none") and language in (*Language, "need")
    if not known or not k.isdecimal() or len(k) > 3 or not 1 <= int(k) <= _MOST_LISTED:
        raise UsageError("batch_conditions", most=_MOST_LISTED)
    return Conditions(
        as_of=desk.services.today(),
        k=int(k),
        language=None if language == "need" else Language(language),
        drafts=None if drafts == "none" else DraftKind(drafts),
        weights=desk.services.weights.current(),
    )


def _act(desk: Desk, act: Callable[[Reader, str], None], done: str) -> Response:
    try:
        act(_reader(desk), _id(desk))
    except UsageError as error:
        return _shown(desk, error)
    return desk.go(f"batches/{_id(desk)}?done={done}")


def _pause(desk: Desk) -> Response:
    return _act(desk, desk.services.batches.pause, "batch_paused")


def _go_on(desk: Desk) -> Response:
    return _act(desk, desk.services.batches.go_on, "batch_started")


def _delete(desk: Desk) -> Response:
    desk.services.batches.delete(_reader(desk), _id(desk))
    return desk.go("batches?done=batch_deleted")


# ── results ──────────────────────────────────────────────────────────────────────────────────────────────


def _overview(desk: Desk) -> Response:
    batch = desk.services.batches.get(_reader(desk), _id(desk))
    content = _workbook(desk, batch, f"{_site(desk)}/batches/{batch.batch_id}/draft/")
    desk.services.batches.note_taken(_reader(desk), batch.batch_id)
    return attachment(content, f"{_name(batch)}-overview.xlsx", _SHEET)


def _workbook(desk: Desk, batch: Batch, drafts_folder: str) -> bytes:
    from assistant.batch.overview import About, overview

    if batch.conditions is None or batch.begun_at is None:
        raise NotFoundError(name=batch.batch_id)
    services, language = desk.services, batch.conditions.language or desk.language
    about = About(
        file=batch.name,
        read=services.batches.read(_reader(desk), batch.batch_id),
        conditions=batch.conditions,
        library=services.library_state(),
        counts=services.library_counts(ANYONE),
        begun=batch.begun_at,
        standing=Standing(
            total=batch.total, done=batch.done, kept=0, failed=batch.failed, elapsed_s=batch.elapsed_s
        ),
        site=_site(desk),
        drafts_folder=drafts_folder,
    )

    def word(code: str, fields: Mapping[str, Any]) -> str:
        return word_error(PatentBridgeError(code, **fields), language)[0]

    return overview(services.batches.store(_reader(desk), batch.batch_id).results, about, language, word)


def _zip(desk: Desk) -> Response:
    """Give the overview with all drafts beside it; written to a file first, so that memory stays bounded."""
    batch = desk.services.batches.get(_reader(desk), _id(desk))
    content = _workbook(desk, batch, "drafts/")
    store = desk.services.batches.store(_reader(desk), batch.batch_id)
    written = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it was sent
    with ZipFile(written, "w", ZIP_DEFLATED) as packed:
        packed.writestr("overview.xlsx", content)
        for draft in store.drafts():
            packed.writestr(f"drafts/{draft.name}", draft.content)
    written.seek(0)
    desk.services.batches.note_taken(_reader(desk), batch.batch_id)
    headers = {
        "cache-control": "no-store",
        "content-disposition": f'attachment; filename="{_name(batch)}.zip"',
        "x-content-type-options": "nosniff",
    }
    return StreamingResponse(_sent(written), media_type="application/zip", headers=headers)


def _sent(written: IO[bytes]) -> Iterator[bytes]:
    with written:
        while block := written.read(_BLOCK):
            yield block


def _draft(desk: Desk) -> Response:
    store = desk.services.batches.store(_reader(desk), _id(desk))
    draft = store.draft(str(desk.request.path_params["name"]))
    if draft is None:
        raise NotFoundError(name="draft")
    desk.services.batches.note_taken(_reader(desk), _id(desk))
    return attachment(draft.content, draft.name, _WORD)


def _name(batch: Batch) -> str:
    return f"batch-{batch.batch_id}"


def _site(desk: Desk) -> str:
    """Return the address of the app as whoever asks sees it."""
    return str(desk.request.base_url).rstrip("/")
