"""Open a box: a channel with a printed address, a question, and the place or the action it is tied to."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consultation.i18n import RESIDENT_LOCALES
from consultation.models import Box, Channel
from consultation.outreach.codes import new_code
from consultation.terms import ChannelKind

TRIES = 5


@dataclass(frozen=True, kw_only=True)
class BoxPlan:
    """What an organiser says of a box."""

    #: under the QR code: "Gardien tour B"
    name: str
    question: Mapping[str, str]
    action_key: str | None
    place_id: int | None
    guardian: str | None


def open_box(session: Session, campaign_id: int, said: BoxPlan, today: dt.date) -> Box:
    """A new box, open from today, with a code no other channel has."""
    channel = _new_channel(session, campaign_id, said)
    box = Box(channel_id=channel.id, opened_on=today, next_slip_number=1)
    _describe(box, channel, said)
    session.add(box)
    session.flush()
    return box


def change_box(session: Session, box: Box, channel: Channel, said: BoxPlan) -> None:
    """The box says something else; its address and the ideas in it stay."""
    _describe(box, channel, said)
    session.flush()


def close_box(box: Box, today: dt.date) -> None:
    """The box takes nothing more; slips found in it may still be keyed."""
    box.closed_on = today - dt.timedelta(days=1)


def open_again(box: Box) -> None:
    box.closed_on = None


def _describe(box: Box, channel: Channel, said: BoxPlan) -> None:
    box.question = {locale: words for locale, words in said.question.items() if words}
    box.locales = [locale for locale in RESIDENT_LOCALES if locale in box.question]
    box.action_key, box.guardian = said.action_key, said.guardian
    channel.name, channel.place_id = said.name, said.place_id


def _new_channel(session: Session, campaign_id: int, said: BoxPlan) -> Channel:
    for _try in range(TRIES):
        channel = Channel(campaign_id=campaign_id, code=new_code(), kind=ChannelKind.IDEA_BOX, name=said.name)
        try:
            with session.begin_nested():
                session.add(channel)
        except IntegrityError:
            continue
        return channel
    raise RuntimeError(f"no free code after {TRIES} tries")
