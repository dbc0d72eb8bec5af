"""Words are read by question and by whether somebody has read them; withdrawn records are found without a search."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

WORDS = ["questionnaire_id", "question_key", "state", "id", "submission_token"]
IS_WITHDRAWN = sa.text("withdrawn_on IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_verbatim_words", "verbatim", WORDS, unique=False)
    op.drop_index(op.f("ix_verbatim_questionnaire_id"), table_name="verbatim")
    op.create_index(
        "ix_submission_withdrawn",
        "submission",
        ["questionnaire_id", "token"],
        unique=False,
        sqlite_where=IS_WITHDRAWN,
        postgresql_where=IS_WITHDRAWN,
    )


def downgrade() -> None:
    op.drop_index("ix_submission_withdrawn", table_name="submission")
    op.create_index(op.f("ix_verbatim_questionnaire_id"), "verbatim", ["questionnaire_id"], unique=False)
    op.drop_index("ix_verbatim_words", table_name="verbatim")
