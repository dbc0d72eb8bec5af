"""Words shown instead of the author's, undo of moderation, and offers made through a structure."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("idea", sa.Column("shown_text", sa.String(), nullable=True))
    op.add_column("idea", sa.Column("undo", JSON, nullable=False, server_default="[]"))
    op.add_column("offer", sa.Column("through_structure", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("offer", "through_structure")
    op.drop_column("idea", "undo")
    op.drop_column("idea", "shown_text")
