"""PDF files, written or scanned → one document; headers, footers, page numbers and line numbers stay out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from knowledge.errors import ReadError
from knowledge.lazy_patterns import lazy_pattern
from knowledge.protocols import ReadDocument
from knowledge.readers.blocks import Block, heading, paragraph
from knowledge.readers.bytes import read_bytes
from knowledge.readers.line_joining import joined_lines
from knowledge.readers.plain import document_of, language_of
from knowledge.readers.printed.letters_patent import letters_patent_of
from knowledge.readers.printed.ocr import LEAST_CONFIDENCE, SECONDS_PER_FILE
from knowledge.readers.printed.page_lines import PageLines
from knowledge.readers.printed.page_margins import without_margins
from knowledge.readers.printed.page_places import with_places
from knowledge.readers.printed.patent_front import is_title_page
from knowledge.readers.printed.pdf_pages import pages_of
from knowledge.readers.printed.pdf_titles import contents_go_on, is_contents_line, pdf_title
from knowledge.types import Language, NoteKind, ReadingNote

_END_OF_FILE, _TAIL = b"%%EOF", 4_096
_LEAST_PER_PAGE = 12  # characters; a scan with a stamp has fewer
_PART = lazy_pattern(
    r"(?P<part>权利要求书|说明书附图|说明书摘要|说明书|摘要附图)(?:\d+/\d+页?)?(?:CN\d{7,9}[A-Z]\d?)?$"
)
_LISTED = lazy_pattern(
    r"References Cited|U\.S\. PATENT DOCUMENTS|FOREIGN PATENT DOCUMENTS|OTHER PUBLICATIONS"
)
_SHEET = lazy_pattern(r"Sheet \d+ of \d+", re.IGNORECASE)
_SENTENCE = lazy_pattern(
    r"[。；，]|^[\[【]\d{4,5}[\]】]|^\d{1,3} ?[.．、] ?\S{3}|[a-z]{3,}[.;]$|(?:[a-z]{2,} ){4}"
)
_ARTICLE_INSIDE = lazy_pattern(r"(?<=[。；]) +(?=第[一二三四五六七八九十百千零〇]{1,9}条[\s　])")
_LABELS_INSIDE = lazy_pattern(
    r"\s+(?=(?:发文机关|成文日期|发文字号|发布日期|主题分类|标\s?题|索\s?引\s?号)\s*[：:])"
)


class PdfReader:
    """Reads one PDF."""

    suffixes: tuple[str, ...] = (".pdf",)

    def __init__(self, seconds: float = SECONDS_PER_FILE) -> None:
        self._seconds = seconds  # for the recognition of images

    def read(self, path: Path) -> Iterator[ReadDocument]:
        content = read_bytes(path)
        found = pages_of(content, path, seconds=self._seconds)
        document = document_of_pages(found.pages, path, named=found.title, refused=found.refused)
        if _END_OF_FILE not in content[-_TAIL:]:
            cut_off = ReadingNote(kind=NoteKind.PART_MISSING, fields={"reason": "cut_off"})
            document = replace(document, notes=(*document.notes, cut_off))
        yield document


def document_of_pages(
    pages: Sequence[PageLines], path: Path, *, named: str = "", refused: Sequence[int] = ()
) -> ReadDocument:
    """Make a document of pages of lines: a patent by its title page or its form, else what its text is."""
    letters = sum(len(line) for page in pages for line in page.texts)
    if letters < _LEAST_PER_PAGE * max(1, sum(bool(page.lines) or page.unread for page in pages)):
        raise _nothing_read(pages, path)
    document = letters_patent_of(pages)
    if document is None:
        kept = without_margins(pages)
        blocks = list(_blocks(pages, kept))
        title = pdf_title(blocks, named, "\n".join(line for page in pages for line in page.texts))
        document = document_of(blocks, path, title=title, trust_headings=False)
    placed = with_places(document, pages)
    return replace(placed, notes=(*placed.notes, *_notes(pages, refused)))


def _nothing_read(pages: Sequence[PageLines], path: Path) -> ReadError:
    if any(page.unread for page in pages):
        return ReadError("not_recognised_in_time", file=str(path), pages=len(pages))
    if any(page.hidden for page in pages):
        return ReadError("only_hidden_text", file=str(path), pages=len(pages))
    return ReadError("no_text_layer", file=str(path), pages=len(pages))


def _notes(pages: Sequence[PageLines], refused: Sequence[int]) -> Iterator[ReadingNote]:
    hidden = [page.number for page in pages if page.hidden]
    if hidden:
        count = sum(page.hidden for page in pages)
        yield ReadingNote(kind=NoteKind.HIDDEN_TEXT, fields={"count": count, "pages": _ranges(hidden)})
    for page in pages:
        if page.confidence is not None and page.confidence < LEAST_CONFIDENCE:
            fields = {"page": page.number, "confidence": round(page.confidence, 2)}
            yield ReadingNote(kind=NoteKind.LOW_CONFIDENCE, fields=fields)
    large = [number for number in refused if pages[number - 1].unread]
    if large:
        yield ReadingNote(
            kind=NoteKind.PART_MISSING, fields={"pages": _ranges(large), "reason": "image_too_large"}
        )
    unread = [page.number for page in pages if page.unread and page.number not in large]
    if unread:
        yield ReadingNote(kind=NoteKind.PART_MISSING, fields={"pages": _ranges(unread)})


def _ranges(numbers: Sequence[int]) -> str:
    """Write page numbers short: 1–3, 7."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and parts[-1][-1] == number - 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(str(part[0]) if len(part) == 1 else f"{part[0]}–{part[-1]}" for part in parts)


def _blocks(pages: Sequence[PageLines], kept: Sequence[PageLines]) -> Iterator[Block]:
    """Join lines over page borders; the part of a patent that a page belongs to becomes a heading."""
    part = ""
    collected: list[str] = []
    front = contents = False
    patent = any(is_title_page(page.texts) for page in pages)
    for original, page in zip(pages, kept, strict=True):
        lines = page.texts
        if is_title_page(lines) or (front and _LISTED.search("\n".join(lines[:8]))):
            yield from _paragraphs(collected)
            collected = []
            yield from (paragraph(line) for line in lines if line.strip())
            front = True
            continue
        if _is_sheet(original) or (patent and _is_drawing(page)):
            continue
        named = _part(original) or ("DESCRIPTION" if front and not _is_chinese(lines) else "")
        front = False
        if named and named != part:
            yield from _paragraphs(collected)
            collected = []
            part = named
            yield heading(part, 2)
        contents = contents_go_on(lines, contents)
        collected.extend(_split_line(line) for line in lines if not (contents and is_contents_line(line)))
    yield from _paragraphs(collected)


def _part(page: PageLines) -> str:
    lines = page.texts
    for line in [*lines[:4], *lines[-4:]]:
        match = _PART.search(re.sub(r"\s+", "", line))
        if match and len(line) < 60:
            return match["part"]
    return ""


def _is_sheet(page: PageLines) -> bool:
    """Say whether a page is a sheet of drawings of a US patent."""
    lines = page.texts
    return any(_SHEET.search(line) for line in [*lines[:4], *lines[-3:]])


def _is_drawing(page: PageLines) -> bool:
    """Say whether a page holds only the labels of figures: short lines and no sentence."""
    lengths = sorted(len(line) for line in page.texts)
    if not lengths or any(_SENTENCE.search(line) for line in page.texts):
        return False
    return lengths[len(lengths) // 2] <= 12 and lengths[-1] <= 60 and sum(lengths) < 900


def _is_chinese(lines: Sequence[str]) -> bool:
    return language_of("\n".join(lines)) is Language.ZH


def _split_line(line: str) -> str:
    return _LABELS_INSIDE.sub("\n", _ARTICLE_INSIDE.sub("\n", line))


def _paragraphs(lines: Sequence[str]) -> Iterator[Block]:
    single = [part for line in lines for part in line.split("\n")]
    for text in joined_lines(single):
        yield paragraph(_tightened(text))


def _tightened(text: str) -> str:
    """Take out the spaces that PDF text has around Chinese punctuation and inside 第 五 条."""
    text = re.sub(r"[ \t]+", " ", text)
    text = re.sub(r"(?:[\u4e00-\u9fff，] ){2,}[\u4e00-\u9fff]", lambda match: match[0].replace(" ", ""), text)
    return re.sub(r"(?<=[\u4e00-\u9fff]) (?=[，。；：、）》”！？])", "", text)
