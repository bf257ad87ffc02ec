"""Names as they may be printed: a title or an owner's name in; the same without orders, addresses, markup and what is invisible, out.

A name is shown at the top of every answer and beside every quote, so it must carry nothing but a name. The text of the
document keeps it as it was written.
"""

from __future__ import annotations

import re
from dataclasses import replace

from knowledge.folding import INVISIBLE
from knowledge.instructions import is_instruction_like
from knowledge.lazy_patterns import lazy_pattern
from knowledge.protocols import ReadDocument
from knowledge.types import LicenceNotice, LocalText, Party, PatentRecord, PolicyRecord

NAMELESS = "…"
_SUSPECT = lazy_pattern(r"[<>\[\]:：/]|www\.", re.IGNORECASE)
_ADDRESS = lazy_pattern(
    r"(?:\b[a-z][a-z0-9+.-]{1,15}:)?//[^\s，。；、)）】>]+|\b(?:javascript|mailto|data|vbscript):[^\s，。；、)）】>]*|\bwww\.[^\s，。；、)）】>]+",
    re.IGNORECASE,
)
_IMAGE_OR_LINK = lazy_pattern(r"!?\[([^\]]*)\]\([^)]*\)")
_TAG = lazy_pattern(r"</?[A-Za-z!][^<>]*>")
_EMPTY = lazy_pattern(r"[(（\[【]\s*[)）\]】]")
_BREAK = lazy_pattern(r"[。.;；,，:：|(（\[【]|\s[-–—]\s")
_TO_WHOM = lazy_pattern(
    r"助手|助理|系统|模型|人工智能|用户|AI\b|assistant|system|developer|user|note|attention", re.IGNORECASE
)
_ENDS = " \t\n,，;；:：-–—|(（[【"


def plain_name(text: str) -> str:
    """Return a name without what is none: `NAMELESS` where nothing is left."""
    visible = "".join(char for char in text if char not in INVISIBLE)
    if not (_SUSPECT.search(visible) or is_instruction_like(visible)):
        return visible if visible.strip() else text
    for pattern, words in ((_IMAGE_OR_LINK, r"\1"), (_TAG, " "), (_ADDRESS, "")):
        visible = pattern.sub(words, visible)
    return _without_orders(_EMPTY.sub("", visible)).strip() or NAMELESS


def _without_orders(name: str) -> str:
    """Cut a name where an order begins, together with the words that say to whom it is given."""
    if not is_instruction_like(name):
        return name
    breaks = [match.start() for match in _BREAK.finditer(name)]
    at = max((b for b in breaks if is_instruction_like(name[b:].lstrip(_ENDS))), default=0)
    for before in reversed([b for b in breaks if b < at]):
        if not _TO_WHOM.search(name[before:at]):
            break
        at = before
    kept = name[:at].rstrip(_ENDS)
    return "" if is_instruction_like(kept) else kept


def plainly_named(read: ReadDocument) -> ReadDocument:
    """Return a document whose names, its own and those in its record, are plain."""
    return replace(read, title=plain_name(read.title), record=_record(read.record))


def _record(
    record: PatentRecord | PolicyRecord | LicenceNotice | None,
) -> PatentRecord | PolicyRecord | LicenceNotice | None:
    if isinstance(record, PatentRecord):
        return replace(record, titles=_local(record.titles), owners=tuple(map(_party, record.owners)))
    if isinstance(record, PolicyRecord):
        issuer = None if record.issuer is None else plain_name(record.issuer)
        return replace(record, title=plain_name(record.title), issuer=issuer)
    if isinstance(record, LicenceNotice):
        return replace(record, title=plain_name(record.title), licensors=tuple(map(_party, record.licensors)))
    return record


def _local(texts: tuple[LocalText, ...]) -> tuple[LocalText, ...]:
    return tuple(replace(local, text=plain_name(local.text)) for local in texts)


def _party(party: Party) -> Party:
    return replace(party, names=_local(party.names))
