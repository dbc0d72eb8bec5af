"""The town's plan in its own words and order, with the numbers on each line, as a Word document."""

import datetime as dt
import io
import re
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from flask_babel import format_decimal, format_percent
from flask_babel import gettext as _

from consultation.i18n import direction, html_lang
from consultation.results.editions.frozen import ActionFigures, Frozen, PriorityFigures
from consultation.results.figures import share
from consultation.results.resident_outputs.need_sheet import Need, day_words, heard_words, kept_words, state_of
from consultation.results.resident_outputs.report import parts_of
from consultation.results.resident_words import is_declined, option_words, words

MOST_OPTIONS = 3
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def plan_document(frozen: Frozen, *, address: str, locale: str) -> bytes:
    """The .docx: a table a priority, a row an action, the last cell its numbers. Nobody's words but the town's.

    :param address: where all figures are.
    """
    made = Document()
    set_up(made, frozen, locale)
    add_words(made, made.add_heading(level=0), frozen.title, frozen.locale)
    about = f"{frozen.organisation}. {day_words(frozen)}. {heard_words(frozen.everybody)}."
    add_words(made, made.add_paragraph(), about, locale)
    add_words(made, made.add_paragraph(), address, "en")
    if frozen.is_simulated:
        add_words(made, made.add_paragraph(), _("Simulated answers: no resident gave them."), locale, bold=True)
    for priority in frozen.priorities:
        add_priority(made, frozen, priority, locale)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def set_up(made: Any, frozen: Frozen, locale: str) -> None:
    """A4 on its side, the language of the plan, no trace of who made it."""
    section = made.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(15)
    made.styles["Normal"].font.size = Pt(10.5)
    fonts = made.styles.element.find(".//" + qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in fonts.findall(qn("w:lang")):
        fonts.remove(old)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), html_lang(frozen.locale))
    language.set(qn("w:bidi"), html_lang(locale) if direction(locale) == "rtl" else "ar")
    fonts.append(language)
    about = made.core_properties
    about.title, about.author, about.last_modified_by = frozen.title, frozen.organisation, frozen.organisation
    about.comments, about.language, about.version = "", html_lang(frozen.locale), str(frozen.number or "")
    about.created = about.modified = dt.datetime.combine(frozen.day, dt.time())


def add_priority(made: Any, frozen: Frozen, priority: PriorityFigures, locale: str) -> None:
    """The heading, the text that opens it, the table of its actions, its notes."""
    add_words(made, made.add_heading(level=1), f"{priority.number}. {priority.title}", frozen.locale)
    if priority.extract:
        add_words(made, made.add_paragraph(), priority.extract, frozen.locale)
    add_words(made, made.add_paragraph(), heard_words(priority.heard), locale, bold=True)
    headings = list(dict.fromkeys(heading for action in priority.actions for heading, _words in action.cells))
    if priority.actions:
        table = made.add_table(rows=1, cols=len(headings) + 1, style="Table Grid")
        if direction(frozen.locale) == "rtl":
            table._tbl.tblPr.insert(1, OxmlElement("w:bidiVisual"))  # after the style, as the format orders
        for cell, heading in zip(table.rows[0].cells, [*headings, _("What residents said")], strict=True):
            add_words(made, cell.paragraphs[0], heading, frozen.locale if heading in headings else locale, bold=True)
        mark_row(table.rows[0], "w:tblHeader")
        for action in priority.actions:
            add_action(made, table, headings, frozen, priority, action, locale)
    for note in priority.notes:
        add_words(made, made.add_paragraph(), note, frozen.locale)


def add_action(
    made: Any,
    table: Any,
    headings: Sequence[str],
    frozen: Frozen,
    priority: PriorityFigures,
    action: ActionFigures,
    locale: str,
) -> None:
    """The row as printed, and its numbers."""
    row = table.add_row()
    mark_row(row, "w:cantSplit")
    printed: dict[str, list[str]] = {}
    for heading, said in action.cells:
        printed.setdefault(heading, []).append(said)
    for cell, heading in zip(row.cells, headings, strict=False):
        fill(made, cell, "\n".join(printed.get(heading, [])).split("\n"), frozen.locale)
    fill(made, row.cells[-1], number_lines(frozen, priority, action, locale), locale)


def number_lines(frozen: Frozen, priority: PriorityFigures, action: ActionFigures, locale: str) -> list[str]:
    """People heard, what becomes of it, and for each question its most chosen answers."""
    lines = [heard_words(action.heard)]
    state = state_of(Need(action.key, action.title, priority, action, action.heard))
    lines += [state] if state else []
    for part in parts_of(frozen, action.key):
        label = words(part.question.label, locale).words
        row = words(part.label, locale).words if part.key else ""
        base = _("Base (residents): %(num)s", num=format_decimal(part.residents.share_base or 0))
        lines.append(" – ".join(word for word in (label, row) if word) + f" {base}{kept_words(frozen, part)}")
        shown = [(option, part.residents.counts[option.key]) for option in part.options_to_show]
        counted = [(option, count) for option, count in shown if count and not is_declined(option)]
        counted.sort(key=lambda pair: -pair[1])
        for option, count in counted[:MOST_OPTIONS]:
            percent = format_percent(share(count, part.residents.share_base) or 0)
            lines.append(f"• {option_words(option, locale).words}: {format_decimal(count)} ({percent})")
    return lines


def fill(made: Any, cell: Any, lines: Sequence[str], locale: str) -> None:
    """A paragraph a line."""
    for number, line in enumerate(lines):
        add_words(made, cell.paragraphs[0] if number == 0 else cell.add_paragraph(), line, locale)


def add_words(made: Any, paragraph: Any, said: str, locale: str, *, bold: bool = False) -> None:
    """Words in a paragraph, from right to left where they are written so."""
    run = paragraph.add_run(CONTROL.sub("", str(said)))
    run.bold = bold or None
    if direction(locale) == "rtl":
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))


def mark_row(row: Any, name: str) -> None:
    """`w:tblHeader`: stands again on each page; `w:cantSplit`: no page cuts it."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))
