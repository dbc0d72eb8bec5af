"""Whom to call back, and what is held on whom."""

from itertools import groupby

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.accounts.access import account, scope
from consultation.accounts.audit import note
from consultation.contacts.blueprint import blueprint
from consultation.contacts.export import as_json, calling_list
from consultation.contacts.forget import forget_held, forget_offers
from consultation.contacts.forms import DeletionForm
from consultation.contacts.queries import (
    Held,
    actions_without_pilot,
    held_on_person,
    offer_in_scope,
    offers_in_scope,
    offers_piloted_by,
    plans_in_scope,
    wish_in_scope,
    wishes_in_scope,
)
from consultation.db import session
from consultation.terms import Audience, OfferKind
from consultation.web.access import audience
from consultation.web.current import settings, url_if_built


@blueprint.get("/offers")
@audience(Audience.ORGANISERS)
def offers() -> ResponseReturnValue:
    """Offers of help by action, with what it takes to call back; `?kind=relay`: the resource persons alone."""
    kind = OfferKind.RELAY if request.args.get("kind") == OfferKind.RELAY else None
    groups = offers_in_scope(session(), scope(), kind=kind)
    return render_template("contacts/offers.html", groups=groups, kinds=kind_labels(), kind=kind)


@blueprint.get("/offers/mine")
@audience(Audience.READERS)
def calls() -> ResponseReturnValue:
    """The call-back list of a pilot: offers on the actions they answer for, and on no other (T28)."""
    return render_template(
        "contacts/calls.html", groups=offers_piloted_by(session(), account().id), kinds=kind_labels()
    )


@blueprint.get("/offers/carriers")
@audience(Audience.ORGANISERS)
def carriers() -> ResponseReturnValue:
    """The actions without pilot, each with those who would carry it (T46)."""
    asked = [(plan, actions_without_pilot(session(), plan.id)) for plan in plans_in_scope(session(), scope())]
    carrying = offers_in_scope(session(), scope(), kind=OfferKind.CARRYING)
    found = {(group.plan.id, group.action_key): group.offers for group in carrying}
    return render_template("contacts/carriers.html", plans=asked, found=found, public_url=settings().public_url)


@blueprint.get("/offers/actions/<slug>/<action_key>.csv")
@audience(Audience.ORGANISERS)
def action_offers(slug: str, action_key: str) -> ResponseReturnValue:
    """The call-back list of one action, for its pilot alone (T28)."""
    groups = offers_in_scope(session(), scope())
    found = [group for group in groups if (group.plan.slug, group.action_key) == (slug, action_key)]
    if not found:
        abort(404)
    file_name = f"{slug}-{action_key}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return Response(calling_list(found[0].offers, column_labels()), mimetype="text/csv", headers=headers)


@blueprint.post("/offers/<offer_id>/call")
@audience(Audience.ORGANISERS)
def call(offer_id: str) -> ResponseReturnValue:
    """Tick or untick: this person was called back."""
    offer = offer_in_scope(session(), offer_id, scope()) or abort(404)
    offer.called_back = not offer.called_back
    session().commit()
    return redirect(url_for(".offers", _anchor=f"offer-{offer.id}"), 303)


@blueprint.route("/offers/<offer_id>/deletion", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def deletion(offer_id: str) -> ResponseReturnValue:
    """Delete one offer, after a question."""
    offer = offer_in_scope(session(), offer_id, scope()) or abort(404)
    form = DeletionForm()
    if form.validate_on_submit():
        note(session(), account(), "delete", "offer", offer.action_key)
        forget_offers(session(), [offer])
        session().commit()
        flash(_("The offer is deleted."), "good")
        return redirect(url_for(".offers"), 303)
    return render_template("contacts/deletion.html", offer=offer, form=form)


@blueprint.get("/offers/hear")
@audience(Audience.ORGANISERS)
def wishes() -> ResponseReturnValue:
    """Who wants to hear what comes of a plan, by letter or by e-mail."""
    by_plan = [
        (plan, url_if_built("results.tell_people", slug=plan.slug), [wish for _plan, wish in group])
        for plan, group in groupby(wishes_in_scope(session(), scope()), lambda row: row[0])
    ]
    return render_template("contacts/wishes.html", plans=by_plan)


@blueprint.route("/offers/<offer_id>/person", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def person(offer_id: str) -> ResponseReturnValue:
    """Everything held on the person of an offer, to hand over or to delete at once (T79)."""
    return _show_person(_held_of_offer(offer_id), url_for(".person_file", offer_id=offer_id))


@blueprint.get("/offers/<offer_id>/person.json")
@audience(Audience.ORGANISERS)
def person_file(offer_id: str) -> ResponseReturnValue:
    """What is held on one person, as a file to hand over."""
    return _file_of(_held_of_offer(offer_id))


@blueprint.route("/offers/hear/<wish_id>/person", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def hearer(wish_id: str) -> ResponseReturnValue:
    """Everything held on somebody who wants to hear, to hand over or to delete at once (T79)."""
    return _show_person(_held_of_wish(wish_id), url_for(".hearer_file", wish_id=wish_id))


@blueprint.get("/offers/hear/<wish_id>/person.json")
@audience(Audience.ORGANISERS)
def hearer_file(wish_id: str) -> ResponseReturnValue:
    """What is held on somebody who wants to hear, as a file to hand over."""
    return _file_of(_held_of_wish(wish_id))


def _held_of_offer(offer_id: str) -> Held:
    return held_on_person(session(), offer_in_scope(session(), offer_id, scope()) or abort(404), scope())


def _held_of_wish(wish_id: str) -> Held:
    return held_on_person(session(), wish_in_scope(session(), wish_id, scope()) or abort(404), scope())


def _show_person(held: Held, file_url: str) -> ResponseReturnValue:
    form = DeletionForm()
    back = url_for(".offers") if held.offers else url_for(".wishes")
    if form.validate_on_submit():
        note(session(), account(), "delete", "person", str(forget_held(session(), held)))
        session().commit()
        flash(_("Everything held on this person is deleted."), "good")
        return redirect(back, 303)
    return render_template(
        "contacts/person.html",
        held=held,
        form=form,
        kinds=kind_labels(),
        purposes=purposes(),
        file_url=file_url,
        back=back,
    )


def _file_of(held: Held) -> ResponseReturnValue:
    headers = {"Content-Disposition": 'attachment; filename="person.json"'}
    return Response(as_json(held, purposes()), mimetype="application/json", headers=headers)


def purposes() -> dict[str, str]:
    """{what is held: what for, as whoever left it agreed to}."""
    return {
        "offers": _("Offers: to be called back about the action, by an organiser or those who carry it."),
        "wants_to_hear": _("Address: to be told what comes of the plan, and for nothing else."),
    }


def kind_labels() -> dict[str, str]:
    """{kind of help: words for organisers}."""
    return {
        OfferKind.TIME: _("time"),
        OfferKind.ROOM: _("a room"),
        OfferKind.TOOL: _("a tool"),
        OfferKind.SKILL: _("a skill"),
        OfferKind.TRANSLATING: _("translating"),
        OfferKind.CARRYING: _("would carry the action"),
        OfferKind.RELAY: _("resource person"),
    }


def column_labels() -> dict[str, str]:
    """{column of a call-back list: its heading}."""
    return {
        "name": _("Name"),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "organisation_name": _("Organisation"),
        "through_structure": _("Young person: call the organisation"),
        "kind": _("Kind of help"),
        "words": _("In their words"),
        "called_back": _("Called back"),
        "ends_on": _("Delete by"),
    }
