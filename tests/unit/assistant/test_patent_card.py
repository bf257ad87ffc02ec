"""The card of a patent says how things stand with it, and never calls a bound or ended right available."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from asking import DAY, OFFICER, SME, plan_for

from assistant.composing.legal_basis import LawShelf
from assistant.composing.patent_card import card, licence_name, offer_line, verdict
from assistant.composing.patent_file import PatentFile
from assistant.composing.patent_tables import reason, table
from assistant.phrases import phrases
from assistant.services import Services
from assistant.types import DraftStatement, Facet
from knowledge.rights.legal_status import Availability, assess
from knowledge.types import EventKind, Language, LegalEvent

OpenFile = Callable[..., PatentFile]
A = Availability
CASES: dict[Availability, tuple[str, ...]] = {
    A.LICENSABLE_OPEN: ("P01", "P10", "P20", "P24", "P29", "P35", "P46", "P53"),
    A.LICENSABLE_ASK: ("P04", "P09", "P11", "P16", "P25", "P30", "P39", "P43", "P44", "P58", "P60"),
    A.PENDING: ("P08", "P27", "P37", "P56"),
    A.RESTRICTED_EXCLUSIVE: ("P06",),
    A.RESTRICTED_SOLE: ("P22",),
    A.RESTRICTED_PLEDGE: ("P07",),
    A.RESTRICTED_PRESERVATION_OR_DISPUTE: ("P31",),
    A.LATE_FEE: ("P14",),
    A.LAPSED: ("P02", "P21", "P48"),
    A.EXPIRED: ("P03", "P38"),
    A.INVALIDATED: ("P28",),
    A.WITHDRAWN_OR_REFUSED: ("P54", "P57"),
    A.UNKNOWN: ("P13", "P18", "P26", "P32", "P41", "P45"),
}
FREE = (A.LICENSABLE_OPEN, A.LICENSABLE_ASK)
BOUND = [pytest.param(case, id=case) for kind, cases in CASES.items() if kind not in FREE for case in cases]
FREE_CASES = [case for kind in FREE for case in CASES[kind]]
# what an enterprise would read as "you may take it"
CALLED_FREE = re.compile(
    r"可以许可[:：]|权利有效|可直接取得|有效[,，]可洽谈|^Available\b|^In force\b|open licence, can be taken|in force, negotiable", re.M
)  # fmt: skip
SAYS: dict[Availability, tuple[str, str]] = {
    A.PENDING: ("尚未授权", "Not granted yet"),
    A.RESTRICTED_EXCLUSIVE: ("独占许可", "exclusive licence"),
    A.RESTRICTED_SOLE: ("排他许可", "sole licence"),
    A.RESTRICTED_PLEDGE: ("质押", "pledge"),
    A.RESTRICTED_PRESERVATION_OR_DISPUTE: ("保全", "preservation"),
    A.LATE_FEE: ("滞纳期", "surcharge"),
    A.LAPSED: ("因未缴", "lapsed for an unpaid"),
    A.EXPIRED: ("届满", "expired"),
    A.INVALIDATED: ("宣告无效", "declared invalid"),
    A.WITHDRAWN_OR_REFUSED: ("驳回", "refused"),
    A.UNKNOWN: ("不能视为可许可", "cannot be called available"),
    A.LICENSABLE_OPEN: ("开放许可声明", "open licence declaration"),
    A.LICENSABLE_ASK: ("可与权利人洽谈", "can be negotiated"),
}
LANGUAGES = list(Language)


def lines(statements: tuple[DraftStatement, ...]) -> str:
    return "\n".join(statement.text for statement in statements)


@pytest.fixture
def show(services: Services, open_file: OpenFile) -> Callable[..., str]:
    """Return the words of a patent's card."""

    def shown(case: str, language: Language, *facets: Facet, text: str = "", officer: bool = False) -> str:
        reader = OFFICER if officer else SME
        shelf = LawShelf(services.catalogue, reader, DAY)
        return lines(card(open_file(case, language, reader), plan_for(language, *facets, text=text), shelf))

    return shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("case", "kind"), [(case, kind) for kind, cases in CASES.items() for case in cases])
def test_the_verdict_names_the_situation(
    open_file: OpenFile, case: str, kind: Availability, language: Language
) -> None:
    text = verdict(open_file(case, language), phrases(language)).text
    assert SAYS[kind][language is Language.EN] in text
    assert DAY.isoformat() in text  # when the register was checked
    assert bool(CALLED_FREE.search(text)) is (kind in FREE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", BOUND)
@pytest.mark.parametrize("facet", [None, Facet.FEE, Facet.TERM, Facet.ASSERTS, Facet.AVAILABLE])
def test_a_bound_or_ended_right_is_never_called_available(
    show: Callable[..., str], open_file: OpenFile, case: str, language: Language, facet: Facet | None
) -> None:
    assert not CALLED_FREE.search(show(case, language, *([facet] if facet else [])))
    file, say = open_file(case, language), phrases(language)
    assert not CALLED_FREE.search(reason(file, say))
    row = table([file], say, ("status", "fee")).rows[0]
    assert not CALLED_FREE.search(row[0].text)
    assert row[1].text == say.say("none")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", FREE_CASES)
def test_a_free_right_is_called_so_in_tables_too(open_file: OpenFile, case: str, language: Language) -> None:
    file, say = open_file(case, language), phrases(language)
    assert not re.search(r"不能|不明|cannot|unknown|not available", reason(file, say), re.IGNORECASE)
    assert CALLED_FREE.search(verdict(file, say).text)


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("P06", ("2029-03-04", "示例科技X")), ("P22", ("2028-06-30", "示例装备S")), ("P07", ("2025-11-10", "示例银行Z")), ("P14", ("2027-03-16",)), ("P02", ("2025-04-18",)),
        ("P03", ("2026-05-20",)), ("P28", ("2025-09-12",)), ("P54", ("2025-12-16",)), ("P31", ("2026-03-20",)),
    ],
)  # fmt: skip
def test_the_verdict_states_who_and_when(open_file: OpenFile, case: str, words: tuple[str, ...]) -> None:
    said = verdict(open_file(case, Language.ZH), phrases(Language.ZH))
    assert all(word in said.text for word in words)
    assert said.quotes


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", ["P02", "P28", "P54"])
def test_an_ended_right_has_no_years_left(open_file: OpenFile, case: str, language: Language) -> None:
    say = phrases(language)
    cell = table([open_file(case, language)], say, ("last_day",)).rows[0][0]
    assert cell.text == say.say("none")


@pytest.mark.parametrize(
    ("case", "language", "terms"),
    [
        ("P01", Language.ZH, ("30,000", "2024-09-20", "2027-12-31", "开放许可")), ("P10", Language.EN, ("20,000", "3%", "2029-12-31", "open licence")),
        ("P51", Language.EN, ("3.5%", "680,000", "non-exclusive licence", "sole licence")), ("P29", Language.ZH, ("免费", "2027-12-31")),
        ("P33", Language.ZH, ("36,000", "18,000", "2030-08-31")), ("P55", Language.EN, ("150,000", "2033-12-31")),
    ],
)  # fmt: skip
def test_the_card_states_the_public_offers(
    show: Callable[..., str], case: str, language: Language, terms: tuple[str, ...]
) -> None:
    shown = show(case, language)
    assert all(term in shown for term in terms)
    assert phrases(language).say("offer.none") not in shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", ["P04", "P12", "P15", "P47", "P34", "P40"])
def test_where_no_price_is_held_none_is_made_up(
    show: Callable[..., str], case: str, language: Language
) -> None:
    assert phrases(language).say("offer.none") in show(case, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("case", "on"), [("P16", "2026-06-01"), ("P43", "2025-11-28")])
def test_a_withdrawn_offer_is_history_and_the_patent_negotiable(
    show: Callable[..., str], open_file: OpenFile, case: str, on: str, language: Language
) -> None:
    shown, say = show(case, language), phrases(language)
    assert on in shown
    assert ("撤回" if language is Language.ZH else "withdrawn") in shown
    assert say.say("offer.none") in shown
    assert (
        SAYS[A.LICENSABLE_OPEN][language is Language.EN] not in verdict(open_file(case, language), say).text
    )
    assert on in reason(open_file(case, language), say)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("case", "owner"), [("P09", "A"), ("P34", "D")])
def test_co_owners_are_all_named_with_the_rule_for_them(
    show: Callable[..., str], open_file: OpenFile, case: str, owner: str, language: Language
) -> None:
    shown = show(case, language)
    owners = open_file(case, language).owners(language)
    assert len(owners) == 2
    assert phrases(language).say("caveat.co_owned", owners=phrases(language).join(owners)) in shown
    assert ("第十四条" if language is Language.ZH else "Article 14") in shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", ["P06", "P02", "P14", "P03"])
def test_a_false_premise_is_corrected_before_anything_else(
    show: Callable[..., str], case: str, language: Language
) -> None:
    premise = phrases(language).say("premise.not_so")
    asserted = show(case, language, Facet.ASSERTS).splitlines()
    assert premise in asserted[1]
    assert premise not in show(case, language)
    assert premise not in show("P01", language, Facet.ASSERTS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", ["P18", "P40", "P51", "P59"])
def test_a_licence_type_is_named_once_in_an_offer(open_file: OpenFile, case: str, language: Language) -> None:
    file, say = open_file(case, language), phrases(language)
    for offer in file.record.offers:
        name = licence_name(offer.licence_type, say)
        said = re.findall(
            rf"(?<![\w-]){re.escape(name)}" if language is Language.EN else name,
            offer_line(file, offer, say).text,
            re.I,
        )
        assert len(said) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("case", "possible"), [("P12", True), ("P47", True), ("P06", False), ("P07", False), ("P14", False), ("P08", False), ("P03", False)]
)  # fmt: skip
def test_whether_an_open_licence_can_be_declared(
    show: Callable[..., str], case: str, possible: bool, language: Language
) -> None:
    text = (
        "能提交开放许可声明吗"
        if language is Language.ZH
        else "Can we file an open licence declaration for it?"
    )
    said = phrases(language).say("open_licence.possible") in show(case, language, text=text)
    assert said is possible


@pytest.mark.parametrize("language", LANGUAGES)
def test_abroad_a_chinese_right_is_told_to_end_at_the_border(
    show: Callable[..., str], language: Language
) -> None:
    territory = phrases(language).say("caveat.territory")
    asked = "我们要出口德国" if language is Language.ZH else "We export to Germany"
    assert territory in show("P10", language, text=asked)
    assert territory not in show("P10", language)
    assert territory not in show("P49", language, text=asked)


@pytest.mark.parametrize(
    ("case", "as_of", "kind"),
    [
        ("P06", date(2024, 3, 4), A.LICENSABLE_ASK), ("P06", date(2024, 3, 5), A.RESTRICTED_EXCLUSIVE), ("P16", date(2026, 5, 31), A.LICENSABLE_OPEN),
        ("P03", date(2026, 5, 19), A.UNKNOWN), ("P39", date(2024, 1, 1), A.RESTRICTED_PLEDGE), ("P30", date(2025, 9, 13), A.RESTRICTED_EXCLUSIVE),
        ("P54", date(2025, 12, 1), A.PENDING),
    ],
)  # fmt: skip
def test_the_verdict_is_that_of_the_day_asked_for(
    open_file: OpenFile, case: str, as_of: date, kind: Availability
) -> None:
    file = open_file(case, Language.ZH, SME, as_of)
    assert SAYS[kind][0] in verdict(file, phrases(Language.ZH)).text


@pytest.mark.parametrize(
    ("kind", "language", "word"),
    [
        (EventKind.ABANDONED, Language.EN, "was abandoned"),
        (EventKind.ABANDONED, Language.ZH, "已被放弃"),
        (EventKind.ENDED, Language.EN, "not why"),
        (EventKind.ENDED, Language.ZH, "未载明原因"),
    ],
)
def test_a_right_that_ended_otherwise_is_not_said_to_have_lapsed_for_a_fee(
    open_file: OpenFile, kind: EventKind, language: Language, word: str
) -> None:
    file = open_file("P01", language)
    entry = LegalEvent(on=date(2026, 5, 4), kind=kind)
    record = replace(file.record, events=(*file.record.events, entry))
    ended = replace(file, record=record, status=assess(record, as_of=DAY, checked_on=DAY))
    said = verdict(ended, phrases(language)).text
    assert word in said
    assert "annual fee" not in said
    assert "年费" not in said
