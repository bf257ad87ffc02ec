"""Which province a place lies in, and in which one a body sits by its name."""

from __future__ import annotations

import pytest

from knowledge.regions import region_named, region_of_owner


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("江苏", "CN-JS"), ("江苏省", "CN-JS"), ("Jiangsu Province", "CN-JS"), ("苏州市", "CN-JS"), ("北京", "CN-BJ"),
        ("新疆维吾尔自治区", "CN-XJ"), ("延边朝鲜族自治州", "CN-JL"), ("Guangxi Zhuang Autonomous Region", "CN-GX"),
        ("Xi'an", "CN-SN"), ("inner mongolia", "CN-NM"), ("cn-js", "CN-JS"), ("中关村", None), ("Suzhou", None),
        ("火星", None), ("", None),
    ],
)  # fmt: skip
def test_a_place_is_found_under_its_names(name: str, code: str | None) -> None:
    assert region_named(name) == code


@pytest.mark.parametrize(
    ("owner", "code"),
    [
        ("苏州大学", "CN-JS"), ("蘇州大學", "CN-JS"), ("Jiangsu University", "CN-JS"), ("University of Jinan", "CN-SD"),
        ("中国科学院苏州纳米技术与纳米仿生研究所", "CN-JS"), ("国网江苏省电力有限公司", "CN-JS"), ("上海南洋机电", "CN-SH"),
        ("哈尔滨工业大学（深圳）", "CN-GD"), ("The Hong Kong University of Science and Technology", "CN-HK"),
    ],
)  # fmt: skip
def test_a_body_sits_where_its_name_says(owner: str, code: str) -> None:
    assert region_of_owner(owner) == code


@pytest.mark.parametrize(
    "owner", ["华南理工大学", "德州仪器公司", "Suzhou University", "Samsung", "华为技术有限公司", ""]
)
def test_a_name_that_does_not_say_where_tells_no_region(owner: str) -> None:
    assert region_of_owner(owner) is None
