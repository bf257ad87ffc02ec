"""Small test sets in folders, and an embedder that knows texts by their words and counts what it was given."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from library_fakes import Characters

from knowledge.analysis import terms
from knowledge.bridge import DictionaryBridge
from knowledge.evaluation.systems import Parts
from knowledge.protocols import Vectors
from knowledge.types import Language


class WordsEmbedder:
    """Implements Embedder: a text's vector is the sum of its terms' places; Han characters mean nothing to it."""

    dimensions = 64
    embedder_id = "words"
    languages = frozenset({Language.EN})

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def fits(self, text: str, language: Language) -> bool:
        return True

    def embed_passages(self, texts: Sequence[str], languages: Sequence[Language]) -> Vectors:
        self.embedded.extend(texts)
        return np.stack([self.embed_query(text, Language.EN) for text in texts])

    def embed_query(self, text: str, language: Language) -> Vectors:
        vector = np.zeros(self.dimensions, dtype=np.float32)
        vector[0] = 1e-3
        for term in terms(text, Language.EN):
            if term.isascii():
                vector[zlib.crc32(term.encode()) % self.dimensions] += 1
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


@cache
def dictionary() -> DictionaryBridge:
    return DictionaryBridge()


def parts(embedder: WordsEmbedder | None = None) -> Parts:
    return Parts(bridge=dictionary(), embedder=embedder or WordsEmbedder(), counter=Characters())


def write_set(
    folder: Path,
    corpus: Mapping[str, str],
    queries: Mapping[str, str],
    relevant: Mapping[str, Sequence[str]],
    *,
    pairs: Sequence[tuple[str, str]] = (),
    compressed: bool = False,
    qrels: str = "qrels.tsv",
    head: str = "",
    id_name: str = "id",
) -> Path:
    """Write a BEIR-like folder of one of the shapes that are around."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("corpus", corpus), ("queries", queries)):
        text = "".join(
            json.dumps({id_name: key, "text": value}, ensure_ascii=False) + "\n"
            for key, value in rows.items()
        )
        if compressed:
            (folder / f"{name}.jsonl.gz").write_bytes(gzip.compress(text.encode()))
        else:
            (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    (folder / qrels).parent.mkdir(exist_ok=True)
    lines = [f"{query}\t{document}\t1" for query, found in relevant.items() for document in found]
    (folder / qrels).write_text("\n".join([head, *lines] if head else lines) + "\n", encoding="utf-8")
    if pairs:
        (folder / "family_pairs.tsv").write_text("".join(f"{one}\t{other}\n" for one, other in pairs))
    return folder
