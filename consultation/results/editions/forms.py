"""Taking an edition back."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length


class WithdrawForm(FlaskForm):
    """The reason stands in the place of the figures."""

    form_id = "withdraw"
    why = TextAreaField(_l("Why it is withdrawn (everybody reads it)"), validators=[InputRequired(), Length(max=500)])
