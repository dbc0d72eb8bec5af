"""What can be heard of a questionnaire: each question with its help, each option, row by row; plain values."""

import re
from collections.abc import Iterator, Mapping

from consultation.i18n import Wording, pick
from consultation.questionnaires.definition import Definition, Question, Text
from consultation.questionnaires.kinds import KINDS, offered, plain_number, scale_points

Parts = dict[str, Wording]
"""{part: its words, and the language they are in}.

Of the organisers: `-title`, `-intro`, `-promise`, `-section-KEY`, `-offer-KEY`, `KEY` of a question, `KEY-for-AGE`,
`KEY-help`, `KEY-unit`, `KEY-row-ROW`, `KEY.OPTION`. No key of a question begins with `-`; what the program says itself
does too (see `resident_aloud`). Long words are several parts: `-intro`, `-intro~2`, `-intro~3`.
"""

OWN_NAME = re.compile(r"-[0-9a-f]{8}(~[0-9]+)?")
"""Of what the program says itself."""
LONGEST_PIECE = 180
"""Characters said at once: about 30 words, 13 seconds, 13 kB."""
LONGEST_READ = 40
"""Points of a scale that are read one by one."""
AN_ANSWER = re.compile(r"\$\{[^}]*\}")
"""Where an answer of the person is put in: nobody can read it ahead of time, and it is a pause."""
AFTER_SENTENCE = re.compile(r"(?<=[.!?؟۔।。…:;؛\n])\s+")
AFTER_CLAUSE = re.compile(r"(?<=[,،、)])\s+")
AFTER_WORD = re.compile(r"\s+")


def parts_of(definition: Definition, locale: str) -> Parts:
    """Everything the organisers wrote that people may want to hear, in the order of the page."""
    default = definition.locales[0]
    whole = {part: pick(text, locale, default) for part, text in _texts(definition, locale)}
    return in_pieces({part: said for part, said in whole.items() if said.words})


def in_pieces(whole: Mapping[str, Wording]) -> Parts:
    """The same, each short enough to be a small sound."""
    return {
        part if number == 1 else f"{part}~{number}": Wording(words, said.locale)
        for part, said in whole.items()
        for number, words in enumerate(pieces(AN_ANSWER.sub("…", said.words)), start=1)
    }


def pieces(words: str) -> list[str]:
    """Words cut after sentences, else after clauses, else between words, each piece as long as it may be."""
    found = [words.strip()]
    for cut in (AFTER_SENTENCE, AFTER_CLAUSE, AFTER_WORD):
        found = [short for long in found for short in _cut(long, cut)]
    return found


def _cut(words: str, cut: re.Pattern[str]) -> Iterator[str]:
    if len(words) <= LONGEST_PIECE:
        yield words
        return
    held = ""
    for part in cut.split(words):
        if held and len(held) + 1 + len(part) > LONGEST_PIECE:
            yield held
            held = part
        else:
            held = f"{held} {part}".strip()
    yield held


def _texts(definition: Definition, locale: str) -> Iterator[tuple[str, Text]]:
    yield from (("-title", definition.title), ("-intro", definition.intro), ("-promise", definition.promise))
    for section in definition.sections:
        asked = [one for one in section.questions if not one.retired and KINDS[one.kind].is_shown]
        if asked:
            yield f"-section-{section.key}", section.title
        for question in asked:
            yield from _of_question(question, locale)
    for offer in definition.offers:
        yield f"-offer-{offer.key}", offer.label


def _of_question(question: Question, locale: str) -> Iterator[tuple[str, Text]]:
    key = question.key
    yield key, question.label
    for age, text in question.variants.items():
        if text.get(locale):
            yield f"{key}-for-{age}", text
    yield f"{key}-help", question.help
    yield f"{key}-unit", question.unit
    for row in question.rows:
        if not row.retired:
            yield f"{key}-row-{row.key}", row.label
    for option in offered(question):
        yield f"{key}.{option.key}", option.label
    if KINDS[question.kind].phone == "scale" and len(points := scale_points(question)) <= LONGEST_READ:
        ends = {points[0]: question.low_label, points[-1]: question.high_label}
        for point in points:
            number = plain_number(point)
            words = {tongue: f"{number}: {said}" for tongue, said in ends.get(point, {}).items() if said}
            yield f"{key}.{number}", words or {locale: number}


def group_of(part: str) -> str:
    """What a part belongs to: the key of its question, `-words` of beginning and end, `-page` of the program."""
    if OWN_NAME.fullmatch(part):
        return "-page"
    return "-words" if part.startswith("-") else re.split(r"[.~-]", part, maxsplit=1)[0]
