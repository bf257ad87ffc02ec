"""Choosing sentences that answer, and judging whether what was found is enough."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from asking import plan_for

from assistant.composing.choosing import choose
from assistant.composing.sentences import (
    content_terms,
    is_heading,
    sentences_of,
    split_sentences,
    worded_row,
)
from assistant.sufficiency import EARNINGS, STATISTICS, Judge, together
from assistant.types import Evidence, Facet, Plan
from knowledge.bridge import DictionaryBridge
from knowledge.memory_catalogue import MemoryCatalogue
from knowledge.types import ANYONE, Audience, DocumentHead, Hit, Kind, Language, Passage, PassageKind

TEXT = "第九条 登记\n登记机关收到申请后应当在12日内审查。材料不齐的,一次告知补正。\n登记簿可以在网上查询。"
ENGLISH = "Article 9 Registration\nThe office examines an application within 12 days. Missing papers are named once.\nThe register can be searched online."


def hit(
    text: str = TEXT, *, document: str = "d1", rank: int = 1, instruction_like: bool = False, coverage: float = 0.5,
    kind: PassageKind = PassageKind.ARTICLE, language: Language = Language.ZH,
) -> Hit:  # fmt: skip
    passage = Passage(
        passage_id=f"{document}-{rank}", document_id=document, ordinal=rank, kind=kind, label=text.splitlines()[0], language=language,
        start=0, end=len(text), text=text, number=str(rank), instruction_like=instruction_like,
    )  # fmt: skip
    head = DocumentHead(
        document_id=document, kind=Kind.POLICY, audience=Audience.PUBLIC, title="示例登记办法", language=language, source="x", record=None
    )  # fmt: skip
    return Hit(rank=rank, score=1.0 / rank, coverage=coverage, document=head, passage=passage)


@pytest.mark.parametrize("text", [TEXT, ENGLISH, "一句。", "| a | b |\n| 1 | 2 |\n", "", "  \n 甲乙。 \n"])
def test_sentences_stand_at_their_offsets(text: str) -> None:
    found = split_sentences(text)
    assert all(text[start : start + len(sentence)] == sentence for start, sentence in found)
    assert "".join(s for _, s in found).replace(" ", "") == "".join(text.split())


def test_a_decimal_or_an_abbreviation_ends_no_sentence() -> None:
    assert len(split_sentences("The rate is 3.5 per cent. See Art. 12 for the rest.")) == 2
    assert len(split_sentences("费率为3.5%。期限5年。")) == 2


def test_headings_and_texts_that_address_an_assistant_are_no_candidates() -> None:
    assert [s.text for s in sentences_of([hit()])] == [
        "登记机关收到申请后应当在12日内审查。", "材料不齐的,一次告知补正。", "登记簿可以在网上查询。",
    ]  # fmt: skip
    assert sentences_of([hit(instruction_like=True)]) == ()
    assert sentences_of([hit(kind=PassageKind.BIBLIOGRAPHY)]) == ()


@pytest.mark.parametrize(
    ("line", "heading"), [("# 总则", True), ("第九条 登记", True), ("登记簿可以在网上查询。", False), ("| 发明 | 20 |", False)]
)  # fmt: skip
def test_what_is_a_heading(line: str, heading: bool) -> None:
    assert is_heading(line, hit().passage) is heading


@pytest.mark.parametrize(
    ("question", "language", "text", "answer"),
    [
        ("登记机关多久审查?", Language.ZH, TEXT, "12日"), ("登记簿在哪里查询?", Language.ZH, TEXT, "网上查询"), ("材料不齐怎么补正?", Language.ZH, TEXT, "补正"),
        ("How long does the office take to examine?", Language.EN, ENGLISH, "12 days"), ("Where can the register be searched?", Language.EN, ENGLISH, "online"),
        ("What about missing papers?", Language.EN, ENGLISH, "Missing papers"),
    ],
)  # fmt: skip
def test_the_sentence_that_answers_comes_first(
    question: str, language: Language, text: str, answer: str
) -> None:
    chosen = choose(
        plan_for(language, text=question),
        sentences_of([hit(text, language=language)]),
        most=1,
        characters=500,
    )
    assert [answer in c.sentence.text for c in chosen] == [True]


def test_a_value_of_the_kind_asked_for_counts() -> None:
    text = "登记的期限由机关公布。\n登记的期限为18个月。"
    chosen = choose(
        plan_for(Language.ZH, Facet.WHEN, text="登记的期限"),
        sentences_of([hit(text)]),
        most=1,
        characters=500,
    )
    assert "18个月" in chosen[0].sentence.text


def test_no_more_sentences_and_characters_than_allowed() -> None:
    hits = [hit(f"登记事项{n}\n登记机关公布第{n}种登记费用。", rank=n) for n in range(1, 9)]
    plan = plan_for(Language.ZH, text="登记机关公布哪些登记费用")
    chosen = choose(plan, sentences_of(hits), most=3, characters=500)
    assert 1 <= len(chosen) <= 3
    assert len(choose(plan, sentences_of(hits), most=8, characters=5)) == 1


def test_the_best_sentences_make_the_answer_in_short_and_the_others_say_more() -> None:
    text = "登记\n登记机关应当公布登记费用。登记簿由机关保管。登记费用每件三百元。"
    plan = plan_for(Language.ZH, text="登记费用每件多少")
    chosen = choose(plan, sentences_of([hit(text)]), most=3, characters=500, short=24)
    assert [c.first for c in chosen] == [True, False, False]
    assert "三百元" in chosen[0].sentence.text


def test_a_question_in_the_source_does_not_answer_and_the_same_is_not_said_twice() -> None:
    text = "问答\n登记费用是多少?\n每件登记收取三百元的费用。"
    plan = plan_for(Language.ZH, text="登记费用是多少")
    again = hit("转载\n每件登记收取三百元的费用。", document="d2", rank=2)
    chosen = choose(plan, sentences_of([hit(text), again]), most=1, characters=500)
    assert chosen[0].sentence.text == "每件登记收取三百元的费用。"
    both = choose(plan, sentences_of([hit(text), again]), most=9, characters=500)
    assert [c.sentence.text for c in both].count("每件登记收取三百元的费用。") == 1


def test_a_question_finds_its_sentence_in_the_other_language() -> None:
    english = "Article 9\nThe register is public.\nThe licence fee is paid every year.\nAn appeal is decided by a court."
    plan = plan_for(Language.ZH, text="许可费怎么支付")
    found = sentences_of([hit(english, language=Language.EN)])
    chosen = choose(plan, found, most=1, characters=500, bridge=DictionaryBridge())
    assert chosen[0].sentence.text == "The licence fee is paid every year."


def test_a_row_of_a_table_is_one_statement_that_is_read_with_the_heads_of_its_columns() -> None:
    text = "地区 | 依据 | 减免\n甲地 | 第1号令；第2号令 | 15%\n乙地 | 第3号令 | 一半"
    rows = sentences_of([hit(text, kind=PassageKind.TABLE)])
    assert [worded_row(row) for row in rows] == [
        "甲地 · 依据: 第1号令；第2号令 · 减免: 15%", "乙地 · 依据: 第3号令 · 减免: 一半",
    ]  # fmt: skip
    marked = sentences_of([hit("| a | price |\n|---|---|\n| licence | 3 |", kind=PassageKind.TABLE)])
    assert worded_row(marked[-1]) == "licence · price: 3"


def test_what_opens_the_article_that_answers_is_said_with_it() -> None:
    text = "第九条 登记\n申请人提交书面材料即完成登记。登记不设门槛,不限于高校衍生企业或者高新技术企业。登记簿公开。"
    plan = plan_for(Language.ZH, text="登记要是高校衍生企业或者高新技术企业吗")
    chosen = choose(plan, sentences_of([hit(text)]), most=10, characters=500)
    assert "申请人提交书面材料即完成登记。" in [c.sentence.text for c in chosen]


@pytest.mark.parametrize("question", ["What does code AB01 mean?", "AB01是什么意思?"])
def test_a_sentence_about_another_code_than_the_one_asked_about_is_left_out(question: str) -> None:
    text = "Codes\nCode AB01 means grant.\nCode CD02 means that code AB01 was undone.\nCode AB01 comes before CD02."
    plan = plan_for(Language.EN, text=question)
    found = sentences_of([hit(text, language=Language.EN)])
    said = [c.sentence.text for c in choose(plan, found, most=9, characters=500)]
    assert said == ["Code AB01 means grant.", "Code AB01 comes before CD02."]


@pytest.mark.parametrize(
    ("question", "told"), [("登记费用能免交吗", True), ("登记费用每件多少", False)], ids=["leave", "figure"]
)
def test_conditions_follow_where_it_is_asked_whether_something_is_allowed(question: str, told: bool) -> None:
    text = "登记\n小企业的登记费用免交,每件三百元。免交登记费用的,应当先办理认定。"
    passage = hit(text, kind=PassageKind.SECTION)
    chosen = choose(plan_for(Language.ZH, text=question), sentences_of([passage]), most=1, characters=400)
    assert any("应当先办理认定" in c.sentence.text and not c.first for c in chosen) is told


def test_the_table_that_is_asked_for_comes_right_after_the_best_sentence() -> None:
    text = hit("概况\n甲地的登记费用减免一成五。各地的登记费用不同。", kind=PassageKind.SECTION)
    table = hit("地区 | 登记费用\n甲地 | 减15%\n乙地 | 减一半", rank=2, kind=PassageKind.TABLE)
    chosen = choose(
        plan_for(Language.ZH, text="比较甲地和乙地的登记费用"),
        sentences_of([text, table]),
        most=3,
        characters=500,
        tables=frozenset([table.passage.passage_id]),
    )
    assert [c.sentence.text for c in chosen[1:]] == ["甲地 | 减15%", "乙地 | 减一半"]


def test_without_candidates_nothing_is_chosen() -> None:
    assert choose(plan_for(Language.ZH, text="登记"), (), most=3, characters=100) == ()


def test_the_terms_of_a_question_leave_out_the_words_that_only_ask() -> None:
    assert content_terms("请问我们应该怎么登记?", Language.ZH) == content_terms("登记", Language.ZH)
    assert "what" not in content_terms("What is the register?", Language.EN)


# ── sufficiency ─────────────────────────────────────────────────────────────────────────────────────────


def judge(plan: Plan, hits: Sequence[Hit]) -> Evidence:
    return Judge(MemoryCatalogue()).judge(plan, hits, ANYONE)


def test_evidence_that_holds_the_terms_is_enough_and_other_is_not() -> None:
    assert judge(plan_for(Language.ZH, text="登记机关审查申请"), [hit()]).sufficient
    assert not judge(plan_for(Language.ZH, text="潜艇啤酒酿造"), [hit()]).sufficient
    assert not judge(plan_for(Language.ZH, text="登记机关审查申请"), []).sufficient


def test_what_leaves_most_of_a_question_unsaid_is_only_near() -> None:
    near = judge(plan_for(Language.ZH, text="登记机关收到申请应当审查潜艇酿造"), [hit(coverage=0.1)])
    assert (near.sufficient, near.sure) == (True, False)
    assert judge(plan_for(Language.ZH, text="登记机关收到申请"), [hit(coverage=0.9)]).sure


def test_text_that_addresses_an_assistant_is_no_evidence() -> None:
    plan = plan_for(Language.ZH, text="登记机关审查申请")
    assert not judge(plan, [hit(instruction_like=True, coverage=1.0)]).sufficient


def test_terms_spread_over_documents_are_not_enough() -> None:
    plan = plan_for(Language.EN, text="office examines papers; kiln burns bricks; nozzle sprays paint")
    apart = [
        hit("Kiln\nA kiln burns bricks.", document="d2", language=Language.EN),
        hit("Nozzle\nA nozzle sprays paint.", document="d3", language=Language.EN),
    ]
    assert not judge(plan, apart).sufficient
    together = [
        hit("All\nThe office examines papers. A kiln burns bricks.", document="d4", language=Language.EN)
    ]
    assert judge(plan, together).sufficient


def test_another_spelling_of_a_word_is_no_further_thing_that_is_asked_for() -> None:
    held = hit("Registers\nThe office examines papers.", language=Language.EN)
    hyphened = plan_for(Language.EN, text="office examines papers of non-filers, pre-launch")
    spaced = plan_for(Language.EN, text="office examines papers of non filers, pre launch")
    assert together(hyphened, [held]) == pytest.approx(together(spaced, [held])) == pytest.approx(3 / 7)
    joined = hit("Registers\nThe office examines papers of nonfilers.", language=Language.EN)
    assert together(hyphened, [joined]) == pytest.approx(5 / 7)


def test_numbers_are_one_thing_each() -> None:
    held = hit("Registers\nThe fee is 3.5% of 1,000.", language=Language.EN)
    assert together(plan_for(Language.EN, text="3.5% of 1,000"), [held]) == 1.0


@pytest.mark.parametrize(("coverage", "enough"), [(0.9, True), (0.3, False)])
def test_evidence_in_the_other_language_is_judged_by_its_coverage(coverage: float, enough: bool) -> None:
    plan = plan_for(Language.EN, text="How long does the office take to register?")
    assert judge(plan, [hit(coverage=coverage)]).sufficient is enough


def test_figures_of_a_period_that_no_evidence_speaks_of_are_missing() -> None:
    plan = plan_for(Language.ZH, Facet.HOW_MANY, text="截至2025年9月登记了多少件?")
    assert judge(plan, [hit()]).missing == (STATISTICS, "2025-09")
    held = hit("统计\n截至2025年9月30日登记 1,234 件。")
    assert judge(plan, [held]).missing == ()


def test_what_a_party_earns_is_missing() -> None:
    evidence = judge(plan_for(Language.ZH, Facet.EARNINGS, text="登记机关审查申请"), [hit()])
    assert (evidence.sufficient, evidence.missing) == (False, (EARNINGS,))
