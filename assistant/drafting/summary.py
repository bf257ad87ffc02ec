"""The match summary, one page for an officer: a desk and the room there is in; its sections as slots out."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.composing.patent_card import has_ended
from assistant.drafting.desk import Desk, block, closed, heading, listing, of_need, owner_slot, texts
from assistant.drafting.evidence import abstract_of, around_of, claim_of, evidence_of, shown_cells, trial_of
from assistant.drafting.fields import OWNERS, STATUS, TITLE
from assistant.drafting.lengths import Room, excerpt
from assistant.drafting.rights import (
    co_owners_rule,
    is_priced,
    rights_rows,
    route_slot,
    terms_slots,
)
from assistant.drafting.types import Block, BlockKind, Grid, Part, Slot
from assistant.matching.types import Cell, GateKind, Verdict
from assistant.types import Quote
from knowledge.types import text_in

_MOST_ROWS = 5
_LEAST_MET = 2  # of them, where so many are met
_CAVEATS = ("partly_invalidated", "owner_changed", "restored", "open_licence_withdrawn")


def summary(desk: Desk, room: Room) -> tuple[Part, ...]:
    """Return the ten sections; what stands in the way of a licence comes before all of them."""
    return (
        *_head(desk),
        *_obstacles(desk),
        *_need(desk, room),
        *_technology(desk, room),
        *_fit(desk, room),
        heading(desk, "rights"),
        Grid(rows=tuple(rights_rows(desk))),
        *texts(co_owners_rule(desk)),
        *_maturity(desk, room),
        heading(desk, "licence"),
        *texts((route_slot(desk), *terms_slots(desk))),
        heading(desk, "gaps"),
        *texts(_gaps(desk), BlockKind.BULLET),
        heading(desk, "next"),
        *texts(_next(desk), BlockKind.BULLET),
        block(BlockKind.NOTE, Slot(name="note", text=desk.say.say("summary.next.note"))),
    )


def _head(desk: Desk) -> Iterator[Block]:
    say = desk.say
    title = Slot(
        name="title",
        text=say.say("summary.title", title=desk.title),
        quotes=desk.file.line(desk.title),
        fields=(TITLE,),
    )
    yield block(BlockKind.TITLE, title)
    if desk.file.head.synthetic:
        yield block(BlockKind.STRONG, Slot(name="synthetic", text=say.say("summary.synthetic")))
    text = say.say(
        "summary.parties",
        enterprise=desk.enterprise() or say.say("drafting.placeholder_enterprise"),
        owners=desk.owners(),
        date=desk.file.status.as_of,
    )
    yield block(BlockKind.TEXT, Slot(name="parties", text=text, fields=("need.enterprise", OWNERS, STATUS)))


def _obstacles(desk: Desk) -> Iterator[Block]:
    if not desk.gates:
        return
    yield heading(desk, "gates")
    key = "summary.blocked" if any(gate.blocks for gate in desk.gates) else "summary.held_up"
    yield block(BlockKind.STRONG, Slot(name="gate.lead", text=desk.say.say(key)))
    for at, gate in enumerate(desk.gates, start=1):
        quotes = (Quote(passage_id=gate.passage_id, text=gate.quote),) if gate.quote else ()
        text = desk.say.say("summary.gate", text=gate.text, stop=closed(gate.text, "", desk.language))
        fields = (STATUS, "need.territory", "patent.numbers")
        yield block(
            BlockKind.BULLET, Slot(name=f"gate.{at}.{gate.kind}", text=text, quotes=quotes, fields=fields)
        )


def _need(desk: Desk, room: Room) -> Iterator[Block]:
    yield heading(desk, "need")
    words, note = of_need(desk, room.need)
    if words:
        text = desk.say.say("summary.need.words", words=words, note=note)
        yield block(BlockKind.TEXT, Slot(name="need.words", text=text, fields=("need.text",)))
    else:
        yield block(BlockKind.TEXT, Slot(name="need.words", text=desk.say.say("summary.need.none")))


def _technology(desk: Desk, room: Room) -> Iterator[Block]:
    say = desk.say
    field = text_in(desk.file.record.technical_field, desk.language)
    name = "technology.field"
    yield heading(desk, "technology")
    slots = [
        Slot(
            name=name,
            text=say.say("summary.technology.field", field=field),
            quotes=desk.file.line(field),
            fields=("patent.technical_field",),
        )
        if field
        else Slot(name=name, text=say.say("summary.technology.no_field"))
    ]
    slots.append(_words(desk, room))
    yield from texts(slots)


def _words(desk: Desk, room: Room) -> Slot:
    """Say what the technology is: as the abstract does, else as the first claim does."""
    name = "technology.words"
    for key, found in (
        ("abstract", abstract_of(desk.file, room.abstract, desk.say)),
        ("claim", claim_of(desk.file, room.abstract, desk.say)),
    ):
        if found is not None:
            stop, label = closed(found.text, "", desk.language), found.label(desk.say)
            text = desk.say.say(f"summary.technology.{key}", words=found.text, stop=stop, label=label)
            return Slot(name=name, text=text, quotes=(found.quote,))
    return Slot(name=name, text=desk.say.say("summary.technology.none"))


def _fit(desk: Desk, room: Room) -> Iterator[Part]:
    yield heading(desk, "fit")
    cells = shown_cells(desk.cells)
    if not cells:
        yield block(BlockKind.TEXT, Slot(name="fit.counts", text=desk.say.say("summary.fit.none")))
        return
    number = {verdict: sum(cell.verdict is verdict for cell in desk.cells) for verdict in Verdict}
    text = desk.say.say(
        "summary.fit.counts",
        all=len(desk.cells),
        supported=number[Verdict.SUPPORTED],
        partly=number[Verdict.PARTLY],
        missing=number[Verdict.NOT_FOUND],
        contradicted=number[Verdict.CONTRADICTED],
    )
    yield block(BlockKind.TEXT, Slot(name="fit.counts", text=text, fields=("fit.counts",)))
    columns = ("requirement", "verdict", "evidence")
    rows = _MOST_ROWS - room.economy
    header = tuple(
        Slot(name=f"fit.column.{name}", text=desk.say.say(f"summary.fit.column_{name}")) for name in columns
    )
    yield Grid(header=header, rows=tuple(_row(desk, cell, room) for cell in _rowed(cells, rows)))
    if len(cells) > rows:
        yield block(BlockKind.TEXT, Slot(name="fit.more", text=desk.say.say("summary.fit.more")))


def _rowed(cells: tuple[Cell, ...], most: int) -> tuple[Cell, ...]:
    """Return the cells that are shown, unmet first; some that are met have their place whatever is not."""
    met = sorted(
        (cell for cell in cells if cell.is_met and cell.quote),
        key=lambda cell: (cell.verdict is Verdict.PARTLY, cell.found is None),
    )[:_LEAST_MET]
    others = [cell for cell in cells if cell not in met][: most - len(met)]
    return tuple(cell for cell in cells if cell in met or cell in others)


def _row(desk: Desk, cell: Cell, room: Room) -> tuple[Slot, ...]:
    number = cell.requirement.number
    words = excerpt(cell.requirement.text, max(room.quote // 2, 12), desk.language, around=around_of(cell))
    requirement = Slot(
        name=f"fit.{number}.requirement",
        text=desk.say.say("summary.fit.requirement", number=number, words=words),
        fields=(f"need.requirement.{number}",),
    )
    verdict = Slot(
        name=f"fit.{number}.verdict",
        text=desk.say.say(f"summary.verdict.{cell.verdict}"),
        fields=("fit.counts",),
    )
    return requirement, verdict, _evidence(desk, cell, room)


def _evidence(desk: Desk, cell: Cell, room: Room) -> Slot:
    name = f"fit.{cell.requirement.number}.evidence"
    if cell.verdict is Verdict.NOT_FOUND:
        return Slot(name=name, text=desk.say.say("summary.fit.not_found"))
    found = evidence_of(cell, desk.file, desk.family, room.quote, desk.say)
    if found is None:
        return Slot(
            name=name, text=desk.say.say("summary.fit.withheld", label=cell.label), fields=("fit.labels",)
        )
    text = desk.say.say("summary.fit.evidence", words=found.text, label=found.label(desk.say))
    return Slot(name=name, text=text, quotes=(found.quote,), fields=("patent.family",))


def _maturity(desk: Desk, room: Room) -> Iterator[Block]:
    yield heading(desk, "maturity")
    level, wanted = desk.file.record.trl, desk.need.terms.trl
    name = "maturity.trl"
    if level is None:
        slot = Slot(name=name, text=desk.say.say("summary.maturity.no_trl"))
    else:
        key = "trl" if wanted is None else "trl_wanted"
        text = desk.say.say(f"summary.maturity.{key}", level=level, wanted=wanted or "")
        slot = Slot(name=name, text=text, quotes=desk.file.line("TRL"), fields=("patent.trl", "need.trl"))
    yield block(BlockKind.TEXT, slot)
    found = trial_of(desk.file, room.trial, desk.say)
    name = "maturity.trial"
    if found is None:
        yield block(BlockKind.TEXT, Slot(name=name, text=desk.say.say("summary.maturity.no_trial")))
        return
    stop, label = closed(found.text, "", desk.language), found.label(desk.say)
    text = desk.say.say("summary.maturity.trial", words=found.text, stop=stop, label=label)
    caveat = Slot(name="maturity.trial.caveat", text=desk.say.say("summary.maturity.trial_caveat"))
    yield block(BlockKind.TEXT, Slot(name=name, text=text, quotes=(found.quote,)), caveat)


def _gaps(desk: Desk) -> Iterator[Slot]:
    say, status = desk.say, desk.file.status
    if desk.cells:
        unmet = [c for c in desk.cells if c.verdict in (Verdict.NOT_FOUND, Verdict.PARTLY)]
        contradicted = [c for c in desk.cells if c.verdict is Verdict.CONTRADICTED]
        if unmet or not contradicted:
            yield _of_cells("gap.unmet", "unmet" if unmet else "all_met", unmet, desk)
        if contradicted:
            yield _of_cells("gap.contradicted", "contradicted", contradicted, desk)
    if not has_ended(desk.file) and not is_priced(desk):
        yield Slot(name="gap.price", text=say.say("summary.gap.no_price"))
    if desk.file.record.trl is None:
        yield Slot(name="gap.trl", text=say.say("summary.gap.no_trl"))
    if desk.file.checked_on is None:
        yield Slot(name="gap.status", text=say.say("summary.gap.status_unchecked"))
    yield Slot(name="gap.effect", text=say.say("summary.gap.effect"))
    for caveat in _CAVEATS:
        if caveat in status.caveats:
            text = say.say(f"summary.caveat.{caveat}")
            yield Slot(name=f"gap.{caveat}", text=text, quotes=desk.file.line(desk.file.number))
    yield from _further_caveats(desk)


def _of_cells(name: str, key: str, cells: list[Cell], desk: Desk) -> Slot:
    numbers = [str(number) for number in sorted(cell.requirement.number for cell in cells)]
    listed = listing(numbers, desk.say)
    text = desk.say.say(f"summary.gap.{key}{'_one' if len(numbers) == 1 else ''}", requirements=listed)
    return Slot(name=name, text=text, fields=("fit.numbers",))


def _further_caveats(desk: Desk) -> Iterator[Slot]:
    say, file = desk.say, desk.file
    if file.record.government_interest:
        statement = file.record.government_interest.rstrip(".。")
        yield Slot(
            name="gap.government_interest",
            text=say.say("summary.caveat.government_interest", statement=statement),
            quotes=file.line(file.record.government_interest),
            fields=("patent.government_interest",),
        )
    for at, (notice, quotes) in enumerate(file.intended, start=1):
        party = notice.licensee.name(say.language) if notice.licensee else say.say("unnamed_party")
        on = notice.published_on or say.say("unknown_date")
        text = say.say("summary.caveat.intended_licence", party=party, on=on)
        yield Slot(name=f"gap.intended.{at}", text=text, quotes=quotes, fields=("notices",))
    if file.carries_instructions():
        yield Slot(name="gap.instructions", text=say.say("summary.caveat.instructions"))


def _next(desk: Desk) -> Iterator[Slot]:
    say = desk.say
    yield Slot(name="next.verify", text=say.say("summary.next.verify"))
    if any(gate.blocks and gate.kind is not GateKind.LICENCE_TYPE for gate in desk.gates):
        yield Slot(name="next.blocked", text=say.say("summary.next.blocked"))
    else:
        yield Slot(name="next.talk", text=say.say("summary.next.talk"))
        if desk.file.record.owners:
            yield owner_slot("next.owner", say.say("summary.next.owner", owners=desk.owners()), desk)
        else:
            yield Slot(name="next.owner", text=say.say("summary.next.owner_unknown"))
    yield Slot(name="contact", text=say.say("summary.next.contact"))
