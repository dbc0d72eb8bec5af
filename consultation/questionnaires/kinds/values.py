"""Kinds whose answer is one value: a number, words, a moment, a place on the earth, a file."""

import datetime as dt
import re
import unicodedata

from consultation.questionnaires.definition import Answer, Question
from consultation.questionnaires.kinds.base import Cell, Form, Problem, QuestionKind, text_problems, typed

NUMBER = re.compile(r"[+-]?\d{1,12}([.,٫]\d{1,6})?")
"""Digits of any script (`\\d` is Unicode), decimal point, comma, or Arabic decimal separator."""
GROUPING = str.maketrans("", "", " \u00a0\u2009\u202f'’٬")
"""Spaces and marks people put between thousands."""
DATE = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)|(\d\d?)[-/. ](\d\d?)[-/. ](\d{4})")
"""As a browser sends it, or day, month, year as people of our towns write it."""
TIME = re.compile(r"(\d\d?)(?:\s*[:hH.]\s*(\d\d)?(?::\d\d(?:\.\d+)?)?\s*)?")
POSITION = re.compile(r"(-?\d{1,3}(?:\.\d+)?)[ ,;]+(-?\d{1,3}(?:\.\d+)?)(?:[ ,;]+-?\d+(?:\.\d+)?){0,2}")
STORED_FILE = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{2,5}")


class Number(QuestionKind):
    """A number between two bounds; what is not a number is kept as text for the message."""

    has_bounds = True

    def parse_given(self, question: Question, form: Form) -> Answer | None:
        text = typed(form, question.key).strip()
        if not text:
            return None
        number = read_number(text)
        return Answer(text=text) if number is None else Answer(number=number)

    def check_given(self, question: Question, answer: Answer) -> list[Problem]:
        if "number" not in answer:
            return [Problem.NOT_A_NUMBER]
        if question.low is not None and answer["number"] < question.low:
            return [Problem.TOO_LOW]
        if question.high is not None and answer["number"] > question.high:
            return [Problem.TOO_HIGH]
        return []

    def tally_given(self, question: Question, answer: Answer) -> list[str]:
        return [f"n:{plain_number(answer['number'])}"]

    def cells_given(self, question: Question, answer: Answer | None) -> list[Cell]:
        return [answer["number"] if answer else None]


class Scale(Number):
    """Numbers in a row, with words at both ends."""

    has_ends = True

    def most(self, question: Question) -> int:
        return 1

    def check_given(self, question: Question, answer: Answer) -> list[Problem]:
        problems = super().check_given(question, answer)
        return problems or ([] if answer["number"] in scale_points(question) else [Problem.UNKNOWN_OPTION])


LONGEST_SCALE = 101
"""Points; 0 to 100."""


def scale_points(question: Question) -> list[float]:
    """The numbers of a scale, 1 to 5 unless it says otherwise."""
    low, high = question.low if question.low is not None else 1.0, question.high if question.high is not None else 5.0
    step = question.step or 1.0
    count = int(round((high - low) / step, 6)) + 1 if high >= low else 0
    return [round(low + step * index, 6) for index in range(min(count, LONGEST_SCALE))]


def read_number(text: str) -> float | None:
    """A number as people of any script write it; None when it is none."""
    plain = text.strip().translate(GROUPING)
    if not NUMBER.fullmatch(plain):
        return None
    return float(plain.replace(",", ".").replace("٫", ".")) + 0.0


def plain_number(number: float) -> str:
    """The shortest exact writing of a number: `4`, `4.5`."""
    return str(int(number)) if number.is_integer() else repr(number)


class Words(QuestionKind):
    """Free words, kept byte for byte."""

    def parse_given(self, question: Question, form: Form) -> Answer | None:
        text = typed(form, question.key)
        return Answer(text=text) if text else None

    def check_given(self, question: Question, answer: Answer) -> list[Problem]:
        return text_problems(answer["text"])

    def cells_given(self, question: Question, answer: Answer | None) -> list[Cell]:
        return [answer["text"] if answer else None]


class Moment(QuestionKind):
    """A date, a time of day, or both; what is neither is kept as text for the message."""

    def __init__(
        self, *, date: bool = False, time: bool = False, phone: str, paper: str | None, keying: str | None
    ) -> None:
        super().__init__(phone=phone, paper=paper, keying=keying)
        self.date = date
        self.time = time

    def parse_given(self, question: Question, form: Form) -> Answer | None:
        text = typed(form, question.key).strip()
        if not text:
            return None
        found = self.read(western_digits(text))
        return Answer(moment=found) if found else Answer(text=text)

    def read(self, text: str) -> str | None:
        """The moment in ISO 8601; None when the words are not one."""
        if not self.time:
            return read_date(text)
        if not self.date:
            return read_time(text)
        day, _between, hour = text.replace("T", " ").rpartition(" ")
        date, time = read_date(day.strip()), read_time(hour)
        return f"{date}T{time}" if date and time else None

    def check_given(self, question: Question, answer: Answer) -> list[Problem]:
        if "moment" in answer:
            return []
        return [Problem.NOT_A_DATE if self.date else Problem.NOT_A_TIME]

    def tally_given(self, question: Question, answer: Answer) -> list[str]:
        """The month of a date, the hour of a time: a day told by one person would be that person."""
        return [answer["moment"][: 7 if self.date else 2]]

    def cells_given(self, question: Question, answer: Answer | None) -> list[Cell]:
        return [answer["moment"] if answer else None]


def western_digits(text: str) -> str:
    """The same with the digits 0 to 9, whatever script they were written in."""
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def read_date(text: str) -> str | None:
    """`2026-11-23` from "23/11/2026" or "2026-11-23"; None for anything else."""
    if not (found := DATE.fullmatch(text)):
        return None
    year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def read_time(text: str) -> str | None:
    """`14:30` from "14:30", "14h30" or "14 h"; None for anything else."""
    if not (found := TIME.fullmatch(text)):
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


class Position(QuestionKind):
    """Latitude and longitude, kept to about 100 metres: a street, never a door."""

    def parse_given(self, question: Question, form: Form) -> Answer | None:
        text = typed(form, question.key).strip()
        if not text:
            return None
        found = POSITION.fullmatch(text)
        return Answer(point=[round(float(found[1]), 3), round(float(found[2]), 3)]) if found else Answer(text=text)

    def check_given(self, question: Question, answer: Answer) -> list[Problem]:
        if "point" not in answer:
            return [Problem.NOT_A_POSITION]
        latitude, longitude = answer["point"]
        return [] if abs(latitude) <= 90 and abs(longitude) <= 180 else [Problem.NOT_A_POSITION]

    def cells_given(self, question: Question, answer: Answer | None) -> list[Cell]:
        return [" ".join(map(plain_number, answer["point"])) if answer else None]


class Upload(QuestionKind):
    """A picture, a voice or a file that was stored before the sheet is checked; the form holds its stored name."""

    is_stored_as_file = True

    def parse_given(self, question: Question, form: Form) -> Answer | None:
        name = typed(form, question.key).strip()
        return Answer(file=name) if name else None

    def check_given(self, question: Question, answer: Answer) -> list[Problem]:
        return [] if STORED_FILE.fullmatch(answer["file"]) else [Problem.NOT_A_FILE]

    def cells_given(self, question: Question, answer: Answer | None) -> list[Cell]:
        """The name of the file, or the words of a voice note that somebody wrote down."""
        return [answer.get("file", answer.get("text")) if answer else None]
