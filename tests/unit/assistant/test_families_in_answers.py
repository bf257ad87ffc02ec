"""A technology protected in several places is shown once, and each of its rights keeps its own standing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import DAY, SME, whole

from assistant.services import Services
from assistant.settings import Settings
from assistant.types import Answer, Question
from assistant.wiring import open_services
from knowledge.ingestion import ingest
from knowledge.types import Audience

_COMMON = {
    "patent_type": "invention",
    "abstracts": {"en": "A damper for crane hooks absorbs sway with a pair of counter-rotating flywheels."},
    "priorities": [{"number": "201919990123", "country": "CN", "on": "2019-04-01"}],
}
_RECORDS = [
    {
        **_COMMON, "publication_number": "CN199900901A", "application_number": "CN201919990901.2", "jurisdiction": "CN",
        "titles": {"en": "Sway damper for crane hooks"}, "language": "en", "filing_date": "2019-04-01",
    },
    {
        **_COMMON, "publication_number": "CN199900901B", "application_number": "CN201919990901.2", "jurisdiction": "CN",
        "titles": {"en": "Sway damper for crane hooks"}, "language": "en", "filing_date": "2019-04-01", "grant_date": "2021-05-04",
        "annual_fee_paid_through": "2027-04-01", "register_checked_on": "2026-11-20",
    },
    {
        **_COMMON, "publication_number": "EP9990901B1", "application_number": "EP20999901.0", "jurisdiction": "EP",
        "titles": {"en": "Crane hook sway damper"}, "language": "en", "filing_date": "2020-03-30", "grant_date": "2022-02-02",
        "events": [{"on": "2025-09-30", "kind": "lapsed_unpaid_fee"}], "register_checked_on": "2026-11-20",
    },
    {  # what a list says of the same publication
        "publication_number": "CN199900901B", "jurisdiction": "CN", "titles": {"en": "Sway damper for crane hooks"}, "language": "en",
    },
]  # fmt: skip


@pytest.fixture(scope="module")
def crane(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder: Path = tmp_path_factory.mktemp("families")
    file = folder / "cranes.json"
    file.write_text(
        json.dumps({"format": "patentbridge/patent-records@1", "records": _RECORDS}), encoding="utf-8"
    )
    (folder / "home").mkdir()
    (folder / "home" / "models").symlink_to(models)
    services = open_services(Settings.model_construct(home=folder / "home"), doing="test")
    report = ingest([file], audience=Audience.PUBLIC, library=services.library)
    assert report.records == len(_RECORDS)
    yield services
    services.close()


def _ask(services: Services, text: str) -> Answer:
    *_, last = services.ask(Question(text=text, reader=SME, as_of=DAY))
    assert isinstance(last, Answer)
    return last


def test_a_search_shows_a_technology_once_and_names_its_other_rights(crane: Services) -> None:
    answer = _ask(crane, "Is there a technology against sway of crane hooks that we could license?")
    headings = [s.text for s in answer.statements if s.heading]
    assert len(headings) == 1
    assert "CN199900901B" in headings[0]
    text = whole(answer)
    assert "EP9990901B1" in text
    assert "CN199900901A" not in text


def test_the_lapse_of_one_right_is_not_that_of_the_other(crane: Services) -> None:
    text = whole(_ask(crane, "Can CN199900901B be licensed?"))
    assert "other rights to the same technology" in text
    assert "lapsed" in text.split("other rights")[1]
    assert "lapsed" not in text.split("other rights")[0]


def test_a_publication_that_two_sources_tell_of_is_answered_once_from_the_fuller_one(crane: Services) -> None:
    answer = _ask(crane, "Is CN199900901B in force?")
    assert sum(s.heading for s in answer.statements) == 1
    assert "2039-03-31" in whole(answer)
