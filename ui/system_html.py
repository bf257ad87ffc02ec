"""The administrator's pages of the system as HTML: what was found in, markup out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from assistant.accounts.types import Account, Token
from assistant.operations.system import Backup, Findings, Health, ModelSetUp, ModelTest
from knowledge.catalogue.rows import RunRow
from knowledge.types import Language
from ui.accounts_html import listed, token_row, ways
from ui.forms_html import done, form, hidden, join, problem, section
from ui.strings import say, word_error

_PAGES = ("health", "models", "backup", "tokens")
_UNITS = ("B", "kB", "MB", "GB", "TB")
_MOST_RUNS = 10

_SYSTEM = "/admin/health"  # the way to all of these pages


def page(root: str, admin: Account, here: str, language: Language, told: Markup, *parts: Markup) -> Markup:
    """Return one of the pages, with the ways to the others."""
    links = join(
        Markup('<a href="{}/admin/{}"{}>{}</a>').format(
            root,
            name,
            Markup(' aria-current="page"') if name == here else Markup(),
            say(f"system_{name}", language),
        )
        for name in _PAGES
    )
    return (
        ways(root, admin, language, f"{root}{_SYSTEM}" if here == "health" else f"{root}{_SYSTEM}/{here}")
        + Markup('<h1>{}</h1><nav class="pb-ways" aria-label="{}">{}</nav>').format(
            say(f"system_{here}", language), say("system", language), links
        )
        + told
        + join(parts)
    )


def health(
    root: str, found: Health, runs: Sequence[RunRow], findings: Findings | None, language: Language
) -> tuple[Markup, ...]:
    """Return whether it is ready, what it takes, the last runs, and what an examination found."""
    lines = [
        say("system_memory", language, now=size(found.memory), most=size(found.most_memory)),
        say("system_disk", language, free=size(found.disk_free), total=size(found.disk_total), home=size(found.home_size)),
        say("system_database", language, name=found.database, revision=found.revision),
    ]  # fmt: skip
    versions = [f"{name} {number}" for name, number in found.versions]
    examine = form(f"{root}/admin/health", submit=say("system_examine", language))
    return (
        _standing(found, language),
        section(
            say("system_examine", language),
            *((_findings(findings, language),) if findings else ()),
            examine,
            note=say("system_examine_note", language),
        ),
        section(say("system_now", language), _rows(lines)),
        section(say("system_runs", language), _runs(runs, language)),
        section(say("system_versions", language), _rows(versions)),
    )


def _standing(found: Health, language: Language) -> Markup:
    def named(reasons: Iterable[str]) -> str:
        return listed([say(f"reason.{reason}", language) for reason in reasons], language)

    if found.reasons:
        return problem(say("system_not_ready", language, reasons=named(found.reasons)), "")
    ready = done(say("system_ready", language))
    if not found.behind:
        return ready
    behind = say("system_behind", language, reasons=named(found.behind))
    return ready + Markup('<p class="pb-section-note">{}</p>').format(behind)


def _findings(found: Findings, language: Language) -> Markup:
    counted = _rows(
        say(
            f"system_examined.{one.audience}",
            language,
            documents=one.documents,
            passages=one.passages,
            lexical=one.lexical_passages,
            vectors=one.vectors,
            wanted=one.vectors_wanted,
        )
        for one in found.audiences
    )
    if found.healthy:
        return done(say("system_in_order", language)) + counted
    complaints = listed(found.complaints, language)
    message = say("system_not_in_order", language, complaints=complaints)
    return problem(message, say("system_not_in_order_hint", language)) + counted


def _runs(runs: Sequence[RunRow], language: Language) -> Markup:
    if not runs:
        return Markup("<p>{}</p>").format(say("none_yet", language))
    return _rows(_run(run, language) for run in runs[:_MOST_RUNS])


def _run(run: RunRow, language: Language) -> str:
    told = say(
        "system_run",
        language,
        moment=f"{run.started_at.astimezone():%Y-%m-%d %H:%M}",
        added=run.added,
        replaced=run.replaced,
        unchanged=run.unchanged,
        set_aside=run.set_aside,
    )
    return told if run.finished_at else f"{told} · {say('system_run_open', language)}"


def models(
    root: str, held: Sequence[ModelSetUp], tests: Sequence[ModelTest], language: Language
) -> tuple[Markup, ...]:
    """Return what is set up, a button that tests it, and what the test found."""
    lines = [_model(one, language) for one in held]
    tasks = {one.task for one in held}
    lines += [say("models_no_chat", language)] * ("chat" not in tasks)
    lines += [say("models_no_reranker", language)] * ("reranking" not in tasks)
    test = form(f"{root}/admin/models", submit=say("models_test", language))
    return (
        section(say("system_models", language), _rows(lines), note=say("models_note", language)),
        section(
            say("models_test", language),
            join(_tested(one, language) for one in tests),
            test,
            note=say("models_test_note", language),
        ),
    )


def _model(one: ModelSetUp, language: Language) -> str:
    place = say("models_at", language, host=one.host) if one.host else say("models_inside", language)
    return f"{say(f'task.{one.task}', language)}: {one.name} · {place}"


def _tested(one: ModelTest, language: Language) -> Markup:
    task = say(f"task.{one.task}", language)
    if one.failure is None:
        return done(say("models_answered", language, task=task, name=one.name, seconds=f"{one.seconds:.1f}"))
    message, hint = word_error(one.failure, language)
    return problem(say("models_failed", language, task=task, name=one.name, message=message), hint)


def backups(
    root: str, held: Sequence[Backup], language: Language, *, may_take: bool, database: str
) -> tuple[Markup, ...]:
    """Return the backups, and the button that makes one; whoever may not see what is internal takes none along."""
    make = form(f"{root}/admin/backup", submit=say("backup_make", language))
    beside = database != "sqlite"
    notes = [say("backup_restore_note", language)]
    notes += [say("backup_only_officers", language)] * (not may_take)
    notes += [say("backup_postgresql", language)] * beside
    rows = join(_backup(root, one, language, may_take=may_take) for one in held)
    listed = (
        Markup('<ul class="pb-rows">{}</ul>').format(rows)
        if held
        else Markup("<p>{}</p>").format(say("none_yet", language))
    )
    told = join(Markup('<p class="pb-section-note">{}</p>').format(note) for note in notes)
    return (
        section(say("backup_make", language), make, note=say("backup_note", language)),
        section(say("backup_list", language), listed, told),
    )


def _backup(root: str, one: Backup, language: Language, *, may_take: bool) -> Markup:
    moment = f"{one.made_at.astimezone():%Y-%m-%d %H:%M:%S}"
    line = say("backup_line", language, moment=moment, size=size(one.size))
    if not one.has_catalogue:
        line = f"{line} · {say('backup_beside', language)}"
    take = (
        Markup('<a class="pb-act" href="{}/admin/backup/{}" aria-label="{}" download>{}</a>').format(
            root, one.name, say("backup_take_of", language, name=one.name), say("backup_take", language)
        )
        if may_take
        else Markup()
    )
    delete = form(
        f"{root}/admin/backup-delete", hidden("name", one.name), submit=say("backup_delete", language), danger=True, inline=True
    )  # fmt: skip
    return Markup("<li><p><strong>{}</strong></p><p>{}</p><div>{}{}</div></li>").format(
        one.name, line, take, delete
    )


def tokens(
    root: str, held: Sequence[tuple[Account, Sequence[Token]]], language: Language
) -> tuple[Markup, ...]:
    """Return everybody's tokens, by account."""
    sections = [
        section(owner.name, Markup('<ul class="pb-rows">{}</ul>').format(join(token_row(f"{root}/admin/token-revoke", one, language, hidden("account", owner.account_id)) for one in theirs)))
        for owner, theirs in held
        if theirs
    ]  # fmt: skip
    note = Markup('<p class="pb-section-note">{}</p>').format(say("system_tokens_note", language))
    return (note, *(sections or [Markup("<p>{}</p>").format(say("none_yet", language))]))


def size(count: int) -> str:
    """Return a number of bytes for people."""
    shown = float(count)
    for unit in _UNITS:
        if shown < 1000 or unit == _UNITS[-1]:
            return f"{shown:.0f} {unit}" if unit == _UNITS[0] else f"{shown:.1f} {unit}"
        shown /= 1000
    raise AssertionError("unreachable")


def _rows(lines: Iterable[str]) -> Markup:
    return Markup('<ul class="pb-rows">{}</ul>').format(
        join(Markup("<li>{}</li>").format(line) for line in lines)
    )
