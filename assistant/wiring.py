"""The composition root: settings in; a library and an assistant over it out. The only place that builds the edges."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

from assistant.current_retriever import CurrentRetriever
from assistant.search_models import SearchModels, open_search_models
from assistant.services import Services, state_of
from assistant.settings import Settings
from knowledge.disk import storing_in
from knowledge.pausing import Gate

if TYPE_CHECKING:
    from assistant.batch.giving_way import Searches
    from assistant.composing.generated import GeneratedComposer
    from assistant.drafting.wording import Wording
    from assistant.internal_figures import InternalFigures
    from assistant.matching.matcher import Matcher
    from assistant.models import OpenAiChatModel
    from assistant.understanding.model import ModelUnderstander
    from assistant.understanding.rules import RuleUnderstander
    from knowledge.bridge import DictionaryBridge
    from knowledge.catalogue import SqlCatalogue
    from knowledge.library import Library
    from knowledge.library_beside import LibraryBeside
    from knowledge.licences.figures import Figure
    from knowledge.search.dense_elsewhere import Owner
    from knowledge.search.lexical import TantivyIndex
    from knowledge.search.told import Told

_log = logging.getLogger(__name__)
Note = Callable[[str], None]
_ASKING_AT_ONCE = 32


def home_of(settings: Settings) -> Path:
    """Return the folder for everything the program writes, as an absolute path."""
    return settings.home.expanduser().absolute()


def prepare_models(settings: Settings, note: Note) -> None:
    """Convert the built-in embedding model where that was not done yet, telling so."""
    from knowledge.bridge import DictionaryBridge
    from knowledge.embedding.minilm import MiniLmEmbedder

    with storing_in(home_of(settings)):
        home_of(settings).mkdir(parents=True, exist_ok=True)
    MiniLmEmbedder(home_of(settings) / "models", DictionaryBridge()).prepare(_progress_line(note))


def _progress_line(note: Note) -> Callable[[float], None]:
    """Tell in tenths how far the conversion of the embedding model is."""
    told = -1

    def progress(share: float) -> None:
        nonlocal told
        if int(share * 10) > told:
            told = int(share * 10)
            note(f"Preparing the built-in embedding model (once) … {share:.0%}")

    return progress


def open_services(
    settings: Settings, *, doing: str, wait_s: float = 10.0, note: Note = _log.info, rebuilding: bool = False
) -> Services:
    """Open the library and build an assistant over it.

    `doing` is told to others who want the library meanwhile; `note` gets a line where something takes time.
    Raises LibraryBusyError, EmbedderMismatchError, StorageError, UsageError.
    """
    from knowledge.bridge import DictionaryBridge
    from knowledge.library import default_parts, open_library

    bridge = DictionaryBridge()
    models = open_search_models(settings, home_of(settings), bridge, _progress_line(note))
    library = open_library(
        home_of(settings),
        doing=doing,
        embedder=models.embedder,
        wait_s=wait_s,
        parts=models.narrowed(
            default_parts(bridge, models.embedder.languages, chroma_url=settings.chroma_url)
        ),
        database_url=_database_url(settings),
        rebuilding=rebuilding,
    )
    return _assembled(settings, library, models, bridge, _chat_model(settings, library.catalogue))


def open_services_beside(settings: Settings, owner: Owner) -> tuple[Services, LibraryBeside]:
    """Build an assistant without a chat model over a library that another process has open; `owner` has vectors read there."""
    from knowledge.bridge import DictionaryBridge
    from knowledge.library import default_parts
    from knowledge.library_beside import LibraryBeside
    from knowledge.search.dense_elsewhere import DenseElsewhere

    bridge = DictionaryBridge()
    models = open_search_models(settings, home_of(settings), bridge, _progress_line(_log.info))
    library = LibraryBeside(
        home_of(settings),
        embedder=models.embedder,
        bridge=bridge,
        parts=default_parts(bridge, models.embedder.languages),
        dense=DenseElsewhere(owner),
        database_url=_database_url(settings),
    )
    return _assembled(settings, library, models, bridge, None), library


def _database_url(settings: Settings) -> str | None:
    return settings.database_url.get_secret_value() if settings.database_url else None


def _assembled(
    settings: Settings,
    library: Library,
    models: SearchModels,
    bridge: DictionaryBridge,
    model: OpenAiChatModel | None,
) -> Services:
    """Build everything over an open library."""
    from assistant.accounts.accounts import SqlAccounts
    from assistant.accounts.sessions import SqlSessions
    from assistant.accounts.tokens import SqlTokens
    from assistant.audit.log import SqlAudit
    from assistant.batch.batches import SqlBatches
    from assistant.batch.giving_way import GivingWay
    from assistant.batch.matching import BatchMatcher
    from assistant.beside.preparing import PreparingBeside
    from assistant.beside.process import PreparingProcess
    from assistant.composing.extractive import ExtractiveComposer
    from assistant.conversation import Conversation
    from assistant.demand.office import DemandOffice
    from assistant.drafting.drafter import Drafter
    from assistant.history import SqlHistory
    from assistant.insights import SqlInsights
    from assistant.matching.asked import AskedNeeds
    from assistant.matching.desk import MatchingDesk
    from assistant.matching.evidence import EvidenceReader
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
    from assistant.policy_review.comparing import PolicyReview
    from assistant.pool.contracted import Contracted
    from assistant.pool.disclosures import SqlDisclosures
    from assistant.pool.pool import Pool
    from assistant.preparation import Preparation
    from assistant.printed.page_images import PageImages
    from assistant.register.register import Register
    from assistant.reporting.office import ReportOffice
    from assistant.reporting.unmatched import NeedsLook
    from assistant.review.drafts import SqlDrafts
    from assistant.review.office import ReviewOffice
    from assistant.suggesting import Suggester
    from assistant.understanding.rules import RuleUnderstander
    from assistant.uploads.store import SqlUploads
    from knowledge.browsing.shelf import Shelves

    figures = _internal_figures(library)
    retriever = _retriever(library, models, bridge, figures)
    generated = _generated(settings, library.catalogue, bridge, model, figures) if model else None
    engine = library.catalogue.engine
    audit = SqlAudit(engine)
    insights = SqlInsights(engine, library.catalogue)
    weights = SqlWeights(engine, audit)
    needs = SqlNeeds(engine, audit)
    register = Register(engine, library.catalogue, audit)
    contracts = Contracted(engine, register)
    pool = Pool(
        engine, library.catalogue, needs, audit,
        read_claims=library.catalogue.independent_claims, contracts=contracts,
    )  # fmt: skip
    wording = _wording(settings, model, figures, bridge) if model else None
    accounts, drafter = SqlAccounts(engine), Drafter(library.catalogue, figures, wording, contracts.entered)

    evidence = EvidenceReader(bridge, library.catalogue)

    nearness = models.built_in.nearness if models.built_in else None

    def matcher_over(searched: Searches) -> Matcher:
        return Matcher(
            library.catalogue,
            searched,
            bridge,
            weights.current,
            leading=pool.marks.recognised,
            nearest=searched,
            entered=contracts.entered,
            evidence=evidence,
            nearness=nearness,
        )

    matcher = matcher_over(retriever)
    matching = MatchingDesk(matcher, library.catalogue)
    questions, work, measures = Gate(), Work(), Measures()
    shelves = Shelves(library.catalogue, contracts)
    work.on_closing(library.stop_taking_in)
    readiness = Readiness(library, work)
    behind = matcher_over(GivingWay(retriever, questions))
    waiting = WaitingNeeds(behind, library.catalogue, bridge, library.catalogue.state)

    def state() -> str:
        return state_of(library.catalogue, contracts)

    beside = PreparingBeside(lambda: PreparingProcess(settings, library))
    library.on_reindex(beside.renew)
    rules = RuleUnderstander(library.catalogue, retriever)
    meaning = NearInMeaning(retriever, nearness) if nearness else None
    preparation = Preparation(
        catalogue=library.catalogue,
        retriever=retriever,
        understander=rules,
        bridge=bridge,
        needs=AskedNeeds(matching, drafter),
        meaning=meaning,
    )
    conversation = Conversation(
        catalogue=library.catalogue,
        preparation=preparation,
        extractive=ExtractiveComposer(library.catalogue, bridge),
        generated=generated,
        second=_second(settings, library.catalogue, rules, model, figures) if model else None,
        hosts=settings.service_hosts(),
        figures=figures,
        beside=beside,
    )
    pages = PageImages(library.home / "pages", library.catalogue)
    library.on_change(pages.let_go)
    services = Services(
        settings=settings,
        library=library,
        retriever=retriever,
        search_models=models,
        meaning=meaning,
        preparation=preparation,
        beside=beside,
        conversation=conversation,
        suggester=Suggester(conversation.ask, library.catalogue, state),
        matcher=matcher,
        matching=matching,
        waiting=waiting,
        demand=DemandOffice(library.catalogue, needs, waiting, register, pool.marks, audit),
        weights=weights,
        batch_matcher=BatchMatcher(behind, drafter, library.catalogue),
        questions=questions,
        batches=SqlBatches(engine, audit),
        shelves=shelves,
        pages=pages,
        uploads=SqlUploads(engine, audit, library.home / "uploads", library.catalogue),
        drafter=drafter,
        history=SqlHistory(engine),
        opinions=SqlOpinions(engine, audit),
        accounts=accounts,
        sessions=SqlSessions(engine, idle=timedelta(hours=settings.session_hours)),
        tokens=SqlTokens(engine),
        audit=audit,
        needs=needs,
        insights=insights,
        policy_review=PolicyReview(library.catalogue, retriever, audit),
        reports=ReportOffice(engine, library.catalogue, pool, register, needs, NeedsLook(behind, state)),
        pool=pool,
        disclosures=SqlDisclosures(engine, audit),
        register=register,
        contracts=contracts,
        review=ReviewOffice(
            library.catalogue,
            drafts=SqlDrafts(engine, audit),
            drafter=drafter,
            matching=matching,
            needs=needs,
            accounts=accounts,
            audit=audit,
            figures=figures,
            contracts=contracts,
        ),
        work=work,
        readiness=readiness,
        system=System(settings, library, readiness, search_models=models, chat_model=model),
        measures=measures,
        model_name=settings.chat_model if generated else None,
        know_words=bridge.warm_up,
        warmers=(
            *((generated.warm_up,) if generated else ()),
            insights.warm_up,
            *((figures.warm_up,) if generated or models.are_waited_for else ()),
            lambda: behind.warm_up(date.today()),
            lambda: shelves.warm_up(date.today()),
        ),
    )
    _measure(services)
    return services


def _measure(services: Services) -> None:
    """Let the measures tell how the library and its answers fare."""
    from assistant.operations.measured import measure_library

    library, questions = services.library, services.questions
    measure_library(
        services.measures,
        library.catalogue,
        services.readiness,
        counts=services.library_counts,
        under_way=lambda: questions.holders,
        beside=lambda: len(services.beside.process_ids),
        is_changing=lambda: library.is_changing,
    )


def _retriever(
    library: Library, models: SearchModels, bridge: DictionaryBridge, figures: InternalFigures
) -> CurrentRetriever:
    """Return what searches. A service is waited for, not computed: there a turn would keep others from asking it too."""
    return CurrentRetriever(
        library,
        bridge,
        reranker=models.reranker,
        told=_told(models, figures),
        at_once=_ASKING_AT_ONCE if models.are_waited_for else None,
    )


def _internal_figures(library: Library) -> InternalFigures:
    """Return what knows the internal figures of a library, and which of them are public too."""
    from assistant.internal_figures import InternalFigures

    def is_public(figure: Figure, as_amount: bool) -> bool:
        from knowledge.search.public_figures import stands_in_public

        with library.using_indexes():
            lexical = cast("TantivyIndex", library.lexical)
            return stands_in_public(figure, as_amount, lexical=lexical, catalogue=library.catalogue)

    return InternalFigures(library.catalogue, is_public)


def _told(models: SearchModels, figures: InternalFigures) -> Told:
    """Keep internal figures from services; an embedding service that may read internal passages gets the whole query."""
    from knowledge.search.told import Told, as_asked

    return Told(embedder=figures.masked if models.internal_stays else as_asked, reranker=figures.masked)


def _chat_model(settings: Settings, catalogue: SqlCatalogue) -> OpenAiChatModel | None:
    """Return the chat model, where one is configured."""
    if not settings.chat_is_configured():
        return None
    from assistant.models import open_chat_model
    from assistant.spending import SqlAllowance

    per_day = settings.chat_tokens_per_day
    return open_chat_model(settings, SqlAllowance(catalogue.engine, per_day) if per_day else None)


def _generated(
    settings: Settings,
    catalogue: SqlCatalogue,
    bridge: DictionaryBridge,
    model: OpenAiChatModel,
    figures: InternalFigures,
) -> GeneratedComposer:
    """Return the composer that writes with a chat model."""
    from assistant.composing.generated import GeneratedComposer

    return GeneratedComposer(
        catalogue,
        model,
        max_context_tokens=settings.max_context_tokens,
        max_answer_tokens=settings.max_answer_tokens,
        bridge=bridge,
        figures=figures,
    )


def _wording(
    settings: Settings, model: OpenAiChatModel, figures: InternalFigures, bridge: DictionaryBridge
) -> Wording:
    """Return what words drafts with the chat model."""
    from assistant.drafting.wording import Wording

    hosts, timeout_s = settings.service_hosts(), settings.draft_wording_timeout_s
    return Wording(model, figures, bridge, hosts=hosts, timeout_s=timeout_s)


def _second(
    settings: Settings,
    catalogue: SqlCatalogue,
    rules: RuleUnderstander,
    model: OpenAiChatModel,
    figures: InternalFigures,
) -> ModelUnderstander | None:
    """Return what reads questions with a chat model, unless that is switched off."""
    if settings.chat_understanding == "never":
        return None
    from assistant.understanding.model import ModelUnderstander

    return ModelUnderstander(
        catalogue,
        rules,
        model,
        timeout_s=settings.chat_understanding_timeout_s,
        always=settings.chat_understanding == "always",
        figures=figures,
    )
