"""The e-mail that reminds a pilot that nothing was said for 90 days; made outside requests."""

from consultation.dates import format_date
from consultation.i18n import chained_catalogues, cldr_locale
from consultation.mailing.post import NewMail
from consultation.models import Account, Action, Plan, Reply
from consultation.results.replying.standing import SILENT_DAYS


def reminder(reply: Reply, action: Action, plan: Plan, pilot: Account, public_url: str) -> NewMail:
    """One message a reply and a pilot."""
    words = chained_catalogues(pilot.locale)
    subject = words.gettext("%(key)s: nothing was said for %(days)s days")
    text = words.gettext(
        "Hello %(name)s,\n\nResidents were told of “%(title)s” on %(day)s, and nothing since. You are its pilot: write "
        "how it stands, even if it is only that it takes longer.\n\n%(url)s\n\nThis is the only reminder."
    )
    return NewMail(
        key=f"remind-{reply.id}",
        plan_id=plan.id,
        address=pilot.email,
        subject=subject % {"key": action.key, "days": SILENT_DAYS},
        text=text
        % {
            "name": pilot.name,
            "title": action.title,
            "day": format_date(reply.told_on, "long", locale=cldr_locale(pilot.locale)),
            "url": f"{public_url}/plans/{plan.slug}/results/{action.key}/reply",
        },
        locale=pilot.locale,
    )
