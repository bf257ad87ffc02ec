"""Where a right is wanted, as an enterprise tells it."""

from __future__ import annotations

import pytest

from assistant.matching.requirements import read_need
from assistant.matching.territories import country_name
from assistant.needs.types import Wanted
from knowledge.types import Language


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ("产品在泰国组装、在马来西亚销售。", ("TH", "MY")),
        ("Sold in Germany and Japan.", ("DE", "JP")),
        ("Sales would be in Italy and the Netherlands.", ("IT", "NL")),
        ("Market: France.", ("FR",)),
        ("China only.", ("CN",)),
        ("China, non-exclusive.", ("CN",)),
        ("只做国内。", ("CN",)),
        ("国内项目，普通许可。", ("CN",)),
        ("许可地域：全球。", ("WO",)),
        ("国内尚无成熟产品。", ()),
        ("Let us use it in our plants.", ()),
    ],
)
def test_places_are_read_where_something_is_made_sold_or_used(said: str, places: tuple[str, ...]) -> None:
    chinese = any("\u4e00" <= char <= "\u9fff" for char in said)
    lead = "需要一种污泥干化技术。" if chinese else "We need a sludge drying process. "
    assert read_need(Wanted(text=lead + said)).terms.territories == places


def test_a_country_is_called_by_its_name() -> None:
    assert country_name("VN", Language.ZH) == "越南"
    assert country_name("VN", Language.EN) == "Vietnam"
    assert country_name("??", Language.EN) == "??"
