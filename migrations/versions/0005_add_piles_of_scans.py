"""Piles of scanned sheets, their pages and sheets."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "scan_pile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("handed_out", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("files", JSON, nullable=False),
        sa.Column("files_read", sa.Integer(), nullable=False),
        sa.Column("brought_by", sa.Integer(), nullable=True),
        sa.Column("given_to", sa.Integer(), nullable=True),
        sa.Column("brought_on", sa.Date(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'reading', 'read')", name=op.f("ck_scan_pile_state")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_scan_pile_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["brought_by"], ["account.id"], name=op.f("fk_scan_pile_brought_by")),
        sa.ForeignKeyConstraint(["given_to"], ["account.id"], name=op.f("fk_scan_pile_given_to")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_pile")),
    )
    op.create_index(op.f("ix_scan_pile_organisation_id"), "scan_pile", ["organisation_id"])
    op.create_table(
        "scan_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pile_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("doubts", sa.Integer(), nullable=False),
        sa.Column("settled", JSON, nullable=False),
        sa.Column("unreadable", JSON, nullable=False),
        sa.Column("token", sa.String(), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("sample", JSON, nullable=False),
        sa.Column("differs", JSON, nullable=False),
        sa.Column("looked_at_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'recorded', 'standing', 'differs', 'empty', 'set_aside')",
            name=op.f("ck_scan_sheet_state"),
        ),
        sa.ForeignKeyConstraint(["pile_id"], ["scan_pile.id"], name=op.f("fk_scan_sheet_pile_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["batch_id"], ["sheet_batch.id"], name=op.f("fk_scan_sheet_batch_id")),
        sa.ForeignKeyConstraint(["looked_at_by"], ["account.id"], name=op.f("fk_scan_sheet_looked_at_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_sheet")),
    )
    op.create_index(op.f("ix_scan_sheet_pile_id"), "scan_sheet", ["pile_id"])
    op.create_table(
        "scan_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pile_id", sa.Integer(), nullable=False),
        sa.Column("file_index", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("page_of_file", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("sheet_id", sa.Integer(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("reading", JSON, nullable=False),
        sa.Column("picture", sa.String(), nullable=True),
        sa.Column("duplicate_of", sa.Integer(), nullable=True),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["pile_id"], ["scan_pile.id"], name=op.f("fk_scan_page_pile_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["scan_sheet.id"], name=op.f("fk_scan_page_sheet_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["duplicate_of"], ["scan_page.id"], name=op.f("fk_scan_page_duplicate_of"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_page")),
        sa.UniqueConstraint(
            "pile_id",
            "file_index",
            "page_of_file",
            "part",
            name=op.f("uq_scan_page_pile_id_file_index_page_of_file_part"),
        ),
    )
    op.create_index(op.f("ix_scan_page_sheet_id"), "scan_page", ["sheet_id"])


def downgrade() -> None:
    op.drop_table("scan_page")
    op.drop_table("scan_sheet")
    op.drop_table("scan_pile")
