"""Forms of handing out and counting back."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from consultation.clock import today
from consultation.models import Account
from consultation.paper.identity import NotAnIdentity, typed_number


def not_to_come(_form: FlaskForm, field: DateField) -> None:
    if field.data and field.data > today():
        raise ValidationError(_("This day has not come yet."))


class HandOutForm(FlaskForm):
    form_id = "hand-out"
    first = StringField(_l("From number"), [Optional()])
    count = IntegerField(
        _l("How many sheets"), [InputRequired(_l("Count the sheets.")), NumberRange(1, 9999, _l("Count the sheets."))]
    )
    place = StringField(
        _l("Where they go"), [InputRequired(_l("Write the place: the market, the school, tower B.")), Length(max=80)]
    )
    handed_on = DateField(_l("Handed out on"), [InputRequired(_l("Choose the day.")), not_to_come], default=today)
    taken_by = StringField(_l("Who takes them there"), [Optional(), Length(max=80)])
    given_to = SelectField(_l("Who keys them in"), coerce=int, default=0)

    def offer(self, volunteers: Sequence[Account]) -> None:
        self.given_to.choices = [(0, _("Anybody")), *((one.id, one.name) for one in volunteers)]

    @property
    def first_number(self) -> int | None:
        """The number typed; None when nothing or no number was."""
        try:
            return typed_number(self.first.data or "")
        except NotAnIdentity:
            return None


class BackForm(FlaskForm):
    form_id = "back"
    back_count = IntegerField(
        _l("Sheets back"), [InputRequired(_l("Count the sheets.")), NumberRange(0, 9999, _l("Count the sheets."))]
    )
    back_on = DateField(_l("Back on"), [InputRequired(_l("Choose the day.")), not_to_come], default=today)
    collected_by = StringField(_l("Who collected them"), [Optional(), Length(max=80)])
