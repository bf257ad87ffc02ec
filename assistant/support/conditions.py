"""Conditions in the sentences of a policy: sentences and the record in; conditions with what they ask for, as values, out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from assistant.composing.calculations import money_in
from assistant.support import measure_words as words
from assistant.support.profile_words import SIZES
from assistant.support.types import Condition, Entity, Required, Span, Topic
from assistant.values import values_in
from knowledge.dates import add_years, day_before
from knowledge.folding import folded
from knowledge.numbers.document_numbers import find_document_numbers
from knowledge.numbers.numerals import parse_numeral
from knowledge.regions import is_province, region_named, region_of_owner
from knowledge.types import PolicyLevel, PolicyRecord
from knowledge.written_dates import parse_date


def conditions_of(record: PolicyRecord, spans: Sequence[Span]) -> tuple[Condition, ...]:
    """Return the conditions of a document in the order of their topics; of several sentences for one, the first.

    Sentences that apply at different times (before a day, since a day) are kept beside one another.
    """
    found = [*_of_record(record, spans), *(c for span in spans for c in _of_sentence(span, record))]
    kept: dict[tuple[object, ...], Condition] = {}
    for condition in found:
        kept.setdefault((condition.topic, condition.since, condition.until), condition)
    topics = list(Topic)
    return tuple(sorted(kept.values(), key=lambda c: topics.index(c.topic)))


def region_of(record: PolicyRecord) -> str | None:
    """Return the province that a rule is one of: by its record, for a local one by its issuer or title."""
    if record.region:
        return region_named(record.region)
    if record.level is not PolicyLevel.LOCAL:
        return None
    return (record.issuer and region_of_owner(record.issuer)) or region_of_owner(record.title)


def names_another(text: str, record: PolicyRecord) -> bool:
    """Say whether a sentence names an instrument by a number that is not the document's own."""
    own = _numbers(f"{record.document_number or ''} {record.title}")
    return bool(_numbers(text) - own)


def _numbers(text: str) -> set[str]:
    """Return the numbers of instruments that a text names, by their digits: one number, whichever way it is written."""
    return {re.sub(r"\D", "", found.key) for found in find_document_numbers(folded(text))}


# ── what the record states, with the sentence that says it ───────────────────────────────────────────────


def _of_record(record: PolicyRecord, spans: Sequence[Span]) -> Iterator[Condition]:
    place = _place_of(record)
    if place and spans:
        yield Condition(topic=Topic.PLACE, span=_place_span(region_of(record), spans), required=place)
    yield from _validity(record, spans)


def _place_of(record: PolicyRecord) -> str | None:
    """Return the code of the province that a rule is for; the name of its place where that is not a whole province."""
    code = region_of(record)
    name = re.sub(r"(?:省|市|自治区|特别行政区)$", "", record.region or "")
    if record.region and (code is None or not is_province(name)):
        return record.region
    return code or (record.issuer or record.title if record.level is PolicyLevel.LOCAL else None)


def _place_span(region: str | None, spans: Sequence[Span]) -> Span:
    named = [s for s in spans if region and region_of_owner(s.text) == region]
    named += [s for s in spans if re.search(r"本[省市区县](?:行政区域)?(?:内)?", s.text)]
    local = [s for s in named if re.search(r"地方|\blocal\b", s.text)]
    places = [s for s in spans if re.search(r"地方|\blocal\b", s.text)]
    return (local or places or named or list(spans))[0]


def _validity(record: PolicyRecord, spans: Sequence[Span]) -> Iterator[Condition]:
    """Say from when to when a measure runs; its own sentence on its end counts where the record tells none."""
    begins = record.effective_from or record.date_issued
    over = next((s for s in spans if words.OVER.search(s.text)), None)
    ends, said = record.effective_to, None
    if ends is None:
        ends, said = _stated_end(begins, spans)
    if over is not None and ends is None:
        yield Condition(topic=Topic.VALIDITY, span=over, until=begins or date.min)
        return
    span = said or _dated(ends, spans) or _dated(begins, spans) or (spans[0] if spans else None)
    if span is None:
        return
    doubtful = next((s for s in spans if words.DOUBTFUL.search(s.text)), None) if ends is None else None
    yield Condition(
        topic=Topic.VALIDITY,
        span=doubtful or span,
        required="doubtful" if doubtful or begins is None else None,
        since=begins,
        until=ends,
    )


def _stated_end(begins: date | None, spans: Sequence[Span]) -> tuple[date | None, Span | None]:
    for span in spans:
        match = words.PERIOD.search(span.text)
        if match:
            year = match["year"] or match["year2"]
            day = date(int(year), 12, 31) if year else parse_date(match["day"] or match["day2"])
            if day is not None and (begins is None or day >= begins):
                return day, span
        match = words.YEARS.search(span.text)
        years = parse_numeral(match["n"] or match["n2"]) if match else None
        if years and begins:
            return day_before(add_years(begins, years)), span
    return None, None


def _dated(day: date | None, spans: Sequence[Span]) -> Span | None:
    """Return the first sentence that states a day."""
    if day is None:
        return None
    return next((s for s in spans if any(v.kind == "date" and v.text == day.isoformat() for v in values_in(s.text))), None)  # fmt: skip


# ── what sentences ask for ───────────────────────────────────────────────────────────────────────────────


def _of_sentence(span: Span, record: PolicyRecord) -> Iterator[Condition]:
    text = span.text
    if words.NO_CONDITION.search(text):
        return
    another = names_another(text, record)
    since, until = _bounds(text)
    for topic, pattern in words.CONDITIONS.items():
        match = pattern.search(text)
        if another and topic is not Topic.OTHER_RELIEF:
            continue
        if match and not (topic is Topic.OPEN_LICENCE and words.CONDITIONS[Topic.OTHER_RELIEF].search(text)):
            required = _required(topic, match, text)
            if required is not _NOTHING:
                yield Condition(topic=topic, span=span, required=required, since=since, until=until)
    if another:
        return
    for pattern, entity in words.ENTITIES:
        if pattern.search(text):
            yield Condition(topic=Topic.ENTITY, span=span, required=Entity(entity), since=since, until=until)
            break
    deadline = words.DEADLINE.search(text)
    if deadline:
        day = parse_date(deadline["day"] or deadline["day2"] or deadline["day3"])
        if day is not None:
            yield Condition(topic=Topic.DEADLINE, span=span, required=day)


def _bounds(text: str) -> tuple[date | None, date | None]:
    """Return since when and until when a sentence says that it applies."""
    before, since = words.BEFORE.search(text), words.SINCE.search(text)
    until = parse_date(before["day"] or before["day2"]) if before else None
    return (None, until) if until else (parse_date(since["day"] or since["day2"]) if since else None, None)


_NOTHING = "\0"


def _required(topic: Topic, match: re.Match[str], text: str) -> Required:
    """Return the value that a condition asks for; None where it is met by a plain yes."""
    groups = {name: value for name, value in match.groupdict().items() if value}
    if topic is Topic.SIZE:
        return next((sizes for pattern, sizes in SIZES if pattern.search(match[0])), _NOTHING)
    if topic is Topic.INCOME:
        amounts = money_in(text[match.end() :])
        return amounts[0] if amounts else _NOTHING
    if topic in (Topic.LICENCE_YEARS, Topic.TRL):
        return int(next(iter(groups.values())))
    if topic is Topic.AREA:
        return next(iter(groups.values())).removeprefix("the ")
    return None
