"""The Ozon plan written again in other formats, well and badly, from its text as read.

Each writer lays out the same cells; what they say is the reading of `plan-ozon.txt`, which `test_ozon` checks against
the printed plan by hand.
"""

import csv
import html
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from odfdo import Cell, Document, Element, Header, Paragraph, Row, Table

from consultation.plan.action import ReadAction
from consultation.plan.formats.text import read_text
from consultation.plan.links import ReadPriority
from consultation.plan.plan_reading import PlanReading
from consultation.plan.reading import read_plan

TEXT = Path(__file__).parents[2] / "consultation" / "plan" / "data" / "plan-ozon.txt"
HEADINGS = ["Actions opérationnelles", "Comment ?", "Qui ? Avec qui ? (Coordination, mise en œuvre...)", "Quand ?"]
SECOND = ["Quoi ?", "Moyens - ressources", "", ""]
FURNITURE = "Synthèse Priorités Ozon"
PER_PAGE = 3


def ozon() -> PlanReading:
    return read_plan(read_text(TEXT.read_text()))


def title_lines(action: ReadAction) -> list[str]:
    lines = [f"{action.printed_number} {action.title}"]
    if action.objective:
        lines.append(f"Objectif : {action.objective}")
    if action.origin_note:
        lines.append(f"-> {action.origin_note}")
    return lines


def cells(action: ReadAction) -> list[list[str]]:
    """The four cells of an action, each a list of printed lines."""
    return [title_lines(action), [*action.how], [*action.who], [action.when]]


def heading(priority: ReadPriority) -> str:
    return f'Groupe de travail "{priority.title}" Priorité {priority.number}'


def extract(priority: ReadPriority) -> str:
    return f"{priority.extract_source} : {priority.extract}"


def pages(actions: Sequence[ReadAction]) -> Iterator[Sequence[ReadAction]]:
    for start in range(0, len(actions), PER_PAGE):
        yield actions[start : start + PER_PAGE]


# Word


def word(*, styled: bool = True, cut: bool = False, dashes: bool = False, nbsp: bool = False) -> bytes:
    """A .docx; `cut` starts a new table on every page without its headings, under the page's furniture."""
    plan = ozon()
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Ville de Châtellerault"
    add = document.add_heading if styled else _bold(document)
    add(plan.title, 0) if styled else document.add_paragraph(plan.title)
    document.add_paragraph(f"Secteur {plan.sector}")
    say: Callable[[str], str] = (lambda text: text.replace(" :", "\u00a0:").replace(" ?", "\u00a0?")) if nbsp else str
    for priority in plan.priorities:
        add(say(heading(priority)), 1)
        for line in extract(priority).splitlines():
            document.add_paragraph(say(line))
        groups = list(pages(priority.actions)) if cut else [priority.actions]
        for number, group in enumerate(groups):
            if number:
                document.add_paragraph(FURNITURE)
            table = document.add_table(rows=0, cols=4)
            if not number:
                for row in (HEADINGS, SECOND):
                    _fill(table.add_row(), [[text] for text in row], say)
            for action in group:
                _fill(table.add_row(), cells(action), say, dashes=dashes)
            if number == len(groups) - 1:
                for note in priority.notes:
                    row = table.add_row()
                    row.cells[0].merge(row.cells[3]).text = say(note)
    return _bytes(document.save)


def word_tracked() -> bytes:
    """A .docx with tracked changes: words put in, words taken out, a row taken out, a moved paragraph."""
    document = docx.Document(io.BytesIO(word()))
    table: Any = document.tables[0]
    title = table.rows[3].cells[0].paragraphs[0]
    inserted, words = OxmlElement("w:ins"), title.runs[0]._r
    title._p.insert(list(title._p).index(words), inserted)
    inserted.append(words)
    gone = parse_xml(
        f"<w:del {nsdecls('w')} w:id='9' w:author='x'><w:r><w:delText> à supprimer vraiment</w:delText></w:r></w:del>"
    )
    title._p.append(gone)
    row = table.add_row()
    row.cells[0].text = "99/ Une action abandonnée"
    properties = row._tr.get_or_add_trPr()
    properties.append(parse_xml(f"<w:del {nsdecls('w')} w:id='10' w:author='x'/>"))
    moved = parse_xml(
        f"<w:p {nsdecls('w')}><w:moveFrom w:id='11' w:author='x'><w:r><w:t>Phrase partie ailleurs</w:t></w:r>"
        "</w:moveFrom></w:p>"
    )
    document.element.body.insert(2, moved)
    return _bytes(document.save)


def _bold(document: Any) -> Callable[[str, int], object]:
    def add(text: str, level: int) -> object:
        paragraph = document.add_paragraph()
        run = paragraph.add_run(text)
        run.bold, run.font.size = True, Pt(18 - level)
        return paragraph

    return add


def _fill(row: Any, texts: Sequence[Sequence[str]], say: Callable[[str], str], *, dashes: bool = False) -> None:
    """A row of cells; with dashes every list is one paragraph with typed dashes and soft line breaks."""
    for place, (cell, lines) in enumerate(zip(row.cells, texts, strict=True)):
        if dashes and place == 1 and len(lines) > 1:
            run = cell.paragraphs[0].add_run()
            for number, line in enumerate(lines):
                if number:
                    run.add_break()
                run.add_text(say(line if line.startswith("->") else f"- {line}"))
        else:
            cell.paragraphs[0].text = say(lines[0]) if lines else ""
            for line in lines[1:]:
                cell.add_paragraph(say(line))


def word_merged() -> bytes:
    """A .docx in which equal dates of neighbouring actions are one merged cell, and the headings span two rows."""
    plan = ozon()
    document = docx.Document()
    document.add_paragraph(plan.title)
    document.add_paragraph(f"Secteur {plan.sector}")
    for priority in plan.priorities:
        document.add_paragraph(heading(priority))
        document.add_paragraph(extract(priority))
        table = document.add_table(rows=0, cols=4)
        for row in (HEADINGS, SECOND):
            _fill(table.add_row(), [[text] for text in row], str)
        for place in (2, 3):
            table.rows[0].cells[place].merge(table.rows[1].cells[place])
            cell = table.rows[0].cells[place]
            for empty in cell.paragraphs[1:]:
                empty._p.getparent().remove(empty._p)
        before: tuple[str, Any] | None = None
        for action in priority.actions:
            row = table.add_row()
            if before and before[0] == action.when:
                _fill(row, [*cells(action)[:3], []], str)
                merged = before[1].merge(row.cells[3])
                for empty in merged.paragraphs[1:]:
                    empty._p.getparent().remove(empty._p)
            else:
                _fill(row, cells(action), str)
                before = (action.when, row.cells[3])
        for note in priority.notes:
            row = table.add_row()
            row.cells[0].merge(row.cells[3]).text = note
    return _bytes(document.save)


def word_numbered() -> bytes:
    """A .docx whose lists are real bullets and whose text sits in one layout cell."""
    document = docx.Document(io.BytesIO(word()))
    for table in document.tables:
        for row in table.rows[2:]:
            for paragraph in row.cells[1].paragraphs:
                if paragraph.text and not paragraph.text.startswith("->") and len(row.cells[1].paragraphs) > 1:
                    paragraph.style = "List Bullet"
    assert document.tables[0].rows[2].cells[1].paragraphs[0]._p.find(qn("w:pPr")) is not None
    return _bytes(document.save)


# OpenDocument


def open_text() -> bytes:
    plan = ozon()
    document = Document("text")
    document.body.clear()
    document.body.append(Header(1, plan.title))
    document.body.append(Paragraph(f"Secteur {plan.sector}"))
    for priority in plan.priorities:
        document.body.append(Header(2, heading(priority)))
        for line in extract(priority).splitlines():
            document.body.append(Paragraph(line))
        table = Table(f"T{priority.number}")
        rows = [
            [[text] for text in HEADINGS],
            [[text] for text in SECOND],
            *(cells(action) for action in priority.actions),
        ]
        for texts in rows:
            table.append(_open_row(texts))
        for note in priority.notes:
            row: Any = _open_row([[note]])
            first = row.get_elements("table:table-cell")[0]
            first.set_attribute("table:number-columns-spanned", "4")
            for _ in range(3):
                row.append(Element.from_tag("table:covered-table-cell"))
            table.append(row)
        document.body.append(table)
    return _bytes(document.save)


def open_text_tracked() -> bytes:
    """An .odt with a deletion kept in its tracked changes."""
    document = Document(io.BytesIO(open_text()))
    changes = Element.from_tag(
        '<text:tracked-changes><text:changed-region xml:id="c1" text:id="c1"><text:deletion>'
        "<text:p>Une phrase supprimée</text:p></text:deletion></text:changed-region></text:tracked-changes>"
    )
    document.body.insert(changes, 0)
    return _bytes(document.save)


def _open_row(texts: Sequence[Sequence[str]]) -> Row:
    row = Row()
    for lines in texts:
        cell = Cell()
        for line in lines or [""]:
            cell.append(Paragraph(line))
        row.append(cell)
    return row


def open_sheets() -> bytes:
    """An .ods with one sheet a priority and the endless empty rows that programs write."""
    plan = ozon()
    document = Document("spreadsheet")
    document.body.clear()
    for priority in plan.priorities:
        table = Table(f"Priorité {priority.number}")
        for row in sheet_rows(plan, priority):
            table.append(_open_row([text.split("\n") for text in row]))
        rest = _open_row([[""]])
        rest.set_attribute("table:number-rows-repeated", "1048000")
        rest.get_elements("table:table-cell")[0].set_attribute("table:number-columns-repeated", "16384")
        table.append(rest)
        document.body.append(table)
    return _bytes(document.save)


# Spreadsheets


def sheet_rows(plan: PlanReading, priority: ReadPriority) -> Iterator[list[str]]:
    """The rows of one priority as a sheet prints them."""
    if priority.number == 1:
        yield [plan.title]
        yield [f"Secteur {plan.sector}"]
    yield [heading(priority)]
    yield [extract(priority)]
    yield HEADINGS
    yield SECOND
    for action in priority.actions:
        yield ["\n".join(lines) for lines in cells(action)]
    for note in priority.notes:
        yield [note]


def workbook(*, sheets: bool) -> bytes:
    """An .xlsx on one sheet, or on one sheet a priority ("onglet", T77)."""
    plan = ozon()
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for priority in plan.priorities:
        if sheets and priority.number > 1:
            page = book.create_sheet()
        if sheets:
            page.title = f"P{priority.number} {priority.title}".replace("/", "-")[:31]
        for row in sheet_rows(plan, priority):
            page.append(row)
    return _bytes(book.save)


def flat_workbook() -> bytes:
    """An .xlsx with one row an action and the priority in a merged column; extracts and notes are not in it."""
    plan = ozon()
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["Axe", "N°", "Échéance", "Action", "Partenaires", "Modalités"])
    for priority in plan.priorities:
        start = page.max_row + 1
        for action in priority.actions:
            title, how, who, when = ("\n".join(lines) for lines in cells(action))
            title = title.removeprefix(action.printed_number).strip()
            page.append([f"Axe {priority.number} : {priority.title}", action.printed_number, when, title, who, how])
        page.merge_cells(start_row=start, end_row=page.max_row, start_column=1, end_column=1)
    return _bytes(book.save)


def flat_csv(encoding: str, delimiter: str) -> bytes:
    plan = ozon()
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["Priorité", "Quoi ?", "Comment ?", "Qui ?", "Quand ?"])
    for priority in plan.priorities:
        for action in priority.actions:
            writer.writerow([f"{priority.number} {priority.title}", *("\n".join(lines) for lines in cells(action))])
    return out.getvalue().encode(encoding)


# Text


def markdown() -> bytes:
    plan = ozon()
    lines = [f"# {plan.title}", "", f"Secteur {plan.sector}", ""]
    for priority in plan.priorities:
        lines += [f"## {heading(priority)}", "", f"**{extract(priority)}**", ""]
        lines += [_piped(HEADINGS), "|---|:---|---|---:|", _piped(SECOND)]
        lines += [_piped(["<br>".join(one) for one in cells(action)]) for action in priority.actions]
        lines += [_piped([note, "", "", ""]) for note in priority.notes]
        lines.append("")
    return "\n".join(lines).encode()


def _piped(texts: Sequence[str]) -> str:
    return "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"


def web_page() -> bytes:
    plan = ozon()
    parts = [f"<!doctype html><html><head><meta charset='utf-8'><title>x</title></head><body><h1>{plan.title}</h1>"]
    parts.append(f"<p>Secteur {plan.sector}</p>")
    for priority in plan.priorities:
        parts.append(f"<h2>{html.escape(heading(priority))}</h2><p>{_broken(extract(priority))}</p><table><thead><tr>")
        parts.append("".join(f"<th>{text}</th>" for text in HEADINGS) + "</tr></thead>")
        parts.append("<tr>" + "".join(f"<td>{text}</td>" for text in SECOND) + "</tr>")
        for action in priority.actions:
            title, how, who, when = cells(action)
            listed = "".join(f"<li>{html.escape(line)}</li>" for line in how)
            parts.append(f"<tr><td>{_broken(chr(10).join(title))}</td><td><ul>{listed}</ul></td>")
            parts.append(f"<td>{_broken(chr(10).join(who))}</td><td><p>{html.escape(when[0])}</p></td></tr>")
        parts.extend(f"<tr><td colspan=4>{html.escape(note)}</td></tr>" for note in priority.notes)
        parts.append("</table>")
    return "".join(parts).encode()


def _broken(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def _bytes(save: Callable[[Any], object]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()
