"""library, doctor, reindex: what the library holds, whether it is in order, its indexes built anew."""

from __future__ import annotations

import json
import os
from argparse import Namespace
from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING

from assistant.audit.types import Action, Details, Subject, event_of
from assistant.cli.console import Console
from assistant.cli.readers import reader_from
from assistant.cli.runs import find_run, list_set_aside, runs
from assistant.records import find_document, head_to_json, plain
from knowledge.disk import storing_in
from knowledge.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from assistant.search_models import ModelInUse
    from assistant.services import Services
    from knowledge.examination import Examination
    from knowledge.following import Indexed

_TOLD_EVERY_S = 5.0


def library(arguments: Namespace, services: Services, console: Console) -> int:
    """List, remove or export documents; list runs."""
    return {"list": _list, "remove": _remove, "export": _export, "runs": runs}[arguments.action](
        arguments, services, console
    )


def _list(arguments: Namespace, services: Services, console: Console) -> int:
    if arguments.set_aside:
        return list_set_aside(arguments, services, console)
    reader = reader_from(arguments.reader, services.accounts)
    rows = [head_to_json(head) for head in services.catalogue.heads(reader)]
    if arguments.json:
        console.json({"documents": rows})
        return 0
    for row in rows:
        mark = f" {console.word('sample')}" if row["sample"] else ""
        console.show(f"{row['document_id']}  {row['kind']:<7} {row['language']}  {row['title']}{mark}")
    console.note(console.word("documents", count=len(rows)))
    return 0


def _remove(arguments: Namespace, services: Services, console: Console) -> int:
    if not (arguments.documents or arguments.samples or arguments.file or arguments.run):
        raise UsageError("nothing_to_remove")
    ids = _named(arguments, services, console)
    removed = services.library.remove(ids, samples=arguments.samples, purge=arguments.purge)
    gone = Details(count=removed, seen=ids, reason="purged" if arguments.purge else "")
    services.audit.write(
        event_of(
            reader_from(arguments.reader, services.accounts), Action.REMOVED, Subject.LIBRARY, details=gone
        )
    )
    if arguments.json:
        console.json({"removed": removed, "purged": arguments.purge})
    else:
        console.show(console.word("purged" if arguments.purge else "removed", count=removed))
    return 0


def _named(arguments: Namespace, services: Services, console: Console) -> tuple[str, ...]:
    """Return the ids of the documents that are named, that the files gave, that the runs brought."""
    reader, catalogue, too = (
        reader_from(arguments.reader, services.accounts),
        services.catalogue,
        arguments.purge,
    )
    ids: list[str] = []
    for name in arguments.documents:
        head = find_document(name, catalogue, reader)
        if head is None:
            raise NotFoundError(name=name)
        ids.append(head.document_id)
    for name in arguments.file:
        places = dict.fromkeys((name, str(console.path(name)), os.path.realpath(console.path(name))))
        found = [
            one for place in places for one in catalogue.documents_of(reader, file=place, removed_too=too)
        ]
        if not found:
            raise NotFoundError(name=name)
        ids.extend(found)
    for name in arguments.run:
        run = find_run(name, catalogue, reader)
        ids.extend(catalogue.documents_of(reader, run_id=run.run_id, removed_too=too))
    return tuple(dict.fromkeys(ids))


def _export(arguments: Namespace, services: Services, console: Console) -> int:
    if not arguments.out:
        raise UsageError("missing_option", option="--out FILE.jsonl")
    reader, path, count = reader_from(arguments.reader, services.accounts), console.path(arguments.out), 0
    with storing_in(path), path.open("w", encoding="utf-8") as file:
        for document in services.catalogue.export(reader):
            file.write(json.dumps(plain(document), ensure_ascii=False) + "\n")
            count += 1
    services.audit.write(event_of(reader, Action.EXPORTED, Subject.LIBRARY, details=Details(count=count)))
    if arguments.json:
        console.json({"exported": count, "file": console.short(str(path))})
    else:
        console.show(console.word("exported", count=count, file=console.short(str(path))))
    return 0


def doctor(arguments: Namespace, services: Services, console: Console) -> int:
    """Compare the catalogue with both indexes, say which models search; leave with 1 where something differs."""
    found = services.library.doctor()
    models = services.search_models.examined()
    if arguments.json:
        told = [{"task": m.task, "name": m.name, "failure": m.failure and m.failure.code} for m in models]
        console.json(
            {"healthy": found.healthy, "complaints": list(found.complaints), **plain(found), "models": told}
        )
    else:
        _show_models(models, console)
        _show_examination(found, console)
    return 0 if found.healthy else 1


def _show_models(models: Sequence[ModelInUse], console: Console) -> None:
    from ui.strings import word_error

    for model in models:
        console.show(console.word(f"model.{model.task}", name=model.name))
        if model.failure is not None:
            console.show(
                console.word("model_failing", message=word_error(model.failure, console.language)[0])
            )
    if not any(model.task == "reranking" for model in models):
        console.show(console.word("no_reranker"))


def _show_examination(found: Examination, console: Console) -> None:
    for one in found.audiences:
        console.show(
            console.word(
                "examined",
                audience=one.audience,
                documents=one.documents,
                passages=one.passages,
                lexical=one.lexical_passages,
                vectors=one.vectors,
                wanted=one.vectors_wanted,
            )
        )
    left = sum(len(one.vectors_missing) for one in found.audiences)
    if left and not found.vectors_done:
        console.show(console.word("vectors_left", count=left))
    for complaint in found.complaints:
        console.show(f"! {complaint}")
    console.show(console.word("in_order" if found.healthy else "not_in_order"))


def reindex(arguments: Namespace, services: Services, console: Console) -> int:
    """Build both indexes anew from the catalogue, telling now and then how far it is."""
    services.library.reindex(_counting("indexed", console), _counting("embedded", console))
    if arguments.json:
        console.json({"reindexed": True})
    else:
        console.show(console.word("reindexed"))
    return 0


def _counting(key: str, console: Console) -> Indexed:
    """Return a listener that adds up and tells every few seconds."""
    total, told_at = 0, monotonic()

    def add(count: int) -> None:
        nonlocal total, told_at
        total += count
        if monotonic() - told_at >= _TOLD_EVERY_S:
            told_at = monotonic()
            console.note(console.word(key, count=total))

    return add
