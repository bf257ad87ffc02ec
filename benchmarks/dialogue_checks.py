"""Hold a turn of a dialogue against what it must resolve to: a turn and what was heard in, what is wrong about it out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.types import Answer, Plan
from knowledge.types import DocumentHead, PatentRecord, PolicyRecord

_NUMBER = re.compile(r"\b(?:[A-Z]{2}\d{9}[A-Z]\d?|WO\d{10}A\d|US\d{8}B\d|EP\d{7}[AB]\d)\b")
Turn = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One turn: how it was understood and what was answered."""

    plan: Plan
    answer: Answer

    @property
    def documents(self) -> tuple[str, ...]:
        """Return what it was about: as answered, else as understood."""
        return self.answer.document_ids or self.plan.document_ids

    @property
    def words(self) -> str:
        """Return all words of the answer: sentences, tables, quotes."""
        cells = (cell for table in self.answer.tables for row in table.rows for cell in row)
        return "\n".join([self.answer.text, *cells, *(c.quote for c in self.answer.citations)])


class Shelf:
    """Documents by the names that the dialogues give them: publication numbers and ids of policies."""

    def __init__(self, heads: Iterable[DocumentHead]) -> None:
        self._names = {head.document_id: _name(head) for head in heads}

    def names(self, documents: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._names.get(document, document) for document in documents))


def _name(head: DocumentHead) -> str:
    if isinstance(head.record, PatentRecord):
        return head.record.publication_number or head.title
    return head.record.policy_id if isinstance(head.record, PolicyRecord) else head.title


def wrong_of(turn: Turn, heard: Sequence[Heard], shelf: Shelf) -> Iterator[str]:
    """Yield what is wrong about the last turn; nothing where it was resolved right."""
    last = heard[-1]
    yield from _documents(turn, heard, shelf)
    yield from _sources(turn, last, shelf)
    yield from _asking(turn, last, shelf)
    yield from _understood(turn, last)
    yield from _conditions(turn, last)
    yield from _words(turn, last)


def _documents(turn: Turn, heard: Sequence[Heard], shelf: Shelf) -> Iterator[str]:
    about = set(shelf.names(heard[-1].documents))
    exactly = set(turn["is"]) if "is" in turn else None
    if "row" in turn:
        rows = _rows(heard[turn["row"]["turn"] - 1].answer)
        places = [n - 1 if n > 0 else n for n in turn["row"]["rows"]]
        exactly = {rows[n] for n in places if -len(rows) <= n < len(rows)} or {"a row that is not there"}
    if "option" in turn:
        exactly = _option(turn["option"], heard, shelf)
        if exactly and not any(_NUMBER.fullmatch(name) for name in exactly):
            about = exactly & set(_cited(heard[-1], shelf))
    if exactly is not None and about != exactly:
        yield f"about {sorted(about)}, not {sorted(exactly)}"
    if missing := set(turn.get("has", ())) - about:
        yield f"not about {sorted(missing)}"
    if "any" in turn and not about & set(turn["any"]):
        yield f"about none of {turn['any']}"
    if found := about & set(turn.get("lacks", ())):
        yield f"about {sorted(found)}"


def _rows(answer: Answer) -> list[str]:
    """Return the number that each row of its tables holds, in the order of the page."""
    found = (_NUMBER.search(" ".join(row)) for table in answer.tables for row in table.rows)
    return [match[0] if match else "" for match in found]


def _option(number: int, heard: Sequence[Heard], shelf: Shelf) -> set[str]:
    """Return what an option of the last question back stands for."""
    asked = next((h.answer.options for h in reversed(heard[:-1]) if h.answer.options), ())
    return set(shelf.names(asked[number - 1].document_ids)) if len(asked) >= number else {"no option"}


def _cited(heard: Heard, shelf: Shelf) -> tuple[str, ...]:
    return shelf.names(citation.document_id for citation in heard.answer.citations)


def _sources(turn: Turn, heard: Heard, shelf: Shelf) -> Iterator[str]:
    cited = _cited(heard, shelf)
    if missing := [name for name in turn.get("cites", ()) if name not in cited]:
        yield f"does not cite {missing} but {list(cited)}"
    if "cites_any" in turn and not set(cited) & set(turn["cites_any"]):
        yield f"cites none of {turn['cites_any']} but {list(cited)}"
    if found := [name for name in turn.get("cites_not", ()) if name in cited]:
        yield f"cites {found}"
    if turn.get("nothing") and (cited or heard.documents):
        yield "speaks of documents"


def _asking(turn: Turn, heard: Heard, shelf: Shelf) -> Iterator[str]:
    """Say whether it asked back where it should, with two to four options, and nowhere else."""
    options, wanted = heard.answer.options, turn.get("asks")
    if not wanted:
        if options:
            yield f"asks back: {[option.label for option in options]}"
        return
    if not 2 <= len(options) <= 4:
        yield f"asks back with {len(options)} options"
    elif wanted is not True and {n for o in options for n in shelf.names(o.document_ids)} != set(wanted):
        yield f"asks back: {[option.label for option in options]}"


def _understood(turn: Turn, heard: Heard) -> Iterator[str]:
    plan, answer = heard.plan, heard.answer
    if "intent" in turn and answer.intent not in turn["intent"]:
        yield f"intent {answer.intent}"
    if missing := set(turn.get("facets", ())) - set(plan.facets):
        yield f"does not ask for {sorted(missing)}"
    if "year" in turn and answer.as_of.year != turn["year"]:
        yield f"as of {answer.as_of}"
    if "as_of" in turn and answer.as_of.isoformat() != turn["as_of"]:
        yield f"as of {answer.as_of}"
    if "refused" in turn and answer.refused is not turn["refused"]:
        yield "refused" if answer.refused else "not refused"
    if "lang" in turn and answer.language != turn["lang"]:
        yield f"answered in {answer.language}"


def _conditions(turn: Turn, heard: Heard) -> Iterator[str]:
    applied = [condition for condition in heard.answer.conditions if not condition.off]
    for field, values in turn.get("where", {}).items():
        found = [condition.value for condition in applied if condition.field == field]
        if sorted(found) != sorted(values):
            yield f"{field} is {found}"
    if found := sorted({c.field for c in applied} & set(turn.get("gone", ()))):
        yield f"still narrowed by {found}"


def _words(turn: Turn, heard: Heard) -> Iterator[str]:
    words = heard.words.casefold()
    for alternatives in turn.get("says", ()):
        if not any(one.casefold() in words for one in alternatives):
            yield f"does not say {' or '.join(alternatives)}"
    for alternatives in turn.get("not", ()):
        if any(one.casefold() in words for one in alternatives):
            yield f"says {' or '.join(alternatives)}"
