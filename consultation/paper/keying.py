"""The keying screen: a sheet as it lies on the table, and what was typed from it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from consultation.clock import today
from consultation.i18n import Wording, pick
from consultation.paper.faces import declined_of, places
from consultation.paper.identity import NotAnIdentity, read_identity, typed_number
from consultation.paper.sheet import Layout
from consultation.questionnaires.definition import Definition, Option, Question, Row
from consultation.questionnaires.kinds import KINDS, Form, Problem, most, offered, read_number
from consultation.questionnaires.kinds.values import Moment, western_digits
from consultation.questionnaires.piping import with_dots
from consultation.questionnaires.sheet import Sheet, check_sheet, repeat_prefix
from consultation.terms import Declined, Kind

PAGE_FIELDS = (
    "csrf_token",
    "sheet-token",
    "sheet-number",
    "sheet-locale",
    "sheet-unreadable",
    "sheet-second",
    "sheet-again",
)
"""Fields of the page itself; a hyphen keeps them apart from question keys."""
MOST_REPEATS = 20
"""Times a repeated section may be keyed (`Section.repeat`)."""
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
    """One option or one row on the screen."""

    key: str
    number: int
    label: Wording
    beside: Wording | None
    specify: bool = False


@dataclass(frozen=True)
class Asked:
    """One question on the screen."""

    key: str
    """Start of the names of its fields."""
    number: int
    macro: str
    label: Wording
    beside: Wording | None
    unit: Wording
    most: int
    """How many options the person may choose, of a table in one row."""
    columns: int
    """Options standing in one row on the sheet."""
    options: tuple[Line, ...]
    rows: tuple[Line, ...]
    declined: tuple[Declined, ...]
    """Boxes of not answering that the sheet offers."""
    kind: Kind
    low: Wording
    high: Wording
    """Words at the ends of a scale."""
    is_long: bool
    page: int
    begins_page: bool
    section: Wording | None
    """Title of the section it begins."""
    time: int | None
    """Which time of a repeated section."""
    block: str | None
    """Of a repeated section: its key and the time, "member-2"."""
    begins_block: bool


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
    """The questions as the sheet has them, in its language, with the reader's beside where they differ.

    A repeated section stands as often as it may be answered: a large household writes on a second sheet.
    """
    placed: dict[str, tuple[int, Any]] = {}
    for page in layout["pages"]:
        for question in page["questions"]:
            placed.setdefault(question["key"], (page["page"], question))
    asked: list[Asked] = []
    begun: set[tuple[str, int | None]] = set()
    for place in places(definition, repeats=MOST_REPEATS):
        question = place.question
        macro = KINDS[question.kind].keying
        first = repeat_prefix(place.section, 1) + question.key if place.time else place.key
        if macro is None or place.number is None or first not in placed:
            continue
        page, printed = placed.get(place.key, (asked[-1].page if asked else 1, placed[first][1]))
        block = f"{place.section.key}-{place.time}" if place.time else None
        title = pick(place.section.title, locale)
        asked.append(
            Asked(
                key=place.key,
                number=place.number,
                macro=macro,
                label=pick(with_dots(question.label), locale),
                beside=_beside(with_dots(question.label), locale, reader),
                unit=pick(question.unit, locale),
                most=most(question),
                columns=_columns(printed["boxes"]),
                options=_lines(offered(question), locale, reader),
                rows=_lines([row for row in question.rows if not row.retired], locale, reader),
                declined=tuple(declined_of(question)),
                kind=question.kind,
                low=pick(question.low_label, locale),
                high=pick(question.high_label, locale),
                is_long=KINDS[question.kind].paper == "area",
                page=page,
                begins_page=not asked or asked[-1].page != page,
                section=title if title.words and (place.section.key, place.time) not in begun else None,
                time=place.time,
                block=block,
                begins_block=block is not None and (not asked or asked[-1].block != block),
            )
        )
        begun.add((place.section.key, place.time))
    return asked


def keyed_form(fields: Mapping[str, Sequence[str]], unreadable: Sequence[str]) -> dict[str, list[str]]:
    """The answers of a posted screen; a question marked unreadable has none.

    :param unreadable: keys of questions (`section-2-key` in a repeated section) whose answer nobody could read.
    """
    return {
        name: list(values)
        for name, values in fields.items()
        if name not in PAGE_FIELDS and not any(name == key or name.startswith(f"{key}-") for key in unreadable)
    }


def check_keyed(definition: Definition, keyed: Form) -> Sheet:
    """The sheet as paper has it: blanks are facts, and bounds were not there to stop the pen."""
    form = dict(keyed)
    problems: dict[str, Problem] = {}
    for place in places(definition, repeats=MOST_REPEATS, retired=True):
        if place.question.kind is Kind.RANKING:
            form, problem = _ranks_in(place.key, place.question, form)
            if problem:
                problems[place.key] = problem
        elif isinstance(KINDS[place.question.kind], Moment) and place.key in form:
            form[place.key] = [loose_moment(value, place.question.kind) for value in form[place.key]]
    sheet = check_sheet(definition, form, may_leave_blanks=True)
    return replace(sheet, problems={**sheet.problems, **problems}, is_empty=sheet.is_empty and not problems)


def asked_keys(definition: Definition) -> set[str]:
    """Every key a sheet of it may have."""
    return {place.key for place in places(definition, repeats=MOST_REPEATS, retired=True)}


def order_field(key: str, option: str) -> str:
    """Name of the field that holds the rank written beside an option."""
    return f"{key}-order-{option}"


def _ranks_in(key: str, question: Question, form: Form) -> tuple[dict[str, list[str]], Problem | None]:
    """The form with the ranks written beside the options as first choice, second choice…; what is wrong with them.

    People leave numbers out (1, 2, 5): the order is what they said.
    """
    written: list[tuple[int, str]] = []
    problem = None
    for option in question.options:
        text = "".join(form.get(order_field(key, option.key), [])).strip()
        rank = read_number(text)
        if text and (rank is None or rank < 1):
            problem = Problem.NOT_A_NUMBER
        elif rank is not None:
            written.append((int(rank), option.key))
    if len({rank for rank, _option in written}) < len(written):
        problem = problem or Problem.TWICE
    rest = {name: values for name, values in form.items() if not name.startswith(f"{key}-order-")}
    ranked = [option for _rank, option in sorted(written)]
    return rest | {f"{key}-rank-{rank}": [option] for rank, option in enumerate(ranked, start=1)}, problem


_DIGITS_OF_DATE = re.compile(r"(\d\d)(\d\d)(\d{4})")
_SHORT_DATE = re.compile(r"(\d\d?)[-/. ](\d\d?)[-/. ](\d\d)")
_DIGITS_OF_TIME = re.compile(r"(\d\d?)(\d\d)")


def loose_moment(text: str, kind: Kind) -> str:
    """What somebody types from the cells of a date or a time, as the questionnaire reads it.

    On a numeric pad the signs between are far: "23112026" is 23/11/2026, "1430" is 14:30. A year of two digits is one
    of the last hundred years.
    """
    text = " ".join(western_digits(text).split())
    if kind is Kind.DATE_TIME:
        day, hour = (text[:8], text[8:]) if text.isdigit() and len(text) > 8 else text.rpartition(" ")[::2]
        return f"{_loose_date(day)} {_loose_time(hour)}" if day else text
    return _loose_date(text) if kind is Kind.DATE else _loose_time(text)


def _loose_date(text: str) -> str:
    if found := _DIGITS_OF_DATE.fullmatch(text):
        return "/".join(found.groups())
    if found := _SHORT_DATE.fullmatch(text):
        this_century = 2000 + int(found[3])
        return f"{found[1]}/{found[2]}/{this_century if this_century <= today().year + 10 else this_century - 100}"
    return text


def _loose_time(text: str) -> str:
    found = _DIGITS_OF_TIME.fullmatch(text)
    return f"{found[1]}:{found[2]}" if found else text


def _lines(asked: Sequence[Option | Row], locale: str, reader: str) -> tuple[Line, ...]:
    return tuple(
        Line(
            key=one.key,
            number=number,
            label=pick(one.label, locale),
            beside=_beside(one.label, locale, reader),
            specify=isinstance(one, Option) and one.specify,
        )
        for number, one in enumerate(asked, start=1)
    )


def _beside(text: Mapping[str, str], locale: str, reader: str) -> Wording | None:
    """The reader's words for what the sheet says in another language."""
    words = pick(text, reader)
    return words if words.words and words.locale != pick(text, locale).locale else None


def _columns(boxes: Sequence[Mapping[str, float]]) -> int:
    """Most boxes of one question that stand at the same height."""
    heights = [box["y_mm"] for box in boxes]
    return max((heights.count(height) for height in heights), default=1)
