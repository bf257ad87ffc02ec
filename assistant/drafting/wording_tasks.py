"""What of a draft a chat model may word: a desk and its slots in; a task for each such slot, with all that it may rest on, out.

Only what says what a technology is and does, and why is written about it, may be worded. What stands in the way, the
status, the terms, the need itself and every notice are said in the words of the form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from assistant.citations import Source
from assistant.composing.exhibits import RECORD_KINDS, Bundle, Exhibit
from assistant.composing.rights_talk import ADDRESS
from assistant.drafting.desk import Desk
from assistant.drafting.lengths import length
from assistant.drafting.need_quoting import need_words
from assistant.drafting.quotable import broken_rule
from assistant.drafting.types import Slot
from assistant.markup import without_markup
from assistant.types import DraftStatement
from assistant.values import values_in
from knowledge.types import Audience, Passage, PassageKind

TECHNOLOGY, TRIAL, REASON, BENEFIT = "technology.words", "maturity.trial", "reason", "benefit"
_TASKS = {TECHNOLOGY: "technology", TRIAL: "trial", REASON: "reason", BENEFIT: "benefit"}
_OF_THE_NEED = frozenset({REASON, BENEFIT})  # their sentences may quote the enterprise
_LONGEST_PASSAGE = 1_500  # characters that are sent of one passage
_LONGEST_NEED = 200
_ROOM = {TECHNOLOGY: 1.5}  # of the form's own length, where that is not enough


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One slot to word. `must` are texts that have to be in it, `exhibits` all that it may say."""

    slot: Slot
    asks: str
    exhibits: tuple[Exhibit, ...]
    need: str
    must: tuple[str, ...]
    at_most: int


def bundle_of(desk: Desk) -> Bundle:
    """Return the passages of the patent's file that may be quoted, as what sentences are held against."""
    file = desk.file
    passages = (*file.passages, *(passage for _, passage in desk.family.values()))
    public = [p for p in passages if not p.instruction_like]
    sources = {p.passage_id: Source(passage=p, document=file.head) for p in public}
    if file.head.audience is not Audience.PUBLIC:
        sources = {}
    return Bundle(exhibits=(), sources=sources, patents={file.head.document_id: file}, held_back=())


def tasks_of(desk: Desk, slots: Iterable[Slot], bundle: Bundle) -> tuple[Task, ...]:
    """Return a task for each slot that may be worded and rests on something."""
    numbers = count(1)
    return tuple(
        _task(desk, slot, bundle, numbers)
        for slot in slots
        if slot.name in _TASKS and slot.quotes and all(q.passage_id in bundle.sources for q in slot.quotes)
    )


def _task(desk: Desk, slot: Slot, bundle: Bundle, numbers: Iterator[int]) -> Task:
    need = ""
    if slot.name in _OF_THE_NEED:
        need, _ = need_words(desk.need, _LONGEST_NEED, desk.language)
    return Task(
        slot=slot,
        asks=desk.say.say(f"wording.task.{_TASKS[slot.name]}"),
        exhibits=tuple(_exhibits(desk, slot, bundle, numbers)),
        need=need,
        must=tuple(_must(desk, slot)),
        at_most=int(length(slot.text, desk.language) * _ROOM.get(slot.name, 1.0)),
    )


def _must(desk: Desk, slot: Slot) -> Iterator[str]:
    """Yield what a slot says nothing without: of a letter's reason the patent, of a benefit its values."""
    if slot.name == REASON:
        yield desk.file.number
        yield from desk.file.owners(desk.language)
    elif slot.name == BENEFIT:
        yield from (value.text for quote in slot.quotes for value in values_in(quote.text)[:1])


def _exhibits(desk: Desk, slot: Slot, bundle: Bundle, numbers: Iterator[int]) -> Iterator[Exhibit]:
    """Yield the form's own words as a fact, then the passages behind them; courtesies lend words and state nothing."""
    about = frozenset((desk.file.head.document_id,))
    courtesy = desk.say.say("wording.courtesy") if slot.name in _OF_THE_NEED else ""
    yield Exhibit(
        number=next(numbers),
        heading="",
        text=f"{slot.text}\n{courtesy}",
        documents=about,
        statement=DraftStatement(text=slot.text, quotes=slot.quotes),
    )
    quoted = (bundle.sources[quote.passage_id].passage for quote in slot.quotes)
    further = _telling(desk) if slot.name == TECHNOLOGY else ()
    for passage in dict.fromkeys((*quoted, *further)):
        source = bundle.sources.get(passage.passage_id)
        if source is None or passage.kind in RECORD_KINDS:  # they name people
            continue
        if broken_rule(passage.text) is None:
            text = ADDRESS.sub(" ", without_markup(passage.text))[:_LONGEST_PASSAGE]
            yield Exhibit(
                number=next(numbers), heading=passage.label, text=text, documents=about, source=source
            )


def _telling(desk: Desk) -> Iterable[Passage]:
    """Return what tells what a technology is: its abstract in the draft's language, and its first independent claim."""
    for kind in (PassageKind.ABSTRACT, PassageKind.CLAIM):
        held = [
            p for p in desk.file.passages if p.kind is kind and not p.depends_on and not p.instruction_like
        ]
        yield from sorted(held, key=lambda p: (p.language is not desk.language, p.ordinal))[:1]
