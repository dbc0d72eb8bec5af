"""The form that fills one blank."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import InputRequired, Length

LONGEST = 300


class BlankForm(FlaskForm):
    """What one blank has become, and by which question."""

    form_id = "blank"
    blank = HiddenField()
    question = RadioField(_l("Filled by"))
    becomes = StringField(
        _l("It becomes, in the words of the plan"),
        [InputRequired(_l("Write what stands there now.")), Length(max=LONGEST)],
        render_kw={"maxlength": LONGEST},
    )


def blank_form(blanks: list[str], number: int, proposals: Mapping[str, str], *, sent: bool) -> BlankForm:
    """The form of one blank, as sent or empty.

    :param proposals: {name of a question: what it says, in words}
    """
    form = BlankForm(prefix=f"blank{number}-") if sent else BlankForm(formdata=None, prefix=f"blank{number}-")
    form.question.choices = [*proposals.items(), ("", _l("A decision, without a question"))]
    if not sent:
        form.blank.data, form.question.data = blanks[number], next(iter(proposals), "")
    return form
