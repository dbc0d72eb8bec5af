"""Sheets handed out and counted back."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "hand_out",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("first_number", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=True),
        sa.Column("given_to", sa.Integer(), nullable=True),
        sa.Column("back_count", sa.Integer(), nullable=True),
        sa.Column("back_on", sa.Date(), nullable=True),
        sa.Column("collected_by", sa.String(), nullable=True),
        sa.CheckConstraint("count >= 1", name=op.f("ck_hand_out_count")),
        sa.CheckConstraint("back_count >= 0 AND back_count <= count", name=op.f("ck_hand_out_back_count")),
        sa.ForeignKeyConstraint(["batch_id"], ["sheet_batch.id"], name=op.f("fk_hand_out_batch_id")),
        sa.ForeignKeyConstraint(["given_to"], ["account.id"], name=op.f("fk_hand_out_given_to")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_out")),
    )
    op.create_index(op.f("ix_hand_out_batch_id"), "hand_out", ["batch_id"])
    op.create_index(op.f("ix_hand_out_given_to"), "hand_out", ["given_to"])


def downgrade() -> None:
    op.drop_table("hand_out")
