"""The log of a process: lines for a person, or JSON lines for a program, each with the request that it belongs to."""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from knowledge.lazy_patterns import lazy_pattern

_WELL_FORMED = lazy_pattern(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
_request: ContextVar[str] = ContextVar("request_id", default="")
_FRAMES = 6


def set_up_logging(level: str, form: str) -> None:
    """Log to standard error from this level on; `form` is text or json."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else Lines())
    known = logging.getLevelNamesMapping()
    logging.basicConfig(level=known.get(level.upper(), logging.WARNING), handlers=[handler])


def request_id_of(told: str) -> str:
    """Return the id that a request brings along, where it is well formed; else a new one."""
    return told if _WELL_FORMED.fullmatch(told) else secrets.token_hex(8)


@contextmanager
def within_request(request_id: str) -> Iterator[None]:
    """Name a request in every line that is logged inside the block."""
    token = _request.set(request_id)
    try:
        yield
    finally:
        _request.reset(token)


def current_request() -> str:
    """Return the id of the request that this is done for; empty where there is none."""
    return _request.get()


class Lines(logging.Formatter):
    """For a person: level, place, message, and the request where there is one."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        request_id = _request.get()
        return super().formatMessage(record) + (f" request={request_id}" if request_id else "")


class JsonLines(logging.Formatter):
    """For a program: one JSON object a line. Of an exception its kind and places; its message may hold somebody's words."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": _request.get(),
            "error": _error(record),
            **getattr(record, "told", {}),
        }
        return json.dumps({name: value for name, value in told.items() if value != ""}, ensure_ascii=False)


def _error(record: logging.LogRecord) -> str:
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return ""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}"
