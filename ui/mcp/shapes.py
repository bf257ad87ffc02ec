"""The arguments of the tools that programs may call: a JSON object in, checked values out; and their names, words and scopes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.accounts.types import Scope
from assistant.understanding.tools import TOOLS as ASSISTANTS
from knowledge.types import Kind, Language, LicenceType, PatentType

MOST_HITS = 50
MOST_LISTED = 200
LONGEST_TEXT = 4_000

_Word = Annotated[str, Field(min_length=1, max_length=200)]
_Words = Annotated[tuple[_Word, ...], Field(max_length=8)]
_Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]


class Arguments(BaseModel):
    """What all tools share."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date | None = Field(
        default=None, description="the day on which status, terms and rules are judged; today where left out"
    )


class Ask(Arguments):
    """Answer a question about patents, licences or rules, each sentence with its source; or say that the library does not hold it."""

    question: _Text = Field(description="in Chinese or English, as a person would ask it")
    kind: Kind | None = Field(default=None, description="answer from documents of this kind alone")
    language: Language | None = Field(
        default=None, description="of the answer; the question's where left out"
    )


class Search(Arguments):
    """Find passages of any kind of document by topic."""

    query: _Text = Field(description="what is looked for")
    kinds: tuple[Kind, ...] = Field(default=(), max_length=len(Kind))
    k: int = Field(default=10, ge=1, le=MOST_HITS, description="how many passages")


class _Topic(Arguments):
    topic: _Text = Field(description="what is looked for")
    languages: tuple[Language, ...] = Field(default=(), max_length=len(Language), description="of the texts")
    jurisdictions: _Words = Field(default=(), description="country codes")
    regions: _Words = Field(default=(), description="provinces or cities by name, or ISO 3166-2 codes")
    from_date: date | None = None
    to_date: date | None = None
    in_force_on: date | None = Field(default=None, description="in force on this day")
    k: int = Field(default=10, ge=1, le=MOST_HITS, description="how many passages")


class SearchPatents(_Topic):
    owners: _Words = Field(default=(), description="names, or parts of names")
    ipc: _Words = Field(default=(), description="IPC or CPC symbols, or their beginnings")
    patent_types: tuple[PatentType, ...] = Field(default=(), max_length=len(PatentType))
    licence_types: tuple[LicenceType, ...] = Field(default=(), max_length=len(LicenceType))
    free_of_charge: bool | None = Field(
        default=None, description="offers without a fee, or without one at first"
    )
    available: bool = Field(default=False, description="patents that can be licensed now")


class SearchPolicies(_Topic):
    pass


class _OfPatents(Arguments):
    patents: Annotated[tuple[_Word, ...], Field(min_length=1, max_length=4)] = Field(
        description="publication, application or patent numbers, in any spelling"
    )
    language: Language = Field(default=Language.EN, description="of the answer")


class GetPatent(_OfPatents):
    pass


class LicenceTerms(_OfPatents):
    pass


class Compare(_OfPatents):
    patents: Annotated[tuple[_Word, ...], Field(min_length=2, max_length=4)] = Field(
        description="publication, application or patent numbers, in any spelling"
    )


class Calculate(Arguments):
    patents: Annotated[tuple[_Word, ...], Field(max_length=4)] = Field(
        default=(), description="numbers of the patents, where the question does not name them"
    )
    question: _Text = Field(description="what is to be worked out, with its figures, in Chinese or English")
    language: Language | None = Field(
        default=None, description="of the answer; the question's where left out"
    )


class Match(Arguments):
    need: _Text = Field(description="what the company needs, in its own words")
    k: int = Field(default=5, ge=1, le=10, description="how many technologies")
    language: Language | None = Field(default=None, description="of the remarks; the need's where left out")


class ShowRecord(Arguments):
    """Show everything that is held about one document: fields, status with its rule and dates, offers, versions and parts."""

    document: _Word = Field(description="a document_id, or any number of a patent or rule")
    with_text: bool = Field(default=False, description="with the words of its parts")


class ListDocuments(Arguments):
    """List the documents of the library, oldest first."""

    kind: Kind | None = None
    limit: int = Field(default=50, ge=1, le=MOST_LISTED)
    offset: int = Field(default=0, ge=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One tool: its arguments, what it does in words for a model, and which scope a token needs."""

    name: str
    arguments: type[Arguments]
    scope: Scope
    description: str

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of its arguments."""
        schema = self.arguments.model_json_schema()
        schema.pop("description", None)
        return schema


def _own(name: str, arguments: type[Arguments], scope: Scope) -> Tool:
    return Tool(name=name, arguments=arguments, scope=scope, description=arguments.__doc__ or "")


def _assistants(name: str, arguments: type[Arguments], scope: Scope) -> Tool:
    """Return a tool that the assistant itself has, under the same name and in the same words."""
    described = ASSISTANTS[name].__doc__ or ""
    return Tool(name=name, arguments=arguments, scope=scope, description=described)


TOOLS: Mapping[str, Tool] = {
    tool.name: tool
    for tool in (
        _own("ask", Ask, Scope.ASK),
        _own("search", Search, Scope.SEARCH),
        _assistants("search_patents", SearchPatents, Scope.SEARCH),
        _assistants("search_policies", SearchPolicies, Scope.SEARCH),
        _assistants("get_patent", GetPatent, Scope.ASK),
        _assistants("licence_terms", LicenceTerms, Scope.ASK),
        _assistants("compare", Compare, Scope.ASK),
        _assistants("calculate", Calculate, Scope.ASK),
        _assistants("match", Match, Scope.MATCH),
        _own("show_record", ShowRecord, Scope.RECORDS),
        _own("list_documents", ListDocuments, Scope.RECORDS),
    )
}
