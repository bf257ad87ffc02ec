"""The other way round: which submitted needs a patent fits, which patents sleep while needs wait; only for officers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from asking import DAY

from assistant.audit.log import SqlAudit
from assistant.demand.office import DemandOffice
from assistant.demand.sheet_file import demand_book
from assistant.matching.industries import FieldBasis
from assistant.needs.needs import SqlNeeds
from assistant.needs.types import Need, Wanted
from assistant.phrases import phrases
from assistant.pool.marks import SqlMarks
from assistant.register.register import Register
from assistant.register.types import Contract, LicensedPatent
from assistant.services import Services
from knowledge.catalogue.engine import open_engine, sqlite_url
from knowledge.errors import AccessError, NotFoundError
from knowledge.numbers.ipc_classes import class_of, class_title
from knowledge.types import ANYONE, Kind, Language, LicenceType, Money, PatentRecord, Reader, Role

MAKER = Reader(user="maker", role=Role.SME)
OTHER = Reader(user="other", role=Role.SME)
OFFICER = Reader(user="officer", role=Role.OFFICER)
BUDGET = Money(amount=Decimal("8642975"), currency="CNY")
TEXTS = {
    "batteries": "需要从废旧锂电池中回收再生正极材料的低温技术，再生温度不高于350℃。",
    "slurry": "We look for a coating slurry for separators of lithium batteries with high heat resistance.",
    "cranes": "寻找养老院用的轮椅床一体机，噪声低于40分贝。",
}


@dataclass(frozen=True)
class Office:
    """Demand over the sample library, with needs and contracts of its own."""

    services: Services
    needs: SqlNeeds
    marks: SqlMarks
    register: Register
    demand: DemandOffice
    made: dict[str, Need]

    def patent(self, number: str) -> str:
        heads = self.services.catalogue.heads(ANYONE, kinds=(Kind.PATENT,))
        return next(
            h.document_id for h in heads if isinstance(h.record, PatentRecord) and h.record.publication_number == number
        )  # fmt: skip


@pytest.fixture
def office(services: Services, tmp_path: Path) -> Office:
    engine = open_engine(sqlite_url(tmp_path / "needs.sqlite"))
    audit, catalogue = SqlAudit(engine), services.catalogue
    needs, register = SqlNeeds(engine, audit), Register(engine, catalogue, audit)
    marks = SqlMarks(engine, catalogue, needs, audit)
    made = {
        name: needs.submit(MAKER, needs.create(MAKER, Wanted(text=text, enterprise=f"{name} Ltd", budget=BUDGET)).need_id)
        for name, text in TEXTS.items()
    }  # fmt: skip
    needs.create(OTHER, Wanted(text=f"{TEXTS['batteries']} 未提交的", enterprise="silent"))
    demand = DemandOffice(catalogue, needs, services.waiting, register, marks, audit)
    return Office(services, needs, marks, register, demand, made)


def test_the_need_that_a_patent_fits_comes_first_with_its_evidence(office: Office) -> None:
    found = office.demand.of_patent(OFFICER, office.patent("CN199900001B"), DAY)
    assert found.looked_at == 3
    first = found.fits[0]
    assert (first.rank, first.need.need_id) == (1, office.made["batteries"].need_id)
    assert first.fit.match.cells
    assert any(cell.quote for cell in first.fit.match.cells)
    assert office.made["cranes"].need_id not in [one.need.need_id for one in found.fits]
    assert "silent" not in str(found)


def test_it_is_read_as_a_match_reads_it(office: Office) -> None:
    patent = office.patent("CN199900001B")
    fit = office.demand.of_patent(OFFICER, patent, DAY, told_in=Language.ZH).fits[0]
    matched = next(
        one for one in office.services.matcher.match(fit.read, ANYONE, DAY, told_in=Language.ZH) if one.head.document_id == patent
    )  # fmt: skip
    now = fit.fit.match
    assert (now.score, now.components, now.gates) == (matched.score, matched.components, matched.gates)
    assert [cell.verdict for cell in now.cells] == [cell.verdict for cell in matched.cells]


def test_a_budget_is_seen_only_where_it_is_shared(office: Office) -> None:
    patent = office.patent("CN199900001B")
    assert str(BUDGET.amount) not in str(office.demand.of_patent(OFFICER, patent, DAY))
    office.needs.share_budget(MAKER, office.made["batteries"].need_id, True)
    assert office.demand.of_patent(OFFICER, patent, DAY).fits[0].need.wanted.budget == BUDGET


def test_a_need_that_is_withdrawn_waits_no_longer(office: Office) -> None:
    office.demand.demand(OFFICER, DAY, beside=False)
    office.needs.withdraw(MAKER, office.made["batteries"].need_id)
    found = office.demand.of_patent(OFFICER, office.patent("CN199900001B"), DAY)
    told = office.demand.demand(OFFICER, DAY, beside=False)
    assert office.made["batteries"].need_id not in str(found.fits)
    assert office.made["batteries"].need_id not in str(told)


@pytest.mark.parametrize("reader", [ANYONE, MAKER, Reader(user="admin", role=Role.ADMIN), Reader(user="planner", role=Role.POLICY)], ids=lambda r: r.user or "nobody")  # fmt: skip
def test_nobody_but_officers_is_told_of_others_needs(office: Office, reader: Reader) -> None:
    for refused in (
        lambda: office.demand.of_patent(reader, office.patent("CN199900001B"), DAY),
        lambda: office.demand.demand(reader, DAY, beside=False),
    ):
        with pytest.raises(AccessError):
            refused()


def test_a_patent_that_there_is_not_is_not_found(office: Office) -> None:
    with pytest.raises(NotFoundError):
        office.demand.of_patent(OFFICER, "nothing", DAY)


@pytest.mark.parametrize("language", sorted(Language))
def test_fields_are_told_with_what_says_so(office: Office, language: Language) -> None:
    found = office.demand.of_patent(OFFICER, office.patent("CN199900001B"), DAY, told_in=language)
    assert FieldBasis.IPC in {one.basis for one in found.fields}
    for one in found.fields:
        assert one.symbols or one.passage_id or one.basis is FieldBasis.TECHNICAL_FIELD
        if one.basis is FieldBasis.IPC:
            assert all(symbol.startswith(one.text[:3]) for symbol in one.symbols)


def test_classes_are_named_and_what_is_none_is_not() -> None:
    assert class_of("h01m 10/54") == "H01"
    assert class_title("H01", Language.ZH) == "基本电气元件"
    assert class_title("H01", Language.EN) == "Electric elements"
    assert class_of("Y02W 30/84") is None
    assert class_title("A99", Language.EN) is None


def test_sleeping_patents_are_listed_by_the_needs_that_wait(office: Office) -> None:
    patent = office.patent("CN199900001B")
    found = office.demand.demand(OFFICER, DAY, beside=False)
    assert (found.day, found.needs, found.read, found.is_whole) == (DAY, 3, 3, True)
    counts = [len(one.wishes) for one in found.sleeping]
    assert counts == sorted(counts, reverse=True)
    assert all(counts)
    for one in found.sleeping:
        assert not any(event.kind.startswith("licence") for event in one.technology.record.events)
    names = {head.document_id for one in found.sleeping for head in one.technology.documents}
    if patent in names:  # an enterprise that takes its offer up wakes it, and so does a licence
        office.marks.want(MAKER, patent)
        awake = office.demand.demand(OFFICER, DAY, beside=False)
        assert patent not in {h.document_id for one in awake.sleeping for h in one.technology.documents}


def test_a_patent_with_a_licence_in_the_register_does_not_sleep(office: Office) -> None:
    before = office.demand.demand(OFFICER, DAY, beside=False)
    one = before.sleeping[0].technology
    contract = Contract(
        licensors=("A",), licensee="B", patents=(LicensedPatent(number=one.number),), licence_type=LicenceType.NON_EXCLUSIVE
    )  # fmt: skip
    licence = office.register.add(OFFICER, contract)
    assert one.number not in {
        s.technology.number for s in office.demand.demand(OFFICER, DAY, beside=False).sleeping
    }
    found = office.demand.of_patent(OFFICER, one.head.document_id, DAY)
    assert [held.licence_id for held in found.licences] == [licence.licence_id]


def test_a_portfolio_is_that_of_an_owner(office: Office) -> None:
    every = office.demand.demand(OFFICER, DAY, beside=False)
    owner = every.sleeping[0].technology.record.owners[0].names[0].text
    own = office.demand.demand(OFFICER, DAY, owner=owner, beside=False)
    assert own.sleeping
    assert all(owner in [n.text for o in s.technology.record.owners for n in o.names] for s in own.sleeping)
    assert office.demand.demand(OFFICER, DAY, owner="nobody at all", beside=False).sleeping == ()


def test_what_was_not_looked_at_yet_is_said(office: Office) -> None:
    begun = office.demand.demand(OFFICER, DAY)
    assert begun.read <= begun.needs == 3
    whole = office.demand.demand(OFFICER, DAY, beside=False)
    assert whole.is_whole
    assert office.demand.demand(OFFICER, DAY) == whole


def test_the_workbook_has_a_row_for_each_need_that_waits(office: Office) -> None:
    found = office.demand.demand(OFFICER, DAY, beside=False)
    book = openpyxl.load_workbook(BytesIO(demand_book(found, phrases(Language.EN))))
    sheet = book.worksheets[0]
    assert sheet.max_row == 1 + sum(len(one.wishes) for one in found.sleeping)
    assert DAY.isoformat() in sheet.title
