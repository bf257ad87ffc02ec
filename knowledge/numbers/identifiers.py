"""Exact keys of documents and passages, and the same keys read out of a question in any spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from knowledge.folding import Folded, fold, folded
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.document_numbers import find_document_numbers, plain_document_key, qualify
from knowledge.numbers.numerals import CHINESE_NUMERAL_CHARS, chinese_numeral, parse_numeral
from knowledge.numbers.patent_numbers import (
    ApplicationNumber,
    PublicationNumber,
    application_key,
    check_digit,
    format_patent_number,
    normalise_application_number,
    normalise_publication_number,
    normalise_symbol,
    parse_application_number,
    parse_publication_number,
    symbol_prefixes,
)
from knowledge.rights.families import family_keys
from knowledge.types import (
    DocumentHead,
    LicenceNotice,
    Passage,
    PassageKind,
    PatentRecord,
    PolicyRecord,
)

__all__ = [
    "ApplicationNumber",
    "FoundKey",
    "PublicationNumber",
    "check_digit",
    "chinese_numeral",
    "document_keys",
    "find_keys",
    "format_patent_number",
    "normalise_application_number",
    "normalise_article_number",
    "normalise_document_number",
    "normalise_publication_number",
    "normalise_symbol",
    "parse_application_number",
    "parse_numeral",
    "parse_publication_number",
    "passage_keys",
    "patent_id_keys",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundKey:
    """A key read out of a text, where it stands and how it is written there.

    `check_digit_ok` is set for Chinese application numbers that give a check digit. `also` holds keys to try when
    `key` is not in the library: less precise ones (a publication number without its kind code, an order without its
    year), and, before them, the one that names the issuer of an order or announcement.
    """

    key: str
    start: int
    end: int
    surface: str
    check_digit_ok: bool | None = None
    also: tuple[str, ...] = ()

    @property
    def scheme(self) -> str:
        return self.key.split(":", 1)[0]


_DIGIT_GAP = r"[ .-]{0,2}"
_CN_PREFIXED = lazy_pattern(
    rf"(?<![0-9A-Z])(?:(?:CN|ZL){_DIGIT_GAP}){{1,2}}(?P<digits>\d(?:{_DIGIT_GAP}\d){{7,11}})(?:(?P<dot> *\. *)(?P<check>[0-9X])|{_DIGIT_GAP}(?P<tail>[0-9X]))?(?![0-9A-Z])"
)
_CN_BARE = lazy_pattern(
    r"(?<![0-9A-Z.,])(?P<digits>(?:19|20)\d\d ?[12389] ?\d{7})(?: ?\. ?(?P<check>[0-9X])|(?P<tail>[0-9X]))?(?![0-9A-Z]|\.\d)"
)
_CN_OLD_BARE = lazy_pattern(
    r"(?<![0-9A-Z.,])(?P<digits>(?:8[5-9]|9\d|0[0-3])[12389]\d{5})\.(?P<check>[0-9X])(?![0-9A-Z]|\.\d)"
)
_PUBLICATION = lazy_pattern(
    r"(?<![0-9A-Z])(?P<country>CN|US|EP|WO|JP|KR|TW|DE|GB|FR|CA|AU|RU|IN|BR|ES|IT|CH|AT|SE|NL|DK|FI|HK)"
    r"(?P<gap>[ -]?)(?P<number>[A-Z]{0,2}\d[\d ,/-]{2,16}\d)(?P<kind>[ -]?[A-Z]\d?)?(?![0-9A-Z])"
)
_US_WORDS = lazy_pattern(
    r"(?<![A-Z])U\.? ?S\.? ?(?:PATENT|PAT\.?)(?: APPLICATION)?(?: PUBLICATION)? ?(?:NOS?\.?|NUMBER|#)? ?(?P<number>\d[\d,/]{5,13}\d)(?P<kind> ?[ABES]\d)?(?![0-9A-Z])"
)
_PCT = lazy_pattern(
    r"(?<![0-9A-Z])PCT ?/ ?(?P<office>[A-Z]{2}) ?(?P<year>\d{2}|\d{4}) ?/ ?(?P<no>\d{5,6})(?!\d)"
)
_US_APPLICATION = lazy_pattern(
    r"(?:U\.? ?S\.?|APPLICATION|APPL\.?|SERIAL|NOS?\.?|NUMBER)[ :#.]{0,3}(?P<number>\d{2} ?/ ?\d{3},?\d{3})(?!\d)"
)
_KR_APPLICATION = lazy_pattern(r"(?<![0-9A-Z-])(?:KR ?)?(?P<number>[1-4]0-(?:19|20)\d\d-\d{7})(?![0-9-])")
_JP_NUMBER = lazy_pattern(
    r"(?P<word>特[开開]|特[愿願])(?P<number> ?(?:[平昭令]|平成|昭和|令和)? ?\d{1,4} ?- ?\d{1,6})(?!\d)"
)
_SYMBOL = lazy_pattern(
    r"(?<![0-9A-Z])(?:[A-HY]\d\d[A-Z]\d{10}|[A-HY]\d\d[A-Z](?: {0,2}\d{1,4} ?/ ?\d{2,6}| ?\d{1,4}(?![\d./%-]))?)(?![0-9A-Z])"
)
_CASE = lazy_pattern(r"(?<![0-9A-Z.])P(?:[ -]?(?P<no>\d{2,4})|(?P<one>\d))(?![0-9A-Z%]|\.\d)")
_POLICY_ID = lazy_pattern(
    r"(?<![0-9A-Z-])[A-Z]{2,6}(?:-[A-Z0-9]+)*-(?:19|20)\d\d(?:-[A-Z0-9]+)*(?![0-9A-Z-])"
)
_NUM = rf"(?:\d{{1,4}}|[{CHINESE_NUMERAL_CHARS}]{{1,9}})"
_JOIN = r" *(?:至|到|-|~|、|和|与|及|,|TO|AND|&) *"
_ARTICLE_ZH = lazy_pattern(
    rf"第 *(?P<list>{_NUM}(?: *条)?(?:{_JOIN}第? *{_NUM}(?: *条)?){{0,30}}) *条(?: *之 *(?P<sub>{_NUM}))?"
    rf"|第 *(?P<last>{_NUM}) *条"
)
_ARTICLE_AFTER_LAW = lazy_pattern(
    rf"(?<=[法例则定释典约程规])[》〉）)]? *(?P<list>{_NUM}(?:{_JOIN}{_NUM}){{0,30}}) *条"
)
_ARTICLE_EN = lazy_pattern(
    r"(?<![A-Z])(?:ARTICLES?|ARTS?\.?|SECTIONS?|SECS?\.|SS?\.(?= ?\d)|RULES?(?= ?\d)|§{1,2}) ?"
    r"(?P<list>\d{1,4}(?:\.\d{1,3})?[A-Z]?(?![0-9A-Z])(?:(?: ?- ?| ?, ?| TO | AND | & |, AND )\d{1,4}(?:\.\d{1,3})?(?![0-9A-Z./%])){0,30})"
)
_CODE_SECTION = lazy_pattern(
    r"(?:U\.? ?S\.? ?C|C\.? ?F\.? ?R)\.? ?(?:PART |§{0,2} ?)(?P<list>\d{1,4}(?:\.\d{1,3})?[A-Z]?)(?![0-9A-Z])"
)
_TIMESTAMP = lazy_pattern(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d")
_NUMBER_WORDS = lazy_pattern(r"专利|申请|公开|公告|PATENT|APPL|号|NO\.?|ZL")
_WORDS_TOO = frozenset({"IN", "IT", "AT", "NO", "ES", "DE", "CA", "CH", "US"})
_MOST_IN_RANGE = 30


@lru_cache(maxsize=128)  # every step of an answer reads its question
def find_keys(text: str) -> tuple[FoundKey, ...]:
    """Read the exact keys out of a text, in order of appearance; what one key covers is not read as another."""
    flat = fold(text)
    taken = bytearray(len(flat.text))
    found: list[FoundKey] = []
    for start, end, keys in _candidates(flat, text):
        if 1 in taken[start:end]:
            continue
        taken[start:end] = b"\1" * (end - start)
        first, last = flat.span(start, end)
        for key, ok, also in keys:
            found.append(
                FoundKey(
                    key=key, start=first, end=last, surface=text[first:last], check_digit_ok=ok, also=also
                )
            )
    return tuple(sorted(found, key=lambda key: key.start))


def document_keys(head: DocumentHead) -> tuple[str, ...]:
    """Return the keys a document answers to: its numbers in full and shortened, IPC symbols with all above them."""
    if isinstance(head.record, PatentRecord):
        return tuple(dict.fromkeys(_patent_keys(head.record)))
    if isinstance(head.record, PolicyRecord):
        return tuple(dict.fromkeys(_policy_keys(head.record)))
    if isinstance(head.record, LicenceNotice):
        return tuple(dict.fromkeys(_notice_keys(head.record)))
    return ()


def passage_keys(passage: Passage) -> tuple[str, ...]:
    """Return the keys of a passage beside those of its document: of the articles it holds."""
    if passage.kind is not PassageKind.ARTICLE:
        return ()
    own = (f"art:{passage.number}",) if passage.number else ()
    return tuple(dict.fromkeys((*own, *_article_keys(passage.label))))


@lru_cache(maxsize=4_096)  # every law has an Article 1
def _article_keys(label: str) -> tuple[str, ...]:
    return tuple(found.key for found in find_keys(label) if found.scheme == "art")


def normalise_document_number(text: str) -> str:
    """Return the key of a document number without its scheme: 国知发运字〔2025〕16号 → 国知发运字202516."""
    flat = folded(text)
    for found in find_document_numbers(flat):
        return found.key
    return plain_document_key(text)


def normalise_article_number(text: str) -> str | None:
    """Return the number of an article as it is cited (第五十条, 第50条, Article 50, § 23) in Arabic digits."""
    for found in find_keys(text):
        if found.scheme == "art":
            return found.key.removeprefix("art:")
    return None


def _patent_keys(record: PatentRecord) -> Iterator[str]:
    if record.publication_number:
        yield f"pub:{normalise_publication_number(record.publication_number)}"
        number = parse_publication_number(record.publication_number)
        if number and number.kind:
            yield f"pub:{number.country}{number.number}"
    if record.application_number:
        yield f"app:{application_key(record.application_number)}"
    if record.case_number:
        yield f"case:{_case_number(record.case_number)}"
    for text in (*record.ipc, *record.cpc):
        symbol = normalise_symbol(text)
        if symbol:
            yield from (f"ipc:{prefix}" for prefix in symbol_prefixes(symbol))
    yield from family_keys(record)


def _notice_keys(record: LicenceNotice) -> Iterator[str]:
    """A notice answers to the patents that it or its offers name."""
    for text in (*record.patent_ids, *(name for offer in record.offers for name in offer.patent_ids)):
        yield from patent_id_keys(text)
    for case in record.case_numbers:
        yield f"case:{_case_number(case)}"


def patent_id_keys(text: str) -> tuple[str, ...]:
    """Return the keys of a patent named by a publication or application number, with and without its kind code."""
    if parse_application_number(text) or "/" in text:
        return (f"app:{application_key(text)}",)
    number = parse_publication_number(text)
    if number is None:
        return (f"app:{application_key(text)}",)
    full = f"pub:{number}"
    return (full, f"pub:{number.country}{number.number}") if number.kind else (full,)


def _policy_keys(record: PolicyRecord) -> Iterator[str]:
    yield f"pid:{folded(record.policy_id)}"
    if not record.document_number:
        return
    flat = folded(record.document_number)
    numbers = list(find_document_numbers(flat))
    for number in numbers:
        yield f"docno:{number.key}"
        qualified = number.qualified or qualify(number.key, record.issuer)
        if qualified:
            yield f"docno:{qualified}"
        yield from (f"docno:{wider}" for wider in number.wider if not _is_tail(wider, number.key))
    if not numbers:
        yield f"docno:{plain_document_key(record.document_number)}"


def _is_tail(wider: str, key: str) -> bool:
    """Shortened issuer words help a question find a document, but are not what the document is called."""
    return wider != key and key.endswith(wider)


def _case_number(text: str) -> str:
    flat = re.sub(r"[ ._-]", "", folded(text))
    match = re.fullmatch(r"([A-Z]+)(\d+)", flat)
    return f"{match[1]}{int(match[2]):02d}" if match else flat


_Keys = list[tuple[str, bool | None, tuple[str, ...]]]


def _candidates(flat: Folded, original: str) -> Iterator[tuple[int, int, _Keys]]:
    """Yield stretches and their keys, the most telling kinds of number first."""
    text = flat.text
    yield from _application_numbers(text)
    yield from _foreign_applications(text)
    yield from _publication_numbers(flat, original)
    for match in _SYMBOL.finditer(text):
        symbol = normalise_symbol(match[0])
        if symbol:
            yield match.start(), match.end(), [(f"ipc:{symbol}", None, ())]
    for number in sorted(
        find_document_numbers(text), key=lambda n: (n.key.startswith("文"), n.start - n.end)
    ):
        also = tuple(
            f"docno:{key}" for key in ((number.qualified,) if number.qualified else ()) + number.wider
        )
        yield number.start, number.end, [(f"docno:{number.key}", None, also)]
    for pattern in (_CODE_SECTION, _ARTICLE_ZH, _ARTICLE_AFTER_LAW, _ARTICLE_EN):
        for match in pattern.finditer(text):
            keys: _Keys = [(f"art:{number}", None, ()) for number in _article_numbers(match)]
            if keys:
                behind = pattern in (_CODE_SECTION, _ARTICLE_AFTER_LAW)
                start = match.start("list") if behind else match.start()
                yield start, match.end(), keys
    for match in _POLICY_ID.finditer(text):
        first, last = flat.span(match.start(), match.end())
        if match[0].count("-") >= 2 and original[first:last].upper() == original[first:last]:
            yield match.start(), match.end(), [(f"pid:{match[0]}", None, ())]
    for match in _CASE.finditer(text):
        yield match.start(), match.end(), [(f"case:P{int(match['no'] or match['one']):02d}", None, ())]


def _application_numbers(text: str) -> Iterator[tuple[int, int, _Keys]]:
    for pattern in (_CN_PREFIXED, _CN_BARE, _CN_OLD_BARE):
        for match in pattern.finditer(text):
            number = _application_number(match, bare=pattern is _CN_BARE)
            if number is not None:
                key = f"app:CN{number.digits}{number.check_digit}"
                yield match.start(), match.end(), [(key, number.check_digit_ok, ())]
    for match in _PCT.finditer(text):
        year = match["year"]
        if len(year) == 2:
            year = ("19" if int(year) >= 78 else "20") + year
        key = f"app:PCT{match['office']}{year}{match['no'].zfill(6)}"
        yield match.start(), match.end(), [(key, None, ())]


def _foreign_applications(text: str) -> Iterator[tuple[int, int, _Keys]]:
    """Yield application numbers whose shape or words tell the office, and Japanese publications written with 特開."""
    for pattern, office in ((_US_APPLICATION, "US"), (_KR_APPLICATION, "KR")):
        for match in pattern.finditer(text):
            key = application_key(normalise_application_number(match["number"], office))
            keys: _Keys = [(f"app:{key}", None, ())]
            if office == "KR":  # the same digits number the application and its laid-open publication
                keys = [(f"app:{key}", None, (f"pub:KR{key[4:]}",))]
            yield match.start("number"), match.end(), keys
    for match in _JP_NUMBER.finditer(text):
        number = f"JP{match['number'].strip()}"
        if match["word"][1] in "开開":
            yield match.start(), match.end(), [(f"pub:{normalise_publication_number(number)}", None, ())]
        else:
            yield match.start(), match.end(), [(f"app:{application_key(number)}", None, ())]


def _application_number(match: re.Match[str], *, bare: bool) -> ApplicationNumber | None:
    groups = match.groupdict()
    given = groups.get("check") or groups.get("tail") or ""
    digits = re.sub(r"\D", "", match["digits"])
    if len(digits) not in (8, 12) and not groups.get("dot"):
        digits, given = digits + given, ""
        digits, given = (digits[:12], digits[12:]) if len(digits) > 12 else (digits[:8], digits[8:])
    if len(given) > 1:
        return None
    if bare and not given and _TIMESTAMP.fullmatch(digits):
        before = match.string[max(0, match.start() - 12) : match.start()]
        if not _NUMBER_WORDS.search(before):
            return None
    return parse_application_number(digits + given)


def _publication_numbers(flat: Folded, original: str) -> Iterator[tuple[int, int, _Keys]]:
    for match in _PUBLICATION.finditer(flat.text):
        keys = _publication_keys(match["country"], match["number"], match["kind"])
        spaced = " " in match["gap"] + match["number"]
        first, _ = flat.span(match.start(), match.end())
        if keys is None or (spaced and _reads_as_words(match, original[first : first + 2])):
            continue
        yield match.start(), match.end(), keys
    for match in _US_WORDS.finditer(flat.text):
        keys = _publication_keys("US", match["number"], match["kind"])
        if keys is not None:
            yield match.start(), match.end(), keys


def _reads_as_words(match: re.Match[str], written: str) -> bool:
    """Tell "in 2024 2025" and "US 2024, 2025" from numbers that only have spaces in them."""
    if match["country"] in ("CN", "EP", "WO", "JP", "KR"):
        return False
    if written != written.upper():
        return True
    kind = (match["kind"] or "").strip(" -")
    return match["country"] in _WORDS_TOO and (not kind or (len(kind) == 1 and " " in match["number"]))


def _publication_keys(country: str, number: str, kind: str | None) -> _Keys | None:
    digits = re.sub(r"[ ,/-]", "", number)
    if len(digits) < 6 or ("," in number and not re.fullmatch(r"\d{1,3}(?:,\d{3})+", number)):
        return None
    parsed = parse_publication_number(country + digits)
    if parsed is None or (country == "CN" and len(parsed.number) == 8 and kind is None):
        return None
    plain = f"pub:{parsed.country}{parsed.number}"
    if not kind:
        return [(plain, None, ())]
    return [(plain + kind.strip(" -"), None, (plain,))]


def _article_numbers(match: re.Match[str]) -> tuple[str, ...]:
    """Return the article numbers of a mention: one, a list, or a range (up to 30 articles)."""
    groups = match.groupdict()
    listed = re.sub(r"[条第 ]", "", groups.get("list") or groups.get("last") or "")
    parts = re.split(r"(至|到|-|~|TO)|(?:、|和|与|及|,|AND|&)+", listed)
    numbers: list[str] = []
    ranged = False
    for part in parts:
        if not part:
            continue
        if part in ("至", "到", "-", "~", "TO"):
            ranged = True
            continue
        numeral = parse_numeral(part)
        number = part if numeral is None else str(numeral)
        if numeral is None and not re.fullmatch(r"\d[\d.]*[A-Z]?", part):
            continue
        if ranged and numbers and numbers[-1].isdecimal() and numeral is not None:
            first = int(numbers[-1])
            numbers.extend(str(between) for between in range(first + 1, min(numeral, first + _MOST_IN_RANGE)))
        ranged = False
        numbers.append(number)
    sub = parse_numeral(groups.get("sub") or "")
    if sub is not None and numbers:
        numbers[-1] = f"{numbers[-1]}-{sub}"
    return tuple(dict.fromkeys(number for number in numbers if number != "0"))
