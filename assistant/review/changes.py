"""What changed between two versions of a draft: contents in; each part that differs, its words marked, out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.replaced_words import Op, Piece, compared
from assistant.review.types import Content

_LEAST_KEPT = 2  # characters between two changes: fewer are shown as a part of them


@dataclass(frozen=True, slots=True, kw_only=True)
class PartChange:
    """A part that differs: the name of a slot or of an entry, and its words; one of them is empty where it came or went."""

    name: str
    by_hand: bool
    pieces: tuple[Piece, ...]


def changes(before: Content, now: Content) -> tuple[PartChange, ...]:
    """Return what differs, slots in the order of the newer version, then what was left out, then entries."""
    slots = _apart(_slots(before), _slots(now), by_hand=False)
    old, new = ({str(entry.name): entry.text for entry in one.entries} for one in (before, now))
    return (*slots, *_apart(old, new, by_hand=True))


def _slots(content: Content) -> Mapping[str, str]:
    return {slot.name: slot.text for slot in content.draft.slots}


def _apart(before: Mapping[str, str], now: Mapping[str, str], *, by_hand: bool) -> tuple[PartChange, ...]:
    names = dict.fromkeys((*now, *before))
    return tuple(
        PartChange(name=name, by_hand=by_hand, pieces=_pieces(before.get(name, ""), now.get(name, "")))
        for name in names
        if before.get(name) != now.get(name)
    )


def _pieces(before: str, now: str) -> tuple[Piece, ...]:
    """Return the marked words; changes that only a character or two lie between are one."""
    found: list[Piece] = []
    gone = new = ""
    pieces = compared(before, now)
    for at, piece in enumerate(pieces):
        inner = 0 < at < len(pieces) - 1
        if piece.op is Op.SAME and not (inner and len(piece.text.strip()) < _LEAST_KEPT):
            found += _changed(gone, new)
            gone = new = ""
            found.append(piece)
            continue
        gone += piece.text if piece.op is not Op.NEW else ""
        new += piece.text if piece.op is not Op.GONE else ""
    return (*found, *_changed(gone, new))


def _changed(gone: str, new: str) -> list[Piece]:
    both = ((Op.GONE, gone), (Op.NEW, new))
    return [Piece(op=op, text=text) for op, text in both if text]
