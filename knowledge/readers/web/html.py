"""Web pages saved as HTML → blocks of their main content; the site around it and what nobody sees stay out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from knowledge.errors import ReadError
from knowledge.folding import strip_invisible
from knowledge.lazy_patterns import lazy_pattern
from knowledge.policies.labels import Labels, read_labels
from knowledge.protocols import ReadDocument
from knowledge.readers.blocks import Block, BlockKind, heading, paragraph, table
from knowledge.readers.bytes import clean_text, decode_text, read_bytes
from knowledge.readers.plain import PageFacts, document_of
from knowledge.readers.web.css import page_styles
from knowledge.readers.web.hidden_markup import strip_hidden
from knowledge.readers.web.page_blocks import attached_files, page_blocks, plain_text
from knowledge.readers.web.page_chrome import without_chrome
from knowledge.readers.web.page_main import MainPart, drop_site, main_part
from knowledge.readers.web.page_tables import is_layout, table_rows
from knowledge.readers.web.visible import Hidden
from knowledge.written_dates import parse_date

_MOST_ELEMENTS = 8_000
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_TITLES = ("articletitle", "article-title", "dc.title", "og:title", "title")
_DATES = (
    "pubdate",
    "publishdate",
    "publish-date",
    "article:published_time",
    "dc.date",
    "date",
    "firstpublishedtime",
)
_ISSUERS = ("contentsource", "source", "author-org", "author")
_GENERIC_TITLE = lazy_pattern(r"政府信息公开$|门户网站$|^首页|官网$")
_SITE_BEHIND = lazy_pattern(
    r"(?:\s*[-_|–—]\s*)(?=[^-_|–—]*(?:网站?|政府|官网|门户|Home|USPTO|WIPO|EPO|\.gov)[^-_|–—]*$)"
)
_OFFICIAL = lazy_pattern(
    r"\.gov\.cn|\.gov(?:/|$)|人民政府|政府网|(?:局|委员会|厅|部|署|办公室)(?:门户)?(?:官方)?网站?$"
)


class HtmlReader:
    """Reads one saved page."""

    suffixes: tuple[str, ...] = (".html", ".htm", ".xhtml", ".shtml")

    def read(self, path: Path) -> Iterator[ReadDocument]:
        tree = _parsed(_decoded(read_bytes(path), path), path)
        hidden = Hidden()
        styles, metas = page_styles(tree), _metas(tree)
        title = _title(tree, metas)
        labels = read_labels(_shown_lines(tree))
        drop_site(tree)
        strip_hidden(tree, styles, hidden, title)
        blocks = without_chrome(list(_main_content(tree, title)))
        if not any(block.text or block.rows for block in blocks):
            raise ReadError("no_text", file=str(path))
        yield document_of(
            blocks, path, title=title, trust_headings=False, page=_facts(metas, labels), hidden=hidden
        )


def _decoded(content: bytes, path: Path) -> str:
    """Decode by what the page says about itself where that works, else by what its bytes look like."""
    named = _CHARSET.search(content[:4096])
    name = named[1].decode("ascii").lower() if named else ""
    if name and not content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            text = content.decode("gb18030" if name.startswith("gb") else name)
            return clean_text(text, keep_invisible=True)
        except (UnicodeDecodeError, LookupError):
            pass
    return decode_text(content, path, keep_invisible=True)


def _parsed(text: str, path: Path) -> Any:
    import lxml.etree
    import lxml.html

    parser = lxml.html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        tree = lxml.html.document_fromstring(text, parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError) as error:
        raise ReadError("bad_html", file=str(path), reason=str(error)) from error
    return tree


def _metas(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        value = strip_invisible(meta.get("content") or "").strip()
        if name and value:
            found.setdefault(name, value)
    return found


def _facts(metas: dict[str, str], labels: Labels) -> PageFacts:
    """Gather what the page shows beside its text: labelled fields, and the fields in its head for machines."""
    site = " ".join(metas.get(name, "") for name in ("sitename", "sitedomain", "og:site_name", "og:url"))
    return PageFacts(
        labels=labels,
        published=next((day for name in _DATES if (day := parse_date(metas.get(name, "")))), None),
        publisher=next((metas[name] for name in _ISSUERS if metas.get(name)), None),
        section=metas.get("columnname"),
        official=any(_OFFICIAL.search(part) for part in site.split()),
    )


def _shown_lines(tree: Any) -> Sequence[str]:
    """Return the page's short lines, as labels and their values stand in them."""
    body = tree.find(".//body")
    for script in list(tree.iter("script", "style", "noscript")):
        script.drop_tree()
    text = strip_invisible(plain_text(tree if body is None else body))
    return [line for line in text.split("\n") if len(line) <= 300]


def _title(tree: Any, metas: dict[str, str]) -> str:
    """Prefer what names the article over what names the site."""
    headings = [plain_text(found).replace("\n", " ") for found in tree.iter("h1")]
    named = tree.find(".//title")
    page = plain_text(named) if named is not None else ""
    candidates = [metas.get(name, "") for name in _TITLES[:-1]] + headings + [metas.get("title", ""), page]
    for candidate in candidates:
        words = re.sub(r"\s+", " ", strip_invisible(candidate)).strip()
        while (shorter := _SITE_BEHIND.split(words)[0].strip()) != words:
            words = shorter
        if len(words) >= 4 and not _GENERIC_TITLE.search(words):
            return words[:160]
    return ""


def _main_content(tree: Any, title: str) -> Iterator[Block]:
    main = main_part(tree)
    blocks = page_blocks(main.element)
    if not main.named:
        blocks = _fuller(tree, main, blocks)
    if title and not any(_same(block.text, title) for block in blocks[:8]):
        yield heading(title, 1)
    yield from blocks
    yield from attached_files(tree, main.element)


def _fuller(tree: Any, main: MainPart, blocks: list[Block]) -> list[Block]:
    """Where no part of the page stands out, take what a general extractor finds, unless it loses text or tables."""
    if (main.share >= 0.6 and main.element.tag != "body") or _is_heavy(tree):
        return blocks
    import trafilatura

    found = trafilatura.bare_extraction(
        tree, include_comments=False, include_tables=True, include_links=False, with_metadata=False
    )
    body = getattr(found, "body", None)
    other = list(_extracted(body)) if body is not None else []
    ours, theirs = _size(blocks), _size(other)
    lost = sum(bool(block.rows) for block in blocks) > sum(bool(block.rows) for block in other)
    return other if theirs >= 80 and theirs >= 0.5 * ours and not lost else blocks


def _is_heavy(tree: Any) -> bool:
    """Say whether a page would keep the general extractor busy: very many elements, or cells that span whole tables."""
    for elements, element in enumerate(tree.iter()):
        spans = (
            f"{element.get('colspan') or ''}{element.get('rowspan') or ''}"
            if element.tag in ("td", "th")
            else ""
        )
        if elements > _MOST_ELEMENTS or len(spans) > 4:
            return True
    return False


def _extracted(element: Any) -> Iterator[Block]:
    """Turn the extractor's tree (head, p, list, table) into blocks."""
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag == "head":
            level = re.sub(r"\D", "", child.get("rend") or "") or "2"
            yield from _kept(heading(plain_text(child).replace("\n", " "), max(2, int(level))))
        elif tag == "table":
            rows = table_rows(child, plain_text)
            if is_layout(child, rows):
                yield from _lines("\n".join(cell for row in rows for cell in row))
            else:
                yield from _kept(table(rows))
        elif tag == "list":
            for item in child.iter("item"):
                yield from _lines(plain_text(item))
        elif len(child) and any(inner.tag in ("p", "head", "table", "list") for inner in child):
            yield from _extracted(child)
        else:
            yield from _lines(plain_text(child))


def _lines(text: str) -> Iterator[Block]:
    for line in text.split("\n"):
        yield from _kept(paragraph(line))


def _kept(block: Block) -> Iterator[Block]:
    if block.rows or (block.kind is not BlockKind.TABLE and block.text.strip(" |/")):
        yield block


def _size(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) + sum(len(cell) for row in block.rows for cell in row) for block in blocks)


def _same(one: str, two: str) -> bool:
    return re.sub(r"\s", "", one) == re.sub(r"\s", "", two)
