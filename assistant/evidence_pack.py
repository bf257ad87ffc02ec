"""Evidence packs: the schema of the file, its digest, and how one is read. What goes in: `assistant.packing`.

A pack is one JSON object that a person can read. Reading checks every field and says which one is wrong; the digest
tells whether somebody changed a field afterwards. It is no signature: whoever changes a pack can make a new digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from assistant.types import Mode, RefusalReason
from knowledge.errors import UsageError
from knowledge.types import Audience, Kind, Language, PassageKind, Role, TextType

SCHEMA: Literal["patentbridge-evidence-pack"] = "patentbridge-evidence-pack"
SCHEMA_VERSION: Literal[1] = 1
MOST_BYTES = 32_000_000
_DIGEST = "content_sha256"
_MOST_TURNS = 20  # each is read through the one before it


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class PackedProgram(_Part):
    name: str
    version: str


class PackedLibrary(_Part):
    """The public documents that answered, whoever asked."""

    digest: str
    documents: int


class PackedCondition(_Part):
    field: str
    value: str
    words: str = ""
    off: bool = False


class PackedTurn(_Part):
    """An earlier question that a follow-up leans on, without its answer."""

    question: str
    document_ids: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    intent: str | None = None
    conditions: tuple[PackedCondition, ...] = ()
    as_of: date | None = None


class PackedQuestion(_Part):
    text: str
    language: Language
    as_of: date
    asked_as: Role
    kinds: tuple[Kind, ...] = ()
    conditions: tuple[PackedCondition, ...] = ()
    without: tuple[str, ...] = ()
    context: tuple[PackedTurn, ...] = Field(default=(), max_length=_MOST_TURNS)


class PackedQuote(_Part):
    """A quote that stands verbatim in its passage; the offsets are those of the document, in code points."""

    marker: int
    start: int
    end: int


class PackedValue(_Part):
    """A number, amount, date or rate that a statement states, and where it was found: [1], question, as_of, calculation."""

    kind: str
    value: str
    bound_to: tuple[str, ...] = ()


class PackedVerdict(_Part):
    quotes: tuple[PackedQuote, ...] = ()
    values: tuple[PackedValue, ...] = ()


class PackedInput(_Part):
    marker: int
    quote: str
    values: tuple[str, ...] = ()


class PackedStatement(_Part):
    text: str
    markers: tuple[int, ...] = ()
    heading: bool = False
    bullet: bool = False
    computed: bool = False
    verdict: PackedVerdict = Field(default_factory=PackedVerdict)
    inputs: tuple[PackedInput, ...] = ()  # of a calculation


class PackedTable(_Part):
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    computed: tuple[tuple[int, int], ...] = ()


class PackedCost(_Part):
    amount: str
    currency: str


class PackedUsage(_Part):
    prompt_tokens: int
    completion_tokens: int
    estimated: bool = False
    cost: PackedCost | None = None


class PackedReading(_Part):
    """A chat model that was asked what the question asks. `used`: the answer rests on what it said."""

    model: str
    prompt_id: str
    used: bool


class PackedAnswer(_Part):
    text: str
    mode: Mode
    model: str | None = None
    prompt_ids: tuple[str, ...] = ()
    refused: bool = False
    reason: RefusalReason | None = None
    warnings: tuple[str, ...] = ()
    statements: tuple[PackedStatement, ...] = ()
    tables: tuple[PackedTable, ...] = ()
    usage: PackedUsage | None = None
    understanding: PackedReading | None = None


class PackedDocument(_Part):
    document_id: str
    title: str
    kind: Kind
    audience: Audience
    language: Language
    publication_number: str | None = None
    document_number: str | None = None
    jurisdiction: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    register_checked_on: date | None = None
    text_type: TextType | None = None
    official_url: str | None = None
    synthetic: bool = False
    sha256: str | None = None  # of its text; none where the library does not hold its words any more
    facts: dict[str, Any] | None = None  # of a right or a rule, as of the day of the question


class PackedPassage(_Part):
    passage_id: str
    label: str
    kind: PassageKind
    number: str | None = None
    page: int | None = None
    start: int | None = None
    end: int | None = None
    text: str | None = None
    sha256: str | None = None


class PackedSpan(_Part):
    start: int
    end: int
    quote: str


class PackedCitation(_Part):
    marker: int
    document_id: str
    passage: PackedPassage
    span: PackedSpan


class PackedNearest(_Part):
    document_id: str
    title: str
    label: str
    passage_id: str
    sha256: str


class PackedPlace(_Part):
    """A passage in which words stand."""

    document_id: str
    passage_id: str
    label: str


class PackedCut(_Part):
    """A statement that is no part of the answer, and which check it failed."""

    text: str
    quote: str | None = None
    values: tuple[str, ...] = ()  # those without a source
    reason: str | None = None
    by_model: bool = False
    elsewhere: tuple[PackedPlace, ...] = ()  # where the quote stands instead


class Pack(_Part):
    schema_name: Literal["patentbridge-evidence-pack"] = Field(alias="schema", default=SCHEMA)
    schema_version: Literal[1] = SCHEMA_VERSION
    notice: str
    holds_internal: bool
    answered_at: AwareDatetime
    program: PackedProgram
    library: PackedLibrary
    question: PackedQuestion
    answer: PackedAnswer
    documents: tuple[PackedDocument, ...] = ()
    citations: tuple[PackedCitation, ...] = ()
    nearest: tuple[PackedNearest, ...] = ()
    cut: tuple[PackedCut, ...] = ()

    def document(self, document_id: str) -> PackedDocument | None:
        return next((d for d in self.documents if d.document_id == document_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPack:
    """A pack that was read. `edited` names what was changed since it was written, as far as that can be told."""

    pack: Pack
    edited: tuple[str, ...] = ()


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def write_pack(pack: Pack) -> str:
    """Return the pack as JSON with its digest as the last field."""
    content = pack.model_dump(mode="json", by_alias=True)
    return json.dumps({**content, _DIGEST: _content_digest(content)}, ensure_ascii=False, indent=2) + "\n"


def read_pack(data: bytes, name: str) -> ReadPack:
    """Read a pack. Raises UsageError that names the file, and the field where one is wrong."""
    if len(data) > MOST_BYTES:
        raise UsageError("pack_too_large", file=name, limit=MOST_BYTES)
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        raise UsageError("pack_not_json", file=name) from None
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise UsageError("pack_field", file=name, field="schema", reason=f"not {SCHEMA}")
    if content.get("schema_version") != SCHEMA_VERSION:
        raise UsageError("pack_version", file=name, field="schema_version", known=SCHEMA_VERSION)
    try:
        pack = Pack.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise UsageError("pack_field", file=name, field=field, reason=first["msg"]) from None
    _check_references(pack, name)
    return ReadPack(pack=pack, edited=tuple(_edits(pack, content)))


def file_name(pack: Pack, turn_id: str = "") -> str:
    """Return a name for the pack's file; one that holds internal passages says so."""
    parts = ["patentbridge-evidence", pack.question.as_of.isoformat(), turn_id[:8]]
    return f"{'-'.join(part for part in parts if part)}{'-INTERNAL' if pack.holds_internal else ''}.json"


def _check_references(pack: Pack, name: str) -> None:
    """Every citation is of a document of the pack, every marker of a citation, each once."""
    documents = {document.document_id for document in pack.documents}
    markers = [citation.marker for citation in pack.citations]
    for number, citation in enumerate(pack.citations):
        if citation.document_id not in documents:
            field = f"citations.{number}.document_id"
            raise UsageError("pack_field", file=name, field=field, reason="no such document in the pack")
        if citation.marker in markers[:number]:
            field = f"citations.{number}.marker"
            raise UsageError("pack_field", file=name, field=field, reason="used twice")
    for number, statement in enumerate(pack.answer.statements):
        if not set(statement.markers) <= set(markers):
            field = f"answer.statements.{number}.markers"
            raise UsageError("pack_field", file=name, field=field, reason="no such citation in the pack")


def _edits(pack: Pack, content: dict[str, Any]) -> Iterator[str]:
    """Name what was changed: a passage that is not that of its digest, a quote that is not its passage's, else the whole."""
    said = content.get(_DIGEST)
    rest = {name: value for name, value in content.items() if name != _DIGEST}
    if said == _content_digest(rest):
        return
    found = False
    for number, citation in enumerate(pack.citations):
        passage, span = citation.passage, citation.span
        if passage.text is None or passage.start is None:
            continue
        if passage.sha256 != digest_of(passage.text):
            found = True
            yield f"citations.{number}.passage.text"
        elif passage.text[span.start - passage.start : span.end - passage.start] != span.quote:
            found = True
            yield f"citations.{number}.span"
    if not found:
        yield "content"


def _content_digest(content: dict[str, Any]) -> str:
    return digest_of(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
