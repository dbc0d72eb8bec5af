"""Who gave which answer, kept beside the records: the file in use, and what changed since."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "answer_set_file",
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaire.id"],
            name=op.f("fk_answer_set_file_questionnaire_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("questionnaire_id", name=op.f("pk_answer_set_file")),
    )
    op.create_table(
        "changed_submission",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaire.id"],
            name=op.f("fk_changed_submission_questionnaire_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changed_submission")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_changed_submission_questionnaire_id"), "changed_submission", ["questionnaire_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("changed_submission")
    op.drop_table("answer_set_file")
