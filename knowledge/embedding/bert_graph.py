"""A BERT sentence encoder as an ONNX graph: weights in, model out (token ids → unit vectors).

The architecture is BERT's encoder (Devlin et al., 2019, arXiv:1810.04805) with mean pooling and L2 norm as
Sentence-BERT does it (Reimers and Gurevych, 2019, arXiv:1908.10084). Only inference, no dropout, no pooler, and no
padding: the rows of a batch are of one length, so that nothing has to be masked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

OPSET = 20  # the first with Gelu
_CONTRIB = "com.microsoft"  # onnxruntime's own operators: its attention is one fused kernel
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
    """Return the onnx.ModelProto: input `input_ids` (batch, tokens), output `embedding`."""
    from onnx import TensorProto, helper

    graph = _Graph(weights=weights, shape=shape)
    states = graph.embeddings()
    for layer in range(shape.layers):
        states = graph.layer(f"encoder.layer.{layer}", states)
    graph.pool(states)
    proto = helper.make_graph(
        graph.nodes,
        "sentence_encoder",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", shape.hidden])],
        graph.initializers,
    )
    return helper.make_model(
        proto,
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(_CONTRIB, 1)],
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

    def layer(self, name: str, states: str) -> str:
        """Multi-head self-attention and the feed-forward part, each with its residual and norm (post-norm)."""
        attended = self.attention(f"{name}.attention", states)
        added = self.op("Add", attended, states, out=f"{name}.added")
        middle = self.norm(f"{name}.attention.output.LayerNorm", added)
        wide = self.linear(f"{name}.intermediate.dense", middle)
        active = self.op("Gelu", wide, out=f"{name}.gelu")
        narrow = self.linear(f"{name}.output.dense", active)
        return self.norm(f"{name}.output.LayerNorm", self.op("Add", narrow, middle, out=f"{name}.sum"))

    def attention(self, name: str, states: str) -> str:
        parts = [self.linear(f"{name}.self.{part}", states) for part in ("query", "key", "value")]
        mixed = self.op(
            "MultiHeadAttention",
            *parts,
            out=f"{name}.mixed",
            num_heads=self.shape.heads,
            domain=_CONTRIB,
        )
        return self.linear(f"{name}.output.dense", mixed)

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
        """Mean over the tokens, then unit length."""
        tokens = self.integers("axis_1", [1])
        mean = self.op("ReduceMean", states, tokens, out="pool_mean", keepdims=0)
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
