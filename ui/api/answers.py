"""What programs are told, as the description of the interface shows it. The values themselves come from where commands get theirs."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class Told(BaseModel):
    model_config = ConfigDict(extra="allow")  # fields may be added


class Part(Told):
    where: str
    message: str


class Problem(Told):
    code: str
    message: str
    hint: str
    parts: list[Part] = []


class ErrorTold(Told):
    error: Problem


class OpenAiProblem(Told):
    message: str
    type: str
    param: str | None
    code: str


class OpenAiErrorTold(Told):
    error: OpenAiProblem


class MeTold(Told):
    name: str
    roles: list[str]
    scopes: list[str]


class CitationTold(Told):
    marker: int
    document_id: str
    passage_id: str
    title: str
    label: str
    quote: str
    start: int
    end: int


class TableTold(Told):
    title: str
    columns: list[str]
    rows: list[list[str]]


class AnswerTold(Told):
    answer: str
    language: str
    mode: str
    refused: bool
    reason: str | None
    citations: list[CitationTold]
    tables: list[TableTold]
    warnings: list[str]
    as_of: str
    elapsed_ms: float
    conversation: str | None
    turn: str | None
    evidence: str | None


class TurnTold(AnswerTold):
    question: str
    asked_at: str


class ConversationTold(Told):
    conversation: str
    turns: list[TurnTold]


class SummaryTold(Told):
    conversation: str
    title: str
    updated_at: str


class ConversationsTold(Told):
    conversations: list[SummaryTold]


class Deleted(Told):
    deleted: str


class HitTold(Told):
    rank: int
    score: float
    document_id: str
    title: str
    label: str
    text: str


class HitsTold(Told):
    hits: list[HitTold]
    narrowed_to: dict[str, Any]


class DocumentListed(Told):
    document_id: str
    kind: str
    language: str
    audience: str
    title: str
    source: str
    sample: bool
    synthetic: bool
    loaded_on: str | None


class DocumentsTold(Told):
    documents: list[DocumentListed]
    total: int
    limit: int
    offset: int


class PassageListed(Told):
    label: str
    kind: str
    start: int
    end: int


class DocumentTold(Told):
    document_id: str
    kind: str
    audience: str
    language: str
    title: str
    as_of: str
    record: dict[str, Any] | None
    passages: list[PassageListed]


class MatchesTold(Told):
    need: str
    requirements: list[dict[str, Any]]
    matches: list[dict[str, Any]]


class DraftTold(Told):
    draft_id: str
    state: str
    kind: str
    language: str
    version: int
    publication_number: str


class DraftsTold(Told):
    drafts: list[DraftTold]


class DraftShown(DraftTold):
    slots: list[dict[str, Any]]
    citations: list[CitationTold]
    steps: list[dict[str, Any]]


class RunTold(Told):
    run: str
    state: str
    audience: str
    files: list[str]
    files_done: int
    files_total: int
    report: dict[str, Any] | None
    error: Problem | None
