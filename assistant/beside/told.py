"""What two processes tell each other while an answer is prepared in the second one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assistant.preparation import Prepared
from assistant.types import Question
from knowledge.search.dense_elsewhere import Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """What prepares is warm: it takes questions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, and the request that it belongs to in the log."""

    question: Question
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorsWanted:
    """Something to read from the dense index, which only its owner may open; a `VectorsFound` comes back."""

    method: Method
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorsFound:
    """What the dense index returned; `failed` is the kind of the error that it raised instead."""

    found: Any = None
    failed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Nothing could be prepared here: it is tried again in the process that serves, where the error shows."""

    kind: str  # of the error; its message may hold the question


Told = Ready | Asked | VectorsWanted | VectorsFound | Prepared | Failed
