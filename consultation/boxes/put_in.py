"""Put an idea into a box: once, whatever happens to the network or to the volunteer's attention."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consultation.boxes.queries import next_slip_number
from consultation.clock import today
from consultation.db import mix_rows
from consultation.models import Box, Idea, ScanPage, SlipBatch, random_key
from consultation.paper.sheet import Layout
from consultation.paper.slips import SlipOrder, print_slips
from consultation.submissions.follow_code import new_follow_code
from consultation.terms import IdeaState, Mode

MAX_LETTERS = 4000
"""Longest idea, in characters: two pages of handwriting."""


class SlipAlreadyKeyed(Exception):
    """A slip of that number of that box is already there."""

    def __init__(self, slip_number: int) -> None:
        self.slip_number = slip_number


class NotYours(Exception):
    """Only whoever keyed a slip takes it back, and only before an organiser has read it."""


@dataclass(frozen=True, kw_only=True)
class NewIdea:
    """What somebody wrote, and how it came."""

    token: str
    text: str
    locale: str
    mode: Mode
    week: dt.date
    place_id: int | None = None
    action_key: str | None = None
    slip_number: int | None = None
    keyed_by: int | None = None


def new_token() -> str:
    """A key for an idea that is not yet in the box."""
    return random_key()


def put_in(session: Session, box: Box, new: NewIdea) -> Idea:
    """The idea in that box; the one already there when its token came before.

    :raises SlipAlreadyKeyed: when another idea has that number.
    """
    kept = session.get(Idea, new.token)
    if kept is not None:
        return kept
    idea = Idea(
        box_id=box.id,
        follow_code=new_follow_code(),
        **{**vars(new), "week": monday(new.week), "action_key": new.action_key or box.action_key},
    )
    try:
        with session.begin_nested():
            session.add(idea)
    except IntegrityError:
        kept = session.get(Idea, new.token)
        if kept is not None:
            return kept
        if new.slip_number is None:
            raise
        raise SlipAlreadyKeyed(new.slip_number) from None
    mix_rows(session, cast(Table, Idea.__table__), idea.token, Idea.box_id == box.id)
    return idea


def reserve_slip_numbers(session: Session, box_id: int, count: int) -> int:
    """The first of `count` numbers that no slip of the box has, printed or keyed."""
    box = session.scalars(select(Box).where(Box.id == box_id).with_for_update()).one()
    first = next_slip_number(session, box)
    box.next_slip_number = first + count
    return first


def print_box_slips(
    session: Session, box: Box, order: SlipOrder, words: Mapping[str, Mapping[str, str]], first: int, count: int
) -> tuple[bytes, Layout]:
    """The slips for the printer, with numbers that were reserved, and where everything stands on one of them, which is
    kept so that scans of them are known."""
    pdf, layout = print_slips(order, words, range(first, first + count))
    session.add(SlipBatch(box_id=box.id, first_number=first, count=count, layout=layout, printed_on=today()))
    return pdf, layout


def slip_typed(session: Session, page: ScanPage) -> None:
    """The scanned slip waits no more: its words are in the box."""
    page.is_done = True
    session.flush()


def take_back(session: Session, idea: Idea, account_id: int) -> None:
    """The slip is no longer in the box, so that whoever keyed it can key it better.

    :raises NotYours: when somebody else keyed it, or an organiser has read it.
    """
    if idea.keyed_by != account_id or idea.state != IdeaState.RECEIVED:
        raise NotYours
    session.delete(idea)
    session.flush()


def monday(day: dt.date) -> dt.date:
    """First day of the week of that day: nothing finer is kept beside an idea."""
    return day - dt.timedelta(days=day.weekday())
