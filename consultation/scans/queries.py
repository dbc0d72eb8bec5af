"""Reads of piles, their pages and sheets."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from consultation.models import (
    Account,
    Box,
    Channel,
    Organisation,
    Questionnaire,
    ScanPage,
    ScanPile,
    ScanSheet,
    SheetBatch,
    SlipBatch,
    Version,
)
from consultation.scans.measure import Checked
from consultation.terms import PileState, Role, SheetState

Sheet = ScanSheet
Page = ScanPage


@dataclass(frozen=True)
class Reach:
    """What an account may open: the piles of its organisation; volunteers those they brought or were given."""

    organisation_id: int | None
    account_id: int | None = None
    """None: every pile of the organisation."""

    def condition(self) -> ColumnElement[bool]:
        own = true() if self.organisation_id is None else ScanPile.organisation_id == self.organisation_id
        if self.account_id is None:
            return own
        return own & or_(ScanPile.brought_by == self.account_id, ScanPile.given_to == self.account_id)


def reach_of(account: Account) -> Reach:
    """What somebody who is signed in may open."""
    return Reach(account.organisation_id, account.id if account.role == Role.VOLUNTEER else None)


@dataclass(frozen=True)
class Pile:
    """A pile, and how far it is."""

    pile: ScanPile
    brought_by: str | None
    given_to: str | None
    states: Mapping[str, int]
    """{state of a page: pages}; what somebody dealt with by hand apart, as "done"."""
    sheets: Mapping[str, int]
    """{state of a sheet: sheets}; those with a doubt apart, as "doubt"."""

    @property
    def pages(self) -> int:
        return sum(self.states.values())

    @property
    def is_read(self) -> bool:
        return self.pile.state == PileState.READ

    @property
    def to_settle(self) -> int:
        """Sheets and pages somebody has to look at."""
        loose = sum(self.states.get(state, 0) for state in LOOSE)
        return sum(self.sheets.get(state, 0) for state in (SheetState.OPEN, SheetState.DIFFERS, IN_DOUBT)) + loose

    @property
    def share_read(self) -> float:
        """Part of the files that is read, 0..1."""
        return self.pile.files_read / len(self.pile.files) if self.pile.files else 1.0


IN_DOUBT = "doubt"
LOOSE = ("needs_look", "unreadable", "not_ours")
"""States of a page that belongs to no sheet and nobody dealt with."""


def piles(session: Session, reach: Reach, limit: int = 100) -> list[Pile]:
    """The piles an account reaches, the latest first; three statements."""
    return _with_counts(session, _piles(reach).order_by(ScanPile.id.desc()).limit(limit))


def pile_by_id(session: Session, pile_id: int, reach: Reach) -> Pile | None:
    found = _with_counts(session, _piles(reach).where(ScanPile.id == pile_id))
    return found[0] if found else None


def _piles(reach: Reach) -> Any:
    bringer, given = aliased(Account), aliased(Account)
    return (
        select(ScanPile, bringer.name, given.name)
        .outerjoin(bringer, bringer.id == ScanPile.brought_by)
        .outerjoin(given, given.id == ScanPile.given_to)
        .where(reach.condition())
    )


def _with_counts(session: Session, chosen: Any) -> list[Pile]:
    rows = session.execute(chosen).all()
    ids = [row[0].id for row in rows]
    pages: dict[int, Counter[str]] = {one: Counter() for one in ids}
    sheets: dict[int, Counter[str]] = {one: Counter() for one in ids}
    by_state = select(
        ScanPage.pile_id, ScanPage.state, ScanPage.is_done, ScanPage.sheet_id.is_not(None), func.count()
    ).where(ScanPage.pile_id.in_(ids))
    grouped = by_state.group_by(ScanPage.pile_id, ScanPage.state, ScanPage.is_done, ScanPage.sheet_id.is_not(None))
    for pile_id, state, is_done, has_sheet, count in session.execute(grouped):
        # A page of a sheet is looked after with its sheet.
        name = "done" if is_done else "of_sheet" if has_sheet and state == "needs_look" else state
        pages[pile_id][name] += count
    doubted = (ScanSheet.state == SheetState.OPEN) & (ScanSheet.doubts > 0)
    of_sheets = select(ScanSheet.pile_id, ScanSheet.state, doubted, func.count()).where(ScanSheet.pile_id.in_(ids))
    for pile_id, state, is_in_doubt, count in session.execute(
        of_sheets.group_by(ScanSheet.pile_id, ScanSheet.state, doubted)
    ):
        sheets[pile_id][IN_DOUBT if is_in_doubt else state] += count
    return [Pile(row[0], row[1], row[2], pages[row[0].id], sheets[row[0].id]) for row in rows]


def pages_of(session: Session, pile_id: int) -> Sequence[ScanPage]:
    """The pages of a pile, in the order in which they came."""
    chosen = select(ScanPage).where(ScanPage.pile_id == pile_id)
    return session.scalars(chosen.order_by(ScanPage.file_index, ScanPage.id)).all()


def page_by_id(session: Session, page_id: int, reach: Reach) -> ScanPage | None:
    chosen = select(ScanPage).join(ScanPile, ScanPile.id == ScanPage.pile_id)
    return session.scalars(chosen.where(ScanPage.id == page_id, reach.condition())).one_or_none()


def layout_of_slip(session: Session, page: ScanPage) -> dict[str, Any] | None:
    """Where everything stands on a slip of an idea box; None when the page is none."""
    batch = session.get(SlipBatch, page.slip_batch_id) if page.slip_batch_id else None
    return batch.layout if batch else None


def slips_to_type(session: Session, pile_id: int) -> list[tuple[int, str, int]]:
    """(box, its name, slips of the pile that wait to be typed as ideas)."""
    chosen = (
        select(Box.id, Channel.name, func.count())
        .select_from(ScanPage)
        .join(SlipBatch, SlipBatch.id == ScanPage.slip_batch_id)
        .join(Box, Box.id == SlipBatch.box_id)
        .join(Channel, Channel.id == Box.channel_id)
        .where(ScanPage.pile_id == pile_id, ScanPage.duplicate_of.is_(None), ScanPage.is_done.is_(False))
        .group_by(Box.id, Channel.name)
        .order_by(Channel.name)
    )
    return [(box_id, name, count) for box_id, name, count in session.execute(chosen)]


def sheet_by_id(session: Session, sheet_id: int, reach: Reach, *, to_settle: bool = False) -> ScanSheet | None:
    """:param to_settle: whoever else wants to settle it waits for this transaction"""
    chosen = select(ScanSheet).join(ScanPile, ScanPile.id == ScanSheet.pile_id)
    if to_settle:
        chosen = chosen.with_for_update(of=ScanSheet)
    return session.scalars(chosen.where(ScanSheet.id == sheet_id, reach.condition())).one_or_none()


def sheets_in_doubt(session: Session, pile_id: int, after: int) -> Sequence[ScanSheet]:
    """Sheets with something to look at, in the order in which they came."""
    chosen = select(ScanSheet).where(
        ScanSheet.pile_id == pile_id, ScanSheet.id > after, ScanSheet.state == SheetState.OPEN, ScanSheet.doubts > 0
    )
    return session.scalars(chosen.order_by(ScanSheet.id)).all()


def sheets_of(session: Session, pile_id: int, *states: SheetState) -> list[tuple[ScanSheet, str]]:
    """(sheet, print code) of a pile in those states, those that wait for somebody first, then by number."""
    waits = ScanSheet.state.in_([SheetState.OPEN, SheetState.DIFFERS])
    chosen = (
        select(ScanSheet, Version.print_code)
        .join(SheetBatch, SheetBatch.id == ScanSheet.batch_id)
        .join(Version, Version.id == SheetBatch.version_id)
        .where(ScanSheet.pile_id == pile_id)
        .order_by(waits.desc(), ScanSheet.number, ScanSheet.id)
    )
    if states:
        chosen = chosen.where(ScanSheet.state.in_(states))
    return [(row[0], row[1]) for row in session.execute(chosen)]


def missing_pages(session: Session, pile_id: int) -> dict[int, list[int]]:
    """{sheet: numbers of its pages with questions that did not come}, of sheets not set aside."""
    sheets = session.execute(
        select(ScanSheet.id, SheetBatch.layout)
        .join(SheetBatch, SheetBatch.id == ScanSheet.batch_id)
        .where(ScanSheet.pile_id == pile_id, ScanSheet.state != SheetState.SET_ASIDE)
    ).all()
    came: dict[int, set[int | None]] = {sheet_id: set() for sheet_id, _layout in sheets}
    rows = session.execute(select(ScanPage.sheet_id, ScanPage.page).where(ScanPage.pile_id == pile_id))
    for sheet_id, page in rows:
        if sheet_id in came:
            came[sheet_id].add(page)
    missing = {
        sheet_id: [page["page"] for page in layout["pages"] if page["questions"] and page["page"] not in came[sheet_id]]
        for sheet_id, layout in sheets
    }
    return {sheet_id: pages for sheet_id, pages in missing.items() if pages}


def sample_of(session: Session, pile_id: int) -> Sequence[ScanSheet]:
    """Sheets to be looked at although nothing is in doubt."""
    chosen = select(ScanSheet).where(ScanSheet.pile_id == pile_id, ScanSheet.is_sample.is_(True))
    return session.scalars(chosen.order_by(ScanSheet.id)).all()


def page_of_sheet(session: Session, sheet_id: int, page: int) -> ScanPage | None:
    """The picture of a page that counts."""
    chosen = select(ScanPage).where(
        ScanPage.sheet_id == sheet_id, ScanPage.page == page, ScanPage.duplicate_of.is_(None)
    )
    return session.scalars(chosen).one_or_none()


def pages_of_sheet(session: Session, sheet_id: int) -> Sequence[ScanPage]:
    chosen = select(ScanPage).where(ScanPage.sheet_id == sheet_id, ScanPage.duplicate_of.is_(None))
    return session.scalars(chosen.order_by(ScanPage.page)).all()


def pages_no_longer_needed(pile_ids: Sequence[int]) -> Select[ScanPage]:
    """The pages of those piles that have a picture, and that nobody has to look at any more."""
    is_settled = ScanSheet.state.not_in([SheetState.OPEN, SheetState.DIFFERS])
    is_dealt_with = ScanPage.is_done | ScanPage.state.not_in(LOOSE)
    return (
        select(ScanPage)
        .outerjoin(ScanSheet, ScanSheet.id == ScanPage.sheet_id)
        .where(ScanPage.pile_id.in_(pile_ids), ScanPage.picture.is_not(None))
        .where(or_(is_settled, ScanSheet.id.is_(None) & is_dealt_with))
    )


def error_rate(session: Session, pile_id: int) -> tuple[int, int]:
    """(boxes looked at in the sample, how many of them were read wrong)."""
    samples = session.scalars(select(ScanSheet.sample).where(ScanSheet.pile_id == pile_id)).all()
    return sum(one.get("boxes", 0) for one in samples), sum(one.get("wrong", 0) for one in samples)


def checked_of_plan(session: Session, plan_id: int) -> Checked:
    """The sheets of a plan's questionnaires that were checked by lot."""
    samples = session.scalars(
        select(ScanSheet.sample)
        .join(SheetBatch, SheetBatch.id == ScanSheet.batch_id)
        .join(Version, Version.id == SheetBatch.version_id)
        .join(Questionnaire, Questionnaire.id == Version.questionnaire_id)
        .where(Questionnaire.plan_id == plan_id)
    ).all()
    looked_at = [one for one in samples if one.get("boxes")]
    return Checked(len(looked_at), sum(one["boxes"] for one in looked_at), sum(one["wrong"] for one in looked_at))


def organisations(session: Session, organisation_id: int | None) -> Sequence[Organisation]:
    chosen = select(Organisation).order_by(Organisation.name)
    if organisation_id is not None:
        chosen = chosen.where(Organisation.id == organisation_id)
    return session.scalars(chosen).all()


def volunteers(session: Session, organisation_id: int) -> Sequence[Account]:
    """Who may be given a pile."""
    chosen = select(Account).where(Account.organisation_id == organisation_id, Account.role == Role.VOLUNTEER)
    return session.scalars(chosen.where(Account.is_active.is_(True)).order_by(Account.name)).all()
