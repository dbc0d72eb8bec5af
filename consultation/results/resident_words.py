"""The words of figures, the same on organisers' and residents' pages."""

from collections.abc import Iterable
from typing import Any

from flask_babel import force_locale, format_decimal, format_percent
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consultation.i18n import Text, Wording, pick
from consultation.questionnaires.kinds import DECLINED, scale_points
from consultation.results.counts import Labels
from consultation.results.figures import MERGED, NOT_SAID, Heard, QuestionFigures
from consultation.results.numbers import Option
from consultation.results.parts import GIVEN
from consultation.results.tallied import Dimension
from consultation.scans.measure import Checked
from consultation.submissions.resident_words import ACTION_STATES, IDEA_STATES, REPLY_STATES, state_words
from consultation.terms import ActionState, Declined, Purpose

DIMENSIONS = {
    Dimension.CHANNEL: _l("By channel"),
    Dimension.PLACE: _l("By place"),
    Dimension.LANGUAGE: _l("By language of the answer"),
    Dimension.AGE_BAND: _l("By age"),
    Dimension.SECTOR: _l("Living in the neighbourhood or not"),
}
PURPOSES = {
    Purpose.NEED: _l("What people lack"),
    Purpose.WISH: _l("What people would like"),
    None: _l("Other questions"),
}
BLANK_NAMES = {
    "pilot": _l("Who carries it"),
    "place": _l("In which place"),
    "date": _l("When"),
    "budget": _l("With what money"),
    "frequency": _l("How often"),
}
SECTOR_GROUPS = {"yes": _l("Lives in the neighbourhood"), "no": _l("Lives elsewhere")}
KINDS = {
    "professional": _l("Professionals"),
    "company": _l("Companies and shops"),
    "association": _l("Associations"),
}


def group_label(dimension: str, group: str, labels: Labels, locale: str) -> Wording:
    """The words of one group of a breakdown."""
    if group == MERGED:
        return Wording(_("Smaller groups and people who did not say, together"), locale)
    if group == NOT_SAID:
        return Wording(_("Did not say"), locale)
    if dimension == Dimension.SECTOR and group in SECTOR_GROUPS:
        return Wording(str(SECTOR_GROUPS[group]), locale)
    return words(labels.get(dimension, {}).get(group, {"": group}), locale)


def kind_label(kind: str, labels: Labels, locale: str) -> Wording:
    """The words of one kind of respondent."""
    if kind in KINDS:
        return Wording(str(KINDS[kind]), locale)
    return words(labels.get("kind", {}).get(kind, {"": kind}), locale)


DECLINED_WORDS = {"-refused": _l("I prefer not to say"), "-unknown": _l("I don't know"), GIVEN: _l("Answered")}


def declined_values(locale: str) -> dict[Declined, str]:
    """The words of why there is no answer, in one language."""
    with force_locale(locale):
        return {declined: str(DECLINED_WORDS[key]) for key, declined in DECLINED.items()}


def declined_texts(locales: Iterable[str]) -> dict[Declined, dict[str, str]]:
    """The same in several languages."""
    words = {locale: declined_values(locale) for locale in locales}
    return {declined: {locale: said[declined] for locale, said in words.items()} for declined in Declined}


def option_words(option: Option, locale: str) -> Wording:
    """The words of one row of a question."""
    if option.key in DECLINED_WORDS:
        return Wording(str(DECLINED_WORDS[option.key]), locale)
    return words(option.label, locale)


def is_declined(option: Option) -> bool:
    """Whether it stands for people who were asked and said why not."""
    return option.key in DECLINED


def mean_words(figures: QuestionFigures, locale: str) -> str:
    """The mean of a scale with the words of its ends: a number alone says nothing."""
    last = len(scale_points(figures.question)) - 1
    low, high = (option_words(figures.options[place], locale).words for place in (0, last))
    mean = format_decimal(figures.mean)
    return str(_("Mean: %(mean)s, on a scale from “%(low)s” to “%(high)s”.", mean=mean, low=low, high=high))


def reading_words(checked: Checked) -> str:
    """How often the machine read a box of a paper sheet wrong."""
    return str(
        _(
            "Boxes on paper sheets drawn by lot that people checked: %(boxes)s; read wrong by the machine: %(wrong)s. "
            "At most %(most)s of all boxes are likely to be read wrong.",
            boxes=format_decimal(checked.boxes),
            wrong=format_decimal(checked.wrong),
            most=format_percent(checked.most_wrong, format="#,##0.00%"),
        )
    )


def words(text: Text, locale: str) -> Wording:
    """Words in that language, else in another that is named; names and numbers are of no language."""
    found = pick(text, locale)
    return Wording(found.words, found.locale or locale)


def where_it_stands(state: str, heard: Heard) -> str:
    """Where an action stands while nothing was replied: nobody waits for voices that were heard."""
    was_heard = state == ActionState.AWAITING_VOICES and heard.residents
    return str(ACTION_STATES[ActionState.CONSULTED if was_heard else ActionState(state)])


def for_templates(labels: Labels) -> dict[str, Any]:
    """What the macros of figures need."""
    return {
        "labels": labels,
        "group_label": group_label,
        "kind_label": kind_label,
        "words": words,
        "option_words": option_words,
        "is_declined": is_declined,
        "mean_words": mean_words,
        "reading_words": reading_words,
        "dimensions": DIMENSIONS,
        "purposes": PURPOSES,
        "blank_names": BLANK_NAMES,
        "states": ACTION_STATES,
        "where_it_stands": where_it_stands,
        "idea_states": IDEA_STATES,
        "reply_states": REPLY_STATES,
        "state_words": state_words,
    }
