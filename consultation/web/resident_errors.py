"""Words of the error pages: residents meet them too, so they are in every language."""

from flask_babel import gettext as _

ERRORS = (400, 403, 404, 405, 409, 410, 429, 500, 503)
"""Statuses whose words are always the same."""


def words_for(code: int, max_upload_mb: int = 0) -> tuple[str, str]:
    """Title of an error page, and what to do next.

    :param max_upload_mb: said where something is too big
    """
    known = {
        400: (_("We could not read this request"), _("Go back, check the form and send it again.")),
        403: (_("Your account does not open this page"), _("Ask the organiser of your town if you need it.")),
        404: (_("This page does not exist"), _("Check the address, or start again from the first page.")),
        405: (_("This page cannot be used this way"), _("Start again from the first page.")),
        409: (_("Somebody was faster"), _("The page has changed since you opened it. Open it again.")),
        410: (_("This page is closed"), _("What was asked here is over.")),
        413: (_("This is too big"), _("Send a smaller file, of at most %(size)s MB.", size=max_upload_mb)),
        429: (_("Too many tries"), _("Wait a minute and try again.")),
        503: (
            _("The server does not answer now"),
            _("Wait a minute, then load this page again. Answers you were sending are sent once more, and count once."),
        ),
    }
    broken = (_("Something broke on our side"), _("Nothing you sent was half kept. Try again in a minute."))
    return known.get(code, broken)


def words_for_old_form() -> tuple[str, str]:
    """For a form whose session has ended, or that came from elsewhere."""
    return (
        _("This page was open for too long"),
        _("Nothing was saved. Go back, load the page again and send it once more."),
    )
