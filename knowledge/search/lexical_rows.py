"""Rows of the lexical index: a passage or a document with its terms in; where it belongs, when it is found again, out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from knowledge.search.facets import Facets, language_tag
from knowledge.search.lexical_fields import Fields
from knowledge.search.lexical_store import Column
from knowledge.types import DocumentHead, Kind, Language

_REMEMBERED = 16_384  # rows of an index, about half a kilobyte each
_LANGUAGES = {
    language.value: language for language in Language
}  # looked up per row: faster than the enum call
_KINDS = {kind.value: kind for kind in Kind}


@dataclass(frozen=True, slots=True, kw_only=True)
class LexicalHit:
    passage_id: str  # empty where the hit is a whole document
    document_id: str
    language: Language
    kind: Kind
    score: float = 0.0  # BM25, summed over the fields; 0 where it only tells the place

    def scored(self, score: float) -> LexicalHit:
        """Return the same with a score."""
        return LexicalHit(
            passage_id=self.passage_id,
            document_id=self.document_id,
            language=self.language,
            kind=self.kind,
            score=score,
        )


class Rows:
    """The rows that a searcher sees, remembered as they are read: good passages are found again."""

    def __init__(self, searcher: Any) -> None:
        self._searcher = searcher
        self._at: dict[tuple[int, int], LexicalHit] = {}
        self._named: dict[str, LexicalHit] = {}

    def at(self, address: Any) -> LexicalHit:
        """Return where the row at an address of the searcher belongs."""
        key = (address.segment_ord, address.doc)
        known = self._at.get(key)
        if known is None:
            if len(self._at) >= _REMEMBERED:
                self._at.clear()
                self._named.clear()
            known = self._at[key] = _read(self._searcher.doc(address))
            self._named[known.passage_id] = known
        return known

    def named(self, passage_id: str) -> LexicalHit | None:
        """Return where a passage belongs; None where its row was not read yet."""
        return self._named.get(passage_id)


def row_of(
    head: DocumentHead, language: Language, fields: Fields, facets: Facets, *, passage_id: str = ""
) -> Any:
    """Return the row of a passage, or of the whole document, as it is written."""
    import tantivy

    row = tantivy.Document()
    if passage_id:
        row.add_text(Column.PASSAGE, passage_id)
    row.add_text(Column.DOCUMENT, head.document_id)
    row.add_text(Column.KIND, head.kind)
    row.add_text(Column.REFERENCE, "\t".join((passage_id, head.document_id, language, head.kind)))
    row.add_text(Column.TAGS, " ".join((language_tag(language), *facets.tags)))
    for column, day in facets.days:
        row.add_integer(column, day)
    for field, terms in fields:
        row.add_text(field, terms)
    return row


def _read(row: Any) -> LexicalHit:
    passage_id, document_id, language, kind = row[Column.REFERENCE][0].split("\t")
    return LexicalHit(
        passage_id=passage_id, document_id=document_id, language=_LANGUAGES[language], kind=_KINDS[kind]
    )
