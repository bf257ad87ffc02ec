"""pool: what is in it and why, marks of both sides, grades and rules, as the account or role that `--as` names."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from assistant.audit.types import Action, Details, Subject, event_of
from assistant.cli.console import Console
from assistant.cli.readers import reader_from
from assistant.pool.history import EventSelection
from assistant.pool.rules import read_rules, to_json
from assistant.pool.written import as_csv, as_xlsx, rows
from assistant.records import find_document, plain
from knowledge.disk import storing_in
from knowledge.errors import NotFoundError, UsageError
from knowledge.types import ANYONE, Reader, Role

if TYPE_CHECKING:
    from assistant.pool.entries import Entry
    from assistant.pool.types import PoolEvent
    from assistant.services import Services


def pool(arguments: Namespace, services: Services, console: Console) -> int:
    """Carry out one action on the pool."""
    reader = reader_from(arguments.reader, services.accounts)
    act = {
        "list": _list,
        "events": _events,
        "refresh": _refresh,
        "mark": _mark,
        "unmark": _mark,
        "ready": _ready,
        "grade": _grade,
        "override": _override,
        "rules": _rules,
    }[arguments.action]
    return act(arguments, reader, services, console)


def _document(arguments: Namespace, services: Services) -> str:
    """Return the public document that the user means. Raises NotFoundError."""
    head = find_document(arguments.patent, services.catalogue, ANYONE)
    if head is None:
        raise NotFoundError(name=arguments.patent)
    return head.document_id


# ── looking ──────────────────────────────────────────────────────────────────────────────────────────────


def _list(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    """List the pool: all of it for an officer, for everybody else what anyone may know and their own marks."""
    if arguments.as_of:
        return _past(arguments, reader, services, console)
    if not reader.holds(Role.OFFICER):
        return _public(reader, services, console, as_json=arguments.json)
    found = [
        entry
        for entry in services.pool.entries(reader, services.today())
        if arguments.tier in (None, entry.grade.tier)
    ]
    if arguments.out:
        return _export(arguments, reader, found, services, console)
    if arguments.json:
        console.json({"technologies": [entry_to_json(entry) for entry in found]})
        return 0
    for entry in found:
        console.show(_line(entry, console))
    console.note(_say("pool_count", console, count=len(found)))
    return 0


def _public(reader: Reader, services: Services, console: Console, *, as_json: bool) -> int:
    own = {key for mark in services.pool.marks.own(reader) for key in mark.keys}
    found = services.pool.licensable(reader, services.today())
    if as_json:
        told = [
            {"publication_number": one.number, "document_id": one.head.document_id, "title": one.head.title,
             "availability": str(one.status.availability), "interested": not own.isdisjoint(one.keys)}
            for one in found
        ]  # fmt: skip
        console.json({"technologies": told})
        return 0
    for one in found:
        mark = f"  ★ {_say('pool_mark', console)}" if not own.isdisjoint(one.keys) else ""
        console.show(f"{one.number}  {one.head.title}{mark}")
    console.note(_say("pool_count", console, count=len(found)))
    return 0


def _line(entry: Entry, console: Console) -> str:
    graded = entry.grade
    signs = [_say("pool_recognised", console)] if entry.recognised else []
    signs += [_say("pool_by_hand", console)] if graded.override else []
    told = (
        f"{graded.tier or '–'} {graded.points:>5g}  {entry.technology.number}  {entry.technology.head.title}"
    )
    return "  ★ ".join((told, *signs))


def _past(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    services.pool.refresh(services.today())
    found = services.pool.history.as_of(reader, arguments.as_of)
    if arguments.json:
        told = [{**_state(event), "entered": entered.isoformat()} for event, entered in found]
        console.json({"as_of": arguments.as_of.isoformat(), "technologies": told})
        return 0
    for event, entered in found:
        console.show(f"{event.state.tier or '–'}  {event.state.number}  {entered}")
    console.note(_say("pool_as_of_told", console, day=arguments.as_of, count=len(found)))
    return 0


def _export(
    arguments: Namespace, reader: Reader, found: list[Entry], services: Services, console: Console
) -> int:
    path = console.path(arguments.out)
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise UsageError("missing_option", option="--out FILE.xlsx|FILE.csv")
    language = arguments.lang or console.language

    def word(key: str) -> str:
        from ui.strings import say

        return say(key, language)

    table = rows(found, word, language)
    content = (
        as_csv(table).encode() if path.suffix.lower() == ".csv" else as_xlsx(table, word("pool"))
    )  # fmt: skip
    with storing_in(path):
        path.write_bytes(content)
    services.audit.write(
        event_of(reader, Action.EXPORTED, Subject.POOL, details=Details(count=len(found)))
    )  # fmt: skip
    if arguments.json:
        console.json({"exported": len(found), "file": console.short(str(path))})
    else:
        console.show(console.word("pool_exported", count=len(found), file=console.short(str(path))))
    return 0


def _events(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    services.pool.refresh(services.today())
    selection = EventSelection(kind=arguments.kind, since=arguments.since, until=arguments.until)
    found = services.pool.history.events(reader, selection, limit=max(1, arguments.count))
    if arguments.json:
        console.json({"events": [_event_to_json(event) for event in found]})
        return 0
    for event in found:
        why = ", ".join(_say(f"pool_reason.{reason}", console) for reason in event.reasons)
        told = _say(f"pool_event.{event.kind}", console)
        console.show(f"{event.day}  {told:<8}  {event.state.tier or '–'}  {event.state.number}  {why}")
    return 0


def _refresh(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    count = services.pool.refresh(services.today())
    if arguments.json:
        console.json({"events": count})
    else:
        console.show(console.word("pool_refreshed", count=count))
    return 0


def _grade(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    entry = services.pool.entry(reader, _document(arguments, services), services.today())
    if arguments.json:
        console.json(entry_to_json(entry))
        return 0
    graded = entry.grade
    console.show(f"{entry.technology.number}  {entry.technology.head.title}")
    console.show(_say(f"pool_class.{graded.pool_class}", console))
    key = "pool_grade_line" if graded.by_rules else "pool_grade_none"
    console.show(
        _say(key, console, version=graded.rules_version, points=f"{graded.points:g}", tier=graded.by_rules)
    )
    for one in graded.ingredients:
        known = _known(one.name, dict(one.values), console) if one.known else _say("pool_unknown", console)
        console.show(
            f"  {one.points:>4g}/{one.most:<3g} {_say(f'pool_part.{one.name}', console)}: {known}"
        )  # fmt: skip
    if graded.could_reach and graded.could_reach is not graded.by_rules:
        console.show(_say("pool_grade_could", console, tier=graded.could_reach))
    if graded.override:
        console.show(f"{_say('pool_by_hand', console)}: {graded.override.tier} – {graded.override.reason}")
    return 0


def _known(name: str, values: dict[str, Any], console: Console) -> str:
    if "availability" in values:
        values["availability"] = _say(f"pool_availability.{values['availability']}", console)
    return _say(f"pool_known.{name}", console, **values)


# ── deciding ─────────────────────────────────────────────────────────────────────────────────────────────


def _mark(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    document_id = _document(arguments, services)
    marks, wanted = services.pool.marks, arguments.action == "mark"
    if wanted:
        marks.want(reader, document_id, remark=arguments.remark, need_id=arguments.need)
    else:
        marks.unwant(reader, document_id)
    key = "pool_marked" if wanted else "pool_unmarked"
    return _done(arguments, console, key, {"document_id": document_id, "interested": wanted})


def _ready(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    document_id = _document(arguments, services)
    if arguments.take_back:
        services.pool.marks.unready(reader, document_id)
    else:
        services.pool.marks.ready(reader, document_id)
    key = "pool_unready" if arguments.take_back else "pool_ready"
    return _done(arguments, console, key, {"document_id": document_id, "ready": not arguments.take_back})


def _override(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    document_id = _document(arguments, services)
    if arguments.take_back:
        services.pool.overrides.take_back(reader, document_id)
        return _done(arguments, console, "pool_override_ended", {"document_id": document_id, "tier": None})
    if arguments.tier is None:
        raise UsageError("missing_option", option="--tier A|B|C")
    given = services.pool.overrides.give(reader, document_id, arguments.tier, arguments.reason)
    told = {"document_id": document_id, "tier": str(given.tier)}
    return _done(arguments, console, "pool_overridden", told, tier=given.tier)


def _done(
    arguments: Namespace, console: Console, key: str, told: dict[str, Any], **values: object
) -> int:  # fmt: skip
    if arguments.json:
        console.json(told)
    else:
        console.show(console.word(key, number=arguments.patent, **values))
    return 0


def _rules(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    services.pool.rules.versions(reader)  # shown to officers only
    rules = services.pool.rules.current()
    if arguments.file:
        path = console.path(arguments.file)
        with storing_in(path):
            text = path.read_text(encoding="utf-8", errors="replace")
        rules = services.pool.rules.set(reader, read_rules(text), arguments.reason)
        console.note(console.word("pool_rules_set", version=rules.version))
    told = json.dumps(to_json(rules), ensure_ascii=False, indent=2)
    console.show(told)
    return 0


# ── as JSON ──────────────────────────────────────────────────────────────────────────────────────────────


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """Return an entry for programs, with every ingredient of its grade."""
    graded = entry.grade
    return {
        "publication_number": entry.technology.number,
        "document_id": entry.document_id,
        "title": entry.technology.head.title,
        "in_pool": entry.is_in,
        "entered": plain(entry.entered),
        "class": str(graded.pool_class),
        "tier": plain(graded.tier),
        "tier_by_rules": plain(graded.by_rules),
        "could_reach": plain(graded.could_reach),
        "points": graded.points,
        "rules_version": graded.rules_version,
        "ingredients": plain(graded.ingredients),
        "override": None if graded.override is None else plain(graded.override.reason),
        "recognised": entry.recognised,
        "ready": entry.ready is not None,
        "enterprises": entry.state.wanted,
        "availability": str(entry.technology.status.availability),
    }


def _state(event: PoolEvent) -> dict[str, Any]:
    told: dict[str, Any] = plain(event.state)
    return {name: value for name, value in told.items() if name != "keys"}


def _event_to_json(event: PoolEvent) -> dict[str, Any]:
    return {
        "number": event.number,
        "day": event.day.isoformat(),
        "kind": str(event.kind),
        "reasons": [str(reason) for reason in event.reasons],
        **_state(event),
    }


def _say(key: str, console: Console, **values: object) -> str:
    from ui.strings import say

    return say(key, console.language, **values)
