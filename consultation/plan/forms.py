"""Organisers' forms of the plan."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    Field,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from consultation.models import Action
from consultation.plan.dates import When
from consultation.plan.wording import MISSING_NAMES, PUBLIC_NAMES, WHEN_NAMES
from consultation.terms import WhenLabel

_short = Length(max=300, message=_l("Write at most %(max)d characters."))
_long = Length(max=20_000, message=_l("Write at most %(max)d characters."))
_year = NumberRange(1990, 2100, message=_l("Write a year in four figures."))
_times = NumberRange(1, 400, message=_l("Write a number from %(min)s to %(max)s."))
WHEN_CHOICES = [SelectChoice(value, name) for value, name in WHEN_NAMES.items()]


def stripped(text: str | None) -> str:
    return " ".join((text or "").split())


class Expected:
    """Marks a field that one usually fills, without asking for it."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, form: FlaskForm, field: Field) -> None:
        """Nothing to check."""


class Checks(SelectMultipleField):
    """Several boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class UploadForm(FlaskForm):
    """A document, or its text pasted."""

    form_id = "upload"
    organisation = SelectField(_l("Organisation"), coerce=int)
    document = FileField(
        _l("Document"),
        [Expected()],
        description=_l("Word, OpenDocument, Excel, CSV, HTML or text, up to 25 MB. Drop it here or choose it."),
    )
    text = TextAreaField(_l("Or paste the text of the plan"), [Optional(), Length(max=200_000)])

    def validate_document(self, field: Any) -> None:
        if not (field.data and field.data.filename) and not (self.text.data or "").strip():
            raise ValidationError(_l("Choose a document, or paste its text."))


class YearsMixin:
    """Two years in order."""

    def validate_end_year(self, field: Any) -> None:
        start = self.start_year.data  # type: ignore[attr-defined]  # given by the form
        if start and field.data and field.data < start:
            raise ValidationError(_l("The last year comes before the first."))


class PlanForm(YearsMixin, FlaskForm):
    """What a plan is called."""

    form_id = "plan-form"
    title = StringField(_l("Title of the plan"), [DataRequired(_l("Write the title.")), _short], filters=[stripped])
    sector = StringField(_l("Neighbourhood"), [Optional(), _short], filters=[stripped])
    start_year = IntegerField(_l("First year"), [Optional(), _year])
    end_year = IntegerField(_l("Last year"), [Optional(), _year])

    def values(self) -> dict[str, Any]:
        return {
            "title": self.title.data,
            "sector": self.sector.data or None,
            "start_year": self.start_year.data,
            "end_year": self.end_year.data,
        }


class DetailsForm(PlanForm):
    """The plan itself, once it is made."""

    is_draft = BooleanField(_l("The plan is still being written"))

    def values(self) -> dict[str, Any]:
        return {**super().values(), "is_draft": self.is_draft.data}


class WhenForm(YearsMixin, FlaskForm):
    """The reading of one date."""

    form_id = "when"
    when_label = SelectField(_l("Kind of date"), choices=WHEN_CHOICES)
    start_year = IntegerField(_l("First year"), [Optional(), _year])
    end_year = IntegerField(_l("Last year"), [Optional(), _year])
    frequency = IntegerField(_l("Times a year"), [Optional(), _times])

    def when(self) -> When:
        return When(WhenLabel(self.when_label.data), self.start_year.data, self.end_year.data, self.frequency.data)


class ActionForm(WhenForm):
    """One action of the plan."""

    form_id = "action-form"
    title = TextAreaField(_l("Title"), [DataRequired(_l("Write the title.")), _long], filters=[stripped])
    objective = TextAreaField(_l("Objective"), [Optional(), _long], filters=[stripped])
    origin_note = TextAreaField(_l("Origin"), [Optional(), _long], filters=[stripped])
    how = TextAreaField(_l("How"), [Optional(), _long], description=_l("One means a line."))
    who = TextAreaField(_l("Who"), [Optional(), _long], description=_l("One body a line."))
    missing = Checks(_l("What is missing"), choices=[SelectChoice(key, name) for key, name in MISSING_NAMES.items()])
    publics = Checks(_l("For whom"), choices=[SelectChoice(key, name) for key, name in PUBLIC_NAMES.items()])

    def values(self) -> dict[str, Any]:
        """The columns of the action."""
        return {
            "title": self.title.data,
            "objective": self.objective.data or None,
            "origin_note": self.origin_note.data or None,
            "how": lines(self.how.data),
            "who": lines(self.who.data),
            "when_label": self.when_label.data,
            "start_year": self.start_year.data,
            "end_year": self.end_year.data,
            "frequency": self.frequency.data,
            "missing": list(self.missing.data),
            "publics": list(self.publics.data),
        }


class FilterForm(FlaskForm):
    """Which actions of a plan to show."""

    class Meta:
        csrf = False

    form_id = "filter"
    word = StringField(_l("Word"), [Expected(), Optional(), _short], filters=[stripped])
    missing = SelectField(_l("What is missing"), [Optional()])
    public = SelectField(_l("For whom"), [Optional()])

    def offer(self, missing: Sequence[str], publics: Sequence[str]) -> None:
        """Offer only what the plan holds."""
        self.missing.choices = _named(missing, MISSING_NAMES)
        self.public.choices = _named(publics, PUBLIC_NAMES)


class ConfirmForm(FlaskForm):
    """Nothing but the answer to a question."""

    form_id = "confirm"


def typed_values(action: Action) -> dict[str, Any]:
    """An action as its form shows it: lists with a line each."""
    held = {column.name: getattr(action, column.name) for column in Action.__table__.columns}
    return {**held, "how": "\n".join(action.how), "who": "\n".join(action.who)}


def lines(text: str | None) -> list[str]:
    """The lines that say something."""
    return [line for one in (text or "").splitlines() if (line := stripped(one))]


def _named(keys: Sequence[str], names: Mapping[str, object]) -> list[SelectChoice]:
    return [SelectChoice("", _l("All")), *(SelectChoice(key, names.get(key, key)) for key in keys)]
