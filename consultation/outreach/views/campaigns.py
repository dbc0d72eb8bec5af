"""Campaigns: the list, the hub of one, and opening and closing it."""

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice

from consultation.clock import today
from consultation.db import session
from consultation.i18n import RESIDENT_LOCALES
from consultation.outreach import queries, work
from consultation.outreach.create import create_campaign
from consultation.outreach.edit import AlreadyOver, NotPublished, close_campaign, edit_campaign, open_campaign
from consultation.outreach.forms import CampaignForm, ConfirmForm, words_field
from consultation.outreach.print import poster_of
from consultation.outreach.steps import next_step
from consultation.outreach.views.shared import (
    blueprint,
    hub_or_404,
    pdf_response,
    plan_or_404,
    public_url,
    remember,
    said,
    size_or_404,
)
from consultation.printing.views import started
from consultation.terms import Audience, CampaignState
from consultation.web.access import audience


@blueprint.get("/plans/<slug>/campaigns")
@audience(Audience.ORGANISERS)
def campaigns(slug: str) -> str:
    """The campaigns of a plan."""
    plan = plan_or_404(slug)
    listed = queries.campaigns_of_plan(session(), plan.id, today())
    return render_template("outreach/campaigns.html", plan=plan, campaigns=listed)


@blueprint.route("/plans/<slug>/campaigns/new", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def new_campaign(slug: str) -> ResponseReturnValue:
    """A new campaign."""
    plan = plan_or_404(slug)
    form = CampaignForm()
    choices = offer_questionnaires(form, plan)
    if form.validate_on_submit():
        questionnaire = queries.questionnaire_of_plan(session(), form.questionnaire.data, plan.id) or abort(404)
        made = create_campaign(
            session(), questionnaire, form.text(), form.days, results_are_public=form.results_are_public.data
        )
        remember("create", "campaign", said(made.title), plan)
        session().commit()
        return redirect(campaign_url(made), 303)
    return render_template("outreach/new_campaign.html", plan=plan, form=form, choices=choices)


@blueprint.get("/campaigns/<int:campaign_id>")
@audience(Audience.ORGANISERS)
def campaign(campaign_id: int) -> str:
    """The hub of a consultation: its days, its channels, what came in, what to do next."""
    hub = hub_or_404(campaign_id)
    channels = queries.channels_of_campaign(session(), hub.campaign)
    received = sum(listed.received for listed in channels)
    step = next_step(hub.state, is_published=hub.definition is not None, channels=len(channels), received=received)
    posters = sum(not each.channel.is_closed for each in channels)
    return render_template(
        "outreach/campaign.html", hub=hub, channels=channels, received=received, step=step, posters=posters,
        are_many=posters > work.MOST_AT_ONCE,
    )  # fmt: skip


@blueprint.route("/campaigns/<int:campaign_id>/details", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def campaign_details(campaign_id: int) -> ResponseReturnValue:
    """What a campaign says."""
    hub = hub_or_404(campaign_id)
    shown = hub.campaign
    form = CampaignForm(
        questionnaire=shown.questionnaire_id,
        opens_on=shown.opens_on,
        closes_on=shown.closes_on,
        reply_by=shown.reply_by,
        results_are_public=shown.results_are_public,
        **{words_field(locale): shown.title.get(locale, "") for locale in RESIDENT_LOCALES},
    )
    offer_questionnaires(form, hub.plan, kept=shown)
    if form.validate_on_submit():
        asked = queries.questionnaire_of_plan(session(), form.questionnaire.data, hub.plan.id) or abort(404)
        edit_campaign(shown, asked, form.text(shown.title), form.days, results_are_public=form.results_are_public.data)
        remember("edit", "campaign", said(shown.title), hub.plan)
        session().commit()
        flash(_("Saved."), "good")
        return redirect(campaign_url(shown), 303)
    return render_template("outreach/campaign_details.html", hub=hub, form=form)


@blueprint.route("/campaigns/<int:campaign_id>/opening", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def campaign_opening(campaign_id: int) -> ResponseReturnValue:
    """Open a campaign, or open it again."""
    hub = hub_or_404(campaign_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            open_campaign(session(), hub.campaign, today())
        except NotPublished:
            flash(_("Publish the questionnaire first: there is nothing to answer yet."), "bad")
            return redirect(campaign_url(hub.campaign), 303)
        except AlreadyOver:
            flash(_("Its last day is past. Choose a later one, then open it."), "bad")
            return redirect(url_for(".campaign_details", campaign_id=campaign_id), 303)
        remember("open", "campaign", said(hub.campaign.title), hub.plan)
        session().commit()
        flash(_("The campaign is open. Print the posters, pass the links on."), "good")
        return redirect(campaign_url(hub.campaign), 303)
    return render_template("outreach/campaign_opening.html", hub=hub, form=form)


@blueprint.route("/campaigns/<int:campaign_id>/closing", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def campaign_closing(campaign_id: int) -> ResponseReturnValue:
    """Close a campaign."""
    hub = hub_or_404(campaign_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        close_campaign(hub.campaign)
        remember("close", "campaign", said(hub.campaign.title), hub.plan)
        session().commit()
        flash(_("The campaign is closed. Nothing is lost: you can open it again."), "good")
        return redirect(campaign_url(hub.campaign), 303)
    return render_template("outreach/campaign_closing.html", hub=hub, form=form)


@blueprint.get("/campaigns/<int:campaign_id>/<size>.pdf")
@audience(Audience.ORGANISERS)
def campaign_posters(campaign_id: int, size: str) -> Response:
    """Every poster of a campaign in one PDF, or a sheet of cards a channel; closed channels are left out."""
    hub = hub_or_404(campaign_id)
    channels = queries.open_channels(session(), hub.campaign) or abort(404)
    return pdf_response(hub, channels, size_or_404(size), f"campaign-{campaign_id}-{size}")


@blueprint.post("/campaigns/<int:campaign_id>/<size>/file")
@audience(Audience.ORGANISERS)
def campaign_posters_file(campaign_id: int, size: str) -> ResponseReturnValue:
    """The same where they are many: made outside the request, and watched."""
    hub, known = hub_or_404(campaign_id), size_or_404(size)
    channels = queries.open_channels(session(), hub.campaign) or abort(404)
    return started(
        work.PRINTED,
        work.subject_of(campaign_id, known, [poster_of(hub, each, public_url()) for each in channels]),
        name=f"campaign-{campaign_id}-{size}.pdf",
        pages=len(channels),
        back=campaign_url(hub.campaign),
        organisation_id=hub.plan.organisation_id,
    )


def offer_questionnaires(
    form: CampaignForm, plan: queries.Plan, kept: queries.Campaign | None = None
) -> list[queries.Choice]:
    """Fill in the questionnaires to choose from: once opened, a campaign keeps its own."""
    choices = queries.questionnaires_to_ask(session(), plan.id)
    is_settled = kept is not None and kept.state != CampaignState.DRAFT
    form.questionnaire.choices = [
        SelectChoice(choice.id, choice_words(choice))
        for choice in choices
        if not is_settled or (kept and choice.id == kept.questionnaire_id)
    ]
    if kept and kept.questionnaire_id not in {choice.value for choice in form.questionnaire.choices}:
        form.questionnaire.choices.append(SelectChoice(kept.questionnaire_id, _("The one it has (put away)")))
    return choices


def choice_words(choice: queries.Choice) -> str:
    title = said(choice.title) or _("Without a title")
    return title if choice.is_published else _("%(title)s (not published yet)", title=title)


def campaign_url(campaign: queries.Campaign) -> str:
    return url_for("outreach.campaign", campaign_id=campaign.id)
