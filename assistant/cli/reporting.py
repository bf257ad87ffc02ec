"""insights: how technologies go from the pool to a licence, what ends and what waits, as the account or role that `--as` names."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from assistant.audit.types import Action, Subject, event_of
from assistant.cli.console import Console, new_file
from assistant.cli.readers import reader_from
from assistant.phrases import Phrases, phrases
from assistant.reporting.asked import as_query, selection_of
from assistant.reporting.sheet_file import report_book
from assistant.reporting.types import Counts, EndedOffer, Ending, Funnel, Selection, Unmatched
from assistant.reporting.words import group_name, remarks, stage_name
from knowledge.dates import add_months
from knowledge.disk import storing_in
from knowledge.types import PatentRecord, Reader, Role

if TYPE_CHECKING:
    from assistant.services import Services

_UNANSWERED_MONTHS = 3


def insights(arguments: Namespace, services: Services, console: Console) -> int:
    """Show the report, or write it as a workbook too."""
    reader, today = reader_from(arguments.reader, services.accounts), services.today()
    selection = selection_of(lambda name: str(getattr(arguments, name) or ""), today)
    reports = services.reports
    found = reports.funnel(reader, selection, today)
    ending, (coming, ended) = reports.ending(reader, today), reports.offers(reader, today)
    services.audit.write(event_of(reader, Action.REPORT_SEEN, Subject.REPORT))
    say = phrases(console.language)
    if arguments.out:
        path = new_file(arguments, console, (".xlsx",))
        with storing_in(path):
            path.write_bytes(report_book(found, ending, coming, ended, today, say))
        services.audit.write(event_of(reader, Action.EXPORTED, Subject.REPORT))
        console.note(console.word("insights_written", file=arguments.out))
    if arguments.json:
        console.json(
            {
                **_funnel(found),
                "ending": [_ending(one) for one in ending],
                "offers_ending": [_ending(one) for one in coming],
                "offers_ended": [_ended(one) for one in ended],
                "unanswered": _unanswered(reader, services),
                **_of_the_office(reader, selection, services),
            }
        )
        return 0
    for line in _lines(found, say):
        console.show(line)
    return 0


def _lines(found: Funnel, say: Phrases) -> list[str]:
    period = say.say("report.period", since=found.selection.since, until=found.selection.until)
    heads = [say.say(f"report_head.{name}") for name in ("within", "ever", "undated")]
    lines = [period]
    lines += [
        f"{stage_name(stage, say)}: "
        + ", ".join(
            f"{head} {counts[stage]}"
            for head, counts in zip(heads, (found.within, found.ever, found.undated), strict=True)
        )
        for stage in found.stages
    ]
    for title, rows in (
        (say.say("report_head.period"), [(row.name, row.counts) for row in found.periods]),
        (
            say.say(f"report_head.{found.selection.by}"),
            [(group_name(row.name, found.selection.by, say), row.counts) for row in found.groups],
        ),
    ):
        lines += ["", title]
        lines += [f"  {name}: {_told(counts, say)}" for name, counts in rows if any(counts.values())]
    return [*lines, "", *remarks(found, say)]


def _told(counts: Counts, say: Phrases) -> str:
    return say.join([f"{stage_name(stage, say)} {count}" for stage, count in counts.items() if count])


def _funnel(found: Funnel) -> dict[str, Any]:
    return {
        "selection": dict(as_query(found.selection)),
        "stages": [
            {
                "stage": str(stage),
                "within": found.within[stage],
                "ever": found.ever[stage],
                "undated": found.undated[stage],
            }
            for stage in found.stages
        ],
        "periods": [{"period": row.name, "counts": _plain(row.counts)} for row in found.periods],
        "groups": [{"name": row.name, "counts": _plain(row.counts)} for row in found.groups],
        "ungrouped": _plain(found.ungrouped),
        "left_out": found.left_out,
    }


def _plain(counts: Counts) -> dict[str, int]:
    return {str(stage): count for stage, count in counts.items()}


def _ending(one: Ending) -> dict[str, Any]:
    return {"last_day": one.day.isoformat(), **_patent(one.record, one.head.document_id), "status": str(one.status)}  # fmt: skip


def _ended(one: EndedOffer) -> dict[str, Any]:
    return {"day": one.day.isoformat(), "how": str(one.how), **_patent(one.record, one.head.document_id)}


def _patent(record: PatentRecord, document_id: str) -> dict[str, Any]:
    return {
        "publication_number": record.publication_number,
        "document_id": document_id,
        "title": record.titles[0].text if record.titles else None,
    }


def _unanswered(reader: Reader, services: Services) -> list[dict[str, Any]]:
    since = add_months(services.today(), 1 - _UNANSWERED_MONTHS)
    return [
        {"kind": str(topic.kind), "topic": topic.key, "askers": topic.askers}
        for topic in services.insights.topics(reader, since, without_answer=True)
    ]


def _of_the_office(reader: Reader, selection: Selection, services: Services) -> dict[str, Any]:
    """Return what officers alone may know; every submitted need is looked at first."""
    if not reader.holds(Role.OFFICER):
        return {}
    reports, today = services.reports, services.today()
    needs, moved = (
        reports.unmatched(reader, today, beside=False),
        reports.movements(reader, selection),
    )
    overdue, soon = reports.reminders(reader, today)
    return {
        "unmatched": {
            "submitted": needs.submitted,
            "needs": [_need(one) for one in needs.needs],
            "in_batches": needs.in_batches,
            "rows": [_need(one) for one in needs.rows],
        },
        "reminders": {"overdue": overdue, "within_three_months": soon},
        "pool": {
            "periods": [{"period": name, "counts": dict(counts)} for name, counts in moved.periods],
            "reasons": dict(moved.reasons),
        },
    }


def _need(one: Unmatched) -> dict[str, Any]:
    where: dict[str, Any] = {"need_id": one.need_id} if one.need_id else {"batch_id": one.batch_id, "number": one.number}  # fmt: skip
    return {**where, "enterprise": one.enterprise, "need": one.text}
