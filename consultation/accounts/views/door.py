"""Signing in and out, and the links that let somebody in."""

import time

from flask import Blueprint, abort, current_app, g, make_response, redirect, render_template, request, url_for
from flask import session as cookie_session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consultation.accounts.access import account, first_page, safe_next
from consultation.accounts.forms import JoinForm, NewPasswordForm, SignInForm
from consultation.accounts.invite import InvitationOver, accept, token_hash
from consultation.accounts.late_form import ask_to_send, form_token, unseal
from consultation.accounts.queries import account_by_id, invitation_by_hash, is_over
from consultation.accounts.sign_in import TooManyTries, begin_sign_in, finish_sign_in
from consultation.accounts.throttle import forgive, keys_of, name_key
from consultation.db import session
from consultation.i18n import current_locale
from consultation.terms import Audience
from consultation.web.access import audience

blueprint = Blueprint("accounts", __name__, template_folder="../templates")


@blueprint.route("/sign-in", methods=["GET", "POST"])
@audience(Audience.PUBLIC)
def sign_in() -> ResponseReturnValue:
    """The door."""
    form = SignInForm()
    if not form.validate_on_submit():
        return show_door(form)
    keys = keys_of(form.email.data, request.remote_addr or "", secret())
    try:
        password_hash = begin_sign_in(session(), form.email.data, keys)
    except TooManyTries as refused:
        return ask_to_wait(form, refused.wait_s)
    session().commit()  # the try is counted, and no lock is held while the password is checked
    who = finish_sign_in(session(), form.email.data, form.password.data, password_hash, keys)
    if who is None:
        form.password.errors = [_("The address or the password is not right.")]
        return show_door(form)
    session().commit()
    open_session(who.id, who.epoch)
    kept = unseal(request.form.get("kept", ""))
    if kept and kept.account_id == who.id:
        return ask_to_send(kept, safe_next(kept.back))
    return redirect(first_page() if kept else safe_next(request.args.get("next")), 303)


def show_door(form: SignInForm) -> str:
    """The door; a form that waits for it to open stays with it."""
    kept, back = request.form.get("kept"), request.args.get("next")
    return render_template("accounts/sign_in.html", form=form, kept=kept, next=back)


def secret() -> str:
    """What keys the hashes of names and connections: the same in every process."""
    return str(current_app.config["SECRET_KEY"])


def ask_to_wait(form: SignInForm, wait_s: int) -> ResponseReturnValue:
    """The door again, with how long to wait; what was typed stands, but for the password."""
    form.password.errors = [words_to_wait(wait_s)]
    response = make_response(show_door(form), 429)
    response.headers["Retry-After"] = str(wait_s)
    return response


def words_to_wait(wait_s: int) -> str:
    """How long somebody waits who tried too often."""
    if wait_s > 60:
        words = ngettext(
            "Too many tries. Wait %(num)s minute, then try again.",
            "Too many tries. Wait %(num)s minutes, then try again.",
            -(-wait_s // 60),
        )
    else:
        words = ngettext(
            "Too many tries. Wait %(num)s second, then try again.",
            "Too many tries. Wait %(num)s seconds, then try again.",
            wait_s,
        )
    return str(words)


def open_session(account_id: int, epoch: int) -> None:
    """A cookie of this account; nothing of the one before stays in it."""
    cookie_session.clear()
    cookie_session.permanent = True
    cookie_session.update(account=account_id, epoch=epoch, since=int(time.time()), csrf_token=form_token(account_id))
    g.pop("csrf_token", None)  # that of the session before, if a form of this page had one


@blueprint.post("/sign-out")
@audience(Audience.SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    """End every session of this account: cookies copied before are dead."""
    account().epoch += 1
    session().commit()
    cookie_session.clear()
    return redirect(url_for(".sign_in"), 303)


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
@audience(Audience.PUBLIC)
def invitation(token: str) -> ResponseReturnValue:
    """A link somebody was given: choose a name and a password, or only a new password."""
    found = invitation_by_hash(session(), token_hash(token)) or abort(404)
    if is_over(session(), found):
        return render_template("accounts/invitation_over.html"), 410
    known = account_by_id(session(), found.account_id) if found.account_id else None
    form = NewPasswordForm() if known else JoinForm()
    name = known.name if known else form.name.data or ""
    form.own_words = (name, found.email)
    if not form.validate_on_submit():
        return render_template("accounts/invitation.html", form=form, invitation=found, known=known)
    try:
        who = accept(session(), found, name=name, password=form.password.data, locale=current_locale())
    except InvitationOver:
        return render_template("accounts/invitation_over.html"), 410
    forgive(session(), name_key(who.email, secret()))
    session().commit()
    open_session(who.id, who.epoch)
    return redirect(first_page(), 303)
