"""Where each printed frame really lies in a picture, and the ink in and around it.

Paper bends: each frame is sought where the markers and the frames already found around it say, the nearest first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy
from numpy.typing import NDArray

from consultation.paper.scan.locate import Found
from consultation.paper.scan.pictures import Grey

Patch = NDArray[numpy.float32]
"""Ink of a piece of the page: 0 paper, 1 as black as the markers."""

PX = 8.0
"""Dots a millimetre of a straightened piece: 203 dpi."""
AROUND_MM = 2.6
"""How far from its expected place a frame is sought; half the smallest distance between two frames."""
NEAR_MM = 1.1
"""The same beside a frame already found, closer than `NEIGHBOUR_MM`."""
NEIGHBOUR_MM = 25.0
MARK_MM = 1.4
"""How far around a box its mark is looked at: less than the distance to the words beside it."""
LINE_MM = 0.28
GOOD_FRAME = 0.16
"""Contrast of a frame's lines against the paper at their sides, in parts of the markers' black."""
NEIGHBOURS = 8


@dataclass(frozen=True)
class Placed:
    """A frame as it lies in the picture."""

    x_mm: float
    y_mm: float
    """How far it lies from where the markers alone say, in millimetres of the page."""
    contrast: float
    """Of its lines: 1 as printed, about 0.3 in a photo, 0 when there is no frame."""
    patch: Patch
    """The ink within `MARK_MM` around it, the frame in the middle."""
    paper: float
    """Grey of the paper around it."""


class Sheet:
    """One located page of a picture."""

    def __init__(self, grey: Grey, found: Found) -> None:
        self.grey = grey
        self.found = found
        self.black = black_of(grey, found)
        """Grey of printed black against paper of 1."""
        self._map: list[list[float]] = found.to_px.tolist()
        self._known_mm: list[tuple[float, float]] = []
        self._known_off: list[tuple[float, float]] = []
        self._learn_markers()

    def dots_a_mm(self) -> float:
        """Resolution of the picture, about the middle of the page."""
        layout = self.found.layout
        middle = (layout["width_mm"] / 2, layout["height_mm"] / 2)
        return float(numpy.sqrt(abs(numpy.linalg.det(self._around(*middle)[1]))))

    def place(self, frames: Sequence[Mapping[str, float]]) -> list[Placed]:
        """Every frame, in the given order; found from the best known surroundings outwards."""
        if not frames:
            return []
        middles = numpy.array([_middle(frame) for frame in frames])
        away = numpy.linalg.norm(middles[:, None] - numpy.array(self._known_mm)[None], axis=2).min(axis=1)
        placed: dict[int, Placed] = {}
        while len(placed) < len(frames):
            nearest = int(away.argmin())
            known = len(self._known_mm)
            placed[nearest] = self._placed(frames[nearest], middles[nearest], float(away[nearest]))
            if len(self._known_mm) > known:
                away = numpy.minimum(away, numpy.linalg.norm(middles - middles[nearest], axis=1))
            away[list(placed)] = numpy.inf
        return [placed[index] for index in range(len(frames))]

    def piece(self, place: Mapping[str, float], margin_mm: float = 0.0, scale: float = PX) -> Grey:
        """A straightened piece of the page, for people to look at."""
        off_x, off_y = self._expected(*_middle(place))
        left, top = place["x_mm"] - margin_mm + off_x, place["y_mm"] - margin_mm + off_y
        return self.strip(left, top, place["width_mm"] + 2 * margin_mm, place["height_mm"] + 2 * margin_mm, scale)

    def ink(self, grey: Grey, paper: float | None = None) -> tuple[Patch, float]:
        """Ink of a straightened piece, and the grey of its paper."""
        white = max(_paper_of(grey) if paper is None else paper, 20.0)
        table = (white - numpy.arange(256, dtype=numpy.float32)) / (white * (1 - self.black))
        ink = cv2.LUT(grey, numpy.clip(table, -0.3, 1.3))
        return numpy.asarray(ink, dtype=numpy.float32), white

    def _placed(self, frame: Mapping[str, float], at: NDArray[numpy.float64], away_mm: float) -> Placed:
        """One frame; `away_mm` is the distance to the nearest thing known: near it little can have moved."""
        width, height = frame["width_mm"], frame["height_mm"]
        middle = (float(at[0]), float(at[1]))
        off_x, off_y = self._expected(*middle)
        for around in (NEAR_MM, AROUND_MM) if away_mm < NEIGHBOUR_MM else (AROUND_MM,):
            side = 2 * (max(around, MARK_MM) + 0.6)
            wide = self.straight(middle[0] + off_x, middle[1] + off_y, width + side, height + side, PX)
            ink, paper = self.ink(wide)
            dx, dy, contrast = _frame_in(ink, width, height, around)
            if contrast >= GOOD_FRAME:
                break
        if contrast >= GOOD_FRAME:
            off_x, off_y = off_x + dx, off_y + dy
            self._known_mm.append(middle)
            self._known_off.append((off_x, off_y))
        else:
            dx = dy = 0.0
        size = (round((width + 2 * MARK_MM) * PX), round((height + 2 * MARK_MM) * PX))
        centre = ((wide.shape[1] - 1) / 2 + dx * PX, (wide.shape[0] - 1) / 2 + dy * PX)
        patch = cv2.getRectSubPix(ink, size, centre)
        return Placed(off_x, off_y, contrast, numpy.asarray(patch, dtype=numpy.float32), paper)

    def _expected(self, x: float, y: float) -> tuple[float, float]:
        """How far a point lies off, by what is known around it."""
        known = numpy.array(self._known_mm) - (x, y)
        away = (known**2).sum(axis=1)
        near = numpy.argsort(away)[:NEIGHBOURS]
        weight = 1 / (away[near] + 4.0)
        off = (numpy.array(self._known_off)[near] * weight[:, None]).sum(axis=0) / weight.sum()
        return float(off[0]), float(off[1])

    def _learn_markers(self) -> None:
        to_mm = numpy.linalg.inv(self.found.to_px)
        flat = numpy.column_stack([self.found.anchors_px, numpy.ones(len(self.found.anchors_px))]) @ to_mm.T
        off = flat[:, :2] / flat[:, 2:] - self.found.anchors_mm
        for first in range(0, len(off), 4):
            self._known_mm.append(tuple(self.found.anchors_mm[first : first + 4].mean(axis=0)))
            self._known_off.append(tuple(off[first : first + 4].mean(axis=0)))

    def _around(self, x: float, y: float) -> tuple[NDArray[numpy.float64], NDArray[numpy.float64]]:
        """A point of the page in the picture, and 2 x 2 the dots for a millimetre right and down there."""
        (a, b, c), (d, e, f), (g, h, i) = self._map
        depth = g * x + h * y + i
        at_x, at_y = (a * x + b * y + c) / depth, (d * x + e * y + f) / depth
        turn = [[(a - at_x * g) / depth, (b - at_x * h) / depth], [(d - at_y * g) / depth, (e - at_y * h) / depth]]
        return numpy.array([at_x, at_y]), numpy.array(turn)

    def strip(self, left: float, top: float, width: float, height: float, scale: float) -> Grey:
        """A piece of the page too wide to be straightened from its middle."""
        to_mm = numpy.array([[1 / scale, 0, left], [0, 1 / scale, top], [0, 0, 1]])
        size = (round(width * scale), round(height * scale))
        how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        strip = cv2.warpPerspective(
            self.grey, self.found.to_px @ to_mm, size, flags=how, borderMode=cv2.BORDER_REPLICATE
        )
        return numpy.asarray(strip, dtype=numpy.uint8)

    def straight(self, x: float, y: float, width: float, height: float, scale: float) -> Grey:
        """The piece of the page around a point."""
        size = (round(width * scale), round(height * scale))
        middle, turn = self._around(x, y)
        turn /= scale
        origin = middle - turn @ ((numpy.array(size) - 1) / 2)
        matrix = numpy.column_stack([turn, origin])
        how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        straight = cv2.warpAffine(self.grey, matrix, size, flags=how, borderMode=cv2.BORDER_REPLICATE)
        return numpy.asarray(straight, dtype=numpy.uint8)


def _paper_of(grey: Grey) -> float:
    """Grey of the paper of a piece: four dots of five are darker or as bright."""
    counts = numpy.bincount(grey.ravel(), minlength=256).cumsum()
    return float(numpy.searchsorted(counts, 0.8 * counts[-1]))


def black_of(grey: Grey, found: Found) -> float:
    """Grey of the markers' black, against the paper beside them as 1."""
    if not found.markers:
        return 0.3
    corners = numpy.array([marker.corners for marker in found.markers])
    middles = corners.mean(axis=1, keepdims=True)
    # In the middle of the black border, and as far outside.
    black = numpy.median(_at(grey, middles + (corners - middles) * 0.857), axis=1)
    white = numpy.median(_at(grey, middles + (corners - middles) * 1.3), axis=1)
    return min(float(numpy.median(black / numpy.maximum(white, 20.0))), 0.8)


def _at(grey: Grey, points: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
    """Grey at points of the picture, of nine dots each."""
    x = numpy.clip(numpy.rint(points[..., 0]).astype(int), 1, grey.shape[1] - 2)[..., None]
    y = numpy.clip(numpy.rint(points[..., 1]).astype(int), 1, grey.shape[0] - 2)[..., None]
    around = numpy.array([(right, down) for right in (-1, 0, 1) for down in (-1, 0, 1)])
    return numpy.asarray(grey[y + around[:, 1], x + around[:, 0]].mean(axis=-1), dtype=float)


def _frame_in(ink: Patch, width: float, height: float, around: float) -> tuple[float, float, float]:
    """Where the frame is, from the middle of the piece, in millimetres; and the contrast of its lines."""
    kernel = _frame_kernel(round(width, 2), round(height, 2))
    edges = [
        max(0, (side - size) // 2 - round(around * PX)) for side, size in zip(ink.shape, kernel.shape, strict=True)
    ]
    within = ink[edges[0] : ink.shape[0] - edges[0], edges[1] : ink.shape[1] - edges[1]]
    fit = cv2.matchTemplate(within, kernel, cv2.TM_CCORR)
    _low, contrast, _where, (column, row) = cv2.minMaxLoc(fit)
    x = column + _between(fit[row, column - 1 : column + 2])
    y = row + _between(fit[row - 1 : row + 2, column])
    return (x - (fit.shape[1] - 1) / 2) / PX, (y - (fit.shape[0] - 1) / 2) / PX, float(contrast)


def _between(three: NDArray[Any]) -> float:
    """Where between three values in a row their peak is, from the middle one."""
    if len(three) < 3:
        return 0.0
    before, here, after = (float(value) for value in three.ravel())
    bend = before - 2 * here + after
    return 0.0 if bend >= 0 else max(-0.5, min(0.5, (before - after) / (2 * bend)))


@lru_cache(maxsize=64)
def _frame_kernel(width: float, height: float) -> Patch:
    """Lines count for, the paper at both sides of them against; what is inside does not count."""
    fine = 4
    out = 0.6
    columns, rows = round((width + 2 * out) * PX), round((height + 2 * out) * PX)
    x = ((numpy.arange(columns * fine) + 0.5) / fine - columns / 2) / PX
    y = ((numpy.arange(rows * fine) + 0.5) / fine - rows / 2) / PX
    # Distance from the nearest line of the frame, whether inside or outside.
    beyond_x, beyond_y = numpy.abs(x)[None, :] - width / 2, numpy.abs(y)[:, None] - height / 2
    away = numpy.abs(numpy.maximum(beyond_x, beyond_y))
    line = _shrunk((away < LINE_MM / 2).astype(numpy.float32), fine)
    side = _shrunk(((away > LINE_MM / 2 + 0.1) & (away < LINE_MM / 2 + 0.4)).astype(numpy.float32), fine)
    return numpy.asarray(line / line.sum() - side / side.sum(), dtype=numpy.float32)


def _shrunk(fine: Patch, times: int) -> Patch:
    rows, columns = fine.shape
    small = fine.reshape(rows // times, times, columns // times, times).mean(axis=(1, 3))
    return numpy.asarray(small, dtype=numpy.float32)


def _middle(place: Mapping[str, float]) -> tuple[float, float]:
    return place["x_mm"] + place["width_mm"] / 2, place["y_mm"] + place["height_mm"] / 2
