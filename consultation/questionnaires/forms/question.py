"""The form of one question: what its kind uses, and nothing else."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    FileField,
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

from consultation.models import Priority
from consultation.questionnaires.definition import Definition, Option, Question, Text
from consultation.questionnaires.forms.conditions import ConditionsMixin
from consultation.questionnaires.forms.entries import (
    MOST_OPTIONS,
    MOST_ROWS,
    OptionForm,
    RowForm,
    option_data,
    row_data,
    set_entries,
    turn_entries,
    written_options,
    written_rows,
)
from consultation.questionnaires.forms.words import (
    AreaForm,
    CheckboxesField,
    LineForm,
    choices,
    fields_of,
    fingerprint,
)
from consultation.questionnaires.kind_words import GROUPS
from consultation.questionnaires.kinds import KINDS, READY_OPTIONS, READY_ROWS
from consultation.questionnaires.pictures import OPTION_SIDE, PAGE_SIDE, NotAPicture
from consultation.terms import AgeVariant, Kind, Purpose

_bound = NumberRange(-1e9, 1e9, _l("Write a number below a thousand million."))
_above_nothing = NumberRange(1e-6, 1e9, _l("Write a number above 0."))
_count = NumberRange(1, MOST_OPTIONS, _l("Write a number from 1, or leave it empty."))
KIND_CHOICES = [
    SelectChoice(kind.value, words.name, optgroup=group) for group, kinds in GROUPS for kind, words in kinds.items()
]
NEITHER = "neither"
PURPOSE_NAMES = {NEITHER: _l("Neither"), Purpose.NEED: _l("A need (something is lacking)"), Purpose.WISH: _l("A wish")}
VARIANTS = {AgeVariant.YOUNG: "young", AgeVariant.TEENAGE: "teenage"}
"""{age: field}; adults read the question itself."""
AS_THEY_ARE = {"maximum", "minimum", "low", "high", "step", "picture", "may_refuse", "may_not_know", "shuffled"} | {
    "default",
    "actions",
    "priorities",
    "required",
    "sensitive",
}
"""Fields whose data is what the question holds."""


class QuestionForm(ConditionsMixin, FlaskForm):
    """A question: its words, options and rules."""

    form_id = "question"
    opened_on = HiddenField()
    kind = SelectField(_l("Kind of answer"), [InputRequired()], choices=KIND_CHOICES)
    label = FormField(AreaForm, _l("Question"))
    help = FormField(AreaForm, _l("Help under the question"))
    young = FormField(AreaForm, _l("For people of 12 to 14"))
    teenage = FormField(AreaForm, _l("For people of 15 to 17"))
    picture = HiddenField()
    upload = FileField(_l("Picture"))
    no_picture = BooleanField(_l("Remove the picture"))
    options = FieldList(FormField(OptionForm), max_entries=MOST_OPTIONS)
    rows = FieldList(FormField(RowForm), max_entries=MOST_ROWS)
    minimum = IntegerField(_l("At least this many options"), [Optional(), _count])
    maximum = IntegerField(_l("At most this many options"), [Optional(), _count])
    shuffled = BooleanField(
        _l("Options in another order for each person"),
        description=_l("The first options of a list are chosen more often. On paper the order stays as written."),
    )
    low = FloatField(_l("Lowest number accepted"), [Optional(), _bound])
    high = FloatField(_l("Highest number accepted"), [Optional(), _bound])
    step = FloatField(
        _l("Step between two numbers"), [Optional(), NumberRange(1e-6, 1e9, _l("Write a number above 0."))]
    )
    low_label = FormField(LineForm, _l("Words at the low end"))
    high_label = FormField(LineForm, _l("Words at the high end"))
    unit = FormField(LineForm, _l("Unit written after the number"))
    default = StringField(_l("Its value"), [Length(max=300)])
    actions = CheckboxesField(_l("Actions it informs"))
    priorities = CheckboxesField(_l("Whole priorities it informs"))
    purpose = RadioField(
        _l("What an answer tells"), [InputRequired()], choices=choices(PURPOSE_NAMES.items()), default=NEITHER
    )
    section = SelectField(_l("Section"), [InputRequired()])
    required = BooleanField(
        _l("An answer is required"), description=_l("By default nothing is: people skip what they do not want to say.")
    )
    may_refuse = BooleanField(_l("Offers “I prefer not to say”"))
    may_not_know = BooleanField(_l("Offers “I don't know”"))
    sensitive = BooleanField(
        _l("Sensitive question"),
        description=_l(
            "Health, fear, papers, rights. Results of fewer than 10 people, instead of 5, are never shown; it is asked "
            "only where nobody sees who answers, and never beside a name, a number or an offer of help."
        ),
    )

    def validate_high(self, field: Any) -> None:
        """The bounds are in order."""
        if field.data is not None and self.low.data is not None and field.data < self.low.data:
            raise ValidationError(_l("The highest number is below the lowest one."))

    def validate_maximum(self, field: Any) -> None:
        """At least 3 and at most 2 cannot both be."""
        if field.data is not None and self.minimum.data is not None and field.data < self.minimum.data:
            raise ValidationError(_l("“At most” is below “at least”."))

    def show(self, question: Question) -> None:
        """Fill the form with a question."""
        self.process(
            data={
                "opened_on": fingerprint(question),
                "kind": question.kind.value,
                "options": [option_data(option) for option in question.options],
                "rows": [row_data(row) for row in question.rows],
                "purpose": question.purpose or NEITHER,
                **{name: fields_of(question.variants.get(age, {})) for age, name in VARIANTS.items()},
                **{name: fields_of(getattr(question, name)) for name in ("label", "help", "unit")},
                **{name: fields_of(getattr(question, name)) for name in ("low_label", "high_label")},
                **question.model_dump(include=AS_THEY_ARE),
                **self.conditions_data(question),
            }
        )

    @property
    def chosen_kind(self) -> Kind:
        """The kind as chosen so far."""
        return Kind(self.kind.data) if self.kind.data in set(Kind) else Kind.ONE_CHOICE

    def keep_pictures(self, save: Callable[[bytes, int], str]) -> bool:
        """Store the pictures that came with the form; False when one could not be read, and its field says why.

        :param save: stores bytes, at most so many pixels wide and high, and gives the name to ask for them by
        """
        good = True
        for holder, side in self._picture_fields():
            file = holder["upload"].data
            if not getattr(file, "filename", ""):
                continue
            try:
                holder["picture"].data = save(file.read(), side)
                holder["no_picture"].data = False
            except NotAPicture:
                holder["upload"].errors = [_l("This is no picture we can read: choose a JPEG or PNG file.")]
                good = False
        return good

    def _picture_fields(self) -> Iterator[tuple[Any, int]]:
        yield self, PAGE_SIDE
        for entry in self.options:
            yield entry.form, OPTION_SIDE

    def turn(self, command: str) -> None:
        """Obey a button of the form that saves nothing: a line of a list, or another kind."""
        do, _slash, which = command.partition("/")
        verb, _under, what = do.partition("_")
        if what == "option":
            turn_entries(self.options, verb, which, MOST_OPTIONS)
        elif what == "row":
            turn_entries(self.rows, verb, which, MOST_ROWS)
        elif do == "kind" and which in set(Kind):
            self.kind.data = which
        self.ready_lines()

    def ready_lines(self) -> None:
        """Lines for the kind as chosen: its usual options and rows, or two empty ones."""
        kind = self.chosen_kind
        if kind in READY_OPTIONS and not _has_words(self.options):
            set_entries(self.options, map(option_data, READY_OPTIONS[kind]))
        elif KINDS[kind].has_options and kind is not Kind.PLACE and not len(self.options):
            set_entries(self.options, [{}, {}])
        if kind in READY_ROWS and not _has_words(self.rows):
            set_entries(self.rows, map(row_data, READY_ROWS[kind]))
        elif KINDS[kind].has_rows and not len(self.rows):
            set_entries(self.rows, [{}, {}])

    def question(self, key: str, definition: Definition) -> Question:
        """The question as written, for that draft; what its kind does not use is empty, what the form does not show
        is as it was."""
        kind = self.chosen_kind
        entry = KINDS[kind]
        base = definition.question(key) or Question(key=key, kind=kind, label={})
        texts = ["label", "help", *(["unit"] if entry.has_bounds else [])]
        texts += ["low_label", "high_label"] if entry.has_ends else []
        values = ["picture", *(["default"] if kind is Kind.HIDDEN else [])]
        values += ["low", "high"] if entry.has_bounds else []
        values += ["step"] if entry.has_ends else []
        values += ["maximum", "minimum"] if entry.has_maximum else []
        values += ["shuffled"] if entry.has_options else []
        if entry.takes_answer:
            values += ["required", "sensitive", "may_refuse", "may_not_know"]
        clean = Question(key=key, kind=kind, label={})
        emptied = {name: getattr(clean, name) for name in _BY_KIND}
        return base.model_copy(
            update=emptied
            | {name: self[name].form.text(getattr(base, name)) for name in texts}
            | {name: self[name].data for name in values}
            | self.written_conditions(base, kind, definition)
            | {
                "kind": kind,
                "options": self.options_for(base),
                "rows": written_rows(self.rows, base.rows) if entry.has_rows else (),
                "variants": self.written_variants(base) if entry.is_shown else {},
                "picture": None if self.no_picture.data else self.picture.data or None,
                "actions": tuple(self.actions.data or ()),
                "priorities": tuple(self.priorities.data or ()),
                "purpose": Purpose(self.purpose.data) if self.purpose.data in set(Purpose) else None,
            }
        )

    def written_variants(self, base: Question) -> dict[AgeVariant, Text]:
        """The wordings for younger people that say something."""
        texts = {age: self[name].form.text(base.variants.get(age, {})) for age, name in VARIANTS.items()}
        kept = {age: text for age, text in base.variants.items() if age not in VARIANTS}
        return kept | {age: text for age, text in texts.items() if text}

    def options_for(self, base: Question) -> tuple[Option, ...]:
        """The options as written; those of a place come from the register and are not in the form."""
        if self.chosen_kind is Kind.PLACE:
            return base.options if base.kind is Kind.PLACE else ()
        entry = KINDS[self.chosen_kind]
        return written_options(self.options, base.options, on_map=entry.has_map) if entry.has_options else ()


_BY_KIND = {"unit", "low_label", "high_label", "default", "low", "high", "step", "maximum", "minimum", "shuffled"} | {
    "required",
    "sensitive",
    "may_refuse",
    "may_not_know",
}
"""Members only some kinds use."""


def _has_words(lines: FieldList) -> bool:
    return any(any(entry.form.text().values()) for entry in lines)


def action_choices(priorities: Iterable[Priority]) -> list[SelectChoice]:
    """Every action of the plan, in the plan's order."""
    return choices((action.key, f"{action.key} {action.title}") for p in priorities for action in p.actions)


def priority_choices(priorities: Iterable[Priority]) -> list[SelectChoice]:
    return choices((priority.key, f"{priority.key} {priority.title}") for priority in priorities)
