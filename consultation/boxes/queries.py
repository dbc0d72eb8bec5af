"""Reads of boxes and of what people put in them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from consultation.models import (
    Action,
    Box,
    BoxEmptying,
    Campaign,
    Channel,
    Idea,
    Place,
    Plan,
    Priority,
    ScanPage,
    ScanPile,
    SlipBatch,
)
from consultation.outreach.queries import OpenChannel, channel_by_code
from consultation.terms import ChannelState, IdeaState, Mode

#: What anybody may read: an organiser has read it and said so.
PUBLIC_STATES = (IdeaState.SHOWN, IdeaState.STUDIED, IdeaState.DONE, IdeaState.NOT_DONE)


@dataclass(frozen=True)
class FoundBox:
    """A box and the channel its printed address leads to."""

    box: Box
    channel: OpenChannel
    #: as in the plan; None: the box is not tied to an action
    action_title: str | None
    plan_locale: str
    is_open: bool


@dataclass(frozen=True)
class BoxInPlan:
    """A box as organisers and volunteers see it."""

    box: Box
    channel: Channel
    campaign: Campaign
    plan: Plan


@dataclass(frozen=True)
class BoxCounts:
    """What came into one box."""

    received: int
    waiting: int
    #: slips keyed in from the physical box
    keyed: int
    #: slips found when it was emptied
    found: int

    @property
    def read(self) -> int:
        return self.received - self.waiting


@dataclass(frozen=True)
class IdeaInBox:
    """An idea with what one needs to judge it."""

    idea: Idea
    box: Box
    channel: Channel
    plan: Plan
    action_title: str | None
    place_name: dict[str, str] | None


def ideas_per_action(session: Session, plan_id: int) -> dict[str, int]:
    """{action key: ideas received}, read or not, but for those an organiser hid; actions without idea are absent."""
    counted = (
        select(Idea.action_key, func.count())
        .join(Box, Box.id == Idea.box_id)
        .join(Channel, Channel.id == Box.channel_id)
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .where(Campaign.plan_id == plan_id, Idea.action_key.is_not(None), Idea.state != IdeaState.HIDDEN)
        .group_by(Idea.action_key)
    )
    return {action_key: count for action_key, count in session.execute(counted) if action_key}


def box_by_code(session: Session, code: str, today: dt.date) -> FoundBox | None:
    """The box of a printed code, open or not; None when no box has it."""
    channel = channel_by_code(session, code, today)
    if channel is None:
        return None
    row = session.execute(
        select(Box, Action.title, Plan.locale)
        .select_from(Box)
        .join(Plan, Plan.id == channel.plan_id)
        .outerjoin(Action, and_(Action.plan_id == Plan.id, Action.key == Box.action_key))
        .where(Box.channel_id == channel.channel_id)
    ).one_or_none()
    if row is None:
        return None
    box, action_title, plan_locale = row
    is_open = channel.state is ChannelState.OPEN and not (box.closed_on and box.closed_on < today)
    return FoundBox(box, channel, action_title, plan_locale, is_open)


def places_of_plan(session: Session, plan_id: int) -> Sequence[Place]:
    """The named places people may choose."""
    return session.scalars(select(Place).where(Place.plan_id == plan_id, ~Place.is_retired).order_by(Place.id)).all()


def actions_of_plan(session: Session, plan_id: int) -> Sequence[Action]:
    """The actions of the plan's present document, in its order."""
    return session.scalars(
        select(Action)
        .join(Priority, Priority.id == Action.priority_id)
        .where(Action.plan_id == plan_id, ~Action.is_retired)
        .order_by(Priority.position, Action.position)
    ).all()


def shown_ideas(session: Session, box_id: int) -> Sequence[Idea]:
    """What an organiser has read and shown, the latest week first."""
    return session.scalars(
        select(Idea).where(Idea.box_id == box_id, Idea.state.in_(PUBLIC_STATES)).order_by(Idea.week.desc(), Idea.id)
    ).all()


def boxes_in_scope(session: Session, organisation_id: int | None) -> Sequence[BoxInPlan]:
    """Boxes of an organisation (None: of all), the latest campaign first."""
    found = _boxes(organisation_id).order_by(Campaign.id.desc(), Channel.name)
    return [BoxInPlan(*row) for row in session.execute(found)]


def box_in_scope(session: Session, box_id: int, organisation_id: int | None) -> BoxInPlan | None:
    """A box, if it is of that organisation (None: of any)."""
    row = session.execute(_boxes(organisation_id).where(Box.id == box_id)).one_or_none()
    return BoxInPlan(*row) if row else None


def box_of_channel(session: Session, code: str) -> BoxInPlan | None:
    """The box at the channel of that code, of any organisation."""
    row = session.execute(_boxes(None).where(Channel.code == code)).one_or_none()
    return BoxInPlan(*row) if row else None


def _boxes(organisation_id: int | None) -> Select[Box, Channel, Campaign, Plan]:
    found = (
        select(Box, Channel, Campaign, Plan)
        .join(Channel, Channel.id == Box.channel_id)
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .join(Plan, Plan.id == Campaign.plan_id)
    )
    return found if organisation_id is None else found.where(Plan.organisation_id == organisation_id)


def campaigns_in_scope(session: Session, organisation_id: int | None) -> Sequence[tuple[Campaign, Plan]]:
    """Campaigns a box may be opened in, the latest first."""
    found = select(Campaign, Plan).join(Plan, Plan.id == Campaign.plan_id).order_by(Campaign.id.desc())
    if organisation_id is not None:
        found = found.where(Plan.organisation_id == organisation_id)
    return [(campaign, plan) for campaign, plan in session.execute(found)]


def campaign_in_scope(session: Session, campaign_id: int, organisation_id: int | None) -> tuple[Campaign, Plan] | None:
    """A campaign and its plan, if they are of that organisation (None: of any)."""
    found = [pair for pair in campaigns_in_scope(session, organisation_id) if pair[0].id == campaign_id]
    return found[0] if found else None


def counts_of_boxes(session: Session, box_ids: Sequence[int]) -> dict[int, BoxCounts]:
    """{box id: what came into it}, for every box asked about."""
    received = (
        select(
            Idea.box_id,
            func.count(),
            func.sum(case((Idea.state == IdeaState.RECEIVED, 1), else_=0)),
            func.sum(case((Idea.mode == Mode.PAPER_KEYED, 1), else_=0)),
        )
        .where(Idea.box_id.in_(box_ids))
        .group_by(Idea.box_id)
    )
    found = select(BoxEmptying.box_id, func.sum(BoxEmptying.slip_count)).where(BoxEmptying.box_id.in_(box_ids))
    slips = dict(session.execute(found.group_by(BoxEmptying.box_id)).all())
    ideas = {row[0]: (row[1], row[2] or 0, row[3] or 0) for row in session.execute(received)}
    return {box_id: BoxCounts(*ideas.get(box_id, (0, 0, 0)), slips.get(box_id, 0)) for box_id in box_ids}


def next_slip_number(session: Session, box: Box) -> int:
    """The first number that no slip of the box has, printed or keyed."""
    highest = session.scalar(select(func.max(Idea.slip_number)).where(Idea.box_id == box.id)) or 0
    return max(box.next_slip_number, highest + 1)


def scanned_slips(session: Session, box_id: int, reader: int | None) -> Sequence[ScanPage]:
    """Scanned slips of a box that nobody typed yet, as they came.

    :param reader: a volunteer, who sees the piles they brought or were given; None: every pile.
    """
    waits = ScanPage.duplicate_of.is_(None) & ScanPage.is_done.is_(False)
    chosen = (
        select(ScanPage)
        .join(SlipBatch, SlipBatch.id == ScanPage.slip_batch_id)
        .join(ScanPile, ScanPile.id == ScanPage.pile_id)
        .where(SlipBatch.box_id == box_id, waits)
    )
    if reader is not None:
        chosen = chosen.where(or_(ScanPile.brought_by == reader, ScanPile.given_to == reader))
    as_they_came = ScanPage.pile_id, ScanPage.file_index, ScanPage.file_name, ScanPage.page_of_file
    return session.scalars(chosen.order_by(*as_they_came, ScanPage.slip_number)).all()


def emptyings_of_box(session: Session, box_id: int) -> Sequence[BoxEmptying]:
    """When the physical box was emptied, the latest first."""
    return session.scalars(
        select(BoxEmptying)
        .where(BoxEmptying.box_id == box_id)
        .order_by(BoxEmptying.emptied_on.desc(), BoxEmptying.id.desc())
    ).all()


def ideas_in_scope(
    session: Session,
    organisation_id: int | None,
    *,
    offset: int,
    size: int,
    box_id: int | None = None,
    states: Sequence[str] = (),
    action_key: str | None = None,
    locale: str | None = None,
) -> tuple[Sequence[IdeaInBox], int]:
    """Some of the ideas an organiser may read, those that wait first, and how many there are in all."""
    found = _ideas(organisation_id)
    if box_id is not None:
        found = found.where(Idea.box_id == box_id)
    if states:
        found = found.where(Idea.state.in_(states))
    if action_key:
        found = found.where(Idea.action_key == action_key)
    if locale:
        found = found.where(Idea.locale == locale)
    total = session.scalar(found.with_only_columns(func.count())) or 0
    ordered = found.order_by(Idea.state != IdeaState.RECEIVED, Idea.week.desc(), Idea.id)
    rows = session.execute(ordered.offset(offset).limit(size)).all() if size else []
    return [IdeaInBox(*row) for row in rows], total


def idea_in_scope(
    session: Session, idea_id: str, organisation_id: int | None, *, to_judge: bool = False
) -> IdeaInBox | None:
    """One idea, if it is of that organisation (None: of any).

    :param to_judge: whoever else wants to judge it waits for this transaction
    """
    chosen = _ideas(organisation_id).where(Idea.id == idea_id)
    if to_judge:
        chosen = chosen.with_for_update(of=Idea)
    row = session.execute(chosen).one_or_none()
    return IdeaInBox(*row) if row else None


def next_waiting(
    session: Session, organisation_id: int | None, *, box_id: int | None = None, after: str | None = None
) -> str | None:
    """Id of the next idea nobody has read: the oldest week first; after `after`, which was put off, then around."""
    waiting = _ideas(organisation_id).where(Idea.state == IdeaState.RECEIVED)
    if box_id is not None:
        waiting = waiting.where(Idea.box_id == box_id)
    ids = waiting.with_only_columns(Idea.id).order_by(Idea.week, Idea.id).limit(1)
    passed = session.scalars(select(Idea).where(Idea.id == after)).one_or_none() if after else None
    if passed is not None:
        later = or_(Idea.week > passed.week, and_(Idea.week == passed.week, Idea.id > passed.id))
        found = session.scalar(ids.where(later))
        if found is not None:
            return found
    return session.scalar(ids)


def _ideas(
    organisation_id: int | None,
) -> Select[Idea, Box, Channel, Plan, str | None, dict[str, str] | None]:
    found = (
        select(Idea, Box, Channel, Plan, Action.title, Place.name)
        .join(Box, Box.id == Idea.box_id)
        .join(Channel, Channel.id == Box.channel_id)
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .join(Plan, Plan.id == Campaign.plan_id)
        .outerjoin(Action, and_(Action.plan_id == Plan.id, Action.key == Idea.action_key))
        .outerjoin(Place, Place.id == Idea.place_id)
    )
    return found if organisation_id is None else found.where(Plan.organisation_id == organisation_id)
