"""Letters patent of the time before coded title pages (US to about 1970, GB to 1915), line by line → a patent, or None.

Only what the page states in so many words is taken: a number or a day that two places give differently stays open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from knowledge.claims import Claim, Paragraph, with_references
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.patent_numbers import normalise_application_number
from knowledge.protocols import ReadDocument
from knowledge.readers.line_joining import glued, joined_lines
from knowledge.readers.printed.page_lines import Line, PageLines
from knowledge.readers.printed.page_margins import without_margins
from knowledge.readers.printed.patent_parties import trimmed
from knowledge.rendering import render_patent
from knowledge.types import Language, LocalText, Party, PatentRecord

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAY = r"(?P<month>[A-Z][a-z]{2,8})[.,]? (?P<day>\d{1,2})(?:st|nd|rd|th)?[,.]? ?(?P<year>1[6-9]\d\d)"
_DAY_FIRST = (
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: day of)? (?P<month>[A-Z][a-z]{2,8})\.?,? (?P<year>1[6-9]\d\d)"
)
_OFFICE = lazy_pattern(r"UNITED ?STATES ?PATENT ?OFFICE")
_AMERICAN = lazy_pattern(
    r"Letters Patent|Patented|Be it known that|Application filed|Specification of|Claims?\. \(Cl",
    re.IGNORECASE,
)
_BRITISH = lazy_pattern(
    r"A\. ?D\. ?(?P<year>1[67-9]\d\d)[ .,—–-]{1,30}N ?[o°º]?\.? ?(?P<number>\d{1,2},?\d{0,3})(?!\d)"
    r"|N ?[o°º]\.? ?(?P<number2>\d{1,2},?\d{3}|\d{1,5})[ .,—–-]{1,30}A\. ?D\. ?(?P<year2>1[67-9]\d\d)"
)
_GROUPED = r"(?:D|RE)?\d{1,3}(?:[,.]\d{3}){0,2}"
_NUMBERS = (
    lazy_pattern(rf"Letters Patent N[oe0][.,]? ?(?P<number>{_GROUPED})(?![\d])"),
    lazy_pattern(rf"^N[o0][.,] ?(?P<number>{_GROUPED})[.,]?(?: +Patented.*)?$"),
    lazy_pattern(rf"Patented {_DAY}[.,]? +(?:N[o0][.,] ?)?(?P<number>{_GROUPED})$"),
    lazy_pattern(r"^(?P<number>\d{1,3}(?:,\d{3}){1,2})\.?$"),
    lazy_pattern(r"^(?P<number>\d{1,3}(?:,\d{3}){1,2})\.? +(?:Specification of|Patented)"),
)
_GRANTED = tuple(
    lazy_pattern(lead, re.IGNORECASE)
    for lead in (
        rf"Patented,? {_DAY}",
        rf"Letters Patent N[oe0][.,]? ?{_GROUPED}[,.]? dated {_DAY}",
        rf"Granted,? {_DAY}",
        rf"Granted,? {_DAY_FIRST}",
    )
)
_FILED = tuple(
    lazy_pattern(rf"{lead}{day}", re.IGNORECASE)
    for lead in (r"Application(?: f\w{1,4}d)?,? ", r"Date of Application,? ")
    for day in (_DAY, _DAY_FIRST)
)
_SERIAL = lazy_pattern(r"Serial N[o0][.,]? ?(\d{1,3}(?:[,.]?\d{3})?)(?!\d)")
_QUOTED_TITLE = lazy_pattern(
    r"(?:Invent(?:ed|ion)(?: of| for)?|\bmy|\bour),? ?[“\"‘](?P<title>[^“”]{12,400}?)[,;.]?[”\"]", re.DOTALL
)
_LEAD = lazy_pattern(
    r"what (?:I|we|is)\b(?:(?!\bnot\b)[^.;]){0,90}?\bclaim(?:ed)?\b(?: as [^.;:—]{2,40}invention)?"
    r"|(?:^|[—–.,;] ?|\band )(?:I|we),?(?: do)?(?: hereby)? claim\b|claimed[^.;]{0,20} and desired to be secured"
    r"|(?:I|we) claim as (?:my|our)|desired? to secure by Letters",
    re.IGNORECASE,
)
_AFTER_LEAD = lazy_pattern(r"(?:consists? in|is|are|:|—|–|Patent,?)[\s:;,.—–-]*$", re.IGNORECASE)
_END = lazy_pattern(
    r"^(?:In testimony|In witness|In presence|Witnesses|Attest|Signed (?:at|by)|This specification signed|References cited"
    r"|The following references)",
    re.IGNORECASE,
)
_BEGIN = lazy_pattern(
    r"^To all (?:whom|to whom|chon|achon|wh)|^Be it known|^TO ALL (?:TO )?WHOM|^This invention|^My invention",
    re.IGNORECASE,
)
_NUMBERED = lazy_pattern(r"(?:^|\n|(?<=[.;:—–]) ?|(?<=\bis) )(?P<number>\d{1,2})[.,] +(?=[A-Z“])")
_LONGEST_LEAD = 120  # characters of "as our invention, and desire to secure by letters patent, is"
_SURE = 0.8  # of a line that a title is taken from


@dataclass(slots=True)
class _Votes:
    """What several places say of one fact; the value that has more weight than all others together counts."""

    weights: dict[object, float] = field(default_factory=dict)

    def add(self, value: object, weight: float) -> None:
        if value is not None:
            self.weights[value] = self.weights.get(value, 0.0) + weight

    def winner(self) -> object | None:
        if not self.weights:
            return None
        best = max(self.weights, key=lambda value: self.weights[value])
        return best if 2 * self.weights[best] > sum(self.weights.values()) else None


def letters_patent_of(pages: Sequence[PageLines]) -> ReadDocument | None:
    """Read old letters patent; None where the pages are none."""
    lines = [line for page in pages for line in page.lines]
    country = _country(lines)
    if country is None:
        return None
    body = _body([line for page in without_margins(pages) for line in page.lines])
    description, claims = _parts(body)
    record = _british(lines) if country == "GB" else _american(lines)
    return render_patent(
        record, language=Language.EN, claims=with_references(claims), description=description
    )[0]


def _country(lines: Sequence[Line]) -> str | None:
    top = "\n".join(line.text for line in lines[:150])
    flat = re.sub(r"[^A-Z ]", "", re.sub(r"\s+", " ", top.upper()))
    if _OFFICE.search(flat) and _AMERICAN.search(top):
        return "US"
    british = any(_BRITISH.search(line.text) for line in lines[:12])
    return "GB" if british and re.search(r"LETTERS PATENT|SPECIFICATION", flat) else None


def _american(lines: Sequence[Line]) -> PatentRecord:
    numbers, granted, filed = _Votes(), _Votes(), _Votes()
    serial: str | None = None
    for line in _with_following(lines):
        weight = line.confidence if line.confidence is not None else 0.9
        for printed in _found_numbers(line.text):
            numbers.add(printed, weight)
        for votes, patterns in ((granted, _GRANTED), (filed, _FILED)):
            for pattern in patterns:
                match = pattern.search(line.text)
                votes.add(_date(match) if match else None, weight)
        found = _SERIAL.search(line.text)
        serial = serial or (re.sub(r"[,.]", "", found[1]) if found else None)
    number = numbers.winner()
    title, names, assignee = _american_heading(lines)
    return PatentRecord(
        jurisdiction="US",
        titles=(LocalText(language=Language.EN, text=title),) if title else (),
        publication_number=f"US{number}" if number else None,
        application_number=normalise_application_number(serial, "US") if serial else None,
        inventors=names,
        owners=(Party(names=(LocalText(language=Language.EN, text=assignee),)),) if assignee else (),
        filing_date=_as_date(filed.winner()),
        publication_date=_as_date(granted.winner()),
        grant_date=_as_date(granted.winner()),
    )


def _as_date(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _with_following(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield each line, and short lines together with the next one: a heading goes on over two lines."""
    yield from lines
    for line, after in pairwise(lines):
        if re.search(r"Letters Patent(?: N[oe0][.,]?)?$|dated$|Patented$", line.text.strip()):
            yield replace(line, text=f"{line.text.strip()} {after.text.strip()}")


def _found_numbers(text: str) -> Iterator[str]:
    for pattern in _NUMBERS:
        match = pattern.search(text.strip())
        if match:
            yield re.sub(r"[,.]", "", match["number"])


def _date(match: re.Match[str]) -> date | None:
    month = match["month"][:3].upper()
    if month not in _MONTHS:
        return None
    try:
        return date(int(match["year"]), _MONTHS.index(month) + 1, int(match["day"]))
    except ValueError:
        return None


def _american_heading(lines: Sequence[Line]) -> tuple[str, tuple[str, ...], str]:
    """Return title, inventors and assignee from the lines below the office's name."""
    start = next(
        (n for n, line in enumerate(lines) if _OFFICE.search(re.sub(r"[^A-Z ]", "", line.text.upper()))), None
    )
    if start is None:
        return "", (), ""
    heading = []
    for line in lines[start + 1 : start + 14]:
        if re.search(
            r"Specification (?:for|of)|Application|Letters Patent|Claims?\. \(", line.text, re.IGNORECASE
        ):
            break
        if _BEGIN.match(line.text):
            break
        heading.append(line)
    names, title = "", ""
    for line in heading:
        text = line.text.strip(" .,-—'·")
        if (
            not text
            or re.fullmatch(r"[\d,. ]+|(?:No\.? ?)?[\d,. ]+", text)
            or not re.search(r"[A-Za-z]{3}", text)
        ):
            continue
        sure = line.confidence is None or line.confidence >= _SURE
        person = re.search(r",? OF(?: [A-Z]|$)|ASSIGNORS?|, [A-Z][a-z]+, [A-Z]", text) is not None
        if person or (names and not title and _goes_on(names)):
            names = glued(names, text)
        elif sure and text.upper() == text and not re.match(r"(?:AND|TO|OF)\b", text):
            title = glued(title, text)
    return title, _names(names), _assignee(names)


def _goes_on(names: str) -> bool:
    return bool(re.search(r"(?:ASSIGNORS?|\bTO|\bOF|\bAND|,)$", names.strip()))


def _names(text: str) -> tuple[str, ...]:
    people = re.split(r",? OF\b|,? ?ASSIGNORS?\b", text)[0]
    found = [trimmed(name) for name in re.split(r",? AND |;", people)]
    return tuple(name for name in found if re.fullmatch(r"[A-Z][A-Za-z.,' -]{3,50}", name))


def _assignee(text: str) -> str:
    match = re.search(
        r"ASSIGNORS?(?: OF [A-Z -]+)? TO ([A-Z][A-Z.,'& -]+?)(?:, OF [A-Z]|, A (?:CORP|COMP)|$)", text
    )
    return match[1].strip(" ,") if match else ""


def _british(lines: Sequence[Line]) -> PatentRecord:
    numbers, granted, filed = _Votes(), _Votes(), _Votes()
    for line in lines:
        match = _BRITISH.search(line.text)
        if match:
            numbers.add(
                ((match["year"] or match["year2"]), (match["number"] or match["number2"]).replace(",", "")),
                1.0,
            )
        for pattern in _GRANTED:
            found = pattern.search(line.text)
            granted.add(_date(found) if found else None, 1.0)
        for pattern in _FILED:
            found = pattern.search(line.text)
            filed.add(_date(found) if found else None, 1.0)
    stated = numbers.winner()
    year, number = stated if isinstance(stated, tuple) else ("", "")
    whole = " ".join(line.text.strip() for line in lines[:60])
    quoted = _QUOTED_TITLE.search(whole)
    title = re.sub(r"\s+", " ", quoted["title"]).strip() if quoted else _capitals(lines)
    inventor = re.search(r"\bI, ([A-Z][A-Z.' -]+[A-Z]),? of\b", whole)
    names = (inventor[1],) if inventor else ()
    return PatentRecord(
        jurisdiction="GB",
        titles=(LocalText(language=Language.EN, text=title),) if title else (),
        publication_number=_british_number(year, number),
        inventors=names,
        filing_date=_as_date(filed.winner()),
        grant_date=_as_date(granted.winner()),
    )


def _british_number(year: str, number: str) -> str | None:
    """Numbers began anew every year from 1852 to 1915: only with the year do they name one patent."""
    if not number:
        return None
    return f"GB{year}{number.zfill(5)}" if 1852 <= int(year) <= 1915 else f"GB{number}"


def _capitals(lines: Sequence[Line]) -> str:
    """Take the first line of capitals that is neither a heading of the form nor a name."""
    for line in lines[:14]:
        text = line.text.strip(" .")
        plain = re.sub(r"[^A-Z]", "", text)
        if (
            len(plain) < 8
            or text.upper() != text
            or re.match(r"A\.? ?D\.|SPECIFICATION|TO ALL|.*SPECIFICATION$", text)
        ):
            continue
        if len(text.split()) > 2:
            return text
    return ""


def _body(lines: Sequence[Line]) -> list[str]:
    start = next((n for n, line in enumerate(lines) if _BEGIN.match(line.text.strip())), 0)
    return joined_lines([line.text for line in lines[start:]])


def _parts(paragraphs: Sequence[str]) -> tuple[list[Paragraph], list[Claim]]:
    """Divide the text at the last lead of claims; what follows the signature is none of them."""
    leads = [n for n, text in enumerate(paragraphs) if _LEAD.search(text)]
    if not leads:
        return [Paragraph(text=text) for text in paragraphs], []
    at = leads[-1]
    lead = list(_LEAD.finditer(paragraphs[at]))[-1]
    before = paragraphs[at][: lead.start()].strip()
    description = [Paragraph(text=text) for text in (*paragraphs[:at], before) if text]
    first = re.split(
        r"(?:consists? in|\bis|\bare|Patent,? is)\s*[:,;.—–-]+\s*|[:—–]\s*",
        paragraphs[at][lead.end() :],
        maxsplit=1,
    )
    following = [first[1]] if len(first) > 1 and first[1].strip() else []
    if len(first) == 1 and not _AFTER_LEAD.search(first[0]):
        following = [first[0].strip(" ,;:")] if first[0].strip(" ,;:.") else []
    claimed: list[str] = []
    for text in [*following, *paragraphs[at + 1 :]]:
        if _END.match(text) or (claimed and _is_signature(text)):
            break
        claimed.append(text)
    return description, _claims("\n".join(claimed))


def _claims(text: str) -> list[Claim]:
    """Divide claims at 1., 2., 3. …; where nothing is numbered, all of it is one claim."""
    starts: list[int] = []
    for match in _NUMBERED.finditer(text):
        if int(match["number"]) == len(starts) + 1:
            starts.append(match.start("number"))
    if not starts or starts[0] > _LONGEST_LEAD:
        return [Claim(number="1", text=text)] if text.strip() else []
    ends = [*starts[1:], len(text)]
    return [
        Claim(number=str(number), text=text[start:end].strip())
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
    ]


def _is_signature(text: str) -> bool:
    return len(text) < 60 and bool(re.fullmatch(r"[A-Z][A-Z.,' &-]+(?:, (?:Jr|Sr)\.?)?\.?", text.strip()))
