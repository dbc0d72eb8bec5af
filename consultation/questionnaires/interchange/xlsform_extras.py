"""What our questions say and XLSForm has no column for: one more sheet, which other programs leave alone.

Its rows are the differences between a questionnaire and what its other sheets say when they are read back, so that
nothing is lost on the way and what somebody changed in a spreadsheet still counts.
"""

import json
from typing import Any

from pydantic import ValidationError

from consultation.questionnaires.definition import Definition
from consultation.questionnaires.interchange.reading import Report
from consultation.questionnaires.interchange.sheets import LONGEST_CELL, Sheet

SHEET = "_consultation"
"""Programs skip sheets whose name begins with a line."""
HEAD = ["what", "key", "members"]


def with_extras(definition: Definition, sheet: Sheet, report: Report) -> Definition:
    """The definition with what the sheet adds; a row that does not fit is told and left."""
    document = definition.model_dump(mode="json")
    for number, cells in enumerate(sheet.rows[1:], start=2):
        what, key, *said = [cell.strip() for cell in cells] + ["", ""]
        if not what:
            continue
        try:
            candidate = json.loads(json.dumps(document))
            _put(candidate, what, key, json.loads("".join(said)))
            Definition.model_validate(candidate)
            document = candidate
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError, ValidationError):
            report.cannot(sheet.name, number, "extras_row", words=" | ".join(cells[:3]))
    return Definition.model_validate(document)


def _put(document: dict[str, Any], what: str, key: str, members: Any) -> None:
    if what == "questionnaire":
        document.update(members)
    elif what == "sections":
        known = {question["key"]: question for section in document["sections"] for question in section["questions"]}
        document["sections"] = [{**one, "questions": [known.pop(key) for key in one["questions"]]} for one in members]
        if known:
            raise KeyError(*known)
    else:
        (question,) = [q for section in document["sections"] for q in section["questions"] if q["key"] == key]
        for name in ("options", "rows"):
            parts = members.get(name)
            if isinstance(parts, dict):
                for index, said in parts.items():
                    question[name][int(index)].update(said)
                del members[name]
        question.update(members)


def extras_of(wanted: Definition, plain: Definition) -> list[list[str]]:
    """The rows of the sheet, headers first; none when XLSForm says everything.

    :param plain: what the other sheets say, read back
    """
    want, have = wanted.model_dump(mode="json"), plain.model_dump(mode="json")
    rows = []
    if whole := _differing(want, have, but={"sections"}):
        rows.append(_row("questionnaire", "", whole))
    if _layout(want) != _layout(have):
        rows.append(_row("sections", "", _layout(want)))
    known = {question["key"]: question for section in have["sections"] for question in section["questions"]}
    for section in want["sections"]:
        for question in section["questions"]:
            if question["key"] in known and (members := _of_question(question, known[question["key"]])):
                rows.append(_row("question", question["key"], members))
    return [HEAD, *rows] if rows else []


def _row(what: str, key: str, members: Any) -> list[str]:
    text = json.dumps(members, ensure_ascii=False)
    # A cell holds so much and no more: long ones go on in the next.
    return [what, key, *(text[at : at + LONGEST_CELL] for at in range(0, len(text), LONGEST_CELL))]


def _layout(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**section, "questions": [q["key"] for q in section["questions"]]} for section in document["sections"]]


def _differing(want: dict[str, Any], have: dict[str, Any], but: set[str]) -> dict[str, Any]:
    return {name: value for name, value in want.items() if name not in but and have.get(name) != value}


def _of_question(want: dict[str, Any], have: dict[str, Any]) -> dict[str, Any]:
    members = _differing(want, have, but={"options", "rows"})
    for name in ("options", "rows"):
        if len(want[name]) != len(have[name]):
            members[name] = want[name]
            continue
        parts = {str(at): _differing(want[name][at], have[name][at], but=set()) for at in range(len(want[name]))}
        if parts := {at: said for at, said in parts.items() if said}:
            members[name] = parts
    return members
