"""Two people do the same thing at once: the second waits for the first, then decides on what stands."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from consultation import create_app
from consultation.boxes.moderate import Judgement, moderate, undo_moderation
from consultation.db import Database, migrate
from consultation.models import (
    Action,
    Box,
    Campaign,
    Channel,
    FilledBlank,
    HandOut,
    Idea,
    Plan,
    PrintJob,
    SheetBatch,
    Version,
)
from consultation.paper.handing.hand_out import Handed, OutAlready, hand_out
from consultation.paper.queries import batch_by_id
from consultation.plan.queries import plan_by_id
from consultation.printing.order import ask_for
from consultation.results.blanks.fill import fill_blank
from consultation.results.editions.publish import publish_edition
from consultation.settings import Settings
from consultation.submissions.withdraw import withdraw_submission
from consultation.terms import ChannelKind, IdeaState, Role
from tests import factories
from tests.pages import ReviewingClient
from tests.postgres import database_of_its_own
from tests.results.seeded import seeded

DAY = dt.date(2026, 3, 3)
HIDDEN = Judgement(state=IdeaState.HIDDEN)
Result = TypeVar("Result")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own, which several connections open at once."""
    with database_of_its_own() as url:
        app = create_app(
            Settings(
                instance_dir=tmp_path, public_url="http://localhost", secret_key="only for tests", database_url=url
            )
        )
        app.testing = True
        app.test_client_class = ReviewingClient
        migrate(app.extensions["consultation.database"].engine)
        yield app
        app.extensions["consultation.database"].close()


@pytest.fixture
def database(town: Flask) -> Database:
    found: Database = town.extensions["consultation.database"]
    return found


def during(database: Database, first: Callable[[Session], object], second: Callable[[], Result]) -> Result:
    """What becomes of the second, begun when the first has written and not committed."""
    with database.late_writer() as session, ThreadPoolExecutor(1) as others:
        first(session)
        session.flush()
        other = others.submit(second)
        time.sleep(0.5)  # it has read by now, unless it waits
        session.commit()
        return other.result(30)


def twice(database: Database, act: Callable[[Session], object]) -> None:
    """Two sessions do the same."""

    def again() -> None:
        with database.late_writer() as session:
            act(session)
            session.commit()

    during(database, act, again)


def test_sheets_go_out_once(database: Database) -> None:
    with database.transaction() as session:
        channel = factories.channel(session, kind=ChannelKind.PAPER)
        campaign = session.get_one(Campaign, channel.campaign_id)
        version = session.scalars(select(Version).where(Version.questionnaire_id == campaign.questionnaire_id)).one()
        printed = {"locale": "fr", "first_number": 1, "count": 20, "layout": {}, "printed_on": DAY}
        made = SheetBatch(version_id=version.id, channel_id=channel.id, **printed)
        batch_id = factories.add(session, made).id

    def hand(session: Session) -> None:
        batch = batch_by_id(session, batch_id, None)
        assert batch
        hand_out(session, batch, Handed(first_number=1, count=20, place="École", handed_on=DAY))

    with pytest.raises(OutAlready) as refused:
        twice(database, hand)

    assert refused.value.first is None
    with database.reader() as session:
        assert len(session.scalars(select(HandOut)).all()) == 1


def an_idea(town: Flask, database: Database) -> tuple[str, ReviewingClient]:
    """An idea, and somebody who may judge it."""
    with database.transaction() as session:
        idea = factories.idea(session)
        channel = session.get_one(Channel, session.get_one(Box, idea.box_id).channel_id)
        plan = session.get_one(Plan, session.get_one(Campaign, channel.campaign_id).plan_id)
        organiser = factories.account(session, Role.ORGANISER, organisation_id=plan.organisation_id)
        client = town.test_client()
        assert isinstance(client, ReviewingClient)
        return idea.id, client.sign_in(organiser)


def stands(session: Session, idea_id: str) -> Idea:
    return session.scalars(select(Idea).where(Idea.id == idea_id)).one()


def test_a_second_decision_on_an_idea_is_told_of_the_first(town: Flask, database: Database) -> None:
    idea_id, client = an_idea(town, database)
    form = {**client.form(f"/ideas/{idea_id}", "idea"), "decision": "shown"}

    def hide(session: Session) -> None:
        moderate(stands(session, idea_id), HIDDEN, 1, steps_seen=0)

    answer = during(database, hide, lambda: client.post(f"/ideas/{idea_id}", data=form))

    assert answer.status_code == 409
    with database.reader() as session:
        idea = stands(session, idea_id)
        assert (idea.state, len(idea.undo)) == (IdeaState.HIDDEN, 1)


def test_a_decision_is_taken_back_once(town: Flask, database: Database) -> None:
    idea_id, client = an_idea(town, database)
    with database.transaction() as session:
        moderate(stands(session, idea_id), HIDDEN, 1, steps_seen=0)
    form = client.form(f"/ideas/{idea_id}", "undo")

    answer = during(
        database,
        lambda session: undo_moderation(stands(session, idea_id)),
        lambda: client.post(f"/ideas/{idea_id}/undo", data=form),
    )

    assert answer.status_code == 409


def test_one_thing_stands_in_a_blank(database: Database) -> None:
    with database.transaction() as session:
        plan = factories.plan(session)
        action_id = session.scalars(select(Action.id).where(Action.plan_id == plan.id)).first() or 0

    twice(database, lambda one: fill_blank(one, action_id, "pilot", "X", numbers=None, accepted_by="Ada", today=DAY))

    with database.reader() as session:
        assert len(session.scalars(select(FilledBlank).where(FilledBlank.taken_back_on.is_(None))).all()) == 1


def test_a_file_is_asked_for_once(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        account = factories.account(session, Role.ORGANISER)
        asks: dict[str, Any] = {
            "organisation_id": account.organisation_id,
            "asked_by": account.id,
            "instance_dir": tmp_path,
        }

    twice(database, lambda one: ask_for(one, "sheets", "1", name="x.pdf", pages=400, back="/sheets", **asks))

    with database.reader() as session:
        assert len(session.scalars(select(PrintJob)).all()) == 1


def test_no_sheet_comes_or_goes_between_the_figures_of_an_edition(database: Database) -> None:
    """Else a total would count somebody whom its parts do not."""
    with database.transaction() as session:
        plan_id = seeded(session, 30, results_are_public=True).plan.id
    if database.engine.dialect.name == "sqlite":
        others = create_engine(database.engine.url, connect_args={"timeout": 0})
        begin = "BEGIN IMMEDIATE"
    else:
        others = create_engine(database.engine.url)
        begin = "SET lock_timeout = '50ms'"
    went: list[bool] = []

    def go(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if "tally" in statement:
            with Session(others) as other:
                try:
                    other.execute(text(begin))
                    withdraw_submission(other, f"token-{len(went)}", why="asked for it")
                    other.commit()
                    went.append(True)
                except OperationalError:
                    went.append(False)

    event.listen(database.engine, "before_cursor_execute", go)
    with database.late_writer() as session:
        publish_edition(session, plan_by_id(session, plan_id), day=DAY, by=None)
        session.rollback()
    others.dispose()

    assert went
    assert not any(went)
