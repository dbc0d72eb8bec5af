"""What the files of an edition are called."""

from flask_babel import lazy_gettext as _l

from consultation.results.editions.names import FileName

FILE_WORDS = {
    FileName.ALL: _l("Everything in one file (ZIP)"),
    FileName.REPORT: _l("Report to print (PDF)"),
    FileName.SHEETS: _l("A need sheet for each action (PDF)"),
    FileName.SLIDES: _l("Slides for a meeting (PDF)"),
    FileName.PRESS: _l("Page for the press (PDF)"),
    FileName.PLAN: _l("The plan with its numbers (Word)"),
    FileName.XLSX: _l("All numbers (XLSX)"),
    FileName.CSV: _l("All numbers (CSV)"),
    FileName.JSON: _l("All numbers for programs (JSON)"),
    FileName.SPSS: _l("All numbers for SPSS (SAV)"),
    FileName.STATA: _l("All numbers for Stata (DTA)"),
    FileName.PACKAGE: _l("Open data with a dictionary (ZIP)"),
    FileName.DECIDIM: _l("Results for Decidim (CSV)"),
}
