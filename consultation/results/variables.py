"""The variables of a questionnaire: one column an answer or an option, the same over all its versions.

Columns stand in the order in which versions brought them, so that a new version only adds some at the end; a column
that was ever there stays. So do the numeric codes of options.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from consultation.i18n import pick
from consultation.questionnaires.definition import Answer, Answers, Definition, Question, Section
from consultation.questionnaires.kinds import KINDS, Cell, Column, declined_field, text_field
from consultation.questionnaires.over_versions import over_versions
from consultation.terms import Kind

TICKED = {"yes": 1}
CHOICES = frozenset({Kind.ONE_CHOICE, Kind.YES_MAYBE_NO, Kind.FACES, Kind.SEVERAL_CHOICES, Kind.PLACE, Kind.MAP})


class Measure(StrEnum):
    """What the cells of a variable are."""

    CODE = "code"
    """The key of one option."""
    TICK = "tick"
    """1: chosen, 0: not."""
    RANK = "rank"
    """1: first choice."""
    NUMBER = "number"
    TEXT = "text"
    DECLINED = "declined"
    """`refused` or `unknown`."""


@dataclass(frozen=True)
class Variable:
    """One column."""

    name: str
    """`question`, `question/option`, `question/row`, `question-text`, `question-declined`, `section/1/question`."""
    question: Question
    section: Section
    column: Column
    time: int
    """Which time of a repeated section; 0: the section is not repeated."""
    measure: Measure
    versions: tuple[int, ...]
    """Numbers of the versions it stood in."""
    codes: Mapping[str, int]
    """{option key: code in statistics programs}."""

    @property
    def place(self) -> tuple[str, int, str]:
        """Section, time, question: the same for all columns of one answer."""
        return self.section.key, self.time, self.question.key

    def label(self, locale: str) -> str:
        """What it holds, in words: the question, the row, the option."""
        words = [pick(self.question.label, locale).words]
        words += [pick(row.label, locale).words for row in self.question.rows if row.key == self.column.row]
        words += [
            pick(option.label, locale).words for option in self.question.options if option.key == self.column.option
        ]
        return " – ".join(word for word in [*words, f"({self.time})" if self.time else ""] if word)

    def values(self, locale: str) -> dict[str, str]:
        """{option key: words} of a coded variable."""
        if self.measure is not Measure.CODE:
            return {}
        labels = {option.key: pick(option.label, locale).words for option in self.question.options}
        return {key: labels.get(key, key) for key in self.codes}


@dataclass
class Block:
    """The columns of one question, one time of its section."""

    question: Question
    section: Section
    time: int
    columns: dict[str, tuple[Column, list[int]]] = field(default_factory=dict)
    """{name: (column, numbers of versions)}"""

    def answer(self, answers: Answers) -> Answer | None:
        if not self.time:
            return answers.get(self.question.key)
        repeats = answers[self.section.key]["repeats"] if self.section.key in answers else []
        return repeats[self.time - 1].get(self.question.key) if len(repeats) >= self.time else None

    @cached_property
    def names(self) -> list[str]:
        """Of the columns of the latest question, in the order of their cells."""
        return [column.name for column in KINDS[self.question.kind].columns(self.question)]

    @cached_property
    def older(self) -> list[Column]:
        """Columns of options that the latest question has not."""
        return [column for name, (column, _) in self.columns.items() if name not in self.names and column.option]

    def cells(self, answers: Answers) -> dict[str, Cell]:
        """{name: value} of one submission; of a question that was left out, nothing."""
        answer = self.answer(answers)
        if answer is None:
            return {}
        found = dict(zip(self.names, KINDS[self.question.kind].cells(self.question, answer), strict=True))
        if "chosen" in answer:
            if len(answer["chosen"]) == 1:
                # Where one option could be chosen in another version than the latest.
                found.setdefault(self.question.key, answer["chosen"][0])
            for column in self.older:
                found[column.name] = int(column.option in answer["chosen"])
        if "declined" in answer:
            found[declined_field(self.question)] = answer["declined"]
        return found


class Variables:
    """All the variables of a questionnaire, and a submission as their values."""

    def __init__(self, versions: Sequence[tuple[int, Definition]], only: Collection[str] | None = None) -> None:
        """
        :param versions: numbers and definitions, the oldest first.
        :param only: keys of the questions wanted; None: all.
        """
        merged = over_versions([definition for _, definition in versions])
        latest = {question.key: question for question in merged.questions()}
        codes = option_codes([definition for _, definition in versions])
        blocks: dict[tuple[str, str, int], Block] = {}
        order: dict[tuple[tuple[str, str, int], str], None] = {}
        for number, definition in versions:
            for section in definition.sections:
                for time in range(1, section.repeat + 1) if section.repeat else (0,):
                    for question in section.questions:
                        if only is not None and question.key not in only:
                            continue
                        place = (section.key if time else "", question.key, time)
                        block = blocks.setdefault(place, Block(latest[question.key], section, time))
                        for column in KINDS[question.kind].columns(question):
                            order.setdefault((place, column.name))
                            block.columns.setdefault(column.name, (column, []))[1].append(number)
        self._blocks = list(blocks.values())
        position = {place: index for index, place in enumerate(blocks)}
        self._cells = [(position[place], name) for place, name in order]
        self.variables = [variable_of(blocks[place], name, codes.get(place[1], {})) for place, name in order]

    def values(self, answers: Answers) -> list[Cell]:
        """The cells of one submission."""
        found = [block.cells(answers) for block in self._blocks]
        return [found[block].get(name) for block, name in self._cells]


def variable_of(block: Block, name: str, codes: Mapping[str, int]) -> Variable:
    column, versions = block.columns[name]
    measure = measure_of(block.question, column)
    if block.question.kind is Kind.ACKNOWLEDGEMENT:
        codes = TICKED
    return Variable(
        f"{block.section.key}/{block.time}/{name}" if block.time else name,
        block.question,
        block.section,
        column,
        block.time,
        measure,
        tuple(versions),
        codes if measure is Measure.CODE else {},
    )


def measure_of(question: Question, column: Column) -> Measure:
    """What the cells of a column are."""
    if column.name == declined_field(question):
        return Measure.DECLINED
    if column.name == text_field(question):
        return Measure.TEXT
    kind = question.kind
    if kind is Kind.RANKING:
        return Measure.RANK
    if kind in CHOICES or kind in {Kind.RATING_TABLE, Kind.WEEK_GRID, Kind.ACKNOWLEDGEMENT}:
        return Measure.TICK if column.option else Measure.CODE
    return Measure.NUMBER if kind in {Kind.NUMBER, Kind.SCALE, Kind.CALCULATION} else Measure.TEXT


def option_codes(versions: Sequence[Definition]) -> dict[str, dict[str, int]]:
    """{question key: {option key: code}}, 1 for the option that came first in the first version."""
    codes: dict[str, dict[str, int]] = {}
    for definition in versions:
        for question in definition.questions():
            own = codes.setdefault(question.key, {})
            for option in question.options:
                own.setdefault(option.key, len(own) + 1)
    return codes
