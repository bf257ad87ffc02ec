"""The pages of batches as HTML: batches and what was read of their files in, markup out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from assistant.batch.batches import Batch, BatchState
from assistant.batch.need_rows import MOST_NEEDS
from assistant.batch.types import Column, ColumnUse, NeedRow, NeedsRead, SetAside
from assistant.drafting.types import DraftKind
from assistant.matching.scoring import Weights
from assistant.matching.types import ComponentName
from assistant.phrases import phrases
from knowledge.types import Language, Money
from ui.forms_html import field, form, join, section, select, upload
from ui.strings import say, word_reason

_SHOWN, _ASIDE_SHOWN = 10, 50
_LONGEST_NEED = 300
ACCEPTED = ".csv,.tsv,.tab,.txt,.xlsx,.xlsm,.json,.jsonl,.ndjson,.yaml,.yml"


def upload_form(root: str, language: Language, most: str) -> Markup:
    note = say("batch_file_note", language, most=most, needs=f"{MOST_NEEDS:,}")
    chosen = upload("file", say("batch_file", language), ACCEPTED, note)
    sent = form(f"{root}/batches", chosen, submit=say("batch_upload_submit", language), files=True)
    return section(say("batch_upload", language), sent)


def listed(root: str, batches: Sequence[Batch], language: Language) -> Markup:
    """Return all batches, each with its way."""
    if not batches:
        return Markup("<p>{}</p>").format(say("batches_none", language))
    heads = say("batches_columns", language).split("|")
    rows = join(
        _row(
            Markup('<a href="{}/batches/{}">{}</a>').format(root, batch.batch_id, batch.name),
            say("batch_done_of", language, done=batch.done, total=batch.total),
            say(f"batch_state.{batch.state}", language),
            f"{batch.created_at.astimezone():%Y-%m-%d %H:%M}",
        )
        for batch in batches
    )
    return _table(heads, rows, say("batches", language))


# ── one batch ────────────────────────────────────────────────────────────────────────────────────────────


def standing(root: str, batch: Batch, language: Language, *, refresh_s: int) -> Markup:
    """Return how far it is, and what can be done about it now. `refresh_s` 0: the page stays as it is."""
    told = say("batch_progress", language, done=batch.done, total=batch.total, failed=batch.failed)
    lines = [say(f"batch_state.{batch.state}", language), told]
    if batch.failure is not None:
        reason = word_reason(*batch.failure, language)
        lines.append(say("batch_failure", language, reason=reason))
    if batch.is_under_way and batch.done and batch.elapsed_s:
        pace = batch.elapsed_s / batch.done
        left = int(pace * (batch.total - batch.done))
        lines.append(say("batch_pace", language, pace=f"{pace:.1f}", left=f"{left // 60}:{left % 60:02d}"))
    if batch.is_under_way:
        key = "batch_refreshes" if refresh_s else "batch_stays"
        lines.append(say(key, language, seconds=refresh_s))
    bar = Markup('<progress class="pb-progress" value="{}" max="{}">{}</progress>').format(
        batch.done, batch.total, told
    )
    title = lines[0][:1].upper() + lines[0][1:]
    return section(title, bar, join(Markup("<p>{}</p>").format(line) for line in lines[1:]), _acts(root, batch, language))  # fmt: skip


def _acts(root: str, batch: Batch, language: Language) -> Markup:
    at = f"{root}/batches/{batch.batch_id}"
    if batch.is_under_way:
        return form(f"{at}/pause", submit=say("batch_pause", language), inline=True)
    if batch.state in (BatchState.PAUSED, BatchState.STOPPED):
        return form(f"{at}/go-on", submit=say("batch_go_on", language))
    return Markup()


def start(root: str, batch: Batch, weights: Weights, language: Language) -> Markup:
    """Return the form that starts it; of one that was started before, what it was matched with."""
    asked = batch.conditions
    names = [*map(str, DraftKind), "none"]
    drafts = [(name, say(f"batch_drafts.{name}", language)) for name in names]
    languages = [(name, say(f"batch_language.{name}", language)) for name in ("need", *map(str, Language))]
    chosen = str(asked.drafts or "none") if asked else str(DraftKind.SUMMARY)
    fields = (
        field("k", say("batch_k", language), kind="number", value=str(asked.k if asked else 5)),
        select("drafts", say("batch_drafts", language), drafts, chosen),
        select("lang", say("batch_language", language), languages, str((asked and asked.language) or "need")),
    )
    is_new = batch.state is BatchState.READY
    title = say("batch_start" if is_new else "batch_again", language)
    told = say("batch_weights", language, weights=_weights(weights, language))
    note = told if is_new else f"{say('batch_again_note', language)} {told}"
    sent = form(f"{root}/batches/{batch.batch_id}/start", *fields, submit=say("batch_start", language))
    return section(title, sent, note=note)


def _weights(weights: Weights, language: Language) -> str:
    say_of = phrases(language)
    return say_of.join(
        [f"{say_of.say(f'component.{name}')} {weights.points[name]:g}" for name in ComponentName]
    )


def results(root: str, batch: Batch, language: Language) -> Markup:
    """Return the ways to what there is; with what it was matched."""
    asked = batch.conditions
    if asked is None:
        return Markup()
    at = f"{root}/batches/{batch.batch_id}"
    links = join(
        Markup('<a href="{}/{}" download>{}</a>').format(at, path, say(key, language))
        for path, key in (("overview", "batch_overview"), ("zip", "batch_zip"))
    )
    conditions = say(
        "batch_conditions",
        language,
        as_of=asked.as_of,
        k=asked.k,
        drafts=say(f"batch_drafts.{asked.drafts or 'none'}", language),
        language=say(f"batch_language.{asked.language or 'need'}", language),
    )
    return section(
        say("batch_results", language),
        Markup('<p class="pb-ways">{}</p>').format(links),
        Markup("<p>{}</p>").format(conditions),
        note=say("batch_results_note", language),
    )


def delete(root: str, batch: Batch, language: Language) -> Markup:
    sent = form(f"{root}/batches/{batch.batch_id}/delete", submit=say("batch_delete", language), danger=True)
    return section(say("batch_delete", language), sent, note=say("batch_delete_note", language))


# ── what was read ────────────────────────────────────────────────────────────────────────────────────────


def preview(read: NeedsRead, language: Language) -> Markup:
    """Return what was taken of the file: its columns, its first needs, what was set aside."""
    told = say("batch_read_note", language, needs=len(read.rows), aside=len(read.set_aside))
    first = read.rows[:_SHOWN]
    heads = say("batch_need_columns", language).split("|")
    needs = _table(
        heads, join(_need(row, language) for row in first), say("batch_reading", language), " is-needs"
    )
    return section(
        say("batch_reading", language),
        Markup("<p>{}</p>").format(told),
        _set_aside(read.set_aside, language),
        Markup("<h3>{}</h3>").format(say("batch_columns", language)),
        _listed(_column(column, language) for column in read.columns),
        Markup("<h3>{}</h3>").format(say("batch_first", language, count=len(first))),
        needs,
    )


def _set_aside(aside: Sequence[SetAside], language: Language) -> Markup:
    if not aside:
        return Markup()
    lines = [_aside(one, language) for one in aside[:_ASIDE_SHOWN]]
    if len(aside) > _ASIDE_SHOWN:
        lines.append(say("batch_more", language, count=len(aside) - _ASIDE_SHOWN))
    return Markup("<h3>{}</h3>{}").format(say("batch_aside", language), _listed(lines))


def _aside(one: SetAside, language: Language) -> str:
    reason = word_reason(one.code, one.fields, language)
    return f"{one.sheet} · {reason}" if one.sheet else reason


def _column(column: Column, language: Language) -> str:
    name = f"{column.sheet} · {column.name}" if column.sheet else column.name
    told = phrases(language).say(f"overview.field.{column.field}") if column.use is ColumnUse.FIELD else ""
    return say(f"batch_column.{column.use}", language, name=name, field=told)


def _need(row: NeedRow, language: Language) -> Markup:
    wanted = row.wanted
    text = wanted.text if len(wanted.text) <= _LONGEST_NEED else f"{wanted.text[:_LONGEST_NEED]}…"
    budget = (
        phrases(language).show(wanted.budget) if isinstance(wanted.budget, Money) else wanted.budget or ""
    )
    unread = say("batch_unread", language, fields="; ".join(row.unread)) if row.unread else ""
    place = f"{row.sheet} {row.row}" if row.sheet else row.row
    return _row(row.number, place, wanted.enterprise, text, budget, unread)


def _listed(lines: Iterable[str]) -> Markup:
    return Markup('<ul class="pb-short">{}</ul>').format(
        join(Markup("<li>{}</li>").format(line) for line in lines)
    )


def _row(*cells: object) -> Markup:
    return Markup("<tr>{}</tr>").format(join(Markup("<td>{}</td>").format(cell) for cell in cells))


def _table(heads: Sequence[str], rows: Markup, label: str, look: str = "") -> Markup:
    names = join(Markup('<th scope="col">{}</th>').format(name) for name in heads)
    return Markup(
        '<div class="pb-wide" tabindex="0" role="region" aria-label="{}"><table class="pb-lines{}"><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>"
    ).format(label, look, names, rows)
