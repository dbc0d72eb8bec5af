"""A form sent too late: what was typed goes with the person through the sign-in, and is sent when they say so.

It travels in the page, signed, and is kept on no disk. Whose it is stands in the token of the form, which we signed
when we showed it to them: nobody else is shown it, and a form made elsewhere is never kept.
"""

import secrets
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import current_app, render_template, request
from itsdangerous import BadData, URLSafeTimedSerializer

from consultation.accounts.forms import SignInForm
from consultation.web.current import settings

CSRF_FIELD = "csrf_token"
FORM_LASTS_S = 7 * 24 * 3600
"""Age a page may have whose form is still kept."""
SIGN_IN_LASTS_S = 12 * 3600
"""How long a form waits for somebody to sign in."""
#: Forms whose words nobody may carry.
SECRET_FIELDS = frozenset({"password", "present"})


class LateForm(NamedTuple):
    """A form that was sent and not carried out."""

    account_id: int
    """Who filled it in."""
    url: str
    """Where it was sent to: an address of ours."""
    back: str
    """The page it stood on."""
    fields: Sequence[tuple[str, str]]
    files: Sequence[str]
    """Names of the files sent with it, which are not kept."""

    @property
    def typed(self) -> list[str]:
        """The words in it, to be looked at."""
        return list(dict.fromkeys(value for _name, value in self.fields if any(map(str.isalpha, value))))


def form_token(account_id: int) -> str:
    """What ties the forms of a session to it, and says whose they are; goes out signed."""
    return f"{account_id}.{secrets.token_hex(20)}"


def sent_form() -> LateForm | None:
    """The form of this request; None when it is not to be kept: no words in it, none of ours, or sent by a script."""
    is_too_long = (request.content_length or 0) > (request.max_content_length or 0)
    if request.method != "POST" or is_too_long or request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return None
    account_id = _account_of_token(request.form.get(CSRF_FIELD, ""))
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != CSRF_FIELD]
    if account_id is None or not fields or SECRET_FIELDS & request.form.keys():
        return None
    files = [file.filename for file in request.files.values() if file.filename]
    return LateForm(account_id, request.full_path.rstrip("?"), page_before(), fields, files)


def _account_of_token(token: str) -> int | None:
    """The account a form was shown to."""
    try:
        said = URLSafeTimedSerializer(current_app.secret_key or "", salt="wtf-csrf-token").loads(
            token, max_age=FORM_LASTS_S
        )
    except BadData:
        return None
    account_id = str(said).partition(".")[0]
    return int(account_id) if account_id.isdecimal() else None


def page_before() -> str:
    """The page a form was sent from: its own address where it can be opened, else the one the browser names."""
    if request.url_rule is not None and "GET" in (request.url_rule.methods or ()):
        return request.full_path.rstrip("?")
    named = urlsplit(request.referrer or "")
    return f"{named.path}?{named.query}".rstrip("?") if named.netloc == request.host else ""


def seal(kept: LateForm) -> str | None:
    """The form as one word that only we can have made; None when it is longer than what a form may hold."""
    sealed = _sealer().dumps(kept)
    assert isinstance(sealed, str)
    return sealed if len(sealed) < settings().max_form_kb * 1_000 - 4_000 else None


def unseal(sealed: str) -> LateForm | None:
    """The form that was sealed; None for anything else, and for one that waited too long."""
    try:
        account_id, url, back, fields, files = _sealer().loads(sealed, max_age=SIGN_IN_LASTS_S)
    except BadData:
        return None
    return LateForm(account_id, url, back, [(name, value) for name, value in fields], files)


def _sealer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="kept-form")


def ask_to_sign_in(kept: LateForm) -> tuple[str, int] | None:
    """The door, through which the form goes along; None when it is too long for that."""
    sealed = seal(kept)
    if sealed is None:
        return None
    form = SignInForm(formdata=None)
    return render_template("accounts/sign_in.html", form=form, kept=sealed, next=kept.back), 403


def ask_to_send(kept: LateForm, back: str) -> str:
    """The page that sends the form again when the person says so, or leads back without."""
    return render_template("accounts/late_form.html", kept=kept, back=back)
