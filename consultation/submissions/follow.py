"""What became of what people said, for whoever holds the follow code."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Action, Box, Campaign, Channel, Idea, Plan


@dataclass(frozen=True)
class FollowedIdea:
    """What the author of an idea sees of it."""

    text: str
    locale: str
    state: str
    reason: dict[str, str]
    question: dict[str, str]
    box_code: str
    plan_slug: str
    action_key: str | None
    #: as in the plan
    action_title: str | None


def followed_idea(session: Session, follow_code: str) -> FollowedIdea | None:
    """What became of an idea, for whoever holds its code."""
    row = session.execute(
        select(Idea, Box.question, Channel.code, Plan.slug, Action.title)
        .join(Box, Box.id == Idea.box_id)
        .join(Channel, Channel.id == Box.channel_id)
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .join(Plan, Plan.id == Campaign.plan_id)
        .outerjoin(Action, (Action.plan_id == Plan.id) & (Action.key == Idea.action_key))
        .where(Idea.follow_code == follow_code)
    ).one_or_none()
    if row is None:
        return None
    idea, question, code, slug, title = row
    return FollowedIdea(idea.text, idea.locale, idea.state, idea.reason, question, code, slug, idea.action_key, title)
