"""Reads of what is out and what is back."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from consultation.models import Account, Campaign, Channel, HandOut, Plan, SheetBatch, Submission, Version
from consultation.paper.identity import MASTER
from consultation.terms import Role


@dataclass(frozen=True, kw_only=True)
class Out:
    """Sheets handed out in one go, and how far they are."""

    hand_out: HandOut
    print_code: str
    channel_name: str
    given_to: str | None
    """Who keys them."""
    keyed: int | None
    """Of them, by hand or from scans; None for copies of a master, which get their numbers then."""

    @property
    def last_number(self) -> int:
        return self.hand_out.first_number + self.hand_out.count - 1

    @property
    def is_copies(self) -> bool:
        """Whether they are copies of a master, without numbers."""
        return self.hand_out.first_number == MASTER

    @property
    def back(self) -> int:
        """Counted by hand, or keyed already."""
        return max(self.hand_out.back_count or 0, self.keyed or 0)

    @property
    def still_out(self) -> int:
        return self.hand_out.count - self.back

    @property
    def to_key(self) -> int:
        return self.back - (self.keyed or 0)


@dataclass(frozen=True, kw_only=True)
class Place:
    """What is out and back of one place, by one channel."""

    place: str
    channel_name: str
    out: int
    back: int
    keyed: int


def all_out(session: Session, organisation_id: int | None, account: Account | None = None) -> list[Out]:
    """Everything an organisation handed out, the latest first.

    :param account: only what is given to this volunteer.
    """
    keyed = (
        select(func.count())
        .where(
            Submission.questionnaire_id == Version.questionnaire_id,
            Submission.sheet_number >= HandOut.first_number,
            Submission.sheet_number < HandOut.first_number + HandOut.count,
            Submission.withdrawn_on.is_(None),
        )
        .correlate(Version, HandOut)
        .scalar_subquery()
    )
    chosen = (
        select(HandOut, Version.print_code, Channel.name, Account.name, keyed)
        .join(SheetBatch, SheetBatch.id == HandOut.batch_id)
        .join(Version, Version.id == SheetBatch.version_id)
        .join(Channel, Channel.id == SheetBatch.channel_id)
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .join(Plan, Plan.id == Campaign.plan_id)
        .outerjoin(Account, Account.id == HandOut.given_to)
        .where(_of(organisation_id))
        .order_by(HandOut.handed_on.desc(), HandOut.id.desc())
    )
    if account is not None:
        chosen = chosen.where(HandOut.given_to == account.id)
    return [_out(row) for row in session.execute(chosen)]


def _out(row: Any) -> Out:
    out, print_code, channel_name, given_to, keyed = row
    is_copies = out.first_number == MASTER
    return Out(
        hand_out=out,
        print_code=print_code,
        channel_name=channel_name,
        given_to=given_to,
        keyed=None if is_copies else keyed,
    )


def by_place(outs: Sequence[Out]) -> list[Place]:
    """The same summed by place and channel, in the order of their names."""

    def name(out: Out) -> tuple[str, str]:
        return out.hand_out.place, out.channel_name

    return [
        Place(
            place=place,
            channel_name=channel,
            out=sum(one.hand_out.count for one in some),
            back=sum(one.back for one in some),
            keyed=sum(one.keyed or 0 for one in some),
        )
        for (place, channel), group in groupby(sorted(outs, key=name), key=name)
        for some in [list(group)]
    ]


def out_by_id(session: Session, out_id: int, organisation_id: int | None, account: Account) -> HandOut | None:
    """What was handed out; None when it is not of that organisation, or of another volunteer."""
    found = [one.hand_out for one in all_out(session, organisation_id, volunteer_alone(account))]
    return next((one for one in found if one.id == out_id), None)


def volunteer_alone(account: Account) -> Account | None:
    """Whose sheets alone are shown; None: those of everybody."""
    return account if account.role == Role.VOLUNTEER else None


def may_key(session: Session, account: Account, batch_id: int, number: int) -> bool:
    """Whether somebody may key a sheet: those given to a volunteer are for that one alone."""
    if account.role != Role.VOLUNTEER or number == MASTER:
        return True
    covers = and_(HandOut.first_number <= number, HandOut.first_number + HandOut.count > number)
    others = or_(HandOut.given_to.is_(None), HandOut.given_to == account.id)
    given = session.scalars(select(HandOut.id).where(HandOut.batch_id == batch_id, covers, ~others)).first()
    return given is None


def volunteers_of(session: Session, organisation_id: int) -> Sequence[Account]:
    """Who may be given sheets to key."""
    chosen = select(Account).where(Account.organisation_id == organisation_id, Account.role == Role.VOLUNTEER)
    return session.scalars(chosen.where(Account.is_active.is_(True)).order_by(Account.name)).all()


def _of(organisation_id: int | None) -> ColumnElement[bool]:
    return true() if organisation_id is None else Plan.organisation_id == organisation_id
