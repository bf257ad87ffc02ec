"""What a person cannot see in a document is left out and counted: characters without width, and how markup hides text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from knowledge.folding import INVISIBLE, strip_invisible
from knowledge.lazy_patterns import lazy_pattern
from knowledge.readers.blocks import Block
from knowledge.types import NoteKind, ReadingNote

_TAGS = "\U000e0000-\U000e007f"
_STRAYS = frozenset("\u200b\u200c\u200d\u2060")
_MOST_STRAYS = 4
_REPORTED = lazy_pattern(f"[\u200b-\u200d\u2060-\u2064\u202a-\u202e\u2066-\u2069{_TAGS}]+")
_TAG_CHARACTERS = lazy_pattern(f"[{_TAGS}]+")
_ANY = lazy_pattern(f"[{_TAGS}{''.join(sorted(INVISIBLE))}]")


class Hiding(StrEnum):
    """How a text was kept from a reader's eye."""

    NOT_DISPLAYED = (
        "not_displayed"  # display: none, visibility: hidden, the hidden attribute, Word's "hidden"
    )
    TINY = "tiny"  # 1 px, 2 pt or less
    COLOUR = "colour"  # white on white, or transparent
    OFF_SCREEN = "off_screen"  # moved out of the page, cut to nothing
    CHARACTERS = "characters"  # no width, or turning the direction of reading


@dataclass(slots=True)
class Hidden:
    """Stretches of text that were left out, by the way they were hidden."""

    stretches: Counter[Hiding] = field(default_factory=Counter)
    letters: int = 0
    strays: int = 0  # single joiners, which editors leave in texts: they count where there are many

    def add(self, how: Hiding, text: str) -> None:
        if text in _STRAYS:
            self.strays += 1
            return
        self.stretches[how] += 1
        self.letters += len(re.sub(r"\s", "", text))

    def notes(self) -> tuple[ReadingNote, ...]:
        """Return the remark for the report; none where nothing was hidden."""
        strays = self.strays if self.strays > _MOST_STRAYS else 0
        ways = {*self.stretches, *((Hiding.CHARACTERS,) if strays else ())}
        if not ways:
            return ()
        how = ", ".join(sorted(ways))
        count = sum(self.stretches.values()) + strays
        return (
            ReadingNote(
                kind=NoteKind.HIDDEN_TEXT,
                fields={"count": count, "how": how, "characters": self.letters + strays},
            ),
        )


def without_invisible(text: str, hidden: Hidden) -> str:
    """Remove characters without width or visible form.

    Soft hyphens, byte-order marks and plain direction marks are what word processors write: they go uncounted.
    """
    for stretch in _REPORTED.findall(text):
        hidden.add(Hiding.CHARACTERS, stretch)
    return strip_invisible(_TAG_CHARACTERS.sub("", text))


def visible_blocks(blocks: Sequence[Block], hidden: Hidden) -> Sequence[Block]:
    """Return the blocks without characters that nobody sees."""
    return [_visible(block, hidden) if _holds_invisible(block) else block for block in blocks]


def _visible(block: Block, hidden: Hidden) -> Block:
    return replace(
        block,
        text=without_invisible(block.text, hidden),
        rows=tuple(tuple(without_invisible(cell, hidden) for cell in row) for row in block.rows),
    )


def _holds_invisible(block: Block) -> bool:
    return _ANY.search(block.text) is not None or any(_ANY.search(cell) for row in block.rows for cell in row)
