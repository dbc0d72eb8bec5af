"""One's own account."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from consultation.accounts.access import account
from consultation.accounts.audit import note
from consultation.accounts.forms import ChangePasswordForm, MyAccountForm
from consultation.accounts.invite import set_password
from consultation.accounts.passwords import is_right
from consultation.accounts.throttle import count_try, forgive, keys_of
from consultation.accounts.views.door import blueprint, open_session, secret, words_to_wait
from consultation.accounts.words import ROLES, WHAT_ROLES_DO
from consultation.clock import now
from consultation.db import session
from consultation.terms import Audience, Role
from consultation.web.access import audience


@blueprint.route("/account", methods=["GET", "POST"])
@audience(Audience.SIGNED_IN)
def my_account() -> ResponseReturnValue:
    """What the person signed in may change about themselves."""
    who = account()
    form = MyAccountForm(obj=who)
    if form.validate_on_submit():
        who.name, who.locale = form.name.data.strip(), form.locale.data
        note(session(), who, "change", "account", who.email)
        session().commit()
        with force_locale(who.locale):
            flash(_("Saved."), "good")
        return redirect(url_for(".my_account"), 303)
    role = Role(who.role)
    return render_template("accounts/my_account.html", form=form, role=ROLES[role], does=WHAT_ROLES_DO[role])


@blueprint.route("/account/password", methods=["GET", "POST"])
@audience(Audience.SIGNED_IN)
def change_password() -> ResponseReturnValue:
    """Another password; every other session of the account ends."""
    who = account()
    form = ChangePasswordForm()
    form.own_words = (who.name, who.email)
    if not form.validate_on_submit():
        return render_template("accounts/change_password.html", form=form)
    # A phone left lying about is signed in: its finder guesses no faster than at the door.
    keys = keys_of(who.email, request.remote_addr or "", secret())
    if wait_s := count_try(session(), keys, now()):
        form.present.errors = [words_to_wait(wait_s)]
        return render_template("accounts/change_password.html", form=form), 429
    session().commit()
    if not is_right(form.present.data, who.password_hash):
        form.present.errors = [_("This is not your present password.")]
        return render_template("accounts/change_password.html", form=form)
    forgive(session(), *keys)
    set_password(session(), who, form.password.data)
    session().commit()
    open_session(who.id, who.epoch)
    flash(_("Your password is changed. Other devices are signed out."), "good")
    return redirect(url_for(".my_account"), 303)
