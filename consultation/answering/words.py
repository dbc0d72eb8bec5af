"""Everything the resident's page says about a sheet, in the reader's language."""

import datetime as dt
from enum import StrEnum

from flask_babel import format_date as babel_date
from flask_babel import format_decimal, lazy_gettext, ngettext
from flask_babel import gettext as _

from consultation.questionnaires.definition import Question
from consultation.questionnaires.kinds import KINDS, Problem, most
from consultation.terms import Kind


def message(problem: Problem, question: Question) -> str:
    """What to do about an answer that cannot be taken as it is."""
    limit = most(question)
    messages = {
        Problem.REQUIRED: lambda: _("Answer this question, please: it is needed."),
        Problem.ONE_ONLY: lambda: _("Choose one answer only."),
        Problem.TOO_MANY: lambda: ngettext("Choose %(num)s answer at most.", "Choose %(num)s answers at most.", limit),
        Problem.EXCLUSIVE: lambda: _("One of these answers cannot go with the others: keep it alone, or take it away."),
        Problem.UNKNOWN_OPTION: lambda: _("Choose among the answers shown."),
        Problem.NOT_A_NUMBER: lambda: _("Write a number, for example 4."),
        Problem.TOO_LOW: lambda: _("Write %(lowest)s or more.", lowest=format_decimal(question.low or 0)),
        Problem.TOO_HIGH: lambda: _("Write %(highest)s or less.", highest=format_decimal(question.high or 0)),
        Problem.TOO_LONG: lambda: _("This is too long to be kept: shorten it to 10,000 characters."),
        Problem.NOT_TEXT: lambda: _("Some signs in it cannot be kept. We took them away: look, and send again."),
    }
    return str(messages[problem]())


def hint(question: Question) -> str:
    """How many options one may choose, where the page does not say it by itself."""
    if not KINDS[question.kind].has_maximum and question.kind is not Kind.PLACE:
        return ""
    limit = most(question)
    if limit == 1:
        return ""
    if limit >= len(question.options):
        return str(_("You may choose several answers."))
    return str(ngettext("Choose %(num)s answer at most.", "Choose %(num)s answers at most.", limit))


def long_date(day: dt.date) -> str:
    """A day in words, in the reader's language."""
    return str(babel_date(day, "long"))


class Notice(StrEnum):
    """Why a whole sheet comes back."""

    BUSY = "busy"
    EMPTY = "empty"
    ONCE_MORE = "once_more"


NOTICES = {
    Notice.BUSY: lazy_gettext("Many answers come from this connection. Wait a minute, then send again: all is kept."),
    Notice.EMPTY: lazy_gettext("You have not answered anything yet. One answer is enough."),
    Notice.ONCE_MORE: lazy_gettext("Please send once more. Everything you wrote is still here."),
}
