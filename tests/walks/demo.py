"""What the walks need to know of the demonstration, read from its database."""

from typing import NamedTuple

from sqlalchemy import func, select

from consultation.db import Database
from consultation.models import Channel, Submission
from consultation.settings import from_environment
from tests.live import Live


class Reached(NamedTuple):
    """A channel and how many submissions came by it."""

    code: str
    name: str
    heard: int


def channel_of(live: Live, kind: str) -> Reached:
    """The first channel of that kind."""
    database = Database(from_environment(live.environment).database)
    with database.reader() as session:
        channel = session.scalars(select(Channel).where(Channel.kind == kind).order_by(Channel.id)).first()
        assert channel is not None, f"the demonstration has no {kind}"
        heard = session.scalar(select(func.count()).where(Submission.channel_id == channel.id)) or 0
        found = Reached(channel.code, channel.name, heard)
    database.close()
    return found
