"""Several patents at once: their files in; lists by criterion, search results and comparisons out, as tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.composing.patent_card import has_price, stated_terms
from assistant.composing.patent_file import PatentFile, standing_word
from assistant.phrases import Phrases
from assistant.types import DraftStatement, DraftTable
from knowledge.licences.licence_terms import current_offers, newest_first
from knowledge.rights.legal_status import Availability, remaining
from knowledge.types import text_in

Cell = Callable[[PatentFile, Phrases], DraftStatement]
AVAILABLE = frozenset({Availability.LICENSABLE_OPEN, Availability.LICENSABLE_ASK})
_ENDED_EARLY = frozenset({Availability.LAPSED, Availability.INVALIDATED, Availability.WITHDRAWN_OR_REFUSED})


def available(file: PatentFile) -> bool:
    return file.status.availability in AVAILABLE


def reason(file: PatentFile, say: Phrases) -> str:
    """Say in a few words how things stand with a right, with the date that decides it."""
    status = file.status
    key = standing_word(status)
    if status.availability is Availability.UNKNOWN and status.stale:
        key = "stale" if file.checked_on else "unchecked"
    elif status.availability is Availability.UNKNOWN and "verify_maintenance_fee" in status.caveats:
        key = "verify_maintenance_fee"
    parts = [_short(key, file, say)]
    if "open_licence_withdrawn" in status.caveats:
        parts = [_short("open_licence_withdrawn", file, say)]
    if status.co_owned:
        parts.append(say.say("short.co_owned"))
    return say.say("separator").join(parts)


def _short(key: str, file: PatentFile, say: Phrases) -> str:
    status = file.status
    last = status.events[-1].on if status.events else None
    withdrawn = [o.withdrawn_on for o in file.record.offers if o.withdrawn_on]
    on = (
        (max(withdrawn) if withdrawn else last) if key == "open_licence_withdrawn" else (status.since or last)
    )
    return say.say(
        f"short.{key}", on=on or say.say("unknown_date"), until=status.until or say.say("no_end_stated")
    )


def _patent_cell(file: PatentFile, say: Phrases) -> DraftStatement:
    reference = f" ({file.record.case_number})" if file.record.case_number else ""
    return DraftStatement(
        text=f"{file.title(say.language)}{reference}", quotes=file.line(file.head.title), computed=True
    )


def _number_cell(file: PatentFile, say: Phrases) -> DraftStatement:
    return DraftStatement(text=file.number, quotes=file.line(file.number), computed=True)


def _owner_cell(file: PatentFile, say: Phrases) -> DraftStatement:
    owners = say.join(file.owners(say.language)) or say.say("none")
    return DraftStatement(text=owners, quotes=file.owner_lines(), computed=True)


def _status_cell(file: PatentFile, say: Phrases) -> DraftStatement:
    quotes = tuple(q for e in file.status.events for q in file.event_line(e.on))
    return DraftStatement(text=reason(file, say), quotes=tuple(dict.fromkeys(quotes)), computed=True)


def _fee_cell(file: PatentFile, say: Phrases) -> DraftStatement:
    priced = [o for o in newest_first(current_offers(file.record, file.status.as_of)) if o.statement]
    if not priced or not available(file):
        return DraftStatement(text=say.say("no_price") if available(file) else say.say("none"))
    offer = priced[0]
    pieces = [*stated_terms(offer, say)]
    if not has_price(offer):
        pieces.append(say.say("no_price"))
    if offer.term_end:
        pieces.append(say.say("offer.term_end", on=offer.term_end))
    if offer.territory:
        pieces.append(text_in(offer.territory, say.language))
    text = say.say("separator").join(p for p in pieces if p)
    return DraftStatement(text=text, quotes=file.offer_lines(offer))


def _last_day_cell(file: PatentFile, say: Phrases) -> DraftStatement:
    day = file.status.last_day_in_force
    filed = file.record.filing_date
    quotes = file.line(filed.isoformat()) if filed else ()
    if day is None or file.status.availability in _ENDED_EARLY:
        return DraftStatement(text=say.say("none"))
    left = remaining(file.record, file.status.as_of)
    if left is None or not (left.years or left.months):
        return DraftStatement(text=say.show(day), quotes=quotes, computed=True)
    text = say.say("remaining", day=day, years=left.years, months=left.months)
    return DraftStatement(text=text, quotes=quotes, computed=True)


def _trl_cell(file: PatentFile, say: Phrases) -> DraftStatement:
    if file.record.trl is None:
        return DraftStatement(text=say.say("none"))
    return DraftStatement(
        text=f"TRL {file.record.trl}", quotes=file.line("TRL", str(file.record.trl)), computed=True
    )


COLUMNS: dict[str, Cell] = {
    "patent": _patent_cell, "number": _number_cell, "owner": _owner_cell, "status": _status_cell,
    "reason": _status_cell, "fee": _fee_cell, "last_day": _last_day_cell, "trl": _trl_cell,
}  # fmt: skip


def table(files: Sequence[PatentFile], say: Phrases, columns: tuple[str, ...], title: str = "") -> DraftTable:
    """Return one row per patent."""
    return DraftTable(
        title=title,
        columns=tuple(say.say(f"column.{name}") for name in columns),
        rows=tuple(tuple(COLUMNS[name](file, say) for name in columns) for file in files),
    )


def comparison(files: Sequence[PatentFile], say: Phrases) -> tuple[tuple[DraftStatement, ...], DraftTable]:
    """Compare patents: what differs in words, the rest as a table; the gated ones are never recommended."""
    as_of = files[0].status.as_of
    said = [DraftStatement(text=say.say("comparison.intro", as_of=as_of), computed=True)]
    said += [
        DraftStatement(
            text=say.say("comparison.gated", number=called(f), reason=reason(f, say)),
            quotes=_status_cell(f, say).quotes, computed=True, bullet=True,
        )
        for f in files if not available(f)
    ]  # fmt: skip
    ranked = sorted((f for f in files if available(f)), key=_preference)
    if ranked and ranked[0].status.availability is Availability.LICENSABLE_OPEN and len(files) > len(ranked):
        best = ranked[0]
        said.append(
            DraftStatement(
                text=say.say("comparison.best", number=called(best), reason=reason(best, say)),
                quotes=_fee_cell(best, say).quotes, computed=True,
            )
        )  # fmt: skip
    said.append(DraftStatement(text=say.say("comparison.need_input")))
    return tuple(said), table(files, say, ("patent", "number", "owner", "status", "fee", "last_day", "trl"))


def called(file: PatentFile) -> str:
    """Return the number a reader knows the patent by, with the office's own reference."""
    return f"{file.number} ({file.record.case_number})" if file.record.case_number else file.number


def _preference(file: PatentFile) -> tuple[bool, bool]:
    open_licence = file.status.availability is Availability.LICENSABLE_OPEN
    return (not open_licence, not any(has_price(o) for o in current_offers(file.record, file.status.as_of)))
