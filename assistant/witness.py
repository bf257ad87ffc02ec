"""What an answer rested on: a question, its plan and its answer in; the basis that is kept with the answer out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from assistant.citations import Cut, Outcome, Verified
from assistant.facts import FactFinder
from assistant.left_out import CutReason, LeftOut
from assistant.types import Answer, Basis, Plan, Question, Turn
from knowledge.protocols import Catalogue
from knowledge.types import ANYONE

_MOST_TURNS = 6  # that a follow-up reaches back
_UNKNOWN = "unknown"
_REASONS = {
    None: CutReason.VALUES,
    Outcome.ELSEWHERE: CutReason.QUOTE_ELSEWHERE,
    Outcome.NOT_FOUND: CutReason.QUOTE_NOT_FOUND,
}


def _now() -> datetime:
    return datetime.now(UTC)


def program_version() -> str:
    """Return the version of this program as it is installed."""
    try:
        return version("patentbridge")
    except PackageNotFoundError:
        return _UNKNOWN


class Witness:
    """Notes what answers rest on. The digest of the library is made once for each state of it."""

    def __init__(self, catalogue: Catalogue, *, clock: Callable[[], datetime] = _now) -> None:
        self._catalogue = catalogue
        self._clock = clock
        self._finder = FactFinder(catalogue)
        self._program = program_version()
        self._digest: tuple[int, str, int] | None = None

    def of(
        self,
        question: Question,
        plan: Plan,
        answer: Answer,
        verified: Verified,
        unheld: Sequence[LeftOut] = (),
    ) -> Basis:
        """Return the basis of an answer that was made just now; `unheld` are a model's sentences that did not hold."""
        left_out = (*unheld, *map(_left_out, verified.cuts))
        digest, documents = self._library()
        ids = tuple(dict.fromkeys(citation.document_id for citation in answer.citations))
        heads = self._catalogue.heads(question.reader, ids=ids) if ids else ()
        return Basis(
            made_at=self._clock().astimezone(UTC).isoformat(timespec="seconds"),
            program=self._program,
            library=digest,
            documents=documents,
            facts=self._finder.of(heads, answer.as_of),
            left_out=left_out,
            drawn_on=_drawn_on(plan, answer, verified) if left_out else (),
            kinds=question.kinds or (),
            without=question.without,
            context=_context(question) if plan.follow_up else (),
            inside=question.reader.may_read_internal,
        )

    def _library(self) -> tuple[str, int]:
        """Return a digest over the public documents that answer, and how many they are.

        Internal ones never count, nor does the number of the catalogue's last change: whoever gets an officer's pack
        would learn from either that there is something which he may not see.
        """
        state = self._catalogue.version()
        if self._digest is None or self._digest[0] != state:
            ids = sorted(head.document_id for head in self._catalogue.heads(ANYONE))
            digest = hashlib.sha256("\n".join(ids).encode()).hexdigest()
            self._digest = (state, digest, len(ids))
        return self._digest[1], self._digest[2]


def _left_out(cut: Cut) -> LeftOut:
    return LeftOut(
        text=cut.text,
        quote=cut.quote,
        values=tuple(value.text for value in cut.unbound),
        reason=_REASONS[cut.outcome],
        elsewhere=cut.elsewhere,
    )


def _drawn_on(plan: Plan, answer: Answer, verified: Verified) -> tuple[str, ...]:
    """Return every document that a sentence which was left out may have come from."""
    return tuple(dict.fromkeys((*plan.document_ids, *answer.document_ids, *verified.documents)))


def _context(question: Question) -> tuple[Turn, ...]:
    return tuple(replace(turn, answer="") for turn in question.history[-_MOST_TURNS:])
