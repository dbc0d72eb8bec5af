"""Organisers' forms: what is written in several languages stands side by side."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    FloatField,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from consultation.i18n import RESIDENT_LOCALES
from consultation.models import Priority
from consultation.questionnaires.definition import Definition, Model, Offer, Option, Question, Text
from consultation.questionnaires.drafts import option_key
from consultation.questionnaires.kind_words import GROUPS
from consultation.questionnaires.kinds import KINDS, READY_OPTIONS
from consultation.terms import Kind, OfferKind, Purpose

EASY_FRENCH = "fr@falc"
EDITED = (*RESIDENT_LOCALES, EASY_FRENCH)
"""Languages a wording is written in."""
LONGEST_WORDING = 2_000
"""Characters of one wording; a screen of a phone holds 600."""
MOST_OPTIONS = 40

_bound = NumberRange(-1e9, 1e9, _l("Write a number below a thousand million."))
KIND_CHOICES = [
    SelectChoice(kind.value, words.name, optgroup=group) for group, kinds in GROUPS for kind, words in kinds.items()
]
NEITHER = "neither"
PURPOSE_NAMES = {NEITHER: _l("Neither"), Purpose.NEED: _l("A need (something is lacking)"), Purpose.WISH: _l("A wish")}
OFFER_NAMES = {
    OfferKind.TIME: _l("Time"),
    OfferKind.ROOM: _l("A room or premises"),
    OfferKind.TOOL: _l("Tools or things"),
    OfferKind.SKILL: _l("A skill"),
    OfferKind.TRANSLATING: _l("Translating"),
    OfferKind.CARRYING: _l("Carrying the action (association, company)"),
}


def choices(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """[(value, words)] as the choices of a field."""
    return [SelectChoice(str(value), words) for value, words in pairs]


class CheckboxesField(SelectMultipleField):
    """Several of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def attribute(locale: str) -> str:
    """Name of the field of a language."""
    return locale.replace("@", "_")


class WordsForm(Form):
    """One wording in every language."""

    @property
    def cells(self) -> list[tuple[str, Any]]:
        """[(locale, field)] in the order they stand side by side."""
        return [(locale, self[attribute(locale)]) for locale in EDITED]

    def begin(self, locale: str, words: str) -> None:
        """Put words in the field of a language, if it has one."""
        if locale in EDITED:
            self[attribute(locale)].data = words

    def text(self, former: Text | None = None) -> dict[str, str]:
        """The words as typed; languages this form does not show are kept as they were."""
        kept = {locale: words for locale, words in (former or {}).items() if locale not in EDITED}
        typed = {locale: (field.data or "").strip().replace("\r\n", "\n") for locale, field in self.cells}
        return kept | {locale: words for locale, words in with_easy_french(typed, former or {}).items() if words}


class LineForm(WordsForm):
    """One short wording in every language."""


class AreaForm(WordsForm):
    """One longer wording in every language."""


for _locale in EDITED:
    _longest = Length(max=LONGEST_WORDING, message=_l("Write at most %(max)d characters."))
    setattr(LineForm, attribute(_locale), StringField(validators=[_longest]))
    setattr(AreaForm, attribute(_locale), TextAreaField(validators=[_longest]))


def with_easy_french(typed: Text, former: Text) -> Text:
    """Easy French that was the same as the French follows it, unless it was written anew."""
    if former.get("fr") and typed[EASY_FRENCH] == former.get(EASY_FRENCH) == former["fr"]:
        return {**typed, EASY_FRENCH: typed["fr"]}
    return typed


def fields_of(text: Text) -> dict[str, str]:
    """A text as the data of a `WordsForm`."""
    return {attribute(locale): words for locale, words in text.items()}


class OptionForm(LineForm):
    """One option of a question."""

    key = HiddenField()
    pictogram = HiddenField()
    exclusive = BooleanField(_l("Stands alone (“none of these”)"))
    specify = BooleanField(_l("Opens a line to write on (“other”)"))
    retired = BooleanField(_l("No longer offered"))


for _locale in EDITED:
    setattr(OptionForm, attribute(_locale), StringField(validators=[Length(max=300)]))


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


def is_key(key: str | None) -> bool:
    """Whether the hidden field of an option still holds a key such as we write them."""
    return re.fullmatch(r"[a-z0-9][a-z0-9_]{0,59}", key or "") is not None


def option_row(option: Option) -> dict[str, Any]:
    """An option as the data of an `OptionForm`."""
    return {**fields_of(option.label), **option.model_dump(exclude={"label"})}


def fingerprint(*models: Model) -> str:
    """Tells whether what a form was opened on is still what is stored."""
    return hashlib.sha256("\n".join(model.model_dump_json() for model in models).encode()).hexdigest()[:16]


def action_choices(priorities: Iterable[Priority]) -> list[SelectChoice]:
    """Every action of the plan, in the plan's order."""
    return choices((action.key, f"{action.key} {action.title}") for p in priorities for action in p.actions)


def priority_choices(priorities: Iterable[Priority]) -> list[SelectChoice]:
    return choices((priority.key, f"{priority.key} {priority.title}") for priority in priorities)


class SectionForm(LineForm):
    """The title of one section."""

    key = HiddenField()


class NewQuestionnaireForm(FlaskForm):
    """A questionnaire from a choice of actions."""

    form_id = "new-questionnaire"
    title = StringField(
        _l("Title residents will read"),
        [
            InputRequired(_l("Write a title, for example “Your wishes for the neighbourhood”.")),
            Length(max=200, message=_l("Write at most %(max)d characters.")),
        ],
    )
    locales = CheckboxesField(_l("Languages"), [InputRequired(_l("Choose at least one language."))])
    actions = CheckboxesField(_l("Actions to ask about"))
    with_profile = BooleanField(
        _l("Ask who answers (age, language…)"),
        default=True,
        description=_l("Ready-made, optional for the respondent, never about nationality or origin."),
    )


class StartSmallForm(FlaskForm):
    """One question on one action."""

    form_id = "start-small"
    action = SelectField(_l("Action"), [InputRequired()])


class DraftWordsForm(FlaskForm):
    """What surrounds the questions: titles, introduction, promise, languages."""

    form_id = "words"
    opened_on = HiddenField()
    locales = CheckboxesField(_l("Languages offered"), [InputRequired(_l("Choose at least one language."))])
    title = FormField(LineForm, _l("Title"))
    intro = FormField(AreaForm, _l("Introduction"))
    promise = FormField(AreaForm, _l("What becomes of the answers, and when"))
    sections = FieldList(FormField(SectionForm))

    def show(self, definition: Definition) -> None:
        """Fill the form with what a draft says."""
        self.process(
            data={
                "opened_on": words_fingerprint(definition),
                "locales": definition.locales,
                "title": fields_of(definition.title),
                "intro": fields_of(definition.intro),
                "promise": fields_of(definition.promise),
                "sections": [{"key": section.key, **fields_of(section.title)} for section in definition.sections],
            }
        )

    def show_beside(self, definition: Definition) -> None:
        """Keep what was typed, on the sections as they are now."""
        typed = {row.form.key.data: fields_of(row.form.text()) for row in self.sections}
        rows = [{"key": s.key, **typed.get(s.key, fields_of(s.title))} for s in definition.sections]
        self.sections.process(None, data=rows)
        self.opened_on.process(None, data=words_fingerprint(definition))

    def written(self, definition: Definition) -> Definition:
        """The draft with the words of the form."""
        default = definition.locales[0]
        rows = {row.form.key.data: row.form for row in self.sections}
        sections = tuple(
            section.model_copy(update={"title": rows[section.key].text(section.title)})
            if section.key in rows
            else section
            for section in definition.sections
        )
        return definition.model_copy(
            update={
                "locales": tuple(sorted(self.locales.data, key=lambda locale: locale != default)),
                "title": self.title.form.text(definition.title),
                "intro": self.intro.form.text(definition.intro),
                "promise": self.promise.form.text(definition.promise),
                "sections": sections,
            }
        )


def words_fingerprint(definition: Definition) -> str:
    """Tells whether the words around the questions are still those a form was opened on."""
    bare = tuple(section.model_copy(update={"questions": ()}) for section in definition.sections)
    return fingerprint(definition.model_copy(update={"sections": bare, "offers": ()}))


class OfferForm(FlaskForm):
    """One closing "I can help"."""

    form_id = "offer"
    action = SelectField(_l("Action it is for"), [InputRequired()])
    kind = SelectField(_l("Kind of help"), [InputRequired()], choices=choices(OFFER_NAMES.items()))
    label = FormField(LineForm, _l("Words, in the first person"))

    def show(self, offer: Offer) -> None:
        self.process(data={"action": offer.action, "kind": offer.kind.value, "label": fields_of(offer.label)})

    def offer(self, key: str, former: Offer | None) -> Offer:
        return Offer(
            key=key,
            action=self.action.data,
            kind=OfferKind(self.kind.data),
            label=self.label.form.text(former.label if former else None),
        )
