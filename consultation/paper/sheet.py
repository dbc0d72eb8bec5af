"""A questionnaire on paper: its pages, and where every box and field of them stands.

The positions come out of the very compilation that makes the pages, so they cannot disagree with the print.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from consultation.paper.faces import Speaker, Words, places, sections_data, word
from consultation.paper.identity import LAST_PAGE, CodeOf, language_codes
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.kinds import most
from consultation.terms import AgeVariant
from consultation.web.marks import MARKERS
from consultation.web.pdf import Document, qr_svg
from consultation.web.press import in_the_press

TEMPLATE = Path(__file__).with_name("sheet.typ")
FORMAT = 1
"""Of the layout document; raised when a reader of old layouts would go wrong."""
BODY_EDGE_MM = 29
"""Height of the margins at the top and the bottom of a page."""
SQUEEZED_MM = 0.01
"""A question that fills its page to this was squeezed into it."""
TYPES_PT: Mapping[int, tuple[int, ...]] = {14: (14, 12, 11), 12: (12, 11), 18: (18, 16)}
"""{type asked for: what is tried, until every question stands on a page}; under 16 points type is not large."""
Size = Literal["a4", "a5"]
SIZES_MM: Mapping[Size, tuple[float, float]] = {"a4": (210.0, 297.0), "a5": (148.0, 210.0)}
"""Width and height of the paper."""
Marks = Sequence[Mapping[str, Any]]
"""What `marked` of the template notes: {corner, page, x, y, facts}."""
Layout = dict[str, Any]
"""{format, print_code, locales, size, type_pt, questions: see `rules_of`, unprintable: characters no font has, pages:
[{page, width_mm, height_mm, markers, identities, number, questions: [{key, …, boxes: [{option, row of a table, …}],
fields: [{name, option, index of the cell, …}]}]}]}.

Every place has x_mm, y_mm (top left), width_mm, height_mm, from the top left of the page; the sides of a box are the
middle of its line. An option `-refused` or `-unknown` is "I prefer not to say" or "I don't know". Fields are `text`,
`specify`, and cells for one digit: `digit`, `rank`, `day`, `month`, `year`, `hour`, `minute`. A question of a repeated
section has the key `section-2-key` the second time."""


class CannotPrint(ValueError):
    """Questions that do not fit on one page, or a sheet with too many pages.

    `questions`: keys of the questions too tall for a page; empty when the sheet as a whole is too long.
    """

    def __init__(self, questions: Sequence[str]) -> None:
        super().__init__(questions)
        self.questions = tuple(questions)

    def __str__(self) -> str:
        return ", ".join(self.questions) or "too many pages"


@dataclass(frozen=True, kw_only=True)
class PrintOrder:
    """What to print."""

    print_code: str
    """Of the version: "OZN3"."""
    locales: tuple[str, ...]
    """One language, or two beside one another."""
    size: Size = "a4"
    type_pt: int = 14
    place: str = ""
    """Name of the channel, printed at the foot of every page."""
    address: str = ""
    """Of the same questionnaire on the phone; empty: no code for it."""
    listen: str = ""
    """Of the page that reads the questions aloud; empty: no code for it."""
    follow: str = ""
    """Of the page that tells what became of it; empty: no slip to tear off."""
    reply_by: dt.date | None = None
    """The day by which the town answers."""
    is_simulated: bool = False
    """Of an invented campaign: every page says so, in its margin, where it moves no box."""
    age: AgeVariant | None = None
    """Whose wording is printed; None: the general one."""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """{stored name: file} of the pictures of the questionnaire."""


def type_for(size: Size, locales: Sequence[str], *, is_large: bool = False) -> int:
    """Points of the type a sheet is first laid out in."""
    return 18 if is_large else 12 if size == "a5" and len(locales) > 1 else 14


@dataclass(frozen=True)
class PrintedSheets:
    """The file for the printer and what to remember of it."""

    pdf: bytes
    layout: Layout


def print_sheets(
    definition: Definition,
    order: PrintOrder,
    words: Words,
    numbers: Sequence[int] | None,
    code_of: CodeOf | None = None,
    told: Callable[[int], None] | None = None,
) -> PrintedSheets:
    """Numbered copies, or with None one master for the photocopier, whose copies are numbered by hand.

    :param code_of: the follow code of the sheet of a number, for its slip.
    :param told: called with the pages done so far.
    :raises CannotPrint: when it cannot stand on paper.
    """
    pdf, layout = lay_out(definition, order, words)
    if told is None:
        return PrintedSheets(_stamped(pdf, layout, numbers, code_of), layout)
    from consultation.paper.stamp import stamp_copies  # here and below: a library that is rarely used

    return PrintedSheets(stamp_copies(pdf, layout, numbers, code_of, told), layout)


@in_the_press
def _stamped(pdf: bytes, layout: Layout, numbers: Sequence[int] | None, code_of: CodeOf | None) -> bytes:
    from consultation.paper.stamp import stamp_copies

    return stamp_copies(pdf, layout, numbers, code_of)


@in_the_press
def lay_out(definition: Definition, order: PrintOrder, words: Words) -> tuple[bytes, Layout]:
    """The pages without number and identity, for every reader (PDF/UA-1), and the places of everything on them.

    In smaller type than was asked for where only that fits; the layout tells which.

    :raises CannotPrint: when a question is taller than a page, or the pages are more than there are markers.
    """
    *larger, smallest = TYPES_PT.get(order.type_pt, (order.type_pt,))
    for type_pt in larger:
        try:
            return _laid_out(definition, replace(order, type_pt=type_pt), words)
        except CannotPrint:
            continue
    return _laid_out(definition, replace(order, type_pt=smallest), words)


def _laid_out(definition: Definition, order: PrintOrder, words: Words) -> tuple[bytes, Layout]:
    data = sheet_data(definition, order, words)
    sections = sections_data(definition, speaker_of(order, words))
    sheet = Document(TEMPLATE, data, {"sections": sections, "leaf": None})
    marks: Marks = sheet.values("mark")
    if too_tall := list(dict.fromkeys(_too_tall(marks))):
        raise CannotPrint(too_tall)
    if order.follow:
        sheet, marks = _with_slip(data, sections, marks)
    layout = layout_of(marks, order)
    if len(layout["pages"]) > LAST_PAGE:
        raise CannotPrint([])
    pdf, missing = sheet.pdf()
    return pdf, {**layout, "questions": rules_of(definition), "unprintable": missing}


def _with_slip(data: dict[str, Any], sections: list[dict[str, Any]], plain: Marks) -> tuple[Document, Marks]:
    """The same with a slip under its last leaf, both of whose pages are shorter by it.

    :param plain: marks of the sheet without a slip, which tell what stands on the last leaf.
    """
    last = max(mark["page"] for mark in plain)
    first_of_leaf = last - (last + 1) % 2
    for before, leaf in (_parted(sections, plain, first_of_leaf), (sections, [])):
        sheet = Document(TEMPLATE, data, {"sections": before, "leaf": leaf})
        marks = sheet.values("mark")
        if not list(_too_tall(marks)):
            break
    return sheet, marks


def _parted(
    sections: list[dict[str, Any]], marks: Marks, page: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What stands before a page, and what begins on it: a table that goes on there is moved there whole."""
    if page <= 1:
        return [], sections
    here = {mark["facts"]["question"] for mark in marks if mark["page"] >= page and mark["facts"]["what"] == "question"}
    before: list[dict[str, Any]] = []
    leaf: list[dict[str, Any]] = []
    for section in sections:
        early: list[dict[str, Any]] = []
        late: list[dict[str, Any]] = []
        for part in section["parts"]:
            count = next((n for n, one in enumerate(part["questions"]) if leaf or late or one["key"] in here), None)
            if count != 0:
                early.append({**part, "questions": part["questions"][:count]})
            if count is not None:
                late.append(
                    {**part, "questions": part["questions"][count:], "title": part["title"] if not count else []}
                )
        if early:
            before.append({**section, "parts": early, "more": [] if late else section["more"]})
        if late:
            leaf.append({**section, "parts": late} | ({"title": [], "when": []} if early else {}))
    return before, leaf


def rules_of(definition: Definition) -> dict[str, dict[str, Any]]:
    """{key of a question of the layout: {kind, most: answers it takes, of a table one row}}, for the reader of boxes.

    A question of a repeated section stands once for each time it may be asked, with what it is a part of.
    """
    return {
        place.key: {"kind": place.question.kind.value, "most": most(place.question)}
        | ({"section": place.section.key, "time": place.time, "question": place.question.key} if place.time else {})
        for place in places(definition, retired=True)
    }


def speaker_of(order: PrintOrder, words: Words) -> Speaker:
    return Speaker(order.locales, words, order.locales[0], order.age, order.pictures)


def sheet_data(definition: Definition, order: PrintOrder, words: Words) -> dict[str, Any]:
    """What every page of the sheet prints, beside its sections: plain values."""
    speaker = speaker_of(order, words)
    return {
        "size": order.size,
        "type_pt": order.type_pt,
        "identity": f"{order.print_code} · {language_codes(order.locales)}",
        "place": order.place,
        "is_simulated": order.is_simulated,
        "markers": MARKERS,
        "title": speaker.say_or_dots(definition.title),
        "intro": speaker.say(definition.intro),
        "promise": speaker.say(definition.promise),
        "reply_by": speaker.dated("reply_by", order.reply_by),
        "words": [
            {name: word(said, locale) for name, said in words[locale].items() if "{" not in said and "/" not in name}
            for locale in order.locales
        ],
        "phone": _door(order.address),
        "listen": _door(order.listen),
        "follow": order.follow,
    }


def _door(address: str) -> dict[str, str] | None:
    """A code that leads to an address."""
    return {"address": address, "code": qr_svg(address)} if address else None


def layout_of(marks: Marks, order: PrintOrder) -> Layout:
    """The layout document out of the marks of a compiled sheet."""
    return {
        "format": FORMAT,
        "print_code": order.print_code,
        "locales": list(order.locales),
        "size": order.size,
        "type_pt": order.type_pt,
        "listen": order.listen,
        "follow": order.follow,
        "reply_by": order.reply_by.isoformat() if order.reply_by else None,
        "pages": pages_of(marks, *SIZES_MM[order.size]),
    }


def pages_of(marks: Marks, width: float, height: float) -> list[dict[str, Any]]:
    """The pages of the layout document; width and height of the paper in millimetres."""
    pages: dict[int, dict[str, Any]] = {}
    for facts, place in _places(marks):
        page = pages.setdefault(
            place["page"],
            {
                "page": place["page"],
                "width_mm": width,
                "height_mm": height,
                "markers": [],
                "identities": [],
                "number": None,
                "questions": [],
            },
        )
        where = {name: value for name, value in place.items() if name.endswith("_mm")}
        match facts["what"]:
            case "marker":
                page["markers"].append({"id": facts["id"], **where})
            case "identity":
                page["identities"].append(where)
            case "number" | "phone" | "listen" | "follow" | "letters" as what:
                page[what] = where
            case "question":
                _of_question(page, facts["question"]).update(where)
            case "box" | "field" as what:
                named = {name: facts[name] for name in ("name", "row", "option", "index") if name in facts}
                _of_question(page, facts["question"])["boxes" if what == "box" else "fields"].append(named | where)
    return [pages[page] for page in sorted(pages)]


def _of_question(page: dict[str, Any], key: str) -> dict[str, Any]:
    """The question on that page; a long table stands on several."""
    found: dict[str, Any] | None = next((question for question in page["questions"] if question["key"] == key), None)
    if found is None:
        found = {"key": key, "boxes": [], "fields": []}
        page["questions"].append(found)
    return found


def _places(marks: Marks) -> Iterator[tuple[Mapping[str, Any], dict[str, Any]]]:
    """Each thing marked with its facts, page and rectangle; things stand inside one another, so corners nest."""
    opened: list[Mapping[str, Any]] = []
    for mark in marks:
        if mark["corner"] == "from":
            opened.append(mark)
            continue
        start = opened.pop()
        yield (
            start["facts"],
            {
                "page": start["page"],
                "x_mm": round(start["x"], 3),
                "y_mm": round(start["y"], 3),
                "width_mm": round(mark["x"] - start["x"], 3),
                "height_mm": round(mark["y"] - start["y"], 3),
            },
        )


def _too_tall(marks: Marks) -> Iterator[str]:
    """Keys of the questions that do not fit on one page, or on what a slip leaves of it."""
    for facts, place in _places(marks):
        if facts["what"] == "question" and place["height_mm"] > facts["room"] - SQUEEZED_MM:
            yield facts["question"]
