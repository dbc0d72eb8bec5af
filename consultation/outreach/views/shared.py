"""What the screens of this room share."""

from typing import Any

from flask import Blueprint, Response, abort
from flask_babel import gettext as _

from consultation.accounts.access import account, scope
from consultation.accounts.audit import note
from consultation.clock import today
from consultation.db import session
from consultation.i18n import current_locale, pick
from consultation.outreach import queries
from consultation.outreach.forms import KIND_NAMES, PLACE_KIND_NAMES
from consultation.outreach.links import channel_url
from consultation.outreach.posters import SIZES, Size, short_address
from consultation.outreach.print import print_channels
from consultation.terms import ASKED_ALOUD
from consultation.web.current import settings, url_if_built

blueprint = Blueprint("outreach", __name__, template_folder="../templates")


@blueprint.context_processor
def shared_values() -> dict[str, Any]:
    """For every template of the room."""
    return {
        "asked_aloud": ASKED_ALOUD,
        "kind_names": KIND_NAMES,
        "place_kind_names": PLACE_KIND_NAMES,
        "said": said,
        "link_of": lambda code: channel_url(public_url(), code),
        "short_link_of": lambda code: short_address(channel_url(public_url(), code)),
        "trail_to": trail_to,
        "questionnaire_url": lambda questionnaire_id: url_if_built(
            "questionnaires.builder", questionnaire_id=questionnaire_id
        ),
        "results_url": lambda plan: url_if_built("results.plan", slug=plan.slug),
        "sheets_url": lambda code: url_if_built("paper.batches", code=code),
        "new_questionnaire_url": lambda plan: url_if_built("questionnaires.new_questionnaire", slug=plan.slug),
    }


def said(text: dict[str, str] | None) -> str:
    """Words in several languages, in that of the page or the nearest one they have."""
    return str(pick(text, current_locale()))


def public_url() -> str:
    """The one address that may be printed."""
    return settings().public_url


def trail_to(plan: queries.Plan) -> list[tuple[str, str]]:
    """[(address, words)] of the pages above those of a plan, as far as their rooms offer them."""
    above = [
        (url_if_built("plan.plans"), _("Plans")),
        (url_if_built("plan.plan", slug=plan.slug), plan.title),
    ]
    return [(address, words) for address, words in above if address]


def plan_or_404(slug: str) -> queries.Plan:
    return queries.plan_by_slug(session(), slug, scope()) or abort(404)


def hub_or_404(campaign_id: int) -> queries.Hub:
    return queries.campaign_by_id(session(), campaign_id, scope(), today()) or abort(404)


def channel_or_404(code: str) -> tuple[queries.Channel, queries.Hub]:
    channel = queries.channel_of_organiser(session(), code, scope()) or abort(404)
    return channel, queries.hub_of(session(), channel, today())


def place_or_404(plan: queries.Plan, key: str) -> queries.Place:
    return queries.place_by_key(session(), plan.id, key) or abort(404)


def size_or_404(size: str) -> Size:
    return next((known for known in SIZES if known == size), None) or abort(404)


def pdf_response(hub: queries.Hub, listed: list[queries.ListedChannel], size: Size, name: str) -> Response:
    """The posters or cards of these channels, to open or to save under a name that tells them apart."""
    document = print_channels(hub, listed, size, public_url())
    return download(document, "application/pdf", f"{name}.pdf", inline=True)


def download(content: bytes | str, mimetype: str, name: str, *, inline: bool = False) -> Response:
    """A file under that name."""
    response = Response(content, mimetype=mimetype)
    response.headers.set("Content-Disposition", "inline" if inline else "attachment", filename=name)
    return response


def remember(verb: str, kind: str, name: str, plan: queries.Plan, **detail: Any) -> None:
    """Write the act into the trail, in the transaction of the act."""
    note(session(), account(), verb, kind, name, organisation_id=plan.organisation_id, **detail)
