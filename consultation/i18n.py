"""Languages, words in several languages, and the catalogues of the program.

Two catalogues a language, so that the resident's path can be complete in every language while the organisers'
screens are complete in French and English: `residents.po` (see `is_for_residents`) and `messages.po`.
`consultation catalogues update` extracts the source strings and merges them into every catalogue;
`consultation catalogues check` fails when a catalogue is stale or a promised string is missing.
"""

import copy
import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, Domain, get_locale
from werkzeug.routing import BaseConverter

from consultation.dates import format_date, format_datetime
from consultation.languages import (
    DEFAULT_LOCALE,
    EASY_FRENCH,
    LANGUAGES,
    ORGANISER_LOCALES,
    OWN_NAMES,
    READY_LOCALES,
    RESIDENT_LOCALES,
    canonical,
    chain,
    cldr_locale,
    direction,
    field_name,
    frame_locale,
    html_lang,
    own_name,
)
from consultation.settings import ROOT

__all__ = [
    "DEFAULT_LOCALE",
    "EASY_FRENCH",
    "LANGUAGES",
    "ORGANISER_LOCALES",
    "OWN_NAMES",
    "READY_LOCALES",
    "RESIDENT_LOCALES",
    "Text",
    "Wording",
    "cldr_locale",
    "direction",
    "field_name",
    "frame_locale",
    "html_lang",
    "own_name",
    "pick",
    "written_in",
]

TRANSLATIONS = ROOT / "translations"

Text = Mapping[str, str]


class Wording(NamedTuple):
    """Words found, and the language they are in (which the page must say when it is not its own)."""

    words: str
    locale: str

    def __str__(self) -> str:
        return self.words


def pick(text: Text | None, locale: str, default: str = DEFAULT_LOCALE) -> Wording:
    """The words of `text` in that language, else the nearest one it has; empty words when it has none."""
    text = text or {}
    for candidate in (*chain(locale, default), *text):
        if text.get(candidate):
            return Wording(text[candidate], candidate)
    return Wording("", locale)


def written_in(chosen: Iterable[str], *texts: Text) -> list[str]:
    """Languages of the program an organiser is asked to write in: those chosen, and those already written in."""
    wanted = {*chosen, *(locale for text in texts for locale, words in text.items() if words)}
    return [locale for locale in RESIDENT_LOCALES if locale in wanted] or [DEFAULT_LOCALE]


def current_locale() -> str:
    """Language of this page: the address says it to residents, the account to organisers."""
    if not has_request_context():
        return DEFAULT_LOCALE
    # A page without a language in its address may have chosen one; a wrong address still starts with one.
    for candidate in (g.get("page_locale"), request.path[1:].split("/")[0]):
        if candidate in LANGUAGES:
            return str(candidate)
    chosen = g.get("account_locale")
    if chosen in ORGANISER_LOCALES:
        return str(chosen)
    return request.accept_languages.best_match(ORGANISER_LOCALES, DEFAULT_LOCALE)


def proposed_locale(offered: Sequence[str] = RESIDENT_LOCALES) -> str:
    """The language of the reader's browser if it is offered, else the first one offered."""
    for tag in request.accept_languages.values():
        for candidate in (tag, tag.split("-")[0], canonical(tag)):
            if candidate in offered:
                return candidate
    return offered[0]


class Chained(Domain):  # type: ignore[misc]  # Flask-Babel says nothing of its types
    """Both catalogues of a language; a string missing there is looked for in the next language of its chain."""

    def get_translations(self) -> NullTranslations:
        spoken = get_locale()
        if spoken is None:
            return NullTranslations()
        locale = canonical(str(spoken))
        kept: dict[str, NullTranslations] = self.cache
        if locale not in kept:
            kept[locale] = chained_catalogues(locale)
        return kept[locale]


def chained_catalogues(locale: str) -> NullTranslations:
    """The words of the program in that language and, string by string, in those it falls back on.

    English is the language of the source, so a string that nobody translated shows in English.
    """
    # An English reader is better served by the source than by French.
    languages = (locale,) if locale == "en" else chain(locale)
    first: NullTranslations | None = None
    for one in languages:
        for domain in DOMAINS:
            catalogue = Translations.load(TRANSLATIONS, [one], domain)
            if first is None:
                first = catalogue
            else:
                first.add_fallback(catalogue)
    return first or NullTranslations()


class LanguageConverter(BaseConverter):
    """A part of an address that is the code of a language of the program: `/<language:locale>/`."""

    regex = "|".join(map(re.escape, RESIDENT_LOCALES))


def init_app(app: Flask) -> None:
    """Give the application its languages; compiles catalogues that are newer than their compiled form."""
    compile_catalogues()
    app.url_map.converters["language"] = LanguageConverter
    app.config.update(
        BABEL_DEFAULT_LOCALE=DEFAULT_LOCALE,
        BABEL_DEFAULT_TIMEZONE="Europe/Paris",
    )
    babel = Babel(app, locale_selector=lambda: cldr_locale(current_locale()))
    babel.__dict__["domain_instance"] = Chained(domain="residents")
    app.jinja_env.filters.update(dateformat=format_date, datetimeformat=format_datetime)
    app.jinja_env.globals.update(
        pick=pick,
        direction=direction,
        html_lang=html_lang,
        current_locale=current_locale,
        own_names=OWN_NAMES,
        ready_locales=READY_LOCALES,
        own_name=own_name,
    )


def words_alone() -> Flask:
    """Just enough of an application for the words of the catalogues."""
    app = Flask(__name__)
    init_app(app)
    return app


def compile_catalogues() -> None:
    """Write the compiled catalogues that are missing or older than their source."""
    for source in TRANSLATIONS.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file)
        # A string with a form missing would show its source: the next language of the chain says it better.
        for message in [message for message in catalogue if message.id and not _is_filled(message.string)]:
            catalogue.delete(message.id, message.context)
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)
        # Written beside and renamed: several processes may start at once.
        beside = target.with_suffix(f".mo.{id(compiled)}")
        beside.write_bytes(compiled.getvalue())
        beside.replace(target)


# Catalogues: extraction and checks.

METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "_l": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": None,
}
DOMAINS = {"residents": RESIDENT_LOCALES, "messages": ORGANISER_LOCALES}


def is_for_residents(path: str) -> bool:
    """Whether a source file (relative to the package) is on the resident's path.

    So are the answering room but for the interviewer's screen (`asking…`), every file or folder named `resident…`.
    """
    parts = Path(path).parts
    is_answering = parts[0] == "answering" and not parts[-1].startswith("asking")
    return is_answering or any(part.startswith("resident") for part in parts)


@cache
def extracted(domain: str) -> Catalog:
    """The source strings of one catalogue, as they stand in the code now."""
    catalogue = Catalog(project="consultation", charset="utf-8")
    options = {"**.html": {"trimmed": "true", "silent": "false"}}
    found = extract_from_dir(ROOT / "consultation", METHODS, options, KEYWORDS, comment_tags=("Translators:",))
    for name, _line, message, comments, context in found:
        if is_for_residents(name) is (domain == "residents"):
            catalogue.add(message, auto_comments=comments, context=context)
    return catalogue


def catalogue_path(domain: str, locale: str) -> Path:
    return TRANSLATIONS / locale / "LC_MESSAGES" / f"{domain}.po"


def update() -> None:
    """Merge the source strings into every catalogue; English is its own translation."""
    for domain, locales in DOMAINS.items():
        for locale in locales:
            path = catalogue_path(domain, locale)
            catalogue = _read(path, locale)
            # A copy: new messages are taken over as they are, and what one language puts into them is not another's.
            catalogue.update(copy.deepcopy(extracted(domain)), no_fuzzy_matching=True)
            catalogue.obsolete.clear()
            if locale == "en":
                for message in catalogue:
                    if message.id and not _is_filled(message.string):
                        message.string = message.id
            if html_lang(locale) == "fr":
                for message in catalogue:
                    message.string = french_signs(message.string)
            if _follows(locale):
                _drop_what_is_followed(catalogue, _read(catalogue_path(domain, LANGUAGES[locale].fallbacks[0]), "fr"))
            if domain == "residents" and locale != "fr":
                catalogue.header_comment = MACHINE_MADE.format(name=own_name(locale))
                catalogue.last_translator = REVIEWER_WANTED
            path.parent.mkdir(parents=True, exist_ok=True)
            # Only words are worth a line in a diff.
            catalogue.revision_date = catalogue.creation_date = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
            with path.open("wb") as file:
                write_po(file, catalogue, width=0, no_location=True, sort_output=True, ignore_obsolete=True)


MACHINE_MADE = """# Words of the residents' pages in this language: {name}.
# Machine-made: to be reviewed by a native speaker; easy French by people it is written for.
#"""
REVIEWER_WANTED = "machine, to be reviewed by a native speaker"


def _drop_what_is_followed(catalogue: Catalog, followed: Catalog) -> None:
    """A language that follows another keeps only what it says otherwise."""
    for message in catalogue:
        other = followed.get(message.id, message.context) if message.id else None
        if other is not None and other.string == message.string:
            message.string = ("",) * catalogue.num_plurals if message.pluralizable else ""


def french_signs(string: Any) -> Any:
    """The same words (one string, or one a plural form) as a French printer sets them.

    Signs do not stand alone on the next line, and an apostrophe is curled.
    """
    if not isinstance(string, str):
        return tuple(french_signs(form) for form in string) if string else string
    return re.sub(r"(?<=[^\W\d_])'(?=\w)", "’", re.sub(r"(?<=«) | (?=[?!:;»])", "\u00a0", string))


def problems() -> Iterable[str]:
    """What is stale or missing in the catalogues, one line each."""
    for domain, locales in DOMAINS.items():
        for locale in locales:
            catalogue = _read(catalogue_path(domain, locale), locale)
            ids = {(message.id, message.context) for message in catalogue if message.id}
            wanted = {(message.id, message.context) for message in extracted(domain) if message.id}
            yield from (f"{domain}/{locale}: not in the catalogue: {key[0]!r}" for key in wanted - ids)
            yield from (f"{domain}/{locale}: no longer in the code: {key[0]!r}" for key in ids - wanted)
            for message in catalogue:
                if message.id and not _is_filled(message.string) and not _follows(locale):
                    yield f"{domain}/{locale}: not translated: {message.id!r}"
                if locale != "en" and message.id == message.string and len(_own_words(message.id)) > 2:
                    yield f"{domain}/{locale}: still in English: {message.id!r}"
                if message.fuzzy and message.id:
                    yield f"{domain}/{locale}: fuzzy: {message.id!r}"
                if html_lang(locale) == "fr" and message.string != french_signs(message.string):
                    yield f"{domain}/{locale}: signs: {message.id!r}"
                for error in message.check(catalogue) if message.id else ():
                    yield f"{domain}/{locale}: {error}: {message.id!r}"


def _own_words(string: Any) -> list[str]:
    """The words of a source string, without what is put into it."""
    return re.findall(r"[^\W\d_]{2,}", re.sub(r"%\(\w+\)[sd]", "", str(string)))


def _read(path: Path, locale: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=locale.replace("-", "_"), project="consultation", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=locale.replace("-", "_"))


def _follows(locale: str) -> bool:
    """Whether a language only says what it says otherwise than another, as easy French does."""
    return any(html_lang(other) == html_lang(locale) for other in LANGUAGES[locale].fallbacks)


def _is_filled(string: str | Iterable[str] | None) -> bool:
    return bool(string) if string is None or isinstance(string, str) else all(string)
