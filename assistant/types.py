"""The nouns of the assistant: questions, plans, evidence, citations, answers, all frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from assistant.facts import Facts
from assistant.left_out import LeftOut
from knowledge.types import (
    DocumentHead,
    Filters,
    Hit,
    Kind,
    Language,
    Money,
    PassageKind,
    Reader,
    TextType,
)

if TYPE_CHECKING:
    from assistant.drafting.types import Drafted
    from assistant.matching.types import Matched


class Intent(StrEnum):
    TECHNOLOGY_SEARCH = "technology_search"
    LICENCE_TERMS = "licence_terms"
    AVAILABILITY = "availability"  # may this patent be licensed, is it in force, when does it end
    POLICY = "policy"
    COMPARISON = "comparison"
    PROCEDURE = "procedure"
    CALCULATION = "calculation"
    LISTING = "listing"  # which patents in the library are …
    MATCHING = "matching"  # holds an enterprise's need against the patents
    SUPPORT = "support"  # which programmes, reliefs and recognitions are open to an enterprise
    DRAFTING = "drafting"
    CONFIDENTIAL = "confidential"  # asks for what is internal
    LEGAL_OPINION = "legal_opinion"  # infringement, validity, freedom to operate
    LIBRARY = "library"  # what do you hold, what can you do
    OFF_TOPIC = "off_topic"
    COURTESY = "courtesy"  # thanks, greetings: nothing is asked
    ASKED_BACK = "asked_back"  # it can mean several things: the asker is asked which


class Facet(StrEnum):
    """One thing a question wants to know of a patent or a rule."""

    FEE = "fee"
    TERM = "term"  # how long the right runs
    STATUS = "status"
    OWNER = "owner"
    INTERNAL = "internal"  # asks for what only officers may see
    EXCLUSIVITY = "exclusivity"
    WHEN = "when"
    WHO = "who"
    HOW_MANY = "how_many"
    TITLE_AND_NUMBER = "title_and_number"
    NOT_AVAILABLE = "not_available"
    AVAILABLE = "available"
    ASSERTS = "asserts"  # states something and wants it confirmed
    EARNINGS = "earnings"  # what a party pays or earns in fact
    MATCHING = "matching"  # score or rank for a need


class Mode(StrEnum):
    EXTRACTIVE = "extractive"
    GENERATED = "generated"


class RefusalReason(StrEnum):
    NO_EVIDENCE = "no_evidence"
    NARROWED = "narrowed"  # what it was narrowed to left nothing; without that there is an answer
    CONFIDENTIAL = "confidential"
    LEGAL_OPINION = "legal_opinion"
    OFF_TOPIC = "off_topic"
    EMPTY_QUESTION = "empty_question"
    ROLE = "role"  # others may


ONE_VALUE_FIELDS = frozenset({"free_of_charge", "from_date", "to_date", "in_force_on"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One value that an answer is narrowed to: of a field of `Filters`, or of `kinds`."""

    field: str
    value: str  # as JSON has it
    words: str = ""  # of the question, where it was read off them; empty where it was set beside them
    off: bool = False  # the asker took it away: told, and not applied

    @property
    def key(self) -> str:
        """Return what it is known by when the question is asked again, on another day too."""
        return self.field if self.field in ONE_VALUE_FIELDS else f"{self.field}={self.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of the things that a question can mean: how it is called, and the question that it stands for."""

    label: str
    question: str
    document_ids: tuple[str, ...] = ()  # what that question is about


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One earlier exchange of a conversation, as far as a follow-up needs it."""

    question: str
    answer: str
    document_ids: tuple[str, ...]  # what the answer was about, first mentioned first
    intent: Intent | None = None
    conditions: tuple[Condition, ...] = ()  # what it was narrowed to
    shown: tuple[
        str, ...
    ] = ()  # the documents in the order in which the asker sees them, a table's row by row
    options: tuple[Option, ...] = ()  # where it asked back
    as_of: date | None = None
    inside: bool = False  # whoever asked could read what is internal
    in_vain: bool = False  # nothing of the library answered it


EVERY_CONDITION = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    text: str
    reader: Reader
    as_of: date
    language: Language | None = None  # None: detected from the text
    kinds: tuple[Kind, ...] | None = None  # None: as the question suggests
    history: tuple[Turn, ...] = ()
    filters: Filters = field(default_factory=Filters)  # set by the asker beside the words of the question
    without: tuple[str, ...] = ()  # keys of conditions in its words that shall not narrow, or EVERY_CONDITION
    worded: bool = True  # a chat model may word the answer, where there is one


@dataclass(frozen=True, slots=True, kw_only=True)
class Miswritten:
    """An application number that its own check digit contradicts."""

    written: str
    held: tuple[str, ...] = ()  # numbers of the library that differ from it in one place
    taken: str = (
        ""  # the one that is answered for: it differs in the check digit alone, and no other is as near
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheld:
    """A document that a question names by its number, or articles of a law, that the library does not hold."""

    written: str = ""  # the document's number as the question has it; empty for articles
    keys: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    of: tuple[str, ...] = ()  # the documents of the law that lacks the articles
    near: tuple[
        str, ...
    ] = ()  # documents of the nearest numbers; of articles, other versions that hold them all
    held: tuple[str, ...] = ()  # the articles that the law has in the library


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a question was understood to ask."""

    intent: Intent
    language: Language
    search_text: str  # what is looked for, follow-ups resolved
    kinds: tuple[Kind, ...]
    as_of: date
    document_ids: tuple[str, ...] = ()  # the documents the question is about, where it names or implies them
    unknown_numbers: tuple[str, ...] = ()  # numbers it names that the library does not hold
    miswritten: tuple[Miswritten, ...] = ()
    unheld: tuple[Unheld, ...] = ()
    places_unheld: tuple[str, ...] = ()  # codes of places whose rules it asks for and the library has none of
    day_told: bool = False  # its words tell the day to judge things on, or those of a turn before
    facets: frozenset[Facet] = frozenset()
    named: bool = False  # the documents are named in the question itself, not taken from the turns before
    follow_up: bool = False
    instruction_ignored: bool = False  # it carried an instruction to the assistant, which was put aside
    text: str = ""  # the question as asked, without such instructions
    conditions: tuple[Condition, ...] = ()  # what it is narrowed to, by its words and beside them
    filters: Filters = field(default_factory=Filters)  # those that are not off, with the day to judge them on
    options: tuple[Option, ...] = ()  # where the asker is to be asked which of them is meant
    within: tuple[
        str, ...
    ] = ()  # what is to answer alone: a rule in whichever language, patents listed before
    topic: str = (
        ""  # of a follow-up: what was asked where the topic was named; of a calculation, all before it
    )
    reworded: str = ""  # what is looked for, where a chat model chose the words
    need: str = ""  # of an enterprise, as it was written: what is matched or drafted for
    draft: str = ""  # the kind of draft that is asked for, of drafting's DraftKind
    addressee: str = ""  # the enterprise that it is to go to

    @property
    def narrowing(self) -> tuple[Condition, ...]:
        """Return the conditions that are applied."""
        return tuple(condition for condition in self.conditions if not condition.off)


_SURE_OF_RECOGNITION = 0.85


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A pointer into a document: `document.text[start:end] == quote`."""

    marker: int  # from 1
    document_id: str
    passage_id: str
    title: str
    label: str
    kind: Kind
    passage_kind: PassageKind
    quote: str
    start: int
    end: int
    text_type: TextType | None = None  # policies: the official words, or a digest of ours
    publication_number: str | None = None
    document_number: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    jurisdiction: str | None = None
    official_url: str | None = None
    register_checked_on: date | None = None
    synthetic: bool = False
    page: int | None = None  # from 1, where the source has pages
    confidence: float | None = None  # 0–1, of text recognised from an image

    @property
    def doubtful(self) -> bool:
        """Say whether the words were recognised with so little confidence that they may be wrong."""
        return self.confidence is not None and self.confidence < _SURE_OF_RECOGNITION


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence or line of an answer. Markers of its citations; none where it states nothing from the library."""

    text: str
    markers: tuple[int, ...] = ()
    heading: bool = False
    bullet: bool = False
    computed: bool = False  # its numbers come from a calculation whose inputs are the quotes


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]  # cells may end in markers: "30,000 CNY [2]"
    computed: tuple[tuple[int, int], ...] = ()  # (row, column), from 0, of the cells that were calculated


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a chat model used for one answer. `cost` is there only where prices are set."""

    prompt_tokens: int
    completion_tokens: int
    estimated: bool = False  # counted by us: the service did not tell
    cost: Money | None = None

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelReading:
    """A chat model that was asked what a question asks. `used`: what it said was taken, else that of the rules stood."""

    model: str
    prompt_id: str
    used: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What an answer rested on when it was made, as far as its asker may read: kept, so that it can be checked later."""

    made_at: str  # ISO 8601, UTC
    program: str  # its version
    library: str  # a digest of the public documents that answer, equal for equal libraries
    documents: int
    facts: tuple[Facts, ...] = ()  # of the public documents that it cites
    left_out: tuple[LeftOut, ...] = ()
    drawn_on: tuple[str, ...] = ()  # where something was left out: the documents it may have come from
    kinds: tuple[Kind, ...] = ()  # what the asker restricted it to
    without: tuple[str, ...] = ()
    context: tuple[Turn, ...] = ()  # of a follow-up: the turns before, without their answers
    inside: bool = False  # the asker could read what is internal


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the asker gets. `text` is the statements with their markers, as Markdown; tables follow it."""

    text: str
    statements: tuple[Statement, ...]
    language: Language
    mode: Mode
    refused: bool
    citations: tuple[Citation, ...]
    as_of: date
    reason: RefusalReason | None = None
    tables: tuple[Table, ...] = ()
    warnings: tuple[str, ...] = ()
    elapsed_ms: float = 0.0
    intent: Intent | None = None
    document_ids: tuple[str, ...] = ()
    model: str | None = None
    prompt_id: str | None = None
    nearest: tuple[Hit, ...] = ()  # where refused: the nearest passages
    conditions: tuple[Condition, ...] = ()  # what it was narrowed to, and what the asker took away
    nearest_only: bool = False  # it shows what is nearest to the question, and may not answer it
    options: tuple[
        Option, ...
    ] = ()  # where it asks back: what the question can mean, each to be said or clicked
    usage: Usage | None = None  # where a chat model was asked, whether or not its text was used
    basis: Basis | None = None
    understanding: ModelReading | None = None  # where a chat model was asked what the question asks
    sent_to: tuple[str, ...] = ()  # hosts of the services that were sent the question, and passages with it


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A composed answer before it is verified: statements cite hits by their passage id and quote."""

    statements: tuple[DraftStatement, ...]
    tables: tuple[DraftTable, ...] = ()
    warnings: tuple[str, ...] = ()
    nearest_only: bool = False
    refused: bool = False
    reason: RefusalReason | None = None
    document_ids: tuple[str, ...] = ()
    mode: Mode = Mode.EXTRACTIVE
    model: str | None = None
    prompt_id: str | None = None
    left_out: tuple[LeftOut, ...] = ()  # sentences of a model that did not hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words taken from a passage; verified to stand there before anybody sees them."""

    passage_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftStatement:
    text: str
    quotes: tuple[Quote, ...] = ()
    heading: bool = False
    bullet: bool = False
    computed: bool = False  # its numbers come from a calculation whose inputs are the quotes
    answers_best: bool = field(default=False, compare=False)  # of the sentences chosen for a question
    premise: bool = field(default=False, compare=False)  # said before the answer, whoever words that


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftTable:
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[DraftStatement, ...], ...]


class Stage(StrEnum):
    UNDERSTANDING = "understanding"
    RETRIEVING = "retrieving"
    COMPOSING = "composing"
    VERIFYING = "verifying"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What an asker sees before the answer stands: the stage, and provisional text while a model writes."""

    stage: Stage
    delta: str = ""
    found: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Emptied:
    """Conditions left nothing that answers. `by`: each of them alone is in the way; `together`: only all of them are."""

    by: tuple[Condition, ...] = ()
    together: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What retrieval found for a plan, and the judgement over it."""

    hits: tuple[Hit, ...] = ()
    listed: tuple[DocumentHead, ...] = ()  # of a listing: the patents to choose from
    sufficient: bool = False
    sure: bool = True  # where sufficient: it answers; False: it is only near what is asked
    missing: tuple[str, ...] = field(default_factory=tuple)
    emptied: Emptied | None = None
    matched: Matched | None = None  # of a need
    drafted: tuple[Drafted, ...] = ()  # one for each patent that a draft was asked for
