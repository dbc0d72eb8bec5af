"""Boxes of organisers, and the reading of ideas."""

import io

import pypdfium2
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.boxes.moderate import Judgement, MovedOn, NothingToUndo, moderate, undo_moderation
from consultation.boxes.queries import next_waiting
from consultation.models import Account, AuditEntry, Box, Campaign, Channel, Idea, Plan
from consultation.submissions.follow import followed_idea
from consultation.terms import IdeaState, Role
from consultation.web.slips import printed_slip_number
from tests import factories
from tests.pages import ReviewingClient


@pytest.fixture
def organiser(session: Session) -> Account:
    return factories.account(session, Role.ORGANISER)


@pytest.fixture
def box(session: Session, organiser: Account) -> Box:
    """A box of the organiser's organisation."""
    made = factories.box(session)
    session.get_one(
        Plan, session.get_one(Campaign, session.get_one(Channel, made.channel_id).campaign_id).plan_id
    ).organisation_id = organiser.organisation_id or 0
    session.flush()
    return made


def test_a_box_is_opened_with_its_question_and_found_at_its_address(
    client: ReviewingClient, session: Session, organiser: Account, box: Box
) -> None:
    campaign_id = session.get_one(Channel, box.channel_id).campaign_id
    url = f"/campaigns/{campaign_id}/boxes/new"
    client.sign_in(organiser)
    form = {**client.form(url, "box"), "name": "Gardien tour B", "question_fr": "Une idée ?", "action": "P1.02"}

    response = client.post(url, data=form)

    channel = session.scalars(select(Channel).where(Channel.name == "Gardien tour B")).one()
    made = session.scalars(select(Box).where(Box.channel_id == channel.id)).one()
    assert response.location.endswith(f"/boxes/{made.id}")
    assert (made.question, made.locales, made.action_key) == ({"fr": "Une idée ?"}, ["fr"], "P1.02")
    assert client.get(response.location).status_code == 200
    assert "Une idée ?" in client.get(f"/fr/b/{channel.code}").text


def test_a_box_needs_a_question(client: ReviewingClient, session: Session, organiser: Account, box: Box) -> None:
    url = f"/campaigns/{session.get_one(Channel, box.channel_id).campaign_id}/boxes/new"
    client.sign_in(organiser)

    response = client.post(url, data={**client.form(url, "box"), "name": "Accueil"})

    assert response.status_code == 422
    assert "Accueil" in response.text


def test_a_box_is_changed_closed_and_opened_again(
    client: ReviewingClient, session: Session, organiser: Account, box: Box
) -> None:
    client.sign_in(organiser)
    url = f"/boxes/{box.id}"
    public = f"/fr/b/{session.get_one(Channel, box.channel_id).code}"

    client.post(f"{url}/edit", data={**client.form(f"{url}/edit", "box"), "question_fr": "Et le soir ?"})
    assert "Et le soir ?" in client.get(public).text

    closing = client.form(url, "closing")
    client.post(f"{url}/closing", data=closing)
    assert client.get(public).status_code == 410
    client.post(f"{url}/closing", data=closing)
    assert client.get(public).status_code == 200


@pytest.mark.parametrize("per_page", [4, 6])
def test_printed_slips_have_numbers_that_are_given_once(
    client: ReviewingClient, session: Session, organiser: Account, box: Box, per_page: int
) -> None:
    client.sign_in(organiser)
    form = {**client.form(f"/boxes/{box.id}", "slips"), "kind": f"slip{per_page}", "pages": "2", "second_locale": "ar"}

    prints = [client.post(f"/boxes/{box.id}/slips", data=form) for _time in range(2)]

    numbers = [number_texts(response.data) for response in prints]
    wanted = [printed_slip_number(number) for number in range(1, 4 * per_page + 1)]
    assert [n for n in wanted if n in numbers[0]] == wanted[: 2 * per_page]
    assert [n for n in wanted if n in numbers[1]] == wanted[2 * per_page :]


def number_texts(document: bytes) -> str:
    pages = pypdfium2.PdfDocument(io.BytesIO(document))
    return " ".join(str(page.get_textpage().get_text_range()) for page in pages)


def test_an_idea_is_read_decided_and_followed_by_its_author(
    client: ReviewingClient, session: Session, organiser: Account, box: Box
) -> None:
    """T39: the author sees the state and the reason in their own language."""
    idea = factories.idea(session, box_id=box.id, locale="ar", text="حديقة")
    client.sign_in(organiser)
    url = f"/ideas/{idea.id}"
    said = {"decision": "studied", "ready_reason": "working_group", "translation_fr": "Un jardin", "action": "P1.03"}

    response = client.post(url, data={**client.form(url, "idea"), **said})

    session.expire_all()
    assert response.status_code == 303
    assert (idea.state, idea.translation, idea.action_key) == ("studied", {"fr": "Un jardin"}, "P1.03")
    found = followed_idea(session, idea.follow_code)
    assert found is not None
    assert found.reason["ar"] == "يدرس فريق العمل فكرتكم."
    trail = session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "idea")).one()
    assert (trail.verb, trail.account_id) == ("studied", organiser.id)
    assert "حديقة" not in str(vars(trail))


def test_reading_goes_on_to_the_next_idea_and_the_last_word_is_taken_back(
    client: ReviewingClient, session: Session, organiser: Account, box: Box
) -> None:
    for text in ("Un banc", "Un arbre"):
        factories.idea(session, box_id=box.id, text=text)
    client.sign_in(organiser)
    first = client.get(f"/ideas/next?box={box.id}").location
    idea_id = first.split("/")[-1].split("?")[0]

    moved = client.post(first, data={**client.form(first, "idea"), "decision": "hidden"})
    second = client.get(moved.location).location
    assert idea_id not in second.split("?")[0]
    undone = client.post(f"/ideas/{idea_id}/undo", data=client.form(second, "undo-last"))

    session.expire_all()
    assert undone.status_code == 303
    assert {idea.state for idea in session.scalars(select(Idea))} == {IdeaState.RECEIVED}


def test_when_all_is_read_the_list_says_so_and_still_takes_the_last_word_back(
    client: ReviewingClient, session: Session, organiser: Account, box: Box
) -> None:
    idea = factories.idea(session, box_id=box.id)
    client.sign_in(organiser)
    moved = client.post(f"/ideas/{idea.id}", data={**client.form(f"/ideas/{idea.id}", "idea"), "decision": "shown"})

    listed = client.get(moved.location).location

    client.post(f"/ideas/{idea.id}/undo", data=client.form(listed, "undo"))
    session.expire_all()
    assert idea.state == IdeaState.RECEIVED


def test_two_organisers_do_not_overrule_each_other_unseen(
    client: ReviewingClient, session: Session, organiser: Account, box: Box
) -> None:
    idea = factories.idea(session, box_id=box.id)
    client.sign_in(organiser)
    opened = client.form(f"/ideas/{idea.id}", "idea")
    client.post(f"/ideas/{idea.id}", data={**opened, "decision": "hidden"})

    late = client.post(f"/ideas/{idea.id}", data={**opened, "decision": "shown", "reason_fr": "Belle idée"})

    session.expire_all()
    assert late.status_code == 409
    assert "Belle idée" in late.text
    assert idea.state == IdeaState.HIDDEN


def test_hints_are_marked_and_a_person_takes_the_name_out(
    client: ReviewingClient, session: Session, organiser: Account, box: Box
) -> None:
    """T41: hints a list a language, a human decision, and no exact address shown."""
    idea = factories.idea(session, box_id=box.id, text="Un banc devant chez Mme Durand, 12 rue des Lilas")
    client.sign_in(organiser)
    page = client.get(f"/ideas/{idea.id}").text
    form = {**client.form(f"/ideas/{idea.id}", "idea"), "shown_text": "Un banc devant chez […]", "decision": "shown"}

    client.post(f"/ideas/{idea.id}", data=form)

    wall = client.get(f"/fr/b/{session.get_one(Channel, box.channel_id).code}/ideas").text
    assert page.count("<mark>") == 2
    assert "Un banc devant chez […]" in wall
    assert "Durand" not in wall
    session.expire_all()
    assert idea.text == "Un banc devant chez Mme Durand, 12 rue des Lilas"


def test_ideas_of_another_organisation_are_not_there(client: ReviewingClient, session: Session) -> None:
    idea = factories.idea(session)
    client.sign_in(factories.account(session, Role.ORGANISER))

    assert client.get(f"/ideas/{idea.id}").status_code == 404
    assert client.get(f"/boxes/{idea.box_id}").status_code == 404
    assert idea.text not in client.get("/ideas").text


def test_the_list_filters_and_counts(client: ReviewingClient, session: Session, organiser: Account, box: Box) -> None:
    factories.idea(session, box_id=box.id, text="Un banc", state=IdeaState.SHOWN)
    factories.idea(session, box_id=box.id, text="Un arbre", locale="ar")
    client.sign_in(organiser)

    shown, arabic = client.get("/ideas?state=shown").text, client.get("/ideas?language=ar").text

    assert ("Un banc" in shown, "Un arbre" in shown) == (True, False)
    assert ("Un banc" in arabic, "Un arbre" in arabic) == (False, True)


def test_an_idea_put_off_comes_again_after_the_others(session: Session) -> None:
    box = factories.box(session)
    ids = {factories.idea(session, box_id=box.id).id for _one in range(3)}

    seen = []
    after = None
    for _step in range(4):
        after = next_waiting(session, None, box_id=box.id, after=after)
        seen.append(after)

    assert set(seen[:3]) == ids
    assert seen[3] == seen[0]


def test_each_word_is_taken_back_in_turn() -> None:
    idea = Idea(text="Un banc", state=IdeaState.RECEIVED, reason={}, translation={}, undo=[], action_key="P1.01")
    moderate(idea, Judgement(state=IdeaState.SHOWN, action_key="P1.02"), 1, steps_seen=0)
    moderate(idea, Judgement(state=IdeaState.HIDDEN, reason={"fr": "Doublon"}), 2, steps_seen=1)

    with pytest.raises(MovedOn):
        moderate(idea, Judgement(state=IdeaState.DONE), 3, steps_seen=1)
    undo_moderation(idea)
    assert (idea.state, idea.reason, idea.action_key, idea.moderated_by) == (IdeaState.SHOWN, {}, "P1.02", 1)
    undo_moderation(idea)
    assert (idea.state, idea.action_key) == (IdeaState.RECEIVED, "P1.01")
    with pytest.raises(NothingToUndo):
        undo_moderation(idea)
