"""Passwords: a text in; an Argon2id hash out, and whether a text is the one behind a hash.

Parameters are those that RFC 9106 gives for machines of little memory (64 MiB, 3 passes), the library's own default.
"""

from __future__ import annotations

import secrets
import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from knowledge.errors import UsageError

SHORTEST = 10
LONGEST = 256
_ONE_TIME_BYTES = 12
_AT_ONCE = threading.BoundedSemaphore(2)  # each takes 64 MiB and a processor
_hasher = PasswordHasher()


def hash_of(password: str, *, name: str = "") -> str:
    """Return a hash to keep. Raises UsageError(password_short, password_long, password_is_name, password_simple)."""
    text = _normal(password)
    _check(text, name)
    with _AT_ONCE:
        return _hasher.hash(text)


def one_time() -> str:
    """Return a password for a first sign-in, to be changed then."""
    return secrets.token_urlsafe(_ONE_TIME_BYTES)


def is_behind(password: str, kept: str | None) -> bool:
    """Say whether a password is the one behind a hash; None (there is no such account) takes as long as a wrong one."""
    text = _normal(password[: 4 * LONGEST])[:LONGEST]
    with _AT_ONCE:
        try:
            return _hasher.verify(kept or _nobodys(), text) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Say whether a hash was made with other parameters than new ones are."""
    return _hasher.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    return _hasher.hash(secrets.token_urlsafe(24))


def _normal(password: str) -> str:
    """Return the form that all keyboards agree on (RFC 8265): composed, and wide digits stay what they are."""
    return unicodedata.normalize("NFC", password)


def _check(text: str, name: str) -> None:
    if len(text) < SHORTEST:
        raise UsageError("password_short", shortest=SHORTEST)
    if len(text) > LONGEST:
        raise UsageError("password_long", longest=LONGEST)
    if name and text.casefold() == name.casefold():
        raise UsageError("password_is_name")
    if len(set(text)) < 4:
        raise UsageError("password_simple")
