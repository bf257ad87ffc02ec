"""A version's content as JSON and back, exactly: days, amounts and words survive. What is unknown to this version is passed over."""

from __future__ import annotations

from functools import cache

from pydantic import TypeAdapter

from assistant.review.types import Content


@cache
def _adapter() -> TypeAdapter[Content]:
    return TypeAdapter(Content)


def content_to_json(content: Content) -> str:
    return _adapter().dump_json(content, exclude_defaults=True).decode()


def content_from_json(text: str) -> Content:
    """Raises ValueError where it is something else."""
    return _adapter().validate_json(text)
