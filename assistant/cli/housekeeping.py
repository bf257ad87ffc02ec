"""library, doctor, reindex: what the library holds, whether it is in order, its indexes built anew."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli.console import Console
from assistant.cli.readers import reader_from
from assistant.cli.records import find_document, plain
from knowledge.disk import storing_in
from knowledge.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from assistant.wiring import Services


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
        mark = " (sample)" if row["sample"] else ""
        console.show(f"{row['document_id']}  {row['kind']:<7} {row['language']}  {row['title']}{mark}")
    console.note(f"{len(rows)} documents")
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
        console.show(f"{removed} documents removed; they no longer answer, old citations still open them")
    return 0


def _export(arguments: Namespace, services: Services, console: Console) -> int:
    if not arguments.out:
        raise UsageError("missing_option", option="--out FILE.jsonl")
    reader, path, count = reader_from(arguments.reader), Path(arguments.out), 0
    with storing_in(path), path.open("w", encoding="utf-8") as file:
        for document in services.catalogue.export(reader):
            file.write(json.dumps(plain(document), ensure_ascii=False) + "\n")
            count += 1
    if arguments.json:
        console.json({"exported": count, "file": str(path)})
    else:
        console.show(f"{count} documents written to {path}")
    return 0


def doctor(arguments: Namespace, services: Services, console: Console) -> int:
    """Compare the catalogue with both indexes; leave with 1 where something differs."""
    found = services.library.doctor()
    if arguments.json:
        console.json({"healthy": found.healthy, "complaints": list(found.complaints), **plain(found)})
    else:
        for one in found.audiences:
            console.show(
                f"{one.audience}: {one.documents} documents, {one.passages} passages; lexical index {one.lexical_passages}; "
                f"vectors {one.vectors} of {one.vectors_wanted}"
            )
        if not found.vectors_done:
            console.show(f"vectors are still being made for {found.documents_left} documents")
        for complaint in found.complaints:
            console.show(f"! {complaint}")
        console.show("in order" if found.healthy else "not in order: run `patentbridge reindex`")
    return 0 if found.healthy else 1


def reindex(arguments: Namespace, services: Services, console: Console) -> int:
    """Build both indexes anew from the catalogue."""
    services.library.reindex()
    if arguments.json:
        console.json({"reindexed": True})
    else:
        console.show("both indexes were built anew")
    return 0
