"""Test sets: BEIR-like folders in, documents, judged queries and what never counts as found out."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.errors import UsageError

_QRELS = ("qrels.tsv", "qrels.tsv.gz", "qrels.txt", "qrels/test.tsv", "qrels/test.tsv.gz")

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
    """Read corpus.jsonl, queries.jsonl, the judgements, and family_pairs.tsv if there is one; each plain or .gz.

    Judgements stand in qrels.tsv, qrels.txt or qrels/test.tsv: (query, document, relevance) with or without a heading, or
    TREC's four columns, between tabs or spaces. Of documents with one id the first stands. A query counts when a document
    other than itself and its family is judged relevant. Raises UsageError for what is no test set, with file and line.
    """
    documents: dict[str, CorpusDocument] = {}
    for row in _rows(folder, "corpus"):
        document = CorpusDocument(document_id=row.id, title=row.text("title"), text=row.text("text"))
        documents.setdefault(row.id, document)
    texts = {row.id: row.text("text") for row in _rows(folder, "queries")}
    path = _one_of(folder, *_QRELS)
    qrels = _read_qrels(path)
    barred = _read_barred(folder, tuple(texts))
    kept = {
        query_id: counted
        for query_id, judged in qrels.items()
        if query_id in texts and (counted := _counted(judged, barred[query_id]))
    }
    if not kept:
        raise _malformed(path, "a relevant document of any query")
    return RetrievalSet(
        name=folder.resolve().name,
        corpus=Corpus(documents=tuple(documents.values())),
        queries=tuple((query_id, text) for query_id, text in texts.items() if query_id in kept),
        qrels=kept,
        barred={query_id: barred[query_id] for query_id in kept},
    )


def _counted(judged: Mapping[str, int], barred: frozenset[str]) -> Mapping[str, int]:
    """Return the judgements without barred documents; nothing where no relevant one is left."""
    left = {document_id: grade for document_id, grade in judged.items() if document_id not in barred}
    return left if any(grade > 0 for grade in left.values()) else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    id: str
    cells: Mapping[str, Any]

    def text(self, name: str) -> str:
        return str(self.cells.get(name) or "")


def _rows(folder: Path, name: str) -> Iterator[_Row]:
    path = _one_of(folder, f"{name}.jsonl", f"{name}.jsonl.gz")
    for number, line in _lines(path):
        try:
            row = json.loads(line)
            yield _Row(id=str(row["id"] if "id" in row else row["_id"]), cells=row)
        except (ValueError, KeyError, TypeError) as error:
            raise _malformed(path, '{"id": …, "text": …}', number) from error


def _read_qrels(path: Path) -> dict[str, dict[str, int]]:
    qrels: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        cells = [cell.strip() for cell in (line.split("\t") if "\t" in line else line.split())]
        if len(cells) == 4:  # query, iteration, document, relevance (TREC)
            del cells[1]
        grade = _grade(cells[2]) if len(cells) == 3 else None
        if grade is not None:
            qrels.setdefault(cells[0], {})[cells[1]] = grade
        elif number > 1 or len(cells) != 3:  # the first line may be a heading
            raise _malformed(path, "query, document, relevance", number)
    return qrels


def _grade(cell: str) -> int | None:
    try:
        return int(float(cell))
    except (ValueError, OverflowError):
        return None


def _read_barred(folder: Path, query_ids: Sequence[str]) -> dict[str, frozenset[str]]:
    pairs: dict[str, set[str]] = {query_id: {query_id} for query_id in query_ids}
    for path in (folder / "family_pairs.tsv", folder / "family_pairs.tsv.gz"):
        for number, line in _lines(path) if path.is_file() else ():
            one, *others = [cell.strip() for cell in line.split("\t")]
            if not others:
                raise _malformed(path, "document, document", number)
            for other in others:
                pairs.setdefault(one, {one}).add(other)
                pairs.setdefault(other, {other}).add(one)
    return {query_id: frozenset(pairs[query_id]) for query_id in query_ids}


def _one_of(folder: Path, *names: str) -> Path:
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise UsageError("not_a_test_set", folder=str(folder), missing=names[0])


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not empty, with their numbers from 1."""
    opened = gzip.open if path.suffix == ".gz" else open
    number = 0
    try:
        with opened(path, mode="rt", encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise _malformed(path, "UTF-8", number + 1) from error


def _malformed(path: Path, missing: str, line: int | None = None) -> UsageError:
    place = path.name if line is None else f"{path.name}:{line}"
    return UsageError("not_a_test_set", folder=str(path.parent), missing=f"{missing} ({place})")
