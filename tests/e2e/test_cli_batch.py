"""match-batch on the command line: a folder that any end leaves usable, and that the next run goes on with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from command_line import CommandLine, Done

DAY = ("--as-of", "2026-11-24")
NEEDS = (
    ("江苏甲公司", "需要从废旧锂电池中回收再生正极材料的技术，锂回收率不低于90%。"),
    ("乙公司", "=1+1 寻找一种铝合金焊接方法"),
    ("Third Ltd", "We look for a ceramic coated separator that shrinks less than 3 % at 150 °C."),
    ("丁公司", ""),
    ("戊公司", "需要氮化铝陶瓷衬板工艺，导热系数220 W/(m·K)以上"),
)


def _write(folder: Path, needs: tuple[tuple[str, str], ...] = NEEDS) -> None:
    lines = "".join(f"{enterprise},{text}\n" for enterprise, text in needs)
    (folder / "needs.csv").write_bytes(f"企业名称,技术需求\n{lines}".encode("gb18030"))


def _results(folder: Path) -> dict[str, Any]:
    paths = sorted((folder / "needs").glob("0*.json"))
    found = {path.name: json.loads(path.read_text("utf-8")) for path in paths}
    for told in found.values():
        del told["matched_at"], told["elapsed_ms"]
    return found


@pytest.fixture(scope="module")
def whole(shared: CommandLine) -> Done:
    _write(shared.folder)
    return shared("match-batch", "needs.csv", "--out", "whole", "--drafts", "letter", "--json", *DAY)


def test_every_need_has_a_result_a_draft_or_its_refusal_and_a_place_in_the_overview(
    shared: CommandLine, whole: Done
) -> None:
    assert whole.code == 0
    assert (whole.json["needs"], whole.json["matched"], whole.json["failed"]) == (4, 4, 0)
    assert whole.json["set_aside"] == [{"row": 5, "sheet": "", "reason": "need_row_empty"}]
    results = list(_results(shared.folder / "whole").values())
    assert results[0]["matches"][0]["publication_number"] == "CN199900001B"
    told = [told["draft"] for told in results]
    assert all(("file" in draft) != ("refused" in draft) for draft in told)
    file = shared.folder / "whole" / "drafts" / told[0]["file"]
    assert "江苏甲公司" in "".join(paragraph.text for paragraph in docx.Document(str(file)).paragraphs)
    needs = openpyxl.load_workbook(shared.folder / "whole" / "overview.xlsx").worksheets[0]
    assert needs.max_row == 5
    assert needs["E3"].data_type == "s"
    assert needs["E3"].value.startswith("=1+1")


def _wait_for(folder: Path, count: int, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 100
    while len(list((folder / "needs").glob("0*.json"))) < count:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_kill_loses_no_finished_need_and_the_end_is_the_same(shared: CommandLine, whole: Done) -> None:
    command = ("match-batch", "needs.csv", "--out", "killed", "--drafts", "letter", *DAY)
    process = shared.start(*command)
    folder = shared.folder / "killed"
    _wait_for(folder, 1, process)
    second = shared(*command, PATENTBRIDGE_LOCK_WAIT_S="0")
    assert second.code != 0
    assert str(process.pid) in second.err
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    before = _results(folder)
    assert before
    done = shared(*command, "--json")
    assert done.json["kept"] == len(before)
    after = _results(folder)
    assert {name: after[name] for name in before} == before
    assert after == _results(shared.folder / "whole")


def test_the_next_run_does_what_changed_and_says_why(shared: CommandLine, whole: Done) -> None:
    points = {**shared("weights", "--json").json["weights"], "need_fit": 40, "price_fit": 0}
    (shared.folder / "points.json").write_text(json.dumps(points), "utf-8")
    _write(shared.folder, (*NEEDS[:2], ("Third Ltd", "We look for a pump seal."), *NEEDS[3:]))
    command = ("match-batch", "needs.csv", "--out", "whole", "--drafts", "letter", *DAY)
    changed = shared(*command)
    _write(shared.folder)
    assert "1 results belong to rows that changed" in changed.err
    assert "3 needs are matched already" in changed.err
    weighed = shared(*command, "--weights", "points.json")
    assert "3 needs are matched anew, because these changed: the weights" in weighed.err


def test_a_file_without_needs_is_refused_with_its_columns(shared: CommandLine) -> None:
    (shared.folder / "other.csv").write_text("企业,心情\n甲,好\n", "utf-8")
    done = shared("match-batch", "other.csv", "--out", "none", "--json")
    assert done.code == 2
    assert "企业, 心情" in done.json["error"]["message"]
    assert not (shared.folder / "none").exists()


def test_ctrl_c_ends_after_the_need_in_hand_with_an_overview(shared: CommandLine, whole: Done) -> None:
    process = shared.start("match-batch", "needs.csv", "--out", "stopped", *DAY)
    _wait_for(shared.folder / "stopped", 1, process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    finished = len(_results(shared.folder / "stopped"))
    assert "Traceback" not in out + err
    if finished < 4:
        assert process.returncode == 130
        assert "The same command goes on" in err
    assert openpyxl.load_workbook(shared.folder / "stopped" / "overview.xlsx").worksheets[0].max_row == 5
