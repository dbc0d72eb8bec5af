"""The files of an edition, by the end of their address."""

from enum import StrEnum


class FileName(StrEnum):
    """What can be taken away, by the end of its address."""

    ALL = "everything.zip"
    REPORT = "report.pdf"
    SHEETS = "need-sheets.pdf"
    SLIDES = "slides.pdf"
    PRESS = "press.pdf"
    PLAN = "plan.docx"
    XLSX = "figures.xlsx"
    CSV = "figures.csv"
    JSON = "figures.json"
    SPSS = "figures.sav"
    STATA = "figures.dta"
    PACKAGE = "open-data.zip"
    DECIDIM = "decidim.csv"
