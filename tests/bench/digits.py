"""`python -m tests.bench.digits`: teach the reader the digits of number cells, and write its weights.

Half of what it is taught is handwriting of the UCI set that scikit-learn ships (install it for this; nothing else
needs it), half are strokes as Europeans write them, which that set does not know: a 1 with its upstroke, a barred 7.
"""

import argparse
import gzip
import io
from importlib.resources import files
from pathlib import Path

import cv2
import numpy
from numpy.random import Generator
from numpy.typing import NDArray

from consultation.paper.scan.digits import SURE, WEIGHTS, blocks_of
from consultation.paper.scan.marks import odds_by
from tests.bench.marks import learnt
from tests.bench.pens import PAGE_PX, wobbled
from tests.bench.shapes import DIGITS, EUROPEAN

HIDDEN = (48,)
Floats = NDArray[numpy.float32]


def handwritten(path: Path | None) -> tuple[Floats, NDArray[numpy.int64]]:
    """Shares of 8 x 8 blocks, and the digit."""
    packed = path.read_bytes() if path else files("sklearn.datasets.data").joinpath("digits.csv.gz").read_bytes()
    rows = numpy.loadtxt(io.BytesIO(gzip.decompress(packed)), delimiter=",")
    return (rows[:, :64] / 16).astype(numpy.float32), rows[:, 64].astype(numpy.int64)


def drawn(random: Generator, count: int) -> tuple[Floats, NDArray[numpy.int64]]:
    """The same of strokes, through the reader's own eyes."""
    seen: list[Floats] = []
    truth: list[int] = []
    while len(seen) < count:
        digit = int(random.integers(0, 10))
        blocks = blocks_of(a_cell(str(digit), random))
        if blocks is not None:
            seen.append(blocks)
            truth.append(digit)
    return numpy.array(seen, numpy.float32), numpy.array(truth, numpy.int64)


def a_cell(digit: str, random: Generator) -> Floats:
    """Ink of a cell of 5 x 7 mm, 4 dots a millimetre."""
    shapes = [DIGITS[digit], *EUROPEAN.get(digit, [])]
    canvas = numpy.zeros((90, 70), numpy.float32)
    size = numpy.array([random.uniform(2.2, 4.4), random.uniform(4.0, 6.0)])
    slant = random.uniform(-0.25, 0.4)
    thick = max(1, round(random.uniform(0.3, 0.9) * PAGE_PX))
    for stroke in shapes[int(random.integers(0, len(shapes)))]:
        path = wobbled(numpy.array(stroke) * size, random, 0.35)
        path[:, 0] += slant * (size[1] / 2 - path[:, 1]) + random.uniform(1.0, 2.0)
        path[:, 1] += 1.2
        points = numpy.round(path * PAGE_PX).astype(numpy.int32).reshape(-1, 1, 2)
        cv2.polylines(canvas, [points], False, 1.0, thick, cv2.LINE_AA)
    small = cv2.resize(
        cv2.GaussianBlur(canvas, (0, 0), random.uniform(0.8, 3.0)), (28, 36), interpolation=cv2.INTER_AREA
    )
    return numpy.asarray(small * random.uniform(0.7, 1.0) + random.normal(0, 0.03, small.shape), dtype=numpy.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--handwriting", type=Path, help="digits.csv.gz; by default out of scikit-learn")
    parser.add_argument("--drawn", type=int, default=12_000)
    parser.add_argument("--rounds", type=int, default=60)
    asked = parser.parse_args()
    random = numpy.random.default_rng(2)
    written, meant = handwritten(asked.handwriting)
    strokes, also = drawn(random, asked.drawn)
    apart = numpy.arange(len(written)) >= 1400  # the last writers
    seen = numpy.concatenate([numpy.repeat(written[~apart], 6, axis=0), strokes])
    truth = numpy.concatenate([numpy.repeat(meant[~apart], 6), also])
    weights = learnt((64, *HIDDEN, 10), lambda _turn: (_moved(seen, random), truth), rounds=asked.rounds)
    new = drawn(random, 2000)
    for name, (blocks, digits) in {"handwriting of others": (written[apart], meant[apart]), "drawn": new}.items():
        odds = odds_by(weights, blocks)
        sure = odds.max(axis=1) >= SURE
        wrong = odds.argmax(axis=1) != digits
        right, share = 100 * (1 - wrong.mean()), 100 * sure.mean()
        print(f"{name}: {right:.2f} % right; {share:.1f} % sure, {(wrong & sure).sum()} of them wrong")
    with WEIGHTS.open("wb") as file:
        numpy.savez_compressed(file, *[one.astype(numpy.float16) for one in weights])
    print(WEIGHTS, WEIGHTS.stat().st_size, "bytes")


def _moved(seen: Floats, random: Generator) -> Floats:
    noise = random.normal(0, 0.08, seen.shape) + random.uniform(-0.1, 0.1, (len(seen), 1)) * (seen > 0)
    return numpy.clip(seen + noise, 0, 1).astype(numpy.float32)


if __name__ == "__main__":
    main()
