"""Slides for the public meeting: one thing a slide, readable at five metres."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from consultation.i18n import Wording, direction, html_lang
from consultation.results.editions.frozen import ActionFigures, Frozen, PriorityFigures
from consultation.results.figures import QuestionFigures
from consultation.results.resident_outputs.need_sheet import Need, count_words, question_data, state_of
from consultation.results.resident_outputs.press import press_words
from consultation.results.resident_outputs.report import parts_of
from consultation.results.resident_words import words
from consultation.web.pdf import pdf_for_every_reader, wording

TEMPLATE = Path(__file__).with_name("slides.typ")
MOST_ACTIONS = 5
MOST_OPTIONS = 4


def slides(frozen: Frozen, *, address: str, locale: str) -> bytes:
    """The PDF, 16:9, tagged."""
    press = press_words(frozen, address, locale)
    data = {
        "lang": html_lang(locale),
        "dir": direction(locale),
        "title": _("What residents said"),
        "plan": wording(Wording(frozen.title, frozen.locale)),
        "organisation": frozen.organisation,
        "simulated": press["simulated"],
        "day": press["day"],
        "heard_label": _("residents heard"),
        "figures": press["figures"],
        "slides": [*plan_slides(frozen, locale)],
        "not_heading": press["not_heading"],
        "not": press["not"][:3],
    }
    return pdf_for_every_reader(TEMPLATE, data)


def plan_slides(frozen: Frozen, locale: str) -> Iterator[Mapping[str, Any]]:
    """A slide a priority with its most heard actions, then one an action with something to say."""
    for priority in frozen.priorities:
        heard = [action for action in priority.actions if action.heard.residents]
        heard.sort(key=lambda action: -(action.heard.residents or 0))
        yield {
            "kind": "priority",
            "title": wording(Wording(f"{priority.number}. {priority.title}", frozen.locale)),
            "heard": count_words(priority.heard.residents, priority.heard.threshold),
            "nothing": None if heard else _("Nobody has answered a question on this yet."),
            "lines": [
                {
                    "title": wording(Wording(action.title, frozen.locale)),
                    "heard": count_words(action.heard.residents, action.heard.threshold),
                }
                for action in heard[:MOST_ACTIONS]
            ],
        }
        for action in priority.actions:
            if slide := action_slide(frozen, priority, action, locale):
                yield slide


def action_slide(
    frozen: Frozen, priority: PriorityFigures, action: ActionFigures, locale: str
) -> Mapping[str, Any] | None:
    """What was said most on one action, and what becomes of it; None: nothing to say."""
    parts = [part for part in parts_of(frozen, action.key) if part.options]
    best: QuestionFigures | None = max(parts, key=lambda part: part.base or 0, default=None)
    if best is None and action.told is None:
        return None
    return {
        "kind": "action",
        "title": wording(Wording(action.title, frozen.locale)),
        "heard": count_words(action.heard.residents, action.heard.threshold),
        "question": question_data(frozen, best, locale, most=MOST_OPTIONS) if best else None,
        "state": state_of(Need(action.key, action.title, priority, action, action.heard)) if action.told else None,
        "reply": wording(words(action.told.because, locale)) if action.told else None,
    }
