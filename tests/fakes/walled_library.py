"""A small library with walls: public patents and a rule beside internal fields, offers, documents and file names, each with a canary.

A canary is a figure or a word that stands in one internal place and nowhere else. Whoever does not read what is internal may
never get one, in whatever form it is written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from fakes.small_library import DAY

from assistant.accounts.types import Account, Scope
from assistant.batch.types import Conditions, NeedRow, NeedsRead
from assistant.batch.working import BatchWorker
from assistant.drafting.types import DraftKind
from assistant.matching.scoring import Weights
from assistant.needs.types import Wanted
from assistant.pool.disclosures import Told
from assistant.pool.types import Stage
from assistant.register.types import Contract, Duty, DutyKind, LicensedPatent
from assistant.services import Services
from assistant.settings import Settings
from assistant.types import Answer, Question
from assistant.wiring import open_services
from knowledge.finding import find_files
from knowledge.types import Audience, Language, LicenceType, Money, Reader, Role

FLOORS = (7_310_400, 6_248_900)  # fields of records
OFFERED = 5_127_600  # an offer marked as internal
AGREED = 4_093_700  # a document
WORDS = ("鲸歌琥珀", "quillanthe", "柘榴石函", "vorpaline", "榫卯纪要", "nimbuslock", "螭吻", "ombrequartz")
PASSWORD = "eine lange Brücke 7"
ROLES = {
    "admin": (Role.ADMIN,),
    "sme": (Role.SME,),
    "officer": (Role.OFFICER,),
    "policy": (Role.POLICY,),
    "officer-admin": (Role.OFFICER, Role.ADMIN),
}


def written(amount: int) -> tuple[str, ...]:
    """Return a figure as one may write it."""
    wan = f"{amount / 10_000:g}"
    return (
        str(amount),
        f"{amount:,}",
        f"{amount:,}".replace(",", "，"),
        f"{wan}万",
        f"{wan} 万",
        f"{amount / 1e6:g} million",
    )


UNFILED = "霜羽测角"  # in a disclosure
LICENSED = ("玄铁砚台", "kestrelmoor")  # the licensee and the remark of an exclusive licence in the register
ROYALTY = 3_918_600  # and its fee
CANARIES = (
    *(form for amount in (*FLOORS, OFFERED, AGREED, ROYALTY) for form in written(amount)),
    *WORDS,
    UNFILED,
    *LICENSED,
)


def leaks(text: str) -> list[str]:
    """Return the canaries that stand in a text, also one that is escaped for JSON or HTML."""
    plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text).casefold()
    return [canary for canary in CANARIES if canary.casefold() in plain]


def _record(number: int, title: dict[str, str], floor: int, note: str, **more: Any) -> dict[str, Any]:
    return {
        "publication_number": f"CN1999008{number:02}B", "application_number": f"CN201919990{800 + number}.X", "case_number": f"W{number:02}",
        "jurisdiction": "CN", "language": "zh", "patent_type": "invention", "titles": title, "owners": [{"zh": "示例大学A", "en": "Sample University A"}],
        "filing_date": "2019-04-01", "grant_date": "2021-05-04", "annual_fee_paid_through": "2027-04-01", "register_checked_on": "2026-11-20",
        "abstracts": {"zh": f"本发明公开了{title['zh']}，能耗降低23%。", "en": f"Disclosed is: {title['en']}; energy use falls by 23 %."},
        "claims": [{"number": "1", "text": f"1. {title['zh']}，其特征在于，包括测量步骤和控制步骤。"}],
        "internal": {"fee_floor": {"amount": str(floor), "currency": "CNY"}, "note": note}, **more,
    }  # fmt: skip


def _offer(amount: int, **more: Any) -> dict[str, Any]:
    fee = {"amount": str(amount), "currency": "CNY"}
    return {"licence_type": "non_exclusive", "fee_model": "lump_sum", "upfront_fee": fee, "statement": {"zh": f"一次性许可费 {amount:,} 元人民币", "en": f"one-off licence fee of CNY {amount:,}"}, **more}  # fmt: skip


_RECORDS = [
    _record(1, {"zh": "一种起重机吊钩减摆方法", "en": "Method for damping a crane hook"}, FLOORS[0], f"内部备注：{WORDS[0]}，{WORDS[1]}。", offers=[_offer(260_000)]),
    _record(2, {"zh": "一种集装箱锁具检测装置", "en": "Device for testing container locks"}, FLOORS[1], f"{WORDS[6]} {WORDS[7]}", offers=[_offer(310_000), _offer(OFFERED, visibility="internal", contact={"zh": f"{WORDS[2]} {WORDS[3]}"})]),
]  # fmt: skip
_RULE = """+++
kind = "policy"
policy_id = "W-RULE"
lineage = "W-RULE"
language = "zh"
title = "港口专利开放许可办法"
jurisdiction = "CN"
effective_from = 2021-06-01
text_type = "digest"
+++
# 港口专利开放许可办法

## 第一条 开放许可期间的年费

开放许可实施期间，专利权人缴纳的专利年费减免15%。

## 第二条 取得许可

想要实施的人书面通知专利权人并按公告的费用付款，即取得许可。
"""
_MINUTES = f"# {WORDS[4]}：起重机吊钩减摆许可谈判\n\n起重机吊钩减摆专利的谈判底线是 {AGREED:,} 元，{WORDS[5]}。开放许可年费减免照旧。\n"
NAME_OF_FILE = f"{WORDS[4]}-{WORDS[5]}.md"
QUESTIONS = {
    "sme": "起重机吊钩减摆方法的许可费是多少？赭石信笺",
    "officer": "CN199900801B 的内部底价是多少？钴蓝信笺",
    "policy": "开放许可期间年费减免多少？茜红信笺",
    "admin": "怎样取得港口专利的许可？雪青信笺",
    "officer-admin": "CN199900802B 的内部底价是多少？苍绿信笺",
    "visitor": "What does a licence for the crane hook method cost? umbrenote",
}
SIGNS = {
    name: text.split("？")[-1].split("? ")[-1] for name, text in QUESTIONS.items()
}  # words of nobody else

DRAFTED = "朱砂信笺"  # the enterprise that an officer's draft names


@dataclass(frozen=True)
class Asked:
    """A conversation of somebody's, with one turn."""

    conversation: str
    turn: str
    markers: tuple[str, ...]


def fill(services: Services, folder: Path) -> None:
    """Bring the library in: what is public, and what is internal."""
    public, internal = folder / "public", folder / "internal"
    for place in (public, internal):
        place.mkdir(parents=True)
    (public / "records.json").write_text(
        json.dumps({"format": "patentbridge/patent-records@1", "records": _RECORDS}), "utf-8"
    )
    (public / "rule.md").write_text(_RULE, "utf-8")
    (internal / NAME_OF_FILE).write_text(_MINUTES, "utf-8")
    (internal / f"{WORDS[4]}-broken.json").write_text("{", "utf-8")
    for place, audience in ((public, Audience.PUBLIC), (internal, Audience.INTERNAL)):
        services.library.ingest_found(find_files([place]), audience=audience, on_progress=None, sample=False)
    assert services.library.filler.wait(60)


def opened(home: Path, models: Path) -> Services:
    """Open a new library in a folder and fill it."""
    home.mkdir()
    (home / "models").symlink_to(models)
    services = open_services(Settings.model_construct(home=home), doing="test")
    services.library._today = lambda: DAY
    fill(services, home.parent)
    return services


def ask(services: Services, reader: Reader, text: str) -> Asked:
    """Ask as somebody, and keep question and answer in a conversation of theirs."""
    *_, answer = services.ask(Question(text=text, reader=reader, as_of=DAY))
    assert isinstance(answer, Answer)
    conversation = services.history.create(reader.user)
    turn = services.history.append(conversation, reader.user, text, answer)
    markers = [str(c.marker) for c in answer.citations] + [f"n{n}" for n, _ in enumerate(answer.nearest, 1)]
    return Asked(conversation=conversation, turn=turn.turn_id, markers=tuple(markers))


def draft(services: Services, officer: Account) -> str:
    """Have an officer write a draft; return its id."""
    wanted = Wanted(text="寻找起重机吊钩减摆方法，能耗降低15%。", enterprise=f"{DRAFTED}公司")
    patent = services.review.patent("CN199900801B")
    kept = services.review.write(
        officer.reader, DraftKind.SUMMARY, patent, Language.ZH, wanted=wanted, as_of=DAY
    )
    return kept.draft_id


def disclosure(services: Services, officer: Account) -> str:
    """Have an officer enter what is not filed yet; return its id."""
    told = Told(title=f"{UNFILED}吊具", summary=f"起重机吊钩减摆的新测法：{UNFILED}", stage=Stage.PILOT)
    return services.disclosures.add(officer.reader, told).disclosure_id


def licence(services: Services, officer: Account) -> str:
    """Have an officer enter an exclusive licence of a public patent; return its id."""
    fee = Money(amount=Decimal(ROYALTY), currency="CNY")
    contract = Contract(
        licensors=("示例大学A",),
        licensee=f"{LICENSED[0]}公司",
        patents=(LicensedPatent(number="CN199900801B"),),
        licence_type=LicenceType.EXCLUSIVE,
        effective_from=DAY,
        duties=(Duty(kind=DutyKind.UPFRONT, amount=fee, first=DAY),),
        remark=LICENSED[1],
    )
    return services.register.add(officer.reader, contract).licence_id


def people(services: Services) -> dict[str, Account]:
    """Make an account for each role."""
    return {
        name: services.accounts.create(f"{name} account", PASSWORD, roles) for name, roles in ROLES.items()
    }


def token_of(services: Services, account: Account, scopes: Sequence[Scope] = tuple(Scope)) -> str:
    return services.tokens.issue(account.account_id, "program", scopes)[1]


def upload(services: Services, officer: Account) -> str:
    """Return the id of files that an officer sent in, the first time making it."""
    held = services.uploads.all(officer.reader)
    if held:
        return held[0].upload_id
    sent = [(f"{WORDS[4]}.txt", BytesIO(b"minutes"))]
    return services.uploads.create(officer.reader, sent, Audience.INTERNAL, start=True).upload_id


def batch(services: Services, officer: Account) -> str:
    """Return the id of a batch that was run; it is made anew where somebody deleted it."""
    held = services.batches.all(officer.reader)
    if held:
        return held[0].batch_id
    wanted = Wanted(text="寻找起重机吊钩减摆方法", enterprise=DRAFTED)
    rows = (NeedRow(number=1, row=2, sheet="", wanted=wanted),)
    made = services.batches.create(
        officer.reader, "needs.csv", NeedsRead(rows=rows, set_aside=(), columns=())
    )
    conditions = Conditions(as_of=services.today(), k=2, language=None, drafts=None, weights=Weights())
    services.batches.start(officer.reader, made.batch_id, conditions)
    BatchWorker(services.batches, services.batch_matcher, services.library_state).work_once()
    return made.batch_id
