"""What a question and its answer were about, in a closed vocabulary: both in; topics out. No word of an asker becomes one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from assistant.types import Answer, Intent
from knowledge.analysis import fold, runs, stems
from knowledge.bridge.glossary import names, read_glossary
from knowledge.lazy_patterns import lazy_pattern
from knowledge.protocols import Catalogue
from knowledge.types import ANYONE, PatentRecord, PolicyRecord

MOST_TERMS = 20
_SUBCLASS = lazy_pattern(r"[A-H][0-9]{2}[A-Z]")  # H01M
_UNTOLD = frozenset({Intent.COURTESY, Intent.ASKED_BACK})


class TopicKind(StrEnum):
    TERM = "term"  # of the glossary; `key` is the Chinese one
    IPC = "ipc"  # subclass of a patent that was cited
    POLICY = "policy"  # lineage of a public policy that was cited
    INTENT = "intent"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class TopicKey:
    kind: TopicKind
    key: str


class Vocabulary:
    """The topics that there are: terms of the glossary, intents, and what public documents of the library are filed under."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def topics_of(self, question: str, answer: Answer) -> tuple[TopicKey, ...]:
        """Return the topics once each. Of a document that is internal there is none, whoever asks."""
        found = [*self._terms_of(question), *self._filed_under(answer)]
        if answer.intent and answer.intent not in _UNTOLD:
            found.append(TopicKey(kind=TopicKind.INTENT, key=str(answer.intent)))
        return tuple(dict.fromkeys(found))

    def english_of(self, term: str) -> str:
        """Return what a term of the glossary is called in English."""
        return self._glossary.english.get(term, "")

    def warm_up(self) -> None:
        self._terms_of("许可 licence")

    def _filed_under(self, answer: Answer) -> Iterator[TopicKey]:
        cited = tuple(dict.fromkeys(citation.document_id for citation in answer.citations))
        for head in self._catalogue.heads(ANYONE, ids=cited) if cited else ():
            if isinstance(head.record, PatentRecord):
                for match in filter(None, map(_SUBCLASS.match, head.record.ipc)):
                    yield TopicKey(kind=TopicKind.IPC, key=match[0])
            elif isinstance(head.record, PolicyRecord):
                yield TopicKey(kind=TopicKind.POLICY, key=head.record.lineage)

    def _terms_of(self, question: str) -> tuple[TopicKey, ...]:
        found = dict.fromkeys(self._glossary.terms_in(fold(question)))
        return tuple(TopicKey(kind=TopicKind.TERM, key=term) for term in list(found)[:MOST_TERMS])

    @cached_property
    def _glossary(self) -> _Glossary:
        return _Glossary()


class _Glossary:
    """The glossary for finding its terms in a text: the longest at each place, Chinese as written, English by its stems."""

    def __init__(self) -> None:
        rows = [(zh, names(english)) for zh, english in read_glossary()]
        self.english = {zh: called[0] for zh, called in rows if called}
        self._chinese = frozenset(zh for zh, _ in rows if len(zh) > 1)  # one character is a part of anything
        self._by_stems: dict[tuple[str, ...], str] = {}
        for zh, called in rows:
            for name in called:
                self._by_stems.setdefault(stems(fold(name)), zh)
        self._by_stems.pop((), None)
        self._most_characters = max(map(len, self._chinese))
        self._most_stems = max(map(len, self._by_stems))

    def terms_in(self, folded: str) -> Iterator[str]:
        for is_han, run in runs(folded):
            if is_han:
                yield from self._longest(run, self._most_characters)
        yield from self._english_terms(stems(folded))

    def _longest(self, run: str, most: int) -> Iterator[str]:
        at = 0
        while at < len(run):
            lengths = range(min(most, len(run) - at), 1, -1)
            length = next((n for n in lengths if run[at : at + n] in self._chinese), 0)
            if length:
                yield run[at : at + length]
            at += length or 1

    def _english_terms(self, words: tuple[str, ...]) -> Iterator[str]:
        at = 0
        while at < len(words):
            lengths = range(min(self._most_stems, len(words) - at), 0, -1)
            length = next((n for n in lengths if words[at : at + n] in self._by_stems), 0)
            if length:
                yield self._by_stems[words[at : at + length]]
            at += length or 1
