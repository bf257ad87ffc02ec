"""The bars for policy pages, on pages nobody here wrote; skipped where the measuring data is not at hand."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import os
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from knowledge.errors import ReadError
from knowledge.policies.linking import LinkKind, linked, links
from knowledge.policies.versions import in_force
from knowledge.protocols import ReadDocument
from knowledge.readers import read_file
from knowledge.readers.markdown import MarkdownReader
from knowledge.splitting import split
from knowledge.tokens import token_counter
from knowledge.types import NoteKind, PolicyRecord

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("PATENTBRIDGE_MEASURING_DATA") or ROOT.parent / "shared" / "data")
LABELS = ROOT / "benchmarks" / "formats"
pytestmark = pytest.mark.skipif(not (DATA / "formats").is_dir(), reason="the measuring data is not at hand")


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text)


def _hash(text: str, digits: int) -> str:
    return hashlib.sha256(_bare(text).encode()).hexdigest()[:digits]


def _rows(name: str) -> list[dict[str, str]]:
    with (LABELS / name).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


@cache
def _read(name: str) -> ReadDocument | None:
    try:
        return next(iter(read_file(DATA / "formats" / name)))
    except ReadError:
        return None


def test_pages_yield_title_number_and_dates_where_they_show_them() -> None:
    """At least 90 % of what each page shows; nothing where it shows nothing."""
    shown: Counter[str] = Counter()
    right: Counter[str] = Counter()
    invented: Counter[str] = Counter()
    for row in _rows("policy_labels.tsv"):
        if not row["title_hash"]:
            continue
        document = _read(row["file"])
        record = document.record if document is not None else None
        assert isinstance(record, PolicyRecord), row["file"]
        found = {
            "title_hash": _hash(record.title, 12),
            "number": _bare((record.document_number or "").removeprefix("中华人民共和国")),
            "issued": str(record.date_issued or ""),
            "effective_from": str(record.effective_from or ""),
            "effective_to": str(record.effective_to or ""),
        }
        for field, value in found.items():
            wanted = _bare(row[field]) if field == "number" else row[field]
            shown[field] += bool(wanted)
            right[field] += bool(wanted) and value == wanted
            invented[field] += bool(value) and not wanted
    assert all(right[field] >= 0.9 * shown[field] for field in shown), (shown, right)
    assert not +invented


def test_under_two_percent_of_the_passages_hold_a_line_of_the_site() -> None:
    lines = {(row["file"], row["label"]): set(row["hashes"].split()) for row in _rows("page_lines.tsv")}
    passages = with_chrome = kept = wanted = 0
    for name in sorted({name for name, _ in lines}):
        document = _read(name)
        assert document is not None
        for passage in split("d", document, counter=token_counter([]), fits=lambda text, _: len(text) < 800):
            passages += 1
            parts = re.split(r"\n| \| ", passage.text)
            with_chrome += any(_hash(part, 8) in lines[name, "chrome"] for part in parts if _bare(part))
        text = {_hash(part, 8) for part in re.split(r"\n| \| ", document.text)}
        whole = _bare(document.text)
        keep = lines[name, "keep"]
        wanted += len(keep)
        kept += len(keep & text)
        assert whole
    assert with_chrome < 0.02 * passages
    assert kept >= 0.9 * wanted, (
        kept,
        wanted,
    )  # lines that table cells and paragraphs divide differently aside


def test_no_page_is_said_to_hide_text() -> None:
    """These pages hide menus, share bars and copies of their text, and nothing that is meant for a machine."""
    for path in sorted((DATA / "formats" / "zh_html").iterdir()):
        document = _read(f"zh_html/{path.name}")
        assert document is None or not [n for n in document.notes if n.kind is NoteKind.HIDDEN_TEXT], (
            path.name
        )


@cache
def _laws() -> tuple[PolicyRecord, ...]:
    import tempfile

    found: list[PolicyRecord] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        gzip.open(DATA / "laws_zh" / "laws.jsonl.gz", "rt", encoding="utf-8") as stream,
    ):
        for line in stream:
            law = json.loads(line)
            path = Path(folder) / f"{law['id'].split('/')[-1]}.md"
            path.write_text(law["text"], encoding="utf-8")
            found += [d.record for d in MarkdownReader().read(path) if isinstance(d.record, PolicyRecord)]
            path.unlink()
    return linked(found)


@pytest.mark.slow
def test_dated_versions_of_a_law_are_linked() -> None:
    found = links(_laws())
    kinds = Counter(link.kind for link in found)
    assert kinds[LinkKind.VERSION] >= 95
    assert kinds[LinkKind.REPEAL] >= 55
    for link in found:
        assert link.earlier.region == link.later.region or None in (link.earlier.region, link.later.region)
        assert "修正案" not in link.earlier.title + link.later.title


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lineage", "before", "issued_before", "issued_then"),
    [
        ("专利法", "2021-05-31", None, "2020-10-17"),
        ("专利法实施细则", "2024-01-19", "2010-01-09", "2023-12-11"),
        ("民事诉讼法", "2023-12-31", "2021-12-24", "2023-09-01"),
        ("公司法", "2024-06-30", "2018-10-26", "2023-12-29"),
        ("反垄断法", "2022-07-31", "2007-08-30", "2022-06-24"),
        ("反洗钱法", "2024-12-31", "2006-10-31", "2024-11-08"),
        ("行政复议法", "2023-12-31", "2017-09-01", "2023-09-01"),
        ("体育法", "2022-12-31", "2016-11-07", "2022-06-24"),
        ("海洋环境保护法", "2023-12-31", "2017-11-04", "2023-10-24"),
        ("职业教育法", "2022-04-30", "1996-05-15", "2022-04-20"),
        ("突发事件应对法", "2024-10-31", "2007-08-30", "2024-06-28"),
        ("环境噪声污染防治法", "2022-06-04", "2018-12-29", None),  # ended by another law on the next day
    ],
)
def test_the_version_that_applied(
    lineage: str, before: str, issued_before: str | None, issued_then: str | None
) -> None:
    family = [record for record in _laws() if record.lineage == lineage]
    day = date.fromisoformat(before)
    for when, issued in ((day, issued_before), (date.fromordinal(day.toordinal() + 1), issued_then)):
        record = in_force(family, when)
        assert (str(record.date_issued) if record else None) == issued
