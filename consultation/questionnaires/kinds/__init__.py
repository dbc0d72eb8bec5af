"""The registry of question kinds: one entry a kind, with all its faces.

A new kind is an entry here and one macro a face (phone, paper, keying); nothing else changes.
"""

from collections.abc import Mapping

from consultation.questionnaires.definition import Option, Question, Row
from consultation.questionnaires.kinds.base import (
    DECLINED,
    LONGEST_TEXT,
    Cell,
    Column,
    Form,
    Problem,
    QuestionKind,
    declined_field,
    may_decline,
    offered,
    rank_field,
    row_field,
    takes_words,
    text_field,
    text_problems,
    typed,
)
from consultation.questionnaires.kinds.choices import Acknowledgement, Choice, Ranking, Table
from consultation.questionnaires.kinds.silent import Computed, Note
from consultation.questionnaires.kinds.values import (
    Moment,
    Number,
    Position,
    Scale,
    Upload,
    Words,
    plain_number,
    read_number,
    scale_points,
)
from consultation.questionnaires.ready_words import ready_text
from consultation.terms import Kind

__all__ = [
    "DECLINED",
    "KINDS",
    "LONGEST_TEXT",
    "READY_OPTIONS",
    "READY_ROWS",
    "Cell",
    "Column",
    "Form",
    "Problem",
    "QuestionKind",
    "declined_field",
    "may_decline",
    "most",
    "offered",
    "plain_number",
    "rank_field",
    "read_number",
    "row_field",
    "scale_points",
    "takes_words",
    "text_field",
    "text_problems",
    "typed",
]

KINDS: Mapping[Kind, QuestionKind] = {
    Kind.ONE_CHOICE: Choice(phone="radios", paper="boxes", keying="pick_one"),
    Kind.SEVERAL_CHOICES: Choice(several=True, phone="checkboxes", paper="boxes", keying="pick_several"),
    Kind.YES_MAYBE_NO: Choice(phone="faces", paper="faces", keying="pick_one"),
    Kind.FACES: Choice(phone="faces", paper="faces", keying="pick_one"),
    Kind.NUMBER: Number(phone="number", paper="digits", keying="number"),
    Kind.SHORT_TEXT: Words(phone="line", paper="line", keying="text"),
    Kind.LONG_TEXT: Words(phone="area", paper="area", keying="text"),
    Kind.PLACE: Choice(several=True, limited=1, phone="places", paper="boxes", keying="pick_several"),
    Kind.MAP: Choice(several=True, limited=1, has_map=True, phone="spots", paper="spots", keying="pick_several"),
    Kind.SCALE: Scale(phone="scale", paper="scale", keying="number"),
    Kind.RATING_TABLE: Table(phone="table", paper="table", keying="table"),
    Kind.WEEK_GRID: Table(several=True, phone="table", paper="table", keying="table"),
    Kind.RANKING: Ranking(phone="ranking", paper="ranking", keying="ranking"),
    Kind.DATE: Moment(date=True, phone="date", paper="date", keying="moment"),
    Kind.TIME: Moment(time=True, phone="time", paper="time", keying="moment"),
    Kind.DATE_TIME: Moment(date=True, time=True, phone="date_time", paper="date_time", keying="moment"),
    Kind.POSITION: Position(phone="position", paper=None, keying=None),
    Kind.PHOTO: Upload(phone="photo", paper=None, keying=None),
    Kind.VOICE: Upload(phone="voice", paper=None, keying=None),
    Kind.FILE: Upload(phone="file", paper=None, keying=None),
    Kind.NOTE: Note(phone="note", paper="note", keying=None),
    Kind.ACKNOWLEDGEMENT: Acknowledgement(phone="acknowledgement", paper="acknowledgement", keying="acknowledgement"),
    Kind.CALCULATION: Computed(phone="nothing", paper="nothing", keying=None),
    Kind.HIDDEN: Computed(phone="nothing", paper="nothing", keying=None),
}


def most(question: Question) -> int:
    """How many options one respondent may choose."""
    return KINDS[question.kind].most(question)


def _scale(*options: tuple[str, str | None, str, str, str]) -> tuple[Option, ...]:
    return tuple(
        Option(key=key, pictogram=pictogram, label=ready_text(french, arabic, english))
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
    Kind.RATING_TABLE: _scale(
        ("very_good", None, "Très bien", "جيد جدًا", "Very good"),
        ("good", None, "Plutôt bien", "جيد", "Fairly good"),
        ("poor", None, "Pas très bien", "ليس جيدًا", "Not very good"),
        ("very_poor", None, "Pas bien du tout", "سيئ", "Not good at all"),
    ),
    Kind.WEEK_GRID: _scale(
        ("morning", None, "Matin", "صباحًا", "Morning"),
        ("afternoon", None, "Après-midi", "بعد الظهر", "Afternoon"),
        ("evening", None, "Soir", "مساءً", "Evening"),
    ),
}
"""Options a new question of the kind starts with; an organiser may reword them."""


def _rows(*rows: tuple[str, str, str, str]) -> tuple[Row, ...]:
    return tuple(Row(key=key, label=ready_text(french, arabic, english)) for key, french, arabic, english in rows)


READY_ROWS: Mapping[Kind, tuple[Row, ...]] = {
    Kind.WEEK_GRID: _rows(
        ("mon", "Lundi", "الاثنين", "Monday"),
        ("tue", "Mardi", "الثلاثاء", "Tuesday"),
        ("wed", "Mercredi", "الأربعاء", "Wednesday"),
        ("thu", "Jeudi", "الخميس", "Thursday"),
        ("fri", "Vendredi", "الجمعة", "Friday"),
        ("sat", "Samedi", "السبت", "Saturday"),
        ("sun", "Dimanche", "الأحد", "Sunday"),
    ),
}
"""Rows a new question of the kind starts with."""
