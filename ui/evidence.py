"""What stands behind a citation: a stored answer and a marker in, the passage with its marked range out.

Passages are read from the catalogue as the visitor at the moment of opening, never from the stored answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.citations import Source as Quotable
from assistant.citations import cite
from assistant.types import Answer, Citation
from knowledge.errors import NotFoundError
from knowledge.lazy_patterns import lazy_pattern
from knowledge.protocols import Catalogue
from knowledge.types import DocumentHead, Language, Passage, PatentRecord, Reader, text_in

_MARKER = lazy_pattern(r"(n?)([1-9]\d{0,3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One line of the evidence list: a citation, or (with an `n` before its number) a nearest passage of a refusal."""

    marker: str
    citation: Citation

    @property
    def is_nearest(self) -> bool:
        return self.marker.startswith("n")

    @property
    def number(self) -> str:
        """Return what stands in the source's box: a citation's number, a letter for a nearest passage."""
        return (
            "abcdefghijklmnopqrstuvwxyz"[(self.citation.marker - 1) % 26] if self.is_nearest else self.marker
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A source with its passage. `mark` is the quote's range in the passage, None where it stands there no more.

    `printed`: its pages can be shown as they were printed.
    """

    source: Source
    head: DocumentHead
    passage: Passage
    mark: tuple[int, int] | None
    printed: bool = False


def sources_of(answer: Answer, catalogue: Catalogue, reader: Reader) -> tuple[Source, ...]:
    """Return the answer's citations in order, then a refusal's nearest passages, as far as the reader may see them."""
    found = []
    for citation in answer.citations:
        head = catalogue.head(citation.document_id, reader)
        if head is not None:
            titled = replace(citation, title=title_in(head, answer.language) or citation.title)
            found.append(Source(marker=str(citation.marker), citation=titled))
    for number, hit in enumerate(answer.nearest, start=1):
        head = catalogue.head(hit.document.document_id, reader)
        if head is not None:
            found.append(
                Source(
                    marker=f"n{number}",
                    citation=cite(Quotable(passage=hit.passage, document=head), 0, 0, marker=number),
                )
            )
    return tuple(found)


def title_in(head: DocumentHead, language: Language) -> str:
    """Return a patent's title in a language where its record has one, else the document's title."""
    if isinstance(head.record, PatentRecord):
        return text_in(head.record.titles, language) or head.title
    return head.title


def open_source(answer: Answer, marker: str, catalogue: Catalogue, reader: Reader) -> Opened:
    """Open one source. Raises NotFoundError where there is none by that marker that this reader may see."""
    match = _MARKER.fullmatch(marker)
    source = (
        next((s for s in sources_of(answer, catalogue, reader) if s.marker == marker), None)
        if match
        else None
    )
    if source is None:
        raise NotFoundError(name=marker)
    citation = source.citation
    head = catalogue.head(citation.document_id, reader)
    passages = catalogue.passages([citation.passage_id], reader)
    if head is None or not passages or passages[0].document_id != citation.document_id:
        raise NotFoundError(name=marker)
    return Opened(source=source, head=head, passage=passages[0], mark=quote_range(passages[0], citation))


def quote_range(passage: Passage, citation: Citation) -> tuple[int, int] | None:
    """Return where the quote stands in the passage's text: at its offsets, else wherever it stands verbatim."""
    quote = citation.quote
    if not quote:
        return None
    start = citation.start - passage.start
    if start >= 0 and passage.text[start : start + len(quote)] == quote:
        return start, start + len(quote)
    found = passage.text.find(quote)
    return (found, found + len(quote)) if found >= 0 else None
