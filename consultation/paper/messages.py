"""What is wrong with a keyed answer, or with what is to be printed, in words; all of them here."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consultation.dates import format_date
from consultation.i18n import current_locale, own_name, pick
from consultation.paper.fits import too_tall, without_letters
from consultation.paper.identity import printed_number
from consultation.paper.queries import KeyedSheet
from consultation.paper.resident_words import sheet_words
from consultation.paper.sheet import CannotPrint
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.kinds import Problem
from consultation.questionnaires.on_paper import numbers_on_paper
from consultation.submissions.correct import DUPLICATE
from consultation.terms import Declined, Mode, WhyWithdrawn


def problem_words(problem: Problem) -> str:
    """What whoever keys the sheet does next."""
    words: dict[Problem, str] = {
        Problem.ONE_ONLY: _("Only one answer counts here. If the sheet has two, mark it unreadable."),
        Problem.TOO_MANY: _("More answers than the question allows. If the sheet has them, mark it unreadable."),
        Problem.EXCLUSIVE: _("“None” cannot stand with another answer. If the sheet has both, mark it unreadable."),
        Problem.UNKNOWN_OPTION: _("This answer is not on the sheet."),
        Problem.TOO_FEW: _("Fewer answers than the question asks for. If the sheet has no more, mark it unreadable."),
        Problem.NOT_A_NUMBER: _("Write a number, in digits."),
        Problem.NOT_A_DATE: _("Write the day, the month and the year: 23/11/2026."),
        Problem.NOT_A_TIME: _("Write the hour and the minutes: 14:30."),
        Problem.TWICE: _("The same number stands twice. If the sheet has it so, mark it unreadable."),
        Problem.BOTH: _("An answer and “prefers not to say” or “does not know”: keep one, or mark it unreadable."),
        Problem.CONSTRAINT: _("This answer breaks the question's own rule. If the sheet says so, mark it unreadable."),
        Problem.TOO_LOW: _("The number is too low. If the sheet says so, mark it unreadable."),
        Problem.TOO_HIGH: _("The number is too high. If the sheet says so, mark it unreadable."),
        Problem.TOO_LONG: _("This is longer than we can keep: shorten it."),
    }
    return words.get(problem) or str(_("This cannot be kept as it is: key it again."))


WHY_WITHDRAWN = {
    WhyWithdrawn.ASKED: _l("The person asked for it"),
    WhyWithdrawn.MISTAKE: _l("It was entered by mistake, or is a trial"),
    WhyWithdrawn.NOT_AN_ANSWER: _l("Nobody meant it as an answer"),
    DUPLICATE: _l("The same sheet or the same person as another"),
}
MODES = {
    Mode.SELF_ONLINE: _l("Answered online"),
    Mode.INTERVIEWER: _l("Asked by somebody, or at a screen of ours"),
    Mode.PAPER_KEYED: _l("Paper, keyed in"),
    Mode.PAPER_SCANNED: _l("Paper, scanned"),
}
DECLINED_WORDS = {Declined.REFUSED: _l("Prefers not to say"), Declined.UNKNOWN: _l("Does not know")}


def off_route_words(definition: Definition, keys: Sequence[str]) -> str:
    """Which answers are not kept, because the person was to go past their questions."""
    numbers = numbers_on_paper(definition)
    told = sorted({numbers[base] for key in keys if (base := key.rpartition("-")[2]) in numbers})
    words = ngettext(
        "Question %(numbers)s was to be skipped after an earlier answer: what stands there is not counted.",
        "Questions %(numbers)s were to be skipped after an earlier answer: what stands there is not counted.",
        len(told),
        numbers=", ".join(map(str, told)),
    )
    return str(words)


def already_keyed_words(sheet: KeyedSheet) -> str:
    """Who keyed a sheet and when; never what it says."""
    words = _(
        "Sheet %(number)s was keyed on %(day)s by %(name)s. That keying stands.",
        number=printed_number(sheet.number),
        day=format_date(sheet.day, "long"),
        name=sheet.keyed_by or _("somebody whose account is gone"),
    )
    return str(words)


def no_letters_words(letters: object) -> str:
    """Why a language cannot be printed, and what to do."""
    return str(
        _(
            "Our fonts cannot write this language on paper (%(letters)s). Ask in it on the phone, or aloud.",
            letters=letters,
        )
    )


def paper_advice(definition: Definition) -> list[str]:
    """What of a draft no sheet can hold as it is, and what to do."""
    words = sheet_words(definition, definition.locales)
    numbers = numbers_on_paper(definition)
    names = definition.content_locales
    told = []
    for key, papers in too_tall(definition, words).items():
        named = [
            f"{paper.size.upper()} ({' + '.join(own_name(one, names) for one in paper.locales)})" for paper in papers
        ]
        told.append(
            _(
                "On paper, question %(number)s is taller than a page: %(papers)s. Shorten it or choose other paper.",
                number=numbers.get(key, key),
                papers=", ".join(named),
            )
        )
    lacking = without_letters(definition, words)
    return told + [f"{own_name(locale, names)} – {no_letters_words(letters)}" for locale, letters in lacking.items()]


def cannot_print_words(error: CannotPrint, document: dict[str, Any]) -> str:
    """Why a questionnaire does not fit on paper, and what to do."""
    if not error.questions:
        return str(_("The questionnaire is too long for paper: more than 40 pages."))
    definition = Definition.model_validate(document)
    labels = [
        pick(question.label, current_locale()).words
        for question in definition.questions()
        if question.key in error.questions
    ]
    words = _(
        "Taller than a page: %(questions)s. Choose a larger paper or a smaller type.", questions=", ".join(labels)
    )
    return str(words)
