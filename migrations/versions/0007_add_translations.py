"""What is known of translations, an organisation's glossary, and links for translators without an account."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("questionnaire") as table:
        table.add_column(sa.Column("translation_state", JSON, nullable=False, server_default=sa.text("'{}'")))
    with op.batch_alter_table("questionnaire") as table:
        table.alter_column("translation_state", server_default=None)
    op.create_table(
        "glossary_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("translation", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_glossary_term_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glossary_term")),
        sa.UniqueConstraint(
            "organisation_id", "locale", "term", name=op.f("uq_glossary_term_organisation_id_locale_term")
        ),
    )
    op.create_index(op.f("ix_glossary_term_organisation_id"), "glossary_term", ["organisation_id"])
    op.create_table(
        "translation_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaire.id"],
            name=op.f("fk_translation_link_questionnaire_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_translation_link_token_hash")),
    )
    op.create_index(op.f("ix_translation_link_questionnaire_id"), "translation_link", ["questionnaire_id"])


def downgrade() -> None:
    op.drop_table("translation_link")
    op.drop_table("glossary_term")
    with op.batch_alter_table("questionnaire") as table:
        table.drop_column("translation_state")
