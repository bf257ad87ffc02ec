"""Reports as a workbook for reporting upwards: figures with charts, what ends, and a sheet that says what each figure counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.batch.sheets import Book, Value
from assistant.phrases import Phrases
from assistant.reporting.asked import as_query
from assistant.reporting.types import EndedOffer, Ending, Funnel, Row
from assistant.reporting.words import group_name, remarks, stage_name
from knowledge.types import PatentRecord, text_in

_FIGURE, _DAY, _NUMBER, _NAME, _TEXT = 12.0, 12.0, 20.0, 32.0, 90.0


def report_book(
    found: Funnel,
    ending: Sequence[Ending],
    coming: Sequence[Ending],
    ended: Sequence[EndedOffer],
    today: date,
    say: Phrases,
) -> bytes:
    """Return the workbook."""
    book = Book()
    _funnel(book, found, say)
    groups = [
        Row(name=group_name(row.name, found.selection.by, say), counts=row.counts) for row in found.groups
    ]
    if any(found.ungrouped.values()):
        groups.append(Row(name=say.say("report_head.none"), counts=found.ungrouped))
    _rows(book, "sheet_periods", "period", found, found.periods, say, drawn="chart_periods")
    _rows(book, "sheet_groups", str(found.selection.by), found, groups, say)
    _ending(book, "sheet_ending", ending, say)
    _ending(book, "sheet_coming", coming, say)
    _ended(book, ended, say)
    _about(book, found, today, say)
    return book.content()


def _funnel(book: Book, found: Funnel, say: Phrases) -> None:
    names = ("stage", "within", "ever", "undated")
    heads = [(say.say(f"report_head.{name}"), _NAME if name == "stage" else _FIGURE) for name in names]
    sheet = book.sheet(say.say("report_head.sheet_funnel"), heads)
    for stage in found.stages:
        sheet.add([stage_name(stage, say), found.within[stage], found.ever[stage], found.undated[stage]])
    unit = say.say("report_head.technologies")
    sheet.bars(say.say("report_head.chart_funnel"), unit, last=2, lying=True)
    sheet.close()


def _rows(
    book: Book, title: str, first: str, found: Funnel, rows: Sequence[Row], say: Phrases, *, drawn: str = ""
) -> None:
    heads = [(say.say(f"report_head.{first}"), _NAME)]
    heads += [(stage_name(stage, say), _FIGURE) for stage in found.stages]
    sheet = book.sheet(say.say(f"report_head.{title}"), heads)
    for row in rows:
        sheet.add([row.name, *(row.counts[stage] for stage in found.stages)])
    if drawn:
        unit = say.say("report_head.technologies")
        sheet.bars(say.say(f"report_head.{drawn}"), unit, last=len(found.stages) + 1)
    sheet.close()


def _ending(book: Book, title: str, ends: Sequence[Ending], say: Phrases) -> None:
    heads = [
        (say.say("report_head.last_day"), _DAY),
        *_patent_heads(say),
        (say.say("report_head.status"), _NUMBER),
    ]
    sheet = book.sheet(say.say(f"report_head.{title}"), heads)
    for one in ends:
        sheet.add(
            [
                one.day.isoformat(),
                *_patent(one.record, one.head.title, say),
                say.say(f"report_status.{one.status}"),
            ]
        )
    sheet.close()


def _ended(book: Book, ends: Sequence[EndedOffer], say: Phrases) -> None:
    heads = [(say.say("report_head.day"), _DAY), *_patent_heads(say), (say.say("report_head.how"), _NUMBER)]
    sheet = book.sheet(say.say("report_head.sheet_ended"), heads)
    for one in ends:
        sheet.add(
            [
                one.day.isoformat(),
                *_patent(one.record, one.head.title, say),
                say.say(f"offer_end.{one.how}"),
            ]
        )
    sheet.close()


def _patent_heads(say: Phrases) -> list[tuple[str, float]]:
    widths = {"number": _NUMBER, "title": _NAME, "owners": _NAME}
    return [(say.say(f"report_head.{name}"), width) for name, width in widths.items()]


def _patent(record: PatentRecord, title: str, say: Phrases) -> list[Value]:
    return [
        record.publication_number or record.application_number or "",
        text_in(record.titles, say.language) or title,
        say.join([owner.name(say.language) for owner in record.owners]),
    ]


def _about(book: Book, found: Funnel, today: date, say: Phrases) -> None:
    """Say what each figure counts, what was selected and on which day."""
    heads = [(say.say("report_head.stage"), _NAME), (say.say("report_head.counts"), _TEXT)]
    sheet = book.sheet(say.say("report_head.sheet_about"), heads)
    for stage in found.stages:
        sheet.add([stage_name(stage, say), say.say(f"stage_counts.{stage}")])
    for text in remarks(found, say):
        sheet.add(["", text])
    for name in ("ending_note", "offers_note"):
        sheet.add(["", say.say(f"report.{name}")])
    told = "; ".join(f"{name}={value}" for name, value in as_query(found.selection).items())
    sheet.add([say.say("report_head.selection"), told])
    sheet.add([say.say("report_head.made_on"), today.isoformat()])
    sheet.close()
