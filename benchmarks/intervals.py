"""Shares with their intervals, as the measurements print them."""

from __future__ import annotations

import math

_Z = 1.96  # 95 %


def share(hits: int, of: int) -> dict[str, float | int | list[float]]:
    """Return a share with its count and its 95 % interval (Wilson, 1927); a share of nothing is 0 between 0 and 1."""
    if not of:
        return {"share": 0.0, "of": 0, "interval": [0.0, 1.0]}
    p, square = hits / of, _Z * _Z
    middle = (p + square / (2 * of)) / (1 + square / of)
    reach = _Z * math.sqrt(p * (1 - p) / of + square / (4 * of * of)) / (1 + square / of)
    return {
        "share": round(p, 3),
        "of": of,
        "interval": [round(middle - reach, 3), round(middle + reach, 3)],
    }
