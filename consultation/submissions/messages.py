"""Why a row of a table does not come in, in an organiser's words; all of them here."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consultation.questionnaires.kinds import Problem
from consultation.submissions.columns import Private
from consultation.submissions.incoming import Misfit, Reason

PRIVATE = {
    Private.EMAIL: _l("e-mail addresses"),
    Private.PHONE: _l("telephone numbers"),
    Private.ADDRESS: _l("addresses"),
    Private.NAME: _l("names"),
    Private.IP: _l("addresses of devices"),
    Private.TIME: _l("moments to the minute"),
}


def reason_words(misfit: Misfit) -> str:
    """What is wrong, and what to do next."""
    words = {
        Reason.UNKNOWN_VALUE: _(
            "“%(value)s” is none of the options: say below which one it means.", value=misfit.value
        ),
        Reason.NOT_A_DAY: _("“%(value)s” is no day: write 23/11/2026 or 2026-11-23.", value=misfit.value),
        Reason.DAY_TO_COME: _("“%(value)s” is a day to come.", value=misfit.value),
        Reason.EMPTY: _("Nothing is answered."),
        Reason.NO_IDENTITY: _("The number of the answer is missing."),
        Reason.SAME_IDENTITY: _("“%(value)s” stands in an earlier row too.", value=misfit.value),
        Reason.THERE_ALREADY: _("An earlier import brought this row already."),
        Problem.NOT_A_NUMBER: _("Not a number."),
        Problem.NOT_A_DATE: _("Not a date: write 23/11/2026 or 2026-11-23."),
        Problem.NOT_A_TIME: _("Not a time: write 14:30."),
        Problem.TOO_LOW: _("Lower than the question allows."),
        Problem.TOO_HIGH: _("Higher than the question allows."),
        Problem.TOO_MANY: _("More answers than the question allows."),
        Problem.ONE_ONLY: _("More answers than the question allows."),
        Problem.TOO_FEW: _("Fewer answers than the question asks for."),
        Problem.EXCLUSIVE: _("“None” stands beside another answer."),
        Problem.TOO_LONG: _("Longer than we can keep."),
        Problem.TWICE: _("Two options have the same rank."),
        Problem.BOTH: _("An answer stands beside “I prefer not to say”."),
        Problem.CONSTRAINT: _("Against the question's own rule."),
    }
    return words.get(misfit.reason) or str(_("This answer does not fit the question."))
