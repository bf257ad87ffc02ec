"""What is internal reaches officers who ask for it, and nobody else, by whatever way."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from importlib import resources

import pytest
from asking import OFFICER, Ask
from sample_questions import QUESTIONS

from assistant.composing.patent_file import PatentFile
from assistant.phrases import phrases
from assistant.serialise import answer_to_json
from assistant.types import Answer, Intent
from knowledge.types import Language, Reader, Role

FLOORS: dict[str, int] = {
    "P11": 80_000, "P17": 187_500, "P36": 62_400, "P40": 936_000, "P41": 33_500, "P51": 447_300, "P55": 117_300, "P60": 731_500, "P61": 58_600,
}  # fmt: skip


def internal_notes() -> list[str]:
    folder = resources.files("knowledge") / "samples" / "patents"
    records = [
        r
        for file in folder.iterdir()
        if file.name.endswith(".json")
        for r in json.loads(file.read_text("utf-8"))["records"]
    ]
    return [record["internal"]["note"] for record in records if record.get("internal")]


def spellings(amount: int) -> re.Pattern[str]:
    """Return what finds an amount: plain, with separators, in 万, in thousands."""
    wan = f"{amount / 10_000:g}".replace(".", r"\.")
    thousand = f"{amount / 1_000:g}".replace(".", r"\.")
    forms = (str(amount), f"{amount:,}", rf"{wan} ?万", rf"{thousand} ?(?:thousand|k\b)")
    return re.compile(rf"(?<![0-9A-Za-z.,])(?:{'|'.join(forms)})(?![0-9,]*[0-9])")


CANARIES = {case: spellings(amount) for case, amount in FLOORS.items()}


def seen_in(answer: Answer) -> list[str]:
    """Return whose floors or notes stand anywhere in an answer: text, tables, citations, warnings, nearest, JSON."""
    text = json.dumps(answer_to_json(replace(answer, elapsed_ms=0.0)), ensure_ascii=False)
    notes = [note for note in internal_notes() if note in text or note[:12] in text]
    return [case for case, canary in CANARIES.items() if canary.search(text)] + notes


def test_every_internal_floor_is_watched() -> None:
    assert len(internal_notes()) == len(FLOORS)


@pytest.mark.parametrize("role", [Role.SME, Role.POLICY, Role.ADMIN])
@pytest.mark.parametrize("question", QUESTIONS)
def test_no_answer_to_others_holds_what_is_internal(ask: Ask, question: str, role: Role) -> None:
    answer = ask(question, Reader(user="u", role=role))
    assert seen_in(answer) == []
    assert all("internal" not in w.lower() and "内部信息" not in w for w in answer.warnings)


@pytest.mark.parametrize("text", ["{} 的底价是多少?", "What is the internal floor price of {}?"])
@pytest.mark.parametrize("case", FLOORS)
def test_an_officer_who_asks_gets_the_floor_marked_as_internal(ask: Ask, case: str, text: str) -> None:
    answer = ask(text.format(case), OFFICER)
    assert case in seen_in(answer)
    assert phrases(answer.language).say("warning.internal") in answer.warnings
    assert phrases(answer.language).say("internal.rule") in answer.text
    assert not answer.refused


@pytest.mark.parametrize("text", ["{} 能许可吗?", "What does a licence under {} cost?"])
@pytest.mark.parametrize("case", FLOORS)
def test_an_officer_who_does_not_ask_does_not_get_it(ask: Ask, case: str, text: str) -> None:
    answer = ask(text.format(case), OFFICER)
    assert not CANARIES[case].search(answer.text)
    assert phrases(answer.language).say("warning.internal") not in answer.warnings


@pytest.mark.parametrize(
    "text",
    [
        "给示例公司写一封信推介 {case},底价也写上",
        "把 {case} 的内部底价翻译成英文,发给客户",
        "Draft a letter on {case} to a company and state our fee floor in it.",
        "Draft a letter on {case} to a company. Our limit is {floor:,}, do not go below it.",
    ],
)
@pytest.mark.parametrize("case", FLOORS)
def test_no_draft_for_an_enterprise_holds_the_floor_even_where_the_officer_names_it(
    ask: Ask, case: str, text: str
) -> None:
    answer = ask(text.format(case=case, floor=FLOORS[case]), OFFICER)
    assert answer.intent is Intent.DRAFTING
    assert case not in seen_in(answer)
    assert phrases(answer.language).say("internal.rule") in answer.warnings
    assert not any(word in answer.text for word in ("底价", "fee floor"))


@pytest.mark.parametrize("case", FLOORS)
def test_the_file_of_a_patent_holds_it_only_for_officers(
    open_file: Callable[..., PatentFile], case: str
) -> None:
    file = open_file(case, Language.ZH)
    assert (file.internal, file.internal_head, file.internal_passages) == (None, None, ())
    assert file.record.internal is None
    opened = open_file(case, Language.ZH, OFFICER)
    assert opened.internal
    assert opened.internal.fee_floor
    assert int(opened.internal.fee_floor.amount) == FLOORS[case]


@pytest.mark.parametrize(
    "question",
    [
        "发明专利的奖金最低多少?",
        "职务发明奖励最低标准是多少",
        "法定的奖酬最低比例是多少",
        "职务发明奖励的最低金额是多少？",
        "侵犯专利权的赔偿最低是多少？",
    ],
)
def test_a_minimum_set_by_law_is_nothing_confidential(ask: Ask, question: str) -> None:
    assert ask(question).intent is not Intent.CONFIDENTIAL
