"""The assistant over the whole sample library, loaded once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assistant.composing.patent_file import PatentDesk, PatentFile
from assistant.settings import Settings
from assistant.types import Answer, Facet, Intent, Plan, Question, Turn
from assistant.wiring import Services, open_services
from knowledge.types import ANYONE, Kind, Language, Reader, Role

DAY = date(2026, 11, 24)  # the register was checked and the questions are asked on this day
OFFICER = Reader(user="o", role=Role.OFFICER)
Ask = Callable[..., Answer]


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Open a library of the samples, without a chat model."""
    settings = Settings.model_construct(home=tmp_path_factory.mktemp("home"))
    opened = open_services(settings, doing="test")
    opened.library._today = lambda: DAY
    opened.library.load_samples()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def ask(services: Services) -> Ask:
    """Ask the assistant; returns its answer."""

    def answer(text: str, reader: Reader = ANYONE, **fields: Any) -> Answer:
        question = Question(**{"text": text, "reader": reader, "as_of": DAY, **fields})
        pieces = list(services.ask(question))
        assert isinstance(pieces[-1], Answer)
        return pieces[-1]

    return answer


def plan_for(language: Language, *facets: Facet, text: str = "", as_of: date = DAY) -> Plan:
    return Plan(
        intent=Intent.AVAILABILITY, language=language, search_text=text, kinds=tuple(Kind), as_of=as_of,
        facets=frozenset(facets), text=text,
    )  # fmt: skip


@pytest.fixture(scope="session")
def open_file(services: Services) -> Callable[..., PatentFile]:
    """Open the file of a sample patent by its case number."""

    def opened(case: str, language: Language, reader: Reader = ANYONE, as_of: date = DAY) -> PatentFile:
        found = services.catalogue.by_key([f"case:{case}"], reader)
        ids = tuple(dict.fromkeys(d for documents in found.values() for d in documents))
        desk = PatentDesk(services.catalogue, reader, plan_for(language, as_of=as_of))
        return desk.open(ids)[0]

    return opened


def turn(answer: Answer, question: str) -> Turn:
    """Return an answer as the turn that a follow-up leans on."""
    return Turn(question=question, answer=answer.text, document_ids=answer.document_ids, intent=answer.intent)


__all__ = ["DAY", "OFFICER", "Ask", "plan_for", "replace", "turn"]
