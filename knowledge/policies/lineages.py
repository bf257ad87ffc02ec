"""What all versions of an instrument share, and an id for a version that brings none."""

from __future__ import annotations

import hashlib
import re
from datetime import date

from knowledge.folding import folded

_VERSION_NOTE = re.compile(
    r"[（(\[〔【][^（()）\[\]〔〕【】]*(?:\d{4}|[二一][〇零○一二三四五六七八九]{3}年|修正|修订|修改|版|试行|暂行|AMEND|REVIS|VERSION|TRIAL|摘要|DIGEST)[^（()）\[\]〔〕【】]*[)）\]〕】]"
)
_NOT_WORD = re.compile(r"[^0-9A-Z\u3400-\u9fff\U00020000-\U0003ffff]+")


def lineage_of(title: str) -> str:
    """Return what all versions of an instrument share: its title without version notes, punctuation and 中华人民共和国."""
    flat = _VERSION_NOTE.sub("", folded(title))
    flat = _NOT_WORD.sub("", flat)
    short = re.sub(r"^(?:中华人民共和国)(?=.{2})", "", flat)
    short = re.sub(r"^(?:THE)?(.{3,}?)OFTHEPEOPLESREPUBLICOFCHINA", r"\1", short)
    return (short or flat)[:80]


def policy_id_of(lineage: str, dated: date | None, text: str) -> str:
    """Return an id for a version that brings none: its lineage and date, or its lineage and text where undated."""
    if dated is not None:
        return f"{lineage}@{dated.isoformat()}"
    return f"{lineage}@{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
