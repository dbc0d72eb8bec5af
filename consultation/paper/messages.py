"""What is wrong with a keyed answer, in words; all of them here."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consultation.questionnaires.kinds import Problem
from consultation.terms import Declined


def problem_words(problem: Problem) -> str:
    """What whoever keys the sheet does next."""
    words: dict[Problem, str] = {
        Problem.ONE_ONLY: _("Only one answer counts here. If the sheet has two, mark it unreadable."),
        Problem.TOO_MANY: _("More answers than the question allows. If the sheet has them, mark it unreadable."),
        Problem.EXCLUSIVE: _("“None” cannot stand with another answer. If the sheet has both, mark it unreadable."),
        Problem.UNKNOWN_OPTION: _("This answer is not on the sheet."),
        Problem.TOO_FEW: _("Fewer answers than the question asks for. If the sheet has no more, mark it unreadable."),
        Problem.NOT_A_NUMBER: _("Write a number, in digits."),
        Problem.NOT_A_DATE: _("Write the day, the month and the year: 23/11/2026."),
        Problem.NOT_A_TIME: _("Write the hour and the minutes: 14:30."),
        Problem.TWICE: _("The same number stands twice. If the sheet has it so, mark it unreadable."),
        Problem.BOTH: _("An answer and “prefers not to say” or “does not know”: keep one, or mark it unreadable."),
        Problem.CONSTRAINT: _("This answer breaks the question's own rule. If the sheet says so, mark it unreadable."),
        Problem.TOO_LOW: _("The number is too low. If the sheet says so, mark it unreadable."),
        Problem.TOO_HIGH: _("The number is too high. If the sheet says so, mark it unreadable."),
        Problem.TOO_LONG: _("This is longer than we can keep: shorten it."),
    }
    return words.get(problem) or str(_("This cannot be kept as it is: key it again."))


DECLINED_WORDS = {Declined.REFUSED: _l("Prefers not to say"), Declined.UNKNOWN: _l("Does not know")}
