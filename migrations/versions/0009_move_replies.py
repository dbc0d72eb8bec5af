"""The replies written on actions become rows of their own; which of the five states they mean, nobody has said yet."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
ACTION = sa.table(
    "action",
    sa.column("id", sa.Integer),
    sa.column("plan_id", sa.Integer),
    sa.column("reply", JSON),
    sa.column("replied_on", sa.Date),
)
REPLY = sa.table(
    "reply",
    sa.column("id", sa.Integer),
    sa.column("action_id", sa.Integer),
    sa.column("said", JSON),
    sa.column("because", JSON),
    sa.column("told_on", sa.Date),
    sa.column("taken_back_on", sa.Date),
    sa.column("signed", sa.String),
)
PLAN = sa.table("plan", sa.column("id", sa.Integer), sa.column("organisation_id", sa.Integer))
ORGANISATION = sa.table("organisation", sa.column("id", sa.Integer), sa.column("name", sa.String))


def upgrade() -> None:
    connection = op.get_bind()
    rows = connection.execute(
        sa.select(ACTION.c.id, ACTION.c.reply, ACTION.c.replied_on, ORGANISATION.c.name)
        .join_from(ACTION, PLAN, PLAN.c.id == ACTION.c.plan_id)
        .join(ORGANISATION, ORGANISATION.c.id == PLAN.c.organisation_id)
        .where(ACTION.c.replied_on.is_not(None), ACTION.c.id.not_in(sa.select(REPLY.c.action_id)))
    ).all()
    for action_id, words, day, organisation in rows:
        if words:
            connection.execute(
                REPLY.insert().values(action_id=action_id, said={}, because=words, told_on=day, signed=organisation)
            )


def downgrade() -> None:
    """Back to one reply an action: the words of the one that stands."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.select(REPLY.c.action_id, REPLY.c.because, REPLY.c.told_on)
        .where(REPLY.c.taken_back_on.is_(None))
        .order_by(REPLY.c.id)
    ).all()
    for action_id, words, day in rows:
        connection.execute(ACTION.update().where(ACTION.c.id == action_id).values(reply=words, replied_on=day))
