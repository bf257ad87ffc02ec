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

from assistant.answering import assemble, empty_question, sources_of
from assistant.beside.preparing import Place, PreparingBeside
from assistant.citations import Source, Verified, verify
from assistant.composing.premises import Premises
from assistant.internal_figures import InternalFigures
from assistant.metering import noting_usage, total
from assistant.missing_vectors import noting_failures
from assistant.preparation import NEVER_GENERATED, Preparation, Prepared, answers, read_part
from assistant.protocols import Composer, PendingPlan, SecondUnderstander
from assistant.service_hosts import NOWHERE, ServiceHosts
from assistant.types import (
    Answer,
    Draft,
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
from knowledge.protocols import Catalogue

if TYPE_CHECKING:
    from langgraph.graph.state import CompiledStateGraph
    from langgraph.types import StreamMode

_log = logging.getLogger(__name__)


class State(TypedDict, total=False):
    """What the six nodes hand on."""

    question: Question
    started: float
    stopped: threading.Event  # the asker went away
    worded: bool  # a chat model may write the answer
    place: Place  # among the questions that are answered at once
    prepared: Prepared | None  # where another process did it
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
    """Answers questions. Without a `generated` composer every answer is extractive; `beside` may prepare some elsewhere."""

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        preparation: Preparation,
        extractive: Composer,
        generated: Composer | None = None,
        second: SecondUnderstander | None = None,
        hosts: ServiceHosts = NOWHERE,
        figures: InternalFigures | None = None,
        beside: PreparingBeside | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._preparation = preparation
        self._extractive = extractive
        self._generated = generated
        self._second = second
        self._hosts = hosts
        self._figures = figures or InternalFigures(catalogue)
        self._beside = beside or PreparingBeside()
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
        yield Progress(stage=Stage.UNDERSTANDING)
        with self._beside.asked() as place:
            state: State = {
                "question": self._figures.forgotten(question), "started": started, "stopped": stopped, "place": place, "worded": worded, "failure": None,
            }  # fmt: skip
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
        prepared = state["place"].prepared(question)
        plan = prepared.plan if prepared else self._preparation.understood(question)
        reads_again = self._second and self._second.always and state["worded"] and not plan.need
        beside = self._second if reads_again else None
        return {
            "plan": plan,
            "prepared": prepared,
            "second": beside.begin(read_part(question), plan) if beside else None,
        }

    def retrieve(self, state: State) -> State:
        if prepared := state["prepared"]:
            return {"evidence": prepared.evidence, "no_vector": None}
        with noting_failures() as failures:
            evidence = self._preparation.found(state["plan"], state["question"].reader)
        return {"evidence": evidence, "no_vector": failures[-1] if failures else None}

    def judge(self, state: State) -> State:
        prepared = state["prepared"] or self._preparation.judged(
            state["plan"], state["evidence"], state["question"]
        )
        state["place"].is_prepared()
        plan = prepared.plan
        return {"plan": plan, **self._read_again({**state, "plan": plan}, prepared.evidence)}

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
            and state["plan"].intent not in NEVER_GENERATED
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

    def _read_again(self, state: State, evidence: Evidence) -> State:
        """Go on from a second reading of the question, where one finds something to answer from; else from the first."""
        plan, pending = state["plan"], state.get("second")
        in_vain = not (answers(plan, evidence) or evidence.missing or evidence.emptied)
        if pending is None and in_vain and self._second and state["worded"]:
            pending = self._second.begin(read_part(state["question"]), plan)
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
            found = self._preparation.weighed(other, self._preparation.found(other, reader), reader)
        if not answers(other, found):
            return first
        if other.reworded:  # it was held against the model's words, not the asker's
            found = replace(found, sure=False)
        return {
            **first, "plan": other, "evidence": found, "no_vector": failures[-1] if failures else None,
            "first": (plan, evidence), "understanding": replace(asked, used=True),
        }  # fmt: skip

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
