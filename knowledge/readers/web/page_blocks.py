"""An element of a web page → headings, paragraphs and tables in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from knowledge.lazy_patterns import lazy_pattern
from knowledge.readers.blocks import Block, BlockKind, heading, paragraph, table
from knowledge.readers.web.page_main import is_file
from knowledge.readers.web.page_tables import is_layout, table_rows

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BREAKS = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "tr",
        "table",
        "section",
        "article",
        "main",
        "blockquote",
        "header",
        "figure",
        "figcaption",
        "center",
        "hr",
        "pre",
        "address",
        "fieldset",
        "legend",
        "form",
        "tbody",
        "thead",
        "td",
        "th",
        "caption",
        "ucapcontent",
        "details",
        "summary",
    ]
)
_MOST_FILES = 200
_ATTACHED = lazy_pattern(r"^(?:附件|附表|附录|附 *\d|Annex|Attachment|Appendix)", re.IGNORECASE)


def page_blocks(element: Any) -> list[Block]:
    """Return the blocks of an element; every text in it stands in one of them, once."""
    flow = _Flow()
    flow.read(element)
    flow.close()
    return flow.blocks


def attached_files(tree: Any, main: Any) -> Iterator[Block]:
    """Yield the names of attachments that the page lists outside its main part."""
    inside = re.sub(r"\s", "", "".join(main.itertext()))
    listed: set[str] = set()
    for link in (each for each in tree.iter("a") if is_file(each)):
        name = plain_text(link)
        bare = re.sub(r"\s", "", name)
        if not name or bare in listed or len(listed) >= _MOST_FILES or bare in inside:
            continue
        if _ATTACHED.match(name) or _below_attachments(link):
            listed.add(bare)
            yield paragraph(name if _ATTACHED.match(name) else f"附件：{name}")


def plain_text(element: Any) -> str:
    """Return an element's text; line breaks and blocks are line ends, other white space is one space."""
    lines = "".join(_texts(element)).split("\n")
    return "\n".join(line for line in (_folded(line) for line in lines) if line)


@dataclass(slots=True)
class _Flow:
    blocks: list[Block] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def read(self, element: Any) -> None:
        """Read an element's inside, the nested ones where they stand."""
        self._say(element.text)
        for child in element:
            if isinstance(child.tag, str):
                self._child(child)
            self._say(child.tail)

    def close(self) -> None:
        """End the line that is open."""
        text = _folded("".join(self._open))
        self._open = []
        if text.strip(" |/"):
            self.blocks.append(paragraph(text))

    def _child(self, child: Any) -> None:
        if child.tag in ("br", "hr"):
            self.close()
        elif child.tag in _HEADINGS:
            self.close()
            text = _folded(plain_text(child).replace("\n", " "))
            if text:
                self.blocks.append(heading(text, _HEADINGS[child.tag]))
        elif child.tag == "table":
            self.close()
            self._table(child)
        elif child.tag == "pre":
            self.close()
            for line in "".join(child.itertext()).split("\n"):
                self._say(line)
                self.close()
        elif child.tag in _BREAKS:
            self.close()
            self.read(child)
            self.close()
        else:
            self.read(child)

    def _table(self, element: Any) -> None:
        rows = table_rows(element, plain_text)
        if is_layout(element, rows):
            self.read(element)
            self.close()
            return
        caption = element.find("caption")
        if caption is not None and (text := _folded(plain_text(caption))):
            self.blocks.append(paragraph(text))
        made = table(rows)
        if made.kind is BlockKind.TABLE and made.rows:
            self.blocks.append(made)

    def _say(self, text: str | None) -> None:
        if text:
            self._open.append(re.sub(r"\s+", " ", text))


def _texts(element: Any) -> Iterator[str]:
    yield re.sub(r"\s+", " ", element.text or "")
    for child in element:
        if isinstance(child.tag, str):
            breaks = (
                child.tag in _BREAKS
                or child.tag in _HEADINGS
                or child.tag in ("br", "lb", "item", "head", "row")
            )
            if breaks:
                yield "\n"
            yield from _texts(child)
            if breaks:
                yield "\n"
        yield re.sub(r"\s+", " ", child.tail or "")


def _folded(text: str) -> str:
    """Fold white space; none is left between two Chinese characters where the markup broke a line."""
    return re.sub(r"[ \t\u3000]+", " ", text).strip()


def _below_attachments(link: Any) -> bool:
    """Say whether a link stands in a box that is headed 附件."""
    box = link.getparent()
    for _ in range(4):
        if box is None or box.tag == "body":
            return False
        first = next((text.strip() for text in box.itertext() if text.strip()), "")
        if re.match(r"(?:相关|下载)?附件", first):
            return True
        box = box.getparent()
    return False
