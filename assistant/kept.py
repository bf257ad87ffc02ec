"""Answers as they are kept with a turn: an Answer and its basis in, one JSON object out, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assistant.serialise import answer_from_json, answer_to_json
from assistant.types import Answer, Basis
from knowledge.catalogue.codec import from_plain, to_plain

_BASIS = "basis"


def kept_to_json(answer: Answer) -> dict[str, Any]:
    """Return what `ask --json` shows, and what a later check of the answer needs."""
    basis = {_BASIS: to_plain(answer.basis)} if answer.basis else {}
    return {**answer_to_json(answer), **basis}


def kept_from_json(data: Mapping[str, Any]) -> Answer:
    """Return the answer; one of an earlier version has no basis. Raises KeyError or ValueError where it is not one."""
    answer = answer_from_json(data)
    basis = data.get(_BASIS)
    return replace(answer, basis=from_plain(Basis, basis)) if basis else answer
