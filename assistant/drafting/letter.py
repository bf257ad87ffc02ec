"""The letter to an enterprise: a desk and the room there is in; its paragraphs as slots out, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.composing.patent_card import checked
from assistant.drafting.desk import Desk, block, closed, of_need
from assistant.drafting.evidence import (
    around_of,
    benefit_of,
    effect_of,
    evidence_of,
    missed_of,
    shown_cells,
)
from assistant.drafting.fields import OWNERS, STATUS, TITLE
from assistant.drafting.lengths import Room, excerpt
from assistant.drafting.rights import is_priced, terms_slots
from assistant.drafting.types import Block, BlockKind, Part, Slot
from assistant.matching.types import Cell, GateKind, Verdict
from assistant.types import Quote
from assistant.values import values_in
from knowledge.errors import UsageError
from knowledge.rights.standing import AVAILABLE

_NO_MISSED = 1  # economy from which a letter leaves it to the summary what is contradicted


def may_be_written(desk: Desk) -> None:
    """Raise UsageError where no letter may go out: something stands in the way, or nothing of the need is met."""
    in_the_way = [gate for gate in desk.gates if gate.kind is not GateKind.LICENCE_TYPE]
    if in_the_way:
        raise UsageError("draft_gated", number=desk.file.number, reason=in_the_way[0].text)
    if desk.file.status.availability not in AVAILABLE:
        raise UsageError("draft_gated", number=desk.file.number, reason=str(desk.file.status.availability))
    if benefit_of(shown_cells(desk.cells)) is None:
        raise UsageError("draft_nothing_met", number=desk.file.number)


def letter(desk: Desk, room: Room) -> tuple[Part, ...]:
    """Return the letter's paragraphs. Raises UsageError where none may be written."""
    may_be_written(desk)
    say = desk.say
    return (
        block(BlockKind.NOTE, Slot(name="mark", text=say.say("letter.mark"))),
        *_head(desk),
        block(BlockKind.TEXT, *_reason(desk, room)),
        block(
            BlockKind.TEXT, *_benefit(desk, room), *(_missed(desk, room) if room.economy < _NO_MISSED else ())
        ),
        block(BlockKind.TEXT, _status(desk)),
        *(block(BlockKind.TEXT, slot) for slot in _terms(desk)),
        block(BlockKind.TEXT, Slot(name="ask", text=say.say("letter.ask"))),
        block(BlockKind.TEXT, Slot(name="contact", text=say.say("letter.contact"))),
        block(BlockKind.TEXT, Slot(name="opt_out", text=say.say("letter.opt_out"))),
        block(BlockKind.TEXT, Slot(name="closing", text=say.say("letter.closing"))),
        block(BlockKind.TEXT, Slot(name="sender", text=say.say("letter.sender"))),
        block(BlockKind.NOTE, Slot(name="note", text=say.say("letter.note"))),
    )


def _head(desk: Desk) -> Iterator[Block]:
    say, enterprise = desk.say, desk.enterprise()
    title = say.say("letter.title", title=desk.title)
    yield block(
        BlockKind.TITLE, Slot(name="title", text=title, quotes=desk.file.line(desk.title), fields=(TITLE,))
    )
    if desk.file.head.synthetic:
        yield block(BlockKind.STRONG, Slot(name="synthetic", text=say.say("letter.synthetic")))
    key = "letter.greeting" if enterprise else "letter.greeting_unnamed"
    greeting = say.say(key, enterprise=enterprise)
    yield block(BlockKind.TEXT, Slot(name="greeting", text=greeting, fields=("need.enterprise",)))


def _reason(desk: Desk, room: Room) -> tuple[Slot, Slot]:
    """Return the need that is answered, in the enterprise's words, and what is written about."""
    met = _met(desk, room)
    words, note = of_need(desk, room.need, around=met.requirement.text)
    if not words:  # it was put together from several places of the text, or may not be quoted
        words, note = of_need(desk, room.need)
    if not words:
        words, note = excerpt(met.requirement.text, room.need, desk.language), ""
    requirement = f"need.requirement.{met.requirement.number}"
    need = Slot(
        name="need",
        text=desk.say.say("letter.need", words=words, note=note),
        fields=("need.text", requirement),
    )
    quotes = (*desk.file.line(desk.file.number), *desk.file.owner_lines())
    reason = Slot(
        name="reason",
        text=desk.say.say("letter.reason", owners=desk.owners(), number=desk.file.number),
        quotes=tuple(dict.fromkeys(quotes)),
        fields=(OWNERS, TITLE, "patent.numbers"),
    )
    return need, reason


def _met(desk: Desk, room: Room) -> Cell:
    """Return the requirement that the letter speaks of, one whose evidence may be quoted. Raises UsageError."""
    cell = benefit_of(
        cell
        for cell in shown_cells(desk.cells)
        if evidence_of(cell, desk.file, desk.family, room.quote, desk.say) is not None
    )
    if cell is None:
        raise UsageError("draft_nothing_met", number=desk.file.number)
    return cell


def _benefit(desk: Desk, room: Room) -> tuple[Slot, Slot]:
    """State one benefit: the words that meet the requirement; where they hold no value, what the abstract says is reached."""
    cell = _met(desk, room)
    found = evidence_of(cell, desk.file, desk.family, room.quote, desk.say)
    if found is None or not values_in(found.text):
        found = effect_of(desk.file, room.quote, desk.say, towards=cell.requirement.text) or found
    if found is None:
        raise UsageError("draft_nothing_met", number=desk.file.number)
    key = "letter.benefit" if cell.verdict is Verdict.SUPPORTED else "letter.benefit_partly"
    text = desk.say.say(
        key,
        requirement=_required(cell, desk, room),
        label=found.label(desk.say),
        words=found.text,
        stop=closed(found.text, "", desk.language),
    )
    fields = (f"need.requirement.{cell.requirement.number}", "patent.family")
    caveat = Slot(name="benefit.caveat", text=desk.say.say(f"{key}_caveat"))
    return Slot(name="benefit", text=text, quotes=(found.quote,), fields=fields), caveat


def _missed(desk: Desk, room: Room) -> Iterator[Slot]:
    """Say which requirement the text contradicts, where there is one: a letter that kept it back would mislead."""
    cell = missed_of(shown_cells(desk.cells))
    if cell is not None:
        text = desk.say.say("letter.missed", requirement=_required(cell, desk, room))
        yield Slot(name="missed", text=text, fields=(f"need.requirement.{cell.requirement.number}",))


def _required(cell: Cell, desk: Desk, room: Room) -> str:
    most = max(room.quote // 2, 12)
    return excerpt(cell.requirement.text, most, desk.language, around=around_of(cell))


def _status(desk: Desk) -> Slot:
    availability = desk.file.status.availability
    told = desk.say.say(f"letter_status.{availability}", checked=checked(desk.file, desk.say))
    quotes = tuple(q for event in desk.file.status.events for q in desk.file.event_line(event.on))
    return Slot(
        name="status",
        text=desk.say.say("letter.status", text=told),
        quotes=tuple(dict.fromkeys(quotes)) or desk.file.line(desk.file.number),
        fields=(STATUS,),
    )


def _terms(desk: Desk) -> Iterator[Slot]:
    """Yield the newest public terms, that there is no fee, and what has to be said beside them."""
    stated = next((slot for slot in terms_slots(desk) if slot.name == "licence.terms.1"), None)
    if stated is not None and is_priced(desk):
        text = desk.say.say("letter.terms", text=stated.text)
        yield Slot(name="terms", text=text, quotes=stated.quotes, fields=stated.fields)
    else:
        yield Slot(name="terms", text=desk.say.say("letter.terms_none"))
    for gate in desk.gates:
        if gate.kind is GateKind.LICENCE_TYPE:
            quotes = (Quote(passage_id=gate.passage_id, text=gate.quote),) if gate.quote else ()
            yield Slot(
                name="terms.type",
                text=desk.say.say("letter.terms_type", text=gate.text),
                quotes=quotes,
            )
