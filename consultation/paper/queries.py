"""Reads of printed sheets and of what was keyed from them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import Session

from consultation.models import (
    Account,
    Box,
    Campaign,
    Channel,
    Plan,
    ScanPage,
    ScanPile,
    ScanSheet,
    SheetBatch,
    SlipBatch,
    Submission,
    Version,
)
from consultation.paper.identity import MASTER
from consultation.questionnaires.definition import Definition


@dataclass(frozen=True, kw_only=True)
class PaperChannel:
    """A channel, with the questionnaire people answer there now."""

    channel_id: int
    code: str
    name: str
    campaign_title: dict[str, str]
    is_simulated: bool
    plan_title: str
    plan_slug: str
    organisation_id: int
    questionnaire_id: int
    reply_by: dt.date | None
    """The day by which the town answers."""
    version: Version | None
    """The latest published; None while there is none."""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Sheets printed in one go, with everything a reader of them needs."""

    batch: SheetBatch
    version: Version
    channel: Channel
    is_simulated: bool
    organisation_id: int
    printed_by: str | None

    @property
    def is_master(self) -> bool:
        """Whether it was one sheet for the photocopier, without a number."""
        return self.batch.first_number == MASTER

    @property
    def labels(self) -> str | None:
        """How many labels stand on a page, when only labels were printed, for copies of a master."""
        kind: str | None = self.batch.layout.get("labels")
        return kind

    @property
    def last_number(self) -> int:
        return self.batch.first_number + self.batch.count - 1

    @property
    def locales(self) -> tuple[str, ...]:
        batch = self.batch
        return (batch.locale, batch.second_locale) if batch.second_locale else (batch.locale,)

    def definition(self) -> Definition:
        """The questionnaire as it was printed."""
        return Definition.model_validate(self.version.definition)

    def has(self, number: int) -> bool:
        return self.batch.first_number <= number <= self.last_number


@dataclass(frozen=True, kw_only=True)
class KeyedSheet:
    """A sheet that stands: who keyed it and when, never what it says."""

    token: str
    number: int
    day: dt.date
    keyed_by: str | None
    keyed_by_id: int | None
    print_code: str
    channel_name: str
    withdrawn_on: dt.date | None
    """The day an organiser said that it counts no more."""


def paper_channels(session: Session, scope: int | None) -> list[tuple[PaperChannel, int, int]]:
    """Every channel of the organisation with how many sheets were printed for it, and how many were keyed."""
    printed = (
        select(SheetBatch.channel_id, func.sum(SheetBatch.count).label("count"))
        .where(SheetBatch.first_number != MASTER)
        .group_by(SheetBatch.channel_id)
        .subquery()
    )
    keyed = (
        select(Submission.channel_id, func.count().label("count"))
        .where(Submission.sheet_number.is_not(None), Submission.withdrawn_on.is_(None))
        .group_by(Submission.channel_id)
        .subquery()
    )
    rows = session.execute(
        _channels(scope)
        .add_columns(func.coalesce(printed.c.count, 0), func.coalesce(keyed.c.count, 0))
        .outerjoin(printed, printed.c.channel_id == Channel.id)
        .outerjoin(keyed, keyed.c.channel_id == Channel.id)
        .order_by(Campaign.id.desc(), Channel.name)
    ).all()
    return [(_paper_channel(row), int(row[-2]), int(row[-1])) for row in rows]


def paper_channel(session: Session, code: str, scope: int | None) -> PaperChannel | None:
    """The channel of that code, None when it is not of that organisation."""
    row = session.execute(_channels(scope).where(Channel.code == code)).one_or_none()
    return _paper_channel(row) if row else None


def channels_of_questionnaire(session: Session, questionnaire_id: int) -> list[PaperChannel]:
    """The channels where a questionnaire is answered, the oldest first."""
    chosen = _channels(None).where(Campaign.questionnaire_id == questionnaire_id).order_by(Channel.id)
    return [_paper_channel(row) for row in session.execute(chosen).all()]


def _channels(scope: int | None) -> Select[*tuple[Any, ...]]:
    latest = (
        select(func.max(Version.number))
        .where(Version.questionnaire_id == Campaign.questionnaire_id)
        .correlate(Campaign)
        .scalar_subquery()
    )
    is_latest = (Version.questionnaire_id == Campaign.questionnaire_id) & (Version.number == latest)
    return (
        select(Channel, Campaign, Plan, Version)
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .join(Plan, Plan.id == Campaign.plan_id)
        .outerjoin(Version, is_latest)
        .where(_in_scope(scope))
    )


def _paper_channel(row: Any) -> PaperChannel:
    channel, campaign, plan, version = row[:4]
    return PaperChannel(
        channel_id=channel.id,
        code=channel.code,
        name=channel.name,
        campaign_title=campaign.title,
        is_simulated=campaign.is_simulated,
        plan_title=plan.title,
        plan_slug=plan.slug,
        organisation_id=plan.organisation_id,
        questionnaire_id=campaign.questionnaire_id,
        reply_by=campaign.reply_by,
        version=version,
    )


def version_by_print_code(session: Session, print_code: str) -> Version | None:
    return session.scalars(select(Version).where(Version.print_code == print_code)).one_or_none()


def latest_version(session: Session, questionnaire_id: int) -> Version | None:
    """The version people answer now; None before the first publication."""
    chosen = select(Version).where(Version.questionnaire_id == questionnaire_id)
    return session.scalars(chosen.order_by(Version.number.desc()).limit(1)).one_or_none()


def batch_by_id(session: Session, batch_id: int, scope: int | None) -> Batch | None:
    """The batch, None when it is not of that organisation."""
    row = session.execute(_batches(scope).where(SheetBatch.id == batch_id)).one_or_none()
    return _batch(row) if row else None


def batches_of_channel(session: Session, channel_id: int) -> list[Batch]:
    """The batches of a channel, the latest first."""
    chosen = _batches(None).where(SheetBatch.channel_id == channel_id).order_by(SheetBatch.id.desc())
    return [_batch(row) for row in session.execute(chosen).all()]


def batches_with_number(session: Session, number: int, scope: int | None, print_code: str | None = None) -> list[Batch]:
    """The batches in which a sheet of that number was printed: one, unless several questionnaires are on paper."""
    chosen = _batches(scope).where(
        SheetBatch.first_number <= number, SheetBatch.first_number + SheetBatch.count > number
    )
    if print_code is not None:
        chosen = chosen.where(Version.print_code == print_code)
    return [_batch(row) for row in session.execute(chosen.order_by(SheetBatch.id.desc())).all()]


def all_batches(session: Session, scope: int | None = None) -> list[Batch]:
    """Every batch that was ever printed (by an organisation), the latest first."""
    return [_batch(row) for row in session.execute(_batches(scope).order_by(SheetBatch.id.desc())).all()]


def slip_batches(session: Session, scope: int | None = None) -> Sequence[SlipBatch]:
    """Every batch of slips of idea boxes that was ever printed (by an organisation), the latest first."""
    chosen = (
        select(SlipBatch)
        .join(Box, Box.id == SlipBatch.box_id)
        .join(Channel, Channel.id == Box.channel_id)
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .join(Plan, Plan.id == Campaign.plan_id)
        .where(_in_scope(scope))
    )
    return session.scalars(chosen.order_by(SlipBatch.id.desc())).all()


def masters(session: Session, scope: int | None) -> list[Batch]:
    """The sheets that were printed for the photocopier, the latest first."""
    chosen = _batches(scope).where(SheetBatch.first_number == MASTER).order_by(SheetBatch.id.desc()).limit(50)
    return [_batch(row) for row in session.execute(chosen).all()]


def _batches(scope: int | None) -> Select[*tuple[Any, ...]]:
    return (
        select(SheetBatch, Version, Channel, Campaign.is_simulated, Plan.organisation_id, Account.name)
        .join(Version, Version.id == SheetBatch.version_id)
        .join(Channel, Channel.id == SheetBatch.channel_id)
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .join(Plan, Plan.id == Campaign.plan_id)
        .outerjoin(Account, Account.id == SheetBatch.printed_by)
        .where(_in_scope(scope))
    )


def _batch(row: Any) -> Batch:
    batch, version, channel, is_simulated, organisation_id, printed_by = row
    return Batch(
        batch=batch,
        version=version,
        channel=channel,
        is_simulated=is_simulated,
        organisation_id=organisation_id,
        printed_by=printed_by,
    )


def keyed_count(session: Session, batch: Batch) -> int:
    """How many sheets of a numbered batch stand."""
    chosen = select(func.count()).where(
        Submission.questionnaire_id == batch.version.questionnaire_id,
        Submission.sheet_number.between(batch.batch.first_number, batch.last_number),
        Submission.withdrawn_on.is_(None),
    )
    return session.scalars(chosen).one()


def keyed_sheet(session: Session, questionnaire_id: int, number: int) -> KeyedSheet | None:
    """The sheet of that number, if somebody keyed it already."""
    chosen = _keyed().where(Submission.questionnaire_id == questionnaire_id, Submission.sheet_number == number)
    row = session.execute(chosen).one_or_none()
    return KeyedSheet(**row._mapping) if row else None


def keyed_sheet_anywhere(session: Session, number: int, scope: int | None) -> KeyedSheet | None:
    """A sheet that got this number when it was keyed, of any questionnaire of the organisation."""
    chosen = (
        _keyed()
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .join(Plan, Plan.id == Campaign.plan_id)
        .where(Submission.sheet_number == number, _in_scope(scope))
        .limit(1)
    )
    row = session.execute(chosen).one_or_none()
    return KeyedSheet(**row._mapping) if row else None


def keyed_sheet_by_token(session: Session, token: str) -> KeyedSheet | None:
    row = session.execute(_keyed().where(Submission.token == token)).one_or_none()
    return KeyedSheet(**row._mapping) if row else None


def batch_of_sheet(session: Session, sheet: KeyedSheet, scope: int | None) -> Batch | None:
    """The batch a keyed sheet was printed in; of a photocopy its master."""
    numbered = batches_with_number(session, sheet.number, scope, sheet.print_code)
    copies = [one for one in masters(session, scope) if one.version.print_code == sheet.print_code]
    here = [one for one in (*numbered, *copies) if one.channel.name == sheet.channel_name]
    return next(iter(here or numbered), None)


def crops_of(session: Session, batch_id: int, number: int, account_id: int | None) -> dict[int, int]:
    """{page of the sheet: its picture} of a sheet that was scanned, as far as this person may see it.

    :param account_id: a volunteer, who sees the piles they brought or were given; None: all.
    """
    chosen = (
        select(ScanPage.page, ScanPage.id)
        .join(ScanSheet, ScanSheet.id == ScanPage.sheet_id)
        .join(ScanPile, ScanPile.id == ScanPage.pile_id)
        .where(
            ScanSheet.batch_id == batch_id,
            ScanSheet.number == number,
            ScanSheet.number != MASTER,
            ScanPage.picture.is_not(None),
            ScanPage.duplicate_of.is_(None),
        )
    )
    if account_id is not None:
        chosen = chosen.where(or_(ScanPile.brought_by == account_id, ScanPile.given_to == account_id))
    return {int(page): page_id for page, page_id in session.execute(chosen) if page}


def sheets_keyed_by(session: Session, account_id: int, day: dt.date) -> Sequence[KeyedSheet]:
    """The sheets one person keyed on a day, by number."""
    chosen = _keyed().where(Submission.keyed_by == account_id, Submission.day == day, Submission.withdrawn_on.is_(None))
    rows = session.execute(chosen.order_by(Version.print_code, Submission.sheet_number)).all()
    return [KeyedSheet(**row._mapping) for row in rows]


def _keyed() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Submission.token,
            Submission.sheet_number.label("number"),
            Submission.day,
            Account.name.label("keyed_by"),
            Submission.keyed_by.label("keyed_by_id"),
            Version.print_code,
            Channel.name.label("channel_name"),
            Submission.withdrawn_on,
        )
        .join(Version, Version.id == Submission.version_id)
        .join(Channel, Channel.id == Submission.channel_id)
        .outerjoin(Account, Account.id == Submission.keyed_by)
        .where(Submission.sheet_number.is_not(None))
    )


def _in_scope(scope: int | None) -> ColumnElement[bool]:
    return true() if scope is None else Plan.organisation_id == scope
