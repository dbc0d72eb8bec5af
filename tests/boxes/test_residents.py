"""Putting an idea in, and what anybody may read of it."""

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.models import Box, Channel, Idea
from consultation.terms import CampaignState, ChannelKind, IdeaState, Mode
from tests import factories
from tests.pages import ReviewingClient


def address(session: Session, box: Box, locale: str = "fr") -> str:
    return f"/{locale}/b/{session.get_one(Channel, box.channel_id).code}"


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Idea)) or 0


@pytest.mark.parametrize("locale", ["fr", "ar", "en"])
def test_an_idea_is_put_in_and_its_author_gets_a_code(client: ReviewingClient, session: Session, locale: str) -> None:
    box = factories.box(session, action_key="P1.02")
    url = address(session, box, locale)
    form = {**client.form(url), "text": "Un banc à l'ombre"}

    response = client.post(url, data=form)

    idea = session.scalars(select(Idea)).one()
    assert response.status_code == 303
    assert (idea.text, idea.locale, idea.mode, idea.state) == (
        "Un banc à l'ombre",
        locale,
        Mode.SELF_ONLINE,
        "received",
    )
    assert (idea.action_key, idea.week.weekday(), idea.slip_number) == ("P1.02", 0, None)
    thanks = client.get(response.location).text
    assert f"{idea.follow_code[:4]} {idea.follow_code[4:]}" in thanks


def test_an_idea_sent_twice_is_one_idea_and_the_same_thanks(client: ReviewingClient, session: Session) -> None:
    url = address(session, factories.box(session))
    form = {**client.form(url), "text": "Un banc"}

    first, second = client.post(url, data=form), client.post(url, data=form)

    shown = [re.findall(r"[B-Z]{4} [B-Z]{4}", client.get(sent.location).text) for sent in (first, second)]
    assert shown[0]
    assert shown[0] == shown[1]
    assert count(session) == 1


@pytest.mark.parametrize(("text", "told"), [("  ", "Écrivez votre idée"), ("x" * 4001, "4000")])
def test_what_cannot_be_kept_comes_back_with_its_words(
    client: ReviewingClient, session: Session, text: str, told: str
) -> None:
    url = address(session, factories.box(session))
    form = {**client.form(url), "text": text}

    response = client.post(url, data=form)

    assert response.status_code == 422
    assert told in response.text
    assert text.strip() in response.text
    assert str(form["token"]) in response.text
    assert count(session) == 0


def test_a_program_that_fills_everything_in_is_asked_again(client: ReviewingClient, session: Session) -> None:
    url = address(session, factories.box(session))

    response = client.post(url, data={**client.form(url), "text": "Achetez ceci", "website": "http://example.org"})

    assert response.status_code == 422
    assert "Achetez ceci" in response.text
    assert count(session) == 0


def test_nothing_shows_before_a_person_has_read_it(client: ReviewingClient, session: Session) -> None:
    """T24: nothing shown before a person has read it."""
    box = factories.box(session)
    words = {state: f"Idée {state}" for state in IdeaState}
    for state, text in words.items():
        factories.idea(session, box_id=box.id, state=state, text=text)

    page = client.get(address(session, box) + "/ideas").text

    shown = {state for state, text in words.items() if text in page}
    assert shown == {IdeaState.SHOWN, IdeaState.STUDIED, IdeaState.DONE, IdeaState.NOT_DONE}


def test_the_wall_says_what_a_person_translated_and_hides_what_was_taken_out(
    client: ReviewingClient, session: Session
) -> None:
    box = factories.box(session)
    arabic = {"locale": "ar", "text": "مقعد أمام بيت السيدة فاطمة", "shown_text": "مقعد أمام بيت […]"}
    factories.idea(session, box_id=box.id, state=IdeaState.SHOWN, translation={"fr": "Un banc devant […]"}, **arabic)

    page = client.get(address(session, box) + "/ideas").text

    assert "Un banc devant […]" in page
    assert "مقعد أمام بيت […]" in page
    assert "فاطمة" not in page


@pytest.mark.parametrize("reason", ["box", "channel", "campaign"])
def test_a_closed_box_says_so_kindly_and_keeps_its_address(
    client: ReviewingClient, session: Session, reason: str
) -> None:
    state = CampaignState.CLOSED if reason == "campaign" else CampaignState.OPEN
    campaign = factories.campaign(session, state=state)
    channel = factories.channel(
        session, campaign_id=campaign.id, kind=ChannelKind.IDEA_BOX, is_closed=reason == "channel"
    )
    box = factories.box(session, channel_id=channel.id)
    if reason == "box":
        box.closed_on = box.opened_on
        session.flush()

    seen, sent = client.get(address(session, box)), client.post(address(session, box), data={"text": "Trop tard"})

    assert (seen.status_code, sent.status_code) == (410, 410)
    assert "Merci" in seen.text
    assert "Trop tard" in sent.text
    assert count(session) == 0


def test_the_printed_address_offers_each_language_by_its_own_name(client: ReviewingClient, session: Session) -> None:
    box = factories.box(session)
    code = session.get_one(Channel, box.channel_id).code

    page = client.get(f"/b/{code}").text

    assert all(name in page for name in ("Français", "العربية", "English"))


def test_another_channel_is_no_box(client: ReviewingClient, session: Session) -> None:
    poster = factories.channel(session)

    assert client.get(f"/fr/b/{poster.code}").location == f"/c/{poster.code}"


def test_thanks_show_a_code_only_to_whoever_just_wrote(client: ReviewingClient, session: Session) -> None:
    idea = factories.idea(session)
    url = address(session, session.get_one(Box, idea.box_id)) + "/thanks"

    pages = [client.get(f"{url}{query}") for query in ("", f"?t={idea.follow_code}")]

    assert all(page.status_code == 200 and 'id="follow-code"' not in page.text for page in pages)


def test_signs_no_database_holds_are_taken_out_and_the_words_stay(client: ReviewingClient, session: Session) -> None:
    url = address(session, factories.box(session))

    client.post(url, data={**client.form(url), "text": " Un\x00 banc\r\nà l'ombre \u200f👨\u200d👩\u200d👧 "})

    assert session.scalars(select(Idea.text)).one() == "Un banc\nà l'ombre \u200f👨\u200d👩\u200d👧"
