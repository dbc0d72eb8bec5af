"""What the screens of this room share."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, current_app, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from consultation.accounts.access import account, scope
from consultation.accounts.audit import note
from consultation.db import session
from consultation.i18n import EASY_FRENCH, OWN_NAMES, pick
from consultation.questionnaires import queries
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.faults import Wording, gaps
from consultation.questionnaires.forms import edited_locales
from consultation.questionnaires.keep_form import kept_form
from consultation.questionnaires.kind_words import GROUPS, KIND_NAMES, KIND_WORDS
from consultation.questionnaires.kinds import KINDS
from consultation.questionnaires.messages import (
    STATE_NAMES,
    STATE_TONES,
    advice_words,
    change_words,
    fault_words,
    language_name,
)
from consultation.questionnaires.pictogram_words import TITLES
from consultation.questionnaires.queries import Opened

blueprint = Blueprint("questionnaires", __name__, template_folder="../templates")


@blueprint.context_processor
def shared_values() -> dict[str, Any]:
    """For every template of the room."""
    return {
        "kind_names": KIND_NAMES,
        "kind_words": KIND_WORDS,
        "kind_groups": GROUPS,
        "kinds": KINDS,
        "own_names": {**OWN_NAMES, EASY_FRENCH: _("Easy French")},
        "state_names": STATE_NAMES,
        "state_tones": STATE_TONES,
        "advice_words": advice_words,
        "fault_words": fault_words,
        "change_words": change_words,
        "language_name": language_name,
        "trail_to": trail_to,
    }


def trail_to(slug: str, title: str) -> list[tuple[str, str]]:
    """[(address, words)] of the pages above those of a plan's questionnaires, as far as they are there."""
    above: list[tuple[str, dict[str, Any], str]] = [
        ("plan.plans", {}, _("Plans")),
        ("plan.plan", {"slug": slug}, title),
    ]
    there = current_app.view_functions
    return [(url_for(endpoint, **values), said) for endpoint, values, said in above if endpoint in there]


def around(made: Opened) -> list[tuple[str, str, str]]:
    """[(name, address, words)] of the pages that belong to a questionnaire, as far as they are there."""
    one, many = {"questionnaire_id": made.id}, {"slug": made.plan.slug, "questionnaire_id": made.id}
    pages: list[tuple[str, dict[str, Any], str]] = [
        ("questionnaires.translations", one, _("Translations")),
        ("questionnaires.sounds", one, _("By ear")),
        ("questionnaires.files", one, _("Files for other programs")),
        ("submissions.voices", one, _("Voice notes to type")),
        ("submissions.answer_imports", one, _("Bring in answers")),
        ("results.export", many, _("Export the answers")),
        ("results.codebook", many, _("Codebook")),
        ("outreach.campaigns", {"slug": made.plan.slug}, _("Campaigns and codes")),
    ]
    there = current_app.view_functions
    return [
        (endpoint.partition(".")[2], url_for(endpoint, **values), said)
        for endpoint, values, said in pages
        if endpoint in there
    ]


def opened_or_404(questionnaire_id: int, *, to_edit: bool = False) -> Opened:
    """The questionnaire, if it is of the organisation of whoever asks."""
    return queries.opened(session(), questionnaire_id, scope(), to_edit=to_edit) or abort(404)


def page(template: str, made: Opened, **values: Any) -> str:
    """A page about one questionnaire."""
    common = {
        "questionnaire": made.questionnaire,
        "plan": made.plan,
        "definition": made.draft,
        "edited": edited_locales(made.draft),
        "titles": queries.action_titles(made.plan),
        "drawing_titles": TITLES,
    }
    return render_template(f"questionnaires/{template}.html", **common | values)


def builder_url(made: Opened, anchor: str | None = None) -> str:
    return url_for("questionnaires.builder", questionnaire_id=made.id, _anchor=anchor)


def first_missing(made: Opened) -> dict[str, str]:
    """{language: where the first missing wording is written}; languages that are complete left out."""
    found = {locale: gaps(made.draft, locale) for locale in made.draft.locales}
    return {locale: wording_url(made, missing[0]) for locale, missing in found.items() if missing}


def wording_url(made: Opened, wording: Wording) -> str:
    """The page where a wording is written."""
    if made.draft.question(wording.where):
        return url_for("questionnaires.question", questionnaire_id=made.id, key=wording.where)
    if wording.part == "offer":
        return url_for("questionnaires.offer", questionnaire_id=made.id, key=wording.where)
    return url_for("questionnaires.words", questionnaire_id=made.id)


def numbers_of(definition: Definition) -> dict[str, int]:
    """{question key: its number on the page}; retired questions have none."""
    shown = [question.key for question in definition.questions() if not question.retired]
    return {key: number for number, key in enumerate(shown, 1)}


def note_act(verb: str, made: Opened, **detail: Any) -> None:
    """Write in the audit trail what was done to a questionnaire."""
    name = pick(made.draft.title, made.plan.locale).words or f"#{made.id}"
    note(session(), account(), verb, "questionnaire", name, organisation_id=made.plan.organisation_id, **detail)


WORDS = "words"
"""Page of the title, the introduction, the promise and the languages, under which what is typed there is kept."""


@dataclass(frozen=True)
class Begun:
    """What this person typed on a page and did not save."""

    page: str
    fields: Mapping[str, list[str]]
    kept_at: dt.datetime | None

    @property
    def is_back(self) -> bool:
        """Whether the page shows it again."""
        return self.kept_at is not None and request.args.get("kept") == "yes"

    def take_back(self, form: FlaskForm) -> None:
        """Put what was typed in the form, if the person asked for it."""
        if self.is_back:
            form.process(MultiDict([(name, value) for name, values in self.fields.items() for value in values]))


def begun(made: Opened, page_name: str) -> Begun:
    """What this person typed on that page and did not save."""
    fields, kept_at = kept_form(session(), account().id, made.id, page_name) or ({}, None)
    return Begun(page_name, fields, kept_at)
