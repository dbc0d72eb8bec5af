"""One received sheet, checked whole: the same for the phone, keying, scans and devices that come back online."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from consultation import clock
from consultation.questionnaires.definition import Answer, Answers, Definition, Question, Section, once
from consultation.questionnaires.kinds import KINDS, Form, Problem
from consultation.questionnaires.reading import Reading, fields_of, repeat_prefix
from consultation.questionnaires.routing import routing_of
from consultation.questionnaires.walking import Walk
from consultation.terms import Profile

__all__ = ["Sheet", "check_sheet", "profile_of", "repeat_prefix", "tally_keys", "times", "words_of"]


@dataclass(frozen=True)
class Sheet:
    """What a sheet holds."""

    answers: Answers
    """Only what can be stored."""
    problems: Mapping[str, Problem]
    """{question key: what is wrong}; nothing may be stored while there is one."""
    ignored: tuple[str, ...]
    """Names of fields the questionnaire does not know; reported, never stored."""
    off_route: tuple[str, ...]
    """Keys of questions that were answered though the other answers did not lead there (`section-1-key` in a repeated
    section); reported, never stored."""
    is_empty: bool
    """Whether nobody answered anything; computed and hidden values are no answers."""


def check_sheet(
    definition: Definition, form: Form, *, may_leave_blanks: bool = False, now: dt.datetime | None = None
) -> Sheet:
    """The sheet a form holds; retired questions and options stay readable, as old paper still comes in.

    `form` is {field name: [values]} without the fields of the page itself (token, locale…). The fields of a repeated
    section begin with `section-1-`, `section-2-`…; its answers stand together under the key of the section. Answers
    off the route, which the earlier answers did not lead to, are dropped and named in `off_route`.

    :param may_leave_blanks: for paper, where a question left blank is a fact, even a required one.
    :param now: the moment for expressions that ask; by default the clock's
    """
    reading = Reading(form, may_leave_blanks=may_leave_blanks)
    off_route: list[str] = []
    if routing := routing_of(definition):
        walk = Walk(routing, now or clock.now())
        answers, problems = walk.through(reading)
        off_route = walk.off_route
    else:
        answers, problems = check_sections(definition.sections, reading)
    known = fields_of(definition)
    ignored = tuple(name for name in form if name not in known)
    is_empty = not problems and silent_keys(definition).issuperset(answers)
    return Sheet(answers, problems, ignored, tuple(off_route), is_empty=is_empty)


@once
def silent_keys(definition: Definition) -> frozenset[str]:
    """Keys of the questions nobody answers: notes, computed and hidden values."""
    return frozenset(question.key for question in definition.questions() if not KINDS[question.kind].takes_answer)


def check_sections(sections: Iterable[Section], reading: Reading) -> tuple[Answers, dict[str, Problem]]:
    """The answers and the problems of sections where nothing depends on an answer."""
    answers: Answers = {}
    problems: dict[str, Problem] = {}
    for section in sections:
        if not section.repeat:
            check_questions(section.questions, reading, answers, problems)
            continue
        repeats: list[Answers] = []
        for time, own in reading.times(section):
            found: Answers = {}
            wrong: dict[str, Problem] = {}
            check_questions(section.questions, own, found, wrong)
            problems |= {repeat_prefix(section, time) + key: problem for key, problem in wrong.items()}
            if found:
                repeats.append(found)
        if repeats:
            answers[section.key] = Answer(repeats=repeats)
    return answers, problems


def check_questions(
    questions: Iterable[Question], reading: Reading, answers: Answers, problems: dict[str, Problem]
) -> None:
    """Put the answers and the problems of some questions where they belong."""
    for question in questions:
        answer, problem = reading.answer(question)
        if answer is not None:
            answers[question.key] = answer
        elif problem is not None:
            problems[question.key] = problem


def profile_of(definition: Definition, answers: Answers) -> dict[Profile, list[str]]:
    """{profile: [option keys]} of the respondent, as far as told."""
    return {
        question.profile: answers[question.key].get("chosen", [])
        for question in profile_questions(definition)
        if question.profile and question.key in answers
    }


@once
def profile_questions(definition: Definition) -> list[Question]:
    """The questions on the respondent."""
    return [question for question in definition.questions() if question.profile]


def tally_keys(definition: Definition, answers: Answers) -> dict[str, list[str]]:
    """{question key: [what it counts for]} of every answered question; free words count for nothing but the base.

    A question of a repeated section counts the person once for each option given at least once; the section itself
    counts how many times it was answered (`n:3`).
    """
    counted: dict[str, list[str]] = {}
    for section in definition.sections:
        if section.repeat and section.key in answers:
            counted[section.key] = [f"n:{len(answers[section.key]['repeats'])}"]
        given_times = times(section, answers)
        for question in section.questions:
            key, kind = question.key, KINDS[question.kind]
            if not section.repeat and key not in answers:
                continue
            found = [kind.tally_keys(question, given[key]) for given in given_times if key in given]
            if found:
                counted[key] = list(dict.fromkeys(key for keys in found for key in keys))
    return counted


def times(section: Section, answers: Answers) -> list[Answers]:
    """The answers to a section, once for each time it was answered."""
    if not section.repeat:
        return [answers]
    return answers[section.key]["repeats"] if section.key in answers else []


def words_of(definition: Definition, answers: Answers) -> list[tuple[str, str]]:
    """(question key, free words) of the sheet, those beside "other" included, in order.

    The words of a repeated section on one question stand together: they are one person's.
    """
    said: dict[str, list[str]] = {}
    for section in definition.sections:
        for given in times(section, answers):
            for question in section.questions:
                if question.key in given and "text" in given[question.key] and KINDS[question.kind].is_shown:
                    said.setdefault(question.key, []).append(given[question.key]["text"])
    return [(key, "\n\n".join(texts)) for key, texts in said.items()]


def files_of(definition: Definition, answers: Answers) -> list[tuple[str, str, str]]:
    """(question key, field, stored name) of every file that came with the sheet.

    The field is the question's key, after `section-2-` where it stands second in a repeated section.
    """
    return [
        (question.key, (repeat_prefix(section, time) if section.repeat else "") + question.key, name)
        for section in definition.sections
        for time, given in enumerate(times(section, answers), start=1)
        for question in section.questions
        if (name := given.get(question.key, {}).get("file"))
    ]
