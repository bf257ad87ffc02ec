"""Tables that offer patents for licensing (a technology list, a university's 可许可成果清单) → a patent with its offer a row.

What a list has wrong or leaves open stays open: 0, /0 and 1970-01-01 stand for unknown; a number that is none of its
office's shape is kept as a line of its own; the expiry date is what the list says, nothing computed. Of the contact the
office stays (name, address, telephone, its mailbox); the name, mailbox and mobile number of a single person do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from knowledge.folding import folded, han_share
from knowledge.lazy_patterns import lazy_pattern
from knowledge.licences.licence_labels import FEE_FIELDS, LabelledValue, unit_of
from knowledge.licences.licence_labels import field_of as term_of
from knowledge.licences.licence_sheets import read_sheet
from knowledge.numbers.patent_ids import normalise_patent_id
from knowledge.numbers.patent_numbers import normalise_application_number, parse_application_number
from knowledge.protocols import ReadDocument
from knowledge.readers.tables.tabular import unescaped
from knowledge.rendering import render_patent
from knowledge.types import Language, LocalText, Offer, Party, PatentRecord
from knowledge.written_dates import parse_date

_ALIASES = {
    "number": "专利号|授权号|授权公告号|公开(公告)号|专利号/申请号|PATENTNUMBER|PATENTNO|PATENT#|USPATENT|USPATENTNUMBER|PATENTNUMBERS|ISSUEDPATENT",
    "serial": "申请号|专利申请号|SERIALNUMBER|SERIALNO|APPLICATIONNUMBER|APPLICATIONNO|APPLICATIONSERIALNUMBER",
    "case": "成果编号|项目编号|技术编号|REFERENCENUMBER|REFERENCENO|CASENUMBER|CASENO|TECHID|TECHNOLOGYID|TECHNOLOGYNUMBER|DOCKETNUMBER|TECHNOLOGYREFERENCE",
    "title": "成果名称|专利名称|发明名称|技术名称|名称|项目名称|TITLE|TECHNOLOGY|TECHNOLOGYTITLE|TECHNOLOGYNAME|INVENTION|INVENTIONTITLE|NAME",
    "abstract": "摘要|简介|成果简介|技术简介|技术描述|ABSTRACT|SUMMARY|DESCRIPTION|TECHNOLOGYDESCRIPTION",
    "owner": "专利权人|权利人|单位|完成单位|所属单位|单位名称|持有人|OWNER|OWNERS|ASSIGNEE|INSTITUTION|UNIVERSITY|AGENCY|FACILITY|LABORATORY|LICENSOR",
    "expiry": "到期日|失效日|专利到期日|EXPIRATIONDATE|EXPIRYDATE|EXPIRES|EXPIRATION|PATENTEXPIRATIONDATE",
    "category": "技术领域|领域|类别|所属领域|行业|CATEGORY|FIELD|TECHNOLOGYAREA|INDUSTRY",
    "office": "联系部门|部门|OFFICE|CONTACTOFFICE|LICENSINGOFFICE|DEPARTMENT",
    "address": "地址|联系地址|通讯地址|ADDRESS|ADDRESS1|ADDRESS2|CITYSTATEZIP|CITY|STATE|ZIP",
    "person": "联系人|负责人|CONTACT|CONTACTNAME|CONTACTPERSON|LICENSINGCONTACT|LICENSINGMANAGER",
    "phone": "联系电话|电话|联系方式|CONTACTPHONE|PHONE|TELEPHONE|CONTACTNUMBER",
    "mail": "邮箱|电子邮箱|电子邮件|CONTACTEMAIL|EMAIL|E-MAIL",
}  # fmt: skip
_FIELD_OF = {alias: field for field, aliases in _ALIASES.items() for alias in aliases.split("|")}
_TERMS = frozenset(
    {*FEE_FIELDS, "licence_type", "term", "territory", "field_of_use", "sublicensing", "know_how", "improvements",
     "maintenance", "confidentiality", "milestones", "trigger", "declared_on", "declaration_number"}
)  # fmt: skip
_PERSONAL = frozenset({"person", "mail", "phone"})
_OF_REGISTERS = lazy_pattern(r"被许可|备案|LICENSEE|RECORDED")
_UNKNOWN = lazy_pattern(r"^[\s/0.,-]*$|^(?:n/?a|none|null|unknown|tbd|无|暂无|待定)$", re.IGNORECASE)
_PLACEHOLDER_DAYS = frozenset({"1970-01-01", "1900-01-01", "1899-12-30", "0001-01-01", "9999-12-31"})
_US_SERIAL = lazy_pattern(r"\s*(\d{2})\s?/\s?(\d{3}),?(\d{3})\s*")
_US_GRANT = lazy_pattern(
    r"\s*(?:US\s?)?((?:RE|D|PP)\s?\d{1,3},?\d{3}|\d{1,2},\d{3},\d{3}|\d{7,8})\s*(?:[BES]\d?)?\s*",
    re.IGNORECASE,
)
_US_PLACE = lazy_pattern(
    r"\b[A-Z]{2}\.? \d{5}(?:-\d{4})?\b|\b(?:NASA|USDA|U\.?S\.? (?:ARMY|NAVY|AIR FORCE|DEPARTMENT))\b|UNITED STATES"
)
_OFFICE_WORDS = lazy_pattern(
    r"办公室|中心|处|科|部|院|所|大学|公司|平台|OFFICE|CENTER|CENTRE|DIVISION|DEPARTMENT|PROGRAM|TEAM|DESK|TRANSFER|LICENS|PARTNERSHIP",
    re.IGNORECASE,
)
_MOBILE = lazy_pattern(r"(?<!\d)1[3-9]\d{9}(?!\d)")
Columns = Mapping[str, tuple[int, ...]]


def listing_columns(header: Sequence[str]) -> Columns | None:
    """Return for each field its columns; None where the header is not that of a list of patents on offer.

    Such a list names technologies by title and number, and either their terms or whom to ask. A register's or
    database's columns of licences already granted do not make one.
    """
    columns: dict[str, list[int]] = {}
    flat = [_fold(name) for name in header]
    if any(_OF_REGISTERS.search(name) for name in flat):
        return None
    for position, (name, raw) in enumerate(zip(flat, header, strict=True)):
        field = _FIELD_OF.get(name)
        term = term_of(raw) if field is None else None
        if field or term in _TERMS:
            columns.setdefault(field or str(term), []).append(position)
    named = any(field in columns for field in ("number", "serial", "case"))
    offered = bool(_TERMS & columns.keys()) or len(_PERSONAL & columns.keys()) >= 2 or "office" in columns
    if "title" not in columns or not named or not offered:
        return None
    return {field: tuple(positions) for field, positions in columns.items()}


def listing_document(
    row: Sequence[str],
    header: Sequence[str],
    columns: Columns,
    member: str,
    *,
    source: str | None = None,
    as_of: date | None = None,
) -> ReadDocument | None:
    """Make a patent document with its offer of one row; None for a row without a title."""
    cells = _Cells(row, columns)
    title = cells.first("title")
    if not title:
        return None
    language = _language(title)
    number, serial = _numbers(cells)
    case = cells.first("case")
    owners = tuple(
        dict.fromkeys(name for cell in cells.every("owner") for name in re.split(r"[;；、]", cell))
    )
    abstract = cells.first("abstract")
    record = PatentRecord(
        jurisdiction=_country(number, serial, cells),
        titles=(LocalText(language=language, text=title),),
        publication_number=number,
        application_number=serial,
        case_number=case or None,
        abstracts=(LocalText(language=_language(abstract), text=abstract),) if abstract else (),
        owners=tuple(
            Party(names=(LocalText(language=_language(name), text=name.strip()),)) for name in owners
        ),
        technical_field=_local(cells.first("category")),
        offers=(_offer(cells, header, columns, source, as_of),),
    )
    return render_patent(
        record,
        language=language,
        extra=tuple(_extra(cells, row, header, columns, record)),
        member=f"{case or number or serial or ''}@{member}".lstrip("@"),
    )[0]


def day_of_list(name: str) -> date | None:
    """Return the day that a list's name gives: patents_as_of_2014-10-31."""
    return parse_date(name.replace("_", " "))


class _Cells:
    def __init__(self, row: Sequence[str], columns: Columns) -> None:
        self._row = row
        self._columns = columns

    def every(self, field: str) -> Iterator[str]:
        for position in self._columns.get(field, ()):
            text = (
                re.sub(r"\s+", " ", unescaped(self._row[position])).strip()
                if position < len(self._row)
                else ""
            )
            if text and not _UNKNOWN.match(text):
                yield text

    def first(self, field: str) -> str:
        return next(self.every(field), "")


def _numbers(cells: _Cells) -> tuple[str | None, str | None]:
    """Return publication and application number; what has no shape of its office's is left out."""
    raw, filed = cells.first("number"), cells.first("serial")
    number = serial = None
    for text in (raw, filed):
        if parse_application_number(text):
            serial = serial or normalise_application_number(text)
    match = _US_SERIAL.fullmatch(filed)
    if match:
        serial = normalise_application_number(f"{match[1]}/{match[2]}{match[3]}", "US")
    grant = _US_GRANT.fullmatch(raw)
    american = match is not None or raw.upper().startswith("US") or _in_america(cells)
    if grant and serial and not serial.startswith("US"):
        american = False
    if grant and american:
        number = normalise_patent_id(grant[1], "US")
    elif raw and re.match(r"\s*(?:CN|EP|WO|JP|KR|DE|GB|US)\s?\d", raw, re.IGNORECASE) and serial is None:
        number = normalise_patent_id(raw)
    return number, serial


def _in_america(cells: _Cells) -> bool:
    return any(
        _US_PLACE.search(text.upper())
        for name in ("address", "owner", "office")
        for text in cells.every(name)
    )


def _country(number: str | None, serial: str | None, cells: _Cells) -> str:
    found = (number or serial or "")[:2]
    if re.fullmatch("[A-Z]{2}", found):
        return found
    return "US" if _in_america(cells) else "XX"


def _offer(
    cells: _Cells, header: Sequence[str], columns: Columns, source: str | None, as_of: date | None
) -> Offer:
    values = [
        LabelledValue(field=field, label=header[position], value=f"{text}{_unit(header[position], text)}", label_start=0, start=0, end=0)
        for field in _TERMS
        for position in columns.get(field, ())
        for text in _Cells(cells._row, {field: (position,)}).every(field)
    ]  # fmt: skip
    terms = read_sheet(sorted(values, key=lambda value: header.index(value.label)), "")
    contact = _contact(cells)
    offer = terms.offer(contact=_local(contact), source=source, as_of=as_of)
    return replace(offer, quotes=())  # the written document gives them


def _unit(label: str, text: str) -> str:
    return unit_of(label) if re.fullmatch(r"[\d.,]+(?:\s*[-–~至]\s*[\d.,]+)?", text) else ""


def _contact(cells: _Cells) -> str:
    """Return the office to ask: nothing that is one person's own."""
    people = [text for text in cells.every("person") if not _OFFICE_WORDS.search(text)]
    parts = [*cells.every("office"), *(text for text in cells.every("person") if _OFFICE_WORDS.search(text))]
    parts += cells.every("address")
    parts += [_MOBILE.sub("", text).strip(" ,;，；") for text in cells.every("phone")]
    parts += [text for text in cells.every("mail") if not _is_personal(text, people)]
    for person in people:
        parts = [part.replace(person, "").strip(" ,;，；") for part in parts]
    return "; ".join(dict.fromkeys(part for part in parts if part))


def _is_personal(mail: str, people: Sequence[str]) -> bool:
    """Say whether a mailbox is a person's: it holds a part of the name, or looks like first.last."""
    local = mail.partition("@")[0].casefold()
    words = [word.casefold() for person in people for word in re.findall(r"[A-Za-z]{3,}", person)]
    if any(word in local for word in words):
        return True
    return re.fullmatch(r"[a-z]+\.(?:[a-z]\.)?[a-z]+\d?", local) is not None and not re.search(
        r"tech|licens|transfer|office|info|contact|ip|partner|patent", local
    )


def _extra(
    cells: _Cells, row: Sequence[str], header: Sequence[str], columns: Columns, record: PatentRecord
) -> Iterator[tuple[str, str]]:
    """Yield what no field holds: the expiry as listed, numbers of no known shape, unknown columns."""
    used = {position for positions in columns.values() for position in positions}
    for field, held in (("number", record.publication_number), ("serial", record.application_number)):
        if held is None and not (
            field == "number" and record.application_number and parse_application_number(cells.first(field))
        ):
            used -= set(columns.get(field, ()))
    used -= set(columns.get("expiry", ()))
    for position, label in enumerate(header[: len(row)]):
        text = re.sub(r"\s+", " ", row[position]).strip()
        text = re.sub(r"[ T]00:00:00$", "", text)
        if (
            position in used
            or not text
            or _UNKNOWN.match(text)
            or text in _PLACEHOLDER_DAYS
            or not label.strip()
        ):
            continue
        if len(text) <= 400 and "@" not in text:
            yield re.sub(r"\s+", " ", label).strip(), text


def _local(text: str) -> tuple[LocalText, ...]:
    return (LocalText(language=_language(text), text=text),) if text else ()


def _language(text: str) -> Language:
    return Language.ZH if han_share(text) >= 0.2 else Language.EN


def _fold(name: str) -> str:
    flat = re.sub(r"\s+", "", folded(name)).rstrip(".:：*").replace("LICENCE", "LICENSE")
    return flat if flat in _FIELD_OF else re.sub(r"\((?!公告)[^()]*\)", "", flat)
