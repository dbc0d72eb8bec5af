"""Reads of offers of help, and of the actions they go to."""

import hmac
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from consultation.models import Action, Campaign, Offer, Plan, Priority, Reply, ReplyWish
from consultation.terms import CampaignState, OfferKind, WayToTell

PROOF = re.compile("([0-9]{1,9})-[0-9a-f]{20}")
"""The plan, and what nobody can make up."""


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


def offers_piloted_by(session: Session, account_id: int) -> Sequence[OffersOfAction]:
    """Offers on the actions whose standing reply names that account as pilot, and on no other (T28)."""
    later = aliased(Reply)
    newer = exists().where(later.action_id == Reply.action_id, later.taken_back_on.is_(None), later.id > Reply.id)
    piloted = select(Action.plan_id, Action.key).join(Reply, Reply.action_id == Action.id)
    piloted = piloted.where(Reply.pilot_id == account_id, Reply.taken_back_on.is_(None), ~newer)
    keys = {(plan_id, key) for plan_id, key in session.execute(piloted)}
    if not keys:
        return []
    return [group for group in offers_in_scope(session, None) if (group.plan.id, group.action_key) in keys]


def offer_in_scope(session: Session, offer_id: str, organisation_id: int | None) -> Offer | None:
    """One offer, if it is of that organisation (None: of any)."""
    return session.scalars(_offers(organisation_id).where(Offer.id == offer_id)).one_or_none()


def offer_by_token(session: Session, token: str) -> Offer | None:
    """The offer of whoever holds its token: the person who made it."""
    return session.get(Offer, token)


@dataclass(frozen=True)
class Held:
    """Everything held on one person."""

    offers: Sequence[Offer]
    wishes: Sequence[ReplyWish]

    @property
    def name(self) -> str:
        """What to call the person: a name where one was given, else the e-mail."""
        names = [*(offer.name for offer in self.offers), *(wish.name or wish.email or "" for wish in self.wishes)]
        return names[0] if names else ""


def held_on_person(session: Session, one: Offer | ReplyWish, organisation_id: int | None) -> Held:
    """What was given under the same phone, the same e-mail, or the same name and address on an envelope."""
    phone = one.phone if isinstance(one, Offer) else None
    of_offers = [column == value for column, value in ((Offer.phone, phone), (Offer.email, one.email)) if value]
    of_wishes = [ReplyWish.email == one.email] if one.email else []
    if isinstance(one, ReplyWish) and one.address:
        of_wishes.append((ReplyWish.address == one.address) & (ReplyWish.name == one.name))
    offers = _offers(organisation_id).where(or_(false(), *of_offers)).order_by(Offer.action_key, Offer.id)
    wishes = _wishes(organisation_id).where(or_(false(), *of_wishes)).order_by(ReplyWish.plan_id, ReplyWish.id)
    return Held(session.scalars(offers).all(), session.scalars(wishes).all())


def wishes_in_scope(session: Session, organisation_id: int | None) -> Sequence[tuple[Plan, ReplyWish]]:
    """Who wants to hear, by plan and name, which tells nothing of when they asked."""
    found = _wishes(organisation_id).add_columns(Plan)
    by_name = func.lower(func.coalesce(ReplyWish.name, ReplyWish.email))
    rows = session.execute(found.order_by(Plan.title, Plan.id, by_name, ReplyWish.id))
    return [(plan, wish) for wish, plan in rows]


def wish_in_scope(session: Session, wish_id: str, organisation_id: int | None) -> ReplyWish | None:
    """One wish, if it is of that organisation (None: of any)."""
    return session.scalars(_wishes(organisation_id).where(ReplyWish.id == wish_id)).one_or_none()


def wish_by_token(session: Session, token: str) -> ReplyWish | None:
    """The wish of whoever holds its token: the person who left it."""
    return session.get(ReplyWish, token)


def proof_of(wish: ReplyWish, secret_key: str) -> str:
    """What only the message to that address carries: with it, whoever has it is that person."""
    person = [wish.plan_id, wish.way, *_person(wish.name, wish.email, wish.address)]
    digest = hmac.digest(secret_key.encode(), b"wish" + json.dumps(person).encode(), "sha256").hex()[:20]
    return f"{wish.plan_id}-{digest}"


def wishes_proved(session: Session, proof: str, secret_key: str) -> list[ReplyWish]:
    """All that the person of that proof left on the plan, also a second time."""
    found = PROOF.fullmatch(proof)
    if found is None:
        return []
    wishes = session.scalars(select(ReplyWish).where(ReplyWish.plan_id == int(found[1])))
    return [wish for wish in wishes if hmac.compare_digest(proof_of(wish, secret_key), proof)]


def wishes_to_tell(
    session: Session, plan_id: int, way: WayToTell, through: int, *, to_settle: bool = False
) -> Sequence[ReplyWish]:
    """Who wants to hear in that way and has not heard of the reply of that number, by name.

    :param to_settle: whoever else wants to tell them waits for this transaction
    """
    found = select(ReplyWish).where(
        ReplyWish.plan_id == plan_id, ReplyWish.way == way, ReplyWish.told_through < through
    )
    if to_settle:
        found = found.with_for_update()
    return session.scalars(
        found.order_by(func.lower(func.coalesce(ReplyWish.name, ReplyWish.email)), ReplyWish.id)
    ).all()


def people_to_tell(session: Session, plan_id: int, way: WayToTell, through: int) -> list[ReplyWish]:
    """The same, each person once."""
    return each_once(wishes_to_tell(session, plan_id, way, through))


def each_once(wishes: Sequence[ReplyWish]) -> list[ReplyWish]:
    """Each person once, who may have asked twice: the wish that has heard most, of the same name and address."""
    heard_most_last = sorted(wishes, key=lambda one: one.told_through)
    found = {_person(wish.name, wish.email, wish.address): wish.token for wish in heard_most_last}
    kept = set(found.values())
    return [wish for wish in wishes if wish.token in kept]


def count_wishes(session: Session, plan_id: int) -> dict[WayToTell, int]:
    """{way: people who asked to be told in it}."""
    return _count_people(session, ReplyWish.plan_id == plan_id)


def count_to_tell(session: Session, plan_id: int, through: int) -> dict[WayToTell, int]:
    """{way: people who have not heard of the reply of that number}."""
    return _count_people(session, ReplyWish.plan_id == plan_id, ReplyWish.told_through < through)


def _count_people(session: Session, *among: ColumnElement[bool]) -> dict[WayToTell, int]:
    asked = select(ReplyWish.way, ReplyWish.name, ReplyWish.email, ReplyWish.address).where(*among).distinct()
    people = {(way, _person(name, email, address)) for way, name, email, address in session.execute(asked)}
    counted = Counter(way for way, _who in people)
    return {way: counted[way] for way in WayToTell}


def _person(name: str | None, email: str | None, address: str | None) -> tuple[str, str]:
    """The same for one person however the letters are cased, which SQLite knows of ASCII alone."""
    return (name or "").casefold(), (email or address or "").casefold()


def _wishes(organisation_id: int | None) -> Select[ReplyWish]:
    found = select(ReplyWish).join(Plan, Plan.id == ReplyWish.plan_id)
    return found if organisation_id is None else found.where(Plan.organisation_id == organisation_id)


def _offers(organisation_id: int | None) -> Select[Offer]:
    found = select(Offer).join(Plan, Plan.id == Offer.plan_id)
    return found if organisation_id is None else found.where(Plan.organisation_id == organisation_id)
