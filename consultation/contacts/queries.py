"""Reads of offers of help, and of the actions they go to."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session

from consultation.models import Action, Campaign, Offer, Plan, Priority
from consultation.terms import CampaignState, OfferKind


@dataclass(frozen=True)
class PlanToHelp:
    """A plan, as somebody who offers help sees it."""

    id: int
    slug: str
    title: str
    locale: str


@dataclass(frozen=True)
class ActionToHelp:
    """An action of the plan, as somebody who offers help chooses it."""

    key: str
    title: str
    objective: str | None
    priority_title: str
    #: whether the plan asks who could carry it (T46)
    needs_pilot: bool


@dataclass(frozen=True)
class OffersOfAction:
    """The offers made to one action."""

    plan: Plan
    action_key: str
    #: None: the action has left the plan's document
    title: str | None
    offers: Sequence[Offer]


def offers_per_action(session: Session, plan_id: int) -> dict[str, int]:
    """{action key: offers of help}, those to carry it included; actions without offer are absent."""
    counted = select(Offer.action_key, func.count()).where(Offer.plan_id == plan_id).group_by(Offer.action_key)
    return dict(session.execute(counted).all())


def plan_to_help(session: Session, slug: str) -> PlanToHelp | None:
    """The plan of that address, once it is no draft or people have been asked about it."""
    was_asked = exists().where(Campaign.plan_id == Plan.id, Campaign.state != CampaignState.DRAFT)
    found = select(Plan.id, Plan.slug, Plan.title, Plan.locale).where(Plan.slug == slug, or_(~Plan.is_draft, was_asked))
    row = session.execute(found).one_or_none()
    return PlanToHelp(*row) if row else None


def actions_to_help(session: Session, plan_id: int) -> Sequence[ActionToHelp]:
    """The actions of the plan's present document, in its order."""
    found = (
        select(Action, Priority.title)
        .join(Priority, Priority.id == Action.priority_id)
        .where(Action.plan_id == plan_id, ~Action.is_retired)
        .order_by(Priority.position, Action.position)
    )
    return [
        ActionToHelp(action.key, action.title, action.objective, priority, "pilot" in action.missing)
        for action, priority in session.execute(found)
    ]


def takes_help(session: Session, plan_id: int, key: str) -> bool:
    """Whether that key is an action of the plan's present document, on which help may be offered."""
    return any(action.key == key for action in actions_to_help(session, plan_id))


def actions_without_pilot(session: Session, plan_id: int) -> Sequence[ActionToHelp]:
    """The actions nobody carries yet (T46)."""
    return [action for action in actions_to_help(session, plan_id) if action.needs_pilot]


def plans_in_scope(session: Session, organisation_id: int | None) -> Sequence[Plan]:
    """Plans of an organisation (None: all), by title."""
    found = select(Plan).order_by(Plan.title, Plan.id)
    return session.scalars(
        found if organisation_id is None else found.where(Plan.organisation_id == organisation_id)
    ).all()


def offers_in_scope(
    session: Session, organisation_id: int | None, *, kind: OfferKind | None = None
) -> Sequence[OffersOfAction]:
    """Offers by action, in the order of the plans; within an action by name, which tells nothing of when they came."""
    found = (
        _offers(organisation_id)
        .outerjoin(Action, (Action.plan_id == Plan.id) & (Action.key == Offer.action_key))
        .outerjoin(Priority, Priority.id == Action.priority_id)
        .add_columns(Plan, Action.title)
        .order_by(
            Plan.title, Plan.id, Priority.position, Action.position, Offer.action_key, func.lower(Offer.name), Offer.id
        )
    )
    if kind is not None:
        found = found.where(Offer.kind == kind)
    grouped: dict[tuple[int, str], tuple[Plan, str | None, list[Offer]]] = {}
    for offer, plan, title in session.execute(found):
        grouped.setdefault((plan.id, offer.action_key), (plan, title, []))[2].append(offer)
    return [OffersOfAction(plan, key, title, offers) for (_plan, key), (plan, title, offers) in grouped.items()]


def offer_in_scope(session: Session, offer_id: str, organisation_id: int | None) -> Offer | None:
    """One offer, if it is of that organisation (None: of any)."""
    return session.scalars(_offers(organisation_id).where(Offer.id == offer_id)).one_or_none()


def offer_by_token(session: Session, token: str) -> Offer | None:
    """The offer of whoever holds its token: the person who made it."""
    return session.get(Offer, token)


def offers_of_person(session: Session, offer: Offer, organisation_id: int | None) -> Sequence[Offer]:
    """Everything held on the person of an offer: what was given under the same phone or the same e-mail."""
    same = [column == value for column, value in ((Offer.phone, offer.phone), (Offer.email, offer.email)) if value]
    return session.scalars(_offers(organisation_id).where(or_(*same)).order_by(Offer.action_key, Offer.id)).all()


def _offers(organisation_id: int | None) -> Select[Offer]:
    found = select(Offer).join(Plan, Plan.id == Offer.plan_id)
    return found if organisation_id is None else found.where(Plan.organisation_id == organisation_id)
