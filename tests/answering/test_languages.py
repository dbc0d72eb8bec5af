"""Residents' pages in every language: the program's own, those of the questions alone, easy French."""

import datetime as dt
import re
from typing import Any

import pytest
from lxml import html
from sqlalchemy.orm import Session

from consultation.i18n import RESIDENT_LOCALES, direction, html_lang
from consultation.models import Channel, Submission
from consultation.questionnaires.definition import Definition, EasyFrenchReading
from consultation.questionnaires.translating import digest
from tests import factories
from tests.pages import ReviewingClient

YES = {"fr": "Oui", "swb": "Ewa", "ps": "هو", "ar": "نعم"}


def definition(**more: Any) -> dict[str, Any]:
    return {
        "title": {"fr": "Vos envies", "swb": "Mahitadji yanyu", "ps": "ستاسو هیلې"},
        "intro": {"fr": "Bonjour à tous."},
        "locales": ["fr", "ps", "swb", "x-bala"],
        "content_locales": {"swb": "Shimaore", "x-bala": "Balabala"},
        "sections": [
            {
                "key": "s",
                "questions": [
                    {
                        "key": "park",
                        "kind": "yes_maybe_no",
                        "label": {"fr": "Un parc ?", "swb": "Parki?", "ps": "پارک؟"},
                        "options": [
                            {"key": "yes", "label": YES},
                            {"key": "no", "label": {"fr": "Non", "swb": "A'a"}},
                        ],
                        "actions": ["P1.01"],
                    },
                    {"key": "old", "kind": "number", "label": {"fr": "Âge"}, "low": 1.5, "high": 99},
                ],
            }
        ],
        **more,
    }


@pytest.fixture
def channel(session: Session) -> Channel:
    made = factories.channel(session, definition())
    session.commit()
    return made


@pytest.mark.parametrize("locale", RESIDENT_LOCALES)
@pytest.mark.parametrize("path", ["/{locale}/", "/{locale}/follow", "/{locale}/nowhere/at/all"])
def test_every_public_page_speaks_every_language(client: ReviewingClient, locale: str, path: str) -> None:
    page = html.fromstring(client.get(path.format(locale=locale)).text)

    assert (page.get("lang"), page.get("dir")) == (html_lang(locale), direction(locale))
    if "nowhere" not in path:
        names = [link.text_content() for link in page.xpath("//nav[@class='languages']/a")]
        assert len(names) == 12
        assert len(set(names)) == 12


def test_other_codes_of_a_language_lead_to_it(client: ReviewingClient, channel: Channel) -> None:
    for alias, ours in (("prs", "fa"), ("ary", "ar"), ("pt-BR", "pt")):
        answer = client.get(f"/{alias}/follow")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/{ours}/follow")
    assert client.get(f"/pus/q/{channel.code}").headers["Location"] == f"/ps/q/{channel.code}"
    asked = "endpoint=a&locale=xx&_scheme=javascript"
    assert client.get(f"/pt-BR/follow?{asked}").headers["Location"] == f"/pt/follow?{asked}"
    assert client.get("/de/follow").status_code == 404


@pytest.mark.parametrize(("locale", "label"), [("swb", "Parki?"), ("x-bala", "Un parc ?")])
def test_a_language_of_the_questions_alone_has_french_around_it(
    client: ReviewingClient, channel: Channel, locale: str, label: str
) -> None:
    page = html.fromstring(client.get(f"/{locale}/q/{channel.code}").text)

    assert (page.get("lang"), page.get("dir")) == ("fr", "ltr")
    assert page.xpath("string(//button[@id='send'])") == "Envoyer mes réponses"
    legend = page.xpath("//fieldset[@id='q-park']/legend")[0]
    assert legend.text_content().strip() == label
    assert [span.get("lang") for span in legend.xpath(".//span[@lang]")] == (["swb"] if locale == "swb" else [])
    current = page.xpath("//*[@aria-current='true' and @lang]")[0]
    assert current.text_content() == {"swb": "Shimaore", "x-bala": "Balabala"}[locale]


def test_an_answer_in_such_a_language_is_taken_and_counted_in_it(
    client: ReviewingClient, session: Session, channel: Channel
) -> None:
    url = f"/swb/q/{channel.code}"
    fields = client.form(url, "sheet")

    refused = client.post(f"{url}/answers", data=fields | {"old": "1"})
    taken = client.post(f"{url}/answers", data=fields | {"park": "yes", "old": "40"})

    assert refused.status_code == 422
    assert "Écrivez 1,5 ou plus." in refused.text
    assert taken.status_code == 303
    assert session.query(Submission).one().locale == "swb"
    thanks = client.get(taken.headers["Location"]).text
    assert '<html lang="fr" dir="ltr">' in thanks
    assert "/swb/follow" not in thanks


def test_a_language_the_questionnaire_does_not_speak_is_not_there(client: ReviewingClient, channel: Channel) -> None:
    assert client.get(f"/snk/q/{channel.code}").status_code == 404
    assert client.get("/swb/follow").status_code == 404
    assert client.get(f"/tr/q/{channel.code}").status_code == 303


def test_the_choice_of_a_language_names_each_in_its_own_words(client: ReviewingClient, channel: Channel) -> None:
    page = html.fromstring(client.get(f"/c/{channel.code}", headers={"Accept-Language": "ps"}).text)

    shown = [(a.text_content(), a.get("lang"), a.get("dir")) for a in page.xpath("//ul[@class='choose']//a")]
    assert shown == [
        ("پښتو", "ps", "rtl"),
        ("Français", "fr", "ltr"),
        ("Shimaore", "swb", "ltr"),
        ("Balabala", "x-bala", "ltr"),
    ]


def test_a_resident_never_meets_a_silent_mix(client: ReviewingClient, channel: Channel) -> None:
    """Every French word on a page in Pashto says that it is French, and where it begins."""
    page = html.fromstring(client.get(f"/ps/q/{channel.code}").text)

    for words in ("Bonjour à tous.", "Âge", "Non"):
        (found,) = page.xpath(f"//span[normalize-space(text())='{words}']")
        assert (found.get("lang"), found.get("dir")) == ("fr", "ltr")
    inside = [text for text in page.xpath("//main//text()[not(ancestor::*[@lang='fr'])]") if text.strip()]
    assert not [text for text in inside if re.search("[éèàçâ]|Oui|Vos", text)]


@pytest.mark.parametrize(
    ("change", "said"), [({}, True), ({"intro": {"fr": "Bonjour à tous.", "fr@falc": "Salut."}}, False)]
)
def test_easy_french_says_by_how_many_it_was_read_only_as_they_read_it(
    client: ReviewingClient, session: Session, change: dict[str, Any], said: bool
) -> None:
    as_read = Definition.model_validate(definition(locales=["fr", "fr@falc"], content_locales={}))
    reading = EasyFrenchReading(
        day=dt.date(2026, 11, 2).isoformat(), group="Atelier", people=6, digest=digest(as_read, "fr@falc")
    )
    channel = factories.channel(
        session, {**as_read.model_dump(mode="json"), "easy_french": [reading.model_dump()], **change}
    )
    session.commit()

    easy = client.get(f"/fr@falc/q/{channel.code}").text
    french = client.get(f"/fr/q/{channel.code}").text

    assert '<html lang="fr" dir="ltr">' in easy
    assert ("relu par 6 personnes" in easy) is said
    assert "relu par" not in french
    assert "FALC" not in easy.upper().replace("FR@FALC", "")
