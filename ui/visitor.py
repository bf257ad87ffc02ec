"""Visitors without an account: a cookie in, a reader out who reads what an SME reads; and the language of the page."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping

from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language, Reader, Role

VISITOR_COOKIE = "pb_visitor"
LANGUAGE_COOKIE = "pb_lang"
COOKIE_MAX_AGE_S = 365 * 24 * 3600

_VISITOR_ID = lazy_pattern(r"[A-Za-z0-9_-]{43}")


def new_visitor_id() -> str:
    """Return a fresh secret of 256 bits: whoever holds it sees that visitor's conversations."""
    return secrets.token_urlsafe(32)


def reader_of(cookies: Mapping[str, str]) -> Reader | None:
    """Return the visitor as a reader, None where there is no well-formed cookie.

    The user is a hash of the secret, so that neither a log nor the database holds what opens a conversation.
    """
    visitor_id = cookies.get(VISITOR_COOKIE, "")
    if not _VISITOR_ID.fullmatch(visitor_id):
        return None
    digest = hashlib.sha256(visitor_id.encode()).hexdigest()
    return Reader(user=f"visitor-{digest[:40]}", role=Role.SME)


def language_of(cookies: Mapping[str, str], accept_language: str = "") -> Language:
    """Return the language chosen on the page, else the first one the browser asks for that we speak, else Chinese."""
    chosen = cookies.get(LANGUAGE_COOKIE, "")
    if chosen in tuple(Language):
        return Language(chosen)
    for wanted in accept_language.lower().split(","):
        tag = wanted.split(";")[0].strip()[:2]
        if tag in tuple(Language):
            return Language(tag)
    return Language.ZH
