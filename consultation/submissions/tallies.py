"""What one submission adds to the counts: plain values in, plain values out."""

from functools import lru_cache
from typing import NamedTuple

from consultation.questionnaires.definition import Answers, Definition, once
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


cell_of = lru_cache(maxsize=10_000)(Cell)
"""A cell; the same few come again with every submission."""

TallyKey = tuple[int, str, str, int, str, str, str, str]
"""The key of one row of `tally`, in the order of TALLY_KEY."""
TALLY_KEY = (
    "questionnaire_id",
    "subject",
    "option_key",
    "channel_id",
    "locale",
    "age_band",
    "respondent_kind",
    "in_sector",
)


def action_subject(action_key: str) -> str:
    return f"@action:{action_key}"


def priority_subject(priority_key: str) -> str:
    return f"@priority:{priority_key}"


def cells_of(definition: Definition, answers: Answers) -> list[Cell]:
    """The cells of one submission, each once, in the order in which every writer takes them.

    A person who answers three questions tied to one action is one person heard on that action, and one on its
    priority: an action "P1.02" belongs to the priority "P1".
    """
    found = {cell_of(EVERYBODY, BASE)}
    beside = cells_beside(definition)
    for key, option_keys in tally_keys(definition, answers).items():
        found.add(cell_of(key, BASE))
        found.update(beside.get(key, ()))
        found.update([cell_of(key, option_key) for option_key in option_keys])
    return sorted(found)


@once
def cells_beside(definition: Definition) -> dict[str, list[Cell]]:
    """{question key: cells of the actions and priorities it informs}."""
    found = {}
    for question in definition.questions():
        if KINDS[question.kind].takes_answer:
            priorities = {*question.priorities, *(action.split(".")[0] for action in question.actions)}
            subjects = [*map(action_subject, question.actions), *map(priority_subject, priorities)]
            found[question.key] = [Cell(subject, BASE) for subject in subjects]
    return found


def person_of(definition: Definition, answers: Answers) -> Person:
    """The respondent of one submission, as far as told."""
    told = profile_of(definition, answers)

    def option_of(profile: Profile) -> str:
        return next(iter(told.get(profile, ())), "")

    return Person(option_of(Profile.AGE_BAND), option_of(Profile.RESPONDENT_KIND), option_of(Profile.IN_SECTOR))
