"""A query analysed once: its language, its terms, and the documents, classes and articles that it names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import TypeVar

from knowledge.analysis import fold, language_of, terms
from knowledge.analysis.synonyms import Synonyms
from knowledge.bridge import DictionaryBridge
from knowledge.bridge.glossary import names, read_glossary
from knowledge.numbers.identifiers import FoundKey, find_keys
from knowledge.protocols import Catalogue
from knowledge.search.coverage import CoverageMeter
from knowledge.search.filtering import Narrowing
from knowledge.search.fusion import Source
from knowledge.search.lexical_fields import characters, chinese_words
from knowledge.types import Language, Query, Reader

_QUESTION_CHARACTERS = 20_000  # of a longer question the beginning and the end are read
_REMEMBERED = 64  # texts: a need's are searched for again and again
T = TypeVar("T", bound=Hashable)
_NAMED_SCHEMES = ("pub", "app", "case", "docno", "pid")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuery:
    """What is asked, in the forms that searching needs."""

    query: Query
    subject: str  # its text without the numbers of the documents that it names: what is asked about them
    language: Language
    bags: Mapping[Source, Mapping[str, float]]
    core: frozenset[str]  # of its own terms those inside content words
    pairs: Mapping[tuple[str, str], float]  # its own terms that stand side by side
    named: frozenset[str]  # documents it names by number
    classified: frozenset[str]  # documents under an IPC symbol it names
    articles: frozenset[str]  # article numbers it names
    narrowing: Narrowing | None = None  # what its filters ask for


class QueryAnalyst:
    """Reads queries against a catalogue."""

    def __init__(self, catalogue: Catalogue, bridge: DictionaryBridge, meter: CoverageMeter) -> None:
        self._catalogue = catalogue
        self._bridge = bridge
        self._meter = meter
        self._synonyms = Synonyms((chinese, names(english)[0]) for chinese, english in read_glossary())
        self._bags = lru_cache(maxsize=_REMEMBERED)(self._weigh)

    def analyse(self, query: Query, reader: Reader) -> AskedQuery:
        """Return the query with its terms, and what of the catalogue it names."""
        text = _readable(query.text)
        language = language_of(text)
        own = terms(text, language)
        keys = find_keys(text)
        carriers = self._carriers(keys, reader)
        known = {
            found: ids
            for found in keys
            if found.scheme in _NAMED_SCHEMES and (ids := _first(found, carriers))
        }
        by_class = (carriers.get(found.key, ()) for found in keys if found.scheme == "ipc")
        return AskedQuery(
            query=replace(query, text=text),
            subject=_without(text, known),
            language=language,
            bags={
                **self._bags(text, language),
                Source.KEYS: {found.key: 1.0 for found in keys if found.scheme in ("art", "ipc")},
            },
            core=self._core(text, language) or frozenset(own),
            pairs=_damped(pairwise(own)),
            named=frozenset(document_id for ids in known.values() for document_id in ids),
            classified=frozenset(document_id for ids in by_class for document_id in ids),
            articles=frozenset(found.key.removeprefix("art:") for found in keys if found.scheme == "art"),
        )

    def _weigh(self, text: str, language: Language) -> Mapping[Source, Mapping[str, float]]:
        weighed = self._synonyms.terms(text, language) | _damped(terms(text, language))
        if language is Language.EN:
            return {Source.OWN: weighed, Source.CHINESE: self._bridge.to_chinese_terms(text)}
        folded = fold(text)
        return {
            Source.OWN: weighed,
            Source.ENGLISH: self._bridge.weighted_pivot_terms(text),
            Source.WORDS: _damped(chinese_words(self._bridge, folded)),
            Source.CHARACTERS: _damped(characters(folded).split()),
        }

    def _carriers(self, keys: Sequence[FoundKey], reader: Reader) -> Mapping[str, tuple[str, ...]]:
        names = [
            name
            for found in keys
            if found.scheme in (*_NAMED_SCHEMES, "ipc")
            for name in (found.key, *found.also)
        ]
        return self._catalogue.by_key(names, reader) if names else {}

    def _core(self, text: str, language: Language) -> frozenset[str]:
        words = self._meter.asked(text, language, lambda own, english: 1.0)
        return frozenset(term for word in words for term in word.own)


def _damped(found: Iterable[T]) -> dict[T, float]:
    return {term: count**0.5 for term, count in Counter(found).items()}


def _readable(text: str) -> str:
    stripped = text.strip()
    if len(stripped) <= _QUESTION_CHARACTERS:
        return stripped
    half = _QUESTION_CHARACTERS // 2
    return f"{stripped[:half]}\n{stripped[-half:]}"


def _first(found: FoundKey, carriers: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the documents of the key, else of the first less precise one that the library holds."""
    return next((carriers[name] for name in (found.key, *found.also) if carriers.get(name)), ())


def _without(text: str, keys: Iterable[FoundKey]) -> str:
    """Return the text with these keys blanked out."""
    for found in keys:
        text = text[: found.start] + " " * (found.end - found.start) + text[found.end :]
    return text
