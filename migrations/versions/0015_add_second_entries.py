"""Sheets keyed twice by different people."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("sheet_batch") as batch:
        batch.add_column(sa.Column("twice_every", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("sheet_batch") as batch:
        batch.alter_column("twice_every", server_default=None)
    op.create_table(
        "second_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("sheet_number", sa.Integer(), nullable=False),
        sa.Column("first_by", sa.Integer(), nullable=False),
        sa.Column("keyed_by", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("unreadable", JSON, nullable=False),
        sa.Column("compared", JSON, nullable=False),
        sa.Column("differs", JSON, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('same', 'differs', 'settled')", name=op.f("ck_second_entry_state")),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaire.id"],
            name=op.f("fk_second_entry_questionnaire_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["sheet_batch.id"], name=op.f("fk_second_entry_batch_id")),
        sa.ForeignKeyConstraint(["first_by"], ["account.id"], name=op.f("fk_second_entry_first_by")),
        sa.ForeignKeyConstraint(["keyed_by"], ["account.id"], name=op.f("fk_second_entry_keyed_by")),
        sa.ForeignKeyConstraint(["settled_by"], ["account.id"], name=op.f("fk_second_entry_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_entry")),
        sa.UniqueConstraint(
            "questionnaire_id", "sheet_number", name=op.f("uq_second_entry_questionnaire_id_sheet_number")
        ),
        sa.UniqueConstraint("token", name=op.f("uq_second_entry_token")),
    )
    op.create_index(op.f("ix_second_entry_batch_id"), "second_entry", ["batch_id"])


def downgrade() -> None:
    op.drop_table("second_entry")
    with op.batch_alter_table("sheet_batch") as batch:
        batch.drop_column("twice_every")
