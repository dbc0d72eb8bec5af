"""Sign-in failures are dated by the last one, from which the wait is counted."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("ALTER TABLE sign_in_failure RENAME COLUMN window_start TO last_at")


def downgrade() -> None:
    op.execute("ALTER TABLE sign_in_failure RENAME COLUMN last_at TO window_start")
