"""Tell what became of an action because of what people said; take it back; remind its pilot; tick a channel."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from consultation.accounts.audit import note
from consultation.mailing.post import post
from consultation.models import Account, Action, Channel, ChannelReply, Plan, Reply
from consultation.results.replying.reminder import reminder
from consultation.results.replying.standing import SILENT_DAYS, UNDER_WAY
from consultation.submissions.told import told_on_actions
from consultation.terms import ActionState, ReplyState

STEPS = {
    ReplyState.DONE: ActionState.STARTED,
    ReplyState.DOING: ActionState.STARTED,
    ReplyState.STUDYING: ActionState.CONSULTED,
    ReplyState.NOT_OURS: ActionState.DECIDED,
    ReplyState.NO: ActionState.DECIDED,
}
"""Where an action of the plan stands once that was told (T34)."""


class NoReason(Exception):
    """A state without a reason in the language of the plan."""


@dataclass(frozen=True, kw_only=True)
class NewReply:
    """What somebody wrote; words as {locale: words}."""

    state: ReplyState
    because: Mapping[str, str]
    said: Mapping[str, str] = field(default_factory=dict)
    carrier: str | None = None
    due_on: dt.date | None = None
    pilot_id: int | None = None
    signed: str = ""


def tell(
    session: Session, action: Action, new: NewReply, *, plan_locale: str, account_id: int | None, today: dt.date
) -> Reply:
    """The reply stands on the action; what was told before stays in its history.

    :raises NoReason: when it does not say why, in the language of the plan
    """
    because = kept(new.because)
    if plan_locale not in because:
        raise NoReason
    reply = Reply(
        action_id=action.id,
        state=new.state,
        said=kept(new.said),
        because=because,
        carrier=new.carrier or None,
        due_on=new.due_on,
        pilot_id=new.pilot_id,
        signed=new.signed,
        told_on=today,
        told_by=account_id,
    )
    session.add(reply)
    action.state = STEPS[new.state]
    session.flush()
    return reply


def kept(words: Mapping[str, str]) -> dict[str, str]:
    """Words without those that are empty."""
    return {locale: said.strip() for locale, said in words.items() if said.strip()}


def take_back(session: Session, reply: Reply, action: Action, *, account_id: int | None, today: dt.date) -> None:
    """The reply no longer stands; the one before it does, if there is one."""
    reply.taken_back_on, reply.taken_back_by = today, account_id
    settle_step(session, action)


def put_back(session: Session, reply: Reply, action: Action) -> None:
    """What was taken back stands again."""
    reply.taken_back_on = reply.taken_back_by = None
    settle_step(session, action)


def settle_step(session: Session, action: Action) -> None:
    """The step of the action is that of the reply that stands; without one, people were asked."""
    session.flush()
    told = told_on_actions(session, [action.id]).get(action.id)
    action.state = STEPS[told.state] if told and told.state else ActionState.CONSULTED
    session.flush()


def set_way(session: Session, channel: Channel, is_told: bool, *, account_id: int | None, today: dt.date) -> None:
    """The reply went back by that channel, or did not after all."""
    found = session.get(ChannelReply, channel.id)
    if is_told and found is None:
        session.add(ChannelReply(channel_id=channel.id, told_on=today, told_by=account_id))
    elif not is_told and found is not None:
        session.delete(found)
    session.flush()


def remind_pilots(session: Session, today: dt.date, *, public_url: str | None = None) -> int:
    """Lines that fell silent are marked, once, and the trail says so; how many.

    :param public_url: the address of this installation, where it sends e-mail: the pilot then gets one; None: the
        reminder is a line on the pilot's desk
    """
    later = aliased(Reply)
    newer = select(later.id).where(
        later.action_id == Reply.action_id, later.taken_back_on.is_(None), later.id > Reply.id
    )
    rows = session.execute(
        select(Reply, Action, Plan, Account)
        .join(Action, Action.id == Reply.action_id)
        .join(Plan, Plan.id == Action.plan_id)
        .outerjoin(Account, and_(Account.id == Reply.pilot_id, Account.is_active))
        .where(
            Reply.taken_back_on.is_(None),
            Reply.reminded_on.is_(None),
            Reply.state.in_(UNDER_WAY),
            Reply.told_on <= today - dt.timedelta(days=SILENT_DAYS),
            ~newer.exists(),
        )
    ).all()
    for reply, action, plan, pilot in rows:
        reply.reminded_on = today
        if public_url and pilot:
            post(session, [reminder(reply, action, plan, pilot, public_url)])
        note(
            session,
            None,
            "remind",
            "action",
            f"{action.key} {action.title}",
            organisation_id=plan.organisation_id,
            pilot=reply.pilot_id,
        )
    session.flush()
    return len(rows)
