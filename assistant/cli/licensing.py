"""licences: contracts entered, changed and ended, what falls due and who saw to it, as the account or role that `--as` names."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from assistant.audit.types import Action
from assistant.cli.console import Console, new_file
from assistant.cli.readers import reader_from
from assistant.phrases import Phrases, phrases
from assistant.records import plain
from assistant.register.calendar_file import calendar_file
from assistant.register.reminders import AHEAD_MONTHS
from assistant.register.sheet_file import register_book, reminders_csv
from assistant.register.types import Agenda, Gap, Licence, Reminder
from assistant.register.words import (
    duty_words,
    gap_words,
    quiet_words,
    reminder_words,
    rhythm_words,
    state_code,
)
from assistant.register.written import contract_of, read_contract_file, told_contract
from knowledge.dates import add_months
from knowledge.disk import storing_in
from knowledge.types import Reader

if TYPE_CHECKING:
    from assistant.services import Services

_FILES = (".ics", ".xlsx", ".csv")


def licences(arguments: Namespace, services: Services, console: Console) -> int:
    """Carry out one action on the register."""
    reader = reader_from(arguments.reader, services.accounts)
    action: Callable[[Namespace, Reader, Services, Console], int] = {
        "list": _list,
        "add": _enter,
        "show": _show,
        "change": _change,
        "done": _done,
        "end": _end,
        "reminders": _reminders,
        "export": _export,
    }[arguments.action]
    return action(arguments, reader, services, console)


def _list(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    found = services.register.licences.list(reader)
    services.register.licences.note(reader, Action.LICENCE_SEEN, count=len(found))
    if arguments.json:
        console.json({"licences": [_told(one) for one in found]})
        return 0
    say = phrases(console.language)
    for one in found:
        contract = one.contract
        console.show(
            f"{one.licence_id}  {say.say(f'licence_state.{one.state}')}  {say.say(f'licence.{contract.licence_type}')}  "
            f"{contract.licensee}  {say.join([p.number for p in contract.patents])}  → {contract.term_end or '–'}"
        )
    console.note(console.word("licences", count=len(found)))
    return 0


def _enter(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    told = read_contract_file(console.path(arguments.file), arguments.file)
    return _shown(services.register.add(reader, contract_of(told)), arguments, reader, services, console)


def _show(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    return _shown(services.register.open(reader, arguments.licence), arguments, reader, services, console)


def _change(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    """Change what the file names; what was seen is the newest version."""
    before = services.register.licences.get(reader, arguments.licence)
    told = read_contract_file(console.path(arguments.file), arguments.file)
    contract = contract_of({**told_contract(before.contract), **told})
    changed = services.register.change(reader, arguments.licence, before.version, contract, arguments.reason)
    return _shown(changed, arguments, reader, services, console)


def _done(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    changed = services.register.see_to(
        reader,
        arguments.licence,
        arguments.reminder,
        services.today(),
        done=not arguments.undo,
        remark=arguments.remark,
    )
    return _shown(changed, arguments, reader, services, console)


def _end(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    store = services.register.licences
    version = store.get(reader, arguments.licence).version
    named = reader, arguments.licence, version
    if arguments.mistake:
        changed = store.mistaken(*named, arguments.reason)
    elif arguments.undo:
        changed = store.restore(*named, arguments.reason)
    else:
        changed = store.end(*named, arguments.on or services.today(), arguments.reason)
    return _shown(changed, arguments, reader, services, console)


# ── one licence ──────────────────────────────────────────────────────────────────────────────────────────


def _shown(
    licence: Licence, arguments: Namespace, reader: Reader, services: Services, console: Console
) -> int:
    agenda = services.register.agenda_of(reader, licence, services.today())
    steps = services.register.licences.steps(reader, licence.licence_id)
    say = phrases(console.language)
    if arguments.json:
        told = {
            **_told(licence),
            "reminders": [_reminder(one, agenda.today, say) for one in agenda.reminders],
            "gaps": [_gap(one, say) for one in agenda.gaps],
            "history": [
                {"number": step.number, "at": plain(step.at), "by": step.by, "act": str(step.act), "reason": step.reason, "about": step.about, "contract": told_contract(step.contract) if step.contract else None}
                for step in steps
            ],
        }  # fmt: skip
        console.json(told)
        return 0
    last = add_months(agenda.today, AHEAD_MONTHS)
    soon = agenda.until(last)
    later = len(agenda.reminders) - len(soon.reminders)
    more = [say.say("agenda.later", count=later, on=last)] if later else []
    gaps = [gap_words(gap, say) for gap in agenda.gaps]
    for line in (*_lines(licence, say), "", *_due_lines(soon, say), *more, *gaps):
        console.show(line)
    return 0


def _lines(licence: Licence, say: Phrases) -> list[str]:
    told = told_contract(licence.contract)
    lines = [f"{licence.licence_id}  {say.say(f'licence_state.{licence.state}')}  v{licence.version}"]
    for name, value in told.items():
        if name == "patents":
            value = say.join([one.number for one in licence.contract.patents])
        elif name == "licensors":
            value = say.join(licence.contract.licensors)
        elif name == "licence_type":
            value = say.say(f"licence.{licence.contract.licence_type}")
        elif name == "duties":
            continue
        lines.append(f"{say.say(f'register_head.{name}')}: {value}")
    duties = licence.contract.duties
    return [*lines, *(f"  {duty_words(one, say)}  {rhythm_words(one, say)}".rstrip() for one in duties)]


def _due_lines(agenda: Agenda, say: Phrases, *, names_licensee: bool = False) -> list[str]:
    lines = []
    for one in agenda.reminders:
        state = say.say(f"reminder_state.{state_code(one, agenda.today)}")
        whom = f"{one.licensee}  " if names_licensee else ""
        lines.append(f"{one.due}  {state}  {whom}{reminder_words(one, say)}  [{one.licence_id} {one.key}]")
    return lines


# ── what falls due ───────────────────────────────────────────────────────────────────────────────────────


def _reminders(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    """List what falls due; that nothing does is said too."""
    agenda, today = services.register.agenda(reader, services.today()), services.today()
    services.register.licences.note(reader, Action.LICENCE_SEEN, count=len(agenda.reminders))
    shown = agenda.due_on(arguments.on) if arguments.on else _until(arguments, agenda)
    say = phrases(console.language)
    asked = arguments.on or today
    following = agenda.next_after(asked)
    if arguments.json:
        told = {
            "today": today.isoformat(),
            "reminders": [_reminder(one, today, say) for one in shown],
            "nothing_due_on": None if agenda.due_on(asked) else asked.isoformat(),
            "next": _reminder(following, today, say) if following else None,
            "gaps": [_gap(one, say) for one in agenda.gaps],
        }
        console.json(told)
        return 0
    for line in _due_lines(Agenda(today=today, reminders=tuple(shown)), say, names_licensee=True):
        console.show(line)
    if not agenda.due_on(asked):
        console.show(quiet_words(asked, following, say))
    return 0


def _until(arguments: Namespace, agenda: Agenda) -> Sequence[Reminder]:
    last: date = arguments.until or add_months(agenda.today, AHEAD_MONTHS)
    return [one for one in agenda.reminders if one.due <= last and (arguments.all or not one.is_done)]


def _export(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    path = new_file(arguments, console, _FILES)
    register = services.register
    found, agenda = register.licences.list(reader), register.agenda(reader, services.today())
    say = phrases(console.language)
    names = {one.account_id: one.name for one in services.accounts.list()}
    if path.suffix.lower() == ".ics":
        content = calendar_file(agenda.reminders, say, made_at=datetime.now(UTC))
    elif path.suffix.lower() == ".csv":
        content = reminders_csv(agenda, names, say).encode("utf-8")
    else:
        content = register_book(found, agenda, names, say)
    register.licences.note(reader, Action.EXPORTED, count=len(found))
    with storing_in(path):
        path.write_bytes(content)
    if arguments.json:
        console.json({"file": arguments.out, "licences": len(found), "reminders": len(agenda.reminders)})
    else:
        console.note(console.word("licences_exported", file=arguments.out, count=len(agenda.reminders)))
    return 0


# ── as JSON ──────────────────────────────────────────────────────────────────────────────────────────────


def _told(licence: Licence) -> dict[str, Any]:
    return {
        "licence_id": licence.licence_id,
        "state": str(licence.state),
        "version": licence.version,
        "created_at": plain(licence.created_at),
        "updated_at": plain(licence.updated_at),
        "ended_on": plain(licence.ended_on),
        "contract": told_contract(licence.contract),
    }


def _reminder(one: Reminder, today: date, say: Phrases) -> dict[str, Any]:
    return {
        "licence_id": one.licence_id,
        "key": one.key,
        "kind": str(one.kind),
        "due": one.due.isoformat(),
        "state": state_code(one, today),
        "licensee": one.licensee,
        "text": reminder_words(one, say),
        "patent": one.patent,
        "done_by": one.tick.by if one.tick else None,
        "done_at": plain(one.tick.at) if one.tick else None,
        "settled_on": plain(one.settled_on),
    }


def _gap(gap: Gap, say: Phrases) -> dict[str, Any]:
    return {"kind": str(gap.kind), "licence_id": gap.licence_id, "text": gap_words(gap, say)}
