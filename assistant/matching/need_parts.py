"""A need's text in; its clauses out, each with its place and what it is about: what is wanted, who asks, on which terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.matching import need_words as words
from assistant.matching.quantity_reading import quantities_in
from assistant.matching.territories import is_place, territories_in
from assistant.matching.types import Comparison
from knowledge.lazy_patterns import lazy_pattern
from knowledge.sentences import line_spans, sentence_spans

_ENDS = " \t\r\n|，,。.；;、：:!！?？*#"
_JOIN_BEHIND = lazy_pattern(r"[\s,]+(?:and|but|or|as well as)$|(?:，|、|且|并|和)+$", re.IGNORECASE)
_JOIN_BEFORE = lazy_pattern(r"(?:and|but|so|or) +|(?:但是|并且|而且|且|以及|但)(?=[^\s])", re.IGNORECASE)
_HAN = lazy_pattern(r"[\u4e00-\u9fff]")
_WANTING = ("wanted", "property", "field")
_LONGEST_LOOK = 400  # characters of a clause that tell what it is about
_LONGEST_LEAD = 60
_LONGEST_HEADING = 24
_LONGEST_TERRITORY = 60


@dataclass(frozen=True, slots=True)
class Part:
    """A clause. `role` is wanted, property, field, company, present, terms or contact; `leads`: a word of wanting led in."""

    text: str
    start: int
    role: str
    leads: bool = False
    headed: bool = False  # a heading says what it is about


def parts_of(text: str) -> Iterator[Part]:
    """Return the clauses of a need in their order; white space and punctuation around them is left out.

    What is told before a word of wanting is how things are, where it has no value and no heading.
    """
    parts = list(_told_parts(text))
    first = next((place for place, part in enumerate(parts) if part.leads), 0)
    for place, part in enumerate(parts):
        yield replace(part, role="present") if place < first and _is_told_before(part) else part


def _is_told_before(part: Part) -> bool:
    return (
        part.role == "wanted"
        and not part.headed
        and not quantities_in(part.text)
        and not words.EXCLUDED.search(part.text)
    )


def _told_parts(text: str) -> Iterator[Part]:
    heading = ""
    for start, end in line_spans(text):
        line = text[start:end]
        told = words.HEADING.match(line)
        at = 0
        if told is not None and _is_heading(line, told):
            heading, at = str(told.lastgroup), told.end()
        elif not line.strip():
            heading = ""
        bullet = words.BULLET.match(line, at)
        at = bullet.end() if bullet else at
        yield from _of_line(line[at:], start + at, heading)


def _is_heading(line: str, told: re.Match[str]) -> bool:
    marked = told[0].rstrip().endswith((":", "：", "*", "】", "|"))
    marked = marked or (told[0].endswith(" ") and told.end() < len(line.rstrip()))
    return marked or (not line[told.end() :].strip(_ENDS) and len(line.strip()) <= _LONGEST_HEADING)


def _of_line(line: str, start: int, heading: str) -> Iterator[Part]:
    for first, last in _sentences(line):
        role, about = "", heading
        told = words.HEADING.match(line, first, last) if first else None
        if told is not None and told[0].rstrip().endswith((":", "：")):
            about, first = str(told.lastgroup), told.end()
        for begin, end in _clauses(line[first:last]):
            part = _classified(line[first + begin : first + end], start + first + begin, about, role)
            if part is None:
                continue
            yield part
            role = part.role


def _sentences(line: str) -> Iterator[tuple[int, int]]:
    """Return sentences, cut also where a number in brackets begins an item of an enumeration."""
    for start, end in sentence_spans(line):
        begin = start
        for match in words.INLINE_NUMBER.finditer(line, start, end):
            yield begin, match.start()
            begin = match.end()
        yield begin, end


def _clauses(sentence: str) -> Iterator[tuple[int, int]]:
    chinese = bool(_HAN.search(sentence))
    pieces = list(_pieces(sentence, words.COMMA_ZH if chinese else words.COMMA_EN))
    joined: list[tuple[int, int]] = []
    for start, end in pieces:
        before = sentence[joined[-1][0] : joined[-1][1]].strip(_ENDS) if joined else ""
        here = sentence[start:end].strip(_ENDS)
        if before and _belongs(before, here, chinese=chinese):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    for start, end in [span for piece in joined for span in _named_then_told(sentence, *piece)]:
        yield from ((start + a, start + b) for a, b in _several_values(sentence[start:end]))


def _pieces(sentence: str, mark: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    begin, depth_until = 0, -1
    for match in mark.finditer(sentence):
        opened = max(sentence.rfind("（", 0, match.start()), sentence.rfind("(", 0, match.start()))
        closed = max(sentence.rfind("）", 0, match.start()), sentence.rfind(")", 0, match.start()))
        if opened > closed:
            continue
        yield begin, match.start()
        begin = match.end()
        depth_until = match.end()
    if begin < len(sentence) or depth_until < 0:
        yield begin, len(sentence)


def _belongs(before: str, here: str, *, chinese: bool) -> bool:
    """Say whether a clause only completes the one before it, or is completed by it: a condition, one of a list."""
    if words.CONDITION.search(before) and len(before) <= 44 and not words.SEEKS.match(before):
        return True
    if chinese:
        return False
    return bool(words.CONDITION_EN_BEHIND.search(here)) or _is_list_item(before, here)


def _is_list_item(before: str, here: str) -> bool:
    """Say whether an English clause is part of a list or an apposition and no statement of its own."""
    if len(here.split()) > 5 or quantities_in(here) or quantities_in(before):
        return False
    own = (words.EXCLUDED, words.FIELD, words.COMPANY, words.BUDGET, words.TIME, words.LICENCE, words.SEEKS)
    if any(pattern.search(here) for pattern in own) or words.COMPANY.search(before):
        return False
    return not words.PROPERTY.search(here)


def _named_then_told(sentence: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut between a thing and its properties: 污泥干化技术：含水率降到30%以下; a property and its value stay together."""
    colon = words.COLON.search(sentence, start, end)
    values = quantities_in(sentence[colon.end() : end]) if colon else ()
    if (
        colon
        and values
        and colon.start() - start >= 4
        and len(sentence[colon.end() :][: values[0].start].strip()) >= 2
    ):
        yield start, colon.start()
        yield colon.end(), end
    else:
        yield start, end


def _several_values(clause: str) -> Iterator[tuple[int, int]]:
    """Cut between properties that each have a value: 强度大于800MPa和延伸率不小于12%."""
    begin = 0
    values = quantities_in(clause)
    for left, right in pairwise(values):
        join = words.JOINS.search(clause, left.end, right.start)
        if join is None or join.start() < begin:
            continue
        named = re.sub(r"[\s\W\d]+", "", clause[join.end() : right.start])
        if len(named) >= 2 and not words.CONDITION.search(clause[join.end() : right.start]):
            yield begin, join.start()
            begin = join.end()
    yield begin, len(clause)


# ── what a clause is about ───────────────────────────────────────────────────────────────────────────────


def _classified(clause: str, start: int, heading: str, before: str) -> Part | None:
    part = _trimmed(Part(clause, start, ""))
    if words.TABLE_HEAD.fullmatch(part.text):
        return None
    joined = _JOIN_BEFORE.match(part.text)
    if joined is not None:
        part = replace(part, text=part.text[joined.end() :], start=part.start + joined.end())
    if not part.text:
        return None
    seeking = words.SEEKING.search(part.text)
    seeks = words.SEEKS.match(part.text) if seeking and seeking.start() <= _LONGEST_LEAD else None
    if seeks and not words.BUDGET.match(part.text):
        rest = _trimmed(Part(part.text[seeks.end() :], part.start + seeks.end(), "wanted", leads=True))
        if not rest.text:
            return Part(part.text, part.start, "lead")
        role = _terms_role(rest.text) or ("property" if heading == "property" else "wanted")
        return replace(without_lead(rest), role=role)
    if heading == "company" and _is_technical(part.text):
        heading = "property"  # the size of what is sought
    if heading in ("company", "terms"):
        return replace(part, role=heading)
    role = _terms_role(part.text)
    if role:
        return replace(part, role=role)
    if heading in _WANTING:
        return replace(without_lead(part), role=heading, headed=True)
    if start == 0 and words.OPENING_COMPANY.match(part.text) and not quantities_in(part.text):
        return replace(part, role="company")
    told = words.COMPANY.search(part.text) and not words.EXCLUDED.search(part.text)
    if told and not (words.NEEDED.search(part.text) and _is_technical(part.text)):
        return replace(part, role="company")
    if words.PRESENT.search(part.text):
        return replace(part, role="present")
    if before in ("company", "present", "contact") and not _is_technical(part.text):
        return replace(part, role=before)
    return replace(without_lead(part), role="wanted")


def _is_technical(clause: str) -> bool:
    """Say whether a clause bounds a value that a technology can have: not how many people there are or since when."""
    return any(
        value.comparison not in (Comparison.EQUAL, Comparison.ABOUT) and value.unit not in ("person", "")
        for value in quantities_in(clause)
    )


def _terms_role(clause: str) -> str:
    """Return terms or contact where a clause is of budget, time, licence, territory or maturity, or a greeting."""
    text = clause[:_LONGEST_LOOK]
    if words.CONTACT.search(text):
        return "contact"
    if words.TRL.search(text):
        return "terms"
    costs = words.COST.search(text) and not words.BUDGET.match(text)
    if not costs and (words.BUDGET.search(text) or words.MONEY.search(text)):
        return "terms"
    if words.TIME.search(text) and words.MONTHS.search(text):
        return "terms"
    if words.TIME.search(text) and re.search(r"(?:19|20)\d\d|年[内底]|明年|今年", text):
        return "terms"
    if words.LICENCE.search(text) and len(text) <= 90:
        return "terms"
    territory = words.TERRITORY.search(text)
    if territory and len(text) <= _LONGEST_TERRITORY and not quantities_in(text):
        return "terms" if len(text) <= 20 or territories_in(text) else ""
    return "terms" if is_place(text) else ""


def _trimmed(part: Part) -> Part:
    text = part.text.lstrip(_ENDS + "）)】")
    start = part.start + len(part.text) - len(text)
    text = without_ends(text)
    if text.endswith(("）", ")")) and text.count("（") + text.count("(") < text.count("）") + text.count(")"):
        text = text[:-1]
    return replace(part, text=text, start=start)


def without_ends(text: str) -> str:
    """Return a clause without the punctuation and the "and" behind it."""
    return _JOIN_BEHIND.sub("", text.rstrip(_ENDS)).rstrip(_ENDS)


def without_lead(part: Part) -> Part:
    """Return a clause without the words that only lead in: 要求, "it must", 一种."""
    lead = words.LEAD.match(part.text)
    if lead is None:
        return part
    rest = _trimmed(replace(part, text=part.text[lead.end() :], start=part.start + lead.end()))
    return rest if len(rest.text) >= 2 else part
