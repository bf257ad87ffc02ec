"""What a version of the library calls its patents, their owners and its rules."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.understanding.owners import OwnerIndex
from assistant.understanding.rule_names import RuleIndex
from assistant.understanding.titles import TitleIndex
from knowledge.protocols import Catalogue
from knowledge.types import Kind, PatentRecord, Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    version: int
    titles: TitleIndex
    owners: OwnerIndex
    rules: RuleIndex
    of_owner: dict[str, tuple[str, ...]]  # an owner's names → its patents

    @classmethod
    def read(cls, catalogue: Catalogue, reader: Reader, version: int) -> Names:
        """Read the names of what a reader may see."""
        patents = catalogue.heads(reader, kinds=(Kind.PATENT,))
        held: dict[str, tuple[str, ...]] = {}
        for head in patents:
            if isinstance(head.record, PatentRecord):
                for name in {name.text for owner in head.record.owners for name in owner.names}:
                    held[name] = (*held.get(name, ()), head.document_id)
        return cls(
            version=version,
            titles=TitleIndex(patents),
            owners=OwnerIndex(patents),
            rules=RuleIndex(
                lambda: catalogue.heads(reader, kinds=(Kind.POLICY,)),
                lambda document_id: catalogue.document_passages(document_id, reader),
            ),
            of_owner=held,
        )
