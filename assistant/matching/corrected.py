"""A kept need in; the need taken apart, as its owner corrected it, out. Whoever matches a kept need reads it by this."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from assistant.matching.requirements import read_need, requirement_of
from assistant.matching.types import ReadNeed, Requirement, RequirementKind
from assistant.needs.types import Corrections, Need, Wording
from assistant.understanding import lexicon
from knowledge.instructions import is_instruction_like
from knowledge.types import Language


def read_kept_need(need: Need, *, language: Language | None = None) -> ReadNeed:
    """Take a kept need apart; where its owner corrected how it is read, as corrected."""
    read = read_need(need.wanted, language=language)
    return read if need.corrections is None else corrected(read, need.corrections)


def corrected(read: ReadNeed, corrections: Corrections) -> ReadNeed:
    """Return a need with other requirements and terms. A wording that reads like an instruction is none of them."""
    own = {(one.text, one.excluded): one for one in read.requirements}
    orders = [one.text for one in corrections.requirements if _is_order(one.text)]
    return replace(
        read,
        requirements=tuple(_numbered(_worded(one, own.get((one.text, one.excluded))) for one in corrections.requirements if one.text not in orders)),
        terms=replace(
            read.terms,
            licence_types=corrections.licence_types,
            territory=corrections.territory,
            also_in=read.terms.also_in if corrections.territory == read.terms.territory else (),
            trl=corrections.trl,
            time_months=corrections.time_months,
        ),
        ignored=(*read.ignored, *orders),
    )  # fmt: skip


def _worded(wording: Wording, read: Requirement | None) -> Requirement:
    kind = RequirementKind(wording.kind)
    if read is not None:
        return replace(read, kind=kind)
    return requirement_of(wording.text, kind, excluded=wording.excluded)


def _numbered(requirements: Iterable[Requirement]) -> Iterable[Requirement]:
    return (replace(one, number=number) for number, one in enumerate(requirements, start=1))


def _is_order(text: str) -> bool:
    return is_instruction_like(text) or bool(lexicon.INSTRUCTION.search(text))
