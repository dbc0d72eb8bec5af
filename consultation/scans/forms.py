"""Forms of the scans."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional


class BringForm(FlaskForm):
    """Files of filled sheets."""

    form_id = "bring"
    organisation = SelectField(_l("Organisation"), coerce=int)
    files = MultipleFileField(
        _l("Scans or photos"),
        [DataRequired(_l("Choose at least one file."))],
        description=_l(
            "PDF, TIFF, JPEG, PNG, HEIC, or a ZIP of them. Any order, any turn, several questionnaires mixed."
        ),
    )
    name = StringField(
        _l("What is this pile?"),
        [
            InputRequired(_l("Write a name, for example “Saturday market”.")),
            Length(max=120, message=_l("Write at most %(max)d characters.")),
        ],
        description=_l("Where it was collected, and by whom."),
    )
    day = DateField(_l("Day people answered"), [InputRequired(_l("Write the day."))])
    handed_out = IntegerField(
        _l("Sheets handed out there"),
        [Optional(), NumberRange(0, 1_000_000, _l("Write a number, or leave it empty."))],
        description=_l("To see how many came back. Leave it empty if nobody counted."),
    )


class GiveForm(FlaskForm):
    """Who settles a pile."""

    form_id = "give"
    given_to = SelectField(_l("Volunteer who settles this pile"), coerce=int)
