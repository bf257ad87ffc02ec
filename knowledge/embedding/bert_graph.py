"""A BERT sentence encoder as an ONNX graph: weights in, model out (token ids and mask → unit vectors).

The architecture is BERT's encoder (Devlin et al., 2019, arXiv:1810.04805) with masked mean pooling and L2 norm as
Sentence-BERT does it (Reimers and Gurevych, 2019, arXiv:1908.10084). Only inference, no dropout, no pooler.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

OPSET = 20  # the first with Gelu
_IR_VERSION = 10

Weights = Mapping[str, npt.NDArray[np.float32]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BertShape:
    """The numbers of config.json that the graph needs."""

    layers: int
    heads: int
    hidden: int
    epsilon: float


def build_encoder(weights: Weights, shape: BertShape) -> Any:
    """Return the onnx.ModelProto: inputs `input_ids` and `attention_mask` (batch, tokens), output `embedding`."""
    from onnx import TensorProto, helper

    graph = _Graph(weights=weights, shape=shape)
    states = graph.embeddings()
    bias = graph.attention_bias()
    for layer in range(shape.layers):
        states = graph.layer(f"encoder.layer.{layer}", states, bias)
    graph.pool(states)
    axes = ["batch", "tokens"]
    proto = helper.make_graph(
        graph.nodes,
        "sentence_encoder",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, axes)
            for name in ("input_ids", "attention_mask")
        ],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", shape.hidden])],
        graph.initializers,
    )
    return helper.make_model(
        proto,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=_IR_VERSION,
        producer_name="patentbridge",
    )


@dataclass(kw_only=True)
class _Graph:
    """Nodes and constants in the making. Each method adds the nodes of one part and returns its output's name."""

    weights: Weights
    shape: BertShape
    nodes: list[Any] = field(default_factory=list)
    initializers: list[Any] = field(default_factory=list)
    _named: set[str] = field(default_factory=set)

    def embeddings(self) -> str:
        """Word, position and (first) type embeddings, summed and normalised."""
        positions = self.weights["embeddings.position_embeddings.weight"]
        kind = self.weights["embeddings.token_type_embeddings.weight"][0]
        table = self.constant("positions_and_type", positions + kind)
        words = self.op("Gather", self.weight("embeddings.word_embeddings.weight"), "input_ids", out="words")
        length = self.op(
            "Gather", self.op("Shape", "input_ids", out="shape"), self.integers("one", [1]), out="length"
        )
        axes = self.integers("axis_0", [0])
        rows = self.op("Slice", table, self.integers("zero", [0]), length, axes, out="rows")
        return self.norm("embeddings.LayerNorm", self.op("Add", words, rows, out="embedded"))

    def attention_bias(self) -> str:
        """0 for real tokens and a large negative number for padding, shaped to add to attention scores."""
        mask = self.op("Cast", "attention_mask", out="mask", to=1)
        wide = self.op("Unsqueeze", mask, self.integers("axes_1_2", [1, 2]), out="mask_wide")
        padding = self.op("Sub", self.constant("unit", np.float32(1)), wide, out="padding")
        return self.op("Mul", padding, self.constant("minus_much", np.float32(-1e9)), out="bias")

    def layer(self, name: str, states: str, bias: str) -> str:
        """Multi-head self-attention and the feed-forward part, each with its residual and norm (post-norm)."""
        attended = self.attention(f"{name}.attention", states, bias)
        added = self.op("Add", attended, states, out=f"{name}.added")
        middle = self.norm(f"{name}.attention.output.LayerNorm", added)
        wide = self.linear(f"{name}.intermediate.dense", middle)
        active = self.op("Gelu", wide, out=f"{name}.gelu")
        narrow = self.linear(f"{name}.output.dense", active)
        return self.norm(f"{name}.output.LayerNorm", self.op("Add", narrow, middle, out=f"{name}.sum"))

    def attention(self, name: str, states: str, bias: str) -> str:
        query, key, value = (
            self.split_heads(f"{name}.self.{part}", states, transposed=part == "key")
            for part in ("query", "key", "value")
        )
        scale = self.constant("scale", np.float32((self.shape.hidden // self.shape.heads) ** -0.5))
        scores = self.op("MatMul", query, key, out=f"{name}.products")
        scaled = self.op("Mul", scores, scale, out=f"{name}.scaled")
        biased = self.op("Add", scaled, bias, out=f"{name}.biased")
        shares = self.op("Softmax", biased, out=f"{name}.shares", axis=-1)
        mixed = self.op("MatMul", shares, value, out=f"{name}.mixed")
        merged = self.op("Transpose", mixed, out=f"{name}.merged", perm=[0, 2, 1, 3])
        whole = self.integers("whole_shape", [0, 0, self.shape.hidden])
        return self.linear(f"{name}.output.dense", self.op("Reshape", merged, whole, out=f"{name}.whole"))

    def split_heads(self, name: str, states: str, *, transposed: bool) -> str:
        heads = self.integers("heads_shape", [0, 0, self.shape.heads, self.shape.hidden // self.shape.heads])
        split = self.op("Reshape", self.linear(name, states), heads, out=f"{name}.split")
        return self.op(
            "Transpose", split, out=f"{name}.heads", perm=[0, 2, 3, 1] if transposed else [0, 2, 1, 3]
        )

    def linear(self, name: str, states: str) -> str:
        matrix = self.constant(f"{name}.matrix", np.ascontiguousarray(self.weights[f"{name}.weight"].T))
        product = self.op("MatMul", states, matrix, out=f"{name}.product")
        return self.op("Add", product, self.weight(f"{name}.bias"), out=f"{name}.out")

    def norm(self, name: str, states: str) -> str:
        scale, bias = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.op(
            "LayerNormalization", states, scale, bias, out=f"{name}.out", axis=-1, epsilon=self.shape.epsilon
        )

    def pool(self, states: str) -> None:
        """Mean over the real tokens, then unit length."""
        mask = self.op("Unsqueeze", "mask", self.integers("axis_2", [2]), out="pool_mask")
        kept = self.op("Mul", states, mask, out="pool_kept")
        tokens = self.integers("axis_1", [1])
        total = self.op("ReduceSum", kept, tokens, out="pool_total", keepdims=0)
        count = self.op("ReduceSum", mask, tokens, out="pool_count", keepdims=0)
        mean = self.op("Div", total, count, out="pool_mean")
        length = self.op("ReduceL2", mean, tokens, out="pool_length", keepdims=1)
        self.op("Div", mean, length, out="embedding")

    def op(self, kind: str, *inputs: str, out: str, **attributes: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, list(inputs), [out], name=out, **attributes))
        return out

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name])

    def integers(self, name: str, values: list[int]) -> str:
        return self.constant(name, np.asarray(values, dtype=np.int64))

    def constant(self, name: str, value: Any) -> str:
        from onnx import numpy_helper

        if name not in self._named:
            self._named.add(name)
            self.initializers.append(numpy_helper.from_array(np.asarray(value), name))
        return name
