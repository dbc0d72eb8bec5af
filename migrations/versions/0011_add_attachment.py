"""Photos, voice notes and files that came with answers."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("submission_token", sa.String(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("question_key", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaire.id"], name=op.f("fk_attachment_questionnaire_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_token"], ["submission.token"], name=op.f("fk_attachment_submission_token"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("submission_token", "field", name=op.f("uq_attachment_submission_token_field")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_attachment_name"), "attachment", ["name"], unique=False)
    op.create_index(op.f("ix_attachment_questionnaire_id"), "attachment", ["questionnaire_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_attachment_questionnaire_id"), table_name="attachment")
    op.drop_index(op.f("ix_attachment_name"), table_name="attachment")
    op.drop_table("attachment")
