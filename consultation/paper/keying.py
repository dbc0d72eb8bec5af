"""The keying screen: a sheet as it lies on the table, and what was typed from it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consultation.i18n import Wording, pick
from consultation.paper.identity import NotAnIdentity, read_identity, typed_number
from consultation.paper.sheet import Layout
from consultation.questionnaires.definition import Definition, Question
from consultation.questionnaires.kinds import KINDS, Form, most, offered
from consultation.questionnaires.sheet import Sheet, check_sheet

PAGE_FIELDS = ("csrf_token", "sheet-token", "sheet-number", "sheet-locale", "sheet-unreadable")
"""Fields of the page itself; a hyphen keeps them apart from question keys."""
_TYPED = re.compile(r"(?:([A-Z0-9]{2,6})[ /])?\s*([0-9][0-9 .+*/-]*)")


class NotASheet(ValueError):
    """Neither a number nor a code of ours."""


@dataclass(frozen=True)
class Sought:
    """The sheet somebody typed or scanned."""

    number: int
    print_code: str | None
    """Of the version, when it was told: always by the code of a page."""


@dataclass(frozen=True)
class Line:
    """One option on the screen."""

    key: str
    number: int
    label: Wording
    beside: Wording | None
    specify: bool


@dataclass(frozen=True)
class Asked:
    """One question on the screen."""

    key: str
    number: int
    macro: str
    label: Wording
    beside: Wording | None
    unit: Wording
    most: int
    """How many options the person may choose."""
    columns: int
    """Options standing in one row on the sheet."""
    options: tuple[Line, ...]
    is_long: bool
    page: int
    begins_page: bool
    section: Wording | None
    """Title of the section it begins."""


def sought_sheet(text: str) -> Sought:
    """What was typed or scanned: "499", "000499-5", "OZN3 499", or the code of a page.

    :raises NotASheet: for anything else, and for a misread character where a check can tell.
    """
    text = text.strip().upper()
    try:
        identity = read_identity(text)
        return Sought(identity.number, identity.print_code)
    except NotAnIdentity:
        found = _TYPED.fullmatch(text)
    if not found:
        raise NotASheet(text)
    try:
        return Sought(typed_number(found[2]), found[1])
    except NotAnIdentity as error:
        raise NotASheet(text) from error


def screen(definition: Definition, layout: Layout, locale: str, reader: str) -> list[Asked]:
    """The questions as the sheet has them, in its language, with the reader's beside where they differ."""
    placed = {question["key"]: (page["page"], question) for page in layout["pages"] for question in page["questions"]}
    asked: list[Asked] = []
    for section in definition.sections:
        title: Wording | None = pick(section.title, locale)
        for question in section.questions:
            macro = KINDS[question.kind].keying
            if question.key not in placed or macro is None:
                continue
            page, place = placed[question.key]
            asked.append(
                Asked(
                    key=question.key,
                    number=len(asked) + 1,
                    macro=macro,
                    label=pick(question.label, locale),
                    beside=_beside(question.label, locale, reader),
                    unit=pick(question.unit, locale),
                    most=most(question),
                    columns=_columns(place["boxes"]),
                    options=_lines(question, locale, reader),
                    is_long=KINDS[question.kind].paper == "area",
                    page=page,
                    begins_page=not asked or asked[-1].page != page,
                    section=title if title and title.words else None,
                )
            )
            title = None
    return asked


def keyed_form(fields: Mapping[str, Sequence[str]], unreadable: Sequence[str]) -> Form:
    """The answers of a posted screen; a question marked unreadable has none."""
    return {
        name: list(values)
        for name, values in fields.items()
        if name not in PAGE_FIELDS and name.removesuffix("-text") not in unreadable
    }


def check_keyed(definition: Definition, form: Form) -> Sheet:
    """The sheet as paper has it: blanks are facts, and bounds were not there to stop the pen."""
    return check_sheet(definition, form, may_leave_blanks=True)


def _lines(question: Question, locale: str, reader: str) -> tuple[Line, ...]:
    return tuple(
        Line(
            key=option.key,
            number=number,
            label=pick(option.label, locale),
            beside=_beside(option.label, locale, reader),
            specify=option.specify,
        )
        for number, option in enumerate(offered(question), start=1)
    )


def _beside(text: Mapping[str, str], locale: str, reader: str) -> Wording | None:
    """The reader's words for what the sheet says in another language."""
    words = pick(text, reader)
    return words if words.words and words.locale != pick(text, locale).locale else None


def _columns(boxes: Sequence[Mapping[str, float]]) -> int:
    """Most boxes of one question that stand at the same height."""
    heights = [box["y_mm"] for box in boxes]
    return max((heights.count(height) for height in heights), default=1)
