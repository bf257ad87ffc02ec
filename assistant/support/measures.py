"""Measures in policies: a document's passages in; what it gives and on which conditions, each a sentence of it, out.

General rules over sentences, none for a single document. What an authority did not make (an overview, a report in the
press) is no measure, nor is a sentence that tells what another instrument gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.composing.sentences import is_heading, split_sentences
from assistant.support import measure_words as words
from assistant.support.conditions import conditions_of, names_another
from assistant.support.types import Benefit, Measure, Span, Topic, Want
from assistant.values import values_in
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import DocumentHead, Passage, PassageKind, PolicyLevel, PolicyRecord

_SHORT_TEXT = 24  # passages: a longer text is one measure only where its title says what it gives
_MOST_BENEFITS = 3
_SHORTEST = 8
_WHO = frozenset({Topic.INCOME, Topic.OTHER_RELIEF, Topic.DEADLINE})
_NUMBERED = lazy_pattern(
    r"\d+ ?号文?|\bNo\. ?\d+|第[^条部]{1,6}(?:条|部分)|\b(?:Part|item|Article) \d+", re.IGNORECASE
)
_NO_MEASURES = frozenset({PolicyLevel.NEWS, PolicyLevel.STANDARD, PolicyLevel.JUDICIAL_INTERPRETATION})


def measures_of(head: DocumentHead, passages: Sequence[Passage]) -> tuple[Measure, ...]:
    """Return the measures that a document sets out: one, or one an article where the text is long and general."""
    record = head.record
    if not isinstance(record, PolicyRecord) or not _is_made_by_an_authority(record):
        return ()
    usable = [p for p in passages if not p.instruction_like and p.kind is not PassageKind.BIBLIOGRAPHY]
    groups = [usable]
    if len(usable) > _SHORT_TEXT and not kinds_in(record.title):
        groups = [[p for p in usable if p.number == number and p.kind is PassageKind.ARTICLE] for number in _articles(usable)]  # fmt: skip
    first = usable[0] if usable else None
    return tuple(measure for group in groups if (measure := _measure(head, record, group, first)) is not None)


def _articles(passages: Sequence[Passage]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p.number for p in passages if p.kind is PassageKind.ARTICLE and p.number))


def _is_made_by_an_authority(record: PolicyRecord) -> bool:
    if record.level in _NO_MEASURES:
        return False
    return record.issuer is None or bool(words.AUTHORITY.search(record.issuer))


def _measure(
    head: DocumentHead, record: PolicyRecord, passages: Sequence[Passage], first: Passage | None
) -> Measure | None:
    giving = [p for p in passages if words.MAY_GIVE.search(p.text)]
    found = [b for s in _spans(giving) for b in _benefits(s, record, head)]
    if not found or first is None:
        return None
    conditions = conditions_of(record, tuple(_spans(passages)))
    told = {c.span.text for c in conditions if c.topic in _WHO}
    benefits = tuple(b for b in found if b.span.text not in told)
    if not benefits:
        return None
    line = next((line.strip() for line in first.text.splitlines() if line.strip()), "")
    return Measure(
        document=head,
        kinds=frozenset({benefit.kind for benefit in benefits} | kinds_in(record.title)),
        benefits=benefits,
        conditions=conditions,
        heading=Span(text=line, passage=first) if line else None,
    )


def _spans(passages: Sequence[Passage]) -> Iterator[Span]:
    for passage in passages:
        for _, text in split_sentences(passage.text):
            if len(text) >= _SHORTEST and not is_heading(text, passage) and not text.startswith("|"):
                yield Span(text=text, passage=passage)


def _benefits(span: Span, record: PolicyRecord, head: DocumentHead) -> Iterator[Benefit]:
    """Yield what a sentence gives; nothing where it bounds, denies, reports, or tells of another instrument."""
    text = words.NAMES.sub(" ", span.text)
    if words.NOT_GIVEN.search(words.GIVEN_ALL_THE_SAME.sub(" ", text)) or names_another(span.text, record):
        return
    if not words.SUBJECT.search(f"{head.title} {span.text}"):
        return
    for kind, pattern in words.BENEFITS.items():
        if pattern.search(text):
            yield Benefit(kind=kind, span=span)


def kinds_in(title: str) -> frozenset[Want]:
    """Return the kinds of support that a title names."""
    return frozenset(kind for kind, pattern in words.BENEFITS.items() if pattern.search(title))


def shown_benefits(measure: Measure, wanted: frozenset[Want]) -> tuple[Span, ...]:
    """Return the sentences that say best what a measure gives: of the kinds asked for, those with a figure first."""
    spans = [b.span for b in measure.benefits if not wanted or b.kind in wanted] or [
        b.span for b in measure.benefits
    ]
    figured = [span for span in spans if _figures(span)]
    chosen: list[Span] = []
    seen: set[tuple[object, ...]] = set()
    for span in figured or spans:
        key = (_figures(span), _verb(span.text)) if figured else (span.text,)
        if not seen & {key, (span.text,)}:
            seen |= {key, (span.text,)}
            chosen.append(span)
    return tuple(chosen[:_MOST_BENEFITS])


def _figures(span: Span) -> tuple[str, ...]:
    text = _NUMBERED.sub(" ", span.text)
    return tuple(v.text for v in values_in(text) if v.kind in ("percent", "number") and not _is_year(v.text))


def _is_year(text: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", text))


def _verb(text: str) -> str:
    match = re.search(
        r"免征|减半|减缴|减免|奖励|补贴|\bexempt|\bhalf|\breduc\w+|\breward", text, re.IGNORECASE
    )
    return match[0] if match else ""
