"""Offering help: a page of its own, apart from any answer, with a token that nothing else has."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.clock import today
from consultation.contacts.blueprint import blueprint
from consultation.contacts.forget import forget_offers
from consultation.contacts.offers import (
    KINDS,
    MAX_NAME,
    MAX_WORDS,
    InvalidOffer,
    Offerer,
    check_offer,
    end_of_consent,
    new_token,
)
from consultation.contacts.queries import (
    ActionToHelp,
    PlanToHelp,
    actions_to_help,
    actions_without_pilot,
    offer_by_token,
)
from consultation.contacts.record import record_offer
from consultation.contacts.resident_words import error_words, kind_words, offerer_words
from consultation.contacts.views.shared import HONEYPOT, here, offerer_said, page_links, plan_or_404, token_of
from consultation.db import session
from consultation.i18n import RESIDENT_LOCALES
from consultation.terms import Audience, OfferKind
from consultation.web.access import audience
from consultation.web.current import settings
from consultation.web.text import clean
from consultation.web.throttle import is_too_much


@blueprint.route("/<locale>/help/<slug>", methods=["GET", "POST"], defaults={"action_key": None})
@blueprint.route("/<locale>/help/<slug>/<action_key>", methods=["GET", "POST"])
@audience(Audience.PUBLIC)
def offer(locale: str, slug: str, action_key: str | None) -> ResponseReturnValue:
    """Offer help to an action: first who offers, then what, and how to be called back."""
    plan = plan_or_404(locale, slug)
    actions = {action.key: action for action in actions_to_help(session(), plan.id)}
    if action_key is not None and action_key not in actions:
        abort(404)
    offerer = offerer_said()
    if offerer is None:
        chosen = actions.get(action_key or "")
        choices = [
            (here(action_key=action_key, who=who, kind=request.args.get("kind")), words)
            for who, words in offerer_words().items()
        ]
        return render_template(
            "contacts/residents/who.html",
            plan=plan,
            action=chosen,
            title=_("I want to help"),
            choices=choices,
            languages=page_links(),
        )
    if offerer is Offerer.CHILD:
        return render_template("contacts/residents/child.html", plan=plan, languages=page_links(who=offerer))
    if request.method != "POST":
        return _show_form(plan, actions, action_key, offerer, {}, token=new_token())
    return _take(plan, actions, action_key, offerer)


@blueprint.get("/<locale>/carry/<slug>")
@audience(Audience.PUBLIC)
def carry(locale: str, slug: str) -> ResponseReturnValue:
    """The actions nobody carries yet, for associations and companies (T46)."""
    plan = plan_or_404(locale, slug)
    actions = actions_without_pilot(session(), plan.id)
    return render_template("contacts/residents/carry.html", plan=plan, actions=actions, languages=page_links())


@blueprint.route("/<locale>/offers/<token>", methods=["GET", "POST"])
@audience(Audience.PUBLIC)
def my_offer(locale: str, token: str) -> ResponseReturnValue:
    """Thank you; until when the offer is kept; and a button that takes it back.

    Whoever made the offer holds this address. It shows no name, phone or e-mail: phones are passed around.
    """
    if locale not in RESIDENT_LOCALES:
        abort(404)
    kept = offer_by_token(session(), token)
    if kept is None:
        return render_template(
            "contacts/residents/forgotten.html", languages=page_links()
        ), 404 if request.method == "GET" else 200
    if request.method == "POST":
        forget_offers(session(), [kept])
        session().commit()
        return render_template("contacts/residents/forgotten.html", languages=page_links())
    titles = {action.key: action.title for action in actions_to_help(session(), kept.plan_id)}
    return render_template(
        "contacts/residents/my_offer.html",
        offer=kept,
        kind=kind_words()[OfferKind(kept.kind)],
        title=titles.get(kept.action_key, kept.action_key),
        languages=page_links(),
    )


def _take(
    plan: PlanToHelp, actions: Mapping[str, ActionToHelp], action_key: str | None, offerer: Offerer
) -> ResponseReturnValue:
    """Check the form and keep the offer; or show it again with everything that was typed."""
    form = {name: clean(words) for name, words in request.form.items()}
    token = token_of(form)
    chosen = action_key or form.get("action")
    locale = str(request.view_args["locale"]) if request.view_args else ""
    try:
        new = check_offer(
            form,
            offerer,
            token=token,
            plan_id=plan.id,
            action_key=chosen if chosen in actions else None,
            locale=locale,
        )
    except InvalidOffer as invalid:
        return _show_form(plan, actions, action_key, offerer, form, token=token, problems=invalid.problems), 422
    if is_too_much("answer", settings().answers_per_minute):
        return _show_form(plan, actions, action_key, offerer, form, token=token, problems={"": "wait"}), 429
    if form.get(HONEYPOT) or token != form.get("token"):
        return _show_form(plan, actions, action_key, offerer, form, token=token, problems={"": "again"}), 422
    kept = record_offer(session(), new, today())
    session().commit()
    return redirect(url_for(".my_offer", locale=locale, token=kept.token), 303)


def _show_form(
    plan: PlanToHelp,
    actions: Mapping[str, ActionToHelp],
    action_key: str | None,
    offerer: Offerer,
    form: Mapping[str, str],
    *,
    token: str,
    problems: Mapping[str, str] | None = None,
) -> str:
    values: dict[str, Any] = {"kind": request.args.get("kind", ""), **form}
    kinds = kind_words()
    return render_template(
        "contacts/residents/offer.html",
        plan=plan,
        action=actions.get(action_key or ""),
        priorities=[(title, list(group)) for title, group in groupby(actions.values(), lambda one: one.priority_title)],
        offerer=offerer,
        kinds=[(kind, kinds[kind]) for kind in KINDS[offerer]],
        values=values,
        token=token,
        errors=error_words(problems or {}, {"words": MAX_WORDS}),
        ends_on=end_of_consent(today()),
        honeypot=HONEYPOT,
        languages=page_links(who=offerer),
        maximum={"words": MAX_WORDS, "name": MAX_NAME},
    )
