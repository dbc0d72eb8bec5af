"""Hostile and mangled files: refused kindly or read, never a traceback."""

import io
import json
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultation.plan.formats.safety import Refused
from consultation.questionnaires.interchange.formats import read_form
from consultation.questionnaires.interchange.sheets import read_sheets
from consultation.questionnaires.interchange.wording import refusal, remark_words
from consultation.questionnaires.interchange.xlsform_out import workbook
from tests.questionnaires.interchange.books import as_xlsform, book
from tests.questionnaires.interchange.dirt import FORMS
from tests.questionnaires.interchange.surveys import every_type
from tests.questionnaires.interchange.test_surveys_in import SURVEYJS

PLAIN = book(survey="type | name | label::fr\ntext | a | A")
SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = (
    b"<?xml version='1.0'?><!DOCTYPE d [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>"
    b"<document><questions>&b;</questions></document>"
)
OUTSIDE = b"<?xml version='1.0'?><!DOCTYPE d [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><document>&a;</document>"


def with_member(name: str, data: bytes, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The plain workbook with one member replaced or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as old, zipfile.ZipFile(file, "w", compression) as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, data)
    return file.getvalue()


def sheet(cells: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'.encode()


FAR = sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
HOSTILE = {
    "a zip bomb": with_member("xl/media/a.xml", b"0" * 200_000_000),
    "entities in a workbook": with_member("xl/workbook.xml", LAUGHS),
    "a cell at the end of the world": with_member(SHEET, FAR),
    "entities that grow": LAUGHS,
    "entities from outside": OUTSIDE,
    "a document type hidden by its encoding": LAUGHS.decode().encode("utf-16"),
    "brackets without end": b"[" * 200_000,
    "pages without end": b'{"pages":[{"elements":'
    + b'[{"type":"panel","elements":' * 400
    + b"[]"
    + b"}]" * 400
    + b"}]}",
    "nothing": b"",
    "noise": bytes(range(256)) * 40,
    "a million rows": b"type,name,label\n" + b"text,a,A\n" * 1_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_advice(name: str) -> None:
    with pytest.raises(Refused) as refused:
        read_form(HOSTILE[name], "form.csv")

    assert refusal(refused.value)


def test_a_file_with_a_path_for_a_name_is_only_read() -> None:
    assert read_form(PLAIN, "../../etc/passwd.xlsx").definition.title == {"fr": "passwd"}


def judged(data: bytes, name: str) -> None:
    """Read or refused; what is read is told in words, and comes back the same from its own export."""
    try:
        reading = read_form(data, name)
    except Refused as refused:
        refusal(refused)
        return
    assert all(remark_words(remark) for remark in (*reading.repairs, *reading.unsupported))
    again = read_form(as_xlsform(reading.definition), name).definition
    assert again == reading.definition or reading.format != "xlsform"


BYTES = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=6), st.integers(0, 12)), max_size=6)
FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@FUZZ
@given(BYTES, st.sampled_from([*FORMS]))
def test_mangled_bytes_are_read_or_refused(changes: list[tuple[float, bytes, int]], name: str) -> None:
    judged(mangled(FORMS[name].data, changes), FORMS[name].file)


@FUZZ
@given(BYTES, st.booleans())
def test_mangled_surveys_are_read_or_refused(changes: list[tuple[float, bytes, int]], words_apart: bool) -> None:
    judged(mangled(every_type(words_apart=words_apart), changes), "a.lss")


def mangled(data: bytes, changes: list[tuple[float, bytes, int]]) -> bytes:
    for place, put, gone in changes:
        at = int(place * len(data))
        data = data[:at] + put + data[at + gone :]
    return data


SIGNS = "${ } ${a} ${a ' ( ) = :: label::fr type name text -1 é اسم table-list or_other meta begin_repeat"
ROWS = ("select_one yn", "begin group", "end group", "end repeat", "\u00a0", "a" * 300, "")
BITS = st.sampled_from((*SIGNS.split(" "), *ROWS))
CHANGES = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 30), st.integers(0, 9), BITS), max_size=6)


@FUZZ
@given(st.sampled_from([*FORMS]), CHANGES)
def test_mangled_cells_are_read_or_refused(name: str, changes: list[tuple[int, int, int, str]]) -> None:
    sheets = {one.name: [list(row) for row in one.rows] for one in read_sheets(FORMS[name].data, FORMS[name].file)}
    for number, row, column, put in changes:
        rows = [*sheets.values()][number % len(sheets)]
        if rows and rows[row % len(rows)]:
            rows[row % len(rows)][column % len(rows[0])] += put

    judged(workbook(sheets), "form.xlsx")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "{often} = 'x", "{a}", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "name", "value", "text"]), inner)
    ),
    max_leaves=5,
)


@FUZZ
@given(st.lists(st.tuples(st.integers(0, 40), JSON), max_size=4))
def test_mangled_surveyjs_is_read_or_refused(changes: list[tuple[int, object]]) -> None:
    document = json.loads(json.dumps(SURVEYJS))
    for number, put in changes:
        element = document["pages"][0]["elements"][number % len(SURVEYJS["pages"][0]["elements"])]
        element[[*element][number % len(element)]] = put

    judged(json.dumps(document).encode(), "a.json")


def nested(count: int) -> bytes:
    rows = [f",begin group,g{n},G" for n in range(count)] + [",text,a,A"] + [",end group,,"] * count
    return "\n".join(["survey", ",type,name,label", *rows]).encode()


def negated(count: int) -> bytes:
    asked = [{"type": "text", "name": "a"}, {"type": "text", "name": "b", "visibleIf": "!" * count + "{a} = 1"}]
    return json.dumps({"pages": [{"elements": asked}]}).encode()


@pytest.mark.parametrize(("data", "name"), [(nested(3_000), "a.csv"), (negated(3_000), "a.json")])
def test_what_is_nested_without_end_is_refused(data: bytes, name: str) -> None:
    with pytest.raises(Refused) as refused:
        read_form(data, name)

    assert refused.value.code == "too_much_inside"


def test_a_rule_of_one_endless_word_is_looked_at_once() -> None:
    rule = "regex(., '" + "a" * 30_000
    begun = time.thread_time()

    read_form(f"survey\n,type,name,label,constraint\n,text,a,A,{rule!r}".encode(), "a.csv")

    assert time.thread_time() - begun < 3
