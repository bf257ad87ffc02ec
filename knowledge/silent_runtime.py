"""ONNX Runtime without reports to its maker: told before it is loaded, since it asks its environment once."""

from __future__ import annotations

import os


def silence() -> None:
    """Let the runtime neither report this process nor keep a report for later; processes begun from here inherit it.

    From 1.29 on its builds collect usage events in the user's cache folder and send them, unless this variable is set.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
