"""Who settles what two people keyed otherwise."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
NAME = "fk_sheet_batch_third_look_by"


def upgrade() -> None:
    with op.batch_alter_table("sheet_batch") as batch:
        batch.add_column(sa.Column("third_look_by", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f(NAME), "account", ["third_look_by"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("sheet_batch") as batch:
        batch.drop_constraint(op.f(NAME), type_="foreignkey")
        batch.drop_column("third_look_by")
