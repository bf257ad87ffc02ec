"""The pool and disclosures on the command line: marks, grades, rules, events, exports, and who may."""

from __future__ import annotations

import csv
import json

from command_line import CommandLine

PATENT = "CN199900001B"


def test_an_officer_works_with_the_pool_from_the_terminal(own: CommandLine) -> None:
    listed = own("pool", "list", "--as", "officer", "--json").json["technologies"]
    assert len(listed) > 10
    assert {one["in_pool"] for one in listed} == {True}
    assert [one["tier"] for one in listed] == sorted(one["tier"] for one in listed)
    last = listed[-1]["publication_number"]
    assert own("pool", "mark", last, "--remark", "for our port").code == 0
    assert own("pool", "ready", last, "--as", "officer").code == 0
    leading = own("pool", "list", "--as", "officer", "--json").json["technologies"][0]
    assert (leading["publication_number"], leading["recognised"], leading["enterprises"]) == (last, True, 1)
    rose = own("pool", "events", "--as", "officer", "-n", "1", "--json").json["events"][0]
    assert (rose["number"], rose["kind"], rose["reasons"]) == (last, "rose", ["marked"])
    assert own("pool", "ready", last, "--take-back", "--as", "officer").code == 0
    assert own("pool", "unmark", last).code == 0


def test_a_grade_is_told_with_its_ingredients_and_given_by_hand_with_a_reason(own: CommandLine) -> None:
    told = own("pool", "grade", PATENT, "--as", "officer").out
    assert "TRL 6" in told
    assert "under version 0 of the rules" in told
    refused = own("pool", "override", PATENT, "--tier", "C", "--as", "officer")
    assert (refused.code, "A reason is needed." in refused.err) == (2, True)
    given = own("pool", "override", PATENT, "--tier", "C", "--reason", "its owner asked us to wait", "--as", "officer")  # fmt: skip
    assert given.code == 0
    graded = own("pool", "grade", PATENT, "--as", "officer", "--json").json
    assert (graded["tier"], graded["tier_by_rules"], graded["in_pool"]) == ("C", "A", False)
    own("pool", "override", PATENT, "--take-back", "--as", "officer")
    assert own("pool", "grade", PATENT, "--as", "officer", "--json").json["tier"] == "A"


def test_rules_are_printed_changed_and_set(own: CommandLine) -> None:
    rules = own("pool", "rules", "--as", "officer").json
    file = own.folder / "rules.json"
    file.write_text(json.dumps({**rules, "tier_a": 99}))
    assert own("pool", "rules", "--set", "rules.json", "--reason", "fewer A", "--as", "officer").code == 0
    assert own("pool", "list", "--tier", "A", "--as", "officer", "--json").json == {"technologies": []}
    file.write_text(json.dumps({**rules, "demand": {"1": 40}}))
    refused = own("pool", "rules", "--set", "rules.json", "--reason", "x", "--as", "officer", "--json")
    assert (refused.code, refused.json["error"]["code"]) == (2, "rules_sum")


def test_the_pool_is_written_to_a_table_and_the_past_is_kept(own: CommandLine) -> None:
    done = own("pool", "list", "--as", "officer", "--out", "pool.csv", "--lang", "zh", "--json").json
    rows = list(csv.DictReader((own.folder / "pool.csv").open(encoding="utf-8-sig")))
    assert len(rows) == done["exported"]
    assert rows[0]["去向"] == "可直接许可"
    assert own("pool", "list", "--as", "officer", "--out", "pool.xlsx").code == 0
    assert (own.folder / "pool.xlsx").read_bytes().startswith(b"PK")
    past = own("pool", "list", "--as", "officer", "--as-of", "2020-01-01", "--json").json
    assert past["technologies"] == []


def test_an_enterprise_sees_what_it_may_license_and_no_more(own: CommandLine) -> None:
    own("pool", "mark", PATENT, "--as", "sme")
    found = own("pool", "list", "--json").json["technologies"]
    assert {one["interested"] for one in found if one["publication_number"] == PATENT} == {True}
    assert {name for one in found for name in one} == {"publication_number", "document_id", "title", "availability", "interested"}  # fmt: skip
    for command in (
        ("events",),
        ("rules",),
        ("grade", PATENT),
        ("ready", PATENT),
        ("list", "--as-of", "2026-01-01"),
    ):
        assert own("pool", *command).code == 1


def test_disclosures_are_for_officers_alone(own: CommandLine) -> None:
    canary = "quibblewharf"
    entered = own(
        "disclosures", "add", "Hook sensor", "--summary", canary, "--stage", "idea", "--as", "officer", "--json"
    )  # fmt: skip
    name = entered.json["disclosure_id"]
    assert entered.json["grade"]["tier"] == "C"
    assert canary in own("disclosures", "show", name, "--as", "officer").out
    assert canary not in own("disclosures", "grade", name, "--as", "officer").out
    for action in (("list",), ("show", name), ("grade", name), ("remove", name)):
        refused = own("disclosures", *action)
        assert (refused.code, canary in refused.out + refused.err) == (1, False)
    assert own("disclosures", "remove", name, "--as", "officer", "--json").json == {"removed": name}
