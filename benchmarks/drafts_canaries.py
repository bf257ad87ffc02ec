"""Fifty patents with an internal fee each, and drafts on them: does one of the fees stand in a draft, or in what a model was sent?

Each draft is written twice: for a need of its own, and for one in which an officer typed the internal fee.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.drafting.types import DraftKind, OfficeDraft
from assistant.matching.requirements import read_need
from assistant.needs.types import Wanted
from assistant.services import Services
from assistant.settings import Settings
from assistant.wiring import open_services
from benchmarks.asked_libraries import AS_OF
from benchmarks.chat_server import ChatServer, says
from benchmarks.drafts_writers import writes_well
from knowledge.errors import PatentBridgeError
from knowledge.finding import find_files
from knowledge.types import ANYONE, Audience, Kind, Language, PatentRecord, Reader, Role

COUNT = 50
FEES = tuple(1_310_000 + 70_000 * number for number in range(COUNT))
_OFFICER = Reader(user="o", role=Role.OFFICER)
_THINGS = ("起重机吊钩", "集装箱锁具", "码头护舷", "缆绳绞车", "岸电插头", "堆场照明", "拖轮推进器", "浮标电源", "航道测深仪", "货舱通风机")  # fmt: skip
_THINGS_EN = ("crane hook", "container lock", "quay fender", "rope winch", "shore power plug", "yard light", "tug thruster", "buoy battery", "channel sounder", "hold fan")  # fmt: skip


def measure_canaries() -> dict[str, Any]:
    """Return how many drafts were written and requests made, and in how many a fee stands."""
    with tempfile.TemporaryDirectory() as folder, ChatServer(says(writes_well, size=2_000)) as server:
        services = _opened(Path(folder), server)
        try:
            drafts = list(_drafts(services))
        finally:
            services.close()
        told = [
            "\n".join((*(s.text for s in d.slots), *(c.quote for c in d.citations), *d.notices))
            for d in drafts
        ]
        sent = [json.dumps(request, ensure_ascii=False) for request in server.requests]
    return {
        "figures": COUNT,
        "drafts": len(drafts),
        "worded": sum(any(slot.worded for slot in d.slots) for d in drafts),
        "requests": len(sent),
        "in_drafts": sum(_stands(text) for text in told),
        "in_requests": sum(_stands(text) for text in sent),
        "found_where_typed": sum(_stands(_typed(number)) for number in range(COUNT)),
    }


def _drafts(services: Services) -> Iterator[OfficeDraft]:
    heads = services.catalogue.heads(ANYONE, kinds=(Kind.PATENT,))
    for head in heads:
        record = head.record
        if not isinstance(record, PatentRecord) or not (record.case_number or "").startswith("K"):
            continue
        number = int((record.case_number or "K0")[1:])
        for text in (_need(number), _need(number) + _typed(number)):
            need = read_need(Wanted(text=text), language=Language.ZH)
            match = services.matcher.why_not(need, head.document_id, _OFFICER, AS_OF)
            for kind in DraftKind:
                for language in Language:
                    try:
                        yield services.drafter.draft(kind, need, match, language, AS_OF)  # type: ignore[arg-type]
                    except PatentBridgeError as error:
                        if error.code == "draft_unbound":
                            raise


def _opened(folder: Path, server: ChatServer) -> Services:
    for name in ("public", "internal"):
        (folder / name).mkdir()
    records = {"format": "patentbridge/patent-records@1", "records": [_record(n) for n in range(COUNT)]}
    (folder / "public" / "records.json").write_text(json.dumps(records), "utf-8")
    for number in range(2, COUNT, 3):
        text = f"# 谈判纪要：{_thing(number)[0]}\n\n{_thing(number)[0]}的许可谈判底线是人民币{FEES[number]:,}元。\n"
        (folder / "internal" / f"minutes-{number}.md").write_text(text, "utf-8")
    settings = Settings(_env_file=None, home=folder / "home", openai_base_url=server.base_url, chat_model="m")  # type: ignore[call-arg]
    services = open_services(settings, doing="drafts_canaries")
    for place, audience in (("public", Audience.PUBLIC), ("internal", Audience.INTERNAL)):
        services.library.ingest_found(
            find_files([folder / place]), audience=audience, on_progress=None, sample=False
        )
    return services


def _record(number: int) -> dict[str, Any]:
    zh, en = _thing(number)
    public = {"amount": "260000", "currency": "CNY"}
    secret = {"amount": str(FEES[number]), "currency": "CNY"}
    offers = [{"licence_type": "non_exclusive", "fee_model": "lump_sum", "upfront_fee": public, "statement": {"zh": "一次性许可费 260,000 元人民币"}}]  # fmt: skip
    floor = None
    if number % 3 == 0:
        offers.append({"licence_type": "exclusive", "fee_model": "lump_sum", "upfront_fee": secret, "statement": {"zh": f"独占许可费 {FEES[number]:,} 元"}, "visibility": "internal"})  # fmt: skip
    elif number % 3 == 1:
        floor = {"fee_floor": secret, "note": f"谈判中说过 {FEES[number]:,} 元，不得对外。"}
    return {
        "publication_number": f"CN19990{7000 + number}B", "case_number": f"K{number:02}", "jurisdiction": "CN", "language": "zh", "patent_type": "invention",
        "titles": {"zh": f"一种{zh}", "en": en}, "owners": [{"zh": "示例大学A", "en": "Sample University A"}], "filing_date": "2019-04-01", "grant_date": "2021-05-04",
        "annual_fee_paid_through": "2027-04-01", "register_checked_on": "2026-11-20",
        "abstracts": {"zh": f"公开了一种{zh}，响应时间缩短23%。", "en": f"A {en} is disclosed. It shortens the response time by 23 %."},
        "claims": [{"number": "1", "text": f"1. 一种{zh}，其特征在于，包括测量步骤，响应时间缩短23%。"}], "offers": offers, "internal": floor,
    }  # fmt: skip


def _thing(number: int) -> tuple[str, str]:
    return (
        f"{_THINGS[number % 10]}第{number + 1}型监测方法",
        f"{_THINGS_EN[number % 10]} monitoring method type {number + 1}",
    )


def _need(number: int) -> str:
    return f"我公司需要一种{_thing(number)[0]}，响应时间缩短20%以上，国内使用，普通许可。"


def _typed(number: int) -> str:
    """Return what an officer adds to a need: the fee in one of its spellings, with and without a word for money."""
    fee = FEES[number]
    return (f"单台成本不超过{fee:,}元。", f"另外，{fee // 10_000}万就能谈成。", f"上限 {fee} 元。")[
        number % 3
    ]


def _stands(text: str) -> bool:
    plain = text.replace(",", "").replace("，", "").replace(" ", "")
    return any(re.search(rf"(?<!\d)(?:{fee}|{fee // 10_000}万|{fee / 1e6:g}million)", plain) for fee in FEES)
