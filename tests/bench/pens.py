"""People filling sheets in: strokes of simulated pens on a printed page, with what was meant by them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import cv2
import numpy
from numpy.random import Generator
from numpy.typing import NDArray

from tests.bench.shapes import AROUND, DIGITS, HARD, PLAIN, STRUCK, UNSEEN_MARKS, UNSEEN_STRUCK, strokes_of

Picture = NDArray[numpy.uint8]
Ink = NDArray[numpy.float32]
Box = Mapping[str, Any]
"""Of a layout."""
Path = NDArray[numpy.float64]
"""Points of a stroke, in millimetres."""

PAGE_PX = 10.0
"""Dots a millimetre of a page as it is filled in: 254 dpi."""


@dataclass(frozen=True)
class Pen:
    """What somebody writes with."""

    width_mm: float
    dark: float
    """0..1: how much of the paper's light it takes."""
    grain: float
    """0..1: how much of the paper shows through, as with a pencil."""


PENS: Mapping[str, Callable[[Generator], Pen]] = {
    "ballpoint": lambda r: Pen(r.uniform(0.32, 0.6), r.uniform(0.62, 0.92), r.uniform(0.02, 0.12)),
    "light_ballpoint": lambda r: Pen(r.uniform(0.25, 0.45), r.uniform(0.4, 0.65), r.uniform(0.05, 0.2)),
    "felt": lambda r: Pen(r.uniform(0.7, 1.25), r.uniform(0.75, 0.98), 0.02),
    "pencil": lambda r: Pen(r.uniform(0.4, 0.75), r.uniform(0.42, 0.7), r.uniform(0.2, 0.4)),
    "faint_pencil": lambda r: Pen(r.uniform(0.35, 0.6), r.uniform(0.2, 0.36), r.uniform(0.25, 0.45)),
}

COLOURED = {
    "blue": (0.35, 0.75, 0.95), "red": (0.85, 0.9, 0.15), "green": (0.75, 0.4, 0.85), "yellow": (0.85, 0.06, 0.02),
}  # fmt: skip
"""Share of blue, green and red light that inks take; the yellow one is a highlighter."""


@dataclass
class Person:
    """One hand: a pen, a way of marking, a care."""

    random: Generator
    pen: Pen
    style: str
    other_style: str
    wobble: float
    faithful: float = 0.92
    """Share of the marks made in the usual way."""
    corrects: float = 0.03
    """Share of the questions where a box is taken back."""
    loose: float = 0.15
    """Share of the corrections not made as the sheet asks."""
    strays: float = 0.01
    """Stray dots a box."""
    ways_back: tuple[str, ...] = STRUCK[1:]
    """Ways of taking a mark back that the sheet does not ask for."""
    colour: tuple[float, float, float] | None = None
    """Of the pen: share of blue, green and red light it takes; None for black."""


@dataclass
class Filled:
    """A page with ink on it, and the truth."""

    picture: Picture
    """As printed."""
    ink: Ink
    """How much of the paper's light the pen takes, dot by dot."""
    marked: dict[str, bool] = field(default_factory=dict)
    """{question/option: meant}."""
    struck: dict[str, str] = field(default_factory=dict)
    """{question/option: way it was taken back}."""
    style: dict[str, str] = field(default_factory=dict)
    digits: dict[str, str] = field(default_factory=dict)
    """{question/index: digit written}."""
    written: set[str] = field(default_factory=set)
    """Fields with handwriting."""


def a_person(random: Generator, *, hard: bool = False) -> Person:
    """Somebody: most with a ballpoint and crosses, as the sheet asks."""
    pens = ("ballpoint", "light_ballpoint", "felt", "pencil", "faint_pencil")
    odds = (0.2, 0.1, 0.12, 0.25, 0.33) if hard else (0.6, 0.14, 0.11, 0.14, 0.01)
    pen = PENS[random.choice(pens, p=odds)](random)
    styles = HARD if hard and random.random() < 0.6 else PLAIN
    weights = None if hard or styles is not PLAIN else (0.5, 0.22, 0.04, 0.08, 0.08, 0.04, 0.04)
    chosen = random.choice(styles, p=weights), random.choice(PLAIN)
    return Person(
        random,
        pen,
        str(chosen[0]),
        str(chosen[1]),
        wobble=random.uniform(0.02, 0.12),
        corrects=0.10 if hard else 0.03,
        loose=0.4 if hard else 0.15,
        strays=0.02 if hard else 0.004,
    )


def an_unforeseen_person(random: Generator) -> Person:
    """Somebody with a coloured pen or a highlighter, and marks nobody was taught."""
    name = str(random.choice(list(COLOURED), p=(0.4, 0.25, 0.2, 0.15)))
    person = a_person(random)
    person.pen, person.colour = PENS["ballpoint"](random), COLOURED[name]
    if name == "yellow":
        person.pen, person.style, person.other_style = Pen(random.uniform(2.5, 4.0), 0.95, 0.02), "bar", "bar"
    elif random.random() < 0.4:
        person.style = str(random.choice((*UNSEEN_MARKS, *AROUND)))
        person.faithful = 1.0
    person.corrects, person.loose, person.ways_back = 0.06, 0.5, UNSEEN_STRUCK
    return person


def fill_page(picture: Picture, page: Mapping[str, Any], most: Mapping[str, int], person: Person) -> Filled:
    """The page filled in by somebody; the picture has `PAGE_PX` dots a millimetre."""
    random = person.random
    filled = Filled(picture, numpy.zeros(picture.shape, numpy.float32))
    canvas = numpy.zeros(picture.shape, numpy.float32)
    for question in page["questions"]:
        for boxes in rows_of(question["boxes"]):
            _answer(canvas, question["key"], boxes, most.get(question["key"], 1), person, filled)
        for place in question["fields"]:
            name = f"{question['key']}/{place.get('index', place['name'])}"
            if place["name"] == "digit":
                continue
            if random.random() < 0.3:
                filled.written.add(name)
                _write(canvas, place, person)
        cells = [place for place in question["fields"] if place["name"] == "digit"]
        if cells and random.random() < 0.75:
            _number(canvas, cells, question["key"], person, filled)
    put_ink(filled.ink, canvas, person.pen, random)
    return filled


def rows_of(boxes: Sequence[Box]) -> list[list[Box]]:
    """The boxes of a question; of a table, those of each row."""
    rows: dict[str, list[Box]] = {}
    for box in boxes:
        rows.setdefault(box.get("row", ""), []).append(box)
    return list(rows.values())


def key_of(question: str, box: Box) -> str:
    """question/option, in a table question/row/option."""
    return "/".join([question, *([box["row"]] if "row" in box else []), box["option"]])


def _answer(canvas: Ink, question: str, boxes: Sequence[Box], most: int, person: Person, filled: Filled) -> None:
    random = person.random
    for box in boxes:
        filled.marked[key_of(question, box)] = False
    if random.random() < 0.06:
        return
    count = 1 if most == 1 else int(random.integers(1, min(most, len(boxes), 4) + 1))
    chosen = list(random.choice(len(boxes), size=min(count + 1, len(boxes)), replace=False))
    wrong = chosen.pop() if len(chosen) > count else None
    for index in chosen:
        box = boxes[index]
        style = person.style if random.random() < person.faithful else person.other_style
        filled.marked[key_of(question, box)] = True
        filled.style[key_of(question, box)] = style
        draw(canvas, box, style, person)
    if wrong is not None and random.random() < person.corrects:
        box = boxes[wrong]
        how = str(random.choice(person.ways_back)) if random.random() < person.loose else STRUCK[0]
        filled.struck[key_of(question, box)] = how
        draw(canvas, box, person.style if person.style in PLAIN else "cross", person)
        draw(canvas, box, how, person)
    for box in boxes:
        if random.random() < person.strays:
            speck(canvas, box, random)


def speck(canvas: Ink, box: Mapping[str, float], random: Generator) -> None:
    """A dot nobody meant, in a box or near it."""
    spot = numpy.array([[box["x_mm"] + random.uniform(-0.8, 5.0), box["y_mm"] + random.uniform(-0.8, 5.0)]])
    _stroke(canvas, numpy.vstack([spot, spot + 0.05]), random.uniform(0.1, 0.45), 0.8)


def draw(canvas: Ink, box: Mapping[str, float], style: str, person: Person) -> None:
    """One mark on a box."""
    random, side = person.random, box["width_mm"]
    origin = numpy.array([box["x_mm"], box["y_mm"]])
    for stroke, thick in strokes_of(style, random):
        path = wobbled(numpy.asarray(stroke, dtype=float) * side + origin, random, person.wobble * side)
        _stroke(canvas, path, person.pen.width_mm * thick, 1.0, random)


def wobbled(points: Path, random: Generator, by: float) -> Path:
    """A hand's curve through the points."""
    times = numpy.linspace(0, len(points) - 1, 14 * (len(points) - 1) + 1)
    smooth = numpy.column_stack([numpy.interp(times, numpy.arange(len(points)), points[:, i]) for i in (0, 1)])
    bends = random.normal(0, by / 2, (max(2, len(points)), 2))
    slow = [numpy.interp(times, numpy.linspace(0, times[-1], len(bends)), bends[:, i]) for i in (0, 1)]
    return numpy.asarray(smooth + numpy.column_stack(slow), dtype=float)


def _stroke(canvas: Ink, path: Path, width_mm: float, full: float, random: Generator | None = None) -> None:
    """Ink along a path; pressure comes and goes."""
    shift = 4
    points = numpy.round(path * PAGE_PX * 2**shift).astype(numpy.int32)
    steps = max(1, len(points) // 7)
    for start in range(0, len(points) - 1, steps):
        part = points[start : start + steps + 1]
        press = full * (random.uniform(0.85, 1.0) if random is not None else 1.0)
        thick = max(1, round(width_mm * PAGE_PX * (random.uniform(0.85, 1.15) if random is not None else 1.0)))
        left, top = part.min(axis=0) // 2**shift - thick - 2
        right, bottom = part.max(axis=0) // 2**shift + thick + 3
        left, top = max(int(left), 0), max(int(top), 0)
        view = canvas[top : int(bottom), left : int(right)]
        if view.size:
            drawn = numpy.zeros(view.shape, numpy.float32)
            origin = numpy.array([left, top]) * 2**shift
            cv2.polylines(drawn, [(part - origin).reshape(-1, 1, 2)], False, press, thick, cv2.LINE_8, shift)
            numpy.maximum(view, drawn, out=view)


def put_ink(all_ink: Ink, canvas: Ink, pen: Pen, random: Generator) -> None:
    """The strokes of a pen, added to what is on the paper already."""
    rows, columns = numpy.nonzero(canvas.max(axis=1))[0], numpy.nonzero(canvas.max(axis=0))[0]
    if not len(rows):
        return
    part = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    ink = cv2.GaussianBlur(canvas[part], (0, 0), 0.8)
    rough = _paper()[: ink.shape[0], : ink.shape[1]]
    shift = int(random.integers(0, 400))
    ink *= numpy.clip(pen.dark * (1 - pen.grain * numpy.roll(rough, shift, 1)), 0, 1)
    all_ink[part] = 1 - (1 - all_ink[part]) * (1 - numpy.clip(ink, 0, 1))


@lru_cache(maxsize=1)
def _paper() -> Ink:
    """How rough paper is to a pencil: mean 0, deviation 1."""
    noise = numpy.random.default_rng(5).random((2970, 2100), dtype=numpy.float32)
    rough = cv2.GaussianBlur(noise, (0, 0), 1.2)
    return numpy.asarray((rough - rough.mean()) / rough.std(), dtype=numpy.float32)


def _write(canvas: Ink, place: Mapping[str, float], person: Person) -> None:
    """Something like handwriting on the lines of a field."""
    random = person.random
    pitch = 10.0
    for row in range(max(1, round(place["height_mm"] / pitch))):
        if row and random.random() < 0.5:
            break
        x, end = place["x_mm"] + 2, place["x_mm"] + place["width_mm"] * random.uniform(0.3, 0.95)
        base = place["y_mm"] + min(pitch * (row + 1), place["height_mm"]) - 1.5
        while x < end:
            letters = int(random.integers(2, 9))
            times = numpy.linspace(0, letters, letters * 8)
            xs = x + times * 1.7 + 0.6 * numpy.sin(times * 6.3 + random.uniform(0, 6))
            ys = base - 1.3 + 1.3 * numpy.sin(times * 6.3) * random.uniform(0.6, 1.0)
            tall = random.random(letters) < 0.3
            ys = ys - numpy.interp(times, numpy.arange(letters), tall * 2.2)
            _stroke(canvas, numpy.column_stack([xs, ys]), person.pen.width_mm, 0.95, random)
            x += letters * 1.7 + 3


def _number(canvas: Ink, cells: list[Any], key: str, person: Person, filled: Filled) -> None:
    random = person.random
    digits = str(random.integers(1, 10 ** len(cells)))
    for cell, digit in zip(cells[len(cells) - len(digits) :], digits, strict=True):
        filled.digits[f"{key}/{cell['index']}"] = digit
        origin = numpy.array([cell["x_mm"] + 1.5 + random.uniform(-0.5, 0.5), cell["y_mm"] + 1.6])
        size = numpy.array([4.0, 5.6]) * random.uniform(0.8, 1.08)
        for stroke in DIGITS[digit]:
            path = wobbled(numpy.array(stroke) * size + origin, random, 0.4)
            _stroke(canvas, path, person.pen.width_mm, 1.0, random)
