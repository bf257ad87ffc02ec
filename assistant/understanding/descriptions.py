"""Which of several documents a few words describe: by its country, place, owner or title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.understanding.filter_words import COUNTRY_NAMES
from knowledge.analysis import terms
from knowledge.lazy_patterns import lazy_pattern
from knowledge.regions import region_named, region_of_owner
from knowledge.types import DocumentHead, Language, PatentRecord, PolicyRecord

_HAN_RUN = lazy_pattern(r"[\u3400-\u9fff]+")
_WORD = lazy_pattern(r"[A-Za-z][A-Za-z'-]+")
_EMPTY = frozenset(
    ["the", "a", "an", "of", "for", "and", "one", "patent", "patents", "technology", "from", "in", "on", "about", "that", "which", "is", "are", "with", "by", "to", "owned", "held", "university", "institute", "company"]
)  # fmt: skip
_GENERAL = lazy_pattern(r"专利|技术|那个|那件|关于|方面|有关|一种|的")
_OWNER_WEIGHT = 3


def best_described(words: str, candidates: Sequence[Sequence[DocumentHead]]) -> int | None:
    """Return the place of the candidate that the words fit better than all others; None where there is no such one."""
    scores = [max((_fit(words, head) for head in heads), default=0) for heads in candidates]
    best = max(scores, default=0)
    return scores.index(best) if best > 0 and scores.count(best) == 1 else None


def _fit(words: str, head: DocumentHead) -> int:
    return 100 * _place_fits(words, head) + _shared(words, head)


def _place_fits(words: str, head: DocumentHead) -> bool:
    record = head.record
    countries = [code for code, pattern in COUNTRY_NAMES if pattern.search(words)]
    if countries and isinstance(record, PatentRecord | PolicyRecord) and record.jurisdiction in countries:
        return True
    region = next(filter(None, map(region_named, _names(words))), None)
    if region is None:
        return False
    if isinstance(record, PolicyRecord):
        return bool(record.region) and region_named(record.region or "") == region
    return isinstance(record, PatentRecord) and any(
        region_of_owner(name.text) == region for owner in record.owners for name in owner.names
    )


def _names(words: str) -> Iterator[str]:
    yield words.strip()
    yield from _WORD.findall(words)
    for run in _HAN_RUN.findall(words):
        for size in (4, 3, 2):
            yield from (run[i : i + size] for i in range(len(run) - size + 1))


def _shared(words: str, head: DocumentHead) -> int:
    """Count what the words share with the names of a document: pairs of Han characters, English terms."""
    titles, owners = _texts(head)
    pairs = set(_pairs(_GENERAL.sub(" ", words)))
    english = {
        term
        for word in _WORD.findall(words)
        if word.lower() not in _EMPTY
        for term in terms(word, Language.EN)
    }
    found = 0
    for text, weight in ((titles, 1), (owners, _OWNER_WEIGHT)):
        found += weight * len(pairs & set(_pairs(text)))
        found += weight * len(english & set(terms(text, Language.EN)))
    return found + 2 * sum(f" {letter} " in f" {owners} " for letter in re.findall(r"\b[A-Z]\b", words))


def _texts(head: DocumentHead) -> tuple[str, str]:
    record = head.record
    if isinstance(record, PatentRecord):
        owners = " ".join(
            re.sub(r"(?<=[\u3400-\u9fff])(?=[A-Z])", " ", n.text) for o in record.owners for n in o.names
        )
        return " ".join((head.title, *(title.text for title in record.titles))), owners
    return head.title, ""


def _pairs(text: str) -> Iterator[str]:
    for run in _HAN_RUN.findall(text):
        yield from (run[i : i + 2] for i in range(len(run) - 1))
