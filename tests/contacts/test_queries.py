from sqlalchemy.orm import Session

from consultation.contacts.queries import count_to_tell, count_wishes, offers_per_action, people_to_tell
from consultation.terms import WayToTell
from tests import factories


def test_offers_are_counted_by_action_of_their_plan(session: Session) -> None:
    plan = factories.plan(session)
    for key in ("P1.01", "P1.02", "P1.02"):
        factories.offer(session, plan_id=plan.id, action_key=key)
    factories.offer(session, action_key="P1.02")

    assert offers_per_action(session, plan.id) == {"P1.01": 1, "P1.02": 2}


def test_who_asked_twice_is_one_person_in_every_count(session: Session) -> None:
    """ "Asked in all" counted them twice, beside "to tell", which did not."""
    plan_id = factories.plan(session).id
    for name in ("Élodie B.", "ÉLODIE B.", "Paul C."):
        factories.wish(session, plan_id=plan_id, way=WayToTell.LETTER, name=name, email=None, address="1 rue A")
    for heard in (0, 3):
        factories.wish(session, plan_id=plan_id, email="ana@town.example", told_through=heard)
    factories.wish(session, email="elsewhere@town.example")

    assert count_wishes(session, plan_id) == {WayToTell.EMAIL: 1, WayToTell.LETTER: 2}
    for through in (1, 4):
        counted = count_to_tell(session, plan_id, through)
        assert counted == {way: len(people_to_tell(session, plan_id, way, through)) for way in WayToTell}
        assert counted == {WayToTell.EMAIL: 1, WayToTell.LETTER: 2}
    assert count_to_tell(session, plan_id, 0) == {WayToTell.EMAIL: 0, WayToTell.LETTER: 0}
