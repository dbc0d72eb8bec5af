"""Slips of idea boxes are printed like sheets, and their scans are told apart from those of sheets."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "slip_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("box_id", sa.Integer(), nullable=False),
        sa.Column("first_number", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("layout", JSON, nullable=False),
        sa.Column("printed_on", sa.Date(), nullable=False),
        sa.CheckConstraint("count >= 1", name=op.f("ck_slip_batch_count")),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name=op.f("fk_slip_batch_box_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip_batch")),
    )
    op.create_index(op.f("ix_slip_batch_box_id"), "slip_batch", ["box_id"])
    with op.batch_alter_table("scan_page") as table:
        table.add_column(sa.Column("slip_batch_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("slip_number", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_scan_page_slip_batch_id"), "slip_batch", ["slip_batch_id"], ["id"])
        table.create_index(op.f("ix_scan_page_slip_batch_id"), ["slip_batch_id"])


def downgrade() -> None:
    with op.batch_alter_table("scan_page") as table:
        table.drop_index(op.f("ix_scan_page_slip_batch_id"))
        table.drop_constraint(op.f("fk_scan_page_slip_batch_id"), type_="foreignkey")
        table.drop_column("slip_number")
        table.drop_column("slip_batch_id")
    op.drop_table("slip_batch")
