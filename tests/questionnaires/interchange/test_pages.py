"""Organisers bring a form of another program in, and take theirs out."""

import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from consultation.cli import main
from consultation.models import Account, Plan, Questionnaire
from consultation.questionnaires.interchange.formats import write_form
from consultation.questionnaires.interchange.wording import FORMAT_NAMES
from consultation.questionnaires.queries import draft_of
from tests import factories
from tests.pages import ReviewingClient
from tests.plan import ozon_files as files
from tests.questionnaires.interchange.books import book, read

FORM = book(
    survey="type | name | label::fr\nselect_one yn | Vit-ici | Vous habitez ici ?\ntext | why | Pourquoi ? | ",
    choices="list_name | name | label::fr\nyn | Oui | Oui\nyn | Oui | Oui",
    settings="form_title | style\nNotre enquête | pages",
)


@pytest.fixture
def organiser(session: Session) -> Account:
    return factories.account(session, locale="en")


@pytest.fixture
def plan(session: Session, organiser: Account) -> Plan:
    made = factories.plan(session, organisation_id=organiser.organisation_id)
    session.commit()
    return made


@pytest.fixture
def browser(client: ReviewingClient, organiser: Account) -> ReviewingClient:
    return client.sign_in(organiser)


def hand_in(browser: ReviewingClient, plan: Plan, data: bytes, name: str = "form.xlsx") -> str:
    """The page after a file was handed in."""
    url = f"/plans/{plan.slug}/questionnaires/import"
    fields = browser.form(url, "import") | {"document": (io.BytesIO(data), name)}
    return str(browser.post(url, data=fields, content_type="multipart/form-data").text)


def test_a_form_is_looked_at_before_it_is_kept(session: Session, browser: ReviewingClient, plan: Plan) -> None:
    report = hand_in(browser, plan, FORM)

    assert "Notre enquête" in report
    assert "has the choice “Oui” twice" in report
    assert "The setting “style” is not used here" in report
    assert session.query(Questionnaire).count() == 0

    fields = dict(re.findall(r'name="(csrf_token|packed)"[^>]* value="([^"]*)"', report))
    kept = browser.post(f"/plans/{plan.slug}/questionnaires/import/keep", data=fields, follow_redirects=True).text

    (made,) = session.query(Questionnaire).all()
    assert "2 questions were taken over." in kept
    assert draft_of(made) == read(FORM, "form.xlsx").definition


def test_a_file_that_is_no_form_says_what_to_send(browser: ReviewingClient, plan: Plan) -> None:
    assert "No questionnaire was found" in hand_in(browser, plan, book(list="a | b\n1 | 2"))


def test_what_arrives_broken_is_not_kept(session: Session, browser: ReviewingClient, plan: Plan) -> None:
    report = hand_in(browser, plan, FORM)
    fields = dict(re.findall(r'name="(csrf_token|packed)"[^>]* value="([^"]*)"', report))

    fields["packed"] = fields["packed"][:40]
    page = browser.post(f"/plans/{plan.slug}/questionnaires/import/keep", data=fields, follow_redirects=True).text

    assert "The form did not arrive whole" in page
    assert session.query(Questionnaire).count() == 0


def test_a_questionnaire_is_taken_out_in_every_format(session: Session, browser: ReviewingClient, plan: Plan) -> None:
    made = factories.questionnaire(session, plan_id=plan.id)
    session.commit()
    listed = browser.get(f"/questionnaires/{made.id}/files").text

    addresses = re.findall(rf'href="(/questionnaires/{made.id}/files/questionnaire\.[^"]+)"', listed)

    assert len(addresses) == 6
    told = {ending: listed.count(f'id="losses-{at}"') for at, ending in enumerate(FORMAT_NAMES, start=1)}
    assert told == {ending: int(bool(write_form(draft_of(made), f"a.{ending}").losses)) for ending in FORMAT_NAMES}
    assert (told["xml"], told["json"]) == (1, 0)
    assert "fit into this format:" in listed
    for address in addresses:
        answer = browser.get(address)
        assert (answer.status_code, bool(answer.data)) == (200, True)
        assert answer.headers["Content-Disposition"].startswith("attachment")
    assert browser.get(f"/questionnaires/{made.id}/files/questionnaire.exe").status_code == 404


def test_the_command_stores_a_form_on_a_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    form = tmp_path / "form.xlsx"
    form.write_bytes(FORM)
    CliRunner().invoke(main, ["plan", "import", str(files.TEXT)])

    stored = CliRunner().invoke(main, ["questionnaire", "import", "ozon", str(form)])
    refused = CliRunner().invoke(main, ["questionnaire", "import", "nowhere", str(form)])

    assert stored.exit_code == 0, stored.output
    assert json.loads(stored.stdout) == {"questionnaire": 1, "plan": "ozon", "questions": 2}
    assert (refused.exit_code, "nowhere" in refused.stderr) == (1, True)
