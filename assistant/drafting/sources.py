"""How a source is named in the appendix of a draft: a citation in; its title, number and place, and what to know of it, out."""

from __future__ import annotations

from assistant.phrases import Phrases
from assistant.types import Citation
from knowledge.types import TextType


def source_head(citation: Citation) -> str:
    """Name the document by title and number, and the place in it."""
    number = citation.publication_number or citation.document_number or ""
    return " · ".join(part for part in (citation.title, number, citation.label) if part)


def source_notes(citation: Citation, say: Phrases) -> tuple[str, ...]:
    """Say what a reader has to know of a source: its page, that it is a digest, that it is invented."""
    notes = []
    if citation.page:
        notes.append(say.say("document.page_of_source", page=citation.page))
    if citation.text_type is TextType.DIGEST:
        notes.append(say.say("document.digest"))
    if citation.synthetic:
        notes.append(say.say("document.synthetic"))
    return tuple(notes)
