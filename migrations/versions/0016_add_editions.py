"""Figures as they were published on a day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_why", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_edition_plan_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["published_by"], ["account.id"], name=op.f("fk_edition_published_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("plan_id", "day", name=op.f("uq_edition_plan_id_day")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_edition_plan_id_number")),
    )


def downgrade() -> None:
    op.drop_table("edition")
