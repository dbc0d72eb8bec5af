"""The screens: hand in, look at beside the source, settle, map, import, correct."""

import io
from pathlib import Path

import pytest
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Account, Action, AuditEntry, Plan, PlanSource
from consultation.terms import Role
from tests import factories
from tests.pages import ReviewingClient
from tests.plan import ozon_files as files

INVENTED = Path(__file__).parent / "invented"
HEAD = "# Plan 2025-2027\n\nAxe 1 : Vivre\n\n| Quoi ? | Qui ? | Quand ? |\n|---|---|---|\n"


def handed_in(desk: ReviewingClient, data: bytes, name: str = "plan.txt", url: str = "/plans/new") -> str:
    """The address of the page that shows the document handed in."""
    form = desk.form(url, "upload")
    response = desk.post(url, data={**form, "document": (io.BytesIO(data), name)}, content_type="multipart/form-data")
    assert response.status_code == 303, response.text
    return str(response.location)


def import_it(desk: ReviewingClient, url: str, **changes: str) -> str:
    """The address of the plan made of the document shown at this address."""
    response = desk.post(f"{url}/plan", data={**desk.form(url, "plan-form"), **changes})
    assert response.status_code == 303, response.text
    return str(response.location)


def words_of(desk: ReviewingClient, url: str) -> str:
    return " ".join(html.fromstring(desk.get(url).text).text_content().split())


def test_a_first_visit_says_what_to_do(desk: ReviewingClient) -> None:
    page = desk.get("/plans")

    assert "No plan yet" in page.text
    assert 'href="/plans/new"' in page.text


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_the_ozon_plan_walks_from_the_document_to_the_plan(
    desk: ReviewingClient, organiser: Account, session: Session, locale: str
) -> None:
    organiser.locale = locale
    session.flush()

    url = handed_in(desk, files.TEXT.read_bytes(), "plan-ozon.txt")
    shown = words_of(desk, url)
    plan_url = import_it(desk, url)

    assert "Coordonner et fédérer des actions d'animations" in shown
    assert "8/" in shown
    assert "Synthèse Priorités Ozon" in shown
    assert plan_url == "/plans/ozon"
    plan_page = words_of(desk, plan_url)
    assert "Accès aux droits – action sociale" in plan_page
    assert "2024 ou 2025 ?" in plan_page
    stored = session.scalars(select(Plan).where(Plan.slug == "ozon")).one()
    assert stored.organisation_id == organiser.organisation_id
    acts = session.scalars(select(AuditEntry.verb).where(AuditEntry.account_id == organiser.id)).all()
    assert sorted(acts) == ["import", "read"]


def test_every_word_of_an_action_stands_beside_its_reading(desk: ReviewingClient) -> None:
    page = html.fromstring(desk.get(handed_in(desk, files.TEXT.read_bytes())).text)

    printed = page.xpath("//article[@id='P3.04']//dl[@class='printed']")[0].text_content()
    assert "-> Au delà de la plaquette" in printed
    assert "Priorité 2" in printed


def test_a_doubt_is_settled_by_one_click(desk: ReviewingClient) -> None:
    url = handed_in(desk, (INVENTED / "val.md").read_bytes(), "val.md")
    page = html.fromstring(desk.get(url).text)
    form = page.xpath("//form[starts-with(@id, 'doubt-')]")[0]
    token = form.xpath(".//input[@name='csrf_token']/@value")[0]

    response = desk.post(form.get("action"), data={"csrf_token": token, "choice": "right"})

    assert response.status_code == 303
    assert "No doubt is left" in desk.get(url).text
    again = desk.post(form.get("action"), data={"csrf_token": token, "choice": "right"})
    assert again.status_code == 303
    assert "settled already" in desk.get(url).text


def test_a_choice_reads_the_document_again(desk: ReviewingClient) -> None:
    url = handed_in(desk, (INVENTED / "val.md").read_bytes(), "val.md")
    form = html.fromstring(desk.get(url).text).xpath("//form[starts-with(@id, 'doubt-')]")[0]
    token = form.xpath(".//input[@name='csrf_token']/@value")[0]

    desk.post(form.get("action"), data={"csrf_token": token, "choice": "note"})

    assert not html.fromstring(desk.get(url).text).xpath("//h2[contains(., 'Emploi et insertion')]")


def test_a_date_in_doubt_is_read_by_a_person_and_stays(desk: ReviewingClient, session: Session) -> None:
    text = f"{HEAD}| Un bal | Ville | à la rentrée |\n"
    url = handed_in(desk, text.encode(), "plan.md")
    form = html.fromstring(desk.get(url).text).xpath("//form[starts-with(@id, 'doubt-')]")[0]
    token = form.xpath(".//input[@name='csrf_token']/@value")[0]
    typed = {"csrf_token": token, "choice": "date", "when_label": "annee", "start_year": "2026", "end_year": "2026"}

    wrong = desk.post(form.get("action"), data={**typed, "end_year": "2025"}, follow_redirects=True)
    right = desk.post(form.get("action"), data=typed, follow_redirects=True)
    import_it(desk, url)

    assert "Check the years" in wrong.text
    assert "No doubt is left" in right.text
    action = session.scalars(select(Action).where(Action.title == "Un bal")).one()
    assert (action.when_words, action.when_label, action.start_year) == ("à la rentrée", "annee", 2026)
    assert action.when_is_settled


def test_a_layout_that_is_not_understood_is_mapped(desk: ReviewingClient) -> None:
    url = handed_in(desk, (INVENTED / "envies.txt").read_bytes(), "envies.txt")
    assert "No action was found" in desk.get(url).text
    form = desk.form(f"{url}/mapping", "mapping")
    chosen = {
        "kind-p2": "priority",
        "kind-p3": "action",
        "kind-p4": "action",
        "kind-p5": "priority",
        "kind-p6": "action",
    }

    desk.post(f"{url}/mapping", data={**form, **chosen})

    assert "3 actions are found." in desk.get(url).text
    kept = desk.form(f"{url}/mapping", "mapping")
    assert kept["kind-p2"] == "priority"


def test_columns_are_mapped_and_the_others_stay_as_found(desk: ReviewingClient) -> None:
    head = HEAD.replace("Quoi ?", "Zig").replace("Qui ?", "Zag")
    table = f"{head}| Un bal | Ville | 2025 |\n| Un bus | Région | 2026 |\n"
    url = handed_in(desk, table.encode(), "plan.md")
    form = desk.form(f"{url}/mapping", "mapping")

    desk.post(f"{url}/mapping", data={**form, "kind-t1r1": "headings", "column-t1-0": "title", "column-t1-1": "who"})
    page = html.fromstring(desk.get(url).text)

    assert [" ".join(one.text_content().split()) for one in page.xpath("//article//h3")] == ["1 Un bal", "2 Un bus"]
    assert "One year: 2026" in page.text_content()


def test_the_title_typed_goes_before_the_one_read(desk: ReviewingClient, session: Session) -> None:
    url = handed_in(desk, (INVENTED / "logement.csv").read_bytes(), "logement.csv")

    refused = desk.post(f"{url}/plan", data={**desk.form(url, "plan-form"), "title": " "})
    plan_url = import_it(desk, url, title="Plan des Lilas", sector="Les Lilas", start_year="2024", end_year="2026")

    assert refused.status_code == 422
    assert "Write the title." in refused.text
    assert plan_url == "/plans/les-lilas"
    plan = session.scalars(select(Plan).where(Plan.slug == "les-lilas")).one()
    assert (plan.title, plan.start_year, plan.end_year) == ("Plan des Lilas", 2024, 2026)


def test_an_update_shows_what_changes_before_it_does(desk: ReviewingClient, session: Session) -> None:
    import_it(desk, handed_in(desk, files.TEXT.read_bytes()))
    newer = files.TEXT.read_text().replace("5/ Embellir les rues", "5/ Embellir toutes les rues")

    url = handed_in(desk, newer.encode(), url="/plans/new?plan=ozon")
    page = html.fromstring(desk.get(url).text)
    rows = [" ".join(row.text_content().split()) for row in page.xpath("//table[@id='changes']/tbody/tr")]
    before = session.scalars(select(Action).where(Action.key == "P5.05")).one().title
    import_it(desk, url)

    assert rows == ["P5.05 Embellir toutes les rues Changed Title"]
    assert "38 actions stay as they are." in page.text_content()
    assert before == "Embellir les rues"
    session.expire_all()
    assert session.scalars(select(Action).where(Action.key == "P5.05")).one().title == "Embellir toutes les rues"


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"%PDF-1.7", "plan.pdf", "This is a PDF."),
        (b"PK\x03\x04 broken", "plan.docx", "The file is damaged."),
        (b"", "plan.docx", "The file is empty."),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_clear_message(
    desk: ReviewingClient, session: Session, data: bytes, name: str, words: str
) -> None:
    form = desk.form("/plans/new", "upload")

    response = desk.post(
        "/plans/new", data={**form, "document": (io.BytesIO(data), name)}, content_type="multipart/form-data"
    )

    assert words in response.text
    assert not session.scalars(select(PlanSource)).all()


def test_a_file_too_large_for_the_server_gets_a_clear_message(desk: ReviewingClient) -> None:
    """The declared length decides: nothing of the 300 MB is received."""
    declared = {"CONTENT_LENGTH": "300000000"}

    response = desk.post(
        "/plans/new", data=b"--x", environ_overrides=declared, content_type="multipart/form-data; boundary=x"
    )

    assert response.status_code == 413
    assert "This is too big" in response.text


def test_text_can_be_pasted(desk: ReviewingClient) -> None:
    form = desk.form("/plans/new", "upload")

    nothing = desk.post("/plans/new", data=form, content_type="multipart/form-data")
    pasted = desk.post(
        "/plans/new",
        data={**form, "text": (INVENTED / "tilleuls.md").read_text()},
        content_type="multipart/form-data",
        follow_redirects=True,
    )

    assert "Choose a document, or paste its text." in nothing.text
    assert "Café du mercredi" in pasted.text


def test_a_document_can_be_removed_until_it_is_the_plan(desk: ReviewingClient, session: Session) -> None:
    url = handed_in(desk, files.TEXT.read_bytes())
    kept = handed_in(desk, files.TEXT.read_bytes())
    import_it(desk, kept)

    gone = desk.post(f"{url}/removal", data=desk.form(f"{url}/removal", "confirm"))
    refused = desk.post(f"{kept}/removal", data=desk.form(f"{kept}/removal", "confirm"))

    assert (gone.status_code, refused.status_code) == (303, 409)
    assert desk.get(url).status_code == 404
    assert desk.get(kept).status_code == 200


def test_the_document_itself_can_be_saved(desk: ReviewingClient) -> None:
    url = handed_in(desk, files.TEXT.read_bytes(), "plan <b>.txt")

    with desk.get(f"{url}/file") as response:
        assert response.data == files.TEXT.read_bytes()
        assert response.mimetype == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment")


def test_an_action_is_corrected_beside_its_original_text(desk: ReviewingClient, session: Session) -> None:
    import_it(desk, handed_in(desk, files.TEXT.read_bytes()))
    url = "/plans/ozon/actions/P5.03"
    form = desk.form(url, "action-form")
    page = words_of(desk, url)

    wrong = desk.post(url, data={**form, "title": ""})
    saved = desk.post(
        url, data={**form, "when_label": "annee", "start_year": "2026", "end_year": "2026", "how": "Un\n\nDeux"}
    )

    assert "Mission de surveillance" in page
    assert "Write the title." in wrong.text
    assert saved.status_code == 303
    action = session.scalars(select(Action).where(Action.key == "P5.03")).one()
    assert (action.when_words, action.start_year, action.when_is_settled) == ("?", 2026, True)
    assert action.how == ["Un", "Deux"]
    assert action.original["cells"][0][1].startswith("3/ Relais")


def test_actions_are_filtered_by_word_and_by_what_is_missing(desk: ReviewingClient) -> None:  # T36 T06
    import_it(desk, handed_in(desk, files.TEXT.read_bytes()))

    def keys(query: str) -> list[str]:
        return html.fromstring(desk.get(f"/plans/ozon?{query}").text).xpath("//tbody/tr/@id")  # type: ignore[no-any-return]

    assert keys("word=ODA") == ["P1.01", "P1.02", "P1.03", "P2.04", "P2.05", "P3.05"]
    assert keys("missing=pilot") == ["P1.10", "P1.11", "P3.05", "P3.11", "P5.03"]
    assert keys("public=femmes&word=festival") == []
    assert len(keys("")) == 39


def test_title_and_years_are_corrected(desk: ReviewingClient, session: Session) -> None:
    import_it(desk, handed_in(desk, files.TEXT.read_bytes()))
    form = desk.form("/plans/ozon/details", "plan-form")
    form.pop("is_draft")

    wrong = desk.post("/plans/ozon/details", data={**form, "end_year": "2020"})
    desk.post("/plans/ozon/details", data={**form, "title": "Contrat de ville"})

    assert "The last year comes before the first." in wrong.text
    plan = session.scalars(select(Plan).where(Plan.slug == "ozon")).one()
    assert (plan.title, plan.is_draft) == ("Contrat de ville", False)


def test_what_belongs_to_another_town_does_not_exist(desk: ReviewingClient, session: Session) -> None:
    url = handed_in(desk, files.TEXT.read_bytes())
    import_it(desk, url)
    desk.sign_in(factories.account(session, locale="en"))

    for path in (
        url,
        f"{url}/mapping",
        f"{url}/file",
        "/plans/ozon",
        "/plans/ozon/details",
        "/plans/ozon/actions/P1.01",
    ):
        assert desk.get(path).status_code == 404, path
    assert "ozon" not in desk.get("/plans").text


def test_a_reader_looks_and_changes_nothing(desk: ReviewingClient, session: Session, organiser: Account) -> None:
    import_it(desk, handed_in(desk, files.TEXT.read_bytes()))
    reader = factories.account(session, Role.READER, organisation_id=organiser.organisation_id, locale="en")
    desk.sign_in(reader)

    page = desk.get("/plans/ozon")

    assert page.status_code == 200
    assert "/plans/ozon/actions/" not in page.text
    assert 'href="/plans/ozon/results"' in page.text
    assert 'href="/plans/ozon/results/P1.01"' in page.text
    assert desk.get("/plans/ozon/results/P1.01").status_code == 200
    assert desk.get("/plans/new").status_code == 403
    assert desk.get("/plans/ozon/actions/P1.01").status_code == 403


def test_an_administrator_chooses_the_organisation(client: ReviewingClient, session: Session) -> None:
    town = factories.organisation(session, name="Zzz town")
    client.sign_in(factories.account(session, Role.ADMINISTRATOR, locale="en"))
    factories.organisation(session, name="Aaa town")

    form = client.form("/plans/new", "upload")
    response = client.post(
        "/plans/new",
        data={**form, "organisation": str(town.id), "document": (io.BytesIO(files.TEXT.read_bytes()), "plan.txt")},
        content_type="multipart/form-data",
    )

    assert response.status_code == 303
    assert session.scalars(select(PlanSource)).one().organisation_id == town.id


def test_words_of_the_document_are_never_markup(desk: ReviewingClient) -> None:
    text = HEAD.replace("Vivre", "<script>alert(1)</script>")
    text += "| Un <img src=x onerror=alert(1)> | {{ 7*7 }} | 2025 |\n"

    page = desk.get(handed_in(desk, text.encode(), "<script>.md")).text

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "{{ 7*7 }}" in page
