"""What the files of an edition are called."""

from flask_babel import lazy_gettext as _l

from consultation.results.editions.names import FileName

FILE_WORDS = {
    FileName.SHEETS: _l("A need sheet for each action (PDF)"),
    FileName.PRESS: _l("Page for the press (PDF)"),
    FileName.XLSX: _l("All numbers (XLSX)"),
    FileName.CSV: _l("All numbers (CSV)"),
    FileName.JSON: _l("All numbers for programs (JSON)"),
}
