"""The page works expressions out as the server does: one suite of cases runs both."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from consultation.questionnaires.expressions import parse
from consultation.questionnaires.packing import tree
from consultation.web.static import FOLDER, static_file
from tests.browser import CHROMIUM
from tests.questionnaires.test_expressions import SUITE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]
MOST_BYTES = 4_300
"""Of the script, compressed: what stays of the first flight (14,000) beside a page of twelve questions."""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """An empty page with the script."""
    context = chromium.new_context()
    page = context.new_page()
    page.set_content("<!doctype html><title>x</title>")
    page.add_script_tag(path=FOLDER / "routing.js")
    yield page
    context.close()


def test_the_script_gives_what_the_suite_says(page: Page) -> None:
    known = {key: SUITE[key] for key in ("values", "lists", "position", "now")}
    asked = [
        {
            **known,
            "current": case.get("current", ""),
            "item": case.get("item", {}),
            "tree": tree(parse(case["expression"])),
        }
        for case in SUITE["cases"]
    ]

    found = page.evaluate(
        """all => all.map(({tree, ...known}) => {
            let gives;
            try { gives = workOut(tree, known); } catch (error) { return `error: ${error.message}`; }
            const isFinite = typeof gives !== "number" || Number.isFinite(gives);
            return isFinite ? gives : {number: String(gives)};
        })""",
        asked,
    )

    wrong = [(case, gives) for case, gives in zip(SUITE["cases"], found, strict=True) if not same(case["gives"], gives)]
    assert not wrong, "\n".join(f"{case['expression']}: {gives!r}, not {case['gives']!r}" for case, gives in wrong)


def same(one: Any, other: Any) -> bool:
    """The same value of the same type; JSON has one type of number."""
    return one == other and isinstance(one, bool) is isinstance(other, bool)


def test_the_script_stays_small() -> None:
    found = static_file("routing.js")

    assert found is not None
    assert len(found.bodies["br"]) <= MOST_BYTES
    assert "eval(" not in found.bodies[None].decode()
