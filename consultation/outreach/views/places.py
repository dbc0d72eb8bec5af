"""The register of places (T38)."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consultation.db import session
from consultation.i18n import RESIDENT_LOCALES
from consultation.outreach import queries
from consultation.outreach.forms import ConfirmForm, PastePlacesForm, PlaceForm, words_field
from consultation.outreach.register import (
    AlreadyThere,
    correct_place,
    register_place,
    register_places,
    retire_place,
)
from consultation.outreach.views.shared import blueprint, place_or_404, plan_or_404, remember, said
from consultation.terms import Audience, PlaceKind
from consultation.web.access import audience


@blueprint.get("/plans/<slug>/places")
@audience(Audience.ORGANISERS)
def places(slug: str) -> str:
    """The places of a plan, those no longer used last."""
    plan = plan_or_404(slug)
    listed = queries.places_of_plan(session(), plan.id, with_retired=True)
    listed.sort(key=lambda place: place.is_retired)
    return render_template("outreach/places.html", plan=plan, places=listed)


@blueprint.route("/plans/<slug>/new-place", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def new_place(slug: str) -> ResponseReturnValue:
    """One more place."""
    plan = plan_or_404(slug)
    form = PlaceForm()
    if form.validate_on_submit():
        try:
            made = register_place(session(), plan.id, form.text(), PlaceKind(form.kind.data), form.writings)
        except AlreadyThere as refused:
            say_already_there(form, refused)
        else:
            remember("create", "place", said(made.name), plan)
            session().commit()
            flash(_("“%(name)s” is in the register.", name=said(made.name)), "good")
            return redirect(url_for(".places", slug=slug), 303)
    return render_template("outreach/new_place.html", plan=plan, form=form)


@blueprint.route("/plans/<slug>/pasted-places", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def paste_places(slug: str) -> ResponseReturnValue:
    """Many places from a list."""
    plan = plan_or_404(slug)
    form = PastePlacesForm()
    if form.validate_on_submit():
        done = register_places(session(), plan.id, form.lines, PlaceKind(form.kind.data), plan.locale)
        remember("import", "place", ", ".join(said(place.name) for place in done.made)[:200], plan)
        session().commit()
        count = len(done.made)
        flash(ngettext("%(num)s place is added.", "%(num)s places are added.", count), "good")
        if done.already:
            flash(_("These were there already: %(names)s.", names=", ".join(done.already)), "care")
        return redirect(url_for(".places", slug=slug), 303)
    return render_template("outreach/paste_places.html", plan=plan, form=form)


@blueprint.route("/plans/<slug>/places/<key>", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def place(slug: str, key: str) -> ResponseReturnValue:
    """One place: its names, and the other ways people write it."""
    plan = plan_or_404(slug)
    shown = place_or_404(plan, key)
    form = PlaceForm(
        kind=shown.kind,
        also_written="\n".join(shown.also_written),
        **{words_field(locale): shown.name.get(locale, "") for locale in RESIDENT_LOCALES},
    )
    if form.validate_on_submit():
        try:
            correct_place(session(), shown, form.text(shown.name), PlaceKind(form.kind.data), form.writings)
        except AlreadyThere as refused:
            say_already_there(form, refused)
        else:
            remember("edit", "place", said(shown.name), plan)
            session().commit()
            flash(_("Saved."), "good")
            return redirect(url_for(".places", slug=slug), 303)
    return render_template("outreach/place.html", plan=plan, place=shown, form=form)


@blueprint.route("/plans/<slug>/places/<key>/retirement", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def place_retirement(slug: str, key: str) -> ResponseReturnValue:
    """Take a place out of use, or back."""
    plan = plan_or_404(slug)
    shown = place_or_404(plan, key)
    form = ConfirmForm()
    if form.validate_on_submit():
        retired = request.form.get("retired") == "yes"
        retire_place(shown, retired=retired)
        remember("retire" if retired else "restore", "place", said(shown.name), plan)
        session().commit()
        return redirect(url_for(".places", slug=slug), 303)
    return render_template("outreach/place_retirement.html", plan=plan, place=shown, form=form)


def say_already_there(form: PlaceForm, refused: AlreadyThere) -> None:
    """Name the place that is written so, next to the field."""
    words = _("“%(name)s” is already written so. Add the spelling there.", name=said(refused.place.name))
    form.words[0].errors = [words]
