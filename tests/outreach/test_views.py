"""Organisers' screens, from the first campaign to the poster."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager

import numpy
import pypdfium2
import pytest
import zxingcpp
from lxml import html
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Account, AuditEntry, Campaign, Channel, Place, Plan, Tally
from consultation.outreach.work import MOST_AT_ONCE
from consultation.terms import CampaignState, ChannelKind, Role
from tests import factories
from tests.pages import ReviewingClient
from tests.questionnaires.capabilities import document

Statements = Callable[[], AbstractContextManager[list[str]]]


def post(desk: ReviewingClient, url: str, form_id: str | None = None, **chosen: str) -> str:
    """The form of a page, filled in and sent; where it leads."""
    fields = {**desk.form(url, form_id), **chosen}
    response = desk.post(url, data=fields)
    assert response.status_code == 303, html.fromstring(response.text).xpath("string(//*[@role='alert'])")
    return response.location


def count(session: Session, channel: Channel, people: int, locale: str = "fr") -> None:
    """As if so many people had answered through that channel."""
    asked = session.get_one(Campaign, channel.campaign_id).questionnaire_id
    cell = {"locale": locale, "age_band": "", "respondent_kind": "", "in_sector": ""}
    everybody = {"questionnaire_id": asked, "subject": "@all", "option_key": "*"}
    factories.add(session, Tally(channel_id=channel.id, count=people, **everybody, **cell))


def test_a_campaign_goes_from_nothing_to_its_poster(desk: ReviewingClient, session: Session, plan: Plan) -> None:
    asked = factories.questionnaire(session, plan_id=plan.id)
    factories.version(session, questionnaire_id=asked.id)

    assert "No campaign yet" in desk.get(f"/plans/{plan.slug}/campaigns").text
    hub = post(
        desk,
        f"/plans/{plan.slug}/campaigns/new",
        words_fr="Vos envies pour Ozon",
        words_ar="رغباتكم لأوزون",
        closes_on="2099-12-31",
        reply_by="2100-02-01",
    )
    assert "No channel yet" in desk.get(hub).text
    channel_page = post(desk, f"{hub}/channels/new", kind="poster", name="Boulangerie Churchill")
    post(desk, f"{hub}/opening")
    poster = desk.get(f"{channel_page}/a4.pdf")

    page = pypdfium2.PdfDocument(poster.data)[0]
    assert poster.mimetype == "application/pdf"
    image = numpy.ascontiguousarray(page.render(scale=2, grayscale=True).to_numpy().squeeze())
    channel = session.scalars(select(Channel)).one()
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [f"http://localhost/c/{channel.code}"]
    assert "Boulangerie Churchill" in page.get_textpage().get_text_range()
    assert session.scalars(select(Campaign.state)).one() == CampaignState.OPEN
    assert session.scalars(select(AuditEntry.verb)).all() == ["create", "create", "open"]


def test_the_address_in_a_code_never_comes_from_the_request(
    desk: ReviewingClient, session: Session, campaign: Campaign
) -> None:
    channel = factories.channel(session, campaign_id=campaign.id)

    page = desk.get(f"/channels/{channel.code}", base_url="http://127.0.0.1")

    assert page.status_code in {200, 303}
    shown = desk.get(f"/channels/{channel.code}").text
    assert f"http://localhost/c/{channel.code}" in shown
    assert "127.0.0.1" not in shown


def test_each_channel_shows_what_came_through_it(desk: ReviewingClient, session: Session, campaign: Campaign) -> None:
    """T18: a scan from partner A is counted for A only."""
    baker = factories.channel(session, campaign_id=campaign.id, kind=ChannelKind.PARTNER, name="Baker")
    factories.channel(session, campaign_id=campaign.id, kind=ChannelKind.PARTNER, name="School")
    count(session, baker, 7)
    count(session, baker, 5, "ar")

    page = html.fromstring(desk.get(f"/campaigns/{campaign.id}").text)

    rows = {
        row.xpath("string(th/a)"): row.xpath("string(td[@class='number'])")
        for row in page.xpath("//table[@id='channels-table']/tbody/tr")
    }
    assert rows == {"Baker": "12", "School": "0"}
    assert page.xpath("string(//tfoot//td[@class='number'])") == "12"
    assert "12" in desk.get(f"/channels/{baker.code}").text


def test_the_page_of_thirty_channels_costs_the_statements_of_one(
    desk: ReviewingClient, session: Session, campaign: Campaign, statements: Statements
) -> None:
    """T68."""
    count(session, factories.channel(session, campaign_id=campaign.id), 3)
    desk.get(f"/campaigns/{campaign.id}")
    with statements() as for_one:
        desk.get(f"/campaigns/{campaign.id}")
    for _each in range(29):
        count(session, factories.channel(session, campaign_id=campaign.id), 3)
    session.flush()

    with statements() as for_thirty:
        page = desk.get(f"/campaigns/{campaign.id}")

    assert "90" in page.text
    assert len(for_thirty) == len(for_one) <= 4, for_thirty


def test_a_list_of_moments_becomes_channels_in_one_go(
    desk: ReviewingClient, session: Session, campaign: Campaign
) -> None:
    moments = "\n".join(f"Match {number}" for number in range(30))

    back = post(desk, f"/campaigns/{campaign.id}/channels/paste", kind="stall", names=moments)
    post(desk, f"/campaigns/{campaign.id}/channels/paste", kind="stall", names="match 3\nForum")

    assert session.scalars(select(Channel.kind)).all() == ["stall"] * 31
    assert "These were there already: match 3." in desk.get(back).text
    assert len(pypdfium2.PdfDocument(desk.get(f"/campaigns/{campaign.id}/a4.pdf").data)) == 31


@pytest.mark.parametrize(("names", "words"), [("  \n - \n", "Paste at least one name."), ("x" * 200, "too long")])
def test_a_list_that_cannot_be_is_given_back_as_typed(
    desk: ReviewingClient, session: Session, campaign: Campaign, names: str, words: str
) -> None:
    url = f"/campaigns/{campaign.id}/channels/paste"

    response = desk.post(url, data={**desk.form(url), "names": names})

    assert words in response.text
    assert names.strip() in response.text
    assert session.scalars(select(Channel)).all() == []


def test_professionals_have_a_link_of_their_own(desk: ReviewingClient, session: Session, campaign: Campaign) -> None:
    """T51."""
    factories.channel(session, campaign_id=campaign.id)
    page = html.fromstring(desk.get(f"/campaigns/{campaign.id}").text)
    (link,) = page.xpath("//a[@id='professionals']/@href")

    post(desk, link)

    made = session.scalars(select(Channel).where(Channel.kind == ChannelKind.PARTNER)).one()
    assert made.name == "Professionals"


def test_closing_asks_first_and_loses_nothing(desk: ReviewingClient, session: Session, campaign: Campaign) -> None:
    channel = factories.channel(session, campaign_id=campaign.id)
    count(session, channel, 8)

    closing, opening = f"/campaigns/{campaign.id}/closing", f"/campaigns/{campaign.id}/opening"
    chosen = select(Channel.is_closed, Campaign.state).join(Campaign).where(Channel.id == channel.id)

    states = []
    for url, closed in ((f"/channels/{channel.code}/closing", "yes"), (closing, ""), (opening, "")):
        post(desk, url, closed=closed)
        states.append(tuple(session.execute(chosen).one()))
    back = desk.form(f"/channels/{channel.code}", "open-channel")
    desk.post(f"/channels/{channel.code}/closing", data=back)
    states.append(tuple(session.execute(chosen).one()))

    assert states == [(True, "open"), (True, "closed"), (True, "open"), (False, "open")]
    assert html.fromstring(desk.get(f"/channels/{channel.code}").text).xpath("string(//dd)") == "8"


def test_a_questionnaire_not_published_keeps_the_campaign_shut_and_says_what_to_do(
    desk: ReviewingClient, session: Session, plan: Plan
) -> None:
    asked = factories.questionnaire(session, plan_id=plan.id)
    campaign = factories.campaign(session, questionnaire_id=asked.id, state=CampaignState.DRAFT)

    back = post(desk, f"/campaigns/{campaign.id}/opening")

    assert "Publish the questionnaire first" in desk.get(back).text
    session.refresh(campaign)
    assert campaign.state == CampaignState.DRAFT


def test_days_in_the_wrong_order_are_refused_beside_the_field(
    desk: ReviewingClient, session: Session, campaign: Campaign
) -> None:
    url = f"/campaigns/{campaign.id}/details"
    fields = {**desk.form(url), "opens_on": "2030-06-01", "closes_on": "2030-05-01", "reply_by": "2030-01-01"}

    page = html.fromstring(desk.post(url, data=fields).text)

    assert "before the first one" in page.xpath("string(//*[@id='closes_on-error'])")
    assert "after the answers are in" in page.xpath("string(//*[@id='reply_by-error'])")
    assert page.xpath("string(//input[@id='opens_on']/@value)") == "2030-06-01"
    session.refresh(campaign)
    assert campaign.closes_on is not None
    assert campaign.closes_on.year == 2099


def test_a_campaign_without_any_title_is_refused(desk: ReviewingClient, session: Session, campaign: Campaign) -> None:
    url = f"/campaigns/{campaign.id}/details"

    response = desk.post(url, data={**desk.form(url), "words_fr": " ", "words_ar": "", "words_en": ""})

    assert response.status_code == 200
    assert "in at least one language" in response.text


def test_editing_keeps_a_title_in_a_language_the_form_does_not_show(
    desk: ReviewingClient, session: Session, campaign: Campaign
) -> None:
    campaign.title = {"fr": "Envies", "tr": "Dilekleriniz"}
    session.flush()

    post(desk, f"/campaigns/{campaign.id}/details", words_fr="Vos envies", words_en="")

    session.refresh(campaign)
    assert campaign.title == {"tr": "Dilekleriniz", "fr": "Vos envies"}


def test_editing_a_channel_keeps_its_code(desk: ReviewingClient, session: Session, campaign: Campaign) -> None:
    channel = factories.channel(session, campaign_id=campaign.id, code="k7p4xc")
    place = factories.add(session, Place(plan_id=campaign.plan_id, key="stade", name={"fr": "Stade"}))

    post(desk, "/channels/k7p4xc/details", name="Stade, entrée nord", place=str(place.id), locale="en")

    session.refresh(channel)
    assert (channel.code, channel.name, channel.place_id, channel.locale) == (
        "k7p4xc",
        "Stade, entrée nord",
        place.id,
        "en",
    )
    page = pypdfium2.PdfDocument(desk.get("/channels/k7p4xc/a4.pdf").data)[0]
    words = " ".join(page.get_textpage().get_text_range().split())
    assert words.index("Autumn consultation") < words.index("Consultation d")


def test_the_code_downloads_as_a_drawing_and_as_a_picture(
    desk: ReviewingClient, session: Session, campaign: Campaign
) -> None:
    channel = factories.channel(session, campaign_id=campaign.id)

    drawing = desk.get(f"/channels/{channel.code}/code.svg")
    picture = desk.get(f"/channels/{channel.code}/code.png")

    assert drawing.mimetype == "image/svg+xml"
    assert "attachment" in drawing.headers["Content-Disposition"]
    image = numpy.asarray(Image.open(io.BytesIO(picture.data)).convert("L"))
    assert zxingcpp.read_barcodes(image)[0].text == f"http://localhost/c/{channel.code}"
    assert set(numpy.unique(image)) == {0, 255}


def test_a_page_of_prints_that_does_not_exist_is_404(
    desk: ReviewingClient, session: Session, campaign: Campaign
) -> None:
    channel = factories.channel(session, campaign_id=campaign.id)

    assert desk.get(f"/channels/{channel.code}/a5.pdf").status_code == 404
    assert desk.get(f"/channels/{channel.code}/a3.pdf").status_code == 200


def test_the_line_for_a_site_is_one_line_that_cannot_break_out(
    desk: ReviewingClient, session: Session, campaign: Campaign
) -> None:
    """T18."""
    campaign.title = {"en": 'A "quoted" <title>'}
    channel = factories.channel(session, campaign_id=campaign.id, kind=ChannelKind.PARTNER)

    page = html.fromstring(desk.get(f"/channels/{channel.code}").text)
    (line,) = page.xpath("//input[@id='embed']/@value")
    (frame,) = html.fragment_fromstring(line, create_parent=True).xpath("//iframe")

    assert "\n" not in line
    assert frame.get("src") == f"http://localhost/c/{channel.code}/embed"
    assert frame.get("title") == 'A "quoted" <title>'


@pytest.mark.parametrize(
    "url",
    [
        "/plans/{plan.slug}/campaigns",
        "/plans/{plan.slug}/campaigns/new",
        "/campaigns/{campaign.id}",
        "/campaigns/{campaign.id}/details",
        "/campaigns/{campaign.id}/opening",
        "/campaigns/{campaign.id}/closing",
        "/campaigns/{campaign.id}/channels/new",
        "/campaigns/{campaign.id}/channels/paste",
        "/campaigns/{campaign.id}/a4.pdf",
        "/channels/{channel.code}",
        "/channels/{channel.code}/details",
        "/channels/{channel.code}/closing",
        "/channels/{channel.code}/code.svg",
        "/channels/{channel.code}/code.png",
        "/channels/{channel.code}/a4.pdf",
        "/plans/{plan.slug}/places",
        "/plans/{plan.slug}/new-place",
        "/plans/{plan.slug}/pasted-places",
        "/plans/{plan.slug}/places/stade",
        "/plans/{plan.slug}/places/stade/retirement",
    ],
)
def test_what_belongs_to_another_town_does_not_exist(
    desk: ReviewingClient, session: Session, plan: Plan, campaign: Campaign, organiser: Account, url: str
) -> None:
    channel = factories.channel(session, campaign_id=campaign.id)
    factories.add(session, Place(plan_id=plan.id, key="stade", name={"fr": "Stade"}))
    address = url.format(plan=plan, campaign=campaign, channel=channel)
    stranger = factories.account(session)

    assert desk.get(address).status_code == 200
    assert desk.sign_in(stranger).get(address).status_code == 404


@pytest.mark.parametrize(("role", "status"), [(Role.READER, 403), (Role.VOLUNTEER, 403), (Role.ORGANISER, 200)])
def test_only_organisers_see_campaigns_and_channels(
    client: ReviewingClient, session: Session, plan: Plan, campaign: Campaign, role: Role, status: int
) -> None:
    channel = factories.channel(session, campaign_id=campaign.id)
    client.sign_in(factories.account(session, role, organisation_id=plan.organisation_id))

    for url in (f"/plans/{plan.slug}/campaigns", f"/campaigns/{campaign.id}", f"/channels/{channel.code}/a4.pdf"):
        assert client.get(url).status_code == status


def test_with_every_channel_closed_nothing_is_offered_to_print(
    desk: ReviewingClient, session: Session, campaign: Campaign
) -> None:
    channel = factories.channel(session, campaign_id=campaign.id)
    assert "posters-a4" in desk.get(f"/campaigns/{campaign.id}").text

    channel.is_closed = True
    session.flush()

    assert "posters-a4" not in desk.get(f"/campaigns/{campaign.id}").text
    assert desk.get(f"/campaigns/{campaign.id}/a4.pdf").status_code == 404


def test_many_posters_are_printed_beside_and_anew_when_they_say_something_else(
    desk: ReviewingClient, session: Session, campaign: Campaign
) -> None:
    channels = [factories.channel(session, campaign_id=campaign.id) for _channel in range(MOST_AT_ONCE)]
    assert f"/campaigns/{campaign.id}/cards.pdf" in desk.get(f"/campaigns/{campaign.id}").text
    channels.append(factories.channel(session, campaign_id=campaign.id))
    session.commit()
    url = f"/campaigns/{campaign.id}"
    data = desk.form(url, "posters-a4")

    first, again = (desk.post(f"{url}/a4/file", data=data).location for _time in range(2))
    channels[0].name = "Marché couvert"
    session.commit()
    other = desk.post(f"{url}/a4/file", data=data).location

    assert first == again != other
    with pypdfium2.PdfDocument(desk.get(f"{other}/file.pdf").data) as document:
        assert len(document) == MOST_AT_ONCE + 1
        assert "Marché couvert" in document[0].get_textpage().get_text_range()


def test_a_place_is_added_corrected_taken_out_and_back(desk: ReviewingClient, session: Session, plan: Plan) -> None:
    """T38."""
    register = f"/plans/{plan.slug}/places"
    assert "No place yet" in desk.get(register).text

    post(desk, f"/plans/{plan.slug}/new-place", words_fr="Place Churchill", kind="square", also_written="placette\n")
    post(desk, f"/plans/{plan.slug}/pasted-places", names="École Lavoisier; Lavoisier\nla placette", kind="school")
    assert "These were there already: la placette." in desk.get(register).text
    post(desk, f"{register}/place_churchill", words_fr="Place W. Churchill", words_ar="ساحة تشرشل")
    post(desk, f"{register}/place_churchill/retirement")

    session.expire_all()
    first, second = session.scalars(select(Place).order_by(Place.id)).all()
    assert (first.key, first.name["fr"], first.is_retired) == ("place_churchill", "Place W. Churchill", True)
    assert first.also_written == ["placette"]
    assert (second.key, second.kind, second.also_written) == ("ecole_lavoisier", "school", ["Lavoisier"])
    fields = desk.form(register, "restore-place_churchill")
    desk.post(f"{register}/place_churchill/retirement", data=fields)
    session.expire_all()
    assert not first.is_retired


def test_a_place_that_is_there_is_named_and_what_was_typed_is_kept(
    desk: ReviewingClient, session: Session, plan: Plan
) -> None:
    factories.add(session, Place(plan_id=plan.id, key="stade", name={"fr": "Stade"}))
    url = f"/plans/{plan.slug}/new-place"

    page = html.fromstring(desk.post(url, data={**desk.form(url), "words_fr": "Le stade"}).text)

    assert "“Stade” is already written so" in page.xpath("string(//*[@id='words_fr-error'])")
    assert page.xpath("string(//input[@id='words_fr']/@value)") == "Le stade"


def test_a_stall_is_told_which_questions_nobody_asks_aloud(desk: ReviewingClient, session: Session, plan: Plan) -> None:
    asked = factories.questionnaire(session, document("sensitive"), plan_id=plan.id)
    factories.version(session, document("sensitive"), questionnaire_id=asked.id)
    campaign = factories.campaign(session, questionnaire_id=asked.id)
    stall, online = (
        factories.channel(session, campaign_id=campaign.id, kind=kind)
        for kind in (ChannelKind.STALL, ChannelKind.ONLINE)
    )

    told = "1 question is sensitive"
    assert told in desk.get(f"/channels/{stall.code}").text
    assert told in desk.get(f"/campaigns/{campaign.id}/channels/new").text
    assert told in desk.get(f"/campaigns/{campaign.id}/channels/paste").text
    assert told not in desk.get(f"/channels/{online.code}").text
