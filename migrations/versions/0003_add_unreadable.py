"""Answers on paper that nobody could read."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("submission", sa.Column("unreadable", JSON, nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("submission", "unreadable")
