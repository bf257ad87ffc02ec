"""Vectors of length one: what every embedder gives, so that a product is a cosine."""

from __future__ import annotations

import numpy as np

from knowledge.protocols import Vectors


def unit(rows: Vectors) -> Vectors:
    """Return the rows, shape (n, dimensions), each divided by its length; a row of zeros stays one."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), dtype=np.float32)
