"""Plans and their actions."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.accounts.access import scope
from consultation.db import session
from consultation.plan import queries
from consultation.plan.edit import correct_action, correct_plan
from consultation.plan.filtering import chosen_actions, found_values
from consultation.plan.forms import ActionForm, DetailsForm, FilterForm, typed_values
from consultation.plan.views.shared import blueprint, may_edit, plan_or_404, remember
from consultation.terms import Audience
from consultation.web.access import audience
from consultation.web.current import url_if_built


@blueprint.get("/plans")
@audience(Audience.READERS)
def plans() -> str:
    """The plans of the organisation, and the documents not imported yet."""
    listed = queries.plans_in_scope(session(), scope())
    waiting = queries.open_sources(session(), scope()) if may_edit() else []
    return render_template("plan/plans.html", plans=listed, sources=waiting, may_edit=may_edit())


@blueprint.get("/plans/<slug>")
@audience(Audience.READERS)
def plan(slug: str) -> str:
    """The plan: every priority with its actions, as printed and as read."""
    shown = plan_or_404(slug)
    form = FilterForm(request.args)
    form.offer(*found_values(shown))
    is_filtered = form.validate() and any((form.word.data, form.missing.data, form.public.data))
    kept = chosen_actions(shown, form.word.data or "", form.missing.data or "", form.public.data or "")
    return render_template(
        "plan/plan.html",
        plan=shown,
        form=form,
        kept=kept if is_filtered else chosen_actions(shown),
        is_filtered=is_filtered,
        may_edit=may_edit(),
        links=links_up(slug),
        action_url=action_url,
        ask_url=ask_url,
        sources=queries.sources_of_plan(session(), shown),
    )


def links_up(slug: str) -> list[tuple[str, str]]:
    """[(address, words)] of what other rooms do with this plan, as far as this account may look."""
    to_edit = [
        (url_if_built("questionnaires.questionnaires", slug=slug), _("Questionnaires")),
        (url_if_built("outreach.campaigns", slug=slug), _("Campaigns")),
        (url_if_built("boxes.boxes", slug=slug), _("Idea boxes")),
    ]
    pages = [*(to_edit if may_edit() else []), (url_if_built("results.plan", slug=slug), _("Results"))]
    return [(address, words) for address, words in pages if address]


def action_url(slug: str, key: str) -> str | None:
    """Where this account reads about an action: its form, or for who only looks, what was said of it."""
    if may_edit():
        return url_for(".action", slug=slug, key=key)
    return url_if_built("results.action", slug=slug, key=key)


def ask_url(slug: str, key: str) -> str | None:
    """Where this account asks residents one question on an action; None for who only looks."""
    return url_if_built("outreach.start", slug=slug, action=key) if may_edit() else None


@blueprint.route("/plans/<slug>/details", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def details(slug: str) -> ResponseReturnValue:
    """What the plan is called."""
    shown = plan_or_404(slug)
    form = DetailsForm(obj=shown)
    if form.validate_on_submit():
        changed = correct_plan(session(), shown, form.values())
        if changed:
            remember("edit", "plan", shown.title, shown.organisation_id, fields=changed)
        session().commit()
        flash(_("Saved."), "good")
        return redirect(url_for(".plan", slug=slug), 303)
    return render_template("plan/details.html", plan=shown, form=form)


@blueprint.route("/plans/<slug>/actions/<key>", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def action(slug: str, key: str) -> ResponseReturnValue:
    """One action: its reading to correct, beside its words as printed."""
    shown = plan_or_404(slug)
    found = queries.action_by_key(session(), shown, key) or abort(404)
    form = ActionForm(data=typed_values(found))
    if form.validate_on_submit():
        changed = correct_action(session(), found, form.values())
        if changed:
            remember("edit", "action", f"{found.key} {found.title}"[:200], shown.organisation_id, fields=changed)
        session().commit()
        flash(_("Saved."), "good")
        return redirect(url_for(".plan", slug=slug, _anchor=found.key), 303)
    titles = {each.key: each.title for priority in shown.priorities for each in priority.actions}
    return render_template("plan/action.html", plan=shown, action=found, form=form, titles=titles)
