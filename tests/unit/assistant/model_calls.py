"""Questions that the rules misread or find nothing for, each with the call by which a model says what it asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assistant.types import Intent


@dataclass(frozen=True, kw_only=True)
class Misread:
    text: str
    tool: str
    arguments: dict[str, Any]
    intent: Intent
    answer: str  # words that the answer then has and the rules' own has not


FREE_ZH = {"field": "free_of_charge", "words": "不用掏钱", "value": "true"}
FREE_EN = {"field": "free_of_charge", "words": "costs nothing", "value": "true"}

MISREAD = (
    Misread(
        text="电动车上拆下来的旧电池,能不能重新做成有用的材料?", tool="search_patents",
        arguments={"topic": "废旧锂电池正极材料再生", "conditions": []}, intent=Intent.TECHNOLOGY_SEARCH, answer="CN199900001B",
    ),
    Misread(
        text="果农怕采下来的葡萄在路上烂掉,高校手里有什么好办法?", tool="match",
        arguments={"topic": "葡萄 果蔬冷链 蓄冷材料"}, intent=Intent.TECHNOLOGY_SEARCH, answer="CN199900014B",
    ),
    Misread(
        text="村里的脏水到处流,有没有哪个学校能帮着弄干净", tool="search_patents",
        arguments={"topic": "农村生活脏水污水一体化处理装置"}, intent=Intent.TECHNOLOGY_SEARCH, answer="CN299900038U",
    ),
    Misread(
        text="不用掏钱就能拿到手的东西有没有", tool="search_patents",
        arguments={"topic": "", "conditions": [FREE_ZH]}, intent=Intent.LISTING, answer="CN1999",
    ),
    Misread(
        text="小微企业每年交给专利局的那笔钱能少交吗?", tool="search_policies",
        arguments={"topic": "小微企业专利年费减缴", "wants": ["fee"]}, intent=Intent.POLICY, answer="减缴",
    ),
    Misread(
        text="买卖双方签了授权合同以后,要不要跟官方报一声?", tool="search_policies",
        arguments={"topic": "专利实施许可合同备案", "steps": True}, intent=Intent.PROCEDURE, answer="备案",
    ),
    Misread(
        text="Old batteries pile up in our yard; does any campus know how to turn them into fresh cathode powder?",
        tool="search_patents", arguments={"topic": "regeneration of cathode material from spent lithium batteries"},
        intent=Intent.TECHNOLOGY_SEARCH, answer="CN199900001B",
    ),
    Misread(
        text="Our grapes rot on the lorry before they reach the market", tool="match",
        arguments={"topic": "cold chain cool storage material for grapes", "wants": ["available"]},
        intent=Intent.TECHNOLOGY_SEARCH, answer="CN199900014B",
    ),
    Misread(
        text="wireless gadget that tells when soil is dry", tool="search_patents",
        arguments={"topic": "soil moisture irrigation control"}, intent=Intent.TECHNOLOGY_SEARCH, answer="CN199900015B",
    ),
    Misread(
        text="anything that costs nothing to practise", tool="search_patents",
        arguments={"conditions": [FREE_EN]}, intent=Intent.LISTING, answer="CN1999",
    ),
    Misread(
        text="After both sides sign, must anyone be told?", tool="search_policies",
        arguments={"topic": "recordal of a patent licence contract after both sides sign", "steps": True},
        intent=Intent.PROCEDURE, answer="record",
    ),
    Misread(
        text="The bank wants our inventions as security; where does one go?", tool="search_policies",
        arguments={"topic": "registration of a patent pledge as security for a bank", "steps": True},
        intent=Intent.PROCEDURE, answer="pledge",
    ),
)  # fmt: skip
