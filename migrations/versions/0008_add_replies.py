"""Replies with a state and a history, the ways they went back, homework, and the census."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("said", JSON, nullable=False),
        sa.Column("because", JSON, nullable=False),
        sa.Column("carrier", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("pilot_id", sa.Integer(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("signed", sa.String(), nullable=False),
        sa.Column("told_by", sa.Integer(), nullable=True),
        sa.Column("taken_back_on", sa.Date(), nullable=True),
        sa.Column("taken_back_by", sa.Integer(), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.CheckConstraint("state IN ('done', 'doing', 'studying', 'not_ours', 'no')", name=op.f("ck_reply_state")),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_reply_action_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["pilot_id"], ["account.id"], name=op.f("fk_reply_pilot_id")),
        sa.ForeignKeyConstraint(["told_by"], ["account.id"], name=op.f("fk_reply_told_by")),
        sa.ForeignKeyConstraint(["taken_back_by"], ["account.id"], name=op.f("fk_reply_taken_back_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
    )
    op.create_index(op.f("ix_reply_action_id"), "reply", ["action_id"])
    op.create_table(
        "channel_reply",
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("told_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_channel_reply_channel_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["told_by"], ["account.id"], name=op.f("fk_channel_reply_told_by")),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_channel_reply")),
    )
    op.create_table(
        "homework_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("question_key", sa.String(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_homework_question_campaign_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["reply.id"], name=op.f("fk_homework_question_reply_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_homework_question")),
        sa.UniqueConstraint("campaign_id", "question_key", name=op.f("uq_homework_question_campaign_id_question_key")),
    )
    op.create_index(op.f("ix_homework_question_reply_id"), "homework_question", ["reply_id"])
    op.create_table(
        "census_count",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("margin", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("margin IN ('age_gender', 'building', 'language')", name=op.f("ck_census_count_margin")),
        sa.CheckConstraint("people >= 0", name=op.f("ck_census_count_people")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_census_count_plan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan_id", "margin", "group", name=op.f("pk_census_count")),
    )


def downgrade() -> None:
    op.drop_table("census_count")
    op.drop_table("homework_question")
    op.drop_table("channel_reply")
    op.drop_table("reply")
