"""What a searcher gets who narrows: every field as it reads, with or without vectors, never less than there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from library_builders import lines_as_passages
from library_fakes import FakeDense, FakeEmbedder

from knowledge.bridge import DictionaryBridge
from knowledge.memory_catalogue import MemoryCatalogue
from knowledge.rights.standing import Availability, Status
from knowledge.search.lexical import TantivyIndex
from knowledge.search.retrieval import HybridRetriever
from knowledge.types import (
    Audience,
    Document,
    Filters,
    Kind,
    Language,
    LicenceNotice,
    LicenceType,
    LocalText,
    Money,
    NoticeType,
    Offer,
    Party,
    PatentRecord,
    PatentType,
    PolicyRecord,
    Query,
)

TODAY = date(2026, 11, 24)
ZH, EN = Language.ZH, Language.EN
WORDS = "anode coating"
Record = PatentRecord | PolicyRecord | LicenceNotice


def patent(number: int = 1, owner: str = "苏州大学", **fields: object) -> PatentRecord:
    made = PatentRecord(
        jurisdiction="CN",
        titles=(),
        publication_number=f"CN1999{number:05}B",
        patent_type=PatentType.INVENTION,
        owners=(Party(names=(LocalText(language=ZH, text=owner),)),),
        ipc=("H01M10/54",),
        filing_date=date(2019, 3, 12),
        grant_date=date(2021, 3, 12),
        annual_fee_paid_through=date(2027, 3, 12),
        register_checked_on=date(2026, 11, 1),
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def rule(policy_id: str, **fields: object) -> PolicyRecord:
    made = PolicyRecord(policy_id=policy_id, lineage=policy_id, title="办法", jurisdiction="CN")
    return replace(made, **fields)  # type: ignore[arg-type]


class World:
    def __init__(self, folder: Path) -> None:
        bridge = DictionaryBridge()
        self.catalogue = MemoryCatalogue()
        self.lexical = TantivyIndex(folder / "lexical", bridge)
        self.dense = FakeDense(folder / "dense", "fake@1")
        self.retriever = HybridRetriever(
            self.catalogue, self.lexical, self.dense, FakeEmbedder(), bridge, today=lambda: TODAY
        )
        self._upto = 0

    def put(self, name: str, record: Record | None, text: str = WORDS, **fields: object) -> None:
        kind = {PatentRecord: Kind.PATENT, PolicyRecord: Kind.POLICY}.get(type(record), Kind.OTHER)  # type: ignore[arg-type]
        made = Document(
            document_id=name, kind=kind, audience=Audience.PUBLIC, language=EN, title=name, record=record,
            source=name, text=text,
        )  # fmt: skip
        made = replace(made, **fields)  # type: ignore[arg-type]
        passages = lines_as_passages(made)
        self.catalogue.add(made, passages)
        self._upto += 1
        self.lexical.apply(((made, passage) for passage in passages), [], upto=self._upto)

    def found(self, text: str = WORDS, k: int = 50, **filters: object) -> set[str]:
        return {hit.document.document_id for hit in self.hits(text, k, **filters)}

    def hits(self, text: str, k: int, **filters: object):  # type: ignore[no-untyped-def]
        query = Query(text=text, audiences=(Audience.PUBLIC,), filters=Filters(**filters), k=k)  # type: ignore[arg-type]
        return self.retriever.search(query)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_the_language_of_the_passage_narrows(world: World) -> None:
    world.put("english", None)
    world.put("chinese", None, "负极涂层", language=ZH)
    assert world.found("anode coating 负极涂层") == {"english", "chinese"}
    assert world.found("anode coating 负极涂层", languages=(ZH,)) == {"chinese"}


def test_a_part_of_an_owners_name_finds_it_but_no_part_of_a_word(world: World) -> None:
    world.put("han", patent(1, "苏州大学附属第一医院"))
    world.put("latin", patent(2, "Mitsubishi Electric Corp."))
    world.put("none", patent(3, owners=()))
    assert world.found(owners=("苏州大学",)) == {"han"}
    assert world.found(owners=("MITSUBISHI electric",)) == {"latin"}
    assert world.found(owners=("Mits",)) == set()
    assert world.found(owners=("苏州大学", "Electric")) == {"han", "latin"}
    assert world.found(owners=(".*", "(")) == set()


def test_a_symbol_finds_what_is_classified_under_it(world: World) -> None:
    world.put("ipc", patent(1, ipc=("H01M10/54",)))
    world.put("cpc", patent(2, ipc=(), cpc=("H01M10/5425",)))
    world.put("other", patent(3, ipc=("H01M4/505",)))
    assert world.found(ipc=("H01M",)) == {"ipc", "cpc", "other"}
    assert world.found(ipc=("h01m 10",)) == {"ipc", "cpc"}
    assert world.found(ipc=("H01M10/54",)) == {"ipc", "cpc"}
    assert world.found(ipc=("H",)) == {"ipc", "cpc", "other"}
    assert world.found(ipc=("G06F", "no symbol")) == set()


def test_a_region_keeps_its_owners_its_rules_and_those_of_the_whole_country(world: World) -> None:
    world.put("suzhou", patent(1, "苏州大学"))
    world.put("shenzhen", patent(2, "深圳大学"))
    world.put("nowhere", patent(3, "示例大学"))
    world.put("national", rule("A-2020"))
    world.put("jiangsu", rule("B-2020", region="江苏省"))
    world.put("beijing", rule("C-2020", region="Beijing"))
    world.put("american", rule("D-2020", jurisdiction="US"))
    assert world.found(regions=("CN-JS",)) == {"suzhou", "national", "jiangsu"}
    assert world.found(regions=("CN-QH",)) == {"national"}


def test_days_narrow_by_filing_by_issue_and_by_entry_into_force(world: World) -> None:
    world.put("filed", patent(1))
    world.put("issued", rule("A-2019", date_issued=date(2018, 12, 1), effective_from=date(2019, 1, 1)))
    world.put("undated", patent(2, filing_date=None))
    assert world.found(from_date=date(2019, 1, 1)) == {"filed", "issued"}
    assert world.found(from_date=date(2019, 3, 12), to_date=date(2019, 3, 12)) == {"filed"}
    assert world.found(to_date=date(2018, 12, 31)) == {"issued"}


def test_a_rule_that_another_one_replaced_is_in_force_up_to_that_day(world: World) -> None:
    world.put("old", rule("A-2008", lineage="A", effective_from=date(2009, 10, 1)))
    world.put("new", rule("A-2020", lineage="A", effective_from=date(2021, 6, 1)))
    world.put("undated", rule("B"))
    assert world.found(in_force_on=date(2021, 5, 31)) == {"old"}
    assert world.found(in_force_on=date(2021, 6, 1)) == {"new"}
    assert world.found(in_force_on=date(2000, 1, 1)) == set()


def test_a_right_is_in_force_as_long_as_its_term_runs(world: World) -> None:
    world.put("right", patent())
    assert world.found(in_force_on=date(2027, 3, 12)) == {"right"}
    assert world.found(in_force_on=date(2039, 3, 12)) == set()
    assert world.found(statuses=(Status.EXPIRED,), as_of=date(2039, 3, 12)) == {"right"}
    assert world.found(statuses=(Status.EXPIRED,), as_of=date(2039, 3, 11)) == set()


def test_a_register_that_was_not_checked_makes_nothing_available(world: World) -> None:
    world.put("checked", patent(1))
    world.put("stale", patent(2, register_checked_on=date(2026, 1, 1)))
    world.put("never", patent(3, register_checked_on=None))
    assert world.found(availabilities=(Availability.LICENSABLE_ASK,)) == {"checked"}
    assert world.found(statuses=(Status.IN_FORCE,)) == {"checked", "stale", "never"}


OPEN = Offer(licence_type=LicenceType.OPEN, fee_model=None, statement=())
FEE = Money(amount=100, currency="CNY")  # type: ignore[arg-type]


def test_an_offer_narrows_while_it_stands_and_type_and_fee_must_be_of_one_offer(world: World) -> None:
    paid = replace(OPEN, upfront_fee=FEE)
    free = replace(OPEN, licence_type=LicenceType.NON_EXCLUSIVE, free_months=12)
    world.put("both", patent(1, offers=(paid, free)))
    world.put("withdrawn", patent(2, offers=(replace(paid, withdrawn_on=date(2026, 1, 1)),)))
    world.put("silent", patent(3))
    assert world.found(licence_types=(LicenceType.OPEN,)) == {"both"}
    assert world.found(licence_types=(LicenceType.OPEN,), as_of=date(2025, 12, 31)) == {"both", "withdrawn"}
    assert world.found(free_of_charge=True) == {"both"}
    assert world.found(licence_types=(LicenceType.OPEN,), free_of_charge=True) == set()


def test_what_another_document_offers_or_withdraws_counts_for_the_patent(world: World) -> None:
    declared = LicenceNotice(
        notice_type=NoticeType.OPEN_DECLARATION, title="declaration", patent_ids=("CN199900001B",), offers=(OPEN,)
    )  # fmt: skip
    world.put("offered", patent(1))
    world.put("own", patent(2, offers=(OPEN,)))
    assert world.found(availabilities=(Availability.LICENSABLE_OPEN,)) == {"own"}
    world.put("declaration", declared)
    assert world.found(availabilities=(Availability.LICENSABLE_OPEN,)) == {"own", "offered"}
    assert world.found(licence_types=(LicenceType.OPEN,)) == {"own", "offered", "declaration"}
    withdrawal = LicenceNotice(
        notice_type=NoticeType.OPEN_WITHDRAWAL, title="withdrawal", patent_ids=("CN199900002B",),
        withdrawn_on=date(2026, 6, 1),
    )  # fmt: skip
    world.put("withdrawal", withdrawal)
    assert world.found(availabilities=(Availability.LICENSABLE_OPEN,)) == {"offered"}
    assert world.found(availabilities=(Availability.LICENSABLE_ASK,)) == {"own"}


def test_a_document_named_by_number_is_left_out_too(world: World) -> None:
    world.put("welding", patent(1, "江苏大学"))
    assert world.found("CN199900001B") == {"welding"}
    assert world.found("CN199900001B", owners=("江苏大学",)) == {"welding"}
    assert world.found("CN199900001B", owners=("清华大学",)) == set()


def test_the_search_goes_on_below_what_the_day_rules_out(world: World) -> None:
    """The patent whose fee was not paid holds the words more often, in more passages than a first look takes."""
    world.put(
        "lapsing", patent(1, annual_fee_paid_through=date(2025, 1, 1)), "\n".join([f"{WORDS} {WORDS}"] * 400)
    )
    world.put("kept", patent(999), f"{WORDS} of a long text about something else altogether")
    assert world.found(k=1, in_force_on=TODAY) == {"kept"}


@pytest.mark.parametrize("many", [50, 1_500])
def test_vectors_are_looked_through_until_enough_are_allowed(world: World, many: int) -> None:
    """Few allowed passages are compared one by one, of many the search asks for more; neither gives too few."""
    lines = "\n".join(f"zirconium {number}" for number in range(many))
    world.put("wanted", patent(1, "江苏大学"), lines)
    world.put("near", patent(2, "清华大学"), "\n".join(f"hafnium {number}" for number in range(600)))
    query = FakeEmbedder().embed_query("usufruct tariff", EN)
    rows = {"wanted": (many, 0.2), "near": (600, 0.9)}
    for name, (count, closeness) in rows.items():
        noise = np.random.default_rng(count).normal(size=(count, query.size))
        vectors = closeness * query + 0.01 * noise
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        ids = [f"{name}-{number}" for number in range(count)]
        world.dense.add(Audience.PUBLIC, Kind.PATENT, ids, vectors.astype(np.float32))
    assert world.found("usufruct tariff", k=5) == {"near"}
    assert len(world.hits("usufruct tariff", 5, owners=("江苏大学",))) >= 1
    assert world.found("usufruct tariff", k=5, owners=("江苏大学",)) == {"wanted"}
