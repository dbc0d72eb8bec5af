"""Print a batch of sheets: their numbers are theirs for ever, and the places of their boxes are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import update
from sqlalchemy.orm import Session

from consultation.clock import today
from consultation.models import Questionnaire, SheetBatch, Version
from consultation.paper.faces import Words
from consultation.paper.identity import LAST_NUMBER, MASTER
from consultation.paper.queries import Batch
from consultation.paper.sheet import PrintedSheets, PrintOrder, Size, lay_out, print_sheets
from consultation.questionnaires.definition import Definition
from consultation.terms import AgeVariant

MOST_COPIES = 500


class NumbersUsedUp(ValueError):
    """The questionnaire has had a million sheets."""


class LayoutChanged(ValueError):
    """The program has changed and would no longer print the batch as it was: print a new one."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody asks the printer for."""

    locales: tuple[str, ...]
    copies: int | None
    """None: one master for the photocopier."""
    size: Size = "a4"
    type_pt: int = 14
    address: str = ""
    age: AgeVariant | None = None
    """Whose wording; None: the general one."""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """{stored name: file} (see `pictures_of`)."""


def print_batch(
    session: Session,
    version: Version,
    channel_id: int,
    place: str,
    wanted: Wanted,
    words: Words,
    *,
    printed_by: int | None,
) -> SheetBatch:
    """The batch that was printed, with numbers no other sheet of the questionnaire has.

    :param place: name of the channel, which the sheets carry.
    :raises CannotPrint: when the questionnaire cannot stand on paper.
    :raises NumbersUsedUp: past the millionth sheet.
    """
    order = replace(_order(wanted), print_code=version.print_code, place=place)
    _pdf, layout = lay_out(Definition.model_validate(version.definition), order, words)
    first_number = MASTER if wanted.copies is None else take_numbers(session, version.questionnaire_id, wanted.copies)
    batch = SheetBatch(
        version_id=version.id,
        channel_id=channel_id,
        locale=wanted.locales[0],
        second_locale=wanted.locales[1] if len(wanted.locales) > 1 else None,
        size=wanted.size,
        first_number=first_number,
        count=wanted.copies or 1,
        layout={**layout, "address": order.address, "place": order.place, "age": order.age},
        printed_on=today(),
        printed_by=printed_by,
    )
    session.add(batch)
    session.flush()
    return batch


def take_numbers(session: Session, questionnaire_id: int, count: int) -> int:
    """The first of so many numbers in a row, which nobody else gets."""
    raised = (
        update(Questionnaire)
        .where(Questionnaire.id == questionnaire_id)
        .values(next_sheet_number=Questionnaire.next_sheet_number + count)
        .returning(Questionnaire.next_sheet_number)
        .execution_options(synchronize_session=False)
    )
    following = session.execute(raised).scalar_one()
    if following - 1 > LAST_NUMBER:
        raise NumbersUsedUp(questionnaire_id)
    return following - count


def sheets_of(
    batch: Batch, words: Words, numbers: Sequence[int] | None = None, pictures: Mapping[str, bytes] | None = None
) -> PrintedSheets:
    """The file of a batch, the same pages as on its first day.

    :param numbers: some of its sheets; by default all.
    :param pictures: {stored name: file} (see `pictures_of`).
    :raises LayoutChanged: when this program would set a box elsewhere than it stood.
    """
    kept = batch.batch.layout
    order = PrintOrder(
        print_code=batch.version.print_code,
        locales=batch.locales,
        size="a5" if batch.batch.size == "a5" else "a4",
        type_pt=kept["type_pt"],
        place=kept["place"],
        address=kept["address"],
        is_simulated=batch.is_simulated,
        age=AgeVariant(kept["age"]) if kept.get("age") else None,
        pictures=pictures or {},
    )
    if batch.is_master:
        printed = print_sheets(batch.definition(), order, words, None)
    else:
        all_numbers = range(batch.batch.first_number, batch.last_number + 1)
        printed = print_sheets(batch.definition(), order, words, numbers or all_numbers)
    if printed.layout["pages"] != kept["pages"]:
        raise LayoutChanged(batch.batch.id)
    return printed


def order_of_draft(definition: Definition, wanted: Wanted) -> PrintOrder:
    """A look at a questionnaire that is not published: its pages say so where the code stands."""
    return replace(_order(wanted), print_code="DRAFT", locales=wanted.locales or definition.locales[:1])


def _order(wanted: Wanted) -> PrintOrder:
    return PrintOrder(
        print_code="",
        locales=wanted.locales,
        size=wanted.size,
        type_pt=wanted.type_pt,
        address=wanted.address,
        age=wanted.age,
        pictures=wanted.pictures,
    )
