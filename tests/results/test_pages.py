"""Who sees what: the desk, the plan, moderation, replies, exports of answers, and the public pages."""

import csv
import datetime as dt
import io
import re

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from consultation.models import Action, AuditEntry, Verbatim
from consultation.results.guarded import guarded, unguarded
from consultation.submissions.withdraw import withdraw_submission
from consultation.terms import CampaignState, IdeaState, Role, VerbatimState
from tests import factories
from tests.pages import ReviewingClient
from tests.results.seeded import Seeded, answer, seeded

PAGES = ("/results", "/results/P1.02", "/results/P1", "/results/people", "/exports/counts.csv", "/exports/counts.xlsx")


@pytest.fixture
def rows(session: Session) -> Seeded:
    return seeded(session, 60, is_simulated=True)


@pytest.mark.parametrize(
    ("role", "expected"), [(Role.READER, 200), (Role.ORGANISER, 200), (Role.ADMINISTRATOR, 200), (Role.VOLUNTEER, 403)]
)
def test_volunteers_read_no_results(
    client: ReviewingClient, session: Session, rows: Seeded, role: Role, expected: int
) -> None:
    client.sign_in(rows.account(session, role))

    for page in PAGES:
        with client.get(f"/plans/{rows.plan.slug}{page}") as response:
            is_file_of_nothing = role is Role.READER and "exports" in page  # nothing is published yet
            assert response.status_code == (303 if is_file_of_nothing else expected), page
    assert client.get("/desk").status_code == 200


@pytest.mark.parametrize(
    ("role", "place"), [(Role.READER, "/plans/{slug}#P1.02"), (Role.ORGANISER, "/plans/{slug}/actions/P1.02")]
)
def test_the_way_from_results_to_the_plan_is_open(
    client: ReviewingClient, session: Session, rows: Seeded, role: Role, place: str
) -> None:
    client.sign_in(rows.account(session, role))
    address = place.format(slug=rows.plan.slug)

    page = html.fromstring(client.get(f"/plans/{rows.plan.slug}/results/P1.02").text)

    assert page.xpath(f"//main//a[@href='{address}']")
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("role", [Role.READER, Role.ORGANISER])
def test_results_of_another_town_are_not_to_be_known(
    client: ReviewingClient, session: Session, rows: Seeded, role: Role
) -> None:
    client.sign_in(factories.account(session, role))

    for page in PAGES:
        assert client.get(f"/plans/{rows.plan.slug}{page}").status_code == 404, page
    assert rows.plan.title not in client.get("/desk").text


def test_a_volunteer_starts_from_what_there_is_to_key(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    client.sign_in(rows.account(session, Role.VOLUNTEER))
    desk = html.fromstring(client.get("/desk").text)

    assert desk.xpath("//main//h2/a/@href") == ["/keying", "/asking", "/scans", "/slips"]


@pytest.mark.parametrize("page", [f"/exports/answers-{{}}.{kind}" for kind in ("csv", "xlsx")])
def test_readers_see_aggregates_only(client: ReviewingClient, session: Session, rows: Seeded, page: str) -> None:
    client.sign_in(rows.account(session, Role.READER))

    assert client.get(f"/plans/{rows.plan.slug}{page.format(rows.version.questionnaire_id)}").status_code == 403
    assert client.get(f"/plans/{rows.plan.slug}/results/P1.02/reply").status_code == 403
    assert "answers-" not in client.get(f"/plans/{rows.plan.slug}/results").text


def test_simulated_answers_say_so_everywhere(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    client.sign_in(rows.account(session, Role.READER))

    for page in ("/results", "/results/P1.02", "/results/people"):
        assert "Simulated data" in client.get(f"/plans/{rows.plan.slug}{page}").text
    assert "Simulated" in client.get("/desk").text


def test_the_desk_shows_actions_nobody_spoke_on(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    """T34, T46, T48."""
    session.execute(update(Action).where(Action.key == "P1.05").values(missing=["pilot"], when_label="a_definir"))
    session.commit()
    client.sign_in(rows.organiser)
    desk = html.fromstring(client.get("/desk").text)
    todo = [" ".join(entry.text_content().split()) for entry in desk.xpath("//ul[@class='todo']/li")]

    assert "1 action nobody spoke on yet" in todo
    assert "1 action without anybody to carry it" in todo
    assert "1 action whose date is to be defined" in todo
    for show in ("no_voice", "no_pilot", "to_define"):
        lines = html.fromstring(client.get(f"/plans/{rows.plan.slug}/results?show={show}").text)
        assert lines.xpath("//tr/@data-action") == ["P1.05"]


def test_a_plan_without_answers_says_what_to_expect(client: ReviewingClient, session: Session) -> None:
    plan = factories.plan(session)
    client.sign_in(factories.account(session, Role.ORGANISER, organisation_id=plan.organisation_id, locale="en"))

    assert "Nobody has answered yet" in client.get(f"/plans/{plan.slug}/results").text
    assert "No question on this action yet" in client.get(f"/plans/{plan.slug}/results/P1.01").text
    assert client.get(f"/plans/{plan.slug}/results/P9.01").status_code == 404
    with client.get(f"/plans/{plan.slug}/exports/counts.csv") as response:
        assert response.get_data(as_text=True).startswith("plan,subject,")


def test_actions_are_filtered_by_public_and_sorted(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    session.execute(update(Action).where(Action.key.in_(["P1.01", "P1.04"])).values(publics=["jeunes"]))
    session.commit()
    client.sign_in(rows.organiser)

    def lines(query: str) -> list[str]:
        page = html.fromstring(client.get(f"/plans/{rows.plan.slug}/results?{query}").text)
        return [str(key) for key in page.xpath("//tr/@data-action")]

    assert lines("public=jeunes&sort=most_heard") == ["P1.01", "P1.04"]
    assert lines("public=jeunes&sort=least_heard") == ["P1.04", "P1.01"]
    assert lines("sort=nonsense&show=nonsense") == ["P1.01", "P1.02", "P1.03", "P1.04", "P1.05"]
    assert lines("public=nobody") == []


def test_words_are_shown_only_when_an_organiser_says_so(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    words = session.scalars(select(Verbatim)).first()
    assert words is not None
    url, said = f"/plans/{rows.plan.slug}/results/P1.02", words.text
    reader, organiser = rows.account(session, Role.READER), rows.organiser

    assert said not in client.sign_in(reader).get(url).text
    client.sign_in(organiser)
    form = client.form(url, f"moderate-{words.id}")
    for state, is_seen in ((VerbatimState.SHOWN, True), (VerbatimState.RECEIVED, False), (VerbatimState.HIDDEN, False)):
        sent = client.post(f"/words/{words.id}?on=P1.02", data={**form, "state": state})
        assert sent.status_code == 303
        assert sent.location.endswith(f"{url}#w-{words.id}")
        assert (said in client.sign_in(reader).get(url).text) is is_seen
        client.sign_in(organiser)
    assert client.post(f"/words/{words.id}?on=P1.02", data={**form, "state": "eaten"}).status_code == 400
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert entry.verb == "words_hidden"
    assert said not in str(entry.detail)


def test_words_of_another_town_are_not_to_be_moderated(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    words = session.scalars(select(Verbatim)).first()
    assert words is not None
    client.sign_in(rows.organiser)
    form = client.form(f"/plans/{rows.plan.slug}/results/P1.02", f"moderate-{words.id}")
    stranger = factories.account(session)

    assert client.sign_in(stranger).post(f"/words/{words.id}", data={**form, "state": "shown"}).status_code == 404


def test_exported_answers_lead_to_nobody(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    answer(session, rows, "secret-token", {"say": {"text": '=HYPERLINK("http://bad","x")'}})
    session.commit()
    client.sign_in(rows.organiser)
    url = f"/plans/{rows.plan.slug}/exports/answers-{rows.version.questionnaire_id}"
    with client.get(f"{url}.csv") as response:
        table = list(csv.DictReader(io.StringIO(response.get_data(as_text=True), newline="")))
    with client.get(f"{url}.xlsx") as response:
        book = openpyxl.load_workbook(io.BytesIO(response.data))

    assert len(table) == 61
    assert {row["month"] for row in table} == {"2025-03"}
    assert "token" not in str(table)
    assert not re.search(r"2025-03-\d", str(table))
    assert [row["say"] for row in table if "HYPERLINK" in row["say"]] == ['\'=HYPERLINK("http://bad","x")']
    cells = [cell for line in book["answers"].iter_rows() for cell in line]
    assert len(cells) == 62 * len(table[0])
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert sum(int(row["lack/party"] or 0) for row in table) == sum(
        int(str(cell.value or 0)) for cell in list(book["answers"].iter_cols())[list(table[0]).index("lack/party")][1:]
    )
    assert [row[2].value for row in book["codes"].iter_rows(min_row=2) if row[0].value == "coffee" and row[2].value]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_begins_like_a_formula(start: str) -> None:
    assert guarded(f"{start}1+1") == f"'{start}1+1"
    assert guarded(f"a;{start}1") == (f"a;'{start}1" if start.strip() else f"a;{start}1")
    assert guarded("a=1") == "a=1"


@given(st.text("a'=+-@;,|\t\r\n "))
def test_guarded_words_come_back_as_they_were(words: str) -> None:
    sent = guarded(words)

    assert unguarded(sent) == words
    for cell in re.split(r"[;,|\t\r\n]", sent):
        assert cell.lstrip(" ")[:1] not in {"=", "+", "-", "@"}


def test_the_plan_takes_as_many_statements_for_forty_actions_as_for_five(
    client: ReviewingClient, session: Session
) -> None:
    """Account, plan, lines, campaigns, versions, people heard, channels, ideas, offers, words, paper, needs."""

    def statements(actions: int, people: int, page: str) -> int:
        rows = seeded(session, people, actions=actions)
        client.sign_in(rows.organiser)
        ran: list[str] = []

        def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if statement.startswith("SELECT"):
                ran.append(statement)

        event.listen(session.get_bind().engine, "before_cursor_execute", hear)
        try:
            with client.get(f"/plans/{rows.plan.slug}{page}") as response:
                assert response.status_code == 200
        finally:
            event.remove(session.get_bind().engine, "before_cursor_execute", hear)
        return len(ran)

    for page, most in (("/results", 13), ("/results/P1.02", 24), ("/replies", 16), ("/exports/counts.csv", 30)):
        few, many = statements(5, 20, page), statements(40, 60, page)
        assert few == many <= most, page


def is_over(rows: Seeded, session: Session, **given: object) -> None:
    for name, value in {"state": CampaignState.CLOSED, "results_are_public": True, **given}.items():
        setattr(rows.campaign, name, value)
    session.commit()


@pytest.mark.parametrize("locale", ["fr", "ar", "en"])
def test_everybody_reads_what_was_said_once_it_is_published(
    client: ReviewingClient, session: Session, rows: Seeded, locale: str
) -> None:
    is_over(rows, session)
    factories.edition(session, plan_id=rows.plan.id)
    session.commit()
    page = client.get(f"/{locale}/plan/{rows.plan.slug}/P1.02")
    numbers = re.findall(r'data-(?:count|base)="(\d+)"', page.text)
    client.sign_in(rows.account(session, Role.READER))
    to_readers = client.get(f"/plans/{rows.plan.slug}/results/P1.02").text

    assert client.get(f"/{locale}/plan/{rows.plan.slug}").status_code == 200
    assert client.get(f"/{locale}/plan/{rows.plan.slug}/P1").status_code == 200
    assert numbers
    assert numbers == re.findall(r'data-(?:count|base)="(\d+)"', to_readers)
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize("state", [CampaignState.OPEN, CampaignState.CLOSED])
def test_before_an_edition_the_public_reads_tens(
    client: ReviewingClient, session: Session, rows: Seeded, state: CampaignState
) -> None:
    """Numbers of two days could be subtracted; paper is keyed late, so they move when it is over too."""
    is_over(rows, session, state=state, closes_on=dt.date(2099, 1, 1))
    pages = [f"/en/plan/{rows.plan.slug}{part}" for part in ("", "/P1.02", "/reply")]
    factories.reply(session, plan_id=rows.plan.id, key="P1.02")
    session.commit()
    before = [client.get(page).text for page in pages]
    answer(session, rows, "keyed-late", {"coffee": {"chosen": ["yes"]}})
    session.commit()

    for page in before:
        assert "made up by a program" in page
        assert not re.search(r"data-(count|base|heard)", page)
        assert "At least 50 residents" in page
        assert "Residents heard" not in page
    assert [client.get(page).text for page in pages] == before


def test_a_reader_sees_no_number_that_moves_while_people_answer_or_after(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    """Somebody who may look every day would subtract yesterday from today; paper is keyed late, after the end too."""
    number = re.compile(r'data-(?:count|base|rank|mean)="')
    pages = ("/results", "/results/P1.02", "/results/people", "/results/compare", "/replies", "/replies/official")
    reader = rows.account(session, Role.READER)

    def seen() -> dict[str, str]:
        found = {}
        for page in pages:
            text = client.get(f"/plans/{rows.plan.slug}{page}").text
            found[page] = re.sub(r'name="csrf_token" value="[^"]*"', "", text)
        return found

    def table() -> tuple[int, str]:
        with client.get(f"/plans/{rows.plan.slug}/exports/counts.csv") as response:
            return response.status_code, response.get_data(as_text=True)

    client.sign_in(reader)
    before = seen()
    answer(session, rows, "one-more", {"coffee": {"chosen": ["yes"]}, "lack": {"chosen": ["nothing"]}})
    session.commit()
    assert seen() == before
    assert "in tens: 50." in before["/results"]
    assert not any(number.search(page) for page in before.values())
    assert re.search(r"at least [45]0<", client.get("/desk").text)

    client.sign_in(rows.organiser)
    assert number.search(client.get(f"/plans/{rows.plan.slug}/results/P1.02").text)
    is_over(rows, session)
    client.sign_in(reader)
    assert client.get(f"/plans/{rows.plan.slug}/results/crossing").status_code == 403
    assert table()[0] == 303, "there is nothing to take away"
    assert not number.search(client.get(f"/plans/{rows.plan.slug}/results/P1.02").text)

    factories.edition(session, plan_id=rows.plan.id)
    session.commit()
    published, file = seen(), table()
    assert number.search(published["/results/P1.02"])
    assert "Figures published on" in published["/results"]
    assert file[0] == 200
    answer(session, rows, "keyed-late", {"coffee": {"chosen": ["yes"]}, "lack": {"chosen": ["nothing"]}})
    withdraw_submission(session, "one-more", why="asked")
    session.commit()
    assert (seen(), table()) == (published, file)


def test_the_organiser_is_told_that_the_figures_wait_to_be_published(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    client.sign_in(rows.organiser)
    page = f"/plans/{rows.plan.slug}/results"
    told = "still reads tens"

    assert told not in client.get(page).text
    is_over(rows, session)
    assert told in client.get(page).text
    factories.edition(session, plan_id=rows.plan.id)
    session.commit()
    assert told not in client.get(page).text


@pytest.mark.parametrize("url", ["/fr/plan/{}", "/fr/plan/{}/P1.02", "/xx/plan/{}"])
def test_results_are_private_until_the_organiser_opens_them(
    client: ReviewingClient, session: Session, rows: Seeded, url: str
) -> None:
    if url.startswith("/xx"):
        is_over(rows, session)

    assert client.get(url.format(rows.plan.slug)).status_code == 404


def test_the_public_reads_words_and_ideas_a_person_has_shown(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    is_over(rows, session)
    box = factories.box(session, channel_id=rows.channels[0].id)
    for state, words in ((IdeaState.RECEIVED, "pas lu"), (IdeaState.SHOWN, "un banc")):
        factories.idea(session, box_id=box.id, action_key="P1.02", state=state, text=words)
    first, second = session.scalars(select(Verbatim).limit(2))
    first.text, first.state, second.text = "lu et montré", VerbatimState.SHOWN, "en attente"
    session.commit()
    page = client.get(f"/fr/plan/{rows.plan.slug}/P1.02").text

    assert "un banc" in page
    assert "lu et montré" in page
    assert "pas lu" not in page
    assert "en attente" not in page


def test_few_offers_of_help_are_no_number(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    for key, count in (("P1.01", 4), ("P1.02", 6)):
        for _ in range(count):
            factories.offer(session, plan_id=rows.plan.id, action_key=key)
    session.commit()
    client.sign_in(rows.organiser)

    def offers(page: str, xpath: str) -> str:
        found = html.fromstring(client.get(f"/plans/{rows.plan.slug}{page}").text).xpath(xpath)
        return " ".join(found[0].text_content().split())

    in_line = "//tr[@data-action='{}']/td[@data-label='Offers of help']"
    on_page = "//dt[contains(., 'offers of help')]/following-sibling::dd"
    assert offers("/results", in_line.format("P1.01")) == offers("/results/P1.01", on_page) == "fewer than 5"
    assert offers("/results", in_line.format("P1.02")) == offers("/results/P1.02", on_page) == "6"
    with client.get(f"/plans/{rows.plan.slug}/exports/counts.csv") as response:
        table = list(csv.DictReader(io.StringIO(response.get_data(as_text=True), newline="")))
    in_file = {row["subject"]: (row["count"], row["hidden"]) for row in table if row["measure"] == "offers"}
    assert (in_file["P1.01"], in_file["P1.02"]) == (("", "1"), ("6", "0"))


def test_an_action_shows_its_words_in_the_plan(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    cells = [["Quoi ?", "2/ Interroger la population"], ["Quand ?", "2024 ou 2025 ?"]]
    session.execute(update(Action).where(Action.key == "P1.02").values(original={"cells": cells}))
    session.commit()
    client.sign_in(rows.account(session, Role.READER))
    page = html.fromstring(client.get(f"/plans/{rows.plan.slug}/results/P1.02").text)
    facts = page.xpath("//section[@aria-labelledby='original-heading']/dl/*")

    assert [fact.text_content() for fact in facts] == [word for cell in cells for word in cell]


def test_an_idea_is_a_voice(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    """T34: nobody was asked about P1.05, and somebody put an idea for it in the box."""
    client.sign_in(rows.organiser)
    assert "1 action nobody spoke on yet" in client.get("/desk").text
    box = factories.box(session, channel_id=rows.channels[0].id)
    factories.idea(session, box_id=box.id, action_key="P1.05")
    session.commit()

    assert "nobody spoke on yet</a>" not in client.get("/desk").text
    page = html.fromstring(client.get(f"/plans/{rows.plan.slug}/results?show=no_voice").text)
    assert not page.xpath("//tr/@data-action")


def test_an_action_shows_who_could_carry_it_and_its_milestones(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    printed = "Priorité 1. Appel à projet sept 2023 pour une mise en route 1er trimestre 2099"
    named: dict[str, object] = {"when_words": printed, "missing": ["pilot"], "who": ["Ville", "CAF"]}
    session.execute(update(Action).where(Action.plan_id == rows.plan.id, Action.key == "P1.02").values(named))
    offer = factories.offer(session, plan_id=rows.plan.id, action_key="P1.02", kind="carrying", name="Oz'ondes")
    factories.offer(session, plan_id=rows.plan.id, action_key="P1.02", name="Mme Diallo")
    session.commit()
    page = f"/plans/{rows.plan.slug}/results/P1.02"

    def card() -> html.HtmlElement:
        (found,) = html.fromstring(client.get(page).text).xpath("//section[@id='carrier']")
        return found

    client.sign_in(rows.organiser)
    words = " ".join(card().text_content().split())
    assert "Nobody carries it yet" in words
    assert "The plan names: Ville, CAF" in words
    assert card().xpath(f"//a[@href='/offers#offer-{offer.id}']")
    assert "Diallo" not in words
    steps = [" ".join(step.text_content().split()) for step in card().xpath(".//ol/li")]
    assert [step.endswith("past") for step in steps] == [True, False]
    factories.reply(
        session, plan_id=rows.plan.id, key="P1.02", state="doing", carrier="CAF", due_on=dt.date(2098, 5, 1)
    )
    session.commit()
    steps = [" ".join(step.text_content().split()) for step in card().xpath(".//ol/li")]
    assert "May 1, 2098" in steps[1]
    assert "Nobody carries it yet" not in card().text_content()
    client.sign_in(rows.account(session, Role.READER))
    assert "Oz'ondes" not in client.get(page).text
