"""The tallies, the sets of answers and the records never disagree, whatever happens (10,000 times)."""

import copy
import random
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Submission, Tally, Version
from consultation.questionnaires.definition import Answers, Definition
from consultation.questionnaires.sheet import check_sheet
from consultation.submissions.correct import correct_submission, merge_duplicates
from consultation.submissions.fold import answer_sets, fold
from consultation.submissions.purge import erase_submission
from consultation.submissions.record import record_submission
from consultation.submissions.recount import differences, differences_of_sets, recount
from consultation.submissions.withdraw import AlreadyWithdrawn, count_again, withdraw_submission
from consultation.terms import Mode
from tests import factories

OPERATIONS = 10_000


def republished(before: dict[str, Any], number: int) -> dict[str, Any]:
    """The next version: one option more, one question more, tied to another action."""
    made = copy.deepcopy(before)
    new = {"key": f"new{number}", "label": {"fr": "Nouveau", "ar": "جديد", "en": "New"}}
    made["sections"][0]["questions"][0]["options"].insert(0, new)
    more = copy.deepcopy(made["sections"][0]["questions"][1]) | {"key": f"q_more{number}", "actions": ["P1.03"]}
    made["sections"][0]["questions"].append(more)
    return made


def drawn(dice: random.Random, definition: Definition) -> Answers:
    """A sheet as a form holds it, checked."""
    form: dict[str, list[str]] = {}
    for question in definition.questions():
        if question.options and dice.random() < 0.6:
            form[question.key] = [dice.choice(question.options).key]
        elif not question.options and dice.random() < 0.1:
            form[question.key] = ["plus de bancs"]
    sheet = check_sheet(definition, form, may_leave_blanks=True)
    assert not sheet.problems
    return sheet.answers


@pytest.mark.long
def test_recount_equals_the_tallies_after_ten_thousand_operations(session: Session, app: Flask, tmp_path: Path) -> None:
    session.info["instance_dir"] = tmp_path
    dice = random.Random(2026)
    document: dict[str, Any] = factories.DEFINITION
    first = factories.version(session, document)
    questionnaire_id = first.questionnaire_id
    campaign = factories.campaign(session, questionnaire_id=questionnaire_id)
    channels = [factories.channel(session, campaign_id=campaign.id).id for _ in range(3)]
    versions: list[tuple[int, Definition]] = [(first.id, Definition.model_validate(document))]
    standing: list[str] = []
    for number in range(OPERATIONS):
        act = dice.random()
        if act < 0.6 or len(standing) < 10:
            version_id, definition = dice.choice(versions)
            standing.append(f"t{number}")
            record_submission(
                session,
                version_id=version_id,
                questionnaire_id=questionnaire_id,
                definition=definition,
                answers=drawn(dice, definition),
                token=standing[-1] if dice.random() < 0.95 else dice.choice(standing),
                channel_id=dice.choice(channels),
                mode=Mode.SELF_ONLINE,
                locale=dice.choice(["fr", "ar"]),
            )
            if session.get(Submission, standing[-1]) is None:  # a retry: the first record stands
                standing.pop()
        elif act < 0.75:
            token = standing.pop(dice.randrange(len(standing)))
            withdraw_submission(session, token, why="by error")
            with pytest.raises(AlreadyWithdrawn):
                withdraw_submission(session, token, why="by error")
            if dice.random() < 0.3:
                count_again(session, token)
                standing.append(token)
        elif act < 0.88:
            token = standing.pop(dice.randrange(len(standing)))
            own = session.scalars(select(Submission.version_id).where(Submission.token == token)).one()
            answers = drawn(dice, dict(versions)[own])
            standing.append(correct_submission(session, token, answers).token)
        elif act < 0.95:
            twins = dice.sample(standing, 3)
            kept = merge_duplicates(session, twins)
            standing = [token for token in standing if token not in twins or token == kept]
        elif act < 0.99:
            erase_submission(session, standing.pop(dice.randrange(len(standing))))
        elif len(versions) < 8:
            document = republished(document, len(versions))
            made = factories.version(session, document, questionnaire_id=questionnaire_id, number=len(versions) + 1)
            versions.append((made.id, Definition.model_validate(document)))
        else:
            fold(app.extensions["consultation.database"], tmp_path, questionnaire_id)
        if number % 2_500 == 0:
            session.expunge_all()
            assert differences(session, questionnaire_id) == []

    assert differences(session, questionnaire_id) == []
    assert differences_of_sets(session, questionnaire_id) == []
    assert len(answer_sets(session, questionnaire_id, most=OPERATIONS).everybody()) == len(standing)


def test_a_recount_repairs_what_somebody_broke(session: Session) -> None:
    version: Version = factories.version(session)
    campaign = factories.campaign(session, questionnaire_id=version.questionnaire_id)
    place = {"channel_id": factories.channel(session, campaign_id=campaign.id).id, "locale": "fr"}
    person = {"age_band": "", "respondent_kind": "", "in_sector": ""}
    cell = {"questionnaire_id": version.questionnaire_id, "subject": "q_coffee", "option_key": "yes", "count": 3}
    session.add(Tally(**cell, **place, **person))
    session.flush()

    assert [(one.kept, one.counted) for one in differences(session, version.questionnaire_id)] == [(3, 0)]
    recount(session, version.questionnaire_id)
    assert differences(session, version.questionnaire_id) == []
