"""How many processes work on answers: what was set, else what the machine bears."""

from __future__ import annotations

import os
from pathlib import Path

_ENOUGH_BYTES = 4 << 30  # a process takes a good part of one; the system and the database want some too
_LIMIT = Path("/sys/fs/cgroup/memory.max")


def processes_beside(told: int | None, *, waits: bool, private: bool) -> int:
    """Return how many processes shall prepare answers beside the one that serves.

    `told` is what was set for all together. None where searching waits for services, which takes no processor. Unless it is
    told, one, for a page that others can reach, on a machine with two processors and enough memory.
    """
    if waits:
        return 0
    if told is not None:
        return told - 1
    return int(not private and (os.cpu_count() or 1) > 1 and _memory_bytes() >= _ENOUGH_BYTES)


def _memory_bytes() -> int:
    """Return the memory that this process may have."""
    held = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        return min(held, int(_LIMIT.read_text()))
    except (OSError, ValueError):  # no container, or one without a limit
        return held
