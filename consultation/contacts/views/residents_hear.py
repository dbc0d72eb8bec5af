"""Asking to be told what comes of a plan: an address apart from any answer, with a token that nothing else has."""

from collections.abc import Mapping

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.clock import today
from consultation.contacts.blueprint import blueprint
from consultation.contacts.forget import forget_wishes
from consultation.contacts.offers import MAX_NAME, InvalidOffer, Offerer, end_of_consent, new_token
from consultation.contacts.queries import PlanToHelp, wish_by_token, wishes_proved
from consultation.contacts.record import record_wish
from consultation.contacts.resident_words import error_words, offerer_words, way_words
from consultation.contacts.views.shared import HONEYPOT, here, offerer_said, page_links, plan_or_404, token_of
from consultation.contacts.wishes import MAX_ADDRESS, check_wish
from consultation.db import session
from consultation.i18n import RESIDENT_LOCALES
from consultation.terms import Audience
from consultation.web.access import audience
from consultation.web.current import settings
from consultation.web.text import clean
from consultation.web.throttle import is_too_much

ASKED = (Offerer.ADULT, Offerer.YOUNG, Offerer.CHILD)


@blueprint.route("/<locale>/hear/<slug>", methods=["GET", "POST"])
@audience(Audience.PUBLIC)
def hear(locale: str, slug: str) -> ResponseReturnValue:
    """Ask to be told by letter or by e-mail: first who asks, then where to."""
    plan = plan_or_404(locale, slug)
    offerer = offerer_said()
    if offerer not in ASKED:
        words = offerer_words()
        return render_template(
            "contacts/residents/who.html",
            plan=plan,
            action=None,
            title=_("Tell me what comes of it"),
            choices=[(here(who=who), words[who]) for who in ASKED],
            languages=page_links(),
        )
    if offerer is Offerer.CHILD:
        return render_template(
            "contacts/residents/child.html", plan=plan, wants_to_hear=True, languages=page_links(who=offerer)
        )
    if request.method != "POST":
        return _show_form(offerer, {}, token=new_token())
    return _take(plan, offerer, locale)


@blueprint.route("/<locale>/heard/<token>", methods=["GET", "POST"])
@audience(Audience.PUBLIC)
def my_wish(locale: str, token: str) -> ResponseReturnValue:
    """Until when the address is kept, and a button that deletes it; mail programs post here too (RFC 8058).

    It shows no name and no address: phones are passed around. From the form one comes here with what was left there
    alone, since anybody may have typed that address; from a message, with all that its reader left on the plan.
    """
    if locale not in RESIDENT_LOCALES:
        abort(404)
    own = wish_by_token(session(), token)
    kept = wishes_proved(session(), request.args.get("to", ""), settings().secret_key) or ([own] if own else [])
    if kept and request.method == "GET":
        return render_template("contacts/residents/my_wish.html", wish=kept[-1], languages=page_links())
    if kept:
        forget_wishes(session(), kept)
        session().commit()
    page = render_template("contacts/residents/forgotten.html", wants_to_hear=True, languages=page_links())
    return page, 404 if request.method == "GET" else 200


def _take(plan: PlanToHelp, offerer: Offerer, locale: str) -> ResponseReturnValue:
    """Check the form and keep the wish; or show it again with everything that was typed."""
    form = {name: clean(words) for name, words in request.form.items()}
    token = token_of(form)
    try:
        new = check_wish(form, offerer, token=token, plan_id=plan.id, locale=locale)
    except InvalidOffer as invalid:
        return _show_form(offerer, form, token=token, problems=invalid.problems), 422
    if is_too_much("answer", settings().answers_per_minute):
        return _show_form(offerer, form, token=token, problems={"": "wait"}), 429
    if form.get(HONEYPOT) or token != form.get("token"):
        return _show_form(offerer, form, token=token, problems={"": "again"}), 422
    kept = record_wish(session(), new, today())
    session().commit()
    return redirect(url_for(".my_wish", locale=locale, token=kept.token), 303)


def _show_form(
    offerer: Offerer, form: Mapping[str, str], *, token: str, problems: Mapping[str, str] | None = None
) -> str:
    return render_template(
        "contacts/residents/hear.html",
        offerer=offerer,
        ways=way_words().items(),
        values=form,
        token=token,
        errors=error_words(problems or {}, {"address": MAX_ADDRESS}),
        ends_on=end_of_consent(today()),
        honeypot=HONEYPOT,
        languages=page_links(who=offerer),
        maximum={"address": MAX_ADDRESS, "name": MAX_NAME},
    )
