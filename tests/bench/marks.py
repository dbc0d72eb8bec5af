"""`python -m tests.bench.marks`: teach the classifier of marks, out of generated pages, and write its weights.

Deterministic but for the number of processes; some minutes. The weights are `consultation/paper/data/marks.npz`.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing import Pool
from pathlib import Path

import cv2
import numpy
from numpy.random import Generator
from numpy.typing import NDArray

from consultation.paper.scan.boxes import Sheet
from consultation.paper.scan.images import scans_of
from consultation.paper.scan.locate import find_pages
from consultation.paper.scan.marks import CLASSES, SIDE, WEIGHTS, compared, odds_by
from tests.bench.blanks import Printed, many_boxes, printed
from tests.bench.cameras import PRESETS, taken
from tests.bench.pens import Person, a_person, draw, put_ink, speck
from tests.bench.shapes import AROUND, HARD, PLAIN, STRUCK

HIDDEN = (64, 24)
GONE = 0.015
"""Ink in a box below which a mark has left nothing in the picture."""
CREASED = 0.06
"""Share of the boxes laid on a crease."""
Patches = NDArray[numpy.float32]
CLASS_OF = {
    **dict.fromkeys((*PLAIN, *HARD), "mark"),
    **dict.fromkeys(("fill", "blackened"), "black"),
    **dict.fromkeys(("loose_fill", *STRUCK[1:], *AROUND), "scribble"),
}
_SHEETS: dict[str, Printed] = {}


@dataclass
class Boxes:
    """Boxes as the reader saw them, and what each is."""

    seen: Patches
    """Boxes x `SIDE` x `SIDE`."""
    truth: NDArray[numpy.int64]
    page: NDArray[numpy.int64]
    style: NDArray[numpy.str_]


def page_of_marks(random: Generator, name: str) -> tuple[list[Patches], list[str]]:
    """The boxes of one page as the reader sees them, and the mark on each."""
    if "sheet" not in _SHEETS:
        _SHEETS["sheet"] = printed(("fr",), (1,), definition=many_boxes())
    sheet = _SHEETS["sheet"]
    pages = [page for page in sheet.layout["pages"] if page["questions"]]
    page = pages[int(random.integers(0, len(pages)))]
    boxes = [box for question in page["questions"] for box in question["boxes"]]
    picture = sheet.pictures[1, page["page"]]
    ink = numpy.zeros(picture.shape, numpy.float32)
    styles = ["empty"] * len(boxes)
    people = [a_person(random, hard=random.random() < 0.5) for _ in range(4)]
    owner = random.integers(0, len(people), len(boxes))
    for index, person in enumerate(people):
        canvas = numpy.zeros(picture.shape, numpy.float32)
        for box_index in numpy.nonzero(owner == index)[0]:
            styles[box_index] = _mark(canvas, boxes[box_index], person)
        put_ink(ink, canvas, person.pen, random)
    data = taken(picture, ink, PRESETS[name], random)
    grey = next(iter(scans_of("taught", data))).grey
    assert grey is not None
    found, _codes, _markers = find_pages(
        grey, lambda identity: [one for one in sheet.layout["pages"] if one["page"] == identity.page]
    )
    if not found or len(found[0].markers) < 3:
        return [], []
    placed = Sheet(grey, found[0]).place(boxes)
    return [small(one.patch) for one in placed], styles


def small(patch: Patches) -> Patches:
    resized = cv2.resize(patch, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return numpy.clip(resized, -0.3, 1.3).astype(numpy.float32)


def _mark(canvas: Patches, box: dict[str, float], person: Person) -> str:
    random = person.random
    drawn = random.random()
    if drawn < 0.45:
        if random.random() < 0.1:
            speck(canvas, box, random)
        return "empty"
    if drawn < 0.75:
        style = str(random.choice(PLAIN)) if random.random() < 0.6 else str(random.choice((*HARD, *AROUND)))
    else:
        style = str(random.choice(STRUCK))
        if random.random() < 0.8:
            draw(canvas, box, str(random.choice(PLAIN)), person)
    draw(canvas, box, style, person)
    return style


def _pages(asked: tuple[int, int]) -> Boxes:
    seed, count = asked
    cv2.setNumThreads(1)
    random = numpy.random.default_rng(seed)
    names = list(PRESETS)
    seen: list[Patches] = []
    styles: list[str] = []
    pages: list[int] = []
    for index in range(count):
        patches, drawn = page_of_marks(random, names[index % len(names)])
        seen += patches
        styles += drawn
        pages += [seed * 1000 + index] * len(patches)
    classes = [CLASSES.index(CLASS_OF.get(style, "empty")) for style in styles]
    shape = numpy.array(seen, numpy.float32).reshape(-1, SIDE, SIDE)
    return Boxes(shape, numpy.array(classes, numpy.int64), numpy.array(pages, numpy.int64), numpy.array(styles))


def groups_of(page: NDArray[numpy.int64], random: Generator) -> list[NDArray[numpy.int64]]:
    """Boxes as they may stand together on a page: all, or a few of them."""
    groups = []
    for number in numpy.unique(page):
        left = random.permutation(numpy.nonzero(page == number)[0])
        while len(left):
            size = int(random.choice((2, 4, 8, 14, 20, 30, 60)))
            groups.append(left[:size])
            left = left[size:]
    return groups


def taught(boxes: Boxes, *, rounds: int, seed: int = 0) -> list[Patches]:
    """The network that tells marks apart, taught with these boxes."""
    random = numpy.random.default_rng(seed)

    def examples(_turn: int) -> tuple[Patches, NDArray[numpy.int64]]:
        groups = groups_of(boxes.page, random)
        seen = numpy.concatenate([compared(_varied(boxes.seen[group], random)) for group in groups])
        return seen, boxes.truth[numpy.concatenate(groups)]

    return learnt((2 * SIDE * SIDE, *HIDDEN, len(CLASSES)), examples, rounds=rounds, seed=seed)


def learnt(
    sizes: Sequence[int],
    examples: Callable[[int], tuple[Patches, NDArray[numpy.int64]]],
    *,
    rounds: int,
    seed: int = 0,
) -> list[Patches]:
    """Weights and biases of a small network, by Adam on cross entropy with smoothed labels.

    :param examples: of a round: what is seen, and the class of each.
    """
    random = numpy.random.default_rng(seed)
    weights: list[Patches] = []
    for before, after in pairwise(sizes):
        weights += [
            (random.standard_normal((before, after)) * numpy.sqrt(2 / before)).astype(numpy.float32),
            numpy.zeros(after, numpy.float32),
        ]
    first = [numpy.zeros_like(one) for one in weights]
    second = [numpy.zeros_like(one) for one in weights]
    softly = numpy.eye(sizes[-1], dtype=numpy.float32) * 0.998 + 0.002 / sizes[-1]
    step = 0
    for turn in range(rounds):
        seen, truth = examples(turn)
        order = random.permutation(len(seen))
        rate = 0.002 * (1 - turn / rounds) + 0.00003
        for start in range(0, len(order) - 127, 128):
            some = order[start : start + 128]
            step += 1
            for index, slope in enumerate(_slopes(weights, seen[some], softly[truth[some]])):
                slope = slope + 1e-4 * weights[index] if weights[index].ndim == 2 else slope
                first[index] = 0.9 * first[index] + 0.1 * slope
                second[index] = 0.999 * second[index] + 0.001 * slope**2
                change = (first[index] / (1 - 0.9**step)) / (numpy.sqrt(second[index] / (1 - 0.999**step)) + 1e-8)
                weights[index] = weights[index] - rate * change
        if turn % 5 == 4:
            print(f"round {turn + 1} of {rounds}", flush=True)
    return weights


def _varied(views: Patches, random: Generator) -> Patches:
    """The boxes of a page mirrored, each shifted by a dot, lighter or darker, with more noise, some on a crease."""
    if random.random() < 0.5:
        views = views[:, :, ::-1]
    if random.random() < 0.5:
        views = views[:, ::-1]
    shifts = random.integers(-1, 2, (len(views), 2)) * (random.random((len(views), 1)) < 0.3)
    views = numpy.array([numpy.roll(one, (int(a), int(b)), (0, 1)) for one, (a, b) in zip(views, shifts, strict=True)])
    for index in numpy.nonzero(random.random(len(views)) < CREASED)[0]:
        views[index] += _crease(random)
    noise = random.normal(0, random.uniform(0, 0.05), views.shape)
    return numpy.asarray(views * random.uniform(0.8, 1.2) + noise, dtype=numpy.float32)


def _crease(random: Generator) -> Patches:
    """A soft dark band across a box and all around it, as a fold leaves it."""
    y, x = numpy.mgrid[0:SIDE, 0:SIDE] - SIDE / 2
    angle = random.choice((0.0, numpy.pi / 2)) + random.normal(0, 0.06)
    away = x * numpy.cos(angle) + y * numpy.sin(angle) - random.uniform(-SIDE / 2, SIDE / 2)
    return numpy.asarray(random.uniform(0.03, 0.35) * numpy.exp(-((away / random.uniform(1.5, 4.5)) ** 2)))


def _slopes(weights: list[Patches], batch: Patches, wanted: Patches) -> list[Patches]:
    layers = [batch]
    for index in range(0, len(weights) - 2, 2):
        layers.append(numpy.maximum(layers[-1] @ weights[index] + weights[index + 1], 0))
    scores = layers[-1] @ weights[-2] + weights[-1]
    odds = numpy.exp(scores - scores.max(axis=1, keepdims=True))
    error = (odds / odds.sum(axis=1, keepdims=True) - wanted) / len(batch)
    slopes: list[Patches] = []
    for index in range(len(weights) - 2, -1, -2):
        slopes = [layers[index // 2].T @ error, error.sum(axis=0), *slopes]
        error = (error @ weights[index].T) * (layers[index // 2] > 0)
    return slopes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=630)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--keep", type=Path, help="where the boxes are kept, to teach again without making them")
    asked = parser.parse_args()
    boxes = made(asked.pages, asked.seed, asked.processes, asked.keep)
    # What a scanner in black and white left nothing of cannot be learnt: it would make every empty box a doubt.
    inner = numpy.clip(boxes.seen[:, 8:20, 8:20], 0, 1).mean(axis=(1, 2))
    gone = (boxes.truth > 0) & (inner < GONE) & ~numpy.isin(boxes.style, AROUND)
    boxes = only(boxes, ~gone)
    apart = boxes.page % 10 == 0
    weights = taught(only(boxes, ~apart), rounds=asked.rounds)
    examined(weights, only(boxes, apart))
    WEIGHTS.parent.mkdir(exist_ok=True)
    with asked.out.open("wb") as file:
        numpy.savez_compressed(file, *[one.astype(numpy.float16) for one in weights])
    print(asked.out, asked.out.stat().st_size, "bytes")


def only(boxes: Boxes, some: NDArray[numpy.bool_]) -> Boxes:
    return Boxes(boxes.seen[some], boxes.truth[some], boxes.page[some], boxes.style[some])


def made(pages: int, seed: int, processes: int, keep: Path | None) -> Boxes:
    """Boxes of so many pages; those kept from before, where there are."""
    if keep and keep.exists():
        kept = numpy.load(keep)
        return Boxes(kept["seen"].astype(numpy.float32), kept["truth"], kept["page"], kept["style"])
    parts = []
    with Pool(processes) as pool:
        jobs = [(seed * 1000 + job, 18) for job in range(max(1, pages // 18))]
        for part in pool.imap(_pages, jobs):
            parts.append(part)
            print(len(parts), "of", len(jobs), flush=True)
    boxes = Boxes(*(numpy.concatenate([getattr(part, name) for part in parts]) for name in Boxes.__annotations__))
    if keep:
        seen = boxes.seen.astype(numpy.float16)
        numpy.savez_compressed(keep, seen=seen, truth=boxes.truth, page=boxes.page, style=boxes.style)
    return boxes


def examined(weights: list[Patches], boxes: Boxes) -> None:
    """How well it does on pages it was not taught with."""
    parts = [numpy.nonzero(boxes.page == number)[0] for number in numpy.unique(boxes.page)]
    odds = numpy.concatenate([odds_by(weights, compared(boxes.seen[part])) for part in parts])
    order = numpy.concatenate(parts)
    said, truth = odds.argmax(axis=1), boxes.truth[order]
    print(f"{len(said)} boxes kept apart: {100 * (said == truth).mean():.2f} % right")
    for index, name in enumerate(CLASSES):
        print(f"{name:10}", numpy.bincount(said[truth == index], minlength=len(CLASSES)))
    for sure in (0.9, 0.97, 0.99, 0.997):
        is_sure = odds.max(axis=1) >= sure
        wrong = is_sure & ((said == 0) != (truth == 0))
        print(f"from {sure}: {100 * is_sure.mean():.2f} % sure, {wrong.sum()} of them empty for marked or the reverse")


if __name__ == "__main__":
    main()
