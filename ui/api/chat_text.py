"""An answer as a chat shows it: an Answer in; Markdown with its markers and sources, and annotations that point at them, out.

Words of documents are shown without links, images and HTML: whoever shows the chat may render them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from threading import Lock
from typing import Any

from assistant.answering import markdown
from assistant.drafting.sources import source_head, source_notes
from assistant.markup import words_only
from assistant.phrases import phrases
from assistant.types import Answer, Citation, Statement, Table, Turn
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Passage
from ui.strings import say

_MARKER = lazy_pattern(r"\[(\d{1,3})\]")
_MOST_TURNS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    text: str
    annotations: tuple[Mapping[str, Any], ...] = ()


def written(answer: Answer, passages: Iterable[Passage], address: Callable[[str], str]) -> Written:
    """Write an answer; `passages` are those that it quotes, `address` makes an address of a page of ours of a path."""
    starts = {passage.passage_id: passage.start for passage in passages}
    places = {c.marker: address(_place(c, starts)) for c in answer.citations}
    body = "\n\n".join(part for part in (_said(answer.statements), *map(_table, answer.tables)) if part)
    notes = "\n".join(f"> {words_only(warning)}" for warning in answer.warnings)
    day = say("as_of", answer.language, day=answer.as_of)
    parts = (body, notes, _sources(answer, places), day)
    annotations = tuple(_annotations(body, answer.citations, places))
    return Written(text="\n\n".join(part for part in parts if part), annotations=annotations)


def _place(citation: Citation, starts: Mapping[str, int]) -> str:
    """Return where the quote is shown in its document."""
    start = citation.start - starts.get(citation.passage_id, citation.start)
    shown = f"?from={start}&to={start + len(citation.quote)}#pb-mark" if citation.passage_id in starts else ""
    return f"passages/{citation.passage_id}{shown}"


def _said(statements: Iterable[Statement]) -> str:
    return markdown(tuple(replace(one, text=words_only(one.text)) for one in statements))


def _table(table: Table) -> str:
    rows = [table.columns, ("---",) * len(table.columns), *table.rows]
    lines = [f"| {' | '.join(map(_cell, row))} |" for row in rows]
    return "\n".join([f"**{words_only(table.title)}**", "", *lines] if table.title else lines)


def _cell(text: str) -> str:
    return " ".join(words_only(text).split()).replace("|", "\\|")


def _sources(answer: Answer, places: Mapping[int, str]) -> str:
    words = phrases(answer.language)
    lines = []
    for citation in answer.citations:
        head = words_only(source_head(citation)).replace("[", "(").replace("]", ")")
        notes = "".join(f" ({note})" for note in source_notes(citation, words))
        quote = " ".join(words_only(citation.quote).split())
        lines.append(f"- [{citation.marker}] [{head}]({places[citation.marker]}){notes}: “{quote}”")
    return "\n".join([f"**{say('sources', answer.language)}**", "", *lines]) if lines else ""


def _annotations(
    body: str, citations: Iterable[Citation], places: Mapping[int, str]
) -> Iterator[Mapping[str, Any]]:
    cited = {citation.marker: citation for citation in citations}
    for found in _MARKER.finditer(body):
        if citation := cited.get(int(found[1])):
            told = {
                "start_index": found.start(),
                "end_index": found.end(),
                "title": words_only(citation.title),
                "url": places[citation.marker],
                "marker": citation.marker,
                "quote": words_only(citation.quote),
                "document_id": citation.document_id,
            }
            yield {"type": "url_citation", "url_citation": told}


class RememberedTurns:
    """What answers were about, by who got them and their words; the longest unused are forgotten. Safe to use from several threads."""

    def __init__(self, most: int = _MOST_TURNS) -> None:
        self._most = most
        self._lock = Lock()
        self._turns: OrderedDict[tuple[str, bytes], Turn] = OrderedDict()

    def keep(self, owner: str, question: str, said: str, turn: Turn) -> None:
        with self._lock:
            self._turns[owner, _digest(question, said)] = turn
            while len(self._turns) > self._most:
                self._turns.popitem(last=False)

    def get(self, owner: str, question: str, said: str) -> Turn | None:
        """Return what the answer with these words was about; None where no such answer was given to that account."""
        with self._lock:
            key = owner, _digest(question, said)
            if key in self._turns:
                self._turns.move_to_end(key)
            return self._turns.get(key)


def _digest(question: str, said: str) -> bytes:
    return sha256(f"{len(question)}:{question}{said.strip()}".encode("utf-8", "replace")).digest()
