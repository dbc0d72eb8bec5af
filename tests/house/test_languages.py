"""The table of languages, and words found string by string in the nearest language that has them."""

import datetime as dt
import re
from collections.abc import Callable
from gettext import c2py
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import force_locale, gettext, ngettext

from consultation import i18n
from consultation.dates import format_date
from consultation.i18n import RESIDENT_LOCALES, cldr_locale, direction, html_lang, pick, proposed_locale, written_in
from consultation.languages import (
    ALIASES,
    CONTENT_LANGUAGES,
    LANGUAGES,
    canonical,
    chain,
    content_code,
    frame_locale,
    own_name,
)

PACKAGE = Path(i18n.__file__).parent


def test_twelve_languages_three_from_right_to_left() -> None:
    assert len(RESIDENT_LOCALES) == 12
    assert [locale for locale in RESIDENT_LOCALES if direction(locale) == "rtl"] == ["ar", "fa", "ps"]
    assert RESIDENT_LOCALES[:2] == ("fr", "fr@falc")


def test_every_language_of_the_program_has_dates_and_a_tag_for_browsers(app: Flask) -> None:
    for locale in LANGUAGES:
        Locale.parse(cldr_locale(locale))
        assert "@" not in html_lang(locale)
        with app.test_request_context(), force_locale(cldr_locale(locale)):
            assert "2026" in format_date(dt.date(2026, 11, 23), "long")


@pytest.mark.parametrize(
    ("locale", "format", "words"),
    [
        ("fr", "long", "1er mars 2026"),
        ("fr", "full", "dimanche 1er mars 2026"),
        ("fr", "medium", "1er mars 2026"),
        ("fr", "short", "01/03/2026"),
        ("fr", "LLLL y", "mars 2026"),
        ("en", "long", "March 1, 2026"),
        ("es", "long", "1 de marzo de 2026"),
    ],
)
def test_the_first_of_a_month_is_an_ordinal_in_french(app: Flask, locale: str, format: str, words: str) -> None:
    day = dt.date(2026, 3, 1)

    assert format_date(day, format, locale) == words
    with app.test_request_context(), force_locale(locale):
        assert format_date(day, format) == words
        assert app.jinja_env.filters["dateformat"](day, format) == words
        moment = app.jinja_env.filters["datetimeformat"](dt.datetime(2026, 3, 1, 11, 21, tzinfo=dt.UTC), "long")
        assert ("1er mars 2026" in moment) is (locale == "fr")
    assert format_date(dt.date(2026, 3, 21), "long", "fr") == "21 mars 2026"


def test_every_day_is_said_through_one_place() -> None:
    says = re.compile(r"from (flask_babel|babel\.dates) import [^\n]*\bformat_date")

    assert [path.name for path in PACKAGE.rglob("*.py") if says.search(path.read_text())] == ["dates.py"]


def test_codes_are_told_apart_by_what_people_speak() -> None:
    assert {canonical(tag) for tag in ("prs", "fa-AF", "prs_AF", "pes")} == {"fa"}
    assert {canonical(tag) for tag in ("ary", "arq", "ar-MA")} == {"ar"}
    assert [canonical(tag) for tag in ("fr-x-falc", "pt_BR", "de-AT")] == ["fr@falc", "pt", "de"]
    assert not set(ALIASES) & set(LANGUAGES)
    assert not set(ALIASES) & set(CONTENT_LANGUAGES)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("swb", "swb"),
        ("UZ_cyrl", "uz-Cyrl"),
        ("pa-arab-pk", "pa-Arab-PK"),
        ("fr-x-mayotte", "fr-x-mayotte"),
        ("../etc", None),
        ("s", None),
        ("shimaore", None),
        ('"><b>', None),
        ("", None),
    ],
)
def test_a_code_of_a_language_is_checked_not_looked_up(typed: str, code: str | None) -> None:
    assert content_code(typed) == code


def test_a_script_in_the_code_gives_the_direction() -> None:
    assert [direction(code) for code in ("uz-Arab", "ur", "he", "swb", "prs", "uz-Cyrl", "fr@falc")] == [
        "rtl",
        "rtl",
        "rtl",
        "ltr",
        "rtl",
        "ltr",
        "ltr",
    ]


def test_words_of_the_program_stand_around_a_language_it_does_not_speak() -> None:
    assert [frame_locale("swb"), frame_locale("swb", ("fr", "fr@falc", "swb")), frame_locale("ps")] == [
        "fr",
        "fr@falc",
        "ps",
    ]
    assert [own_name("swb"), own_name("xx"), own_name("xx", {"xx": "Xxx"})] == ["Shimaore", "xx", "Xxx"]


def test_a_missing_wording_comes_from_the_nearest_language() -> None:
    assert chain("fr@falc", "en") == ("fr@falc", "fr", "en")
    assert pick({"en": "Hello", "fr": "Bonjour"}, "fr@falc", "en") == ("Bonjour", "fr")
    assert pick({"en": "Hello"}, "ps") == ("Hello", "en")


def test_organisers_write_in_the_languages_chosen_and_those_already_written() -> None:
    assert written_in(["ar"], {"ps": "ښه", "tr": ""}) == ["ar", "ps"]
    assert written_in([]) == ["fr"]


@pytest.mark.parametrize(
    ("wanted", "proposed"),
    [("prs-AF,en;q=0.5", "fa"), ("ary", "ar"), ("pt-BR", "pt"), ("fr-FR", "fr"), ("de,uk;q=0.1", "uk"), ("xx", "fr")],
)
def test_the_browsers_language_is_proposed_by_any_of_its_codes(app: Flask, wanted: str, proposed: str) -> None:
    with app.test_request_context(headers={"Accept-Language": wanted}):
        assert proposed_locale() == proposed


def test_a_string_nobody_translated_is_said_in_the_next_language(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A gap in a catalogue showed the English source on a page for residents."""
    header = 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'
    words = {
        "fr": 'msgid "Back"\nmsgstr "Retour"\n\nmsgid "Go"\nmsgstr "Aller"\n\n'
        'msgid "%(num)s day"\nmsgid_plural "%(num)s days"\nmsgstr[0] "%(num)s jour"\nmsgstr[1] "%(num)s jours"\n',
        "fr@falc": 'msgid "Back"\nmsgstr ""\n\nmsgid "Go"\nmsgstr "Allez"\n\n'
        'msgid "%(num)s day"\nmsgid_plural "%(num)s days"\nmsgstr[0] "%(num)s jour !"\nmsgstr[1] ""\n',
    }
    for locale, written in words.items():
        folder = tmp_path / locale / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "residents.po").write_text(header + written, encoding="utf-8")
    monkeypatch.setattr(i18n, "TRANSLATIONS", tmp_path)
    i18n.compile_catalogues()

    easy = i18n.chained_catalogues("fr@falc")
    english = i18n.chained_catalogues("en")

    assert [easy.gettext("Back"), easy.gettext("Go"), easy.gettext("Nowhere")] == ["Retour", "Allez", "Nowhere"]
    assert [easy.ngettext("%(num)s day", "%(num)s days", n) for n in (1, 2)] == ["%(num)s jour", "%(num)s jours"]
    assert english.gettext("Back") == "Back"


def test_plural_forms_of_a_catalogue_follow_its_language() -> None:
    """gettext and CLDR disagree on Turkish and Persian: a form that is never chosen is a sentence nobody reads."""
    for locale in i18n.DOMAINS["residents"]:
        with i18n.catalogue_path("residents", locale).open("rb") as file:
            catalogue = read_po(file, locale=locale)
        rule = Locale.parse(cldr_locale(locale)).plural_form
        form_for: Callable[[int], int] = c2py(catalogue.plural_expr)
        form_of: dict[str, set[int]] = {}
        for n in range(1000):
            form_of.setdefault(rule(n), set()).add(form_for(n))
        assert all(len(forms) == 1 for forms in form_of.values()), (locale, form_of)
        assert {form for forms in form_of.values() for form in forms} == set(range(catalogue.num_plurals)), locale


def test_plurals_are_chosen_by_number(app: Flask) -> None:
    one, many = "Choose %(num)s answer at most.", "Choose %(num)s answers at most."
    with app.test_request_context(), force_locale("ar"):
        forms = {ngettext(one, many, n).replace(str(n), "#") for n in (0, 1, 2, 3, 11, 100)}
        assert len(forms) >= 5
        assert gettext("Back") == "رجوع"
