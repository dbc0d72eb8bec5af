"""A test client that reviews every page it fetches, as a careful reader would."""

import base64
import hashlib
import re
from typing import Any

import html5lib
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from consultation.models import Account

#: What may not stand in what, which a parser of HTML lets pass: {element: elements}.
NEVER_INSIDE = {
    "a[@href]": ("a[@href]", "button", "input[not(@type='hidden')]", "select", "textarea", "summary"),
    "button": ("a[@href]", "button", "input", "select", "textarea", "div", "p", "h2"),
    "label": ("label", "div", "p", "h2", "ul"),
    "p": ("div", "p", "ul", "form", "h2"),
    "ul": ("ul[parent::ul]", "a[parent::ul]", "p[parent::ul]"),
    "dl": ("p[parent::dl]", "a[parent::dl]"),
}
CONTROLS = "//input[not(@type='hidden') and not(@type='submit')] | //select | //textarea"


class ReviewingClient(FlaskClient):
    """Follows the rules of the house on every HTML page; signs in without the form where a test is not about it."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        is_page = response.mimetype == "text/html" and not response.is_streamed and not response.content_encoding
        if is_page and response.status_code not in {301, 302, 303}:
            review(response)
        return response

    def sign_in(self, account: Account) -> "ReviewingClient":
        """This browser, signed in to that account."""
        import time

        with self.session_transaction() as cookie_session:
            cookie_session.update(account=account.id, epoch=account.epoch, since=int(time.time()))
        return self

    def form(self, url: str, form_id: str | None = None) -> dict[str, str | list[str]]:
        """The fields of a form of a page as a browser would send them untouched (hidden ones and tokens included)."""
        page = html.fromstring(self.get(url).text)
        forms = page.xpath(f"//form[@id='{form_id}']") if form_id else page.xpath("//form[@method='post']")
        assert forms, f"{url} has no form {form_id or ''}"
        chosen: dict[str, str | list[str]] = {}
        for name, value in forms[-1].form_values():
            held = chosen.get(name)
            if held is None:
                chosen[name] = value
            else:
                chosen[name] = [*(held if isinstance(held, list) else [held]), value]
        return chosen


def review(response: TestResponse) -> None:
    """Fail on what no page may have."""
    where = f"{response.request.method} {response.request.path}"
    policy = response.headers["Content-Security-Policy"]
    review_words(response.text, where, policy)
    assert "unsafe" not in policy, f"{where}: {policy}"
    assert "default-src 'none'" in policy, f"{where}: {policy}"


def review_words(text: str, where: str, policy: str = "") -> None:
    """Fail on what no document may have."""
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(text)
    assert not parser.errors, f"{where}: HTML: {parser.errors[:3]}"
    page = html.fromstring(text)
    assert page.get("lang"), f"{where}: no lang"
    assert page.get("dir") in {"ltr", "rtl"}, f"{where}: no dir"
    heading = page.xpath("//h1")
    assert len(heading) == 1, f"{where}: {len(heading)} h1"
    words = " ".join(heading[0].text_content().split())
    title = " ".join(page.findtext(".//title").split())
    assert words, f"{where}: an empty h1"
    assert title.startswith(words), f"{where}: title {title!r} does not start with {words!r}"
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids)), f"{where}: ids stand twice: {sorted({i for i in ids if ids.count(i) > 1})}"
    for control in page.xpath(CONTROLS):
        labelled = (
            control.get("aria-label")
            or control.get("aria-labelledby")
            or control.xpath("ancestor::label")
            or (control.get("id") and page.xpath("//label[@for=$id]", id=control.get("id")))
        )
        assert labelled, f"{where}: no label for {control.get('name')}"
    for name in ("aria-labelledby", "aria-describedby"):
        for value in page.xpath(f"//@{name}"):
            missing = [i for i in value.split() if i not in ids]
            assert not missing, f"{where}: {name} points at nothing: {missing}"
    assert not page.xpath("//@style"), f"{where}: style="
    inline = page.xpath("//style/text() | //script[not(@src) and not(@type='application/json')]/text()")
    hashes = (base64.b64encode(hashlib.sha256(words.encode()).digest()).decode() for words in inline)
    assert all(f"'sha256-{one}'" in policy for one in hashes), f"{where}: inline script or style without its hash"
    assert not [a for a in page.xpath("//@*") if re.match(r"\s*javascript:", a)], f"{where}: javascript:"
    assert not page.xpath("//*[@*[starts-with(name(), 'on')]]"), f"{where}: an inline handler"
    assert not page.xpath("//img[not(@alt)]"), f"{where}: a picture without words"
    sizes = page.xpath("//img/@width | //img/@height")
    assert all(size.isdigit() for size in sizes), f"{where}: a picture measured in {sizes}"
    filled = page.xpath("//select[@required][not(@multiple)]/option[1][@value != '']")
    assert not filled, f"{where}: a list that is needed begins with a choice: {[one.get('value') for one in filled]}"
    for holder, forbidden in NEVER_INSIDE.items():
        assert not page.xpath(f"//{holder}//*[self::{' or self::'.join(forbidden)}]"), f"{where}: inside {holder}"
