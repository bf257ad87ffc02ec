"""match on the command line: a need as a text or a file, for a person and for a program."""

from __future__ import annotations

import json

from command_line import CommandLine

NEED = "需要从废旧锂电池中回收再生正极材料的技术，锂回收率不低于90%。"
DAY = ("--as-of", "2026-11-24")


def test_a_need_is_ranked_with_requirements_evidence_gates_and_parts_of_the_score(
    shared: CommandLine,
) -> None:
    done = shared("match", NEED, "-k", "3", "--json", *DAY)
    assert done.code == 0
    assert [r["text"] for r in done.json["requirements"]]
    first = done.json["matches"][0]
    assert first["publication_number"] == "CN199900001B"
    assert first["rank"] == 1
    assert first["gates"] == []
    assert sum(part["points"] for part in first["components"].values()) - first["score"] < 0.2
    assert {one["verdict"] for one in first["evidence"]} <= {
        "supported",
        "partly",
        "not_found",
        "contradicted",
    }
    assert all(one["quote"] for one in first["evidence"] if one["verdict"] == "supported")


def test_a_need_comes_from_a_file_and_is_shown_to_a_person(shared: CommandLine) -> None:
    (shared.folder / "need.json").write_text(json.dumps({"text": NEED}), encoding="utf-8")
    done = shared("match", "need.json", "-k", "2", *DAY)
    assert done.code == 0
    assert "CN199900001B" in done.out


def test_a_file_that_is_no_need_is_told(shared: CommandLine) -> None:
    (shared.folder / "empty.txt").write_text("  \n", encoding="utf-8")
    done = shared("match", "empty.txt", "--json")
    assert done.code != 0
    assert "empty.txt" in done.json["error"]["message"]


def test_an_office_sets_weights_that_its_matches_follow(shared: CommandLine) -> None:
    points = shared("weights", "--json").json["weights"]
    assert sum(points.values()) == 100
    (shared.folder / "w.toml").write_text(
        shared("weights").out.replace("need_fit = 30", "need_fit = 40"), "utf-8"
    )
    refused = shared("weights", "set", "w.toml", "--json")
    assert refused.code == 2
    assert "110" in refused.json["error"]["message"]
    moved = {**points, "need_fit": 40, "price_fit": 0}
    (shared.folder / "w.json").write_text(json.dumps(moved), "utf-8")
    try:
        assert shared("weights", "set", "w.json").code == 0
        first = shared("match", NEED, "-k", "1", "--json", *DAY).json["matches"][0]
        assert {name: part["most"] for name, part in first["components"].items()} == moved
    finally:
        assert shared("weights", "reset", "--json").json["set_at"] is None
