"""A page opened again: one round trip, no rendering; and once something was sent from it, a page of somebody else."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, template_rendered
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.models import Campaign, Channel, Submission
from consultation.web import static
from tests import factories
from tests.answering.examples import TWELVE
from tests.pages import ReviewingClient

ENCODINGS = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def channel(session: Session) -> Channel:
    return factories.channel(session, TWELVE)


@pytest.fixture
def drawn(app: Flask) -> Iterator[list[str | None]]:
    """Names of the templates that were rendered."""
    names: list[str | None] = []

    def note(_sender: Flask, template: Any, **_rest: Any) -> None:
        names.append(template.name)

    with template_rendered.connected_to(note, app):
        yield names


def again(client: ReviewingClient, url: str, seen: TestResponse) -> TestResponse:
    """The page as a browser asks for it that holds a copy."""
    return client.get(url, headers={**ENCODINGS, "If-None-Match": seen.headers["ETag"]})


def token_of(page: TestResponse) -> str:
    (token,) = re.findall(r"([A-Za-z0-9_-]{16,64})\"$", page.headers["ETag"])
    return str(token)


def test_a_page_seen_again_is_not_drawn_and_a_copy_is_not_sent(
    client: ReviewingClient, channel: Channel, drawn: list[str | None]
) -> None:
    url = f"/ar/q/{channel.code}"
    first = client.get(url, headers=ENCODINGS)
    assert drawn.count("answering/sheet.html") == 1

    other = client.get(url, headers=ENCODINGS)
    copy = again(client, url, first)

    assert drawn.count("answering/sheet.html") == 1
    assert (copy.status_code, copy.data, copy.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert copy.headers["Cache-Control"] == first.headers["Cache-Control"] == "private, no-cache"
    assert copy.headers["Vary"] == first.headers["Vary"]
    assert token_of(other) != token_of(first)


def test_a_page_from_which_answers_came_is_a_new_one_for_the_next_person(
    client: ReviewingClient, session: Session, channel: Channel
) -> None:
    url = f"/fr/q/{channel.code}"
    first = client.get(url, headers=ENCODINGS)
    fields = client.form(url, "sheet") | {"page-token": token_of(first), "coffee": "yes"}
    assert client.post(f"{url}/answers", data=fields).status_code == 303

    second = again(client, url, first)

    assert second.status_code == 200
    assert token_of(second) != token_of(first)
    client.post(f"{url}/answers", data={**fields, "page-token": token_of(second)})
    assert session.scalar(select(func.count()).select_from(Submission)) == 2


def test_a_new_version_and_another_language_are_sent_whole(
    client: ReviewingClient, session: Session, channel: Channel
) -> None:
    url = f"/fr/q/{channel.code}"
    first = client.get(url, headers=ENCODINGS)
    assert again(client, url, first).status_code == 304

    assert again(client, f"/ar/q/{channel.code}", first).status_code == 200
    campaign = session.get_one(Campaign, channel.campaign_id)
    changed = {**TWELVE, "sections": TWELVE["sections"][1:]}
    factories.version(session, changed, questionnaire_id=campaign.questionnaire_id, number=2)
    newer = again(client, url, first)

    assert newer.status_code == 200
    assert newer.headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize(
    "typed", ['"x"', "*", 'W/"0.123456789abc.short"', '"99.000000000000.aaaaaaaaaaaaaaaaaaaa"', "ü"]
)
def test_a_strange_copy_is_answered_with_the_page(client: ReviewingClient, channel: Channel, typed: str) -> None:
    assert client.get(f"/fr/q/{channel.code}", headers={"If-None-Match": typed}).status_code == 200


def test_a_page_of_shuffled_options_keeps_its_order(client: ReviewingClient, session: Session) -> None:
    questions = [{**one, "shuffled": True} for one in TWELVE["sections"][0]["questions"] if one.get("options")]
    first_section = {**TWELVE["sections"][0], "questions": questions}
    channel = factories.channel(session, {**TWELVE, "sections": [first_section, *TWELVE["sections"][1:]]})
    url = f"/fr/q/{channel.code}"

    for _ in range(12):
        first = client.get(url, headers=ENCODINGS)
        assert again(client, url, first).status_code == 304


def test_files_of_the_page_are_asked_for_once(client: ReviewingClient) -> None:
    url = f"/static/{static.content_hash('resident.css')}/resident.css"
    first = client.get(url, headers=ENCODINGS)

    assert "immutable" in first.headers["Cache-Control"]
    assert again(client, url, first).status_code == 304
