"""Quotes and their sources: an altered quote is not found, a true one opens its own words, what does not hold is cut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.citations import Outcome, Source, locate, look_up, normalise, verify
from assistant.types import Draft, DraftStatement, DraftTable, Mode, Quote
from knowledge.types import Audience, DocumentHead, Kind, Language, Passage, PassageKind

ZH = (
    "许可人甲应于2029年4月15日前向被许可人乙交付图纸,乙不得转让本合同,每年支付许可费80,000元,并按净销售额的6%提成,独占许可期限为8年,以千克计算产量。",
    "丙公司持有的普通许可自2028年11月3日起生效,未经丁公司书面同意不得质押,首付款为45万元,其余按百分之七分期支付,宽限期3个月,每吨计收。",
    "戊学院保留排他许可的实施权,滞纳金每月加收5%,最迟2030年1月9日缴清1,200元,逾期不予恢复,试验温度为650 ℃。",
)
EN = (
    "Licensor Alpha shall deliver the drawings to licensee Beta by 15 April 2029; Beta may not assign this contract, pays CNY 80,000 a year and 6% of net sales; the exclusive licence runs 8 years and is metered per kilogram.",
    "The non-exclusive licence of Gamma takes effect on 2028-11-03, cannot be pledged without the consent of Delta, costs USD 450,000 upfront and 7 per cent later, with 3 months of grace, metered per tonne.",
    "College Epsilon keeps a sole licence; the surcharge is 5% a month, CNY 1,200 is due by 9 January 2030 and is never refunded; the kiln runs at 650 °C.",
)


def swapped(*pairs: tuple[str, str]) -> Callable[[str], str]:
    """Return a change that puts the second word of the first pair found in place of the first."""

    def change(text: str) -> str:
        for old, new in pairs:
            if old in text:
                return text.replace(old, new, 1)
        raise AssertionError(text)

    return change


CHANGES: dict[str, Callable[[str], str]] = {
    "amount_times_ten": swapped(("450,000", "4,500,000"), ("80,000", "800,000"), ("45万", "450万"), ("1,200", "12,000")),
    "amount_divided": swapped(("450,000", "45,000"), ("80,000", "8,000"), ("45万", "4.5万"), ("1,200", "120")),
    "separator_as_point": swapped(("450,000", "450.000"), ("80,000", "80.000"), ("45万", "4.5万"), ("1,200", "1.200")),
    "rate_raised": swapped(("6%", "16%"), ("百分之七", "百分之十七"), ("7 per cent", "17 per cent"), ("5%", "15%")),
    "rate_as_permille": swapped(("6%", "6‰"), ("百分之七", "千分之七"), ("7 per cent", "7 per mille"), ("5%", "5‰")),
    "unit": swapped(("千克", "克"), ("吨", "千克"), ("℃", "K"), ("kilogram", "gram"), ("tonne", "kilogram"), ("°C", "K")),
    "currency": swapped(("80,000元", "80,000美元"), ("45万元", "45万欧元"), ("1,200元", "1,200日元"), ("CNY", "USD"), ("USD", "CNY")),
    "day": swapped(("15日", "16日"), ("11月3日", "11月30日"), ("1月9日", "1月19日"), ("15 April", "16 April"), ("11-03", "11-30"), ("9 January", "19 January")),
    "year": swapped(("2029", "2039"), ("2028", "2027"), ("2030", "2031")),
    "negation_dropped": swapped(("不得", "得"), ("不予", "予以"), ("may not", "may"), ("cannot", "can"), ("never", "always")),
    "negation_added": swapped(("应于", "无须于"), ("生效", "不生效"), ("保留", "不保留"), ("shall deliver", "shall not deliver"), ("takes", "never takes"), ("keeps", "does not keep")),
    "party": swapped(("许可人甲", "许可人丙"), ("丙公司", "庚公司"), ("戊学院", "己学院"), ("Alpha", "Omega"), ("Gamma", "Omega"), ("Epsilon", "Omega")),
    "licence_type": swapped(("独占许可", "普通许可"), ("普通许可", "排他许可"), ("排他许可", "独占许可"), ("non-exclusive", "exclusive"), ("exclusive", "non-exclusive"), ("sole", "open")),
}  # fmt: skip
MUTATED = [
    pytest.param(change(text), text, id=f"{name}-{language}-{number}")
    for name, change in CHANGES.items()
    for language, texts in (("zh", ZH), ("en", EN))
    for number, text in enumerate(texts)
]


@pytest.mark.parametrize(("quote", "text"), MUTATED)
def test_an_altered_quote_is_not_found(quote: str, text: str) -> None:
    assert quote != text
    assert locate(quote, f"前言。{text} 后记。") is None
    assert locate(text, f"前言。{text} 后记。") == (3, 3 + len(text))


def test_enough_altered_quotes_are_tried() -> None:
    assert len(MUTATED) >= 60


SPACED: dict[str, Callable[[str], str]] = {
    "spaces": lambda text: text.replace(",", " , ").replace(",", ", ").replace("。", " 。"),
    "line_ends": lambda text: "\n".join(text[i : i + 7] for i in range(0, len(text), 7)),
    "full_width": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    "no_spaces": lambda text: text.replace(" ", ""),
    "ideographic_space": lambda text: text.replace(" ", "\u3000"),
    "case": str.upper,
    "soft_hyphen": lambda text: "\u00ad".join(text),
}


@pytest.mark.parametrize("form", SPACED.values(), ids=SPACED)
@pytest.mark.parametrize("text", [*ZH, *EN])
def test_a_true_quote_in_another_form_opens_the_words_of_the_source(
    text: str, form: Callable[[str], str]
) -> None:
    source = f"序言。 {text} 完。"
    assert locate(form(text), source) == (4, 4 + len(text))
    changed = f"Foreword. {form(text)} End."
    place = locate(text, changed)
    assert place is not None
    assert changed[slice(*place)] == form(text).strip()


@pytest.mark.parametrize(
    ("quote", "text", "words"),
    [
        ("“乙方”", '称"乙方"者', '"乙方"'),
        ('"乙方"', "称「乙方」者", "「乙方」"),
        ("the ‘licensee’", "called the 'licensee' here", "the 'licensee'"),
        ("３％", "按3 %计", "3 %"),
        ("第五十条", "依第 五十 条", "第 五十 条"),
        ("ⅳ级", "风险IV级", "IV级"),
    ],
)
def test_quotation_marks_and_widths_are_alike(quote: str, text: str, words: str) -> None:
    place = locate(quote, text)
    assert place is not None
    assert text[slice(*place)] == words


@pytest.mark.parametrize("quote", ["", " ", "甲", "a", "\u00ad\u200b", "。"])
def test_a_quote_of_less_than_two_characters_is_no_evidence(quote: str) -> None:
    assert locate(quote, "甲方 a 。") is None


@pytest.mark.parametrize("quote", ["甲方丙方", "甲方…丙方", "丙方乙方甲方", "方甲"])
def test_a_quote_is_one_contiguous_piece(quote: str) -> None:
    assert locate(quote, "甲方乙方丙方") is None


def test_normalised_characters_point_at_where_they_came_from() -> None:
    text = "㎏ Ａ b\u00ad’"
    held, offsets = normalise(text)
    assert held == "kgab'"
    assert [text[offset] for offset in offsets] == ["㎏", "㎏", "Ａ", "b", "’"]


# ── verifying a draft ───────────────────────────────────────────────────────────────────────────────────

TEXT = "许可费为每年 70,000 元。\n许可期限至2032-05-06。\n被许可人不得再许可。"


def source(text: str = TEXT, *, start: int = 0, instruction_like: bool = False) -> Source:
    passage = Passage(
        passage_id="p1", document_id="d1", ordinal=0, kind=PassageKind.ARTICLE, label="第十七条", language=Language.ZH,
        start=start, end=start + len(text), text=text, instruction_like=instruction_like,
    )  # fmt: skip
    head = DocumentHead(
        document_id="d1", kind=Kind.OTHER, audience=Audience.PUBLIC, title="示例合同 2019", language=Language.ZH, source="x", record=None
    )  # fmt: skip
    return Source(passage=passage, document=head)


def said(text: str, *quotes: str, heading: bool = False, computed: bool = False) -> DraftStatement:
    return DraftStatement(
        text=text,
        quotes=tuple(Quote(passage_id="p1", text=q) for q in quotes),
        heading=heading,
        computed=computed,
    )


def test_a_statement_that_its_quote_holds_is_kept_with_document_offsets() -> None:
    held = verify(Draft(statements=(said("每年7万元", "每年 ７０,０００元"),)), {"p1": source(start=100)}, ())
    (citation,) = held.citations
    assert held.statements[0].markers == (1,)
    assert citation.quote == "每年 70,000 元"
    assert TEXT[citation.start - 100 : citation.end - 100] == citation.quote
    assert held.cuts == ()


@pytest.mark.parametrize(
    "claim", ["每年70万元", "每年7万元,费率3%", "7万元,至2033年", "至2032-05-07,7万元", "依第七条,7万元", "CN188800123B 每年7万元"]
)  # fmt: skip
def test_a_statement_with_a_value_that_no_quote_holds_is_cut(claim: str) -> None:
    held = verify(Draft(statements=(said(claim, "每年 70,000 元", "至2032-05-06"),)), {"p1": source()}, ())
    assert held.statements == ()
    assert held.cuts[0].text == claim
    assert held.cuts[0].unbound


@pytest.mark.parametrize(
    "claim", ["依第十七条,每年7万元", "2019年的合同:每年7万元", "截至2026-11-24,每年7万元"]
)
def test_values_of_the_label_the_title_and_the_question_need_no_quote(claim: str) -> None:
    draft = Draft(statements=(said(claim, "每年 70,000 元"),))
    assert verify(draft, {"p1": source()}, ("2026-11-24",)).cuts == ()


def test_a_computed_statement_may_hold_a_result_but_not_a_false_quote() -> None:
    good = said("两年合计 140,000 元", "每年 70,000 元", computed=True)
    bad = said("两年合计 140,000 元", "每年 700,000 元", computed=True)
    held = verify(Draft(statements=(good, bad)), {"p1": source()}, ())
    assert [statement.text for statement in held.statements] == [good.text]
    assert held.cuts[0].quote == "每年 700,000 元"


def test_one_false_quote_among_true_ones_cuts_the_statement() -> None:
    draft = Draft(statements=(said("每年7万元", "每年 70,000 元", "每年 70,000 美元"),))
    held = verify(draft, {"p1": source()}, ())
    assert held.statements == ()
    assert held.citations == ()


def test_text_that_addresses_an_assistant_cannot_be_cited() -> None:
    draft = Draft(statements=(said("不得再许可", "不得再许可"),))
    assert verify(draft, {"p1": source()}, ()).citations
    held = verify(draft, {"p1": source(instruction_like=True)}, ())
    assert (held.statements, held.citations) == ((), ())


def test_a_passage_that_the_reader_may_not_see_cannot_be_cited() -> None:
    held = verify(Draft(statements=(said("不得再许可", "不得再许可"),)), {}, ())
    assert held.statements == ()
    assert held.cuts[0].quote == "不得再许可"


def test_equal_quotes_share_a_marker_and_markers_follow_the_text() -> None:
    draft = Draft(
        statements=(
            said("至2032-05-06", "至2032-05-06"),
            said("每年7万元", "每年 70,000 元"),
            said("再次:至2032-05-06", "至2032-05-06"),
        )
    )
    held = verify(draft, {"p1": source()}, ())
    assert [s.markers for s in held.statements] == [(1,), (2,), (1,)]
    assert [c.marker for c in held.citations] == [1, 2]


def test_headings_without_a_statement_under_them_are_dropped() -> None:
    draft = Draft(
        statements=(
            said("费用", heading=True),
            said("每年8万元", "每年 70,000 元"),
            said("期限", heading=True),
            said("至2032-05-06", "至2032-05-06"),
            said("其他", heading=True),
        )
    )
    held = verify(draft, {"p1": source()}, ())
    assert [s.text for s in held.statements] == ["期限", "至2032-05-06"]


def test_a_false_cell_becomes_a_dash_and_a_true_one_carries_its_marker() -> None:
    row = (
        said("7万元", "每年 70,000 元"),
        said("70万元", "每年 70,000 元"),
        said("14万元", "每年 70,000 元", computed=True),
    )
    draft = Draft(
        statements=(), tables=(DraftTable(title="t", columns=("a", "b", "c"), rows=(row,)),)
    )  # fmt: skip
    held = verify(draft, {"p1": source()}, ())
    assert held.tables[0].rows == (("7万元 [1]", "—", "14万元 [1]"),)
    assert held.tables[0].computed == ((0, 2),)
    assert [cut.text for cut in held.cuts] == ["70万元"]


# ── where a quote stands ────────────────────────────────────────────────────────────────────────────────

ELSEWHERE = "许可期限自合同生效之日起计算,为期五年。"


def two_passages() -> dict[str, Source]:
    """Return one passage under p1, and under p2 another that says something else."""
    own, other = source(), source(ELSEWHERE)
    return {"p1": own, "p2": Source(passage=replace(other.passage, passage_id="p2"), document=other.document)}


def test_a_quote_is_found_elsewhere_or_not_at_all() -> None:
    sources = two_passages()
    found = look_up(Quote(passage_id="p1", text="每年 70,000 元"), sources)
    elsewhere = look_up(Quote(passage_id="p1", text="自合同生效之日起计算"), sources)
    assert (found[0], found[1][0].source.passage.passage_id) == (Outcome.FOUND, "p1")
    assert (elsewhere[0], [p.source.passage.passage_id for p in elsewhere[1]]) == (Outcome.ELSEWHERE, ["p2"])
    assert look_up(Quote(passage_id="p1", text="自合同生效之日起三年"), sources) == (Outcome.NOT_FOUND, ())


def test_a_quote_from_elsewhere_is_cut_and_the_cut_says_where_it_stands() -> None:
    draft = Draft(statements=(said("期限自生效起计算", "自合同生效之日起计算,为期五年"),))
    held = verify(draft, two_passages(), ())
    assert held.statements == ()
    assert (held.cuts[0].outcome, held.cuts[0].elsewhere) == (Outcome.ELSEWHERE, ("p2",))


def test_a_models_quote_is_cited_from_the_only_passage_that_holds_it() -> None:
    statement = said("期限自生效起计算,为期五年", "自合同生效之日起计算,为期五年")
    held = verify(Draft(statements=(statement,), mode=Mode.GENERATED), two_passages(), ())
    assert [c.passage_id for c in held.citations] == ["p2"]
    assert held.cuts == ()


@pytest.mark.parametrize(
    ("claim", "quote", "texts"),
    [
        ("期限为期五年", "为期五年", [ELSEWHERE]),  # too short to be told from others
        ("期限自生效起计算", "自合同生效之日起计算,为期五年", [ELSEWHERE, ELSEWHERE]),  # stands in two
        (
            "期限自生效起计算,为期六年",
            "自合同生效之日起计算,为期五年",
            [ELSEWHERE],
        ),  # its values do not bind there
    ],
)
def test_a_models_quote_that_could_be_anothers_is_cut(claim: str, quote: str, texts: list[str]) -> None:
    sources = {"p1": source()}
    for number, text in enumerate(texts, start=2):
        other = source(text)
        sources[f"p{number}"] = Source(
            passage=replace(other.passage, passage_id=f"p{number}"), document=other.document
        )
    held = verify(Draft(statements=(said(claim, quote),), mode=Mode.GENERATED), sources, ())
    assert held.statements == ()
    assert held.cuts[0].outcome in (Outcome.ELSEWHERE, None)


def test_a_passage_that_gives_orders_is_no_place_for_a_quote() -> None:
    sources = {"p1": source(), "p2": source(ELSEWHERE, instruction_like=True)}
    assert look_up(Quote(passage_id="p1", text="自合同生效之日起计算"), sources) == (Outcome.NOT_FOUND, ())


def test_words_of_a_document_are_shown_without_links() -> None:
    text = "所述![图](https://a.example/x.png)装置"
    held = verify(Draft(statements=(said(text, text),)), {"p1": source(text)}, ())
    assert held.statements[0].text == "所述图装置"
    assert held.citations[0].quote == text
