"""The form of one question: what its kind uses, and nothing else."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    FloatField,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from consultation.i18n import field_name
from consultation.models import Priority
from consultation.questionnaires.definition import Option, Question
from consultation.questionnaires.drafts import option_key
from consultation.questionnaires.forms.words import (
    EDITED,
    AreaForm,
    CheckboxesField,
    LineForm,
    choices,
    fields_of,
    fingerprint,
    is_key,
)
from consultation.questionnaires.kind_words import GROUPS
from consultation.questionnaires.kinds import KINDS, READY_OPTIONS
from consultation.terms import Kind, Purpose

MOST_OPTIONS = 40

_bound = NumberRange(-1e9, 1e9, _l("Write a number below a thousand million."))
KIND_CHOICES = [
    SelectChoice(kind.value, words.name, optgroup=group) for group, kinds in GROUPS for kind, words in kinds.items()
]
NEITHER = "neither"
PURPOSE_NAMES = {NEITHER: _l("Neither"), Purpose.NEED: _l("A need (something is lacking)"), Purpose.WISH: _l("A wish")}


class OptionForm(LineForm):
    """One option of a question."""

    key = HiddenField()
    pictogram = HiddenField()
    exclusive = BooleanField(_l("Stands alone (“none of these”)"))
    specify = BooleanField(_l("Opens a line to write on (“other”)"))
    retired = BooleanField(_l("No longer offered"))


for _locale in EDITED:
    setattr(OptionForm, field_name(_locale), StringField(validators=[Length(max=300)]))


class QuestionForm(FlaskForm):
    """A question: its words, options and rules."""

    form_id = "question"
    opened_on = HiddenField()
    kind = SelectField(_l("Kind of answer"), [InputRequired()], choices=KIND_CHOICES)
    label = FormField(AreaForm, _l("Question"))
    help = FormField(AreaForm, _l("Help under the question"))
    options = FieldList(FormField(OptionForm), max_entries=MOST_OPTIONS)
    maximum = IntegerField(
        _l("At most this many options"),
        [Optional(), NumberRange(1, MOST_OPTIONS, _l("Write a number from 1, or leave it empty."))],
    )
    low = FloatField(_l("Lowest number accepted"), [Optional(), _bound])
    high = FloatField(_l("Highest number accepted"), [Optional(), _bound])
    unit = FormField(LineForm, _l("Unit written after the number"))
    actions = CheckboxesField(_l("Actions it informs"))
    priorities = CheckboxesField(_l("Whole priorities it informs"))
    purpose = RadioField(
        _l("What an answer tells"), [InputRequired()], choices=choices(PURPOSE_NAMES.items()), default=NEITHER
    )
    section = SelectField(_l("Section"), [InputRequired()])
    required = BooleanField(
        _l("An answer is required"), description=_l("By default nothing is: people skip what they do not want to say.")
    )
    sensitive = BooleanField(
        _l("Sensitive question"),
        description=_l("Results of fewer than 10 people, instead of 5, are never shown. Health, fear, papers, rights."),
    )

    def validate_high(self, field: Any) -> None:
        """The bounds are in order."""
        if field.data is not None and self.low.data is not None and field.data < self.low.data:
            raise ValidationError(_l("The highest number is below the lowest one."))

    def show(self, question: Question) -> None:
        """Fill the form with a question."""
        self.process(
            data={
                "opened_on": fingerprint(question),
                "kind": question.kind.value,
                "label": fields_of(question.label),
                "help": fields_of(question.help),
                "unit": fields_of(question.unit),
                "options": [option_row(option) for option in question.options],
                "purpose": question.purpose or NEITHER,
                **question.model_dump(
                    include={"maximum", "low", "high", "actions", "priorities", "required", "sensitive"}
                ),
            }
        )

    @property
    def chosen_kind(self) -> Kind:
        """The kind as chosen so far."""
        return Kind(self.kind.data) if self.kind.data in set(Kind) else Kind.ONE_CHOICE

    def turn_options(self, command: str) -> None:
        """Add, remove or move an option of the form without saving it; what was typed stays."""
        rows = [entry.data for entry in self.options]
        verb, _slash, index = command.partition("/")
        at = int(index) if index.isdecimal() else -1
        if verb == "add_option" and len(rows) < MOST_OPTIONS:
            rows.append({})
        elif verb == "remove_option" and 0 <= at < len(rows):
            rows.pop(at)
        elif verb == "up_option" and 0 < at < len(rows):
            rows.insert(at - 1, rows.pop(at))
        elif verb == "down_option" and 0 <= at < len(rows) - 1:
            rows.insert(at + 1, rows.pop(at))
        self.set_options(rows)

    def set_options(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self.options.process(None, data=list(rows))

    def ready_options(self) -> None:
        """Rows for the kind as chosen: its usual options, or two empty ones."""
        kind = self.chosen_kind
        written = [row for row in self.options if any(row.form.text())]
        if kind in READY_OPTIONS and not written:
            self.set_options(option_row(option) for option in READY_OPTIONS[kind])
        elif KINDS[kind].has_options and kind is not Kind.PLACE and not len(self.options):
            self.set_options([{}, {}])

    def question(self, key: str, former: Question | None = None) -> Question:
        """The question as written; what the form does not show is as it was."""
        kind = self.chosen_kind
        entry = KINDS[kind]
        base = former or Question(key=key, kind=kind, label={})
        return base.model_copy(
            update={
                "kind": kind,
                "label": self.label.form.text(base.label),
                "help": self.help.form.text(base.help),
                "options": self.options_for(base),
                "maximum": self.maximum.data if entry.has_maximum else None,
                "low": self.low.data if entry.has_bounds else None,
                "high": self.high.data if entry.has_bounds else None,
                "unit": self.unit.form.text(base.unit) if entry.has_bounds else {},
                "actions": tuple(self.actions.data or ()),
                "priorities": tuple(self.priorities.data or ()),
                "purpose": Purpose(self.purpose.data) if self.purpose.data in set(Purpose) else None,
                "required": self.required.data,
                "sensitive": self.sensitive.data,
            }
        )

    def options_for(self, base: Question) -> tuple[Option, ...]:
        """The options as written; those of a place come from the register and are not in the form."""
        if self.chosen_kind is Kind.PLACE:
            return base.options if base.kind is Kind.PLACE else ()
        return self.written_options(base.options) if KINDS[self.chosen_kind].has_options else ()

    def written_options(self, former: Iterable[Option]) -> tuple[Option, ...]:
        """The options in the order of the form; those without any words are left out."""
        known = {option.key: option for option in former}
        taken = {*known, *(row.form.key.data for row in self.options)}
        made = []
        for row in self.options:
            words = row.form
            old = known.get(words.key.data)
            text = words.text(old.label if old else None)
            if not text and old is None:
                continue
            key = words.key.data if is_key(words.key.data) else option_key(text, taken)
            taken.add(key)
            made.append(
                Option(
                    key=key,
                    label=text,
                    pictogram=words.pictogram.data or None,
                    exclusive=words.exclusive.data,
                    specify=words.specify.data,
                    retired=words.retired.data,
                )
            )
        return tuple(made)


def option_row(option: Option) -> dict[str, Any]:
    """An option as the data of an `OptionForm`."""
    return {**fields_of(option.label), **option.model_dump(exclude={"label"})}


def action_choices(priorities: Iterable[Priority]) -> list[SelectChoice]:
    """Every action of the plan, in the plan's order."""
    return choices((action.key, f"{action.key} {action.title}") for p in priorities for action in p.actions)


def priority_choices(priorities: Iterable[Priority]) -> list[SelectChoice]:
    return choices((priority.key, f"{priority.key} {priority.title}") for priority in priorities)
