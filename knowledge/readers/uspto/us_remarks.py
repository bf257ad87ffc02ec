"""What the readers of USPTO data say of a patent beside its fields: related documents, assignees' kinds, missing claims."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from knowledge.claims import Claim, Paragraph
from knowledge.lazy_patterns import lazy_pattern
from knowledge.protocols import ReadDocument
from knowledge.readers.uspto.us_numbers import us_date, whole_number
from knowledge.rendering import render_patent
from knowledge.types import Language, NoteKind, PatentRecord, ReadingNote

_INTEREST: Final = lazy_pattern(
    r"GOVERNMENT\S*\W.*(?:INTEREST|RIGHT|SUPPORT|LICEN[SC]|FUND|SPONSOR|CONTRACT)|(?:SUPPORT|FUND)\S* .*GOVERNMENT"
    r"|FEDERAL(?:LY)?[ -]+(?:SPONSORED|FUNDED|RESEARCH|FUND|SUPPORT|GRANT|RIGHTS|INTEREST)",
    re.IGNORECASE,
)
_EARLIER: Final = lazy_pattern(
    r"(?:continuation|continuation-in-part|division|(?:continuing |divisional )?reissue) .*?filed (\d{4}-\d\d-\d\d)|PCT.*?filed (\d{4}-\d\d-\d\d)"
)
_NO_INTEREST: Final = lazy_pattern(r"(?:not applicable|n/?a|none|\W)*", re.IGNORECASE)
ASSIGNEE_KINDS: Final = {
    "1": "unassigned",
    "2": "US company or corporation",
    "3": "foreign company or corporation",
    "4": "US individual",
    "5": "foreign individual",
    "6": "US federal government",
    "7": "foreign government",
    "8": "US county government",
    "9": "US state government",
}


def assignee_kind(code: str) -> str | None:
    """Return in words what an assignee is: a code of 02 to 09, its tens standing for a part interest."""
    digits = code.strip()
    if not digits.isdecimal() or len(digits) > 2:
        return None
    kind = ASSIGNEE_KINDS.get(str(int(digits) % 10))
    return f"{kind}, part interest" if kind and int(digits) > 10 else kind


def related(words: str, application: str, filed: str | None, publication: str) -> str:
    """Word how another document is related to this one: continuation of 351745, filed 1973-04-16."""
    day = us_date(filed)
    first = f"{words} {application or publication}".strip()
    parts = (first, f"filed {day.isoformat()}" if day else "")
    end = f"published as {publication}" if application and publication else ""
    return ", ".join(part for part in (*parts, end) if part)


def render_us_patent(
    record: PatentRecord,
    *,
    extra: Sequence[tuple[str, str]],
    claims: Sequence[Claim] = (),
    description: Sequence[Paragraph] = (),
    member: str = "",
) -> tuple[ReadDocument, ...]:
    """Render a US patent; its term starts with the first parent or international application that `extra` names."""
    lines = (line for label, line in extra if label in ("Related document", "International application"))
    days = [date.fromisoformat(match[1] or match[2]) for line in lines if (match := _EARLIER.match(line))]
    first = min(days, default=None)
    if first is not None and record.filing_date is not None and first < record.filing_date:
        record = replace(record, term_starts_on=first)
    return render_patent(
        record, language=Language.EN, claims=claims, description=description, extra=extra, member=member
    )


def missing_claims(stated: str, found: int) -> tuple[ReadingNote, ...]:
    """Note that a record states more claims than it holds, as a file that was cut off does."""
    count = whole_number(stated)
    if count is None or count <= found:
        return ()
    fields = {"part": "claims", "stated": count, "found": found}
    return (ReadingNote(kind=NoteKind.PART_MISSING, fields=fields),)


def government_interest(texts: Iterable[str]) -> str | None:
    """Return a statement of government interest; None where it says that there is none."""
    text = "\n".join(text for text in texts if text)
    return None if _NO_INTEREST.fullmatch(text) else text


def stated_interest(description: Iterable[Paragraph]) -> str | None:
    """Return what stands under a heading on federally sponsored research or the government's rights."""
    return government_interest(
        paragraph.text
        for paragraph in description
        if paragraph.heading and len(paragraph.heading) < 200 and _INTEREST.search(paragraph.heading)
    )
