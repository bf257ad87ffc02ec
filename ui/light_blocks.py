"""The framework's blocks, made light for many people at once."""

from __future__ import annotations

from copy import copy
from typing import Any

import gradio as gr
from gradio.blocks import BlockFunction
from gradio.state_holder import SessionState


class LightBlocks(gr.Blocks):  # type: ignore[misc]  # the framework is untyped
    """Blocks in which an output that a step leaves as it is costs nothing.

    The framework builds the component of a skipped output anew, twice, on the thread that serves everybody: about a
    millisecond each, eight of them with every piece of an answer.
    """

    def __init__(self, *, threads: int, **options: Any) -> None:
        super().__init__(**options)
        self.max_threads = threads
        self.create_limiter()

    async def postprocess_data(
        self, block_fn: BlockFunction, predictions: Any, state: SessionState | None
    ) -> list[Any]:
        outputs = block_fn.outputs
        several = len(outputs) > 1 and isinstance(predictions, list | tuple)
        if not several or len(predictions) != len(outputs):
            return list(await super().postprocess_data(block_fn, predictions, state))
        changed = [n for n, value in enumerate(predictions) if value != gr.skip()]
        output: list[Any] = [gr.skip() for _ in predictions]
        if changed:
            narrowed = copy(block_fn)
            narrowed.outputs = [outputs[n] for n in changed]
            values = [predictions[n] for n in changed]
            given: Any = values if len(values) > 1 else values[0]
            for n, made in zip(changed, await super().postprocess_data(narrowed, given, state), strict=True):
                output[n] = made
        return output
