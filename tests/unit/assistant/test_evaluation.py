"""Measuring answers: a right answer passes, each way of being wrong is seen, and no check is one that cannot fail."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.check_text import holds, normalise, sentences, values
from assistant.evaluation import (
    Check,
    Must,
    check_answer,
    evaluate_answers,
    failures_of,
    load_checks,
    measure,
)
from assistant.types import Answer, Citation, Intent, Mode, Question, RefusalReason, Statement, Table
from knowledge.errors import NotFoundError, UsageError
from knowledge.types import Kind, Language, PassageKind, Role

QUESTIONS = Path(__file__).parents[3] / "benchmarks" / "questions.jsonl"
MORE_QUESTIONS = QUESTIONS.with_name("more_questions.jsonl")
TODAY = date(2026, 11, 24)


def citation(marker: int, quote: str, *, title: str = "专利法", **fields: Any) -> Citation:
    return Citation(
        marker=marker, document_id="d", passage_id=f"p{marker}", title=title, label="第五十条", kind=Kind.POLICY,
        passage_kind=PassageKind.ARTICLE, quote=quote, start=0, end=len(quote), **fields,
    )  # fmt: skip


def answer(
    *lines: str | Statement,
    lang: Language = Language.EN,
    cites: tuple[Citation, ...] = (),
    refused: bool = False,
    **fields: Any,
) -> Answer:
    statements = tuple(line if isinstance(line, Statement) else Statement(text=line) for line in lines)
    text = "\n".join(s.text + "".join(f" [{m}]" for m in s.markers) for s in statements)
    return Answer(
        text=text, statements=statements, language=lang, mode=Mode.EXTRACTIVE, refused=refused, citations=cites,
        as_of=TODAY, **fields,
    )  # fmt: skip


def row(**changes: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "id": "q1", "group": "sme", "role": "sme", "lang": "en", "kind": "terms", "turns": ["What does P10 cost?"],
        "expected": "answer", "answerable": True, "as_of": "2026-11-24",
        "must": [{"says": "entry fee and rate", "all": [["20,000"], ["3%"], ["net sales", "净销售额"]]}],
        "must_not": [{"says": "on profit", "any": ["profit"], "unless_near": ["not"]}],
    }  # fmt: skip
    return {**base, **changes}


def check(tmp_path: Path, **changes: Any) -> Check:
    return load_checks(write(tmp_path, row(**changes)))[0]


def write(tmp_path: Path, *rows: dict[str, Any]) -> Path:
    path = tmp_path / "checks.jsonl"
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    return path


# ── one form for two spellings ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "spellings",
    [
        ("2026-06-01", "2026年6月1日", "1 June 2026", "June 1, 2026", "2026/6/1", "1st of June 2026"),
        ("2024-07", "2024年7月", "July 2024"),
        ("CNY 30,000", "3万元", "30,000 元", "人民币30000元", "３万元", "30 000 yuan".replace(" ", "\u202f", 1), "三万元"),
        ("CNY 800 billion", "8000亿元", "RMB 800bn"),
        ("1.349 million", "134.9万"),
        ("3%", "3 %", "3.0%", "百分之三", "3 per cent", "three per cent"),
        ("Article 50", "Art. 50", "第五十条", "第 50 条"),
        ("Articles 85-88", "Arts. 85, 86, 87 and 88", "第八十五条至第八十八条"),
        ("3 months", "三个月", "3-month", "three months"),
        ("5年", "五年", "5 years"),
        ("国知发运字〔2025〕16号", "国知发运字(2025)16号", "国知发运字[2025] 16 号"),
        ("No. 37 [2023]", "[2023] No. 37"),
        ("section 46", "s.46", "§ 46"),
        ("TRL 6", "TRL-6", "TRL: 6"),
        ("open license", "Open Licence", "**open license**"),
    ],
)  # fmt: skip
def test_spellings_of_one_value_are_one(spellings: tuple[str, ...]) -> None:
    assert len({normalise(s) for s in spellings}) == 1, [normalise(s) for s in spellings]


@pytest.mark.parametrize(
    ("text", "alternative"),
    [
        ("13%", "3%"),
        ("0.3%", "3%"),
        ("CNY 130,000", "30,000"),
        ("CNY 30,000.50", "30,000"),
        ("2027-12-30", "2027-12-31"),
        ("第五百条", "第五十条"),
        ("Article 150", "Article 50"),
        ("P011", "P01"),
        ("13 months", "3 months"),
        ("cannot", "not"),
        ("another", "no"),
        ("80,000 people", "CNY 8,000"),
        ("no fee is due. Later, after 12 months", "free…12 months"),
    ],
)
def test_a_value_does_not_match_inside_another(text: str, alternative: str) -> None:
    assert holds(normalise(text), (alternative,)) is None


@pytest.mark.parametrize(
    ("text", "alternative"),
    [
        ("The pledgee agreed", "pledge"),
        ("每年 3 万元[1]", "30,000"),
        ("法律状态核验日期：2026年11月24日", "核验…{date}"),
        ("许可费为每年 3 万元", "{amount}"),
        ("2024-07-15", "2024-07"),
        ("call 13800138000", "{phone}"),
    ],
)
def test_a_value_matches_in_its_words(text: str, alternative: str) -> None:
    assert holds(normalise(text), (alternative,)) == alternative


def test_sentences_end_at_stops_and_not_at_abbreviations() -> None:
    line = "Under Art. 50 the fee is 3.5 million. The owner may not. 不得许可;可以转让。"
    assert len(sentences(line)) == 4


# ── checks ───────────────────────────────────────────────────────────────────────────────────────────────

GOOD = "The entry fee is CNY 20,000 plus 3 % of net sales."


@pytest.mark.parametrize(
    ("said", "met"),
    [
        (GOOD, True),
        ("入门费2万元,另加净销售额的百分之三", True),
        (GOOD.replace("3 %", "5 %"), False),
        (GOOD.replace("20,000", "2,000"), False),
        (GOOD.replace("20,000", "120,000"), False),
        (GOOD.replace("net sales", "sales"), False),
        ("", False),
    ],
)
def test_a_requirement_is_met_by_its_values_in_either_language_and_missed_when_one_changes(
    tmp_path: Path, said: str, met: bool
) -> None:
    result = check_answer(check(tmp_path), [answer(said)])
    assert result.met == (("entry fee and rate",) if met else ())
    assert result.missed == (() if met else ("entry fee and rate",))


def test_table_rows_and_warnings_are_part_of_the_answer(tmp_path: Path) -> None:
    table = Table(title="", columns=("fee", "rate"), rows=(("CNY 20,000 [1]", "3% of net sales"),))
    assert check_answer(check(tmp_path), [answer("See:", tables=(table,))]).met
    assert check_answer(check(tmp_path), [answer("See:", warnings=(GOOD,))]).met


def test_a_forbidden_word_counts_unless_denied_in_the_same_sentence(tmp_path: Path) -> None:
    held = check(tmp_path)
    assert check_answer(held, [answer("3% of profit.")]).said == ("on profit",)
    assert check_answer(held, [answer("It is not on profit.")]).said == ()
    assert check_answer(held, [answer("It is not due yet. It is on profit.")]).said == ("on profit",)


def test_a_forbidden_word_counts_in_earlier_turns_and_in_quotes_unless_quotes_are_left_out(
    tmp_path: Path,
) -> None:
    quoted = answer(GOOD, cites=(citation(1, "floor CNY 80,000"),))
    secret = {"says": "floor", "any": ["80000"]}
    assert check_answer(check(tmp_path, must_not=[secret]), [quoted]).said == ("floor",)
    assert check_answer(check(tmp_path, must_not=[{**secret, "quotes": False}]), [quoted]).said == ()
    assert check_answer(check(tmp_path, must_not=[secret]), [answer("8万元"), answer(GOOD)]).said == (
        "floor",
    )


def test_a_requirement_about_one_patent_is_not_met_by_what_is_said_of_another(tmp_path: Path) -> None:
    lapsed = {"says": "P02 lapsed", "about": ["P02", "CN199900002B"], "all": [["lapsed"]]}
    held = check(tmp_path, must=[lapsed], must_not=[])
    assert check_answer(held, [answer("P02: good match.\nP03 lapsed.")]).missed
    assert check_answer(held, [answer("CN199900002B:", "It lapsed.", "P03 stands.")]).met
    table = Table(title="", columns=("no", "status"), rows=(("P02", "in force"), ("P03", "lapsed")))
    assert check_answer(held, [answer("See:", tables=(table,))]).missed


def test_a_conditional_requirement_counts_only_where_its_subject_is_mentioned(tmp_path: Path) -> None:
    held = check(tmp_path, must=[{"says": "if P02", "if_any": ["P02"], "all": [["lapsed"]]}], must_not=[])
    assert check_answer(held, [answer("Take P01.")]).missed == ()
    assert check_answer(held, [answer("Take P02.")]).missed == ("if P02",)
    assert check_answer(held, [answer("P02 lapsed.")]).met == ("if P02",)


def test_values_that_belong_together_must_stand_in_one_line(tmp_path: Path) -> None:
    code = {"says": "CF01", "together": True, "all": [["CF01"], ["unpaid"]]}
    held = check(tmp_path, must=[code], must_not=[])
    assert check_answer(held, [answer("CF01: expiry", "CX01: unpaid")]).missed
    assert check_answer(held, [answer("CF01: unpaid fee", "CX01: expiry")]).met


def test_only_the_last_turn_must_say_it_unless_the_requirement_answers_an_earlier_one(
    tmp_path: Path,
) -> None:
    must = row()["must"][0]
    turns = [answer(GOOD), answer("Yes.")]
    assert check_answer(check(tmp_path, must=[must]), turns).missed
    assert check_answer(check(tmp_path, must=[{**must, "turn": "any"}]), turns).met


def test_a_required_source_must_be_cited(tmp_path: Path) -> None:
    held = check(
        tmp_path,
        must=[{"says": "cites the notice", "cites": ["国知发运字〔2024〕19号"]}],
        must_not=[],
    )
    assert check_answer(held, [answer("See notice 国知发运字〔2024〕19号.")]).missed
    cited = citation(1, "一般不高于", document_number="国知发运字〔2024〕19号")
    assert check_answer(held, [answer("See notice.", cites=(cited,))]).met


def test_two_entries_of_one_requirement_are_one_and_both_needed(tmp_path: Path) -> None:
    held = check(tmp_path, must=[{"says": "both", "all": [["alpha"]]}, {"says": "both", "all": [["beta"]]}])
    assert check_answer(held, [answer("alpha")]).missed == ("both",)
    assert check_answer(held, [answer("alpha beta")]).met == ("both",)


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "line",
    [
        "{not json",
        "[]",
        json.dumps({"id": "q"}),
        json.dumps(row(lang="fr")),
        json.dumps(row(role="tto")),
        json.dumps(row(turns=[])),
        json.dumps(row(turns="one")),
        json.dumps(row(as_of="tomorrow")),
        json.dumps(row(must=[{"says": "nothing to hold"}])),
        json.dumps(row(must=[{"says": "x", "all": [[]]}])),
        json.dumps(row(must_not=[{"says": "nothing to find"}])),
        json.dumps(row(must=[{"says": "x", "all": [["a"]], "turn": "first"}])),
    ],
)
def test_a_malformed_line_is_named_by_file_and_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "checks.jsonl"
    path.write_text(json.dumps(row()) + "\n\n" + line + "\n", encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        load_checks(path)
    assert refused.value.fields["file"] == str(path)
    assert refused.value.fields["line"] == 3


def test_a_missing_or_empty_file_or_an_id_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        load_checks(tmp_path / "none.jsonl")
    with pytest.raises(UsageError):
        load_checks(write(tmp_path))
    with pytest.raises(UsageError):
        load_checks(write(tmp_path, row(), row()))


# ── measuring ────────────────────────────────────────────────────────────────────────────────────────────

CITED = Statement(text=GOOD, markers=(1,))
SOURCE = citation(1, "entry fee CNY 20,000 + 3% of net sales")


def measured(tmp_path: Path, said: Answer, **changes: Any) -> Any:
    return measure(check(tmp_path, **changes), [said])


def test_a_stating_sentence_without_a_citation_lowers_recall(tmp_path: Path) -> None:
    heading = Statement(text="Terms", heading=True)
    full = measured(tmp_path, answer(heading, "As follows:", CITED, cites=(SOURCE,)))
    assert (full.cited, full.stating) == (1, 1)
    less = measured(tmp_path, answer(CITED, "It is a very good patent.", cites=(SOURCE,)))
    assert (less.cited, less.stating) == (1, 2)


def test_a_citation_that_shares_nothing_with_its_sentence_lowers_precision(tmp_path: Path) -> None:
    assert measured(tmp_path, answer(CITED, cites=(SOURCE,))).supported == 1
    other = citation(1, "The bracket is welded to the frame")
    wrong = measured(tmp_path, answer(CITED, cites=(other,)))
    assert (wrong.supported, wrong.judged) == (0, 1)


def test_values_support_across_languages_and_words_without_values_are_left_unjudged(
    tmp_path: Path,
) -> None:
    zh = citation(1, "入门费2万元,净销售额3%")
    assert measured(tmp_path, answer(CITED, cites=(zh,))).supported == 1
    plain = Statement(text="The licence is non-exclusive.", markers=(1,))
    across = measured(tmp_path, answer(plain, cites=(citation(1, "普通许可"),)))
    assert (across.judged, across.unjudged) == (0, 1)


def test_each_cell_of_a_row_is_judged_by_its_own_citation(tmp_path: Path) -> None:
    filed = citation(2, "Filing date: 2019-03-12")
    row = ("CNY 20,000 [1]", "2039-03-11 [2]")
    table = Table(title="", columns=("fee", "last day"), rows=(row,))
    found = measured(tmp_path, answer("See:", tables=(table,), cites=(SOURCE, filed)))
    assert (found.cited, found.stating, found.supported, found.judged) == (1, 1, 1, 2)
    told = measured(
        tmp_path,
        answer("See:", tables=(replace(table, computed=((0, 1),)),), cites=(SOURCE, filed)),
    )
    assert (told.supported, told.judged, told.unjudged) == (1, 1, 1)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("The fee is CNY 20,000.", ()),
        ("The fee is CNY 25,000.", ("25000",)),
        ("It ends on 2027-12-31.", ("2027-12-31",)),
        ("P10 costs CNY 20,000 as of 24 November 2026.", ()),  # the question's number, the as-of date
        ("One rate of 4 % applies.", ("4%",)),
    ],
)
def test_a_number_that_no_source_holds_is_wrong(tmp_path: Path, said: str, wrong: tuple[str, ...]) -> None:
    found = measured(tmp_path, answer(Statement(text=said, markers=(1,)), cites=(SOURCE,)))
    assert found.wrong_numbers == wrong


def test_a_computed_number_is_not_wrong(tmp_path: Path) -> None:
    total = "In all CNY 80,000."
    assert measured(tmp_path, answer(Statement(text=total))).wrong_numbers == ("80000",)
    assert measured(tmp_path, answer(Statement(text=total, computed=True))).wrong_numbers == ()
    table = Table(title="", columns=("fee", "sum"), rows=(("CNY 20,000 [1]", "CNY 80,000"),))
    with_table = answer(CITED, cites=(SOURCE,), tables=(table,))
    assert measured(tmp_path, with_table).wrong_numbers == ("80000",)
    marked = answer(CITED, cites=(SOURCE,), tables=(replace(table, computed=((0, 1),)),))
    assert measured(tmp_path, marked).wrong_numbers == ()


def test_refusals_are_right_or_false_by_what_was_expected(tmp_path: Path) -> None:
    refusal = answer("I cannot tell.", refused=True, reason=RefusalReason.NO_EVIDENCE)
    absent = answer("The fee is not in the library.")
    abstain = {"expected": "abstain_with_next_step", "answerable": False}
    assert measured(tmp_path, refusal, **abstain).right_refusal is True
    assert measured(tmp_path, absent, **abstain).right_refusal is True
    assert measured(tmp_path, answer(GOOD), **abstain).right_refusal is False
    assert measured(tmp_path, refusal).false_refusal is True
    assert measured(tmp_path, answer(GOOD)).false_refusal is False
    assert measured(tmp_path, absent).false_refusal is False  # it answers, and says what is missing
    for said in ("库内没有该专利的许可报价。", "本库不提供增值税税率。", "The library gives no VAT rate."):
        assert measured(tmp_path, answer(said), **abstain).right_refusal is True, said


def test_the_language_is_told_by_field_and_by_script(tmp_path: Path) -> None:
    assert measured(tmp_path, answer(GOOD)).language_match
    assert not measured(tmp_path, answer(GOOD, lang=Language.ZH)).language_match
    assert not measured(tmp_path, answer("入门费为两万元,另加净销售额的百分之三。")).language_match
    claim = "一种废旧锂电池正极材料低温再生方法,其特征在于,包括以下步骤:将退役电池放电、拆解并剥离"
    assert measured(tmp_path, answer("The claim decides.", "Ask an attorney.", claim)).language_match
    assert not measured(tmp_path, answer("The claim:", claim, claim)).language_match
    quoting = answer("The notice is called 《国家知识产权局关于纵深推进专利转化运用专项行动的通知》.")
    assert measured(tmp_path, quoting).language_match
    assert measured(
        tmp_path, answer("入门费两万元。", lang=Language.ZH), lang="en", reply="zh"
    ).language_match


def ticking(step: float = 0.02) -> Callable[[], float]:
    now = [0.0]

    def tick() -> float:
        now[0] += step
        return now[0]

    return tick


def test_a_file_is_asked_turn_by_turn_as_the_role_it_names(tmp_path: Path) -> None:
    asked: list[Question] = []

    def ask(question: Question) -> Answer:
        asked.append(question)
        return answer(CITED, cites=(SOURCE,), document_ids=("doc",), intent=Intent.LICENCE_TERMS)

    path = write(tmp_path, row(id="a", role="officer", turns=["What does P10 cost?", "And the rate?"]))
    report = evaluate_answers(path, ask, clock=ticking())
    assert [q.text for q in asked] == ["What does P10 cost?", "And the rate?"]
    assert {q.reader.role for q in asked} == {Role.OFFICER}
    assert {q.as_of for q in asked} == {TODAY}
    assert asked[0].history == ()
    assert [(t.question, t.document_ids) for t in asked[1].history] == [("What does P10 cost?", ("doc",))]
    said = report.as_json()
    assert said["questions"] == 1
    assert said["failures"] == []


def test_the_report_has_the_promised_shape_per_language(tmp_path: Path) -> None:
    def ask(question: Question) -> Answer:
        if question.text == "broken":
            raise NotFoundError(name="x")
        return answer(CITED, "It costs CNY 7 of profit.", cites=(SOURCE,))

    path = write(tmp_path, row(id="a"), row(id="b", turns=["broken"]), row(id="c", lang="zh"))
    said = json.loads(json.dumps(evaluate_answers(path, ask, clock=ticking()).as_json()))
    assert set(said) >= {"questions", "by_language", "failures", "per_question"}
    assert set(said["by_language"]) == {"zh", "en"}
    english = said["by_language"]["en"]
    assert set(english) >= {
        "must_hit", "must_not_hit", "citation_recall", "citation_precision", "numbers_wrong", "right_refusals",
        "false_refusals", "language_match", "ms_p50", "ms_p95",
    }  # fmt: skip
    assert english["must_hit"] == 0.5  # the question that failed meets nothing
    assert english["must_not_hit"] == 1.0
    assert english["citation_recall"] == 0.5
    assert english["numbers_wrong"] == 1
    assert english["right_refusals"] is None
    assert english["ms_p50"] == 20.0
    whats = [(f["id"], f["what"]) for f in said["failures"]]
    assert ("a", "must_not: on profit") in whats
    assert ("a", "number without a source: 7") in whats
    assert ("b", "error: not_found") in whats
    assert ("c", "language") in whats
    assert [r["id"] for r in said["per_question"]] == ["a", "b", "c"]


def test_failures_of_a_right_answer_are_none(tmp_path: Path) -> None:
    assert failures_of(measured(tmp_path, answer(CITED, cites=(SOURCE,)))) == ()


# ── the two sets of questions ────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module", params=[QUESTIONS, MORE_QUESTIONS], ids=["questions", "more_questions"])
def questions(request: pytest.FixtureRequest) -> tuple[Check, ...]:
    return load_checks(request.param)


def counted(check: Check) -> dict[str, list[Must]]:
    """Return a check's mechanical requirements, each with its entries."""
    found: dict[str, list[Must]] = {}
    for must in check.must:
        if not must.reader:
            found.setdefault(must.says, []).append(must)
    return found


def test_the_first_set_holds_sixty_questions_in_two_languages_and_three_roles() -> None:
    questions = load_checks(QUESTIONS)
    assert len(questions) == 60
    assert sum(q.language is Language.ZH for q in questions) == 30
    assert {q.role for q in questions} == {Role.SME, Role.OFFICER, Role.POLICY}
    assert sum(len(q.turns) > 1 for q in questions) == 5


def test_the_second_set_is_even_in_languages_and_groups_and_at_least_half_traps() -> None:
    rows = [json.loads(line) for line in MORE_QUESTIONS.read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 100
    assert len({r["id"] for r in rows} | {q.id for q in load_checks(QUESTIONS)}) == len(rows) + 60
    assert len(set(Counter((r["group"], r["lang"]) for r in rows).values())) == 1
    assert sum(bool(r.get("trap")) or not r["answerable"] for r in rows) * 2 >= len(rows)
    assert all(r["must"] and r["must_not"] for r in rows)
    assert len({r["as_of"] for r in rows}) > 3


def test_every_number_date_and_identifier_of_a_requirement_is_held(
    questions: tuple[Check, ...],
) -> None:
    for q in questions:
        for says, entries in counted(q).items():
            if not any(entry.groups for entry in entries):
                continue
            held = {
                v for e in entries for g in (*e.groups, e.about, e.if_any) for a in g for v in values(normalise(a))
            }  # fmt: skip
            stated = set(values(re.sub(r"p\d{2}(?!\d)", " ", normalise(says))))
            assert stated <= held, (q.id, says, stated - held)


def model_line(must: Must) -> str:
    """Write a line that meets one entry, from the first alternative of each of its groups."""
    words = [*must.about[:1], *must.if_any[:1], *(group[0] for group in must.groups)]
    line = "; ".join(words).replace("…", " ")
    return line.replace("{date}", "2026-11-24")


def test_every_requirement_can_be_met_and_is_missed_when_one_of_its_groups_is_gone(
    questions: tuple[Check, ...],
) -> None:
    for q in questions:
        for says, entries in counted(q).items():
            cites = tuple(citation(1, "x", title=e.cites[0]) for e in entries if e.cites)
            alone = replace(q, must=tuple(entries), must_not=())
            lines = [model_line(entry) for entry in entries]
            assert check_answer(alone, [answer(*lines, cites=cites)]).met == (says,), (q.id, says)
            assert check_answer(alone, [answer("")]).met == (), (q.id, says)
            for place, entry in enumerate(entries):
                for gone in range(len(entry.groups)):
                    if any(
                        gone != i and set(g) & set(entry.groups[gone]) for i, g in enumerate(entry.groups)
                    ):
                        continue
                    kept = tuple(g for i, g in enumerate(entry.groups) if i != gone)
                    less = [*lines[:place], model_line(replace(entry, groups=kept)), *lines[place + 1 :]]
                    text = "\n".join(normalise(line) for line in less)
                    if holds(text, entry.groups[gone]) is None:
                        result = check_answer(alone, [answer(*less, cites=cites)])
                        assert result.missed == (says,), (q.id, says, entry.groups[gone])


def test_every_prohibition_is_broken_by_the_words_it_forbids(questions: tuple[Check, ...]) -> None:
    kinds = {
        "{amount}": "CNY 5,000", "{percent}": "7%", "{count}": "12件", "{phone}": "13800138000",
        "{ep_number}": "EP1234567", "{date}": "2026-11-24",
    }  # fmt: skip
    for q in questions:
        for entry in q.must_not:
            if entry.reader:
                continue
            forbidden = entry.any[0]
            for name, value in kinds.items():
                forbidden = forbidden.replace(name, value)
            said = " ".join([*entry.near[:1], forbidden.replace("…", " ")])
            alone = replace(q, must=(), must_not=(entry,))
            assert check_answer(alone, [answer(said)]).said == (entry.says,), (q.id, entry.says, said)
            assert check_answer(alone, [answer("")]).said == (), (q.id, entry.says)


def test_measuring_needs_no_model_store_or_web_library() -> None:
    program = "import sys, assistant.evaluation; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=QUESTIONS.parents[1]
    )
    heavy = {"langgraph", "langchain", "langchain_core", "chromadb", "tantivy", "gradio", "fastapi", "openai"}
    assert not heavy & set(ran.stdout.split())
