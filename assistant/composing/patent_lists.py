"""Lists and searches over patents: a plan and the library in; filtered, ordered patents with reasons out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.composing.legal_basis import LawShelf
from assistant.composing.patent_card import card, has_ended, identity, offer_line, offers, says_terms, verdict
from assistant.composing.patent_file import PatentDesk, PatentFile
from assistant.composing.patent_tables import COLUMNS, available, called, reason, table
from assistant.composing.recorded import entries_cell, entries_of
from assistant.periods_said import Period, period_said
from assistant.phrases import phrases
from assistant.types import Draft, DraftStatement, DraftTable, Facet, Plan
from assistant.understanding import lexicon
from assistant.understanding.history_words import history_sought
from knowledge.dates import add_years
from knowledge.lazy_patterns import lazy_pattern
from knowledge.licences.licence_terms import current_offers
from knowledge.numbers.numerals import parse_numeral
from knowledge.rights.families import families
from knowledge.rights.standing import AVAILABLE_NAMES, Availability
from knowledge.types import DocumentHead, EventKind, FeeModel, Hit, Kind, LicenceType, LocalText, PatentRecord

MOST_ROWS = 60
_SEARCH_ROWS = 5
_MOST_RELATIVES = 6
_CLOSE_SCORE = 0.5  # of the best document's score, and
_OF_OFFERS = lazy_pattern(r"许可|声明|报价|\boffers?\b|\blicen[cs]|\bdeclarations?\b", re.IGNORECASE)
_OPEN = lazy_pattern(r"开放许可|\bopen[- ]licen[cs]", re.IGNORECASE)
_CLOSE_COVERAGE = 0.55  # of the best coverage; less is not worth an SME's time


def listing(plan: Plan, desk: PatentDesk, heads: Sequence[DocumentHead]) -> Draft:
    """Answer "which patents are …": those that meet the criteria, and those left out with their reasons."""
    say = phrases(plan.language)
    if entered := history_sought(plan.text):
        return _entered(plan, desk, heads, entered)
    files = desk.open(tuple(h.document_id for h in _of_first_rank(heads)))
    if Facet.NOT_AVAILABLE in plan.facets:
        wanted = [f for f in files if not available(f) or "open_licence_withdrawn" in f.status.caveats]
        return _unavailable(plan, wanted)
    if _of_a_standing(plan):
        return _standing_so(plan, files)
    period = period_said(plan.text, plan.as_of)
    if period and lexicon.ENDS.search(plan.text):
        return _ending(plan, files, period)
    years = years_wanted(plan.text)
    meeting = [f for f in files if available(f) and _meets(f, plan, years)]
    excluded = [f for f in files if not available(f)]
    said = [
        DraftStatement(
            text=say.say("listing.intro_available", as_of=plan.as_of, count=len(meeting)), computed=True
        )
    ]
    if years:
        said.append(DraftStatement(text=say.say("listing.years_left", years=years), computed=True))
    tables = [
        table(
            meeting[:MOST_ROWS],
            say,
            ("patent", "number", "owner", "last_day", "status", "fee"),
            say.say("listing.available_title"),
        )
    ]
    if len(meeting) > MOST_ROWS:
        said.append(_truncated(plan, len(meeting)))
    if excluded:
        said.append(
            DraftStatement(text=say.say("listing.intro_excluded", count=len(excluded)), computed=True)
        )
        tables.append(
            table(
                excluded[:MOST_ROWS],
                say,
                ("patent", "number", "reason", "last_day"),
                say.say("listing.unavailable_title"),
            )
        )
        if len(excluded) > MOST_ROWS:
            said.append(_truncated(plan, len(excluded)))
    return Draft(
        statements=tuple(said),
        tables=tuple(tables),
        document_ids=tuple(f.head.document_id for f in meeting[:MOST_ROWS]),
    )


def _unavailable(plan: Plan, files: Sequence[PatentFile]) -> Draft:
    say = phrases(plan.language)
    said = [
        DraftStatement(
            text=say.say("listing.intro_unavailable", as_of=plan.as_of, count=len(files)), computed=True
        )
    ]
    if len(files) > MOST_ROWS:
        said.append(_truncated(plan, len(files)))
    rows = table(
        files[:MOST_ROWS], say, ("patent", "number", "reason", "owner"), say.say("listing.unavailable_title")
    )
    return Draft(
        statements=tuple(said),
        tables=(rows,),
        document_ids=tuple(f.head.document_id for f in files[:MOST_ROWS]),
    )


def _of_a_standing(plan: Plan) -> bool:
    """Say whether a list is asked for of patents that ended or are bound."""
    sought = {c.value for c in plan.narrowing if c.field == "availabilities" and c.words}
    return bool(sought) and not sought & set(AVAILABLE_NAMES)


def _standing_so(plan: Plan, files: Sequence[PatentFile]) -> Draft:
    """List patents that stand as asked, with the day since when; those since a period where one is told."""
    period = period_said(plan.text, plan.as_of)
    found = [f for f in files if period is None or f.status.since in period]
    rule = ("listing.since_between", period) if period else None
    return _found(plan, found, ("patent", "number", "reason", "owner", "last_day"), rule)


def _entered(
    plan: Plan, desk: PatentDesk, heads: Sequence[DocumentHead], kinds: frozenset[EventKind]
) -> Draft:
    """List the patents of which the register has entries of some kinds, the latest entry first."""
    say = phrases(plan.language)
    having = [
        h.document_id
        for h in heads
        if isinstance(h.record, PatentRecord) and kinds & {e.kind for e in h.record.events}
    ]
    files = desk.open(tuple(having))
    period = period_said(plan.text, plan.as_of)
    dated = [
        (days[-1], file)
        for file in files
        if (days := [e.on for e in entries_of(file, kinds) if period is None or e.on in period])
    ]
    found = [file for _, file in sorted(dated, key=lambda pair: pair[0], reverse=True)]
    shown = found[:MOST_ROWS]
    before, after = ("patent", "number", "owner"), ("status",)
    rows = tuple(
        (
            *(COLUMNS[name](file, say) for name in before),
            entries_cell(file, kinds, say),
            *(COLUMNS[name](file, say) for name in after),
        )
        for file in shown
    )
    said = [
        DraftStatement(text=say.say("listing.entered", as_of=plan.as_of, count=len(found)), computed=True),
        DraftStatement(text=say.say("listing.entered_where")),
    ]
    if len(found) > MOST_ROWS:
        said.append(_truncated(plan, len(found)))
    columns = tuple(say.say(f"column.{name}") for name in (*before, "entries", *after))
    return Draft(
        statements=tuple(said),
        tables=(DraftTable(title="", columns=columns, rows=rows),) if rows else (),
        document_ids=tuple(file.head.document_id for file in shown),
    )


def _ending(plan: Plan, files: Sequence[PatentFile], period: Period) -> Draft:
    """List the rights, or where terms of a licence are meant the offers, that end within a period, the first end first."""
    of_offers, open_only = _OF_OFFERS.search(plan.text), _OPEN.search(plan.text)

    def end(file: PatentFile) -> date | None:
        if not of_offers:
            return None if has_ended(file) else file.status.last_day_in_force
        if not available(file):
            return None
        offers = current_offers(file.record, plan.as_of)
        ends = [
            o.term_end for o in offers if o.term_end and (o.licence_type is LicenceType.OPEN or not open_only)
        ]
        return min(ends, default=None)

    ends = [(day, file) for file in files if (day := end(file)) and day in period]
    found = [file for _, file in sorted(ends, key=lambda pair: pair[0])]
    key = "listing.offer_ends_between" if of_offers else "listing.ends_between"
    return _found(plan, found, ("patent", "number", "owner", "last_day", "status", "fee"), (key, period))


def _found(
    plan: Plan, files: Sequence[PatentFile], columns: tuple[str, ...], rule: tuple[str, Period] | None
) -> Draft:
    say, shown = phrases(plan.language), files[:MOST_ROWS]
    said = [
        DraftStatement(
            text=say.say("listing.intro_available", as_of=plan.as_of, count=len(files)), computed=True
        )
    ]
    if rule:
        key, period = rule
        said.append(DraftStatement(text=say.say(key, first=period.first, last=period.last), computed=True))
    if len(files) > MOST_ROWS:
        said.append(_truncated(plan, len(files)))
    return Draft(
        statements=tuple(said),
        tables=(table(shown, say, columns),) if shown else (),
        document_ids=tuple(f.head.document_id for f in shown),
    )


def _truncated(plan: Plan, count: int) -> DraftStatement:
    say = phrases(plan.language)
    return DraftStatement(text=say.say("listing.truncated", shown=MOST_ROWS, count=count), computed=True)


def _of_first_rank(heads: Sequence[DocumentHead]) -> list[DocumentHead]:
    """Order patents so that those with offers and known dates come first: they are what a list is asked for."""
    patents = [h for h in heads if isinstance(h.record, PatentRecord)]
    return sorted(patents, key=lambda h: not _documented(h.record))


def _documented(record: object) -> bool:
    return isinstance(record, PatentRecord) and bool(
        record.events or record.offers or record.annual_fee_paid_through
    )


def years_wanted(text: str) -> int | None:
    """Read "at least N years left" out of a question."""
    match = lexicon.YEARS_LEFT.search(text)
    if not match:
        return None
    return parse_numeral(match["zh"] or match["en"])


def _meets(file: PatentFile, plan: Plan, years: int | None) -> bool:
    last = file.status.last_day_in_force
    if years and (last is None or last < add_years(plan.as_of, years)):
        return False
    if lexicon.UNIVERSITY_OWNED.search(plan.text) and not _owned_by_institution(file):
        return False
    if any(c.field == "free_of_charge" and c.words for c in plan.narrowing):
        # the filter lets through what is free at first as well; who asks for "royalty-free" means no fee at all
        return any(o.fee_model is FeeModel.ROYALTY_FREE for o in current_offers(file.record, plan.as_of))
    return True


def _owned_by_institution(file: PatentFile) -> bool:
    names: tuple[LocalText, ...] = tuple(n for owner in file.record.owners for n in owner.names)
    return any(lexicon.UNIVERSITY_OWNED.search(name.text) for name in names)


def search_answer(plan: Plan, desk: PatentDesk, hits: Sequence[Hit], shelf: LawShelf) -> Draft:
    """Answer "is there a technology for …": the closest patents, available ones first, bound ones with the reason."""
    say = phrases(plan.language)
    files = one_per_technology(desk.open(closest(hits)))
    free = [f for f in files if available(f)]
    bound = [f for f in files if not available(f)]
    said: list[DraftStatement] = []
    if free:
        said.append(DraftStatement(text=say.say("search.intro", as_of=plan.as_of), computed=True))
        said += [*card(free[0], plan, shelf, with_rules=False), *relatives(free[0], desk, plan)]
        for file in free[1:3]:
            said += (identity(file, say), verdict(file, say), *offers(file, say))
    elif bound:
        said.append(DraftStatement(text=say.say("search.none_available")))
    for file in bound:
        quotes = verdict(file, say).quotes + identity(file, say).quotes[:1]
        text = say.say(
            "search.also", number=f"{file.title(plan.language)} {called(file)}", reason=reason(file, say)
        )
        said.append(DraftStatement(text=text, quotes=quotes, computed=True, bullet=True))
        if file.status.availability is Availability.UNKNOWN:
            current = current_offers(file.record, file.status.as_of)
            said += [offer_line(file, offer, say) for offer in current if says_terms(offer)]
    shown = [*free, *bound]
    tables: tuple[DraftTable, ...] = ()
    if len(shown) > 1:
        tables = (table(shown, say, ("patent", "number", "owner", "status", "fee", "last_day")),)
    return Draft(statements=tuple(said), tables=tables, document_ids=tuple(f.head.document_id for f in shown))


def one_per_technology(files: Sequence[PatentFile]) -> tuple[PatentFile, ...]:
    """Keep one right of each family, at its best rank: an available one before others, a grant before its application.

    Of several documents of one publication the fullest speaks. The others are named with the one that is kept.
    """
    by_id = {file.head.document_id: file for file in one_per_publication(files)}
    place = {document_id: rank for rank, document_id in enumerate(by_id)}
    kept: dict[str, int] = {}
    for family in families(file.head for file in by_id.values()):
        rights = [by_id[right.head.document_id] for right in family.rights]
        best = min(rights, key=lambda file: (not available(file), place[file.head.document_id]))
        members = (p.document_id for right in family.rights for p in right.publications)
        kept[best.head.document_id] = min(place[member] for member in members)
    return tuple(by_id[document_id] for document_id in sorted(kept, key=lambda one: kept[one]))


def one_per_publication(files: Sequence[PatentFile]) -> tuple[PatentFile, ...]:
    """Of several documents of one publication keep the fullest, where the first of them stood."""
    best: dict[str, PatentFile] = {}
    for file in files:
        known = best.setdefault(file.number, file)
        if _fullness(file) > _fullness(known):
            best[file.number] = file
    return tuple(best.values())


def _fullness(file: PatentFile) -> tuple[bool, bool, int]:
    return bool(file.record.titles), file.checked_on is not None, len(file.passages)


def relatives(file: PatentFile, desk: PatentDesk, plan: Plan) -> tuple[DraftStatement, ...]:
    """Name the other rights to the same technology, each with its own standing."""
    others = desk.open(tuple(head.document_id for head in file.relatives[:_MOST_RELATIVES]))
    if not others:
        return ()
    say = phrases(plan.language)
    named = [
        say.say(
            "family.member",
            number=called(other),
            jurisdiction=other.record.jurisdiction,
            reason=reason(other, say),
        )
        for other in others
    ]
    quotes = tuple(
        q for other in others for q in (verdict(other, say).quotes or other.line(other.number))[:1]
    )
    return (
        DraftStatement(text=say.say("family.others", members=say.join(named)), quotes=quotes, computed=True),
    )


def closest(hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the patents among the hits that come close to the best one, in rank order."""
    patents = [h for h in hits if h.document.kind is Kind.PATENT and not h.passage.instruction_like]
    top_score = max((h.score for h in patents), default=0.0)
    top_coverage = max((h.coverage for h in patents), default=0.0)
    ids = dict.fromkeys(h.document.document_id for h in patents)

    def close(document_id: str) -> bool:
        own = [h for h in patents if h.document.document_id == document_id]
        return (
            max(h.score for h in own) >= top_score * _CLOSE_SCORE
            and max(h.coverage for h in own) >= top_coverage * _CLOSE_COVERAGE
        )

    return tuple(document_id for document_id in ids if close(document_id))[:_SEARCH_ROWS]
