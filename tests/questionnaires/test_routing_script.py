"""The page works expressions out as the server does: one suite of cases runs both."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from consultation.answering.shown import COMMON
from consultation.questionnaires.expressions import FUNCTIONS, parse
from consultation.questionnaires.packing import tree
from consultation.web.static import FOLDER, static_file
from tests.browser import CHROMIUM
from tests.questionnaires.test_expressions import SUITE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]
MOST_BYTES = {"routing.js": 3_000, "formulas.js": 1_900}
"""Of each script, compressed: what stays of the first flight (14,000) beside a page of twelve questions."""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """An empty page with the script."""
    context = chromium.new_context()
    page = context.new_page()
    page.set_content("<!doctype html><title>x</title>")
    for name in ("formulas.js", "routing.js"):
        page.add_script_tag(path=FOLDER / name)
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


@pytest.mark.parametrize("name", MOST_BYTES)
def test_the_script_stays_small(name: str) -> None:
    found = static_file(name)

    assert found is not None
    assert len(found.bodies["br"]) <= MOST_BYTES[name]
    assert "eval(" not in found.bodies[None].decode()


def test_a_page_knows_every_function_its_rules_use(chromium: Browser) -> None:
    """Those of `COMMON` without `formulas.js`; all of them with it."""
    with chromium.new_context() as context:
        alone = context.new_page()
        alone.set_content("<!doctype html><title>x</title>")
        alone.add_script_tag(path=FOLDER / "routing.js")
        knows = """names => names.filter(name => {
            try { workOut([name, "", "", ""], {lists: {}}); return true; } catch { return false; }
        })"""
        assert set(alone.evaluate(knows, sorted(COMMON))) == COMMON
        alone.add_script_tag(path=FOLDER / "formulas.js")
        alone.add_script_tag(path=FOLDER / "routing.js")
        assert set(alone.evaluate("names => names.filter(name => window.formulas({})[name])", sorted(FUNCTIONS))) == (
            FUNCTIONS.keys() - COMMON
        )
