"""What our questions say and XLSForm has no column for: one more sheet, which other programs leave alone."""

import json
from typing import Any

from pydantic import ValidationError

from consultation.questionnaires.definition import Definition
from consultation.questionnaires.interchange.reading import Report
from consultation.questionnaires.interchange.sheets import Sheet

SHEET = "_consultation"
"""Programs skip sheets whose name begins with a line."""


def with_extras(definition: Definition, sheet: Sheet, report: Report) -> Definition:
    """The definition with what the sheet adds; a row that does not fit is told and left."""
    document = definition.model_dump(mode="json")
    for number, cells in enumerate(sheet.rows[1:], start=2):
        what, key, said = ([cell.strip() for cell in cells] + ["", "", ""])[:3]
        if not what:
            continue
        try:
            candidate = json.loads(json.dumps(document))
            _put(candidate, what, key, json.loads(said))
            Definition.model_validate(candidate)
            document = candidate
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, ValidationError):
            report.cannot(sheet.name, number, "extras_row", words=" | ".join(cells[:3]))
    return Definition.model_validate(document)


def _put(document: dict[str, Any], what: str, key: str, members: dict[str, Any]) -> None:
    if what == "questionnaire":
        document.update(members)
        return
    for section in document["sections"]:
        if what == "section" and section["key"] == key:
            section.update(members)
            return
        for question in section["questions"]:
            if what == "question" and question["key"] == key:
                _put_question(question, members)
                return
    raise KeyError(key)


def _put_question(question: dict[str, Any], members: dict[str, Any]) -> None:
    options = members.pop("options", {})
    rows = members.pop("rows", {})
    question.update(members)
    for name, said in (("options", options), ("rows", rows)):
        for one in question[name]:
            one.update(said.get(one["key"], {}))
