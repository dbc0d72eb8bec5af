"""Somebody who does not read: from the choice of a language to the thanks, by ear and touch alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from consultation.speech import program
from tests.live import Live
from tests.walks.demo import channel_of

pytestmark = pytest.mark.skipif(program() is None, reason="espeak-ng is not installed")
THANKS = re.compile(r"/thanks")
#: Sounds play sixteen times as fast; what was played, and what lit up, is written down.
HURRY = """
window.played = [];
window.lit = [];
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  this.playbackRate = 16;
  window.played.push(decodeURIComponent(this.src.split("/").pop()));
  return play.call(this);
};
new MutationObserver((changes) => {
  for (const { target } of changes) {
    if (target.classList.contains("reading")) window.lit.push(target.textContent.trim().replace(/\\s+/g, " "));
  }
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["class"] });
"""


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Page:
    page = new_page(steps=True)
    page.context.add_init_script(HURRY)
    return page


def words(text: str) -> str:
    return " ".join(text.split())


def wait_until_read(phone: Page, last: str) -> list[str]:
    """Everything that lit up, once the part with those words has."""
    phone.wait_for_function(
        "last => window.lit.includes(last) && !document.querySelector('.reading')", arg=words(last), timeout=60_000
    )
    lit: list[str] = phone.evaluate("window.lit")
    phone.evaluate("window.lit = []")
    return lit


def on_screen(phone: Page) -> list[str]:
    """The words a step shows: the question, its help, its options."""
    found = phone.locator(".question:visible").locator("legend:visible, label:visible, .help:visible, .tap:visible")
    return [words(one) for one in found.all_text_contents()]


def test_a_grandmother_who_speaks_arabic_and_does_not_read_answers_by_ear_and_touch(
    demo: Live, phone: Page, picture: Callable[..., None]
) -> None:
    """On somebody else's French phone. Any sound that is missing would be an error of the page."""
    before = channel_of(demo, "online").heard
    phone.goto(f"/c/{channel_of(demo, 'online').code}")
    phone.locator("#ear").click()
    assert wait_until_read(phone, "English")[1:] == ["Français", "العربية", "English"]
    picture(phone, "by-ear-languages")

    phone.locator("a", has_text="العربية").click()
    expect(phone).to_have_url(re.compile(r"/ar/q/"))
    practice = phone.locator(".practice")
    go_on = practice.locator("button").text_content() or ""
    lit = wait_until_read(phone, go_on)
    assert [words(one) for one in practice.locator("h2, label").all_text_contents()] == lit[:-1]
    practice.locator("label").first.click()
    wait_until_read(phone, practice.locator("[data-done]").text_content() or "")
    picture(phone, "by-ear-practice")
    practice.locator("button").click()

    # Every step: what stands there is read, then the button that leads on; the answer that is touched says itself.
    title = words(phone.locator("h1").text_content() or "")
    first = step_is_read(phone)
    assert {title, words(phone.locator(".leave").text_content() or "")} <= set(first)
    picture(phone, "by-ear-question", whole=False)
    for _step in range(40):
        if phone.locator(".look dl").count():
            break
        options = phone.locator(".question:visible label.option")
        if options.count():
            said = words(options.first.text_content() or "")
            options.first.click()
            assert wait_until_read(phone, said)[-1] == said
        phone.locator(".move button").last.click()
        step_is_read(phone)

    # Everything is read back, then sent by the large button, and the thanks are read too.
    phone.locator(".send").click()
    expect(phone).to_have_url(THANKS)
    thanks = phone.locator("[data-said]:visible")
    last = thanks.all_text_contents()[-1]
    lit = wait_until_read(phone, last)
    assert list(dict.fromkeys(lit)) == list(dict.fromkeys(words(one) for one in thanks.all_text_contents()))
    picture(phone, "by-ear-thanks")
    assert channel_of(demo, "online").heard == before + 1


def test_what_is_wrong_is_heard_beside_its_question(demo: Live, phone: Page) -> None:
    """The page comes back and goes on reading by itself: first that something is wrong, then what and where."""
    open_by_ear(phone, f"/ar/q/{channel_of(demo, 'online').code}")
    for _step in range(40):
        if phone.locator(".look dl").count():
            break
        phone.locator(".move button").last.click()
    step_is_read(phone)
    with phone.expect_navigation():
        phone.locator(".send").click()

    notice = phone.locator("#notice").text_content() or ""

    assert wait_until_read(phone, notice)[0] == words(notice)


def open_by_ear(phone: Page, url: str) -> None:
    """The questions, by the voice of somebody who has practised."""
    phone.add_init_script("sessionStorage.setItem('practised', '1')")
    phone.goto(url)
    phone.locator("#ear").click()


def step_is_read(phone: Page) -> list[str]:
    """What lit up on a step, after checking that all of it did."""
    is_look = phone.locator(".look dl").count() > 0
    on = phone.locator(".send" if is_look else ".move button").last
    lit = wait_until_read(phone, on.text_content() or "")
    shown = phone.locator(".look dt").all_text_contents() if is_look else on_screen(phone)
    assert shown
    assert {words(one) for one in shown} <= set(lit)
    return lit
