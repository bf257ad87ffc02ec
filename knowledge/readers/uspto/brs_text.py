"""Search dumps of the USPTO's BRS text databases: documents of tagged lines after a boundary line → one patent each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from knowledge.claims import Claim, Paragraph, with_references
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.kind_codes import kind_meaning
from knowledge.protocols import ReadDocument
from knowledge.readers.uspto.dot_codes import plain_characters
from knowledge.readers.uspto.tagged_lines import Tagged, each_line, each_record, set_aside, with_notes
from knowledge.readers.uspto.us_numbers import (
    bare_number,
    country_code,
    natural_name,
    symbols,
    us_application_number,
    us_date,
    us_publication_number,
    whole_number,
)
from knowledge.readers.uspto.us_remarks import (
    government_interest,
    missing_claims,
    render_us_patent,
    stated_interest,
)
from knowledge.types import Language, LocalText, Party, PatentRecord, Priority, ReadingNote

BOUNDARY: Final = "*** BRS DOCUMENT BOUNDARY ***"
_DESCRIPTION: Final = lazy_pattern(r"(?:CR|GO|BS|DR|DE|PA|RE)(?:TX|PR|TL|PC)")
_HEADING_TAGS: Final = frozenset({"CRTL", "GOTL", "BSTL", "DRTL", "DETL"})
_ABSTRACT: Final = frozenset({"ABPR", "ABTX", "ABPL", "ABPC"})
_CLAIM: Final = lazy_pattern(r"(?P<number>\d{1,3}) ?\. ")
_NOTHING: Final = frozenset({"", "N/A", "NONE"})


class BrsTextReader:
    """Reads one dump of one or thousands of documents, one at a time."""

    suffixes: tuple[str, ...] = (".brs",)

    def read(self, path: Path) -> Iterator[ReadDocument]:
        return with_notes(_parts(each_record(each_line(path), lambda line: BOUNDARY in line)), path)


def _parts(records: Iterator[tuple[Tagged, ...]]) -> Iterator[ReadDocument | ReadingNote]:
    for position, lines in enumerate(records, start=1):
        fields = _Fields(lines=lines)
        if fields.publication_number is None and not fields.first("TTL"):
            yield set_aside(str(position), "no_patent_fields")
        else:
            yield _document(fields, position)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fields:
    lines: Sequence[Tagged]

    def first(self, *tags: str) -> str:
        """Return the first field of the first of the tags that has one."""
        return next((value for tag in tags for value in self.all(tag)), "")

    def all(self, tag: str) -> tuple[str, ...]:
        values = (plain_characters(part.text) for part in self.lines if part.tag == tag)
        return tuple(value for value in values if value not in _NOTHING)

    @property
    def publication_number(self) -> str | None:
        named = self.first("DID").split()
        if len(named) >= 2 and named[0] == "US":
            return us_publication_number(named[1], named[2] if len(named) > 2 else "")
        return us_publication_number(self.first("WKU", "DWKU", "PN"), self.first("APT", "KD"))


def _document(fields: _Fields, position: int) -> ReadDocument:
    record = _record(fields)
    claims = tuple(_claims(fields.lines))
    document = render_us_patent(
        record,
        claims=with_references(claims),
        description=tuple(_description(fields.lines)),
        extra=tuple(_extra(fields)),
        member=record.publication_number or str(position),
    )[0]
    return replace(document, notes=missing_claims(fields.first("NCL"), len(claims)))


def _record(fields: _Fields) -> PatentRecord:
    number = fields.publication_number
    published = us_date(fields.first("GISD", "ISD", "PD", "DP"))
    kind = re.sub(r"^US\D*\d+", "", number or "")
    meaning = kind_meaning("US", kind, published)
    granted = bool(fields.first("GISD", "ISD")) or (meaning is not None and meaning.stage.is_granted)
    owners = fields.all("ASNM") or fields.all("AANM")
    priorities = tuple(_priorities(fields))
    abstract = "\n".join(plain_characters(p.text) for p in fields.lines if p.tag in _ABSTRACT and p.text)
    interest = government_interest(
        plain_characters(p.text) for p in fields.lines if p.tag == "GOTX" and p.indented
    )
    return PatentRecord(
        jurisdiction="US",
        titles=_texts(fields.first("TTL", "TI")),
        publication_number=number,
        application_number=us_application_number(fields.first("APP", "APNR", "APN")),
        patent_type=meaning.patent_type if meaning else None,
        abstracts=_texts(abstract),
        owners=tuple(Party(names=_texts(natural_name(name))) for name in dict.fromkeys(owners)),
        inventors=tuple(natural_name(name) for name in fields.all("INNM")),
        ipc=symbols((*fields.all("IPCP"), *fields.all("IPCS"), *fields.all("IPCN"), *fields.all("ICL"))),
        cpc=symbols((*fields.all("CPOI"), *fields.all("CPOA"))),
        filing_date=us_date(fields.first("AFD", "APD")),
        priority_date=min((priority.on for priority in priorities if priority.on), default=None),
        publication_date=published,
        grant_date=published if granted else None,
        government_interest=interest or stated_interest(_description(fields.lines)),
        priorities=priorities,
        term_adjustment_days=whole_number(fields.first("TRX")),
    )


def _priorities(fields: _Fields) -> Iterator[Priority]:
    """The fields of one foreign priority follow each other: country, number, date; provisional applications come last."""
    country, number = "", ""
    for part in fields.lines:
        if part.tag == "PRCO":
            country, number = part.text, ""
        elif part.tag == "PRAN":
            number = part.text
        elif part.tag == "PRAD" and (number or country):
            yield Priority(number=bare_number(number), country=country_code(country), on=us_date(part.text))
            country, number = "", ""
    for relation in fields.all("COND"):
        words = relation.split()
        if words[0] == "us-provisional-application" and len(words) == 4:
            yield Priority(number=bare_number(words[2]), country=country_code(words[1]), on=us_date(words[3]))


def _extra(fields: _Fields) -> Iterator[tuple[str, str]]:
    applicants = [natural_name(name) for name in dict.fromkeys(fields.all("AANM"))]
    if fields.all("ASNM") and set(applicants) - {natural_name(name) for name in fields.all("ASNM")}:
        yield "Applicant", "; ".join(applicants)
    for relation in fields.all("COND"):
        if not relation.startswith("us-provisional-application"):
            yield "Related document", relation
    for number in fields.all("PDID"):
        yield "Earlier publication", us_publication_number(*number.removeprefix("US ").split()[:2]) or number
    classes = (*fields.all("CCLS"), *fields.all("OCL"), *fields.all("XCL"))
    if classes:
        yield "US classes", "; ".join(dict.fromkeys(classes))


def _claims(lines: Sequence[Tagged]) -> Iterator[Claim]:
    """A claim begins where a line's number is the next one; other claim lines continue it."""
    number, texts = 0, list[str]()
    for part in lines:
        if not part.tag.startswith("CLP") and part.tag != "CLTX":
            continue
        text = plain_characters(part.text)
        match = _CLAIM.match(text)
        if match and int(match["number"]) == number + 1:
            if texts:
                yield Claim(number=str(max(number, 1)), text="\n".join(texts))
            number, texts = number + 1, [text]
        elif text:
            texts.append(text)
    if texts:
        yield Claim(number=str(max(number, 1)), text="\n".join(texts))


def _description(lines: Sequence[Tagged]) -> Iterator[Paragraph]:
    """A text that begins right behind its tag is a heading, one behind two spaces a paragraph."""
    heading: str | None = None
    for part in lines:
        if not _DESCRIPTION.fullmatch(part.tag) or not (text := plain_characters(part.text)):
            continue
        if part.tag in _HEADING_TAGS or (not part.indented and part.tag.endswith("TX") and len(text) < 120):
            heading = text
        else:
            yield Paragraph(text=text, heading=heading)


def _texts(text: str) -> tuple[LocalText, ...]:
    return (LocalText(language=Language.EN, text=text),) if text else ()
