"""Tell the reply to those who left an address: each hears of it once."""

from sqlalchemy.orm import Session

from consultation.contacts.queries import each_once, wishes_to_tell
from consultation.mailing.post import post
from consultation.results.replying.letters import Round, mails
from consultation.terms import WayToTell


def tell_people(session: Session, told: Round, way: WayToTell, *, sends: bool) -> int:
    """How many people count as told; of two who tell them at once, the second finds nobody left.

    :param sends: their e-mails wait to leave; else somebody posted letters, or sends the e-mails elsewhere
    """
    wishes = wishes_to_tell(session, told.plan_id, way, told.through, to_settle=True)
    people = each_once(wishes)
    if sends:
        post(session, mails(told, people))
    for wish in wishes:
        wish.told_through = told.through
    session.flush()
    return len(people)
