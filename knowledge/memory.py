"""Memory that is free inside the process is given back to the system, where the C library lets us."""

from __future__ import annotations

import ctypes
from functools import lru_cache
from typing import Any


def give_back() -> None:
    """Hand free memory back. The indexes' writers leave it scattered, and a long ingest would seem to grow by it."""
    trim = _trim()
    if trim is not None:
        trim(0)


@lru_cache(maxsize=1)
def _trim() -> Any:
    """Return glibc's malloc_trim, None with another C library."""
    try:
        return getattr(ctypes.CDLL(None), "malloc_trim", None)
    except (OSError, TypeError):
        return None
