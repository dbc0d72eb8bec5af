"""What the translator's desk says: where a wording stands, what to look at, what became of a file."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from consultation.i18n import pick
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.translate import Outcome
from consultation.questionnaires.translating import Look, Place, places


def place_words(definition: Definition) -> dict[str, str]:
    """{address: what it is}: "Question 3, option 2"."""
    shown = [question for question in definition.questions() if not question.retired]
    numbers = {question.key: number for number, question in enumerate(shown, 1)}
    sections = {section.key: number for number, section in enumerate(definition.sections, 1)}
    return {place.address: _where(definition, place, numbers, sections) for place in places(definition)}


def _where(definition: Definition, place: Place, numbers: Mapping[str, int], sections: Mapping[str, int]) -> str:
    if place.part in _WHOLE:
        return _WHOLE[place.part]()
    if place.part == "section":
        return str(_("Title of section %(number)s", number=sections.get(place.where, 0)))
    if place.part == "offer":
        return str(_("Offer of help"))
    part, _slash, key = place.part.partition("/")
    number = numbers.get(place.where, 0)
    question = definition.question(place.where)
    keys = [one.key for one in question.options] if question and part == "option" else []
    keys = [one.key for one in question.rows] if question and part == "row" else keys
    at = keys.index(key) + 1 if key in keys else 0
    return _PARTS[part](number, at)


_WHOLE: Mapping[str, Callable[[], str]] = {
    "title": lambda: _("Title"),
    "intro": lambda: _("Introduction"),
    "promise": lambda: _("What becomes of the answers, and when"),
}
_PARTS: Mapping[str, Callable[[int, int], str]] = {
    "label": lambda number, at: _("Question %(number)s", number=number),
    "help": lambda number, at: _("Question %(number)s, help", number=number),
    "unit": lambda number, at: _("Question %(number)s, unit", number=number),
    "low_label": lambda number, at: _("Question %(number)s, lowest end", number=number),
    "high_label": lambda number, at: _("Question %(number)s, highest end", number=number),
    "constraint_message": lambda number, at: _("Question %(number)s, message when it does not fit", number=number),
    "variant": lambda number, at: _("Question %(number)s, for younger people", number=number),
    "option": lambda number, at: _("Question %(number)s, option %(option)s", number=number, option=at),
    "row": lambda number, at: _("Question %(number)s, row %(row)s", number=number, row=at),
}


def look_words(look: Look, detail: str) -> str:
    """Why a translation deserves another look."""
    return _LOOKS[look](detail)


_LOOKS: Mapping[Look, Callable[[str], str]] = {
    Look.PLACEHOLDER: lambda detail: _("These holes for answers differ from the source: %(names)s", names=detail),
    Look.NUMBER: lambda detail: _("These numbers of the source are missing: %(numbers)s", numbers=detail),
    Look.LONG: lambda detail: _(
        "Long for a printed sheet: more than %(count)s letters, and longer than the source.", count=detail
    ),
    Look.TERM: lambda detail: _("The glossary says: %(term)s", term=detail),
    Look.SAME: lambda detail: _("It says the same as the source: was it translated?"),
}


def refusal_words(code: str) -> str:
    """Why a file was not taken."""
    return _REFUSALS.get(code, _REFUSALS["broken"])()


_REFUSALS: Mapping[str, Callable[[], str]] = {
    "unknown": lambda: _("This is none of the files of this page. Download one, fill it in, and bring it back."),
    "broken": lambda: _("This file could not be read. Save it again from your program, and bring it back."),
    "doctype": lambda: _("This XLIFF file holds a document type, which is never taken. Export it again without one."),
    "empty": lambda: _("There is no wording in this file."),
    "plural": lambda: _("This catalogue has plural forms; wordings of a questionnaire have one form each."),
    "language": lambda: _("This file is in another language. Open the desk of that language to bring it back."),
    "none": lambda: _("Choose a file first."),
}


def outcome_words(outcome: Outcome) -> list[str]:
    """What became of what was sent, one sentence each."""
    said = [ngettext("%(num)d wording is saved.", "%(num)d wordings are saved.", len(outcome.changed))]
    if outcome.confirmed:
        count = len(outcome.confirmed)
        said.append(ngettext("%(num)d wording is still right.", "%(num)d wordings are still right.", count))
    if outcome.older:
        count = len(outcome.older)
        said.append(
            ngettext(
                "%(num)d was made from an older source: it is marked, look again.",
                "%(num)d were made from an older source: they are marked, look again.",
                count,
            )
        )
    if outcome.unknown:
        count = len(outcome.unknown)
        said.append(
            ngettext(
                "%(num)d is no longer in the questionnaire and was left out.",
                "%(num)d are no longer in the questionnaire and were left out.",
                count,
            )
        )
    return said


def title_of(definition: Definition) -> str:
    """The title in the language it is written in."""
    return pick(definition.title, definition.locales[0]).words
