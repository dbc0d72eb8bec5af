"""Published figures: frozen, dated, one a day, and nobody to be found between two of them."""

import datetime as dt
import json
import random
from collections import Counter
from dataclasses import replace

import pytest
from lxml import html
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from consultation.clock import today
from consultation.models import Action, AuditEntry, Edition, Submission, Verbatim
from consultation.plan.queries import plan_by_id
from consultation.results.editions.between import safe_beside
from consultation.results.editions.files import names
from consultation.results.editions.freeze import freeze
from consultation.results.editions.frozen import Frozen, from_document, question_place, to_document
from consultation.results.editions.publish import publish_edition
from consultation.results.figures import Group
from consultation.submissions.purge import erase_submission
from consultation.submissions.withdraw import withdraw_submission
from consultation.terms import Role, VerbatimState
from tests.pages import ReviewingClient
from tests.results.every_kind import every_kind
from tests.results.seeded import Seeded, answer, drawn, seeded

FIRST, SECOND = dt.date(2026, 3, 3), dt.date(2026, 6, 1)


@pytest.fixture
def rows(session: Session) -> Seeded:
    return seeded(session, 120, results_are_public=True)


def published(session: Session, rows: Seeded, day: dt.date) -> Frozen:
    edition = publish_edition(session, plan_by_id(session, rows.plan.id), day=day, by=None)
    session.commit()
    return from_document(edition.document)


def more(session: Session, rows: Seeded, people: int, seed: int) -> None:
    chance = random.Random(seed)
    for number in range(people):
        answer(session, rows, f"more-{seed}-{number}", drawn(chance), channel=chance.randrange(5))
    session.commit()


def test_an_edition_is_read_back_as_it_was(session: Session) -> None:
    for make in (seeded, every_kind):
        figures = freeze(session, plan_by_id(session, make(session, 80).plan.id), None, FIRST)

        back = from_document(json.loads(json.dumps(to_document(figures))))

        assert to_document(back) == to_document(figures)
        assert [one.options_to_show for one in back.questions] == [one.options_to_show for one in figures.questions]


def test_one_click_publishes_and_later_answers_change_nothing(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    client.sign_in(rows.account(session, Role.ORGANISER))
    address = f"/plans/{rows.plan.slug}/editions"
    client.post(address, data=client.form(address, "publish"))
    page = f"/fr/plan/{rows.plan.slug}/figures/{today().isoformat()}"
    before = [client.get(f"{page}{part}").text for part in ("", "/P1.02", "/files/figures.json", "/files/figures.csv")]

    more(session, rows, 60, seed=1)

    after = [client.get(f"{page}{part}").text for part in ("", "/P1.02", "/files/figures.json", "/files/figures.csv")]
    assert before == after
    assert client.get(f"/fr/plan/{rows.plan.slug}").text == before[0]


def test_all_that_was_made_of_an_edition_is_on_the_page_that_publishes_it(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    client.sign_in(rows.account(session, Role.ORGANISER))
    address = f"/plans/{rows.plan.slug}/editions"
    page = client.post(address, data=client.form(address, "publish"), follow_redirects=True)

    files = [
        str(link) for link in html.fromstring(page.text).xpath("//li[@data-edition]//a/@href") if "/files/" in link
    ]

    assert [link.rpartition("/")[2] for link in files] == [name.value for name in names()]
    for link in files:
        with client.get(link) as response:
            assert (response.status_code, bool(response.data)) == (200, True), link
            assert f"{today()}-" in response.headers["Content-Disposition"]


def test_there_is_one_edition_a_day(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    client.sign_in(rows.account(session, Role.ORGANISER))
    address = f"/plans/{rows.plan.slug}/editions"
    form = client.form(address, "publish")

    client.post(address, data=form)
    again = client.post(address, data=form, follow_redirects=True)

    assert "tomorrow" in again.text
    assert session.scalars(select(Edition.number)).all() == [1]
    trail = session.scalars(select(AuditEntry.detail).where(AuditEntry.verb == "publish")).all()
    assert trail == [{"number": 1}]


def test_readers_publish_nothing_and_a_plan_without_public_results_neither(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    rows.campaign.results_are_public = False
    session.commit()
    address = f"/plans/{rows.plan.slug}/editions"
    assert client.sign_in(rows.account(session, Role.READER)).get(address).status_code == 200
    client.sign_in(rows.account(session, Role.ORGANISER))
    assert not html.fromstring(client.get(address).text).xpath("//form[@id='publish']")
    token = client.form(address, "sign-out")

    sent = client.post(address, data=token, follow_redirects=True)

    assert "No campaign of this plan has public results" in sent.text
    assert session.scalars(select(Edition)).all() == []


def test_a_withdrawn_edition_says_why_in_every_one_of_its_addresses(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    published(session, rows, FIRST)
    published(session, rows, SECOND)
    client.sign_in(rows.account(session, Role.ORGANISER))
    address = f"/plans/{rows.plan.slug}/editions"
    page = f"/fr/plan/{rows.plan.slug}/figures/{SECOND}"
    form = client.form(address, "withdraw-2")

    client.post(f"{address}/{SECOND}/withdrawal", data=form)
    assert client.get(page).status_code == 200
    client.post(f"{address}/{SECOND}/withdrawal", data={**form, "why": "Deux piles ont été comptées deux fois."})

    for part in ("", "/P1.02", "/files/figures.csv", "/files/press.pdf"):
        gone = client.get(page + part)
        assert gone.status_code == 410
        assert "Deux piles" in gone.text
    assert html.fromstring(client.get(f"/fr/plan/{rows.plan.slug}").text).xpath(f"//a[contains(@href, '{FIRST}')]")
    assert client.get(f"/fr/plan/{rows.plan.slug}/figures/{FIRST}").status_code == 200


@pytest.mark.parametrize("day", ["2026-03-04", "20260303", "latest", "2026-W10-2"])
def test_other_days_have_no_edition(client: ReviewingClient, session: Session, rows: Seeded, day: str) -> None:
    published(session, rows, FIRST)

    assert client.get(f"/fr/plan/{rows.plan.slug}/figures/{day}").status_code == 404


def test_words_that_are_taken_back_vanish_from_every_edition_and_its_figures_stay(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    words = session.scalars(select(Verbatim).order_by(Verbatim.id)).all()[:2]
    for one, said in zip(words, ("le premier mot", "le second mot"), strict=True):
        one.state, one.text = VerbatimState.SHOWN, said
    published(session, rows, FIRST)
    page = f"/fr/plan/{rows.plan.slug}/figures/{FIRST}/P1.02"
    before = client.get(page).text
    assert "le premier mot" in before
    assert "le second mot" in before

    erase_submission(session, words[0].submission_token)
    withdraw_submission(session, words[1].submission_token, why="asked for it")
    session.commit()

    after = client.get(page).text
    assert "le premier mot" not in after
    assert "le second mot" not in after
    assert html.fromstring(before).xpath("//@data-count") == html.fromstring(after).xpath("//@data-count")
    assert "mot" not in json.dumps(session.scalars(select(Edition.document)).one()).replace("mots", "")


def test_papers_of_a_day_with_an_edition_are_that_edition(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    client.sign_in(rows.organiser)
    table = f"/plans/{rows.plan.slug}/exports/counts.csv"
    draft = client.get(table).text.splitlines()
    assert draft[1].split(",")[-3:] == ["", str(today()), ""]
    published(session, rows, today())
    more(session, rows, 60, seed=2)

    assert client.get(table).text == client.get(f"/en/plan/{rows.plan.slug}/figures/{today()}/files/figures.csv").text


# Between two editions.


def cells(edition: Frozen) -> dict[tuple[str, ...], int | None]:
    """Every published count of an edition."""
    found: dict[tuple[str, ...], int | None] = {}
    heard = {"": edition.everybody} | {one.key: one.heard for one in edition.priorities}
    for key, people in (heard | {one.key: one.heard for one in edition.actions}).items():
        found["heard", key] = people.residents
        found |= {("heard", key, kind): count for kind, count in people.others.items()}

    def put(group: Group, *place: str) -> None:
        found[(*place, "*")] = group.base
        found.update({(*place, option): count for option, count in group.counts.items()})

    for one in (*edition.questions, *edition.profile, *edition.on_replies):
        for part in (one, *one.rows):
            place = (question_place(one), part.key)
            put(part.residents, *place)
            for by in part.breakdowns:
                for group in by.groups:
                    put(group, *place, by.dimension, group.key)
            for group in part.others:
                put(group, *place, "kind", group.key)
    for by in edition.who:
        for group in by.groups:
            put(group, "who", by.dimension, group.key)
    return found


def small_differences(one: Frozen, other: Frozen) -> Counter[str]:
    """{place: counts that tell of a few people}, of counts both editions show."""
    before, after = cells(one), cells(other)
    sensitive = {question_place(q) for q in other.questions if q.question.sensitive}
    small: Counter[str] = Counter()
    for place in before.keys() & after.keys():
        was, now = before[place], after[place]
        if was is not None and now is not None and 0 < abs(now - was) < (10 if place[0] in sensitive else 5):
            small["/".join(place)] += 1
    return small


@pytest.mark.parametrize("seed", range(4))
def test_no_two_editions_differ_by_a_few_people(session: Session, rows: Seeded, seed: int) -> None:
    editions = [published(session, rows, FIRST)]
    for number, people in enumerate((3, 40, 7, 150), 1):
        more(session, rows, people, seed * 10 + number)
        for row in session.scalars(select(Submission).where(Submission.withdrawn_on.is_(None)).limit(number % 3)):
            withdraw_submission(session, row.token, why="asked for it")
        editions.append(published(session, rows, FIRST + dt.timedelta(days=number)))

    for place, one in enumerate(editions):
        for other in editions[place + 1 :]:
            assert not small_differences(one, other)
    everybody = [edition.everybody.residents or 0 for edition in editions]
    assert everybody[-1] > everybody[0]


def test_a_few_late_sheets_leave_the_figures_as_they_were_and_say_so(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    first = published(session, rows, FIRST)
    more(session, rows, 3, seed=5)
    second = published(session, rows, SECOND)

    assert second.everybody == first.everybody
    assert second.kept["heard:"] == FIRST
    page = html.fromstring(client.get(f"/en/plan/{rows.plan.slug}/figures/{SECOND}").text)
    assert page.xpath("//p[@class='lead']//*[contains(@class, 'of-day')]")
    table = client.get(f"/en/plan/{rows.plan.slug}/figures/{SECOND}/files/figures.csv").text.splitlines()
    assert table[1].split(",")[-3:] == ["2", str(SECOND), str(FIRST)]


def test_a_second_round_by_other_channels_shows_them(session: Session, rows: Seeded) -> None:
    """What stays as it was is only what would give somebody away."""
    first = published(session, rows, FIRST)
    chance = random.Random(3)
    for number in range(300):
        answer(session, rows, f"round-{number}", drawn(chance), channel=number % 5)
    second = published(session, rows, SECOND)

    moved = {place for place, count in cells(second).items() if count != cells(first).get(place)}
    assert ("heard", "") in moved
    assert {place[0].partition("/")[2] for place in moved if len(place) == 3} >= {"coffee", "lack"}


def test_figures_without_an_edition_before_are_as_they_are(session: Session, rows: Seeded) -> None:
    now = freeze(session, plan_by_id(session, rows.plan.id), None, FIRST)

    assert safe_beside(now, []) is now
    later = replace(now, day=SECOND)
    assert to_document(safe_beside(later, [now])) == to_document(later)


def test_residents_read_the_steps_of_the_plan_before_and_in_an_edition(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    printed = "Appel à projet sept 2023 pour une mise en route 1er trimestre 2099"
    session.execute(
        update(Action).where(Action.plan_id == rows.plan.id, Action.key == "P1.02").values(when_words=printed)
    )
    session.commit()

    def steps() -> list[str]:
        page = html.fromstring(client.get(f"/ar/plan/{rows.plan.slug}/P1.02").text)
        found = page.xpath("//section[@aria-labelledby='steps-heading']/ol[@lang='fr'][@dir='ltr']/li/bdi")
        return [str(step.text) for step in found]

    before = steps()
    publish_edition(session, plan_by_id(session, rows.plan.id), day=today(), by=None)
    session.commit()

    assert len(before) == 2
    assert "2099" in before[1]
    assert steps() == before
