"""What is typed in the builder is kept until it is saved, for its writer alone, and read for plain words."""

from sqlalchemy.orm import Session

from consultation.models import Account, KeptForm, Questionnaire
from consultation.terms import Role
from tests import factories
from tests.pages import ReviewingClient
from tests.questionnaires.test_views import browser, draft_now, label_of, made, organiser, plan

__all__ = ["browser", "made", "organiser", "plan"]


def typed(browser: ReviewingClient, url: str, page: str, **fields: str) -> dict[str, str | list[str]]:
    return {**browser.form(url, "question"), "page": page, **fields}


def test_what_was_typed_comes_back_and_goes_when_it_is_saved(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    url, page = f"/questionnaires/{made.id}/questions/q_coffee", "question/q_coffee"
    fields = typed(browser, url, page, **{"label-fr": "À moitié écrit ?"})
    kept = browser.post(f"/questionnaires/{made.id}/kept", data=fields)

    offered, back = browser.get(url).text, browser.get(f"{url}?kept=yes").text
    saved = browser.post(url, data=browser.form(f"{url}?kept=yes", "question"))

    assert kept.json == {"advice": [], "kept": True}
    assert "did not save it" in offered
    assert "À moitié écrit ?" not in offered
    assert "À moitié écrit ?" in back
    assert saved.status_code == 303
    assert label_of(draft_now(session, made), "q_coffee") == "À moitié écrit ?"
    assert "did not save it" not in browser.get(url).text
    assert session.query(KeptForm).count() == 0


def test_a_new_question_is_kept_too_and_can_be_thrown_away(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    url = f"/questionnaires/{made.id}/new-question"
    browser.post(f"/questionnaires/{made.id}/kept", data=typed(browser, url, "new", **{"label-fr": "Presque ?"}))

    assert "Presque ?" in browser.get(f"{url}?kept=yes").text
    browser.post(f"/questionnaires/{made.id}/kept", data=browser.form(url, "forget"))
    assert "Presque ?" not in browser.get(f"{url}?kept=yes").text


def test_the_title_and_the_introduction_are_kept_too(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    url = f"/questionnaires/{made.id}/words"
    fields = {**browser.form(url, "words"), "page": "words", "intro-fr": "À moitié dit"}
    kept = browser.post(f"/questionnaires/{made.id}/kept", data=fields)

    offered, back = browser.get(url).text, browser.get(f"{url}?kept=yes").text
    browser.post(url, data=browser.form(f"{url}?kept=yes", "words"))

    assert kept.json == {"advice": [], "kept": True}
    assert "did not save it" in offered
    assert "À moitié dit" not in offered
    assert "À moitié dit" in back
    assert draft_now(session, made).intro["fr"] == "À moitié dit"
    assert session.query(KeptForm).count() == 0


def test_nobody_else_is_shown_what_somebody_types(
    client: ReviewingClient, session: Session, made: Questionnaire, organiser: Account
) -> None:
    other = factories.account(session, Role.ORGANISER, organisation_id=organiser.organisation_id, locale="en")
    session.commit()
    url = f"/questionnaires/{made.id}/questions/q_coffee"
    mine = client.sign_in(organiser)
    fields = typed(mine, url, "question/q_coffee", **{"label-fr": "Entre nous ?"})
    mine.post(f"/questionnaires/{made.id}/kept", data=fields)

    assert "Entre nous" not in client.sign_in(other).get(f"{url}?kept=yes").text


def test_words_kept_on_an_older_question_meet_what_was_saved_since(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    url = f"/questionnaires/{made.id}/questions/q_coffee"
    fields = typed(browser, url, "question/q_coffee", **{"label-fr": "La mienne ?"})
    browser.post(f"/questionnaires/{made.id}/kept", data=fields)
    browser.post(f"/questionnaires/{made.id}/draft", data=fields | {"do": "down/q_coffee"})
    theirs = browser.form(url, "question") | {"label-fr": "La leur ?"}
    browser.post(url, data=theirs)
    browser.post(f"/questionnaires/{made.id}/kept", data=fields)

    refused = browser.post(url, data=browser.form(f"{url}?kept=yes", "question"))

    assert refused.status_code == 409
    assert "La leur ?" in refused.text
    assert "La mienne ?" in refused.text


def test_typing_is_answered_with_advice_and_the_page_shows_it_without_script(
    browser: ReviewingClient, made: Questionnaire
) -> None:
    url = f"/questionnaires/{made.id}/questions/q_coffee"
    words = {"label-fr": "Connaissez-vous la MLNV ?"}
    said = browser.post(f"/questionnaires/{made.id}/kept", data=typed(browser, url, "question/q_coffee", **words)).json
    page = browser.post(url, data=browser.form(url, "question") | words | {"do": "advice"}).text

    expected = "French: not everybody knows “MLNV”: write “Mission locale Nord Vienne”."
    assert said == {"kept": True, "advice": [expected]}
    assert expected in page


def test_a_page_that_does_not_exist_keeps_nothing(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    fields = typed(browser, f"/questionnaires/{made.id}/new-question", "question/never")

    assert browser.post(f"/questionnaires/{made.id}/kept", data=fields).status_code == 400
    assert session.query(KeptForm).count() == 0


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(
    client: ReviewingClient, made: Questionnaire
) -> None:
    url = f"/questionnaires/{made.id}/questions/q_coffee"

    answer = client.post(url, data={"label-fr": "Trop tard ?"})

    assert answer.status_code == 303
    assert f"next={url}" in answer.location
