"""Fifty internal figures, and officers who ask about each of them with a chat model, an embedding and a reranking service in use:
no request to any of the three holds one of them, in whatever form it is written, not even where the officer types it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from asking import DAY
from fakes.chat_server import ChatServer, Exchange, by_kind, calls, says
from fakes.search_services import embeds, reranks

from assistant.answering import turn_of
from assistant.services import Services
from assistant.settings import Settings
from assistant.types import Answer, Question, Turn
from assistant.wiring import open_services
from knowledge.finding import find_files
from knowledge.types import Audience, Reader, Role

FIGURES = tuple(1_310_000 + 70_000 * number for number in range(50))
SME = Reader(user="s", role=Role.SME)
OFFICER = Reader(user="o", role=Role.OFFICER)
OFFICER_TOO = Reader(user="p", role=Role.POLICY, further_roles=frozenset({Role.OFFICER}))
_DIGITS = "零一二三四五六七八九"
_THINGS = (
    "起重机吊钩",
    "集装箱锁具",
    "码头护舷",
    "缆绳绞车",
    "岸电插头",
    "堆场照明",
    "拖轮推进器",
    "浮标电源",
    "航道测深仪",
    "货舱通风机",
)
_THINGS_EN = ("crane hook", "container lock", "quay fender", "rope winch", "shore power plug", "yard light", "tug thruster", "buoy battery", "channel sounder", "hold fan")  # fmt: skip


def hundreds(number: int) -> str:
    """Write a number below a thousand in Chinese."""
    text = f"{_DIGITS[number // 100]}百"
    tens, ones = divmod(number % 100, 10)
    text += f"{_DIGITS[tens]}十" if tens else "零" if ones else ""
    return text + (_DIGITS[ones] if ones else "")


def forms(amount: int) -> tuple[str, ...]:
    wan = amount // 10_000
    return (
        f"{amount:,}", str(amount), f"{wan}万", f"{wan} 万", f"{hundreds(wan)}万", f"{amount / 1e6:g} million", f"{amount / 1e6:g}m", f"{amount // 1000}千",
        f"{amount // 1000} thousand", f"{amount // 1000:,} thousand", f"{amount:,}".replace(",", " "), f"{amount:,}".replace(",", "，"),
    )  # fmt: skip


CANARIES = re.compile(
    rf"(?=[{_DIGITS}0-9])(?<![0-9.,一-九百十])"
    rf"(?:{'|'.join(re.escape(form) for amount in FIGURES for form in forms(amount))})(?![0-9])"
)


def thing(number: int) -> tuple[str, str]:
    """Return the name of a thing in both languages; no two are called alike."""
    return (
        f"{_THINGS[number % 10]}第{number + 1}型监测方法",
        f"{_THINGS_EN[number % 10]} monitoring method type {number + 1}",
    )


def record(number: int) -> dict[str, Any]:
    zh, en = thing(number)
    fee = {"amount": "260000", "currency": "CNY"}
    secret = {"amount": str(FIGURES[number]), "currency": "CNY"}
    offers = [{"licence_type": "non_exclusive", "fee_model": "lump_sum", "upfront_fee": fee, "statement": {"zh": "一次性许可费 260,000 元人民币"}}]  # fmt: skip
    floor = None
    if number % 3 == 0:
        offers.append({"licence_type": "exclusive", "fee_model": "lump_sum", "upfront_fee": secret, "statement": {"zh": f"独占许可费 {FIGURES[number]:,} 元"}, "visibility": "internal"})  # fmt: skip
    elif number % 3 == 1:
        floor = {
            "fee_floor": secret,
            "note": f"谈判中说过{hundreds(FIGURES[number] // 10_000)}万，不得对外。",
        }
    return {
        "publication_number": f"CN19990{7000 + number}B", "case_number": f"K{number:02}", "jurisdiction": "CN", "language": "zh", "patent_type": "invention",
        "titles": {"zh": f"一种{zh}", "en": en}, "owners": [{"zh": "示例大学A"}], "filing_date": "2019-04-01", "grant_date": "2021-05-04",
        "annual_fee_paid_through": "2027-04-01", "register_checked_on": "2026-11-20", "abstracts": {"zh": f"公开了一种{zh}，响应时间缩短23%。"},
        "claims": [{"number": "1", "text": f"1. 一种{zh}，其特征在于，包括测量步骤。"}], "offers": offers, "internal": floor,
    }  # fmt: skip


def minutes(number: int) -> str:
    zh, en = thing(number)
    said = forms(FIGURES[number])[(0, 2, 4, 5)[number % 4]]
    return f"# 谈判纪要：{zh}（CN19990{7000 + number}B）\n\n{zh}的许可谈判底线是人民币{said}元。\n\nThe least fee for the {en} is CNY {said}.\n"


def questions(number: int) -> Iterator[str]:
    zh, en = thing(number)
    asked = (
        f"CN19990{7000 + number}B 的内部底价是多少？", f"{zh}的许可谈判底线是多少？", f"What is the internal fee floor for the {en}?",
        f"有没有能马上许可的{zh}？", f"Draft a letter on CN19990{7000 + number}B with our floor.", f"比较 K{number:02} 和 K{(number + 1) % 50:02} 的许可费",
    )  # fmt: skip
    yield asked[number % 3]
    if number % 8 == 0:
        yield f"一种{zh}有什么用，许可费是多少？"
    if number % 10 == 1:
        yield asked[3 + number % 3]


TYPED = (
    "{number} 的许可费能不能低于 {figure} 元？", "有没有许可费不超过{figure}元的{zh}？", "对方只肯出{figure}元人民币，{zh}还能谈吗？",
    "Could the {en} be licensed for less than CNY {figure}?", "{zh}的许可费 {figure} 元是不是太高了？", "Is {figure} yuan a fair fee for the {en} ({number})?",
    "开放许可的费用写 {figure} 元，要办哪些手续？", "Which {en} could a small firm licence with a budget of {figure} RMB?", "比较 {case} 和 {other}：许可费{figure}元够不够？",
)  # fmt: skip


def typed(number: int) -> str:
    """Return a question that holds a figure of the library, in one of its forms; no two are alike."""
    of = number * 7 % 50
    zh, en = thing(of)
    figure = forms(FIGURES[of])[number % 12]
    return TYPED[number % len(TYPED)].format(
        figure=figure, zh=zh, en=en, number=f"CN19990{7000 + of}B", case=f"K{of:02}", other=f"K{(of + 1) % 50:02}"
    )  # fmt: skip


@dataclass
class Desk:
    services: Services
    server: ChatServer

    def ask(self, text: str, reader: Reader = OFFICER, history: Sequence[Turn] = ()) -> Answer:
        *_, answer = self.services.ask(Question(text=text, reader=reader, as_of=DAY, history=tuple(history)))
        assert isinstance(answer, Answer)
        return answer

    def sent(self) -> list[str]:
        """Return what was sent to each of the services, as texts."""
        return [json.dumps(request, ensure_ascii=False) for request in self.server.requests]


def _plays(exchange: Exchange) -> None:
    """Play all three services at once, told apart by what they are asked. The chat model reads and writes badly, but eagerly."""
    body = exchange.body
    if "input" in body:
        embeds()(exchange)
    elif "documents" in body or "texts" in body:
        reranks()(exchange)
    else:
        named = re.findall(r"\w+第\d+型监测方法", exchange.prompt)
        reading = calls(
            *[("search_patents", {"topic": f"{name} 许可", "conditions": []}) for name in named[-1:]]
        )
        by_kind(calling=reading, writing=says("许可费见公开条件。[1]"))(exchange)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("figures")
    for name in ("home", "public", "internal"):
        (folder / name).mkdir()
    records = {"format": "patentbridge/patent-records@1", "records": [record(n) for n in range(50)]}
    (folder / "public" / "records.json").write_text(json.dumps(records), "utf-8")
    for number in range(50):
        if number % 3 == 2:
            (folder / "internal" / f"minutes-{number}.md").write_text(minutes(number), "utf-8")
    with ChatServer(_plays) as server:
        services = open_services(
            Settings(
                _env_file=None, home=folder / "home", openai_base_url=server.base_url, chat_model="m", chat_understanding="always",
                embedding_model="m", embedding_base_url=server.base_url, rerank_base_url=server.base_url, rerank_timeout_s=10.0,
            ),
            doing="test",
        )  # fmt: skip
        for place, audience in (("public", Audience.PUBLIC), ("internal", Audience.INTERNAL)):
            services.library.ingest_found(
                find_files([folder / place]), audience=audience, on_progress=None, sample=False
            )
        assert services.library.filler.wait(60)
        yield Desk(services=services, server=server)
        services.close()


def test_no_request_holds_an_internal_figure(desk: Desk) -> None:
    asked, told = [text for number in range(50) for text in questions(number)], ""
    for number, text in enumerate(asked):
        reader = (OFFICER, OFFICER_TOO)[number % 2]
        answer = desk.ask(text, reader)
        told += (
            f"{answer.text}{[c.quote for c in answer.citations]}{[h.passage.text for h in answer.nearest]}"
        )
        if number % 20 == 0:
            desk.ask("那它的许可期限和最低价呢？", reader, [turn_of(text, answer)])
    assert len(asked) >= 60
    kinds = {
        kind
        for request in desk.server.requests
        for kind in ("input", "documents", "tools", "stream")
        if request.get(kind)
    }
    assert kinds == {
        "input",
        "documents",
        "tools",
        "stream",
    }  # all three were asked, and the chat model for both its tasks
    assert len({found for found in CANARIES.findall(told)}) > 10  # the officers were told, by us
    assert [found[0] for text in desk.sent() for found in CANARIES.finditer(text)] == []


def test_no_request_holds_an_internal_figure_that_an_officer_types(desk: Desk) -> None:
    asked = [typed(number) for number in range(108)]
    assert len(set(asked)) == 108
    assert all(CANARIES.search(text) for text in asked)
    desk.server.requests.clear()
    kept = 0
    for number, text in enumerate(asked):
        reader = (OFFICER, OFFICER_TOO)[number % 2]
        answer = desk.ask(text, reader)
        kept += any(
            "没有发给大模型" in said or "not sent to the chat model" in said for said in answer.warnings
        )
        assert answer.model is None
        if number % 18 == 0:  # a follow-up takes the question before along, also when the role is gone
            for after in (reader, SME):
                desk.ask("那它的许可期限呢？", after, [turn_of(text, answer)])
    assert [found[0] for text in desk.sent() for found in CANARIES.finditer(text)] == []
    assert {kind for request in desk.server.requests for kind in ("input", "documents") if kind in request} == {"input", "documents"}  # fmt: skip
    assert kept > 20


def test_what_an_enterprise_asks_is_sent_as_it_is(desk: Desk) -> None:
    desk.server.requests.clear()
    for number in range(4):
        text = typed(number)
        desk.ask(text, SME, [Turn(question="许可费 1,310,000 元贵吗？", answer="", document_ids=())])
        assert any(text in said for said in desk.sent()), text


def test_every_form_would_be_noticed() -> None:
    for amount in FIGURES:
        assert all(CANARIES.search(f"付{form}元") for form in forms(amount))
    assert "一百三十一万" in forms(1_310_000)
