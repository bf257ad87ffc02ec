"""Who may do something, and of what: a reader, a role and a document's id in; an error where not."""

from __future__ import annotations

from knowledge.errors import AccessError, NotFoundError
from knowledge.protocols import Catalogue
from knowledge.types import ANYONE, DocumentHead, Kind, Reader, Role


def require(reader: Reader, role: Role) -> None:
    """Raise AccessError(sign_in_needed, not_allowed) where a reader does not hold a role."""
    if not reader.user:
        raise AccessError("sign_in_needed")
    if not reader.holds(role):
        raise AccessError("not_allowed", role=str(role))


def public_patent(catalogue: Catalogue, document_id: str) -> DocumentHead:
    """Return the head of a patent that anyone may see. Raises NotFoundError, also for what is internal."""
    heads = catalogue.heads(ANYONE, kinds=(Kind.PATENT,), ids=(document_id,))
    if not heads:
        raise NotFoundError(name=document_id)
    return heads[0]
