"""insights on the command line: figures by stage, a workbook, and who may."""

from __future__ import annotations

from command_line import CommandLine


def test_figures_and_a_workbook_for_whoever_plans(own: CommandLine) -> None:
    told = own("insights", "--as", "officer", "--by", "field", "--json").json
    stages = {one["stage"]: one for one in told["stages"]}
    assert stages["pool"]["within"] > 10
    assert stages["offered"]["ever"] >= stages["offered"]["undated"] > 0
    assert {"unmatched", "reminders", "pool"} <= told.keys()
    assert all(len(group["name"]) == 3 for group in told["groups"])
    public = own("insights", "--as", "policy", "--out", "report.xlsx", "--json").json
    assert [one["stage"] for one in public["stages"]] == ["pool", "offered", "recorded"]
    assert not {"unmatched", "reminders", "pool"} & public.keys()
    assert (own.folder / "report.xlsx").read_bytes().startswith(b"PK")
    again = own("insights", "--as", "policy", "--out", "report.xlsx", "--json")
    assert again.json["error"]["code"] == "licence_file_exists"
    assert "in the pool" in own("insights", "--as", "policy").out


def test_others_have_no_figures_and_what_cannot_be_selected_is_told(own: CommandLine) -> None:
    for role in ("sme", "admin"):
        refused = own("insights", "--as", role, "--json")
        assert (refused.code, refused.json["error"]["code"]) == (1, "not_allowed")
    wrong = own("insights", "--as", "policy", "--since", "soon", "--json")
    assert wrong.json["error"]["code"] == "report_day"
