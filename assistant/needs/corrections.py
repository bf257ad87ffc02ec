"""What was corrected of how a need was read, as it is kept: corrections in, JSON out, and back."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

from assistant.needs.types import Corrections, Wording
from knowledge.errors import UsageError

MOST_REQUIREMENTS = 40
LONGEST_REQUIREMENT = 500


def written_corrections(corrections: Corrections) -> str:
    """Raises UsageError(need_requirements_needed, need_requirements_many, need_requirement_long)."""
    lines = [replace(one, text=" ".join(one.text.split())) for one in corrections.requirements]
    kept = tuple(one for one in lines if one.text)
    if not kept:
        raise UsageError("need_requirements_needed")
    if len(kept) > MOST_REQUIREMENTS:
        raise UsageError("need_requirements_many", most=MOST_REQUIREMENTS)
    if any(len(one.text) > LONGEST_REQUIREMENT for one in kept):
        raise UsageError("need_requirement_long", longest=LONGEST_REQUIREMENT)
    return json.dumps(asdict(replace(corrections, requirements=kept)), ensure_ascii=False)


def read_corrections(told: str) -> Corrections:
    held = json.loads(told)
    return Corrections(
        requirements=tuple(Wording(**one) for one in held["requirements"]),
        licence_types=tuple(held["licence_types"]),
        territory=held["territory"],
        trl=held["trl"],
        time_months=held["time_months"],
    )
