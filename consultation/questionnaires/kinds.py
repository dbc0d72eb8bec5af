"""The registry of question kinds: one entry a kind, with all its faces.

A new kind is an entry here and one macro a face (phone, paper, keying); nothing else changes.
Every entry reads a form of the shape {field name: [values]}, such as `request.form.to_dict(flat=False)`.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from consultation.questionnaires.definition import Answer, Option, Question
from consultation.terms import Kind

Form = Mapping[str, list[str]]
Cell = str | float | int | None

LONGEST_TEXT = 10_000
"""Characters; about four written pages, more than anybody sends by hand."""

NUMBER = re.compile(r"[+-]?\d{1,12}([.,٫]\d{1,6})?")
"""Digits of any script (`\\d` is Unicode), decimal point, comma, or Arabic decimal separator."""
GROUPING = str.maketrans("", "", " \u00a0\u2009\u202f'’٬")
"""Spaces and marks people put between thousands."""


class Problem(StrEnum):
    """Why an answer cannot be taken as it is; each room says it in the reader's words."""

    REQUIRED = "required"
    ONE_ONLY = "one_only"
    TOO_MANY = "too_many"
    EXCLUSIVE = "exclusive"
    UNKNOWN_OPTION = "unknown_option"
    NOT_A_NUMBER = "not_a_number"
    TOO_LOW = "too_low"
    TOO_HIGH = "too_high"
    TOO_LONG = "too_long"
    NOT_TEXT = "not_text"


@dataclass(frozen=True)
class Column:
    """One column of an export."""

    name: str
    """`question`, `question/option` for several choices, `question-text` for free words."""
    question: str
    option: str | None = None


def text_field(question: Question) -> str:
    """Name of the field that holds the words beside "other, specify"."""
    return f"{question.key}-text"


def takes_words(question: Question) -> bool:
    """Whether one of its options opens a line for words."""
    return any(option.specify for option in question.options)


def offered(question: Question) -> list[Option]:
    """The options shown today, in order."""
    return [option for option in question.options if not option.retired]


def most(question: Question) -> int:
    """How many options one respondent may choose."""
    return KINDS[question.kind].most(question)


def typed(form: Form, field: str) -> str:
    """What was written in a field, byte for byte; empty when there was only white space."""
    return "\n".join(value for value in form.get(field, ()) if value.strip())


def text_problems(text: str) -> list[Problem]:
    """Why words cannot be kept: longer than anybody writes, or bytes that are not text."""
    if len(text) > LONGEST_TEXT:
        return [Problem.TOO_LONG]
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        return [Problem.NOT_TEXT]
    return []


class QuestionKind(ABC):
    """The faces of one kind of question."""

    has_options: bool = False
    """Whether an organiser writes options for it."""
    has_bounds: bool = False
    """Whether an organiser gives a lowest and a highest value."""
    has_maximum: bool = False
    """Whether an organiser may limit how many options are chosen."""

    def __init__(self, *, phone: str, paper: str, keying: str) -> None:
        self.phone = phone
        """Macro of the resident's page."""
        self.paper = paper
        """Function of the printed sheet."""
        self.keying = keying
        """Macro of the keying screen."""

    def most(self, question: Question) -> int:
        """How many options one respondent may choose; 0 where there are none."""
        return 0

    def fields(self, question: Question) -> tuple[str, ...]:
        """The form fields that carry the answer."""
        return (question.key,)

    @abstractmethod
    def parse(self, question: Question, form: Form) -> Answer | None:
        """What the form holds for the question, right or wrong; None when it was left out."""

    @abstractmethod
    def check(self, question: Question, answer: Answer) -> list[Problem]:
        """Why the answer cannot be taken; empty when it can."""

    def tally_keys(self, question: Question, answer: Answer) -> list[str]:
        """What the answer counts for: option keys, or `n:4` for a number; free words count only in the base."""
        return []

    def columns(self, question: Question) -> list[Column]:
        """The columns of an export."""
        return [Column(question.key, question.key)]

    @abstractmethod
    def cells(self, question: Question, answer: Answer | None) -> list[Cell]:
        """The values under `columns`, all None for a question that was left out."""


class Choice(QuestionKind):
    """Options to choose from; `several` when more than one may stand, with an optional maximum."""

    has_options = True

    def __init__(self, *, several: bool = False, limited: int | None = None, **faces: str) -> None:
        super().__init__(**faces)
        self.several = several
        self.has_maximum = several
        self.unless_said = limited
        """Most options when the question names no maximum; None: as many as there are."""

    def most(self, question: Question) -> int:
        if not self.several:
            return 1
        return question.maximum or self.unless_said or len(question.options)

    def fields(self, question: Question) -> tuple[str, ...]:
        return (question.key, text_field(question)) if takes_words(question) else (question.key,)

    def parse(self, question: Question, form: Form) -> Answer | None:
        values = {value for value in form.get(question.key, ()) if value}
        words = typed(form, text_field(question)) if takes_words(question) else ""
        chosen = [option.key for option in question.options if option.key in values]
        chosen += sorted(values.difference(chosen))
        if words and (self.several or not chosen):
            chosen = with_specify(question, chosen)
        if not chosen:
            return None
        return Answer(chosen=chosen, text=words) if words else Answer(chosen=chosen)

    def check(self, question: Question, answer: Answer) -> list[Problem]:
        chosen = answer["chosen"]
        known = {option.key: option for option in question.options}
        problems = text_problems(answer.get("text", ""))
        if any(key not in known for key in chosen):
            problems.append(Problem.UNKNOWN_OPTION)
        elif len(chosen) > 1 and any(known[key].exclusive for key in chosen):
            problems.append(Problem.EXCLUSIVE)
        if len(chosen) > (limit := self.most(question)):
            problems.append(Problem.ONE_ONLY if limit == 1 else Problem.TOO_MANY)
        return problems

    def tally_keys(self, question: Question, answer: Answer) -> list[str]:
        return list(answer["chosen"])

    def columns(self, question: Question) -> list[Column]:
        if self.most(question) == 1:
            columns = [Column(question.key, question.key)]
        else:
            columns = [Column(f"{question.key}/{option.key}", question.key, option.key) for option in question.options]
        return [*columns, Column(text_field(question), question.key)] if takes_words(question) else columns

    def cells(self, question: Question, answer: Answer | None) -> list[Cell]:
        if answer is None:
            return [None] * len(self.columns(question))
        chosen = answer["chosen"]
        cells: list[Cell]
        if self.most(question) == 1:
            cells = [chosen[0]]
        else:
            cells = [int(option.key in chosen) for option in question.options]
        return [*cells, answer.get("text")] if takes_words(question) else cells


def with_specify(question: Question, chosen: list[str]) -> list[str]:
    """The chosen keys and the option whose line was written on: words without the tick still mean it."""
    meant = {*chosen, next(option.key for option in question.options if option.specify)}
    known = [option.key for option in question.options if option.key in meant]
    return known + [key for key in chosen if key not in known]


class Number(QuestionKind):
    """A number between two bounds; what is not a number is kept as text for the message."""

    has_bounds = True

    def parse(self, question: Question, form: Form) -> Answer | None:
        text = typed(form, question.key).strip()
        if not text:
            return None
        plain = text.translate(GROUPING)
        if NUMBER.fullmatch(plain):
            return Answer(number=float(plain.replace(",", ".").replace("٫", ".")) + 0.0)
        return Answer(text=text)

    def check(self, question: Question, answer: Answer) -> list[Problem]:
        if "number" not in answer:
            return [Problem.NOT_A_NUMBER]
        if question.low is not None and answer["number"] < question.low:
            return [Problem.TOO_LOW]
        if question.high is not None and answer["number"] > question.high:
            return [Problem.TOO_HIGH]
        return []

    def tally_keys(self, question: Question, answer: Answer) -> list[str]:
        return [f"n:{plain_number(answer['number'])}"]

    def cells(self, question: Question, answer: Answer | None) -> list[Cell]:
        return [answer["number"] if answer else None]


def plain_number(number: float) -> str:
    """The shortest exact writing of a number: `4`, `4.5`."""
    return str(int(number)) if number.is_integer() else repr(number)


class Words(QuestionKind):
    """Free words, kept byte for byte."""

    def parse(self, question: Question, form: Form) -> Answer | None:
        text = typed(form, question.key)
        return Answer(text=text) if text else None

    def check(self, question: Question, answer: Answer) -> list[Problem]:
        return text_problems(answer["text"])

    def cells(self, question: Question, answer: Answer | None) -> list[Cell]:
        return [answer["text"] if answer else None]


KINDS: Mapping[Kind, QuestionKind] = {
    Kind.ONE_CHOICE: Choice(phone="radios", paper="boxes", keying="pick_one"),
    Kind.SEVERAL_CHOICES: Choice(several=True, phone="checkboxes", paper="boxes", keying="pick_several"),
    Kind.YES_MAYBE_NO: Choice(phone="faces", paper="faces", keying="pick_one"),
    Kind.FACES: Choice(phone="faces", paper="faces", keying="pick_one"),
    Kind.NUMBER: Number(phone="number", paper="digits", keying="number"),
    Kind.SHORT_TEXT: Words(phone="line", paper="line", keying="text"),
    Kind.LONG_TEXT: Words(phone="area", paper="area", keying="text"),
    Kind.PLACE: Choice(several=True, limited=1, phone="places", paper="boxes", keying="pick_several"),
}


def _scale(*options: tuple[str, str, str, str, str]) -> tuple[Option, ...]:
    return tuple(
        Option(key=key, pictogram=pictogram, label={"fr": french, "fr@falc": french, "ar": arabic, "en": english})
        for key, pictogram, french, arabic, english in options
    )


READY_OPTIONS: Mapping[Kind, tuple[Option, ...]] = {
    Kind.YES_MAYBE_NO: _scale(
        ("yes", "face_happy", "Oui", "نعم", "Yes"),
        ("maybe", "face_neutral", "Peut-être", "ربما", "Maybe"),
        ("no", "face_sad", "Non", "لا", "No"),
    ),
    Kind.FACES: _scale(
        ("very_good", "face_very_happy", "Très bien", "جيد جدًا", "Very good"),
        ("good", "face_happy", "Plutôt bien", "جيد", "Fairly good"),
        ("poor", "face_sad", "Pas très bien", "ليس جيدًا", "Not very good"),
        ("very_poor", "face_very_sad", "Pas bien du tout", "سيئ", "Not good at all"),
    ),
}
"""Options a new question of the kind starts with; an organiser may reword them."""
