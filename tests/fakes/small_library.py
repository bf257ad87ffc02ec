"""A library in memory: some of the sample patents and policies, found by the terms they share with a query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cache

from knowledge.analysis import terms
from knowledge.bridge import DictionaryBridge
from knowledge.memory_catalogue import MemoryCatalogue
from knowledge.parsing import Parser
from knowledge.samples_library import sample_files
from knowledge.types import ANYONE, Audience, Hit, Kind, Language, Query, Reader, Role

DAY = date(2026, 11, 24)
OFFICER = Reader(user="o", role=Role.OFFICER)
_FILES = (
    "patents/agriculture.json", "patents/battery.json", "patents/sensors.json", "patents/materials.json", "policies/CN-PL-2020.zh.md",
    "policies/CN-PL-2020.en.md", "policies/CN-IR-2023.zh.md", "policies/CN-IR-2023.en.md",
)  # fmt: skip


class Characters:
    """Counts three tokens for four characters."""

    def count(self, text: str) -> int:
        return len(text) * 3 // 4 + 1


@cache
def small_library() -> MemoryCatalogue:
    """Return the library, read once."""
    catalogue = MemoryCatalogue()
    parser = Parser(
        audience=Audience.PUBLIC, loaded_on=DAY, counter=Characters(), fits=lambda text, language: True, sample=True
    )  # fmt: skip
    with sample_files() as files:
        for file in files:
            if file.source in _FILES:
                for entry in parser.parse(file):
                    catalogue.add(entry.document, entry.passages)
    return catalogue


@cache
def bridge() -> DictionaryBridge:
    return DictionaryBridge()


class TermRetriever:
    """Implements Retriever: the share of the query's terms that a passage and its title hold."""

    def __init__(self, catalogue: MemoryCatalogue) -> None:
        self._rows = [
            (head, passage, frozenset(bridge().terms(f"{head.title} {passage.text}", passage.language)), frozenset(terms(f"{head.title} {passage.text}", passage.language)))
            for head in catalogue.heads(OFFICER)
            for passage in catalogue.document_passages(head.document_id, OFFICER)
        ]  # fmt: skip

    def search(self, query: Query) -> tuple[Hit, ...]:
        own = frozenset(terms(query.text, Language.ZH)) | frozenset(terms(query.text, Language.EN))
        across = frozenset(bridge().terms(query.text, Language.ZH))
        spread = Counter(t for *_, pivot, direct in self._rows for t in pivot | direct)
        found = []
        for head, passage, pivot, direct in self._rows:
            if head.audience not in query.audiences or head.kind not in query.kinds:
                continue
            if query.document_ids is not None and head.document_id not in query.document_ids:
                continue
            share = max(_share(own, direct, spread), _share(across, pivot, spread))
            if share:
                found.append((share, head, passage))
        found.sort(key=lambda row: (-row[0], row[2].passage_id))
        return tuple(
            Hit(rank=rank, score=share, coverage=share, passage=passage, document=head)
            for rank, (share, head, passage) in enumerate(found[: query.k], start=1)
        )


def _share(wanted: frozenset[str], held: frozenset[str], spread: Counter[str]) -> float:
    def weight(found: Sequence[str] | frozenset[str]) -> float:
        return sum(1 / (1 + spread[t]) ** 0.5 for t in found)

    return weight(wanted & held) / weight(wanted) if wanted else 0.0


def internal_figures() -> tuple[str, ...]:
    """Return the fee floors of the library, as one writes them."""
    heads = small_library().heads(OFFICER, kinds=(Kind.PATENT,))
    floors = [h.record.internal.fee_floor for h in heads if getattr(h.record, "internal", None)]  # type: ignore[union-attr]
    return tuple(form for f in floors if f for form in (f"{f.amount:,}", f"{f.amount:f}"))


def document_id(number: str) -> str:
    """Return the public document of a patent."""
    found = small_library().by_key([f"pub:{number}"], ANYONE)
    return next(d for ids in found.values() for d in ids)
