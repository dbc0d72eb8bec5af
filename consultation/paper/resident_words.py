"""What the sheet itself says to people, beside the questions."""

from collections.abc import Sequence

from flask_babel import force_locale
from flask_babel import gettext as _

from consultation.i18n import cldr_locale
from consultation.questionnaires.definition import Definition, Question, Section
from consultation.questionnaires.resident_words import condition_words, goto_words


def sheet_words(definition: Definition, locales: Sequence[str]) -> dict[str, dict[str, str]]:
    """{locale: {name: words}} for every language of a sheet.

    `when/<key>` says who answers a question or a section, `goto/<key>` where the sheet goes on after a question.
    """
    words = {}
    for locale in locales:
        with force_locale(cldr_locale(locale)):
            words[locale] = {**_words(), **_routing(definition, locale)}
    return words


def _routing(definition: Definition, locale: str) -> dict[str, str]:
    parts: list[Question | Section] = [*definition.sections, *definition.questions()]
    when = {f"when/{part.key}": condition_words(definition, part, locale, on_paper=True) for part in parts}
    goto = {f"goto/{key}": " ".join(sentences) for key, sentences in goto_words(definition, locale).items()}
    return {name: said for name, said in {**when, **goto}.items() if said}


def _words() -> dict[str, str]:
    return {
        "page": _("Page"),
        "simulated": _("Demonstration: invented consultation"),
        "number": _("Sheet no."),
        "margins": _("Please leave this margin empty."),
        "tick": _("To answer, put a cross in the box."),
        "correct": _("A mistake? Black out the whole box, then cross the right one."),
        "free": _("You may leave any question empty."),
        "names": _("Write no name, no address, no phone number."),
        "phone": _("You prefer to answer on a phone? Scan this code."),
        "listen": _("To hear the questions, scan this code."),
        "keep": _("Keep this slip: its code tells you what became of your answers."),
        "reply_by": _("You will hear what became of it by %(day)s.", day="{day}"),
        "thanks": _("Thank you! Give this sheet back to the person or the place you had it from."),
        "offer": _("Want to help? Say so when you give it back: your name goes on another sheet."),
        "one": _("One answer only."),
        "several": _("You may choose several answers."),
        "at_most": _("At most {maximum} answers."),
        "at_least": _("At least {minimum} answers."),
        "from_to": _("From {minimum} to {maximum} answers."),
        "exactly": _("Choose {maximum} answers."),
        "alone": _("With “{option}”, cross nothing else."),
        "one_a_line": _("One cross on each line."),
        "rank": _("Write 1 beside your first choice, 2 beside the second, and so on."),
        "rank_first": _("Number your choices: 1 for the first. At most {maximum}."),
        "between": _("Write a number from {low} to {high}."),
        "day": _("Day"),
        "month": _("Month"),
        "year": _("Year"),
        "hour": _("Hour"),
        "minute": _("Minutes"),
        "refused": _("I prefer not to say"),
        "unknown": _("I don't know"),
        "more": _("More than {count}? Take another sheet."),
    }
