"""What an organiser should do next with a campaign."""

from enum import StrEnum

from consultation.terms import ChannelState


class Step(StrEnum):
    """One next step; the template says it in words."""

    PUBLISH = "publish"
    ADD_CHANNEL = "add_channel"
    OPEN = "open"
    PRINT = "print"
    WAIT = "wait"
    COLLECT = "collect"
    REPLY = "reply"


def next_step(state: ChannelState, *, is_published: bool, channels: int, received: int) -> Step:
    """The one thing that moves the campaign on."""
    if state is ChannelState.CLOSED:
        return Step.REPLY
    if not is_published:
        return Step.PUBLISH
    if not channels:
        return Step.ADD_CHANNEL
    if state is ChannelState.DRAFT:
        return Step.OPEN
    if state is ChannelState.NOT_YET_OPEN:
        return Step.WAIT
    return Step.COLLECT if received else Step.PRINT
