"""Forms of organisers on what came in."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from consultation.questionnaires.kinds import LONGEST_TEXT
from consultation.web.text import clean


class VoiceForm(FlaskForm):
    """The words of one voice note."""

    form_id = "voice"
    note = HiddenField()
    words = TextAreaField(
        _l("The words, as they were said"),
        [
            DataRequired(_l("Write what you hear; “nothing to hear” if there is nothing.")),
            Length(max=LONGEST_TEXT, message=_l("This is longer than we can keep: shorten it.")),
        ],
        filters=[lambda typed: clean(typed or "")],
        render_kw={"rows": "5", "dir": "auto"},
    )


class TableForm(FlaskForm):
    """A file with answers."""

    form_id = "bring"
    table = FileField(
        _l("Table of answers"),
        [FileRequired(_l("Choose a file."))],
        description=_l("CSV, XLSX or ODS: one row a person, the questions in the first row."),
    )


class PlainForm(FlaskForm):
    """A page whose fields are those of the table."""

    form_id = "columns"


class ImportForm(FlaskForm):
    """Under which name the answers count."""

    form_id = "import"
    campaign = SelectField(_l("Campaign"), coerce=int)
    channel_name = StringField(
        _l("Who collected these answers"),
        [InputRequired(_l("Write who collected them, for example “Centre social”.")), Length(max=120)],
        description=_l("They count as a channel of this name."),
    )
    locale = SelectField(_l("Language people answered in"))
    leaves_misfits = BooleanField(_l("Leave out the rows that do not fit"))
