"""The audit as HTML: lines in, a table with its selection, exports and further pages out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from markupsafe import Markup

from assistant.accounts import moments
from assistant.accounts.types import Account
from assistant.audit.types import Action, Line
from knowledge.types import Language
from ui.accounts_html import ways
from ui.forms_html import form, join
from ui.strings import TEXTS, say

_MOST_LISTED = 3  # ids that are shown as they are


def page(
    root: str,
    admin: Account,
    lines: Sequence[Line],
    names: Mapping[str, str],
    language: Language,
    *,
    told: Markup,
    query: Mapping[str, str],
    more: bool,
) -> Markup:
    """Return one page of lines, newest first. `names` are those of accounts by id; `more`: there are older ones."""
    return (
        ways(root, admin, language, f"{root}/admin/audit")
        + Markup('<h1>{}</h1>{}<p class="pb-section-note">{}</p>').format(
            say("audit", language), told, say("audit_note", language)
        )
        + _selection(root, query, language)
        + _ways_out(root, query, language)
        + (
            _table(lines, names, language)
            if lines
            else Markup("<p>{}</p>").format(say("audit_none", language))
        )
        + (_older(root, query, lines, language) if more else Markup())
    )


def _selection(root: str, query: Mapping[str, str], language: Language) -> Markup:
    actions = join(
        Markup('<option value="{}"{}>{}</option>').format(
            action,
            Markup(" selected") if action == query["action"] else Markup(),
            say(f"action.{action}", language),
        )
        for action in Action
    )
    return Markup(
        '<form class="pb-form pb-selection" method="get" action="{}/admin/audit">'
        '<label>{}<input name="who" value="{}" maxlength="80"></label>'
        '<label>{}<select name="action"><option value="">{}</option>{}</select></label>'
        '<label>{}<input type="date" name="since" value="{}"></label><label>{}<input type="date" name="until" value="{}"></label>'
        '<button type="submit" class="pb-act is-primary">{}</button></form>'
    ).format(
        root,
        say("audit_who", language),
        query["who"],
        say("audit_action", language),
        say("audit_any", language),
        actions,
        say("audit_since", language),
        query["since"],
        say("audit_until", language),
        query["until"],
        say("audit_show", language),
    )


def _ways_out(root: str, query: Mapping[str, str], language: Language) -> Markup:
    asked = urlencode({name: value for name, value in query.items() if value})
    links = join(
        Markup('<a href="{}/admin/{}?{}" download>{}</a>').format(root, path, asked, say(key, language))
        for path, key in (("audit-csv", "audit_csv"), ("audit-jsonl", "audit_jsonl"))
    )
    check = form(f"{root}/admin/audit", submit=say("audit_check", language), inline=True)
    return Markup('<div class="pb-ways">{}{}</div>').format(links, check)


def _table(lines: Sequence[Line], names: Mapping[str, str], language: Language) -> Markup:
    heads = join(
        Markup("<th scope='col'>{}</th>").format(name) for name in say("audit_columns", language).split("|")
    )
    rows = join(_row(line, names, language) for line in lines)
    return Markup(
        '<div class="pb-wide" tabindex="0" role="region" aria-label="{}"><table class="pb-lines pb-audit"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(say("audit", language), heads, rows)


def _row(line: Line, names: Mapping[str, str], language: Language) -> Markup:
    who = names.get(line.actor, line.actor) or "–"
    subject = _word("subject", line.subject, language) if line.subject else ""
    what = " ".join(filter(None, (subject, names.get(line.subject_id, line.subject_id))))
    details = join(_detail(name, value, language) for name, value in line.details.items())
    cells = (
        _moment(line.at),
        who,
        _word("action", line.action, language),
        what,
        _word("outcome", line.outcome, language),
        details,
    )
    return Markup("<tr>{}</tr>").format(join(Markup("<td>{}</td>").format(cell) for cell in cells))


def _detail(name: str, value: object, language: Language) -> Markup:
    """Return one of a line's details; a long list of ids behind its number."""
    told = _word("detail", name, language)
    if isinstance(value, list) and len(value) > _MOST_LISTED:
        return Markup("<details><summary>{} {}</summary>{}</details>").format(told, len(value), _shown(value))
    return Markup("<span>{} {}</span> ").format(told, _shown(value))


def _word(kind: str, value: str, language: Language) -> str:
    """Return the word for a value; a value that somebody put in by hand is shown as it is."""
    key = f"{kind}.{value}"
    return say(key, language) if key in TEXTS else value


def _moment(text: str) -> str:
    try:
        return moments.read(text).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    except ValueError:
        return text


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _older(root: str, query: Mapping[str, str], lines: Sequence[Line], language: Language) -> Markup:
    asked = {name: value for name, value in query.items() if value} | {"before": str(lines[-1].number)}
    return Markup('<p><a href="{}/admin/audit?{}">{}</a></p>').format(
        root, urlencode(asked), say("audit_older", language)
    )
