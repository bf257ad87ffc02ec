"""Texts that lean on a need that was matched: a text and the turns before in; what is wished for that need out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from assistant.drafting.types import DraftKind
from assistant.types import Intent, Turn
from assistant.understanding import lexicon
from assistant.understanding.intents import Subjects
from assistant.understanding.needs_asked import (
    addressee,
    asks_why_not,
    draft_asked,
    need_in,
    numbers_like,
)
from assistant.understanding.remarks import asks_nothing_new


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A draft for a need, or (no draft) why a patent is not among its matches."""

    need: str
    draft: DraftKind | None = None
    addressee: str = ""
    unknown: tuple[str, ...] = ()  # numbers that the text gives and nothing is known of


def wish_of(text: str, earlier: Sequence[Turn], subjects: Subjects) -> Wish | None:
    """Return what a text wishes for the need that was matched last; None where it asks something else."""
    need = next((need for turn in reversed(earlier) if (need := _need_of(turn))), "")
    if not need:
        return None
    last = earlier[-1].intent
    writing = lexicon.DRAFTING.search(text) or last is Intent.DRAFTING
    draft = draft_asked(text) if writing else None
    if draft is not None:
        return Wish(need=need, draft=draft, addressee=_addressee(text, earlier), unknown=subjects.unknown)
    goes_on = last is Intent.MATCHING and not subjects.none and asks_nothing_new(subjects.less(text))
    if not (asks_why_not(text) or goes_on):
        return None
    return Wish(need=need, unknown=subjects.unknown or (numbers_like(text) if subjects.none else ()))


def _need_of(turn: Turn) -> str:
    return need_in(turn.question) if turn.intent is Intent.MATCHING else ""


def _addressee(text: str, earlier: Sequence[Turn]) -> str:
    """Return the enterprise that a draft is to go to: that of the draft before for this need where the text names none."""
    since = takewhile(lambda turn: not _need_of(turn), reversed(earlier))
    drafts = (turn.question for turn in since if turn.intent is Intent.DRAFTING)
    return next((name for one in (text, *drafts) if (name := addressee(one))), "")
