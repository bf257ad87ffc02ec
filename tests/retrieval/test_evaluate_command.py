"""The command that measures retrieval: its contract, its table, its dump."""

from __future__ import annotations

import json
from pathlib import Path

from command_line import CommandLine

FOLDER = str(Path(__file__).parent / "small")
CONTRACT = {
    "set", "system", "queries", "ndcg_at_10", "recall_at_10", "recall_at_100", "mrr_at_10", "ms_p50", "ms_p95",
}  # fmt: skip


def test_one_object_holds_every_system_with_intervals_and_the_comparison(own: CommandLine) -> None:
    done = own(
        "evaluate", "retrieval", FOLDER, "--system", "patentbridge", "bm25", "rrf", "--json", "--dump", "dump",
        "--cache", "vectors", "--mixed",
    )  # fmt: skip
    assert done.code == 0
    results = done.json["results"]
    assert [row["system"] for row in results] == ["patentbridge", "bm25", "rrf"]
    for row in results:
        assert row.keys() >= CONTRACT
        interval = row["intervals"]["ndcg_at_10"]
        assert interval["low"] <= row["ndcg_at_10"] <= interval["high"]
    ours, *others = results
    assert ours["best_baseline"] == max(others, key=lambda row: row["ndcg_at_10"])["system"]
    assert ours["against_best"]["ndcg_at_10"]["difference"] > 0
    assert all("against_best" not in row for row in others)
    assert [row["system"] for row in done.json["mixed"]] == ["patentbridge", "bm25", "rrf"]
    assert done.json["changes"][0]["set"] == "small"
    dumped = (own.folder / "dump" / "small.jsonl").read_text().splitlines()
    assert len(dumped) == 24
    assert json.loads(dumped[0])["systems"].keys() == {"patentbridge", "bm25", "rrf"}
    assert list((own.folder / "vectors").iterdir())


def test_a_person_gets_a_table_and_what_changed_since(own: CommandLine) -> None:
    first = own("evaluate", "retrieval", FOLDER, "--system", "bm25", "bm25-bigram", "--dump", "one")
    assert first.code == 0
    assert "small: 24 queries" in first.out
    assert "bm25-bigram" in first.out
    again = own("evaluate", "retrieval", FOLDER, "--system", "bm25", "--dump", "two", "--before", "one")
    assert "0 queries better, 0 worse, 24 equal" in again.out


def test_an_unknown_system_and_a_folder_without_a_set_are_told(own: CommandLine) -> None:
    unknown = own("evaluate", "retrieval", FOLDER, "--system", "splade", "--json")
    assert (unknown.code, unknown.json["error"]["code"]) == (2, "unknown_system")
    missing = own("evaluate", "retrieval", "nowhere", "--json")
    assert (missing.code, missing.json["error"]["code"]) == (1, "not_a_test_set")
