"""What of a draft no sheet can hold as it is: questions taller than a page, languages whose letters no font has."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from consultation.paper.faces import Words, face_of
from consultation.paper.print_batch import letters_of_a_language
from consultation.paper.sheet import TYPES_PT, CannotPrint, PrintOrder, Size, lay_out, type_for
from consultation.questionnaires.definition import Definition, Question, Section
from consultation.questionnaires.kinds import offered
from consultation.questionnaires.on_paper import is_printed
from consultation.questionnaires.translating import places
from consultation.terms import Kind

SURELY_FITS_MM: Mapping[Size, int] = {"a4": 225, "a5": 140}
"""A question that is no taller by `most_mm` stands on a page of that paper."""
LETTERS_A_LINE: Mapping[tuple[Size, int], int] = {("a4", 1): 60, ("a4", 2): 30, ("a5", 1): 36, ("a5", 2): 18}
"""By the size of the paper and the number of languages, in the smallest type that is tried."""
LINE_MM, BOX_MM, FIELD_MM, PICTURE_MM = 5.5, 9.0, 50.0, 110.0
OUR_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "ARABIC")
"""Of the fonts that ship with the program."""


@dataclass(frozen=True)
class Paper:
    """A way to print: its size, and its language or two."""

    size: Size
    locales: tuple[str, ...]


def too_tall(definition: Definition, words: Words) -> dict[str, list[Paper]]:
    """{question: papers a page of which does not hold it}: one language, or the first beside another, on A4 and A5.

    Quick where every question is short: only those that may be too tall for a paper are laid out for it.
    """
    printed = [question for question in definition.questions() if is_printed(question)]
    found: dict[str, list[Paper]] = {}
    first, *others = definition.locales
    for paper in papers(first, others):
        tall = [question for question in printed if most_mm(question, paper) > SURELY_FITS_MM[paper.size]]
        for key in refused(definition, tall, paper, words) if tall else ():
            found.setdefault(key, []).append(paper)
    return found


def papers(first: str, others: Sequence[str]) -> Iterator[Paper]:
    sizes: tuple[Size, ...] = ("a4", "a5")
    for size in sizes:
        yield from (Paper(size, (locale,)) for locale in (first, *others))
        yield from (Paper(size, (first, locale)) for locale in others)


def refused(definition: Definition, asked: Sequence[Question], paper: Paper, words: Words) -> tuple[str, ...]:
    """The questions among these that a page of this paper does not hold."""
    section = Section(key="all", questions=tuple(asked))
    alone = definition.model_copy(update={"sections": (section,)})
    type_pt = TYPES_PT[type_for(paper.size, paper.locales)][-1]
    order = PrintOrder(print_code="DRAFT", locales=paper.locales, size=paper.size, type_pt=type_pt)
    try:
        lay_out(alone, order, words)
    except CannotPrint as error:
        return error.questions
    return ()


def most_mm(question: Question, paper: Paper) -> float:
    """A height in millimetres that the question hardly exceeds on this paper; a table goes on overleaf."""
    if face_of(question) == "table":
        return 0
    options = offered(question)
    said = LINE_MM * (lines(question.label, paper) + lines(question.help, paper) + 4)
    boxes = sum(max(BOX_MM, LINE_MM * lines(one.label, paper)) for one in options)
    pictures = PICTURE_MM * (question.picture is not None) + 5 * sum(one.picture is not None for one in options)
    return said + boxes + pictures + (FIELD_MM if face_of(question) == "area" else 2 * BOX_MM)


def lines(text: Mapping[str, str], paper: Paper) -> int:
    """Lines that the words take in a column of the paper."""
    a_line = LETTERS_A_LINE[paper.size, len(paper.locales)]
    return max((ceil(len(words) / a_line) for words in text.values()), default=0)


def without_letters(definition: Definition, words: Words) -> dict[str, str]:
    """{language: its letters that no font of ours has}, where those are so many that it cannot be printed."""
    found = {}
    for locale in definition.locales:
        said = {letter for place in places(definition) for letter in place.text.get(locale, "") if is_foreign(letter)}
        if not said:
            continue
        note = Question(key="letters", kind=Kind.NOTE, label={locale: " ".join(sorted(said))})
        alone = definition.model_copy(update={"sections": (Section(key="all", questions=(note,)),)})
        _pdf, layout = lay_out(alone, PrintOrder(print_code="DRAFT", locales=(locale,)), words)
        if missing := letters_of_a_language(layout["unprintable"]):
            found[locale] = missing
    return found


def is_foreign(letter: str) -> bool:
    """Whether it is a letter our fonts may lack."""
    return unicodedata.category(letter)[0] == "L" and not unicodedata.name(letter, "").startswith(OUR_SCRIPTS)
