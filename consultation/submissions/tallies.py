"""What one submission adds to the counts: plain values in, plain values out."""

from typing import NamedTuple

from consultation.questionnaires.definition import Answers, Definition
from consultation.questionnaires.kinds import KINDS
from consultation.questionnaires.sheet import profile_of, tally_keys
from consultation.terms import Profile

BASE = "*"
"""Option key of the people who answered a subject at all."""
EVERYBODY = "@all"


class Cell(NamedTuple):
    """One number a submission raises by one."""

    subject: str
    option_key: str


class Person(NamedTuple):
    """What the respondent told of themselves, as option keys; "" where nothing was told."""

    age_band: str
    respondent_kind: str
    in_sector: str


def action_subject(action_key: str) -> str:
    return f"@action:{action_key}"


def priority_subject(priority_key: str) -> str:
    return f"@priority:{priority_key}"


def cells_of(definition: Definition, answers: Answers) -> list[Cell]:
    """The cells of one submission, each once, in the order in which every writer takes them.

    A person who answers three questions tied to one action is one person heard on that action, and one on its
    priority: an action "P1.02" belongs to the priority "P1".
    """
    found = {Cell(EVERYBODY, BASE)}
    counted = tally_keys(definition, answers)
    for key, option_keys in counted.items():
        found.add(Cell(key, BASE))
        found.update(Cell(key, option_key) for option_key in option_keys)
    for question in definition.questions():
        if question.key in counted and KINDS[question.kind].takes_answer:
            found.update(Cell(action_subject(action), BASE) for action in question.actions)
            priorities = {*question.priorities, *(action.split(".")[0] for action in question.actions)}
            found.update(Cell(priority_subject(priority), BASE) for priority in priorities)
    return sorted(found)


def person_of(definition: Definition, answers: Answers) -> Person:
    """The respondent of one submission, as far as told."""
    told = profile_of(definition, answers)

    def option_of(profile: Profile) -> str:
        return next(iter(told.get(profile, ())), "")

    return Person(option_of(Profile.AGE_BAND), option_of(Profile.RESPONDENT_KIND), option_of(Profile.IN_SECTOR))
