"""A branching questionnaire, walked in a real browser: with and without script, in French and Arabic."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from consultation.db import Database, migrate
from consultation.models import Submission
from consultation.terms import ChannelKind, Kind
from tests import factories
from tests.answering.examples import options, text
from tests.browser import CHROMIUM, WHOLE_PAGE
from tests.live import Live, serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]
PICTURES = os.environ.get("PICTURES")

BRANCHING: dict[str, Any] = {
    "title": text("Le café du quartier", "مقهى الحي", "The café"),
    "locales": ["fr", "ar", "en"],
    "sections": [
        {
            "key": "cafe",
            "questions": [
                {
                    "key": "vote",
                    "kind": Kind.YES_MAYBE_NO,
                    "label": text("Un café en bas ?", "مقهى في الأسفل؟", "A café downstairs?"),
                    "options": options(
                        {
                            "yes": ("Oui", "نعم", "Yes"),
                            "maybe": ("Peut-être", "ربما", "Maybe"),
                            "no": ("Non", "لا", "No"),
                        }
                    ),
                },
                {
                    "key": "why",
                    "kind": Kind.SHORT_TEXT,
                    "label": text("Pourquoi « ${vote} » ?", "لماذا «${vote}»؟", "Why “${vote}”?"),
                    "relevant": "${vote} = 'no'",
                    "required": True,
                },
                {
                    "key": "town",
                    "kind": Kind.ONE_CHOICE,
                    "label": text("Où ?", "أين؟", "Where?"),
                    "relevant": "${vote} = 'yes' or ${vote} = 'maybe'",
                    "options": options({"north": ("Au nord", "شمالًا", "North"), "south": ("Au sud", "جنوبًا", "South")}),
                },
                {
                    "key": "square",
                    "kind": Kind.SEVERAL_CHOICES,
                    "label": text("Quelle place ?", "أي ساحة؟", "Which square?"),
                    "relevant": "${town} != ''",
                    "choice_filter": "side = ${town}",
                    "options": [
                        {
                            "key": "port",
                            "label": text("Le port", "المرفأ", "The port"),
                            "attributes": {"side": "north"},
                        },
                        {
                            "key": "lake",
                            "label": text("Le lac", "البحيرة", "The lake"),
                            "attributes": {"side": "south"},
                        },
                        {
                            "key": "wood",
                            "label": text("Le bois", "الغابة", "The wood"),
                            "attributes": {"side": "south"},
                        },
                    ],
                },
            ],
        },
        {
            "key": "home",
            "title": text("Chez vous", "في بيتكم", "At home"),
            "questions": [
                {"key": "people", "kind": Kind.NUMBER, "label": text("Combien êtes-vous ?", "كم عددكم؟", "How many?")},
                {
                    "key": "young",
                    "kind": Kind.NUMBER,
                    "label": text("Combien de jeunes ?", "كم شابًا؟", "How many young?"),
                    "relevant": "${people} > 1",
                    "constraint": ". <= ${people}",
                    "constraint_message": text(
                        "Pas plus que de personnes chez vous.", "ليس أكثر من عددكم.", "Not more than you are."
                    ),
                },
                {"key": "old", "kind": Kind.CALCULATION, "label": {"fr": "x"}, "calculation": "${people} - ${young}"},
            ],
        },
        {
            "key": "adults",
            "title": text("Les adultes", "البالغون", "The adults"),
            "relevant": "${old} >= 1",
            "questions": [
                {
                    "key": "work",
                    "kind": Kind.LONG_TEXT,
                    "label": text("Et ces ${old} adultes ?", "وهؤلاء البالغون (${old})؟", "And those ${old} adults?"),
                }
            ],
        },
    ],
}
WORDS = {
    "fr": ("Pourquoi « (votre réponse) » ?", "Pourquoi « Non » ?", "Seulement si vous avez répondu « Non »"),
    "ar": ("لماذا «(جوابكم)»؟", "لماذا «لا»؟", "فقط إذا أجبتم بـ «لا»"),
}


@dataclass
class Town:
    live: Live
    database: Database
    code: str

    def stored(self, locale: str) -> list[dict[str, Any]]:
        """The answers that came in a language."""
        with self.database.reader() as session:
            return list(session.scalars(select(Submission.answers).where(Submission.locale == locale)))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder: Path = tmp_path_factory.mktemp("branching")
    database = Database(f"sqlite:///{folder / 'consultation.sqlite'}")
    migrate(database.engine)
    with database.transaction() as session:
        code = factories.channel(session, BRANCHING, kind=ChannelKind.ONLINE).code
    with serving(folder) as live:
        yield Town(live, database, code)
    database.close()


@pytest.fixture
def phone(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A phone, with or without script; an error of script or of the content policy fails the walk."""
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=request.param, reduced_motion="reduce"
    )
    context.add_init_script(WHOLE_PAGE)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console", lambda said: faults.append(said.text) if said.type == "error" and "422" not in said.text else None
    )
    yield page
    context.close()
    assert not faults


def tap(page: Page, name: str, value: str) -> None:
    page.locator(f"label:has([name={name}][value={value}])").click()
    expect(page.locator(f"[name={name}][value={value}]")).to_be_checked()


def keep(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


@pytest.mark.parametrize("locale", WORDS)
@pytest.mark.parametrize("phone", [True], indirect=True)
def test_with_script_only_what_is_asked_shows(town: Town, phone: Page, locale: str) -> None:
    phone.goto(f"{town.live.url}/{locale}/q/{town.code}")
    asked = phone.locator("[data-question]:visible")
    expect(asked).to_have_count(2)  # the vote, how many people
    expect(phone.locator(".route:visible")).to_have_count(0)
    keep(phone, f"routing-first-{locale}")

    tap(phone, "vote", "no")
    expect(phone.locator("#q-why")).to_be_visible()
    expect(phone.locator("#q-why label").first).to_contain_text(WORDS[locale][1])
    phone.fill("[name=why]", "bruit")

    tap(phone, "vote", "yes")
    expect(phone.locator("#q-why")).to_be_hidden()
    tap(phone, "town", "north")
    expect(phone.locator("#q-square .option:visible")).to_have_count(1)
    tap(phone, "square", "port")
    tap(phone, "town", "south")
    expect(phone.locator("#q-square .option:visible")).to_have_count(2)
    tap(phone, "square", "lake")

    phone.fill("[name=people]", "٣")
    phone.fill("[name=young]", "5")
    phone.locator("[name=young]").blur()
    message = phone.locator("#q-young-error")
    expect(message).to_be_visible()
    keep(phone, f"routing-wrong-{locale}")
    phone.fill("[name=young]", "1")
    phone.locator("[name=young]").blur()
    expect(message).to_have_count(0)
    expect(phone.locator("#q-work label")).to_contain_text("2")
    phone.fill("[name=work]", "oui")
    keep(phone, f"routing-filled-{locale}")
    phone.click("#send")

    phone.wait_for_url("**/thanks*")
    assert town.stored(locale) == [
        {
            "vote": {"chosen": ["yes"]},
            "town": {"chosen": ["south"]},
            "square": {"chosen": ["lake"]},
            "people": {"number": 3.0},
            "young": {"number": 1.0},
            "old": {"number": 2.0},
            "work": {"text": "oui"},
        }
    ]


@pytest.mark.parametrize("locale", WORDS)
@pytest.mark.parametrize("phone", [False], indirect=True)
def test_without_script_all_stands_there_with_its_condition(town: Town, phone: Page, locale: str) -> None:
    phone.goto(f"{town.live.url}/{locale}/q/{town.code}")
    expect(phone.locator("[data-question]:visible")).to_have_count(7)
    expect(phone.locator("#q-why")).to_contain_text(WORDS[locale][0])
    expect(phone.locator("#q-why-route")).to_contain_text(
        WORDS[locale][2].replace(" »", "\u00a0»").replace("« ", "«\u00a0")
    )
    keep(phone, f"routing-words-{locale}")

    tap(phone, "vote", "no")
    phone.click("#send")  # the reason is needed
    expect(phone.locator("#q-why-error")).to_be_visible()
    expect(phone.locator("#q-why label").first).to_contain_text(WORDS[locale][1])
    phone.fill("[name=why]", "bruit")
    tap(phone, "town", "north")
    tap(phone, "square", "lake")
    phone.fill("[name=young]", "9")
    phone.click("#send")

    phone.wait_for_url("**/thanks*")
    assert {"vote": {"chosen": ["no"]}, "why": {"text": "bruit"}} in town.stored(locale)


@pytest.mark.parametrize("phone", [True], indirect=True)
def test_an_error_of_the_server_goes_when_the_answer_fits(town: Town, phone: Page) -> None:
    phone.goto(f"{town.live.url}/fr/q/{town.code}")
    phone.fill("[name=people]", "2")
    phone.fill("[name=young]", "5")
    phone.click("#send")
    expect(phone.locator("#q-young-error")).to_have_text("Pas plus que de personnes chez vous.")

    phone.fill("[name=young]", "2")
    phone.locator("[name=young]").blur()

    expect(phone.locator("#q-young-error")).to_have_count(0)
    expect(phone.locator("#q-young.wrong")).to_have_count(0)


@pytest.mark.parametrize("phone", [True], indirect=True)
def test_one_question_at_a_time_follows_the_route(town: Town, phone: Page) -> None:
    phone.add_init_script("sessionStorage.removeItem('whole')")
    phone.goto(f"{town.live.url}/fr/q/{town.code}")
    shown = phone.locator(".question:visible")
    forward = phone.locator(".move button").last
    tap(phone, "vote", "no")
    forward.click()
    expect(shown).to_have_attribute("data-question", "why")
    phone.fill("[name=why]", "bruit")
    phone.locator(".move button").first.click()
    tap(phone, "vote", "maybe")
    forward.click()

    expect(shown).to_have_attribute("data-question", "town")
    tap(phone, "town", "south")
    forward.click()
    expect(shown).to_have_attribute("data-question", "square")
    expect(phone.locator("#q-square .option:visible")).to_have_count(2)
    forward.click()
    expect(shown).to_have_attribute("data-question", "people")
    forward.click()
    expect(phone.locator(".answers dt")).to_have_count(4)
    phone.click("#send")

    phone.wait_for_url("**/thanks*")
    assert {"vote": {"chosen": ["maybe"]}, "town": {"chosen": ["south"]}} in town.stored("fr")
