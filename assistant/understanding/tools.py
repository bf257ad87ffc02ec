"""The tools that a chat model may call to say what a question asks, with typed arguments: calls in; checked shapes out.

Shapes alone are checked here; whether the words and numbers are the asker's is for `model_words.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.tool_calling import Tool, ToolCall
from assistant.types import Facet, Intent


class Wanted(StrEnum):
    """What a model may say that a question wants to know; what is internal is for the rules alone."""

    FEE = Facet.FEE
    TERM = Facet.TERM
    STATUS = Facet.STATUS
    OWNER = Facet.OWNER
    EXCLUSIVITY = Facet.EXCLUSIVITY
    WHEN = Facet.WHEN
    WHO = Facet.WHO
    HOW_MANY = Facet.HOW_MANY
    TITLE_AND_NUMBER = Facet.TITLE_AND_NUMBER
    AVAILABLE = Facet.AVAILABLE


class Narrowing(StrEnum):
    """Fields of `Filters` that a model may point out in the words of a question."""

    REGIONS = "regions"
    JURISDICTIONS = "jurisdictions"
    OWNERS = "owners"
    IPC = "ipc"
    PATENT_TYPES = "patent_types"
    LICENCE_TYPES = "licence_types"
    FREE_OF_CHARGE = "free_of_charge"
    FROM_DATE = "from_date"
    TO_DATE = "to_date"
    IN_FORCE_ON = "in_force_on"


_Words = Annotated[str, Field(max_length=200)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Narrowed(_Shape):
    field: Narrowing
    words: Annotated[str, Field(min_length=1, max_length=80)] = Field(
        description="the words of the question that say it, copied"
    )
    value: Annotated[str, Field(max_length=80)] = Field(
        description="an ISO 3166-2 code for regions, a country code for jurisdictions, an ISO date for dates, true for free_of_charge, else the name or symbol"
    )


class ToolArguments(_Shape):
    """What all tools share."""

    intent: ClassVar[Intent]
    wants: tuple[Wanted, ...] = Field(default=(), max_length=len(Wanted))


class Search(ToolArguments):
    """A search by topic and conditions."""

    topic: _Words = Field(default="", description="what is looked for, in the language of the question")
    conditions: tuple[Narrowed, ...] = Field(default=(), max_length=6)


class SearchPatents(Search):
    """Find technologies or patents on a topic, or those that conditions leave."""

    intent: ClassVar[Intent] = Intent.TECHNOLOGY_SEARCH


class SearchPolicies(Search):
    """Find what laws, rules, notices and programmes say."""

    intent: ClassVar[Intent] = Intent.POLICY
    steps: bool = Field(default=False, description="true where it is asked how something is done or filed")


class Match(Search):
    """Find technologies that fit what a company needs, described in its own words."""

    intent: ClassVar[Intent] = Intent.TECHNOLOGY_SEARCH


class OfPatents(ToolArguments):
    """A question about patents that are named."""

    patents: Annotated[tuple[_Words, ...], Field(min_length=1, max_length=4)] = Field(
        description="numbers, or words of a title, as they stand in the question or in one before it"
    )


class GetPatent(OfPatents):
    """Tell the status, term, owner or availability of a named patent."""

    intent: ClassVar[Intent] = Intent.AVAILABILITY


class LicenceTerms(OfPatents):
    """Tell the fees and conditions on which a named patent can be licensed."""

    intent: ClassVar[Intent] = Intent.LICENCE_TERMS


class Compare(OfPatents):
    """Set two to four named patents side by side."""

    intent: ClassVar[Intent] = Intent.COMPARISON
    patents: Annotated[tuple[_Words, ...], Field(min_length=2, max_length=4)]


class Calculate(OfPatents):
    """Work out a fee, a royalty or a date of a named patent."""

    intent: ClassVar[Intent] = Intent.CALCULATION


TOOLS: Mapping[str, type[ToolArguments]] = {
    "search_patents": SearchPatents,
    "search_policies": SearchPolicies,
    "get_patent": GetPatent,
    "licence_terms": LicenceTerms,
    "compare": Compare,
    "calculate": Calculate,
    "match": Match,
}


def declared() -> tuple[Tool, ...]:
    """Return the tools as chat completions declare them."""
    return tuple(
        {
            "type": "function",
            "function": {"name": name, "description": shape.__doc__, "parameters": _schema(shape)},
        }
        for name, shape in TOOLS.items()
    )


def read(calls: tuple[ToolCall, ...]) -> ToolArguments | None:
    """Return the arguments of the one call that there is to be; None where there are more, none, or ill-formed ones."""
    if len(calls) != 1 or calls[0].name not in TOOLS or calls[0].arguments is None:
        return None
    try:
        return TOOLS[calls[0].name].model_validate(calls[0].arguments)
    except ValidationError:
        return None


def _schema(shape: type[ToolArguments]) -> dict[str, Any]:
    schema = shape.model_json_schema()
    schema.pop("description", None)
    return schema
