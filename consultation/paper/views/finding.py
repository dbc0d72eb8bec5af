"""Which sheet somebody typed or scanned, and whether it is theirs to key."""

from flask import url_for
from flask_babel import gettext as _

from consultation.accounts.access import account, scope
from consultation.db import session
from consultation.paper import queries
from consultation.paper.double_entry.queries import twice_batches, waiting_for_second, waits_for
from consultation.paper.handing.queries import may_key
from consultation.paper.identity import MASTER
from consultation.paper.keying import NotASheet, sought_sheet
from consultation.paper.messages import already_keyed_words
from consultation.paper.queries import Batch


def find_sheet(typed: str) -> tuple[str, list[tuple[Batch, str]]]:
    """What to say when there is no such sheet, or the batches it may be of with the address of its screen."""
    try:
        sought = sought_sheet(typed)
    except NotASheet:
        return _("This is no number of a sheet. It stands at the top of every page, like 000499-5."), []
    if sought.number == MASTER:
        batches = [
            batch for batch in queries.masters(session(), scope()) if batch.version.print_code == sought.print_code
        ]
    else:
        batches = queries.batches_with_number(session(), sought.number, scope(), sought.print_code)
        batches = batches or copies_to_key_twice(sought.number)
    if not batches and (sheet := queries.keyed_sheet_anywhere(session(), sought.number, scope())):
        return already_keyed_words(sheet), []
    if not batches:
        return _("No sheet with this number was printed. Look at it again, digit by digit."), []
    batches = [batch for batch in batches if is_open_to_me(batch, sought.number)]
    if not batches:
        return _("This sheet was given to somebody else to key in. Give it to them, or ask the organiser."), []
    return "", [(batch, url_for("paper.sheet", batch_id=batch.batch.id, number=sought.number)) for batch in batches]


def is_open_to_me(batch: Batch, number: int) -> bool:
    """Whether this person keys that sheet: it is theirs, or waits for a second person."""
    mine = may_key(session(), account(), batch.batch.id, number)
    return mine or waits_for(session(), batch, number, account().id)


def copies_to_key_twice(number: int) -> list[Batch]:
    """The masters of which a copy has that number and waits for this person."""
    waiting = waiting_for_second(session(), twice_batches(session(), scope()), account().id)
    return [one.batch for one in waiting if one.number == number]
