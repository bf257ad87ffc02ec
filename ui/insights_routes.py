"""The page of reports, for transfer officers and policy staff; for everybody else it does not exist."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.responses import Response
from markupsafe import Markup

from assistant.audit.types import Action, Subject
from assistant.phrases import phrases
from assistant.reporting.asked import NAMES, as_query, selection_of
from assistant.reporting.types import Selection
from assistant.topics import TopicKind
from knowledge.dates import add_months
from knowledge.errors import UsageError
from knowledge.types import Role
from ui.account_routes import Desk, Desks, status_of
from ui.downloads import attachment
from ui.insights_html import ReportView
from ui.officers import for_roles
from ui.strings import say

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST = 120
_UNANSWERED_MONTHS = 3
_TOLD = (TopicKind.TERM, TopicKind.IPC, TopicKind.POLICY)


_for_planners = for_roles(Role.OFFICER, Role.POLICY)


def add_insights_routes(app: FastAPI, desks: Desks) -> None:
    desks.add(app, "GET", "/insights", _for_planners(_page))
    desks.add(app, "GET", "/insights/xlsx", _for_planners(_xlsx))


def _asked(desk: Desk) -> Mapping[str, str]:
    return {name: desk.request.query_params.get(name, "")[:_LONGEST] for name in NAMES}


def _page(desk: Desk) -> Response:
    """Show the report; what cannot be selected is told above the usual one."""
    today, told = desk.services.today(), _asked(desk)
    try:
        selection, problem, status = selection_of(lambda name: told[name], today), Markup(), 200
    except UsageError as error:
        selection = selection_of(lambda name: "", today)
        problem, status = desk.problem(error), status_of(error)
    desk.note(Action.REPORT_SEEN, Subject.REPORT)
    view = ReportView(root=desk.root, language=desk.language, today=today)
    body = (
        desk.ways()
        + Markup('<h1>{}</h1><p class="pb-section-note">{}</p>').format(
            view.say("insights"), view.say("insights_note")
        )
        + problem
        + _counted(desk, view, selection, today)
        + _waiting(desk, view, selection, today)
        + _ending(desk, view, today)
    )
    return desk.page(say("insights", desk.language), body, status)


def _counted(desk: Desk, view: ReportView, selection: Selection, today: date) -> Markup:
    reports, reader = desk.services.reports, desk.account.reader
    query = as_query(selection)
    regions = reports.regions(reader, today)
    return view.selection(query, regions, urlencode(query)) + view.funnel(
        reports.funnel(reader, selection, today)
    )


def _waiting(desk: Desk, view: ReportView, selection: Selection, today: date) -> Markup:
    """Return what waits for an answer or a match, and what the register and the pool have to tell officers."""
    reports, reader = desk.services.reports, desk.account.reader
    since = add_months(today, 1 - _UNANSWERED_MONTHS)
    topics = desk.services.insights.topics(reader, since, without_answer=True)
    told = view.unanswered([one for one in topics if one.kind in _TOLD], _UNANSWERED_MONTHS)
    if desk.account.holds(Role.OFFICER):
        told += (
            view.unmatched(reports.unmatched(reader, today))
            + view.reminders(*reports.reminders(reader, today))
            + view.movements(reports.movements(reader, selection))
        )
    return told


def _ending(desk: Desk, view: ReportView, today: date) -> Markup:
    reports, reader = desk.services.reports, desk.account.reader
    return view.ending(reports.ending(reader, today)) + view.offers(*reports.offers(reader, today))


def _xlsx(desk: Desk) -> Response:
    from assistant.reporting.sheet_file import report_book  # takes a while to import

    today, told, reader = desk.services.today(), _asked(desk), desk.account.reader
    selection = selection_of(lambda name: told[name], today)
    reports = desk.services.reports
    coming, ended = reports.offers(reader, today)
    content = report_book(
        reports.funnel(reader, selection, today),
        reports.ending(reader, today),
        coming,
        ended,
        today,
        phrases(desk.language),
    )
    desk.note(Action.EXPORTED, Subject.REPORT)
    return attachment(content, "patentbridge-insights.xlsx", _XLSX)
