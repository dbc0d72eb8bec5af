"""Questions kept to ask again, and whole questionnaires as templates, within one organisation."""

from sqlalchemy.orm import Session

from consultation.models import Action, BankQuestion, Plan, Questionnaire, QuestionnaireTemplate
from consultation.questionnaires.own_bank import retied
from consultation.questionnaires.queries import draft_of
from tests import factories
from tests.pages import ReviewingClient
from tests.questionnaires.test_views import browser, draft_now, made, organiser, plan, press

__all__ = ["browser", "made", "organiser", "plan"]


def keep(browser: ReviewingClient, made: Questionnaire, key: str) -> str:
    fields = browser.form(f"/questionnaires/{made.id}", "draft-form") | {"do": f"save/{key}"}
    return browser.post(f"/questionnaires/{made.id}/bank", data=fields, follow_redirects=True).text


def test_a_question_of_ones_own_is_kept_and_taken_with_its_translations(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    said, again = keep(browser, made, "q_coffee"), keep(browser, made, "q_coffee")
    (row,) = session.query(BankQuestion)
    url = f"/questionnaires/{made.id}/proposals"
    page = browser.get(f"{url}?words=cafe").text

    fields = browser.form(f"{url}?words=cafe", "proposals") | {"take": [f"own/{row.id}"], "own_action": "P1.03"}
    browser.post(url, data=fields)

    assert "kept in the bank" in said
    assert "in the bank already" in again
    assert row.theme == "Animation"
    assert "Un café en bas" in page
    assert "Un café en bas" not in browser.get(f"{url}?words=licorne").text
    taken = draft_now(session, made).question("p1_03_1")
    assert taken is not None
    assert taken.actions == ("P1.03",)
    assert taken.label["ar"] == "قهوة في الأسفل؟"
    assert [option.key for option in taken.options] == ["yes", "maybe", "no"]


def test_a_kept_question_can_leave_the_bank_and_another_town_does_not_see_it(
    browser: ReviewingClient, session: Session, made: Questionnaire, client: ReviewingClient
) -> None:
    keep(browser, made, "q_coffee")
    row = session.query(BankQuestion).one()
    elsewhere = factories.questionnaire(session)
    stranger = factories.account(session, organisation_id=session.get_one(Plan, elsewhere.plan_id).organisation_id)
    session.commit()
    other = client.sign_in(stranger)
    other_url = f"/questionnaires/{elsewhere.id}/proposals"

    theirs = other.get(f"{other_url}?words=cafe").text
    other.post(other_url, data=other.form(f"{other_url}?words=oui", "search") | {"take": [f"own/{row.id}"]})
    assert "Un café en bas" not in theirs
    assert "p" not in {question.key[0] for question in draft_now(session, elsewhere).questions()}
    mine = client.sign_in(session.get_one(type(stranger), stranger.id))
    fields = mine.form(f"/questionnaires/{elsewhere.id}", "draft-form") | {"do": f"drop/{row.id}"}
    mine.post(f"/questionnaires/{elsewhere.id}/bank", data=fields)
    assert session.query(BankQuestion).count() == 1


def test_the_bank_is_filtered_by_theme(browser: ReviewingClient, made: Questionnaire) -> None:
    page = browser.get(f"/questionnaires/{made.id}/proposals?theme=P1").text

    assert "fête du goût" in page
    assert 'value="P1" selected' in page or 'selected value="P1"' in page


def test_a_template_starts_a_questionnaire_on_another_plan(
    browser: ReviewingClient, session: Session, plan: Plan, made: Questionnaire
) -> None:
    press(browser, made, "remove/q_words")
    browser.post(
        f"/questionnaires/{made.id}/templates", data=browser.form(f"/questionnaires/{made.id}", "save-template")
    )
    (template,) = session.query(QuestionnaireTemplate)
    other = factories.plan(session, organisation_id=plan.organisation_id, actions=2)
    titles = {"P1.01": "Embellir les rues", "P1.02": "Tout autre chose"}
    for action in session.query(Action).filter(Action.plan_id == other.id):
        action.title = titles[action.key]
    session.commit()
    url = f"/plans/{other.slug}/questionnaires/new"

    page = browser.post(
        f"/plans/{other.slug}/questionnaires/from-template",
        data=browser.form(url, "from-template") | {"template": str(template.id)},
        follow_redirects=True,
    ).text

    started = session.query(Questionnaire).filter(Questionnaire.plan_id == other.id).one()
    asked = {question.key: question.actions for question in draft_of(started).questions()}
    assert asked == {"q_missing": ("P1.01",), "q_coffee": ("P1.01",), "age": ()}
    assert "Réaliser un festival du goût à Ozon" in page


def test_actions_are_recognised_by_title_and_never_by_number_alone() -> None:
    former = {"P1.01": "Réaliser un festival du goût", "P1.02": "Embellir les rues", "P1.03": "Ouvrir un café"}
    present = {"P1.01": "Réaliser un festival du goût", "P1.02": "Ouvrir un café", "P2.05": "Embellir nos rues"}

    assert retied(former, present) == {"P1.01": "P1.01", "P1.02": "P2.05", "P1.03": "P1.02"}
