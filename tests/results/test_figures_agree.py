"""Every figure on a page, in CSV and in XLSX is the one counted from the records; small groups are nowhere."""

import csv
import io
from collections.abc import Iterator

import openpyxl
import pytest
from lxml import html
from sqlalchemy.orm import Session

from tests.pages import ReviewingClient
from tests.results.seeded import Key, Seeded, heard, seeded, truth

ON_ACTION = {"P1.01": {"lack"}, "P1.02": {"lack", "coffee", "say"}, "P1.03": {"care"}, "P1.04": {"times"}}
THRESHOLDS = {"care": 10}
MERGED = {"merged", "*merged"}


@pytest.fixture
def rows(session: Session) -> Seeded:
    return seeded(session)


@pytest.fixture
def organiser(client: ReviewingClient, session: Session, rows: Seeded) -> ReviewingClient:
    return client.sign_in(rows.organiser)


def on_page(client: ReviewingClient, rows: Seeded, key: str) -> Iterator[tuple[Key, int | None]]:
    """Every number of the questions of an action page; None where it is hidden."""
    page = html.fromstring(client.get(f"/plans/{rows.plan.slug}/results/{key}").text)
    for section in page.xpath("//section[contains(@class, 'question')]"):
        question = section.get("id").split("-", 2)[2]
        for base in section.xpath("./p/@data-base | ./div//@data-base"):
            yield (question, "residents", "", "*"), int(base)
        for row in section.xpath("./div//tr[@data-option]"):
            yield (question, "residents", "", row.get("data-option")), number(row.xpath(".//@data-count"))
        for details in section.xpath("./details"):
            dimension = details.get("data-dimension")
            for row in details.xpath(".//tr[@data-group]"):
                group = row.get("data-group")
                yield (question, dimension, group, "*"), number(row.xpath(".//@data-base"))
                for cell in row.xpath("./td[@data-option]"):
                    yield (question, dimension, group, cell.get("data-option")), number(cell.xpath("./@data-count"))


def number(found: list[str]) -> int | None:
    return int(found[0]) if found else None


def in_table(table: list[dict[str, str]], key: str) -> Iterator[tuple[Key, int | None]]:
    """The same numbers from an export."""
    for row in table:
        if row["subject"] == key and row["measure"] in {"base", "answers"}:
            count = None if row["count"] in {"", "None"} else int(float(row["count"]))
            assert int(row["hidden"]) == int(count is None)
            yield (row["question"], row["breakdown"], row["group"], row["option"] or "*"), count


def exported(client: ReviewingClient, rows: Seeded, kind: str) -> list[dict[str, str]]:
    with client.get(f"/plans/{rows.plan.slug}/exports/counts.{kind}") as response:
        assert response.status_code == 200
        sent = response.data
    if kind == "csv":
        return list(csv.DictReader(io.StringIO(sent.decode(), newline="")))
    page = openpyxl.load_workbook(io.BytesIO(sent), read_only=True).worksheets[0]
    header, *lines = page.iter_rows(values_only=True)
    return [
        {str(name): "" if cell is None else str(cell) for name, cell in zip(header, line, strict=True)}
        for line in lines
    ]


def neutral(found: Iterator[tuple[Key, int | None]]) -> dict[Key, int | None]:
    """One name for the merged group, as pages and files write it; classes of numbers left to their own test."""
    made = {(q, d, g.removeprefix("*"), o): count for (q, d, g, o), count in found}
    return {key: count for key, count in made.items() if count is not None or key[3] != "*"}


def test_page_csv_xlsx_and_records_agree_to_the_unit(
    session: Session, organiser: ReviewingClient, rows: Seeded
) -> None:
    counted = truth(session, rows.version.questionnaire_id)
    as_csv, as_xlsx = exported(organiser, rows, "csv"), exported(organiser, rows, "xlsx")
    seen = 0
    for action, questions in ON_ACTION.items():
        page = neutral(on_page(organiser, rows, action))
        assert page == neutral(in_table(as_csv, action)) == neutral(in_table(as_xlsx, action))
        assert {key[0] for key in page} == questions
        for (question, dimension, group, option), count in page.items():
            if count is not None and group not in MERGED and question != "times":
                assert count == counted[question, dimension, group, option]
                seen += 1
            if count is not None:
                assert not 0 < count < THRESHOLDS.get(question, 5)
    assert seen > 100


def test_merged_groups_hold_exactly_the_rest(session: Session, organiser: ReviewingClient, rows: Seeded) -> None:
    counted = truth(session, rows.version.questionnaire_id)
    merged = 0
    for action in ON_ACTION:
        page = neutral(on_page(organiser, rows, action))
        for (question, dimension, group, option), count in page.items():
            if group in MERGED and option == "*":
                shown = {g for q, d, g, _ in page if (q, d) == (question, dimension)}
                rest = {g for q, d, g, _ in counted if (q, d) == (question, dimension)} - shown
                assert count == sum(counted[question, dimension, g, "*"] for g in rest)
                assert all(counted[question, dimension, g, "*"] for g in rest)
                merged += 1
    assert merged > 3


def test_the_line_of_an_action_counts_each_person_once(
    session: Session, organiser: ReviewingClient, rows: Seeded
) -> None:
    page = html.fromstring(organiser.get(f"/plans/{rows.plan.slug}/results").text)
    lines = {row.get("data-action"): row.xpath(".//@data-heard")[0] for row in page.xpath("//tr[@data-action]")}
    table = exported(organiser, rows, "csv")
    for action, questions in ON_ACTION.items():
        people = heard(session, rows.version.questionnaire_id, questions)
        assert lines[action] == str(people["residents"])
        in_file = {
            row["group"]: row["count"] for row in table if row["subject"] == action and row["measure"] == "people_heard"
        }
        assert in_file.pop("") == str(people["residents"])
        assert in_file == {
            k: "" if n < (10 if action == "P1.03" else 5) else str(n) for k, n in people.items() if k != "residents"
        }
    assert lines["P1.05"] == "0"
    everybody = heard(
        session,
        rows.version.questionnaire_id,
        {q for on in ON_ACTION.values() for q in on} | {"whole", "age", "sector", "kind", "gender"},
    )
    assert next(r["count"] for r in table if not r["subject"] and r["measure"] == "people_heard") == str(
        everybody["residents"]
    )


def test_a_company_that_answers_moves_no_number_of_residents(
    session: Session, organiser: ReviewingClient, rows: Seeded
) -> None:
    """T64."""
    from tests.results.seeded import answer

    before = neutral(on_page(organiser, rows, "P1.02"))
    for n in range(6):
        answer(session, rows, f"company-{n}", {"kind": {"chosen": ["company"]}, "coffee": {"chosen": ["yes"]}})
    session.commit()
    after = neutral(on_page(organiser, rows, "P1.02"))

    assert {k: v for k, v in before.items() if k[1] != "kind"} == {k: v for k, v in after.items() if k[1] != "kind"}
    assert before != after


def test_the_median_of_a_number_is_that_of_the_records(
    session: Session, organiser: ReviewingClient, rows: Seeded
) -> None:
    from statistics import median

    from sqlalchemy import select

    from consultation.models import Submission
    from tests.results.seeded import first

    given = [
        row.answers["times"]["number"]
        for row in session.scalars(select(Submission))
        if "times" in row.answers and first(row, "kind") in {"", "resident"}
    ]
    in_file = next(row for row in exported(organiser, rows, "csv") if row["measure"] == "median")

    assert float(in_file["count"]) == median(given)
    assert int(in_file["base"]) == len(given)
    classes = [
        count
        for (q, d, _, o), count in neutral(on_page(organiser, rows, "P1.04")).items()
        if d == "residents" and o != "*"
    ]
    assert sum(count for count in classes if count is not None) <= len(given)


def test_withdrawn_answers_are_counted_nowhere(session: Session, organiser: ReviewingClient, rows: Seeded) -> None:
    from consultation.submissions.withdraw import withdraw_submission

    for n in range(0, 120):
        withdraw_submission(session, f"token-{n}", why="test")
    session.commit()
    counted = truth(session, rows.version.questionnaire_id)

    page = neutral(on_page(organiser, rows, "P1.02"))
    assert page["coffee", "residents", "", "*"] == counted["coffee", "residents", "", "*"]
