"""A check of an evidence pack as JSON and as plain text: the outcome in; what `recheck` prints out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any
from unicodedata import category

from assistant.changed_facts import ChangedFact
from assistant.phrases import Phrases
from assistant.rechecking import CheckedStatement, Recheck
from assistant.replaced_words import CheckedCitation, Op, Piece, Successor
from knowledge.catalogue.codec import to_plain

_MARKS = {Op.SAME: ("", ""), Op.GONE: ("[-", "-]"), Op.NEW: ("{+", "+}")}


def recheck_to_json(done: Recheck) -> dict[str, Any]:
    """Return the object of `recheck --json`."""
    return {
        "still_true": done.still_true,
        "as_of": done.as_of.isoformat(),
        "answered_at": done.answered_at.isoformat(),
        "answered_as_of": done.answered_as_of.isoformat(),
        "question": done.question,
        "edited": list(done.edited),
        "same_library": done.same_library,
        "was_refused": done.was_refused,
        "is_refused": done.is_refused,
        "citations": [_citation(citation) for citation in done.citations],
        "statements": [_statement(statement) for statement in done.statements],
        "facts": [_fact(fact) for fact in done.facts],
        "now_also": list(done.now_also),
        "withheld": done.withheld,
        "cut": [cut.model_dump(mode="json") for cut in done.cut],
    }


def _citation(checked: CheckedCitation) -> dict[str, Any]:
    return {
        "marker": checked.marker,
        "document_id": checked.document_id,
        "title": checked.title,
        "label": checked.label,
        "outcome": str(checked.outcome),
        "now_in": to_plain(checked.now_in) if checked.now_in else None,
        "now_label": checked.now_label,
        "difference": [{"op": str(piece.op), "text": piece.text} for piece in checked.difference],
    }


def _statement(checked: CheckedStatement) -> dict[str, Any]:
    return {
        "text": checked.text,
        "markers": list(checked.markers),
        "row": checked.row,
        "standing": str(checked.standing),
        "facts": [_fact(fact) for fact in checked.facts],
    }


def _fact(fact: ChangedFact) -> dict[str, Any]:
    return {
        "document_id": fact.document_id,
        "title": fact.title,
        "what": str(fact.what),
        "before": fact.before,
        "now": fact.now,
        "on": fact.on.isoformat() if fact.on else None,
    }


def render_recheck(done: Recheck, say: Phrases) -> str:
    """Return the outcome as text for a terminal, without control characters: a pack comes from anywhere."""
    text = "\n\n".join("\n".join(lines) for lines in _parts(done, say) if lines)
    return "".join(c for c in text if c in "\n\t" or category(c) != "Cc")


def _parts(done: Recheck, say: Phrases) -> Iterator[list[str]]:
    yield [verdict(done, say), *notes(done, say)]
    yield [fact_line(fact, say) for fact in done.facts] or [say.say("recheck.no_change_of_facts")]
    yield [
        f"{say.say(f'recheck.standings.{s.standing}')}: {s.text}{''.join(f' [{m}]' for m in s.markers)}"
        for s in done.statements
    ]
    yield [line for citation in done.citations for line in _citation_lines(citation, say)]
    if done.now_also:
        yield [say.say("recheck.now_also"), *(f"+ {text}" for text in done.now_also)]


def verdict(done: Recheck, say: Phrases) -> str:
    return say.say("recheck.all_true" if done.still_true else "recheck.not_all_true")


def notes(done: Recheck, say: Phrases) -> list[str]:
    """Return what is to be known of the pack, the library and the question asked anew."""
    answered = f"{done.answered_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    found = [
        say.say("recheck.head", answered=answered, then=done.answered_as_of, now=done.as_of),
        say.say("recheck.library_same" if done.same_library else "recheck.library_other"),
    ]
    if done.edited:
        found.insert(0, say.say("recheck.edited", fields=say.join(list(done.edited))))
    if done.was_refused:
        found.append(say.say("recheck.refusal_changed" if done.refusal_changed else "recheck.refusal_stands"))
    elif done.is_refused:
        found.append(say.say("recheck.refused_now"))
    if done.withheld:
        found.append(say.say("recheck.withheld", count=done.withheld))
    return found


def fact_line(fact: ChangedFact, say: Phrases) -> str:
    """Return a changed fact as one line."""
    key = (
        "recheck.fact"
        if fact.before and fact.now
        else "recheck.fact_gone"
        if fact.before
        else "recheck.fact_new"
    )
    what = say.say(f"recheck.what.{fact.what}")
    line = say.say(key, title=fact.title, what=what, before=fact.before, now=fact.now)
    return line + (say.say("recheck.on", day=fact.on) if fact.on else "")


def where_now(checked: CheckedCitation, say: Phrases) -> str:
    """Return in which document and passage cited words, or what took their place, stand now; empty where nothing changed."""
    parts = [_successor(checked.now_in, say)] if checked.now_in else []
    if checked.now_label and checked.now_label != checked.label:
        parts.append(say.say("recheck.stands_at", label=checked.now_label))
    return say.join(parts)


def _successor(successor: Successor, say: Phrases) -> str:
    parts = [
        say.say("recheck.now_in_version", title=successor.title, version=successor.version)
        if successor.version
        else say.say("recheck.now_in", title=successor.title)
    ]
    if successor.effective_from:
        parts.append(say.say("recheck.in_force_from", day=successor.effective_from))
    if successor.loaded_on:
        parts.append(say.say("recheck.loaded_on", day=successor.loaded_on))
    return say.join(parts)


def _citation_lines(checked: CheckedCitation, say: Phrases) -> Iterator[str]:
    name = " · ".join(part for part in (checked.title, checked.label) if part)
    yield f"[{checked.marker}] {say.say(f'recheck.words.{checked.outcome}')}" + (f": {name}" if name else "")
    if where := where_now(checked, say):
        yield f"    {where}"
    if checked.difference:
        yield f"    {say.say('recheck.stands_there')}"
        yield f"    {_difference(checked.difference)}"


def _difference(pieces: tuple[Piece, ...]) -> str:
    """Write a difference as wdiff does: [-gone-], {+new+}."""
    marked = (f"{_MARKS[piece.op][0]}{piece.text}{_MARKS[piece.op][1]}" for piece in pieces)
    return " ".join("".join(marked).splitlines())
