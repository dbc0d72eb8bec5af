"""What a form holds for the questions of a questionnaire."""

from collections.abc import Iterator
from dataclasses import dataclass

from consultation.questionnaires.definition import Answer, Definition, Question, Section, once
from consultation.questionnaires.kinds import KINDS, Form, Problem


@dataclass(frozen=True)
class Reading:
    """What a form holds for some questions."""

    form: Form
    may_leave_blanks: bool = False

    def answer(self, question: Question) -> tuple[Answer | None, Problem | None]:
        """The answer to a question if it can be stored, else what is wrong with it."""
        kind = KINDS[question.kind]
        answer = kind.parse(question, self.form)
        if answer is None:
            is_due = question.required and kind.takes_answer and not question.retired and not self.may_leave_blanks
            return None, Problem.REQUIRED if is_due else None
        found = kind.check(question, answer)
        return (None, found[0]) if found else (answer, None)

    def times(self, section: Section) -> Iterator[tuple[int, "Reading"]]:
        """(Which time, what the form holds for it) of a repeated section, as many as were begun.

        Somebody may have fewer children than there are lines to write them on.
        """
        asked = [question for question in section.questions if KINDS[question.kind].takes_answer]
        for time in range(1, (section.repeat or 0) + 1):
            prefix = repeat_prefix(section, time)
            own = {name.removeprefix(prefix): values for name, values in self.form.items() if name.startswith(prefix)}
            if any(KINDS[question.kind].parse(question, own) is not None for question in asked):
                yield time, Reading(own, self.may_leave_blanks)


@once
def fields_of(definition: Definition) -> frozenset[str]:
    """Names of all fields of a form."""
    return frozenset(
        prefix + name
        for section in definition.sections
        for prefix in (
            [repeat_prefix(section, time) for time in range(1, section.repeat + 1)] if section.repeat else [""]
        )
        for question in section.questions
        for name in KINDS[question.kind].fields(question)
    )


def repeat_prefix(section: Section, time: int) -> str:
    """Start of the names of the fields of a repeated section, the first, second… time."""
    return f"{section.key}-{time}-"
