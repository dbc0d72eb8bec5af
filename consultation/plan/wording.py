"""What a doubt, a word left out, or a refusal says to the reader, in the reader's language."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consultation.plan.blocks import Doubt
from consultation.plan.formats.safety import Refused

DOUBTS: Mapping[str, object] = {
    "number_twice": _l(
        "Two actions are printed with the number %(number)s: %(titles)s. Both are kept, in the order of print."
    ),
    "columns_guessed": _l("This table has no headings. Its columns were guessed from what they hold: %(columns)s."),
    "column_unknown": _l("The column “%(heading)s” is not known. Its words are kept beside each action."),
    "priority_column_is_rank": _l(
        "The column “%(heading)s” holds ranks, not the priorities of the plan. It is kept beside each action."
    ),
    "title_missing": _l("This action has no title: %(text)s"),
    "row_joined": _l("This row was read as the rest of the action above it, cut by a page: %(text)s"),
    "row_not_understood": _l("This line was not understood and is left out: %(text)s"),
    "lone_row": _l("Only one cell of this row is filled. It was read as an action: %(text)s"),
    "line_read_as_group": _l("This line inside a table was read as the heading of a group of actions: %(text)s"),
    "heading_guessed": _l("This line was taken for the heading of a priority: %(text)s"),
    "no_priority": _l("No heading of a priority was found. The actions stand in one priority without a title."),
    "no_title": _l("No title of the plan was found. Type it before you import."),
    "no_actions": _l("No action was found. Say which column is what, and which rows are headings."),
    "priority_empty": _l("The priority “%(title)s” has no action."),
    "priority_number_twice": _l(
        "Two priorities are printed with the number %(number)s. “%(title)s” got the next free number."
    ),
    "date_not_understood": _l("The date “%(when)s” was not understood. Choose a reading."),
    "date_without_year": _l("The date “%(when)s” names no year."),
    "term_without_years": _l("“%(when)s” gives a term, not years."),
    "years_backwards": _l("The years of “%(when)s” run backwards."),
    "frequency_range": _l("“%(when)s” gives a range. The smaller number of times was kept."),
    "rhythm_under_a_year": _l("“%(when)s” is not a whole number of times a year. No frequency was kept."),
    "date_outside_plan": _l("“%(when)s” lies outside the years of the plan."),
    "csv_cut": _l("The file could not be read further than line %(line)s."),
    "formula_without_value": _l(
        "The cell %(cell)s holds a formula without a stored value. Open and save the file in your spreadsheet program."
    ),
    "sheet_hidden": _l("The sheet “%(name)s” is hidden. It was left out."),
    "cells_too_far": _l("The sheet “%(name)s” holds cells very far from the others. They were left out."),
    "rows_hidden": _l("The sheet “%(name)s” has hidden rows or columns. They were read too."),
    "macros_ignored": _l("The file carries macros. They were not opened."),
    "file_damaged": _l("A part of the file is damaged and was not read: %(part)s"),
}
DROPPED: Mapping[str, object] = {
    "column_headings": _l("Headings of the columns"),
    "row_label": _l("Label of a row"),
    "repeated_on_pages": _l("Repeated on the pages of the document"),
    "page_header": _l("Header of the pages"),
    "page_footer": _l("Footer of the pages"),
    "page_number": _l("Page number"),
    "table_of_contents": _l("Table of contents"),
    "sheet_name": _l("Name of a sheet"),
    "deleted_in_tracked_changes": _l("Deleted in the tracked changes of the document"),
    "hidden_text": _l("Hidden in the document"),
    "hidden_sheet": _l("On a hidden sheet"),
    "comment": _l("Comment in the margin"),
    "formula": _l("Formula without a stored value"),
    "too_far": _l("In a cell very far from the others"),
    "left_out_by_hand": _l("Left out by you"),
    "not_understood": _l("Not understood"),
}


def doubt_words(doubt: Doubt) -> str:
    """The doubt as a sentence."""
    return str(DOUBTS[doubt.code]) % doubt.values


def dropped_words(why: str) -> str:
    """Why words were left out."""
    return str(DROPPED[why])


REFUSALS: Mapping[str, object] = {
    "empty": _l("The file is empty. Choose the file again."),
    "too_big": _l("The file is larger than %(limit_mb)s MB. Take its pictures out, then send it again."),
    "locked": _l("The file is protected by a password. Save a copy without a password, then send that copy."),
    "old_word": _l("This is an old Word file (.doc). Open it, save it as .docx or .odt, then send that file."),
    "old_excel": _l("This is an old or binary Excel file. Open it, save it as .xlsx or .ods, then send that file."),
    "old_office": _l("This is an old office file. Open it, save it as .docx, .xlsx or .odt, then send that file."),
    "pdf": _l("This is a PDF. Send the document it was made from: .docx, .odt, .xlsx or .ods."),
    "rtf": _l("This is an RTF file. Open it, save it as .docx or .odt, then send that file."),
    "slides": _l("This is a slide show. Send the plan as a text or a spreadsheet."),
    "archive": _l("This is an archive. Unpack it, then send the document inside."),
    "picture": _l("This is a picture. Send the document it was taken from."),
    "not_a_document": _l("We cannot read this kind of file. Send .docx, .odt, .xlsx, .ods, .csv, .html, .md or .txt."),
    "too_much_inside": _l("The file holds far more than a plan and was not opened. Copy the plan into a new document."),
    "unsafe": _l("The file holds unsafe declarations and was not opened. Copy the plan into a new document."),
    "damaged": _l("The file is damaged. Open it, save it again under another name, then send that file."),
}


def refusal_words(refused: Refused) -> str:
    """Why a document cannot be read, and what to do next."""
    return str(REFUSALS[refused.code]) % refused.values


KIND_NAMES: Mapping[str, object] = {
    "title": _l("Title of the plan"),
    "sector": _l("Neighbourhood"),
    "priority": _l("Heading of a priority"),
    "subgroup": _l("Heading of a group of actions"),
    "extract": _l("Text that opens a priority"),
    "headings": _l("Headings of the columns"),
    "action": _l("An action"),
    "more": _l("Rest of the action above"),
    "note": _l("Note on the whole priority"),
    "left_out": _l("Leave it out"),
}
ROLE_NAMES: Mapping[str, object] = {
    "number": _l("Number"),
    "title": _l("What (the action)"),
    "objective": _l("Objective"),
    "how": _l("How"),
    "pilot": _l("Who leads"),
    "who": _l("Who"),
    "when": _l("When"),
    "start": _l("Start"),
    "end": _l("End"),
    "frequency": _l("How often"),
    "year": _l("A year of the calendar"),
    "place": _l("Where"),
    "public": _l("For whom"),
    "priority": _l("Priority"),
    "priority_number": _l("Number of the priority"),
    "subgroup": _l("Group of actions"),
    "extract": _l("Text that opens a priority"),
    "origin": _l("Where the action comes from"),
    "other": _l("Kept beside the action"),
}
WHEN_NAMES: Mapping[str, object] = {
    "a_partir_de": _l("From a year on"),
    "des_que_possible": _l("As soon as possible"),
    "periode": _l("Period"),
    "a_definir": _l("To be defined"),
    "a_etudier": _l("To be studied"),
    "incertain": _l("Uncertain"),
    "annee": _l("One year"),
    "prealable": _l("Before the other actions"),
    "permanent": _l("Permanent"),
    "immediat": _l("At once"),
    "rang": _l("A rank, no date"),
    "inconnu": _l("Unknown"),
}
MISSING_NAMES: Mapping[str, object] = {
    "pilot": _l("No pilot"),
    "place": _l("No place"),
    "date": _l("No date"),
    "budget": _l("No budget"),
    "frequency": _l("Number of times open"),
}
PUBLIC_NAMES: Mapping[str, object] = {
    "apprenants": _l("French learners"),
    "jeunes": _l("Young people"),
    "femmes": _l("Women and girls"),
    "familles": _l("Families"),
    "enfants": _l("Children"),
    "personnes_agees": _l("Older people"),
    "demandeurs_emploi": _l("Job seekers"),
    "entreprises": _l("Companies and shops"),
    "benevoles": _l("Volunteers"),
    "personnes_isolees": _l("Isolated people"),
    "handicap": _l("People with a disability"),
}
FIELD_NAMES: Mapping[str, object] = {
    "title": _l("Title"),
    "objective": _l("Objective"),
    "origin_note": _l("Origin"),
    "how": _l("How"),
    "who": _l("Who"),
    "when_words": _l("When"),
    "missing": _l("What is missing"),
    "publics": _l("For whom"),
}
CHANGE_NAMES: Mapping[str, object] = {
    "new": _l("New"),
    "changed": _l("Changed"),
    "back": _l("Back in the plan"),
    "retired": _l("No longer in the document"),
}


def when_words(label: str, start_year: int | None, end_year: int | None, frequency: int | None) -> str:
    """The reading of a date in a few words: "From a year on: 2024, 3 times a year"."""
    words = str(WHEN_NAMES[label])
    if start_year and end_year and start_year != end_year:
        years = f"{start_year}–{end_year}"
    elif end_year and not start_year:
        years = _("until %(year)s", year=end_year)
    else:
        years = str(start_year or "")
    often = ngettext("%(num)s time a year", "%(num)s times a year", frequency) if frequency else ""
    told = ", ".join(part for part in (years, often) if part)
    return _("%(label)s: %(told)s", label=words, told=told) if told else words
