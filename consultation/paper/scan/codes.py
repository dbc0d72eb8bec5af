"""Our QR codes in a picture."""

from dataclasses import dataclass

import cv2
import numpy
import zxingcpp
from numpy.typing import NDArray

from consultation.paper.identity import Identity, NotAnIdentity, read_identity
from consultation.paper.scan.pictures import Grey

Points = NDArray[numpy.float64]
"""One row a point: x, y."""

CODES_PX = 1150
"""Least long side of the picture in which codes are sought first: a third of the time of the whole picture."""
EDGE_PARTS = 40
"""Parts of the long side of a picture that are put around it: 7 mm of A4, as four modules of white are 3 mm."""


@dataclass(frozen=True)
class Code:
    """One of our QR codes in a picture."""

    identity: Identity
    corners: Points


def find_codes(grey: Grey) -> list[Code]:
    """The codes of a page, or of several; in a large picture perhaps not all of several."""
    times = max(grey.shape) // CODES_PX
    if times > 1:
        found = [Code(one.identity, (one.corners + 0.5) * times - 0.5) for one in find_codes(_smaller(grey, times))]
        if len(found) > 1:
            return found
    return find_all_codes(grey)


def find_all_codes(grey: Grey) -> list[Code]:
    """Every code of ours in all detail; other codes are none of ours."""
    found = []
    for read in zxingcpp.read_barcodes(
        grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode), try_downscale=False
    ):
        try:
            identity = read_identity(read.text)
        except NotAnIdentity:
            continue
        at = read.position
        corners = [at.top_left, at.top_right, at.bottom_right, at.bottom_left]
        found.append(Code(identity, numpy.array([(corner.x, corner.y) for corner in corners], dtype=float)))
    return found


def _smaller(grey: Grey, times: int) -> Grey:
    """So many times smaller; a whole number is ten times as fast as a broken one."""
    rows, columns = (side // times for side in grey.shape)
    small = cv2.resize(grey[: rows * times, : columns * times], (columns, rows), interpolation=cv2.INTER_AREA)
    return numpy.asarray(small, dtype=numpy.uint8)


def find_codes_at_edges(grey: Grey) -> list[Code]:
    """Codes of which the edge of the glass left no white around them, or cut off a little."""
    side = max(grey.shape) // EDGE_PARTS
    wide = cv2.copyMakeBorder(grey, side, side, side, side, cv2.BORDER_CONSTANT, value=255)
    found = find_codes(numpy.asarray(wide, dtype=numpy.uint8))
    return [Code(one.identity, one.corners - side) for one in found]
