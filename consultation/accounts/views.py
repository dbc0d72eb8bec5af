"""Signing in and out."""

import time

from flask import Blueprint, redirect, render_template, request, url_for
from flask import session as cookie_session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.accounts.access import account
from consultation.accounts.forms import SignInForm
from consultation.accounts.passwords import is_right
from consultation.accounts.queries import account_by_email
from consultation.db import session
from consultation.terms import Audience
from consultation.web.access import audience

blueprint = Blueprint("accounts", __name__, template_folder="templates")


@blueprint.route("/sign-in", methods=["GET", "POST"])
@audience(Audience.PUBLIC)
def sign_in() -> ResponseReturnValue:
    """The door."""
    form = SignInForm()
    if form.validate_on_submit():
        who = account_by_email(session(), form.email.data)
        if is_right(form.password.data, who.password_hash if who else None) and who and who.is_active:
            cookie_session.clear()
            cookie_session.permanent = True
            cookie_session.update(account=who.id, epoch=who.epoch, since=int(time.time()))
            return redirect(safe_next(request.args.get("next")), 303)
        form.password.errors = [_("The address or the password is not right.")]
    return render_template("accounts/sign_in.html", form=form)


@blueprint.post("/sign-out")
@audience(Audience.SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    """End every session of this account: cookies copied before are dead."""
    account().epoch += 1
    session().commit()
    cookie_session.clear()
    return redirect(url_for(".sign_in"), 303)


@blueprint.get("/account")
@audience(Audience.SIGNED_IN)
def my_account() -> str:
    """What the person signed in may change about themselves."""
    return render_template("accounts/my_account.html")


def safe_next(target: str | None) -> str:
    """Where to go after signing in: an address of this site, else the first page."""
    if target and target.startswith("/") and not target.startswith(("//", "/\\")) and "\n" not in target:
        return target
    return "/"
