"""The reply goes back by the channels that asked: a page in every language, posters, a press sheet, the code itself."""

import datetime as dt
import io
import shutil

import pikepdf
import pypdfium2
import pytest
from lxml import html
from sqlalchemy.orm import Session

from consultation.clock import today
from consultation.i18n import OWN_NAMES, RESIDENT_LOCALES
from consultation.questionnaires.resident_aloud import spoken_name
from consultation.results.replying.posters import languages_there
from consultation.results.replying.queries import HeardThere, heard_there
from consultation.terms import CampaignState, ReplyState, Role
from tests import factories
from tests.pages import ReviewingClient
from tests.results.seeded import Seeded, answer, seeded
from tests.results.test_printed import letters

BOTH = {"fr": "Trop cher.", "ar": "غالٍ جدًا."}


@pytest.fixture
def rows(session: Session) -> Seeded:
    rows = seeded(session, 80, is_simulated=True)
    factories.reply(session, plan_id=rows.plan.id, key="P1.02", because=BOTH, said={"fr": "Un lieu.", "ar": "مكان."})
    factories.reply(session, plan_id=rows.plan.id, key="P1.01", signed="Mme Martin")
    session.commit()
    return rows


def words_of(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]


@pytest.mark.parametrize("locale", RESIDENT_LOCALES)
def test_everybody_reads_the_reply_in_every_language(
    client: ReviewingClient, session: Session, rows: Seeded, locale: str
) -> None:
    response = client.get(f"/{locale}/plan/{rows.plan.slug}/reply")
    page = html.fromstring(response.text)

    assert response.status_code == 200
    quotes = [" ".join(quote.text_content().split()) for quote in page.xpath("//blockquote")]
    assert quotes == ["Trop cher.", BOTH["ar"] if locale == "ar" else "Trop cher."]
    in_french = page.xpath("count(//blockquote/span[@lang='fr'])")
    assert in_french == {"fr": 0, "fr@falc": 0, "ar": 1}.get(locale, 2)
    assert "Set-Cookie" not in response.headers


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
@pytest.mark.parametrize("locale", ["fr", "ar", "tr"])
def test_the_page_of_replies_is_heard_word_for_word(
    client: ReviewingClient, session: Session, rows: Seeded, locale: str
) -> None:
    """What the page marks has a sound under the name that listen.js makes of it, each in its own language."""
    rows.campaign.state, rows.campaign.results_are_public = CampaignState.CLOSED, True
    factories.reply(session, plan_id=rows.plan.id, key="P1.03", because={"fr": "Un local ouvre. " * 40})
    session.commit()
    page = html.fromstring(client.get(f"/{locale}/plan/{rows.plan.slug}/reply").text)
    base = page.xpath("//*[@id='ear']/@data-sound")[0]
    marked = [" ".join(one.text_content().split()) for one in page.xpath("//*[@data-said]")]

    assert any("Trop cher." in words for words in marked)
    for words in marked:
        sound = client.get(base + spoken_name(words))
        assert (sound.status_code, sound.mimetype) == (200, "audio/webm"), words
    assert client.get(f"{base}{spoken_name(marked[0])[:-1]}").status_code == 404
    without_script = page.xpath("//noscript/audio/@src")
    assert len(without_script) == 4  # a reply is one sound, the long one two
    assert {client.get(address).status_code for address in without_script} == {200}


def test_numbers_stand_beside_the_reply_only_once_they_are_public(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    page = f"/en/plan/{rows.plan.slug}/reply"

    assert "Residents heard" not in client.get(page).text
    rows.campaign.state, rows.campaign.results_are_public = CampaignState.CLOSED, True
    factories.edition(session, plan_id=rows.plan.id)
    session.commit()
    published = client.get(page).text
    assert "Residents heard" in published
    assert "Still without an answer" in published
    answer(session, rows, "keyed-late", {"lack": {"chosen": ["party"]}})
    session.commit()
    assert client.get(page).text == published


@pytest.mark.parametrize("is_published", [False, True])
def test_the_page_of_an_action_leads_to_offering_help(
    client: ReviewingClient, session: Session, rows: Seeded, is_published: bool
) -> None:
    """An association found the need on the town's page, and nothing there told it that it could carry the action."""
    rows.campaign.state, rows.campaign.results_are_public = CampaignState.CLOSED, True
    if is_published:
        factories.edition(session, plan_id=rows.plan.id)
    session.commit()
    address = f"/fr/plan/{rows.plan.slug}/"
    (way,) = html.fromstring(client.get(f"{address}P1.02").text).xpath("//a[contains(@href, 'who=organisation')]/@href")

    assert way == f"/fr/help/{rows.plan.slug}/P1.02?who=organisation"
    assert 'value="carrying"' in client.get(way).text
    assert "/help/" not in client.get(f"{address}P1").text


def test_a_plan_nobody_replied_on_has_no_page_of_replies(client: ReviewingClient, session: Session) -> None:
    silent = factories.plan(session)
    factories.reply(session, plan_id=silent.id, taken_back_on=dt.date(2026, 1, 1))
    session.commit()

    assert client.get(f"/fr/plan/{silent.slug}/reply").status_code == 404


def test_the_code_on_the_wall_leads_to_the_reply_once_it_is_over(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    address = f"/fr/q/{rows.channels[0].code}"
    link = f"//a[@href='/fr/plan/{rows.plan.slug}/reply']"

    assert not html.fromstring(client.get(address).text).xpath(link)
    rows.campaign.state = CampaignState.CLOSED
    session.commit()
    ended = client.get(address)
    assert ended.status_code == 410
    assert html.fromstring(ended.text).xpath(link)


def test_a_language_of_few_people_is_not_told_on_a_wall() -> None:
    there = HeardThere(1, "Hall", None, None, "La Ville", False, {"fr": 40, "ar": 5, "ps": 4})

    assert languages_there(there, "fr") == ["fr", "ar"]
    assert languages_there(HeardThere(1, "Hall", None, "ps", "La Ville", False, {}), "fr") == ["fr", "ps"]


def test_posters_hang_where_the_question_hung_in_the_languages_heard_there(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    client.sign_in(rows.organiser)
    heard = {there.channel_id: there.languages for there in heard_there(session, rows.plan.id)}
    first = rows.channels[0].id
    assert heard[first]["ar"] >= 5 > heard[first].get("en", 0)

    pdf = client.get(f"/plans/{rows.plan.slug}/replies/posters.pdf?channel={first}").data
    french, arabic = words_of(pdf)

    assert french.count("Trop cher.") == 2
    assert "Un lieu." in french
    assert "Action 1" in french  # without a sentence of what was said, the title of the action
    assert "Place 0" in french
    assert "Trop cher." not in arabic
    assert "Demonstration" in french.replace("é", "e")
    assert pikepdf.open(io.BytesIO(pdf)).Root.MarkInfo.Marked
    page = html.fromstring(client.get(f"/plans/{rows.plan.slug}/replies").text)
    assert [str(key) for key in page.xpath("//tr[@data-channel]/@data-channel")] == [str(c.id) for c in rows.channels]


def test_a_poster_of_long_replies_tells_fewer_of_them_and_all_of_their_words(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    """Four long replies were cut at the edge of their frame, or set in letters nobody reads on a wall."""
    long = "Le local demande des travaux que la Ville ne peut pas payer cette année. " * 14 + "Fin."
    factories.reply(session, plan_id=rows.plan.id, key="P1.02", because={"fr": long})
    factories.reply(session, plan_id=rows.plan.id, key="P1.01", because={"fr": long}, signed="Mme Martin")
    session.commit()
    client.sign_in(rows.organiser)

    pdf = client.get(f"/plans/{rows.plan.slug}/replies/posters.pdf?channel={rows.channels[0].id}").data
    french = " ".join(words_of(pdf)[0].split())

    assert (french.count("Le local demande"), french.count("Fin.")) == (14, 1)
    assert min(size for size, *_ in letters(pdf)) >= 9.8


def test_languages_without_a_written_reply_are_named(client: ReviewingClient, session: Session) -> None:
    rows = seeded(session, 80)
    factories.reply(session, plan_id=rows.plan.id, key="P1.02")
    session.commit()
    client.sign_in(rows.organiser)
    page = html.fromstring(client.get(f"/plans/{rows.plan.slug}/replies").text)

    (row,) = page.xpath("//tr[@data-action='P1.02']")
    assert OWN_NAMES["ar"] in row.text_content()
    (way,) = page.xpath(f"//tr[@data-channel='{rows.channels[0].id}']")
    assert OWN_NAMES["ar"] in way.text_content()


def test_the_press_sheet_tells_five_figures_that_stand_on_the_pages(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    client.sign_in(rows.account(session, Role.READER))
    address = f"/plans/{rows.plan.slug}/replies/press.pdf"

    assert client.get(address).status_code == 409  # numbers that move give people away
    rows.campaign.state, rows.campaign.results_are_public = CampaignState.CLOSED, True
    factories.edition(session, plan_id=rows.plan.id)
    session.commit()
    (sheet,) = words_of(client.get(address).data)
    public = html.fromstring(client.get(f"/en/plan/{rows.plan.slug}").text)
    heard = public.xpath("string(//p[@class='lead']/strong)").strip()

    lines = [line.strip() for line in sheet.splitlines()]
    assert heard in lines
    assert "residents heard" in sheet
    assert "no drawn sample" in sheet
    assert "no margin of error" in sheet
    assert "Simulated answers" in sheet
    assert sheet.count("No (2)") == 1


def test_a_reply_that_is_late_is_still_promised(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    client.sign_in(rows.organiser)
    rows.campaign.reply_by = today() - dt.timedelta(days=1)
    session.commit()

    assert "and that day is past" in client.get(f"/plans/{rows.plan.slug}/replies").text
    for key in ("P1.03", "P1.04"):
        factories.reply(session, plan_id=rows.plan.id, key=key, state=ReplyState.STUDYING, due_on=today())
    session.commit()
    assert "and that day is past" not in client.get(f"/plans/{rows.plan.slug}/replies").text
