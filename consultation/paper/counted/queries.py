"""Reads of what was counted, for the organisers of that campaign."""

import datetime as dt
import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, and_, cast, func, or_, select, true
from sqlalchemy.orm import Session

from consultation.models import Account, Campaign, Channel, Plan, Submission, Version
from consultation.paper.counted.said import Sheet
from consultation.paper.double_entry.agreement import Entry
from consultation.paper.identity import MASTER
from consultation.paper.queries import Batch, batches_with_number, masters
from consultation.questionnaires.definition import Definition
from consultation.submissions.correct import DUPLICATE
from consultation.terms import Mode, WhyWithdrawn

ON_PAPER = frozenset({Mode.PAPER_KEYED, Mode.PAPER_SCANNED})
MAY_COUNT_AGAIN = frozenset({*WhyWithdrawn, DUPLICATE})
ALIKE_LETTERS = 400
"""Boxes alone are a sign from about ten questions on: neighbours who mark the same three boxes are two people."""
ALIKE_WORDS = 80
"""With words of their own, two questions are enough."""
MOST_LISTED = 50
NUMBER_IN_WHY = r"\bsheet (\d+)\b"
"""Every reason to replace a sheet says its number (see `submissions.withdraw`)."""


@dataclass(frozen=True)
class Counted:
    """One submission, and where it came from."""

    row: Submission
    version: Version
    channel: Channel
    campaign_title: dict[str, str]
    plan_slug: str
    organisation_id: int
    keyed_by: str | None

    @property
    def token(self) -> str:
        return self.row.token

    @property
    def number(self) -> int | None:
        """Number of the sheet; None: it came without paper."""
        return self.row.sheet_number

    @property
    def is_on_paper(self) -> bool:
        """Whether the organiser holds the sheet itself; of the others nobody is shown the answers."""
        return Mode(self.row.mode) in ON_PAPER

    @property
    def is_counted(self) -> bool:
        return self.row.withdrawn_on is None

    @property
    def may_count_again(self) -> bool:
        """Whether it was withdrawn by an organiser, who may think better of it."""
        return not self.is_counted and self.row.withdrawn_why in MAY_COUNT_AGAIN

    def sheet(self) -> Sheet:
        """What it says."""
        return sheet_of(self.row, self.version)


def sheet_of(row: Submission, version: Version) -> Sheet:
    """What a record says; former states of a sheet are of the same version."""
    return Sheet(Definition.model_validate(version.definition), Entry(row.answers, row.unreadable))


def counted_by_token(session: Session, token: str, scope: int | None) -> Counted | None:
    """The submission of that token, counted or withdrawn; None when it is not of that organisation."""
    return next(iter(_found(session, scope, Submission.token == token)), None)


def counted_by_number(session: Session, number: int, scope: int | None, print_code: str | None) -> list[Counted]:
    """What stands under that number: one, unless several questionnaires are on paper."""
    wanted = Submission.sheet_number == number
    return _found(session, scope, wanted if print_code is None else and_(wanted, Version.print_code == print_code))


def counted_by_follow_code(session: Session, code: str, scope: int | None) -> Counted | None:
    """The submission of whoever holds that code."""
    return next(iter(_found(session, scope, Submission.follow_code == code)), None)


def replaced_by(session: Session, one: Counted, scope: int | None) -> Counted | None:
    """What counts in the place of a former state of a sheet; None when it is none, or nothing does."""
    number = re.search(NUMBER_IN_WHY, one.row.withdrawn_why or "")
    if one.number is not None or number is None:
        return None
    now = Submission.questionnaire_id == one.row.questionnaire_id, Submission.sheet_number == int(number[1])
    return next(iter(_found(session, scope, and_(*now))), None)


def former_states(session: Session, counted: Counted) -> list[Submission]:
    """What the sheet said before it was put right, the latest day first."""
    if counted.number is None:
        return []
    named = or_(*(Submission.withdrawn_why.like(f"%sheet {counted.number}{end}") for end in ("", " %", ",%")))
    chosen = select(Submission).where(
        Submission.questionnaire_id == counted.row.questionnaire_id, Submission.withdrawn_on.is_not(None), named
    )
    return list(session.scalars(chosen.order_by(Submission.withdrawn_on.desc(), Submission.token)).all())


def no_longer_counted(session: Session, scope: int | None) -> list[Counted]:
    """What organisers withdrew or took together, the latest first: it may count again."""
    found = _found(
        session,
        scope,
        and_(Submission.withdrawn_on.is_not(None), Submission.withdrawn_why.in_(MAY_COUNT_AGAIN)),
        limit=MOST_LISTED,
    )
    return sorted(found, key=lambda one: one.row.withdrawn_on or dt.date.min, reverse=True)


def alike(session: Session, scope: int | None) -> list[list[Counted]]:
    """Sheets on paper of one questionnaire that say exactly the same, and much: one of them may be a copy."""
    text = cast(Submission.answers, String)
    same = (
        select(Submission.questionnaire_id, text.label("answers"))
        .join(Channel, Channel.id == Submission.channel_id)
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .join(Plan, Plan.id == Campaign.plan_id)
        .where(_is_paper(), Submission.withdrawn_on.is_(None), _says_much(text), _in_scope(scope))
        .group_by(Submission.questionnaire_id, text)
        .having(func.count() > 1)
        .limit(MOST_LISTED)
        .subquery()
    )
    tokens = select(Submission.token).join(
        same, and_(same.c.questionnaire_id == Submission.questionnaire_id, same.c.answers == text)
    )
    groups: dict[tuple[int, str], list[Counted]] = {}
    standing = and_(Submission.token.in_(tokens), _is_paper(), Submission.withdrawn_on.is_(None))
    for one in _found(session, scope, standing):
        groups.setdefault((one.row.questionnaire_id, repr(sorted(one.row.answers.items()))), []).append(one)
    return [sorted(group, key=lambda one: one.number or 0) for group in groups.values() if len(group) > 1]


def batch_of(session: Session, counted: Counted, scope: int | None) -> Batch | None:
    """The batch a sheet was printed in; of a photocopy its master."""
    number, code = counted.number or MASTER, counted.version.print_code
    numbered = batches_with_number(session, number, scope, code) if number else []
    copies = [one for one in masters(session, scope) if one.version.print_code == code]
    here = [one for one in (*numbered, *copies) if one.channel.id == counted.channel.id]
    return next(iter(here or numbered or copies), None)


def _found(session: Session, scope: int | None, wanted: ColumnElement[bool], limit: int | None = None) -> list[Counted]:
    chosen = (
        select(Submission, Version, Channel, Campaign.title, Plan.slug, Plan.organisation_id, Account.name)
        .join(Version, Version.id == Submission.version_id)
        .join(Channel, Channel.id == Submission.channel_id)
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .join(Plan, Plan.id == Campaign.plan_id)
        .outerjoin(Account, Account.id == Submission.keyed_by)
        .where(wanted, _in_scope(scope))
        .order_by(Submission.withdrawn_on.desc(), Submission.questionnaire_id, Submission.sheet_number)
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return [Counted(*row) for row in session.execute(chosen).all()]


def _says_much(answers: ColumnElement[str]) -> ColumnElement[bool]:
    letters = func.length(answers)
    return or_(letters >= ALIKE_LETTERS, and_(letters >= ALIKE_WORDS, answers.like('%"text"%')))


def _is_paper() -> ColumnElement[bool]:
    return and_(Submission.mode.in_(ON_PAPER), Submission.sheet_number.is_not(None))


def _in_scope(scope: int | None) -> ColumnElement[bool]:
    return true() if scope is None else Plan.organisation_id == scope
