"""The part of a question's form on what depends on answers: when it is asked, what an answer has to satisfy."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FormField, SelectChoice, SelectField, StringField, ValidationError
from wtforms.validators import Length

from consultation.i18n import pick
from consultation.questionnaires.definition import Definition, Question
from consultation.questionnaires.expressions import ExpressionError, parse
from consultation.questionnaires.forms.words import LineForm, choices, fields_of
from consultation.questionnaires.kinds import KINDS, offered
from consultation.questionnaires.routing import read
from consultation.questionnaires.simple_conditions import Condition, Relation, Told, expression_of, simple
from consultation.terms import Kind

ALWAYS, BY_RULE = "", "rule"
"""Choices of the picker that are no option of a question."""
LONGEST_LABEL = 70
LONGEST_RULE = 2_000
COMPUTED = frozenset({Kind.CALCULATION, Kind.HIDDEN})


def is_readable(_form: Any, field: Any) -> None:
    """A rule that cannot be read is given back with the place."""
    if not (field.data or "").strip():
        return
    try:
        parse(field.data)
    except ExpressionError as error:
        rest = field.data[error.position :][:30]
        if rest:
            raise ValidationError(_l("This cannot be read from “%(rest)s” on.", rest=rest)) from None
        raise ValidationError(_l("Something is missing at the end of this rule.")) from None


def rule_field(label: Any, description: Any) -> StringField:
    too_long = Length(max=LONGEST_RULE, message=_l("Write at most %(max)d characters."))
    return StringField(label, [too_long, is_readable], description=description)


class ConditionsMixin:
    """Fields of a question form; `offer` fills the picker."""

    picked = SelectField(_l("Ask it"), default=ALWAYS)
    picked_is = SelectField(
        _l("When that answer"),
        choices=choices([(Relation.IS.value, _l("was chosen")), (Relation.IS_NOT.value, _l("was not chosen"))]),
        default=Relation.IS.value,
    )
    relevant = rule_field(
        _l("Rule: ask it only when"), _l("For example: ${age} >= 18 and selected(${wishes}, 'music')")
    )
    constraint = rule_field(
        _l("An answer has to satisfy"), _l("The answer is written as a dot. For example: . <= ${adults}")
    )
    constraint_message = FormField(LineForm, _l("What to say when it does not"))
    calculation = rule_field(_l("How the value is worked out"), _l("For example: ${adults} + ${children}"))
    choice_filter = rule_field(
        _l("Options to offer: those for which"), _l("For example: selected(${wishes}, name), or side = ${side}")
    )

    def offer(self, definition: Definition, key: str | None, locale: str) -> None:
        """Fill the picker with the options of the questions that come before this one."""
        always = [SelectChoice(ALWAYS, _l("always")), SelectChoice(BY_RULE, _l("when the rule below is true"))]
        self.picked.choices = always + list(picks(definition, key, locale))

    def conditions_data(self, question: Question) -> dict[str, Any]:
        """What the fields show of a question."""
        told = simply_told(question.relevant)
        offers = {choice.value for choice in self.picked.choices or ()}
        picked = f"{told.question}/{told.values[0]}" if told else ""
        is_picked = told is not None and picked in offers
        return {
            "picked": picked if is_picked else BY_RULE if question.relevant else ALWAYS,
            "picked_is": told.relation.value if told and is_picked else Relation.IS.value,
            "relevant": "" if is_picked else question.relevant,
            "constraint_message": fields_of(question.constraint_message),
            **question.model_dump(include={"constraint", "calculation", "choice_filter"}),
        }

    def validate_relevant(self, field: Any) -> None:
        """One condition is meant, not two."""
        if field.data and self.picked.data not in {ALWAYS, BY_RULE}:
            raise ValidationError(_l("An answer is chosen above: choose “when the rule below is true”, or empty this."))

    def written_conditions(self, base: Question, kind: Kind, definition: Definition) -> dict[str, Any]:
        """The members of the question as written; what its kind does not use is empty."""
        entry = KINDS[kind]
        takes, computed = entry.takes_answer, kind in COMPUTED
        return {
            "relevant": self.written_relevant(definition),
            "constraint": said(self.constraint) if takes else "",
            "constraint_message": self.constraint_message.form.text(base.constraint_message) if takes else {},
            "calculation": said(self.calculation) if computed else "",
            "choice_filter": said(self.choice_filter) if entry.has_options else "",
        }

    def written_relevant(self, definition: Definition) -> str:
        """The condition, from the picker or from the rule."""
        asked, _slash, option = (self.picked.data or ALWAYS).partition("/")
        question = definition.question(asked)
        if question is None or not option:
            return said(self.relevant)
        return expression_of(question, Relation(self.picked_is.data), option)


def said(field: StringField) -> str:
    return (field.data or "").strip()


def simply_told(relevant: str) -> Told | None:
    """The one option a condition speaks of, if that is all it does."""
    expression = read(relevant)
    match simple(expression) if expression is not None else None:
        case Condition(parts=(Told(relation=Relation.IS | Relation.IS_NOT, values=(_one,)) as told,)):
            return told
    return None


def picks(definition: Definition, key: str | None, locale: str) -> Iterable[SelectChoice]:
    """The options of the questions before that one (of all, for a new one), under their question."""
    for section in definition.sections:
        for question in section.questions:
            if question.key == key:
                return
            if question.retired or question.rows or question.kind is Kind.RANKING or section.repeat:
                continue
            label = shortened(pick(question.label, locale, definition.locales[0]).words)
            for option in offered(question):
                words = shortened(pick(option.label, locale, definition.locales[0]).words)
                yield SelectChoice(f"{question.key}/{option.key}", words, optgroup=label)


def shortened(words: str) -> str:
    return words if len(words) <= LONGEST_LABEL else words[:LONGEST_LABEL] + "…"
