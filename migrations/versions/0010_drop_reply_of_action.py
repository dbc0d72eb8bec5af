"""Replies have a table of their own."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.drop_column("action", "reply")
    op.drop_column("action", "replied_on")


def downgrade() -> None:
    op.add_column("action", sa.Column("reply", JSON, nullable=False, server_default="{}"))
    op.add_column("action", sa.Column("replied_on", sa.Date(), nullable=True))
