"""Forms of printing."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from consultation.i18n import own_name
from consultation.models import Account
from consultation.paper.messages import WHY_WITHDRAWN
from consultation.paper.print_batch import MOST_COPIES
from consultation.questionnaires.definition import Definition
from consultation.terms import AgeVariant, WhyWithdrawn


class LabelsForm(FlaskForm):
    """Labels for the copies of a master."""

    form_id = "labels"
    copies = IntegerField(
        _l("Number of copies"),
        [
            InputRequired(_l("Write how many copies you want.")),
            NumberRange(1, MOST_COPIES, _l("From 1 to %(max)s copies; print again for more.")),
        ],
        default=20,
    )
    kind = RadioField(
        _l("Labels"),
        choices=[
            SelectChoice("65", _l("65 a page (38 × 21 mm)")),
            SelectChoice("24", _l("24 a page (64 × 34 mm)")),
            SelectChoice("21", _l("21 a page (64 × 38 mm)")),
        ],
        default="65",
    )


class PrintForm(FlaskForm):
    """What to print for a channel."""

    form_id = "print"
    locale = SelectField(_l("Language"), [InputRequired()])
    second_locale = SelectField(
        _l("Beside it, a second language"), description=_l("The same boxes serve both languages.")
    )
    copies = IntegerField(
        _l("Number of copies"),
        [
            InputRequired(_l("Write how many copies you want.")),
            NumberRange(1, MOST_COPIES, _l("From 1 to %(max)s copies; print again for more.")),
        ],
        default=20,
        description=_l("Each copy has its own number, from 1 to 500 in one go."),
    )
    is_master = BooleanField(
        _l("One sheet for the photocopier, without a number"),
        description=_l("Its copies get their numbers when they are keyed in."),
    )
    size = RadioField(
        _l("Paper"),
        choices=[SelectChoice("a4", _l("A4, both sides")), SelectChoice("a5", _l("A5, both sides"))],
        default="a4",
    )
    is_large = BooleanField(_l("Very large type"))
    age = SelectField(_l("Whose wording"), description=_l("The answers are the same in every wording."))

    def offer(self, definition: Definition) -> None:
        """Let people choose among the languages of the questionnaire, and its wordings where it has some."""
        told = {
            AgeVariant.YOUNG: _("12 to 14 years"),
            AgeVariant.TEENAGE: _("15 to 17 years"),
            AgeVariant.ADULT: _("Adults"),
        }
        ages = [age for age in AgeVariant if any(age in question.variants for question in definition.questions())]
        if ages:
            self.age.choices = [
                SelectChoice("", _("The general one")),
                *(SelectChoice(age.value, told[age]) for age in ages),
            ]
        else:
            del self.age
        self.offer_languages(definition.locales)

    def offer_languages(self, locales: Sequence[str]) -> None:
        """Let people choose among these languages."""
        names = [SelectChoice(locale, own_name(locale)) for locale in locales]
        self.locale.choices = names
        self.second_locale.choices = [SelectChoice("", _("No second language")), *names]

    def validate_second_locale(self, field: Any) -> None:
        if field.data and field.data == self.locale.data:
            raise ValidationError(_("Choose two different languages, or no second one."))

    @property
    def locales(self) -> tuple[str, ...]:
        return (self.locale.data, self.second_locale.data) if self.second_locale.data else (self.locale.data,)


class TwiceForm(FlaskForm):
    """How many sheets of a batch two people key."""

    form_id = "twice"
    twice_every = SelectField(
        _l("Keyed by two people"),
        coerce=int,
        choices=[
            SelectChoice(0, _l("none")),
            SelectChoice(20, _l("every 20th sheet")),
            SelectChoice(10, _l("every 10th sheet")),
            SelectChoice(5, _l("every 5th sheet")),
            SelectChoice(1, _l("every sheet")),
        ],
        description=_l("The second person does not see what the first keyed; a third looks at what differs."),
    )
    third_look_by = SelectField(_l("Who settles what differs"), coerce=int, default=0)

    def offer(self, volunteers: Sequence[Account]) -> None:
        """A third look shows answers, so an organiser says whose it is."""
        self.third_look_by.choices = [(0, _("The organisers")), *((one.id, one.name) for one in volunteers)]


class WithdrawForm(FlaskForm):
    """A sheet counts no more."""

    form_id = "withdraw"
    why = RadioField(
        _l("Why it does not count any more"),
        [InputRequired(_l("Choose why: the reason stays with the record."))],
        choices=[SelectChoice(why.value, WHY_WITHDRAWN[why]) for why in WhyWithdrawn],
    )


class SameForm(FlaskForm):
    """Two sheets are one person's."""

    form_id = "same"
    keep = RadioField(_l("Which one goes on counting?"), [InputRequired(_l("Choose which of the two counts."))])
