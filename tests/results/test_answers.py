"""Every format of the answers holds, cell for cell, what the database holds."""

import csv
import io
import json
import random
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import odfdo
import openpyxl
import pandas
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Channel, Submission
from consultation.questionnaires.definition import Definition
from consultation.results import statistics
from consultation.results.answers import Export, Format, Wanted
from consultation.results.codebook import codebook_of, codebook_sheet
from consultation.results.guarded import unguarded
from consultation.results.records import FIRST, people_who_answered, published_versions
from consultation.results.spreadsheets import Sheet, write_ods
from consultation.results.statistics import USER_MISSING, statistics_names
from consultation.results.variables import Variables
from consultation.terms import Declined, Kind, Role
from tests import factories
from tests.pages import ReviewingClient
from tests.results.every_kind import DEFINITION, FILE, drawn, every_kind, send
from tests.results.seeded import Seeded, options, question

WORDS = {Declined.REFUSED: "Je préfère ne pas répondre", Declined.UNKNOWN: "Je ne sais pas"}


@pytest.fixture
def rows(session: Session) -> Seeded:
    return every_kind(session, 60)


def exported(session: Session, rows: Seeded, format: Format, **wanted: Any) -> bytes:
    file = io.BytesIO()
    questionnaire_id = rows.version.questionnaire_id
    wanted = {"declined_words": WORDS, **wanted}
    Export(session, questionnaire_id, published_versions(session, questionnaire_id), Wanted(format, **wanted)).write(
        file
    )
    return file.getvalue()


Table = list[dict[str, Any]]


def truth(session: Session, rows: Seeded) -> Table:
    """The same table from the records, by code of its own: written out kind by kind, for this questionnaire alone."""
    found = []
    channels = {channel.id: channel for channel in session.scalars(select(Channel))}
    for row in session.scalars(
        select(Submission)
        .where(Submission.questionnaire_id == rows.version.questionnaire_id)
        .order_by(Submission.token)
    ):
        channel = channels[row.channel_id]
        line: dict[str, Any] = {
            "channel": channel.name,
            "channel_kind": channel.kind,
            "mode": row.mode,
            "language": row.locale,
            "month": row.day.isoformat()[:7],
            "version": 1,
        }
        for section in DEFINITION["sections"]:
            if "repeat" not in section:
                for asked in section["questions"]:
                    line |= cells(asked, row.answers.get(asked["key"], {}))
                continue
            times = row.answers.get(section["key"], {}).get("repeats", [])
            for time in range(section["repeat"]):
                for asked in section["questions"]:
                    answer = times[time].get(asked["key"], {}) if time < len(times) else {}
                    line |= {f"{section['key']}/{time + 1}/{name}": v for name, v in cells(asked, answer).items()}
        found.append(line)
    return found


def cells(asked: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    key, kind = asked["key"], asked["kind"]
    made: dict[str, Any] = {}
    if kind in {"several_choices"}:
        made = {
            f"{key}/{o['key']}": int(o["key"] in answer["chosen"]) if "chosen" in answer else None
            for o in asked["options"]
        }
    elif kind == "ranking":
        ranked = answer.get("ranked", [])
        made = {
            f"{key}/{o['key']}": ranked.index(o["key"]) + 1 if o["key"] in ranked else None for o in asked["options"]
        }
    elif kind == "rating_table":
        made = {f"{key}/{r['key']}": answer.get("table", {}).get(r["key"], [None])[0] for r in asked["rows"]}
    elif kind == "week_grid":
        made = {
            f"{key}/{r['key']}/{o['key']}": int(o["key"] in answer["table"].get(r["key"], []))
            if "table" in answer
            else None
            for r in asked["rows"]
            for o in asked["options"]
        }
    elif kind == "position":
        made = {key: " ".join(f"{part:g}" for part in answer["point"]) if answer else None}
    elif kind != "note":
        given = {name: value for name, value in answer.items() if name not in {"declined", "text"}}
        value = next(iter(given.values()), answer.get("text") if not asked.get("options") else None)
        made = {key: value[0] if isinstance(value, list) else value}
    if any(option.get("specify") for option in asked.get("options", ())):
        made[f"{key}-text"] = answer.get("text")
    if asked.get("may_refuse") or asked.get("may_not_know"):
        made[f"{key}-declined"] = answer.get("declined")
    return made


def same(read: Table, true: Table) -> None:
    """Cell for cell; columns in any order here (their order has its own test)."""
    assert len(read) == len(true) == 60
    for got, want in zip(read, true, strict=True):
        assert got.keys() == want.keys()
        for name, value in want.items():
            cell = got[name]
            if value is None:
                assert cell is None, (name, cell)
            elif isinstance(value, int | float):
                assert float(cell) == value, (name, cell, value)
            else:
                assert cell == value, (name, cell, value)


@pytest.mark.parametrize("semicolon", [False, True])
def test_csv_holds_what_the_database_holds(session: Session, rows: Seeded, semicolon: bool) -> None:
    sent = exported(session, rows, Format.CSV, semicolon=semicolon)
    assert sent.startswith("\ufeff".encode()) is semicolon
    table = csv.DictReader(io.StringIO(sent.decode("utf-8-sig"), newline=""), delimiter=";" if semicolon else ",")
    read = [{name: unguarded(cell) or None for name, cell in line.items()} for line in table]

    same(read, truth(session, rows))
    frame = pandas.read_csv(io.BytesIO(sent), sep=";" if semicolon else ",", dtype=str, encoding="utf-8-sig")
    assert set(frame["language"]) == {"fr", "ar"}


def test_a_program_that_splits_elsewhere_finds_no_formula(session: Session, rows: Seeded) -> None:
    """A French Excel splits a file of commas at `;`, and takes quotes inside a cell for nothing."""
    for semicolon in (False, True):
        sent = exported(session, rows, Format.CSV, semicolon=semicolon).decode("utf-8-sig")
        for separator in ",;\t":
            for line in sent.splitlines():
                for cell in line.split(separator):
                    cell = cell.strip(' "')
                    assert cell[:1] not in {"=", "+", "@"}
                    assert not cell.startswith("-") or cell.lstrip("-").replace(".", "").isdigit()


def test_xlsx_holds_what_the_database_holds_and_no_formula(session: Session, rows: Seeded) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(session, rows, Format.XLSX)))
    header, *lines = book["answers"].iter_rows()
    read = [{str(n.value): cell.value for n, cell in zip(header, line, strict=True)} for line in lines]
    formulas = [cell for line in lines for cell in line if str(cell.value or "").startswith(("=", "-", "@", "+"))]

    same(read, truth(session, rows))
    assert formulas
    for cell in formulas:
        assert cell.data_type in {"s", "n"}
        assert cell.data_type == "n" or cell.quotePrefix
    assert ["one", "Question one ?", "a", "choix a"] in [[cell.value for cell in line] for line in book["codes"].rows]


def test_ods_holds_what_the_database_holds_and_no_formula(session: Session, rows: Seeded) -> None:
    sent = exported(session, rows, Format.ODS)
    document: Any = odfdo.Document(io.BytesIO(sent))
    header, *lines = [ods_row(row) for row in document.body.get_table(0).iter_rows()]
    content = zipfile.ZipFile(io.BytesIO(sent)).read("content.xml")

    same([dict(zip(header, line, strict=True)) for line in lines], truth(session, rows))
    assert b"formula" not in content


def ods_row(row: Any) -> list[Any]:
    return [ods_cell(cell) for cell in row.iter_cells()]


def ods_cell(cell: Any) -> Any:
    if cell.type != "string":
        return None if cell.value is None else float(cell.value)
    return "\n".join(paragraph.inner_text for paragraph in cell.get_elements("text:p"))


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters="\t\n"), max_size=40))
def test_ods_keeps_words_as_they_are(words: str) -> None:
    file = io.BytesIO()
    write_ods(file, [Sheet("s", ["a"], [[words]])])
    document: Any = odfdo.Document(io.BytesIO(file.getvalue()))
    table = document.body.get_table(0)
    spaced = words.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")

    assert ods_row(list(table.iter_rows())[1]) == [spaced]


def test_json_lines_hold_what_the_database_holds(session: Session, rows: Seeded) -> None:
    sent = exported(session, rows, Format.JSON_LINES).decode()

    same([json.loads(line) for line in sent.splitlines()], truth(session, rows))
    assert len(pandas.read_json(io.StringIO(sent), lines=True)) == 60


@pytest.mark.parametrize("format", [Format.SPSS, Format.STATA])
def test_statistics_files_hold_what_the_database_holds(
    session: Session, rows: Seeded, tmp_path: Path, format: Format
) -> None:
    """Codes back to keys by the codebook, reasons for gaps back to their words."""
    path = tmp_path / f"answers.{format}"
    path.write_bytes(exported(session, rows, format, locale="ar"))
    entries = codebook_of(
        published_versions(session, rows.version.questionnaire_id), people_who_answered(session, 1), {}
    )
    if format is Format.SPSS:
        frame, meta = pyreadstat.read_sav(str(path), user_missing=True)
    else:
        frame, meta = pyreadstat.read_dta(str(path), user_missing=True)
    lines = frame.astype(object).where(frame.notna(), None).to_dict("records")
    true = truth(session, rows)
    declined: dict[Any, str] = {code: key for key, code in USER_MISSING.items()} | {"a": "refused", "b": "unknown"}
    checked = gaps = 0
    for line, want in zip(lines, true, strict=True):
        assert [str(line[name]) for name in FIRST] == [str(want[name]) for name in FIRST]
        for entry in entries:
            if entry.statistics_name not in line:
                assert entry.name.endswith("-declined")
                continue
            cell, value = line[entry.statistics_name] or None, want[entry.name]
            if line[entry.statistics_name] == 0.0:
                cell = 0.0
            codes: dict[float, str] = {code: key for key, code in entry.variable.codes.items()}
            if entry.name.endswith("-declined"):
                codes = {1.0: "refused", 2.0: "unknown"}
            if cell in declined:
                base = next(n for n in want if n.endswith(f"{entry.variable.question.key}-declined"))
                assert want[base] == declined[cell]
                gaps += 1
            elif codes and cell is not None:
                assert codes[cell] == value
            else:
                assert cell == value, (entry.name, cell, value)
            checked += 1
    assert checked > 2_000
    assert gaps > 30
    assert meta.column_names_to_labels["one"] == "Question one ? (ar)"
    labels: dict[Any, str] = meta.variable_value_labels["one"]
    assert labels[1.0] == "choix a (ar)"
    assert set(WORDS.values()) <= set(meta.variable_value_labels["scale"].values())


def test_names_for_statistics_programs_are_all_different_and_short() -> None:
    names = ["a/b", "a_b", "1st", "with", "x" * 60, "x" * 61, "str12", "household/1/age"]

    found = statistics_names(names)
    assert found[:4] == ["a_b", "a_b_2", "q_1st", "q_with"]
    assert len(set(found)) == len(names)
    assert max(map(len, found)) == 32
    assert statistics_names([*names, "a b"])[:-1] == found


def test_a_new_version_only_adds_columns_and_codes_at_the_end(session: Session, rows: Seeded) -> None:
    before = Variables([(1, definition(DEFINITION))])
    second = json.loads(json.dumps(DEFINITION))
    first, *others = second["sections"][0]["questions"]
    first["options"] = options("new", "b", "a")  # in another order, "other" is gone
    first["label"]["fr"] = "Question une, mieux dite ?"
    second["sections"][0]["questions"] = [question("added", Kind.SHORT_TEXT), *others[1:], first]
    second["sections"][2]["repeat"] = 4
    versions = [(1, definition(DEFINITION)), (2, definition(second))]
    after = Variables(versions)
    names = [variable.name for variable in before.variables]

    assert [variable.name for variable in after.variables][: len(names)] == names
    assert {v.name for v in after.variables} - set(names) == {
        "added",
        *(f"household/4/{name}" for name in ("child_age", "child_likes/play", "child_likes/read", "child_school")),
    }
    one = next(variable for variable in after.variables if variable.name == "one")
    assert one.codes == {"a": 1, "b": 2, "other": 3, "new": 4}
    assert one.label("fr") == "Question une, mieux dite ?"
    assert one.versions == (1, 2)
    assert next(v for v in after.variables if v.name == "several/a").versions == (1,)
    published = factories.version(session, second, questionnaire_id=rows.version.questionnaire_id, number=2)
    chance = random.Random(1)
    form = {k: v for k, v in drawn(chance).items() if not k.startswith(("several", "one"))} | {
        "one": ["new"],
        "added": ["x"],
    }
    send(session, published, rows.channels[0].id, "zz-last", form)
    read = list(csv.DictReader(io.StringIO(exported(session, rows, Format.CSV).decode(), newline="")))
    assert len(read) == 61
    old = [{name: cell for name, cell in line.items() if name in {*names, *FIRST}} for line in read[:-1]]
    same([{name: unguarded(cell) or None for name, cell in line.items()} for line in old], truth(session, rows)[:-1])
    assert (read[-1]["version"], read[-1]["one"], read[-1]["added"], read[-1]["several/a"]) == ("2", "new", "x", "")


def definition(document: dict[str, Any]) -> Definition:
    return Definition.model_validate(document)


def test_one_choice_that_became_several_keeps_its_column() -> None:
    second = json.loads(json.dumps(DEFINITION))
    second["sections"][0]["questions"][5]["maximum"] = 2  # a place: one, then two

    values = Variables([(1, definition(DEFINITION)), (2, definition(second))], only={"where"})
    assert [v.name for v in values.variables] == ["where", "where/school", "where/shop"]
    assert values.values({"where": {"chosen": ["shop"]}}) == ["shop", 0, 1]
    assert values.values({"where": {"chosen": ["school", "shop"]}}) == [None, 1, 1]
    assert values.values({}) == [None, None, None]


def test_labels_in_a_chosen_language_and_some_questions_only(session: Session, rows: Seeded) -> None:
    sent = exported(session, rows, Format.CSV, locale="ar", in_words=True, only={"one", "week"}).decode()
    header, *lines = csv.reader(io.StringIO(sent, newline=""))

    assert header[6:8] == ["one | Question one ? (ar)", "one-text | Question one ? (ar)"]
    assert len(header) == 6 + 2 + 4
    assert {line[6] for line in lines} <= {"choix a (ar)", "choix b (ar)", "choix other (ar)", ""}


def test_withdrawn_answers_are_in_no_file(session: Session, rows: Seeded) -> None:
    from consultation.submissions.withdraw import withdraw_submission

    withdraw_submission(session, "token-5", why="test")
    assert len(exported(session, rows, Format.JSON_LINES).splitlines()) == 59


# The pages.


def test_only_organisers_take_answers_away(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    base = f"/plans/{rows.plan.slug}/exports/questionnaire-{rows.version.questionnaire_id}"
    for role, expected in ((Role.READER, 403), (Role.VOLUNTEER, 403), (Role.ORGANISER, 200)):
        client.sign_in(rows.account(session, role))
        for page in ("", "/answers", "/codebook", "/codebook.csv", "/codebook.xml"):
            with client.get(
                base + page + ("?format=csv&locale=fr&values=keys&separator=comma" if page == "/answers" else "")
            ) as r:
                assert r.status_code == expected, (role, page)
    client.sign_in(factories.account(session, Role.ORGANISER))
    assert client.get(base).status_code == 404


@pytest.mark.parametrize("format", Format, ids=str)
def test_a_file_is_chosen_on_a_page(client: ReviewingClient, session: Session, rows: Seeded, format: Format) -> None:
    client.sign_in(rows.organiser)
    base = f"/plans/{rows.plan.slug}/exports/questionnaire-{rows.version.questionnaire_id}"
    assert "rare combination" in client.get(base).text
    chosen = f"format={format}&locale=fr&values=words&separator=semicolon&questions=one"
    with client.get(f"{base}/answers?{chosen}") as response:
        assert response.status_code == 200
        name = response.headers["Content-Disposition"]
        sent = response.data
    assert name.startswith(f"attachment; filename={rows.plan.slug}-answers-{rows.version.questionnaire_id}-fr-20") or (
        f'filename="{rows.plan.slug}-answers-' in name
    )
    assert name.rstrip('"').endswith(f".{format}")
    assert len(sent) > 500
    assert client.get(f"{base}/answers?format=exe").status_code == 400


# The codebook.


def test_the_codebook_names_every_variable_value_and_gap(session: Session, rows: Seeded) -> None:
    versions = published_versions(session, rows.version.questionnaire_id)
    declined = {Declined.REFUSED: {"fr": "Je préfère ne pas répondre", "ar": "أفضّل عدم الإجابة"}}
    entries = codebook_of(versions, people_who_answered(session, rows.version.questionnaire_id), declined)
    by_name = {entry.name: entry for entry in entries}
    header, table = codebook_sheet(entries, ["fr", "ar"]).header, codebook_sheet(entries, ["fr", "ar"]).rows
    lines = [dict(zip(header, row, strict=True)) for row in table]

    assert list(by_name) == [variable.name for variable in Variables(versions).variables]
    one = [line for line in lines if line["variable"] == "one"]
    assert [line["value"] for line in one] == [None, "a", "b", "other"]
    assert one[1]["label_ar"] == "choix a (ar)"
    answered = sum("one" in answers for answers in session.scalars(select(Submission.answers)))
    assert one[0]["answered"] == answered
    scale = [line for line in lines if line["variable"] == "scale"]
    assert (scale[-1]["code"], scale[-1]["is_missing"]) == (USER_MISSING[Declined.REFUSED], 1)


# Children of `var` and of `catgry` in the order of the schema of DDI-Codebook 2.5.
VAR = """
    location labl imputation security embargo respUnit anlysUnit qstn valrng invalrng undocCod universe TotlResp sumStat
    txt stdCatgry catgryGrp catgry codInstr verStmt concept derivation varFormat geoMap catLevel notes
""".split()  # noqa: SIM905
CATGRY = ["catValu", "labl", "txt", "catStat", "mrow"]


def test_the_ddi_document_has_the_shape_of_its_schema(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    client.sign_in(rows.organiser)
    base = f"/plans/{rows.plan.slug}/exports/questionnaire-{rows.version.questionnaire_id}"
    root = etree.fromstring(client.get(f"{base}/codebook.xml").data)
    space = {"d": "ddi:codebook:2_5"}
    variables = root.findall(".//d:var", space)
    ids = [element.get("ID") for element in root.iter() if element.get("ID")]

    assert etree.QName(root) == "{ddi:codebook:2_5}codeBook"
    assert root.get("version") == "2.5"
    assert [etree.QName(part).localname for part in root] == ["docDscr", "stdyDscr", "dataDscr"]
    assert root.findtext("d:stdyDscr/d:citation/d:titlStmt/d:titl", namespaces=space) == "Toutes les questions"
    assert len(ids) == len(set(ids))
    assert len(variables) == len(Variables(published_versions(session, rows.version.questionnaire_id)).variables)
    for one in variables:
        in_order([etree.QName(part).localname for part in one], VAR)
        for value in one.findall("d:catgry", space):
            in_order([etree.QName(part).localname for part in value], CATGRY)
            assert value.get("missing") in {"Y", "N"}
        assert one.find("d:varFormat", space).get("type") in {"numeric", "character"}
    names = {one.get("name"): one for one in variables}
    assert [part.get(LANG) for part in names["one"].findall("d:labl", space)] == ["fr", "ar", "en"]
    assert names["number"].find("d:valrng/d:range", space).attrib == {"min": "-5", "max": "400"}
    assert FILE not in etree.tostring(root, encoding="unicode")


LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def in_order(names: Sequence[str], wanted: Sequence[str]) -> None:
    places = [wanted.index(name) for name in names]
    assert places == sorted(places), names


def test_long_words_stand_whole_in_every_format(session: Session, rows: Seeded, tmp_path: Path) -> None:
    """An answer has 10,000 characters at most: up to 30,000 bytes, which Stata keeps apart and SPSS in pieces."""
    words = "é" * 9_999 + "."
    send(session, rows.version, rows.channels[0].id, "long", {"words": [words]})
    for format, read in ((Format.SPSS, pyreadstat.read_sav), (Format.STATA, pyreadstat.read_dta)):
        path = tmp_path / f"answers.{format}"
        path.write_bytes(exported(session, rows, format, only={"words"}))
        assert words in set(read(str(path))[0]["words"])
    book = openpyxl.load_workbook(io.BytesIO(exported(session, rows, Format.XLSX, only={"words"})))
    assert words in {cell.value for line in book["answers"].iter_rows() for cell in line}


@pytest.mark.parametrize(("format", "read"), [(Format.SPSS, pyreadstat.read_sav), (Format.STATA, pyreadstat.read_dta)])
def test_a_file_of_many_pieces_is_the_file_of_one(
    session: Session, rows: Seeded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: Format, read: Any
) -> None:
    """Also where some pieces hold long words, a gap with its reason, or nothing, and others not."""
    for number, words in enumerate(("é" * 9_999 + ".", "court", "x" * 3_000, "é" * 9_999 + ".")):
        send(session, rows.version, rows.channels[0].id, f"long-{number}", {"words": [words]})
    found = []
    for size in (2_000, 7, 1):
        monkeypatch.setattr(statistics, "ROWS_OF_A_PIECE", size)
        path = tmp_path / f"{size}.{format}"
        path.write_bytes(exported(session, rows, format))
        found.append(read(str(path), user_missing=True))
    (whole, described), *others = found

    assert len(whole) == 64
    assert set(whole["words"]) >= {"é" * 9_999 + ".", "court", "x" * 3_000}
    for frame, meta in others:
        pandas.testing.assert_frame_equal(frame, whole)
        assert (meta.number_rows, meta.original_variable_types) == (64, described.original_variable_types)
        assert meta.variable_value_labels == described.variable_value_labels
    if format is Format.STATA:  # a reader of another family
        assert list(pandas.read_stata(tmp_path / "7.dta", convert_categoricals=False)["words"]) == list(whole["words"])


def test_a_questionnaire_nobody_answered_gives_files_without_rows(session: Session, tmp_path: Path) -> None:
    empty = every_kind(session, 0)
    for format in Format:
        assert exported(session, empty, format) is not None
    path = tmp_path / "answers.sav"
    path.write_bytes(exported(session, empty, Format.SPSS))
    assert len(pyreadstat.read_sav(str(path))[0]) == 0
