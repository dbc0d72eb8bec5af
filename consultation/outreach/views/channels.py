"""Channels: making them one by one or by the dozen, and what each gives to print, copy and pass on."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import SelectChoice

from consultation.accounts.access import scope
from consultation.db import session
from consultation.outreach import queries
from consultation.outreach.create import CodeTaken, create_channel, create_channels, place_written
from consultation.outreach.edit import close_channel, edit_channel
from consultation.outreach.forms import KIND_NAMES, MADE_HERE, ChannelForm, ConfirmForm, PasteChannelsForm
from consultation.outreach.links import channel_url, embed_snippet
from consultation.outreach.posters import qr_png
from consultation.outreach.views.shared import (
    blueprint,
    channel_or_404,
    download,
    hub_or_404,
    pdf_response,
    public_url,
    remember,
    said,
    size_or_404,
)
from consultation.terms import Audience, ChannelKind
from consultation.web.access import audience
from consultation.web.pdf import qr_svg


@blueprint.route("/campaigns/<int:campaign_id>/channels/new", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def new_channel(campaign_id: int) -> ResponseReturnValue:
    """One more channel."""
    hub = hub_or_404(campaign_id)
    form = ChannelForm(kind=request.args.get("kind"), name=request.args.get("name"))
    offer_places(form, hub.plan)
    if form.validate_on_submit():
        if queries.channel_of_organiser(session(), form.code.data, scope()):
            return redirect(url_for(".channel", code=form.code.data), 303)
        name = form.name.data.strip()
        try:
            made = create_channel(
                session(),
                hub.campaign,
                ChannelKind(form.kind.data),
                name,
                place_id=chosen_place(form, hub.plan),
                locale=form.locale.data or None,
                code=form.code.data,
            )
        except CodeTaken:
            abort(409)
        remember("create", "channel", name, hub.plan, code=made.code)
        session().commit()
        return redirect(channel_page(made), 303)
    return render_template("outreach/new_channel.html", hub=hub, form=form)


@blueprint.route("/campaigns/<int:campaign_id>/channels/paste", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def paste_channels(campaign_id: int) -> ResponseReturnValue:
    """Many channels from a list (T68)."""
    hub = hub_or_404(campaign_id)
    form = PasteChannelsForm(kind=request.args.get("kind"))
    if form.validate_on_submit():
        kind = ChannelKind(form.kind.data)
        added = create_channels(session(), hub.campaign, kind, form.lines, locale=form.locale.data or None)
        for made in added.made:
            remember("create", "channel", made.name, hub.plan, code=made.code)
        session().commit()
        count = len(added.made)
        flash(ngettext("%(num)s channel is added.", "%(num)s channels are added.", count), "good")
        if added.already:
            flash(_("These were there already: %(names)s.", names=", ".join(added.already)), "care")
        return redirect(url_for(".campaign", campaign_id=campaign_id, _anchor="channels"), 303)
    return render_template("outreach/paste_channels.html", hub=hub, form=form)


@blueprint.get("/channels/<code>")
@audience(Audience.ORGANISERS)
def channel(code: str) -> str:
    """One channel: its link, its code, its prints, the line for a site, what came through it."""
    shown, hub = channel_or_404(code)
    listed = queries.listed_channel(session(), shown)
    snippet = embed_snippet(public_url(), shown.code, said(hub.campaign.title))
    return render_template("outreach/channel.html", hub=hub, listed=listed, channel=shown, snippet=snippet)


@blueprint.route("/channels/<code>/details", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def channel_details(code: str) -> ResponseReturnValue:
    """What a channel says; its code stays."""
    shown, hub = channel_or_404(code)
    form = ChannelForm(kind=shown.kind, name=shown.name, place=shown.place_id or 0, locale=shown.locale or "")
    offer_places(form, hub.plan, kept=shown.place_id)
    is_box = shown.kind == ChannelKind.IDEA_BOX
    form.kind.choices = [SelectChoice(shown.kind, KIND_NAMES[ChannelKind.IDEA_BOX])] if is_box else MADE_HERE
    if form.validate_on_submit():
        kind, place_id = ChannelKind(form.kind.data), form.place.data or None
        edit_channel(shown, kind, form.name.data.strip(), place_id, form.locale.data or None)
        remember("edit", "channel", shown.name, hub.plan, code=shown.code)
        session().commit()
        flash(_("Saved. What is printed already still works."), "good")
        return redirect(channel_page(shown), 303)
    return render_template("outreach/channel_details.html", hub=hub, channel=shown, form=form)


@blueprint.route("/channels/<code>/closing", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def channel_closing(code: str) -> ResponseReturnValue:
    """Close a channel, or let it take answers again."""
    shown, hub = channel_or_404(code)
    form = ConfirmForm()
    if form.validate_on_submit():
        closed = request.form.get("closed") == "yes"
        close_channel(shown, closed=closed)
        remember("close" if closed else "open", "channel", shown.name, hub.plan, code=shown.code)
        session().commit()
        flash(_("The channel is closed.") if closed else _("The channel takes answers again."), "good")
        return redirect(channel_page(shown), 303)
    return render_template("outreach/channel_closing.html", hub=hub, channel=shown, form=form)


@blueprint.get("/channels/<code>/code.svg")
@audience(Audience.ORGANISERS)
def channel_code_svg(code: str) -> Response:
    """The QR code as a drawing."""
    shown, _hub = channel_or_404(code)
    svg = qr_svg(channel_url(public_url(), shown.code), "Q")
    return download(svg, "image/svg+xml", f"{shown.code}.svg", inline="show" in request.args)


@blueprint.get("/channels/<code>/code.png")
@audience(Audience.ORGANISERS)
def channel_code_png(code: str) -> Response:
    """The QR code as a picture."""
    shown, _hub = channel_or_404(code)
    return download(qr_png(channel_url(public_url(), shown.code)), "image/png", f"{shown.code}.png")


@blueprint.get("/channels/<code>/<size>.pdf")
@audience(Audience.ORGANISERS)
def channel_poster(code: str, size: str) -> Response:
    """Its poster, or a sheet of cards to cut."""
    shown, hub = channel_or_404(code)
    return pdf_response(hub, [queries.listed_channel(session(), shown)], size_or_404(size), f"{shown.code}-{size}")


def offer_places(form: ChannelForm, plan: queries.Plan, kept: int | None = None) -> None:
    """Fill in the places to choose from, with the one kept even when it is retired."""
    places = queries.places_of_plan(session(), plan.id, with_retired=True)
    form.offer_places((place.id, said(place.name)) for place in places if not place.is_retired or place.id == kept)


def chosen_place(form: ChannelForm, plan: queries.Plan) -> int | None:
    """The place chosen, else the one of the register that is written like the name."""
    if form.place.data:
        return int(form.place.data)
    place = place_written(queries.places_of_plan(session(), plan.id), form.name.data)
    return place.id if place else None


def channel_page(channel: queries.Channel) -> str:
    return url_for("outreach.channel", code=channel.code)
