"""What a link shows where it is shared, and what it becomes on a home screen: nothing in it tells who opens it."""

from dataclasses import dataclass
from typing import Any

from flask import Response, abort, json, url_for
from flask_babel import gettext as _

from consultation.answering import words
from consultation.answering.preview import HEIGHT, WIDTH, preview_png
from consultation.answering.views.shared import blueprint, find_channel, languages_of, version_of
from consultation.i18n import Wording, direction, html_lang, own_name, pick
from consultation.outreach.links import channel_url
from consultation.outreach.queries import OpenChannel
from consultation.terms import Audience
from consultation.web.access import audience
from consultation.web.current import settings
from consultation.web.static import static_url

INK, PAPER = "#0f5f5c", "#fbf9f5"
"""Colours of a page opened from the home screen."""
SHORT = 30
"""Characters of a name under an icon, at most."""


@dataclass(frozen=True)
class SharedLink:
    """What programs read that show a link: title, language, date, picture."""

    title: Wording
    line: str
    locale: str
    url: str
    printed_url: str
    """The short address, as on the poster."""
    picture_url: str
    manifest_url: str
    width: int = WIDTH
    height: int = HEIGHT


def shared_link(channel: OpenChannel, locale: str) -> SharedLink:
    """How the link of a channel shows itself in a language."""
    base = settings().public_url
    here: dict[str, Any] = {"locale": locale, "code": channel.code}
    return SharedLink(
        title=title_of(channel, locale),
        line=line_of(channel, locale),
        locale=html_lang(locale).replace("-", "_"),
        url=base + url_for(".sheet", **here),
        printed_url=channel_url(base, channel.code),
        picture_url=base + url_for(".card", **here, v=channel.version_code),
        manifest_url=url_for(".manifest", **here),
    )


def title_of(channel: OpenChannel, locale: str) -> Wording:
    """The title of the questionnaire, as on its page."""
    version = version_of(channel, channel.version_code)
    if version is None:
        return pick(channel.campaign_title, locale)
    return pick(version.definition.title, locale, version.definition.locales[0])


def line_of(channel: OpenChannel, locale: str) -> str:
    """The language by its own name, and the last day."""
    version = version_of(channel, channel.version_code)
    name = own_name(locale, version.definition.content_locales if version else {})
    if channel.closes_on is None:
        return name
    return f"{name} · {_('until %(day)s', day=words.long_date(channel.closes_on))}"


def speaking(locale: str, code: str) -> OpenChannel:
    """The channel of that code, when it speaks that language; else there is no such page."""
    channel = find_channel(code)
    if channel is None or locale not in languages_of(channel):
        abort(404)
    return channel


@blueprint.get("/<locale>/q/<code>/card.png")
@audience(Audience.PUBLIC)
def card(locale: str, code: str) -> Response:
    """The picture under a shared link."""
    channel = speaking(locale, code)
    drawn = preview_png(title_of(channel, locale), line_of(channel, locale))
    return Response(drawn, mimetype="image/png", headers={"Cache-Control": "public, max-age=86400"})


@blueprint.get("/<locale>/q/<code>/app.webmanifest")
@audience(Audience.PUBLIC)
def manifest(locale: str, code: str) -> Response:
    """What the page becomes on a home screen; the address in it is that of the page, for everybody the same."""
    channel = speaking(locale, code)
    title = title_of(channel, locale)
    described = {
        "id": url_for(".welcome", code=channel.code),
        "name": title.words,
        "short_name": title.words[:SHORT],
        "lang": html_lang(title.locale),
        "dir": direction(title.locale),
        "start_url": url_for(".sheet", locale=locale, code=channel.code),
        "scope": "/",
        "display": "minimal-ui",
        "theme_color": INK,
        "background_color": PAPER,
        "icons": [
            {"src": static_url(f"icon-{side}.png"), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
            for side in (192, 512)
            for purpose in ("any", "maskable")
        ],
    }
    return Response(
        json.dumps(described, ensure_ascii=False),
        mimetype="application/manifest+json",
        headers={"Cache-Control": "public, max-age=3600"},
    )
