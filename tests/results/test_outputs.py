"""A seeded campaign whose truth is counted from the seed by a program of its own: every output says the same."""

import csv
import hashlib
import io
import json
import random
import re
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdfium2
import pytest
from flask import Flask
from lxml import html
from sqlalchemy.orm import Session

from consultation.clock import today
from consultation.plan.queries import plan_by_id
from consultation.results.editions.names import FileName
from consultation.results.editions.publish import publish_edition
from consultation.web.throttle import Throttle
from tests.pages import ReviewingClient
from tests.results.seeded import DEFINITION, Seeded, drawn, seeded

PEOPLE, SEED = 300, 7
CHOICES = ("lack", "coffee", "care", "whole")
ON_ACTION = {"P1.01": ("lack",), "P1.02": ("lack", "coffee"), "P1.03": ("care",)}
OPTIONS = {
    one["key"]: [option["key"] for option in one.get("options", ())]
    for section in DEFINITION["sections"]
    for one in section["questions"]
}
Cells = dict[tuple[str, str, str, str], int | None]
"""{(question, dimension, group, option or "*"): people}"""


class Truth:
    """Everything counted from the seed alone: no database, no line of the program."""

    def __init__(self) -> None:
        chance = random.Random(SEED)
        self.cells: Counter[tuple[str, str, str, str]] = Counter()
        self.heard: Counter[tuple[str, str]] = Counter()
        """{(action or "", "" for residents, else the kind): people}"""
        for _ in range(PEOPLE):
            answers = drawn(chance)
            channel = min(int(chance.expovariate(0.8)), 4)
            locale = chance.choices(["fr", "ar", "en"], [70, 25, 5])[0]
            self.count(answers, channel, locale)

    def count(self, answers: Any, channel: int, locale: str) -> None:
        kind = (answers.get("kind") or {"chosen": [""]})["chosen"][0]
        is_resident = kind in {"", "resident"}
        if answers:
            self.heard["", "" if is_resident else kind] += 1
        for action, questions in {**ON_ACTION, "P1.02": ("lack", "coffee", "say"), "P1.04": ("times",)}.items():
            if any(question in answers for question in questions):
                self.heard[action, "" if is_resident else kind] += 1
        groups = {
            "residents": "",
            "channel": f"Place {channel}",
            "language": locale,
            "age_band": (answers.get("age") or {"chosen": [""]})["chosen"][0],
            "sector": (answers.get("sector") or {"chosen": [""]})["chosen"][0],
        }
        for question in CHOICES:
            if question in answers:
                for dimension, group in groups.items() if is_resident else [("kind", kind)]:
                    self.cells[question, dimension, group, "*"] += 1
                    for option in answers[question]["chosen"]:
                        self.cells[question, dimension, group, option] += 1


@pytest.fixture(scope="module")
def truth() -> Truth:
    return Truth()


@pytest.fixture(autouse=True)
def not_asked_before(app: Flask) -> None:
    """The limits count from nought."""
    app.extensions["consultation.throttle"] = Throttle()


@pytest.fixture
def rows(session: Session) -> Seeded:
    made = seeded(session, PEOPLE, seed=SEED, results_are_public=True)
    publish_edition(session, plan_by_id(session, made.plan.id), day=today(), by=None)
    session.commit()
    return made


@pytest.fixture
def get(client: ReviewingClient, rows: Seeded) -> Any:
    """A file of the edition in French."""

    def fetch(name: str, locale: str = "fr") -> bytes:
        with client.get(f"/{locale}/plan/{rows.plan.slug}/figures/{today()}/files/{name}") as response:
            assert response.status_code == 200, name
            data: bytes = response.data
            return data

    return fetch


def of_json(edition: dict[str, Any]) -> Cells:
    """The cells of the JSON of an edition."""
    found: Cells = {}

    def put(question: str, dimension: str, group: dict[str, Any], name: str) -> None:
        found[question, dimension, name, "*"] = group["base"]
        found.update({(question, dimension, name, option): count for option, count in group["counts"].items()})

    for one in edition["questions"]:
        put(one["key"], "residents", one["residents"], "")
        for by in one["breakdowns"]:
            for group in by["groups"]:
                name = group["label"].get("", group["group"]) if by["dimension"] == "channel" else group["group"]
                put(one["key"], by["dimension"], group, name)
        for group in one["others"]:
            put(one["key"], "kind", group, group["group"])
    return found


def test_every_figure_of_the_document_is_the_true_one(get: Any, truth: Truth) -> None:
    edition = json.loads(get("figures.json"))
    cells = {place: count for place, count in of_json(edition).items() if place[0] in CHOICES}

    told = {place: count for place, count in cells.items() if count is not None and place[2] != "merged"}
    assert len(told) > 100
    assert told == {place: truth.cells[place] for place in told}
    for (question, dimension, group, option), count in cells.items():
        if group == "merged" and option == "*":
            shown = {g for q, d, g, _ in cells if (q, d) == (question, dimension)}
            rest = sum(
                n
                for (q, d, g, o), n in truth.cells.items()
                if (q, d, o) == (question, dimension, "*") and g not in shown
            )
            assert count == rest
    for action in edition["priorities"][0]["actions"]:
        assert action["heard"]["residents"] == truth.heard[action["key"], ""]
    assert edition["everybody"]["residents"] == truth.heard["", ""]
    small = {place for place, count in truth.cells.items() if 0 < count < (10 if place[0] == "care" else 5)}
    assert not any(cells.get(place) for place in small)


def in_french(cells: Cells, question: str) -> dict[str, int | None]:
    """{option: residents} of a question; the base under "*"."""
    return {
        option: count for (q, dimension, _, option), count in cells.items() if (q, dimension) == (question, "residents")
    }


def test_the_api_says_what_the_document_says(client: ReviewingClient, rows: Seeded, get: Any) -> None:
    edition = json.loads(get("figures.json"))
    whole = client.get(f"/api/v1/plans/{rows.plan.slug}/editions/{today()}").get_json()
    assert whole == edition
    by_id = {one["id"]: one for one in edition["questions"]}
    for action in edition["priorities"][0]["actions"]:
        answer = client.get(f"/api/v1/plans/{rows.plan.slug}/editions/{today()}/actions/{action['key']}").get_json()
        assert answer["action"] == action
        assert answer["questions"] == [by_id[key] for key in action["questions"]]


def test_the_tables_say_what_the_document_says(get: Any, rows: Seeded) -> None:
    cells = of_json(json.loads(get("figures.json")))
    names = {str(channel.id): channel.name for channel in rows.channels}
    tables = {
        "csv": list(csv.DictReader(io.StringIO(get("figures.csv").decode(), newline=""))),
        "xlsx": workbook_rows(get("figures.xlsx")),
        "zip": list(csv.DictReader(io.StringIO(packed(get("open-data.zip"))["figures.csv"].decode(), newline=""))),
        "sav": statistics_rows(get("figures.sav"), "sav"),
        "dta": statistics_rows(get("figures.dta"), "dta"),
    }
    for kind, table in tables.items():
        found: Cells = {}
        for row in table:
            if row["measure"] in {"base", "answers"}:
                group = names.get(row["group"], row["group"]) if row["breakdown"] == "channel" else row["group"]
                count = None if row["count"] in {"", "nan", "None"} else round(float(row["count"]))
                found[row["question"], row["breakdown"], group, row["option"] or "*"] = count
                assert float(row["hidden"]) == (count is None)
                assert row["day"] == today().isoformat()
        wanted = {place: count for place, count in cells.items() if count is not None or place[3] != "*"}
        assert {place: found[place] for place in wanted} == wanted, kind
        assert len(found) >= len(wanted)


def workbook_rows(data: bytes) -> list[dict[str, str]]:
    header, *lines = openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets[0].iter_rows(values_only=True)
    return [{str(n): "" if c is None else str(c) for n, c in zip(header, line, strict=True)} for line in lines]


def statistics_rows(data: bytes, kind: str) -> list[dict[str, str]]:
    import pyreadstat

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"figures.{kind}"
        path.write_bytes(data)
        table, about = (pyreadstat.read_sav if kind == "sav" else pyreadstat.read_dta)(str(path))
    assert all(about.column_labels)
    assert about.variable_value_labels["hidden"]
    return [{name: str(cell) for name, cell in row.items()} for row in table.to_dict("records")]


def packed(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_action_page_says_what_the_document_says(client: ReviewingClient, rows: Seeded, get: Any) -> None:
    cells, names = of_json(json.loads(get("figures.json"))), {str(c.id): c.name for c in rows.channels}
    seen = 0
    for action, questions in ON_ACTION.items():
        page = html.fromstring(client.get(f"/fr/plan/{rows.plan.slug}/figures/{today()}/{action}").text)
        for question in questions:
            [section] = page.xpath(f"//section[contains(@class, 'question') and contains(@id, '-{question}')]")
            for row in section.xpath("./div//tr[@data-option]"):
                assert number(row.xpath(".//@data-count")) == cells[question, "residents", "", row.get("data-option")]
            for details in section.xpath("./details"):
                dimension = details.get("data-dimension")
                for row in details.xpath(".//tr[@data-group]"):
                    key = row.get("data-group")
                    group = names.get(key, key.removeprefix("*")) if dimension == "channel" else key.removeprefix("*")
                    assert number(row.xpath(".//@data-base")) == cells[question, dimension, group, "*"]
                    for cell in row.xpath("./td[@data-option]"):
                        seen += 1
                        place = (question, dimension, group, cell.get("data-option"))
                        assert number(cell.xpath("./@data-count")) == cells[place]
    assert seen > 100


def number(found: list[str]) -> int | None:
    return int(found[0]) if found else None


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [re.sub(r"\s+", " ", page.get_textpage().get_text_range()) for page in document]
    finally:
        document.close()


def printed(words: str, question: str) -> Iterator[tuple[str, int | None]]:
    """(option, people) as printed after the words of a question."""
    after = words.split(f"Question {question} ?", 1)[1].split("Question ")[0]
    for option in OPTIONS[question]:
        if found := re.search(rf"choix {option} (?:(\d+)|masqué)", after):
            yield option, int(found[1]) if found[1] else None
    if found := re.search(r"Base \(habitants\) : (\d+)", after):
        yield "*", int(found[1])


BY_GROUP = "Par canal · Par lieu · Par langue de la réponse · Par âge"
"""What the part of the report is called that tells who answered what."""


@pytest.mark.parametrize("name", ["report.pdf", "need-sheets.pdf", "slides.pdf"])
def test_what_is_printed_says_what_the_document_says(get: Any, truth: Truth, name: str) -> None:
    cells = of_json(json.loads(get("figures.json")))
    pages = pages_of(get(name))
    whole = " ".join(pages)
    if name == "report.pdf":
        whole = whole.rpartition(BY_GROUP)[0]
    seen = 0
    for action, questions in ON_ACTION.items():
        number = action.removeprefix("P1.0")
        part = re.split(rf"Action {number}\b", whole)[-1].split(f"Action {int(number) + 1}")[0]
        assert re.search(rf"(entendus : |^| ){truth.heard[action, '']} ?(habitants entendus)?", part), action
        for question in questions if name != "slides.pdf" else [q for q in questions if f"Question {q} ?" in part]:
            shown = dict(printed(part, question))
            wanted = in_french(cells, question)
            assert "*" in shown
            assert {key: wanted[key] for key in shown} == shown, (name, question)
            assert len(shown) >= 3
            seen += len(shown)
    assert seen > 8
    assert len(pages) >= 4


def test_the_report_tells_who_answered_what_as_the_document_does(get: Any, rows: Seeded) -> None:
    """Each group of a channel, with its base and the numbers of the options that stand as columns."""
    cells = of_json(json.loads(get("figures.json")))
    annex = " ".join(pages_of(get("report.pdf"))).rpartition(BY_GROUP)[2]
    seen = 0
    for question in ("coffee", "lack"):
        table = annex.split(f"Question {question} ?", 1)[1].split("Par canal", 1)[1].split("Par langue")[0]
        columns = re.findall(r"choix (\w+)", table.split(rows.channels[0].name)[0])
        assert columns
        for channel in rows.channels:
            base = cells.get((question, "channel", channel.name, "*"))
            if base is None:
                continue
            line = table.split(channel.name, 1)[1].replace("\u202f", " ").replace("\u00a0", " ")
            numbers = re.match(r" (\d+)" + r" (?:(\d+) \(\d+ %\)|masqué)" * len(columns), line)
            assert numbers, line[:80]
            wanted = [base, *(cells[question, "channel", channel.name, option] for option in columns)]
            assert [int(n) if n else None for n in numbers.groups()] == wanted
            seen += len(wanted)
    assert seen > 8


def test_the_plan_in_word_carries_the_numbers_on_each_line(get: Any, truth: Truth) -> None:
    made = docx.Document(io.BytesIO(get("plan.docx")))
    lines = {row.cells[0].text: row.cells[-1].text for table in made.tables for row in table.rows[1:]}
    cells = of_json(json.loads(get("figures.json")))

    assert len(lines) == 5
    for place, said in enumerate(lines.values(), 1):
        assert f"Habitants entendus : {truth.heard[f'P1.0{place}', '']}" in said.replace("\u00a0", " ")
    for option, count in in_french(cells, "coffee").items():
        if count and option != "*":
            assert f"choix {option}: {count} (" in list(lines.values())[1]
    assert made.core_properties.author.startswith("Town")


def test_results_for_decidim_are_what_its_importer_reads(get: Any, truth: Truth) -> None:
    table = list(csv.DictReader(io.StringIO(get("decidim.csv").decode()), delimiter=";"))

    assert {"id", "parent/id", "title/fr", "description/fr", "start_date", "end_date", "progress"} <= table[0].keys()
    assert [row["parent/id"] for row in table] == ["", *[table[0]["id"]] * 5]
    assert len({row["id"] for row in table}) == 6
    assert f"{truth.heard['P1.02', '']}" in table[2]["description/fr"]


def test_the_press_page_has_five_figures_of_the_document(get: Any, truth: Truth) -> None:
    [page] = pages_of(get("press.pdf"))

    assert f"{truth.heard['', '']} " in page
    assert "édition 1" in page


@pytest.mark.parametrize("locale", ["ar", "en", "tr", "ps"])
def test_every_file_is_made_in_other_languages(get: Any, locale: str) -> None:
    for name in ("report.pdf", "slides.pdf", "press.pdf", "need-sheets.pdf"):
        assert get(name, locale).startswith(b"%PDF")
    assert get("plan.docx", locale)[:2] == b"PK"


def test_the_same_edition_is_the_same_file_again(get: Any) -> None:
    for name in ("figures.csv", "figures.json", "open-data.zip", "decidim.csv"):
        assert get(name) == get(name)


def test_one_file_holds_every_other_to_the_byte(get: Any, rows: Seeded) -> None:
    """So that what is true of each file, above, is true of all of them together."""
    whole = packed(get("everything.zip"))
    folder = f"{rows.plan.slug}-{today()}-edition1-fr"
    readme = whole.pop(f"{folder}/README.txt").decode()
    lines = [line.split("  ") for line in whole.pop(f"{folder}/SHA256SUMS").decode().splitlines()]
    sums = {name: digest for digest, name in lines}

    assert {path.removeprefix(f"{folder}/{folder}-") for path in whole} == {*FileName} - {FileName.ALL}
    for path, content in whole.items():
        name = path.removeprefix(f"{folder}/")
        assert content == get(name.removeprefix(f"{folder}-"))
        assert sums[name] == hashlib.sha256(content).hexdigest()
        assert name in readme
    assert f"/fr/plan/{rows.plan.slug}/figures/{today()}" in readme


def test_an_action_people_were_heard_on_waits_for_no_voices(client: ReviewingClient, rows: Seeded, get: Any) -> None:
    page = html.fromstring(client.get(f"/fr/plan/{rows.plan.slug}/figures/{today()}").text)
    stands = {
        one.get("data-action"): one.xpath("string(.//span/span[last()])") for one in page.xpath("//li[@data-action]")
    }
    lines = docx.Document(io.BytesIO(get("plan.docx"))).tables[0].rows[1:]

    assert stands["P1.01"] == stands["P1.02"] != stands["P1.05"]
    for row, key in zip(lines, stands, strict=True):
        assert stands[key] in row.cells[-1].text
