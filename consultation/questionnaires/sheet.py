"""One received sheet, checked whole: the same for the phone, keying, scans and devices that come back online."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from consultation.questionnaires.definition import Answer, Answers, Definition, Question, Section
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

    is_empty: bool
    """Whether nobody answered anything; computed and hidden values are no answers."""


def check_sheet(definition: Definition, form: Form, *, may_leave_blanks: bool = False) -> Sheet:
    """The sheet a form holds; retired questions and options stay readable, as old paper still comes in.

    `form` is {field name: [values]} without the fields of the page itself (token, locale…). The fields of a repeated
    section begin with `section-1-`, `section-2-`…; its answers stand together under the key of the section.

    :param may_leave_blanks: for paper, where a question left blank is a fact, even a required one.
    """
    answers: Answers = {}
    problems: dict[str, Problem] = {}
    known: set[str] = set()
    for section in definition.sections:
        if not section.repeat:
            found, wrong = check_questions(section.questions, form, known, may_leave_blanks)
            answers |= found
            problems |= wrong
            continue
        repeats = []
        for time in range(1, section.repeat + 1):
            prefix = repeat_prefix(section, time)
            own = {name.removeprefix(prefix): values for name, values in form.items() if name.startswith(prefix)}
            fields: set[str] = set()
            # Somebody may have fewer children than there are lines to write them on.
            found, wrong = check_questions(section.questions, own, fields, may_leave_blanks=True)
            if (found or wrong) and not may_leave_blanks:
                found, wrong = check_questions(section.questions, own, fields)
            known.update(prefix + name for name in fields)
            problems |= {prefix + key: problem for key, problem in wrong.items()}
            if found:
                repeats.append(found)
        if repeats:
            answers[section.key] = Answer(repeats=repeats)
    silent = {question.key for question in definition.questions() if not KINDS[question.kind].takes_answer}
    ignored = tuple(name for name in form if name not in known)
    return Sheet(answers, problems, ignored, is_empty=not problems and silent.issuperset(answers))


def check_questions(
    questions: Iterable[Question], form: Form, known: set[str], may_leave_blanks: bool = False
) -> tuple[Answers, dict[str, Problem]]:
    """The answers and the problems of some questions; adds the names of their fields to `known`."""
    answers: Answers = {}
    problems: dict[str, Problem] = {}
    for question in questions:
        kind = KINDS[question.kind]
        known.update(kind.fields(question))
        answer = kind.parse(question, form)
        if answer is None:
            if question.required and kind.takes_answer and not question.retired and not may_leave_blanks:
                problems[question.key] = Problem.REQUIRED
        elif found := kind.check(question, answer):
            problems[question.key] = found[0]
        else:
            answers[question.key] = answer
    return answers, problems


def repeat_prefix(section: Section, time: int) -> str:
    """Start of the names of the fields of a repeated section, the first, second… time."""
    return f"{section.key}-{time}-"


def profile_of(definition: Definition, answers: Answers) -> dict[Profile, list[str]]:
    """{profile: [option keys]} of the respondent, as far as told."""
    return {
        question.profile: answers[question.key].get("chosen", [])
        for question in definition.questions()
        if question.profile and question.key in answers
    }


def tally_keys(definition: Definition, answers: Answers) -> dict[str, list[str]]:
    """{question key: [what it counts for]} of every answered question; free words count for nothing but the base.

    A question of a repeated section counts the person once for each option given at least once; the section itself
    counts how many times it was answered (`n:3`).
    """
    counted: dict[str, list[str]] = {}
    for section in definition.sections:
        if section.repeat and section.key in answers:
            counted[section.key] = [f"n:{len(answers[section.key]['repeats'])}"]
        for question in section.questions:
            found = [keys for given in times(section, answers) if (keys := keys_in(question, given)) is not None]
            if found:
                counted[question.key] = list(dict.fromkeys(key for keys in found for key in keys))
    return counted


def times(section: Section, answers: Answers) -> list[Answers]:
    """The answers to a section, once for each time it was answered."""
    if not section.repeat:
        return [answers]
    return answers[section.key]["repeats"] if section.key in answers else []


def keys_in(question: Question, answers: Answers) -> list[str] | None:
    """What one answer counts for; None when the question was left out."""
    return KINDS[question.kind].tally_keys(question, answers[question.key]) if question.key in answers else None


def words_of(definition: Definition, answers: Answers) -> list[tuple[str, str]]:
    """(question key, free words) of the sheet, those beside "other" included, in order."""
    return [
        (question.key, given[question.key]["text"])
        for section in definition.sections
        for given in times(section, answers)
        for question in section.questions
        if question.key in given and "text" in given[question.key] and KINDS[question.kind].is_shown
    ]
