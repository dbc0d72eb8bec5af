"""Tables of answers made elsewhere, waiting, counted or undone."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "answer_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("file_hash", sa.String(), nullable=False),
        sa.Column("header", JSON, nullable=False),
        sa.Column("rows", JSON, nullable=False),
        sa.Column("dropped", JSON, nullable=False),
        sa.Column("targets", JSON, nullable=False),
        sa.Column("values", JSON, nullable=False),
        sa.Column("fingerprints", JSON, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=True),
        sa.Column("brought_by", sa.Integer(), nullable=True),
        sa.Column("brought_on", sa.Date(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'imported', 'undone')", name=op.f("ck_answer_import_state")),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaire.id"],
            name=op.f("fk_answer_import_questionnaire_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_answer_import_channel_id")),
        sa.ForeignKeyConstraint(["brought_by"], ["account.id"], name=op.f("fk_answer_import_brought_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_import")),
    )
    op.create_index(op.f("ix_answer_import_questionnaire_id"), "answer_import", ["questionnaire_id"])


def downgrade() -> None:
    op.drop_table("answer_import")
