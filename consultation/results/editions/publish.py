"""Publish the figures of a day, and take an edition back."""

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.accounts.audit import note
from consultation.models import Account, Edition, Plan, Questionnaire
from consultation.results.editions.freeze import COUNTS, Taken, freeze, take
from consultation.results.editions.frozen import Frozen, from_document, to_document
from consultation.results.editions.queries import edition_on
from consultation.results.queries import CampaignLine, campaigns_of_plan


class NothingPublic(ValueError):
    """No campaign of the plan has results that anybody may read."""


class AlreadyPublished(ValueError):
    """The plan has an edition of that day."""


class AlreadyWithdrawn(ValueError):
    """Nobody can read that edition since an earlier day."""


def publish_edition(session: Session, plan: Plan, *, day: dt.date, by: Account | None) -> Edition:
    """The figures of the public campaigns of a plan stand from this day on.

    No sheet arrives until the transaction is over: it would be in some of the figures only.

    :param plan: with its priorities and actions.
    :param by: None: a command.
    :raises NothingPublic: when no campaign is open to everybody.
    :raises AlreadyPublished: when there is one of that day, also a withdrawn one.
    """
    campaigns = [campaign for campaign in campaigns_of_plan(session, plan.id) if campaign.results_are_public]
    if not campaigns:
        raise NothingPublic(plan.slug)
    asked = select(Questionnaire.id).where(Questionnaire.plan_id == plan.id).order_by(Questionnaire.id)
    session.execute(asked.with_for_update()).all()
    if edition_on(session, plan.id, day):
        raise AlreadyPublished(day)
    latest = session.scalar(select(func.max(Edition.number)).where(Edition.plan_id == plan.id)) or 0
    taken = take(session, plan, campaigns, day, earlier_editions(session, plan.id))
    edition = Edition(
        plan_id=plan.id,
        number=latest + 1,
        day=day,
        document=to_document(replace(taken.frozen, number=latest + 1)),
        counts=COUNTS.dump_python(dict(taken.counts), mode="json"),
        published_by=by.id if by else None,
    )
    session.add(edition)
    session.flush()
    organisation_id, number = plan.organisation_id, edition.number
    note(session, by, "publish", "edition", plan.title, organisation_id=organisation_id, number=number)
    return edition


def figures_today(session: Session, plan: Plan, campaigns: Collection[CampaignLine] | None, day: dt.date) -> Frozen:
    """The edition of the day, so that two papers of one day never disagree; else a draft of those campaigns."""
    edition = edition_on(session, plan.id, day)
    if edition and edition.withdrawn_on is None:
        return from_document(edition.document)
    return freeze(session, plan, campaigns, day)


def earlier_editions(session: Session, plan_id: int) -> list[Taken]:
    """All that was ever published of a plan, the latest first: also what was withdrawn, as somebody may hold it."""
    rows = session.execute(
        select(Edition.document, Edition.counts).where(Edition.plan_id == plan_id).order_by(Edition.number.desc())
    )
    return [Taken(from_document(document), COUNTS.validate_python(counts)) for document, counts in rows]


def withdraw_edition(edition: Edition, *, why: str, day: dt.date) -> None:
    """Nobody can read that edition any more; its address says why.

    :raises AlreadyWithdrawn: when somebody was faster.
    """
    if edition.withdrawn_on:
        raise AlreadyWithdrawn(edition.withdrawn_on)
    edition.withdrawn_on, edition.withdrawn_why = day, why
