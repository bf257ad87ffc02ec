"""Libraries of real texts to ask: made once from the measuring data in a folder of their own, opened as the app opens them."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.conversation import Conversation
from assistant.services import Services
from assistant.settings import Settings
from assistant.types import Answer, Question
from assistant.wiring import open_services
from benchmarks.load_library import load
from benchmarks.measuring_data import lines, write_laws, write_patents
from knowledge.types import ANYONE, Reader, Role

LAWS_AND_POLICIES, PATENTS, POLICIES_AND_PATENTS = "laws_and_policies", "patents", "policies_and_patents"
SAMPLES_AND_PATENTS = "samples_and_patents"
AS_OF = date(2026, 11, 24)
ASKER = Reader(user="benchmark", role=Role.SME)
_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class AskedLibrary:
    """A library that questions are put to; documents can be found by the name of the file that they came from."""

    services: Services
    names: dict[str, str]  # document id by the file's name without its ending

    def ask(self, text: str, conversation: Conversation | None = None) -> Answer:
        """Answer a question as an SME gets it, without a model."""
        question = Question(text=text, reader=ASKER, as_of=AS_OF)
        asker = conversation or self.services.conversation
        return next(piece for piece in asker.ask(question) if isinstance(piece, Answer))


@contextmanager
def asked_library(name: str, data: Path, kept: Path) -> Iterator[AskedLibrary]:
    """Open a library by its name; it is made in the folder `kept` where it is not there yet."""
    services = open_services(Settings(home=make_library(name, data, kept)), doing="asked_library", note=tell)
    try:
        heads = services.catalogue.heads(ANYONE)
        yield AskedLibrary(services=services, names={Path(h.source).stem: h.document_id for h in heads})
    finally:
        services.close()


def write_policies(data: Path, folder: Path) -> int:
    """Write the policies of ncp_policy_zh as Markdown files named by their ids; return how many.

    The set has each document on one line: a space between its words stands where the page had a new line.
    """
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for row in lines(data / "retrieval" / "ncp_policy_zh" / "corpus.jsonl.gz"):
        first, *rest = re.split(r"\s+", row["text"].strip())
        titled = len(first) <= _LONGEST_TITLE
        body = "\n\n".join(rest if titled else (first, *rest))
        (folder / f"{row['id']}.md").write_text(
            f"# {first}\n\n{body}\n" if titled else body, encoding="utf-8"
        )
        count += 1
    return count


def make_library(name: str, data: Path, kept: Path) -> Path:
    """Return the folder of a library by its name, in the folder `kept`; it is made where it is not there yet."""
    home = kept / name
    if not (home / "made").exists():
        _make(name, data, home)
    return home


def _make(name: str, data: Path, home: Path) -> None:
    tell(f"Making the library {name} …")
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder)
        if name == LAWS_AND_POLICIES:
            write_laws(data, files / "laws")
        if name in (LAWS_AND_POLICIES, POLICIES_AND_PATENTS):
            write_policies(data, files / "policies")
        if name != LAWS_AND_POLICIES:
            write_patents(data, files / "patents.json")
        load(files, home, vectors=True)
    if name == SAMPLES_AND_PATENTS:
        services = open_services(Settings(home=home), doing="asked_library", note=tell)
        services.library.load_samples()
        services.library.filler.wait()
        services.close()
    (home / "made").touch()


def tell(line: str) -> None:
    """Tell on standard error how far it is."""
    print(line, file=sys.stderr)
