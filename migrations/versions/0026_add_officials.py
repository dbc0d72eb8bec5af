"""An account may be that of an elected official, who reads needs and answers them."""

from alembic import op

revision = "0026"
down_revision = "0025"
OLD = ("administrator", "organiser", "volunteer", "reader")


def upgrade() -> None:
    change((*OLD, "official"))


def downgrade() -> None:
    for table in ("account", "invitation"):
        op.execute(f"UPDATE {table} SET role = 'reader' WHERE role = 'official'")
    change(OLD)


def change(roles: tuple[str, ...]) -> None:
    """These roles and no others."""
    known = ", ".join(f"'{role}'" for role in roles)
    for name in ("account", "invitation"):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_role"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_role"), f"role IN ({known})")
