"""`python -m tests.bench.marks`: teach the classifier of marks, out of generated pages, and write its weights.

Deterministic but for the number of processes; some minutes. The weights are `consultation/paper/data/marks.npz`.
"""

import argparse
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
from consultation.paper.scan.marks import CLASSES, SIDE, WEIGHTS, seen_small
from tests.bench.blanks import Printed, many_boxes, printed
from tests.bench.cameras import PRESETS, taken
from tests.bench.pens import HARD, PLAIN, STRUCK, Person, a_person, draw, put_ink, speck

HIDDEN = (32, 16)
GONE = 0.015
"""Ink in a box below which a mark has left nothing in the picture."""
Patches = NDArray[numpy.float32]
CLASS_OF = {
    **dict.fromkeys((*PLAIN, "dot", "small_tick", "off_side"), "mark"),
    **dict.fromkeys(("fill", "blackened"), "black"),
    **dict.fromkeys(("loose_fill", "scribbled", "loosely_scribbled"), "scribble"),
}
_SHEETS: dict[str, Printed] = {}


def page_of_marks(random: Generator, name: str) -> tuple[list[Patches], list[int]]:
    """The boxes of one page as the reader sees them, and what each is."""
    if "sheet" not in _SHEETS:
        _SHEETS["sheet"] = printed(("fr",), (1,), definition=many_boxes())
    sheet = _SHEETS["sheet"]
    pages = [page for page in sheet.layout["pages"] if page["questions"]]
    page = pages[int(random.integers(0, len(pages)))]
    boxes = [box for question in page["questions"] for box in question["boxes"]]
    picture = sheet.pictures[1, page["page"]]
    ink = numpy.zeros(picture.shape, numpy.float32)
    truth = [0] * len(boxes)
    people = [a_person(random, hard=random.random() < 0.5) for _ in range(3)]
    owner = random.integers(0, 3, len(boxes))
    for index, person in enumerate(people):
        canvas = numpy.zeros(picture.shape, numpy.float32)
        for box_index in numpy.nonzero(owner == index)[0]:
            truth[box_index] = CLASSES.index(_mark(canvas, boxes[box_index], person))
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
    return [seen_small(one.patch) for one in placed], truth


def _mark(canvas: Patches, box: dict[str, float], person: Person) -> str:
    random = person.random
    draw_of = random.random()
    if draw_of < 0.40:
        if random.random() < 0.1:
            speck(canvas, box, random)
        return "empty"
    if draw_of < 0.72:
        style = str(random.choice(PLAIN)) if random.random() < 0.7 else str(random.choice(HARD))
    else:
        style = str(random.choice(STRUCK))
        if random.random() < 0.8:
            draw(canvas, box, str(random.choice(PLAIN)), person)
    draw(canvas, box, style, person)
    return CLASS_OF[style]


def _pages(asked: tuple[int, int]) -> tuple[Patches, NDArray[numpy.int64]]:
    seed, count = asked
    cv2.setNumThreads(1)
    random = numpy.random.default_rng(seed)
    names = [name for name in PRESETS if name != "photo_bad" or random.random() < 0.5]
    seen: list[Patches] = []
    truth: list[int] = []
    for index in range(count):
        patches, classes = page_of_marks(random, names[index % len(names)])
        seen += patches
        truth += classes
    return numpy.array(seen, numpy.float32).reshape(-1, SIDE * SIDE), numpy.array(truth, numpy.int64)


def taught(seen: Patches, truth: NDArray[numpy.int64], *, rounds: int, seed: int = 0) -> list[Patches]:
    """Weights and biases of a small network, by Adam on cross entropy with smoothed labels."""
    random = numpy.random.default_rng(seed)
    sizes = (SIDE * SIDE, *HIDDEN, len(CLASSES))
    weights: list[Patches] = []
    for before, after in pairwise(sizes):
        weights += [
            (random.standard_normal((before, after)) * numpy.sqrt(2 / before)).astype(numpy.float32),
            numpy.zeros(after, numpy.float32),
        ]
    first = [numpy.zeros_like(one) for one in weights]
    second = [numpy.zeros_like(one) for one in weights]
    wanted = numpy.eye(len(CLASSES), dtype=numpy.float32)[truth] * 0.998 + 0.002 / len(CLASSES)
    step = 0
    for turn in range(rounds):
        order = random.permutation(len(seen))
        rate = 0.002 * (1 - turn / rounds) + 0.00005
        for start in range(0, len(order) - 63, 128):
            some = order[start : start + 128]
            batch = _varied(seen[some], random)
            step += 1
            for index, slope in enumerate(_slopes(weights, batch, wanted[some])):
                slope = slope + 1e-4 * weights[index] if weights[index].ndim == 2 else slope
                first[index] = 0.9 * first[index] + 0.1 * slope
                second[index] = 0.999 * second[index] + 0.001 * slope**2
                change = (first[index] / (1 - 0.9**step)) / (numpy.sqrt(second[index] / (1 - 0.999**step)) + 1e-8)
                weights[index] = weights[index] - rate * change
    return weights


def _varied(batch: Patches, random: Generator) -> Patches:
    """Mirrored, shifted by a dot, lighter or darker."""
    views = batch.reshape(-1, SIDE, SIDE)
    if random.random() < 0.5:
        views = views[:, :, ::-1]
    if random.random() < 0.5:
        views = views[:, ::-1]
    down, right = random.integers(-1, 2, 2)
    views = numpy.roll(views, (int(down), int(right)), (1, 2))
    times = random.uniform(0.8, 1.2, (len(views), 1, 1))
    noise = random.normal(0, random.uniform(0, 0.06), views.shape)
    return numpy.asarray((views * times + noise).reshape(len(batch), -1), dtype=numpy.float32)


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
    parser.add_argument("--keep", type=Path, help="where the boxes are kept, to teach again without making them")
    asked = parser.parse_args()
    if asked.keep and asked.keep.exists():
        kept = numpy.load(asked.keep)
        seen, truth = kept["seen"].astype(numpy.float32), kept["truth"]
    else:
        with Pool(asked.processes) as pool:
            jobs = [(asked.seed * 1000 + job, 18) for job in range(max(1, asked.pages // 18))]
            made = []
            for done in pool.imap(_pages, jobs):
                made.append(done)
                print(len(made), "of", len(jobs), flush=True)
        seen, truth = numpy.concatenate([one[0] for one in made]), numpy.concatenate([one[1] for one in made])
        if asked.keep:
            numpy.savez_compressed(asked.keep, seen=seen.astype(numpy.float16), truth=truth)
    # What a scanner in black and white left nothing of cannot be learnt: it would make every empty box a doubt.
    inner = numpy.clip(seen.reshape(-1, SIDE, SIDE)[:, 8:20, 8:20], 0, 1).mean(axis=(1, 2))
    gone = (truth > 0) & (inner < GONE)
    seen, truth = seen[~gone], truth[~gone]
    apart = numpy.arange(len(seen)) % 10 == 0
    weights = taught(seen[~apart], truth[~apart], rounds=asked.rounds)
    layer = seen[apart]
    for index in range(0, len(weights) - 2, 2):
        layer = numpy.maximum(layer @ weights[index] + weights[index + 1], 0)
    said = (layer @ weights[-2] + weights[-1]).argmax(axis=1)
    print(f"{len(seen)} boxes; of {apart.sum()} kept apart {100 * (said == truth[apart]).mean():.2f} % right")
    for index, name in enumerate(CLASSES):
        print(name, numpy.bincount(said[truth[apart] == index], minlength=len(CLASSES)))
    WEIGHTS.parent.mkdir(exist_ok=True)
    with WEIGHTS.open("wb") as file:
        numpy.savez_compressed(file, *[one.astype(numpy.float16) for one in weights])
    print(WEIGHTS, WEIGHTS.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
