"""Ctrl+P: what comes out of the printer is a sheet to fill with a pen."""

from collections.abc import Callable

import pypdfium2
import pytest
from playwright.sync_api import Page

from tests.live import Live
from tests.walks.conftest import PICTURES
from tests.walks.demo import channel_of

#: What is of use on a phone only.
BUTTONS = {
    "fr": ("Quitter vite", "Question suivante", "Envoyer mes réponses", "Sans réponse"),
    "ar": ("مغادرة", "السؤال التالي"),
}


def printed(page: Page, name: str) -> tuple[list[str], float]:
    """The words of each page of paper, and how dark the first one is, from 0 (white) to 1."""
    document = pypdfium2.PdfDocument(page.pdf(format="A4", print_background=True))
    words = [sheet.get_textpage().get_text_bounded() for sheet in document]
    picture = document[0].render(scale=1).to_pil().convert("L")
    PICTURES.mkdir(parents=True, exist_ok=True)
    picture.save(PICTURES / f"{name}.png")
    histogram = picture.histogram()
    document.close()
    return words, sum(histogram[:128]) / sum(histogram)


@pytest.mark.parametrize(("locale", "steps"), [("fr", True), ("fr", False), ("ar", True)])
def test_a_page_prints_as_a_sheet_with_every_question(
    demo: Live, new_page: Callable[..., Page], locale: str, steps: bool
) -> None:
    page = new_page(steps=steps)
    page.emulate_media(color_scheme="dark")
    code = channel_of(demo, "online").code
    page.goto(f"/{locale}/q/{code}")
    questions = page.locator("[data-question]").count()

    words, dark = printed(page, f"printed-{locale}")

    assert questions > 10
    assert len(words) <= 3, "a sheet of paper and a half"
    assert dark < 0.1, "ink on paper, also where the phone is dark"
    everything = "\n".join(words)
    assert f"/c/{code}" in everything
    if locale == "fr":
        labels = page.locator("[data-question] :is(legend, label[for$=-field])").all_text_contents()
        assert [one for one in labels if " ".join(one.split()) not in " ".join(everything.split())] == []
    assert [one for one in BUTTONS[locale] if one in everything] == []


def test_the_page_of_replies_prints_with_its_replies(new_page: Callable[..., Page]) -> None:
    """For whoever hangs it up: a name of its style was that of a note on the phone, which no printer shows."""
    page = new_page()
    page.goto("/fr/plan/ozon/reply")

    words, _dark = printed(page, "printed-replies")

    assert "Un café aura lieu chaque samedi" in " ".join(" ".join(words).split())
