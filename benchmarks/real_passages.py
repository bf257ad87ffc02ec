"""Some thousand real passages of the measuring data with their vectors, made once and kept: what growth is derived from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.derived_passages import Facts, Shelf, neighbours
from benchmarks.measuring_data import lines
from knowledge.embedding.minilm import MiniLmEmbedder
from knowledge.protocols import Vectors
from knowledge.sentences import sentence_spans
from knowledge.types import Language

_SETS = {
    Language.EN: ("patsnap_citations_en", "nasa_t2_en", "csprd_zh2en"),
    Language.ZH: ("ncp_policy_zh", "cnipa_quiz_explain_zh", "csprd_en2zh", "stard_zh"),
}
_ASKED = {Language.EN: ("patsnap_citations_en", "nasa_t2_en"), Language.ZH: ("stard_zh", "ncp_policy_zh")}
_CHARACTERS = {Language.EN: 420, Language.ZH: 200}
_SHORTEST = {Language.EN: 80, Language.ZH: 40}
_EMBEDDED = 512  # at once


def real_shelves(data: Path, kept: Path, embedder: MiniLmEmbedder, most: int) -> tuple[Shelf, ...]:
    """Return up to `most` real passages per language; their vectors are kept in a file of folder `kept`."""
    return tuple(_shelf(data / "retrieval", kept, embedder, language, most) for language in _SETS)


def real_queries(data: Path, most: int) -> dict[Language, tuple[str, ...]]:
    """Return queries of the test sets per language, of each set the same number."""
    found: dict[Language, tuple[str, ...]] = {}
    for language, names in _ASKED.items():
        share = most // len(names)
        texts = [_some(lines(data / "retrieval" / name / "queries.jsonl.gz"), share) for name in names]
        found[language] = tuple(text for of_set in texts for text in of_set)
    return found


def _some(rows: Iterator[dict[str, str]], count: int) -> list[str]:
    texts = [row["text"] for row in rows]
    return texts[:: max(1, len(texts) // count)][:count]


def _shelf(sets: Path, kept: Path, embedder: MiniLmEmbedder, language: Language, most: int) -> Shelf:
    pairs = _pairs(sets, language, most)
    texts = tuple(text for _, text in pairs)
    vectors = _vectors(
        kept / f"{language}-{len(texts)}-{embedder.embedder_id}.npy", texts, language, embedder
    )
    return Shelf(
        language=language,
        texts=texts,
        titles=tuple(title for title, _ in pairs),
        vectors=vectors,
        facts=_facts(sets, len(texts)) if language is Language.EN else (),
        near=neighbours(vectors),
    )


def _pairs(sets: Path, language: Language, most: int) -> list[tuple[str, str]]:
    """Return (title, passage) of the sets, all of the small ones and then of the last as many as are wanted."""
    pairs: dict[str, str] = {}
    for name in _SETS[language]:
        for row in lines(sets / name / "corpus.jsonl.gz"):
            title = row.get("title") or row["text"][:40]
            for text in _passages(row["text"], language):
                pairs.setdefault(text, title)
                if len(pairs) == most:
                    return [(title, text) for text, title in pairs.items()]
    return [(title, text) for text, title in pairs.items()]


def _passages(text: str, language: Language) -> Iterator[str]:
    """Cut at sentence ends into passages of about the usual size; scraps are left out."""
    part = ""
    for start, end in sentence_spans(text):
        if part and len(part) + end - start > _CHARACTERS[language]:
            yield part.strip()
            part = ""
        part += text[start:end][: _CHARACTERS[language]]
    if len(part.strip()) >= _SHORTEST[language]:
        yield part.strip()


def _vectors(path: Path, texts: Sequence[str], language: Language, embedder: MiniLmEmbedder) -> Vectors:
    if path.is_file():
        return np.asarray(np.load(path), dtype=np.float32)
    blocks = []
    for start in range(0, len(texts), _EMBEDDED):
        some = texts[start : start + _EMBEDDED]
        blocks.append(embedder.embed_passages(some, [language] * len(some)))
    path.parent.mkdir(parents=True, exist_ok=True)
    np.save(path, np.concatenate(blocks))
    return np.asarray(np.load(path), dtype=np.float32)


def _facts(sets: Path, count: int) -> tuple[Facts, ...]:
    """Return as many facts of real patents, again from the first when they run out."""
    found = [
        Facts(
            ipc=tuple(symbol.strip() for symbol in row["ipc"].split("|") if symbol.strip()),
            owners=tuple(
                name.partition("[IID")[0].strip() for name in row["assignee"].split(" | ") if name.strip()
            ),
            jurisdiction=row["id"][:2] if re.match(r"[A-Z]{2}", row["id"]) else "EP",
        )
        for row in lines(sets / "patsnap_citations_en" / "corpus.jsonl.gz")
    ]
    return tuple(found[at % len(found)] for at in range(count))
