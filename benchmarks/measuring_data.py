"""Where the measuring data is, and its laws and patents as files that a user could have."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_RECORDS = "patentbridge/patent-records@1"


def measuring_data() -> Path | None:
    """Return the folder of the measuring data: PATENTBRIDGE_MEASURING_DATA, else `shared/data` beside the project."""
    named = os.environ.get("PATENTBRIDGE_MEASURING_DATA")
    folder = Path(named) if named else Path(__file__).parents[2] / "shared" / "data"
    return folder if folder.is_dir() else None


def lines(path: Path) -> Iterator[Any]:
    """Yield the objects of a .jsonl.gz file."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def write_laws(data: Path, folder: Path) -> int:
    """Write the laws as Markdown files, named as they are in the set; return how many."""
    count = 0
    for law in lines(data / "laws_zh" / "laws.jsonl.gz"):
        path = folder / f"{law['id'].removeprefix('law:')}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(law["text"], encoding="utf-8")
        count += 1
    return count


def write_patents(data: Path, path: Path) -> int:
    """Write the patents of the citation set as one file of records; return how many."""
    records = [_record(row) for row in lines(data / "retrieval" / "patsnap_citations_en" / "corpus.jsonl.gz")]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps({"format": _RECORDS, "records": records}, ensure_ascii=False), encoding="utf-8"
    )
    return len(records)


def _record(row: dict[str, str]) -> dict[str, Any]:
    owners = [name.partition("[IID")[0].strip() for name in row["assignee"].split(" | ")]
    return {
        "publication_number": row["id"],
        "jurisdiction": row["id"][:2],
        "language": "en",
        "titles": {"en": row["title"]},
        "abstracts": {"en": row["text"]} if row["text"] else {},
        "owners": [{"en": name} for name in owners if name],
        "ipc": [symbol.strip() for symbol in row["ipc"].split("|") if symbol.strip()],
        "publication_date": row["pub_date"] if re.fullmatch(r"\d{4}-\d\d-\d\d", row["pub_date"]) else None,
    }
