"""The catalogue as the first version made it: nothing to do, later revisions start from here."""

from __future__ import annotations

revision = "0001"
down_revision = None


def upgrade() -> None:
    """The tables stand already."""
