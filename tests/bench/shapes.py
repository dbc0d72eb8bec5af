"""Marks as people make them, as strokes; and the digits."""

from collections.abc import Mapping
from typing import Any

import numpy
from numpy.random import Generator

PLAIN = ("cross", "tick", "line", "overshoot", "big_tick", "zigzag", "double_cross")
HARD = ("dot", "fill", "small_tick", "off_side", "loose_fill", "two_lines", "bar", "circle", "reaching_tick", "hooked",
        "heavy_cross", "tiny_cross")  # fmt: skip
STRUCK = ("blackened", "scribbled", "loosely_scribbled", "crossed_wildly")
"""Ways of taking a mark back; the first is the one the sheet asks for."""
AROUND = ("around",)
"""A box chosen by a ring around it: nothing stands in it, and it is not empty."""
UNSEEN_MARKS = ("spiral", "arrow", "star", "initial")
UNSEEN_STRUCK = ("wavy", "struck_through")
"""Never shown to the classifier as it is taught: what the bench finds out is what happens to the unforeseen."""


def strokes_of(style: str, r: Generator) -> list[tuple[Any, float]]:
    """Strokes in sides of the box, from its top left; and how thick."""

    def j(value: float, by: float = 0.1) -> float:
        return float(value + r.uniform(-by, by))

    match style:
        case "cross":
            return [
                ([(j(0.12), j(0.12)), (j(0.88), j(0.88))], 1.0),
                ([(j(0.88), j(0.12)), (j(0.12), j(0.88))], 1.0),
            ]
        case "double_cross":
            return [*strokes_of("cross", r), *strokes_of("cross", r)]
        case "tick":
            return [([(j(0.1), j(0.5)), (j(0.38), j(0.85)), (j(0.95, 0.2), j(0.0, 0.2))], 1.0)]
        case "small_tick":
            return [([(j(0.3), j(0.5)), (j(0.45), j(0.7, 0.05)), (j(0.7), j(0.35))], 1.0)]
        case "big_tick":
            return [([(j(-0.05), j(0.45)), (j(0.35), j(0.95)), (j(1.35, 0.25), j(-0.4, 0.25))], 1.0)]
        case "line":
            return [([(j(0.05), j(0.9)), (j(0.95), j(0.1))], 1.0)]
        case "overshoot":
            return [
                ([(j(-0.2, 0.15), j(-0.2, 0.15)), (j(1.2, 0.15), j(1.2, 0.15))], 1.0),
                ([(j(1.2, 0.15), j(-0.2, 0.15)), (j(-0.2, 0.15), j(1.2, 0.15))], 1.0),
            ]
        case "zigzag":
            x = numpy.linspace(0.1, 0.9, 5)
            return [([(a, j(0.2) if i % 2 else j(0.8)) for i, a in enumerate(x)], 1.0)]
        case "two_lines":
            return [([(j(0.05), j(0.8)), (j(0.7), j(0.05))], 1.0), ([(j(0.35), j(0.95)), (j(0.98), j(0.25))], 1.0)]
        case "bar":
            y = r.uniform(0.35, 0.65)
            return [([(j(0.0, 0.2), y), (j(1.0, 0.2), j(y))], 1.0)]
        case "circle":
            return [(_ring(r, 0.5 + r.uniform(-0.08, 0.08), r.uniform(0.2, 0.42)), 1.0)]
        case "reaching_tick":
            return [([(j(0.0), j(0.4)), (j(0.3), j(0.95)), (j(1.7, 0.5), j(-1.0, 0.4))], 1.0)]
        case "hooked":
            return [([(j(0.2), j(0.5)), (j(0.4), j(0.9)), (j(0.6), j(0.3)), (j(1.1, 0.3), j(-0.1, 0.3))], 1.0)]
        case "heavy_cross":
            return [(stroke, thick * r.uniform(1.4, 2.0)) for stroke, thick in strokes_of("cross", r)]
        case "tiny_cross":
            corner = r.uniform(0.1, 0.45, 2)
            return [(numpy.asarray(stroke) * 0.45 + corner, thick) for stroke, thick in strokes_of("cross", r)]
        case "around":
            wide, tall = r.uniform(0.75, 1.25), r.uniform(0.7, 1.0)
            return [(_ring(r, 0.5, wide, tall), 1.0)]
        case "dot":
            at = (j(0.5, 0.15), j(0.5, 0.15))
            return [([at, (at[0] + r.uniform(0, 0.12), at[1])], r.uniform(1.6, 2.8))]
        case "off_side":
            x, y = r.uniform(-0.25, 0.25, 2)
            return [(numpy.add(stroke, (x, y)), thick) for stroke, thick in strokes_of("cross", r)]
        case "fill":
            rows = numpy.linspace(0.06, 0.94, 14)
            return [([(j(0.06, 0.05) if (i % 2) else j(0.94, 0.05), y) for i, y in enumerate(rows)], 1.3)]
        case "loose_fill":
            rows = numpy.linspace(0.12, 0.88, 7)
            return [([(j(0.12) if (i % 2) else j(0.88), y) for i, y in enumerate(rows)], 1.1)]
        case "blackened":
            rows = numpy.linspace(0.0, 1.0, 17)
            across = [(j(-0.03, 0.06) if (i % 2) else j(1.03, 0.06), y) for i, y in enumerate(rows)]
            down = [(y, x) for x, y in across]
            return [(across, 1.3), (down, 1.2)]
        case "scribbled":
            rows = numpy.linspace(j(-0.15), j(1.15), 11)
            return [([(j(-0.15, 0.12) if (i % 2) else j(1.15, 0.12), j(y, 0.06)) for i, y in enumerate(rows)], 1.0)]
        case "loosely_scribbled":
            rows = numpy.linspace(j(-0.1), j(1.1), int(r.integers(6, 9)))
            return [([(j(-0.3, 0.2) if (i % 2) else j(1.3, 0.2), j(y, 0.1)) for i, y in enumerate(rows)], 1.0)]
        case "spiral":
            turns = numpy.linspace(0, 6.28 * r.uniform(1.5, 2.5), 24)
            return [([(0.5 + 0.06 * a * numpy.cos(a) / 2, 0.5 + 0.06 * a * numpy.sin(a) / 2) for a in turns], 1.0)]
        case "arrow":
            return [
                ([(j(-0.4), j(0.5)), (j(0.7), j(0.5))], 1.0),
                ([(j(0.4), j(0.25)), (j(0.75), j(0.5)), (j(0.4), j(0.75))], 1.0),
            ]
        case "star":
            angles = r.uniform(0, 0.5) + numpy.arange(3) * 1.05
            rays = [(0.45 * numpy.cos(a), 0.45 * numpy.sin(a)) for a in angles]
            return [([(0.5 - x, 0.5 - y), (0.5 + x, 0.5 + y)], 1.0) for x, y in rays]
        case "initial":
            return [([(j(0.2), j(0.9)), (j(0.2), j(0.1)), (j(0.5), j(0.6)), (j(0.8), j(0.1)), (j(0.8), j(0.9))], 1.0)]
        case "crossed_wildly":
            ends = r.uniform(-0.3, 1.3, (int(r.integers(5, 9)), 2))
            return [([tuple(end) for end in ends], 1.0)]
        case "wavy":
            x = numpy.linspace(j(-0.3), j(1.3), 9)
            return [([(a, j(0.35, 0.15) if i % 2 else j(0.65, 0.15)) for i, a in enumerate(x)], 1.0)]
        case "struck_through":
            return [([(j(-0.3), y), (j(1.3), j(y))], 1.0) for y in r.uniform(0.2, 0.8, int(r.integers(2, 4)))]
    raise ValueError(style)


def _ring(r: Generator, middle: float, wide: float, tall: float | None = None) -> list[tuple[float, float]]:
    """Once round, not quite closed."""
    angle = numpy.linspace(0, 6.28 + r.uniform(-0.4, 0.8), 15) + r.uniform(0, 6.28)
    across, down = wide * r.uniform(0.85, 1.15), (tall or wide) * r.uniform(0.85, 1.15)
    return [(float(middle + across * numpy.cos(a)), float(middle + down * numpy.sin(a))) for a in angle]


DIGITS: Mapping[str, list[list[tuple[float, float]]]] = {
    "0": [[(0.5, 0.0), (0.1, 0.2), (0.05, 0.6), (0.4, 1.0), (0.85, 0.8), (0.9, 0.3), (0.5, 0.0)]],
    "1": [[(0.25, 0.3), (0.6, 0.0), (0.58, 1.0)]],
    "2": [[(0.1, 0.25), (0.45, 0.0), (0.85, 0.25), (0.5, 0.6), (0.1, 1.0), (0.9, 0.97)]],
    "3": [[(0.1, 0.1), (0.6, 0.0), (0.8, 0.25), (0.4, 0.45), (0.85, 0.7), (0.5, 1.0), (0.1, 0.9)]],
    "4": [[(0.6, 0.0), (0.1, 0.65), (0.9, 0.62)], [(0.65, 0.35), (0.62, 1.0)]],
    "5": [[(0.85, 0.0), (0.25, 0.03), (0.2, 0.45), (0.6, 0.4), (0.85, 0.7), (0.5, 1.0), (0.1, 0.92)]],
    "6": [[(0.75, 0.0), (0.25, 0.4), (0.15, 0.8), (0.5, 1.0), (0.85, 0.75), (0.5, 0.5), (0.18, 0.7)]],
    "7": [[(0.1, 0.03), (0.9, 0.0), (0.45, 1.0)]],
    "8": [[(0.5, 0.5), (0.15, 0.2), (0.5, 0), (0.85, 0.2), (0.5, 0.5), (0.1, 0.75), (0.5, 1), (0.9, 0.75), (0.5, 0.5)]],
    "9": [[(0.85, 0.25), (0.5, 0.0), (0.15, 0.25), (0.5, 0.5), (0.85, 0.25), (0.75, 1.0)]],
}  # fmt: skip

EUROPEAN: Mapping[str, list[list[list[tuple[float, float]]]]] = {
    "1": [
        [[(0.0, 0.45), (0.55, 0.0), (0.55, 1.0)]],
        [[(0.1, 0.3), (0.5, 0.0), (0.5, 1.0)], [(0.15, 1.0), (0.85, 1.0)]],
        [[(0.5, 0.0), (0.45, 1.0)]],
    ],
    "4": [[[(0.15, 0.0), (0.05, 0.55), (0.9, 0.5)], [(0.7, 0.05), (0.65, 1.0)]]],
    "7": [
        [[(0.05, 0.03), (0.9, 0.0), (0.4, 1.0)], [(0.25, 0.52), (0.85, 0.48)]],
        [[(0.05, 0.15), (0.05, 0.02), (0.9, 0.0), (0.4, 1.0)], [(0.2, 0.5), (0.8, 0.5)]],
    ],
    "9": [[[(0.85, 0.25), (0.5, 0.0), (0.15, 0.25), (0.5, 0.5), (0.85, 0.2), (0.8, 0.8), (0.45, 1.0), (0.15, 0.9)]]],
    "6": [[[(0.7, 0.0), (0.3, 0.3), (0.1, 0.7), (0.45, 1.0), (0.85, 0.8), (0.6, 0.55), (0.15, 0.7)]]],
}
"""Other ways of writing some digits."""
