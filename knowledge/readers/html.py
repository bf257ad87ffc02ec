"""Web pages saved as HTML → blocks of their main content; menus, footers and link lists stay out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.errors import ReadError
from knowledge.folding import strip_invisible
from knowledge.protocols import ReadDocument
from knowledge.readers.blocks import Block, BlockKind, heading, paragraph, table
from knowledge.readers.bytes import clean_text, decode_text, read_bytes
from knowledge.readers.plain import document_of
from knowledge.written_dates import parse_date

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_CHROME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|footer|foot|breadcrumbs?|crumbs?|share|sharebox|sidebar|related|friend-?links?|links|toolbar|copyright|pager|pagination|search|login|banner|cookie)(?:$|[\s_-])",
    re.IGNORECASE,
)
_DROPPED = (
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "footer",
    "aside",
    "form",
    "select",
    "button",
    "iframe",
    "svg",
    "object",
)
_TITLES = ("articletitle", "article-title", "dc.title", "og:title", "title")
_DATES = ("pubdate", "publishdate", "publish-date", "article:published_time", "dc.date", "date")
_ISSUERS = ("contentsource", "source", "author-org")
_GENERIC_TITLE = re.compile(r"政府信息公开$|门户网站$|^首页|官网$")
_HEADING_TAGS = {f"h{level}": level for level in range(1, 7)}


class HtmlReader:
    """Reads one saved page."""

    suffixes: tuple[str, ...] = (".html", ".htm", ".xhtml", ".shtml")

    def read(self, path: Path) -> Iterator[ReadDocument]:
        tree = _parsed(_decoded(read_bytes(path), path), path)
        metas = _metas(tree)
        title = _title(tree, metas)
        blocks = list(_main_content(tree, title))
        if not blocks:
            raise ReadError("no_text", file=str(path))
        yield document_of(
            blocks,
            path,
            title=title,
            trust_headings=False,
            issued=_first_date(metas),
            publisher=next((metas[name] for name in _ISSUERS if metas.get(name)), None),
        )


def _decoded(content: bytes, path: Path) -> str:
    """Decode by what the page says about itself where that works, else by what its bytes look like."""
    named = _CHARSET.search(content[:4096])
    name = named[1].decode("ascii").lower() if named else ""
    if name and not content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return clean_text(content.decode("gb18030" if name.startswith("gb") else name))
        except (UnicodeDecodeError, LookupError):
            pass
    return decode_text(content, path)


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


def _first_date(metas: dict[str, str]) -> date | None:
    return next((day for name in _DATES if (day := parse_date(metas.get(name, "")))), None)


def _title(tree: Any, metas: dict[str, str]) -> str:
    """Prefer what names the article over what names the site."""
    headings = [_text(found) for found in tree.iter("h1")]
    page = _text(tree.find(".//title")) if tree.find(".//title") is not None else ""
    candidates = [metas.get(name, "") for name in _TITLES[:-1]] + headings + [metas.get("title", ""), page]
    for candidate in candidates:
        words = re.sub(r"\s+", " ", candidate).strip()
        words = re.split(
            r"(?:\s*[-_|–—]\s*)(?=[^-_|–—]*(?:网站?|政府|官网|门户|Home|USPTO|WIPO)[^-_|–—]*$)", words
        )[0].strip()
        if len(words) >= 4 and not _GENERIC_TITLE.search(words):
            return words[:160]
    return ""


def _main_content(tree: Any, title: str) -> Iterator[Block]:
    import trafilatura

    _drop_chrome(tree)
    found = trafilatura.bare_extraction(
        tree, include_comments=False, include_tables=True, include_links=False, with_metadata=False
    )
    body = getattr(found, "body", None)
    blocks = list(_blocks(body)) if body is not None else []
    if sum(len(block.text) for block in blocks) < 80 and not any(block.rows for block in blocks):
        raw = tree.find(".//body")
        blocks = list(_raw_blocks(raw if raw is not None else tree))
    if title and not any(_same(block.text, title) for block in blocks[:6]):
        yield heading(title, 1)
    yield from blocks


def _drop_chrome(tree: Any) -> None:
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        chrome = element.tag not in ("html", "body", "article", "main") and (
            element.tag in _DROPPED
            or element.get("role") in ("navigation", "banner", "contentinfo", "search")
            or (_CHROME.search(named) is not None and len(_text(element)) < 1_500)
            or _is_link_list(element)
        )
        if chrome:
            element.drop_tree()


def _is_link_list(element: Any) -> bool:
    if element.tag not in ("ul", "ol", "dl", "div", "table"):
        return False
    links = element.findall(".//a")
    if len(links) < 4:
        return False
    whole = len(re.sub(r"\s", "", _text(element)))
    linked = sum(len(re.sub(r"\s", "", _text(link))) for link in links)
    return whole < 4_000 and linked >= 0.75 * whole


def _blocks(element: Any) -> Iterator[Block]:
    """Turn the extracted tree (head, p, list, table) into blocks."""
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag == "head":
            level = re.sub(r"\D", "", child.get("rend") or "") or "2"
            yield from _kept(heading(_text(child), max(2, int(level))))
        elif tag == "table":
            yield from _table(child)
        elif tag == "list":
            for item in child.iter("item"):
                yield from _lines(_text(item))
        elif len(child) and any(inner.tag in ("p", "head", "table", "list") for inner in child):
            yield from _blocks(child)
        else:
            yield from _lines(_text(child))


def _table(element: Any) -> Iterator[Block]:
    rows = [[_text(cell) for cell in row.iter("cell", "td", "th")] for row in element.iter("row", "tr")]
    widest = max((len([cell for cell in row if cell.strip()]) for row in rows), default=0)
    longest = max((len(cell) for row in rows for cell in row), default=0)
    if widest <= 1 or longest > 1_500:  # a table that only lays the page out
        for row in rows:
            for cell in row:
                yield from _lines(cell)
        return
    yield from _kept(table(rows))


def _raw_blocks(element: Any) -> Iterator[Block]:
    """Read a page without a recognisable main part: its headings, tables and paragraphs as they come."""
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag in _HEADING_TAGS:
            yield from _kept(heading(_text(child), _HEADING_TAGS[tag]))
        elif tag == "table":
            yield from _table(child)
        elif any(
            isinstance(inner.tag, str) and inner.tag in ("p", "div", "table", "li", "h1", "h2", "h3")
            for inner in child.iter()
            if inner is not child
        ):
            yield from _raw_blocks(child)
        else:
            yield from _lines(_text(child))


def _lines(text: str) -> Iterator[Block]:
    for line in text.split("\n"):
        yield from _kept(paragraph(re.sub(r"[ \t\u3000]+", " ", line)))


def _kept(block: Block) -> Iterator[Block]:
    if block.rows or (block.kind is not BlockKind.TABLE and block.text.strip(" |/")):
        yield block


def _text(element: Any) -> str:
    """Return an element's text; line breaks stay, other white space is one space."""
    return strip_invisible("".join(_texts(element))).strip()


def _texts(element: Any) -> Iterator[str]:
    yield re.sub(r"\s+", " ", element.text or "")
    for child in element:
        if isinstance(child.tag, str):
            if child.tag in ("br", "lb", "p", "div", "li", "item", "tr", "row", "head"):
                yield "\n"
            yield from _texts(child)
        yield re.sub(r"\s+", " ", child.tail or "")


def _same(one: str, two: str) -> bool:
    return re.sub(r"\s", "", one) == re.sub(r"\s", "", two)
