"""Test sets: BEIR-like folders in, documents, judged queries and what never counts as found out."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.errors import UsageError

Qrels = Mapping[str, Mapping[str, int]]  # query → document → relevance


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusDocument:
    document_id: str
    title: str
    text: str

    @property
    def whole(self) -> str:
        return f"{self.title}\n{self.text}" if self.title and self.text else self.title or self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    documents: tuple[CorpusDocument, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievalSet:
    """One folder: documents, queries, judgements, and the pairs (own id, family) that never count as found."""

    name: str
    corpus: Corpus
    queries: tuple[tuple[str, str], ...]  # id, text; judged ones only
    qrels: Qrels
    barred: Mapping[str, frozenset[str]]  # query → documents that are the query itself or of its family

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(text for _, text in self.queries)


def read_test_set(folder: Path) -> RetrievalSet:
    """Read corpus.jsonl, queries.jsonl (plain or .gz), qrels.tsv or qrels/test.tsv, and family_pairs.tsv if there is one.

    Judgements are (query, document, relevance), with or without a heading, or TREC's four columns. A query counts
    when a document other than itself and its family is judged relevant. Raises UsageError for what is no test set.
    """
    documents = tuple(
        CorpusDocument(
            document_id=_id(row), title=str(row.get("title") or ""), text=str(row.get("text") or "")
        )
        for row in _rows(folder, "corpus")
    )
    qrels = _read_qrels(folder)
    texts = {_id(row): str(row.get("text") or "") for row in _rows(folder, "queries")}
    barred = _read_barred(folder, tuple(texts))
    kept = {
        query_id: counted
        for query_id, judged in qrels.items()
        if query_id in texts and (counted := _counted(judged, barred[query_id]))
    }
    if not kept:
        raise UsageError("not_a_test_set", folder=str(folder), missing="qrels.tsv")
    return RetrievalSet(
        name=folder.resolve().name,
        corpus=Corpus(documents=documents),
        queries=tuple((query_id, text) for query_id, text in texts.items() if query_id in kept),
        qrels=kept,
        barred={query_id: barred[query_id] for query_id in kept},
    )


def _counted(judged: Mapping[str, int], barred: frozenset[str]) -> Mapping[str, int]:
    """Return the judgements without barred documents; nothing where no relevant one is left."""
    left = {document_id: grade for document_id, grade in judged.items() if document_id not in barred}
    return left if any(grade > 0 for grade in left.values()) else {}


def _id(row: Mapping[str, Any]) -> str:
    return str(row["id"] if "id" in row else row["_id"])


def _rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    path = _one_of(folder, f"{name}.jsonl.gz", f"{name}.jsonl")
    for line in _lines(path):
        if line.strip():
            try:
                row = json.loads(line)
                _id(row)
            except (ValueError, KeyError, TypeError) as error:
                raise UsageError("not_a_test_set", folder=str(folder), missing=path.name) from error
            yield row


def _read_qrels(folder: Path) -> dict[str, dict[str, int]]:
    path = _one_of(folder, "qrels.tsv", "qrels.tsv.gz", "qrels/test.tsv", "qrels/test.tsv.gz")
    qrels: dict[str, dict[str, int]] = {}
    for line in _lines(path):
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) == 4:  # query, iteration, document, relevance (TREC)
            del cells[1]
        if len(cells) == 3 and cells[2].lstrip("-").isdigit():
            qrels.setdefault(cells[0], {})[cells[1]] = int(cells[2])
    return qrels


def _read_barred(folder: Path, query_ids: Sequence[str]) -> dict[str, frozenset[str]]:
    pairs: dict[str, set[str]] = {query_id: {query_id} for query_id in query_ids}
    for name in ("family_pairs.tsv", "family_pairs.tsv.gz"):
        if (folder / name).is_file():
            for line in _lines(folder / name):
                one, *others = [cell.strip() for cell in line.split("\t")]
                for other in others:
                    pairs.setdefault(one, {one}).add(other)
                    pairs.setdefault(other, {other}).add(one)
    return {query_id: frozenset(pairs[query_id]) for query_id in query_ids}


def _one_of(folder: Path, *names: str) -> Path:
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise UsageError("not_a_test_set", folder=str(folder), missing=" / ".join(names[-2:]))


def _lines(path: Path) -> Iterator[str]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, mode="rt", encoding="utf-8-sig") as lines:
        for line in lines:
            yield line.rstrip("\r\n")
