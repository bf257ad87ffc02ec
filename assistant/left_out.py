"""What was written for an answer and is not in it, with the check that each sentence failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.markup import ADDRESS, without_markup

_LONGEST = 1_200  # characters of a sentence that are kept


class CutReason(StrEnum):
    """Which check a sentence failed."""

    MARKUP = "markup"  # links, HTML, a tool call, another's part or too many characters are left in it
    ORDER = "order"  # it addresses an assistant
    NO_SOURCE = "no_source"  # it names no piece of the evidence
    UNKNOWN_MARKER = "unknown_marker"  # or one that there is not
    QUOTE_NOT_FOUND = "quote_not_found"
    QUOTE_ELSEWHERE = "quote_elsewhere"  # its quote stands in another passage than the cited one
    OTHER_PATENT = "other_patent"  # it names a patent that its sources are not about
    NOT_AVAILABLE = "not_available"  # it calls a right available that is not, or denies that one ended
    VALUES = "values"  # amounts, dates, numbers or names of documents that no source holds
    CLAIMS = "claims"  # licence type, limit, party or the like that no source says
    OTHER_WORDS = "other_words"  # a piece of it has nothing to do with the sources
    TURNED_ROUND = "turned_round"  # it denies or swaps what the sources say
    REPLACED = "replaced"  # what it cites is only ever said in the words of the rules, and was
    SET_ASIDE = "set_aside"  # it held, but too little of the model's answer did


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A statement that was written and is not in the answer, and which check it failed."""

    text: str
    quote: str | None = None
    values: tuple[str, ...] = ()  # those without a source
    reason: CutReason | None = None  # None: kept before reasons were
    by_model: bool = False
    elsewhere: tuple[str, ...] = ()  # ids of the passages where the quote stands instead


def unheld(
    text: str,
    reason: CutReason,
    *,
    values: Sequence[str] = (),
    quote: str | None = None,
    elsewhere: Sequence[str] = (),
) -> LeftOut:
    """Return a model's sentence that did not hold, as it may be kept: its words, with no link, image, HTML or address."""
    return LeftOut(
        text=kept_words(text),
        quote=kept_words(quote) if quote else None,
        values=tuple(values),
        reason=reason,
        by_model=True,
        elsewhere=tuple(elsewhere),
    )


def kept_words(text: str) -> str:
    """Return what may be kept of a text of a model."""
    plain = ADDRESS.sub("…", without_markup(text)).replace("](", "] (").replace("<", "‹")
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"
