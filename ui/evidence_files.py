"""An answer's evidence pack to take away, and its re-check in place: a stored turn and a visitor in, responses out."""

from __future__ import annotations

from fastapi.responses import HTMLResponse, Response

from assistant.evidence_pack import Pack, ReadPack, file_name, write_pack
from assistant.packing import pack_of
from assistant.rechecking import recheck
from assistant.stored import StoredTurn
from knowledge.errors import NotFoundError, PatentBridgeError, UsageError
from knowledge.types import Language, Reader
from ui.downloads import attachment
from ui.protocols import Services
from ui.recheck_html import recheck_html, recheck_problem_html
from ui.strings import word_error


def pack_response(turn: StoredTurn, services: Services, reader: Reader) -> Response:
    """Return the pack as a file. Raises UsageError for a turn that was kept without what a pack needs."""
    pack = _pack(turn, services, reader)
    return attachment(write_pack(pack), file_name(pack, turn.turn_id), "application/json")


def recheck_response(turn: StoredTurn, services: Services, reader: Reader, language: Language) -> Response:
    """Return what became of the turn's answer, as a fragment of the page. Raises UsageError as `pack_response` does."""
    done = recheck(
        ReadPack(pack=_pack(turn, services, reader)),
        ask=services.ask,
        catalogue=services.catalogue,
        reader=reader,
        as_of=services.today(),
        language=language,
    )
    return HTMLResponse(recheck_html(done, language), headers={"cache-control": "no-store"})


def problem_response(error: PatentBridgeError, language: Language, *, in_place: bool = False) -> Response:
    """Return why there is no pack or check, worded; what is not this visitor's looks like what does not exist.

    `in_place`: an answer that was kept without its basis is no failure there, its outcome says so.
    """
    if isinstance(error, NotFoundError):
        status = 404
    elif isinstance(error, UsageError):
        status = 200 if in_place else 409
    else:
        status = 503
    message, hint = word_error(error, language)
    return HTMLResponse(recheck_problem_html(message, hint), status, headers={"cache-control": "no-store"})


def _pack(turn: StoredTurn, services: Services, reader: Reader) -> Pack:
    return pack_of(turn.question, turn.answer, services.catalogue, reader)
