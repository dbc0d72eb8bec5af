"""New campaigns and channels."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consultation.models import Campaign, Channel, Place, Questionnaire
from consultation.outreach.codes import new_code
from consultation.outreach.spelling import spelled, writings
from consultation.terms import ChannelKind


class CodeTaken(Exception):
    """A channel has that code already: the same form, sent twice at once."""


@dataclass(frozen=True, kw_only=True)
class Days:
    """The days of a campaign, all of them optional."""

    opens_on: dt.date | None = None
    closes_on: dt.date | None = None
    reply_by: dt.date | None = None


def create_campaign(
    session: Session,
    questionnaire: Questionnaire,
    title: Mapping[str, str],
    days: Days,
    *,
    results_are_public: bool = False,
    is_simulated: bool = False,
) -> Campaign:
    """A campaign that still is a draft: its channels can be printed, but nobody can answer yet."""
    campaign = Campaign(
        plan_id=questionnaire.plan_id,
        questionnaire_id=questionnaire.id,
        title=dict(title),
        opens_on=days.opens_on,
        closes_on=days.closes_on,
        reply_by=days.reply_by,
        results_are_public=results_are_public,
        is_simulated=is_simulated,
    )
    session.add(campaign)
    session.flush()
    return campaign


def create_channel(
    session: Session,
    campaign: Campaign,
    kind: ChannelKind,
    name: str,
    *,
    place_id: int | None = None,
    locale: str | None = None,
    code: str | None = None,
) -> Channel:
    """A channel with a code nobody ever had.

    :param code: one drawn before, so that a form sent twice makes one channel; None: drawn now
    :raises CodeTaken: when that code was given since
    """
    while True:
        channel = Channel(
            campaign_id=campaign.id, code=code or new_code(), kind=kind, name=name, place_id=place_id, locale=locale
        )
        try:
            with session.begin_nested():
                session.add(channel)
                session.flush()
        except IntegrityError:
            if session.scalar(select(Channel.id).where(Channel.code == channel.code)) is None:
                raise
            if code:
                raise CodeTaken(code) from None
            continue  # that code was given before: another one
        return channel


@dataclass(frozen=True)
class Added:
    """What became of a pasted list."""

    made: list[Channel]
    #: names that had a channel of that kind already
    already: list[str]


def create_channels(
    session: Session, campaign: Campaign, kind: ChannelKind, names: Sequence[str], *, locale: str | None = None
) -> Added:
    """One channel a name, tied to the place of the register that is written so; none is doubled (T68)."""
    standing = session.scalars(select(Channel.name).where(Channel.campaign_id == campaign.id, Channel.kind == kind))
    taken = {spelled(name) for name in standing}
    places = session.scalars(select(Place).where(Place.plan_id == campaign.plan_id, Place.is_retired.is_(False))).all()
    added = Added([], [])
    for name in names:
        if spelled(name) in taken:
            added.already.append(name)
            continue
        taken.add(spelled(name))
        place = place_written(places, name)
        added.made.append(
            create_channel(session, campaign, kind, name, place_id=place.id if place else None, locale=locale)
        )
    return added


def place_written(places: Iterable[Place], name: str) -> Place | None:
    """The place people write so; None when it is none of them."""
    wanted = spelled(name)
    for place in places:
        if wanted in writings([*place.name.values(), *place.also_written]):
            return place
    return None
