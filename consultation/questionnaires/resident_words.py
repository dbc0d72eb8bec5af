"""Routing in words, for whoever reads without a script or on paper, in the reader's language."""

import functools
from collections.abc import Callable, Sequence

from flask_babel import gettext as _

from consultation.i18n import pick
from consultation.questionnaires.definition import Definition, Question, Section
from consultation.questionnaires.kinds import KINDS, read_number
from consultation.questionnaires.on_paper import numbers_on_paper
from consultation.questionnaires.piping import with_answers
from consultation.questionnaires.routing import read
from consultation.questionnaires.simple_conditions import Condition, Relation, Told, goto, simple

LONGEST_QUOTED = 80
"""Signs of a question that is quoted in the condition of another."""


def condition_words(definition: Definition, part: Question | Section, locale: str, *, on_paper: bool = False) -> str:
    """When a question or a section is asked, as a sentence; empty when it always is.

    :param on_paper: names questions by their number on the sheet, otherwise by their words
    """
    expression = read(part.relevant)
    if expression is None:
        return ""
    condition = simple(expression)
    said = _said(condition, definition, locale, on_paper=on_paper) if condition else None
    if said is None:
        return str(_("Only for some, depending on the answers above."))
    return str(_("Only if %(condition)s.", condition=said))


def goto_words(definition: Definition, locale: str) -> dict[str, list[str]]:
    """{question key: ["If “No”: go to question 7."]}, to print under a question on paper."""
    found = {}
    for key, jumps in goto(definition).items():
        question = definition.question(key)
        assert question is not None, "goto speaks of questions that are there"
        found[key] = [
            _(
                "If %(answer)s: go to question %(number)s.",
                answer=_answers(question, keys, definition, locale),
                number=number,
            )
            if number
            else _("If %(answer)s: go to the end.", answer=_answers(question, keys, definition, locale))
            for keys, number in jumps
        ]
    return found


def unknown_words() -> str:
    """Stands in a sentence for an answer that is not known yet."""
    return str(_("(your answer)"))


def _said(condition: Condition, definition: Definition, locale: str, *, on_paper: bool) -> str | None:
    clauses = [_clause(told, definition, locale, on_paper=on_paper) for told in condition.parts]
    if not all(clauses):
        return None
    joined = _both if condition.operator == "and" else _either
    return functools.reduce(joined, map(str, clauses))


def _clause(told: Told, definition: Definition, locale: str, *, on_paper: bool) -> str | None:
    """One clause; None where a question cannot be named."""
    question = definition.question(told.question)
    number = numbers_on_paper(definition).get(told.question) if on_paper else None
    if question is None or not KINDS[question.kind].takes_answer or (on_paper and number is None):
        return None
    words = with_answers(pick(question.label, locale, definition.locales[0]).words, lambda _key: "…")
    named = _("question %(number)s", number=number) if number else _quoted(shortened(words))
    answer = _answers(question, told.values, definition, locale)
    return _CLAUSES[told.relation](named, answer)


_CLAUSES: dict[Relation, Callable[[str, str], str]] = {
    Relation.IS: lambda question, answer: _(
        "you answered %(answer)s to %(question)s", answer=answer, question=question
    ),
    Relation.IS_NOT: lambda question, answer: _(
        "you did not answer %(answer)s to %(question)s", answer=answer, question=question
    ),
    Relation.MORE: lambda question, answer: _(
        "you answered more than %(answer)s to %(question)s", answer=answer, question=question
    ),
    Relation.AT_LEAST: lambda question, answer: _(
        "you answered %(answer)s or more to %(question)s", answer=answer, question=question
    ),
    Relation.LESS: lambda question, answer: _(
        "you answered less than %(answer)s to %(question)s", answer=answer, question=question
    ),
    Relation.AT_MOST: lambda question, answer: _(
        "you answered %(answer)s or less to %(question)s", answer=answer, question=question
    ),
    Relation.ANSWERED: lambda question, _answer: _("you answered %(question)s", question=question),
    Relation.BLANK: lambda question, _answer: _("you did not answer %(question)s", question=question),
}


def _answers(question: Question, values: Sequence[str], definition: Definition, locale: str) -> str:
    """The options in words, any of them; numbers as they are."""
    labels = {option.key: pick(option.label, locale, definition.locales[0]).words for option in question.options}
    said = [
        value if value not in labels and read_number(value) is not None else _quoted(labels.get(value) or value)
        for value in values
    ]
    return functools.reduce(_either, said) if said else ""


def _both(one: str, other: str) -> str:
    return str(_("%(one)s and %(other)s", one=one, other=other))


def _either(one: str, other: str) -> str:
    return str(_("%(one)s or %(other)s", one=one, other=other))


def _quoted(words: str) -> str:
    return str(_("“%(words)s”", words=words))


def shortened(words: str) -> str:
    """Words cut at a space, with an ellipsis, when they are long."""
    return words if len(words) <= LONGEST_QUOTED else words[:LONGEST_QUOTED].rsplit(" ", 1)[0] + "…"
