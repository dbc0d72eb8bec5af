"""What residents are told about their answers, in the reader's language: what is wrong, what to do, what is meant."""

from collections.abc import Callable
from enum import StrEnum

from flask_babel import format_decimal, lazy_gettext, ngettext
from flask_babel import gettext as _

from consultation.i18n import pick
from consultation.questionnaires.definition import Question
from consultation.questionnaires.kinds import KINDS, Problem, most
from consultation.terms import AgeVariant, Declined, Kind


def message(problem: Problem, question: Question, locale: str) -> str:
    """What to do about an answer that cannot be taken as it is; in the organiser's words where they wrote some."""
    if problem is Problem.CONSTRAINT and (own := pick(question.constraint_message, locale).words):
        return own
    return str(MESSAGES[problem](question))


def at_most(limit: int) -> str:
    return str(ngettext("Choose %(num)s answer at most.", "Choose %(num)s answers at most.", limit))


def at_least(limit: int) -> str:
    return str(ngettext("Choose at least %(num)s answer.", "Choose at least %(num)s answers.", limit))


def not_a_date(question: Question) -> str:
    if question.kind is Kind.DATE_TIME:
        return str(_("Write the day, the month, the year and the hour, for example 23/11/2026 14:30."))
    return str(_("Write the day, the month and the year, for example 23/11/2026."))


def not_a_file(question: Question) -> str:
    if question.kind is Kind.PHOTO:
        return str(_("We could not read this picture: take it again, or choose another one."))
    if question.kind is Kind.VOICE:
        return str(_("We could not hear this recording: record it again."))
    return str(_("Choose a PDF, JPEG or PNG file."))


MESSAGES: dict[Problem, Callable[[Question], str]] = {
    Problem.REQUIRED: lambda question: _("Answer this question, please: it is needed."),
    Problem.ONE_ONLY: lambda question: _("Choose one answer only."),
    Problem.TOO_MANY: lambda question: at_most(most(question)),
    Problem.TOO_FEW: lambda question: at_least(question.minimum or 1),
    Problem.EXCLUSIVE: lambda question: _(
        "One of these answers cannot go with the others: keep it alone, or take it away."
    ),
    Problem.UNKNOWN_OPTION: lambda question: _("Choose among the answers shown."),
    Problem.NOT_A_NUMBER: lambda question: _("Write a number, for example 4."),
    Problem.NOT_A_DATE: not_a_date,
    Problem.NOT_A_TIME: lambda question: _("Write the hour and the minutes, for example 14:30."),
    Problem.NOT_A_POSITION: lambda question: _(
        "This is not a place on earth: press the button once more, or leave it empty."
    ),
    Problem.TOO_LOW: lambda question: _("Write %(lowest)s or more.", lowest=format_decimal(question.low or 0)),
    Problem.TOO_HIGH: lambda question: _("Write %(highest)s or less.", highest=format_decimal(question.high or 0)),
    Problem.TOO_LONG: lambda question: _("This is too long to be kept: shorten it to 10,000 characters."),
    Problem.NOT_TEXT: lambda question: _("Some signs in it cannot be kept. We took them away: look, and send again."),
    Problem.ROWS_LEFT: lambda question: _("Answer on each line, please: all of them are needed."),
    Problem.TWICE: lambda question: _("The same answer has two places: give each place to another one."),
    Problem.NOT_A_FILE: not_a_file,
    Problem.LOST_FILE: lambda question: _("This file is not here any more: choose it once more."),
    Problem.TOO_BIG: lambda question: _("This file is too big: choose one of at most 10 MB."),
    Problem.TOO_LONG_SOUND: lambda question: _("The recording is longer than a minute: record a shorter one."),
    Problem.BOTH: lambda question: _("You answered and also chose not to: keep one of the two."),
    Problem.CONSTRAINT: lambda question: _("This answer does not fit with the question or with your other answers."),
}


def hint(question: Question) -> str:
    """What the page says under a question, where it does not show it by itself."""
    if question.kind in HINTS:
        return str(HINTS[question.kind])
    if question.kind is Kind.NUMBER:
        return bounds(question)
    if not KINDS[question.kind].has_maximum and question.kind is not Kind.PLACE:
        return ""
    limit, least = most(question), question.minimum or 1
    if limit == 1:
        return ""
    if question.kind is Kind.RANKING:
        return str(_("Begin with what matters most to you."))
    is_unlimited = limit >= len(question.options)
    if least == limit:
        return str(ngettext("Choose %(num)s answer.", "Choose %(num)s answers.", limit))
    if least > 1 and not is_unlimited:
        return str(_("Choose %(least)s to %(most)s answers.", least=least, most=limit))
    if least > 1:
        return at_least(least)
    return str(_("You may choose several answers.")) if is_unlimited else at_most(limit)


HINTS = {
    Kind.POSITION: lazy_gettext("Only the surroundings are kept, to about 100 metres: never your door."),
    Kind.PHOTO: lazy_gettext("Avoid faces. Where and when it was taken is wiped out of the picture."),
    Kind.VOICE: lazy_gettext("One minute at most. Somebody writes down your words, then the recording is erased."),
    Kind.FILE: lazy_gettext("PDF, JPEG or PNG, of at most 10 MB."),
}


def bounds(question: Question) -> str:
    """Between what a number has to be."""
    low = None if question.low is None else format_decimal(question.low)
    high = None if question.high is None else format_decimal(question.high)
    if low and high:
        return str(_("From %(lowest)s to %(highest)s.", lowest=low, highest=high))
    return str(_("%(lowest)s or more.", lowest=low) if low else _("%(highest)s or less.", highest=high) if high else "")


def declined(meaning: Declined) -> str:
    """An answer of its own: why somebody does not answer."""
    words = {Declined.REFUSED: _("I prefer not to say"), Declined.UNKNOWN: _("I don't know")}
    return str(words[meaning])


def rank(number: int) -> str:
    """Name of a place in an order."""
    return str(_("Choice number %(rank)s", rank=number))


def decimal(number: float) -> str:
    return str(format_decimal(number))


class Notice(StrEnum):
    """Why a whole sheet comes back."""

    BUSY = "busy"
    BUSY_FILES = "busy_files"
    EMPTY = "empty"
    ONCE_MORE = "once_more"


NOTICES = {
    Notice.BUSY: lazy_gettext("Many answers come from this connection. Wait a minute, then send again: all is kept."),
    Notice.BUSY_FILES: lazy_gettext(
        "Many files come from this connection. Wait a minute, choose your file again and send: all words are kept."
    ),
    Notice.EMPTY: lazy_gettext("You have not answered anything yet. One answer is enough."),
    Notice.ONCE_MORE: lazy_gettext("Please send once more. Everything you wrote is still here."),
}


AGES = {
    AgeVariant.YOUNG: lazy_gettext("I am 12 to 14"),
    AgeVariant.TEENAGE: lazy_gettext("I am 15 to 17"),
    AgeVariant.ADULT: lazy_gettext("I am 18 or older"),
}
"""For whom the questions are worded."""
