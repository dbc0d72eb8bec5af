"""What is wrong with a keyed answer, in words; all of them here."""

from flask_babel import gettext as _

from consultation.questionnaires.kinds import Problem


def problem_words(problem: Problem) -> str:
    """What whoever keys the sheet does next."""
    words: dict[Problem, str] = {
        Problem.ONE_ONLY: _("Only one answer counts here. If the sheet has two, mark it unreadable."),
        Problem.TOO_MANY: _("More answers than the question allows. If the sheet has them, mark it unreadable."),
        Problem.EXCLUSIVE: _("“None” cannot stand with another answer. If the sheet has both, mark it unreadable."),
        Problem.UNKNOWN_OPTION: _("This answer is not on the sheet."),
        Problem.NOT_A_NUMBER: _("Write a number, in digits."),
        Problem.TOO_LOW: _("The number is too low. If the sheet says so, mark it unreadable."),
        Problem.TOO_HIGH: _("The number is too high. If the sheet says so, mark it unreadable."),
        Problem.TOO_LONG: _("This is longer than we can keep: shorten it."),
    }
    return words.get(problem) or str(_("This cannot be kept as it is: key it again."))
