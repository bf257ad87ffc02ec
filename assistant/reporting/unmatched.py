"""Which submitted needs nothing is recommended for: needs in; those without a match out, as far as they were looked at.

Each is matched in the background, giving way to questions, and what came of it is remembered while need, library and day
stay as they are.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date

from assistant.matching.corrected import read_kept_need
from assistant.matching.matcher import Matcher
from assistant.needs.types import Need
from assistant.reporting.types import Unmatched
from knowledge.types import ANYONE

_CLOSEST = 5
_Stamp = tuple[str, str, date]


class NeedsLook:
    """Matches as anybody may read the library. Safe to use from several threads."""

    def __init__(self, matcher: Matcher, state: Callable[[], str]) -> None:
        """`state` is another one with every change of the library."""
        self._matcher = matcher
        self._state = state
        self._lock = threading.Lock()
        self._working = threading.Lock()
        self._known: dict[str, tuple[_Stamp, bool]] = {}

    def told(self, needs: Sequence[Need], today: date) -> tuple[int, tuple[Unmatched, ...]]:
        """Return how many of the needs were looked at, and those without a match."""
        state, found, read = self._state(), [], 0
        with self._lock:
            known = dict(self._known)
        for need in needs:
            stamp, matched = known.get(need.need_id, (None, False))
            if stamp == _stamp(need, state, today):
                read += 1
                if not matched:
                    wanted = need.wanted
                    found.append(
                        Unmatched(enterprise=wanted.enterprise, text=wanted.text, need_id=need.need_id)
                    )
        return read, tuple(found)

    def start(self, needs: Sequence[Need], today: date) -> None:
        """Look at needs in a thread where there are any left and none is at work."""
        if self._left(needs, today) and not self._working.locked():
            threading.Thread(
                target=self.work, args=(needs, today), name="unmatched-needs", daemon=True
            ).start()

    def work(self, needs: Sequence[Need], today: date) -> None:
        """Look at all of them now."""
        with self._working:
            for need in self._left(needs, today):
                stamp = _stamp(need, self._state(), today)
                found = self._matcher.match(read_kept_need(need), ANYONE, today, _CLOSEST)
                with self._lock:
                    self._known[need.need_id] = (stamp, any(one.is_recommended for one in found))
            with self._lock:  # what was withdrawn is forgotten
                held = {one.need_id for one in needs}
                self._known = {name: one for name, one in self._known.items() if name in held}

    def _left(self, needs: Sequence[Need], today: date) -> list[Need]:
        state = self._state()
        with self._lock:
            known = {name: stamp for name, (stamp, _) in self._known.items()}
        return [one for one in needs if known.get(one.need_id) != _stamp(one, state, today)]


def _stamp(need: Need, state: str, today: date) -> _Stamp:
    return (need.updated_at.isoformat(), state, today)
