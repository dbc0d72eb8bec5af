"""Every address and every form, given what nobody would type: the answer may be a refusal, never a failure."""

import itertools
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from consultation.models import Account
from consultation.terms import Role
from consultation.web.access import declared_audience
from tests import factories
from tests.house import world

HUGE = "99999999999999999999"
ODD_WORDS = (
    "",
    " ",
    "a\0b",
    "-1",
    HUGE,
    "٣٤٥٦-٧",
    "²",
    "1e999",
    "nan",
    "é" * 5_000,
    "\u202e\u2066\ufeff\u200f",
    "\U0001f469\u200d\U0001f33e\U0010ffff",
    '\'"<script>{{7*7}}{% x %}#eval("1")',
    "=HYPERLINK(1)",
    "2026-13-45",
    "0001-01-01",
    "9999-12-31",
    "../../etc/passwd",
    "\r\nX-Odd: 1",
    "[]",
    "null",
)
#: Left alone: without it nothing behind the door is tried.
KEPT = {"csrf_token"}
#: What would end the session, or take away the objects the others are tried on.
NOT_SENT = ("sign-out", "erase", "deletion", "removal", "person")
ODD_IN_ADDRESSES = ("a\0b", "-1", HUGE, "9" * 5_000, "٣", "é" * 300, "<b>'\"")


@pytest.fixture
def town(app: Flask, session: Session) -> dict[str, Any]:
    organisation = factories.organisation(session)
    return {"organisation": organisation.id, **world.build(app, session, organisation.id)}


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    """A browser that does not review pages: odd words make odd pages."""
    return FlaskClient(app)


def people(session: Session, town: dict[str, Any]) -> list[Account | None]:
    """Nobody, a volunteer and an administrator: together they open every page."""
    volunteer = factories.account(session, Role.VOLUNTEER, organisation_id=town["organisation"])
    found = [None, volunteer, factories.account(session, Role.ADMINISTRATOR)]
    session.commit()
    return found


def enter(browser: FlaskClient, who: Account | None) -> None:
    with browser.session_transaction() as cookie_session:
        if who:
            cookie_session.update(account=who.id, epoch=who.epoch, since=2**33)


def rules(app: Flask, method: str) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and declared_audience(app.view_functions[rule.endpoint]):
            yield rule


def test_odd_addresses_are_not_found(app: Flask, session: Session, browser: FlaskClient, town: dict[str, Any]) -> None:
    failed = []
    enter(browser, people(session, town)[-1])
    for rule in rules(app, "GET"):
        for name in rule.arguments:
            for odd in ODD_IN_ADDRESSES:
                path = odd_address(app, rule, town, name, odd)
                if path is None:
                    continue
                failed += failure(browser.get(path), path[:80])
    assert not failed


def odd_address(app: Flask, rule: Rule, town: dict[str, Any], name: str, odd: str) -> str | None:
    """The address of a rule with an odd value in one place; None where its converter would not write it."""
    stands = "777777777"
    try:
        path = world.address(app, rule, {**town, name: stands})
    except ValueError:  # one of a few words
        stands = str(town[name])
        path = world.address(app, rule, town)
    return path.replace(stands, quote(odd)) if stands in path else None


def test_odd_questions_are_answered(app: Flask, session: Session, browser: FlaskClient, town: dict[str, Any]) -> None:
    """What stands after the question mark of an address."""
    names = "page box state action language after undo kept sheet verb person organisation public show sort code t next"
    names += " who kind locale second_locale size word missing words plan name on"
    failed = []
    enter(browser, people(session, town)[-1])
    for rule in rules(app, "GET"):
        path = world.address(app, rule, town)
        for odd in ODD_IN_ADDRESSES:
            failed += failure(browser.get(path, query_string=dict.fromkeys(names.split(), odd)), path, odd[:80])
    assert not failed


def test_forms_filled_with_odd_words_are_refused_or_taken(
    app: Flask, session: Session, browser: FlaskClient, town: dict[str, Any]
) -> None:
    tried, failed = set(), []
    for who in people(session, town):
        enter(browser, who)
        for rule in rules(app, "GET"):
            page = browser.get(world.address(app, rule, town))
            if page.status_code != 200 or page.mimetype != "text/html":
                page.close()
                continue
            for url, fields in forms_of(page.text, page.request.path):
                if (url, tuple(fields)) in tried or any(word in url for word in NOT_SENT):
                    continue
                tried.add((url, tuple(fields)))
                for filled in oddly_filled(fields):
                    odd = {name: value[:20] for name, value in filled.items() if fields.getlist(name) != [value]}
                    failed += failure(browser.post(url, data=filled), url, odd)
    assert len(tried) > 30
    assert not failed


def failure(response: TestResponse, *told: Any) -> list[Any]:
    """What was tried, when the program failed on it."""
    response.close()
    return [told] if response.status_code >= 500 else []


def forms_of(text: str, here: str) -> Iterator[tuple[str, MultiDict[str, str]]]:
    """(address, fields as they stand) of the forms of a page that send something."""
    for form in html.fromstring(text).xpath("//form[@method='post']"):
        fields = MultiDict(form.form_values())
        for control in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name] | .//button[@name]"):
            if control.get("name") not in fields:
                fields.add(control.get("name"), control.get("value") or "")
        yield form.get("action") or here, fields


def oddly_filled(fields: MultiDict[str, str]) -> Iterator[MultiDict[str, str]]:
    """The fields with one odd value each, then all with the same, then a form without any."""
    open_fields = [name for name in fields if name not in KEPT]
    odd = itertools.cycle(ODD_WORDS)
    for name in open_fields:
        for value in itertools.islice(odd, 1):
            filled = fields.copy()
            filled[name] = value
            yield filled
    for value in ODD_WORDS[2:9]:
        filled = fields.copy()
        for name in open_fields:
            filled[name] = value
        yield filled
    yield MultiDict((name, fields[name]) for name in fields if name in KEPT)
