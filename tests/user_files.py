"""A folder as a user has it: every format that is read, a broken PDF and an empty file."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl

READABLE = 8
BROKEN = ("broken.pdf", "empty.txt")

_POLICY = """+++
kind = "policy"
policy_id = "XX-CRANE-2024"
lineage = "XX-CRANE"
language = "en"
title = "Crane Subsidy Rules 2024"
jurisdiction = "CN"
issuer = "Harbour Office"
level = "local"
date_issued = 2024-01-02
effective_from = 2024-02-01
text_type = "official"
+++
# Crane Subsidy Rules 2024
## Article 1 Scope
These rules apply to subsidies for harbour cranes.
## Article 2 Amount
The subsidy is 12 percent of the purchase price of a crane.
"""
_PAGE = """<html><head><title>Tugboats</title></head><body><article><h1>Tugboats</h1><p>Tugboats may be leased from the
harbour authority for ninety days at a time, with an option for one renewal of the same length.</p></article></body></html>"""


def write_files(folder: Path) -> Path:
    """Fill a new folder and return it."""
    folder.mkdir()
    (folder / "note.txt").write_text(
        "Harbour crane fee\n\nThe fee for harbour cranes is 4,200 euros per year.\n"
    )
    (folder / "policy.md").write_text(_POLICY)
    (folder / "page.html").write_text(_PAGE)
    (folder / "gb.txt").write_bytes("灯塔维护办法\n\n灯塔每座维护补贴为三十万元人民币。\n".encode("gb18030"))
    (folder / "pilot.pdf").write_bytes(
        _pdf("Pilots must hold a licence of the harbour office for twelve years.")
    )
    (folder / "table.csv").write_text(
        "publication_number,title,owner,abstract\nCN199988801A,Crane hook,Harbour University,A hook with a latch.\n"
    )
    document = docx.Document()
    document.add_heading("Dredging guide", 1)
    document.add_paragraph("Dredging permits are valid for eighteen months from the day of issue.")
    document.save(str(folder / "guide.docx"))
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["publication_number", "title", "owner", "abstract"])
    sheet.append(
        ["CN199988802A", "Buoy lamp", "Harbour University", "A lamp for buoys that charges from waves."]
    )
    book.save(folder / "table.xlsx")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnonsense")
    (folder / "empty.txt").write_bytes(b"")
    return folder


def _pdf(text: str) -> bytes:
    stream = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    made, offsets = b"%PDF-1.4\n", []
    for number, written in enumerate(objects, 1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(made)
    return made + b"xref\n0 6\n0000000000 65535 f \n" + table + end
