"""Which technologies sleep: all of a library, what is licensed and who is interested in; those that nobody has taken up out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from assistant.demand.types import Sleeping
from assistant.pool.technologies import Technology
from knowledge.folding import folded
from knowledge.licences.licence_terms import current_offers
from knowledge.rights.standing import AVAILABLE
from knowledge.types import EventKind

_LICENSED = frozenset({EventKind.LICENCE_RECORDED, EventKind.LICENCE_CHANGED})


def asleep(
    technologies: Iterable[Technology],
    today: date,
    *,
    licensed: Collection[str],
    marked: Collection[str],
) -> Mapping[str, Sleeping]:
    """Return by document the technologies that are in force, have no licence on record, and no offer or one that nobody
    took up.

    `licensed` are documents with a licence in the register, `marked` keys of what enterprises marked as interesting.
    A licence that was ever recorded counts, also one that was cancelled since: such a patent does not sleep unnoticed.
    """
    found: dict[str, Sleeping] = {}
    for one in technologies:
        offered = bool(current_offers(one.record, today))
        taken_up = offered and not one.keys.isdisjoint(marked)
        if (
            one.status.computed_availability in AVAILABLE
            and not any(event.kind in _LICENSED for event in one.record.events)
            and not any(head.document_id in licensed for head in one.documents)
            and not taken_up
        ):
            verified = one.status.availability in AVAILABLE
            kept = Sleeping(technology=one, verified=verified, offered=offered, wishes=())
            found |= {head.document_id: kept for head in one.documents}
    return found


def is_of(technology: Technology, owner: str) -> bool:
    """Say whether a name of one of its owners holds these words."""
    wanted = folded(owner).casefold()
    names = (name.text for one in technology.record.owners for name in one.names)
    return any(wanted in folded(name).casefold() for name in names)
