"""Quantities: read from text, compared, and named by what they are of."""

from __future__ import annotations

from assistant.matching.comparing import compare
from assistant.matching.properties import about
from assistant.matching.quantity_reading import quantities_in

__all__ = ["about", "compare", "quantities_in"]
