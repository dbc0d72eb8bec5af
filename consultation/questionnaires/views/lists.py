"""The questionnaires of a plan: listing, starting, copying, putting away."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.accounts.access import scope
from consultation.clock import today
from consultation.db import session
from consultation.i18n import OWN_NAMES, READY_LOCALES, RESIDENT_LOCALES, pick
from consultation.questionnaires import queries
from consultation.questionnaires.create import (
    archive_questionnaire,
    copy_questionnaire,
    create_questionnaire,
    start_small_questionnaire,
)
from consultation.questionnaires.forms import ArchiveForm, NewQuestionnaireForm, StartSmallForm, action_choices, choices
from consultation.questionnaires.messages import STATE_NAMES
from consultation.questionnaires.own_bank import templates_of
from consultation.questionnaires.queries import Opened
from consultation.questionnaires.views.shared import blueprint, builder_url, note_act, opened_or_404, page
from consultation.terms import Audience, QuestionnaireState
from consultation.web.access import audience

ARCHIVED = QuestionnaireState.ARCHIVED


@blueprint.get("/plans/<slug>/questionnaires")
@audience(Audience.ORGANISERS)
def questionnaires(slug: str) -> ResponseReturnValue:
    """The questionnaires of a plan."""
    plan = queries.plan_by_slug(session(), slug, scope()) or abort(404)
    listed = queries.questionnaires_of_plan(session(), plan.id, today())
    wanted = request.args.get("state")
    chosen = [one for one in listed if one.state == wanted or (wanted is None and one.state is not ARCHIVED)]
    views: list[tuple[str | None, str, int]] = [
        (None, _("At work"), len(listed) - sum(one.state is ARCHIVED for one in listed))
    ]
    views += [(state, str(STATE_NAMES[state]), sum(one.state is state for one in listed)) for state in STATE_NAMES]
    shown = [
        (url_for(".questionnaires", slug=slug, state=state), f"{said} ({count})", state == wanted)
        for state, said, count in views
        if count or state == wanted
    ]
    return render_template(
        "questionnaires/questionnaires.html", plan=plan, listed=listed, chosen=chosen, views=shown, wanted=wanted
    )


@blueprint.route("/plans/<slug>/questionnaires/new", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def new_questionnaire(slug: str) -> ResponseReturnValue:
    """A new questionnaire: its title, its languages, the actions it asks about."""
    plan = queries.plan_by_slug(session(), slug, scope()) or abort(404)
    form = NewQuestionnaireForm(locales=list(READY_LOCALES), actions=request.args.getlist("action"))
    form.locales.choices = choices((locale, OWN_NAMES[locale]) for locale in RESIDENT_LOCALES)
    form.actions.choices = action_choices(plan.priorities)
    if form.validate_on_submit():
        locales = sorted(form.locales.data, key=lambda locale: locale != plan.locale)
        titles = queries.action_titles(plan)
        actions = {key: titles[key] for key in form.actions.data}
        title = {locales[0]: form.title.data.strip()}
        started = create_questionnaire(session(), plan, title, locales, actions, with_profile=form.with_profile.data)
        made = Opened(started, plan)
        note_act("create", made)
        session().commit()
        return redirect(url_for(".proposals", questionnaire_id=made.id) if actions else builder_url(made), 303)
    small = StartSmallForm(formdata=None)
    small.action.choices = form.actions.choices
    templates = [
        (one.id, pick(one.title, plan.locale).words or f"#{one.id}")
        for one in templates_of(session(), plan.organisation_id)
    ]
    return render_template(
        "questionnaires/new_questionnaire.html", plan=plan, form=form, small=small, templates=templates
    )


@blueprint.post("/plans/<slug>/questionnaires/small")
@audience(Audience.ORGANISERS)
def start_small(slug: str) -> ResponseReturnValue:
    """One question on one action, ready to publish (T40)."""
    plan = queries.plan_by_slug(session(), slug, scope()) or abort(404)
    form = StartSmallForm()
    form.action.choices = action_choices(plan.priorities)
    if not form.validate_on_submit():
        return redirect(url_for(".new_questionnaire", slug=slug), 303)
    locales = sorted(READY_LOCALES, key=lambda locale: locale != plan.locale)
    made = Opened(start_small_questionnaire(session(), plan, locales, form.action.data), plan)
    note_act("create", made)
    session().commit()
    (question,) = made.draft.questions()
    if not question.label:
        return redirect(url_for(".question", questionnaire_id=made.id, key=question.key), 303)
    return redirect(url_for(".publication", questionnaire_id=made.id), 303)


@blueprint.post("/questionnaires/<int:questionnaire_id>/copies")
@audience(Audience.ORGANISERS)
def copy(questionnaire_id: int) -> ResponseReturnValue:
    """The same questions again, for another round; the keys are the same, so rounds can be compared."""
    made = opened_or_404(questionnaire_id)
    title = {locale: f"{words} (2)" for locale, words in made.draft.title.items()}
    again = Opened(copy_questionnaire(session(), made.questionnaire, title), made.plan)
    note_act("copy", again)
    session().commit()
    flash(_("Here is the copy. Give it a title of its own."), "good")
    return redirect(url_for(".words", questionnaire_id=again.id), 303)


@blueprint.route("/questionnaires/<int:questionnaire_id>/archive", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def archive(questionnaire_id: int) -> ResponseReturnValue:
    """Archive a questionnaire, or take it back, after saying what that means."""
    made = opened_or_404(questionnaire_id, to_edit=request.method == "POST")
    form = ArchiveForm()
    if not form.validate_on_submit():
        standing = queries.standing_of(session(), made.id)
        return page("archive", made, form=form, standing=standing)
    archived = request.form.get("archived") == "yes"
    archive_questionnaire(made.questionnaire, archived=archived)
    note_act("archive" if archived else "unarchive", made)
    session().commit()
    said = _("The questionnaire is archived. Its links and its answers stay.") if archived else _("It is back.")
    flash(said, "good")
    return redirect(url_for(".questionnaires", slug=made.plan.slug), 303)
