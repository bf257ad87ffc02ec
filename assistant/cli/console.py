"""Where a command writes: results on one stream, progress and messages on the other."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import IO, Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """The two streams of a command. With `--json` exactly one JSON object goes to `out`."""

    out: IO[str]
    err: IO[str]
    interactive: bool = False  # a person is watching: progress bars make sense

    def show(self, text: str = "") -> None:
        self.out.write(f"{text}\n")
        self.out.flush()

    def note(self, text: str) -> None:
        self.err.write(f"{text}\n")
        self.err.flush()

    def json(self, value: Any) -> None:
        self.show(json.dumps(value, ensure_ascii=False, indent=2))
