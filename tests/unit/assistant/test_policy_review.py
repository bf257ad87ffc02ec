"""Rules side by side: the version of the day, one language each, by legal force, with the values that differ."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from assistant.audit.log import SqlAudit
from assistant.policy_review.comparing import PolicyReview
from assistant.policy_review.types import Asked, Comparison
from assistant.policy_review.values import ValueKind, values_in
from knowledge.catalogue.engine import open_engine, sqlite_url
from knowledge.types import (
    ANYONE,
    Audience,
    Document,
    DocumentHead,
    Hit,
    Kind,
    Language,
    Passage,
    PassageKind,
    PolicyLevel,
    PolicyRecord,
    Query,
    Reader,
    Role,
)

NOW = date(2026, 11, 30)
OFFICER = Reader(user="officer", role=Role.OFFICER)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("年费减免15%，最迟三个月内办理。", [("percent", "15 %"), ("period", "3 month")]),
        ("百分之十五", [("percent", "15 %")]),
        ("relief of 15 per cent within three months", [("percent", "15 %"), ("period", "3 month")]),
        ("within 30 working days", [("period", "30 working day")]),
        ("三十个工作日", [("period", "30 working day")]),
        ("不高于2000万元", [("amount", "CNY 20000000")]),
        ("up to CNY 20 million", [("amount", "CNY 20000000")]),
        ("权利人应当公告，可以撤回，不得附条件", [("duty", "shall"), ("duty", "may"), ("duty", "not")]),
        ("shall publish, may withdraw, must not add", [("duty", "shall"), ("duty", "may"), ("duty", "not")]),
        ("自2024年1月20日起施行，2020年修正，从哪一天起算", []),
        ("In May 2024, article 12", []),
    ],
)
def test_values_are_read_alike_in_both_languages(text: str, told: list[tuple[str, str]]) -> None:
    found = values_in(text)
    assert [(str(value.kind), value.plain) for value in found] == told
    assert all(text[value.start : value.end].strip() for value in found)


def _policy(name: str, text: str, **more: object) -> tuple[Document, Passage]:
    language = more.pop("language", Language.ZH)
    audience = more.pop("audience", Audience.PUBLIC)
    fields = {"policy_id": name, "lineage": name, "title": name, "jurisdiction": "CN", "effective_from": date(2020, 1, 1), **more}  # fmt: skip
    document = Document(document_id=f"d-{name}-{language}", kind=Kind.POLICY, audience=audience, language=language, title=name, record=PolicyRecord(**fields), source=name, text=text)  # type: ignore[arg-type]  # fmt: skip
    passage = Passage(passage_id=f"p-{name}-{language}", document_id=document.document_id, ordinal=0, kind=PassageKind.ARTICLE, label="1", language=language, start=0, end=len(text), text=text)  # type: ignore[arg-type]  # fmt: skip
    return document, passage


class _Shelf:
    """Implements Catalogue's heads and a Retriever that finds every passage it may."""

    def __init__(self, *held: tuple[Document, Passage]) -> None:
        self._held = held

    def version(self) -> int:
        return 1

    def heads(self, reader: Reader, *, kinds: Sequence[Kind] | None = None, ids: Sequence[str] | None = None) -> tuple[DocumentHead, ...]:  # fmt: skip
        return tuple(d for d, _ in self._held if d.audience in reader.audiences)

    def search(self, query: Query) -> tuple[Hit, ...]:
        return tuple(
            Hit(rank=rank, score=0.1 if "far" in d.title else 1.0, coverage=1.0, passage=p, document=d)
            for rank, (d, p) in enumerate(self._held, start=1)
            if d.document_id in (query.document_ids or ()) and d.audience in query.audiences
        )


def compare(folder: Path, *held: tuple[Document, Passage], reader: Reader = ANYONE, **more: object) -> Comparison:  # fmt: skip
    shelf = _Shelf(*held)
    audit = SqlAudit(open_engine(sqlite_url(folder / "audit.sqlite")))
    asked = {"topic": "年费减免", "on": NOW, "reads": Language.ZH, **more}
    return PolicyReview(shelf, shelf, audit).compare(reader, Asked(**asked))  # type: ignore[arg-type]


OLD = _policy("law-2010", "减免10%", lineage="法", effective_to=date(2020, 12, 31), effective_from=date(2010, 1, 1), level=PolicyLevel.LAW)  # fmt: skip
NEW = _policy("law-2021", "应当减免15%", lineage="法", effective_from=date(2021, 1, 1), level=PolicyLevel.LAW)
ENGLISH = _policy("law-2021", "shall be 15 %", lineage="法", effective_from=date(2021, 1, 1), level=PolicyLevel.LAW, language=Language.EN)  # fmt: skip
LOCAL = _policy("local", "应当减免30%，三个月内", level=PolicyLevel.LOCAL, region="江苏省")
INTERNAL = _policy("internal", "15%", audience=Audience.INTERNAL)
FAR = _policy("far", "15%")


def names(found: Comparison) -> list[str]:
    return [one.record.policy_id for one in found.provisions]


def test_the_version_of_the_day_is_read_in_one_language_by_legal_force(tmp_path: Path) -> None:
    held = (LOCAL, OLD, ENGLISH, NEW, FAR)
    found = compare(tmp_path, *held)
    assert names(found) == ["law-2021", "local"]
    assert [one.passage.language for one in found.provisions] == [Language.ZH, Language.ZH]
    assert compare(tmp_path, *held, reads=Language.EN).provisions[0].passage.language is Language.EN
    before = compare(tmp_path, *held, on=date(2015, 1, 1))
    assert names(before) == ["law-2010", "local"]
    assert [one.in_force for one in before.provisions] == [True, False]
    assert before.provisions[0].last_day == date(2020, 12, 31)
    assert names(compare(tmp_path, *held, on=date(2015, 1, 1), in_force_only=True)) == ["law-2010"]
    assert names(compare(tmp_path, *held, language=Language.EN)) == ["law-2021"]
    assert names(compare(tmp_path, *held, level=PolicyLevel.LOCAL)) == ["local"]
    assert names(compare(tmp_path, *held, topic=" ")) == []


def test_a_value_of_one_document_alone_differs(tmp_path: Path) -> None:
    law, local = compare(tmp_path, NEW, LOCAL).provisions
    found = compare(tmp_path, NEW, LOCAL)
    assert law.plain(ValueKind.PERCENT) == ("15 %",)
    assert local.plain(ValueKind.PERIOD) == ("3 month",)
    alone = {value.plain for one in found.provisions for value in one.values if found.is_alone(value)}
    assert alone == {"15 %", "30 %", "3 month"}


def test_what_is_internal_is_compared_for_officers_alone(tmp_path: Path) -> None:
    assert names(compare(tmp_path, NEW, INTERNAL)) == ["law-2021"]
    assert compare(tmp_path, NEW, INTERNAL).documents == 1
    assert names(compare(tmp_path, NEW, INTERNAL, reader=OFFICER)) == ["law-2021", "internal"]
