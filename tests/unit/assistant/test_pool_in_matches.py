"""What is marked from both sides leads among matches that are equally close, and never goes before what is closer."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from asking import DAY

from assistant.matching.matcher import Matcher
from assistant.matching.requirements import read_need
from assistant.matching.types import Match
from assistant.needs.types import Wanted
from assistant.services import Services
from knowledge.bridge import DictionaryBridge
from knowledge.types import ANYONE, Language, Reader

NEED = "需要从废旧锂电池中回收再生正极材料的技术，锂回收率不低于90%。希望普通许可。"


def ranked(services: Services, leading: frozenset[str]) -> list[Match]:
    def leads(document_ids: Sequence[str], reader: Reader) -> frozenset[str]:
        return leading & frozenset(document_ids)

    matcher = Matcher(services.catalogue, services.retriever, DictionaryBridge(), leading=leads)
    return list(matcher.match(read_need(Wanted(text=NEED), language=Language.ZH), ANYONE, DAY))


@pytest.fixture(scope="module")
def plain(services: Services) -> list[Match]:
    return ranked(services, frozenset())


def test_it_rises_among_equals_and_is_told_to_be_recognised(services: Services, plain: list[Match]) -> None:
    assert not any(match.recognised for match in plain)
    rose = 0
    for place, match in enumerate(plain):
        name = match.head.document_id
        found = ranked(services, frozenset({name}))
        now = [one.head.document_id for one in found].index(name)
        assert now <= place
        assert [one.recognised for one in found].index(True) == now
        others = [one.head.document_id for one in found if one.head.document_id != name]
        assert others == [one.head.document_id for one in plain if one is not match]
        rose += now < place
    assert rose > 0


def test_it_does_not_rise_above_what_is_closer(services: Services, plain: list[Match]) -> None:
    far = frozenset({plain[-1].head.document_id})
    found = ranked(services, far)
    assert found[0].head.document_id == plain[0].head.document_id
