"""What programs may send: bodies and queries with their limits; what is not named here is refused."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from assistant.answering import MOST_QUESTION_CHARACTERS
from assistant.drafting.types import DraftKind
from assistant.matching.need_files import need_of_fields
from assistant.needs.needs import LONGEST_TEXT
from assistant.needs.types import Wanted
from assistant.review.types import DraftState
from knowledge.regions import region_named
from knowledge.rights.standing import AVAILABLE_NAMES, Status
from knowledge.types import Filters, Kind, Language, LicenceType

NEW = "new"
_MOST_VALUES = 8  # each of them may be tried without, where together they leave nothing
_ID = r"^[\w-]{1,64}$"


def _kept_whole(text: str) -> str:
    """Refuse what a database does not take."""
    if "\x00" in text:
        raise ValueError("a NUL character is not allowed")
    return text


def _region(text: str) -> str:
    code = region_named(text)
    if code is None:
        raise ValueError("no province or city that is known; give one of China's, or a code such as CN-JS")
    return code


def _asked(text: str) -> str:
    if not text.strip():
        raise ValueError("nothing is asked")
    return text.strip()


Text = Annotated[str, AfterValidator(_kept_whole)]
Short = Annotated[Text, Field(min_length=1, max_length=200)]
Line = Annotated[Text, Field(max_length=2_000)]
Asked = Annotated[Text, Field(min_length=1, max_length=MOST_QUESTION_CHARACTERS), AfterValidator(_asked)]
Region = Annotated[Short, AfterValidator(_region)]
Id = Annotated[str, Field(pattern=_ID)]


class Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Narrowing(Sent):
    """What an answer, a search or a list is narrowed to: of several values one suffices, all fields must hold."""

    kinds: list[Kind] = Field(default=[], max_length=3)
    languages: list[Language] = Field(default=[], max_length=2)
    regions: list[Region] = Field(default=[], max_length=_MOST_VALUES)
    owners: list[Short] = Field(default=[], max_length=_MOST_VALUES)
    ipc: list[Short] = Field(default=[], max_length=_MOST_VALUES)
    statuses: list[Status] = Field(default=[], max_length=_MOST_VALUES)
    available: bool = False
    licence_types: list[LicenceType] = Field(default=[], max_length=_MOST_VALUES)
    free_of_charge: bool | None = None
    from_date: date | None = None
    to_date: date | None = None
    in_force_on: date | None = None

    def filters(self, as_of: date | None = None) -> Filters:
        return Filters(
            languages=tuple(self.languages),
            regions=tuple(self.regions),
            owners=tuple(self.owners),
            ipc=tuple(self.ipc),
            statuses=tuple(map(str, self.statuses)),
            availabilities=AVAILABLE_NAMES if self.available else (),
            licence_types=tuple(self.licence_types),
            free_of_charge=self.free_of_charge or None,
            from_date=self.from_date,
            to_date=self.to_date,
            in_force_on=self.in_force_on,
            as_of=as_of,
        )


class Question(Narrowing):
    question: Asked
    conversation: Annotated[str, Field(pattern=_ID)] | None = None
    as_of: date | None = None
    stream: bool = False
    narrow_by_words: bool = True


class Search(Narrowing):
    query: Asked
    k: int = Field(default=10, ge=1, le=50)


class Listing(Narrowing):
    title: Annotated[Text, Field(max_length=200)] = ""
    limit: int = Field(default=50, ge=1, le=200)
    offset: int = Field(default=0, ge=0, le=10_000_000)


class DayAsked(Sent):
    as_of: date | None = None


class NeedSent(Sent):
    """An enterprise's need by its fields, as a file of `match` has them; only the text must be there."""

    text: Annotated[Text, Field(min_length=1, max_length=LONGEST_TEXT), AfterValidator(_asked)]
    title: Line = ""
    properties: Line = ""
    field: Line = ""
    enterprise: Line = ""
    industry: Line = ""
    region: Line = ""
    budget: Line = ""
    deadline: Line = ""
    licence_type: Line = ""
    time: Line = ""
    trl: Line = ""
    territory: Line = ""
    size: Line = ""
    brings: Line = ""
    profile: Line = ""

    def wanted(self) -> Wanted:
        """Return the need. Raises UsageError(need_field_bad)."""
        return need_of_fields(self.model_dump(), "need")


class _OfANeed(Sent):
    need: NeedSent | None = None
    need_id: Id | None = None

    @model_validator(mode="before")
    @classmethod
    def _text_alone(cls, told: Any) -> Any:
        """Take a text for a need that says nothing else."""
        if isinstance(told, dict) and isinstance(told.get("need"), str):
            return {**told, "need": {"text": told["need"]}}
        return told

    @model_validator(mode="after")
    def _one_need(self) -> _OfANeed:
        if (self.need is None) == (self.need_id is None):
            raise ValueError("give either need or need_id")
        return self


class Match(_OfANeed):
    k: int = Field(default=10, ge=1, le=50)
    language: Language | None = None
    as_of: date | None = None


class DraftWanted(_OfANeed):
    kind: DraftKind
    patent: Short
    language: Language
    as_of: date | None = None


class DraftsAsked(Sent):
    state: DraftState | None = None
    mine: bool = False


class ChatPart(BaseModel):
    """A part of a message of a chat; only texts are read."""

    type: str = Field(max_length=40)
    text: Annotated[Text, Field(max_length=200_000)] = ""


class ChatMessage(BaseModel):
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Annotated[Text, Field(max_length=200_000)] | list[ChatPart] | None = None

    @property
    def words(self) -> str:
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptions(BaseModel):
    include_usage: bool = False


class Chat(BaseModel):
    """A chat as OpenAI's clients send it; what is not named here is not looked at."""

    model: str = Field(max_length=200)
    messages: list[ChatMessage] = Field(min_length=1, max_length=500)
    stream: bool = False
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = None
