"""What the readers make of real files: `python -m benchmarks.read_formats [--json]` prints the table per format and the bars."""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.measuring_data import measuring_data

_LIST = Path(__file__).parent / "formats" / "files.tsv"
_LABELS = Path(__file__).parent / "formats" / "policy_labels.tsv"


@dataclass(slots=True, kw_only=True)
class FileResult:
    """What one file gave. `found` counts, over its patents, which fields are filled."""

    file: str
    role: str
    records: int = 0
    passages: int = 0
    titles: list[str] = field(default_factory=list)
    found: dict[str, int] = field(default_factory=dict)
    policy: dict[str, str] = field(default_factory=dict)
    reason: str | None = None
    detail: str = ""
    notes: list[str] = field(default_factory=list)
    well_formed: bool | None = None  # of XML: whether a plain parser takes it
    complete: bool = False  # a patent with number, title and claims or abstract
    seconds: float = 0.0


def roles() -> dict[str, str]:
    """Return what each file is, as written down before any reader ran: path → role."""
    with _LIST.open(encoding="utf-8", newline="") as stream:
        return {row["file"]: row["role"] for row in csv.DictReader(stream, delimiter="\t")}


def read_one(folder: Path, name: str, role: str) -> FileResult:
    """Read one file as the library would, and say what came of it."""
    from knowledge.errors import ReadError
    from knowledge.readers import read_file

    result = FileResult(file=name, role=role, well_formed=_well_formed(folder / name))
    start = time.monotonic()
    try:
        for document in read_file(folder / name):
            _count(result, document)
    except ReadError as error:
        result.reason = error.code
        result.detail = ", ".join(f"{k}={v}" for k, v in error.fields.items() if k != "file")[:120]
    result.seconds = round(time.monotonic() - start, 3)
    return result


def _count(result: FileResult, document: Any) -> None:
    from knowledge.types import PassageKind, PatentRecord, PolicyRecord

    record, kinds = document.record, Counter(section.kind for section in document.sections)
    result.records += record is not None
    result.passages += len(document.sections)
    result.titles.append(document.title)
    result.notes += [f"{note.kind}" for note in document.notes]
    if isinstance(record, PatentRecord):
        filled = {
            "number": bool(record.publication_number or record.application_number),
            "title": bool(record.titles and record.titles[0].text.strip()),
            "abstract": bool(record.abstracts),
            "claims": kinds[PassageKind.CLAIM] > 0,
            "description": kinds[PassageKind.PARAGRAPH] > 0,
            "dates": any((record.filing_date, record.publication_date, record.grant_date, record.priority_date)),
        }  # fmt: skip
        for name, has in filled.items():
            result.found[name] = result.found.get(name, 0) + has
        whole = filled["number"] and filled["title"] and (filled["claims"] or filled["abstract"])
        result.complete = result.complete or whole
    if isinstance(record, PolicyRecord) and not result.policy:
        result.policy = {
            "title": record.title,
            "document_number": record.document_number or "",
            "date_issued": record.date_issued.isoformat() if record.date_issued else "",
            "effective_from": record.effective_from.isoformat() if record.effective_from else "",
            "effective_to": record.effective_to.isoformat() if record.effective_to else "",
        }


def _well_formed(path: Path) -> bool | None:
    if path.suffix.lower() != ".xml" or not path.stat().st_size:
        return None
    from lxml import etree

    try:
        etree.parse(str(path), etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True))
    except etree.XMLSyntaxError:
        return False
    return True


def table(results: Sequence[FileResult]) -> list[dict[str, Any]]:
    """Sum the results up per folder of the set, one row each."""
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for result in results:
        row = rows[result.file.split("/")[0]]
        row["files"] += 1
        row["read"] += result.reason is None
        row["set_aside"] += result.reason is not None
        row["records"] += result.records
        row["passages"] += result.passages
        row.update(result.found)
    names = ("files", "read", "set_aside", "records", "number", "title", "abstract", "claims", "description", "dates", "passages")  # fmt: skip
    return [
        {"format": name, **{column: row[column] for column in names}} for name, row in sorted(rows.items())
    ]


def bars(results: Sequence[FileResult]) -> dict[str, Any]:
    """Return the figures that the bars name, each with what it counts."""
    patents = [r for r in results if r.role == "patent" and r.well_formed is not False]
    refused = [r for r in results if r.well_formed is False]
    crashed = [r for r in results if r.reason == "reader_failed"]
    return {
        "patents_complete": f"{sum(r.complete for r in patents)}/{len(patents)}",
        "patents_incomplete": [r.file for r in patents if not r.complete],
        "refused_by_a_plain_parser": {r.file: r.reason or f"read, {r.records} records" for r in refused},
        "policies": policy_bars(results),
        "reader_failed": [r.file for r in crashed],
        "slowest_s": max((r.seconds for r in results), default=0.0),
    }


_LABELLED = {
    "document_number": "number",
    "date_issued": "issued",
    "effective_from": "effective_from",
    "effective_to": "effective_to",
}


def policy_bars(results: Sequence[FileResult]) -> dict[str, str]:
    """Compare the policies with their labels: how many of what a page shows is found, and what was found beside it."""
    by_file = {result.file: result for result in results}
    with _LABELS.open(encoding="utf-8", newline="") as stream:
        labels = [row for row in csv.DictReader(stream, delimiter="\t") if row["file"] in by_file]
    right: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    invented: list[str] = []
    for label in labels:
        result = by_file[label["file"]]
        if label["title_hash"]:
            shown["title"] += 1
            right["title"] += title_hash(result.policy.get("title", "")) == label["title_hash"]
        for name, column in _LABELLED.items():
            found = result.policy.get(name, "")
            if label[column]:
                shown[name] += 1
                right[name] += _same(found, label[column])
            elif found:
                invented.append(f"{label['file']}: {name} {found}")
    return {**{name: f"{right[name]}/{shown[name]}" for name in shown}, "not_shown_but_found": str(invented)}


def title_hash(title: str) -> str:
    """Return the first 12 hexadecimal digits of the SHA-256 of a title without spaces and punctuation."""
    plain = "".join(char for char in title if char.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


def _same(found: str, labelled: str) -> bool:
    return "".join(filter(str.isalnum, found)) == "".join(filter(str.isalnum, labelled))


def run(folder: Path, workers: int = 2) -> Iterator[FileResult]:
    """Read every file of the list that is there, in order."""
    files = {name: role for name, role in roles().items() if (folder / name).is_file()}
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(read_one, [folder] * len(files), files, files.values(), chunksize=4)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--files", action="store_true", help="also list every file")
    arguments = parser.parse_args()
    data = measuring_data()
    if data is None:
        print("No measuring data: set PATENTBRIDGE_MEASURING_DATA.", file=sys.stderr)
        return 2
    results = list(run(data / "formats"))
    if arguments.json:
        files = [asdict(result) for result in results]
        print(
            json.dumps({"table": table(results), "bars": bars(results), "files": files}, ensure_ascii=False)
        )
        return 0
    _print(results, files=arguments.files)
    return 0


def _print(results: Sequence[FileResult], *, files: bool) -> None:
    rows = table(results)
    print("| " + " | ".join(rows[0]) + " |\n|" + "---|" * len(rows[0]))
    for row in rows:
        print("| " + " | ".join(str(value) for value in row.values()) + " |")
    print(json.dumps(bars(results), ensure_ascii=False, indent=1))
    reasons = Counter((r.file.split("/")[0], r.role, r.reason) for r in results if r.reason)
    for (folder, role, reason), count in sorted(reasons.items()):
        print(f"{folder}: {count} {role} set aside: {reason}")
    if files:
        for r in results:
            print(
                f"{r.file}\t{r.role}\t{r.records}\t{r.reason or ''} {r.detail}\t{r.found}\t{r.policy}\t{r.notes[:3]}"
            )


if __name__ == "__main__":
    sys.exit(main())
