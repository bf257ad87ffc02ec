"""Small files for the tests of the readers, made on the spot."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def write(folder: Path, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def record(**changes: Any) -> dict[str, Any]:
    """Make a raw record of our JSON format."""
    raw: dict[str, Any] = {
        "publication_number": "CN199900091B",
        "application_number": "CN201919990091.8",
        "case_number": "T91",
        "jurisdiction": "CN",
        "patent_type": "invention",
        "language": "zh",
        "titles": {"zh": "一种试验装置", "en": "Test apparatus"},
        "abstracts": {"zh": "本发明公开了一种试验装置。", "en": "A test apparatus is disclosed."},
        "owners": [{"zh": "示例大学T", "en": "Sample University T"}],
        "ipc": ["G01N 27/12"],
        "filing_date": "2019-03-12",
        "grant_date": "2021-08-10",
        "events": [
            {
                "on": "2024-09-20",
                "kind": "open_licence_declared",
                "statement": {"zh": "专利开放许可声明公告", "en": "Open licence declaration announced"},
            }
        ],
        "annual_fee_paid_through": "2027-03-12",
        "offers": [
            {
                "licence_type": "open",
                "fee_model": "entry_plus_running",
                "statement": {"zh": "入门费20,000元加净销售额的3%", "en": "CNY 20,000 plus 3% of net sales"},
                "upfront_fee": {"amount": "20000", "currency": "CNY"},
                "royalty_rate": "0.03",
                "royalty_base": "net_sales",
                "term_end": "2029-12-31",
                "territory": {"zh": "中国大陆", "en": "mainland China"},
                "sublicensing": False,
            }
        ],
        "trl": 6,
        "synthetic": True,
        "claims": [
            {"number": "1", "text": "1. 一种试验装置，其特征在于，包括壳体。"},
            {"number": "2", "text": "2. 根据权利要求1所述的装置，其特征在于，壳体为铝。"},
        ],
        "description": [
            {"number": "0001", "heading": "技术领域", "text": "本发明涉及试验。"},
            {"number": "0002", "heading": "背景技术", "text": "现有装置较重。"},
        ],
        "translation": {
            "language": "en",
            "claims": [{"number": "1", "text": "1. A test apparatus comprising a housing."}],
        },
    }
    return {key: value for key, value in (raw | changes).items() if value is not None}


def records_file(folder: Path, *records: Mapping[str, Any], name: str = "records.json") -> Path:
    body = {"format": "patentbridge/patent-records@1", "records": list(records)}
    return write(folder, name, json.dumps(body, ensure_ascii=False))


def pdf(folder: Path, name: str, pages: Sequence[Sequence[str]], encrypted: bool = False) -> Path:
    """Write a PDF with Latin text, one string per line; a page without lines has no text layer."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for lines in pages:
        drawn = "".join(f"BT /F1 11 Tf 50 {780 - 16 * n} Td ({line}) Tj ET\n" for n, line in enumerate(lines))
        stream = drawn.encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        content = len(objects)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
            % content
        )
        kids.append(len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (
        len(kids),
        b" ".join(b"%d 0 R" % kid for kid in kids),
    )
    body, offsets = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    lock = b""
    if encrypted:
        key = b"<" + b"41" * 32 + b">"
        lock = b" /Encrypt << /Filter /Standard /V 1 /R 2 /O %s /U %s /P -4 >> /ID [<00><00>]" % (key, key)
    body += b"trailer << /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        lock,
        table,
    )
    return write(folder, name, body)


def zip_file(folder: Path, name: str, members: Mapping[str, bytes]) -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return path
