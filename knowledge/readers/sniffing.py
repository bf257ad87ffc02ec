"""Tell a file's format by its content, and by its name only where text could be several things."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

from knowledge.errors import ReadError
from knowledge.readers.bytes import looks_binary, read_bytes, read_head
from knowledge.readers.packages.companions import companion_of
from knowledge.readers.packages.packages import IMAGES, MARK, package_of, packages_in
from knowledge.readers.zip_limits import check_zip


class Format(StrEnum):
    RECORDS = "records"
    RECORD_LINES = "record_lines"
    MARKDOWN = "markdown"
    TEXT = "text"
    HTML = "html"
    PDF = "pdf"
    IMAGE = "image"
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"
    ARCHIVE = "archive"
    PATENT_XML = "patent_xml"
    FILING_PACKAGE = "filing_package"
    GREEN_BOOK = "green_book"
    BRS_TEXT = "brs_text"
    DOCUMENT_LINES = "document_lines"
    PATENT_LINES = "patent_lines"
    PATENT_JSON = "patent_json"
    GOOGLE_PATENTS = "google_patents"
    MPEP = "mpep"


_BY_SUFFIX = {
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".mdown": Format.MARKDOWN,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".tab": Format.CSV,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".shtml": Format.HTML,
    ".jsonl": Format.RECORD_LINES,
    ".ndjson": Format.RECORD_LINES,
}
_MAGIC = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_office_format"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"BM", "image"),
    (b"II+\0", "image"),
    (b"RIFF", "image"),
    (b"Rar!", "unknown_archive"),
    (b"7z\xbc\xaf\x27\x1c", "unknown_archive"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
)
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_HTML_PARTS = re.compile(rb"<(?:head|body|div|table|p)[\s>]", re.IGNORECASE)
_MARKDOWN = re.compile(rb"(?:\A|\n)#{1,4} [^=\r\n]+\r?\n\s*\n")
_XML = re.compile(rb"^\s*<(?:\?xml|!DOCTYPE|[A-Za-z][\w:.-]*[\s>/])", re.IGNORECASE)
_DTD = re.compile(rb"(?:\s|<\?xml[^>]*>|<!--.*?-->)*<!(?:ELEMENT|ENTITY|ATTLIST)\s", re.DOTALL)
_PATDOC = re.compile(rb"\s*(?:<!DOCTYPE\s+PATDOC\b|<PATDOC[\s>])", re.IGNORECASE)
_GREEN_BOOK = re.compile(rb"(?:\A|\n)PATN *\r?\n(?:WKU|SRC|APN|APT) |(?:\A|  )PATN {76}WKU ")
_LINES_JSON = re.compile(rb'\[\s*\{(?=[^{}]*"lineNumber"\s*:)(?=[^{}]*"column"\s*:)[^{}]*"text"\s*:')
_JSON_FORMAT = re.compile(rb'"format"\s*:\s*"patentbridge/')
_JSON_START = re.compile(rb'\s*(?:\{\s*["}]|\[\s*[\[{"\]])')
_GOOGLE_PATENTS = re.compile(
    rb"""itemprop=["']?publicationNumber\b|name=["']?citation_patent_(?:publication_)?number\b"""
)
_MPEP = re.compile(
    rb"\s*\[?\s*# \d{3,4}(?:-\d{3,4})?(?:\.\d+)? [^#\[]{0,300}\[(?:R-\d\d\.\d{4}|Reserved)\][ \r]*\n"
)
_RECORD_LINE = re.compile(rb'^\s*\{.*"titles"\s*:', re.MULTILINE)

_TITLE_KEY = re.compile(rb'"title"\s*:\s*"')
_TEXT_KEY = re.compile(rb'"(?:text|body|content|full_text)"\s*:\s*"')
_PATENT_KEY = re.compile(
    rb'"(?:titles|lens_?id|claims|publication_number|application_number|doc_number|pn|ipc|cpc|assignees?|applicants?|inventors?)"\s*:',
    re.IGNORECASE,
)


def sniff(path: Path) -> Format:
    """Return the format of a file. Raises ReadError for what cannot be read at all: empty, unknown, encrypted, …"""
    head = _narrow(read_head(path)).lstrip(b"\xef\xbb\xbf")
    if _in_filing_package(path, head):
        return Format.FILING_PACKAGE
    lead = companion_of(path)
    if lead is not None:
        raise ReadError("companion_image", file=str(path), lead=lead)
    if b"%PDF-" in head[:1024]:
        return Format.PDF
    if head[:2] == b"PK":
        return _zipped(path)
    if head[:2] == b"\x1f\x8b" or head[257:262] == b"ustar":
        return Format.ARCHIVE
    for magic, code in _MAGIC:
        if head.startswith(magic) and (len(magic) > 2 or looks_binary(head)):
            if code == "image":
                return Format.IMAGE
            encrypted = code == "old_office_format" and _encrypted_office(path)
            raise ReadError("encrypted" if encrypted else code, file=str(path))
    return _text_format(path, head)


def _in_filing_package(path: Path, head: bytes) -> bool:
    """Say whether a file is part of a filing package, or a zip that holds such packages."""
    if head[:2] == b"PK":
        return path.suffix.lower() == ".zip" and (package_of(path) is not None or bool(packages_in(path)))
    if MARK in head[:4096]:
        return package_of(path) is not None
    return path.suffix.lower() in IMAGES and package_of(path) is not None


def _narrow(head: bytes) -> bytes:
    """Return XML in UTF-16 as UTF-8, anything else as it is."""
    for mark, name in (
        (b"\xff\xfe<\0", "utf-16"),
        (b"\xfe\xff\0<", "utf-16"),
        (b"<\0?\0", "utf-16-le"),
        (b"\0<\0?", "utf-16-be"),
    ):
        if head.startswith(mark):
            return head.decode(name, errors="ignore").encode()
    return head


def _encrypted_office(path: Path) -> bool:
    return "EncryptedPackage".encode("utf-16-le") in read_bytes(path)


def _text_format(path: Path, head: bytes) -> Format:
    suffix = path.suffix.lower()
    named = _BY_SUFFIX.get(suffix)
    start = head.lstrip()[:1]
    if _GREEN_BOOK.search(head):
        return Format.GREEN_BOOK
    if b"*** BRS DOCUMENT BOUNDARY ***" in head:
        return Format.BRS_TEXT
    if _PATDOC.match(head):
        return Format.PATENT_XML
    if start == b"[" and _LINES_JSON.match(head.lstrip()):
        return Format.PATENT_LINES
    if start == b"{":
        if _JSON_FORMAT.search(head):
            first = head.lstrip().split(b"\n", 1)[0]
            lines = first.rstrip().endswith(b"}") and b'"records"' not in first
            return Format.RECORD_LINES if lines else Format.RECORDS
        if _RECORD_LINE.search(head) and suffix != ".json":
            return Format.RECORD_LINES
    if suffix == ".json" or (suffix in (".xml", "") and _JSON_START.match(head)):
        return Format.PATENT_JSON
    if suffix in (".jsonl", ".ndjson") and _is_document_line(head.lstrip().split(b"\n", 1)[0]):
        return Format.DOCUMENT_LINES
    if suffix in (".jsonl", ".ndjson"):
        return Format.RECORD_LINES
    if _DTD.match(head):
        raise ReadError("unknown_format", file=str(path), format="dtd")
    if start == b"<" and _HTML.search(head[:4096]):
        return Format.GOOGLE_PATENTS if _GOOGLE_PATENTS.search(head) else Format.HTML
    if _XML.match(head) and (head.lstrip().startswith(b"<?xml") or suffix == ".xml"):
        return Format.PATENT_XML
    if start == b"<" and _HTML_PARTS.search(head[:4096]):
        return Format.HTML
    if named is Format.HTML and b"<" not in head:
        return Format.TEXT
    if named is None and _MPEP.match(head):
        return Format.MPEP
    if named is None and _MARKDOWN.search(head[:2048]):
        return Format.MARKDOWN
    return named or Format.TEXT


def _is_document_line(line: bytes) -> bool:
    """Say whether a line of JSON is a document: a title and a text, and nothing that only a patent has."""
    return bool(_TITLE_KEY.search(line) and _TEXT_KEY.search(line)) and not _PATENT_KEY.search(line)


def _zipped(path: Path) -> Format:
    names = {member.filename for member in check_zip(path)}
    if "word/document.xml" in names:
        return Format.DOCX
    if "xl/workbook.xml" in names:
        return Format.XLSX
    if not names:
        raise ReadError("empty_archive", file=str(path))
    if {"ppt/presentation.xml", "content.xml"} & names:
        raise ReadError("unknown_format", file=str(path), format=path.suffix.lstrip("."))
    return Format.ARCHIVE
