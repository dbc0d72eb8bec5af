"""What every kind of question has: its faces, and how an answer is read, checked, counted and exported.

Every entry reads a form of the shape {field name: [values]}, such as `request.form.to_dict(flat=False)`.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from consultation.questionnaires.definition import Answer, Option, Question, Row
from consultation.terms import Declined

Form = Mapping[str, list[str]]
Cell = str | float | int | None

LONGEST_TEXT = 10_000
"""Characters; about four written pages, more than anybody sends by hand."""
DECLINED = {f"-{declined.value}": declined for declined in Declined}
"""{value of a field, and tally key: meaning}. No key of an option holds a hyphen."""


class Problem(StrEnum):
    """Why an answer cannot be taken as it is; each room says it in the reader's words."""

    REQUIRED = "required"
    ONE_ONLY = "one_only"
    TOO_MANY = "too_many"
    TOO_FEW = "too_few"
    EXCLUSIVE = "exclusive"
    UNKNOWN_OPTION = "unknown_option"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DATE = "not_a_date"
    NOT_A_TIME = "not_a_time"
    NOT_A_POSITION = "not_a_position"
    TOO_LOW = "too_low"
    TOO_HIGH = "too_high"
    TOO_LONG = "too_long"
    NOT_TEXT = "not_text"
    ROWS_LEFT = "rows_left"
    """A required table has rows without an answer."""
    TWICE = "twice"
    """One option has two ranks."""
    NOT_A_FILE = "not_a_file"
    TOO_BIG = "too_big"
    LOST_FILE = "lost_file"
    """It came with a page that stayed open for more than a day."""
    TOO_LONG_SOUND = "too_long_sound"
    BOTH = "both"
    """An answer, and "I prefer not to say" beside it."""
    CONSTRAINT = "constraint"
    """Against the question's own rule; see `Question.constraint_message`."""


@dataclass(frozen=True)
class Column:
    """One column of an export."""

    name: str
    """`question`, `question/option` for several choices, `question-text` for free words."""
    question: str
    option: str | None = None
    row: str | None = None


class QuestionKind(ABC):
    """The faces of one kind of question."""

    has_options: bool = False
    """Whether an organiser writes options for it."""
    has_rows: bool = False
    """Whether an organiser writes rows for it."""
    has_bounds: bool = False
    """Whether an organiser gives a lowest and a highest value."""
    has_ends: bool = False
    """Whether its ends have words."""
    has_maximum: bool = False
    """Whether an organiser may limit how many options are chosen."""
    has_map: bool = False
    """Whether its options are spots on a picture."""
    takes_answer: bool = True
    """Whether a person can answer it."""
    is_shown: bool = True
    """Whether a person sees it."""
    is_stored_as_file: bool = False

    def __init__(self, *, phone: str, paper: str | None, keying: str | None) -> None:
        self.phone = phone
        """Macro of the resident's page."""
        self.paper = paper
        """Function of the printed sheet; None: it cannot be on paper."""
        self.keying = keying
        """Macro of the keying screen and of the interviewer's; None: nothing to key."""

    def most(self, question: Question) -> int:
        """How many options one respondent may choose; 0 where there are none."""
        return 0

    def fields(self, question: Question) -> tuple[str, ...]:
        """The form fields that carry the answer."""
        return (*self.own_fields(question), declined_field(question))

    def parse(self, question: Question, form: Form) -> Answer | None:
        """What the form holds for the question, right or wrong; None when it was left out."""
        if not may_decline(question):
            return self.parse_given(question, form)
        declined = declined_in(question, form)
        kept = [value for value in form.get(question.key, ()) if value not in DECLINED]
        answer = self.parse_given(question, {**form, question.key: kept})
        if declined is None:
            return answer
        return Answer(declined=declined.value) if answer is None else Answer(**answer, declined=declined.value)

    def check(self, question: Question, answer: Answer) -> list[Problem]:
        """Why the answer cannot be taken; empty when it can."""
        if "declined" not in answer:
            return self.check_given(question, answer)
        return [] if len(answer) == 1 else [Problem.BOTH]

    def tally_keys(self, question: Question, answer: Answer) -> list[str]:
        """What the answer counts for: option keys, `n:4` for a number, `row/option` of a table, `1/option` of a
        ranking, `2026-11` of a date, `-refused`; free words count only in the base."""
        if "declined" in answer:
            return [f"-{answer['declined']}"]
        return self.tally_given(question, answer)

    def columns(self, question: Question) -> list[Column]:
        """The columns of an export."""
        extra = [Column(declined_field(question), question.key)] if may_decline(question) else []
        return [*self.columns_given(question), *extra]

    def cells(self, question: Question, answer: Answer | None) -> list[Cell]:
        """The values under `columns`, all None for a question that was left out."""
        said: Cell = answer.get("declined") if answer else None
        given = self.cells_given(question, answer if said is None else None)
        return [*given, said] if may_decline(question) else given

    # What each kind says for itself, of answers that were given.

    def own_fields(self, question: Question) -> tuple[str, ...]:
        return (question.key,)

    @abstractmethod
    def parse_given(self, question: Question, form: Form) -> Answer | None: ...

    @abstractmethod
    def check_given(self, question: Question, answer: Answer) -> list[Problem]: ...

    def tally_given(self, question: Question, answer: Answer) -> list[str]:
        return []

    def columns_given(self, question: Question) -> list[Column]:
        return [Column(question.key, question.key)]

    @abstractmethod
    def cells_given(self, question: Question, answer: Answer | None) -> list[Cell]: ...


def declined_field(question: Question) -> str:
    """Name of the field of "I prefer not to say", where it is not one of the values of the question's own field."""
    return f"{question.key}-declined"


def may_decline(question: Question) -> bool:
    return question.may_refuse or question.may_not_know


def declined_in(question: Question, form: Form) -> Declined | None:
    """Whether the person chose "I prefer not to say" or "I don't know", and the question offers it.

    Also read from the question's own field, as one more of its radio buttons.
    """
    offered = {Declined.REFUSED: question.may_refuse, Declined.UNKNOWN: question.may_not_know}
    for value in (*form.get(question.key, ()), *form.get(declined_field(question), ())):
        declined = DECLINED.get(value)
        if declined and offered[declined]:
            return declined
    return None


def text_field(question: Question) -> str:
    """Name of the field that holds the words beside "other, specify"."""
    return f"{question.key}-text"


def row_field(question: Question, row: Row) -> str:
    """Name of the field of one row of a table."""
    return f"{question.key}-row-{row.key}"


def rank_field(question: Question, rank: int) -> str:
    """Name of the field of the first, second… choice."""
    return f"{question.key}-rank-{rank}"


def takes_words(question: Question) -> bool:
    """Whether one of its options opens a line for words."""
    return any(option.specify for option in question.options)


def offered(question: Question) -> list[Option]:
    """The options shown today, in order."""
    return [option for option in question.options if not option.retired]


def given(question: Question, form: Form, field: str) -> list[str]:
    """The values of a field that are answers."""
    return [value for value in form.get(field, ()) if value]


def typed(form: Form, field: str) -> str:
    """What was written in a field, byte for byte; empty when there was only white space."""
    return "\n".join(value for value in form.get(field, ()) if value.strip())


def text_problems(text: str) -> list[Problem]:
    """Why words cannot be kept: longer than anybody writes, or bytes that are not text."""
    if len(text) > LONGEST_TEXT:
        return [Problem.TOO_LONG]
    try:
        text.encode()  # half a character, as a broken browser sends, cannot be
    except UnicodeEncodeError:
        return [Problem.NOT_TEXT]
    return [Problem.NOT_TEXT] if "\0" in text else []
