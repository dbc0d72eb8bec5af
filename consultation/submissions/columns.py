"""The columns of a table of answers made elsewhere: which must not come in, and which question each is."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from consultation.questionnaires.definition import Definition, Option, Question
from consultation.questionnaires.kinds import KINDS, Column

DAY = "@day"
IDENTITY = "@id"
"""Targets of a column that are no question: the day of the answer, and what makes a row that row."""


class Private(StrEnum):
    """Why a column stays outside."""

    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    NAME = "name"
    IP = "ip"
    TIME = "time"


NAMES: Mapping[Private, str] = {
    Private.EMAIL: "email, e mail, mail, courriel, adresse email, adresse e mail, adresse mail, email address",
    Private.PHONE: "phone, telephone, tel, mobile, portable, phone number, numero de telephone, n de telephone",
    Private.ADDRESS: "address, adresse, adresse postale, street, rue, postal address",
    Private.NAME: "nom, prenom, nom et prenom, name, first name, last name, full name, nom complet",
    Private.IP: "ip, ip address, adresse ip, ipaddr, remote addr",
    Private.TIME: "timestamp, horodateur, submitdate, datestamp, startdate, start, end, submission time, date d envoi",
}
LOOKS: Mapping[Private, re.Pattern[str]] = {
    Private.EMAIL: re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    Private.IP: re.compile(r"(\d{1,3}\.){3}\d{1,3}|(?=.*:.*:)[0-9a-fA-F:]{6,39}"),
    Private.PHONE: re.compile(r"(\+|00)\d[\d .()-]{7,18}|0\d([ .-]?\d\d){4}"),
    Private.TIME: re.compile(r".*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[T ,à]+\d{1,2}[:h]\d\d.*"),
}
TELLING_SHARE = 0.3
"""Part of the filled cells that look like it, from which on a column is taken for it."""


@dataclass(frozen=True)
class Target:
    """What a column can be."""

    name: str
    """`question`, `question/option`, `question/row`, `question-text`, `section/1/question`."""
    question: Question
    column: Column
    prefix: str
    """Start of the names of form fields in a repeated section."""


def targets_of(definition: Definition) -> dict[str, Target]:
    """{name: what a column can be}; also a question of several choices as one column."""
    found: dict[str, Target] = {}
    for section in definition.sections:
        for time in range(1, section.repeat + 1) if section.repeat else (0,):
            start, prefix = (f"{section.key}/{time}/", f"{section.key}-{time}-") if time else ("", "")
            for question in section.questions:
                kind = KINDS[question.kind]
                if not kind.takes_answer:
                    continue
                whole = [] if kind.has_rows else [Column(question.key, question.key)]
                for column in (*whole, *kind.columns(question)):
                    found.setdefault(start + column.name, Target(start + column.name, question, column, prefix))
    return found


def plain(words: str) -> str:
    """The words without accents, capitals, signs: two people write them alike."""
    letters = unicodedata.normalize("NFKD", words).casefold()
    return " ".join(re.sub(r"[^\w]+|_", " ", "".join(c for c in letters if not unicodedata.combining(c))).split())


def private_columns(
    header: Sequence[str], rows: Sequence[Sequence[str]], meant: Mapping[int, str]
) -> dict[int, Private]:
    """{column: why it stays outside}.

    :param meant: {column: target} of columns that bear the name or the words of a question: a question on times holds
        times; but an e-mail address is one in whatever column.
    """
    found: dict[int, Private] = {}
    for number, name in enumerate(header):
        cells = [row[number].strip() for row in rows if row[number].strip()]
        for reason, names in NAMES.items():
            if number not in meant and plain(name) in names.split(", "):
                found[number] = reason
        for reason, look in LOOKS.items():
            is_asked = number in meant and reason is Private.TIME
            if not is_asked and cells and sum(bool(look.fullmatch(c)) for c in cells) >= TELLING_SHARE * len(cells):
                found.setdefault(number, reason)
    return found


def guessed_targets(header: Sequence[str], targets: Mapping[str, Target]) -> dict[int, str]:
    """{column: target} where the heading is the key or the words of a question, in any language."""
    known: dict[str, str] = {}
    for target in targets.values():
        for words in target_words(target):
            known.setdefault(plain(words), target.name)
    found: dict[int, str] = {}
    for number, name in enumerate(header):
        meant = name if name in targets else known.get(plain(name)) or known.get(plain(name.rpartition("|")[2]))
        if meant and meant not in found.values():
            found[number] = meant
    return found


def target_words(target: Target) -> Iterator[str]:
    """How a column of it may be headed."""
    yield target.name
    question, column = target.question, target.column
    is_words = column.name != question.key and not (column.option or column.row)
    if is_words or target.prefix:
        return
    part = [option.label for option in question.options if option.key == column.option]
    part += [row.label for row in question.rows if row.key == column.row]
    for locale, label in question.label.items():
        words = [text.get(locale, "") for text in part]
        if not part:
            yield label
        elif all(words):
            yield f"{label} {' '.join(words)}"  # also "label [option]"


def guessed_option(value: str, options: Sequence[Option]) -> str | None:
    """The option a cell means: by key, by its words in any language, by its number; None: nobody can tell."""
    keys = {option.key: option.key for option in options}
    words = {plain(label): option.key for option in options for label in option.label.values()}
    numbers = {str(number): option.key for number, option in enumerate(options, start=1)}
    number = re.match(r"(\d+)(?:\.0)?(?:\s*[-.):]|$)", value.strip())
    return (
        keys.get(value.strip())
        or words.get(plain(value))
        or (numbers.get(number[1]) if number else None)
        or words.get(plain(value.partition(" - ")[2]) or "\0")
    )
