"""PDF files with a text layer → blocks; headers, footers and page numbers stay out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from knowledge.errors import ReadError
from knowledge.folding import folded
from knowledge.policies.titles import is_policy_title
from knowledge.protocols import ReadDocument
from knowledge.readers.blocks import Block, heading, paragraph
from knowledge.readers.bytes import clean_text, read_bytes
from knowledge.readers.line_joining import joined_lines, without_running_lines
from knowledge.readers.plain import document_of, language_of
from knowledge.types import Language

MOST_PAGES = 5_000
_LEAST_PER_PAGE = 12  # characters; a scan with a stamp has fewer
_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD
_PART = re.compile(r"(?:权利要求书|说明书附图|说明书|说明书摘要|摘要附图)$")
_ARTICLE_INSIDE = re.compile(r"(?<=[。；]) +(?=第[一二三四五六七八九十百千零〇]{1,9}条[\s　])")
_LABELS_INSIDE = re.compile(
    r"\s+(?=(?:发文机关|成文日期|发文字号|发布日期|主题分类|标\s?题|索\s?引\s?号)\s*[：:])"
)
_BEFORE_TITLE_ENDS = re.compile(r"[（(]|各.{0,60}[：:]$|第.{1,4}[章条]|目\s*录|[一二三]、")


class PdfReader:
    """Reads one PDF."""

    suffixes: tuple[str, ...] = (".pdf",)

    def read(self, path: Path) -> Iterator[ReadDocument]:
        pages, named = _pages(read_bytes(path), path)
        lines = [[line for line in page.split("\n") if line.strip()] for page in pages]
        if sum(len(line) for page in lines for line in page) < _LEAST_PER_PAGE * max(1, len(pages)):
            raise ReadError("no_text_layer", file=str(path), pages=len(pages))
        blocks = list(_blocks(lines))
        title = _title(blocks, named, "\n".join(pages))
        yield document_of(blocks, path, title=title, trust_headings=False)


def _pages(content: bytes, path: Path) -> tuple[list[str], str]:
    """Return the pages' text and the title that the file's own properties give."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        code = "encrypted" if getattr(error, "err_code", None) == _PASSWORD_ERROR else "damaged_pdf"
        raise ReadError(code, file=str(path), reason=str(error)) from error
    try:
        if len(pdf) > MOST_PAGES:
            raise ReadError("too_many_pages", file=str(path), pages=len(pdf), most=MOST_PAGES)
        texts = [_page_text(pdf, number) for number in range(len(pdf))]
        named = pdf.get_metadata_dict().get("Title", "")
    except pypdfium2.PdfiumError as error:
        raise ReadError("damaged_pdf", file=str(path), reason=str(error)) from error
    finally:
        pdf.close()
    return texts, clean_text(named).strip()


def _page_text(pdf: Any, number: int) -> str:
    page = pdf[number]
    text_page = page.get_textpage()
    text: str = text_page.get_text_bounded()
    text_page.close()
    page.close()
    return clean_text(text.replace("\ufffe", "-"))


def _blocks(pages: Sequence[Sequence[str]]) -> Iterator[Block]:
    """Join lines over page borders; the part of a patent that a page belongs to becomes a heading."""
    part = ""
    collected: list[str] = []
    for original, page in zip(pages, without_running_lines(pages), strict=True):
        named = _part(original)
        if named and named != part:
            yield from _paragraphs(collected)
            collected = []
            part = named
            yield heading(part, 2)
        collected.extend(_split_line(line) for line in page)
    yield from _paragraphs(collected)


def _part(page: Sequence[str]) -> str:
    for line in [*page[:3], *page[-3:]]:
        match = _PART.search(re.sub(r"\s+", "", line))
        if match and len(line) < 60 and not re.search(r"\d页", re.sub(r"\s", "", line)):
            return match[0]
    return ""


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


def _title(blocks: Sequence[Block], named: str, text: str) -> str:
    """Take the lines before the number or the salutation where they make a title, else the file's own title."""
    if language_of(text) is Language.EN:
        return _english_title(blocks, named)
    top = ""
    for block in blocks[:5]:
        first = block.text.split("\n")[0]
        if _BEFORE_TITLE_ENDS.match(first) or len(top) > 120 or not first:
            break
        top += first
        if is_policy_title(top, Language.ZH):
            return top
    parts = [part.strip() for part in re.split(r"_+|　{2,}", named) if part.strip()]
    titled = [part for part in parts if is_policy_title(folded(part), Language.ZH)]
    return titled[0] if titled else ""


def _english_title(blocks: Sequence[Block], named: str) -> str:
    """Take the file's own title where it is words, else the first line of words; else none: the file's name serves."""
    for candidate in [named, *(block.text.split("\n")[0] for block in blocks[:8])]:
        words = re.findall(r"[A-Za-z][a-z]{2,}|[A-Z]{3,}", candidate)
        letters = sum(len(word) for word in words)
        if len(words) >= 3 and letters >= 0.7 * len(candidate.replace(" ", "")) and len(candidate) <= 120:
            return candidate.strip()
    return ""
