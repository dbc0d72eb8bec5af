"""Answers that cannot be added, and what the person may do: a page that sent before, a page of another consultation."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from consultation.answering.views.shared import anew, languages_of, links, sounds_of
from consultation.db import database
from consultation.i18n import current_locale
from consultation.outreach.queries import OpenChannel
from consultation.questionnaires.definition import Answers
from consultation.submissions.queries import first_record

KEY = secrets.token_bytes(32)
"""Of this run alone, shared by the processes that answer, and never written down: whoever has the records cannot work
out which two sheets came from one phone."""
LONG = 40
"""Letters of an answer that took work to write: it is shown again, to be copied."""


def stands(token: str, channel: OpenChannel, answers: Answers) -> bool:
    """Whether what came with that token before are these very answers: sent twice, by a tap or a phone that retries."""
    with database().reader() as reading:
        return first_record(reading, token) == (channel.channel_id, json.loads(json.dumps(answers)))


def next_token(token: str, answers: Answers) -> str:
    """The token of the next person on the same page: always the same for the same answers, so that twice is once."""
    said = f"{token}\n{json.dumps(answers, sort_keys=True)}"
    return (
        base64.urlsafe_b64encode(hashlib.blake2b(said.encode(), key=KEY, digest_size=16).digest()).decode().rstrip("=")
    )


def already_sent(
    channel: OpenChannel, locale: str, fields: Sequence[tuple[str, str]], token: str
) -> ResponseReturnValue:
    """Others were sent from this page before: those stand; whoever is somebody else adds theirs with one tap.

    The code of the first answers is not here: it may be another person who holds the phone now.

    :param fields: of the sheet, with a token of its own
    :param token: of the page
    """
    page = render_template(
        "answering/already_sent.html",
        channel=channel,
        fields=fields,
        url=url_for(".send", locale=locale, code=channel.code),
        token=token,
        languages=links(channel, languages_of(channel)),
        sounds_url=sounds_of(channel, current_locale()),
    )
    return anew(page), 409


def of_another(channel: OpenChannel, locale: str, typed: Mapping[str, Any]) -> ResponseReturnValue:
    """The page that was filled in asks the questions of another consultation."""
    page = render_template(
        "answering/of_another.html",
        channel=channel,
        unsent=long_words(typed),
        sheet_url=url_for(".sheet", locale=locale, code=channel.code),
        languages=links(channel, languages_of(channel)),
        sounds_url=sounds_of(channel, current_locale()),
    )
    return anew(page), 409


def long_words(typed: Mapping[str, Sequence[str]]) -> list[str]:
    """What somebody should not have to write once more."""
    return [value for values in typed.values() for value in values if len(value) > LONG]
