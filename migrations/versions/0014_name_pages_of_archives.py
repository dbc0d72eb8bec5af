"""Pages of an archive are told apart by the name of their file: each is page 1 of its own."""

from alembic import op

revision = "0014"
down_revision = "0013"

OLD = ("pile_id", "file_index", "page_of_file", "part")
NEW = ("pile_id", "file_index", "file_name", "page_of_file", "part")


def name(columns: tuple[str, ...]) -> str:
    return f"uq_scan_page_{'_'.join(columns)}"


def upgrade() -> None:
    with op.batch_alter_table("scan_page") as table:
        table.drop_constraint(op.f(name(OLD)), type_="unique")
        table.create_unique_constraint(op.f(name(NEW)), list(NEW))


def downgrade() -> None:
    with op.batch_alter_table("scan_page") as table:
        table.drop_constraint(op.f(name(NEW)), type_="unique")
        table.create_unique_constraint(op.f(name(OLD)), list(OLD))
