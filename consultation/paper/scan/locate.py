"""Finding our pages in a picture: who they are by their codes, where they lie by their markers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import cv2
import numpy
from numpy.typing import NDArray

from consultation.paper.identity import MASTER, Identity
from consultation.paper.scan.codes import Code, Points, find_all_codes, find_codes, find_codes_at_edges
from consultation.paper.scan.pictures import Grey

MARKERS_A_PAGE = 6
HARDER_PX = 2400
"""Most long side of a picture that is enlarged to be searched again."""
SEARCH_PX = 1200
"""Long side of the picture in which markers are sought: A4 at 100 dpi."""
CODE_MM = 10.0
"""A code nearer than this to the place of one of the page's codes stands in its stead."""
LABEL_MM = 30.0
"""How far from the middle of the number's frame the code of a label may be stuck."""
FILLED = 0.6
"""Share of a picture that its pages take up from which no others are sought in it."""
FURTHEST_MM = 6.0
"""How far a marker may lie from where its neighbours say, past which it is of another page."""


@dataclass(frozen=True)
class Marker:
    """A marker in a picture; corners in dots, clockwise from its own top left."""

    id: int
    corners: Points


@dataclass(frozen=True, kw_only=True)
class Found:
    """One page in a picture."""

    identity: Identity
    markers: tuple[Marker, ...]
    codes: tuple[Code, ...]
    anchors_mm: Points
    """Corners of the markers (and of the codes, where there are few) on the page…"""
    anchors_px: Points
    """…and in the picture."""
    to_px: NDArray[numpy.float64]
    """3 x 3: from millimetres of the page to dots of the picture."""
    layout: "PageLayout"
    disagrees: bool
    """The markers are those of another page than the codes, or the two codes name two pages."""

    @property
    def code_places(self) -> Sequence[Mapping[str, float]]:
        places: Sequence[Mapping[str, float]] = self.layout["identities"]
        return places


PageLayout = Mapping[str, Any]
Placed = list[tuple[Mapping[str, float], Code]]
"""Codes with their places on the page."""
PagesOf = Callable[[Identity], Sequence[PageLayout]]
"""The pages that may carry that identity; several where a master was printed in two sizes."""


def find_markers(grey: Grey, longest: int = SEARCH_PX) -> list[Marker]:
    """Every marker of the picture."""
    scale = min(1.0, longest / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    return _markers_in(small, 1 / scale, (0.0, 0.0), near=False)


def _markers_in(small: Any, times: float, origin: tuple[float, float], *, near: bool) -> list[Marker]:
    corners, ids, _rejected = _detector(near=near).detectMarkers(small)
    if ids is None:
        return []
    return [
        Marker(int(id_), (numpy.asarray(quad, dtype=float).reshape(4, 2) + 0.5) * times - 0.5 + origin)
        for id_, quad in zip(numpy.ravel(ids), corners, strict=True)
    ]


@lru_cache(maxsize=2)
def _detector(*, near: bool) -> Any:
    parameters = cv2.aruco.DetectorParameters()
    parameters.minMarkerPerimeterRate = 0.02
    # Copies of copies are blacker at every edge: only the middle third of a square is asked.
    parameters.perspectiveRemoveIgnoredMarginPerCell = 0.33
    parameters.perspectiveRemovePixelPerCell = 8
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    parameters.cornerRefinementWinSize = 3
    if near:
        # A marker of some 36 dots: one of two sizes of window is right.
        parameters.adaptiveThreshWinSizeMin = 13
    return cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_5X5_250), parameters)


def find_pages(grey: Grey, pages_of: PagesOf) -> tuple[list[Found], list[Code], list[Marker]]:
    """Every page of ours in a picture; all codes seen in it; and the markers that are of none of these pages."""
    codes = find_codes(grey)
    if not codes:
        codes = find_codes_at_edges(grey) or find_codes_harder(grey, find_markers(grey))
    pages = _grown(grey, codes, pages_of, [])
    if not pages:
        return pages, codes, find_markers(grey)
    if _share_filled(pages, grey) > FILLED:
        return pages, codes, []
    # Slips on a table: the codes of some may be too small or too blurred to have been seen beside the others.
    codes += [code for code in find_all_codes(grey) if not _is_on(code.corners, pages)]
    pages = _grown(grey, codes, pages_of, pages)
    left = _left(grey, pages)
    codes += find_codes_harder(grey, left)
    pages = _grown(grey, codes, pages_of, pages)
    return pages, codes, [marker for marker in left if not _is_on(marker.corners, pages)]


def _grown(grey: Grey, codes: Sequence[Code], pages_of: PagesOf, pages: Sequence[Found]) -> list[Found]:
    """The pages, and those of the codes that lie on none of them.

    A code leads to its page; from there markers are taken on outwards, each where those before it say.
    """
    pages = list(pages)
    seen: list[Marker] | None = None
    labels = labels_among(codes)
    known = [*labels, *(code for page in pages for code in page.codes)]
    free = [code for code in codes if all(code is not one for one in known) and not _is_on(code.corners, pages)]
    while free:
        code = free[0]
        best: Found | None = None
        for layout in pages_of(code.identity):
            both = _codes_of_page(code, free, layout)
            tries = [_grow_near(grey, both, layout)] if len(both) == 2 else []
            if not tries or len(tries[0].markers) < 4:
                seen = find_markers(grey) if seen is None else seen
                left = [marker for marker in seen if not _taken(marker, pages)]
                starts = [both] if len(both) == 2 else [[(place, code)] for place in layout["identities"]]
                tries += [_grow(start, left, layout) for start in starts]
            best = min([*tries, best] if best else tries, key=_misfit)
        if best is not None:
            best = replace(best, disagrees=best.disagrees or _is_contradicted(best, codes, seen or ()))
            pages.append(_labelled(best, labels, pages_of))
        taken = best.codes if best else (code,)
        free = [one for one in free if one is not code and all(one is not other for other in taken)]
    return pages


def _share_filled(pages: Sequence[Found], grey: Grey) -> float:
    """Share of the picture that the pages take up."""
    areas = [cv2.contourArea(_moved(page.to_px, _sheet(page)).astype(numpy.float32)) for page in pages]
    return sum(areas) / grey.size


def _left(grey: Grey, pages: Sequence[Found]) -> list[Marker]:
    """The markers that lie on none of the pages; small ones too."""
    return [marker for marker in find_markers(grey, 2 * SEARCH_PX) if not _is_on(marker.corners, pages)]


def _is_on(corners: Points, pages: Sequence[Found]) -> bool:
    """Whether a marker or a code lies on one of the pages."""
    middle = corners.mean(axis=0, keepdims=True)
    flat = [(_moved(numpy.asarray(numpy.linalg.inv(page.to_px), dtype=float), middle)[0], page) for page in pages]
    return any(0 < x < page.layout["width_mm"] and 0 < y < page.layout["height_mm"] for (x, y), page in flat)


def _sheet(page: Found) -> Points:
    """Its corners, in millimetres."""
    size = {"width_mm": page.layout["width_mm"], "height_mm": page.layout["height_mm"]}
    return _rectangle({"x_mm": 0.0, "y_mm": 0.0, **size})


def labels_among(codes: Sequence[Code]) -> list[Code]:
    """Codes with a number beside those of a master's page: labels stuck on its copies."""
    masters = {one.identity for one in codes if one.identity.number == MASTER}
    return [one for one in codes if one.identity.number != MASTER and replace(one.identity, number=MASTER) in masters]


def _labelled(page: Found, labels: Sequence[Code], pages_of: PagesOf) -> Found:
    """The page of a copy under the number of the label in its frame; as it was when there is none, or several."""
    frame = page.layout.get("number")
    if page.identity.number != MASTER or not frame:
        return page
    to_mm = numpy.asarray(numpy.linalg.inv(page.to_px), dtype=float)
    middle = _rectangle(frame).mean(axis=0)
    here = [
        one
        for one in labels
        if replace(one.identity, number=MASTER) == page.identity
        and numpy.linalg.norm(_moved(to_mm, one.corners).mean(axis=0) - middle) < LABEL_MM
    ]
    found = [layout for one in here for layout in pages_of(one.identity)]
    if len({one.identity for one in here}) != 1 or not found:
        return page
    return replace(page, identity=here[0].identity, layout=found[0])


def find_pages_harder(grey: Grey, pages_of: PagesOf) -> tuple[list[Found], list[Code], list[Marker]]:
    """The same in a dim, noisy or blurred picture: evened, smoothed, enlarged, sharpened; in ten times the time."""
    times = min(1.0, HARDER_PX / max(grey.shape))
    small = cv2.resize(grey, None, fx=times, fy=times, interpolation=cv2.INTER_AREA) if times < 1 else grey
    clear = cv2.resize(_even(cv2.GaussianBlur(small, (0, 0), 1.2)), None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    sharp = cv2.addWeighted(clear, 3.5, cv2.GaussianBlur(clear, (0, 0), 5), -2.5, 0)
    pages, codes, markers = find_pages(numpy.asarray(sharp, dtype=numpy.uint8), pages_of)
    return [_back(page, 2 * times) for page in pages], codes, markers


def _back(page: Found, times: float) -> Found:
    """A page found in a picture so many times as large."""
    shift = 0.5 / times - 0.5
    back = numpy.array([[1 / times, 0, shift], [0, 1 / times, shift], [0, 0, 1]])
    return replace(
        page,
        markers=tuple(Marker(one.id, _moved(back, one.corners)) for one in page.markers),
        codes=tuple(Code(one.identity, _moved(back, one.corners)) for one in page.codes),
        anchors_px=_moved(back, page.anchors_px),
        to_px=back @ page.to_px,
    )


def find_codes_harder(grey: Grey, markers: Sequence[Marker]) -> list[Code]:
    """Codes beside a marker of theirs, straightened, enlarged and smoothed until one of them reads."""
    found = []
    for marker in markers:
        position = marker.id % MARKERS_A_PAGE
        if position not in {0, 5}:
            continue
        # In eighths of the marker's side: on slips the codes are larger, and nearer to their markers.
        left, top = (8.5, -4.5) if position == 0 else (-27.0, -14.0)
        to_px = _homography(_square(0, 0, 8), marker.corners)
        for module_px in (8.0, 5.0):
            straight = _straight(grey, to_px, left, top, 26.5, module_px * 21 / 16)
            thinner = [cv2.dilate(straight, numpy.ones((side, side), numpy.uint8)) for side in (3, 5, 7)]
            for view in (straight, cv2.GaussianBlur(straight, (0, 0), 1.5), _even(straight), *thinner):
                read = find_codes(view)
                if read:
                    corners = read[0].corners / (module_px * 21 / 16) + (left, top)
                    found.append(Code(read[0].identity, _moved(to_px, numpy.asarray(corners, dtype=float))))
                    break
            else:
                continue
            break
    return found


def _even(grey: Any) -> Any:
    """Light and shadow taken out."""
    light = cv2.morphologyEx(cv2.GaussianBlur(grey, (0, 0), 2), cv2.MORPH_CLOSE, numpy.ones((41, 41), numpy.uint8))
    return cv2.divide(grey, light, scale=255)


def _straight(grey: Grey, to_px: NDArray[numpy.float64], x: float, y: float, side: float, scale: float) -> Any:
    """A square of the page, in millimetres, at so many dots a millimetre."""
    move = numpy.array([[1 / scale, 0, x], [0, 1 / scale, y], [0, 0, 1]])
    size = round(side * scale)
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpPerspective(grey, to_px @ move, (size, size), flags=how, borderValue=255)


def _taken(marker: Marker, pages: Sequence[Found]) -> bool:
    centre = marker.corners.mean(axis=0)
    return any(
        numpy.linalg.norm(other.corners.mean(axis=0) - centre) < 5
        for page in pages
        for other in page.markers
        if other.id == marker.id
    )


def _is_contradicted(page: Found, codes: Sequence[Code], markers: Sequence[Marker]) -> bool:
    """Whether a code of another page lies on this one, or its markers are missing and others are there."""
    to_mm = numpy.asarray(numpy.linalg.inv(page.to_px), dtype=float)
    for code in codes:
        if code.identity != page.identity:
            near = _moved(to_mm, code.corners).mean(axis=0)
            if any(numpy.linalg.norm(near - _rectangle(place).mean(axis=0)) < CODE_MM for place in page.code_places):
                return True
    numbers = [marker.id // MARKERS_A_PAGE for marker in markers]
    return len(page.markers) < 2 and any(numbers.count(number) > 2 for number in set(numbers) - {page.identity.page})


def _grow_near(grey: Grey, both: "Placed", layout: PageLayout) -> Found:
    """The page, with markers sought only where its two codes say: ten times as fast as looking everywhere."""
    to_px = _homography(
        numpy.vstack([_rectangle(place) for place, _code in both]), numpy.vstack([c.corners for _place, c in both])
    )
    markers = []
    for place in layout["markers"]:
        window = _moved(to_px, _square(place["x_mm"] - 8, place["y_mm"] - 8, place["width_mm"] + 16))
        left, top = numpy.maximum(numpy.floor(window.min(axis=0)).astype(int), 0)
        right, bottom = numpy.ceil(window.max(axis=0)).astype(int)
        part = grey[top:bottom, left:right]
        if min(part.shape) < 16:
            continue
        times = max(1.0, max(part.shape) / 110)
        small = cv2.resize(part, None, fx=1 / times, fy=1 / times, interpolation=cv2.INTER_AREA) if times > 1 else part
        near = _markers_in(small, times, (float(left), float(top)), near=True)
        markers += [marker for marker in near if marker.id % MARKERS_A_PAGE == place["id"] % MARKERS_A_PAGE][:1]
    return _found(both, tuple(markers), layout)


def _grow(both: "Placed", seen: Sequence[Marker], layout: PageLayout) -> Found:
    """The page, from its codes outwards over the markers of the whole picture."""
    mm = numpy.vstack([_rectangle(place) for place, _code in both])
    px = numpy.vstack([one.corners for _place, one in both])
    markers: list[Marker] = []
    places = {place["id"]: _rectangle(place) for place in layout["markers"]}
    wanted = [marker for marker in seen if marker.id in places]
    while wanted:
        to_mm = _homography(px, mm)
        away = [_distance(to_mm, marker, places[marker.id]) for marker in wanted]
        reach = [numpy.linalg.norm(mm - places[marker.id].mean(axis=0), axis=1).min() for marker in wanted]
        order = sorted(range(len(wanted)), key=lambda index: reach[index] + away[index])
        nearest = next((index for index in order if away[index] < FURTHEST_MM + 0.35 * reach[index]), None)
        if nearest is None:
            break
        marker = wanted[nearest]
        markers.append(marker)
        mm = numpy.vstack([mm, places[marker.id]])
        px = numpy.vstack([px, marker.corners])
        wanted = [other for other in wanted if other.id != marker.id]
    return _found(both, tuple(markers), layout)


def _codes_of_page(code: Code, codes: Sequence[Code], layout: PageLayout) -> "Placed":
    """The two codes of the same page with their places on it; one alone may have either place."""
    first, second = layout["identities"]
    twins = [one for one in codes if one is not code and one.identity == code.identity]
    side = float(numpy.linalg.norm(code.corners[1] - code.corners[0]))
    across = float(numpy.hypot(second["x_mm"] - first["x_mm"], second["y_mm"] - first["y_mm"])) / first["width_mm"]
    down = code.corners[3] - code.corners[0]
    for twin in twins:
        away = twin.corners[0] - code.corners[0]
        if 0.6 * across < numpy.linalg.norm(away) / side < 1.7 * across:
            is_first = float(away @ down) > 0
            return [(first, code), (second, twin)] if is_first else [(first, twin), (second, code)]
    return [(first, code)]


def _found(both: "Placed", markers: Sequence[Marker], layout: PageLayout) -> Found:
    places = {place["id"]: _rectangle(place) for place in layout["markers"]}
    ours = tuple(marker for marker in markers if marker.id in places)
    mm = [places[marker.id] for marker in ours]
    px = [marker.corners for marker in ours]
    if len(ours) < 3:
        mm += [_rectangle(place) for place, _code in both]
        px += [one.corners for _place, one in both]
    anchors_mm, anchors_px = numpy.vstack(mm), numpy.vstack(px)
    return Found(
        identity=both[0][1].identity,
        layout=layout,
        markers=ours,
        codes=tuple(one for _place, one in both),
        anchors_mm=anchors_mm,
        anchors_px=anchors_px,
        to_px=_homography(anchors_mm, anchors_px),
        disagrees=any(marker.id not in places for marker in markers),
    )


def _misfit(found: Found) -> float:
    """How badly a page fits, in millimetres; much worse with fewer markers."""
    to_mm = _homography(found.anchors_px, found.anchors_mm)
    errors = numpy.linalg.norm(_moved(to_mm, found.anchors_px) - found.anchors_mm, axis=1)
    return float(errors.mean()) + 10 * (MARKERS_A_PAGE - len(found.markers))


def _distance(to_mm: NDArray[numpy.float64], marker: Marker, place: Points) -> float:
    return float(numpy.linalg.norm(_moved(to_mm, marker.corners).mean(axis=0) - place.mean(axis=0)))


def _homography(of: Points, to: Points) -> NDArray[numpy.float64]:
    """3 x 3, by least squares; a degenerate set raises ValueError."""
    found, _mask = cv2.findHomography(of, to)
    if found is None:
        raise ValueError("the points lie on a line")
    return numpy.asarray(found, dtype=float)


def _moved(by: NDArray[numpy.float64], points: Points) -> Points:
    flat = numpy.column_stack([points, numpy.ones(len(points))]) @ by.T
    return numpy.asarray(flat[:, :2] / flat[:, 2:], dtype=float)


def _rectangle(place: Mapping[str, float]) -> Points:
    """Corners clockwise from the top left."""
    x, y, width, height = (place[name] for name in ("x_mm", "y_mm", "width_mm", "height_mm"))
    return numpy.array([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], dtype=float)


def _square(x: float, y: float, side: float) -> Points:
    return numpy.array([(x, y), (x + side, y), (x + side, y + side), (x, y + side)], dtype=float)
