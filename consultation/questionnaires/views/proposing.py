"""The question bank: what it proposes for the actions of the plan, and what is taken from it."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consultation.accounts.access import scope
from consultation.db import session
from consultation.i18n import pick
from consultation.questionnaires import drafts, queries
from consultation.questionnaires.bank import Entry, proposed_for, search_bank
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.edit import save_draft
from consultation.questionnaires.own_bank import (
    Gone,
    drop_question,
    keep_question,
    keep_template,
    own_questions,
    start_from_template,
    take_question,
    template_of,
)
from consultation.questionnaires.queries import Opened
from consultation.questionnaires.views.shared import blueprint, builder_url, note_act, opened_or_404, page
from consultation.terms import Audience
from consultation.web.access import audience


@blueprint.route("/questionnaires/<int:questionnaire_id>/proposals", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def proposals(questionnaire_id: int) -> ResponseReturnValue:
    """Questions the bank proposes: for the actions asked about first, then by words."""
    made = opened_or_404(questionnaire_id, to_edit=request.method == "POST")
    definition = made.draft
    if request.method == "POST":
        edited = take_own(made, take_proposals(made, request.form.getlist("take")))
        if save_draft(session(), made.questionnaire, edited):
            added = len(list(edited.questions())) - len(list(definition.questions()))
            flash(ngettext("%(num)d question is added.", "%(num)d questions are added.", added), "good")
        session().commit()
        return redirect(builder_url(made), 303)
    sought = request.args.get("words", "")[:100]
    asked = request.args.getlist("action") or [key for q in definition.questions() for key in q.actions]
    standing = [q.label for q in definition.questions() if not q.retired]
    offered = [offer.label for offer in definition.offers]
    theme = request.args.get("theme", "")
    groups = proposal_groups(made, set(asked), sought, theme)
    own = own_questions(session(), made.plan.organisation_id, sought)
    values = {"groups": groups, "own": own, "standing": standing, "offered": offered}
    return page("proposals", made, sought=sought, theme=theme, **values)


def proposal_groups(made: Opened, asked: set[str], sought: str, theme: str) -> list[tuple[Any, Entry | None]]:
    """[(action of the plan, what the bank proposes for it)]: those asked about, or those that match words and theme.

    :param theme: key of a priority; empty: any
    """
    actions = [action for priority in made.plan.priorities for action in priority.actions if not action.is_retired]
    in_theme = {a.key for p in made.plan.priorities if p.key == theme for a in p.actions}
    groups = [(action, proposed_for(action.title)) for action in actions if not theme or action.key in in_theme]
    if sought or theme:
        found = {entry.action for entry in search_bank(sought)}
        return [(action, entry) for action, entry in groups if entry and entry.action in found]
    return [(action, entry) for action, entry in groups if action.key in asked or (not asked and entry)]


def take_proposals(made: Opened, taken: list[str]) -> Definition:
    """The draft with what was ticked: `action/question of the bank` or `action/offer`."""
    definition = made.draft
    titles = queries.action_titles(made.plan)
    for one in taken:
        action, _slash, what = one.partition("/")
        entry = proposed_for(titles.get(action, ""))
        if entry:
            is_offer = what == "offer"
            chosen = [] if is_offer else [what]
            definition = drafts.add_proposed(
                definition, entry, action, spent=made.spent_keys, chosen=chosen, with_offer=is_offer
            )
    return definition


def take_own(made: Opened, definition: Definition) -> Definition:
    """The draft with the questions of the organisation's own bank that were ticked: `own/12`."""
    action = request.form.get("own_action") or None
    for one in request.form.getlist("take"):
        kind, _slash, number = one.partition("/")
        if kind == "own" and number.isdecimal():
            try:
                definition = take_question(session(), made, definition, int(number), action)
            except Gone:
                flash(_("A question had left the bank meanwhile; the others are added."), "care")
    return definition


@blueprint.post("/questionnaires/<int:questionnaire_id>/bank")
@audience(Audience.ORGANISERS)
def own_bank(questionnaire_id: int) -> ResponseReturnValue:
    """Keep a question of the draft in the organisation's bank (`save/key`), or take one out of it (`drop/12`)."""
    made = opened_or_404(questionnaire_id)
    verb, _slash, what = request.form.get("do", "").partition("/")
    try:
        if verb == "save":
            is_new = keep_question(session(), made, what, theme_of(made, what))
            said = _("The question is kept in the bank, with its translations.") if is_new else ""
            flash(said or _("This question is in the bank already."), "good")
        elif verb == "drop" and what.isdecimal():
            drop_question(session(), made.plan.organisation_id, int(what))
            flash(_("The question left the bank. Questionnaires that took it keep it."), "good")
        else:
            abort(400)
    except (drafts.Unknown, Gone):
        flash(_("It was not there any more."), "care")
    session().commit()
    if verb == "save":
        return redirect(builder_url(made, f"q-{what}"), 303)
    return redirect(url_for(".proposals", questionnaire_id=made.id), 303)


def theme_of(made: Opened, key: str) -> str:
    """The priority a question informs, else the section it stands in."""
    question = made.draft.question(key)
    for priority in made.plan.priorities:
        actions = {action.key for action in priority.actions}
        if question and (priority.key in question.priorities or actions.intersection(question.actions)):
            return priority.title
    section = drafts.section_of(made.draft, key)
    return pick(section.title, made.plan.locale).words or _("Other")


@blueprint.post("/questionnaires/<int:questionnaire_id>/templates")
@audience(Audience.ORGANISERS)
def save_template(questionnaire_id: int) -> ResponseReturnValue:
    """The whole questionnaire as a template."""
    made = opened_or_404(questionnaire_id)
    keep_template(session(), made)
    note_act("template", made)
    session().commit()
    flash(_("It is a template now: “New questionnaire” offers it, on every plan."), "good")
    return redirect(builder_url(made), 303)


@blueprint.post("/plans/<slug>/questionnaires/from-template")
@audience(Audience.ORGANISERS)
def from_template(slug: str) -> ResponseReturnValue:
    """Start from a template, or throw one away."""
    plan = queries.plan_by_slug(session(), slug, scope()) or abort(404)
    number = request.form.get("template", 0, type=int)
    try:
        template = template_of(session(), plan.organisation_id, number)
    except Gone:
        flash(_("This template is gone. Choose another one."), "care")
        return redirect(url_for(".new_questionnaire", slug=slug), 303)
    if request.form.get("do") == "remove":
        session().delete(template)
        session().commit()
        flash(_("The template is removed. Questionnaires made from it stay."), "good")
        return redirect(url_for(".new_questionnaire", slug=slug), 303)
    questionnaire, unknown = start_from_template(session(), plan, template)
    made = Opened(questionnaire, plan)
    note_act("create", made)
    session().commit()
    if unknown:
        titles = " · ".join(unknown)
        flash(
            _("This plan has no action like these: tie their questions to its own. %(titles)s", titles=titles), "care"
        )
    return redirect(builder_url(made), 303)
