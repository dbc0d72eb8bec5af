"""The answers to a questionnaire, one row a submission, in every format."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import IO

from sqlalchemy.orm import Session

from consultation.i18n import pick
from consultation.questionnaires.definition import Definition
from consultation.results.records import FIRST, records
from consultation.results.spreadsheets import Cell, Sheet, csv_lines, json_lines, write_ods, write_xlsx
from consultation.results.statistics import write_statistics
from consultation.results.variables import Variable, Variables
from consultation.terms import Declined


class Format(StrEnum):
    """A kind of file; the value is the ending of its name."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"
    JSON_LINES = "jsonl"
    SPSS = "sav"
    STATA = "dta"


MIMETYPES: Mapping[Format, str] = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    Format.JSON_LINES: "application/x-ndjson; charset=utf-8",
    Format.SPSS: "application/x-spss-sav",
    Format.STATA: "application/x-stata-dta",
}
STREAMED = frozenset({Format.CSV, Format.JSON_LINES})
"""Sent while they are written."""


@dataclass(frozen=True)
class Wanted:
    """What somebody wants of the answers."""

    format: Format = Format.CSV
    locale: str = "fr"
    """Language of the labels."""
    in_words: bool = False
    """Whether cells and headings hold words instead of keys."""
    semicolon: bool = False
    """CSV as programs in French open it: `;`, and the mark of UTF-8."""
    only: Collection[str] | None = None
    """Keys of the questions; None: all."""
    declined_words: Mapping[Declined, str] = field(default_factory=dict)
    """In the language of the labels."""


class Export:
    """The answers to one questionnaire as somebody wants them."""

    def __init__(
        self, session: Session, questionnaire_id: int, versions: Sequence[tuple[int, Definition]], wanted: Wanted
    ) -> None:
        self.session = session
        self.questionnaire_id = questionnaire_id
        self.wanted = wanted
        self.variables = Variables(versions, wanted.only)
        self.title = pick(versions[-1][1].title, wanted.locale).words
        self._values = [variable.values(wanted.locale) for variable in self.variables.variables]

    def rows(self) -> Iterator[tuple[list[Cell], list[Cell]]]:
        """(what stands first, the answers) of each submission, as keys."""
        for record in records(self.session, self.questionnaire_id):
            yield record.first, self.variables.values(record.answers)

    def answers(self) -> Sheet:
        """One row a submission, one column an answer or an option."""
        return Sheet("answers", [*FIRST, *(self.heading(v) for v in self.variables.variables)], self.cells())

    def heading(self, variable: Variable) -> str:
        return f"{variable.name} | {variable.label(self.wanted.locale)}" if self.wanted.in_words else variable.name

    def cells(self) -> Iterator[list[Cell]]:
        for first, values in self.rows():
            if self.wanted.in_words:
                values = [words.get(str(v), v) if words else v for v, words in zip(values, self._values, strict=True)]
            yield [*first, *values]

    def codes(self) -> Sheet:
        """The words behind each column and each key."""
        rows: list[list[Cell]] = []
        for variable, values in zip(self.variables.variables, self._values, strict=True):
            label = variable.label(self.wanted.locale)
            rows.append([variable.name, label, None, None])
            rows += [[variable.name, label, key, words] for key, words in values.items()]
        return Sheet("codes", ("column", "label", "option", "option_label"), rows)

    def lines(self) -> Iterator[str]:
        """A file that is sent while it is written."""
        if self.wanted.format is Format.JSON_LINES:
            return json_lines(self.answers())
        return csv_lines(self.answers(), ";" if self.wanted.semicolon else ",")

    def write(self, file: IO[bytes]) -> None:
        """The whole file, which can be written to at any place."""
        if self.wanted.format in STREAMED:
            file.writelines(line.encode() for line in self.lines())
        elif self.wanted.format is Format.XLSX:
            write_xlsx(file, [self.answers(), self.codes()])
        elif self.wanted.format is Format.ODS:
            write_ods(file, [self.answers(), self.codes()])
        else:
            write_statistics(
                file,
                self.wanted.format,
                title=self.title,
                first={name: name.replace("_", " ").capitalize() for name in FIRST},
                variables=self.variables.variables,
                rows=self.rows(),
                locale=self.wanted.locale,
                declined_words=self.wanted.declined_words,
            )
