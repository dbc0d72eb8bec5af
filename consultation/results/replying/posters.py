"""Posters of the reply, to hang where the question hung: one page a language heard there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from consultation.i18n import RESIDENT_LOCALES, direction, html_lang
from consultation.outreach.posters import direction_of, short_address
from consultation.results.replying.queries import HeardThere
from consultation.results.replying.resident_words import poster_words
from consultation.results.replying.standing import Line
from consultation.results.suppression import THRESHOLD
from consultation.submissions.told import Told
from consultation.web.pdf import pdf_for_every_reader, qr_svg

TEMPLATE = Path(__file__).with_name("poster.typ")
MOST_LINES = 4


@dataclass(frozen=True)
class Page:
    """One poster: a place and a language."""

    there: HeardThere
    locale: str
    lines: Sequence[Line]


def languages_there(there: HeardThere, plan_locale: str) -> list[str]:
    """Languages of the posters of a place: the plan's, that of its link, and those at least five people answered in.

    A language of fewer people would tell on a wall who speaks it.
    """
    heard = [locale for locale, people in there.languages.items() if people >= THRESHOLD]
    wanted = {plan_locale, *heard, *([there.locale] if there.locale else [])}
    return [plan_locale, *(locale for locale in RESIDENT_LOCALES if locale in wanted and locale != plan_locale)]


def pages_of(there: HeardThere, lines: Sequence[Line], plan_locale: str) -> list[Page]:
    """The posters of a place: replies that are written in that language, those on which most were heard."""
    pages = []
    for locale in languages_there(there, plan_locale):
        written = [line for line in lines if line.told and line.told.because.get(locale)]
        written.sort(key=lambda line: -(line.heard.residents or 0))
        if written:
            pages.append(Page(there, locale, written[:MOST_LINES]))
    return pages


def missing_there(there: HeardThere, lines: Sequence[Line], plan_locale: str) -> list[str]:
    """Languages heard there in which no reply is written."""
    made = {page.locale for page in pages_of(there, lines, plan_locale)}
    return [locale for locale in languages_there(there, plan_locale) if locale not in made]


def reply_posters(pages: Sequence[Page], plan_title: str, plan_locale: str, addresses: Mapping[str, str]) -> bytes:
    """One PDF, a page a poster.

    :param addresses: {locale: address of the page of replies}
    """
    data = {
        "title": plan_title,
        "lang": html_lang(pages[0].locale),
        "posters": [poster_data(page, plan_title, plan_locale, addresses[page.locale]) for page in pages],
    }
    return pdf_for_every_reader(TEMPLATE, data)


def poster_data(page: Page, plan_title: str, plan_locale: str, address: str) -> dict[str, Any]:
    """What the template needs of one poster."""
    told = [line.told for line in page.lines if line.told]
    words = poster_words(page.locale, told)
    name = next(iter((page.there.place or {}).values()), "") or page.there.name
    return {
        "organisation": f"{page.there.organisation} · {plan_title}",
        "simulated": wording(words.simulated, page.locale) if page.there.is_simulated else None,
        "lang": html_lang(page.locale),
        "dir": direction(page.locale),
        "headline": wording(words.headline, page.locale),
        "said_label": words.said,
        "name": {"words": name, "lang": "und", "dir": direction_of(name)},
        "call": wording(words.call, page.locale),
        "address": short_address(address),
        "svg": qr_svg(address, "Q"),
        "lines": [
            line_data(line, line.told, words.states[line.told.id], words.days[line.told.id], page.locale, plan_locale)
            for line in page.lines
            if line.told
        ],
    }


def line_data(line: Line, told: Told, state: str, day: str, locale: str, plan_locale: str) -> dict[str, Any]:
    """One reply: what was said in that language, else the title of the action in the language of the plan."""
    said = told.said.get(locale)
    return {
        "said": wording(said, locale) if said else wording(line.action.title, plan_locale),
        "state": state,
        "is_no": told.state in {"no", "not_ours"},
        "because": wording(told.because[locale], locale),
        "signed": {"words": told.signed, "lang": "und", "dir": direction_of(told.signed)},
        "day": wording(day, locale),
    }


def wording(words: str, locale: str) -> dict[str, str]:
    """{words, lang, dir}."""
    return {"words": words, "lang": html_lang(locale), "dir": direction(locale)}
