"""Print a batch of sheets: their numbers are theirs for ever, and the places of their boxes are kept."""

import datetime as dt
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from consultation.clock import today
from consultation.models import Questionnaire, SheetBatch, Version
from consultation.outreach.links import channel_url, follow_url, sound_page_url
from consultation.paper.faces import Words
from consultation.paper.identity import LAST_NUMBER, MASTER, CodeOf
from consultation.paper.queries import Batch, PaperChannel
from consultation.paper.sheet import PrintedSheets, PrintOrder, Size, lay_out, print_sheets
from consultation.questionnaires.definition import Definition
from consultation.submissions.printed_code import printed_follow_code
from consultation.terms import AgeVariant
from consultation.web.press import in_the_press

MOST_COPIES = 500
LETTERS_OF_A_LANGUAGE = 5
"""Letters without a glyph from which it is a language that cannot be printed, and not a stray word."""


class NumbersUsedUp(ValueError):
    """The questionnaire has had a million sheets."""


class NoLetters(ValueError):
    """No font of ours writes one of the languages; with the letters it lacks."""


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
    """Of the channel on the phone."""
    listen: str = ""
    """Of the page that reads the questions aloud."""
    follow: str = ""
    """Of the page that tells what became of it; without, and on a master, there is no slip to tear off."""
    reply_by: dt.date | None = None
    age: AgeVariant | None = None
    """Whose wording; None: the general one."""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """{stored name: file} (see `pictures_of`)."""


def wanted_for(
    channel: PaperChannel, public_url: str, locales: tuple[str, ...], copies: int | None, **more: Any
) -> Wanted:
    """What somebody asks for, with the addresses that are printed: from the settings, never a request."""
    assert channel.version is not None
    return Wanted(
        locales=locales,
        copies=copies,
        address=channel_url(public_url, channel.code),
        listen=sound_page_url(public_url, channel.version.print_code, locales[0]),
        follow="" if copies is None else follow_url(public_url, locales[0]),
        reply_by=channel.reply_by,
        **more,
    )


def letters_of_a_language(unprintable: str) -> str:
    """The letters among these characters, where they are so many that it is a language; else none."""
    letters = "".join(one for one in unprintable if unicodedata.category(one)[0] == "L")
    return letters if len(letters) >= LETTERS_OF_A_LANGUAGE else ""


def slip_codes(secret_key: str, questionnaire_id: int) -> CodeOf:
    """The follow codes of the sheets of a questionnaire."""
    return partial(printed_follow_code, secret_key, questionnaire_id)


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
    :raises NoLetters: when no font has the letters of one of its languages.
    :raises NumbersUsedUp: past the millionth sheet.
    """
    order = replace(_order(wanted), print_code=version.print_code, place=place)
    pdf, layout = lay_out(Definition.model_validate(version.definition), order, words)
    if missing := letters_of_a_language(layout["unprintable"]):
        raise NoLetters(missing)
    printed = print_places(pdf)  # the press may be busy: nobody waits for it behind the numbers, which lock
    first_number = MASTER if wanted.copies is None else take_numbers(session, version.questionnaire_id, wanted.copies)
    batch = SheetBatch(
        version_id=version.id,
        channel_id=channel_id,
        locale=wanted.locales[0],
        second_locale=wanted.locales[1] if len(wanted.locales) > 1 else None,
        size=wanted.size,
        first_number=first_number,
        count=wanted.copies or 1,
        layout={**layout, "print": printed, "address": order.address, "place": order.place, "age": order.age},
        printed_on=today(),
        printed_by=printed_by,
    )
    session.add(batch)
    session.flush()
    return batch


def add_labels(session: Session, master: Batch, copies: int, kind: str, *, printed_by: int | None) -> SheetBatch:
    """Numbers for so many copies of a master, which are printed on labels: a batch of their own, laid out like it.

    :raises NumbersUsedUp: past the millionth sheet.
    """
    of = master.batch
    batch = SheetBatch(
        version_id=of.version_id,
        channel_id=of.channel_id,
        locale=of.locale,
        second_locale=of.second_locale,
        size=of.size,
        first_number=take_numbers(session, master.version.questionnaire_id, copies),
        count=copies,
        layout={**of.layout, "labels": kind},
        printed_on=today(),
        printed_by=printed_by,
    )
    session.add(batch)
    session.flush()
    return batch


@in_the_press
def print_places(pdf: bytes) -> dict[str, str]:
    """How much is printed where on each page, for the reader of scans; nothing where scans are not read."""
    try:
        from consultation.paper.scan.blank_page import print_of
    except ImportError:
        return {}
    return print_of(pdf)


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
    batch: Batch,
    words: Words,
    numbers: Sequence[int] | None = None,
    pictures: Mapping[str, bytes] | None = None,
    *,
    secret_key: str,
    told: Callable[[int], None] | None = None,
) -> PrintedSheets:
    """The file of a batch, the same pages as on its first day.

    :param numbers: some of its sheets; by default all.
    :param pictures: {stored name: file} (see `pictures_of`).
    :param told: called with the pages done so far.
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
        listen=kept.get("listen", ""),
        follow=kept.get("follow", ""),
        reply_by=dt.date.fromisoformat(kept["reply_by"]) if kept.get("reply_by") else None,
        is_simulated=batch.is_simulated,
        age=AgeVariant(kept["age"]) if kept.get("age") else None,
        pictures=pictures or {},
    )
    if batch.is_master:
        printed = print_sheets(batch.definition(), order, words, None)
    else:
        all_numbers = range(batch.batch.first_number, batch.last_number + 1)
        codes = slip_codes(secret_key, batch.version.questionnaire_id)
        printed = print_sheets(batch.definition(), order, words, numbers or all_numbers, codes, told)
    if printed.layout["pages"] != kept["pages"]:
        raise LayoutChanged(batch.batch.id)
    return printed


def order_of_draft(wanted: Wanted) -> PrintOrder:
    """A look at a questionnaire that is not published: its pages say so where the code stands."""
    return replace(_order(wanted), print_code="DRAFT")


def _order(wanted: Wanted) -> PrintOrder:
    return PrintOrder(
        print_code="",
        locales=wanted.locales,
        size=wanted.size,
        type_pt=wanted.type_pt,
        address=wanted.address,
        listen=wanted.listen,
        follow=wanted.follow,
        reply_by=wanted.reply_by,
        age=wanted.age,
        pictures=wanted.pictures,
    )
