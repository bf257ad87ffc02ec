"""A sentence that tells of a property the other way than it is wanted is no evidence for it."""

from __future__ import annotations

import pytest

from assistant.matching.poles import tells_the_other_way


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("能耗低", "传统热风干燥能耗高，果蔬容易褐变。"),
        ("要求能耗较低", "现有设备的能耗很高。"),
        ("噪声小", "风机噪声较大。"),
        ("循环寿命长", "硅负极的循环寿命短。"),
        ("low energy consumption", "Hot-air dryers have a high energy consumption."),
        ("We need high thermal conductivity", "The thermal conductivity of such boards is low."),
    ],
)
def test_the_other_way_is_no_evidence(wanted: str, said: str) -> None:
    assert tells_the_other_way(wanted, said)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("能耗低", "分段控制使能耗低于热风干燥。"),
        ("能耗低", "解决了热风干燥能耗高的问题。"),
        ("能耗低", "干燥能耗高的设备被淘汰，本装置能耗低。"),
        ("能耗低", "成本高，占地大。"),
        ("噪声小", "最大流量为 5 立方米。"),
        ("适合小型企业", "大型企业可直接使用。"),
        ("粒径大小可控", "所得粒径小。"),
        ("温度不高于80℃", "温度低。"),
        ("低温再生", "在高温下烧结前先在低温下再生。"),
        ("low energy consumption", "The energy consumption is low even at high speed."),
        ("low energy consumption", "It avoids the high energy consumption of hot-air drying."),
        ("high strength at low temperature", "Its strength stays high."),
    ],
)
def test_what_tells_the_same_or_something_else_stays(wanted: str, said: str) -> None:
    assert not tells_the_other_way(wanted, said)
