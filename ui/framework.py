"""What the framework under the page is told before it is imported."""

from __future__ import annotations

import os
import sys


def silence() -> None:
    """Keep the framework from calling home, keeping questions in the browser, or looking for what is not there."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_RUN_HISTORY"] = "False"
    os.environ["HF_HUB_OFFLINE"] = "1"
    # It sums up its last ten thousand events after each one, for a page of its own that is shut here.
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000000"
    # Without plots there is none: looking for it again with each event took a thirtieth of the time of an answer.
    sys.modules.setdefault("matplotlib", None)  # type: ignore[arg-type]
