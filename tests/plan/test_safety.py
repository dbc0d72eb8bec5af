"""Files that would harm, and files that cannot be read, are refused with their reason before a parser opens them."""

import io
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation.plan.blocks import Document
from consultation.plan.documents import open_document
from consultation.plan.formats.safety import MOST_BYTES, MOST_MEMBERS, Refused
from consultation.plan.reading import read_plan
from consultation.plan.wording import REFUSALS, refusal_words
from tests.plan import ozon_files as files
from tests.plan.words import lost_words


def rewritten(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The same archive, each member passed through `change`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            target.writestr(member.filename, change(member.filename, source.read(member)))
    return out.getvalue()


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as target:
        target.writestr(name, content)
    return out.getvalue()


def refusal(data: bytes, name: str = "") -> str:
    with pytest.raises(Refused) as caught:
        open_document(data, name)
    return caught.value.code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"  \r\n\0\0", "empty"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"{\\rtf1 plan}", "rtf"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "picture"),
        (bytes(range(256)) * 40, "not_a_document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "old_word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "old_excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "not_a_document"),
        (b"x" * (MOST_BYTES + 1), "too_big"),
    ],
)
def test_what_is_not_a_document_is_refused_with_its_reason(data: bytes, code: str) -> None:
    assert refusal(data, "plan.docx") == code
    assert code in REFUSALS


def test_a_plain_archive_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("plan.txt", "x")

    assert refusal(out.getvalue()) == "archive"


@pytest.mark.parametrize("make", [files.word, files.open_text, files.open_sheets, lambda: files.workbook(sheets=True)])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_before_a_parser_sees_them(make: Callable[[], bytes], encoding: str) -> None:
    declaration = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    good = make()
    bad = with_member(good, "custom/item1.xml", declaration.encode(encoding))

    assert read_plan(open_document(good)).actions
    assert refusal(bad) == "unsafe"


def test_a_zip_bomb_is_refused_without_being_unpacked() -> None:
    bomb = with_member(files.word(), "word/media/big.xml", b" " * (80 * 1024 * 1024))
    tracemalloc.start()
    try:
        assert refusal(bomb) == "too_much_inside"
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 5 * 1024 * 1024


def test_an_archive_of_countless_members_is_refused() -> None:
    out = io.BytesIO(files.word())
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(MOST_MEMBERS):
            archive.writestr(f"word/x{number}.bin", b"")

    assert refusal(out.getvalue()) == "too_much_inside"


def test_a_member_larger_than_it_promises_is_refused() -> None:
    """The sizes written in an archive may lie; what is unpacked stops there, and the sum does not match."""
    data = bytearray(with_member(files.word(), "word/lie.xml", b"<a/>" + b" " * 3_000_000))
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = data.rfind(mark)
        data[place + offset : place + offset + 4] = struct.pack("<I", 10)

    assert refusal(bytes(data)) == "damaged"


def test_macros_are_left_closed_and_told() -> None:
    with_macros = with_member(
        rewritten(
            files.word(),
            lambda name, content: (
                content.replace(
                    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                    b"application/vnd.ms-word.document.macroEnabled.main+xml",
                )
                if name == "[Content_Types].xml"
                else content
            ),
        ),
        "word/vbaProject.bin",
        b"\xd0\xcf\x11\xe0",
    )

    plan = read_plan(open_document(with_macros, "plan.docm"))

    assert len(plan.actions) == 39
    assert "macros_ignored" in {doubt.code for doubt in plan.doubts}


def test_a_file_is_known_by_what_it_holds_not_by_its_name() -> None:
    assert open_document(files.word(), "plan.txt").kind == "docx"
    assert open_document(files.TEXT.read_bytes(), "plan.docx").kind == "text"


def test_a_lone_cell_at_the_end_of_a_sheet_is_told_and_costs_nothing() -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page["A1"], page["B1"], page["C1"] = "Action", "Qui ?", "Quand ?"
    page["A2"], page["B2"], page["C2"] = "Un jardin", "Ville", "2025"
    page["XFD1048576"] = "perdu"
    out = io.BytesIO()
    book.save(out)

    plan = read_plan(open_document(out.getvalue()))

    assert [action.title for action in plan.actions] == ["Un jardin"]
    assert ("perdu", "too_far") in {(one.text, one.why) for one in plan.dropped}
    assert "cells_too_far" in {doubt.code for doubt in plan.doubts}


def test_hidden_sheets_and_empty_formulas_are_told() -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["Action", "Qui ?", "Quand ?"])
    page.append(["Un jardin", "Ville", "=2024+1"])
    hidden = book.create_sheet("Brouillon")
    hidden["A1"] = "secret"
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)

    plan = read_plan(open_document(out.getvalue()))

    assert {"sheet_hidden", "formula_without_value"} <= {doubt.code for doubt in plan.doubts}
    assert {("secret", "hidden_sheet"), ("=2024+1", "formula")} <= {(one.text, one.why) for one in plan.dropped}


def opened_or_refused(data: bytes, name: str = "") -> Document | None:
    try:
        return open_document(data, name)
    except Refused as refused:
        refusal_words(refused)
        return None


@given(st.binary(max_size=3000), st.sampled_from(["a.csv", "a.docx", "a.html", "a.txt", ""]))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    document = opened_or_refused(data, name)
    if document is not None:
        read_plan(document)


SAID = "Priorité 1|Axe 2 : Emploi|Quoi ?|Qui ?|Quand ?|1/ Un jardin|- Ville|2024 ou 2025 ?|->|Extrait du 3 mai :"
MARKED = "<p> </td> <table> <tr> <td rowspan='3'> ** # ; |"
WORDS = st.sampled_from([*SAID.split("|"), *MARKED.split(" "), "\t", "\n", "\n\n", " "])


@given(st.lists(WORDS, max_size=60), st.sampled_from(["a.csv", "a.md", "a.html", "a.txt"]))
@settings(max_examples=80, deadline=None)
def test_any_arrangement_of_plan_words_is_read_and_none_is_lost(words: list[str], name: str) -> None:
    document = opened_or_refused("".join(words).encode(), name)
    if document is not None:
        assert lost_words(document, read_plan(document)) == set()


@pytest.mark.parametrize("make", [files.word, files.open_text, files.open_sheets, lambda: files.workbook(sheets=False)])
def test_a_file_damaged_anywhere_is_read_or_refused(make: Callable[[], bytes]) -> None:
    good = make()
    step = max(1, len(good) // 25)
    for place in range(0, len(good), step):
        damaged = bytearray(good)
        damaged[place] ^= 0x5A
        document = opened_or_refused(bytes(damaged))
        if document is not None:
            read_plan(document)
    for length in range(10, len(good), step):
        opened_or_refused(good[:length])


@pytest.mark.parametrize(
    "text",
    [
        "<!-- " * 50_000,
        "| Quoi | Comment |\n|---|---|\n| x | " + "- a (b " * 20_000 + " |\n",
        "<p " * 60_000,
        "**a" * 50_000,
    ],
    ids=["comments never closed", "dashes and brackets", "tags never closed", "stars never closed"],
)
def test_a_hostile_text_is_read_in_seconds(text: str) -> None:
    """Each took minutes once, because a pattern began again at every mark."""
    started = time.process_time()

    read_plan(open_document(text.encode()))

    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    "stretching",
    [
        b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>',
    ],
)
def test_a_cell_stretched_over_a_whole_sheet_is_refused(stretching: bytes) -> None:
    """Five kilobytes that openpyxl turned into seventeen thousand million cells, until the server was out of memory."""
    sound = files_with_one_sheet()

    def stretched(name: str, content: bytes) -> bytes:
        return (
            content.replace(b"</sheetData>", b"</sheetData>" + stretching) if name.endswith("sheet1.xml") else content
        )

    assert open_document(sound).blocks
    assert refusal(rewritten(sound, stretched)) == "too_much_inside"


def files_with_one_sheet() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Quoi", "Qui", "Quand"])
    book.active.append(["Un bal", "Ville", "2025"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("text", ["**a " * 20_000, "*a " * 20_000, "# " + " " * 50_000 + "#" * 50_000 + "x"])
def test_marks_that_never_close_are_read_in_seconds(text: str) -> None:
    """Marks that open and never close were looked for to the end of the document, each of them."""
    begun = time.process_time()

    assert open_document(text.encode(), "plan.md").blocks
    assert time.process_time() - begun < 5
