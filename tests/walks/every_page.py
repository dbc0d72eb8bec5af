"""The address of every page, filled from the demonstration and from a second town that has one thing of each kind."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation import create_app
from consultation.models import Box, Campaign, Channel, HandOut, Idea, Offer, Plan, SheetBatch
from consultation.settings import from_environment
from consultation.terms import CampaignState, ChannelKind
from tests import factories
from tests.house import world
from tests.live import ROOT, Live

ROUTES = ROOT / "tests/house/routes.txt"
RESIDENT_PAGES = {
    "first-page": "/{locale}/",
    "welcome": "/c/{code}",
    "sheet": "/{locale}/q/{code}",
    "not-open": "/{locale}/q/{early_code}",
    "over": "/{locale}/q/{closed_code}",
    "unknown-code": "/c?code=zzzzzz",
    "no-such-page": "/{locale}/nowhere",
    "follow": "/{locale}/follow",
    "box-welcome": "/b/{box_code}",
    "box": "/{locale}/b/{box_code}",
    "box-thanks": "/{locale}/b/{box_code}/thanks",
    "box-not-open": "/{locale}/b/{early_box_code}",
    "box-closed": "/{locale}/b/{closed_box_code}",
    "wall": "/{locale}/b/{box_code}/ideas",
    "help": "/{locale}/help/{slug}",
    "help-adult": "/{locale}/help/{slug}?who=adult",
    "help-on-action": "/{locale}/help/{slug}/{action_key}?who=adult",
    "help-15-17": "/{locale}/help/{slug}?who=15_17",
    "help-child": "/{locale}/help/{slug}?who=child",
    "help-organisation": "/{locale}/help/{slug}?who=organisation",
    "my-offer": "/{locale}/offers/{offer_token}",
    "forgotten-offer": "/{locale}/offers/0000",
    "hear": "/{locale}/hear/{slug}",
    "hear-adult": "/{locale}/hear/{slug}?who=adult",
    "hear-15-17": "/{locale}/hear/{slug}?who=15_17",
    "hear-child": "/{locale}/hear/{slug}?who=under_15",
    "my-wish": "/{locale}/heard/{wish_token}",
    "forgotten-wish": "/{locale}/heard/0000",
    "carry": "/{locale}/carry/{slug}",
    "public-plan": "/{locale}/plan/{slug}",
    "public-action": "/{locale}/plan/{slug}/{action_key}",
    "edition": "/{locale}/plan/{other_slug}/figures/{day}",
    "edition-action": "/{locale}/plan/{other_slug}/figures/{day}/P1.01",
    "sign-in": "/sign-in",
    "invitation": "/invitation/{token}",
}
#: Addresses that are not pages: files, and what a page posts to.
NO_PAGE = re.compile(
    r"\.(pdf|png|svg|json|csv|ico|<any|<ending)|/file$|/answers$|/sounds/<|/ideas/next$|^/$"
    r"|^/<|^/(api|b|c|static|health|invitation|sign-in|files|pictures|scans/pages|translate)(/|$)"
)
#: Where `<key>` is not an action: {address begins: key}.
OTHER_KEYS = {"/questions/": "p1_07_1", "/offers/": "new", "/places/": "ecole_lavoisier"}


def pages_of_the_desk() -> list[str]:
    """The routes a signed-in person opens, as they stand in the list of every route."""
    rules = (line.split(" ", 1) for line in ROUTES.read_text().splitlines())
    return [rule for methods, rule in rules if "GET" in methods and not NO_PAGE.search(rule)]


def address(rule: str, values: Mapping[str, Any]) -> str:
    """The address of a route, or of a page for residents, filled with those values."""
    key = next((key for begin, key in OTHER_KEYS.items() if f"{begin}<key>" in rule), values["key"])
    known = {**values, "key": key}
    if rule.startswith("/asking/"):
        known["code"] = values["stall_code"]
    if "/translations/<locale>" in rule:
        known["locale"] = "ar"
    return re.sub(r"<(?:\w+:)?(\w+)>|\{(\w+)\}", lambda found: str(known[found[1] or found[2]]), rule)


def values_of(live: Live) -> dict[str, Any]:
    """What stands in the addresses, from the demonstration where it has it, else from a town beside it."""
    app = create_app(from_environment(live.environment))
    database = app.extensions["consultation.database"]
    with database.writer() as session:
        ozon = session.scalars(select(Plan).where(Plan.slug == "ozon")).one()
        town = world.build(app, session, ozon.organisation_id)
        values = {
            **town,
            "other_slug": town["slug"],
            "stall_code": town["code"],
            **endings(session, town),
            **demonstration(session, ozon),
        }
        session.commit()
    database.close()
    return values


def endings(session: Session, town: Mapping[str, Any]) -> dict[str, str]:
    """A campaign that is over and one that opens in a long time, each with a link and a box: their codes."""
    over: dict[str, Any] = {"state": CampaignState.CLOSED, "results_are_public": True, "reply_by": dt.date(2099, 3, 1)}
    for code, given in {"gone": over, "soon": {"opens_on": dt.date(2098, 9, 1)}}.items():
        campaign = factories.campaign(session, questionnaire_id=town["questionnaire_id"], **given)
        factories.channel(session, campaign_id=campaign.id, code=code)
        box = factories.channel(session, campaign_id=campaign.id, code=f"{code}box", kind=ChannelKind.IDEA_BOX)
        factories.box(session, channel_id=box.id)
    return {"closed_code": "gone", "early_code": "soon", "closed_box_code": "gonebox", "early_box_code": "soonbox"}


def demonstration(session: Session, ozon: Plan) -> dict[str, Any]:
    """One thing of each kind of the Ozon plan."""
    campaign = session.scalars(select(Campaign).where(Campaign.plan_id == ozon.id)).one()
    channels = session.scalars(select(Channel).where(Channel.campaign_id == campaign.id).order_by(Channel.id)).all()
    of_kind = {channel.kind: channel for channel in reversed(channels)}
    box = session.scalars(select(Box).where(Box.channel_id == of_kind[ChannelKind.IDEA_BOX].id)).one()
    offer = session.scalars(select(Offer).where(Offer.plan_id == ozon.id).order_by(Offer.id)).first()
    batch = session.scalars(select(SheetBatch).order_by(SheetBatch.id)).first()
    assert offer is not None
    assert batch is not None
    return {
        "slug": ozon.slug,
        "plan_id": ozon.id,
        "campaign_id": campaign.id,
        "questionnaire_id": campaign.questionnaire_id,
        "code": of_kind[ChannelKind.POSTER].code,
        "box_code": of_kind[ChannelKind.IDEA_BOX].code,
        "box_id": box.id,
        "idea_id": session.scalars(select(Idea.id).where(Idea.box_id == box.id).order_by(Idea.id)).first(),
        "offer_id": offer.id,
        "offer_token": offer.token,
        "action_key": offer.action_key,
        "key": offer.action_key,
        "batch_id": batch.id,
        "number": batch.first_number,
        "out_id": session.scalars(select(HandOut.id).where(HandOut.batch_id == batch.id)).one(),
    }
