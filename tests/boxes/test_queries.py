from sqlalchemy.orm import Session

from consultation.boxes.queries import ideas_per_action
from consultation.terms import ChannelKind, IdeaState
from tests import factories


def test_ideas_of_an_action_are_counted_but_for_the_hidden_ones(session: Session) -> None:
    campaign = factories.campaign(session)
    box = factories.box(
        session, channel_id=factories.channel(session, campaign_id=campaign.id, kind=ChannelKind.IDEA_BOX).id
    )
    for state in (IdeaState.RECEIVED, IdeaState.SHOWN, IdeaState.DONE, IdeaState.HIDDEN):
        factories.idea(session, box_id=box.id, action_key="P1.02", state=state)
    factories.idea(session, box_id=box.id, action_key=None)
    elsewhere = factories.idea(session, action_key="P1.02")

    assert ideas_per_action(session, campaign.plan_id) == {"P1.02": 3}
    assert elsewhere.box_id != box.id
