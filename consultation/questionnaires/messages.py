"""The words for what a draft lacks and for what a version changes; all of them here."""

from collections.abc import Callable

from babel import Locale
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consultation.i18n import EASY_FRENCH, own_name
from consultation.questionnaires.faults import Change, ChangeCode, Fault, FaultCode
from consultation.questionnaires.plain_words import Advice, AdviceCode
from consultation.terms import QuestionnaireState


def fault_words(fault: Fault) -> str:
    """What to do about a fault."""
    return _FAULTS[fault.code](fault)


def change_words(change: Change) -> str:
    """What a new version does to a question."""
    return _CHANGES[change.code]()


def language_name(locale: str) -> str:
    """A language, as the reader of this page calls it."""
    if locale == EASY_FRENCH:
        return str(_("Easy French"))
    reader: Locale = get_locale() or Locale("en")
    return str(reader.languages.get(locale, own_name(locale)))


_FAULTS: dict[FaultCode, Callable[[Fault], str]] = {
    FaultCode.NO_TITLE: lambda fault: _("Write the title residents will read."),
    FaultCode.NO_QUESTIONS: lambda fault: _("Add a question: there is none yet besides those on who answers."),
    FaultCode.NO_LABEL: lambda fault: _("Write the question in the first language."),
    FaultCode.NO_OPTIONS: lambda fault: _("Write at least two options."),
    FaultCode.NO_PLACES: lambda fault: _("Add places to the places of the plan, or choose another kind of answer."),
    FaultCode.NO_OPTION_LABEL: lambda fault: _("Write each option in the first language."),
    FaultCode.SAME_OPTION_LABEL: lambda fault: _("Two options say the same: reword or remove one."),
    FaultCode.TWO_SPECIFY: lambda fault: _("Let only one option open a line to write on."),
    FaultCode.NO_ROWS: lambda fault: _("Write at least one row."),
    FaultCode.NO_ROW_LABEL: lambda fault: _("Write each row in the first language."),
    FaultCode.NO_MAP: lambda fault: _("Choose the picture people point at."),
    FaultCode.NO_SPOT: lambda fault: _("Say where each spot is on the picture."),
    FaultCode.MINIMUM_ABOVE: lambda fault: _("It asks for more options than there are."),
    FaultCode.SCALE_TOO_LONG: lambda fault: _("A scale of more than 11 numbers does not fit a phone: raise the step."),
    FaultCode.NO_VALUE: lambda fault: _("The hidden value is empty."),
    FaultCode.SENSITIVE_TRACE: lambda fault: _(
        "A photo, a voice, a file or a position tells who somebody is: ask a sensitive question with options."
    ),
    FaultCode.SENSITIVE_BESIDE: lambda fault: _(
        "It tells who somebody is, on the same sheet as a sensitive question: remove one of the two, or ask it in "
        "another questionnaire."
    ),
    FaultCode.BOUNDS_CROSSED: lambda fault: _("The lowest number is above the highest one."),
    FaultCode.UNKNOWN_ACTION: lambda fault: _(
        "The action %(action)s is no longer in the plan: choose another one.", action=fault.detail
    ),
    FaultCode.KEY_VANISHED: lambda fault: _(
        "“%(key)s” was published and is gone: people may still send it on paper. Undo the last changes.",
        key=fault.detail,
    ),
    FaultCode.KIND_CHANGED: lambda fault: _(
        "The kind of a published question cannot change: remove it and write a new one."
    ),
    FaultCode.BECAME_SEVERAL: lambda fault: _(
        "People could choose one, and now several: the exports would lose a column. Write a new question."
    ),
    FaultCode.REPEAT_CHANGED: lambda fault: _(
        "It was published in or outside a section that is asked again, and cannot change over: write a new question."
    ),
    FaultCode.ASKS_CONTACT: lambda fault: _(
        "Do not ask for a name, number or address here: the closing “I can help” keeps them apart from the answers."
    ),
    FaultCode.PROFILE_TWICE: lambda fault: _("This asks the same about the person as another question: remove one."),
    FaultCode.RULE_UNREADABLE: lambda fault: _("This rule cannot be read at ⟨?⟩: %(rule)s", rule=fault.detail),
    FaultCode.RULE_UNKNOWN_NAME: lambda fault: _(
        "A rule speaks of “%(name)s”, which is no question of this questionnaire: choose another one.",
        name=fault.detail,
    ),
    FaultCode.RULE_NEEDS_QUOTES: lambda fault: _(
        "In a rule, write '%(name)s' for a word or ${%(name)s} for a question.", name=fault.detail
    ),
    FaultCode.RULE_UNKNOWN_FUNCTION: lambda fault: _(
        "A rule uses %(name)s(), which does not exist: look at its spelling.", name=fault.detail
    ),
    FaultCode.RULE_UNSUPPORTED_FUNCTION: lambda fault: _(
        "A rule uses %(name)s(), which only other programs have: write it another way.", name=fault.detail
    ),
    FaultCode.RULE_ARGUMENTS: lambda fault: _(
        "Too few or too many values between the brackets: %(rule)s", rule=fault.detail
    ),
    FaultCode.RULE_UNKNOWN_OPTION: lambda fault: _(
        "This compares with an option the question does not have: %(rule)s", rule=fault.detail
    ),
    FaultCode.RULE_WRONG_TYPE: lambda fault: _(
        "These two can never be compared or counted together: %(rule)s", rule=fault.detail
    ),
    FaultCode.RULE_BAD_PATTERN: lambda fault: _("This pattern cannot be read: %(rule)s", rule=fault.detail),
    FaultCode.RULE_CIRCLE: lambda fault: _(
        "These questions wait for each other in a circle: %(names)s. Take one condition away.", names=fault.detail
    ),
    FaultCode.RULE_NEVER_ASKED: lambda fault: _(
        "Nobody will ever be asked this: its condition can never be true. Change it, or remove the question."
    ),
    FaultCode.RULE_NEEDED_NEVER_ASKED: lambda fault: _(
        "An answer is required, but nobody will ever be asked: the condition can never be true."
    ),
    FaultCode.RULE_NEVER_ACCEPTED: lambda fault: _(
        "No answer can ever satisfy this check: %(rule)s", rule=fault.detail
    ),
    FaultCode.RULE_LATER: lambda fault: _(
        "This depends on a question that comes later: nobody can follow it on paper. Move one of them."
    ),
    FaultCode.ASKS_ORIGIN: lambda fault: _(
        "This seems to ask for nationality, origin or religion. Ask for the language instead."
    ),
    FaultCode.NO_ACTION: lambda fault: _("Tied to no action: the answers will not show on the plan."),
    FaultCode.NOT_ON_PAPER: lambda fault: _("Not on paper: the sheets leave it out, and the others keep counting on."),
    FaultCode.SENSITIVE_ALOUD: lambda fault: _(
        "Sensitive: interviewers at a stall or a doorstep do not ask it. People answer it alone, on a phone or on "
        "paper."
    ),
    FaultCode.SENSITIVE_WORDS: lambda fault: _(
        "Sensitive, with room to write: people may name themselves. Offer options only, if you can."
    ),
    FaultCode.SENSITIVE_OFFER: lambda fault: _(
        "A sensitive question on %(action)s beside an offer of help, which asks for a name: remove the offer, or ask "
        "the question in another questionnaire.",
        action=fault.detail,
    ),
    FaultCode.REQUIRED_SENSITIVE: lambda fault: _("Sensitive and required: let people skip it."),
    FaultCode.LONG_SENTENCE: lambda fault: _("The easy French has a sentence of more than 12 words: cut it."),
    FaultCode.TRANSLATION_MISSING: lambda fault: ngettext(
        "%(num)d wording is missing in %(language)s: people will read it in the first language.",
        "%(num)d wordings are missing in %(language)s: people will read them in the first language.",
        fault.count,
        language=language_name(fault.detail),
    ),
}

_CHANGES: dict[ChangeCode, Callable[[], str]] = {
    ChangeCode.ADDED: lambda: _("New question."),
    ChangeCode.RETIRED: lambda: _("No longer asked; its answers stay."),
    ChangeCode.RESTORED: lambda: _("Asked again."),
    ChangeCode.REWORDED: lambda: _("Words or translations changed."),
    ChangeCode.OPTIONS_ADDED: lambda: _("Options added."),
    ChangeCode.OPTIONS_RETIRED: lambda: _("Options no longer offered; their answers stay."),
    ChangeCode.RULES: lambda: _("Rules changed (required, maximum, bounds, sensitive)."),
    ChangeCode.TIED: lambda: _("Tied to other actions."),
}

STATE_NAMES = {
    QuestionnaireState.DRAFT: _l("Draft"),
    QuestionnaireState.LIVE: _l("Live"),
    QuestionnaireState.LIVE_WITH_DRAFT: _l("Live, with a draft"),
    QuestionnaireState.CLOSED: _l("Closed"),
    QuestionnaireState.ARCHIVED: _l("Archived"),
}
STATE_TONES = {
    QuestionnaireState.DRAFT: "care",
    QuestionnaireState.LIVE: "good",
    QuestionnaireState.LIVE_WITH_DRAFT: "good",
}


def advice_words(advice: Advice) -> str:
    """What could be said more plainly, and where."""
    said = _ADVICE[advice.code](advice)
    return str(_("%(language)s: %(advice)s", language=language_name(advice.locale), advice=said))


_ADVICE: dict[AdviceCode, Callable[[Advice], str]] = {
    AdviceCode.LONG: lambda one: _(
        "“%(words)s” has more than %(limit)s words: make two sentences.", words=one.words, limit=one.limit
    ),
    AdviceCode.TWO_IN_ONE: lambda one: _("“%(words)s” asks two things: ask one at a time.", words=one.words),
    AdviceCode.LEADING: lambda one: _("“%(words)s” suggests an answer: ask it without taking sides.", words=one.words),
    AdviceCode.ACRONYM: lambda one: (
        _("not everybody knows “%(words)s”: write “%(instead)s”.", words=one.words, instead=one.instead)
        if one.instead
        else _("not everybody knows “%(words)s”: write the whole name.", words=one.words)
    ),
    AdviceCode.JARGON: lambda one: _(
        "“%(words)s” is a word of the trade: try “%(instead)s”.", words=one.words, instead=one.instead
    ),
    AdviceCode.NEGATIVE: lambda one: _(
        "“%(words)s”: does “no” then mean yes? Ask it without a negation.", words=one.words
    ),
    AdviceCode.UNBALANCED: lambda one: _("the scale leans to one side: give as many good steps as bad ones."),
    AdviceCode.TOO_MANY: lambda one: _(
        "more than %(limit)s do not fit on paper, or in a head: group or cut them.", limit=one.limit
    ),
}
