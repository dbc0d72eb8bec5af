"""One paper sheet out of its pages: what it says, and what somebody has to look at. Plain values in and out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from consultation.paper.keying import check_keyed
from consultation.questionnaires.definition import Definition, Question
from consultation.questionnaires.kinds import KINDS, Form
from consultation.questionnaires.sheet import Sheet

Reading = Mapping[str, Any]
"""What was read on one page: {questions: [{key, boxes: [{option, row?, value, confidence, sure, reason?}], fields:
[{name, written}]}]} (see paper.scan.reading.PageReading.as_json)."""
Settled = Mapping[str, Mapping[str, list[str]]]
"""{question key: {field name: values}} as people settled them."""


@dataclass(frozen=True)
class Doubt:
    """One question of a sheet that a person has to look at."""

    key: str
    page: int
    """Number of the page it stands on."""
    confidence: float
    """Of its least sure box; 0 for words to type."""
    reason: str
    """A `Reason` of the reading, "to_type", or the name of a `Problem`."""


@dataclass
class Assembled:
    """A sheet as far as it is known."""

    form: dict[str, list[str]] = field(default_factory=dict)
    """The fields as they would be keyed."""
    proposed: dict[str, list[str]] = field(default_factory=dict)
    """Numbers and words a machine read, for somebody to confirm; no part of `form`."""
    doubts: list[Doubt] = field(default_factory=list)
    """What is to be looked at, the least sure first, words to type last."""
    missing_pages: list[int] = field(default_factory=list)
    """Pages with questions that did not come."""

    @property
    def is_settled(self) -> bool:
        return not self.doubts and not self.missing_pages


def assemble(
    definition: Definition,
    layout: Mapping[str, Any],
    readings: Mapping[int, Reading],
    settled: Settled,
    unreadable: Sequence[str] = (),
) -> Assembled:
    """The sheet whose pages were read so far.

    :param readings: {number of a page: what was read on it}
    """
    found = Assembled()
    pages = {question["key"]: page["page"] for page in layout["pages"] for question in page["questions"]}
    found.missing_pages = sorted(set(pages.values()) - set(readings))
    asked = {question.key: question for question in definition.questions()}
    for number, reading in readings.items():
        for read in reading.get("questions", ()):
            key = read["key"]
            question = asked.get(base_key(key))
            if question is None or key in unreadable:
                continue
            if key in settled:
                found.form |= {name: list(values) for name, values in settled[key].items()}
                continue
            found.form |= marked_fields(key, read)
            proposed = proposed_values(read)
            found.proposed |= proposed
            if doubt := doubt_of(read, number, question):
                is_proposed = doubt.reason == TO_TYPE and proposed
                found.doubts.append(replace(doubt, reason=PROPOSED) if is_proposed else doubt)
    in_doubt = {doubt.key for doubt in found.doubts}
    for key, problem in check(definition, found.form).problems.items():
        if key in pages and key not in in_doubt and key not in settled:
            found.doubts.append(Doubt(key, pages[key], 0.5, problem.value))
    found.doubts.sort(key=lambda doubt: (doubt.reason in {TO_TYPE, PROPOSED}, doubt.confidence, doubt.page))
    return found


TO_TYPE = "to_type"
PROPOSED = "proposed"
NONE_MARKED = "none_marked"


def base_key(key: str) -> str:
    """Key of the question, also of one time of a repeated section (`child-2-age`)."""
    return key.rsplit("-", 1)[-1]


def check(definition: Definition, form: Form) -> Sheet:
    """The sheet as paper has it."""
    return check_keyed(definition, form)


def marked_fields(key: str, read: Mapping[str, Any]) -> dict[str, list[str]]:
    """The boxes that are marked, under the names of their fields."""
    fields: dict[str, list[str]] = {}
    for box in read["boxes"]:
        if box["value"] == "marked":
            name = f"{key}-row-{box['row']}" if box.get("row") else key
            fields.setdefault(name, []).append(box["option"])
    return fields


def proposed_values(read: Mapping[str, Any]) -> dict[str, list[str]]:
    """{field: [words or number]} of a question of which all that is written was read by a machine; else nothing."""
    written = [one for one in read["fields"] if one["written"]]
    if not written or any(not one.get("proposed") for one in written):
        return {}
    cells = sorted((one for one in written if one["name"] == "digit"), key=lambda one: one["index"])
    if len(cells) < len(written):
        names = {"text": read["key"], "specify": f"{read['key']}-text"}
        return {names[one["name"]]: [one["proposed"]] for one in written if one["name"] in names}
    side_by_side = [one["index"] for one in cells] == [cells[0]["index"] + step for step in range(len(cells))]
    return {read["key"]: [str(int("".join(one["proposed"] for one in cells)))]} if side_by_side else {}


def doubt_of(read: Mapping[str, Any], page: int, question: Question) -> Doubt | None:
    """Why somebody has to look at a question, if they have to."""
    unsure = [box for box in read["boxes"] if not box["sure"]]
    if unsure:
        worst = min(unsure, key=lambda box: box["confidence"])
        return Doubt(read["key"], page, worst["confidence"], worst.get("reason", "boxes_in_doubt"))
    if any(one["written"] for one in read["fields"]):
        return Doubt(read["key"], page, 0.0, TO_TYPE)
    if question.required and read["boxes"] and not any(box["value"] == "marked" for box in read["boxes"]):
        return Doubt(read["key"], page, 0.5, NONE_MARKED)
    return None


def differing(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[str]:
    """Keys of the questions that two sets of answers answer otherwise."""
    return sorted(key for key in {*first, *second} if first.get(key) != second.get(key))


def boxes_wrong(read: Mapping[str, Any], said: Mapping[str, list[str]]) -> tuple[int, int]:
    """(boxes of a question, how many of them were read otherwise than a person says)."""
    key = read["key"]
    wrong = 0
    for box in read["boxes"]:
        name = f"{key}-row-{box['row']}" if box.get("row") else key
        wrong += (box["value"] == "marked") is not (box["option"] in said.get(name, ()))
    return len(read["boxes"]), wrong


def can_be_checked(definition: Definition, key: str) -> bool:
    """Whether its answer is in boxes."""
    question = definition.question(base_key(key))
    return question is not None and KINDS[question.kind].has_options
