"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("window_start", MOMENT, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_sign_in_failure")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "role = 'administrator' OR organisation_id IS NOT NULL", name=op.f("ck_account_organisation")
        ),
        sa.CheckConstraint(
            "role IN ('administrator', 'organiser', 'volunteer', 'reader')", name=op.f("ck_account_role")
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_account_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    op.create_index(op.f("ix_account_organisation_id"), "account", ["organisation_id"], unique=False)
    op.create_table(
        "bank_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("question", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_bank_question_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_question")),
    )
    op.create_index(op.f("ix_bank_question_organisation_id"), "bank_question", ["organisation_id"], unique=False)
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("sector", sa.String(), nullable=True),
        sa.Column("start_year", sa.Integer(), nullable=True),
        sa.Column("end_year", sa.Integer(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("is_draft", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_plan_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("slug", name=op.f("uq_plan_slug")),
    )
    op.create_index(op.f("ix_plan_organisation_id"), "plan", ["organisation_id"], unique=False)
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("object_kind", sa.String(), nullable=False),
        sa.Column("object_name", sa.String(), nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_audit_entry_account_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_audit_entry_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"], unique=False)
    op.create_index(op.f("ix_audit_entry_organisation_id"), "audit_entry", ["organisation_id"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=True),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("accepted_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "role IN ('administrator', 'organiser', 'volunteer', 'reader')", name=op.f("ck_invitation_role")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_invitation_account_id")),
        sa.ForeignKeyConstraint(["invited_by"], ["account.id"], name=op.f("fk_invitation_invited_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_invitation_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_table(
        "offer",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("action_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("organisation_name", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("consent_month", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("called_back", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('time', 'room', 'tool', 'skill', 'translating', 'carrying')", name=op.f("ck_offer_kind")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_offer_plan_id")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_offer")),
        sa.UniqueConstraint("id", name=op.f("uq_offer_id")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_offer_plan_id"), "offer", ["plan_id"], unique=False)
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", JSON, nullable=False),
        sa.Column("also_written", JSON, nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('building', 'school', 'shop', 'square', 'association', 'service', 'other')",
            name=op.f("ck_place_kind"),
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_place_plan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_place_plan_id_key")),
    )
    op.create_table(
        "plan_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_hash", sa.String(), nullable=False),
        sa.Column("blocks", JSON, nullable=False),
        sa.Column("mapping", JSON, nullable=True),
        sa.Column("reading", JSON, nullable=False),
        sa.Column("settled", JSON, nullable=False),
        sa.Column("uploaded_at", MOMENT, nullable=False),
        sa.Column("imported_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_plan_source_organisation_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_source_plan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_source")),
    )
    op.create_index(op.f("ix_plan_source_organisation_id"), "plan_source", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_plan_source_plan_id"), "plan_source", ["plan_id"], unique=False)
    op.create_table(
        "priority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("extract", sa.String(), nullable=True),
        sa.Column("extract_source", sa.String(), nullable=True),
        sa.Column("notes", JSON, nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_priority_plan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_priority")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_priority_plan_id_key")),
    )
    op.create_table(
        "questionnaire",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("draft", JSON, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("undo", JSON, nullable=False),
        sa.Column("spent_keys", JSON, nullable=False),
        sa.Column("next_sheet_number", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_questionnaire_plan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire")),
    )
    op.create_index(op.f("ix_questionnaire_plan_id"), "questionnaire", ["plan_id"], unique=False)
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("priority_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("printed_number", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("objective", sa.String(), nullable=True),
        sa.Column("origin_note", sa.String(), nullable=True),
        sa.Column("how", JSON, nullable=False),
        sa.Column("who", JSON, nullable=False),
        sa.Column("when_words", sa.String(), nullable=False),
        sa.Column("when_label", sa.String(), nullable=False),
        sa.Column("start_year", sa.Integer(), nullable=True),
        sa.Column("end_year", sa.Integer(), nullable=True),
        sa.Column("frequency", sa.Integer(), nullable=True),
        sa.Column("when_is_settled", sa.Boolean(), nullable=False),
        sa.Column("missing", JSON, nullable=False),
        sa.Column("publics", JSON, nullable=False),
        sa.Column("references", JSON, nullable=False),
        sa.Column("open_questions", JSON, nullable=False),
        sa.Column("original", JSON, nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reply", JSON, nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "state IN ('awaiting_voices', 'consulted', 'decided', 'started')", name=op.f("ck_action_state")
        ),
        sa.CheckConstraint(
            "when_label IN ('a_partir_de', 'des_que_possible', 'periode', 'a_definir', 'a_etudier', 'incertain', 'annee', 'prealable', 'permanent', 'immediat', 'rang', 'inconnu')",
            name=op.f("ck_action_when_label"),
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_action_plan_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["priority_id"], ["priority.id"], name=op.f("fk_action_priority_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_action_plan_id_key")),
    )
    op.create_index(op.f("ix_action_priority_id"), "action", ["priority_id"], unique=False)
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("title", JSON, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("reply_by", sa.Date(), nullable=True),
        sa.Column("results_are_public", sa.Boolean(), nullable=False),
        sa.Column("is_simulated", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("state IN ('draft', 'open', 'closed')", name=op.f("ck_campaign_state")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_campaign_plan_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaire.id"], name=op.f("fk_campaign_questionnaire_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_index(op.f("ix_campaign_plan_id"), "campaign", ["plan_id"], unique=False)
    op.create_index(op.f("ix_campaign_questionnaire_id"), "campaign", ["questionnaire_id"], unique=False)
    op.create_table(
        "version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("print_code", sa.String(), nullable=False),
        sa.Column("definition", JSON, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["published_by"], ["account.id"], name=op.f("fk_version_published_by")),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaire.id"], name=op.f("fk_version_questionnaire_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.UniqueConstraint("print_code", name=op.f("uq_version_print_code")),
        sa.UniqueConstraint("questionnaire_id", "number", name=op.f("uq_version_questionnaire_id_number")),
    )
    op.create_table(
        "channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('online', 'partner', 'poster', 'stall', 'doorstep', 'paper', 'idea_box')",
            name=op.f("ck_channel_kind"),
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_channel_campaign_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_channel_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint("code", name=op.f("uq_channel_code")),
    )
    op.create_index(op.f("ix_channel_campaign_id"), "channel", ["campaign_id"], unique=False)
    op.create_table(
        "box",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("question", JSON, nullable=False),
        sa.Column("locales", JSON, nullable=False),
        sa.Column("action_key", sa.String(), nullable=True),
        sa.Column("guardian", sa.String(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("next_slip_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_box_channel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_box")),
        sa.UniqueConstraint("channel_id", name=op.f("uq_box_channel_id")),
    )
    op.create_table(
        "sheet_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("second_locale", sa.String(), nullable=True),
        sa.Column("size", sa.String(), nullable=False),
        sa.Column("first_number", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("layout", JSON, nullable=False),
        sa.Column("printed_on", sa.Date(), nullable=False),
        sa.Column("printed_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("count >= 1", name=op.f("ck_sheet_batch_count")),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_sheet_batch_channel_id")),
        sa.ForeignKeyConstraint(["printed_by"], ["account.id"], name=op.f("fk_sheet_batch_printed_by")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_sheet_batch_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_batch")),
    )
    op.create_index(op.f("ix_sheet_batch_channel_id"), "sheet_batch", ["channel_id"], unique=False)
    op.create_index(op.f("ix_sheet_batch_version_id"), "sheet_batch", ["version_id"], unique=False)
    op.create_table(
        "submission",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("sheet_number", sa.Integer(), nullable=True),
        sa.Column("keyed_by", sa.Integer(), nullable=True),
        sa.Column("follow_code", sa.String(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_why", sa.String(), nullable=True),
        sa.CheckConstraint(
            "mode IN ('self_online', 'interviewer', 'paper_keyed', 'paper_scanned')", name=op.f("ck_submission_mode")
        ),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_submission_channel_id")),
        sa.ForeignKeyConstraint(["keyed_by"], ["account.id"], name=op.f("fk_submission_keyed_by")),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaire.id"], name=op.f("fk_submission_questionnaire_id")
        ),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_submission_version_id")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_submission")),
        sa.UniqueConstraint("follow_code", name=op.f("uq_submission_follow_code")),
        sa.UniqueConstraint(
            "questionnaire_id", "sheet_number", name=op.f("uq_submission_questionnaire_id_sheet_number")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_submission_channel_id"), "submission", ["channel_id"], unique=False)
    op.create_index(op.f("ix_submission_version_id"), "submission", ["version_id"], unique=False)
    op.create_table(
        "tally",
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("option_key", sa.String(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("age_band", sa.String(), nullable=False),
        sa.Column("respondent_kind", sa.String(), nullable=False),
        sa.Column("in_sector", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count >= 0", name=op.f("ck_tally_count")),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_tally_channel_id")),
        sa.ForeignKeyConstraint(["questionnaire_id"], ["questionnaire.id"], name=op.f("fk_tally_questionnaire_id")),
        sa.PrimaryKeyConstraint(
            "questionnaire_id",
            "subject",
            "option_key",
            "channel_id",
            "locale",
            "age_band",
            "respondent_kind",
            "in_sector",
            name=op.f("pk_tally"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "box_emptying",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("box_id", sa.Integer(), nullable=False),
        sa.Column("emptied_on", sa.Date(), nullable=False),
        sa.Column("slip_count", sa.Integer(), nullable=False),
        sa.Column("emptied_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name=op.f("fk_box_emptying_box_id")),
        sa.ForeignKeyConstraint(["emptied_by"], ["account.id"], name=op.f("fk_box_emptying_emptied_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_box_emptying")),
    )
    op.create_index(op.f("ix_box_emptying_box_id"), "box_emptying", ["box_id"], unique=False)
    op.create_table(
        "idea",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("box_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("translation", JSON, nullable=False),
        sa.Column("action_key", sa.String(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("slip_number", sa.Integer(), nullable=True),
        sa.Column("keyed_by", sa.Integer(), nullable=True),
        sa.Column("follow_code", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", JSON, nullable=False),
        sa.Column("moderated_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "mode IN ('self_online', 'interviewer', 'paper_keyed', 'paper_scanned')", name=op.f("ck_idea_mode")
        ),
        sa.CheckConstraint(
            "state IN ('received', 'shown', 'hidden', 'studied', 'done', 'not_done')", name=op.f("ck_idea_state")
        ),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name=op.f("fk_idea_box_id")),
        sa.ForeignKeyConstraint(["keyed_by"], ["account.id"], name=op.f("fk_idea_keyed_by")),
        sa.ForeignKeyConstraint(["moderated_by"], ["account.id"], name=op.f("fk_idea_moderated_by")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_idea_place_id")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_idea")),
        sa.UniqueConstraint("box_id", "slip_number", name=op.f("uq_idea_box_id_slip_number")),
        sa.UniqueConstraint("follow_code", name=op.f("uq_idea_follow_code")),
        sa.UniqueConstraint("id", name=op.f("uq_idea_id")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_idea_box_id"), "idea", ["box_id"], unique=False)
    op.create_table(
        "verbatim",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("submission_token", sa.String(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("question_key", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("moderated_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('received', 'shown', 'hidden')", name=op.f("ck_verbatim_state")),
        sa.ForeignKeyConstraint(["moderated_by"], ["account.id"], name=op.f("fk_verbatim_moderated_by")),
        sa.ForeignKeyConstraint(["questionnaire_id"], ["questionnaire.id"], name=op.f("fk_verbatim_questionnaire_id")),
        sa.ForeignKeyConstraint(
            ["submission_token"], ["submission.token"], name=op.f("fk_verbatim_submission_token"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verbatim")),
        sa.UniqueConstraint("submission_token", "question_key", name=op.f("uq_verbatim_submission_token_question_key")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_verbatim_questionnaire_id"), "verbatim", ["questionnaire_id"], unique=False)
    # ### end Alembic commands ###


def downgrade() -> None:
    op.drop_index(op.f("ix_verbatim_questionnaire_id"), table_name="verbatim")
    op.drop_table("verbatim")
    op.drop_index(op.f("ix_idea_box_id"), table_name="idea")
    op.drop_table("idea")
    op.drop_index(op.f("ix_box_emptying_box_id"), table_name="box_emptying")
    op.drop_table("box_emptying")
    op.drop_table("tally")
    op.drop_index(op.f("ix_submission_version_id"), table_name="submission")
    op.drop_index(op.f("ix_submission_channel_id"), table_name="submission")
    op.drop_table("submission")
    op.drop_index(op.f("ix_sheet_batch_version_id"), table_name="sheet_batch")
    op.drop_index(op.f("ix_sheet_batch_channel_id"), table_name="sheet_batch")
    op.drop_table("sheet_batch")
    op.drop_table("box")
    op.drop_index(op.f("ix_channel_campaign_id"), table_name="channel")
    op.drop_table("channel")
    op.drop_table("version")
    op.drop_index(op.f("ix_campaign_questionnaire_id"), table_name="campaign")
    op.drop_index(op.f("ix_campaign_plan_id"), table_name="campaign")
    op.drop_table("campaign")
    op.drop_index(op.f("ix_action_priority_id"), table_name="action")
    op.drop_table("action")
    op.drop_index(op.f("ix_questionnaire_plan_id"), table_name="questionnaire")
    op.drop_table("questionnaire")
    op.drop_table("priority")
    op.drop_index(op.f("ix_plan_source_plan_id"), table_name="plan_source")
    op.drop_index(op.f("ix_plan_source_organisation_id"), table_name="plan_source")
    op.drop_table("plan_source")
    op.drop_table("place")
    op.drop_index(op.f("ix_offer_plan_id"), table_name="offer")
    op.drop_table("offer")
    op.drop_table("invitation")
    op.drop_index(op.f("ix_audit_entry_organisation_id"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_at"), table_name="audit_entry")
    op.drop_table("audit_entry")
    op.drop_index(op.f("ix_plan_organisation_id"), table_name="plan")
    op.drop_table("plan")
    op.drop_index(op.f("ix_bank_question_organisation_id"), table_name="bank_question")
    op.drop_table("bank_question")
    op.drop_index(op.f("ix_account_organisation_id"), table_name="account")
    op.drop_table("account")
    op.drop_table("sign_in_failure")
    op.drop_table("organisation")
    # ### end Alembic commands ###
