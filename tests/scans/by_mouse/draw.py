"""`python -m tests.scans.by_mouse.draw`: sheets filled in with the mouse of a real browser, for `test_by_mouse.py`.

No pen of the bench is used: the blank page stands under a canvas in Chromium, the mouse is moved over it by a script
that trembles, hurries and misses, and what the browser drew from its own mouse events is kept with what was meant.
Nobody's hand made these marks; they are independent of the pens the reader was taught with, and no more.
"""

import base64
import io
import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.bench.blanks import printed, questionnaire
from tests.browser import CHROMIUM

HERE = Path(__file__).parent
DPI = 150
MM = DPI / 25.4
CANVAS = """
<canvas style="display:block"></canvas><script>
const canvas = document.querySelector('canvas'), pen = canvas.getContext('2d')
let last = null
window.show = (source, width, colour) => new Promise(done => {
  const sheet = new Image()
  sheet.onload = () => {
    canvas.width = sheet.width; canvas.height = sheet.height
    pen.drawImage(sheet, 0, 0); pen.globalCompositeOperation = 'multiply'
    Object.assign(pen, {strokeStyle: colour, lineCap: 'round', lineJoin: 'round'}); window.pen = width; done()
  }
  sheet.src = source
})
canvas.onmousedown = event => { last = [event.offsetX, event.offsetY, event.timeStamp] }
canvas.onmouseup = () => { last = null }
canvas.onmousemove = event => {
  if (!last) return
  const way = Math.hypot(event.offsetX - last[0], event.offsetY - last[1])
  pen.lineWidth = window.pen * (way > 6 ? 0.75 : 1)   // a hurried pen leaves less
  pen.beginPath(); pen.moveTo(last[0], last[1]); pen.lineTo(event.offsetX, event.offsetY); pen.stroke()
  last = [event.offsetX, event.offsetY, event.timeStamp]
}
</script>"""
Point = tuple[float, float]


class Hand:
    """Moves the mouse as somebody would: never straight, never twice alike."""

    def __init__(self, page: Page, random: Random, tremor: float) -> None:
        self.mouse, self.random, self.tremor = page.mouse, random, tremor

    def stroke(self, *points: Point) -> None:
        """Through points in millimetres; corners are cut, ends overshot."""
        drift = [0.0, 0.0]
        self.mouse.move(*(MM * side for side in points[0]))
        self.mouse.down()
        for begin, end in pairwise(points):
            steps = max(4, round(4 * abs(complex(end[0] - begin[0], end[1] - begin[1]))))
            for step in range(1, steps + 1):
                share = (step / steps) ** 0.85  # slower at the end
                drift = [0.8 * one + self.random.gauss(0, self.tremor) for one in drift]
                x, y = (a + (b - a) * share + off for a, b, off in zip(begin, end, drift, strict=True))
                self.mouse.move(x * MM, y * MM)
        self.mouse.up()

    def mark(self, box: Mapping[str, float], style: str) -> None:
        """One box."""
        side = box["width_mm"]
        x, y = (box[name] + self.random.gauss(0, 0.35) for name in ("x_mm", "y_mm"))
        long = self.random.uniform(0.75, 1.15) * side
        match style:
            case "cross":
                self.stroke((x + 0.4, y + 0.3), (x + long, y + long))
                self.stroke((x + long, y + 0.2), (x + 0.5, y + long))
            case "tick":
                self.stroke((x + 0.3, y + 2.2), (x + 1.6, y + 3.9), (x + long + 1.2, y - 0.6))
            case "black":
                rows = [(x + (0 if row % 2 else side), y + side * row / 16) for row in range(17)]
                self.stroke(*rows)
                self.stroke(*[(y_ - y + x, x_ - x + y) for x_, y_ in rows])

    def ring(self, middle: Point, wide: float) -> None:
        """Around words."""
        corners = [(-1, 0), (-0.7, -0.8), (0, -1), (0.7, -0.8), (1, 0), (0.7, 0.8), (0, 1), (-0.7, 0.8), (-1, -0.1)]
        self.stroke(*[(middle[0] + wide * x, middle[1] + 3.2 * y) for x, y in corners])


def fill_in(hand: Hand, page: Mapping[str, Any], most: Mapping[str, int], style: str) -> dict[str, Any]:
    """What was meant: {"marked": [question/option], "doubtful": [question/option]}."""
    random, marked, doubtful = hand.random, [], []
    for place, question in enumerate(page["questions"]):
        boxes: Sequence[Mapping[str, Any]] = question["boxes"]
        chosen = random.sample(range(len(boxes)), min(len(boxes), 1 if most.get(question["key"]) == 1 else 2))
        for index in chosen:
            hand.mark(boxes[index], style)
            marked.append(f"{question['key']}/{boxes[index]['option']}")
        others = [box for index, box in enumerate(boxes) if index not in chosen]
        if others and place == 0:  # somebody changes their mind
            hand.mark(others[0], style)
            hand.mark(others[0], "black")
        if len(others) > 1 and place == 1:  # somebody rings another answer, too
            side = -17 if page["is_mirrored"] else 17 + others[1]["width_mm"]
            hand.ring((others[1]["x_mm"] + side, others[1]["y_mm"] + 2.1), 9)
            doubtful.append(f"{question['key']}/{others[1]['option']}")
    return {"marked": marked, "doubtful": doubtful}


def main() -> None:
    """Draw all of them anew."""
    pens = ((("fr",), "cross", 2.6, "#20308c", 0.10), (("ar",), "tick", 2.0, "#555", 0.14),
            (("fr", "ar"), "cross", 3.4, "#222", 0.18), (("en",), "tick", 2.2, "#8c1f2a", 0.12))  # fmt: skip
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for seed, (locales, style, width, colour, tremor) in enumerate(pens):
            sheet = printed(locales, (7,), definition=questionnaire())
            page = browser.new_page(viewport={"width": 1300, "height": 1800})
            page.set_content(CANVAS)
            place = {**sheet.layout["pages"][1], "is_mirrored": locales == ("ar",)}
            blank = Image.fromarray(sheet.pictures[7, 2]).resize(
                (round(210 * MM), round(297 * MM)), Image.Resampling.BOX
            )
            kept = io.BytesIO()
            blank.save(kept, "PNG")
            page.evaluate(
                "([source, width, colour]) => show(source, width, colour)",
                ["data:image/png;base64," + base64.b64encode(kept.getvalue()).decode(), width, colour],
            )
            page.evaluate("document.body.style.margin = 0")
            meant = fill_in(Hand(page, Random(seed), tremor), place, sheet.most, style)
            drawn = page.evaluate("document.querySelector('canvas').toDataURL('image/png').split(',')[1]")
            name = "-".join(locales)
            picture = Image.open(io.BytesIO(base64.b64decode(drawn))).convert("RGB")
            picture.save(HERE / f"{name}.jpg", quality=70)
            layout = {**sheet.layout, "pages": [sheet.layout["pages"][1]], "print": {"2": sheet.layout["print"]["2"]}}
            (HERE / f"{name}.json").write_text(json.dumps({"layout": layout, "meant": meant}, ensure_ascii=False))
        browser.close()


if __name__ == "__main__":
    main()
