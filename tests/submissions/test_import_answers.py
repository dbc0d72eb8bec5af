"""A partner's table comes in once, whole, through the same door, and can be taken back."""

import csv
import datetime as dt
import io
import json
from collections.abc import Sequence
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.models import AnswerImport, Channel, Submission, Tally, Version
from consultation.questionnaires.definition import Definition
from consultation.submissions.columns import Private, guessed_option, private_columns, targets_of
from consultation.submissions.import_answers import RowsLeft, StateMovedOn, bring_table, import_answers, undo_import
from consultation.submissions.incoming import Meaning, Reason, read_rows
from consultation.submissions.recount import differences
from consultation.terms import ImportState
from tests import factories
from tests.pages import ReviewingClient

QUESTIONS = ["Qu'est-ce qui vous manque ?", "Un café en bas ?", "Autre chose à dire ?"]
HEADER = ["Horodateur", "Nom", "Adresse e-mail", *QUESTIONS, "Réponse"]
ROWS = [
    ["12/03/2026 14:22:05", "Ali B.", "ali@example.org", "Des fêtes; Un lieu", "Oui", "plus de bancs", "r1"],
    ["12/03/2026 14:25:41", "Zoé C.", "zoe@example.org", "Rien", "Peut-être", "", "r2"],
    ["13/03/2026 09:01:00", "Moh D.", "moh@example.org", "place", "3", "=1+1", "r3"],
]
TODAY = dt.date(2026, 4, 1)


def file(rows: Sequence[Sequence[str]] = ROWS, header: Sequence[str] = HEADER) -> bytes:
    made = io.StringIO()
    csv.writer(made, delimiter=";").writerows([header, *rows])
    return made.getvalue().encode()


@pytest.fixture
def version(session: Session) -> Version:
    made: Version = factories.version(session)
    factories.campaign(session, questionnaire_id=made.questionnaire_id)
    return made


def brought(session: Session, version: Version, rows: Sequence[Sequence[str]] = ROWS) -> AnswerImport:
    definition = Definition.model_validate(version.definition)
    return bring_table(
        session, version.questionnaire_id, definition, [HEADER, *rows], name="t.csv", data=file(rows), account_id=None
    )


def counted(session: Session, version: Version, waiting: AnswerImport, **given: Any) -> int:
    from consultation.submissions.queries import campaigns_of_questionnaire

    campaign = campaigns_of_questionnaire(session, version.questionnaire_id)[0]
    definition = Definition.model_validate(version.definition)
    given = {"channel_name": "Centre social", "locale": "fr", **given}
    return import_answers(session, waiting, campaign, version.id, definition, **given)


def answers(session: Session) -> list[Any]:
    rows = session.scalars(select(Submission).where(Submission.withdrawn_on.is_(None)))
    return sorted((row.answers for row in rows), key=lambda one: json.dumps(one, sort_keys=True))


def test_a_table_comes_in_as_if_people_had_answered_here(session: Session, version: Version) -> None:
    waiting = brought(session, version)

    assert counted(session, version, waiting) == 3
    assert answers(session) == [
        {"q_coffee": {"chosen": ["maybe"]}, "q_missing": {"chosen": ["nothing"]}},
        {"q_coffee": {"chosen": ["no"]}, "q_missing": {"chosen": ["place"]}, "q_words": {"text": "=1+1"}},
        {
            "q_coffee": {"chosen": ["yes"]},
            "q_missing": {"chosen": ["parties", "place"]},
            "q_words": {"text": "plus de bancs"},
        },
    ]
    assert not differences(session, version.questionnaire_id)
    channel = session.scalars(select(Channel).where(Channel.name == "Centre social")).one()
    assert (channel.kind, channel.is_closed) == ("partner", True)


def test_what_leads_to_a_person_is_never_kept(session: Session, version: Version) -> None:
    waiting = brought(session, version)
    counted(session, version, waiting)
    kept = repr([waiting.header, waiting.rows, waiting.dropped, waiting.fingerprints, answers(session)])

    assert waiting.dropped == {"Horodateur": "time", "Nom": "name", "Adresse e-mail": "email"}
    for words in ("Ali", "example.org", "14:22"):
        assert words not in kept
    assert waiting.rows == []


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (["+33 6 12 34 56 78", "06 12 34 56 78", ""], Private.PHONE),
        (["192.168.1.4", "10.0.0.1"], Private.IP),
        (["2a01:e0a::1", "fe80::1:2"], Private.IP),
        (["2026-03-12T14:22:05", "2026-03-12 14:25"], Private.TIME),
        (["a@b.fr", "plus de bancs", "x@y.org"], Private.EMAIL),
        (["12", "oui", "2026-03-12"], None),
    ],
)
def test_cells_give_a_column_away_whatever_it_is_called(cells: list[str], reason: Private | None) -> None:
    assert private_columns(["question"], [[cell] for cell in cells], {}).get(0) is reason


@pytest.mark.parametrize(
    ("value", "key"),
    [
        *((words, "yes") for words in ("yes", "OUI", "نعم", "1")),
        *((words, "maybe") for words in ("2.0", "peut etre")),
        *((words, "no") for words in ("3", "3 - Non")),
        ("bof", None),
    ],
)
def test_a_value_is_known_by_key_words_or_number(value: str, key: str | None) -> None:
    question = Definition.model_validate(factories.DEFINITION).question("q_coffee")
    assert question is not None
    assert guessed_option(value, question.options) == key


def test_rows_that_do_not_fit_are_told_and_nothing_is_counted(session: Session, version: Version) -> None:
    bad = ["13/03/2026 09:01:00", "x", "x@example.org", "Rien; Un lieu", "bof", "", "r4"]
    waiting = brought(session, version, [*ROWS, bad])

    with pytest.raises(RowsLeft), session.begin_nested():
        counted(session, version, waiting)
    assert session.scalars(select(func.count()).select_from(Submission)).one() == 0
    session.refresh(waiting)
    assert waiting.state == ImportState.WAITING
    assert counted(session, version, waiting, leaves_misfits=True) == 3


def test_the_same_rows_never_count_twice(session: Session, version: Version) -> None:
    first = brought(session, version)
    counted(session, version, first)
    again = brought(session, version, [*ROWS, ["", "", "", "Un lieu", "Non", "", "r9"]])

    with pytest.raises(StateMovedOn):
        counted(session, version, first)
    assert counted(session, version, again, leaves_misfits=True) == 1
    assert len(answers(session)) == 4


def test_an_identity_tells_twins_apart_and_doubles_out() -> None:
    definition = Definition.model_validate(factories.DEFINITION)
    rows = [["yes", "a"], ["yes", "b"], ["no", "a"], ["yes", ""]]
    with_id = read_rows(definition, rows, Meaning({0: "q_coffee", 1: "@id"}), today=TODAY)
    without = read_rows(definition, rows, Meaning({0: "q_coffee"}), today=TODAY)

    assert [sheet.row for sheet in with_id.sheets] == [2, 3]
    assert [(m.row, m.reason) for m in with_id.misfits] == [(4, Reason.SAME_IDENTITY), (5, Reason.NO_IDENTITY)]
    assert [sheet.row for sheet in without.sheets] == [2, 3, 4, 5]
    assert without.twins == [3, 5]
    assert len({sheet.fingerprint for sheet in without.sheets}) == 4


def test_days_are_days_and_not_to_come() -> None:
    definition = Definition.model_validate(factories.DEFINITION)
    rows = [["yes", "2026-03-02 10:00:00"], ["yes", "31/03/2026"], ["yes", "2027-01-01"], ["yes", "demain"]]
    read = read_rows(definition, rows, Meaning({0: "q_coffee", 1: "@day"}), today=TODAY)

    assert [sheet.day for sheet in read.sheets] == [dt.date(2026, 3, 2), dt.date(2026, 3, 31)]
    assert [m.reason for m in read.misfits] == [Reason.DAY_TO_COME, Reason.NOT_A_DAY]


def test_undoing_takes_every_sheet_back_and_lets_the_file_come_again(session: Session, version: Version) -> None:
    waiting = brought(session, version)
    counted(session, version, waiting)

    assert undo_import(session, waiting, why="wrong columns") == 3
    assert answers(session) == []
    assert session.scalars(select(func.sum(Tally.count))).one() == 0
    assert not differences(session, version.questionnaire_id)
    with pytest.raises(StateMovedOn):
        undo_import(session, waiting, why="again")
    again = brought(session, version)
    assert counted(session, version, again) == 3


def test_our_own_export_comes_back_whole() -> None:
    """One column an option, tables, ranks, repeated sections: by the names of the columns alone."""
    from tests.results.every_kind import DEFINITION

    definition = Definition.model_validate(DEFINITION)
    row = {
        "several/a": "1",
        "several/b": "0",
        "several/c": "oui",
        "rank/tree": "1",
        "rank/bench": "2",
        "rating/bus": "choix poor",
        "week/mon/evening": "x",
        "one": "other",
        "one-text": "un banc",
        "scale-declined": "refused",
        "day": "14/03/2026",
        "agree": "oui",
        "number": "2,5",
        "household/1/child_age": "7",
        "household/1/child_likes": "choix play ; read",
        "household/2/child_age": "9",
    }
    assert row.keys() <= targets_of(definition).keys()
    read = read_rows(definition, [list(row.values())], Meaning(dict(enumerate(row))), today=TODAY)

    assert not read.misfits
    assert read.sheets[0].answers | {"hidden": {}} == {
        "hidden": {},
        "several": {"chosen": ["a", "c"]},
        "rank": {"ranked": ["tree", "bench"]},
        "rating": {"table": {"bus": ["poor"]}},
        "week": {"table": {"mon": ["evening"]}},
        "one": {"chosen": ["other"], "text": "un banc"},
        "scale": {"declined": "refused"},
        "day": {"moment": "2026-03-14"},
        "agree": {"chosen": ["yes"]},
        "number": {"number": 2.5},
        "household": {
            "repeats": [
                {"child_age": {"number": 7.0}, "child_likes": {"chosen": ["play", "read"]}},
                {"child_age": {"number": 9.0}},
            ]
        },
    }


def test_an_organiser_brings_a_table_and_takes_it_back(
    client: ReviewingClient, session: Session, version: Version
) -> None:
    from consultation.models import Plan, Questionnaire

    plan = session.get_one(Plan, session.get_one(Questionnaire, version.questionnaire_id).plan_id)
    client.sign_in(factories.account(session, organisation_id=plan.organisation_id, locale="en"))
    url = f"/questionnaires/{version.questionnaire_id}/imports"
    book = Workbook()
    assert book.active is not None
    for row in [HEADER, *ROWS, ["", "", "", "une fontaine", "Oui", "", "r4"]]:
        book.active.append(row)
    sent = io.BytesIO()
    book.save(sent)

    form = client.form(url, "bring")
    at_columns = client.post(url, data={**form, "table": (io.BytesIO(sent.getvalue()), "réponses.xlsx")})
    assert at_columns.status_code == 303
    columns = client.get(at_columns.location)
    assert "e-mail addresses" in columns.text
    chosen = client.form(at_columns.location, "columns")
    assert chosen["column-0"] == "q_missing"
    at_check = client.post(at_columns.location, data={**chosen, "column-3": "@id"})
    check = client.get(at_check.location)
    assert "3 rows fit." in check.text
    assert "“une fontaine” is none of the options" in check.text
    refused = client.post(at_check.location, data={**client.form(at_check.location, "import"), "channel_name": "CS"})
    assert "say that these rows stay out" in refused.text
    values = client.form(at_check.location, "values")
    unknown = next(name for name, value in values.items() if value == "?")
    client.post(at_check.location, data={**values, unknown: "other", "values": "1"})
    assert "4 rows fit." in client.get(at_check.location).text
    done = client.post(at_check.location, data={**client.form(at_check.location, "import"), "channel_name": "CS"})
    assert done.status_code == 303
    assert "4 sheets came in and count." in client.get(url).text
    assert len(answers(session)) == 4
    assert client.get(at_check.location).status_code == 409
    back = f"/imports/{at_check.location.split('/')[-2]}/undo"
    assert client.post(back, data=client.form(back, "columns")).status_code == 303
    assert answers(session) == []


def test_another_town_knows_nothing_of_it(client: ReviewingClient, session: Session, version: Version) -> None:
    waiting = brought(session, version)
    session.commit()
    client.sign_in(factories.account(session))

    brought_so_far = f"/questionnaires/{version.questionnaire_id}/imports"
    for url in (
        brought_so_far,
        f"/imports/{waiting.id}",
        f"/imports/{waiting.id}/check",
        f"/imports/{waiting.id}/undo",
    ):
        assert client.get(url).status_code == 404
