"""Forms of organisers on what came in."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

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
