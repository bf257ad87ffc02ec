"""A batch in a folder: what is finished stays, what changed is done anew, a kill between two files loses nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fakes.batches import CONDITIONS, LIBRARY, FakeMatcher, result, row

from assistant.batch.folder import FolderStore
from assistant.batch.running import Outcome, Run
from assistant.batch.types import Before, DraftFile, NeedRow, Standing
from knowledge.errors import ModelError, UsageError

TOLD = CONDITIONS.told(LIBRARY)


def run(
    store: FolderStore,
    rows: list[NeedRow],
    matcher: FakeMatcher,
    *,
    library: str = LIBRARY,
    stop_after: int = 10_000,
    at_once: int = 1,
) -> Outcome:
    def no_more(standing: Standing) -> None:
        told.append(standing)

    told: list[Standing] = []
    store.settle(rows)
    ended = Run(
        matcher,  # type: ignore[arg-type]
        store,
        CONDITIONS,
        library=lambda: library,
        stopped=lambda: len(matcher.matched) >= stop_after,
        on_standing=no_more,
        at_once=at_once,
    ).over(rows)
    assert told[-1] == told[-1]
    return ended


@pytest.mark.parametrize("at_once", [1, 2])
def test_a_batch_that_was_stopped_goes_on_and_matches_nothing_twice(tmp_path: Path, at_once: int) -> None:
    rows = [row(number) for number in range(1, 8)]
    first, second, third = FakeMatcher(), FakeMatcher(), FakeMatcher()
    with FolderStore(tmp_path / "out") as store:
        ended = run(store, rows, first, stop_after=3, at_once=at_once)
        assert ended.stopped
        assert not ended.is_complete
    with FolderStore(tmp_path / "out") as store:
        ended = run(store, rows, second, at_once=at_once)
        assert ended.is_complete
        assert ended.standing.kept == len(first.matched)
        assert sorted(first.matched + second.matched) == [one.number for one in rows]
        assert [told["number"] for told in store.results(rows)] == [one.number for one in rows]
        assert run(store, rows, third).standing.done == 7
    assert third.matched == []


def test_what_was_matched_with_another_library_is_matched_anew(tmp_path: Path) -> None:
    rows, matcher = [row(1), row(2)], FakeMatcher()
    with FolderStore(tmp_path / "out") as store:
        run(store, rows, FakeMatcher())
        told = CONDITIONS.told("library:2")
        assert store.before(rows[0], told) is Before.OUTDATED
        assert store.changed(rows[0], told) == ("library",)
        assert run(store, rows, matcher, library="library:2").outdated == 2
    assert matcher.matched == [1, 2]


def test_a_row_that_changed_is_matched_anew_and_one_that_moved_is_not(tmp_path: Path) -> None:
    before = [row(1, "a"), row(2, "b"), row(3, "c")]
    after = [row(1, "c"), row(2, "a"), row(3, "new")]
    after = [
        NeedRow(number=new.number, row=new.row, sheet="", wanted=old.wanted)
        for new, old in zip(after, (before[2], before[0], after[2]), strict=True)
    ]
    matcher = FakeMatcher()
    with FolderStore(tmp_path / "out") as store:
        run(store, before, FakeMatcher())
        run(store, after, matcher)
        assert [(told["number"], told["need"]) for told in store.results(after)] == [(1, "c"), (2, "a"), (3, "new")]  # fmt: skip
        drafts = [told["draft"]["file"] for told in store.results(after)]
    assert matcher.matched == [3]
    assert sorted(drafts) == sorted(path.name for path in (tmp_path / "out" / "drafts").iterdir())
    assert len(list((tmp_path / "out" / "earlier" / "needs").iterdir())) == 1


def test_a_result_without_its_draft_or_cut_off_counts_as_nothing(tmp_path: Path) -> None:
    one = row(1)
    with FolderStore(tmp_path / "out") as store:
        store.keep(one, result(one, draft={"file": "0001-x.docx"}), DraftFile(name="0001-x.docx", content=b"x"))  # fmt: skip
        assert store.before(one, TOLD) is Before.FINISHED
        (tmp_path / "out" / "drafts" / "0001-x.docx").unlink()
        assert store.before(one, TOLD) is Before.NOTHING
        (path,) = (tmp_path / "out" / "needs").glob("0001*")
        path.write_text(path.read_text("utf-8")[:50], "utf-8")
        assert store.before(one, TOLD) is Before.NOTHING


def test_a_draft_of_the_match_before_is_put_aside(tmp_path: Path) -> None:
    one = row(1)
    with FolderStore(tmp_path / "out") as store:
        store.keep(one, result(one, draft={"file": "0001-x.docx"}), DraftFile(name="0001-x.docx", content=b"x"))  # fmt: skip
        store.keep(one, result(one), None)
    assert list((tmp_path / "out" / "drafts").iterdir()) == []
    assert [path.name for path in (tmp_path / "out" / "earlier" / "drafts").iterdir()] == ["0001-x.docx"]


def test_two_never_work_in_one_folder_and_a_file_is_none(tmp_path: Path) -> None:
    with FolderStore(tmp_path / "out"), pytest.raises(UsageError) as refused, FolderStore(tmp_path / "out"):
        pass
    assert refused.value.code == "batch_folder_busy"
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(UsageError) as refused, FolderStore(tmp_path / "file"):
        pass
    assert refused.value.code == "batch_folder_file"


def test_a_need_that_fails_is_told_and_tried_again_and_five_in_a_row_end_the_run(tmp_path: Path) -> None:
    rows = [row(number) for number in range(1, 9)]

    def fails(one: NeedRow) -> None:
        if one.number == 2:
            raise ModelError("model_unreachable", service="embedding")

    def fails_always(one: NeedRow) -> None:
        raise ModelError("model_unreachable", service="embedding")

    with FolderStore(tmp_path / "out") as store:
        ended = run(store, rows, FakeMatcher(fails))
        assert (ended.standing.done, ended.standing.failed, ended.is_complete) == (7, 1, True)
        assert store.before(rows[1], TOLD) is Before.NOTHING
        failed = json.loads(next((tmp_path / "out" / "needs").glob("0002*")).read_text("utf-8"))
        assert failed["failed"]["code"] == "model_unreachable"
        again = FakeMatcher()
        run(store, rows, again)
        assert again.matched == [2]
        with pytest.raises(ModelError):
            run(store, rows, FakeMatcher(fails_always), library="library:2")
