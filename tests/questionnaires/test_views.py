"""Organisers write, preview and publish, without a script."""

import html
import re
from typing import Any

import lxml.html
import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from consultation.models import Account, Action, AuditEntry, Place, Plan, Questionnaire
from consultation.questionnaires import drafts
from consultation.questionnaires.definition import Definition, Question
from consultation.questionnaires.edit import save_draft
from consultation.questionnaires.kinds import KINDS
from consultation.questionnaires.queries import draft_of, versions_of
from consultation.terms import Kind, Role
from tests import factories
from tests.pages import ReviewingClient
from tests.questionnaires.test_sheet import option, question


@pytest.fixture
def organiser(session: Session) -> Account:
    return factories.account(session, locale="en")


@pytest.fixture
def plan(session: Session, organiser: Account) -> Plan:
    made = factories.plan(session, organisation_id=organiser.organisation_id, sector="Ozon")
    titles = {"P1.01": "Réaliser un festival du goût à Ozon", "P1.02": "Embellir les rues"}
    for action in session.query(Action).filter(Action.plan_id == made.id):
        action.title = titles.get(action.key, action.title)
    session.commit()
    return made


@pytest.fixture
def browser(client: ReviewingClient, organiser: Account) -> ReviewingClient:
    return client.sign_in(organiser)


@pytest.fixture
def made(session: Session, plan: Plan) -> Questionnaire:
    questionnaire = factories.questionnaire(session, plan_id=plan.id)
    session.commit()
    return questionnaire


def draft_now(session: Session, made: Questionnaire) -> Definition:
    session.expire_all()
    return draft_of(made)


def press(browser: ReviewingClient, made: Questionnaire, do: str, form_id: str = "draft-form", **more: Any) -> str:
    """The builder after one of its buttons was pressed."""
    url = f"/questionnaires/{made.id}"
    fields = browser.form(url, form_id) | {"do": do} | more
    return browser.post(f"{url}/draft", data=fields, follow_redirects=True).text


def test_a_plan_without_questionnaires_says_how_to_begin(browser: ReviewingClient, plan: Plan) -> None:
    page = browser.get(f"/plans/{plan.slug}/questionnaires").text

    assert "No questionnaire yet" in page
    assert f"/plans/{plan.slug}/questionnaires/new" in page


def test_every_page_of_a_questionnaire_is_one_click_from_its_builder(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    factories.version(session, made.draft, questionnaire_id=made.id)
    session.commit()
    page = lxml.html.fromstring(browser.get(f"/questionnaires/{made.id}").text)

    links = page.xpath("//nav[@id='around']//a")

    assert [link.get("id").removeprefix("to-") for link in links] == [
        "translations", "sounds", "files", "voices", "answer-imports", "export", "codebook", "campaigns",
    ]  # fmt: skip
    assert {browser.get(link.get("href")).status_code for link in links} == {200}


def test_the_list_takes_the_same_number_of_statements_for_2_and_for_20(
    browser: ReviewingClient, session: Session, plan: Plan
) -> None:
    def statements() -> int:
        counted: list[str] = []
        listen = lambda *args: counted.append(args[2])  # noqa: E731  # the listener must be removed again
        event.listen(session.get_bind(), "before_cursor_execute", listen)
        browser.get(f"/plans/{plan.slug}/questionnaires")
        event.remove(session.get_bind(), "before_cursor_execute", listen)
        return len(counted)

    for _ in range(2):
        factories.version(session, questionnaire_id=factories.questionnaire(session, plan_id=plan.id).id)
    session.commit()
    few = statements()
    for _ in range(18):
        factories.version(session, questionnaire_id=factories.questionnaire(session, plan_id=plan.id).id)
    session.commit()

    assert few == statements() > 0


def test_actions_become_proposed_questions_in_three_languages(
    browser: ReviewingClient, session: Session, plan: Plan
) -> None:
    url = f"/plans/{plan.slug}/questionnaires/new"
    fields = browser.form(url, "new-questionnaire") | {"title": "Vos envies", "actions": ["P1.01", "P1.02"]}

    answer = browser.post(url, data=fields, follow_redirects=True)

    made = session.query(Questionnaire).one()
    definition = draft_of(made)
    asked = [q for q in definition.questions() if not q.profile]
    assert [(q.key, q.kind) for q in asked] == [("p1_01_1", Kind.ONE_CHOICE), ("p1_02_1", Kind.PLACE)]
    assert definition.locales == ("fr", "en", "ar")
    assert {"fr", "ar", "en"} <= set(asked[0].label)
    assert "Quel plat voulez-vous faire goûter" in answer.text
    assert [(entry.verb, entry.object_name) for entry in session.query(AuditEntry)] == [("create", "Vos envies")]


def test_what_was_typed_stays_when_a_title_is_missing(browser: ReviewingClient, session: Session, plan: Plan) -> None:
    url = f"/plans/{plan.slug}/questionnaires/new"

    page = browser.post(url, data=browser.form(url, "new-questionnaire") | {"actions": ["P1.02"]}).text

    assert "Write a title" in page
    assert re.search(r'value="P1.02"[^>]* checked', page)
    assert session.query(Questionnaire).count() == 0


def test_one_question_one_action_is_published_in_three_steps(
    browser: ReviewingClient, session: Session, plan: Plan
) -> None:
    """T40: start with something simple."""
    url = f"/plans/{plan.slug}/questionnaires/new"
    small = browser.form(url, "start-small") | {"action": "P1.01"}

    confirm = browser.post(f"/plans/{plan.slug}/questionnaires/small", data=small)
    fields = browser.form(confirm.location, "publication")
    done = browser.post(confirm.location, data=fields, follow_redirects=True)

    made = session.query(Questionnaire).one()
    (version,) = versions_of(session, made.id)
    assert [q["key"] for s in version.definition["sections"] for q in s["questions"]] == ["p1_01_1"]
    assert version.definition["title"]["fr"] == "Quand voulez-vous faire la fête du goût\u00a0?"
    assert version.print_code in done.text
    assert [entry.verb for entry in session.query(AuditEntry).order_by(AuditEntry.id)] == ["create", "publish"]


def test_buttons_of_the_builder_change_the_draft_and_undo_brings_it_back(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    before = draft_of(made)

    press(browser, made, "down/q_missing")
    moved = [q.key for q in draft_now(session, made).questions()]
    press(browser, made, "remove/q_missing")
    removed = draft_now(session, made).question("q_missing")
    press(browser, made, "undo", "undo")
    press(browser, made, "undo", "undo")

    assert moved[:2] == ["q_coffee", "q_missing"]
    assert removed is None
    assert draft_now(session, made) == before


def test_a_question_dropped_by_pointer_lands_in_its_place(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    press(browser, made, "place/q_words/wishes/q_missing")
    press(browser, made, "place/q_coffee/you/")

    keys = [[q.key for q in s.questions] for s in draft_now(session, made).sections]
    assert keys == [["q_words", "q_missing"], ["age", "q_coffee"]]


def test_sections_are_added_moved_and_removed(browser: ReviewingClient, session: Session, made: Questionnaire) -> None:
    press(browser, made, "add_section")
    press(browser, made, "section_up/s_1")
    keys = [section.key for section in draft_now(session, made).sections]
    press(browser, made, "remove_section/wishes")

    assert keys == ["wishes", "s_1", "you"]
    assert [(s.key, len(s.questions)) for s in draft_now(session, made).sections] == [("s_1", 3), ("you", 1)]


def test_a_button_on_something_gone_says_so_and_loses_nothing(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    before = draft_of(made)

    page = press(browser, made, "up/gone")
    refused = browser.post(
        f"/questionnaires/{made.id}/draft",
        data=browser.form(f"/questionnaires/{made.id}", "draft-form") | {"do": "drop_table"},
    )

    assert "Somebody changed this questionnaire meanwhile" in page
    assert refused.status_code == 400
    assert draft_now(session, made) == before


def test_profile_questions_are_chosen_by_ticking(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    press(browser, made, "profile", "profile-form", profile=["age_band", "home_language"])

    asked = [q.key for q in draft_now(session, made).questions() if q.profile]
    assert asked == ["age", "home_language"]


@pytest.mark.parametrize("kind", list(Kind))
def test_a_question_of_every_kind_is_written_in_three_languages(
    browser: ReviewingClient, session: Session, made: Questionnaire, kind: Kind
) -> None:
    url = f"/questionnaires/{made.id}/new-question?kind={kind}&section=you&action=P1.02"
    fields = browser.form(url, "question")
    fields |= {"label-fr": "Alors ?", "label-ar": "إذن؟", "label-en": "So?", "actions": ["P1.01", "P1.02", "P1.03"]}
    if "options-0-fr" in fields and not fields["options-0-fr"]:
        fields |= {"options-0-fr": "Oui, là", "options-1-fr": "Non"}
    if kind is Kind.NUMBER:
        fields |= {"low": "0", "high": "12", "unit-fr": "par an"}

    answer = browser.post(url, data=fields)

    assert answer.status_code == 303
    written = draft_now(session, made).question("p1_01_1")
    assert written is not None
    assert (written.kind, written.label["ar"], written.required) == (kind, "إذن؟", False)
    assert written.actions == ("P1.01", "P1.02", "P1.03")  # T15
    assert drafts.section_of(draft_of(made), "p1_01_1").key == "you"
    if kind is Kind.ONE_CHOICE:
        assert [o.key for o in written.options] == ["oui_la", "non"]
    if kind is Kind.FACES:
        assert [o.key for o in written.options] == ["very_good", "good", "poor", "very_poor"]
    if kind is Kind.NUMBER:
        assert (written.low, written.high, written.unit) == (0, 12, {"fr": "par an"})
    assert f'href="/questionnaires/{made.id}/questions/p1_01_1"' in browser.get(f"/questionnaires/{made.id}").text


def test_options_are_added_moved_and_removed_without_saving(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    url = f"/questionnaires/{made.id}/questions/q_missing"
    before = draft_of(made)

    fields = browser.form(url, "question") | {"label-fr": "Autrement dit ?"}
    page = browser.post(url, data=fields | {"do": "add_option"}).text
    assert 'name="options-4-fr"' in page
    assert "Autrement dit ?" in page
    assert draft_now(session, made) == before

    fields |= {"options-4-key": "", "options-4-fr": "Un jardin", "do": "up_option/4"}
    browser.post(url, data=fields)
    swapped = {
        f"options-{a}-{name}": fields.get(f"options-{b}-{name}", "")
        for a, b in ((3, 4), (4, 3))
        for name in ("key", "fr", "ar", "en", "fr_falc")
    }
    fields = {k: v for k, v in fields.items() if not k.startswith(("options-3", "options-4"))} | swapped
    browser.post(url, data=fields | {"options-4-exclusive": "y", "do": "save"})

    written = draft_now(session, made).question("q_missing")
    assert written is not None
    assert [o.key for o in written.options] == ["parties", "place", "other", "un_jardin", "nothing"]
    assert [o.exclusive for o in written.options] == [False, False, False, False, True]
    assert written.label["fr"] == "Autrement dit ?"


def test_languages_the_form_does_not_show_are_kept(browser: ReviewingClient, session: Session, plan: Plan) -> None:
    asked = question("q", Kind.SHORT_TEXT, actions=("P1.01",)).model_copy(update={"label": {"fr": "Et ?", "fa": "و؟"}})
    definition = drafts.add_question(Definition(title={"fr": "T"}), asked)
    made = factories.questionnaire(session, definition.model_dump(mode="json"), plan_id=plan.id)
    session.commit()
    url = f"/questionnaires/{made.id}/questions/q"

    browser.post(url, data=browser.form(url, "question") | {"label-fr": "Et alors ?"})

    written = draft_now(session, made).question("q")
    assert written is not None
    assert written.label == {"fr": "Et alors ?", "fa": "و؟"}


def test_a_changed_wording_asks_to_check_its_translations(
    browser: ReviewingClient, session: Session, plan: Plan
) -> None:
    label = {"fr": "Et ?", "fr@falc": "Et ?", "ar": "و؟"}
    asked = question("q", Kind.SHORT_TEXT, actions=("P1.01",)).model_copy(update={"label": label})
    definition = drafts.add_question(Definition(title={"fr": "T"}), asked)
    made = factories.questionnaire(session, definition.model_dump(mode="json"), plan_id=plan.id)
    session.commit()
    url = f"/questionnaires/{made.id}/questions/q"

    page = browser.post(url, data=browser.form(url, "question") | {"label-fr": "Alors ?"}, follow_redirects=True).text
    same = browser.post(url, data=browser.form(url, "question"), follow_redirects=True).text

    written = draft_now(session, made).question("q")
    assert written is not None
    assert written.label == {"fr": "Alors ?", "fr@falc": "Alors ?", "ar": "و؟"}
    assert "still say the same: Arabic." in page
    assert "still say the same" not in same


def test_places_of_a_published_question_survive_its_editing(
    browser: ReviewingClient, session: Session, plan: Plan
) -> None:
    asked = question("q", Kind.PLACE, "churchill", option("gone", retired=True), actions=("P1.01",))
    definition = drafts.add_question(Definition(title={"fr": "T"}), asked)
    made = factories.questionnaire(session, definition.model_dump(mode="json"), plan_id=plan.id)
    session.commit()
    url = f"/questionnaires/{made.id}/questions/q"

    browser.post(url, data=browser.form(url, "question") | {"label-fr": "Où ?"})

    written = draft_now(session, made).question("q")
    assert written is not None
    assert (written.label["fr"], written.options) == ("Où ?", asked.options)


def test_two_organisers_on_one_question_lose_nothing(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    url = f"/questionnaires/{made.id}/questions/q_coffee"
    mine = browser.form(url, "question") | {"label-fr": "Ma version ?"}
    browser.post(url, data=browser.form(url, "question") | {"label-fr": "Leur version ?"})

    refused = browser.post(url, data=mine)
    assert refused.status_code == 409
    assert "Ma version ?" in refused.text
    assert "Leur version ?" in refused.text
    assert label_of(draft_now(session, made), "q_coffee") == "Leur version ?"

    opened_on = re.search(r'name="opened_on"[^>]*value="(\w+)"', refused.text)
    assert opened_on
    browser.post(url, data=mine | {"opened_on": opened_on[1]})
    assert label_of(draft_now(session, made), "q_coffee") == "Ma version ?"


def test_a_question_removed_meanwhile_can_be_put_back(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    url = f"/questionnaires/{made.id}/questions/q_coffee"
    mine = browser.form(url, "question") | {"label-fr": "Ma version ?"}
    press(browser, made, "remove/q_coffee")

    refused = browser.post(url, data=mine)
    assert refused.status_code == 409
    assert "Ma version ?" in refused.text

    browser.post(url, data=mine | {"opened_on": ""})
    assert label_of(draft_now(session, made), "q_coffee") == "Ma version ?"


def test_two_organisers_on_different_questions_do_not_disturb_each_other(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    coffee, words = (f"/questionnaires/{made.id}/questions/{key}" for key in ("q_coffee", "q_words"))
    mine = browser.form(coffee, "question") | {"label-fr": "Café ?"}
    browser.post(words, data=browser.form(words, "question") | {"label-fr": "Des mots ?"})

    assert browser.post(coffee, data=mine).status_code == 303

    now = draft_now(session, made)
    assert [label_of(now, "q_coffee"), label_of(now, "q_words")] == ["Café ?", "Des mots ?"]


def label_of(definition: Definition, key: str) -> str:
    found = definition.question(key)
    assert found is not None
    return found.label["fr"]


def test_titles_and_languages_are_written_side_by_side(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    url = f"/questionnaires/{made.id}/words"
    fields = browser.form(url, "words")
    theirs = fields | {"promise-fr": "Nous répondrons en juin."}

    browser.post(url, data=theirs | {"sections-1-fr": "Vous-même", "locales": ["fr", "en"]})
    refused = browser.post(url, data=fields | {"intro-ar": "مرحبا"})

    now = draft_now(session, made)
    assert now.promise == {"fr": "Nous répondrons en juin."}
    assert now.sections[1].title["fr"] == "Vous-même"
    assert now.locales == ("fr", "en")
    assert refused.status_code == 409
    assert "مرحبا" in refused.text
    assert "Nous répondrons en juin." in refused.text


def test_the_kind_of_a_published_question_stays(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    factories.version(session, questionnaire_id=made.id)
    session.commit()
    url = f"/questionnaires/{made.id}/questions/q_coffee"

    page = browser.get(url).text
    browser.post(url, data=browser.form(url, "question") | {"kind": "long_text", "label-fr": "Café ?"})

    written = draft_now(session, made).question("q_coffee")
    assert "It cannot change" in page
    assert written is not None
    assert written.kind is Kind.YES_MAYBE_NO
    assert len(written.options) == 3


def test_the_bank_is_searched_and_questions_are_taken(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    url = f"/questionnaires/{made.id}/proposals"
    page = browser.get(f"{url}?words=fleurir").text
    assert "Quel coin voulez-vous fleurir" in page
    assert "fête du goût" not in page
    assert "Nothing found" in browser.get(f"{url}?words=licorne").text

    fields = browser.form(f"{url}?words=fleurir", "proposals")
    browser.post(url, data=fields | {"take": ["P1.02/p5_05_2", "P1.02/offer", "P9.99/p5_05_2", "x"]})

    now = draft_now(session, made)
    added = now.question("p1_02_1")
    assert added is not None
    assert added.label["fr"].startswith("Avec quoi")
    assert [offer.action for offer in now.offers] == ["P1.02"]
    assert "already asked" in browser.get(f"{url}?words=fleurir").text


def test_offers_are_written_and_changed(browser: ReviewingClient, session: Session, made: Questionnaire) -> None:
    url = f"/questionnaires/{made.id}/offers/new"
    browser.post(url, data=browser.form(url, "offer") | {"action": "P1.02", "label-fr": "Je plante."})
    (offer,) = draft_now(session, made).offers

    url = f"/questionnaires/{made.id}/offers/{offer.key}"
    browser.post(url, data=browser.form(url, "offer") | {"kind": "tool"})

    (changed,) = draft_now(session, made).offers
    assert (changed.key, changed.action, changed.kind, changed.label) == (
        offer.key,
        "P1.02",
        "tool",
        {"fr": "Je plante."},
    )
    assert browser.get(f"/questionnaires/{made.id}/offers/gone").status_code == 404


def test_publication_names_what_is_left_to_settle(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    empty = Question(key="empty", kind=Kind.ONE_CHOICE, label={}, actions=("P1.01",))
    save_draft(session, made, drafts.add_question(draft_of(made), empty))
    session.commit()
    url = f"/questionnaires/{made.id}/publication"

    page = browser.get(url).text
    refused = browser.post(url, data=browser.form(url) | {"revision": "1"})

    assert "2 things to settle first" in page
    assert f"/questionnaires/{made.id}/questions/empty" in page
    assert 'id="publication-button"' not in page
    assert refused.status_code == 409
    assert versions_of(session, made.id) == []


def test_publication_says_what_changes_and_refuses_what_was_not_read(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    url = f"/questionnaires/{made.id}/publication"
    browser.post(url, data=browser.form(url, "publication"))
    press(browser, made, "remove/q_words")

    page = browser.get(url).text
    fields = browser.form(url, "publication")
    press(browser, made, "up/q_coffee")
    refused = browser.post(url, data=fields)
    done = browser.post(url, data=browser.form(url, "publication"))

    assert "No longer asked; its answers stay." in page
    assert refused.status_code == 409
    assert "The draft was changed after you opened this page" in refused.text
    assert done.status_code == 303
    assert [v.number for v in versions_of(session, made.id)] == [2, 1]
    assert "Autre chose à dire" not in browser.get(f"/questionnaires/{made.id}/versions/2").text
    assert "Autre chose à dire" in browser.get(f"/questionnaires/{made.id}/versions/1").text
    assert browser.get(f"/questionnaires/{made.id}/versions/3").status_code == 404


def test_a_questionnaire_is_archived_taken_back_and_copied(
    browser: ReviewingClient, session: Session, plan: Plan, made: Questionnaire
) -> None:
    listed, url = f"/plans/{plan.slug}/questionnaires", f"/questionnaires/{made.id}/archive"
    asked = browser.get(url).text
    browser.post(url, data=browser.form(url, "archive"))
    away, archived = browser.get(listed).text, browser.get(f"{listed}?state=archived").text
    browser.post(url, data=browser.form(url, "archive"))
    copied = browser.post(
        f"/questionnaires/{made.id}/copies",
        data=browser.form(f"/questionnaires/{made.id}", "copy"),
        follow_redirects=True,
    )

    assert "Nothing is lost" in asked
    assert f'href="/questionnaires/{made.id}"' not in away
    assert f'href="/questionnaires/{made.id}"' in archived
    assert f'href="/questionnaires/{made.id}"' in browser.get(listed).text
    assert "Vos envies (2)" in copied.text
    assert session.query(Questionnaire).count() == 2


def test_preview_offers_every_language(browser: ReviewingClient, made: Questionnaire) -> None:
    page = browser.get(f"/questionnaires/{made.id}/preview?locale=ar").text

    assert "العربية" in page


def test_previews_show_the_places_of_today(browser: ReviewingClient, session: Session, plan: Plan) -> None:
    factories.add(session, Place(plan_id=plan.id, key="churchill", name={"fr": "Place Churchill"}))
    asked = question("q", Kind.PLACE, actions=("P1.01",))
    definition = drafts.add_question(Definition(title={"fr": "T"}), asked)
    made = factories.questionnaire(session, definition.model_dump(mode="json"), plan_id=plan.id)
    session.commit()

    frames = re.findall(r'<iframe src="([^"]+)"', browser.get(f"/questionnaires/{made.id}/preview").text)

    phone, paper = (browser.get(html.unescape(address)) for address in frames)
    assert "Place Churchill" in phone.text
    assert paper.data.startswith(b"%PDF")


PAGES = ["", "/words", "/proposals", "/preview", "/publication", "/new-question", "/questions/q_missing", "/offers/new"]


@pytest.mark.parametrize("page", PAGES)
def test_questionnaires_of_other_organisations_do_not_exist(
    client: ReviewingClient, session: Session, made: Questionnaire, plan: Plan, page: str
) -> None:
    owner = factories.account(session, organisation_id=plan.organisation_id)
    stranger, volunteer = factories.account(session), factories.account(session, Role.VOLUNTEER)
    session.commit()
    url = f"/questionnaires/{made.id}{page}"

    assert client.sign_in(owner).get(url).status_code == 200
    assert client.sign_in(stranger).get(url).status_code == 404
    assert client.sign_in(volunteer).get(url).status_code == 403


def test_every_kind_has_a_name_in_the_menu(browser: ReviewingClient, made: Questionnaire) -> None:
    page = browser.get(f"/questionnaires/{made.id}/new-question").text

    assert all(f'value="{kind}"' in page for kind in KINDS)
