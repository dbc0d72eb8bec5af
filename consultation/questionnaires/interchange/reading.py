"""What reading a form of another program gives: a definition, and what has to be said about it."""

from dataclasses import dataclass, field

from consultation.questionnaires.definition import Definition


@dataclass(frozen=True)
class Remark:
    """One thing to tell; `wording` turns the code and its values into words."""

    sheet: str
    """Sheet of a workbook, table of a `.lss`, page of a SurveyJS form; empty: the whole file."""
    row: int | None
    """Row as the program that shows the file numbers it (1 is the top one); None: the whole sheet."""
    code: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass
class Report:
    """What was said while reading: `repairs` were certain, `unsupported` needs a person."""

    repairs: list[Remark] = field(default_factory=list)
    unsupported: list[Remark] = field(default_factory=list)

    def repaired(self, sheet: str, row: int | None, code: str, /, **values: object) -> None:
        _add(self.repairs, Remark(sheet, row, code, {name: _short(value) for name, value in values.items()}))

    def cannot(self, sheet: str, row: int | None, code: str, /, **values: object) -> None:
        _add(self.unsupported, Remark(sheet, row, code, {name: _short(value) for name, value in values.items()}))


@dataclass(frozen=True)
class Reading:
    """A form as understood."""

    format: str
    """`xlsform`, `limesurvey`, `surveyjs` or `definition`."""
    definition: Definition
    repairs: tuple[Remark, ...]
    unsupported: tuple[Remark, ...]


LONGEST_VALUE = 200
"""Characters of the form quoted in a remark."""


def _short(value: object) -> str:
    words = str(value)
    return words if len(words) <= LONGEST_VALUE else words[:LONGEST_VALUE] + "…"


def _add(remarks: list[Remark], remark: Remark) -> None:
    """Once each: three columns of one row may say the same."""
    if remark not in remarks[-20:]:
        remarks.append(remark)
