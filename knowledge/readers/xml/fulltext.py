"""Claims, description and abstract as EPO full text and its relatives mark them up → claims and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from knowledge.claims import Claim, Paragraph
from knowledge.lazy_patterns import lazy_pattern
from knowledge.readers.patent_languages import PatentTexts
from knowledge.readers.patent_parts import (
    DescriptionParts,
    numbered_claims,
    one_line,
    plain_number,
    split_claims,
    without_marks,
)
from knowledge.readers.xml.flow import below, find_all, flow_text, line_text, local_name

_HEADINGS: Final = frozenset({"heading", "head", "h1", "h2", "h3"})
_PARAGRAPHS: Final = frozenset(
    {"p", "para", "paragraph", "table", "tables", "maths", "chemistry", "ul", "ol"}
)
_MOST_WORDS: Final = 40
_SECTION: Final = lazy_pattern(
    r"(?:technical |)fie?le?d|filed of|background|summary|brief|detailed|description|cross.?reference|prior art"
    r"|related|examples?\b|introduction|\[\d{4}\]|d ?e ?s ?c ?r ?i ?p|objeto|estado de|domaine|beschreibung",
    re.IGNORECASE,
)


def read_texts(element: etree._Element, texts: PatentTexts) -> None:
    """Add the abstracts, claims and descriptions that stand directly in an element."""
    for abstract in find_all(element, "abstract"):
        if (abstract.get("abstract-type") or "") not in ("teaser", "summary"):
            texts.add_abstract(_abstract(abstract), abstract.get("lang") or element.get("lang"))
    for claims in find_all(element, "claims"):
        texts.add_claims(read_claims(claims), claims.get("lang") or element.get("lang"))
    for description in find_all(element, "description"):
        stated = description.get("lang") or element.get("lang")
        texts.add_description(read_description(description), stated)


def read_claims(claims: etree._Element) -> tuple[Claim, ...]:
    """Return the claims, whether each has an element, all share one, or they come as lines of one text."""
    elements = list(find_all(claims, "claim"))
    if len(elements) > 1:
        return tuple(_claim(element, n) for n, element in enumerate(elements, start=1) if line_text(element))
    if not elements:
        return split_claims(flow_text(claims))
    texts = list(find_all(elements[0], "claim-text"))
    if len(texts) > 1:
        return numbered_claims(flow_lines(text) for text in texts)
    lines = [one_line(line) for line in without_marks("".join(elements[0].itertext())).split("\n")]
    found = numbered_claims(lines) if sum(bool(line) for line in lines) > 1 else ()
    if len(found) > 1 and _in_order(lines):
        return tuple(Claim(number=one.number, text=one.text) for one in found)
    return split_claims(flow_text(elements[0]))


def read_description(description: etree._Element) -> tuple[Paragraph, ...]:
    parts = DescriptionParts()
    _walk(description, parts)
    return parts.done()


def first_line_title(description: etree._Element | None) -> str:
    """Return the title that a PCT description opens with (PCT Rule 5.1(a)); an empty string where it does not.

    The opening lines count as long as they are written in capitals, else the first line alone; a section's name,
    a whole sentence of the text or a long line is no title.
    """
    first = next(below(description, "p", "heading"), None)
    if first is None:
        return ""
    lines = [line for raw in without_marks("".join(first.itertext())).split("\n") if (line := one_line(raw))]
    lines = [line for line in lines if not re.fullmatch(r"[\W\d]*", line)]
    if not lines or _SECTION.match(lines[0]):
        return ""
    title = lines[0]
    for line in lines[1:5]:
        if not (_capital(title) and _capital(line)) or _SECTION.match(line):
            break
        title = f"{title} {line}"
    title = title.rstrip(".")
    return title if len(title.split()) <= _MOST_WORDS and len(title) >= 8 else ""


def flow_lines(element: etree._Element) -> str:
    """Return a text with the line ends that its source sets, where its markup sets none."""
    if len(element):
        return flow_text(element)
    return "\n".join(line for raw in (element.text or "").split("\n") if (line := one_line(raw)))


def _abstract(abstract: etree._Element) -> str:
    paragraphs = [text for p in find_all(abstract, "p") if (text := line_text(p))]
    return without_marks("\n".join(paragraphs) or line_text(abstract)).strip()


def _claim(element: etree._Element, position: int) -> Claim:
    stated = element.get("num") or ""
    number = (plain_number(stated) or "").lstrip("0") or str(position)
    references = {
        found.lstrip("0")
        for reference in below(element, "claim-ref")
        if (found := plain_number(reference.get("idref")))
    }
    earlier = sorted(
        (found for found in references if found.isdecimal() and int(found) < int(number)), key=int
    )
    texts = list(find_all(element, "claim-text"))
    simple = len(texts) == 1 and not len(texts[0])
    text = " ".join(flow_lines(texts[0]).split("\n")) if simple else flow_text(element)
    return Claim(number=number, text=text, depends_on=tuple(earlier))


def _in_order(lines: list[str]) -> bool:
    """Say whether running numbers at line starts are those of claims: there is no gap up to the last one."""
    numbers = [int(match[1]) for line in lines if (match := re.match(r"(\d{1,3})\s*[.)]\s", line))]
    return numbers[:2] == [1, 2] or numbers == [1]


def _walk(element: etree._Element, parts: DescriptionParts) -> None:
    for child in element:
        name = local_name(child)
        if name in _HEADINGS:
            parts.heading(line_text(child))
        elif name in _PARAGRAPHS:
            _paragraph(child, parts)
        elif name:
            _walk(child, parts)


def _paragraph(paragraph: etree._Element, parts: DescriptionParts) -> None:
    number = plain_number(paragraph.get("num"))
    if any(local_name(child) in ("tables", "table", "ul", "ol", "dl", "maths") for child in paragraph.iter()):
        parts.block(flow_text(paragraph), number)
        return
    text = "".join(_raw(paragraph))
    blocks = [block for block in re.split(r"\n\s*\n", text) if block.strip()]
    for position, block in enumerate(blocks):
        parts.paragraph(block, number if position == 0 else None)


def _raw(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if local_name(child) == "br":
            yield "\n"
        elif local_name(child) not in ("img", "figure"):
            yield from _raw(child)
        yield child.tail or ""


def _capital(line: str) -> bool:
    letters = [char for char in line if char.isalpha()]
    return bool(letters) and sum(char.isupper() for char in letters) >= 0.8 * len(letters)
