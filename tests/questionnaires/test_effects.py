"""What a publication says it does, and what it asks before it does it."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from consultation.models import Plan, Questionnaire, SheetBatch
from consultation.questionnaires import drafts
from consultation.questionnaires.definition import Definition, Question
from consultation.questionnaires.edit import save_draft
from consultation.questionnaires.effects import effects, same_meaning
from consultation.questionnaires.faults import FaultCode, faults
from consultation.questionnaires.kinds import KINDS
from consultation.questionnaires.over_versions import over_versions
from consultation.questionnaires.queries import definition_of, draft_of, latest_version, versions_of
from consultation.questionnaires.sheet import check_sheet
from consultation.questionnaires.states import state_of
from consultation.submissions.record import record_submission
from consultation.terms import CampaignState, Kind, Mode, QuestionnaireState
from tests import factories
from tests.pages import ReviewingClient
from tests.questionnaires.test_sheet import option, question
from tests.questionnaires.test_views import browser, draft_now, made, organiser, plan, press

__all__ = ["browser", "made", "organiser", "plan"]


@pytest.fixture
def live(session: Session, made: Questionnaire) -> Questionnaire:
    """Published, printed and answered by one person."""
    version = factories.version(session, questionnaire_id=made.id)
    channel = factories.channel(session, campaign_id=factories.campaign(session, questionnaire_id=made.id).id)
    definition = definition_of(version)
    record_submission(
        session,
        version_id=version.id,
        questionnaire_id=made.id,
        definition=definition,
        answers=check_sheet(definition, {"q_coffee": ["yes"], "q_missing": ["place"]}).answers,
        token="a" * 32,
        channel_id=channel.id,
        mode=Mode.SELF_ONLINE,
        locale="fr",
    )
    printed = {"locale": "fr", "first_number": 1, "count": 10, "layout": {}, "printed_on": dt.date(2026, 11, 1)}
    factories.add(session, SheetBatch(version_id=version.id, channel_id=channel.id, **printed))
    session.commit()
    return made


def reword(session: Session, made: Questionnaire, key: str, **update: object) -> None:
    asked = draft_of(made).question(key)
    assert asked is not None
    save_draft(session, made, drafts.replace_question(draft_of(made), asked.model_copy(update=update)))
    session.commit()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Qu'est-ce qui vous manque ?", "Qu’est-ce qu’il vous manque ?"),
        ("Des fêtes", "Des fetes"),
        ("Voulez-vous plus de bancs ?", "Voulez-vous davantage de bancs ?"),
        ("Un café en bas ?", "Un café en bas de chez vous ?"),
        ("Venez-vous souvent au marché ?", "Allez-vous souvent au marché ?"),
        ("15 à 24 ans", "De 15 à 24 ans"),
        ("Oui", "Oui !"),
        ("ماذا ينقصك؟", "ما الذي ينقصك؟"),
    ],
)
def test_words_put_better_are_taken_for_the_same(old: str, new: str) -> None:
    assert same_meaning(old, new)
    assert same_meaning(new, old)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Oui", "Non"),
        ("Voulez-vous plus de bancs ?", "Voulez-vous moins de bancs ?"),
        ("Êtes-vous d'accord ?", "N'êtes-vous pas d'accord ?"),
        ("Vous sentez-vous en sécurité ?", "Que mangez-vous le midi ?"),
        ("Très bien", "Pas bien du tout"),
        ("You like it", "You do not like it"),
        ("Matin", "Soir"),
        ("Le parc", "La rue"),
        ("أوافق", "لا أوافق"),
        ("For the park", "Against the park"),
    ],
)
def test_words_that_turn_a_meaning_round_are_asked_about(old: str, new: str) -> None:
    assert not same_meaning(old, new)
    assert not same_meaning(new, old)


def test_a_preview_says_what_becomes_of_answers_sheets_columns_and_languages(
    browser: ReviewingClient, session: Session, live: Questionnaire
) -> None:
    asked = draft_of(live).question("q_coffee")
    assert asked is not None
    options = (*asked.options, option("often").model_copy(update={"label": {"fr": "Souvent"}}))
    reword(session, live, "q_coffee", label=asked.label | {"fr": "Un café en bas de chez vous ?"}, options=options)
    reword(session, live, "q_missing", may_refuse=True)

    page = browser.get(f"/questionnaires/{live.id}/publication").text

    assert "1 sheet received keeps its meaning" in page
    assert "1 printed version stays valid." in page
    assert "1 answer stays and is counted on." in page
    assert "<del" in page
    assert "Un café en bas de chez vous ?</ins>" in page
    assert "New options:" in page
    assert "q_missing-declined</span>" in page
    assert "Arabic still says what it said:" in page
    assert 'id="doubtful"' not in page


def test_a_turned_meaning_is_published_only_when_somebody_says_it_is_the_same(
    browser: ReviewingClient, session: Session, live: Questionnaire
) -> None:
    reword(session, live, "q_coffee", label={"fr": "Fermer la rue la nuit ?"})
    url = f"/questionnaires/{live.id}/publication"
    fields = browser.form(url, "publication")

    refused = browser.post(url, data=fields)
    before = len(versions_of(session, live.id))
    gaps = {f"gap-{locale}": "show" for locale in draft_of(live).locales[1:]}
    done = browser.post(url, data=fields | gaps | {"same": "q_coffee"})

    assert (refused.status_code, before) == (409, 1)
    assert "Is it still the same question?" in refused.text
    assert "1 answer was given to the words before." in refused.text
    assert done.status_code == 303
    assert len(versions_of(session, live.id)) == 2


def test_another_question_is_asked_beside_the_one_that_was_answered(
    browser: ReviewingClient, session: Session, live: Questionnaire
) -> None:
    reword(session, live, "q_coffee", label={"fr": "Fermer la rue la nuit ?"})
    url = f"/questionnaires/{live.id}/publication"
    browser.post(f"/questionnaires/{live.id}/draft", data=browser.form(url, "split-q_coffee"))

    now = draft_now(session, live)
    old, new = now.question("q_coffee"), now.question("q_coffee_1")
    assert old is not None
    assert new is not None
    assert (old.retired, old.label["fr"]) == (True, "Un café en bas ?")
    assert (new.retired, new.label, new.actions) == (False, {"fr": "Fermer la rue la nuit ?"}, ("P1.02",))
    assert 'id="doubtful"' not in browser.get(url).text


def test_stricter_rules_are_said_to_be_for_new_answers(
    browser: ReviewingClient, session: Session, live: Questionnaire
) -> None:
    reword(session, live, "q_coffee", required=True)

    assert 'id="for-new-only"' in browser.get(f"/questionnaires/{live.id}/publication").text


def test_a_published_question_does_not_enter_a_section_that_is_asked_again() -> None:
    asked = Definition(title={"fr": "T"})
    asked = drafts.add_question(asked, question("q", Kind.SHORT_TEXT, actions=("P1.01",)))
    again = asked.model_copy(update={"sections": (asked.sections[0].model_copy(update={"repeat": 3}),)})

    assert FaultCode.REPEAT_CHANGED in {fault.code for fault in faults(again, {"P1.01"}, asked)}
    assert FaultCode.REPEAT_CHANGED in {fault.code for fault in faults(asked, {"P1.01"}, again)}
    assert FaultCode.REPEAT_CHANGED not in {fault.code for fault in faults(again, {"P1.01"}, again)}


@pytest.mark.parametrize(
    "update",
    [
        {"may_refuse": False, "may_not_know": False},
        {"maximum": 1},
        {"options": ()},
        {"options": (option("a"), option("b", specify=False))},
    ],
)
def test_a_column_of_the_exports_never_goes(update: dict[str, object]) -> None:
    asked = question("q", Kind.SEVERAL_CHOICES, option("a"), option("b", specify=True))
    first = asked.model_copy(update={"may_refuse": True, "may_not_know": True, "maximum": 2})

    def columns(asked: Question) -> set[str]:
        return {column.name for column in KINDS[asked.kind].columns(asked)}

    versions = [
        drafts.add_question(Definition(title={"fr": "T"}), one) for one in (first, first.model_copy(update=update))
    ]
    together = over_versions(versions).question("q")
    assert together is not None
    assert columns(first) <= columns(together)


def test_effects_of_nothing_are_nothing() -> None:
    definition = Definition.model_validate(factories.DEFINITION)

    found = effects(definition, definition)

    assert not any(vars(found).values())


DAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("state", "published", "news", "rounds"),
    [
        (QuestionnaireState.DRAFT, False, False, []),
        (QuestionnaireState.LIVE, True, False, []),
        (QuestionnaireState.LIVE, True, False, [(CampaignState.OPEN, DAY)]),
        (QuestionnaireState.LIVE_WITH_DRAFT, True, True, [(CampaignState.OPEN, None), (CampaignState.CLOSED, None)]),
        (QuestionnaireState.CLOSED, True, True, [(CampaignState.CLOSED, None)]),
        (QuestionnaireState.CLOSED, True, False, [(CampaignState.OPEN, DAY - dt.timedelta(days=1))]),
    ],
)
def test_a_questionnaire_stands_where_its_campaigns_do(
    state: QuestionnaireState, published: bool, news: bool, rounds: list[tuple[str, dt.date | None]]
) -> None:
    assert state_of(rounds, DAY, is_archived=False, is_published=published, has_news=news) == state
    archived = state_of(rounds, DAY, is_archived=True, is_published=published, has_news=news)
    assert archived == QuestionnaireState.ARCHIVED


def test_the_list_shows_and_filters_states(
    browser: ReviewingClient, session: Session, plan: Plan, live: Questionnaire
) -> None:
    factories.questionnaire(session, {"title": {"fr": "Autre"}}, plan_id=plan.id)
    session.commit()
    url = f"/plans/{plan.slug}/questionnaires"

    everything, drafted = browser.get(url).text, browser.get(f"{url}?state=draft").text
    press(browser, live, "remove/q_words")
    changed = browser.get(f"{url}?state=live_with_draft").text

    assert "Vos envies" in everything
    assert "Autre" in everything
    assert "Vos envies" not in drafted
    assert "Vos envies" in changed
    assert latest_version(session, live.id) is not None
