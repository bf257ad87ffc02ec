"""Indexes and an embedder that live in small files: they pass the contract suites of the real ones."""

from __future__ import annotations

import hashlib
import json
import os
import signal
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from library_builders import entry

from knowledge.catalogue import PreparedEntry
from knowledge.catalogue.rowmaps import prepared
from knowledge.errors import ReadError
from knowledge.finding import FoundFile
from knowledge.protocols import ReadDocument, Section, Vectors
from knowledge.readers.parts import Part
from knowledge.types import Audience, DocumentHead, Kind, Language, Passage, PassageKind


class FakeLexical:
    """Passage id → (audience, document id), written to one file at each apply."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "lexical.json"
        folder.mkdir(parents=True, exist_ok=True)
        self._upto = 0
        self.rows: dict[str, tuple[str, str]] = {}
        if self._file.exists():
            self._upto, rows = json.loads(self._file.read_text())
            self.rows = {name: (audience, document) for name, (audience, document) in rows.items()}

    def applied(self) -> int:
        return self._upto

    def apply(self, add: Iterable[tuple[DocumentHead, Passage]], remove: Iterable[str], *, upto: int) -> None:
        gone = set(remove)
        rows = {name: row for name, row in self.rows.items() if row[1] not in gone}
        rows |= {passage.passage_id: (head.audience.value, head.document_id) for head, passage in add}
        self._file.write_text(json.dumps([upto, rows]))
        self.rows, self._upto = rows, upto

    def count(self, audience: Audience) -> int:
        return sum(held == audience for held, _ in self.rows.values())

    def document_ids(self, audience: Audience) -> frozenset[str]:
        return frozenset(document for held, document in self.rows.values() if held == audience)

    def clear(self) -> None:
        self.rows, self._upto = {}, 0
        self._file.unlink(missing_ok=True)

    def close(self) -> None:
        pass


class FakeDense:
    """All vectors in one file per audience and kind."""

    def __init__(self, folder: Path, embedder_id: str) -> None:
        self._folder = folder
        self.embedder_id = embedder_id
        self.added: list[str] = []  # in the order they came

    def add(self, audience: Audience, kind: Kind, ids: Sequence[str], vectors: Vectors) -> None:
        rows = self._rows(audience, kind)
        for name, vector in zip(ids, vectors, strict=True):
            rows.setdefault(name, vector.tolist())
            self.added.append(name)
        self._write(audience, kind, rows)

    def remove(self, audience: Audience, kind: Kind, ids: Sequence[str]) -> None:
        rows = self._rows(audience, kind)
        for name in ids:
            rows.pop(name, None)
        self._write(audience, kind, rows)

    def passage_ids(self, audience: Audience, kind: Kind) -> frozenset[str]:
        return frozenset(self._rows(audience, kind))

    def search(
        self, audience: Audience, kind: Kind, vector: Vectors, k: int, ids: Sequence[str] | None = None
    ) -> tuple[tuple[str, float], ...]:
        rows = self._rows(audience, kind)
        scored = [
            (name, float(np.dot(row, vector))) for name, row in rows.items() if ids is None or name in ids
        ]
        return tuple(sorted(scored, key=lambda pair: -pair[1])[:k])

    def vectors(self, audience: Audience, kind: Kind, ids: Sequence[str]) -> dict[str, Vectors]:
        rows = self._rows(audience, kind)
        return {name: np.asarray(rows[name], dtype=np.float32) for name in ids if name in rows}

    def clear(self) -> None:
        for path in self._folder.glob("*.json"):
            path.unlink()

    def close(self) -> None:
        pass

    def _rows(self, audience: Audience, kind: Kind) -> dict[str, Any]:
        path = self._folder / f"{audience}-{kind}.json"
        return dict(json.loads(path.read_text())) if path.exists() else {}

    def _write(self, audience: Audience, kind: Kind, rows: dict[str, Any]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / f"{audience}-{kind}.json").write_text(json.dumps(rows))


class FakeEmbedder:
    """A unit vector out of the text's hash; counts what it was asked."""

    dimensions = 8
    languages = frozenset(Language)

    def __init__(self, embedder_id: str = "fake@1") -> None:
        self.embedder_id = embedder_id
        self.embedded: list[str] = []

    def fits(self, text: str, language: Language) -> bool:
        return len(text) <= 2_000

    def embed_passages(self, texts: Sequence[str], languages: Sequence[Language]) -> Vectors:
        self.embedded.extend(texts)
        return np.stack(
            [self.embed_query(text, language) for text, language in zip(texts, languages, strict=True)]
        )

    def embed_query(self, text: str, language: Language) -> Vectors:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
        vector = np.random.default_rng(seed).normal(size=self.dimensions)
        return (vector / np.linalg.norm(vector)).astype(np.float32)


class Characters:
    """Counts a token per character: never too few."""

    def count(self, text: str) -> int:
        return len(text)


def english_only(head: DocumentHead, passage: Passage) -> bool:
    return passage.language is Language.EN


def read_lines(path: Path, columns: Path | None = None) -> Iterator[ReadDocument]:
    """Read a document per block between blank lines, a section per line; `!code` is a file that is broken."""
    for number, block in enumerate(path.read_text(encoding="utf-8").split("\n\n")):
        if block.startswith("!"):
            raise ReadError(block[1:].strip(), file=str(path), page=number)
        if block.startswith("?"):
            raise KeyError("a reader's own mistake")
        language = Language.EN if block.isascii() else Language.ZH
        sections, start = [], 0
        for line in block.split("\n"):
            end = start + len(line)
            sections.append(
                Section(kind=PassageKind.ARTICLE, label="§", start=start, end=end, language=language)
            )
            start = end + 1
        audience = Audience.INTERNAL if block.startswith("internal") else None
        yield ReadDocument(
            kind=Kind.OTHER,
            language=language,
            title=block.split("\n")[0],
            text=block,
            sections=tuple(sections),
            audience=audience,
        )


class KilledByOneFile:
    """A parser for worker processes: dies, as a broken reader might, on any file whose name says so."""

    def prepare(self, file: FoundFile) -> Iterator[PreparedEntry]:
        if "kill" in file.shown:
            os.kill(os.getpid(), signal.SIGKILL)
        if "bad" in file.shown:
            raise ReadError("damaged", file=file.shown, page=3)
        yield prepared(entry(file.shown))

    def prepare_part(self, file: FoundFile, part: Part) -> Iterator[PreparedEntry]:
        yield from self.prepare(replace(file, shown=part.content.decode()))
