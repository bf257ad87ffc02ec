"""ask, chat, search, show: questions in; answers, hits and records out."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from assistant.answering import turn_of
from assistant.audit.types import Action, Details, Subject, event_of
from assistant.cli.console import Console
from assistant.cli.filter_options import filters_from
from assistant.cli.readers import reader_from
from assistant.cli.render import render_answer
from assistant.serialise import answer_to_json, found_to_json
from assistant.types import EVERY_CONDITION, Answer, Question, Turn
from knowledge.errors import NotFoundError
from knowledge.types import Filters, Kind, Query

if TYPE_CHECKING:
    from assistant.services import Services

_ANYTHING = Filters()


def _answer(
    arguments: Namespace,
    text: str,
    services: Services,
    history: tuple[Turn, ...] = (),
    filters: Filters = _ANYTHING,
) -> Answer:
    question = Question(
        text=text,
        reader=reader_from(arguments.reader, services.accounts),
        as_of=arguments.as_of or services.today(),
        kinds=(arguments.kind,) if arguments.kind else None,
        history=history,
        filters=filters,
        without=(EVERY_CONDITION,) if arguments.no_filters else (),
    )
    for piece in services.ask(question):
        if isinstance(piece, Answer):
            return piece
    raise RuntimeError("an asker ended without an answer")


def ask(arguments: Namespace, services: Services, console: Console) -> int:
    """Answer one question."""
    filters = filters_from(arguments, as_of=arguments.as_of or services.today())
    answer = _answer(arguments, arguments.question, services, filters=filters)
    services.note_answer(reader_from(arguments.reader, services.accounts), answer)
    if arguments.pack:
        from assistant.cli.packs import export

        export(arguments, answer, services, console)
    if arguments.json:
        console.json(answer_to_json(answer))
    else:
        console.show(render_answer(answer))
    return 0


def chat(arguments: Namespace, services: Services, console: Console) -> int:
    """Talk until the input ends; every turn is kept in the history."""
    reader = reader_from(arguments.reader, services.accounts)
    conversation: str | None = None  # a talk without a question leaves nothing behind
    history: tuple[Turn, ...] = ()
    console.note(console.word("chat_hint"))
    while True:
        console.err.write("> ")
        console.err.flush()
        line = console.read_line()
        if not line:
            console.note("")  # the prompt has no line end of its own
        if not line or line.strip() in ("/quit", "/exit"):
            return 0
        if not line.strip():
            continue
        answer = _answer(arguments, line.strip(), services, history)
        conversation = conversation or services.history.create(reader.user)
        services.keep(conversation, reader, line.strip(), answer)
        history = (*history, turn_of(line.strip(), answer))
        console.show(render_answer(answer))


def search(arguments: Namespace, services: Services, console: Console) -> int:
    """Find passages."""
    reader = reader_from(arguments.reader, services.accounts)
    kinds = (arguments.kind,) if arguments.kind else (Kind.PATENT, Kind.POLICY, Kind.OTHER)
    filters = filters_from(arguments)
    query = Query(
        text=arguments.query, audiences=reader.audiences, kinds=kinds, filters=filters, k=arguments.k
    )
    hits = services.retriever.search(query) if arguments.query.strip() else ()
    found = Details(count=len(hits), seen=tuple(dict.fromkeys(hit.document.document_id for hit in hits)))
    services.audit.write(event_of(reader, Action.SEARCHED, details=found))
    if arguments.json:
        console.json(found_to_json(hits, filters))
        return 0
    if not hits:
        console.note(console.word("no_hits"))
    for hit in hits:
        console.show(f"{hit.rank:>3}  {hit.document.title} · {hit.passage.label}")
        console.show(f"     {' '.join(hit.passage.text.split())[:160]}")
    return 0


def show(arguments: Namespace, services: Services, console: Console) -> int:
    """Show a document's record."""
    from assistant.records import find_document, record_text, record_to_json

    reader = reader_from(arguments.reader, services.accounts)
    head = find_document(arguments.document, services.catalogue, reader)
    if head is None:
        raise NotFoundError(name=arguments.document)
    services.audit.write(event_of(reader, Action.OPENED, Subject.DOCUMENT, head.document_id))
    as_of = arguments.as_of or services.today()
    if arguments.json:
        console.json(record_to_json(head, services.catalogue, reader, as_of))
    else:
        console.show(record_text(head, services.catalogue, reader, as_of))
    return 0
