"""The dump per query: who found what, and what got better or worse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from evaluation_factory import parts, write_set

from knowledge.errors import UsageError
from knowledge.evaluation.measuring import SetReport, evaluate_retrieval
from knowledge.evaluation.query_dump import write_dump

CORPUS = {"a": "drip irrigation valve", "b": "battery electrode slurry", "c": "灌溉的水泵", "d": "水泵"}
QUERIES = {"lexical": "electrode slurry", "bridged": "irrigation pump 水泵"}
RELEVANT = {"lexical": ["b"], "bridged": ["c"]}


def measured(folder: Path, *systems: str) -> SetReport:
    write_set(folder / "s", CORPUS, QUERIES, RELEVANT)
    (report,) = evaluate_retrieval([folder / "s"], systems, parts=parts(), scratch=folder / "scratch")
    return report


def rows(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "s.jsonl").read_text().splitlines()]


def test_a_dump_lists_each_query_with_the_greatest_loss_first(tmp_path: Path) -> None:
    report = measured(tmp_path, "dense", "bm25")
    (change,) = write_dump([report], tmp_path / "dump")
    dumped = rows(tmp_path / "dump")
    assert {row["query_id"] for row in dumped} == set(QUERIES)
    assert [row["difference"] for row in dumped] == sorted(row["difference"] for row in dumped)
    found = next(row for row in dumped if row["query_id"] == "lexical")
    assert (found["text"], found["relevant"]) == ("electrode slurry", ["b"])
    assert found["systems"]["bm25"] == {"ndcg_at_10": 1.0, "first_relevant": 1, "top": ["b"]}
    assert (change.against, change.better + change.worse + change.equal) == ("bm25", 2)
    assert change.mean.difference == pytest.approx(sum(row["difference"] for row in dumped) / 2)


def test_a_system_that_found_nothing_relevant_has_no_rank(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "s", {"a": "valve", "b": "pump"}, {"q": "pump"}, {"q": ["a"]})
    (report,) = evaluate_retrieval([folder], ["bm25"], parts=parts(), scratch=tmp_path / "scratch")
    assert write_dump([report], tmp_path / "dump") == ()  # nothing to compare with
    (row,) = rows(tmp_path / "dump")
    assert row["systems"]["bm25"] == {"ndcg_at_10": 0.0, "first_relevant": None, "top": ["b"]}


def test_an_earlier_dump_shows_what_changed(tmp_path: Path) -> None:
    report = measured(tmp_path, "bm25")
    write_dump([report], tmp_path / "before")
    earlier = rows(tmp_path / "before")
    for row in earlier:
        if row["query_id"] == "lexical":
            row["systems"]["bm25"]["ndcg_at_10"] = 0.25
    (tmp_path / "before" / "s.jsonl").write_text("".join(json.dumps(row) + "\n" for row in earlier))
    (change,) = write_dump([report], tmp_path / "after", before=tmp_path / "before")
    assert (change.better, change.worse, change.equal) == (1, 0, 1)
    assert rows(tmp_path / "after")[-1]["query_id"] == "lexical"
    assert rows(tmp_path / "after")[-1]["difference"] == 0.75


@pytest.mark.parametrize(
    "broken", [None, "nonsense", '{"query_id": "lexical", "systems": {"bm25": {"ndcg_at_10": 1}}}']
)
def test_what_cannot_be_compared_is_told(tmp_path: Path, broken: str | None) -> None:
    (tmp_path / "before").mkdir()
    if broken is not None:
        (tmp_path / "before" / "s.jsonl").write_text(broken)
    with pytest.raises(UsageError) as told:
        write_dump([measured(tmp_path, "bm25")], tmp_path / "dump", before=tmp_path / "before")
    assert told.value.code == "not_a_dump"
