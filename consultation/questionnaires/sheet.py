"""One received sheet, checked whole: the same for the phone, keying, scans and devices that come back online."""

from collections.abc import Mapping
from dataclasses import dataclass

from consultation.questionnaires.definition import Answers, Definition
from consultation.questionnaires.kinds import KINDS, Form, Problem
from consultation.terms import Profile


@dataclass(frozen=True)
class Sheet:
    """What a sheet holds."""

    answers: Answers
    """Only what can be stored."""
    problems: Mapping[str, Problem]
    """{question key: what is wrong}; nothing may be stored while there is one."""
    ignored: tuple[str, ...]
    """Names of fields the questionnaire does not know; reported, never stored."""

    @property
    def is_empty(self) -> bool:
        """Whether nobody answered anything."""
        return not self.answers and not self.problems


def check_sheet(definition: Definition, form: Form, *, may_leave_blanks: bool = False) -> Sheet:
    """The sheet a form holds; retired questions and options stay readable, as old paper still comes in.

    `form` is {field name: [values]} without the fields of the page itself (token, locale…).

    :param may_leave_blanks: for paper, where a question left blank is a fact, even a required one.
    """
    answers: Answers = {}
    problems: dict[str, Problem] = {}
    known: set[str] = set()
    for question in definition.questions():
        kind = KINDS[question.kind]
        known.update(kind.fields(question))
        answer = kind.parse(question, form)
        if answer is None:
            if question.required and not question.retired and not may_leave_blanks:
                problems[question.key] = Problem.REQUIRED
        elif found := kind.check(question, answer):
            problems[question.key] = found[0]
        else:
            answers[question.key] = answer
    return Sheet(answers, problems, tuple(name for name in form if name not in known))


def profile_of(definition: Definition, answers: Answers) -> dict[Profile, list[str]]:
    """{profile: [option keys]} of the respondent, as far as told."""
    return {
        question.profile: answers[question.key].get("chosen", [])
        for question in definition.questions()
        if question.profile and question.key in answers
    }


def tally_keys(definition: Definition, answers: Answers) -> dict[str, list[str]]:
    """{question key: [what it counts for]} of every answered question; free words count for nothing but the base."""
    return {
        question.key: KINDS[question.kind].tally_keys(question, answers[question.key])
        for question in definition.questions()
        if question.key in answers
    }


def words_of(answers: Answers) -> dict[str, str]:
    """{question key: free words} of the sheet, those beside "other" included."""
    return {key: answer["text"] for key, answer in answers.items() if "text" in answer}
