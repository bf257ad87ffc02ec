"""The title page of a patent, line by line → its fields by INID code (WIPO ST.9) or by their Chinese labels → a record."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.patent_numbers import (
    normalise_application_number,
    normalise_publication_number,
    normalise_symbol,
    parse_application_number,
    parse_publication_number,
)
from knowledge.readers.line_joining import glued, joined_lines
from knowledge.readers.printed.patent_parties import inventor_names, owner_names
from knowledge.types import Language, LocalText, Party, PatentRecord, PatentType, Priority
from knowledge.written_dates import find_dates, parse_date

INID = lazy_pattern(r"^(?P<star>[*•]?) ?[（(\[] ?(?P<code>\d{2}|\*) ?[)）\]] *(?P<rest>.*)$")
_LABEL_CODES = {
    "申请公布号": "10",
    "授权公告号": "10",
    "公开(公告)号": "10",
    "公开号": "10",
    "公告号": "10",
    "公开(公告)日": "43",
    "申请公布日": "43",
    "公开日": "43",
    "授权公告日": "45",
    "公告日": "45",
    "申请号": "21",
    "专利申请号": "21",
    "专利号": "21",
    "申请日": "22",
    "专利申请日": "22",
    "申请人": "71",
    "专利权人": "73",
    "申请(专利权)人": "73",
    "发明人": "72",
    "设计人": "72",
    "发明名称": "54",
    "实用新型名称": "54",
    "使用外观设计的产品名称": "54",
    "摘要": "57",
    "优先权数据": "30",
    "优先权": "30",
    "分类号": "51",
    "主分类号": "51",
    "地址": "address",
    "专利代理机构": "74",
    "代理机构": "74",
    "代理人": "74",
    "专利代理师": "74",
    "审查员": "examiner",
    "对比文件": "56",
}
_LABEL = lazy_pattern(
    r"^(?P<label>"
    + "|".join(re.escape(label) for label in sorted(_LABEL_CODES, key=len, reverse=True))
    + r")(?:[:：]\s*|\s+|$)(?P<rest>.*)$"
)
_FUSED = lazy_pattern(r"^(?P<label>地址|代理人|专利代理师|申请人|专利权人)(?P<rest>\S.*)$")
_BEFORE = {  # the fields that a label without a code follows
    "地址": ("71", "73"),
    "代理人": ("74",),
    "专利代理师": ("74",),
    "申请人": ("address",),
    "专利权人": ("address",),
}
_PAGE_COUNTS = lazy_pattern(r"权利要求书\s*\d+\s*页.*$")
_ENGLISH_LABELS = {
    "10": r"(?:INTERNATIONAL )?(?:PATENT|PUB(?:LICATION)?)\.? (?:NO\.?|NUMBER)",
    "11": r"(?:PATENT|PUBLICATION|PUB\.?)\.? (?:NO\.?|NUMBER)",
    "21": r"(?:INTERNATIONAL )?APPL(?:ICATION)?\.? (?:NO\.?|NUMBER)",
    "22": r"(?:INTERNATIONAL )?(?:PCT )?(?:DATE OF )?FIL(?:ED|ING)(?: DATE)?",
    "54": r"TITLE(?: OF (?:THE )?INVENTION)?",
    "57": r"ABSTRACT(?: OF (?:THE )?DISCLOSURE)?",
    "71": r"APPLICANTS?(?: \(FOR ALL DESIGNATED STATES EXCEPT US\))?",
    "72": r"INVENTORS?(?:; AND|/APPLICANTS?.*?)?",
    "73": r"(?:ASSIGNEES?|PROPRIETORS?)",
    "75": r"INVENTORS?(?:/APPLICANTS?.*?)?",
    "76": r"INVENTORS?",
}
_OFFICES = "CN|US|EP|WO|JP|KR|DE|GB|FR|TW|CA|AU|RU|IN|BR|ES|IT|CH|SE|NL|HK"
_NUMBER = lazy_pattern(
    rf"(?<![A-Z])({_OFFICES}) ?((?:[A-Z]{{1,2}} ?)?\d[\d ,./-]{{1,18}}\d)(?: ?([ABCEHPSTUY]\d?)(?![A-Za-z0-9]))?"
)
_BARE_NUMBER = lazy_pattern(r"(?<![\d,/])((?:D|RE|PP|H)? ?\d{1,3}(?:,\d{3}){1,2}|\d{7,8})(?![\d,/])")
_EUROPEAN_DATE = lazy_pattern(r"(?<!\d)(\d{2})\.(\d{2})\.((?:19|20)\d{2})(?!\d)")
_SYMBOLS = lazy_pattern(r"(?<![A-Z0-9])[A-H]\d\d[A-Z] ?\d{1,4}/\d{2,6}")
_TYPES = (
    ("实用新型", PatentType.UTILITY_MODEL),
    ("外观设计", PatentType.DESIGN),
    ("发明专利", PatentType.INVENTION),
    ("发明名称", PatentType.INVENTION),
    ("United States Design Patent", PatentType.DESIGN),
)
_ADJUSTED = lazy_pattern(
    r"extended or adjusted under 35 U\.?S\.?C\.? 154\(b\) by (\d[\d,]*) days?", re.IGNORECASE
)
_PROVISIONAL = lazy_pattern(
    r"Provisional application No\. ?(6\d/[\d,]+), filed on ([A-Z][a-z]{2,8}\.? \d{1,2}, \d{4})"
)
_GERMAN = lazy_pattern(
    r"\b(?:UND|FÜR|ZUR|ZUM|VERFAHREN|DER|DIE|DAS|MIT|VON|EINE[RS]?|VORRICHTUNG)\b", re.IGNORECASE
)
_FRENCH = lazy_pattern(
    r"\b(?:ET|POUR|DES?|DU|LES?|AVEC|UNE?|PROC[EÉ]D[EÉ]S?|DISPOSITIF|SUR)\b", re.IGNORECASE
)
_ENGLISH = lazy_pattern(
    r"\b(?:AND|FOR|OF|THE|WITH|METHODS?|AN?|DEVICE|SYSTEM|USING|TO|THEREOF|HAVING|BY|IN)\b", re.IGNORECASE
)
_RECORD_LABELS = 5  # Chinese labels on one page without codes


def codes_in(lines: Sequence[str]) -> frozenset[str]:
    """Return the INID codes that open a line."""
    return frozenset(match["code"] for line in lines if (match := INID.match(line.strip())))


def is_title_page(lines: Sequence[str]) -> bool:
    """Say whether the lines of one page are set out by INID codes."""
    return len(codes_in(lines)) >= 4


def has_title_page(lines: Sequence[str]) -> bool:
    """Say whether lines are a patent's title page: by codes, or by its labels where no code is printed."""
    codes = codes_in(lines)
    if len(codes & {"10", "11", "12", "19", "21", "22", "43", "45", "54", "57", "71", "72", "73"}) >= 4:
        return True
    labels: dict[str, int] = {}
    for line in lines:
        match = _LABEL.match(_flat(line))
        if match:
            labels[_LABEL_CODES[match["label"]]] = labels.get(_LABEL_CODES[match["label"]], 0) + 1
    wanted = {code: times for code, times in labels.items() if code.isdecimal()}
    return len(wanted) >= _RECORD_LABELS and {"21", "54"} <= set(wanted) and wanted["21"] == wanted["54"] == 1


@dataclass(slots=True)
class FrontPage:
    """Collects the lines of a title page under the code that they belong to."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    _code: str = ""

    def feed(self, line: str) -> None:
        self.lines.append(line)
        line = _PAGE_COUNTS.sub("", line).strip()
        match = INID.match(line)
        if match:
            self._open(match["code"], match["rest"])
            return
        label = _LABEL.match(_flat(line)) or self._fused(line)
        if label and not (self._code == "65" and _LABEL_CODES[label["label"]] in ("10", "21")):
            self._open(_LABEL_CODES[label["label"]], line)
        elif self._code and line:
            self.fields[self._code].append(line)

    def _fused(self, line: str) -> re.Match[str] | None:
        """Read a label that recognition ran together with its value, where it is due after the field before it."""
        match = _FUSED.match(_flat(line))
        return match if match and self._code in _BEFORE.get(match["label"], ()) else None

    def _open(self, code: str, rest: str) -> None:
        several = code in ("30", "51", "52", "60", "71", "72", "73", "75", "74", "address")
        known = code in self.fields
        if known and not several:
            code = f"{code}+"  # the first one counts; what follows this one stays out
        rows = self.fields.setdefault(code, [])
        if known and several:
            rows.append("")
        if rest.strip():
            rows.append(rest.strip())
        self._code = code

    def has(self, code: str) -> bool:
        return code in self.fields

    def text(self, code: str) -> str:
        """Return a field as one line, without its label."""
        whole = ""
        for line in self.rows(code):
            whole = glued(whole, line)
        return whole

    def rows(self, code: str) -> list[str]:
        """Return the lines of a field, its label left out; an empty line divides repeated fields."""
        rows = [_unlabelled(code, line) if line else "" for line in self.fields.get(code, [])]
        while rows and not rows[0]:
            rows.pop(0)
        return rows


def record_of(front: FrontPage, abstract: Sequence[str], language: Language, title: str) -> PatentRecord:
    """Make the record that a title page states; `title` is used where the page has none."""
    publication = _publication(front)
    country = publication[:2] if publication else _country(front, language)
    application = _application(front, country)
    body = "".join(joined_lines(abstract)) if language is Language.ZH else " ".join(joined_lines(abstract))
    body = body or front.text("57")
    granted = publication is not None and _is_grant(publication)
    whole = "\n".join(front.lines)
    named = _title(front, country) or title
    adjusted = _ADJUSTED.search(re.sub(r"\s+", " ", whole))
    return PatentRecord(
        jurisdiction=country or "XX",
        titles=(LocalText(language=language, text=named),) if named else (),
        publication_number=publication,
        application_number=application,
        patent_type=next((kind for word, kind in _TYPES if word in whole), None),
        abstracts=(LocalText(language=language, text=body),) if body else (),
        owners=tuple(
            Party(names=(LocalText(language=language, text=name),))
            for name in owner_names(front.rows("73") or front.rows("71"), country)
        ),
        inventors=inventor_names(
            next((rows for c in ("72", "75", "76") if (rows := front.rows(c))), []), country
        ),
        ipc=_symbols(front, "51"),
        cpc=_symbols(front, "52"),
        filing_date=_day(front, "22"),
        publication_date=_day(front, "45") or _day(front, "43"),
        grant_date=_day(front, "45") if granted else None,
        priorities=tuple(_priorities(front)),
        term_adjustment_days=int(adjusted[1].replace(",", "")) if adjusted else None,
        terminal_disclaimer=True
        if "subject to a terminal disclaimer" in re.sub(r"\s+", " ", whole)
        else None,
    )


def with_priority_date(record: PatentRecord) -> PatentRecord:
    """Fill in the earliest priority date."""
    days = [priority.on for priority in record.priorities if priority.on]
    return replace(record, priority_date=min(days)) if days and record.priority_date is None else record


def _is_grant(publication: str) -> bool:
    kind = re.search(r"([A-Z])\d?$", publication)
    if publication.startswith("CN"):
        return kind is not None and kind[1] in "BCUYS"
    return kind is not None and kind[1] in "BCES" and not publication.startswith("WO")


def _flat(line: str) -> str:
    return unicodedata.normalize("NFKC", line).strip()


def _unlabelled(code: str, line: str) -> str:
    flat = _flat(line)
    match = _LABEL.match(flat) or _fused_label(code, flat)
    if match:
        return match["rest"].strip()
    pattern = _ENGLISH_LABELS.get(code)
    if pattern is None:
        return line.strip()
    found = re.match(rf"(?:{pattern}) *(?:[:.]+ *|(?= )|$)", flat, re.IGNORECASE)
    return flat[found.end() :].strip() if found else line.strip()


def _fused_label(code: str, flat: str) -> re.Match[str] | None:
    """Read a label with its value right behind it, where it belongs to this very code."""
    for label in sorted((name for name, own in _LABEL_CODES.items() if own == code), key=len, reverse=True):
        if flat.startswith(label) and len(flat) > len(label):
            return re.match(rf"{re.escape(label)}(?P<rest>.*)$", flat)
    return None


def _publication(front: FrontPage) -> str | None:
    for code in ("10", "11"):
        text = _flat(" ".join(front.rows(code)))
        for match in _NUMBER.finditer(text):
            compact = re.sub(r"[ ,./-]", "", match[0])
            if parse_publication_number(compact):
                return normalise_publication_number(compact)
        bare = _BARE_NUMBER.search(text)
        if bare and re.search("United States", " ".join(front.lines[:12])):
            return normalise_publication_number("US" + re.sub("[ ,]", "", bare[1]))
    return None


def _country(front: FrontPage, language: Language) -> str:
    whole = " ".join(front.lines)
    for words, country in (
        ("United States", "US"),
        ("EUROPEAN PATENT", "EP"),
        ("World Intellectual Property", "WO"),
        ("国家知识产权局", "CN"),
    ):
        if words in whole:
            return country
    return "CN" if language is Language.ZH and _application(front, "CN") else ""


def _application(front: FrontPage, country: str) -> str | None:
    text = _flat(front.text("21"))
    if country in ("CN", ""):
        return normalise_application_number(text) if parse_application_number(text) else None
    match = re.search(r"(?:PCT/[A-Z]{2}\d{2,4}/\d{5,6}|(?:[A-Z]{2} ?)?\d[\d/,. -]*\d)", text)
    if match is None:
        return None
    return normalise_application_number(match[0].strip(), country)


def _day(front: FrontPage, code: str) -> date | None:
    return _date_in(" ".join(front.fields.get(code, [])))


def _date_in(text: str) -> date | None:
    european = _EUROPEAN_DATE.search(text)
    if european:
        try:
            return date(int(european[3]), int(european[2]), int(european[1]))
        except ValueError:
            return None
    return parse_date(text)


def _symbols(front: FrontPage, code: str) -> tuple[str, ...]:
    text = " ".join(front.fields[code]) if front.has(code) else " ".join(front.lines) if code == "51" else ""
    found = _SYMBOLS.findall(_flat(text))
    return tuple(dict.fromkeys(symbol for item in found if (symbol := normalise_symbol(item))))


def _title(front: FrontPage, country: str) -> str:
    rows = [row for row in front.rows("54") if row]
    if country == "EP" and len(rows) > 1:
        rows = _english_rows(rows)
    title = ""
    for row in rows:
        title = glued(title, row)
    return title.strip()


def _english_rows(rows: Sequence[str]) -> list[str]:
    """Take the English one of the three titles that the EPO prints one below the other."""
    groups: dict[str, list[str]] = {}
    language = ""
    for row in rows:
        scores = {
            "en": len(_ENGLISH.findall(row)),
            "de": len(_GERMAN.findall(row)),
            "fr": len(_FRENCH.findall(row)),
        }
        best = max(scores, key=lambda name: scores[name])
        language = best if scores[best] and best not in groups else language or "en"
        groups.setdefault(language, []).append(row)
    return groups.get("en") or list(rows)


def _priorities(front: FrontPage) -> Iterator[Priority]:
    for row in front.rows("30"):
        day = _date_in(row)
        if day is None:
            continue
        rest = _EUROPEAN_DATE.sub(" ", row)
        for found in find_dates(rest):
            if len(_flat(rest)) == len(rest):
                rest = rest[: found.start] + " " + rest[found.end :]
                break
        country = re.search(r"(?<![A-Z/])([A-Z]{2})(?![A-Z/])", rest)
        number = re.search(r"(?:PCT/[A-Z]{2}\d{4}/\d{6}|\d[\d/.,-]{3,}\d)", rest)
        yield Priority(
            number=re.sub(r"[ ,./-]", "", number[0]) if number else None,
            country=country[1] if country else None,
            on=day,
        )
    for match in _PROVISIONAL.finditer(" ".join(front.fields.get("60", []))):
        yield Priority(number=re.sub(r"[/,]", "", match[1]), country="US", on=parse_date(match[2]))
