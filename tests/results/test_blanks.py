"""What the blanks of the plan have become (T47): proposed from the answers, accepted by a person, undone."""

import datetime as dt

from lxml import html
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from consultation.clock import today
from consultation.models import Action, FilledBlank
from consultation.plan.queries import plan_by_slug
from consultation.results.blanks.fill import fill_blank
from consultation.results.blanks.proposals import blanks_of, proposals_of
from consultation.results.editions.publish import publish_edition
from consultation.terms import CampaignState, Kind, Role
from tests import factories
from tests.pages import ReviewingClient
from tests.results.seeded import Seeded, seeded
from tests.results.test_needs import figures

QUESTION = "Combien de fêtes par an ?"


def with_blanks(session: Session) -> Seeded:
    rows = seeded(session, 200)
    values = {"missing": ["pilot"], "open_questions": [QUESTION]}
    session.execute(update(Action).where(Action.plan_id == rows.plan.id, Action.key == "P1.04").values(**values))
    session.expire_all()
    return rows


def test_a_number_is_proposed_by_its_middle_and_options_by_the_most_chosen() -> None:
    many = figures(Kind.ONE_CHOICE, {"2024": 30, "2025": 12}, 42)
    tied = figures(Kind.ONE_CHOICE, {"2024": 20, "2025": 20}, 40)
    number = figures(Kind.NUMBER, {"n:2": 6, "n:4": 9, "n:9": 8}, 23)

    proposals = proposals_of([number, tied, many])

    assert [(one.option.key if one.option else None, one.median, one.people, one.base) for one in proposals] == [
        ("2024", None, 30, 42),
        (None, 4.0, None, 23),
    ]
    assert blanks_of(["pilot"], [QUESTION, QUESTION]) == ["pilot", QUESTION]


def test_a_blank_is_filled_by_a_question_accepted_by_name_and_opened_again(
    client: ReviewingClient, session: Session
) -> None:
    rows = with_blanks(session)
    client.sign_in(rows.organiser)
    address = f"/plans/{rows.plan.slug}/results/P1.04"
    form = client.form(f"{address}/blanks", "blank-1")
    proposal = str(form["blank1-question"])
    assert proposal.endswith("-times")

    empty = client.post(f"{address}/blanks", data=form)
    assert "Write what stands there now." in empty.text
    client.post(f"{address}/blanks", data=form | {"blank1-becomes": "Quatre fêtes par an"})

    filled = session.scalars(select(FilledBlank)).one()
    assert (filled.blank, filled.becomes, filled.accepted_by) == (QUESTION, "Quatre fêtes par an", rows.organiser.name)
    page = client.get(address).text
    assert "Quatre fêtes par an" in page
    assert filled.numbers is not None
    assert filled.numbers in html.fromstring(page).text_content()
    assert "Quatre fêtes par an" in client.get(f"/plans/{rows.plan.slug}/results").text

    client.post(f"/filled-blanks/{filled.id}", data=client.form(address, f"open-{filled.id}"))
    session.refresh(filled)
    assert filled.taken_back_on is not None
    client.post(f"/filled-blanks/{filled.id}", data=client.form(address, f"back-{filled.id}"))
    session.refresh(filled)
    assert filled.taken_back_on is None


def test_what_fills_a_blank_anew_takes_the_place_of_the_former(client: ReviewingClient, session: Session) -> None:
    rows = with_blanks(session)
    client.sign_in(rows.organiser)
    address = f"/plans/{rows.plan.slug}/results/P1.04/blanks"
    for words in ("Trois", "Quatre"):
        client.post(address, data=client.form(address, "blank-1") | {"blank1-becomes": words, "blank1-question": ""})

    found = session.scalars(select(FilledBlank).order_by(FilledBlank.id)).all()
    assert [(one.becomes, one.numbers, one.taken_back_on is None) for one in found] == [
        ("Trois", None, False),
        ("Quatre", None, True),
    ]


def test_a_town_cannot_touch_the_blanks_of_another(client: ReviewingClient, session: Session) -> None:
    rows = with_blanks(session)
    action = session.scalars(select(Action).where(Action.plan_id == rows.plan.id, Action.key == "P1.04")).one()
    words = {"blank": "pilot", "becomes": "La régie", "accepted_by": "Ada", "accepted_on": dt.date(2025, 9, 1)}
    filled = FilledBlank(action_id=action.id, **words)
    session.add(filled)
    session.flush()
    own = client.sign_in(rows.organiser).form(f"/plans/{rows.plan.slug}/results/P1.04", f"open-{filled.id}")
    client.sign_in(factories.account(session, Role.ORGANISER))

    assert client.post(f"/filled-blanks/{filled.id}", data=own).status_code == 404
    assert client.get(f"/plans/{rows.plan.slug}/results/P1.04/blanks").status_code == 404


def test_everybody_reads_what_the_blanks_have_become(client: ReviewingClient, session: Session) -> None:
    """On the live page and in an edition; without the numbers of that day, which could be subtracted from others."""
    rows = with_blanks(session)
    rows.campaign.state, rows.campaign.results_are_public = CampaignState.CLOSED, True
    (action,) = session.scalars(select(Action).where(Action.plan_id == rows.plan.id, Action.key == "P1.04"))
    for blank, becomes in ((QUESTION, "Trois"), (QUESTION, "Quatre fêtes par an"), ("pilot", "La maison de quartier")):
        by, day = "Nadia B.", dt.date(2026, 1, 9)
        fill_blank(session, action.id, blank, becomes, numbers="77 sur 99", accepted_by=by, today=day)
    session.commit()
    live = client.get(f"/fr/plan/{rows.plan.slug}/P1.04").text
    plan = plan_by_slug(session, rows.plan.slug, None)
    assert plan is not None
    publish_edition(session, plan, day=today(), by=None)
    session.commit()
    frozen = client.get(f"/fr/plan/{rows.plan.slug}/figures/{today()}/P1.04").text

    for page in (live, frozen):
        facts = [fact.text_content().strip() for fact in html.fromstring(page).xpath("//main//dl/*")]
        assert facts[0::2] == [QUESTION, "Qui la porte"]
        assert facts[1].startswith("Quatre fêtes par an")
        assert facts[3].endswith("Accepté par Nadia B. le 9 janvier 2026")
        assert "77 sur 99" not in page
        assert "Trois" not in page
