"""drafts: kept drafts, written, changed, reviewed and approved as the account or role that `--as` names; never sent."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.cli.console import Console
from assistant.cli.matching import wanted_from
from assistant.cli.readers import reader_from
from assistant.records import plain
from assistant.replaced_words import Op, Piece
from assistant.review.as_json import shown_to_json
from assistant.review.changes import PartChange, changes
from assistant.review.editing import Typed
from assistant.review.types import Difference, KeptDraft, NotHeld, OutOfDate
from knowledge.disk import storing_in
from knowledge.errors import UsageError
from knowledge.types import Reader

if TYPE_CHECKING:
    from assistant.services import Services

_WORD, _MARKDOWN, _EVIDENCE = ".docx", ".md", ".json"
_REFUSED = 2
_MARKS = {Op.SAME: "{}", Op.GONE: "[-{}-]", Op.NEW: "{{+{}+}}"}  # as wdiff and git do


def drafts(arguments: Namespace, services: Services, console: Console) -> int:
    """Carry out one action on drafts."""
    reader = reader_from(arguments.reader, services.accounts)
    action: Callable[[Namespace, Reader, Services, Console], int] = {
        "list": _list,
        "new": _new,
        "show": _show,
        "diff": _diff,
        "export": _export,
        "delete": _delete,
    }.get(arguments.action, _change)
    try:
        return action(arguments, reader, services, console)
    except NotHeld as error:
        return _told(error, "parts", error.reasons, arguments, console)
    except OutOfDate as error:
        told = [plain(one) for one in error.differences]
        return _told(error, "differences", told, arguments, console, _lines_of(error.differences))


def _list(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    states = (arguments.state,) if arguments.state else ()
    found = services.review.drafts.list(reader, states, mine=arguments.mine)
    if arguments.json:
        console.json({"drafts": [plain(draft) for draft in found]})
        return 0
    for draft in found:
        console.show(
            f"{draft.draft_id}  {draft.state:<9}  {draft.kind:<7}  {draft.language}  v{draft.version}  "
            f"{draft.publication_number}  {draft.enterprise or '–'}"
        )
    console.note(console.word("drafts", count=len(found)))
    return 0


def _new(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    draft = services.review.write(
        reader,
        arguments.what,
        services.review.patent(arguments.patent),
        arguments.lang,
        wanted=None if arguments.kept_need else wanted_from(arguments.need, console),
        need_id=arguments.kept_need,
        as_of=arguments.as_of,
    )
    return _state(draft, arguments, console)


def _change(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    """Change a draft or its state: what was seen is the newest version."""
    review, draft_id = services.review, arguments.draft
    version = review.drafts.get(reader, draft_id).version
    if arguments.action == "edit":
        typed = Typed(texts=dict(arguments.texts), entries=dict(arguments.entries))
        draft = review.edit(reader, draft_id, version, typed)
    elif arguments.action == "return":
        draft = review.drafts.give_back(reader, draft_id, version, arguments.remark)
    else:
        acts = {"submit": review.drafts.submit, "approve": review.approve, "rewrite": review.rewrite}
        draft = acts[arguments.action](reader, draft_id, version)
    return _state(draft, arguments, console)


def _delete(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    kept = services.review.drafts
    kept.delete(reader, arguments.draft, kept.get(reader, arguments.draft).version)
    if arguments.json:
        console.json({"deleted": arguments.draft})
    else:
        console.show(console.word("draft_deleted"))
    return 0


def _state(draft: KeptDraft, arguments: Namespace, console: Console) -> int:
    if arguments.json:
        console.json(plain(draft))
    else:
        console.show(f"{draft.draft_id}  {draft.state}  v{draft.version}")
    return 0


def _show(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    review, draft_id = services.review, arguments.draft
    if arguments.json:
        console.json(shown_to_json(review, reader, draft_id))
        return 0
    draft, steps = review.drafts.get(reader, draft_id), review.drafts.steps(reader, draft_id)
    approval = review.drafts.approval(reader, draft_id)
    differs = () if approval else review.differences(reader, draft_id)
    console.show(f"{draft.draft_id}  {draft.state}  v{draft.version}  {draft.publication_number}")
    for slot in review.shown(reader, draft_id).slots:
        console.show(f"{slot.name}: {slot.text}")
    names = review.names()
    for step in steps:
        remark = f": {step.remark}" if step.remark else ""
        console.show(
            f"{step.at:%Y-%m-%d %H:%M}  {names.get(step.by, step.by)}  {step.act} v{step.version}{remark}"
        )
    for line in _lines_of(differs):
        console.show(line)
    return 0


def _diff(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    kept = services.review.drafts
    newest = kept.version(reader, arguments.draft)
    since = arguments.since or newest.number - 1
    before = kept.version(reader, arguments.draft, since) if since else newest
    found = changes(before.content, newest.content)
    if arguments.json:
        told = [{"name": one.name, "by_hand": one.by_hand, "pieces": [plain(piece) for piece in one.pieces]} for one in found]  # fmt: skip
        console.json({"since": before.number, "version": newest.number, "changes": told})
        return 0
    for one in found:
        console.show(f"{_name(one)}: {''.join(map(_piece, one.pieces))}")
    return 0


def _name(change: PartChange) -> str:
    return f"({change.name})" if change.by_hand else change.name


def _piece(piece: Piece) -> str:
    return _MARKS[piece.op].format(piece.text)


def _export(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    path = console.path(arguments.out)
    if path.suffix.lower() not in (_WORD, _MARKDOWN, _EVIDENCE):
        raise UsageError("draft_export_format", file=arguments.out)
    if path.exists() and not arguments.force:
        raise UsageError("draft_exists", file=arguments.out)
    content = _file(path, reader, arguments.draft, services)
    with storing_in(path):
        path.write_bytes(content)
    if arguments.json:
        console.json({"draft_id": arguments.draft, "file": path.name})
    else:
        console.note(console.word("draft_written", file=path.name))
    return 0


def _file(path: Path, reader: Reader, draft_id: str, services: Services) -> bytes:
    if path.suffix.lower() == _EVIDENCE:
        return services.review.evidence(reader, draft_id).pack.encode()
    exported = services.review.exported(reader, draft_id)
    if path.suffix.lower() == _MARKDOWN:
        from assistant.drafting.markdown import draft_markdown

        return draft_markdown(exported).encode()
    from assistant.drafting.docx_file import draft_docx

    return draft_docx(exported, made_at=datetime.now(UTC))


def _told(
    error: UsageError,
    name: str,
    value: Any,
    arguments: Namespace,
    console: Console,
    lines: tuple[str, ...] = (),
) -> int:
    """Tell why something was refused, with every part of it."""
    from ui.strings import word_error

    message, hint = word_error(error, console.language)
    if arguments.json:
        console.json({"error": {"code": error.code, "message": message, "hint": hint, name: value}})
    else:
        console.note(f"patentbridge: {message}\n  {hint}")
        for line in lines or tuple(f"{part}: {reason}" for part, reason in value.items()):
            console.note(f"  {line}")
    return _REFUSED


def _lines_of(differences: tuple[Difference, ...]) -> tuple[str, ...]:
    return tuple(f"{one.kind} · {one.about}: {one.before} → {one.now}" for one in differences)
