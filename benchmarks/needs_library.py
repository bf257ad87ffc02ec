"""The library that needs are matched in: the samples and the real patents, and two plain ways of searching it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.services import Services
from assistant.settings import Settings
from assistant.wiring import open_services
from benchmarks.asked_libraries import SAMPLES_AND_PATENTS, make_library, tell
from knowledge.evaluation.baselines import Bm25, pairs_of
from knowledge.evaluation.retrieval_sets import Corpus, CorpusDocument
from knowledge.types import ANYONE, DocumentHead, Kind, PatentRecord, Query

if TYPE_CHECKING:
    from assistant.matching.matcher import Matcher

_PASSAGES_A_DOCUMENT = 10  # hits are passages: so many are asked for per document that is wanted


class NeedsLibrary:
    """Finds patents by their publication numbers."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.heads: dict[str, DocumentHead] = {}
        for head in services.catalogue.heads(ANYONE):
            if head.kind is Kind.PATENT and (number := number_of(head)):
                self.heads.setdefault(number, head)

    @property
    def services(self) -> Services:
        return self._services

    @property
    def matcher(self) -> Matcher:
        return self._services.matcher

    @cached_property
    def _bm25(self) -> Bm25:
        return Bm25(Corpus(documents=tuple(self._documents())), pairs_of)

    def search(self, text: str, k: int, *, without: frozenset[str] = frozenset()) -> list[str]:
        """Return the numbers of the patents whose passages our search finds first."""
        wanted = _PASSAGES_A_DOCUMENT * (k + len(without))
        query = Query(text=text, audiences=ANYONE.audiences, kinds=(Kind.PATENT,), k=wanted)
        hits = self._services.retriever.search(query)
        found = dict.fromkeys(number_of(hit.document) for hit in hits)
        return [number for number in found if number and number not in without][:k]

    def pairs(self, text: str, k: int, *, without: frozenset[str] = frozenset()) -> list[str]:
        """Return the numbers that BM25 over words and pairs of characters ranks first, whole patents."""
        return [number for number, _ in self._bm25.rank(text, k, without)]

    def passage_text(self, passage_id: str) -> str | None:
        found = self._services.catalogue.passages([passage_id], ANYONE)
        return found[0].text if found else None

    def _documents(self) -> Iterator[CorpusDocument]:
        for number, head in self.heads.items():
            document = self._services.catalogue.document(head.document_id, ANYONE)
            text = document.text if document is not None else ""
            yield CorpusDocument(document_id=number, title=head.title, text=text)


@contextmanager
def needs_library(data: Path | None, *, home: Path | None, kept: Path) -> Iterator[NeedsLibrary]:
    """Open the library in `home` as it is; else the one in the folder `kept`, which is made where it is not there yet."""
    if home is None:
        assert data is not None
        home = make_library(SAMPLES_AND_PATENTS, data, kept)
    services = open_services(Settings(home=home), doing="needs_library", note=tell)
    try:
        yield NeedsLibrary(services)
    finally:
        services.close()


def number_of(head: DocumentHead) -> str:
    return (head.record.publication_number or "") if isinstance(head.record, PatentRecord) else ""
