"""The files of an edition, by the end of their address."""

from enum import StrEnum


class FileName(StrEnum):
    """What can be taken away, by the end of its address."""

    SHEETS = "need-sheets.pdf"
    PRESS = "press.pdf"
    XLSX = "figures.xlsx"
    CSV = "figures.csv"
    JSON = "figures.json"
