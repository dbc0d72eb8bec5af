from sqlalchemy.orm import Session

from consultation.contacts.queries import offers_per_action
from tests import factories


def test_offers_are_counted_by_action_of_their_plan(session: Session) -> None:
    plan = factories.plan(session)
    for key in ("P1.01", "P1.02", "P1.02"):
        factories.offer(session, plan_id=plan.id, action_key=key)
    factories.offer(session, action_key="P1.02")

    assert offers_per_action(session, plan.id) == {"P1.01": 1, "P1.02": 2}
