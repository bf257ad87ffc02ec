"""What the page needs of the product behind it: one object that answers, keeps conversations and opens passages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Protocol

from assistant.accounts.accounts import SqlAccounts
from assistant.accounts.sessions import SqlSessions
from assistant.accounts.tokens import SqlTokens
from assistant.audit.log import SqlAudit
from assistant.batch.batches import SqlBatches
from assistant.demand.office import DemandOffice
from assistant.insights import SqlInsights
from assistant.matching.desk import MatchingDesk
from assistant.matching.weights import SqlWeights
from assistant.needs.needs import SqlNeeds
from assistant.operations.measures import Measures
from assistant.operations.readiness import Reason
from assistant.operations.system import System
from assistant.operations.work import Work
from assistant.opinions import SqlOpinions
from assistant.personal import PersonalRecords
from assistant.policy_review.comparing import PolicyReview
from assistant.pool.contracted import Contracted
from assistant.pool.disclosures import SqlDisclosures
from assistant.pool.pool import Pool
from assistant.printed.page_images import PageImages
from assistant.register.register import Register
from assistant.reporting.office import ReportOffice
from assistant.review.office import ReviewOffice
from assistant.stored import ConversationStore, ConversationSummary, Counts, StoredTurn
from assistant.suggesting import Suggester
from assistant.types import Answer, Progress, Question
from assistant.uploads.store import SqlUploads
from knowledge.browsing.shelf import Shelves
from knowledge.protocols import Catalogue, Retriever
from knowledge.types import Reader


class Readiness(Protocol):
    """Says what speaks against sending questions to this app."""

    def reasons(self) -> tuple[Reason, ...]: ...
    def behind(self) -> tuple[Reason, ...]: ...


class Services(Protocol):
    """Everything the page asks for. Built by the composition root; safe to use from several threads."""

    @property
    def answers_at_once(self) -> int: ...
    @property
    def accounts(self) -> SqlAccounts: ...
    @property
    def sessions(self) -> SqlSessions: ...
    @property
    def tokens(self) -> SqlTokens: ...
    @property
    def audit(self) -> SqlAudit: ...
    @property
    def needs(self) -> SqlNeeds: ...
    @property
    def matching(self) -> MatchingDesk: ...
    @property
    def batches(self) -> SqlBatches: ...
    @property
    def uploads(self) -> SqlUploads: ...
    @property
    def pages(self) -> PageImages: ...
    @property
    def shelves(self) -> Shelves: ...
    @property
    def weights(self) -> SqlWeights: ...
    @property
    def insights(self) -> SqlInsights: ...
    @property
    def reports(self) -> ReportOffice: ...
    @property
    def policy_review(self) -> PolicyReview: ...
    @property
    def pool(self) -> Pool: ...
    @property
    def disclosures(self) -> SqlDisclosures: ...
    @property
    def register(self) -> Register: ...
    @property
    def contracts(self) -> Contracted: ...
    @property
    def demand(self) -> DemandOffice: ...
    @property
    def review(self) -> ReviewOffice: ...
    @property
    def personal(self) -> PersonalRecords: ...
    @property
    def work(self) -> Work: ...
    @property
    def system(self) -> System: ...
    @property
    def readiness(self) -> Readiness: ...
    @property
    def measures(self) -> Measures: ...
    @property
    def suggester(self) -> Suggester: ...
    @property
    def opinions(self) -> SqlOpinions: ...
    @property
    def history(self) -> ConversationStore: ...
    @property
    def catalogue(self) -> Catalogue: ...
    @property
    def retriever(self) -> Retriever: ...
    @property
    def model_name(self) -> str | None:
        """Name the chat model; None: answers are extractive."""
        ...

    def ask(self, question: Question) -> Iterator[Progress | Answer]:
        """Yield progress and last the answer; closing the iterator cancels. Raises PatentBridgeError."""
        ...

    def keep(
        self, conversation_id: str, reader: Reader, question: str, answer: Answer, *, replaces: str = ""
    ) -> StoredTurn:
        """Keep a turn, and with it what is to be known of it later. Raises NotFoundError."""
        ...

    def note_answer(self, reader: Reader, answer: Answer) -> None:
        """Write into the audit that somebody got an answer that is not kept."""
        ...

    def adopt(self, visitor: str, owner: str) -> None:
        """Give what a visitor owns to the account that it made."""
        ...

    @property
    def under_way(self) -> int:
        """Return how many questions are being answered now."""
        ...

    def library_state(self) -> str:
        """Return what is another one with every change of the library."""
        ...

    def library_counts(self, reader: Reader) -> Counts: ...
    def today(self) -> date: ...


__all__ = ["ConversationStore", "ConversationSummary", "Counts", "Services", "StoredTurn"]
