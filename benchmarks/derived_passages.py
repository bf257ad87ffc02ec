"""Any number of passages out of some thousand real ones: texts mixed of neighbours' clauses, vectors mixed alike.

Random vectors lie equally far from each other, which no library's do: recall measured on them says nothing. Here each
new passage stands between a real one and one of its nearest neighbours: its clauses come from both, some words are
exchanged, and its vector is the same mixture plus a little noise. The same seed gives the same passages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from knowledge.protocols import Vectors
from knowledge.sentences import clause_spans
from knowledge.splitting import passage_id
from knowledge.types import (
    Audience,
    Document,
    Kind,
    Language,
    LocalText,
    Party,
    Passage,
    PassageKind,
    PatentRecord,
    PatentType,
    PolicyRecord,
)

PER_DOCUMENT = 8
_NEIGHBOURS = 8
_NOISE = 0.15  # length of the noise beside a vector of length 1
_EXCHANGED = 0.05  # of the words
_WORD = re.compile(r"[A-Za-z]{3,}|[\u4e00-\u9fff]{2}")
_BLOCK = 1_024


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a real patent's record gives to those that are derived from it."""

    ipc: tuple[str, ...]
    owners: tuple[str, ...]
    jurisdiction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Real passages of one language with their vectors; patents where there are facts, rules where not."""

    language: Language
    texts: tuple[str, ...]
    titles: tuple[str, ...]
    vectors: Vectors
    facts: tuple[Facts, ...]
    near: Any  # (passages, neighbours): rows of the nearest others

    @property
    def kind(self) -> Kind:
        return Kind.PATENT if self.facts else Kind.POLICY


def neighbours(vectors: Vectors) -> Any:
    """Return for each row the rows of its nearest others, nearest first."""
    blocks = []
    for start in range(0, len(vectors), _BLOCK):
        cosines = vectors[start : start + _BLOCK] @ vectors.T
        own = np.arange(len(cosines))
        cosines[own, start + own] = -1
        best = np.argpartition(-cosines, _NEIGHBOURS, axis=1)[:, :_NEIGHBOURS]
        order = np.argsort(-np.take_along_axis(cosines, best, axis=1), axis=1)
        blocks.append(np.take_along_axis(best, order, axis=1))
    return np.concatenate(blocks)


def derive(
    shelves: Sequence[Shelf], passages: int, seed: int
) -> Iterator[tuple[Document, tuple[Passage, ...], Vectors]]:
    """Yield documents of eight passages with their vectors, the shelves in turn, until there are so many passages."""
    for number in range(-(-passages // PER_DOCUMENT)):
        random = np.random.default_rng([seed, number])
        shelf = shelves[number % len(shelves)]
        count = min(PER_DOCUMENT, passages - number * PER_DOCUMENT)
        theme = int(random.integers(len(shelf.texts)))
        mixed = [_mixed(shelf, theme, random) for _ in range(count)]
        document, cut = _document(shelf, number, theme, [text for text, _ in mixed], random)
        yield document, cut, np.stack([vector for _, vector in mixed])


def _mixed(shelf: Shelf, theme: int, random: np.random.Generator) -> tuple[str, Vectors]:
    one = int(random.choice(shelf.near[theme]))
    other = int(random.choice(shelf.near[one]))
    share = float(random.uniform(0.5, 1.0))
    vector = share * shelf.vectors[one] + (1 - share) * shelf.vectors[other]
    vector = vector / np.linalg.norm(vector)
    vector = vector + random.normal(size=vector.shape) * _NOISE / np.sqrt(len(vector))
    text = _mixed_text(shelf.texts[one], shelf.texts[other], share, random)
    return text, np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def _mixed_text(one: str, other: str, share: float, random: np.random.Generator) -> str:
    """Take clauses of both in a new order, then put words of the other in the place of some."""
    own, foreign = _clauses(one), _clauses(other)
    kept = [clause for clause in own if random.random() < share] or own
    taken = [clause for clause in foreign if random.random() > share]
    clauses = [*kept, *taken][: len(own) + 1]
    random.shuffle(clauses)
    words = _WORD.findall(other) or [""]

    def exchange(match: re.Match[str]) -> str:
        return str(random.choice(words)) if random.random() < _EXCHANGED else match[0]

    return _WORD.sub(exchange, " ".join(clauses))


def _clauses(text: str) -> list[str]:
    return [clause for start, end in clause_spans(text) if (clause := text[start:end].strip())]


def _document(
    shelf: Shelf, number: int, theme: int, texts: Sequence[str], random: np.random.Generator
) -> tuple[Document, tuple[Passage, ...]]:
    name = f"derived-{number:08}"
    title = shelf.titles[theme]
    day = date(1995, 1, 1) + timedelta(days=int(random.integers(11_000)))
    document = Document(
        document_id=name,
        kind=shelf.kind,
        audience=Audience.PUBLIC,
        language=shelf.language,
        title=title,
        record=_patent(shelf, number, theme, day) if shelf.facts else _policy(shelf, number, title, day),
        source=name,
        text="\n".join(texts),
    )
    passages, start = [], 0
    for ordinal, text in enumerate(texts):
        end = start + len(text)
        passages.append(
            Passage(
                passage_id=passage_id(name, start, end, text),
                document_id=name,
                ordinal=ordinal,
                kind=PassageKind.PARAGRAPH,
                label="",
                language=shelf.language,
                start=start,
                end=end,
                text=text,
            )
        )
        start = end + 1
    return document, tuple(passages)


def _patent(shelf: Shelf, number: int, theme: int, day: date) -> PatentRecord:
    facts = shelf.facts[theme]
    return PatentRecord(
        jurisdiction=facts.jurisdiction,
        titles=(LocalText(language=shelf.language, text=shelf.titles[theme]),),
        publication_number=f"{facts.jurisdiction}{number:07}A1",
        patent_type=PatentType.INVENTION,
        owners=tuple(
            Party(names=(LocalText(language=shelf.language, text=owner),)) for owner in facts.owners
        ),
        ipc=facts.ipc,
        filing_date=day,
        publication_date=day + timedelta(days=548),
    )


def _policy(shelf: Shelf, number: int, title: str, day: date) -> PolicyRecord:
    name = f"CN-DERIVED-{number:08}"
    return PolicyRecord(
        policy_id=name,
        lineage=name,
        title=title,
        jurisdiction="CN",
        date_issued=day,
        effective_from=day + timedelta(days=30),
        effective_to=day + timedelta(days=3_650) if number % 4 == 1 else None,
    )
