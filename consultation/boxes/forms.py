"""Forms of volunteers and organisers."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from consultation.boxes.put_in import MAX_LETTERS
from consultation.clock import today
from consultation.i18n import OWN_NAMES, RESIDENT_LOCALES, direction, field_name, html_lang, pick
from consultation.models import Action, Place
from consultation.web.text import clean


class ChoosesFromPlan(FlaskForm):
    """Fields that choose an action or a place of the plan."""

    action = SelectField(_l("Action of the plan"), [Optional()], coerce=str.strip)
    place = SelectField(_l("Place"), [Optional()], coerce=str.strip)

    def offer_choices(self, actions: Sequence[Action], places: Sequence[Place], locale: str) -> None:
        """Fill the two lists."""
        self.action.choices = {"": "–", **{one.key: f"{one.key} {one.title}" for one in actions}}
        self.place.choices = {"": "–", **{str(one.id): pick(one.name, locale).words for one in places}}

    @property
    def place_id(self) -> int | None:
        return int(self.place.data) if self.place.data else None


class BoxForm(ChoosesFromPlan):
    form_id = "box"
    name = StringField(
        _l("Name of the box"),
        [InputRequired(_l("Write a name, so that boxes can be told apart.")), Length(max=120)],
        description=_l("Printed on the slips and under the QR code: “Caretaker tower B”."),
    )
    guardian = StringField(
        _l("Guardian"),
        [Optional(), Length(max=120)],
        description=_l("Who empties the physical box. Leave it empty when the box is only online."),
    )

    @property
    def question(self) -> dict[str, str]:
        """{locale: words} of the languages filled in."""
        return {locale: clean(self[f"question_{field_name(locale)}"].data or "") for locale in RESIDENT_LOCALES}

    @property
    def question_fields(self) -> list[Any]:
        """The question in each language."""
        return [self[f"question_{field_name(locale)}"] for locale in RESIDENT_LOCALES]

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if not any(self.question.values()):
            first = self.question_fields[0]
            first.errors = [*first.errors, _("Write the question in one language at least.")]
            return False
        return is_valid


def in_each_language(form: type[FlaskForm], name: str, longest: int, rows: int) -> None:
    """Give a form a field a language: `name_fr`, `name_ar`…"""
    for locale in RESIDENT_LOCALES:
        attributes = {"lang": html_lang(locale), "dir": direction(locale), "rows": rows}
        field = TextAreaField(OWN_NAMES[locale], [Length(max=longest)], render_kw=attributes)
        setattr(form, f"{name}_{field_name(locale)}", field)


in_each_language(BoxForm, "question", 300, 2)


class EmptyingForm(FlaskForm):
    form_id = "emptying"
    emptied_on = DateField(_l("Emptied on"), [InputRequired(_l("Choose the day."))], default=today)
    slip_count = IntegerField(
        _l("Slips found"), [InputRequired(_l("Count the slips.")), NumberRange(0, 9999, _l("Count the slips."))]
    )

    def validate_emptied_on(self, field: DateField) -> None:
        if field.data and field.data > today():
            raise ValueError(_("This day has not come yet."))


class SlipsForm(FlaskForm):
    form_id = "slips"
    locale = SelectField(_l("Language"))
    second_locale = SelectField(_l("Second language"), [Optional()], coerce=str.strip)
    kind = SelectField(
        _l("What to print"),
        choices=[
            SelectChoice("slip4", _l("Slips, four a page")),
            SelectChoice("slip6", _l("Slips, six a page")),
            SelectChoice("card", _l("Cards for a clothes line, two a page")),
            SelectChoice("page", _l("Pages of a guest book")),
        ],
    )
    pages = IntegerField(
        _l("Pages"), [InputRequired(_l("How many pages?")), NumberRange(1, 100, _l("From 1 to 100 pages."))], default=10
    )

    def offer_locales(self, locales: Sequence[str]) -> None:
        names = {locale: OWN_NAMES.get(locale, locale) for locale in locales}
        self.locale.choices, self.second_locale.choices = names, {"": "–", **names}


class SlipForm(ChoosesFromPlan):
    """One slip as a volunteer keys it in."""

    form_id = "slip"
    token = HiddenField()
    number = StringField(_l("Slip number"), [Length(max=40)], description=_l("Empty: the slip gets the next number."))
    text = TextAreaField(
        _l("What is written"),
        [
            InputRequired(_l("Write what is on the slip.")),
            Length(max=MAX_LETTERS, message=_l("Keep %(max)d letters at most.")),
        ],
    )
    locale = SelectField(_l("Language"), choices={locale: OWN_NAMES[locale] for locale in RESIDENT_LOCALES})
    week = DateField(_l("Week"), [InputRequired(_l("Choose a day of the week the slip was put in."))], default=today)

    def validate_week(self, field: DateField) -> None:
        if field.data and field.data > today():
            raise ValueError(_("This week has not come yet."))


class IdeaForm(FlaskForm):
    """What an organiser says of an idea; the button says the decision."""

    form_id = "idea"
    steps_seen = HiddenField()
    shown_text = TextAreaField(_l("Words shown"), [Length(max=MAX_LETTERS)])
    ready_reason = SelectField(_l("Reason told to the author"), [Optional()], coerce=str.strip)
    action = SelectField(_l("Action of the plan"), [Optional()], coerce=str.strip)

    @property
    def steps(self) -> int:
        """How many decisions the page had seen; -1 when it does not say."""
        seen = self.steps_seen.data or ""
        return int(seen) if re.fullmatch("[0-9]{1,4}", seen) else -1

    def words(self, name: str) -> dict[str, str]:
        """{locale: words} of the fields `name_fr`, `name_ar`…"""
        return {locale: clean(self[f"{name}_{field_name(locale)}"].data or "") for locale in RESIDENT_LOCALES}

    def fields_in(self, name: str, *, but: str = "") -> list[Any]:
        """The fields `name_fr`, `name_ar`…, less that of one language."""
        return [self[f"{name}_{field_name(locale)}"] for locale in RESIDENT_LOCALES if locale != but]


in_each_language(IdeaForm, "translation", MAX_LETTERS, 3)
in_each_language(IdeaForm, "reason", 600, 2)


class ConfirmForm(FlaskForm):
    form_id = "confirm"
