"""Scanners, copiers and telephones: what becomes of a filled sheet on its way into a file."""

import copy
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy
import pillow_heif
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image

from tests.bench.pens import PAGE_PX, Picture

Float = NDArray[numpy.float32]
Span = tuple[float, float]

COARSE = 8


@dataclass(frozen=True)
class Preset:
    """One kind of picture; spans are drawn from evenly."""

    dpi: Span = (200, 300)
    turn: float = 1.0
    """Degrees to either side."""
    jpeg: Span = (60, 85)
    blur: Span = (0.0, 0.4)
    """Standard deviation in dots of the final picture."""
    noise: Span = (0.0, 4.0)
    copies: int = 0
    """Times through a photocopier, at most."""
    black_white: float = 0.0
    """Share turned into black and white."""
    crop: float = 0.0
    """Millimetres cut off at one edge, at most."""
    folds: int = 0
    stains: float = 0.0
    photo: float = 0.0
    """0: a scanner; more: how slanted the view, and how bent the paper."""
    crumpled: float = 0.0
    """Share that somebody had crumpled up."""
    shadow: float = 0.0
    longest: int | None = None
    """Dots of the long side after a chat application."""
    hard_marks: bool = False
    scaling: float = 0.0
    """Share by which a printer makes the page larger or smaller."""
    office: float = 0.0
    """Share with holes, staples, and the other side shining through."""
    file: str = ""
    """Kind of file, see `packed`; "" as the machine usually does."""
    unforeseen: bool = False
    """Coloured pens, highlighters, marks nobody was taught."""


PRESETS: Mapping[str, Preset] = {
    "scan_good": Preset(),
    "scan_typical": Preset(
        dpi=(150, 300), turn=3, jpeg=(40, 75), blur=(0.2, 0.8), noise=(1, 8), crop=3, folds=1, black_white=0.15
    ),
    "scan_hard": Preset(
        dpi=(100, 200), turn=8, jpeg=(30, 60), blur=(0.3, 1.0), noise=(3, 12), crop=9, folds=2, stains=0.5, copies=1,
        black_white=0.15,
    ),
    "copies_of_copies": Preset(
        dpi=(150, 300), turn=4, jpeg=(40, 75), blur=(0.2, 0.7), noise=(1, 8), copies=3, crop=5, black_white=0.3
    ),
    "photo_good": Preset(dpi=(170, 260), turn=8, jpeg=(60, 80), blur=(0.3, 0.9), noise=(1, 5), photo=0.4, shadow=0.25),
    "photo_typical": Preset(
        dpi=(130, 230), turn=12, jpeg=(40, 75), blur=(0.5, 1.3), noise=(2, 9), photo=1.0, shadow=0.5, folds=2,
        crumpled=0.3,
    ),
    "photo_bad": Preset(
        dpi=(100, 170), turn=20, jpeg=(30, 60), blur=(0.8, 2.2), noise=(4, 16), photo=2.0, shadow=0.75, folds=3,
        stains=0.5, crop=4, crumpled=0.5,
    ),
    "chat": Preset(
        dpi=(170, 260), turn=8, jpeg=(40, 65), blur=(0.3, 0.9), noise=(2, 8), photo=0.8, shadow=0.4, longest=1600
    ),
    "hard_marks": Preset(dpi=(150, 300), turn=3, jpeg=(40, 80), blur=(0.2, 0.8), noise=(1, 6), hard_marks=True),
}  # fmt: skip
UNSEEN: Mapping[str, Preset] = {
    "office_copier": Preset(
        dpi=(200, 200), turn=2, jpeg=(50, 80), blur=(0.2, 0.6), noise=(1, 5), scaling=0.05, office=1.0, file="pdf"
    ),
    "fax": Preset(dpi=(200, 204), turn=2, blur=(0.2, 0.6), noise=(2, 8), black_white=1.0, scaling=0.03, file="fax"),
    "scan_600": Preset(dpi=(590, 600), turn=1, jpeg=(60, 80), noise=(1, 4), scaling=0.03),
    "coloured_scan": Preset(
        dpi=(150, 300), turn=2, jpeg=(50, 80), blur=(0.2, 0.6), noise=(1, 5), scaling=0.05, unforeseen=True
    ),
    "coloured_photo": Preset(
        dpi=(170, 260), turn=10, jpeg=(50, 80), blur=(0.4, 1.0), noise=(1, 6), photo=0.7, shadow=0.4, scaling=0.05,
        unforeseen=True, file="turned",
    ),
    "iphone": Preset(
        dpi=(200, 270), turn=10, jpeg=(50, 70), blur=(0.4, 1.0), noise=(1, 6), photo=0.7, shadow=0.5, file="heic"
    ),
}  # fmt: skip
"""Used to measure only: the classifier is never taught with these."""


def taken(
    page: Picture, ink: Float, preset: Preset, random: Generator, colour: tuple[float, float, float] | None = None
) -> bytes:
    """The file a machine makes of a page: JPEG, PNG of black and white, or what the preset says.

    The page went through the photocopier before somebody wrote on it: what a copy loses of the ink, no reader finds.

    :param ink: how much of the paper's light the pen takes, dot by dot.
    :param colour: share of blue, green and red light that it takes.
    """
    if colour is None:
        grey = _seen(page, ink, preset, random)
        picture = cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)
    else:
        again = [copy.deepcopy(random) for _ in colour]
        picture = cv2.merge([_seen(page, ink * share, preset, one) for share, one in zip(colour, again, strict=True)])
        random.bit_generator.state = again[0].bit_generator.state
        grey = numpy.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=numpy.uint8)
    if random.random() < preset.black_white:
        level = random.uniform(0.5, 0.72) * float(numpy.percentile(grey, 90))
        return packed(((grey > level) * 255).astype(numpy.uint8), preset.file or "png", 0)
    tint = random.uniform(0.92, 1.0, 3) if preset.photo else numpy.ones(3)
    return packed((picture * tint).astype(numpy.uint8), preset.file or "jpg", int(random.uniform(*preset.jpeg)))


def packed(picture: Picture, file: str, quality: int) -> bytes:
    """The picture as a file: "jpg", "png", "fax" (TIFF, group 4), "heic", "pdf" as copiers make it."""
    if file in {"jpg", "png"}:
        return bytes(cv2.imencode(f".{file}", picture, [cv2.IMWRITE_JPEG_QUALITY, quality] if file == "jpg" else [])[1])
    image = Image.fromarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB) if picture.ndim == 3 else picture)
    out = io.BytesIO()
    match file:
        case "fax":
            image.convert("1", dither=Image.Dither.NONE).save(out, "TIFF", compression="group4", dpi=(200, 200))
        case "heic":
            pillow_heif.from_pillow(image).save(out, quality=quality)
        case "pdf":
            image.save(out, "PDF", quality=quality, resolution=200)
        case "turned":
            turn = Image.Exif()
            turn[0x0112] = 6  # as a telephone held upright says it
            image.rotate(90, expand=True).save(out, "JPEG", quality=quality, exif=turn)
    return out.getvalue()


def _seen(page: Picture, ink: Float, preset: Preset, random: Generator) -> Picture:
    """The picture, in grey."""
    paper = page.astype(numpy.float32)
    if preset.scaling:
        paper, ink = _scaled(paper, ink, preset.scaling, random)
    for _copy in range(int(random.integers(1, preset.copies + 1)) if preset.copies else 0):
        paper, ink = _copied(paper, ink, random)
    paper *= 1 - ink
    for _fold in range(int(random.integers(0, preset.folds + 1))):
        paper = _folded(paper, random)
    if random.random() < preset.stains:
        paper = _stained(paper, random)
    if random.random() < preset.office:
        paper = _filed(paper, random)
    picture = _photographed(paper, preset, random) if preset.photo else _scanned(paper, preset, random)
    sigma = random.uniform(*preset.blur)
    if sigma > 0.1:
        picture = cv2.GaussianBlur(picture, (0, 0), sigma).astype(numpy.float32)
    if preset.photo > 1.5 and random.random() < 0.5:
        picture = _shaken(picture, random)
    if preset.longest:
        times = preset.longest / max(picture.shape)
        picture = cv2.resize(picture, None, fx=times, fy=times, interpolation=cv2.INTER_AREA).astype(numpy.float32)
    noise = random.uniform(*preset.noise)
    picture = picture + _noise(picture.shape, random) * numpy.float32(noise)
    grey = numpy.clip(picture, 0, 255).astype(numpy.uint8)
    for _quarter in range(int(random.choice((0, 2), p=(0.8, 0.2)) if not preset.photo else random.integers(0, 4))):
        grey = numpy.ascontiguousarray(numpy.rot90(grey))
    return grey


def _scaled(paper: Float, ink: Float, by: float, random: Generator) -> tuple[Float, Float]:
    """Printed a little smaller or larger ("fit to page"), and not quite in the middle."""
    height, width = paper.shape
    move = cv2.getRotationMatrix2D((width / 2, height / 2), 0, 1 + random.uniform(-by, by))
    move[:, 2] += numpy.asarray(random.uniform(-20, 20, 2))
    both = [
        cv2.warpAffine(one, move, (width, height), flags=cv2.INTER_LINEAR, borderValue=border)
        for one, border in ((paper, 255), (ink, 0))
    ]
    return numpy.asarray(both[0], dtype=numpy.float32), numpy.asarray(both[1], dtype=numpy.float32)


def _filed(paper: Float, random: Generator) -> Float:
    """As an office keeps it: two holes, a staple, the other side of the sheet shining through."""
    height = paper.shape[0]
    if random.random() < 0.5:
        back = cv2.GaussianBlur(paper[:, ::-1], (0, 0), 6)
        paper *= (1 - random.uniform(0.03, 0.1) * (1 - back / 255)).astype(numpy.float32)
    if random.random() < 0.5:
        for y in (-40, 40):
            at = (round(11 * PAGE_PX), round(height / 2 + y * PAGE_PX))
            cv2.circle(paper, at, round(3 * PAGE_PX), float(random.choice((20.0, 235.0))), -1)
    if random.random() < 0.5:
        x, y = random.uniform(4, 30, 2) * PAGE_PX
        end = (int(x + 90 * numpy.cos(random.uniform(0, 3))), int(y + 40))
        cv2.line(paper, (int(x), int(y)), end, 90.0, 5)
    return numpy.asarray(paper, dtype=numpy.float32)


def _scanned(paper: Float, preset: Preset, random: Generator) -> Float:
    """On the glass: turned a little, perhaps shifted, so that an edge is missing."""
    height, width = paper.shape
    scale = random.uniform(*preset.dpi) / 25.4 / PAGE_PX
    angle = random.uniform(-preset.turn, preset.turn)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, scale)
    shift = numpy.array([0.0, 0.0])
    if preset.crop:
        shift[int(random.integers(0, 2))] = random.uniform(0, preset.crop) * PAGE_PX * scale * random.choice((-1, 1))
    size = (round(width * scale), round(height * scale))
    turn[:, 2] += numpy.array(size) / 2 - (width / 2, height / 2) + shift
    glass = float(random.choice((255.0, 245.0, 40.0), p=(0.6, 0.3, 0.1)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    soft = cv2.GaussianBlur(paper, (0, 0), 0.35 / scale) if scale < 0.95 else paper
    picture = cv2.warpAffine(soft, turn, size, flags=cv2.INTER_LINEAR if how else how, borderValue=glass)
    return numpy.asarray(picture * random.uniform(0.94, 1.0), dtype=numpy.float32)


def _photographed(paper: Float, preset: Preset, random: Generator) -> Float:
    """On a table, from the hand: slanted, bent, half in the shadow."""
    height, width = paper.shape
    scale = random.uniform(*preset.dpi) / 25.4 / PAGE_PX
    margin = random.uniform(0.03, 0.12)
    size = numpy.array([width * scale * (1 + 2 * margin), height * scale * (1 + 2 * margin)])
    angle = numpy.deg2rad(random.uniform(-preset.turn, preset.turn))
    turn = numpy.array([[numpy.cos(angle), -numpy.sin(angle)], [numpy.sin(angle), numpy.cos(angle)]])
    corners = numpy.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)]) * (width, height) * scale
    corners = corners @ turn.T + size / 2
    corners += random.uniform(-1, 1, (4, 2)) * 0.05 * preset.photo * size
    inside = max(1.0, float((numpy.abs(corners - size / 2) / (size / 2)).max() / 0.985))
    corners = (corners - size / 2) / inside + size / 2
    flat = numpy.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=numpy.float32)
    to_page = cv2.getPerspectiveTransform(corners.astype(numpy.float32), flat)
    columns, rows = round(float(size[0])), round(float(size[1]))
    # Smooth maps: worked out for every eighth dot and enlarged.
    y, x = numpy.mgrid[0 : rows // COARSE + 1, 0 : columns // COARSE + 1].astype(numpy.float32) * COARSE + COARSE / 2
    depth = to_page[2, 0] * x + to_page[2, 1] * y + to_page[2, 2]
    page_x = (to_page[0, 0] * x + to_page[0, 1] * y + to_page[0, 2]) / depth
    page_y = (to_page[1, 0] * x + to_page[1, 1] * y + to_page[1, 2]) / depth
    bend = random.uniform(0, 1.6) * preset.photo * PAGE_PX
    waves, phase = random.uniform(0.5, 1.6), random.uniform(0, 6.28)
    way = random.uniform(-1, 1, 2)
    wave = numpy.sin(phase + waves * numpy.pi * (page_x / width * way[0] + page_y / height * way[1]))
    light = 1 - 0.25 * preset.shadow * (wave * 0.5 + 0.5)
    page_x = page_x + bend * wave
    page_y = page_y + bend * 0.6 * numpy.cos(phase + waves * numpy.pi * page_y / height)
    if random.random() < preset.crumpled:
        hills = random.standard_normal((3, 14, 10)).astype(numpy.float32)
        over = [cv2.resize(one, (x.shape[1], x.shape[0]), interpolation=cv2.INTER_CUBIC) for one in hills]
        page_x, page_y = page_x + 0.35 * PAGE_PX * over[0], page_y + 0.35 * PAGE_PX * over[1]
        light = light * (1 + 0.06 * over[2])
    soft = cv2.GaussianBlur(paper, (0, 0), max(0.3, 0.35 / scale))
    maps = [_enlarged(one, (rows, columns)) for one in (page_x, page_y, light)]
    picture: Float = cv2.remap(soft, maps[0], maps[1], cv2.INTER_LINEAR, borderValue=-1)  # type: ignore[assignment] # of the same type
    table = _table((rows, columns), random)
    numpy.copyto(picture, table, where=picture < 0)
    picture *= maps[2]
    picture *= _shade((rows, columns), preset.shadow, random)
    return numpy.asarray(picture, dtype=numpy.float32)


def _enlarged(coarse: NDArray[Any], shape: tuple[int, int]) -> Float:
    rows, columns = (side * COARSE for side in coarse.shape)
    whole = cv2.resize(coarse.astype(numpy.float32), (columns, rows))
    return numpy.asarray(whole[: shape[0], : shape[1]], dtype=numpy.float32)


@lru_cache(maxsize=1)
def _grains() -> Float:
    """Noise enough for the largest picture, drawn once."""
    return numpy.random.default_rng(7).standard_normal(12_000_000, dtype=numpy.float32)


def _noise(shape: tuple[int, ...], random: Generator) -> Float:
    count = shape[0] * shape[1]
    grains = _grains()
    if count >= len(grains):
        return numpy.resize(grains, shape)
    start = int(random.integers(0, len(grains) - count))
    return grains[start : start + count].reshape(shape)


def _table(shape: tuple[int, int], random: Generator) -> Float:
    small = random.random((shape[0] // 40 + 2, shape[1] // 400 + 2), dtype=numpy.float32)
    grain = cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return numpy.asarray(random.uniform(20, 190) + 40 * (grain - 0.5), dtype=numpy.float32)


def _shade(shape: tuple[int, int], depth: float, random: Generator) -> Float:
    """Light from one side, and the shadow of a hand with a soft edge."""
    y, x = numpy.mgrid[0 : shape[0] : 8, 0 : shape[1] : 8].astype(numpy.float32)
    y, x = y / shape[0] - 0.5, x / shape[1] - 0.5
    angle = random.uniform(0, 6.28)
    along = x * numpy.cos(angle) + y * numpy.sin(angle)
    light = random.uniform(0.75, 0.98) * (1 - depth * 0.5 * (along + 0.5))
    if random.random() < depth:
        edge = random.uniform(-0.3, 0.3)
        other = random.uniform(0, 6.28)
        across = x * numpy.cos(other) + y * numpy.sin(other) - edge
        light = light * (1 - depth * 0.6 / (1 + numpy.exp(-across / random.uniform(0.008, 0.05))))
    return numpy.asarray(cv2.resize(light, (shape[1], shape[0])), dtype=numpy.float32)


def _copied(paper: Float, ink: Float, random: Generator) -> tuple[Float, Float]:
    """Through a photocopier: a little larger or smaller, askew, harder, with specks; the ink moves with its boxes."""
    height, width = paper.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), random.uniform(-0.8, 0.8), random.uniform(0.98, 1.01))
    turn[:, 2] += numpy.asarray(random.uniform(-10, 10, 2))
    copy = cv2.warpAffine(paper, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=255)
    ink = numpy.asarray(cv2.warpAffine(ink, turn, (width, height), flags=cv2.INTER_LINEAR), dtype=numpy.float32)
    copy = cv2.GaussianBlur(copy, (0, 0), random.uniform(0.6, 1.4))
    grain = cv2.GaussianBlur(_noise(copy.shape, random), (0, 0), 1.0) * 20
    middle, gain = random.uniform(120, 175), random.uniform(0.025, 0.05)
    copy = 252 / (1 + numpy.exp(-gain * (copy + grain - middle)))
    for _speck in range(int(random.integers(10, 120))):
        at = (int(random.integers(0, width)), int(random.integers(0, height)))
        cv2.circle(copy, at, int(random.integers(1, 3)), float(random.uniform(20, 160)), -1)
    if random.random() < 0.3:
        x = int(random.integers(0, width))
        copy[:, x : x + int(random.integers(1, 4))] *= random.uniform(0.5, 0.9)
    return numpy.asarray(copy, dtype=numpy.float32), ink


def _folded(paper: Float, random: Generator) -> Float:
    """A crease across the page, lighter on one side."""
    height, width = paper.shape
    y, x = numpy.mgrid[0:height:4, 0:width:4].astype(numpy.float32)
    angle = random.choice((0.0, numpy.pi / 2)) + random.normal(0, 0.03)
    away = (x - width * random.uniform(0.2, 0.8)) * numpy.cos(angle) + (
        y - height * random.choice((1 / 3, 1 / 2, 2 / 3))
    ) * numpy.sin(angle)
    crease = 1 - random.uniform(0.05, 0.3) * numpy.exp(-((away / random.uniform(4, 9)) ** 2))
    side = 1 - random.uniform(0, 0.06) / (1 + numpy.exp(-away / 30))
    shade = cv2.resize((crease * side).astype(numpy.float32), (width, height))
    return numpy.asarray(paper * shade, dtype=numpy.float32)


def _stained(paper: Float, random: Generator) -> Float:
    """The ring of a cup."""
    height, width = paper.shape
    layer = numpy.zeros((height // 4, width // 4), numpy.float32)
    at = (int(random.integers(0, width // 4)), int(random.integers(0, height // 4)))
    radius = int(random.uniform(70, 110))
    cv2.circle(layer, at, radius, 0.35, -1)
    cv2.circle(layer, at, radius, 1.0, int(random.integers(3, 9)))
    layer = cv2.GaussianBlur(layer, (0, 0), 2).astype(numpy.float32)
    return numpy.asarray(
        paper * (1 - random.uniform(0.1, 0.3) * cv2.resize(layer, (width, height))), dtype=numpy.float32
    )


def _shaken(picture: Float, random: Generator) -> Float:
    """A hand that moved."""
    length = int(random.integers(2, 6))
    kernel = numpy.zeros((2 * length + 1, 2 * length + 1), numpy.float32)
    angle = random.uniform(0, 3.14)
    end = (round(length + length * numpy.cos(angle) / 2), round(length + length * numpy.sin(angle) / 2))
    cv2.line(kernel, (2 * length - end[0], 2 * length - end[1]), end, 1.0)
    return numpy.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()), dtype=numpy.float32)
