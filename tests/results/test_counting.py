"""The sums kept with the sets of answers are those of the tallies, on every page."""

from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Submission
from consultation.plan.queries import plan_by_slug
from consultation.results.counts import board_of
from consultation.submissions.fold import fold
from consultation.submissions.withdraw import withdraw_submission
from tests.results.seeded import seeded


def test_a_board_from_the_sets_is_the_board_from_the_tallies(session: Session, app: Flask, tmp_path: Path) -> None:
    rows = seeded(session, 200)
    asked = rows.version.questionnaire_id
    fold(app.extensions["consultation.database"], tmp_path, asked)
    one = session.scalars(select(Submission.token).where(Submission.questionnaire_id == asked)).first()
    withdraw_submission(session, str(one), why="by error")
    session.expire_all()
    plan = plan_by_slug(session, rows.plan.slug, None)
    assert plan is not None
    from_tallies = board_of(session, plan)
    figures, who = from_tallies.all_questions(session), from_tallies.who(session)
    session.info["instance_dir"] = tmp_path
    from_sets = board_of(session, plan)

    assert from_sets.figures.heard == from_tallies.figures.heard
    assert from_sets.all_questions(session) == figures
    assert from_sets.who(session) == who
    some = [campaign for campaign in from_sets.campaigns if campaign.id == -1]
    assert board_of(session, plan, some).figures.everybody.residents == 0
