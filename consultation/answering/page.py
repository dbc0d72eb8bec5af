"""From a questionnaire to its page in one language, empty or as it came back (see `answering.shown`)."""

import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from consultation.answering.piped import Piping, piping_of
from consultation.answering.shown import (
    Page,
    Picture,
    ShownBlock,
    ShownField,
    ShownOption,
    ShownQuestion,
    ShownSection,
)
from consultation.i18n import EASY_FRENCH, Wording, frame_locale, pick
from consultation.questionnaires.definition import Definition, Option, Question, Section
from consultation.questionnaires.kinds import (
    KINDS,
    Form,
    Problem,
    declined_field,
    offered,
    plain_number,
    rank_field,
    row_field,
    scale_points,
    text_field,
)
from consultation.questionnaires.packing import packed
from consultation.questionnaires.piping import comma
from consultation.questionnaires.sheet import repeat_prefix
from consultation.questionnaires.translating import easy_readers
from consultation.terms import AgeVariant, Declined, Kind

MOST_RADIOS = 9
"""Longer lists of places become one list that opens."""
MOST_POINTS = 21
"""A longer scale becomes a field for a number."""
RADIOS = frozenset({"radios", "faces", "places", "spots", "scale"})
"""Macros of one group of radio buttons, where "I don't know" is one more of them."""
NATIVE = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "time": re.compile(r"\d\d:\d\d(:\d\d)?"),
    "date_time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?"),
}
"""What the browser's own field for it can hold; anything else comes back in a field for text."""
COMPUTED = re.compile(r"\$\{|^[\w-]+\(.*\)$", re.DOTALL)
"""A first value that is no value but a computation."""


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What came back: fields as typed, what is wrong, and {field: proof} of files that were received."""

    form: Form
    problems: Mapping[str, Problem]
    kept: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Speech:
    """How the page words what depends on a question."""

    message: Callable[[Problem, Question, str], str]
    """From the reader's language; what an organiser wrote of it where they did."""
    hint: Callable[[Question], str]
    declined: Callable[[Declined], str]
    rank: Callable[[int], str]
    number: Callable[[float], str]
    condition: Callable[[Definition, Question | Section, str], str]
    """When a question or a section is asked."""
    unknown: Callable[[], str]
    """Stands in a sentence for an answer that is not known yet."""


EMPTY = Filled(form={}, problems={})


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """One page being made."""

    locale: str
    frame: str
    """Language of the words of the program."""
    default: str
    """Language of words that are missing in it."""
    speech: Speech
    filled: Filled
    age: AgeVariant | None
    """For whom the questions are worded."""
    order: str | None
    """Name of an order of the shuffled options; None: as written."""
    picture_of: Callable[[str], Picture | None]
    piping: Piping
    condition: Callable[[Question | Section], str]

    def words(self, text: Mapping[str, str]) -> Wording:
        return pick(text, self.locale, self.default)

    def own(self, words: str) -> Wording:
        """Words of the program."""
        return Wording(words, self.frame)

    def values(self, name: str) -> Sequence[str]:
        return self.filled.form.get(name, ())

    def chosen(self, prefix: str, question: Question) -> Sequence[str]:
        """Values of the question's own field, at first those the organiser wrote."""
        return self.values(prefix + question.key) if self.filled.form else self.first_value(question).split()

    def first_value(self, question: Question) -> str:
        """What the field holds at first."""
        return "" if COMPUTED.search(question.default) else question.default

    def label_of(self, prefix: str, question: Question) -> Wording:
        """The question as this person is asked it."""
        variant = question.variants.get(self.age, {}) if self.age else {}
        return self.piping.fill(prefix, self.words(variant if variant.get(self.locale) else question.label))

    def picture(self, name: str | None) -> Picture | None:
        return self.picture_of(name) if name else None

    def ordered(self, question: Question) -> list[Option]:
        """The options as this person sees them; "other" and "none" stay last."""
        options = offered(question)
        if not question.shuffled or self.order is None or KINDS[question.kind].has_rows:
            return options
        moving = [option for option in options if not (option.specify or option.exclusive)]
        random.Random(f"{self.order}-{question.key}").shuffle(moving)  # noqa: S311 - an order, not a secret
        return moving + [option for option in options if option.specify or option.exclusive]

    def option_of(self, prefix: str, question: Question, option: Option, number: int) -> ShownOption:
        shown = self.picture(question.picture) if option.at else None
        across, down = option.at or (0.0, 0.0)
        return ShownOption(
            id=f"q-{prefix}{question.key}-{option.key}",
            value=option.key,
            label=self.words(option.label),
            is_chosen=option.key in self.chosen(prefix, question),
            pictogram=option.pictogram,
            picture=self.picture(option.picture),
            specify=option.specify,
            is_exclusive=option.exclusive,
            number=number,
            x=round(across * 320),
            y=round(down * 320 * shown.height / shown.width) if shown else 0,
        )

    def points_of(self, prefix: str, question: Question) -> list[ShownOption]:
        """The numbers of a scale."""
        return [
            ShownOption(
                id=f"q-{prefix}{question.key}-{plain_number(point).replace('.', '_')}",
                value=plain_number(point),
                label=self.own(self.speech.number(point)),
                is_chosen=plain_number(point) in self.chosen(prefix, question),
            )
            for point in scale_points(question)
        ]

    def declining_of(self, prefix: str, question: Question) -> list[ShownOption]:
        """ "I prefer not to say", "I don't know", as far as the question offers them."""
        asked = {Declined.REFUSED: question.may_refuse, Declined.UNKNOWN: question.may_not_know}
        name = prefix + question.key
        typed = {*self.values(name), *self.values(prefix + declined_field(question))}
        return [
            ShownOption(
                id=f"q-{name}-{declined.value}-said",
                value=f"-{declined.value}",
                label=self.own(self.speech.declined(declined)),
                is_chosen=f"-{declined.value}" in typed,
                is_declining=True,
            )
            for declined, is_asked in asked.items()
            if is_asked
        ]

    def rows_of(self, prefix: str, question: Question) -> tuple[ShownField, ...]:
        """The rows of a table."""
        rows = [row for row in question.rows if not row.retired]
        if question.shuffled and self.order is not None and question.kind is Kind.RATING_TABLE:
            random.Random(f"{self.order}-{question.key}").shuffle(rows)  # noqa: S311 - an order, not a secret
        return tuple(
            self.field_of(prefix + row_field(question, row), self.words(row.label), offered(question)) for row in rows
        )

    def ranks_of(self, prefix: str, question: Question) -> tuple[ShownField, ...]:
        """A list to choose from for each rank."""
        most = KINDS[question.kind].most(question)
        return tuple(
            self.field_of(prefix + rank_field(question, rank), self.own(self.speech.rank(rank)), self.ordered(question))
            for rank in range(1, most + 1)
        )

    def field_of(self, name: str, label: Wording, options: Sequence[Option]) -> ShownField:
        shown = (
            ShownOption(
                id=f"q-{name}-{option.key}",
                value=option.key,
                label=self.words(option.label),
                is_chosen=option.key in self.values(name),
                pictogram=option.pictogram,
            )
            for option in options
        )
        return ShownField(id=f"q-{name}", name=name, label=label, options=tuple(shown))

    def question_of(self, prefix: str, question: Question) -> ShownQuestion:
        kind = KINDS[question.kind]
        name = prefix + question.key
        several = kind.most(question) > 1
        points = self.points_of(prefix, question) if kind.phone == "scale" else []
        options = [self.option_of(prefix, question, one, n) for n, one in enumerate(self.ordered(question), start=1)]
        rows = self.rows_of(prefix, question) if kind.has_rows else ()
        fields = self.ranks_of(prefix, question) if question.kind is Kind.RANKING else rows
        is_long = len(points) > MOST_POINTS or (
            kind.phone == "places" and not several and len(question.options) > MOST_RADIOS
        )
        declining = self.declining_of(prefix, question)
        joins = kind.phone in RADIOS and not several and (not is_long or not points)
        shown = (*points, *options, *(declining if joins else ()))
        words = without_controls(self.values(name)) or (self.first_value(question) if not self.filled.form else "")
        problem = self.filled.problems.get(name)
        return ShownQuestion(
            id=f"q-{name}",
            name=name,
            macro=kind.phone,
            label=self.label_of(prefix, question),
            help=self.piping.fill(prefix, self.words(question.help)),
            route=self.condition(question),
            hint=self.speech.hint(question),
            unit=self.words(question.unit),
            low_label=self.words(question.low_label),
            high_label=self.words(question.high_label),
            picture=self.picture(question.picture),
            options=shown,
            fields=fields,
            declining=() if joins else tuple(declining),
            declined_name=prefix + declined_field(question),
            several=several,
            is_long=is_long,
            required=question.required,
            has_way_out=question.may_refuse,
            words=words,
            is_typed_well=not words or kind.phone not in NATIVE or bool(NATIVE[kind.phone].fullmatch(words)),
            specified_name=prefix + text_field(question),
            specified=without_controls(self.values(prefix + text_field(question))),
            kept=self.filled.kept.get(name, ""),
            first_control=first_control(f"q-{name}", shown, fields, is_long=is_long, problem=problem),
            error=self.speech.message(problem, question, self.locale) if problem else "",
        )

    def block_of(self, section: Section, number: int) -> ShownBlock:
        """A section once; `number` is 0 for one that is not repeated."""
        prefix = repeat_prefix(section, number) if number else ""
        asked = [q for q in section.questions if not q.retired and KINDS[q.kind].is_shown]
        is_written = any(
            name.startswith(prefix) and any(values) for held in (self.filled.form, self.filled.kept)
            for name, values in held.items()
        )  # fmt: skip
        return ShownBlock(
            id=f"b-{section.key}-{number}",
            number=number,
            questions=tuple(self.question_of(prefix, question) for question in asked),
            is_open=number <= 1 or is_written,
        )

    def section_of(self, section: Section) -> ShownSection:
        times = range(1, section.repeat + 1) if section.repeat else range(1)
        blocks = tuple(self.block_of(section, number) for number in times)
        title = self.piping.fill("", self.words(section.title))
        return ShownSection(key=section.key, title=title, route=self.condition(section), blocks=blocks)


def page_of(
    definition: Definition,
    locale: str,
    speech: Speech,
    filled: Filled = EMPTY,
    *,
    age: AgeVariant | None = None,
    order: str | None = None,
    picture_of: Callable[[str], Picture | None] = lambda _name: None,
) -> Page:
    """The page of a questionnaire; retired questions and options are not shown, empty sections neither."""
    frame = frame_locale(locale, definition.locales)
    drawing = Drawing(
        locale=locale,
        frame=frame,
        default=definition.locales[0],
        speech=speech,
        filled=filled,
        age=age,
        order=order,
        picture_of=picture_of,
        piping=piping_of(definition, filled.form, locale, speech.unknown),
        condition=lambda part: speech.condition(definition, part, frame) if part.relevant else "",
    )
    sections = (drawing.section_of(section) for section in definition.sections)
    return Page(
        locale=locale,
        frame=frame,
        title=drawing.words(definition.title),
        intro=drawing.words(definition.intro),
        promise=drawing.words(definition.promise),
        sections=tuple(section for section in sections if section.blocks[0].questions),
        routing=routing_data(definition, locale, speech),
        easy_readers=easy_readers(definition) if locale == EASY_FRENCH else 0,
    )


def routing_data(definition: Definition, locale: str, speech: Speech) -> str:
    """What the script of routing is told, as JSON that may stand in a page; empty where nothing is routed."""

    def message(question: Question) -> str:
        return speech.message(Problem.CONSTRAINT, question, locale)

    rules = packed(definition, locale, message)
    if rules is None:
        return ""
    rules |= {"comma": comma(locale), "none": speech.unknown()}
    data = json.dumps(rules, ensure_ascii=False, separators=(",", ":"))
    return Markup(data.replace("<", "\\u003c"))  # noqa: S704 - JSON, in which no tag begins any more


def has_variants(definition: Definition) -> bool:
    """Whether a question is worded for an age."""
    return any(question.variants for question in definition.questions() if not question.retired)


def is_shuffled(definition: Definition) -> bool:
    """Whether the order of some options depends on the person."""
    return any(question.shuffled for question in definition.questions() if not question.retired)


def first_control(
    question_id: str,
    options: Sequence[ShownOption],
    fields: Sequence[ShownField],
    *,
    is_long: bool,
    problem: Problem | None,
) -> str:
    """Where to start mending: the first row left out, the first option, the field."""
    if fields:
        open_fields = [one for one in fields if not any(option.is_chosen for option in one.options)]
        return (open_fields[0] if problem is Problem.ROWS_LEFT and open_fields else fields[0]).id
    return options[0].id if options and not is_long else f"{question_id}-field"


def without_controls(values: Sequence[str]) -> str:
    """What was typed, less the bytes no page may hold (they cannot be seen either)."""
    return "".join(character for character in "\n".join(values) if character >= " " or character in "\t\n\r")
