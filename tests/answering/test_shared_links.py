"""A link that is shared shows what it is; on a home screen it stays the same page for everybody."""

import datetime as dt
import io

import pytest
from lxml import html
from PIL import Image
from sqlalchemy.orm import Session

from consultation.models import Campaign, Channel
from tests import factories
from tests.answering.examples import TWELVE
from tests.pages import ReviewingClient

TITLES = TWELVE["title"]
LINES = {
    "fr": "Français · jusqu’au 17 mai 2098",
    "ar": "العربية · حتى 17 مايو 2098",
    "en": "English · until May 17, 2098",
}


@pytest.fixture
def channel(session: Session) -> Channel:
    campaign = factories.campaign(session, TWELVE, closes_on=dt.date(2098, 5, 17))
    return factories.channel(session, campaign_id=campaign.id)


@pytest.mark.parametrize("locale", LINES)
@pytest.mark.parametrize("path", ["/c/{code}", "/{locale}/q/{code}"])
def test_a_shared_link_says_title_language_and_last_day(
    client: ReviewingClient, channel: Channel, path: str, locale: str
) -> None:
    url = path.format(locale=locale, code=channel.code)

    page = html.fromstring(client.get(url, headers={"Accept-Language": locale}).text)

    said = {one.get("property"): one.get("content") for one in page.xpath("//meta[@property]")}
    assert (said["og:title"], said["og:description"], said["og:locale"]) == (TITLES[locale], LINES[locale], locale)
    assert said["og:url"] == f"http://localhost/{locale}/q/{channel.code}"
    picture = client.get(said["og:image"].removeprefix("http://localhost"))
    assert picture.mimetype == "image/png"
    assert len(picture.data) < 40_000
    with Image.open(io.BytesIO(picture.data)) as drawn:
        assert drawn.size == (int(said["og:image:width"]), int(said["og:image:height"]))
        assert len(drawn.convert("RGB").getcolors() or ()) > 4, "words on their ground"


@pytest.mark.parametrize("locale", LINES)
def test_a_page_on_the_home_screen_is_nobodys_own(client: ReviewingClient, channel: Channel, locale: str) -> None:
    page = html.fromstring(client.get(f"/{locale}/q/{channel.code}").text)
    (url,) = page.xpath("//link[@rel='manifest']/@href")

    response = client.get(url)

    described = response.get_json(force=True)
    assert response.mimetype == "application/manifest+json"
    assert "Set-Cookie" not in response.headers
    assert (described["name"], described["lang"]) == (TITLES[locale], locale)
    assert described["start_url"] == f"/{locale}/q/{channel.code}", "no mark in it by which somebody is known"
    assert response.data == client.get(url).data
    for icon in described["icons"]:
        with Image.open(io.BytesIO(client.get(icon["src"]).data)) as drawn:
            assert f"{drawn.width}x{drawn.height}" == icon["sizes"]


def test_another_last_day_is_on_the_page_at_once(client: ReviewingClient, session: Session, channel: Channel) -> None:
    url = f"/fr/q/{channel.code}"
    assert "17 mai 2098" in client.get(url).text

    session.get_one(Campaign, channel.campaign_id).closes_on = dt.date(2098, 6, 1)
    session.commit()

    assert "1er juin 2098" in client.get(url).text


@pytest.mark.parametrize("part", ["card.png", "app.webmanifest"])
def test_a_link_in_a_language_that_is_not_asked_in_has_neither(
    client: ReviewingClient, channel: Channel, part: str
) -> None:
    assert client.get(f"/tr/q/{channel.code}/{part}").status_code == 404
    assert client.get(f"/fr/q/nothere/{part}").status_code == 404
