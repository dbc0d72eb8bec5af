"""Somebody may offer to be a resource person: to pass the word on where they live or work."""

from alembic import op

revision = "0025"
down_revision = "0024"
OLD = ("time", "room", "tool", "skill", "translating", "carrying")


def upgrade() -> None:
    change((*OLD, "relay"))


def downgrade() -> None:
    op.execute("UPDATE offer SET kind = 'time' WHERE kind = 'relay'")
    change(OLD)


def change(kinds: tuple[str, ...]) -> None:
    """These kinds and no others; on SQLite the table stays one without hidden row numbers."""
    known = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("offer", table_kwargs={"sqlite_with_rowid": False}) as table:
        table.drop_constraint(op.f("ck_offer_kind"), type_="check")
        table.create_check_constraint(op.f("ck_offer_kind"), f"kind IN ({known})")
