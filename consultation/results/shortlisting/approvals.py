"""What counts as approving of an action: plain values in, plain values out.

A resident approves of an action who, on a question about a need or a wish tied to it,

- answered "yes" to "yes, maybe, no" ("maybe" is no approval), or
- chose at least one option of a question of one or several choices, other than one that stands alone ("none of
  these", "I prefer not to say").

Nothing else counts. Of a question of one choice with "yes" or "no" among its options nobody can tell which of the two
is the wish ("did you find a traineeship?"); faces and scales judge what is there; words, numbers, places and files
have been weighed by nobody; a ranking orders options, not actions. Somebody who approves of an action by three
questions approves of it once. Questions on a whole priority approve of none of its actions.
"""

from collections.abc import Iterable, Mapping

from consultation.questionnaires.definition import Definition, Question
from consultation.terms import Kind

YES, NO = "yes", "no"
CHOICES = frozenset({Kind.ONE_CHOICE, Kind.SEVERAL_CHOICES})

Approving = Mapping[str, tuple[frozenset[str], tuple[str, ...]]]
"""{question key: (option keys that approve, actions they approve of)}"""


def counts(question: Question) -> bool:
    """Whether an answer to the question can approve of an action."""
    if question.purpose is None or not question.actions or question.profile:
        return False
    if question.kind is Kind.YES_MAYBE_NO:
        return True
    keys = {option.key for option in question.options}
    return question.kind in CHOICES and (question.kind is Kind.SEVERAL_CHOICES or not keys & {YES, NO})


def approving_options(question: Question) -> frozenset[str]:
    """The options that approve."""
    if question.kind is Kind.YES_MAYBE_NO:
        return frozenset({YES})
    return frozenset(option.key for option in question.options if not option.exclusive)


def approving(definition: Definition) -> Approving:
    """The questions that count, outside repeated sections."""
    return {
        question.key: (approving_options(question), question.actions)
        for section in definition.sections
        if not section.repeat
        for question in section.questions
        if counts(question)
    }


def not_counted(definitions: Iterable[Definition]) -> list[Question]:
    """Questions about a need or a wish on an action whose answers approve of nothing."""
    return [
        question
        for definition in definitions
        for question in definition.questions()
        if question.purpose is not None and question.actions and not question.retired and not counts(question)
    ]
