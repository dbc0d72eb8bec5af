"""Reads of plans and of the documents they come from."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from consultation.models import Action, Organisation, Plan, PlanSource, Priority

__all__ = ["Action", "Organisation", "Plan", "PlanSource", "Priority"]

WHOLE_PLAN = selectinload(Plan.priorities).selectinload(Priority.actions)


def in_scope(column: InstrumentedAttribute[int], scope: int | None) -> ColumnElement[bool]:
    """The condition that a row is of that organisation; None reaches all."""
    return true() if scope is None else column == scope


def plans_in_scope(session: Session, scope: int | None) -> Sequence[tuple[Plan, int, int]]:
    """(plan, priorities, actions in force) of every plan, newest first."""
    actions = (
        select(
            Action.plan_id, func.count().label("actions"), func.count(Action.priority_id.distinct()).label("priorities")
        )
        .where(~Action.is_retired)
        .group_by(Action.plan_id)
        .subquery()
    )
    chosen = (
        select(Plan, func.coalesce(actions.c.priorities, 0), func.coalesce(actions.c.actions, 0))
        .outerjoin(actions, actions.c.plan_id == Plan.id)
        .where(in_scope(Plan.organisation_id, scope))
        .order_by(Plan.id.desc())
    )
    return [(row[0], row[1], row[2]) for row in session.execute(chosen)]


def plan_by_slug(session: Session, slug: str, scope: int | None) -> Plan | None:
    """The plan of that address with its priorities and actions; None when it is not of that organisation."""
    chosen = select(Plan).where(Plan.slug == slug, in_scope(Plan.organisation_id, scope)).options(WHOLE_PLAN)
    return session.scalars(chosen).one_or_none()


def plan_by_id(session: Session, plan_id: int) -> Plan:
    """The plan with its priorities and actions."""
    return session.scalars(select(Plan).where(Plan.id == plan_id).options(WHOLE_PLAN)).one()


def plan_like(session: Session, organisation_id: int, title: str, sector: str) -> Plan | None:
    """The organisation's plan of that title and sector, whole."""
    chosen = select(Plan).where(Plan.organisation_id == organisation_id, Plan.title == title).options(WHOLE_PLAN)
    return next((plan for plan in session.scalars(chosen) if (plan.sector or "") == sector), None)


def slug_exists(session: Session, slug: str) -> bool:
    return session.scalar(select(Plan.id).where(Plan.slug == slug)) is not None


def action_by_key(session: Session, plan: Plan, key: str) -> Action | None:
    """The action of that key, retired or not."""
    return session.scalars(select(Action).where(Action.plan_id == plan.id, Action.key == key)).one_or_none()


def source_by_id(session: Session, source_id: int, scope: int | None) -> PlanSource | None:
    chosen = select(PlanSource).where(PlanSource.id == source_id, in_scope(PlanSource.organisation_id, scope))
    return session.scalars(chosen).one_or_none()


def open_sources(session: Session, scope: int | None) -> Sequence[PlanSource]:
    """Documents read but not imported yet, newest first."""
    chosen = (
        select(PlanSource)
        .where(PlanSource.imported_at.is_(None), in_scope(PlanSource.organisation_id, scope))
        .order_by(PlanSource.id.desc())
    )
    return session.scalars(chosen).all()


def sources_of_plan(session: Session, plan: Plan) -> Sequence[PlanSource]:
    """The documents the plan was read from, newest first."""
    chosen = (
        select(PlanSource)
        .where(PlanSource.plan_id == plan.id, PlanSource.imported_at.is_not(None))
        .order_by(PlanSource.imported_at.desc(), PlanSource.id.desc())
    )
    return session.scalars(chosen).all()


def organisations(session: Session, scope: int | None) -> Sequence[Organisation]:
    """The organisations for which this account may import, by name."""
    chosen = select(Organisation).where(in_scope(Organisation.id, scope)).order_by(Organisation.name)
    return session.scalars(chosen).all()
