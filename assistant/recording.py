"""What is written beside a turn, in the same transaction: that it was asked, and about which topics. An answer in; a writer out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.audit.types import Action, Details, Event, Outcome, Subject, event_of
from assistant.types import Answer
from knowledge.types import Reader

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from assistant.audit.log import SqlAudit
    from assistant.history import Beside
    from assistant.insights import SqlInsights
    from assistant.stored import StoredTurn


def answered(reader: Reader, answer: Answer, turn_id: str = "") -> Event:
    """Return that somebody got an answer."""
    cited = (citation.document_id for citation in answer.citations)
    details = Details(
        mode=str(answer.mode),
        sent_to=answer.sent_to,
        citations=len(answer.citations),
        seen=tuple(dict.fromkeys((*cited, *(hit.document.document_id for hit in answer.nearest)))),
        reason=str(answer.reason or ""),
    )
    subject = Subject.TURN if turn_id else Subject.NOTHING
    outcome = Outcome.REFUSED if answer.refused else Outcome.DONE
    return event_of(reader, Action.ASKED, subject, turn_id, outcome=outcome, details=details)


def beside_turn(
    reader: Reader,
    question: str,
    answer: Answer,
    *,
    audit: SqlAudit,
    insights: SqlInsights,
) -> Beside:
    """Return what writes the audit's line and the topics with the turn. Topics are found before it."""
    from assistant.insights import has_answer

    topics, told = insights.topics_of(question, answer), has_answer(answer)

    def write(connection: Connection, turn: StoredTurn) -> None:
        audit.append(connection, answered(reader, answer, turn.turn_id))
        insights.append(connection, reader.user, topics, answered=told)

    return write
