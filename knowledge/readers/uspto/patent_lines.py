"""JSON of a patent's printed lines (page, column, line number, text, section) → claims and paragraphs in reading order."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from knowledge.claims import Claim, Paragraph, with_references
from knowledge.errors import ReadError
from knowledge.lazy_patterns import lazy_pattern
from knowledge.protocols import ReadDocument
from knowledge.readers.bytes import decode_text, read_bytes
from knowledge.readers.uspto.printed_columns import (
    PrintedBlock,
    PrintedLine,
    blocks_of,
    joined,
    lines_of,
    text_columns,
    tidy,
    whole_words,
)
from knowledge.readers.uspto.printed_front_page import FrontPage, front_page
from knowledge.readers.uspto.us_numbers import us_publication_number
from knowledge.rendering import render_patent
from knowledge.types import Language, LocalText, NoteKind, PassageKind, PatentRecord, ReadingNote

_CLAIM: Final = lazy_pattern(r"^(?P<number>\d{1,3}) ?[.,] ?(?=\S)")
_LEAD: Final = lazy_pattern(
    r"^\W*\d*(?:what (?:is|we|i) claim|(?:we|i) claim\b|the (?:invention )?claimed|.*\bclaimed is\W*\d*$)",
    re.IGNORECASE,
)
_NAMED: Final = lazy_pattern(
    r"(?:^|[^A-Z0-9])(US ?(?:D|RE|PP|H)?\d{4,11}(?: ?[A-Z]\d?)?)(?![A-Z0-9])", re.IGNORECASE
)
_PART_ENDS: Final = (":", ";", "; and", ", and", "; or")


class PatentLinesReader:
    """Reads one file: an array of lines, each an object."""

    suffixes: tuple[str, ...] = ()

    def read(self, path: Path) -> Iterator[ReadDocument]:
        try:
            content = json.loads(decode_text(read_bytes(path), path))
        except (ValueError, RecursionError) as error:
            raise ReadError("bad_json", file=str(path), reason=str(error)) from error
        lines = tuple(lines_of(content)) if isinstance(content, list) else ()
        if not lines:
            raise ReadError("no_text", file=str(path))
        yield _document(lines, path)


def _document(lines: Sequence[PrintedLine], path: Path) -> ReadDocument:
    front = front_page(lines)
    columns = text_columns([line for line in lines if line.page != front.page])
    words = whole_words(columns)
    body, claim_lines = _split(columns)
    blocks = list(blocks_of(body, words))
    title, blocks = _title(blocks, body, front)
    claims = tuple(_claims(claim_lines, words))
    paragraphs = tuple(_paragraphs(blocks))
    record = _record(front, title, path)
    document = render_patent(
        record,
        language=Language.EN,
        claims=with_references([claim for claim, _ in claims]),
        description=[paragraph for paragraph, _ in paragraphs],
    )[0]
    pages = {
        PassageKind.CLAIM: [page for _, page in claims],
        PassageKind.PARAGRAPH: [page for _, page in paragraphs],
    }
    notes = _missing_columns(columns)
    named = document.title or record.publication_number or path.stem
    return _with_pages(replace(document, title=named, notes=notes), pages)


def _missing_columns(columns: Sequence[PrintedLine]) -> tuple[ReadingNote, ...]:
    """Note the columns before the last one that the file does not hold."""
    held = {line.column for line in columns}
    missing = max(held, default=0) - len(held)
    if missing <= 0:
        return ()
    return (ReadingNote(kind=NoteKind.PART_MISSING, fields={"part": "columns", "missing": missing}),)


def _split(columns: Sequence[PrintedLine]) -> tuple[list[PrintedLine], list[PrintedLine]]:
    """Part the description from the claims: by the section that the file gives, else at the words before claim 1."""
    body = [line for line in columns if line.section != "claims"]
    claims = [line for line in columns if line.section == "claims"]
    if not claims:
        for place, line in enumerate(body):
            if (
                _LEAD.match(line.text)
                and len(line.text) < 80
                and any(_CLAIM.match(n.text) for n in body[place + 1 : place + 4])
            ):
                return body[:place], body[place:]
    return body, claims


def _title(
    blocks: list[PrintedBlock], body: Sequence[PrintedLine], front: FrontPage
) -> tuple[str, list[PrintedBlock]]:
    """The title heads the first column; a file that begins later has none."""
    starts = bool(body) and body[0].column == 1 and body[0].number <= 3 and blocks[0].is_heading
    if front.title or not starts:
        return front.title, blocks[1:] if starts else blocks
    lines = [body[0]]
    for line in body[1:]:
        if line.number != lines[-1].number + 1 or line.page != body[0].page:
            break
        lines.append(line)
    title = tidy(" ".join(line.text for line in lines))
    rest = blocks[0].text.removeprefix(title).strip()
    if len(rest) == len(blocks[0].text):
        return blocks[0].text, blocks[1:]
    return title, [replace(blocks[0], text=rest), *blocks[1:]] if rest else blocks[1:]


def _record(front: FrontPage, title: str, path: Path) -> PatentRecord:
    named = _NAMED.search(path.stem.replace("_", " "))
    return PatentRecord(
        jurisdiction="US",
        titles=_texts(title),
        publication_number=front.publication_number or (_named_number(named[1]) if named else None),
        application_number=front.application_number,
        abstracts=_texts(front.abstract),
        owners=front.owners,
        inventors=front.inventors,
        ipc=front.ipc,
        filing_date=front.filing_date,
    )


def _named_number(text: str) -> str | None:
    match = re.fullmatch(r"US ?([A-Z]{0,2}\d+) ?([A-Z]\d?)?", text.upper())
    return us_publication_number(match[1], match[2]) if match else None


def _claims(lines: Sequence[PrintedLine], words: frozenset[str]) -> Iterator[tuple[Claim, int]]:
    """A claim begins at a line with the next number; a part of a claim on a line of its own."""
    text, number, page = "", 0, 0
    previous: PrintedLine | None = None
    for line in lines:
        match = _CLAIM.match(line.text)
        if match and int(match["number"]) == number + 1:
            if number:
                yield _claim(number, text), page
            number, page = number + 1, line.page
            text = f"{number}. {line.text[match.end() :]}"
        elif number and previous is not None:
            if previous.text.endswith(_PART_ENDS):
                text = f"{text}\n{line.text}"
            else:
                text = joined(text, line.text, words, divided=previous.divided)
        previous = line
    if number:
        yield _claim(number, text), page


def _claim(number: int, text: str) -> Claim:
    return Claim(number=str(number), text="\n".join(tidy(line) for line in text.split("\n")))


def _paragraphs(blocks: Sequence[PrintedBlock]) -> Iterator[tuple[Paragraph, int]]:
    heading: str | None = None
    for block in blocks:
        if block.is_heading:
            heading = block.text
        else:
            yield Paragraph(text=block.text, heading=heading), block.page


def _with_pages(document: ReadDocument, pages: dict[PassageKind, list[int]]) -> ReadDocument:
    """Note on each claim and paragraph the page where it begins."""
    left = {kind: iter(found) for kind, found in pages.items()}
    sections = tuple(
        replace(section, page=next(left[section.kind], None)) if section.kind in left else section
        for section in document.sections
    )
    return replace(document, sections=sections)


def _texts(text: str) -> tuple[LocalText, ...]:
    return (LocalText(language=Language.EN, text=text),) if text else ()
