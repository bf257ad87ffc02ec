"""match-batch: a file of needs in; a folder with a result and a draft for each, and an overview, out; to be gone on with at any time."""

from __future__ import annotations

import signal
import threading
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.audit.types import Action, Details, Outcome, event_of
from assistant.cli.console import Console
from assistant.cli.readers import reader_from
from knowledge.errors import PatentBridgeError
from knowledge.types import ANYONE

if TYPE_CHECKING:
    from assistant.batch.folder import FolderStore
    from assistant.batch.overview import About
    from assistant.batch.running import Outcome as Ended
    from assistant.batch.types import Conditions, NeedsRead, Standing
    from assistant.services import Services

_TOLD_S, _OVERVIEW_S = 10.0, 60.0
_INTERRUPTED = 130
_SHOWN_ASIDE = 10


def match_batch(arguments: Namespace, services: Services, console: Console) -> int:
    """Match every need of a file that is not finished yet; leave with 130 where it was interrupted."""
    from assistant.batch.folder import FolderStore
    from assistant.batch.need_rows import read_need_rows

    reader = reader_from(arguments.reader, services.accounts)
    read = read_need_rows(console.path(arguments.needs), name=Path(arguments.needs).name)
    _tell_reading(read, console)
    with FolderStore(console.path(arguments.out)) as store, _interrupts(console) as stopped:
        ended, about = _Batch(arguments, services, console, store, read).run(stopped)
    services.audit.write(
        event_of(
            reader,
            Action.BATCH_MATCHED,
            outcome=Outcome.DONE if ended.is_complete else Outcome.FAILED,
            details=Details(count=ended.standing.done),
        )
    )
    if arguments.json:
        console.json(_to_json(arguments, read, ended, about))
    else:
        _tell_end(arguments, ended, console)
    return _INTERRUPTED if ended.stopped else int(ended.standing.failed > 0)


class _Batch:
    """One run of the command in its folder."""

    def __init__(
        self, arguments: Namespace, services: Services, console: Console, store: FolderStore, read: NeedsRead
    ) -> None:
        self._arguments = arguments
        self._services = services
        self._console = console
        self._store = store
        self._read = read
        self._begun = datetime.now(UTC)

    def run(self, stopped: Callable[[], bool]) -> tuple[Ended, About]:
        from assistant.batch.running import Every, Run
        from assistant.batch.types import Standing

        conditions = self._conditions()
        self._ask(conditions, finished=False)
        self._tell_before(conditions)
        telling, writing = Every(_TOLD_S), Every(_OVERVIEW_S)
        now = Standing(total=len(self._read.rows), done=0, kept=0, failed=0, elapsed_s=0)

        def on_standing(standing: Standing) -> None:
            nonlocal now
            now = standing
            telling.run(lambda: self._tell(standing))
            writing.run(lambda: self._write(self._about(conditions, standing)))

        run = Run(
            self._services.batch_matcher,
            self._store,
            conditions,
            library=self._services.library_state,
            stopped=stopped,
            on_standing=on_standing,
            at_once=self._services.batch_at_once if _is_alone() else 1,
        )
        try:
            ended = run.over(self._read.rows)
        except PatentBridgeError:
            self._write(self._about(conditions, now))
            raise
        about = self._about(conditions, ended.standing)
        self._write(about)
        self._ask(conditions, finished=ended.is_complete)
        return ended, about

    def _conditions(self) -> Conditions:
        """Return what to match with: a batch that was interrupted goes on as of the day on which it began."""
        from assistant.batch.types import Conditions
        from assistant.drafting.types import DraftKind
        from assistant.matching.weights import read_weights
        from knowledge.types import Language

        asked, given = self._store.asked(), self._arguments
        as_of = given.as_of or self._services.today()
        before = asked.get("as_of") if not asked.get("finished", True) and given.as_of is None else None
        if isinstance(before, str) and before != as_of.isoformat():
            as_of = date.fromisoformat(before)
            self._console.note(self._console.word("batch_as_of", date=before))
        file = given.weights
        return Conditions(
            as_of=as_of,
            k=given.k,
            language=None if given.lang == "need" else Language(given.lang),
            drafts=None if given.drafts == "none" else DraftKind(given.drafts),
            weights=read_weights(self._console.path(file), name=file) if file else self._services.weights.current(),
        )  # fmt: skip

    def _ask(self, conditions: Conditions, *, finished: bool) -> None:
        told = conditions.told(self._services.library_state())
        self._store.ask({"file": Path(self._arguments.needs).name, **told, "finished": finished})

    def _tell_before(self, conditions: Conditions) -> None:
        """Say what of an earlier run is gone on with, and what is matched anew, and why."""
        from assistant.batch.types import Before

        aside = self._store.settle(self._read.rows)
        told = conditions.told(self._services.library_state())
        before = {row.number: self._store.before(row, told) for row in self._read.rows}
        finished = sum(found is Before.FINISHED for found in before.values())
        console = self._console
        if aside:
            console.note(console.word("batch_changed", count=aside))
        if finished:
            console.note(console.word("batch_goes_on", count=finished))
        outdated = [row for row in self._read.rows if before[row.number] is Before.OUTDATED]
        if outdated:
            why = Counter(name for row in outdated for name in self._store.changed(row, told))
            reasons = ", ".join(console.word(f"batch_why_{name}") for name in why)
            console.note(console.word("batch_anew", count=len(outdated), reasons=reasons))

    def _tell(self, standing: Standing) -> None:
        self._console.note(
            self._console.word(
                "batch_standing",
                done=standing.done,
                total=standing.total,
                pace=f"{standing.seconds_a_need:.1f}",
                left=_minutes(standing.seconds_left),
            )
        )

    def _about(self, conditions: Conditions, standing: Standing) -> About:
        from assistant.batch.overview import About

        return About(
            file=Path(self._arguments.needs).name,
            read=self._read,
            conditions=conditions,
            library=self._services.library_state(),
            counts=self._services.library_counts(ANYONE),
            begun=self._begun,
            standing=standing,
            site=(self._arguments.site or "").rstrip("/"),
        )

    def _write(self, about: About) -> None:
        from assistant.batch.overview import overview

        language = about.conditions.language or self._console.language
        word = _worded(language)
        self._store.write_overview(
            overview(lambda: self._store.results(self._read.rows), about, language, word)
        )


def _worded(language: Any) -> Callable[[str, Mapping[str, Any]], str]:
    from ui.strings import word_error

    return lambda code, fields: word_error(PatentBridgeError(code, **fields), language)[0]


def _is_alone() -> bool:
    """Say whether this is a process of its own: beside the app questions come first."""
    return threading.current_thread() is threading.main_thread()


@contextmanager
def _interrupts(console: Console) -> Iterator[Callable[[], bool]]:
    """Give what says whether somebody wants an end: Ctrl-C, or who waited at the app's door went away."""
    wanted = threading.Event()

    def stop(_signal: int, _frame: object) -> None:
        if wanted.is_set():
            raise KeyboardInterrupt
        wanted.set()
        console.note(console.word("batch_stopping"))

    if not _is_alone():
        yield lambda: not console.is_there()
        return
    before = signal.signal(signal.SIGINT, stop)
    try:
        yield wanted.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def _tell_reading(read: NeedsRead, console: Console) -> None:
    from assistant.batch.types import ColumnUse

    console.note(console.word("batch_read", needs=len(read.rows), aside=len(read.set_aside)))
    for use in (ColumnUse.TEXT, ColumnUse.LEFT_OUT):
        names = list(dict.fromkeys(column.name for column in read.columns if column.use is use))
        if names:
            console.note(console.word(f"batch_columns_{use}", names=", ".join(names[:30])))
    say = _worded(console.language)
    for one in read.set_aside[:_SHOWN_ASIDE]:
        console.note(f"  {say(one.code, one.fields)}")


def _tell_end(arguments: Namespace, ended: Ended, console: Console) -> None:
    from assistant.batch.folder import OVERVIEW

    standing = ended.standing
    console.note(
        console.word(
            "batch_stopped" if ended.stopped else "batch_done",
            done=standing.done,
            total=standing.total,
            failed=standing.failed,
            seconds=f"{standing.elapsed_s:.0f}",
            file=f"{arguments.out.rstrip('/')}/{OVERVIEW}",
        )
    )


def _minutes(seconds: float) -> str:
    return f"{int(seconds // 60)}:{int(seconds % 60):02d}"


def _to_json(arguments: Namespace, read: NeedsRead, ended: Ended, about: About) -> dict[str, Any]:
    from assistant.batch.folder import OVERVIEW

    standing = ended.standing
    return {
        "needs": standing.total,
        "matched": standing.done - standing.kept,
        "kept": standing.kept,
        "matched_anew": ended.outdated,
        "failed": standing.failed,
        "interrupted": ended.stopped,
        "set_aside": [{"row": one.row, "sheet": one.sheet, "reason": one.code} for one in read.set_aside],
        "columns": [{"name": c.name, "sheet": c.sheet, "use": str(c.use), "field": c.field} for c in read.columns],
        "as_of": about.conditions.as_of.isoformat(),
        "overview": f"{arguments.out.rstrip('/')}/{OVERVIEW}",
        "elapsed_s": round(standing.elapsed_s, 1),
    }  # fmt: skip
