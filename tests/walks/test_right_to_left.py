"""Right to left as it is seen: where signs, numbers, scales and buttons stand, measured and kept as pictures."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from consultation.db import Database
from consultation.questionnaires.definition import Definition, Option, Question, Row, Section
from consultation.settings import from_environment
from consultation.terms import Kind
from tests import factories
from tests.live import Live

STOP = "رأيكم مهم لنا."
"""An Arabic sentence that ends with a Latin full stop."""
MIXED = "هل تعرفون CSC Ozon وساعاته من 9 إلى 17؟"
"""French words and numbers within an Arabic question."""
ONLY_FRENCH = "Centre social !"
"""What nobody translated, which ends with signs that turn with the direction."""

#: The middle of a piece of the text of an element, in pixels from the left.
MIDDLE = """(element, words) => {
  const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const at = node.data.lastIndexOf(words);
    if (at < 0) continue;
    const range = new Range();
    range.setStart(node, at);
    range.setEnd(node, at + words.length);
    const box = range.getBoundingClientRect();
    return box.x + box.width / 2;
  }
  return null;
}"""


def in_both(fr: str, ar: str) -> dict[str, str]:
    return {"fr": fr, "ar": ar}


QUESTIONNAIRE = Definition(
    title=in_both("De droite à gauche", "من اليمين إلى اليسار"),
    intro=in_both("Votre avis compte.", STOP),
    locales=("fr", "ar"),
    sections=(
        Section(
            key="first",
            questions=(
                Question(
                    key="known",
                    kind=Kind.ONE_CHOICE,
                    label=in_both("Connaissez-vous le CSC ?", MIXED),
                    options=(
                        Option(key="yes", label=in_both("Oui, de 15 à 24 ans", "نعم، من 15 إلى 24 سنة.")),
                        Option(key="old", label={"fr": ONLY_FRENCH}),
                    ),
                ),
                Question(
                    key="trust",
                    kind=Kind.SCALE,
                    low=1,
                    high=5,
                    label=in_both("Confiance", "الثقة"),
                    low_label=in_both("aucune", "لا ثقة"),
                    high_label=in_both("entière", "ثقة تامة"),
                ),
                Question(
                    key="services",
                    kind=Kind.RATING_TABLE,
                    label=in_both("Les services", "الخدمات"),
                    rows=(Row(key="bus", label=in_both("Le bus", "الحافلة")),),
                    options=(
                        Option(key="good", label=in_both("Bien", "جيد")),
                        Option(key="poor", label=in_both("Mal", "سيئ")),
                    ),
                ),
            ),
        ),
    ),
)


@pytest.fixture(scope="module")
def code(demo: Live) -> str:
    database = Database(from_environment(demo.environment).database)
    with database.writer() as session:
        version = factories.version(session, QUESTIONNAIRE.model_dump(mode="json"), print_code="RTL1")
        campaign = factories.campaign(session, questionnaire_id=version.questionnaire_id)
        made = str(factories.channel(session, campaign_id=campaign.id).code)
        session.commit()
    database.close()
    return made


def middle(page: Page, selector: str, words: str) -> float:
    found = page.locator(selector).first.evaluate(MIDDLE, words)
    assert found is not None, f"{words} is not in {selector}"
    return float(found)


def test_signs_and_words_stand_where_an_arabic_reader_expects_them(
    new_page: Callable[..., Page], picture: Callable[..., None], code: str
) -> None:
    page = new_page()
    page.goto(f"/ar/q/{code}")
    picture(page, "right-to-left-ar")

    # A full stop ends the sentence: at its left, also when it is a Latin one.
    assert middle(page, ".intro", ".") < middle(page, ".intro", "لنا") < middle(page, ".intro", "رأيكم")
    # French words keep their own order within the sentence, and the sentence goes on to their left.
    question = "#q-known legend"
    assert middle(page, question, "CSC") < middle(page, question, "Ozon")
    assert middle(page, question, "Ozon") < middle(page, question, "تعرفون")
    # "من 15 إلى 24": the first number stands right of the second, each read from the left.
    option = "label:has(#q-known-yes)"
    assert middle(page, option, "15") > middle(page, option, "24")
    # What nobody translated is marked, and its signs are on its own right.
    french = page.locator("label:has(#q-known-old) [lang=fr]")
    expect(french).to_have_attribute("dir", "ltr")
    assert middle(page, "label:has(#q-known-old)", "!") > middle(page, "label:has(#q-known-old)", "Centre")


def test_scales_tables_and_buttons_are_mirrored(new_page: Callable[..., Page], code: str) -> None:
    page = new_page(width=800, steps=True)
    page.goto(f"/ar/q/{code}")
    page.locator(".move button").last.click()

    def left(selector: str) -> float:
        box = page.locator(selector).first.bounding_box()
        assert box is not None
        return box["x"]

    # 1 is at the right, where reading begins, and so are the words of that end.
    assert left("label:has(#q-trust-1)") > left("label:has(#q-trust-5)")
    assert middle(page, ".ends", "لا ثقة") > middle(page, ".ends", "ثقة تامة")
    # Back is at the right, onwards at the left.
    assert left(".move button:first-child") > left(".move button:last-child")
    page.locator(".move button").last.click()
    # The first answer of a row is the one at its right.
    assert left("label:has([value=good])") > left("label:has([value=poor])")


def test_who_listens_to_the_page_in_arabic_hears_each_question_once_and_answers_with_keys(
    new_page: Callable[..., Page], code: str
) -> None:
    """What a screen reader is given: roles and names of the accessibility tree, where the focus goes, what is said."""
    page = new_page(steps=True)
    page.goto(f"/ar/q/{code}")
    status = page.locator("p.told[role=status]")
    names = [("group", MIXED, "radio"), ("group", "الثقة", "radio"), ("group", "الخدمات", "radio")]

    for number, (role, name, control) in enumerate(names, start=1):
        expect(status).to_contain_text(str(number))
        group = page.get_by_role(role, name=name, exact=False)  # type: ignore[arg-type]  # a role of ARIA
        expect(group).to_be_visible()
        if number > 1:
            expect(group).to_be_focused()
        first = group.get_by_role(control).first  # type: ignore[arg-type]  # a role of ARIA
        expect(first).to_have_accessible_name(re.compile(r"\S"))
        press_until(page, first)
        page.keyboard.press("Space")
        expect(first).to_be_checked()
        press_until(page, page.locator(".move button").last)
        page.keyboard.press("Enter")

    expect(page.locator(".look h2")).to_be_focused()
    press_until(page, page.locator("#send"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/thanks"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("شكر")


def press_until(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is there."""
    for _ in range(30):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keys do not lead to {wanted}")


def test_in_french_the_same_page_runs_the_other_way(new_page: Callable[..., Page], code: str) -> None:
    page = new_page(width=800, steps=True)
    page.goto(f"/fr/q/{code}")
    page.locator(".move button").last.click()
    first, last = (page.locator(f"label:has(#q-trust-{n})").bounding_box() for n in (1, 5))

    assert first is not None
    assert last is not None
    assert first["x"] < last["x"]
