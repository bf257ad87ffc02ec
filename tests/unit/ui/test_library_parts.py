"""Parts of the library's pages by themselves: addresses, the drawn timeline, anchors of texts."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qsl

import pytest

from assistant.uploads.types import Remark
from knowledge.browsing.shelf import Order
from knowledge.types import Language, LicenceType, Passage, PassageKind
from ui.library.asked import asked_of
from ui.library.text_html import anchors
from ui.library.timeline import Moment, Span, timeline
from ui.library.upload_html import noted

TODAY = date(2026, 11, 24)


def test_an_address_comes_back_as_it_was() -> None:
    query = "text=pump&kind=patent&ipc=H01M&ipc=C02F&licence=open&free=yes&from=2020-01-01&order=title&page=3"
    asked = asked_of(parse_qsl(query))
    assert sorted(parse_qsl(asked.query())) == sorted(parse_qsl(query))
    assert asked.selection.filters.licence_types == (LicenceType.OPEN,)
    assert asked.selection.filters.free_of_charge is True
    assert (asked.order, asked.page) == (Order.TITLE, 3)


@pytest.mark.parametrize(
    "query",
    sorted(
        [
            "kind=x",
            "status=free",
            "from=2020-13-01",
            "page=-1",
            "page=²",
            "order=x",
            "free=maybe",
            "section=H",
            "x=y",
        ]
    ),
)
def test_what_an_address_cannot_mean_is_passed_over(query: str) -> None:
    assert asked_of(parse_qsl(query)).query() == ""


def test_a_chosen_value_is_added_and_taken_away_from_the_first_page() -> None:
    asked = asked_of([("page", "4"), ("ipc", "H01M")])
    assert asked.with_one("ipc", "C02F").query() == "ipc=H01M&ipc=C02F"
    assert asked.without("ipc", "H01M").query() == ""


@pytest.mark.parametrize("language", sorted(Language))
def test_the_timeline_says_in_words_what_it_draws(language: Language) -> None:
    moments = [Moment(on=date(2021, 5, 4), words="granted <i>"), Moment(on=date(2019, 4, 1), words="filed"), Moment(on=date(2039, 3, 31), words="end", ends=True)]  # fmt: skip
    drawn = timeline(moments, Span(start=date(2021, 5, 4), end=date(2039, 3, 31)), TODAY, language, "Status")
    assert re.findall(r"<time[^>]*>([^<]+)</time>", drawn) == ["2019-04-01", "2021-05-04", "2039-03-31"]
    assert 'role="img"' in drawn
    assert "granted &lt;i&gt;" in drawn
    places = [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', drawn)]
    assert places == sorted(places)
    assert 0 < places[0] < places[-1] < 960


def test_no_day_no_drawing() -> None:
    assert timeline([], None, TODAY, Language.EN, "Status") == ""


def test_days_at_the_ends_of_time_are_drawn_too() -> None:
    moments = [Moment(on=date(1, 1, 1), words="a"), Moment(on=date.max, words="b")]
    assert "<svg" in timeline(moments, None, TODAY, Language.EN, "Status")


def test_claims_and_articles_have_anchors_by_their_number() -> None:
    def passage(ordinal: int, kind: PassageKind, number: str | None) -> Passage:
        return Passage(passage_id=f"p{ordinal}", document_id="d", ordinal=ordinal, kind=kind, label="", language=Language.EN, start=0, end=1, text="x", number=number)  # fmt: skip

    names = anchors([passage(0, PassageKind.CLAIM, "1"), passage(1, PassageKind.CLAIM, "1"), passage(2, PassageKind.ARTICLE, "50"), passage(3, PassageKind.SECTION, None)])  # fmt: skip
    assert list(names.values()) == ["claim-1", "p1", "article-50", "p3"]


def test_rows_that_are_not_read_are_told_with_place_and_reason_in_words() -> None:
    note = Remark(
        code="row_set_aside", fields={"sheet": "S1", "reason": "no_title", "count": 7, "rows": [3, 5]}
    )
    assert noted(note, Language.ZH) == "S1 · 第 3, 5 行（共 7 行）搁置：没有名称"
    assert noted(note, Language.EN) == "S1 · row 3, 5 (7 in all) set aside: no title"
    other = Remark(code="unknown_column", fields={"columns": ["x"]})
    assert "no_title" not in noted(other, Language.EN)
