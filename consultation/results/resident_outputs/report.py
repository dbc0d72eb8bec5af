"""The printed report: the whole plan with its numbers, in black on A4."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from consultation.i18n import Wording, direction, html_lang
from consultation.results.editions.frozen import ActionFigures, Frozen, PriorityFigures
from consultation.results.figures import QuestionFigures
from consultation.results.resident_outputs import groups
from consultation.results.resident_outputs.need_sheet import (
    Need,
    count_words,
    question_data,
    shortest,
    state_of,
    who_data,
)
from consultation.results.resident_outputs.press import press_words
from consultation.results.resident_words import reading_words, words
from consultation.results.words import Words
from consultation.web.pdf import pdf_for_every_reader, wording

TEMPLATE = Path(__file__).with_name("report.typ")
MOST_IN_SHORT = 3
LONG_TABLE = 18
"""Rows of a table that may be cut by the end of a page, its header standing again on the next."""


def report(frozen: Frozen, quotes: Mapping[str, Words], *, address: str, locale: str) -> bytes:
    """The PDF, tagged: who was heard, every priority and action with its questions, the method.

    :param quotes: {key: free words that everybody may read}
    """
    press = press_words(frozen, address, locale)
    data = {
        **press,
        "lang": html_lang(locale),
        "dir": direction(locale),
        "title": _("What residents said"),
        "plan": wording(Wording(frozen.title, frozen.locale)),
        "organisation": frozen.organisation,
        "contents": _("Contents"),
        "columns": [_("Answer"), _("People"), _("Share")],
        "group_columns": [_("Group"), _("People")],
        "short_heading": _("In short"),
        "short": [*in_short(frozen, locale)],
        "groups_heading": groups.heading(),
        "groups": [*all_groups(frozen, locale)],
        "who_heading": _("Who answered"),
        "who": [who_data(by, frozen.labels, locale) for by in frozen.who],
        "nobody": _("Nobody has answered a question on this yet.") if not frozen.who else None,
        "heard_label": _("Residents heard:"),
        "quotes_heading": _("In people's own words"),
        "priorities": [priority_data(frozen, one, quotes, locale) for one in frozen.priorities],
        "reading": reading_words(frozen.checked) if frozen.checked.boxes else None,
        "long": LONG_TABLE,
    }
    return pdf_for_every_reader(TEMPLATE, data)


def in_short(frozen: Frozen, locale: str) -> Iterator[Mapping[str, Any]]:
    """The page before all others: each priority with its most heard actions, what was said most, what is decided."""
    for priority in frozen.priorities:
        heard = sorted(
            (one for one in priority.actions if one.heard.residents), key=lambda one: -(one.heard.residents or 0)
        )
        yield {
            "title": wording(Wording(f"{priority.number}. {priority.title}", frozen.locale)),
            "heard": count_words(priority.heard.residents, priority.heard.threshold),
            "lines": [line_in_short(frozen, priority, action, locale) for action in heard[:MOST_IN_SHORT]],
        }


def line_in_short(frozen: Frozen, priority: PriorityFigures, action: ActionFigures, locale: str) -> Mapping[str, Any]:
    """One action on one or two lines, with the answer most people gave to the question most people answered."""
    best = max(
        (part for part in parts_of(frozen, action.key) if part.options), key=lambda part: part.base or 0, default=None
    )
    shown = question_data(frozen, best, locale) if best else None
    most = max(shown["rows"], key=lambda row: row["share"], default=None) if shown else None
    return {
        "title": wording(Wording(f"{action.key} – {action.title}", frozen.locale)),
        "heard": count_words(action.heard.residents, action.heard.threshold),
        "question": shown["label"] if shown and most else None,
        "most": most,
        "state": state_of(Need(action.key, action.title, priority, action, action.heard)) if action.told else None,
    }


def priority_data(
    frozen: Frozen, priority: PriorityFigures, quotes: Mapping[str, Words], locale: str
) -> Mapping[str, Any]:
    """One part of the report."""
    return {
        "title": wording(Wording(f"{priority.number}. {priority.title}", frozen.locale)),
        "heard": count_words(priority.heard.residents, priority.heard.threshold),
        "questions": [question_data(frozen, one, locale) for one in parts_of(frozen, priority.key)],
        "actions": [action_data(frozen, priority, one, quotes, locale) for one in priority.actions],
    }


def action_data(
    frozen: Frozen, priority: PriorityFigures, action: ActionFigures, quotes: Mapping[str, Words], locale: str
) -> Mapping[str, Any]:
    """One action with every question on it."""
    parts = parts_of(frozen, action.key)
    said = [quotes[key] for key in action.quotes if key in quotes]
    return {
        "title": wording(Wording(f"{action.key} – {action.title}", frozen.locale)),
        "heard": count_words(action.heard.residents, action.heard.threshold),
        "state": state_of(Need(action.key, action.title, priority, action, action.heard)),
        "reply": wording(words(action.told.because, locale)) if action.told else None,
        "questions": [question_data(frozen, one, locale) for one in parts],
        "nothing": None if parts else _("Nobody has answered a question on this yet."),
        "quotes": [wording(Wording(quote.text, quote.locale)) for quote in shortest(said)],
    }


def all_groups(frozen: Frozen, locale: str) -> Iterator[Mapping[str, Any]]:
    """Who answered what: each question once, also one that is tied to several actions."""
    keys = [key for priority in frozen.priorities for key in (priority.key, *(one.key for one in priority.actions))]
    parts = {
        (part.questionnaire_id, part.question.key, part.key): part for key in keys for part in parts_of(frozen, key)
    }
    for part in parts.values():
        if found := groups.groups_data(part, frozen.labels, locale):
            yield {**found, "label": question_data(frozen, part, locale)["label"]}


def parts_of(frozen: Frozen, key: str) -> list[QuestionFigures]:
    """The distributions to show on a subject: a table by its rows."""
    answered = [one for one in frozen.questions_on(key) if one.base]
    return [part for one in answered for part in ([row for row in one.rows if row.base] or [one])]
