"""A questionnaire on paper: its pages, and where every box and field of them stands.

The positions come out of the very compilation that makes the pages, so they cannot disagree with the print.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from consultation.i18n import direction, html_lang, pick
from consultation.paper.identity import LAST_PAGE, language_codes
from consultation.paper.stamp import stamp_copies
from consultation.questionnaires.definition import Definition, Question, Text
from consultation.questionnaires.kinds import KINDS, most, offered
from consultation.terms import Kind
from consultation.web.marks import MARKERS
from consultation.web.pdf import compile_and_query, qr_svg, unprintable

TEMPLATE = Path(__file__).with_name("sheet.typ")
FORMAT = 1
"""Of the layout document; raised when a reader of old layouts would go wrong."""
BODY_EDGE_MM = 29
"""Height of the margins at the top and the bottom of a page."""
DIGITS = 3
"""Cells for a number without a highest value."""
MOODS = {
    "face_very_happy": 2,
    "face_happy": 1,
    "face_neutral": 0,
    "face_sad": -1,
    "face_very_sad": -2,
}

Size = Literal["a4", "a5"]
SIZES_MM: Mapping[Size, tuple[float, float]] = {"a4": (210.0, 297.0), "a5": (148.0, 210.0)}
"""Width and height of the paper."""
Layout = dict[str, Any]
"""{format, print_code, locales, size, type_pt, questions: see `rules_of`, unprintable: characters no font has, pages:
[{page, width_mm, height_mm, markers, identities, number, questions: [{key, …, boxes: [{option, …}], fields: [{name,
…}]}]}]}; every place has x_mm, y_mm (top left), width_mm, height_mm, from the top left of the page; the sides of a box
are the middle of its line."""
Words = Mapping[str, Mapping[str, str]]
"""{locale: {name: words of the sheet itself}} (see `resident_words`)."""


class CannotPrint(ValueError):
    """Questions that do not fit on one page, or a sheet with too many pages.

    `questions`: keys of the questions too tall for a page; empty when the sheet as a whole is too long.
    """

    def __init__(self, questions: Sequence[str]) -> None:
        super().__init__(", ".join(questions) or "too many pages")
        self.questions = tuple(questions)


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
    is_simulated: bool = False
    """Of an invented campaign: every page says so, in its margin, where it moves no box."""


@dataclass(frozen=True)
class PrintedSheets:
    """The file for the printer and what to remember of it."""

    pdf: bytes
    layout: Layout


def print_sheets(
    definition: Definition, order: PrintOrder, words: Words, numbers: Sequence[int] | None
) -> PrintedSheets:
    """Numbered copies, or with None one master for the photocopier, whose copies are numbered by hand.

    :raises CannotPrint: when it cannot stand on paper.
    """
    pdf, layout = lay_out(definition, order, words)
    return PrintedSheets(stamp_copies(pdf, layout, numbers), layout)


def lay_out(
    definition: Definition, order: PrintOrder, words: Words, *, standard: str | None = None
) -> tuple[bytes, Layout]:
    """The pages without number and identity, tagged, and the places of everything on them.

    :raises CannotPrint: when a question is taller than a page, or the pages are more than there are markers.
    """
    data = sheet_data(definition, order, words)
    pdf, marks = compile_and_query(TEMPLATE, data, "mark", standard=standard)
    if too_tall := list(_too_tall(marks, order)):
        raise CannotPrint(too_tall)
    layout = layout_of(marks, order)
    if len(layout["pages"]) > LAST_PAGE:
        raise CannotPrint([])
    return pdf, {**layout, "questions": rules_of(definition), "unprintable": unprintable(TEMPLATE, data)}


def rules_of(definition: Definition) -> dict[str, dict[str, Any]]:
    """{question key: {kind, most: answers it takes}}, for whoever reads the boxes."""
    return {question.key: {"kind": question.kind.value, "most": most(question)} for question in definition.questions()}


def sheet_data(definition: Definition, order: PrintOrder, words: Words) -> dict[str, Any]:
    """What the template prints: plain values."""
    numbers = iter(range(1, 10_000))
    return {
        "size": order.size,
        "type_pt": order.type_pt,
        "identity": f"{order.print_code} · {language_codes(order.locales)}",
        "place": order.place,
        "is_simulated": order.is_simulated,
        "markers": MARKERS,
        "title": _say_or_dots(definition.title, order),
        "intro": _say(definition.intro, order),
        "promise": _say(definition.promise, order),
        "words": [
            {name: _word(said, locale) for name, said in words[locale].items() if name in _PLAIN_WORDS}
            for locale in order.locales
        ],
        "phone": {"address": order.address, "code": qr_svg(order.address)} if order.address else None,
        "sections": [
            {
                "title": _say(section.title, order),
                "questions": [
                    _question_data(question, next(numbers), order, words)
                    for question in section.questions
                    if not question.retired and KINDS[question.kind].paper not in {None, "nothing"}
                ],
            }
            for section in definition.sections
        ],
    }


_PLAIN_WORDS = (
    "page",
    "simulated",
    "number",
    "margins",
    "tick",
    "correct",
    "free",
    "names",
    "phone",
    "thanks",
    "offer",
)


def _question_data(question: Question, number: int, order: PrintOrder, words: Words) -> dict[str, Any]:
    return {
        "key": question.key,
        "number": number,
        "face": KINDS[question.kind].paper,
        "label": _say_or_dots(question.label, order),
        "help": _say(question.help, order),
        "hint": [_word(hint, locale) for locale in order.locales if (hint := hint_of(question, words[locale]))],
        "unit": _say(question.unit, order),
        "digits": len(str(int(question.high))) if question.high is not None else DIGITS,
        "options": [
            {
                "key": option.key,
                "number": position,
                "label": _say_or_dots(option.label, order),
                "specify": option.specify,
                "mood": MOODS.get(option.pictogram or ""),
            }
            for position, option in enumerate(offered(question), start=1)
        ],
    }


def hint_of(question: Question, words: Mapping[str, str]) -> str:
    """How many answers a question takes, in words; empty where it goes without saying."""
    if question.kind not in {Kind.ONE_CHOICE, Kind.SEVERAL_CHOICES, Kind.PLACE}:
        return ""
    limit = most(question)
    if limit == 1:
        return words["one"]
    return words["several"] if limit >= len(offered(question)) else words["at_most"].format(maximum=limit)


def layout_of(marks: Sequence[Mapping[str, Any]], order: PrintOrder) -> Layout:
    """The layout document out of the marks of a compiled sheet."""
    width, height = SIZES_MM[order.size]
    pages: dict[int, dict[str, Any]] = {}
    questions: dict[str, dict[str, Any]] = {}
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
            case "number" | "phone" as what:
                page[what] = where
            case "question":
                page["questions"].append(_of_question(questions, facts["question"], where))
            case "box":
                _of_question(questions, facts["question"])["boxes"].append({"option": facts["option"], **where})
            case "field":
                named = {name: facts[name] for name in ("name", "option", "index") if name in facts}
                _of_question(questions, facts["question"])["fields"].append({**named, **where})
    return {
        "format": FORMAT,
        "print_code": order.print_code,
        "locales": list(order.locales),
        "size": order.size,
        "type_pt": order.type_pt,
        "pages": [pages[page] for page in sorted(pages)],
    }


def _of_question(
    questions: dict[str, dict[str, Any]], key: str, where: Mapping[str, float] | None = None
) -> dict[str, Any]:
    question = questions.setdefault(key, {"key": key, "boxes": [], "fields": []})
    question.update(where or {})
    return question


def _places(marks: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any], dict[str, Any]]]:
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


def _too_tall(marks: Sequence[Mapping[str, Any]], order: PrintOrder) -> Iterator[str]:
    """Keys of the questions that do not fit on one page."""
    room = SIZES_MM[order.size][1] - 2 * BODY_EDGE_MM
    for mark in marks:
        if mark["corner"] == "from" and mark["facts"].get("tall", 0) > room:
            yield mark["facts"]["question"]


def _say(text: Text, order: PrintOrder) -> list[dict[str, str]]:
    """The words in each language of the sheet, none when there are none."""
    if not any(text.values()):
        return []
    return [_word(*pick(text, locale, order.locales[0])) for locale in order.locales]


def _say_or_dots(text: Text, order: PrintOrder) -> list[dict[str, str]]:
    """The same; dots for what is still to be written, so that a draft can be looked at."""
    return _say(text, order) or [_word("…", order.locales[0])]


def _word(words: str, locale: str) -> dict[str, str]:
    return {"words": words, "lang": html_lang(locale), "dir": direction(locale)}
