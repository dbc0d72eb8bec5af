"""Who is here, and what they may open: deny by default, one declared audience per endpoint.

`check` runs before every request. Views ask `account()` and reach objects of an organisation through
`scope()`: what belongs to another organisation is 404, never 403.
"""

import time
from typing import Any
from urllib.parse import urlsplit

from flask import abort, current_app, g, redirect, request, url_for
from flask import session as cookie_session
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError

from consultation.accounts.late_form import ask_to_send, ask_to_sign_in, form_token, page_before, sent_form
from consultation.accounts.queries import account_by_id
from consultation.db import SAFE_METHODS, session
from consultation.models import Account
from consultation.terms import Audience, Role
from consultation.web.access import declared_audience
from consultation.web.current import settings

#: What each role opens; administrators open everything.
ADMITTED: dict[Audience, frozenset[Role]] = {
    Audience.SIGNED_IN: frozenset(Role),
    Audience.READERS: frozenset({Role.READER, Role.ORGANISER, Role.ADMINISTRATOR}),
    Audience.BRIEFED: frozenset({Role.READER, Role.OFFICIAL, Role.ORGANISER, Role.ADMINISTRATOR}),
    Audience.REPLYING: frozenset({Role.OFFICIAL, Role.ORGANISER, Role.ADMINISTRATOR}),
    Audience.VOLUNTEERS: frozenset({Role.VOLUNTEER, Role.ORGANISER, Role.ADMINISTRATOR}),
    Audience.ORGANISERS: frozenset({Role.ORGANISER, Role.ADMINISTRATOR}),
    Audience.ADMINISTRATORS: frozenset({Role.ADMINISTRATOR}),
}

#: Main menu, in order: {endpoint: label}; each account sees the entries it may open.
MENU = {
    "results.desk": _l("Desk"),
    "plan.plans": _l("Plans"),
    "paper.sheets": _l("Paper sheets"),
    "paper.key_in": _l("Key in sheets"),
    "answering.asking": _l("Ask people"),
    "scans.piles": _l("Scans"),
    "boxes.key_in": _l("Key in slips"),
    "boxes.boxes": _l("Idea boxes"),
    "contacts.offers": _l("Offers of help"),
    "accounts.accounts": _l("Accounts"),
}

#: Screens that are tabs of an entry of the menu, at other addresses: {endpoint: endpoint of the entry}.
PART_OF = {"accounts.audit": "accounts.accounts", "accounts.organisations": "accounts.accounts"}


def check() -> ResponseReturnValue | None:
    """Let the request in, send it to sign in, or refuse it."""
    if request.endpoint is None:
        return None  # no such address: 404 follows
    whom = declared_audience(current_app.view_functions[request.endpoint])
    if whom is Audience.PUBLIC:
        check_origin()
        return None
    if whom is None:
        abort(403)
    who = current_account()
    if who is None:
        kept = sent_form()
        return (kept and ask_to_sign_in(kept)) or redirect(url_for("accounts.sign_in", next=page_before() or None), 303)
    if Role(who.role) not in ADMITTED[whom]:
        abort(403)
    if request.method not in SAFE_METHODS:
        # After the two above, so that whoever may not send anything has nothing read.
        return check_token(who)
    if "csrf_token" not in cookie_session:
        cookie_session["csrf_token"] = form_token(who.id)
    return None


def check_token(who: Account) -> ResponseReturnValue | None:
    """A form was made for this session; one made for an earlier session of the account is sent again on a click.

    :raises CSRFError: for any other.
    """
    try:
        current_app.extensions["csrf"].protect()
    except CSRFError:
        kept = sent_form()
        if kept is None or kept.account_id != who.id:
            raise
        return ask_to_send(kept, safe_next(kept.back)), 409
    return None


def check_origin() -> None:
    """A form of the public is sent from our own pages: its Origin, where the browser tells one, is ours.

    There is no cookie to steal here; this keeps other sites from filling our forms through their visitors.
    """
    origin = request.headers.get("Origin")
    if request.method in SAFE_METHODS or origin is None:
        return
    public_host = urlsplit(settings().public_url).netloc
    if urlsplit(origin).netloc not in {public_host, request.host}:
        abort(400)


def current_account() -> Account | None:
    """Whoever is signed in, if the cookie is of the account's present epoch and not too old; else None."""
    if "account" not in g:
        g.account = _account_of_cookie()
        g.account_locale = g.account.locale if g.account else None
    found: Account | None = g.account
    return found


def _account_of_cookie() -> Account | None:
    account_id = cookie_session.get("account")
    if account_id is None:
        return None
    found = account_by_id(session(), account_id)
    lifetime_s = current_app.permanent_session_lifetime.total_seconds()
    if found is None or not found.is_active or found.epoch != cookie_session.get("epoch"):
        return None
    return found if time.time() - cookie_session.get("since", 0) < lifetime_s else None


def account() -> Account:
    """Whoever is signed in; only for views whose audience signs in."""
    found = current_account()
    if found is None:
        abort(403)
    return found


def scope() -> int | None:
    """The organisation whose objects this account reaches; None: all (administrators)."""
    return account().organisation_id


def first_page() -> str:
    """Where a person who signs in arrives."""
    desk = "results.desk"
    return url_for(desk if desk in current_app.view_functions else "accounts.my_account")


def safe_next(target: str | None) -> str:
    """Where to go after signing in: an address of this site, else the first page.

    Browsers drop tabs and line ends and take a backslash for a slash, so none may stand in it.
    """
    is_ours = target and target.isprintable() and target.startswith("/") and "\\" not in target
    return target if target and is_ours and not target.startswith("//") else first_page()


def template_values() -> dict[str, Any]:
    """For templates: the account when the page is one that signs in; a public page never looks at the cookie."""
    view = current_app.view_functions.get(request.endpoint or "")
    whom = declared_audience(view) if view else Audience.PUBLIC
    return {
        "account": None if whom in {None, Audience.PUBLIC} else current_account(),
        "menu": menu,
        "first_page": first_page,
    }


class Entry:
    """One entry of the main menu."""

    def __init__(self, label: str, endpoint: str) -> None:
        self.label = label
        self.url = url_for(endpoint)
        #: "page", "true" when the page is one of its parts, or none
        self.current: str | None = None
        if request.endpoint == endpoint:
            self.current = "page"
        elif PART_OF.get(request.endpoint or "") == endpoint or request.path.startswith(f"{self.url}/"):
            self.current = "true"


def menu() -> list[Entry]:
    """Entries of the main menu that exist and that this account may open."""
    who = current_account()
    if who is None:
        return []
    entries = []
    for endpoint, label in MENU.items():
        view = current_app.view_functions.get(endpoint)
        whom = declared_audience(view) if view else None
        if whom and (whom is Audience.PUBLIC or Role(who.role) in ADMITTED[whom]):
            entries.append(Entry(str(label), endpoint))
    return entries
