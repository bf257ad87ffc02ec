"""A filtered search gives just what an unfiltered one over everything gives, less what the filters leave out."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from filter_oracle import Oracle
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from library_builders import OFFICER, SME, lines_as_passages

from knowledge.bridge import DictionaryBridge
from knowledge.memory_catalogue import MemoryCatalogue
from knowledge.rights.standing import Availability, Status
from knowledge.search.facets import facets_of
from knowledge.search.filtering import Narrower
from knowledge.search.lexical import TantivyIndex
from knowledge.search.lexical_fields import Field
from knowledge.search.lexical_queries import FieldTerms
from knowledge.types import (
    Audience,
    Document,
    DocumentHead,
    EventKind,
    FeeModel,
    Filters,
    Kind,
    Language,
    LegalEvent,
    LicenceNotice,
    LicenceType,
    LocalText,
    Money,
    NoticeType,
    Offer,
    Party,
    Passage,
    PatentRecord,
    PatentType,
    PolicyRecord,
    Query,
)

TODAY = date(2026, 11, 24)
OWNERS = (
    ("苏州大学", "Soochow University"), ("江苏大学", "Jiangsu University"), ("哈尔滨工业大学（深圳）", ""),
    ("", "Zhejiang Battery Co., Ltd."), ("示例大学A", "Sample University A"), ("华为技术有限公司", ""),
)  # fmt: skip
SYMBOLS = ("H01M10/54", "H01M10/0525", "H01M4/505", "C22B7/00", "B23K37/04", "H01M10/5425")
ASKED_SYMBOLS = ("H01M", "H01M10", "H01M10/54", "H", "B23", "C22B 7/00", "G06F", "nonsense")
ASKED_OWNERS = (
    "苏州大学", "大学", "jiangsu university", "University", "BATTERY", "深圳", "清华", "Sample University", "univers",
)  # fmt: skip
ENDINGS = (
    EventKind.LAPSED_UNPAID_FEE, EventKind.INVALIDATED, EventKind.ABANDONED, EventKind.ENDED, EventKind.WITHDRAWN,
    EventKind.TERM_EXPIRED, EventKind.RESTORED, EventKind.GRANTED, EventKind.PUBLISHED, EventKind.FEE_UNPAID,
    EventKind.PLEDGED, EventKind.PLEDGE_RELEASED, EventKind.PRESERVED, EventKind.LICENCE_RECORDED,
    EventKind.LICENCE_CHANGED, EventKind.OPEN_LICENCE_DECLARED, EventKind.OPEN_LICENCE_WITHDRAWN,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    catalogue: MemoryCatalogue
    index: TantivyIndex
    narrower: Narrower
    oracle: Oracle
    everything: dict[str, tuple[DocumentHead, Passage]]

    def found(self, filters: Filters, k: int, *, unplaced: bool = False) -> list[tuple[str, float]]:
        """Search all passages of both languages for words that each of them holds."""
        query = Query(text="x", audiences=SME.audiences, filters=filters, unplaced=unplaced)
        narrowing = self.narrower.narrow(query, SME)
        hits = []
        for field, word in ((Field.EN, "batteri"), (Field.ZH, "电池")):
            wanted = [FieldTerms(field=field, terms={word: 1.0})]
            run = self.index.search(Audience.PUBLIC, wanted, k=k, narrowing=narrowing)
            hits += [(hit.passage_id, hit.score) for hit in run.hits]
        return hits


def _day(chance: random.Random, first: int = 1990, last: int = 2026) -> date | None:
    if chance.random() < 0.15:
        return None
    return date(first, 1, 1) + timedelta(days=chance.randrange((last - first) * 365))


def _offer(chance: random.Random) -> Offer:
    fee = chance.choice(
        [None, Money(amount=Decimal(0), currency="CNY"), Money(amount=Decimal(9), currency="CNY")]
    )
    return Offer(
        licence_type=chance.choice([None, *LicenceType]),
        fee_model=chance.choice([None, FeeModel.ROYALTY_FREE, FeeModel.PAY_AFTER_USE, FeeModel.LUMP_SUM, FeeModel.NEGOTIABLE]),
        statement=(),
        upfront_fee=fee,
        declared_on=_day(chance, 2022),
        withdrawn_on=_day(chance, 2024, 2028) if chance.random() < 0.3 else None,
        term_end=_day(chance, 2025, 2030),
    )  # fmt: skip


def _patent(chance: random.Random, number: int) -> PatentRecord:
    filed = _day(chance, 2002)
    names = chance.choice(OWNERS)
    owner = Party(
        names=tuple(
            LocalText(language=language, text=text)
            for language, text in zip((Language.ZH, Language.EN), names, strict=True)
            if text
        )
    )
    events = [
        LegalEvent(
            on=_day(chance, 2005) or TODAY,
            kind=chance.choice(ENDINGS),
            licence_type=chance.choice([LicenceType.EXCLUSIVE, LicenceType.SOLE, None]),
        )
        for _ in range(chance.choice([0, 0, 0, 0, 1, 2, 3]))
    ]
    return PatentRecord(
        jurisdiction=chance.choice(["CN", "CN", "US", "EP"]),
        titles=(),
        publication_number=f"CN1999{number:05}B",
        patent_type=chance.choice([None, *PatentType]),
        owners=(owner,) if chance.random() < 0.9 else (),
        ipc=tuple(chance.sample(SYMBOLS, 1)),
        cpc=tuple(chance.sample(SYMBOLS, chance.choice([0, 1]))),
        filing_date=filed,
        grant_date=filed + timedelta(days=900) if filed and chance.random() < 0.8 else None,
        annual_fee_paid_through=chance.choice([None, date(2026, 8, 1), date(2027, 8, 1), date(2027, 8, 1)]),
        register_checked_on=chance.choice([None, date(2026, 11, 1), date(2026, 11, 1), date(2026, 1, 1)]),
        events=tuple(events),
        offers=tuple(_offer(chance) for _ in range(chance.choice([0, 0, 1, 2]))),
    )


def _policy(chance: random.Random, number: int) -> PolicyRecord:
    begins = _day(chance, 2005)
    return PolicyRecord(
        policy_id=f"CN-R{number}-{chance.choice([2010, 2020])}",
        lineage=f"CN-R{number % 15}",
        title="办法",
        jurisdiction=chance.choice(["CN", "CN", "CN", "US"]),
        region=chance.choice([None, None, "江苏省", "苏州市", "Zhejiang", "某地"]),
        date_issued=_day(chance, 2004),
        effective_from=begins,
        effective_to=begins + timedelta(days=2000) if begins and chance.random() < 0.3 else None,
    )


def _notice(chance: random.Random, number: int) -> LicenceNotice:
    named = f"CN1999{chance.randrange(160):05}B"
    return LicenceNotice(
        notice_type=chance.choice([NoticeType.OPEN_DECLARATION, NoticeType.OPEN_WITHDRAWAL]),
        title=f"notice {number}",
        patent_ids=(named,),
        published_on=_day(chance, 2022),
        offers=(_offer(chance),),
    )


def _documents(chance: random.Random) -> Iterator[Document]:
    makers = [(Kind.PATENT, _patent, 160), (Kind.POLICY, _policy, 40), (Kind.OTHER, _notice, 20)]
    for kind, make, many in makers:
        for number in range(many):
            language = chance.choice(list(Language))
            words = "battery" if language is Language.EN else "电池"
            text = "\n".join(words + " " * n for n in range(chance.choice([1, 2, 4])))
            yield Document(
                document_id=f"{kind}-{number}", kind=kind, audience=Audience.PUBLIC, language=language,
                title=f"{kind} {number}", record=make(chance, number), source="a", sample=chance.random() < 0.2,
                loaded_on=TODAY, text=text,
            )  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    catalogue = MemoryCatalogue()
    index = TantivyIndex(tmp_path_factory.mktemp("lexical"), DictionaryBridge())
    everything = {}
    for document in _documents(random.Random(7)):
        passages = lines_as_passages(document)
        catalogue.add(document, passages)
        everything.update((passage.passage_id, (document, passage)) for passage in passages)
    index.apply(everything.values(), [], upto=1)
    yield World(
        catalogue=catalogue, index=index, narrower=Narrower(catalogue, lambda: TODAY),
        oracle=Oracle(catalogue, SME, TODAY), everything=everything,
    )  # fmt: skip
    index.close()


def some(values: object) -> st.SearchStrategy[tuple[object, ...]]:
    return st.one_of(
        st.just(()),
        st.lists(st.sampled_from(list(values)), max_size=2, unique=True).map(tuple),  # type: ignore[call-overload]
    )


days = st.dates(date(2004, 1, 1), date(2028, 1, 1))
ALL_FILTERS = st.builds(
    Filters,
    languages=some(Language), jurisdictions=some(["CN", "US", "DE"]), regions=some(["CN-JS", "CN-ZJ", "CN-GD"]),
    owners=some(ASKED_OWNERS), ipc=some(ASKED_SYMBOLS), patent_types=some(PatentType),
    statuses=some([s.value for s in Status]), availabilities=some([a.value for a in Availability]),
    licence_types=some(LicenceType), free_of_charge=st.sampled_from([None, None, True, False]),
    from_date=st.none() | days, to_date=st.none() | days, in_force_on=st.none() | days, as_of=st.none() | days,
)  # fmt: skip
FIELDS = [name for name in Filters.__dataclass_fields__ if name != "as_of"]


@st.composite
def filters_of_few_fields(draw: st.DrawFn) -> Filters:
    """One or two fields: more of them leave nothing of a small library."""
    full = draw(ALL_FILTERS)
    kept = draw(st.lists(st.sampled_from(FIELDS), min_size=1, max_size=2))
    return Filters(**{name: getattr(full, name) for name in (*kept, "as_of")})


@given(filters=filters_of_few_fields() | ALL_FILTERS, k=st.sampled_from([1, 7, 1_000]))
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_a_filtered_search_is_the_unfiltered_one_less_what_is_not_allowed(
    world: World, filters: Filters, k: int
) -> None:
    allowed = [
        (name, score)
        for name, score in world.found(Filters(), 1_000)
        if world.oracle.allows(*world.everything[name], filters)
    ]
    found = world.found(filters, k)
    by_language = [
        [name for name, _ in allowed if world.everything[name][1].language is language]
        for language in Language
    ]
    assert len(found) == sum(min(k, len(names)) for names in by_language)
    assert set(found) <= set(allowed)


def test_what_states_no_place_passes_a_region_where_that_is_allowed(world: World) -> None:
    filters = Filters(regions=("CN-JS",))
    strict, open_ = (dict(world.found(filters, 1_000, unplaced=unplaced)) for unplaced in (False, True))
    added = [world.everything[name][0] for name in open_.keys() - strict.keys()]
    assert strict.keys() < open_.keys()
    assert not any(tag.startswith("region:") for head in added for tag in facets_of(head).tags)
    assert not any(
        world.oracle.allows(*world.everything[name], filters) for name in open_.keys() - strict.keys()
    )


@pytest.mark.parametrize("status", list(Status))
def test_the_invented_library_has_every_status_on_some_day(world: World, status: Status) -> None:
    """Else the comparison would not say much."""
    asked = (Filters(statuses=(status,), as_of=date(year, 11, 24)) for year in range(2006, 2028, 4))
    assert any(world.found(filters, 3) for filters in asked)


@pytest.mark.parametrize("availability", list(Availability))
def test_the_invented_library_has_every_availability(world: World, availability: Availability) -> None:
    asked = (Filters(availabilities=(availability,), as_of=date(2026, month, 24)) for month in range(1, 13))
    assert any(world.found(filters, 3) for filters in asked)


def test_an_officer_is_narrowed_by_the_same_rule(world: World) -> None:
    filters = Filters(availabilities=(Availability.LICENSABLE_OPEN,))
    query = Query(text="x", audiences=OFFICER.audiences, filters=filters)
    narrowing = world.narrower.narrow(query, OFFICER)
    wanted = [FieldTerms(field=Field.EN, terms={"batteri": 1.0})]
    hits = world.index.search(Audience.PUBLIC, wanted, k=1_000, narrowing=narrowing).hits
    oracle = Oracle(world.catalogue, OFFICER, TODAY)
    assert hits
    assert all(oracle.allows(*world.everything[hit.passage_id], filters) for hit in hits)
