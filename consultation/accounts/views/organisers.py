"""Accounts of an organisation, organisations, and the trail."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from wtforms.fields.choices import SelectChoice

from consultation.accounts import manage
from consultation.accounts import queries as read
from consultation.accounts.access import account as present_account
from consultation.accounts.access import scope
from consultation.accounts.forms import AccountForm, ConfirmForm, InviteForm, OrganisationForm, role_choices
from consultation.accounts.invite import AddressTaken, Link, renew_password
from consultation.accounts.invite import invite as make_invitation
from consultation.accounts.invite import take_back as kill_invitation
from consultation.accounts.views.door import blueprint
from consultation.accounts.words import DETAILS, OBJECTS, ROLES, VERBS, WHAT_ROLES_DO
from consultation.db import session
from consultation.terms import Audience, Role
from consultation.web.access import audience
from consultation.web.current import settings
from consultation.web.paging import asked_page
from consultation.web.pdf import qr_svg
from consultation.web.typed import row_number

#: Roles inside an organisation, which its organisers give.
OF_AN_ORGANISATION = (Role.ORGANISER, Role.VOLUNTEER, Role.READER, Role.OFFICIAL)


@blueprint.get("/accounts")
@audience(Audience.ORGANISERS)
def accounts() -> str:
    """Who signs in, and who is invited."""
    chosen = chosen_scope()
    paging = asked_page(read.count_accounts(session(), chosen))
    return render_template(
        "accounts/accounts.html",
        lines=read.accounts_in_scope(session(), chosen, paging.offset, paging.size),
        paging=paging,
        invitations=read.open_invitations(session(), chosen),
        organisations=read.organisations(session()) if scope() is None else [],
        sees_all=scope() is None,
        roles=ROLES,
    )


def chosen_scope() -> int | None:
    """The organisation of this account; for administrators the one they ask for, or all."""
    if scope() is not None or not request.args.get("organisation"):
        return scope()
    found = read.organisation_by_slug(session(), request.args["organisation"]) or abort(404)
    return found.id


@blueprint.route("/accounts/invite", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def invite() -> ResponseReturnValue:
    """Make a link for somebody who has no account yet."""
    form = InviteForm()
    offer_organisations(form)
    if form.validate_on_submit():
        role = Role(form.role.data)
        organisation_id = None if role is Role.ADMINISTRATOR else scope() or form.organisation.data
        try:
            link = make_invitation(
                session(), present_account(), email=form.email.data, role=role, organisation_id=organisation_id
            )
        except AddressTaken:
            form.email.errors = [_("There is an account of this address already.")]
        else:
            session().commit()
            return show_link(link, form.email.data.strip().lower(), is_new=True)
    return render_template("accounts/invite.html", form=form, what_roles_do=WHAT_ROLES_DO)


def offer_organisations(form: InviteForm) -> None:
    """Administrators choose the organisation, and may invite administrators; organisers neither."""
    if scope() is None:
        form.role.choices = role_choices(Role)
        named = [SelectChoice(found.id, found.name) for found, _people in read.organisations(session())]
        form.organisation.choices = [SelectChoice(0, _("None (administrators)")), *named]
    else:
        form.role.choices = role_choices(OF_AN_ORGANISATION)
        del form.organisation


def show_link(link: Link, email: str, *, is_new: bool) -> str:
    """The link, this once: only its hash is kept."""
    address = settings().public_url + url_for(".invitation", token=link.token)
    return render_template(
        "accounts/link.html",
        address=address,
        code=Markup(qr_svg(address)),  # noqa: S704  # our own squares
        email=email,
        expires_at=link.expires_at,
        is_new=is_new,
    )


@blueprint.post("/invitations/<int:invitation_id>/take-back")
@audience(Audience.ORGANISERS)
def take_back(invitation_id: int) -> ResponseReturnValue:
    """The link of an invitation opens nothing any more."""
    found = read.invitation_in_scope(session(), invitation_id, scope()) or abort(404)
    kill_invitation(session(), present_account(), found)
    session().commit()
    flash(_("The invitation is taken back: its link opens nothing any more."), "good")
    return redirect(url_for(".accounts"), 303)


@blueprint.route("/accounts/<int:account_id>", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def account(account_id: int) -> ResponseReturnValue:
    """The name and the role of somebody, and what may be done with the account."""
    whom = read.account_in_scope(session(), account_id, scope()) or abort(404)
    form = AccountForm(obj=whom)
    form.role.choices = role_choices([Role.ADMINISTRATOR] if whom.organisation_id is None else OF_AN_ORGANISATION)
    if form.validate_on_submit():
        try:
            manage.change_account(session(), present_account(), whom, name=form.name.data, role=Role(form.role.data))
        except manage.OwnAccount:
            form.role.errors = [_("Your own role is changed by somebody else.")]
        else:
            session().commit()
            flash(_("Saved."), "good")
            return redirect(url_for(".accounts"), 303)
    return render_template(
        "accounts/account.html",
        form=form,
        whom=whom,
        is_own=whom.id == present_account().id,
        what_roles_do=WHAT_ROLES_DO,
    )


@blueprint.route("/accounts/<int:account_id>/link", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def new_link(account_id: int) -> ResponseReturnValue:
    """A link for somebody who has forgotten the password."""
    whom = read.account_in_scope(session(), account_id, scope()) or abort(404)
    if not whom.is_active:
        abort(409)
    form = ConfirmForm()
    if form.validate_on_submit():
        link = renew_password(session(), present_account(), whom)
        session().commit()
        return show_link(link, whom.email, is_new=False)
    return render_template("accounts/new_link.html", form=form, whom=whom)


@blueprint.route("/accounts/<int:account_id>/deactivate", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def deactivate(account_id: int) -> ResponseReturnValue:
    """Close an account, after asking."""
    whom = read.account_in_scope(session(), account_id, scope()) or abort(404)
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            manage.deactivate(session(), present_account(), whom)
        except manage.OwnAccount:
            abort(409)
        session().commit()
        flash(_("%(name)s cannot sign in any more.", name=whom.name), "good")
        return redirect(url_for(".accounts"), 303)
    return render_template("accounts/deactivate.html", form=form, whom=whom)


@blueprint.post("/accounts/<int:account_id>/reactivate")
@audience(Audience.ORGANISERS)
def reactivate(account_id: int) -> ResponseReturnValue:
    """Open a closed account again."""
    whom = read.account_in_scope(session(), account_id, scope()) or abort(404)
    manage.reactivate(session(), present_account(), whom)
    session().commit()
    flash(_("%(name)s can sign in again.", name=whom.name), "good")
    return redirect(url_for(".accounts"), 303)


@blueprint.route("/accounts/<int:account_id>/erase", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def erase(account_id: int) -> ResponseReturnValue:
    """Forget who somebody was, after asking."""
    whom = read.account_in_scope(session(), account_id, scope()) or abort(404)
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            manage.erase(session(), present_account(), whom)
        except manage.OwnAccount:
            abort(409)
        session().commit()
        flash(_("The account is erased."), "good")
        return redirect(url_for(".accounts"), 303)
    return render_template("accounts/erase.html", form=form, whom=whom)


@blueprint.route("/organisations", methods=["GET", "POST"])
@audience(Audience.ADMINISTRATORS)
def organisations() -> ResponseReturnValue:
    """Every organisation of this installation, and a new one."""
    form = OrganisationForm()
    if form.validate_on_submit():
        try:
            made = manage.create_organisation(session(), present_account(), name=form.name.data, slug=form.slug.data)
        except manage.SlugTaken:
            form.slug.errors = [_("Another organisation has this short name.")]
        else:
            session().commit()
            flash(_("%(name)s is created. Now invite its first organiser.", name=made.name), "good")
            return redirect(url_for(".organisations"), 303)
    return render_template("accounts/organisations.html", form=form, organisations=read.organisations(session()))


@blueprint.get("/audit")
@audience(Audience.ORGANISERS)
def audit() -> str:
    """Who did what."""
    wanted = read.AuditFilter(
        chosen_scope(), request.args.get("verb") or None, request.args.get("person", type=row_number)
    )
    paging = asked_page(read.count_acts(session(), wanted))
    return render_template(
        "accounts/audit.html",
        lines=read.acts(session(), wanted, paging.offset, paging.size),
        paging=paging,
        wanted=wanted,
        verbs=[(verb, VERBS.get(verb, verb)) for verb in read.verbs_done(session(), chosen_scope())],
        people=read.people_who_acted(session(), chosen_scope()),
        organisations=read.organisations(session()) if scope() is None else [],
        sees_all=scope() is None,
        words={**VERBS, **OBJECTS},
        details=DETAILS,
        roles=ROLES,
    )
