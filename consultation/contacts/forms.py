"""Forms of organisers: nothing to fill in, only to confirm."""

from flask_wtf import FlaskForm


class DeletionForm(FlaskForm):
    form_id = "deletion"
