"""What a draft is written from, opened for one language, and the slots that both kinds of draft have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.composing.legal_basis import LawShelf
from assistant.composing.patent_file import PatentFile
from assistant.drafting.evidence import Family
from assistant.drafting.fields import OWNERS
from assistant.drafting.need_quoting import need_words
from assistant.drafting.quotable import broken_rule
from assistant.drafting.types import Block, BlockKind, Slot
from assistant.matching.types import Cell, Gate, ReadNeed
from assistant.phrases import Phrases
from assistant.types import Quote
from knowledge.types import Language

_LONGEST_NAME = 80
_STOPS = ("。", "．", ".", "！", "!", "？", "?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The papers of one draft in one language."""

    need: ReadNeed
    file: PatentFile
    cells: tuple[Cell, ...]
    gates: tuple[Gate, ...]
    family: Family
    shelf: LawShelf
    say: Phrases

    @property
    def language(self) -> Language:
        return self.say.language

    @property
    def title(self) -> str:
        return self.file.title(self.language)

    def enterprise(self) -> str:
        """Return what the enterprise is called; a place to fill in where that is not told, or is no name."""
        name = " ".join(self.need.wanted.enterprise.split())
        fits = 0 < len(name) <= _LONGEST_NAME and broken_rule(name) is None
        return name if fits else ""

    def owners(self) -> str:
        return listing(self.file.owners(self.language), self.say) or self.say.say(
            "drafting.placeholder_owner"
        )

    def number_lines(self) -> tuple[Quote, ...]:
        numbers = (self.file.record.publication_number, self.file.record.application_number)
        return tuple(dict.fromkeys(q for number in numbers if number for q in self.file.line(number)))


def heading(desk: Desk, name: str) -> Block:
    slot = Slot(name=f"heading.{name}", text=desk.say.say(f"summary.heading.{name}"))
    return Block(kind=BlockKind.HEADING, slots=(slot,))


def block(kind: BlockKind, *slots: Slot) -> Block:
    return Block(kind=kind, slots=slots)


def texts(slots: Iterable[Slot], kind: BlockKind = BlockKind.TEXT) -> tuple[Block, ...]:
    """Return each slot as a paragraph of its own."""
    return tuple(Block(kind=kind, slots=(slot,)) for slot in slots)


def of_need(desk: Desk, most: int, *, around: str = "") -> tuple[str, str]:
    """Return the enterprise's words, those around a requirement where it is given, and what is to be said after them."""
    words, shortened = need_words(desk.need, most, desk.language, around=around)
    foreign = desk.need.language is not desk.language
    key = f"drafting.{'shortened' if shortened else 'whole'}_{desk.need.language if foreign else 'own'}"
    note = desk.say.say(key) if shortened or foreign else ""
    return words, closed(words, note, desk.language)


def closed(words: str, note: str, language: Language) -> str:
    """Return a note behind words with the stop that ends the sentence; no second stop where the words end in one."""
    stop = "。" if language is Language.ZH else "."
    return f"{note}{stop}" if note or not words.endswith(_STOPS) else ""


def listing(items: Sequence[str], say: Phrases) -> str:
    """Write things of a sentence as a list of its language: 1、2、3; 1, 2 and 3."""
    if say.language is Language.ZH or len(items) < 2:
        return "、".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def owner_slot(name: str, text: str, desk: Desk) -> Slot:
    return Slot(name=name, text=text, quotes=desk.file.owner_lines(), fields=(OWNERS,))


__all__ = [
    "Desk",
    "block",
    "closed",
    "heading",
    "listing",
    "of_need",
    "owner_slot",
    "texts",
]
