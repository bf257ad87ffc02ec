"""What stands in the way of a licence, by a patent's record alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from library_builders import entry, patent

from assistant.composing.patent_file import PatentDesk
from assistant.matching.gates import gates
from assistant.matching.types import Gate, GateKind, Terms
from assistant.phrases import phrases
from assistant.types import Intent, Plan
from knowledge.memory_catalogue import MemoryCatalogue
from knowledge.types import ANYONE, Kind, Language

DAY = date(2026, 11, 24)


def gates_of(published: date, jurisdiction: str) -> tuple[Gate, ...]:
    record = replace(
        patent("WO1995021279A1"), jurisdiction=jurisdiction, filing_date=None, publication_date=published
    )
    held = entry("A drying cabinet", record)
    catalogue = MemoryCatalogue()
    catalogue.add(held.document, list(held.passages))
    plan = Plan(
        intent=Intent.TECHNOLOGY_SEARCH,
        language=Language.EN,
        search_text="",
        kinds=(Kind.PATENT,),
        as_of=DAY,
    )
    (file,) = PatentDesk(catalogue, ANYONE, plan).open((held.document.document_id,))
    return gates(file, Terms(), phrases(Language.EN))


@pytest.mark.parametrize(
    ("published", "is_over"),
    [(date(1995, 8, 10), True), (date(1997, 1, 2), False), (date(2021, 1, 2), False)],
)
def test_an_old_international_application_leads_to_nothing(published: date, is_over: bool) -> None:
    found = gates_of(published, "WO")
    over = [gate for gate in found if gate.kind is GateKind.NOT_IN_FORCE]
    assert bool(over) == is_over
    assert all(gate.blocks for gate in over)
    assert found  # nothing tells of what came of it
