"""The assistant over the whole sample library, loaded once for all tests of this folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from asking import DAY, Ask, plan_for
from building_once import BuildingOnce

from assistant.composing.patent_file import PatentDesk, PatentFile
from assistant.services import Services
from assistant.settings import Settings
from assistant.types import Answer, Question
from assistant.wiring import open_services
from knowledge.types import ANYONE, Language, Reader


@pytest.fixture(scope="session")
def services(
    building_once: BuildingOnce, models: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Services]:
    """Open a library of the samples, without a chat model."""

    def load(home: Path) -> None:
        (home / "models").symlink_to(models)
        opened = open_services(Settings.model_construct(home=home), doing="test")
        opened.library._today = lambda: DAY
        opened.library.load_samples()
        assert opened.library.filler.wait(120)
        opened.close()

    home = tmp_path_factory.mktemp("samples") / "home"
    shutil.copytree(building_once("samples", load), home, symlinks=True)
    opened = open_services(Settings.model_construct(home=home), doing="test")
    opened.library._today = lambda: DAY
    yield opened
    opened.close()


@pytest.fixture
def new_home(models: Path, tmp_path: Path) -> Path:
    """Give a home folder that holds nothing but the embedding model."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(models)
    return home


@pytest.fixture(scope="session")
def ask(services: Services) -> Ask:
    """Ask the assistant; returns its answer."""

    def answer(text: str, reader: Reader = ANYONE, **fields: Any) -> Answer:
        question = Question(**{"text": text, "reader": reader, "as_of": DAY, **fields})
        *_, last = services.ask(question)
        assert isinstance(last, Answer)
        return last

    return answer


@pytest.fixture(scope="session")
def open_file(services: Services) -> Callable[..., PatentFile]:
    """Open the file of a sample patent by its case number."""

    def opened(case: str, language: Language, reader: Reader = ANYONE, as_of: date = DAY) -> PatentFile:
        found = services.catalogue.by_key([f"case:{case}"], reader)
        ids = tuple(dict.fromkeys(d for documents in found.values() for d in documents))
        return PatentDesk(services.catalogue, reader, plan_for(language, as_of=as_of)).open(ids)[0]

    return opened
