"""The graph: understand → retrieve → judge → compose → verify → answer. A question in; progress and an answer out.

Turns live in tables of our own (assistant/history.py), not in graph checkpoints: a checkpoint stores the whole state
at every step. The graph's state lives as long as one question.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypedDict, cast

from assistant.answering import MOST_QUESTION_CHARACTERS, assemble, empty_question, sources_of
from assistant.citations import Source, Verified, verify
from assistant.composing.premises import Premises
from assistant.internal_figures import InternalFigures
from assistant.metering import noting_usage, total
from assistant.missing_vectors import noting_failures
from assistant.narrowing import without
from assistant.protocols import Composer, PendingPlan, SecondUnderstander, Understander
from assistant.searching import Searching
from assistant.service_hosts import NOWHERE, ServiceHosts
from assistant.shortlist import Shortlist
from assistant.sufficiency import Judge, looked_for_in_patents
from assistant.types import (
    Answer,
    Draft,
    Emptied,
    Evidence,
    Intent,
    ModelReading,
    Plan,
    Progress,
    Question,
    Stage,
    Usage,
)
from assistant.witness import Witness
from knowledge.errors import ModelError
from knowledge.protocols import Catalogue, Retriever
from knowledge.types import Reader

if TYPE_CHECKING:
    from langgraph.graph.state import CompiledStateGraph
    from langgraph.types import StreamMode

    from assistant.matching.asked import AskedNeeds
    from knowledge.bridge import DictionaryBridge

_log = logging.getLogger(__name__)
_NEVER_GENERATED = frozenset(
    {
        Intent.CONFIDENTIAL,
        Intent.LEGAL_OPINION,
        Intent.LIBRARY,
        Intent.OFF_TOPIC,
        Intent.LISTING,
        Intent.MATCHING,
        Intent.COURTESY,
        Intent.ASKED_BACK,
        Intent.SUPPORT,
        Intent.CALCULATION,
    }
)


class State(TypedDict, total=False):
    """What the six nodes hand on."""

    question: Question
    started: float
    stopped: threading.Event  # the asker went away
    worded: bool  # a chat model may write the answer
    plan: Plan
    second: PendingPlan | None  # another reading of the question, under way
    evidence: Evidence
    no_vector: ModelError | None  # why passages were searched for by their words alone
    draft: Draft
    failure: ModelError | None
    first: (
        tuple[Plan, Evidence] | None
    )  # what the rules made of a question that a chat model's reading answers
    understanding: ModelReading | None  # where a chat model was asked what the question asks
    read_usage: Usage | None  # of that model
    usage: Usage | None  # of the one that wrote the answer
    requested: bool  # of the one that wrote the answer, whether or not it did
    verified: Verified
    answer: Answer


_TOLD_AFTER: Mapping[str, Callable[[State], Progress]] = {
    "retrieve": lambda done: Progress(stage=Stage.RETRIEVING, found=len(done["evidence"].hits)),
    "judge": lambda done: Progress(stage=Stage.COMPOSING, found=len(done["evidence"].hits)),
    "compose": lambda _: Progress(stage=Stage.VERIFYING),
}
"""What the asker is told once a node is done."""


class Conversation:
    """Implements Asker. Without a `generated` composer every answer is extractive."""

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        retriever: Retriever,
        understander: Understander,
        extractive: Composer,
        generated: Composer | None = None,
        bridge: DictionaryBridge | None = None,
        second: SecondUnderstander | None = None,
        hosts: ServiceHosts = NOWHERE,
        figures: InternalFigures | None = None,
        needs: AskedNeeds | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._searching = Searching(catalogue, retriever)
        self._understander = understander
        self._extractive = extractive
        self._generated = generated
        self._judge = Judge(catalogue, bridge)
        self._second = second
        self._hosts = hosts
        self._needs = needs
        self._figures = figures or InternalFigures(catalogue)
        self._shortlist = Shortlist(catalogue)
        self._witness = Witness(catalogue)
        self._graph: CompiledStateGraph[Any, Any, Any, Any] | None = None

    def ask(self, question: Question) -> Iterator[Progress | Answer]:
        """Answer a question: progress first, the answer last. Closing the iterator cancels."""
        started = time.perf_counter()
        if not question.text.strip():
            yield empty_question(question)
            return
        yield from self._pieces(question, started, worded=question.worded)

    def warm_up(self, question: Question) -> None:
        """Answer a question without a chat model, so that the first real one finds everything loaded."""
        for _ in self._pieces(question, time.perf_counter(), worded=False):
            pass

    def _pieces(self, question: Question, started: float, *, worded: bool) -> Iterator[Progress | Answer]:
        stopped = threading.Event()
        state: State = {
            "question": self._figures.forgotten(question), "started": started, "stopped": stopped, "worded": worded, "failure": None,
        }  # fmt: skip
        yield Progress(stage=Stage.UNDERSTANDING)
        steps = _untraced(self._compiled().stream(state, stream_mode=self._modes(worded=worded)))
        try:
            for mode, piece in steps:
                if mode == "custom":
                    yield piece
                    continue
                ((node, done),) = piece.items()
                if node in _TOLD_AFTER:
                    yield _TOLD_AFTER[node](done)
                elif "answer" in done:
                    yield done["answer"]
        finally:
            stopped.set()
            steps.close()

    def _modes(self, *, worded: bool) -> list[StreamMode]:
        """Return what the graph tells: its steps; what is told inside of one too where a chat model may write, which takes threads."""
        asks_a_model = worded and (self._generated is not None or self._second is not None)
        return ["custom", "updates"] if asks_a_model else ["updates"]

    def _compiled(self) -> CompiledStateGraph[Any, Any, Any, Any]:
        if self._graph is None:
            from langgraph.graph import END, START, StateGraph

            nodes: tuple[Callable[[State], State], ...] = (
                self.understand, self.retrieve, self.judge, self.compose, self.verify, self.answer,
            )  # fmt: skip
            graph = StateGraph(State)
            previous = START
            for node in nodes:
                graph.add_node(node.__name__, cast("Any", node))
                graph.add_edge(previous, node.__name__)
                previous = node.__name__
            graph.add_edge(previous, END)
            self._graph = graph.compile()
        return self._graph

    # ── the six nodes ───────────────────────────────────────────────────────────────────────────────────

    def understand(self, state: State) -> State:
        question = state["question"]
        if len(question.text) > MOST_QUESTION_CHARACTERS:
            question = replace(question, text=question.text[:MOST_QUESTION_CHARACTERS])
        plan = self._understander.understand(question)
        reads_again = self._second and self._second.always and state["worded"] and not plan.need
        beside = self._second if reads_again else None
        return {"plan": plan, "second": beside.begin(question, plan) if beside else None}

    def retrieve(self, state: State) -> State:
        with noting_failures() as failures:
            evidence = self._evidence(state["plan"], state["question"].reader)
        return {"evidence": evidence, "no_vector": failures[-1] if failures else None}

    def judge(self, state: State) -> State:
        plan, question = state["plan"], state["question"]
        evidence = self._judged(plan, state["evidence"], question.reader)
        if plan.narrowing and not evidence.missing and not _answers(plan, evidence):
            evidence = replace(evidence, emptied=self._emptied(plan, question))
        if (of_patents := looked_for_in_patents(plan, evidence)) is not None:
            found = self._judged(of_patents, self._evidence(of_patents, question.reader), question.reader)
            if found.sufficient:
                return {"plan": of_patents, **self._read_again({**state, "plan": of_patents}, found)}
        return self._read_again(state, evidence)

    def compose(self, state: State) -> State:
        composed, first, reading = self._composed(state), state.get("first"), state.get("understanding")
        if not composed["draft"].refused or first is None or reading is None:
            return composed
        back: State = {"plan": first[0], "evidence": first[1], "understanding": replace(reading, used=False)}
        return {**back, **self._composed({**state, **back})}

    def _composed(self, state: State) -> State:
        if (
            self._generated
            and state["worded"]
            and state["plan"].intent not in _NEVER_GENERATED
            and _answerable(state)
            and not Premises(state["plan"], self._catalogue, state["question"].reader).leaves_nothing
        ):
            with noting_usage() as used:
                try:
                    draft, failure = self._run(self._generated, state), None
                except ModelError as error:
                    _log.warning("model failed: %s", error.code)
                    draft, failure = self._run(self._extractive, state), error
            return {"draft": draft, "failure": failure, "usage": total(used), "requested": used.requested}
        return {"draft": self._run(self._extractive, state)}

    def verify(self, state: State) -> State:
        question, draft = state["question"], state["draft"]
        found = {
            hit.passage.passage_id: Source(passage=hit.passage, document=hit.document)
            for hit in state["evidence"].hits
        }
        sources = {**found, **sources_of(draft, self._catalogue, question.reader)}
        return {"verified": verify(draft, sources, (question.text, state["plan"].need), state["plan"].as_of)}

    def answer(self, state: State) -> State:
        elapsed_ms = (time.perf_counter() - state["started"]) * 1000
        answer = assemble(
            state["question"], state["plan"], state["evidence"], state["draft"], state["verified"],
            catalogue=self._catalogue, failure=state.get("failure"), no_vector=state["no_vector"], elapsed_ms=elapsed_ms,
        )  # fmt: skip
        usage = total([used for used in (state.get("read_usage"), state.get("usage")) if used])
        basis = self._witness.of(
            state["question"], state["plan"], answer, state["verified"], state["draft"].left_out
        )
        elapsed_ms = (time.perf_counter() - state["started"]) * 1000
        answer = replace(
            answer,
            usage=usage,
            basis=basis,
            elapsed_ms=elapsed_ms,
            understanding=state.get("understanding"),
            sent_to=self._sent_to(state),
        )
        _log.info(
            "answered intent=%s refused=%s citations=%d ms=%.0f tokens=%d",
            answer.intent,
            answer.refused,
            len(answer.citations),
            elapsed_ms,
            usage.tokens if usage else 0,
        )
        return {"answer": answer}

    def _sent_to(self, state: State) -> tuple[str, ...]:
        """Return the hosts that a text was sent to: whatever the service made of it, it has it."""
        searching = () if state["plan"].intent is Intent.LISTING else self._hosts.searching
        asked = state.get("requested") or state.get("understanding")
        return tuple(
            dict.fromkeys((*searching, *((self._hosts.chat,) if asked and self._hosts.chat else ())))
        )

    # ── parts of nodes ──────────────────────────────────────────────────────────────────────────────────

    def _evidence(self, plan: Plan, reader: Reader) -> Evidence:
        if plan.need and self._needs:
            return self._needs.evidence(plan, reader)
        if plan.intent is Intent.LISTING:
            return Evidence(listed=self._shortlist.of(plan, reader))
        return Evidence(hits=self._searching.search(plan, reader))

    def _read_again(self, state: State, evidence: Evidence) -> State:
        """Go on from a second reading of the question, where one finds something to answer from; else from the first."""
        plan, pending = state["plan"], state.get("second")
        in_vain = not (_answers(plan, evidence) or evidence.missing or evidence.emptied)
        if pending is None and in_vain and self._second and state["worded"]:
            pending = self._second.begin(state["question"], plan)
        if pending is None:
            return {"evidence": evidence}
        with noting_usage() as used:
            other = pending.plan()
        asked = ModelReading(model=pending.model_name, prompt_id=pending.prompt_id, used=False)
        first: State = {"evidence": evidence, "read_usage": total(used), "understanding": asked}
        if other is None:
            return first
        with noting_failures() as failures:
            reader = state["question"].reader
            found = self._judged(other, self._evidence(other, reader), reader)
        if not _answers(other, found):
            return first
        if other.reworded:  # it was held against the model's words, not the asker's
            found = replace(found, sure=False)
        return {
            **first, "plan": other, "evidence": found, "no_vector": failures[-1] if failures else None,
            "first": (plan, evidence), "understanding": replace(asked, used=True),
        }  # fmt: skip

    def _emptied(self, plan: Plan, question: Question) -> Emptied:
        """Say which conditions are in the way: the question is tried without each of them, then without all."""
        by = tuple(c for c in plan.narrowing if self._would_answer(without(question, c)))
        if by or len(plan.narrowing) < 2:
            return Emptied(by=by)
        bare = question
        for condition in plan.narrowing:
            bare = without(bare, condition)
        return Emptied(together=self._would_answer(bare))

    def _would_answer(self, question: Question) -> bool:
        plan = self._understander.understand(question)
        evidence = self._evidence(plan, question.reader)
        return _answers(plan, self._judged(plan, evidence, question.reader))

    def _judged(self, plan: Plan, evidence: Evidence, reader: Reader) -> Evidence:
        if plan.need and self._needs:
            return evidence
        return replace(self._judge.judge(plan, evidence.hits, reader), listed=evidence.listed)

    def _run(self, composer: Composer, state: State) -> Draft:
        draft: Draft | None = None
        pieces = composer.compose(state["question"], state["plan"], state["evidence"])
        for piece in pieces:
            if isinstance(piece, Draft):
                draft = piece
            elif state["stopped"].is_set():
                if isinstance(pieces, Generator):
                    pieces.close()
                return Draft(statements=())
            elif piece:
                _tell(Progress(stage=Stage.COMPOSING, delta=piece))
        if draft is None:
            raise ModelError("no_draft", retryable=False, service="composer", reason="nothing composed")
        return draft


def _answers(plan: Plan, evidence: Evidence) -> bool:
    """Say whether there is something to answer from: passages that are enough, patents to list, or named documents."""
    if plan.intent is Intent.LISTING:
        return bool(evidence.listed)
    return (
        evidence.sufficient
        or bool(plan.document_ids or plan.unknown_numbers)
        or plan.intent in _NEVER_GENERATED
    )


def _answerable(state: State) -> bool:
    evidence = state["evidence"]
    return not evidence.missing and (evidence.sufficient or bool(state["plan"].document_ids))


def _untraced(steps: Iterator[Any]) -> Generator[Any]:
    """Pass on the steps of a graph with tracing off: what an asker writes goes to no tracing service, whatever is set."""
    from langsmith import tracing_context

    try:
        while True:
            with tracing_context(enabled=False):
                step = next(steps, None)
            if step is None:
                return
            yield step
    finally:
        if isinstance(steps, Generator):
            steps.close()


def _tell(progress: Progress) -> None:
    from langgraph.config import get_stream_writer

    get_stream_writer()(progress)
