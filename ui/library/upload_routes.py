"""The pages of files that come in: for transfer officers; nobody else's file is even read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import BinaryIO

from fastapi import FastAPI
from fastapi.responses import Response
from markupsafe import Markup
from starlette.datastructures import UploadFile

from assistant.reading_apart import read_apart
from assistant.uploads.looking import map_columns
from assistant.uploads.store import ENDINGS, MOST_BYTES, MOST_FILES
from assistant.uploads.types import SeenTable, Upload
from knowledge.errors import NotFoundError, PatentBridgeError, ReadError, UsageError
from knowledge.readers.tables.table_headers import FIELDS
from knowledge.types import Audience, DocumentHead, Reader, Role
from ui.account_routes import Desk, Desks, status_of
from ui.library import upload_html as html
from ui.library.paths import page_of
from ui.officers import for_officers
from ui.strings import say

_REFRESH_S = 3
_DOCUMENTS_SHOWN = 10


def add_upload_routes(app: FastAPI, desks: Desks) -> None:
    one = "/library/upload/{upload_id}"
    for method, path, handler in (
        ("GET", "/library/upload", _listed),
        ("POST", "/library/upload", _send),
        ("POST", "/library/upload-retry", _retry_all),
        ("GET", one, _shown),
        ("POST", f"{one}/start", _start),
        ("POST", f"{one}/columns", _map),
        ("POST", f"{one}/delete", _delete),
    ):
        desks.add(app, method, path, for_officers(handler), reads_for=Role.OFFICER)


def _reader(desk: Desk) -> Reader:
    return desk.account.reader


def _id(desk: Desk) -> str:
    return str(desk.request.path_params["upload_id"])


def _listed(desk: Desk, error: PatentBridgeError | None = None) -> Response:
    language, reader, services = desk.language, _reader(desk), desk.services
    body = (
        _heading(desk, say("library_upload", language))
        + (desk.problem(error) if error else desk.done())
        + html.upload_form(desk.root, ENDINGS, f"{MOST_BYTES / 1e6:.0f} MB", MOST_FILES, language)
        + html.set_aside(services.uploads.set_aside(reader), desk.root, language)
        + html.uploads_list(services.uploads.all(reader), desk.root, language)
    )
    return page_of(desk, say("library_upload", language), body, status_of(error) if error else 200)


def _heading(desk: Desk, title: str, path: str = "library", back: str = "record_back") -> Markup:
    return Markup('<p class="pb-back"><a href="{}/{}">{}</a></p><h1>{}</h1>').format(
        desk.root, path, say(back, desk.language), title
    )


def _send(desk: Desk) -> Response:
    """Keep the files of a form; they are looked at behind."""
    audience = desk.filled("audience")
    try:
        if audience not in tuple(Audience):
            raise UsageError("upload_audience_missing")
        made = desk.services.uploads.create(_reader(desk), _files(desk), Audience(audience))
    except UsageError as error:
        return _listed(desk, error)
    return desk.go(f"library/upload/{made.upload_id}")


def _files(desk: Desk) -> Iterator[tuple[str, BinaryIO]]:
    for sent in desk.form.getlist("files"):
        if isinstance(sent, UploadFile) and sent.filename:
            yield sent.filename, sent.file


def _retry_all(desk: Desk) -> Response:
    try:
        made = desk.services.uploads.retry_all(_reader(desk))
    except UsageError as error:
        return _listed(desk, error)
    return desk.go(f"library/upload/{made.upload_id}")


# ── one upload ───────────────────────────────────────────────────────────────────────────────────────────


def _shown(desk: Desk, error: PatentBridgeError | None = None) -> Response:
    upload = desk.services.uploads.get(_reader(desk), _id(desk))
    title = html.title_of(upload, desk.language)
    body = (
        _heading(desk, title, "library/upload", "upload_back")
        + (desk.problem(error) if error else desk.done())
        + html.upload_html(upload, _held(desk, upload), desk.root, desk.language)
    )
    response = page_of(desk, title, body, status_of(error) if error else 200)
    if upload.is_under_way:
        response.headers["refresh"] = str(_REFRESH_S)
    return response


def _held(desk: Desk, upload: Upload) -> Mapping[str, Sequence[DocumentHead]]:
    """Return what of each file answers now, the first of them where they are many."""
    if not upload.became:
        return {}
    reader, catalogue = _reader(desk), desk.services.catalogue
    found = desk.services.uploads.documents(reader, upload)
    return {name: catalogue.heads(reader, ids=ids[:_DOCUMENTS_SHOWN]) for name, ids in found.items()}


def _start(desk: Desk) -> Response:
    try:
        desk.services.uploads.start(_reader(desk), _id(desk))
    except UsageError as error:
        return _shown(desk, error)
    return desk.go(f"library/upload/{_id(desk)}")


def _map(desk: Desk) -> Response:
    """Take the corrected columns of a table, and look at the file anew."""
    uploads, reader = desk.services.uploads, _reader(desk)
    upload = uploads.get(reader, _id(desk))
    number = desk.filled("file")
    if upload.became or not number.isdecimal() or len(number) > 3 or int(number) >= len(upload.looked):
        raise NotFoundError(name="file")
    path = uploads.paths(upload)[int(number)]
    try:
        if upload.is_under_way:
            raise UsageError("upload_under_way")
        chosen = "\n".join(_chosen(desk, upload.looked[int(number)].tables))
        read_apart(partial(map_columns, chosen), path, path.name)
        uploads.look_again(reader, upload.upload_id)
    except (UsageError, ReadError) as error:
        return _shown(desk, error)
    return desk.go(f"library/upload/{upload.upload_id}")


def _chosen(desk: Desk, tables: Sequence[SeenTable]) -> Iterator[str]:
    for place, table in enumerate(tables):
        for position, column in enumerate(table.columns):
            field = desk.filled(f"c{place}_{position}") or column.field
            if field not in (*FIELDS, "?", "-"):
                raise UsageError("column_field_unknown", field=field[:40])
            yield f"{place}\t{' '.join(column.name.split())}\t{field}"


def _delete(desk: Desk) -> Response:
    try:
        desk.services.uploads.delete(_reader(desk), _id(desk))
    except UsageError as error:
        return _shown(desk, error)
    return desk.go("library/upload?done=upload_deleted")
