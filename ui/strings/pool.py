"""The sentences of the pool: marks, grades, events, rules; of disclosures not yet filed. In Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

# fmt: off
POOL_TEXTS: Mapping[str, tuple[str, str]] = {
    "done.marked": ("已标记为感兴趣。", "Marked as interesting."),
    "done.unmarked": ("已取消标记。", "The mark is taken back."),
}
