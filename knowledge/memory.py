"""Memory of the process, as far as the C library lets us have a say: what is free is given back, heaps are few."""

from __future__ import annotations

import ctypes
from functools import lru_cache
from typing import Any

_M_ARENA_MAX = -8  # malloc.h of glibc
_FEW = 2


def give_back() -> None:
    """Hand free memory back. The indexes' writers leave it scattered, and a long ingest would seem to grow by it."""
    trim = _of_c("malloc_trim")
    if trim is not None:
        trim(0)


def share_heaps() -> None:
    """Let all threads share a few heaps.

    Otherwise there are up to eight for each processor, and each keeps what its fullest moment took: over 2,000 questions
    that was twice of what is in use, and still growing.
    """
    tell = _of_c("mallopt")
    if tell is not None:
        tell(_M_ARENA_MAX, _FEW)


@lru_cache
def _of_c(name: str) -> Any:
    """Return a function of glibc, None with another C library."""
    try:
        return getattr(ctypes.CDLL(None), name, None)
    except (OSError, TypeError):
        return None
