"""library, doctor, reindex: what the library holds, whether it is in order, its indexes built anew."""

from __future__ import annotations

import json
from argparse import Namespace
from time import monotonic
from typing import TYPE_CHECKING

from assistant.cli.console import Console
from assistant.cli.readers import reader_from
from assistant.cli.records import find_document, plain
from knowledge.disk import storing_in
from knowledge.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from assistant.wiring import Services
    from knowledge.examination import Examination
    from knowledge.following import Indexed

_TOLD_EVERY_S = 5.0


def library(arguments: Namespace, services: Services, console: Console) -> int:
    """List, remove or export documents."""
    return {"list": _list, "remove": _remove, "export": _export}[arguments.action](
        arguments, services, console
    )


def _list(arguments: Namespace, services: Services, console: Console) -> int:
    reader = reader_from(arguments.reader)
    heads = services.catalogue.heads(reader)
    rows = [
        {"document_id": h.document_id, "kind": str(h.kind), "language": str(h.language), "audience": str(h.audience),
         "title": h.title, "source": h.source, "sample": h.sample, "synthetic": h.synthetic, "loaded_on": plain(h.loaded_on)}
        for h in heads
    ]  # fmt: skip
    if arguments.json:
        console.json({"documents": rows})
        return 0
    for row in rows:
        mark = f" {console.word('sample')}" if row["sample"] else ""
        console.show(f"{row['document_id']}  {row['kind']:<7} {row['language']}  {row['title']}{mark}")
    console.note(console.word("documents", count=len(rows)))
    return 0


def _remove(arguments: Namespace, services: Services, console: Console) -> int:
    reader = reader_from(arguments.reader)
    if not arguments.documents and not arguments.samples:
        raise UsageError("nothing_to_remove")
    ids: list[str] = []
    for name in arguments.documents:
        head = find_document(name, services.catalogue, reader)
        if head is None:
            raise NotFoundError(name=name)
        ids.append(head.document_id)
    removed = services.library.remove(ids, samples=arguments.samples)
    if arguments.json:
        console.json({"removed": removed})
    else:
        console.show(console.word("removed", count=removed))
    return 0


def _export(arguments: Namespace, services: Services, console: Console) -> int:
    if not arguments.out:
        raise UsageError("missing_option", option="--out FILE.jsonl")
    reader, path, count = reader_from(arguments.reader), console.path(arguments.out), 0
    with storing_in(path), path.open("w", encoding="utf-8") as file:
        for document in services.catalogue.export(reader):
            file.write(json.dumps(plain(document), ensure_ascii=False) + "\n")
            count += 1
    if arguments.json:
        console.json({"exported": count, "file": console.short(str(path))})
    else:
        console.show(console.word("exported", count=count, file=console.short(str(path))))
    return 0


def doctor(arguments: Namespace, services: Services, console: Console) -> int:
    """Compare the catalogue with both indexes; leave with 1 where something differs."""
    found = services.library.doctor()
    if arguments.json:
        console.json({"healthy": found.healthy, "complaints": list(found.complaints), **plain(found)})
    else:
        _show_examination(found, console)
    return 0 if found.healthy else 1


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
