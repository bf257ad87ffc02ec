"""Notices about licensing in English prose: text in; a LicenceNotice with the words behind each field, or None, out.

An agency that intends to grant a licence has not granted it: such a notice is no offer and no licence in force.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from knowledge.folding import folded
from knowledge.lazy_patterns import lazy_pattern
from knowledge.licences.licence_types import read_licence_type
from knowledge.numbers.patent_ids import find_patent_ids
from knowledge.types import (
    FieldQuote,
    Language,
    LicenceNotice,
    LicenceType,
    LocalText,
    NoticeType,
    Offer,
    Party,
)
from knowledge.written_dates import parse_date

Span = tuple[int, int]
_LICENCE = r"licen[cs](?:e|ing)"
_INTENDED = lazy_pattern(
    rf"(?:intent(?:ion)? to grant|intends? to grant|contemplating (?:the )?grant(?:ing)?|proposes to grant|"
    rf"considering (?:the )?grant(?:ing)?|prospective (?:grant\b|[\w, -]{{0,60}}{_LICENCE})|proposed grant)",
    re.IGNORECASE,
)
_AVAILABLE = lazy_pattern(
    rf"availab(?:le|ility) (?:for|to)(?: \w+){{0,2}} ?{_LICENCE}|{_LICENCE} (?:and \w+ )?opportunit|seek(?:s|ing)\b[^.]{{0,80}}licensees?",
    re.IGNORECASE,
)
_RIGHT = lazy_pattern(r"\b(?:patents?|inventions?|technolog)", re.IGNORECASE)
_ACTS = (
    r"(?:hereby\s+)?(?:gives?\s+notice|(?:is|are)\s+(?:contemplating|considering|giving\s+notice|(?:currently\s+)?seeking)|"
    r"intends?\s+to\s+(?:grant|license)|announces?|seeks?|proposes?\s+to\s+grant)"
)
_AGENCY = lazy_pattern(
    rf"(?:^|(?<=[.;,]\s)|(?<=\n))(?:[Tt]he\s+)?(?P<name>[A-Z][\w.&'’-]*(?:\s+(?:of|the|and|for|on|[A-Z][\w.&'’-]*))*(?:,\s+[A-Z][a-z]+(?=,?\s+and\s+[A-Z]),?(?:\s+and\s+[A-Z][\w-]*)(?:\s+[A-Z][\w-]*)*)?)"
    rf"(?:\s*\([^)]{{1,60}}\))?(?P<aside>,[^.;]{{0,260}}?)?,?\s+{_ACTS}",
    re.MULTILINE,
)
_AGENCY_LINE = lazy_pattern(r"^AGENCY:\s*(?P<name>[^\n.;]+)", re.MULTILINE)
_SECOND_AGENCY = lazy_pattern(
    r"\s+and\s+(?:the\s+)?(?=(?:National|Eunice|Department|Food|Centers|Office|Administration)\b)"
)
_FORM = r"(?:Inc|LLC|L\.L\.C|Ltd|Limited|Corp|Corporation|Co|LP|L\.P|LLP|PLC|plc|GmbH|AG|KG|SAS|SE|S\.A|S\.r\.l|N\.V|B\.V|Pty|PBC|K\.K)\b\.?"
_NAME = rf"(?:[Tt]he\s+)?(?P<name>(?:[A-Z0-9]|[a-z]{{1,5}}[A-Z])(?:[^,;()\"“”\n]|\([A-Z]{{2,3}}\)(?=\s))*?(?:,?\s{_FORM}(?:\s{_FORM})?)?)"
_NAME_ENDS = (
    r"(?=\s*[,;\"“”]|\s*\((?![A-Z]{2,3}\)\s+[A-Z])|\s+(?:located|headquartered|having|incorporated|organi[sz]ed|whose|with\s+its|in\s+its|to\s+practice|to\s+its|"
    r"for\s(?!The\b)|an?\s|based\s+in|of\s+[A-Z][\w ]+,\s+[A-Z]{2}\b|or\s+its)|\.?\s*$|\.\s)"
)
_NOT_NAMES = lazy_pattern(
    r"(?:Practice|Grant|License|Licence|Treat|Patent|Invention|Notice|Comment|Supplementary|Bayh)\b|\d|.*\b(?:Act|C\.?F\.?R|U\.?S\.?C)\b"
)
_LICENSEES = tuple(
    lazy_pattern(pattern + _NAME + _NAME_ENDS)
    for pattern in (
        r"(?:[Ii]ntent(?:ion)?|intends?)\s+to\s+grant\s+to\s+",
        r"licen[cs]e(?:\s+agreement)?(?:\s+with\s+a\s+joint\s+ownership\s+agreement)?\s+to\s+",
        r"(?:of\s+this\s+[Nn]otice|INFORMATION\s+below|[Ss]upplementary\s+[Ii]nformation\)?|below\)|listed\s+below)\s+to\s+",
        r"[Pp]atent\(s\)\s+to\s+",
        r"\bto\s+",
        r"of\s+this\s+[Nn]otice\s+",
    )
)
_GRANT_TO = lazy_pattern(
    rf"(?:[Ii]ntent(?:ion)?|intends?)\s+to\s+grant\s+{_NAME}\s*,?\s+(?=an?\s+(?:revocable|royalty|non|exclusive|partially|co-?exclusive))"
)
_GRANTED_KIND = lazy_pattern(
    r"(?:grant(?:ing)?\s+(?:of\s+)?|notice\s+of\s+a\s+|,\s+|[a-z.]\s+)(?P<kind>(?:an?|the)\s+(?:[\w-]+,?\s+){0,7}?(?:[Cc]o-?\s?|[Nn]on-?\s?)?[Ee]xclusive,?(?:\s+[\w-]+,?){0,4}?\s+licen[cs]es?)"
)
_LOOSE_KIND = lazy_pattern(
    r"(?P<kind>(?:[\w-]+,?\s+){0,4}?(?:partially\s+|co-?\s?|non-?\s?)?exclusive\b(?:,?\s+(?:or\s+)?[\w-]+){0,4}?\s+(?:patent\s+)?licen[cs](?:e|ing)s?)",
    re.IGNORECASE,
)
_ANY_KIND = lazy_pattern(
    r"(?P<kind>(?:partially|co-?\s?|non-?\s?)?\s?exclusive(?:,?\s+(?:patent\s+)?licen[cs]es?)?)",
    re.IGNORECASE,
)
_FIELDS = (
    lazy_pattern(
        r"[Ff]ields?(?:\(s\))?\s+of\s+use\s+(?:may|will|shall|is|are)(?:\s+be)?\s+limited\s+to:?\s+(?:the\s+following:?\s+)?(?P<v>[^.]+(?:\.(?!\s|$)[^.]*)*)"
    ),
    lazy_pattern(r"[Ff]ields?\s+of\s+use(?:\s+(?:may|will)\s+be)?:\s*(?P<v>[^.]+)"),
    lazy_pattern(r"limited\s+to\s+the\s+fields?\s+of\s+(?P<v>[^.]+)"),
    lazy_pattern(r"in\s+the\s+fields?\s+of\s+(?P<v>[^.()]+?)(?=\)|\s+to\s+[A-Z][\w&-]*(?:\s+[A-Z][\w&-]*)*,|\.(?:\s|$))"),
    lazy_pattern(r"\(the\s+field\s+to\s+include\s+(?P<v>[^.()]+?)(?=\)|\s+patent\s+licen|\s+licen[cs]e\s+to)"),
)  # fmt: skip
_TERRITORIES = (
    lazy_pattern(r"territory\s+(?:may|will|shall|is|would)(?:\s+be)?(?:\s+limited\s+to)?\s+(?P<v>[^.,;]+)"),
    lazy_pattern(r"licen[cs](?:e|ing)\s+in\s+(?P<v>the\s+(?:United\s+States(?:\s+of\s+America)?|U\.S\.(?:A\.)?))"),
    lazy_pattern(r"(?P<v>[Ww]orldwide)\s+(?:exclusive|non-?exclusive|licen[cs]e)"),
)  # fmt: skip
_CASES = (
    lazy_pattern(
        r"(?:Case|Reference|Docket|Ref\.?)\s+(?:Numbers?|Nos?\.?)\s*:?\s*(?P<case>[A-Z]{1,5}-\s?\d[\w-]*\w|[A-Z]-\d{3}-\d{4}\S*\w)"
    ),
    lazy_pattern(r"(?<![\w-])(?P<case>[A-Z]{3,4}-\s?\d{4,5}(?:-\d{1,2})?(?:-[A-Z]{2,3})?)(?![\w-])"),
)
_DEADLINE = lazy_pattern(
    r"(?:on\s+or\s+before|no\s+later\s+than|not\s+later\s+than|received\s+by|submitted\s+by|until)\s+(?P<day>(?:[A-Z][a-z]+day,\s+)?[A-Z][a-z]+\.?\s+\d{1,2},?\s+\d{4}|\d{1,2}\s+[A-Z][a-z]+\s+\d{4}|\d{4}-\d\d-\d\d)"
)
_COMMENTS = lazy_pattern(r"comment|objection|application|argument|request", re.IGNORECASE)


def read_notice(
    text: str, title: str, *, published_on: date | None = None, source: str | None = None
) -> LicenceNotice | None:
    """Read a notice in English prose; None where the text is none. Offsets are those of `text`."""
    kind = notice_type(text, title)
    if kind is None:
        return None
    desk = _Desk(text)
    licensors = desk.licensors()
    licensee = desk.licensee() if kind is NoticeType.INTENDED_LICENCE else None
    statement, licence_type = desk.licence_kind(intended=kind is NoticeType.INTENDED_LICENCE)
    notice = LicenceNotice(
        notice_type=kind,
        title=title,
        jurisdiction=_jurisdiction(text),
        patent_ids=desk.patents(),
        case_numbers=desk.cases(),
        licensors=licensors,
        licensee=licensee,
        licence_type=licence_type,
        licence_statement=statement,
        field_of_use=desk.worded("field_of_use", _FIELDS),
        territory=desk.worded("territory", _TERRITORIES),
        sublicensing=desk.sublicensing(),
        published_on=published_on,
        comment_deadline=desk.deadline(),
        source=source,
        quotes=tuple(desk.quotes),
    )
    return notice if kind is NoticeType.INTENDED_LICENCE else _with_offer(notice)


def notice_type(text: str, title: str) -> NoticeType | None:
    """Say what a notice in prose does, by its title and its first sentences."""
    opening = text[:3000]
    if not _RIGHT.search(opening):
        return None
    parts = (title, opening)
    if any(_INTENDED.search(part) and re.search(_LICENCE, part, re.IGNORECASE) for part in parts):
        return NoticeType.INTENDED_LICENCE  # whatever the title calls it
    if any(_AVAILABLE.search(part) for part in parts):
        return NoticeType.AVAILABILITY
    return None


def announces_licensing(text: str, title: str) -> bool:
    """Say whether a text is a notice itself: its title says so, or its opening has somebody give notice."""
    if len(title) < 300 and notice_type(f"{title}\npatent", title) is not None:
        return True
    opening = text[:1500]
    return notice_type(opening, "") is not None and _AGENCY.search(opening) is not None


def _with_offer(notice: LicenceNotice) -> LicenceNotice:
    """An invitation to license is an offer without a price."""
    offer = Offer(
        licence_type=notice.licence_type,
        fee_model=None,
        statement=(),
        licence_statement=notice.licence_statement,
        territory=notice.territory,
        field_of_use=notice.field_of_use,
        sublicensing=notice.sublicensing,
        patent_ids=notice.patent_ids,
        licensors=notice.licensors,
        source=notice.source,
        as_of=notice.published_on,
        quotes=notice.quotes,
    )
    return replace(notice, offers=(offer,))


def _jurisdiction(text: str) -> str | None:
    return "US" if re.search(r"\bU\.\s?S\.|United States|\bNASA\b|Bayh-Dole", text) else None


@dataclass(slots=True)
class _Desk:
    """Finds the fields of one notice and remembers the words that gave them."""

    text: str
    quotes: list[FieldQuote] = field(default_factory=list)

    @property
    def body(self) -> int:
        """Return where the text under the title begins: a title names parties and kinds less exactly."""
        return self.text.find("\n") + 1

    def licensors(self) -> tuple[Party, ...]:
        match = _AGENCY.search(self.text, self.body)
        if match is None:
            named = _AGENCY_LINE.search(self.text)
            return (self._party("licensors", named.span("name")),) if named else ()
        spans = [match.span("name")]
        second = _SECOND_AGENCY.search(self.text, *match.span("name"))
        if second and re.search(r"\bare\s", match[0][match.end("name") - match.start() :]):
            spans = [(match.start("name"), second.start()), (second.end(), match.end("name"))]
        return tuple(self._party("licensors", span) for span in spans)

    def licensee(self) -> Party | None:
        for pattern in (_GRANT_TO, *_LICENSEES):
            for match in pattern.finditer(self.text, self.body):
                if not _NOT_NAMES.match(match["name"]) and len(match["name"]) > 2:
                    return self._party("licensee", match.span("name"))
        return None

    def licence_kind(self, *, intended: bool) -> tuple[tuple[LocalText, ...], LicenceType | None]:
        """Return the kind as worded where it is none of ours, and the type where it is one."""
        patterns = (_GRANTED_KIND, _LOOSE_KIND, _ANY_KIND) if intended else (_LOOSE_KIND,)
        for begin, end in ((self.body, len(self.text)), (0, self.body)):
            for pattern in patterns:
                match = pattern.search(self.text, begin, end)
                if match is None:
                    continue
                reading = read_licence_type(match["kind"])
                if not reading.named:
                    continue
                span = match.span("kind")
                self._quote("licence_type" if reading.licence_type else "licence_statement", span)
                if reading.licence_type is not None:
                    return (), reading.licence_type
                return (LocalText(language=Language.EN, text=self.text[slice(*span)]),), None
        return (), None

    def worded(self, name: str, patterns: tuple[re.Pattern[str], ...]) -> tuple[LocalText, ...]:
        for pattern in patterns:
            match = pattern.search(self.text)
            if match:
                start, end = match.span("v")
                value = self.text[start:end].rstrip(" ,;")
                self._quote(name, (start, start + len(value)))
                return (LocalText(language=Language.EN, text=value),)
        return ()

    def sublicensing(self) -> bool | None:
        match = re.search(
            r"(?<!non-)(?<!not )\bsublicen[cs](?:e?able|ing rights)|(?:with\s+the\s+)right\s+to\s+sublicen[cs]e",
            self.text,
            re.IGNORECASE,
        )
        if match is None:
            return None
        self._quote("sublicensing", match.span())
        return True

    def patents(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._patents()))

    def _patents(self) -> Iterator[str]:
        for found in find_patent_ids(self.text):
            self._quote("patent_ids", (found.start, found.end))
            yield found.patent_id

    def cases(self) -> tuple[str, ...]:
        found: dict[str, Span] = {}
        for pattern in _CASES:
            for match in pattern.finditer(self.text):
                found.setdefault(re.sub(r"\s", "", match["case"]), match.span("case"))
        for span in sorted(found.values()):
            self._quote("case_numbers", span)
        return tuple(sorted(found, key=lambda case: found[case]))

    def deadline(self) -> date | None:
        for match in _DEADLINE.finditer(self.text):
            around = self.text[max(0, match.start() - 240) : match.end() + 240]
            day = parse_date(folded(match["day"]))
            if day and _COMMENTS.search(around):
                self._quote("comment_deadline", match.span("day"))
                return day
        return None

    def _party(self, name: str, span: Span) -> Party:
        self._quote(name, span)
        return Party(names=(LocalText(language=Language.EN, text=" ".join(self.text[slice(*span)].split())),))

    def _quote(self, name: str, span: Span) -> None:
        self.quotes.append(FieldQuote(field=name, quote=self.text[slice(*span)], start=span[0], end=span[1]))
