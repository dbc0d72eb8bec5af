"""Forms of accounts."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import EqualTo, InputRequired, Length, Regexp, ValidationError

from consultation.accounts.passwords import MAXIMUM_LENGTH, fault_of
from consultation.accounts.words import PASSWORD_FAULTS, ROLES
from consultation.i18n import ORGANISER_LOCALES, OWN_NAMES
from consultation.terms import Role

ADDRESS = Regexp(r"^\s*[^@\s]+@[^@\s]+\.[^@\s]+\s*$", message=_l("Write a whole address, such as name@town.org."))

#: Made before the passwords, so that it stands before them.
YOUR_NAME = StringField(
    _l("Your name"),
    [InputRequired(_l("Write your name.")), Length(max=120)],
    description=_l("As your colleagues know you."),
)


class SignInForm(FlaskForm):
    form_id = "sign-in"
    email = EmailField(_l("E-mail address"), [InputRequired(_l("Write your e-mail address.")), Length(max=254)])
    password = PasswordField(_l("Password"), [InputRequired(_l("Write your password.")), Length(max=MAXIMUM_LENGTH)])


class PasswordForm(FlaskForm):
    """A new password, twice; `own_words` (name, address) may not make it up."""

    form_id = "password-form"
    own_words: Sequence[str] = ()
    password = PasswordField(
        _l("New password"),
        [InputRequired(_l("Write your password.")), Length(max=MAXIMUM_LENGTH)],
        description=_l("At least 10 characters. A short sentence is easy to remember and hard to guess."),
    )
    again = PasswordField(
        _l("The same password again"),
        [InputRequired(_l("Write the password a second time.")), EqualTo("password", _l("The two are not the same."))],
    )

    def validate_password(self, field: Any) -> None:
        fault = fault_of(field.data, *self.own_words)
        if fault:
            raise ValidationError(PASSWORD_FAULTS[fault])


class ChangePasswordForm(PasswordForm):
    form_id = "change-password"
    present = PasswordField(
        _l("Present password"), [InputRequired(_l("Write your present password.")), Length(max=MAXIMUM_LENGTH)]
    )


class JoinForm(PasswordForm):
    form_id = "join"
    name = YOUR_NAME


class NewPasswordForm(PasswordForm):
    form_id = "new-password"


class MyAccountForm(FlaskForm):
    form_id = "my-account"
    name = YOUR_NAME
    locale = SelectField(
        _l("Language of your screens"),
        choices=[SelectChoice(locale, OWN_NAMES[locale]) for locale in ORGANISER_LOCALES],
    )


def role_choices(roles: Iterable[Role]) -> list[SelectChoice]:
    return [SelectChoice(role.value, ROLES[role]) for role in roles]


class AccountForm(FlaskForm):
    form_id = "account"
    name = StringField(_l("Name"), [InputRequired(_l("Write a name.")), Length(max=120)])
    role = RadioField(_l("Role"), [InputRequired(_l("Choose a role."))])


class InviteForm(FlaskForm):
    form_id = "invite"
    email = EmailField(_l("E-mail address"), [InputRequired(_l("Write an e-mail address.")), Length(max=254), ADDRESS])
    role = RadioField(_l("Role"), [InputRequired(_l("Choose a role."))])
    #: only for administrators; an organiser invites into their own organisation
    organisation = SelectField(_l("Organisation"), coerce=int, default=0)

    def validate_organisation(self, field: Any) -> None:
        if not field.data and self.role.data != Role.ADMINISTRATOR:
            raise ValidationError(_l("Choose the organisation of this person."))


class ConfirmForm(FlaskForm):
    """Only the token: a page that asks before it acts."""

    form_id = "confirm"


class OrganisationForm(FlaskForm):
    form_id = "organisation"
    name = StringField(_l("Name of the organisation"), [InputRequired(_l("Write a name.")), Length(max=200)])
    slug = StringField(
        _l("Short name"),
        [
            InputRequired(_l("Write a short name.")),
            Length(max=40),
            Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*$", message=_l("Only small letters without accents, digits and hyphens.")),
        ],
        description=_l("For addresses and commands: small letters, digits and hyphens, such as grande-ville."),
    )
