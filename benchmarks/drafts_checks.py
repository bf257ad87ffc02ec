"""What a draft says that nothing backs: a draft and the public texts under it in; the values and names that stand in none of them out.

Written apart from what the product verifies with, so that a mistake there does not hide here: runs of digits, figures in
words, patent numbers and names of bodies are compared as text, slot by slot.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from assistant.drafting.types import OfficeDraft, Slot

_DATE = re.compile(r"(?<!\d)(\d{4})(?:-|年)(\d{1,2})(?:-|月)(\d{1,2})日?(?!\d)")
_PATENT = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{6,}(?:\.[\dX]|[A-Z]\d?)?(?!\d)")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_HAN_FIGURE = re.compile(
    r"[零〇一二两三四五六七八九十百千万亿]{2,}|[二两三四五六七八九十](?=[倍成折次年月天元项])"
)
_WORD_FIGURE = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|double|twice|half)\b",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{2,8}?(?P<kind>有限公司|股份公司|公司|大学|学院|研究院|研究所|银行|集团)"
    r"|\b[A-Z][\w-]+(?: [A-Z][\w-]+)* (?:University|Institute|Ltd|Inc|GmbH|LLC|Corporation|College|Bank)\b|\bUniversity of [A-Z]\w+"
)
_SAID_TO = re.compile("贵公司|本公司|我公司|我司")
_OWN = re.compile(r"^\d+\. ")  # a requirement's number
_ELLIPSIS = re.compile(r"…+|\.\.\.+")


@dataclass(frozen=True, slots=True)
class Loose:
    """Something in a slot that nothing behind the slot holds."""

    slot: str
    kind: str  # number, date, patent, figure, party
    text: str


def loose_in(
    draft: OfficeDraft, need: str, text_of: Callable[[str], str], *, worded_only: bool = False
) -> tuple[Loose, ...]:
    """Return what stands in the slots and in none of: the passages they cite, the fields they name, the need, the day.

    `text_of` gives the public text of a document by its id. What a model worded is held against the cited passages alone.
    """
    fields = dict(draft.fields)
    found: list[Loose] = []
    for slot in draft.slots:
        if worded_only and not slot.worded:
            continue
        marks = set(draft.markers_of(slot))
        cited = [c for c in draft.citations if c.marker in marks]
        held = [
            v
            for name in slot.fields
            for v in fields.get(name, ())
            if not (slot.worded and name.startswith("need."))
        ]
        held += [part for c in cited for part in (text_of(c.document_id), c.label, c.title)]
        held += [] if slot.worded else [need, draft.as_of.isoformat()]
        found += _loose(slot, "\n".join(held), need)
    return tuple(found)


def _loose(slot: Slot, held: str, need: str) -> Iterator[Loose]:
    text = _flat(slot.text)
    if slot.worded:  # the enterprise's own words, given as such
        text = re.sub(r"“([^“”]*)”", lambda m: "" if m[1].strip("。.") in need else m[0], text)
    behind = _flat(held)
    names = re.sub(r"\s+", "", behind)
    for kind, pieces, inside in (
        ("date", _dates(text), _dates(behind)),
        ("patent", set(_PATENT.findall(text)), set(_PATENT.findall(behind))),
        ("number", _numbers(_DATE.sub(" ", _PATENT.sub(" ", _OWN.sub("", text)))), _numbers(behind)),
    ):
        yield from (Loose(slot.name, kind, piece) for piece in sorted(pieces - inside))
    for figure in (*_HAN_FIGURE.findall(text), *_WORD_FIGURE.findall(text)):
        if figure.lower() not in behind.lower() and slot.worded:
            yield Loose(slot.name, "figure", figure)
    if slot.worded:
        for body in _BODY.finditer(_SAID_TO.sub(" ", text)):
            if not _is_named(body[0], body["kind"] or "", names):
                yield Loose(slot.name, "party", body[0])


def _is_named(body: str, kind: str, names: str) -> bool:
    """Say whether a body is named: in Chinese by the two signs before what it is, for verbs may stand before those."""
    own = body[-len(kind) - 2 :] if kind else re.sub(r"\s+", "", body)
    return own in names


def _dates(text: str) -> set[str]:
    return {f"{y}-{int(m):02d}-{int(d):02d}" for y, m, d in _DATE.findall(text)}


def _numbers(text: str) -> set[str]:
    found = set()
    for run in _DIGITS.findall(text):
        plain = run.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", run) else run
        found |= {piece.lstrip("0").rstrip(".") or "0" for piece in re.split(r"[,]", plain)}
    return {piece.rstrip("0").rstrip(".") if "." in piece else piece for piece in found}


def _flat(text: str) -> str:
    return unicodedata.normalize("NFKC", _ELLIPSIS.sub(" ", text))


def holds_any(draft: OfficeDraft, pieces: Iterable[str]) -> tuple[str, ...]:
    """Return which of some pieces of text stand anywhere in a draft, its citations included."""
    whole = "\n".join((*(slot.text for slot in draft.slots), *(c.quote for c in draft.citations)))
    return tuple(piece for piece in pieces if piece.lower() in whole.lower())
