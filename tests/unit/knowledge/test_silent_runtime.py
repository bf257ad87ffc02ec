"""What runs models on this machine keeps no report of it: neither MiniLM nor the recognition of scans."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import ROOT

_EMBEDS = """
from pathlib import Path
from knowledge.bridge import DictionaryBridge
from knowledge.embedding.minilm import MiniLmEmbedder
from knowledge.types import Language
MiniLmEmbedder(Path({models!r}), DictionaryBridge()).embed_passages(["a valve"], [Language.EN])
"""
_CONVERTS = """
from pathlib import Path
from knowledge.embedding.minilm_model import write_float_model
write_float_model(Path({folder!r}) / "float.onnx")
"""
_RECOGNISES = """
import numpy
from knowledge.readers.printed.ocr import recognise
recognise(numpy.full((64, 64, 3), 255, numpy.uint8))
"""


@pytest.mark.parametrize("code", [_EMBEDS, _CONVERTS, _RECOGNISES], ids=["embeds", "converts", "recognises"])
def test_nothing_is_left_in_the_folder_of_whoever_runs_it(code: str, models: Path, tmp_path: Path) -> None:
    person = tmp_path / "person"
    person.mkdir()
    unset = ("CI", "ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME")  # the first two keep the runtime silent too
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    subprocess.run(
        [sys.executable, "-c", code.format(models=str(models), folder=str(tmp_path))],
        env={**environment, "HOME": str(person), "PYTHONPATH": str(ROOT)}, check=True, timeout=120,
    )  # fmt: skip
    assert list(person.rglob("*")) == []
