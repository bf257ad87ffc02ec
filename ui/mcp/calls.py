"""Calls of tools carried out: checked arguments and whoever calls in; words and a JSON object out. Nothing is changed but the audit."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from assistant.audit.types import Action, Details, Event, Subject, event_of
from assistant.citations import Source, cite
from assistant.cli.render import render_answer
from assistant.matching.as_json import matches_to_json
from assistant.matching.requirements import read_need
from assistant.needs.types import Wanted
from assistant.records import find_document, record_to_json
from assistant.serialise import answer_to_json, citation_to_json
from assistant.types import Answer, Question
from assistant.understanding.languages import reply_language
from knowledge.errors import NotFoundError, UsageError
from knowledge.regions import region_named
from knowledge.rights.standing import AVAILABLE_NAMES
from knowledge.types import (
    DocumentHead,
    Filters,
    Hit,
    Kind,
    Language,
    PatentRecord,
    PolicyRecord,
    Query,
    Reader,
)
from ui.mcp import shapes
from ui.protocols import Services
from ui.strings import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a tool gives back: words for a model to read, and the same for a program."""

    text: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Whoever calls: the account as it stands in the audit, and as what it reads the library."""

    account: Reader
    reader: Reader


def run(services: Services, caller: Caller, name: str, arguments: shapes.Arguments) -> Told:
    """Carry a call out and write it into the audit. Raises PatentBridgeError."""
    return _Desk(services, caller, arguments.as_of or services.today()).run(name, arguments)


class _Desk:
    def __init__(self, services: Services, caller: Caller, as_of: date) -> None:
        self._services = services
        self._caller = caller
        self._as_of = as_of

    def run(self, name: str, arguments: Any) -> Told:
        steps: Mapping[str, Callable[[Any], Told]] = {
            "ask": self.ask,
            "search": self.search,
            "search_patents": self.search_patents,
            "search_policies": self.search_policies,
            "calculate": self.calculate,
            "match": self.match,
            "show_record": self.show_record,
            "list_documents": self.list_documents,
            **{of: partial(self.of_patents, of) for of in ("get_patent", "licence_terms", "compare")},
        }
        return steps[name](arguments)

    # ── answers ──────────────────────────────────────────────────────────────────────────────────────────

    def ask(self, wanted: shapes.Ask) -> Told:
        return self._answer(wanted.question, wanted.language, (wanted.kind,) if wanted.kind else None)

    def of_patents(self, name: str, wanted: shapes.GetPatent | shapes.LicenceTerms | shapes.Compare) -> Told:
        numbers = say("mcp.and", wanted.language).join(wanted.patents)
        return self._answer(say(f"mcp.{name}", wanted.language, patents=numbers), wanted.language)

    def calculate(self, wanted: shapes.Calculate) -> Told:
        named = [number for number in wanted.patents if number not in wanted.question]
        return self._answer(" ".join([*named, wanted.question]), wanted.language)

    def _answer(self, text: str, language: Language | None, kinds: tuple[Kind, ...] | None = None) -> Told:
        reader = self._caller.reader
        question = Question(text=text, reader=reader, as_of=self._as_of, language=language, kinds=kinds)
        answer = next((piece for piece in self._services.ask(question) if isinstance(piece, Answer)), None)
        if answer is None:
            raise RuntimeError("an asker ended without an answer")
        self._services.note_answer(self._caller.account, answer)
        return Told(text=render_answer(answer), content=answer_to_json(answer))

    # ── passages ─────────────────────────────────────────────────────────────────────────────────────────

    def search(self, wanted: shapes.Search) -> Told:
        kinds = wanted.kinds or (Kind.PATENT, Kind.POLICY, Kind.OTHER)
        return self._found(wanted.query, kinds, Filters(as_of=self._as_of), wanted.k)

    def search_patents(self, wanted: shapes.SearchPatents) -> Told:
        filters = Filters(
            **_narrowed(wanted),
            owners=wanted.owners,
            ipc=wanted.ipc,
            patent_types=wanted.patent_types,
            licence_types=wanted.licence_types,
            free_of_charge=wanted.free_of_charge,
            availabilities=AVAILABLE_NAMES if wanted.available else (),
            as_of=self._as_of,
        )
        return self._found(wanted.topic, (Kind.PATENT,), filters, wanted.k)

    def search_policies(self, wanted: shapes.SearchPolicies) -> Told:
        filters = Filters(**_narrowed(wanted), as_of=self._as_of)
        return self._found(wanted.topic, (Kind.POLICY,), filters, wanted.k)

    def _found(self, text: str, kinds: tuple[Kind, ...], filters: Filters, k: int) -> Told:
        query = Query(text=text, audiences=self._caller.reader.audiences, kinds=kinds, filters=filters, k=k)
        hits = self._services.retriever.search(query)
        self._note(_seen(self._caller.account, [hit.document for hit in hits]))
        return self._as_of_today({"hits": [_hit(hit) for hit in hits]})

    # ── technologies ─────────────────────────────────────────────────────────────────────────────────────

    def match(self, wanted: shapes.Match) -> Told:
        language = wanted.language or reply_language(wanted.need)
        need = read_need(Wanted(text=wanted.need), language=language)
        found = self._services.matching.match(need, self._as_of, k=wanted.k, reader=self._caller.reader)
        self._note(_seen(self._caller.account, [one.head for one in found]))
        return self._as_of_today(matches_to_json(need, found))

    # ── documents ────────────────────────────────────────────────────────────────────────────────────────

    def show_record(self, wanted: shapes.ShowRecord) -> Told:
        catalogue, reader = self._services.catalogue, self._caller.reader
        head = find_document(wanted.document, catalogue, reader)
        if head is None:
            raise NotFoundError(name=wanted.document)
        shown = record_to_json(head, catalogue, reader, self._as_of)
        if wanted.with_text:
            passages = catalogue.document_passages(head.document_id, reader)
            shown["passages"] = [
                {**part, "text": passage.text}
                for part, passage in zip(shown["passages"], passages, strict=True)
            ]
        self._note(event_of(self._caller.account, Action.OPENED, Subject.DOCUMENT, head.document_id))
        return self._as_of_today(shown)

    def list_documents(self, wanted: shapes.ListDocuments) -> Told:
        kinds = (wanted.kind,) if wanted.kind else None
        heads = self._services.catalogue.heads(self._caller.reader, kinds=kinds)
        shown = heads[wanted.offset : wanted.offset + wanted.limit]
        self._note(_seen(self._caller.account, shown))
        return self._as_of_today({"total": len(heads), "documents": [_row(head) for head in shown]})

    # ── what all share ───────────────────────────────────────────────────────────────────────────────────

    def _note(self, event: Event) -> None:
        self._services.audit.write(event)

    def _as_of_today(self, content: Mapping[str, Any]) -> Told:
        """Return an object with the day it holds for; its words are the object itself."""
        dated = {**content, "as_of": self._as_of.isoformat()}
        return Told(text=json.dumps(dated, ensure_ascii=False), content=dated)


def _narrowed(wanted: shapes.SearchPatents | shapes.SearchPolicies) -> dict[str, Any]:
    """Return the fields of a filter that patents and rules share. Raises UsageError(region_unknown)."""
    names = ("languages", "jurisdictions", "from_date", "to_date", "in_force_on")
    return {**{name: getattr(wanted, name) for name in names}, "regions": tuple(map(_region, wanted.regions))}


def _region(name: str) -> str:
    code = region_named(name)
    if code is None:
        raise UsageError("region_unknown", name=name)
    return code


def _seen(account: Reader, heads: Sequence[DocumentHead]) -> Event:
    ids = tuple(dict.fromkeys(head.document_id for head in heads))
    return event_of(account, Action.SEARCHED, details=Details(count=len(heads), seen=ids))


def _hit(hit: Hit) -> dict[str, Any]:
    """Return a passage with its place, as a citation of all its words."""
    source = Source(passage=hit.passage, document=hit.document)
    cited = citation_to_json(cite(source, 0, len(hit.passage.text), marker=hit.rank))
    return {"rank": hit.rank, "score": round(hit.score, 6), "coverage": round(hit.coverage, 4), **cited}


def _row(head: DocumentHead) -> dict[str, Any]:
    record = head.record
    return {
        "document_id": head.document_id,
        "kind": str(head.kind),
        "title": head.title,
        "language": str(head.language),
        "publication_number": record.publication_number if isinstance(record, PatentRecord) else None,
        "document_number": record.document_number if isinstance(record, PolicyRecord) else None,
        "sample": head.sample,
        "loaded_on": head.loaded_on.isoformat() if head.loaded_on else None,
    }
