"""What readers had to say, who loaded what, pages and confidence of recognised passages, documents whose words were deleted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_COLUMNS = (
    ("documents", "purged", sa.Boolean()),
    ("passages", "page", sa.Integer()),
    ("passages", "confidence", sa.Float()),
    ("files", "notes", sa.Text()),
    ("files", "source", sa.Text()),
    ("runs", "made_by", sa.String(200)),
    ("runs", "paths", sa.Text()),
)


def upgrade() -> None:
    """Add the columns that are not there: versions between the two had some of them."""
    inspector = sa.inspect(op.get_bind())
    for table, name, kind in _COLUMNS:
        if name not in {column["name"] for column in inspector.get_columns(table)}:
            op.add_column(table, sa.Column(name, kind))
