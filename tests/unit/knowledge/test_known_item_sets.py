"""Test sets that are derived from laws and patents: what a question asks for is known, and not given away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.known_item_laws import citations, newest_laws, withheld_sentences
from benchmarks.known_item_patents import ClaimedPatent, claims_en, keywords_en2zh, titles_zh
from benchmarks.known_item_sets import KnownItemSet, Row, spread
from knowledge.evaluation.retrieval_sets import read_test_set


def law(title: str, date: str, *articles: str) -> dict[str, Any]:
    text = "# 标题\n\n## 第一章  总则\n\n" + "\n\n".join(articles)
    return {"id": f"law:x/{title}({date})" if date else f"law:x/{title}", "title": title, "text": text}


PUMPS = law(
    "中华人民共和国水泵法", "2020-01-01",
    "第一条 为了管理水泵，制定本法。", "第二条 水泵应当每年检验一次。\n\n检验由县级机构负责，费用由使用水泵的单位承担。",
    "第十二条 擅自拆除水泵的，责令恢复原状，可以并处一万元以下的罚款。", "## 第二章  附则", "第十三条 本法自公布之日起施行。",
)  # fmt: skip
OLD_PUMPS = law("中华人民共和国水泵法", "1999-01-01", "第十二条 旧的第十二条。")
CITING = "第三十条 农田灌溉单位为了节省开支而擅自拆除正在使用的水泵的，依照《中华人民共和国水泵法》第十二条第一款的规定处罚。"


def cited(*articles: str, date: str = "2021-01-01") -> KnownItemSet:
    return citations([OLD_PUMPS, PUMPS, law("某省灌溉条例", date, *articles)], 300)


def test_a_sentence_that_relies_on_an_article_asks_for_it_without_its_number() -> None:
    found = cited(CITING)
    (query,) = found.queries
    assert (
        query.text
        == "农田灌溉单位为了节省开支而擅自拆除正在使用的水泵的，依照《中华人民共和国水泵法》的规定处罚"
    )
    assert found.relevant == {query.id: ("水泵法/十二",)}
    texts = {row.id: row for row in found.documents}
    assert list(texts) == ["水泵法/一", "水泵法/二", "水泵法/十二", "水泵法/十三"]
    assert texts["水泵法/十二"].text.startswith(
        "擅自拆除"
    )  # of the newest version, without number or headings
    assert "附则" not in texts["水泵法/十二"].text


@pytest.mark.parametrize(
    "sentence",
    [
        CITING.replace("第十二条第一款", "第十二条、第十三条"),  # which of them?
        CITING.replace("第十二条", "第九十九条"),  # there is none
        "第三十条 依照《中华人民共和国水泵法》第十二条的规定处罚。",  # says nothing of its own
        CITING.replace("水泵法》", "水车法》"),  # is not at hand
    ],
)
def test_a_sentence_whose_article_is_not_known_asks_nothing(sentence: str) -> None:
    assert cited(sentence).queries == ()


def test_an_older_text_may_mean_other_numbers() -> None:
    assert cited(CITING, date="2019-12-31").queries == ()
    assert cited(CITING, date="").queries == ()


def test_a_law_does_not_ask_for_itself() -> None:
    assert citations([PUMPS, {**PUMPS, "text": PUMPS["text"] + "\n\n" + CITING}], 300).queries == ()


def test_a_withheld_sentence_is_gone_from_its_article_only() -> None:
    long = law(
        "水泵法", "", "第二条 水泵应当每年检验一次，检验的结果应当向社会公开。检验不合格的，不得继续使用。没有公开的，视为没有检验。检验由县级机构负责，使用水泵的单位应当配合并且承担全部费用。",
        "第三条 没有检验的水泵，检验由县级机构负责。",
    )  # fmt: skip
    found = withheld_sentences(newest_laws([long]).values(), 300)
    (query,) = found.queries
    sentence = "检验由县级机构负责，使用水泵的单位应当配合并且承担全部费用"
    assert query.text == f"水泵法:{sentence}"
    assert found.relevant == {query.id: ("水泵法/二",)}
    texts = {row.id: row.text for row in found.documents}
    assert sentence not in texts["水泵法/二"]
    assert texts["水泵法/二"].startswith("水泵应当每年检验一次")
    assert texts["水泵法/三"] == "没有检验的水泵，检验由县级机构负责。"


PATENTS = (
    {
        "id": "CN1A", "title": "一种基于LSTM的水泵(节能型)", "keywords_machine_en": "pump; energy",
        "abstract": "本发明公开了一种基于lstm的水泵（节能型），包括壳体。所述水泵（节能型）省电。",
    },
    {"id": "CN2A", "title": "滤网", "keywords_machine_en": "filter", "abstract": "一种网，用于过滤。"},
)  # fmt: skip


def test_an_abstract_does_not_hold_the_title_that_asks_for_it() -> None:
    beside = (Row(id="d1", text="公司生产水泵"),)
    by_title, by_words = titles_zh(PATENTS, beside), keywords_en2zh(PATENTS, beside)
    first = next(row.text for row in by_title.documents if row.id == "CN1A")
    assert first == "包括壳体。所述水泵(节能型)省电。"
    assert by_title.documents == by_words.documents
    assert {row.id for row in by_title.documents} == {"CN1A", "CN2A", "d1"}
    asked = {row.id: row.text for row in by_words.queries}
    assert {asked[query]: found for query, found in by_words.relevant.items()} == {
        "pump; energy": ("CN1A",), "filter": ("CN2A",),
    }  # fmt: skip


def test_an_abstract_asks_for_its_own_claims() -> None:
    found = claims_en(
        [
            ClaimedPatent(id="US1", title="Pump", abstract="A pump that saves.", claims=("1. A pump.", "2. The pump of 1.")),
            ClaimedPatent(id="US1A", title="Pump", abstract="", claims=("1. A pump.",)),  # the same once more
            ClaimedPatent(id="US2", title="Filter", abstract="", claims=("1. A filter.",)),
        ],
        300,
    )  # fmt: skip
    assert {row.id: row.text for row in found.queries} == {"US1": "A pump that saves.", "US2": "Filter"}
    assert found.relevant == {"US1": ("US1/1", "US1/2"), "US2": ("US2/1",)}
    assert {row.id for row in found.documents} == {"US1/1", "US1/2", "US2/1"}


def test_a_set_is_written_as_it_is_read(tmp_path: Path) -> None:
    folder = cited(CITING).write(tmp_path)
    test_set = read_test_set(folder)
    assert test_set.name == "law_citations_zh"
    assert len(test_set.corpus.documents) == 4
    assert test_set.qrels == {"q0": {"水泵法/十二": 1}}


def test_a_choice_is_even_and_always_the_same() -> None:
    assert spread(range(10), 3) == [0, 3, 6]
    assert spread(range(3), 10) == [0, 1, 2]
