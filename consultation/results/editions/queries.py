"""Reads of editions."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Channel, Edition, Plan, Submission, Verbatim
from consultation.results.words import Words
from consultation.terms import VerbatimState

__all__ = ["Edition"]


@dataclass(frozen=True)
class Issue:
    """One edition in a list."""

    id: int
    number: int
    day: dt.date
    withdrawn_on: dt.date | None
    withdrawn_why: str | None


def editions_of_plan(session: Session, plan_id: int) -> list[Issue]:
    """Every edition of a plan, the latest first, withdrawn ones among them."""
    rows = session.execute(
        select(Edition.id, Edition.number, Edition.day, Edition.withdrawn_on, Edition.withdrawn_why)
        .where(Edition.plan_id == plan_id)
        .order_by(Edition.number.desc())
    )
    return [Issue(*row) for row in rows]


def edition_on(session: Session, plan_id: int, day: dt.date) -> Edition | None:
    """The edition of a day, withdrawn or not."""
    return session.scalars(select(Edition).where(Edition.plan_id == plan_id, Edition.day == day)).one_or_none()


def latest_edition(session: Session, plan_id: int) -> Edition | None:
    """The latest that stands."""
    chosen = select(Edition).where(Edition.plan_id == plan_id, Edition.withdrawn_on.is_(None))
    return session.scalars(chosen.order_by(Edition.number.desc()).limit(1)).one_or_none()


def plans_with_editions(session: Session) -> list[tuple[str, str, str, dt.date]]:
    """(slug, title, language, day of the latest edition that stands) of every plan that has one, by title."""
    rows = session.execute(
        select(Plan.slug, Plan.title, Plan.locale, Edition.day)
        .join(Edition, Edition.plan_id == Plan.id)
        .where(Edition.withdrawn_on.is_(None))
        .order_by(Plan.title, Plan.id, Edition.number)
    )
    return list({row[0]: (row[0], row[1], row[2], row[3]) for row in rows}.values())


def words_shown(session: Session, campaign_ids: Collection[int]) -> dict[tuple[int, str], list[str]]:
    """{(questionnaire, question): keys of the free words everybody may read}, in the order of random keys."""
    rows = session.execute(
        select(Verbatim.questionnaire_id, Verbatim.question_key, Verbatim.id)
        .join(Submission, Submission.token == Verbatim.submission_token)
        .join(Channel, Channel.id == Submission.channel_id)
        .where(
            Channel.campaign_id.in_(campaign_ids),
            Submission.withdrawn_on.is_(None),
            Verbatim.state == VerbatimState.SHOWN,
        )
        .order_by(Verbatim.id)
    )
    found: dict[tuple[int, str], list[str]] = {}
    for questionnaire_id, key, verbatim_id in rows:
        found.setdefault((questionnaire_id, key), []).append(verbatim_id)
    return found


def words_still_shown(session: Session, ids: Collection[str]) -> dict[str, Words]:
    """{key: words} of those that everybody may still read: nobody has taken or hidden them since."""
    columns = [getattr(Verbatim, name) for name in Words.__dataclass_fields__]
    rows = session.execute(
        select(*columns)
        .join(Submission, Submission.token == Verbatim.submission_token)
        .where(Verbatim.id.in_(ids), Verbatim.state == VerbatimState.SHOWN, Submission.withdrawn_on.is_(None))
    )
    return {row[0]: Words(*row) for row in rows}
