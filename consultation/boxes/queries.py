"""Reads of boxes and of what people put in them."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.models import Box, Campaign, Channel, Idea
from consultation.terms import IdeaState


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
