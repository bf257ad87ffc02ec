"""An image of a page → its lines of Chinese and English text with places and confidence.

RapidOCR runs the PP-OCR models that its package carries: nothing is fetched. One engine per process, at most two
threads; pages that lie on their side or on their head are read as if they were turned.
"""

from __future__ import annotations

import functools
import multiprocessing
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from knowledge.folding import strip_invisible
from knowledge.readers.printed.page_lines import Line, in_reading_order
from knowledge.silent_runtime import silence

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

LONGEST_SIDE = 2_200  # pixels: about 200 dots per inch of a page
MOST_PIXELS = 120_000_000  # of an image as it is stored
LEAST_CONFIDENCE = 0.85  # a page below it is flagged
SECONDS_PER_FILE = 240.0
_THREADS = 2
_DETECTED_SIDE = 1_600  # lines are looked for in a smaller image and read in the full one
_LABELLED = 24  # lines whose orientation is looked at
_TALL = 1.5
_lock = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """The lines of a page image in reading order, placed on the page as it is meant to be read."""

    lines: tuple[Line, ...] = ()
    turn: int = 0  # degrees by which the image's text is turned, clockwise


def recognise(image: npt.NDArray[np.uint8]) -> Recognised:
    """Read a page image (height × width × 3, no side over LONGEST_SIDE)."""
    with _lock:
        boxes, crops = _detected(image)
        if not crops:
            return Recognised()
        turn = _turn(boxes, crops)
        if turn in (180, 270):
            crops = [crop[::-1, ::-1].copy() for crop in crops]
        read = _engine().recognize_txt(crops)
    lines = []
    for box, text, score in zip(boxes, read.txts, read.scores, strict=True):
        cleaned = strip_invisible(text).strip()
        if any(char.isalnum() for char in cleaned):
            lines.append(_line(cleaned, _turned(box, turn, image.shape[1], image.shape[0]), float(score)))
    return Recognised(lines=tuple(in_reading_order(_straightened(lines), native=False)), turn=turn)


@functools.cache
def _engine() -> Any:
    silence()
    from rapidocr import RapidOCR

    alone = multiprocessing.parent_process() is None  # workers divide the cores among themselves
    threads = min(_THREADS, os.cpu_count() or 1) if alone else 1
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_vertical_padding": False,
            "Det.limit_type": "max",
            "Det.limit_side_len": _DETECTED_SIDE,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _detected(image: npt.NDArray[np.uint8]) -> tuple[Sequence[Any], list[Any]]:
    from rapidocr.main import RapidOCRError

    try:
        crops, found = _engine().detect_and_crop(image, {})
    except RapidOCRError:  # nothing that looks like text
        return (), []
    return found.boxes, list(crops)


def _turn(boxes: Sequence[Any], crops: Sequence[Any]) -> int:
    """Return by how many degrees, clockwise, the text of the page is turned: 0, 90, 180 or 270.

    A crop higher than wide was laid down counter-clockwise already when it was cut out.
    """
    weights = {False: 0.0, True: 0.0}
    for box in boxes:
        width, height = _size(box)
        weights[height >= _TALL * width] += max(width, height) / max(1.0, min(width, height))
    lying = weights[True] > weights[False]
    longest = sorted(
        (
            crop
            for box, crop in zip(boxes, crops, strict=True)
            if (_size(box)[1] >= _TALL * _size(box)[0]) == lying
        ),
        key=lambda crop: -crop.shape[1],
    )[:_LABELLED]
    _, labels = _engine().cls_and_rotate(longest)
    upside_down = sum(score if "180" in label else -score for label, score in labels.cls_res) > 0
    return (270 if upside_down else 90) if lying else (180 if upside_down else 0)


def _size(box: Any) -> tuple[float, float]:
    xs, ys = [float(point[0]) for point in box], [float(point[1]) for point in box]
    return max(xs) - min(xs), max(ys) - min(ys)


def _turned(box: Any, turn: int, width: int, height: int) -> list[tuple[float, float]]:
    """Return the corners of a box on the page as it is meant to be read."""
    points = [(float(point[0]), float(point[1])) for point in box]
    if turn == 90:
        return [(y, width - x) for x, y in points]
    if turn == 180:
        return [(width - x, height - y) for x, y in points]
    return [(height - y, x) for x, y in points] if turn == 270 else points


def _line(text: str, points: Sequence[tuple[float, float]], score: float) -> Line:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Line(
        text=text, left=min(xs), top=min(ys), right=max(xs), bottom=max(ys), confidence=round(score, 3)
    )


def _straightened(lines: Sequence[Line]) -> list[Line]:
    """Mark what stands at a right angle to the rest of the page."""
    return [
        replace(line, upright=False) if line.height > 2 * line.width and len(line.text) > 2 else line
        for line in lines
    ]
