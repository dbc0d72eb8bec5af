"""Where a figure comes from: channels with their people, and paper sheets; for organisers, who may hold the paper."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Channel, ScanPage, ScanSheet, SheetBatch, Submission, Verbatim, Version
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.sheet import tally_keys
from consultation.results.figures import QuestionFigures
from consultation.results.queries import ChannelPlace, channel_places
from consultation.results.tallied import RESIDENT_KINDS, Dimension
from consultation.scans.sheets import base_key
from consultation.submissions.tallies import person_of
from consultation.terms import Mode

ON_PAPER = (Mode.PAPER_KEYED, Mode.PAPER_SCANNED)


@dataclass(frozen=True)
class Figure:
    """One number on a page of results: the residents who gave an answer, or who answered the question at all."""

    questionnaire_id: int
    question_key: str
    row: str = ""
    option: str = ""

    def is_counted(self, counted: Mapping[str, Sequence[str]]) -> bool:
        """Whether somebody whose answers count for those keys is one of them."""
        keys = counted.get(self.question_key)
        if keys is None:
            return False
        option = self.option or ("*" if self.row else "")
        wanted = {f"{self.row}/{option}", *({option} if option.startswith("-") else ())} if self.row else {option}
        return not option or bool(wanted.union({f"1/{option}"}).intersection(keys))


@dataclass(frozen=True)
class PaperSheet:
    """One paper sheet, and the pictures of the question on it."""

    number: int
    print_code: str
    channel: str
    sheet_id: int | None = None
    """None: keyed by hand, never scanned."""
    crops: tuple[tuple[int, str], ...] = ()
    """(page, key of the question on it)."""


def figure_shown(questions: Collection[QuestionFigures], wanted: Figure) -> QuestionFigures | None:
    """The question of a figure that stands on the page; None when the page hides it, or knows none such."""
    for one in questions:
        if (one.questionnaire_id, one.question.key) == (wanted.questionnaire_id, wanted.question_key):
            parts = {part.key: part for part in (one, *one.rows)}
            part = parts.get(wanted.row)
            if part and part.base and (not wanted.option or part.residents.counts.get(wanted.option)):
                return part
    return None


@dataclass(frozen=True)
class CameBy:
    """The people of a figure who came by one channel."""

    people: int | None
    """None: a small group, or one that would give a small group away."""
    channel: ChannelPlace | None
    """None: several channels together, each too small alone."""


def came_by(session: Session, plan_id: int, shown: QuestionFigures, option: str) -> list[CameBy]:
    """The channels of a figure as its page breaks it down; none when that is not to be shown."""
    by = next((by for by in shown.breakdowns if by.dimension is Dimension.CHANNEL), None)
    if by is None or by.is_withheld:
        return []
    channels = {str(channel_id): one for channel_id, one in channel_places(session, plan_id).items()}
    counted = [(group.counts.get(option) if option else group.base, channels.get(group.key)) for group in by.groups]
    return [CameBy(people, channel) for people, channel in counted if people != 0]


def paper_sheets(session: Session, campaign_ids: Collection[int], figure: Figure) -> list[PaperSheet]:
    """The sheets on paper of a figure, by number; their pictures are found by `with_pictures`."""
    return list(_counted(session, campaign_ids, figure))


def _counted(session: Session, campaign_ids: Collection[int], figure: Figure) -> Iterator[PaperSheet]:
    rows = session.execute(
        select(Submission.sheet_number, Submission.answers, Submission.version_id, Version.print_code, Channel.name)
        .join(Version, Version.id == Submission.version_id)
        .join(Channel, Channel.id == Submission.channel_id)
        .where(
            Submission.questionnaire_id == figure.questionnaire_id,
            Submission.sheet_number.is_not(None),
            Submission.mode.in_(ON_PAPER),
            Submission.withdrawn_on.is_(None),
            Channel.campaign_id.in_(campaign_ids),
        )
        .order_by(Submission.sheet_number)
    )
    definitions = _definitions(session, figure.questionnaire_id)
    for number, answers, version_id, print_code, channel in rows:
        definition = definitions[version_id]
        is_resident = person_of(definition, answers).respondent_kind in RESIDENT_KINDS
        if is_resident and figure.is_counted(tally_keys(definition, answers)):
            yield PaperSheet(number, print_code, channel)


def _definitions(session: Session, questionnaire_id: int) -> dict[int, Definition]:
    rows = session.execute(select(Version.id, Version.definition).where(Version.questionnaire_id == questionnaire_id))
    return {version_id: Definition.model_validate(document) for version_id, document in rows}


def with_pictures(session: Session, figure: Figure, sheets: Sequence[PaperSheet]) -> list[PaperSheet]:
    """The sheets with the pictures of the question, where they were scanned; two statements."""
    scans = session.execute(
        select(ScanSheet.id, ScanSheet.number, SheetBatch.layout)
        .join(SheetBatch, SheetBatch.id == ScanSheet.batch_id)
        .join(Version, Version.id == SheetBatch.version_id)
        .where(
            Version.questionnaire_id == figure.questionnaire_id, ScanSheet.number.in_([one.number for one in sheets])
        )
        .order_by(ScanSheet.id)
    ).all()
    pages: dict[int, dict[int | None, int]] = {}
    for page_id, sheet_id, page in session.execute(
        select(ScanPage.id, ScanPage.sheet_id, ScanPage.page).where(
            ScanPage.sheet_id.in_([scan.id for scan in scans]),
            ScanPage.duplicate_of.is_(None),
            ScanPage.picture.is_not(None),
        )
    ):
        pages.setdefault(int(sheet_id or 0), {})[page] = page_id
    found = {scan.number: (scan.id, _crops(scan.layout, pages.get(scan.id, {}), figure)) for scan in scans}
    return [
        replace(one, sheet_id=found[one.number][0], crops=found[one.number][1]) if one.number in found else one
        for one in sheets
    ]


def _crops(layout: Mapping[str, Any], pages: Mapping[int | None, int], figure: Figure) -> tuple[tuple[int, str], ...]:
    return tuple(
        (pages[page["page"]], question["key"])
        for page in layout["pages"]
        for question in page["questions"]
        if base_key(question["key"]) == figure.question_key and page["page"] in pages
    )


def is_on_paper(session: Session, campaign_ids: Collection[int]) -> bool:
    """Whether sheets were printed for those campaigns."""
    chosen = select(SheetBatch.id).join(Channel, Channel.id == SheetBatch.channel_id)
    return session.scalars(chosen.where(Channel.campaign_id.in_(campaign_ids)).limit(1)).first() is not None


def sheets_of_words(session: Session, verbatim_ids: Collection[str]) -> dict[str, int]:
    """{free words: the scanned sheet they were typed from}, of those that came so."""
    rows = session.execute(
        select(Verbatim.id, ScanSheet.id)
        .join(Submission, Submission.token == Verbatim.submission_token)
        .join(ScanSheet, ScanSheet.token == Submission.token)
        .where(Verbatim.id.in_(verbatim_ids))
    )
    return {row[0]: row[1] for row in rows}
