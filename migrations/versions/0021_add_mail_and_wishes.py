"""Who wants to hear what comes of a plan, and messages that wait to leave."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "reply_wish",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("organisation_name", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("consent_month", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("told_through", sa.Integer(), nullable=False),
        sa.CheckConstraint("way IN ('email', 'letter')", name=op.f("ck_reply_wish_way")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_reply_wish_plan_id")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_reply_wish")),
        sa.UniqueConstraint("id", name=op.f("uq_reply_wish_id")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_reply_wish_plan_id"), "reply_wish", ["plan_id"], unique=False)
    op.create_table(
        "mail",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("leave_url", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'leaving', 'refused')", name=op.f("ck_mail_state")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_mail_plan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_mail")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_mail_plan_id"), "mail", ["plan_id"], unique=False)


def downgrade() -> None:
    op.drop_table("mail")
    op.drop_table("reply_wish")
