"""Whether a channel takes answers on a day."""

import datetime as dt

from consultation.terms import CampaignState, ChannelState


def state_of(
    campaign_state: str,
    *,
    opens_on: dt.date | None,
    closes_on: dt.date | None,
    channel_is_closed: bool = False,
    today: dt.date,
) -> ChannelState:
    """Whether answers are taken that day; both days of the campaign are days of it."""
    if campaign_state == CampaignState.DRAFT:
        return ChannelState.DRAFT
    if campaign_state == CampaignState.CLOSED or channel_is_closed or (closes_on and closes_on < today):
        return ChannelState.CLOSED
    if opens_on and today < opens_on:
        return ChannelState.NOT_YET_OPEN
    return ChannelState.OPEN
