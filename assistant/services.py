"""What every command and every page works with, in one object."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.search_models import SearchModels
from assistant.settings import Settings
from assistant.stored import Counts
from assistant.types import Answer, Progress, Question
from knowledge.pausing import Gate
from knowledge.regularly import Regularly
from knowledge.types import ANYONE, Audience, Kind, Reader

if TYPE_CHECKING:
    from assistant.accounts.accounts import SqlAccounts
    from assistant.accounts.sessions import SqlSessions
    from assistant.accounts.tokens import SqlTokens
    from assistant.audit.log import SqlAudit
    from assistant.batch.batches import SqlBatches
    from assistant.batch.matching import BatchMatcher
    from assistant.batch.working import BatchWorker
    from assistant.beside.preparing import PreparingBeside
    from assistant.conversation import Conversation
    from assistant.demand.office import DemandOffice
    from assistant.drafting.drafter import Drafter
    from assistant.history import SqlHistory
    from assistant.insights import SqlInsights
    from assistant.matching.desk import MatchingDesk
    from assistant.matching.matcher import Matcher
    from assistant.matching.waiting import WaitingNeeds
    from assistant.matching.weights import SqlWeights
    from assistant.near_in_meaning import NearInMeaning
    from assistant.needs.needs import SqlNeeds
    from assistant.operations.measures import Measures
    from assistant.operations.readiness import Readiness
    from assistant.operations.system import System
    from assistant.operations.work import Work
    from assistant.opinions import SqlOpinions
    from assistant.personal import PersonalRecords
    from assistant.policy_review.comparing import PolicyReview
    from assistant.pool.contracted import Contracted
    from assistant.pool.disclosures import SqlDisclosures
    from assistant.pool.pool import Pool
    from assistant.preparation import Preparation
    from assistant.printed.page_images import PageImages
    from assistant.register.register import Register
    from assistant.reporting.office import ReportOffice
    from assistant.review.office import ReviewOffice
    from assistant.stored import StoredTurn
    from assistant.suggesting import Suggester
    from assistant.uploads.store import SqlUploads
    from assistant.uploads.working import UploadWorker
    from knowledge.browsing.shelf import Shelves
    from knowledge.catalogue import SqlCatalogue
    from knowledge.library import Library
    from knowledge.protocols import Retriever

_MATCHED_AT_ONCE = 2
_POOL_SOON_S = 60.0  # the first questions come first
_POOL_EVERY_S = 3_600.0  # nothing is computed where nothing changed
_STORED_WITHIN_S = 20.0  # for what is being loaded when all is closed
_GRACE_S = 1.0  # for a request under way when all is closed


def state_of(catalogue: SqlCatalogue, contracts: Contracted) -> str:
    """Return what is another one with every change of a library, and of what is licensed to one alone."""
    told, licensed = catalogue.state(), contracts.state()
    return f"{told}:{licensed}" if licensed else told


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything that a command or a page works with. Safe to use from several threads."""

    settings: Settings
    library: Library
    retriever: Retriever
    search_models: SearchModels
    meaning: NearInMeaning | None
    preparation: Preparation
    beside: PreparingBeside
    conversation: Conversation
    suggester: Suggester
    matcher: Matcher
    matching: MatchingDesk
    waiting: WaitingNeeds
    demand: DemandOffice
    weights: SqlWeights
    batch_matcher: BatchMatcher
    batches: SqlBatches
    uploads: SqlUploads
    pages: PageImages
    shelves: Shelves
    drafter: Drafter
    history: SqlHistory
    opinions: SqlOpinions
    accounts: SqlAccounts
    sessions: SqlSessions
    tokens: SqlTokens
    audit: SqlAudit
    needs: SqlNeeds
    insights: SqlInsights
    reports: ReportOffice
    policy_review: PolicyReview
    pool: Pool
    disclosures: SqlDisclosures
    register: Register
    contracts: Contracted
    review: ReviewOffice
    work: Work
    readiness: Readiness
    system: System
    measures: Measures
    model_name: str | None
    know_words: Callable[[], None]  # does once what words would be waited for
    warmers: tuple[Callable[[], None], ...] = ()  # what else does once what questions would wait for
    questions: Gate = field(default_factory=Gate)  # held while a question is being answered
    _counted: dict[tuple[Audience, ...], tuple[int, Counts]] = field(default_factory=dict)

    @property
    def catalogue(self) -> SqlCatalogue:
        return self.library.catalogue

    def ask(self, question: Question) -> Iterator[Progress | Answer]:
        """Yield progress and last the answer; closing the iterator cancels. Raises PatentBridgeError."""
        with self.work.begun(), self.questions.held():
            yield from self.measures.observed(self.conversation.ask(question))

    @property
    def answers_at_once(self) -> int:
        """Return how many questions are best answered at once without a model."""
        return self.beside.at_once

    @property
    def under_way(self) -> int:
        """Return how many questions are being answered now."""
        return self.questions.holders

    def library_state(self) -> str:
        """Return what is another one with every change of the library, and of what is licensed to one alone."""
        return state_of(self.catalogue, self.contracts)

    def start_batches(self) -> BatchWorker:
        """Run batches of the page in the background, those too that an earlier process left unfinished."""
        from assistant.batch.working import BatchWorker

        worker = BatchWorker(self.batches, self.batch_matcher, self.library_state)
        worker.start()
        return worker

    def start_uploads(self) -> UploadWorker:
        """Read files that officers send in the background, those too that an earlier process left unfinished."""
        from assistant.uploads.working import UploadWorker

        worker = UploadWorker(self.uploads, self.library, self.questions)
        worker.start()
        return worker

    def start_pool(self) -> Regularly:
        """Keep the pool up to date in the background, so that what happens with time alone is dated with its day."""
        look = Regularly(
            lambda: self.pool.refresh(self.today()),
            name="pool",
            failed="the pool could not be brought up to date",
            soon_s=_POOL_SOON_S,
            every_s=_POOL_EVERY_S,
        )
        look.start()
        return look

    def plan_answers(self, *, private: bool) -> None:
        """Settle how many processes are to prepare answers beside this one; `private`: only this machine reaches the page."""
        from assistant.beside.how_many import processes_beside

        told, waits = self.settings.answering_processes, self.search_models.are_waited_for
        self.beside.plan(processes_beside(told, waits=waits, private=private))

    @property
    def batch_at_once(self) -> int:
        """Return how many needs of a batch are best matched side by side where nobody asks anything meanwhile."""
        return min(os.cpu_count() or 1, _MATCHED_AT_ONCE)

    def keep(
        self, conversation_id: str, reader: Reader, question: str, answer: Answer, *, replaces: str = ""
    ) -> StoredTurn:
        """Keep a turn; who asked and about which topics is written with it. Raises NotFoundError."""
        from assistant.recording import beside_turn

        beside = beside_turn(reader, question, answer, audit=self.audit, insights=self.insights)
        return self.history.append(
            conversation_id, reader.user, question, answer, beside=beside, replaces=replaces
        )

    def note_answer(self, reader: Reader, answer: Answer) -> None:
        """Write into the audit that somebody got an answer that is not kept."""
        from assistant.recording import answered

        self.audit.write(answered(reader, answer))

    def adopt(self, visitor: str, owner: str) -> None:
        """Give what a visitor owns to the account that it made."""
        for store in (self.history, self.needs, self.insights):
            store.adopt(visitor, owner)

    @property
    def personal(self) -> PersonalRecords:
        """Return what gives out, or deletes, everything that is held about an account."""
        from assistant.personal import PersonalRecords

        return PersonalRecords(
            self.catalogue.engine,
            self.catalogue,
            accounts=self.accounts,
            sessions=self.sessions,
            tokens=self.tokens,
            history=self.history,
            opinions=self.opinions,
            needs=self.needs,
            insights=self.insights,
            batches=self.batches,
            uploads=self.uploads,
            pool=self.pool,
            register=self.register,
            drafts=self.review.drafts,
            audit=self.audit,
        )

    def library_counts(self, reader: Reader) -> Counts:
        """Count what this reader may see; counted again only after the catalogue changed."""
        version = self.catalogue.version()
        known = self._counted.get(reader.audiences)
        if known is None or known[0] != version:
            known = self._counted[reader.audiences] = (version, self._count(reader))
        return replace(known[1], vectors_pending=self.library.filler.progress().documents_left)

    def _count(self, reader: Reader) -> Counts:
        rows = self.catalogue.counts(reader)
        heads = self.catalogue.heads(reader)

        def documents(kind: Kind | None) -> int:
            return sum(row.documents for row in rows if kind is None or row.kind is kind)

        return Counts(
            documents=documents(None),
            patents=documents(Kind.PATENT),
            policies=documents(Kind.POLICY),
            sample=sum(row.samples for row in rows),
            passages=sum(row.passages for row in rows),
            vectors_pending=0,
            loaded_on=max((h.loaded_on for h in heads if h.loaded_on), default=None),
        )

    def today(self) -> date:
        return date.today()

    def warm_up(self) -> None:
        """Do once what the first question would otherwise wait for. Services of searching get its text, a chat model nothing."""
        self.warm_up_answers()
        for warm in self.warmers:
            warm()
        self.warm_up_words()

    def warm_up_answers(self) -> None:
        """Answer a question in each language, so that all is loaded that answers need."""
        for question in self._first_questions():
            self.conversation.warm_up(question)

    def warm_up_preparation(self) -> None:
        """Prepare an answer in each language, so that all is loaded that this needs."""
        for question in self._first_questions():
            self.preparation.prepare(question)

    def _first_questions(self) -> Iterator[Question]:
        for text in ("开放许可", "open licence"):
            yield Question(text=text, reader=ANYONE, as_of=self.today())

    def warm_up_words(self) -> None:
        """Work out what answers need to know of common words, and let what is loaded by then be passed over by the collector of garbage."""
        self.know_words()
        gc.collect()
        gc.freeze()  # what is loaded now stays: looking through it again and again took a tenth of every answer

    def start_warm_up(
        self, after: Callable[[], object] = lambda: None, then: Callable[[], object] = lambda: None
    ) -> None:
        """Warm up beside whatever else starts, once `after` returns: nobody asks before there is a page. Call `then` last."""

        def warm() -> None:
            after()
            try:
                self.warm_up()
            finally:
                then()

        threading.Thread(target=warm, name="warm-up", daemon=True).start()

    def close(self) -> None:
        """Close the library when what loads files has stopped; a service that is asked for vectors has a second to answer."""
        self.work.close()
        self.beside.close()
        self.library.let_changes_end(_STORED_WITHIN_S)
        impatience = threading.Timer(_GRACE_S, self.search_models.close)
        impatience.start()
        self.library.close()
        impatience.cancel()
        self.search_models.close()
