"""Plain text in any encoding → blocks: paragraphs between empty lines, or one per line where lines are not wrapped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from knowledge.protocols import ReadDocument
from knowledge.readers.blocks import Block, paragraph
from knowledge.readers.bytes import decode_text, read_bytes
from knowledge.readers.line_joining import joined_lines
from knowledge.readers.plain import document_of


class TextReader:
    """Reads one text file."""

    suffixes: tuple[str, ...] = (".txt", ".text", ".log")

    def read(self, path: Path) -> Iterator[ReadDocument]:
        text = decode_text(read_bytes(path), path, keep_invisible=True)
        yield document_of(text_blocks(text), path, trust_headings=False)


def text_blocks(text: str) -> tuple[Block, ...]:
    """Return the paragraphs of a text."""
    return tuple(paragraph(line) for line in joined_lines(text.split("\n")))
