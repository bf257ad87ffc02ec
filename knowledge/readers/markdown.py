"""Markdown → blocks; with a TOML header between +++ lines it is one of our policy files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from knowledge.errors import ReadError
from knowledge.folding import strip_invisible
from knowledge.lazy_patterns import lazy_pattern
from knowledge.protocols import ReadDocument
from knowledge.readers.assembly import assemble
from knowledge.readers.blocks import Block, BlockKind, heading, paragraph, table
from knowledge.readers.bytes import decode_text, read_bytes
from knowledge.readers.plain import document_of
from knowledge.readers.web.page_chrome import without_chrome
from knowledge.readers.web.saved_pages import saved_page
from knowledge.types import Audience, Kind, Language, PolicyLevel, PolicyRecord, TextType

_E = TypeVar("_E", bound=StrEnum)
_HEADER = lazy_pattern(r"\A\s*\+\+\+[ \t]*\n(?P<toml>.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_YAML_HEADER = lazy_pattern(
    r"\A\s*---[ \t]*\n(?P<yaml>(?:[\w\u3400-\u9fff-]+[ \t]*:.*\n|[ \t].*\n|\n)*?)---[ \t]*\n"
)
_COMMENT = lazy_pattern(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HEADING = lazy_pattern(r"^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_UNDERLINE = lazy_pattern(r"^ {0,3}(=+|-+)[ \t]*$")
_RULE = lazy_pattern(r"^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_FENCE = lazy_pattern(r"^ {0,3}(```+|~~~+)")
_ITEM = lazy_pattern(r"^\s*(?:[*+-]|\d{1,3}[.)])[ \t]+")
_INLINE = lazy_pattern(r"[*_`<\[\\]")
_TABLE_LINE = lazy_pattern(r"^ {0,3}\|.*\|[ \t]*$")
_TABLE_RULE = lazy_pattern(r"^[ \t|:+-]*-[ \t|:+-]*$")


class MarkdownReader:
    """Reads our policy files and any other Markdown."""

    suffixes: tuple[str, ...] = (".md", ".markdown", ".mdown")

    def read(self, path: Path) -> Iterator[ReadDocument]:
        text = decode_text(read_bytes(path), path, keep_invisible=True)
        header = _HEADER.match(text)
        if header is None:
            yield _unmarked(text, path)
            return
        text = strip_invisible(text)
        header = _HEADER.match(text)
        if header is None:
            raise ReadError("bad_front_matter", file=str(path), reason="invisible characters")
        try:
            fields = tomllib.loads(header["toml"])
        except tomllib.TOMLDecodeError as error:
            raise ReadError("bad_front_matter", file=str(path), reason=str(error)) from error
        blocks = markdown_blocks(text[header.end() :])
        if not blocks:
            raise ReadError("empty_file", file=str(path))
        yield _policy_file(fields, blocks, path)


def _unmarked(text: str, path: Path) -> ReadDocument:
    """Read Markdown without our header: a saved web page, or any other."""
    saved = saved_page(text)
    if saved is None:
        return document_of(markdown_blocks(_without_yaml(text)), path)
    blocks = without_chrome(markdown_blocks(saved.markdown))
    if not blocks:
        raise ReadError("no_text", file=str(path))
    top = heading(saved.title, 1)
    return document_of([top, *blocks], path, title=saved.title, trust_headings=False, page=saved.page)


def markdown_blocks(text: str) -> tuple[Block, ...]:
    """Read Markdown into blocks; marks of emphasis, links and comments are taken off."""
    return tuple(_Blocks().read(_COMMENT.sub("", text).split("\n")))


def plain_inline(text: str) -> str:
    """Take inline marks off: links keep their words, images and tags go, emphasis and code keep their text."""
    if not _INLINE.search(text):
        return text.strip()
    text = re.sub(r"!\[[^\]\n]{0,500}\]\([^)\s]{0,2000}(?:\s+\"[^\"\n]{0,300}\")?\)", "", text)
    text = re.sub(r"\[([^\]\n]{0,500})\]\([^)\s]{0,2000}(?:\s+\"[^\"\n]{0,300}\")?\)", r"\1", text)
    text = re.sub(r"</?[A-Za-z][^<>\n]{0,200}>", "", text)
    text = re.sub(r"(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,2000}?)(?<=[^\s*])\*(?![\w*])", r"\1", text)
    text = re.sub(r"(`{1,3})(.{1,2000}?)\1", r"\2", text)
    return re.sub(r"\\([\\`*_{}\[\]()#+.!|>~-])", r"\1", text).strip()


class _Blocks:
    def __init__(self) -> None:
        self._lines: list[str] = []
        self._done: list[Block] = []

    def read(self, lines: list[str]) -> list[Block]:
        position = 0
        while position < len(lines):
            position = self._step(lines, position)
        self._close()
        return self._done

    def _step(self, lines: list[str], position: int) -> int:
        line = lines[position]
        if not line.strip():
            self._close()
        elif match := _HEADING.match(line):
            self._close()
            self._add(heading(plain_inline(match[2]), len(match[1])))
        elif fence := _FENCE.match(line):
            return self._fenced(lines, position, fence[1][:3])
        elif self._lines and _UNDERLINE.match(line) and len(self._lines) == 1:
            text = plain_inline(self._lines.pop())
            self._add(heading(text, 1 if "=" in line else 2))
        elif _RULE.match(line):
            self._close()
        elif "|" in line and self._is_table(lines, position):
            return self._tabled(lines, position)
        else:
            self._collect(line)
        return position + 1

    def _collect(self, line: str) -> None:
        text = re.sub(r"^\s*(?:>\s?)+", "", line)
        item = _ITEM.match(text)
        if (item and not self._lines and not text.strip()[:1].isdigit()) or item:
            self._lines.append(text.strip())
        elif self._lines and _ITEM.match(self._lines[-1]) and text.startswith((" ", "\t")):
            self._lines[-1] += _glue(self._lines[-1], text.strip())
        else:
            self._lines.append(text.strip())

    def _fenced(self, lines: list[str], position: int, mark: str) -> int:
        self._close()
        position += 1
        while position < len(lines) and not lines[position].lstrip().startswith(mark):
            self._lines.append(lines[position].rstrip())
            position += 1
        self._add(paragraph("\n".join(self._lines)))
        self._lines = []
        return position + 1

    def _is_table(self, lines: list[str], position: int) -> bool:
        following = lines[position + 1] if position + 1 < len(lines) else ""
        return bool(_TABLE_RULE.match(following) and "|" in following + lines[position]) or bool(
            _TABLE_LINE.match(lines[position]) and _TABLE_LINE.match(following)
        )

    def _tabled(self, lines: list[str], position: int) -> int:
        self._close()
        rows: list[list[str]] = []
        while position < len(lines) and "|" in lines[position] and lines[position].strip():
            if not _TABLE_RULE.match(lines[position]):
                cells = re.split(r"(?<!\\)\|", lines[position].strip().strip("|"))
                rows.append([plain_inline(cell) for cell in cells])
            position += 1
        self._add(table(rows))
        return position

    def _close(self) -> None:
        if self._lines:
            text = "\n".join(plain_inline(line) for line in self._lines)
            self._add(paragraph(text))
            self._lines = []

    def _add(self, block: Block) -> None:
        if block.text or block.rows:
            self._done.append(block)


def _glue(before: str, after: str) -> str:
    return after if before and ord(before[-1]) > 0x2E7F else " " + after


def _without_yaml(text: str) -> str:
    match = _YAML_HEADER.match(text)
    return text[match.end() :] if match else text


def _policy_file(fields: dict[str, Any], blocks: tuple[Block, ...], path: Path) -> ReadDocument:
    reader = _Header(fields, path)
    language = reader.choice("language", Language)
    title = reader.text("title")
    if language is None or not title:
        raise reader.wrong("language" if language is None else "title")
    first = blocks[0]
    shown = first.text if first.kind is BlockKind.HEADING and first.level == 1 else title
    text, sections = assemble(blocks, language, title=shown)
    kind = reader.choice("kind", Kind) or Kind.POLICY
    return ReadDocument(
        kind=kind,
        language=language,
        title=title,
        text=text,
        sections=sections,
        record=_policy_record(reader, title) if kind is Kind.POLICY else None,
        audience=reader.choice("audience", Audience),
        synthetic=bool(fields.get("synthetic", False)),
    )


def _policy_record(reader: _Header, title: str) -> PolicyRecord:
    policy_id = reader.text("policy_id")
    if not policy_id:
        raise reader.wrong("policy_id")
    return PolicyRecord(
        policy_id=policy_id,
        lineage=reader.text("lineage") or policy_id,
        title=title,
        jurisdiction=reader.text("jurisdiction") or "CN",
        issuer=reader.text("issuer"),
        document_number=reader.text("document_number"),
        level=reader.choice("level", PolicyLevel),
        region=reader.text("region"),
        date_issued=reader.day("date_issued"),
        effective_from=reader.day("effective_from"),
        effective_to=reader.day("effective_to"),
        status_note=reader.text("status_note"),
        text_type=reader.choice("text_type", TextType) or TextType.OFFICIAL,
        official_url=reader.text("official_url"),
        replaces=reader.text("replaces"),
        replaced_by=reader.text("replaced_by"),
    )


class _Header:
    """Typed access to the TOML header; a wrong value is a ReadError naming its field."""

    def __init__(self, fields: dict[str, Any], path: Path) -> None:
        self._fields = fields
        self._path = path

    def wrong(self, field: str) -> ReadError:
        return ReadError("bad_front_matter", file=str(self._path), field=field)

    def text(self, field: str) -> str | None:
        value = self._fields.get(field)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise self.wrong(field)
        return value.strip()

    def choice(self, field: str, vocabulary: type[_E]) -> _E | None:
        value = self.text(field)
        try:
            return None if value is None else vocabulary(value)
        except ValueError as error:
            raise self.wrong(field) from error

    def day(self, field: str) -> date | None:
        value = self._fields.get(field)
        if value is None or value == "":
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except (ValueError, TypeError) as error:
            raise self.wrong(field) from error
