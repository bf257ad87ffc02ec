"""Files that officers send by program: taken at once, read into the library behind; how far that is, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, BinaryIO

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import FormData, UploadFile

from assistant.uploads.store import MOST_FILES
from assistant.uploads.types import Became, Remark, Upload
from knowledge.errors import PatentBridgeError, ReadError, UsageError
from knowledge.types import Audience, FileOutcome
from ui.api.answers import RunTold
from ui.api.desk import Desk, Loading
from ui.api.errors import RequestError, as_json
from ui.strings import word_reason

router = APIRouter()
RunId = Annotated[str, Path(pattern=r"^[\w-]{1,64}$")]
_FORM = "multipart/form-data"
_SENT = {
    "type": "object",
    "required": ["files", "audience"],
    "properties": {
        "files": {"type": "array", "items": {"type": "string", "format": "binary"}, "minItems": 1},
        "audience": {"type": "string", "enum": [str(audience) for audience in Audience]},
    },
}


@router.post(
    "/ingest",
    operation_id="ingest",
    status_code=202,
    responses={202: {"model": RunTold}},
    openapi_extra={"requestBody": {"required": True, "content": {_FORM: {"schema": _SENT}}}},
)
async def ingest(desk: Loading) -> Response:
    """Take files. Nothing is read of a request before it is known that its sender may load files."""
    sent = desk.request.headers.get("content-type", "").split(";")[0].strip().lower()
    if sent != _FORM:
        raise RequestError("body_type", 415, wanted=_FORM)
    async with desk.request.form(max_files=MOST_FILES + 1, max_fields=4) as form:
        return await desk.answer(lambda desk: _begun(desk, form), status=202)


def _begun(desk: Desk, form: FormData) -> dict[str, Any]:
    audience = form.get("audience")
    if audience not in tuple(Audience):
        raise UsageError("upload_audience_missing")
    made = desk.services.uploads.create(desk.reader, _files(form), Audience(str(audience)), start=True)
    return _told(desk, made)


def _files(form: FormData) -> Iterator[tuple[str, BinaryIO]]:
    for sent in form.getlist("files"):
        if isinstance(sent, UploadFile) and sent.filename:
            yield sent.filename, sent.file


@router.get("/ingest/{run}", operation_id="ingest_run", responses={200: {"model": RunTold}})
async def ingest_run(desk: Loading, run: RunId) -> JSONResponse:
    return await desk.answer(lambda desk: _told(desk, desk.services.uploads.get(desk.reader, run)))


def _told(desk: Desk, upload: Upload) -> dict[str, Any]:
    reached, failure = upload.reached, upload.failure
    return {
        "run": upload.upload_id,
        "state": str(upload.state),
        "audience": str(upload.audience),
        "files": [file.name for file in upload.files],
        "files_done": reached.done if reached else len(upload.became),
        "files_total": len(upload.files),
        "report": _report(desk, upload) if upload.became else None,
        "error": as_json(_error(failure), desk.language)["error"] if failure else None,
    }


def _error(failure: Remark) -> PatentBridgeError:
    return PatentBridgeError(failure.code, **failure.fields)


def _report(desk: Desk, upload: Upload) -> dict[str, Any]:
    """Return what became of the files, in the shape of `ingest --json`."""
    aside = [one for one in upload.became if one.outcome == FileOutcome.SET_ASIDE]
    return {
        **{
            str(outcome): sum(one.outcome == outcome for one in upload.became)
            for outcome in FileOutcome
            if outcome is not FileOutcome.SET_ASIDE
        },
        "set_aside": [_aside(desk, one) for one in aside],
        "records": sum(one.records for one in upload.became),
        "passages": sum(one.passages for one in upload.became),
    }


def _aside(desk: Desk, one: Became) -> dict[str, Any]:
    reason = one.reason or Remark(code=ReadError.code)
    fields = {**reason.fields, "file": one.file}
    return {
        "file": one.file,
        "reason": reason.code,
        "message": word_reason(reason.code, fields, desk.language),
    }
