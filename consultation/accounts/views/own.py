"""One's own account."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from consultation.accounts.access import account
from consultation.accounts.audit import note
from consultation.accounts.forms import ChangePasswordForm, MyAccountForm
from consultation.accounts.invite import set_password
from consultation.accounts.passwords import is_right
from consultation.accounts.views.door import blueprint, open_session
from consultation.accounts.words import ROLES, WHAT_ROLES_DO
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
    if form.validate_on_submit():
        if is_right(form.present.data, who.password_hash):
            set_password(session(), who, form.password.data)
            session().commit()
            open_session(who.id, who.epoch)
            flash(_("Your password is changed. Other devices are signed out."), "good")
            return redirect(url_for(".my_account"), 303)
        form.present.errors = [_("This is not your present password.")]
    return render_template("accounts/change_password.html", form=form)
